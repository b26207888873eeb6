//! Hashing what was committed, and signing it: a moment after the action, and never before.

use std::collections::BTreeSet;

use domain::ids::FirmId;
use futures::TryStreamExt;
use tlog::merkle::{Frontier, Span};
use tlog::tiles::{self, TileId, Tiles};
use tlog::{Checkpoint, Name, SignedCheckpoint};
use uuid::Uuid;

use super::{LogKind, begin, entries, newest_note, signer_key, verifier_key};
use crate::Backend;
use crate::database::{SealerTx, Unlogged};
use crate::failure::{Done, Failure};

/// Entries that one checkpoint adds at most, so that a log that is far behind is caught up with in steps.
const AT_ONCE: u64 = 50_000;

/// What was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// Whose log.
    pub firm: FirmId,
    /// Which of theirs.
    pub log: LogKind,
    /// How many entries it has.
    pub size: u64,
    /// The signed note, to be kept outside too.
    pub note: String,
}

/// Hashes and signs every log that has grown since it was signed last, and says what was signed. Of several servers that try at once, one
/// does a log and the others leave it alone.
///
/// # Errors
/// `Broken` for a log whose hashes are no longer what was signed: it is not signed over. The other logs are.
pub async fn grow_all(backend: &Backend) -> Done<Vec<Proven>> {
    let (proven, failed) = grow_each(backend).await?;
    failed.map_or(Ok(proven), Err)
}

/// The same, with what was signed although another log could not be.
pub(super) async fn grow_each(backend: &Backend) -> Done<(Vec<Proven>, Option<Failure>)> {
    let (mut proven, mut failed) = (Vec::new(), None);
    for (firm, log) in behind(backend).await? {
        match grow_log(backend, firm, log).await {
            Ok(signed) => proven.extend(signed),
            Err(failure) => failed = failed.or(Some(failure)),
        }
    }
    Ok((proven, failed))
}

/// Seconds that an entry waits to be signed, at most, where the server runs.
const LATEST: f64 = 60.0;

/// A log whose entries wait for longer than that, and for how long: its signing fails, or somebody who can lock rows of the database keeps it from
/// being signed. The first, in words.
pub async fn late(backend: &Backend) -> Done<Option<String>> {
    let mut tx = begin(backend).await?;
    for log in LogKind::ALL {
        let late: Option<(Uuid, i64, i64)> = sqlx::query_as(match log {
            LogKind::Cases => {
                "select h.firm_id, h.last - coalesce(t.size, 0), extract(epoch from app.now() - e.at)::bigint
                 from log_heads h left join log_trees t on t.firm_id = h.firm_id and t.log = 'cases'
                 join log_entries e on e.firm_id = h.firm_id and e.number = coalesce(t.size, 0) + 1
                 where h.last > coalesce(t.size, 0) and e.at < app.now() - make_interval(secs => $1) order by 3 desc limit 1"
            }
            LogKind::Console => {
                "select h.firm_id, h.last - coalesce(t.size, 0), extract(epoch from app.now() - e.at)::bigint
                 from console_heads h left join log_trees t on t.firm_id = h.firm_id and t.log = 'console'
                 join console_entries e on e.firm_id = h.firm_id and e.number = coalesce(t.size, 0) + 1
                 where h.last > coalesce(t.size, 0) and e.at < app.now() - make_interval(secs => $1) order by 3 desc limit 1"
            }
        })
        .bind(LATEST)
        .fetch_optional(tx.conn())
        .await?;
        if let Some((firm, entries, seconds)) = late {
            return Ok(Some(format!(
                "{entries} entries of the log {} of {firm} are not signed, the oldest for {seconds} seconds",
                log.name()
            )));
        }
    }
    Ok(None)
}

/// The same of one log.
pub(super) async fn grow_log(backend: &Backend, firm: FirmId, log: LogKind) -> Done<Vec<Proven>> {
    let mut proven = Vec::new();
    while let Some((signed, more)) = grow(backend, firm, log).await? {
        proven.push(signed);
        if !more {
            break;
        }
    }
    Ok(proven)
}

/// The logs that hold more than was signed.
async fn behind(backend: &Backend) -> Done<Vec<(FirmId, LogKind)>> {
    let mut tx = begin(backend).await?;
    let mut found = Vec::new();
    for log in LogKind::ALL {
        let firms: Vec<Uuid> = sqlx::query_scalar(match log {
            LogKind::Cases => {
                "select h.firm_id from log_heads h left join log_trees t on t.firm_id = h.firm_id and t.log = 'cases'
                 where h.last > coalesce(t.size, 0)"
            }
            LogKind::Console => {
                "select h.firm_id from console_heads h left join log_trees t on t.firm_id = h.firm_id and t.log = 'console'
                 where h.last > coalesce(t.size, 0)"
            }
        })
        .fetch_all(tx.conn())
        .await?;
        found.extend(firms.into_iter().map(|firm| (FirmId(firm), log)));
    }
    Ok(found)
}

