//! Running the checks, keeping their results, and showing them.

use std::sync::Arc;

use domain::Permission;
use domain::audit::Event;
use domain::checks::{CheckReport, Outcome, SecurityPage};
use domain::origin::Origin;
use time::OffsetDateTime;
use tokio::task::JoinSet;

use super::{Check, Verdict, Weight, cannot, fresh, proof};
use crate::Backend;
use crate::access::timestamp;
use crate::attack;
use crate::caller::{Caller, Visitor};
use crate::database::{Conn, OperatorTx, Unlogged};
use crate::failure::{Done, Failure};

/// How old a result may be, in milliseconds: they come every 24 hours. The same as in `app.troubles`.
pub(super) const LATE_MS: i64 = 26 * 3_600_000;

type Row = (String, String, String, OffsetDateTime, i32, i32, String);

/// Every promise's checks with their last results. Public; detail for [`Permission::RunChecks`].
pub async fn page(visitor: &Visitor, caller: Option<&Caller>) -> Done<SecurityPage> {
    let administrator = caller.is_some_and(|caller| caller.me.may(Permission::RunChecks));
    let mut tx = visitor.begin().await?;
    let mut page = page_with_detail(&visitor.backend, tx.conn()).await?;
    page.administrator = administrator;
    if !administrator {
        for report in &mut page.reports {
            report.detail.clear();
        }
        for run in &mut page.attack.last {
            run.leaks.clear();
        }
    }
    Ok(page)
}

/// The same with what exactly was seen, for whoever may read the results on a connection.
pub(crate) async fn page_with_detail(backend: &Backend, conn: &mut Conn) -> Done<SecurityPage> {
    let rows: Vec<Row> =
        sqlx::query_as("select check_id, promise, outcome, at, took_ms, attempts, detail from check_results")
            .fetch_all(&mut *conn)
            .await?;
    let attack = attack::report(conn).await?;
    let proved = proof::last(conn).await?;
    let reports: Vec<CheckReport> = backend
        .all_checks()
        .into_iter()
        .map(|check| {
            let row = rows.iter().find(|(name, ..)| name == check.name);
            CheckReport {
                promise: check.promise.to_owned(),
                check: check.name.to_owned(),
                outcome: match row.map(|(_, _, outcome, ..)| outcome.as_str()) {
                    Some("held") => Outcome::Held,
                    Some(_) => Outcome::Broken,
                    None => Outcome::NotRun,
                },
                at: row.map(|(_, _, _, at, ..)| timestamp(*at)),
                took_ms: row.map_or(0, |(_, _, _, _, took, ..)| u32::try_from(*took).unwrap_or_default()),
                attempts: row.map_or(0, |(_, _, _, _, _, attempts, _)| {
                    u32::try_from(*attempts).unwrap_or_default()
                }),
                detail: row.map(|row| row.6.clone()).unwrap_or_default(),
            }
        })
        .collect();
    let late = backend.now().0 - LATE_MS;
    Ok(SecurityPage {
        late: reports.iter().any(|report| report.at.is_some_and(|at| at.0 <= late)),
        reports,
        administrator: true,
        attack,
        proof: proved,
    })
}

/// Runs every check now and answers with the page. Permission: [`Permission::RunChecks`].
pub async fn run_by(caller: &Caller) -> Done<SecurityPage> {
    caller.needs(Permission::RunChecks)?;
    // On a task of its own: whoever leaves the page cuts nothing off half-way.
    let theirs = caller.clone();
    let underway = tokio::spawn(async move {
        let reports = run_all(&theirs.visitor.backend).await?;
        let count = |outcome| {
            u32::try_from(reports.iter().filter(|report| report.outcome == outcome).count()).unwrap_or_default()
        };
        let tx = theirs.begin().await?;
        tx.commit(Event::ChecksRun {
            held: count(Outcome::Held),
            broken: count(Outcome::Broken),
        })
        .await
    });
    underway.await.map_err(|error| Failure::broken(error.to_string()))??;
    page(&caller.visitor, Some(caller)).await
}

/// Runs every check, those that nobody notices first, and keeps the results. For the command line, and whoever asks at a page.
pub async fn run_all(backend: &Arc<Backend>) -> Done<Vec<CheckReport>> {
    let light = run_of(backend, Weight::Light).await;
    let heavy = run_of(backend, Weight::Heavy).await;
    let mut reports = light?;
    reports.extend(heavy?);
    Ok(reports)
}

