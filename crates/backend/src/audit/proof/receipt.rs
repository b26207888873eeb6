//! The receipt of an erasure: signed with the log's key, with its entry, proven by a checkpoint. See [`tlog::receipt`].

use domain::ids::FirmId;
use futures::TryStreamExt;
use tlog::SignedCheckpoint;
use tlog::receipt::Receipt;
use uuid::Uuid;

use super::{LogKind, begin, entries, newest_note, signer_key, tiles, verifier_key};
use crate::Backend;
use crate::failure::{Done, Failure};

/// What an erasure was, without what proves it.
pub(crate) struct ToSign {
    pub(crate) erasure: Uuid,
    /// In microseconds since 1970.
    pub(crate) at: i64,
    pub(crate) by: Uuid,
    pub(crate) ground: String,
    pub(crate) erased: Vec<(String, Uuid)>,
    pub(crate) kept: u64,
}

/// Signs the receipt of an erasure whose entry has this number in the console's log; the note, and how many entries the checkpoint covers that it
/// is proven by. What was committed a moment ago is signed first.
pub(crate) async fn erasure_receipt(backend: &Backend, firm: FirmId, number: u64, what: ToSign) -> Done<(String, u64)> {
    let log = LogKind::Console;
    let name = log.of(firm)?;
    let (signer, keys) = (signer_key(backend)?, [verifier_key(backend)?]);
    let broken = |error: &dyn std::fmt::Display| Failure::broken(error.to_string());
    let mut tx = begin(backend).await?;
    let mut signed = None;
    for again in [true, false] {
        let note = newest_note(&mut tx, firm, log).await?;
        signed = note
            .map(|note| SignedCheckpoint::open(&note, &name, &keys))
            .transpose()
            .map_err(|error| broken(&error))?
            .filter(|signed| signed.checkpoint().size() >= number);
        if signed.is_some() || !again {
            break;
        }
        super::grow_all(backend).await?;
    }
    let signed = signed.ok_or_else(|| Failure::broken("an entry is not signed yet"))?;
    let size = signed.checkpoint().size();
    let proof = tiles::prove(tx.conn(), firm, log, &[number], size).await?.pop();
    let entry = entries::read(tx.conn(), firm, log, &name, number.saturating_sub(1), number);
    let entry = std::pin::pin!(entry).try_next().await?;
    let (Some(entry), Some(proof)) = (entry, proof) else {
        return Err(Failure::broken("an entry that was there is not there"));
    };
    let receipt = Receipt {
        log: name,
        erasure: what.erasure,
        at: what.at,
        by: what.by,
        ground: what.ground,
        erased: what.erased,
        kept: what.kept,
        entry,
        proof,
        root: signed.checkpoint().root(),
        key: signer.verifier().clone(),
    };
    let note = receipt.sign(&signer);
    // Hashes or an entry that somebody has changed prove nothing, and neither does an entry that says something else: that is told, and not handed out.
    Receipt::open(&note, &keys).map_err(|error| broken(&error))?;
    Ok((note, size))
}
