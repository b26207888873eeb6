//! Who of this server writes into which firm's log at present, and what of it the disk does not have yet.
//!
//! A log's lock goes with the commit that took it, and `PostgreSQL` keeps it until the disk has that commit. Whoever writes alone waits for the disk as
//! usual. Whoever meets others commits early: the lock is gone before the disk has it, and they wait for the disk afterwards. Until then nobody is
//! answered from what they committed: see docs/decisions/0018-the-log.md.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::ids::FirmId;
use tokio::sync::Notify;

/// The turns at every firm's log.
#[derive(Clone, Debug, Default)]
pub(super) struct Turns {
    state: Arc<Mutex<State>>,
    settled: Arc<Notify>,
}

#[derive(Debug, Default)]
struct State {
    /// How many write into each log.
    writers: HashMap<FirmId, u32>,
    /// Early commits, numbered as they begin, which the disk may not have yet.
    early: BTreeSet<u64>,
    begun: u64,
}

/// Somebody who writes into a firm's log, for as long as they keep this.
#[derive(Debug)]
pub(super) struct Turn {
    turns: Turns,
    firm: FirmId,
    /// Whether nobody else did when they came.
    pub(super) alone: bool,
}

/// A commit that the disk may not have, for as long as this is kept.
#[derive(Debug)]
pub(super) struct Early {
    turns: Turns,
    number: u64,
}

impl Turns {
    /// Begins to write.
    pub(super) fn take(&self, firm: FirmId) -> Turn {
        let mut state = self.lock();
        let writing = state.writers.entry(firm).or_default();
        *writing += 1;
        Turn {
            alone: *writing == 1,
            turns: self.clone(),
            firm,
        }
    }

    /// Waits until the disk has every early commit that has begun by now.
    pub(super) async fn settled(&self) {
        let begun = self.lock().begun;
        loop {
            let next = self.settled.notified();
            tokio::pin!(next);
            // From here on nothing is missed.
            next.as_mut().enable();
            if self.lock().early.first().is_none_or(|first| *first > begun) {
                return;
            }
            next.await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing is left half-done in it by a panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// Begins an early commit.
    pub(super) fn early(&self) -> Early {
        let mut state = self.turns.lock();
        state.begun += 1;
        let number = state.begun;
        state.early.insert(number);
        Early {
            turns: self.turns.clone(),
            number,
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Entry::Occupied(mut writing) = self.turns.lock().writers.entry(self.firm) {
            *writing.get_mut() -= 1;
            if *writing.get() == 0 {
                writing.remove();
            }
        }
    }
}

impl Drop for Early {
    fn drop(&mut self) {
        self.turns.lock().early.remove(&self.number);
        self.turns.settled.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn l1_whoever_comes_while_another_writes_is_not_alone() {
        let (turns, here, there) = (Turns::default(), FirmId(Uuid::nil()), FirmId(Uuid::max()));
        let first = turns.take(here);
        let second = turns.take(here);
        let elsewhere = turns.take(there);
        assert!(first.alone && !second.alone && elsewhere.alone);
        drop(first);
        assert!(!turns.take(here).alone);
        drop(second);
        assert!(turns.take(here).alone);
        drop(elsewhere);
        assert!(turns.lock().writers.is_empty());
    }

    #[tokio::test]
    async fn l1_nobody_is_answered_from_what_the_disk_does_not_have() {
        let turns = Turns::default();
        turns.settled().await;
        let turn = turns.take(FirmId(Uuid::nil()));
        let (first, second) = (turn.early(), turn.early());
        let mut waiting = Box::pin(turns.settled());
        assert!(waiting.as_mut().now_or_never().is_none());
        // What begins later is waited for by whoever comes later.
        let third = turn.early();
        drop(second);
        assert!(waiting.as_mut().now_or_never().is_none());
        drop(first);
        assert!(waiting.as_mut().now_or_never().is_some());
        let mut later = Box::pin(turns.settled());
        assert!(later.as_mut().now_or_never().is_none());
        drop(third);
        later.await;
    }
}
