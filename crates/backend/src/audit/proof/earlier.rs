//! Earlier checkpoints of a log that has grown since, for whoever kept one of them.

use domain::ids::FirmId;
use tlog::export::{Earlier, MOST_EARLIER};
use tlog::merkle::{ConsistencyProof, consistency_spans};
use tlog::tiles::{Tiles, tiles_of};
use tlog::{Log, SignedCheckpoint};

use super::{LogKind, tiles};
use crate::database::Conn;
use crate::failure::{Done, Failure};

/// Proofs that are made at once: each needs a few tiles of 8 KiB.
const AT_ONCE: usize = 50;

/// The checkpoints before one that the database holds, which are the last of each day: the newest first, each with the proof that the log has grown
/// out of it.
///
/// # Errors
/// `Broken` where the log has not, or where it can't be proven: then somebody has changed what was signed.
pub(super) async fn earlier(
    conn: &mut Conn,
    log: &Log,
    kind: LogKind,
    newest: &SignedCheckpoint,
) -> Done<Vec<Earlier>> {
    let firm = FirmId(log.firm);
    let broken = |error: &dyn std::fmt::Display| Failure::broken(error.to_string());
    let larger = newest.checkpoint();
    let notes: Vec<String> = sqlx::query_scalar(
        "select note from log_checkpoints where firm_id = $1 and log = $2 and size < $3 order by size desc limit $4",
    )
    .bind(firm.0)
    .bind(kind.name())
    .bind(i64::try_from(larger.size()).map_err(|error| broken(&error))?)
    .bind(i64::from(MOST_EARLIER))
    .fetch_all(&mut *conn)
    .await?;
    let signed: Vec<SignedCheckpoint> = notes
        .iter()
        .map(|note| SignedCheckpoint::open(note, &log.name, &log.keys).map_err(|error| broken(&error)))
        .collect::<Done<_>>()?;
    let mut proven = Vec::with_capacity(signed.len());
    for some in signed.chunks(AT_ONCE) {
        let mut spans = Vec::new();
        for signed in some {
            spans.extend(consistency_spans(signed.checkpoint().size(), larger.size()).map_err(|error| broken(&error))?);
        }
        let held = tiles::fetch(conn, firm, kind, tiles_of(spans)).await?;
        for signed in some {
            let smaller = signed.checkpoint();
            let proof = ConsistencyProof::make(&Tiles(&held), smaller.size(), larger.size());
            let proof = proof.map_err(|error| broken(&error))?;
            proof
                .check(&smaller.root(), &larger.root())
                .map_err(|error| broken(&error))?;
            proven.push(Earlier {
                checkpoint: signed.note().to_owned(),
                proof,
            });
        }
    }
    Ok(proven)
}