/// Runs the checks of a weight, one after the other, and keeps each result as it comes. What can't be kept, or ends a check, keeps no other from
/// being run.
pub async fn run_of(backend: &Arc<Backend>, weight: Weight) -> Done<Vec<CheckReport>> {
    // The attack has connections of its own, and a lock of its own that keeps it one at a time.
    let _turn = match weight {
        Weight::Light => Some(backend.checks.turn.lock().await),
        Weight::Heavy => None,
    };
    let mut checks = backend.all_checks();
    checks.retain(|check| check.weight == weight);
    checks.sort_by_key(|check| check.name == fresh::CHECK);
    let (mut reports, mut kept) = (Vec::new(), Ok(()));
    for check in checks {
        let began = backend.now();
        let verdict = verdict_of(backend, check).await;
        let ended = backend.now();
        if let Err(why) = &verdict {
            tracing::error!(check = check.name, why, "a promise does not hold");
        }
        let took_ms = u32::try_from(ended.0 - began.0).unwrap_or_default();
        let report = CheckReport {
            at: Some(ended),
            ..report(check.promise, check.name, verdict, took_ms)
        };
        if let Err(error) = keep_report(backend, &report).await {
            tracing::error!(check = check.name, %error, "a result can't be kept");
            kept = Err(error);
        }
        reports.push(report);
    }
    kept?;
    if weight == Weight::Light {
        forget_others(backend).await?;
    }
    Ok(reports)
}

/// Runs a check on a task of its own. One that panics, or does not come to its end in its time, does not hold; and goes with whoever waits for it.
async fn verdict_of(backend: &Arc<Backend>, check: &Check) -> Verdict {
    let (theirs, name) = (Arc::clone(backend), check.name);
    let mut task = JoinSet::new();
    task.spawn(async move {
        match theirs.all_checks().into_iter().find(|check| check.name == name) {
            Some(check) => (check.run)(&theirs).await,
            None => Err(cannot("it is gone")),
        }
    });
    match tokio::time::timeout(check.may_take, task.join_next()).await {
        Ok(Some(ended)) => ended.unwrap_or_else(|error| Err(cannot(error))),
        Ok(None) | Err(_) => Err(format!(
            "the check did not come to its end within {} s",
            check.may_take.as_secs()
        )),
    }
}

/// A verdict as it is kept.
pub(crate) fn report(promise: &str, check: &str, verdict: Verdict, took_ms: u32) -> CheckReport {
    let (outcome, attempts, detail) = match verdict {
        Ok(seen) => (Outcome::Held, seen.attempts, seen.detail),
        Err(why) => (Outcome::Broken, 0, why),
    };
    CheckReport {
        promise: promise.to_owned(),
        check: check.to_owned(),
        outcome,
        at: None,
        took_ms,
        attempts,
        detail,
    }
}

/// What a check said that there is no longer says nothing of this version.
async fn forget_others(backend: &Backend) -> Done<()> {
    let known: Vec<&str> = backend.all_checks().iter().map(|check| check.name).collect();
    let origin = Arc::new(Origin::server("checks"));
    let mut tx: OperatorTx = backend.begin(None, &origin).await?;
    sqlx::query("delete from check_results where check_id <> all ($1)")
        .bind(&known)
        .execute(tx.conn())
        .await?;
    tx.commit_unlogged(Unlogged::CheckResults).await
}

/// Keeps a result as the last of its check.
pub(crate) async fn keep_report(backend: &Backend, report: &CheckReport) -> Done<()> {
    let origin = Arc::new(Origin::server("checks"));
    let mut tx: OperatorTx = backend.begin(None, &origin).await?;
    sqlx::query(
            "insert into check_results as r (check_id, promise, outcome, at, took_ms, attempts, detail)
             values ($1, $2, $3, app.now(), $4, $5, $6)
             on conflict (check_id) do update set outcome = excluded.outcome, at = excluded.at, took_ms = excluded.took_ms,
               attempts = excluded.attempts, detail = excluded.detail",
        )
        .bind(&report.check)
        .bind(&report.promise)
        .bind(if report.outcome == Outcome::Held { "held" } else { "broken" })
        .bind(i32::try_from(report.took_ms).unwrap_or(i32::MAX))
        .bind(i32::try_from(report.attempts).unwrap_or(i32::MAX))
        .bind(&report.detail)
        .execute(tx.conn())
        .await?;
    tx.commit_unlogged(Unlogged::CheckResults).await
}