/// The next step of one log; whether there is more. `None` where there is nothing to do, or another server does it.
async fn grow(backend: &Backend, firm: FirmId, log: LogKind) -> Done<Option<(Proven, bool)>> {
    let mut tx = begin(backend).await?;
    sqlx::query("insert into log_trees (firm_id, log, size) values ($1, $2, 0) on conflict do nothing")
        .bind(firm.0)
        .bind(log.name())
        .execute(tx.conn())
        .await?;
    let size: Option<i64> =
        sqlx::query_scalar("select size from log_trees where firm_id = $1 and log = $2 for update skip locked")
            .bind(firm.0)
            .bind(log.name())
            .fetch_optional(tx.conn())
            .await?;
    let Some(size) = size else { return Ok(None) };
    // Whatever a head that can be seen has numbered is committed.
    let last: i64 = sqlx::query_scalar(match log {
        LogKind::Cases => "select last from log_heads where firm_id = $1",
        LogKind::Console => "select last from console_heads where firm_id = $1",
    })
    .bind(firm.0)
    .fetch_one(tx.conn())
    .await?;
    let broken = |what: &str| Failure::broken(format!("the log {} of {firm} {what}", log.name()));
    let (size, last) = (u64::try_from(size), u64::try_from(last));
    let (Ok(size), Ok(last)) = (size, last) else {
        return Err(broken("has a negative size"));
    };
    if last <= size {
        return Ok(None);
    }
    let upto = last.min(size + AT_ONCE);
    let name = log.of(firm)?;

    let held = super::tiles::fetch(tx.conn(), firm, log, wanted(size, upto - size)?).await?;
    let mut frontier = Frontier::read(&Tiles(&held), size).map_err(|error| broken(&error.to_string()))?;
    // What is signed next builds on what was signed before, and on nothing that somebody has put in its place.
    check_signed(backend, &mut tx, firm, log, &name, &frontier).await?;

    let mut leaves = Vec::new();
    {
        let mut buffer = Vec::new();
        let rows = entries::read(tx.conn(), firm, log, &name, size, upto);
        let mut rows = std::pin::pin!(rows);
        while let Some(entry) = rows.try_next().await? {
            if entry.number != size + leaves.len() as u64 + 1 {
                return Err(broken(&format!("has no entry {}", size + leaves.len() as u64 + 1)));
            }
            leaves.push(entry.leaf_hash(&mut buffer));
        }
    }
    if leaves.len() as u64 != upto - size {
        return Err(broken("holds fewer entries than it has numbered"));
    }
    let changed = tiles::grow(&held, size, &leaves).map_err(|error| broken(&error.to_string()))?;
    for leaf in leaves {
        frontier.append(leaf);
    }
    super::tiles::keep(tx.conn(), firm, log, &changed).await?;

    let micros = backend.now().0.saturating_mul(1000);
    let signed = Checkpoint::new(name, &frontier, micros).sign(&signer_key(backend)?);
    let stored = i64::try_from(upto).map_err(|_| broken("is too long"))?;
    sqlx::query("update log_trees set size = $3 where firm_id = $1 and log = $2")
        .bind(firm.0)
        .bind(log.name())
        .bind(stored)
        .execute(tx.conn())
        .await?;
    sqlx::query(
        "insert into log_checkpoints (firm_id, log, day, size, at, note)
         values ($1, $2, (app.now() at time zone 'UTC')::date, $3, app.now(), $4)
         on conflict (firm_id, log, day) do update set size = excluded.size, at = excluded.at, note = excluded.note",
    )
    .bind(firm.0)
    .bind(log.name())
    .bind(stored)
    .bind(signed.note())
    .execute(tx.conn())
    .await?;
    tx.commit_unlogged(Unlogged::LogProven).await?;
    let proven = Proven {
        firm,
        log,
        size: upto,
        note: signed.note().to_owned(),
    };
    Ok(Some((proven, upto < last)))
}

/// The tiles that are needed to go on from a size.
fn wanted(size: u64, appended: u64) -> Done<BTreeSet<TileId>> {
    let all = Span::all(size).map_err(|error| Failure::broken(error.to_string()))?;
    let mut wanted = tiles::tiles_of([all]);
    wanted.extend(tiles::tiles_to_grow(size, appended));
    Ok(wanted)
}

/// Refuses to go on from hashes that are not what was signed last.
async fn check_signed(
    backend: &Backend,
    tx: &mut SealerTx,
    firm: FirmId,
    log: LogKind,
    name: &Name,
    frontier: &Frontier,
) -> Done<()> {
    let note = newest_note(tx, firm, log).await?;
    let keys = [verifier_key(backend)?];
    let open = |note: &String| SignedCheckpoint::open(note, name, &keys).ok();
    let signed = note.as_ref().and_then(open);
    let goes_on = match &signed {
        Some(signed) => {
            let checkpoint = signed.checkpoint();
            checkpoint.size() == frontier.size() && checkpoint.root() == frontier.root()
        }
        None => note.is_none() && frontier.size() == 0,
    };
    // Whoever removes it all, to begin anew, leaves what was kept outside.
    let outside = backend.outside.newest(firm, log).await?;
    let forgotten = outside
        .as_ref()
        .and_then(open)
        .is_some_and(|kept| kept.checkpoint().size() > frontier.size());
    if goes_on && !forgotten {
        Ok(())
    } else {
        Err(Failure::broken(format!(
            "the hashes of the log {} of {firm} are not what was signed; it is not signed over",
            log.name()
        )))
    }
}
