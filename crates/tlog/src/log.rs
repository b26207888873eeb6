//! Which log is meant.

use uuid::Uuid;

use crate::verify::Finding;
use crate::{Checkpoint, Entry, Name, SignedCheckpoint, VerifierKey};

/// A log as a verifier knows it: which one, whose, and whose signatures count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// The log's name: the origin line of its checkpoints, and the first field of each of its entries.
    pub name: Name,
    /// The firm whose log it is.
    pub firm: Uuid,
    /// The keys whose signatures on checkpoints count.
    pub keys: Vec<VerifierKey>,
}

impl Log {
    /// The checkpoint of a note, if it is this log's and one of its keys signed it.
    pub(crate) fn open(&self, note: &str) -> Result<Checkpoint, Finding> {
        let signed = SignedCheckpoint::open(note, &self.name, &self.keys)?;
        Ok(signed.checkpoint().clone())
    }

    /// What is wrong with an entry that is not of this log.
    pub(crate) fn misplaced(&self, entry: &Entry) -> Option<Finding> {
        let number = entry.number;
        if entry.firm != self.firm {
            return Some(Finding::OtherFirm {
                number,
                firm: entry.firm,
            });
        }
        (entry.log != self.name).then(|| Finding::OtherLog {
            number,
            log: entry.log.clone(),
        })
    }
}
