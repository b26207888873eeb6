use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::report::{Contents, Extent, Findings, MOST, Uncompared};
use super::{Finding, Notice, Report};
use crate::merkle::Frontier;
use crate::{Checkpoint, Entry, Log, TreeHash};

/// How much older than the entry before it an entry may be without being mentioned, in microseconds. Entries are numbered at the end of
/// their transaction and timed at its beginning; no action takes five minutes.
const TOLERATED: u64 = 5 * 60 * 1_000_000;

/// Verifies entries that follow one another: a whole log, or a part without gaps.
///
/// Give the checkpoints that are at hand, then the entries in order; a checkpoint may also come between entries, as long as no entry that
/// it does not cover came before.
#[derive(Debug)]
pub struct RangeVerifier {
    log: Log,
    /// How many entries are before the first.
    start: u64,
    /// Of how many after those only the stored hash is at hand.
    archived: u64,
    /// The tree over the entries as they are.
    tree: Frontier,
    /// For each place where hashes are stored, the tree as those have it, where it is another one.
    forks: Vec<Option<Fork>>,
    /// Checkpoints that are not reached yet, and the one just reached.
    ahead: BTreeMap<u64, Ahead>,
    /// The last entry up to which a checkpoint agrees.
    agreed: u64,
    /// That checkpoint.
    agreeing: Option<Ahead>,
    /// The first checkpoint since then that does not agree: its size, and the place of its finding.
    disagreed: Option<(u64, usize)>,
    /// The place of the finding after which numbers don't follow one another, so that no tree can be made of the rest.
    broken: Option<usize>,
    entries: u64,
    extent: Option<Extent>,
    clock: Clock,
    /// Whether these entries are known to be a part that was signed as such, so that later checkpoints say nothing of its end.
    stated: bool,
    /// Checkpoints that count, of what is before or after the entries.
    uncompared: Uncompared,
    findings: Findings,
    buffer: Vec<u8>,
}

#[derive(Clone, Debug)]
struct Ahead {
    checkpoint: Checkpoint,
    /// Whether it came with the log, and not only from somebody who kept it.
    own: bool,
}

#[derive(Debug)]
struct Fork {
    tree: Frontier,
    /// The entries that differ from their stored hashes. Of those that follow one another the first: where one was put in or taken out, all
    /// that come after it differ. As many as are ever named, and how many more.
    differ: BTreeSet<u64>,
    more: u64,
    last: Option<u64>,
}

impl Fork {
    fn from(tree: &Frontier) -> Self {
        Self {
            tree: tree.clone(),
            differ: BTreeSet::new(),
            more: 0,
            last: None,
        }
    }

    fn note(&mut self, number: u64) {
        if self.last.replace(number).is_some_and(|last| last + 1 == number) {
            return;
        }
        if self.differ.len() < MOST {
            self.differ.insert(number);
        } else {
            self.more += 1;
        }
    }
}

#[derive(Debug, Default)]
struct Clock {
    last: Option<i64>,
    /// The first entry that is much older than the one before it, by how much the worst one is, and how many there are.
    back: Option<(u64, u64, u64)>,
}

impl RangeVerifier {
    /// A log from its first entry on.
    pub fn whole(log: Log) -> Self {
        Self::after(log, Frontier::default())
    }

    /// The entries after those that `tree` is over. Where `tree` comes from with the entries, it is proven by the first checkpoint that
    /// agrees.
    pub fn after(log: Log, tree: Frontier) -> Self {
        Self {
            log,
            start: tree.size(),
            archived: 0,
            agreed: tree.size(),
            agreeing: None,
            tree,
            forks: Vec::new(),
            ahead: BTreeMap::new(),
            disagreed: None,
            broken: None,
            entries: 0,
            extent: None,
            clock: Clock::default(),
            stated: false,
            uncompared: Uncompared::default(),
            findings: Findings::default(),
            buffer: Vec::new(),
        }
    }

    /// The number that the next entry has to have.
    pub fn next_number(&self) -> u64 {
        self.tree.size() + 1
    }

    /// Makes of it the verifier of a part whose end is stated elsewhere.
    pub(super) fn stated(self) -> Self {
        Self { stated: true, ..self }
    }

    /// Takes the note of a checkpoint that came with the log: it has no fewer entries than that was signed over.
    pub fn checkpoint(&mut self, note: &str) {
        self.hold(note, true);
    }

