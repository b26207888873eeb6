//! L6: the log is what was signed.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use domain::origin::Origin;
use domain::proof::ProofRun;
use time::OffsetDateTime;

use super::{Seen, Verdict, cannot};
use crate::access::timestamp;
use crate::database::{Conn, OperatorTx, Unlogged};
use crate::failure::Done;
use crate::{Backend, audit, stamps};

/// Seconds that signing may be behind, where its task runs.
const LATEST: i64 = 60;

/// Every entry of every log against its stored hash, and all of them against every checkpoint, in the database and outside it. What was
/// committed a moment ago is signed first, and not signed over where what was signed before is no longer there. Nor has
/// anybody put a stamp of nobody in the place of an authority's; and checkpoints are mailed to every firm that has chosen so.
pub(super) async fn the_log_is_as_it_was_signed(backend: &Backend) -> Verdict {
    let signed_at = backend.signed_at.load(Ordering::Relaxed);
    let late = (backend.now().0 - signed_at) / 1000;
    if signed_at > 0 && late > LATEST {
        return Err(format!("nothing was signed for {late} seconds"));
    }
    let kept_at = backend.kept_at.load(Ordering::Relaxed);
    let unkept = (backend.now().0 - kept_at) / 1000;
    if kept_at > 0 && unkept > 3 * LATEST {
        return Err(format!(
            "no checkpoint was kept outside the database for {unkept} seconds"
        ));
    }
    let signed = audit::grow_all(backend).await;
    let verified = audit::verify_all(backend, None).await.map_err(cannot)?;
    let sum = |of: fn(&tlog::verify::Report) -> u64| verified.iter().map(|log| of(&log.report)).sum::<u64>();
    let (entries, proven) = (sum(|report| report.entries), sum(|report| report.proven));
    let wrong = sum(|report| report.more_findings.saturating_add(report.findings.len() as u64));
    let keep_with = async |drilled| {
        keep(backend, verified.len() as u64, entries, proven, wrong, drilled)
            .await
            .map_err(cannot)
    };
    if wrong > 0 {
        keep_with(0).await?;
    }
    // What is wrong with an entry says more than that nothing was signed over it.
    for log in &verified {
        if let Some(finding) = log.report.findings.first() {
            return Err(format!("the log {} of {}: {finding}", log.log.name(), log.firm));
        }
    }
    signed.map_err(cannot)?;
    audit::settle(backend).await.map_err(cannot)?;
    if let Some(late) = audit::late(backend).await.map_err(cannot)? {
        return Err(late);
    }
    if let Some(amiss) = audit::key_amiss(backend).await.map_err(cannot)? {
        return Err(amiss);
    }
    if let Some(what) = stamps::first_unfit(backend).await.map_err(cannot)? {
        keep_with(0).await?;
        return Err(what);
    }
    let unmailed = audit::firms_not_mailed(backend).await.map_err(cannot)?;
    if let Some(firm) = unmailed.first() {
        keep_with(0).await?;
        return Err(format!(
            "what was signed for {firm} two days ago or earlier was not mailed, of {} firms in all",
            unmailed.len()
        ));
    }
    let drilled = audit::every_change_is_found(backend)?;
    keep_with(drilled.into()).await?;
    Ok(Seen {
        attempts: u32::try_from(entries).unwrap_or(u32::MAX).saturating_add(drilled),
        detail: format!(
            "{entries} entries of {} logs are as they were written; {proven} of them are signed; {drilled} changes of a log made for it were found",
            verified.len()
        ),
    })
}

/// Keeps what the proof came to, in figures.
async fn keep(backend: &Backend, logs: u64, entries: u64, proven: u64, wrong: u64, drilled: u64) -> Done<()> {
    let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let mut tx: OperatorTx = backend.begin(None, &Arc::new(Origin::server("checks"))).await?;
    sqlx::query(
        "insert into proof_run (logs, entries, proven, wrong, drilled) values ($1, $2, $3, $4, $5)
         on conflict (only_one) do update set at = app.now(), logs = excluded.logs, entries = excluded.entries, proven = excluded.proven,
           wrong = excluded.wrong, drilled = excluded.drilled",
    )
    .bind(whole(logs))
    .bind(whole(entries))
    .bind(whole(proven))
    .bind(whole(wrong))
    .bind(whole(drilled))
    .execute(tx.conn())
    .await?;
    tx.commit_unlogged(Unlogged::CheckResults).await
}

/// What the last proof came to, for whoever may read the results on a connection.
pub(super) async fn last(conn: &mut Conn) -> Done<Option<ProofRun>> {
    let row: Option<(OffsetDateTime, i64, i64, i64, i64, i64)> =
        sqlx::query_as("select at, logs, entries, proven, wrong, drilled from proof_run")
            .fetch_optional(conn)
            .await?;
    let whole = |number: i64| u64::try_from(number).unwrap_or_default();
    Ok(row.map(|(at, logs, entries, proven, wrong, drilled)| ProofRun {
        at: timestamp(at),
        logs: whole(logs),
        entries: whole(entries),
        proven: whole(proven),
        wrong: whole(wrong),
        drilled: whole(drilled),
    }))
}
