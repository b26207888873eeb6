//! Logs that were tampered with, in every way that somebody with all rights on the database could think of.

mod archived;
mod chance;
mod checkpoints;
mod entries;
mod parts;
mod stored_hashes;
mod telling;

use uuid::Uuid;

use super::*;
use crate::merkle::{Frontier, InclusionProof, naive};
use crate::{Checkpoint, Entry, Log, Name, Sealed, SignerKey, TreeHash, sample};

const SIZE: u64 = 3000;
/// Where checkpoints are: the one before the entry that is tampered with, the next one, and the newest.
const CHECKPOINTS: [u64; 3] = [1000, 2000, SIZE];
/// The entry that is tampered with.
const BAD: u64 = 1500;

/// What a verifier is given.
#[derive(Clone)]
struct Given {
    entries: Vec<Entry>,
    stored: Option<Vec<TreeHash>>,
    /// Hashes that are stored in another place.
    elsewhere: Option<Vec<TreeHash>>,
    checkpoints: Vec<String>,
}

fn leaves(entries: &[Entry]) -> Vec<TreeHash> {
    entries.iter().map(|entry| entry.leaf_hash(&mut Vec::new())).collect()
}

fn tree(leaves: &[TreeHash]) -> Frontier {
    let mut tree = Frontier::default();
    for leaf in leaves {
        tree.append(*leaf);
    }
    tree
}

fn place(number: u64) -> usize {
    usize::try_from(number).unwrap() - 1
}

fn checkpoint_by(key: &SignerKey, entries: &[Entry], size: u64) -> String {
    let size = usize::try_from(size).unwrap();
    let tree = tree(&leaves(&entries[..size]));
    Checkpoint::new(sample::log().name, &tree, 0)
        .sign(key)
        .note()
        .to_owned()
}

fn checkpoint(entries: &[Entry], size: u64) -> String {
    checkpoint_by(&sample::signer(), entries, size)
}

/// A log as it was written, with its stored hashes.
fn written(size: u64, checkpoints: &[u64]) -> Given {
    let entries = sample::entries(size);
    Given {
        stored: Some(leaves(&entries)),
        elsewhere: None,
        checkpoints: checkpoints.iter().map(|size| checkpoint(&entries, *size)).collect(),
        entries,
    }
}

fn large() -> Given {
    written(SIZE, &CHECKPOINTS)
}

impl Given {
    fn without_stored_hashes(&self) -> Self {
        Self {
            stored: None,
            ..self.clone()
        }
    }

    /// Whoever may change entries may change stored hashes as well.
    fn with_hashes_changed_too(&self) -> Self {
        Self {
            stored: Some(leaves(&self.entries)),
            ..self.clone()
        }
    }

    fn bad(&mut self) -> &mut Entry {
        &mut self.entries[place(BAD)]
    }

    /// Numbers the entries again, so that nothing shows but their content.
    fn renumber(&mut self) {
        for (number, entry) in (1..).zip(&mut self.entries) {
            entry.number = number;
        }
    }

    fn verifier(&self) -> RangeVerifier {
        let mut verifier = RangeVerifier::whole(sample::log());
        for note in &self.checkpoints {
            verifier.checkpoint(note);
        }
        verifier
    }

    fn verify(&self) -> Report {
        let mut verifier = self.verifier();
        for entry in &self.entries {
            let next = place(verifier.next_number());
            let stored = [&self.stored, &self.elsewhere].map(|hashes| hashes.as_ref()?.get(next).copied());
            verifier.entry(entry, &stored);
        }
        verifier.finish()
    }
}

/// Among 1001 to 2000, since nothing else is known.
const SOMEWHERE: Finding = Finding::RootMismatch {
    after: 1000,
    checkpoint: 2000,
};
