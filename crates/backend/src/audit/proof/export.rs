//! A log as a file that anybody can verify, with `matterlock-verify` or in a browser: see [`tlog::export`].

use domain::ids::FirmId;
use futures::TryStreamExt;
use tlog::export::RangeWriter;
use tlog::tiles::WIDTH;
use tlog::{Log, SignedCheckpoint};

use super::statements::removed_upto;
use super::taken::say_taken;
use super::{LogKind, begin, entries, newest_note, tiles, verifier_key};
use crate::Backend;
use crate::failure::{Done, Failure, not_found};

/// Bytes that are gathered before they are handed on.
const PIECE: usize = 1 << 16;

/// Writes a firm's log up to its newest checkpoint, piece by piece and in constant memory; how many entries that are. It begins after those that were
/// archived and removed. What was written since is signed first, and the firm's console says that it is taken. Personal values stay sealed. Permission: the terminal.
///
/// # Errors
/// `NotFound` for a log in which nothing stands; whatever `write` fails with.
pub async fn export(
    backend: &Backend,
    firm: FirmId,
    log: LogKind,
    mut write: impl FnMut(&[u8]) -> std::io::Result<()> + Send,
) -> Done<u64> {
    let name = log.of(firm)?;
    let keys = vec![verifier_key(backend)?];
    if !is_there(backend, firm, log).await? {
        return Err(not_found());
    }
    say_taken(backend, firm, log, None).await?;
    super::grow_all(backend).await?;
    let mut tx = begin(backend).await?;
    let note = newest_note(&mut tx, firm, log).await?;
    let note = note.ok_or_else(not_found)?;
    let broken = |error: &dyn std::fmt::Display| Failure::broken(error.to_string());
    let checkpoint = SignedCheckpoint::open(&note, &name, &keys).map_err(|error| broken(&error))?;
    let size = checkpoint.checkpoint().size();
    let log_of = Log {
        name: name.clone(),
        firm: firm.0,
        keys,
    };
    let mut piece = Vec::with_capacity(2 * PIECE);
    let removed = removed_upto(backend, &mut tx, firm, log, &name).await?;
    let before = tiles::frontier(tx.conn(), firm, log, removed).await?;
    let mut writer = RangeWriter::begin(&log_of, before, &mut piece);
    writer.checkpoint(&checkpoint, &mut piece);
    let mut from = removed;
    while from < size {
        let upto = size.min((from / WIDTH + 1) * WIDTH);
        // So that a verifier names the entry that was changed, and not only two checkpoints between which one was.
        writer.leaves(&tiles::leaves(tx.conn(), firm, log, from, upto).await?, &mut piece);
        let rows = entries::read(tx.conn(), firm, log, &name, from, upto);
        let mut rows = std::pin::pin!(rows);
        while let Some(entry) = rows.try_next().await? {
            writer.entry(&entry, &mut piece);
            if piece.len() >= PIECE {
                write(&piece).map_err(|error| broken(&error))?;
                piece.clear();
            }
        }
        from = upto;
    }
    writer.end(&mut piece);
    write(&piece).map_err(|error| broken(&error))?;
    Ok(size - removed)
}

/// Whether anything stands in a log.
async fn is_there(backend: &Backend, firm: FirmId, log: LogKind) -> Done<bool> {
    let mut tx = begin(backend).await?;
    let there = sqlx::query_scalar(match log {
        LogKind::Cases => "select exists (select from log_heads where firm_id = $1)",
        LogKind::Console => "select exists (select from console_heads where firm_id = $1)",
    });
    Ok(there.bind(firm.0).fetch_one(tx.conn()).await?)
}