    /// Takes the note of a checkpoint that the reader kept. The log that they were given may have been written out before it was signed.
    pub(super) fn kept(&mut self, note: &str) {
        self.hold(note, false);
    }

    fn hold(&mut self, note: &str, own: bool) {
        let checkpoint = match self.log.open(note) {
            Ok(checkpoint) => checkpoint,
            Err(finding) => {
                self.findings.add(finding);
                return;
            }
        };
        let (size, root) = (checkpoint.size(), checkpoint.root());
        if size < self.start {
            self.uncompared.add(size);
            return;
        }
        if size < self.tree.size() {
            self.findings.add(Finding::CheckpointLate { size });
            return;
        }
        let held = self.ahead.entry(size).or_insert(Ahead { checkpoint, own });
        if held.checkpoint.root() == root {
            held.own |= own;
            self.compare();
        } else {
            self.findings.add(Finding::CheckpointsContradict {
                smaller: size,
                larger: size,
            });
        }
    }

    /// Takes the stored hash of the next entry, which was archived: the entry itself is in another file. Before the first entry that is at hand.
    pub fn archived(&mut self, stored: TreeHash) {
        self.archived += 1;
        self.append(stored);
    }

    /// Takes the next entry; with the hashes that are stored for the [next number](Self::next_number), where they are at hand: one for each place
    /// where they are stored, always in the same order.
    pub fn entry(&mut self, entry: &Entry, stored: &[Option<TreeHash>]) {
        self.entries += 1;
        self.extent = Some(Extent::with(self.extent, entry));
        if let Some(place) = self.broken {
            self.reconsider(place, entry);
            return;
        }
        if let Some(finding) = self.log.misplaced(entry).or_else(|| self.misnumbered(entry.number)) {
            self.settle_for_neither();
            self.broken = Some(self.findings.add(finding));
            return;
        }
        self.clock.see(entry);
        let leaf = entry.leaf_hash(&mut self.buffer);
        if self.forks.len() < stored.len() {
            self.forks.resize_with(stored.len(), || None);
        }
        for (place, fork) in self.forks.iter_mut().enumerate() {
            let stored = stored.get(place).copied().flatten().unwrap_or(leaf);
            if stored != leaf {
                fork.get_or_insert_with(|| Fork::from(&self.tree)).note(entry.number);
            }
            if let Some(fork) = fork {
                fork.tree.append(stored);
            }
        }
        self.append(leaf);
    }

    /// Grows the tree, and compares.
    fn append(&mut self, leaf: TreeHash) {
        self.tree.append(leaf);
        while let Some(reached) = self.ahead.first_entry()
            && *reached.key() < self.tree.size()
        {
            reached.remove();
        }
        self.compare();
    }

    /// What there is to say when no more entries come.
    pub fn finish(mut self) -> Report {
        self.settle_for_neither();
        let last = self.tree.size();
        let ends_early = self.beyond(last);
        let mut notices = Vec::new();
        if self.start > 0 {
            let first = self.start + 1;
            notices.push(Notice::BeginsLater { first });
        }
        let before = self.start + self.archived;
        if self.archived > 0 {
            notices.push(Notice::Archived { last: before });
        }
        notices.extend(self.uncompared.notice());
        notices.extend(ends_early);
        if last > self.agreed {
            let first = self.agreed + 1;
            notices.push(Notice::Unproven { first, last });
        }
        if let Some((first, microseconds, times)) = self.clock.back {
            notices.push(Notice::TimeWentBack {
                first,
                microseconds,
                times,
            });
        }
        let (findings, more_findings) = self.findings.into_parts();
        Report {
            entries: self.entries,
            proven: self.agreed.saturating_sub(before),
            root: Some(self.tree.root()),
            findings,
            more_findings,
            notices,
            extent: self.extent,
            checkpoint: self.agreeing.map(|agreeing| agreeing.checkpoint),
            ..Report::of(Contents::Range, self.log)
        }
    }

    /// Judges the checkpoints that were signed over more entries than there are. Where one came with the log, or none that came with it was signed at
    /// its end, the end was cut off. Where they were kept by the reader alone, nothing tells a log without its end from one that was written out
    /// before they were signed: both end with a checkpoint of their own.
    fn beyond(&mut self, last: u64) -> Option<Notice> {
        if self.broken.is_some() {
            return None;
        }
        let beyond = || self.ahead.range((Bound::Excluded(last), Bound::Unbounded));
        let checkpoint = *beyond().next_back()?.0;
        let signed_at_its_end = self.agreed == last && self.agreeing.as_ref().is_some_and(|agreeing| agreeing.own);
        if !signed_at_its_end || beyond().any(|(_, ahead)| ahead.own) {
            self.findings.add(Finding::TailCut { last, checkpoint });
            return None;
        }
        if !self.stated {
            return Some(Notice::EndsEarlier { last, checkpoint });
        }
        for (size, _) in beyond() {
            self.uncompared.add(*size);
        }
        None
    }

