use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::report::{Findings, Uncompared};
use super::{Finding, Notice, Report};
use crate::merkle::InclusionProof;
use crate::{Entry, Log, TreeHash};

/// Verifies chosen entries, each with the proof that it is in the log. Give the checkpoints first, then the entries by number.
#[derive(Debug)]
pub struct SelectionVerifier {
    log: Log,
    checkpoints: BTreeMap<u64, Held>,
    /// The number of the last entry that was proven.
    last: u64,
    entries: u64,
    proven: u64,
    findings: Findings,
    buffer: Vec<u8>,
}

#[derive(Debug)]
struct Held {
    root: TreeHash,
    /// Whether an entry's proof leads to it.
    used: bool,
}

impl SelectionVerifier {
    /// For entries of this log.
    pub fn new(log: Log) -> Self {
        Self {
            log,
            checkpoints: BTreeMap::new(),
            last: 0,
            entries: 0,
            proven: 0,
            findings: Findings::default(),
            buffer: Vec::new(),
        }
    }

    /// Takes the note of a checkpoint.
    pub fn checkpoint(&mut self, note: &str) {
        match self.log.open(note) {
            Ok(checkpoint) => {
                let (size, root) = (checkpoint.size(), checkpoint.root());
                let held = self.checkpoints.entry(size).or_insert(Held { root, used: false });
                if held.root != root {
                    self.findings.add(Finding::CheckpointsContradict {
                        smaller: size,
                        larger: size,
                    });
                }
            }
            Err(finding) => {
                self.findings.add(finding);
            }
        }
    }

    /// Takes an entry and its proof.
    pub fn entry(&mut self, entry: &Entry, proof: &InclusionProof) {
        self.entries += 1;
        match self.judge(entry, proof) {
            Ok(()) => {
                self.proven += 1;
                self.last = entry.number;
            }
            Err(finding) => {
                self.findings.add(finding);
            }
        }
    }

    /// What there is to say when no more entries come.
    pub fn finish(self) -> Report {
        let mut unused = Uncompared::default();
        for (size, held) in self.checkpoints {
            if !held.used {
                unused.add(size);
            }
        }
        let (findings, more_findings) = self.findings.into_parts();
        Report {
            entries: self.entries,
            proven: self.proven,
            root: None,
            findings,
            more_findings,
            notices: std::iter::once(Notice::Selection).chain(unused.notice()).collect(),
        }
    }

    fn judge(&mut self, entry: &Entry, proof: &InclusionProof) -> Result<(), Finding> {
        let number = entry.number;
        if let Some(finding) = self.log.misplaced(entry) {
            return Err(finding);
        }
        match number.cmp(&self.last) {
            Ordering::Greater => {}
            Ordering::Equal => return Err(Finding::Duplicate { number }),
            Ordering::Less => {
                return Err(Finding::OutOfOrder {
                    expected: self.last + 1,
                    found: number,
                });
            }
        }
        let size = proof.size;
        let held = self
            .checkpoints
            .get_mut(&size)
            .ok_or(Finding::ProofWithoutCheckpoint { number, size })?;
        let leaf = entry.leaf_hash(&mut self.buffer);
        if proof.index.checked_add(1) != Some(number) || proof.check(&leaf, &held.root).is_err() {
            return Err(Finding::ProofWrong { number });
        }
        held.used = true;
        Ok(())
    }
}
