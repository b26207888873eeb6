use std::cmp::Ordering;
use std::collections::BTreeMap;

use uuid::Uuid;

use super::report::{Contents, Extent, Findings, Uncompared};
use super::{Finding, Notice, Report};
use crate::export::{Earlier, Proven};
use crate::{Checkpoint, Log, TreeHash};

/// Verifies chosen entries, each with the proof that it is in the log. Give the checkpoints first, then the entries by number.
#[derive(Debug)]
pub struct SelectionVerifier {
    log: Log,
    checkpoints: BTreeMap<u64, Held>,
    /// Sizes of earlier checkpoints, and of those that the log is proven to have grown to.
    grown: BTreeMap<u64, u64>,
    /// The number of the last entry that was proven.
    last: u64,
    entries: u64,
    proven: u64,
    extent: Option<Extent>,
    of: Cases,
    findings: Findings,
    buffer: Vec<u8>,
}

/// Which cases the entries so far are of.
#[derive(Clone, Copy, Debug)]
enum Cases {
    /// There is no entry yet.
    Unknown,
    /// All of this one.
    One(Uuid),
    /// Of several, or of none.
    Mixed,
}

impl Cases {
    fn with(self, case: Option<Uuid>) -> Self {
        match (self, case) {
            (Self::Unknown, Some(case)) => Self::One(case),
            (Self::One(earlier), Some(case)) if earlier == case => self,
            _ => Self::Mixed,
        }
    }

    fn one(self) -> Option<Uuid> {
        match self {
            Self::One(case) => Some(case),
            Self::Unknown | Self::Mixed => None,
        }
    }
}

#[derive(Debug)]
struct Held {
    checkpoint: Checkpoint,
    /// Whether an entry's proof leads to it.
    used: bool,
}

impl SelectionVerifier {
    /// For entries of this log.
    pub fn new(log: Log) -> Self {
        Self {
            log,
            checkpoints: BTreeMap::new(),
            grown: BTreeMap::new(),
            last: 0,
            entries: 0,
            proven: 0,
            extent: None,
            of: Cases::Unknown,
            findings: Findings::default(),
            buffer: Vec::new(),
        }
    }

    /// Takes the note of a checkpoint.
    pub fn checkpoint(&mut self, note: &str) {
        self.hold(note);
    }

    /// Takes an earlier checkpoint with the proof that the log has grown out of it, to a checkpoint that came before.
    pub fn earlier(&mut self, earlier: &Earlier) {
        let Some((size, root)) = self.hold(&earlier.checkpoint) else {
            return;
        };
        let proof = &earlier.proof;
        let larger = self.checkpoints.get(&proof.larger).map(|held| held.checkpoint.root());
        if size == proof.smaller && larger.is_some_and(|larger| proof.check(&root, &larger).is_ok()) {
            self.grown.insert(size, proof.larger);
        } else {
            self.findings.add(Finding::NotGrown {
                smaller: size,
                larger: proof.larger,
            });
        }
    }

    /// Holds the checkpoint of a note; its size and root, where it counts.
    fn hold(&mut self, note: &str) -> Option<(u64, TreeHash)> {
        let checkpoint = match self.log.open(note) {
            Ok(checkpoint) => checkpoint,
            Err(finding) => {
                self.findings.add(finding);
                return None;
            }
        };
        let (size, root) = (checkpoint.size(), checkpoint.root());
        let held = Held {
            checkpoint,
            used: false,
        };
        if self.checkpoints.entry(size).or_insert(held).checkpoint.root() != root {
            self.findings.add(Finding::CheckpointsContradict {
                smaller: size,
                larger: size,
            });
        }
        Some((size, root))
    }

    /// Takes an entry with its proof, and what of it is shown; whether all of that is right.
    pub fn entry(&mut self, proven: &Proven) -> bool {
        self.entries += 1;
        self.extent = Some(Extent::with(self.extent, &proven.entry));
        self.of = self.of.with(proven.entry.case_id);
        match self.judge(proven) {
            Ok(()) => {
                self.proven += 1;
                self.last = proven.entry.number;
                true
            }
            Err(finding) => {
                self.findings.add(finding);
                false
            }
        }
    }

    /// What there is to say when no more entries come.
    pub fn finish(self) -> Report {
        let (mut unused, mut newest) = (Uncompared::default(), None);
        let used = |size: &u64| self.checkpoints.get(size).is_some_and(|held| held.used);
        for (size, held) in &self.checkpoints {
            if held.used {
                newest = Some(held.checkpoint.clone());
            } else if !self.grown.get(size).is_some_and(used) {
                unused.add(*size);
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
            extent: self.extent,
            case: self.of.one(),
            checkpoint: newest,
            ..Report::of(Contents::Selection, self.log)
        }
    }

    fn judge(&mut self, proven: &Proven) -> Result<(), Finding> {
        let Proven { entry, proof, opened } = proven;
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
        if proof.index.checked_add(1) != Some(number) || proof.check(&leaf, &held.checkpoint.root()).is_err() {
            return Err(Finding::ProofWrong { number });
        }
        held.used = true;
        if !opened.is_of(entry) {
            return Err(Finding::ShownWrong { number });
        }
        Ok(())
    }
}
