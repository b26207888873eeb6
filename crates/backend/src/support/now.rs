//! What the pages of the office say while support access goes on.

use domain::ids::{CaseId, SupportId};
use domain::support::SupportNow;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::access::timestamp;
use crate::caller::Caller;
use crate::failure::Done;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    case_id: Option<Uuid>,
    number: Option<String>,
    operator_name: String,
    role: String,
    until: OffsetDateTime,
    own: bool,
}

/// Access that goes on, as far as the caller may know: those on the case know which, administrators that there is one, whoever is in by it that they
/// are, and everybody else nothing.
///
/// # Errors
/// None but the database's.
pub async fn now(caller: &Caller) -> Done<Vec<SupportNow>> {
    let mut tx = caller.begin().await?;
    let rows: Vec<Row> = sqlx::query_as("select * from app.support_now()")
        .fetch_all(tx.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| SupportNow {
            id: SupportId(row.id),
            case: row.case_id.map(CaseId).zip(row.number),
            operator: row.operator_name,
            changing: row.role == "support_changing",
            until: timestamp(row.until),
            own: row.own,
        })
        .collect())
}
