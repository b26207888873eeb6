//! R5: what the page of promises shows is of the last day.

use std::collections::HashMap;
use std::sync::Arc;

use domain::origin::Origin;

use super::records::LATE_MS;
use super::{Seen, Verdict, Weight, cannot};
use crate::Backend;
use crate::database::OperatorTx;
use crate::failure::Done;

/// It runs after all others of its weight, whose results are kept by then.
pub(super) const CHECK: &str = "R5.fresh";

/// Every check has a result, and none is older than 26 hours. The heavy ones follow some minutes after the others: theirs is missing, or is old, on a
/// server that has served for less than that.
pub(super) async fn every_check_has_a_result_of_the_day(backend: &Backend) -> Verdict {
    let ages = ages(backend).await.map_err(cannot)?;
    let served = backend.now().0 - backend.started_at.0;
    let mut attempts = 0;
    let mut wrong = Vec::new();
    for check in backend.all_checks().iter().filter(|check| check.name != CHECK) {
        attempts += 1;
        let fresh = ages.get(check.name).is_some_and(|age| *age < LATE_MS);
        if !fresh && (check.weight == Weight::Light || served >= LATE_MS) {
            wrong.push(check.name);
        }
    }
    if wrong.is_empty() {
        return Ok(Seen {
            attempts,
            detail: format!("{attempts} checks have a result of the last 26 hours, or follow soon after the start"),
        });
    }
    Err(format!("no result of the last 26 hours: {}", wrong.join(", ")))
}

/// How old the last result of each check is, in milliseconds.
async fn ages(backend: &Backend) -> Done<HashMap<String, i64>> {
    let origin = Arc::new(Origin::server("checks"));
    let mut tx: OperatorTx = backend.begin(None, &origin).await?;
    let rows: Vec<(String, i64)> =
        sqlx::query_as("select check_id, (extract(epoch from app.now() - at) * 1000)::bigint from check_results")
            .fetch_all(tx.conn())
            .await?;
    Ok(rows.into_iter().collect())
}
