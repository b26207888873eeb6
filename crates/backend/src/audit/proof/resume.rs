//! After a backup was restored: what was signed since the backup stands outside still, and contradicts the log, as it should. Whoever restored it
//! says so, and the log goes on from its own end.

use std::path::PathBuf;
use std::sync::Arc;

use domain::audit::{Event, Personal};
use domain::ids::FirmId;
use domain::origin::Origin;
use domain::rules::Form;
use tlog::SignedCheckpoint;

use super::{LogKind, begin, tree_size, verifier_key};
use crate::Backend;
use crate::database::AuthTx;
use crate::failure::{Done, Failure};

/// A log that goes on from its own end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resumed {
    /// Whose.
    pub firm: FirmId,
    /// Which of theirs.
    pub log: LogKind,
    /// How many entries were signed.
    pub signed: u64,
    /// How many the database holds.
    pub held: u64,
    /// Where the checkpoints that contradict it stand now.
    pub aside: PathBuf,
}

/// For every log of which more was signed than the database holds: an entry in its firm's console log says so with the reason, and the
/// checkpoints outside are set aside as evidence, so that it is signed again. Checkpoints that were kept elsewhere contradict it for ever, which is
/// what they are for. Permission: the terminal.
///
/// # Errors
/// `Invalid` on `reason` for one that is too short or too long.
pub async fn resume_restored(backend: &Backend, reason: &str) -> Done<Vec<Resumed>> {
    let mut form = Form::new();
    let reason = form.reason("reason", reason);
    form.finish()?;
    let keys = [verifier_key(backend)?];
    let mut resumed = Vec::new();
    for (firm, log) in backend.outside.logs().await? {
        let Some(note) = backend.outside.newest(firm, log).await? else {
            continue;
        };
        let signed = SignedCheckpoint::open(&note, &log.of(firm)?, &keys)
            .map_err(|error| Failure::broken(format!("the checkpoint of the log {} of {firm}: {error}", log.name())))?
            .checkpoint()
            .size();
        let held = tree_size(&mut begin(backend).await?, firm, log).await?;
        if signed <= held {
            continue;
        }
        // First: what nobody says was done is not done.
        let origin = Arc::new(Origin::server("audit resume"));
        let tx: AuthTx = backend.begin(None, &origin).await?;
        tx.commit_at_the_console(
            firm,
            Event::LogResumed {
                log: log.name().to_owned(),
                signed,
                held,
                reason: Personal::of(firm.0, reason.clone()),
            },
        )
        .await?;
        let aside = backend.outside.set_aside(firm, log, backend.now()).await?;
        resumed.push(Resumed {
            firm,
            log,
            signed,
            held,
            aside,
        });
    }
    Ok(resumed)
}
