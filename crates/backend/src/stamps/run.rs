//! Having the newest checkpoint of each log stamped, once a day. The log waits for none of it.

use std::sync::Arc;
use std::time::Duration;

use domain::ids::FirmId;
use tokio::sync::watch;
use uuid::Uuid;

use super::authority::StampAuthority;
use super::kept::{Stamped, check};
use super::query::Query;
use super::reply::read;
use crate::Backend;
use crate::audit::{LogKind, begin_as_sealer};
use crate::database::Unlogged;
use crate::failure::{Done, Failure};
use crate::outgoing;

/// How often it is looked whether something is due. When that is, the database says.
const EVERY: Duration = Duration::from_mins(1);
/// Stamps that are asked for in one go: with an authority that just answers in time, they take less than the five minutes for which a go is one
/// server's.
const AT_ONCE: i64 = 50;

/// Why a checkpoint was not stamped.
enum Missed {
    /// Nobody answered: the next would not be answered either.
    Silence(String),
    /// What was answered is no stamp.
    Unfit(String),
    /// Something here.
    Own(Failure),
}

impl<E: Into<Failure>> From<E> for Missed {
    fn from(error: E) -> Self {
        Self::Own(error.into())
    }
}

/// Stamps until told to stop, where an authority is chosen.
pub async fn run_stamper(backend: Arc<Backend>, mut stopping: watch::Receiver<bool>) {
    loop {
        if let Err(error) = stamp_due(&backend).await {
            tracing::warn!(%error, "checkpoints can't be stamped");
        }
        let stop = tokio::time::timeout(EVERY, stopping.wait_for(|stop| *stop)).await;
        if stop.is_ok() {
            return;
        }
    }
}

/// Asks for every stamp that is due, unless another server does, or it is too early to ask again after the authority failed; how many were kept.
///
/// # Errors
/// Of the database. What the authority does wrong is kept, logged, and told to the operators after a day.
pub async fn stamp_due(backend: &Backend) -> Done<u32> {
    let Some(authority) = &backend.settings.stamps else {
        // Whoever gave it up is not told that it fails.
        end(backend, None).await?;
        return Ok(0);
    };
    if !claim(backend).await? {
        return Ok(0);
    }
    let (mut kept, mut why) = (0, None);
    for (firm, log, size, note) in due(backend).await? {
        match stamp(backend, authority, firm, log, size, note).await {
            Ok(()) => kept += 1,
            Err(Missed::Unfit(what)) => why = Some(format!("the log {} of {firm}: {what}", log.name())),
            Err(Missed::Silence(what)) => {
                why = Some(what);
                break;
            }
            Err(Missed::Own(failure)) => {
                end(backend, Some(&failure.to_string())).await?;
                return Err(failure);
            }
        }
    }
    end(backend, why.as_deref()).await?;
    if let Some(why) = why {
        tracing::warn!(%why, "a checkpoint was not stamped; it is tried again");
    }
    Ok(kept)
}

/// Takes the next five minutes for this server, in one statement: of several that try at once, one gets them.
async fn claim(backend: &Backend) -> Done<bool> {
    let mut tx = begin_as_sealer(backend).await?;
    let claimed = sqlx::query(
        "insert into stamping as s (next_at) values (app.now() + interval '5 minutes')
         on conflict (only_one) do update set next_at = excluded.next_at where s.next_at <= app.now()",
    )
    .execute(tx.conn())
    .await?
    .rows_affected();
    tx.commit_unlogged(Unlogged::LogProven).await?;
    Ok(claimed == 1)
}

/// Says when it goes on: whenever a server looks again; after failures in a minute, and in twice the time after each, an hour at most.
async fn end(backend: &Backend, why: Option<&str>) -> Done<()> {
    let mut tx = begin_as_sealer(backend).await?;
    sqlx::query(
        "update stamping set
           next_at = app.now() + case when $1::text is null then interval '0'
             else least(interval '1 minute' * 2 ^ least(failures, 6), interval '1 hour') end,
           failures = case when $1::text is null then 0 else failures + 1 end,
           failing_since = case when $1::text is not null then coalesce(failing_since, app.now()) end,
           why = left($1, 300)",
    )
    .bind(why)
    .execute(tx.conn())
    .await?;
    tx.commit_unlogged(Unlogged::LogProven).await
}

/// The newest checkpoint of each log that has grown since it was stamped last, a day ago or earlier.
async fn due(backend: &Backend) -> Done<Vec<(FirmId, LogKind, i64, String)>> {
    let mut tx = begin_as_sealer(backend).await?;
    let rows: Vec<(Uuid, String, i64, String)> = sqlx::query_as(
        "select distinct on (c.firm_id, c.log) c.firm_id, c.log, c.size, c.note from log_checkpoints c
         where not app.is_proving(c.firm_id)
           and not exists (select from checkpoint_stamps s where s.firm_id = c.firm_id and s.log = c.log
             and (s.size >= c.size or s.kept_at > app.now() - interval '24 hours'))
         order by c.firm_id, c.log, c.size desc
         limit $1",
    )
    .bind(AT_ONCE)
    .fetch_all(tx.conn())
    .await?;
    let known = |(firm, log, size, note): (Uuid, String, i64, String)| {
        Some((FirmId(firm), LogKind::from_name(&log)?, size, note))
    };
    Ok(rows.into_iter().filter_map(known).collect())
}

async fn stamp(
    backend: &Backend,
    authority: &StampAuthority,
    firm: FirmId,
    log: LogKind,
    size: i64,
    note: String,
) -> Result<(), Missed> {
    let query = Query::about(&note).map_err(|error| Failure::broken(error.to_string()))?;
    let asked = outgoing::post(
        &authority.url,
        "application/timestamp-query",
        "application/timestamp-reply",
        query.der.into(),
    );
    let answer = asked
        .await
        .map_err(|error| Missed::Silence(format!("the time-stamp authority can't be asked: {error}")))?;
    let unfit = |what: &dyn std::fmt::Display| Missed::Unfit(what.to_string());
    let stamp = read(&answer, &note, Some(&query.nonce), &authority.vouchers).map_err(|error| unfit(&error))?;
    let stamped = Stamped {
        size,
        note,
        answer: answer.to_vec(),
    };
    let mut tx = begin_as_sealer(backend).await?;
    check(backend, &mut tx, firm, log, &stamped, stamp.at)
        .await?
        .map_err(|error| unfit(&error))?;
    // First where the database has no say.
    backend.outside.keep_stamp(firm, log, &stamped).await?;
    sqlx::query(
        "insert into checkpoint_stamps (firm_id, log, size, note, answer, stamped_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
    )
    .bind(firm.0)
    .bind(log.name())
    .bind(stamped.size)
    .bind(&stamped.note)
    .bind(&stamped.answer)
    .bind(stamp.at)
    .execute(tx.conn())
    .await?;
    tx.commit_unlogged(Unlogged::LogProven).await?;
    Ok(())
}
