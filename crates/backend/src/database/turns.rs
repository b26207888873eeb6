//! Who of this server writes into which firm's log at present.
//!
//! A log's lock goes with the commit that took it, and `PostgreSQL` keeps it until the disk has that commit. Whoever writes alone waits for the disk as
//! usual. Whoever meets others gives the lock away before, and waits for the disk afterwards: see docs/decisions/0018-the-log.md.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::ids::FirmId;

/// How many write into each firm's log.
#[derive(Clone, Debug, Default)]
pub(super) struct Turns(Arc<Mutex<HashMap<FirmId, u32>>>);

/// Somebody who writes into a firm's log, for as long as they keep this.
#[derive(Debug)]
pub(super) struct Turn {
    turns: Turns,
    firm: FirmId,
    /// Whether nobody else did when they came.
    pub(super) alone: bool,
}

impl Turns {
    /// Begins to write.
    pub(super) fn take(&self, firm: FirmId) -> Turn {
        let mut writers = self.lock();
        let writing = writers.entry(firm).or_default();
        *writing += 1;
        Turn {
            turns: self.clone(),
            firm,
            alone: *writing == 1,
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<FirmId, u32>> {
        // Nothing is left half-done in it by a panic.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Entry::Occupied(mut writing) = self.turns.lock().entry(self.firm) {
            *writing.get_mut() -= 1;
            if *writing.get() == 0 {
                writing.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
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
        assert!(turns.lock().is_empty());
    }
}