    /// What is wrong with a number that is not the next one.
    fn misnumbered(&self, found: u64) -> Option<Finding> {
        let expected = self.next_number();
        if found > expected {
            Some(Finding::Missing {
                first: expected,
                last: found - 1,
            })
        } else if found == expected {
            None
        } else if found > self.start {
            Some(Finding::Duplicate { number: found })
        } else {
            Some(Finding::OutOfOrder { expected, found })
        }
    }

    /// An entry that was missed and comes later was not removed, but moved.
    fn reconsider(&mut self, place: usize, entry: &Entry) {
        if let Some(&Finding::Missing { first, last }) = self.findings.at(place)
            && (first..=last).contains(&entry.number)
            && self.log.misplaced(entry).is_none()
        {
            let finding = Finding::OutOfOrder {
                expected: first,
                found: last + 1,
            };
            self.findings.replace(place, finding);
        }
    }

    /// Compares with the checkpoint over exactly the entries so far, if there is one.
    fn compare(&mut self) {
        let size = self.tree.size();
        let Some(root) = self.ahead.get(&size).map(|ahead| ahead.checkpoint.root()) else {
            return;
        };
        if self.broken.is_some() {
            return;
        }
        if self.tree.root() == root {
            if let Some(number) = self.first_that_differs(&BTreeSet::new()) {
                self.findings.add(Finding::StoredHashChanged { number });
            }
            self.agree(size);
        } else if let Some(right) = self.fork_of(root) {
            for &number in &right.differ {
                self.findings.add(Finding::EntryChanged { number });
            }
            self.findings.add_unnamed(right.more);
            // Where hashes of another place are neither the entries' nor these, they were changed too.
            if let Some(number) = self.first_that_differs(&right.differ) {
                self.findings.add(Finding::StoredHashChanged { number });
            }
            // On with the log as it was signed, so that the next change is found as well.
            self.tree = right.tree;
            self.agree(size);
        } else {
            if self.disagreed.is_none() {
                let finding = if size == self.start {
                    Finding::StartMismatch { checkpoint: size }
                } else {
                    Finding::RootMismatch {
                        after: self.agreed,
                        checkpoint: size,
                    }
                };
                self.disagreed = Some((size, self.findings.add(finding)));
            }
            self.settle_for_neither();
        }
    }

    /// A checkpoint agrees. If one before it did not, entries can't be the reason: of the two, one was signed over another log.
    fn agree(&mut self, size: u64) {
        if let Some((smaller, place)) = self.disagreed.take() {
            let finding = Finding::CheckpointsContradict { smaller, larger: size };
            self.findings.replace(place, finding);
        }
        self.agreed = size;
        self.agreeing = self.ahead.get(&size).cloned();
    }

    /// The tree of stored hashes over which a checkpoint was signed.
    fn fork_of(&mut self, root: TreeHash) -> Option<Fork> {
        let mut forks = self.forks.iter_mut();
        forks.find_map(|fork| fork.take_if(|fork| fork.tree.root() == root))
    }

    /// The first entry that differs from a stored hash, but for these. The forks end here.
    fn first_that_differs(&mut self, but: &BTreeSet<u64>) -> Option<u64> {
        let forks = self.forks.iter_mut().filter_map(Option::take);
        forks
            .filter_map(|fork| fork.differ.difference(but).next().copied())
            .min()
    }

    /// Nothing tells whether entries or stored hashes are right.
    fn settle_for_neither(&mut self) {
        if let Some(number) = self.first_that_differs(&BTreeSet::new()) {
            self.findings.add(Finding::EntryOrHashChanged { number });
        }
    }
}

impl Clock {
    fn see(&mut self, entry: &Entry) {
        let last = self.last.replace(entry.at).unwrap_or(entry.at);
        if last <= entry.at {
            return;
        }
        let by = last.abs_diff(entry.at);
        if by > TOLERATED {
            let (first, most, times) = self.back.unwrap_or((entry.number, 0, 0));
            self.back = Some((first, most.max(by), times + 1));
        }
    }
}
