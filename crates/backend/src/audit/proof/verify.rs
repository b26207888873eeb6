//! Verifying whole logs where they stand: every entry against its hash, and all of them against every checkpoint that was signed; hashes and
//! checkpoints as they stand in the database and outside it.

use std::collections::BTreeSet;

use domain::ids::FirmId;
use futures::TryStreamExt;
use tlog::Log;
use tlog::tiles::WIDTH;
use tlog::verify::{RangeVerifier, Report};
use uuid::Uuid;

use super::statements::removed_upto;
use super::{LogKind, begin, entries, tiles, tree_size, verifier_key};
use crate::failure::{Done, Failure};
use crate::{Backend, stamps};

/// Stored hashes that are fetched at once: 64 tiles.
pub(super) const HASHES: u64 = 64 * WIDTH;

/// What verifying one log found.
#[derive(Debug)]
pub struct VerifiedLog {
    /// Whose.
    pub firm: FirmId,
    /// Which of theirs.
    pub log: LogKind,
    /// What was found.
    pub report: Report,
}

/// Verifies every log of the installation, or those of one firm. Memory stays the same however long they are. Permission: the terminal, and
/// the checks.
pub async fn verify_all(backend: &Backend, only: Option<FirmId>) -> Done<Vec<VerifiedLog>> {
    let mut verified = Vec::new();
    for log in LogKind::ALL {
        for firm in firms(backend, log)
            .await?
            .into_iter()
            .filter(|firm| only.is_none_or(|only| only == *firm))
        {
            let report = verify(backend, firm, log).await?;
            verified.push(VerifiedLog { firm, log, report });
        }
    }
    Ok(verified)
}

/// Whose logs there are. One of which nothing is left in the database has what was kept of it outside.
async fn firms(backend: &Backend, log: LogKind) -> Done<BTreeSet<FirmId>> {
    let mut tx = begin(backend).await?;
    let known: Vec<Uuid> = sqlx::query_scalar(match log {
        LogKind::Cases => {
            "select firm_id from log_heads union select firm_id from log_trees where log = 'cases'
             union select firm_id from log_checkpoints where log = 'cases'"
        }
        LogKind::Console => {
            "select firm_id from console_heads union select firm_id from log_trees where log = 'console'
             union select firm_id from log_checkpoints where log = 'console'"
        }
    })
    .fetch_all(tx.conn())
    .await?;
    let outside = backend.outside.logs().await?.into_iter();
    let of_this_log = outside.filter(|(_, kept)| *kept == log).map(|(firm, _)| firm);
    Ok(known.into_iter().map(FirmId).chain(of_this_log).collect())
}

/// Verifies one of them. Of what was archived and removed, its hashes.
pub(super) async fn verify(backend: &Backend, firm: FirmId, log: LogKind) -> Done<Report> {
    let name = log.of(firm)?;
    let mut verifier = RangeVerifier::whole(Log {
        name: name.clone(),
        firm: firm.0,
        keys: vec![verifier_key(backend)?],
    });
    // First, because what is signed after the look at the database that comes next would be larger than what is seen there.
    for note in backend.outside.all(firm, log).await? {
        verifier.checkpoint(&note);
    }
    // One look at it all: what is committed meanwhile belongs to the next run.
    let mut tx = begin(backend).await?;
    sqlx::query("set transaction isolation level repeatable read, read only")
        .execute(tx.conn())
        .await?;
    let notes: Vec<String> =
        sqlx::query_scalar("select note from log_checkpoints where firm_id = $1 and log = $2 order by size")
            .bind(firm.0)
            .bind(log.name())
            .fetch_all(tx.conn())
            .await?;
    let stamped = stamps::stamped_notes(backend, &mut tx, firm, log).await?;
    for note in notes.iter().chain(&stamped) {
        verifier.checkpoint(note);
    }
    let size = tree_size(&mut tx, firm, log).await?;
    let (first, last): (Option<i64>, Option<i64>) = sqlx::query_as(match log {
        LogKind::Cases => "select min(number), max(number) from log_entries where firm_id = $1",
        LogKind::Console => "select min(number), max(number) from console_entries where firm_id = $1",
    })
    .bind(firm.0)
    .fetch_one(tx.conn())
    .await?;
    let negative = |_| Failure::broken("a log has a negative size");
    let first = first.map(u64::try_from).transpose().map_err(negative)?;
    let last = u64::try_from(last.unwrap_or_default()).map_err(negative)?;

    let removed = removed_upto(backend, &mut tx, firm, log, &name).await?;
    let mut from = 0;
    while from < removed {
        let upto = removed.min(from + HASHES);
        for leaf in tiles::leaves(tx.conn(), firm, log, from, upto).await? {
            verifier.archived(leaf);
        }
        from = upto;
    }
    // What was removed and is there again is a fault.
    from = first.map_or(from, |first| from.min(first.saturating_sub(1)));
    while from < last {
        let upto = last.min(from + HASHES);
        let stored = [
            tiles::leaves(tx.conn(), firm, log, from, upto.min(size)).await?,
            backend.outside.hashes_between(firm, log, from, upto).await?,
        ];
        let rows = entries::read(tx.conn(), firm, log, &name, from, upto);
        let mut rows = std::pin::pin!(rows);
        while let Some(entry) = rows.try_next().await? {
            let at = entry
                .number
                .checked_sub(from + 1)
                .and_then(|at| usize::try_from(at).ok());
            verifier.entry(&entry, &stored.each_ref().map(|hashes| hashes.get(at?).copied()));
        }
        from = upto;
    }
    Ok(verifier.finish())
}
