//! A clock that tests set forward, together with the database's own.

use std::sync::atomic::{AtomicI64, Ordering};

use backend::clock::{Clock, SystemClock};
use domain::Timestamp;

/// The machine's clock, set forward by as much as a test says.
#[derive(Debug, Default)]
pub(crate) struct TestClock {
    ahead_ms: AtomicI64,
}

impl TestClock {
    /// A clock that goes ahead by some seconds.
    pub(crate) fn ahead(seconds: i64) -> Self {
        Self {
            ahead_ms: AtomicI64::new(seconds * 1000),
        }
    }

    /// Sets it forward.
    pub(crate) fn pass(&self, seconds: i64) {
        self.ahead_ms.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    /// How far it is ahead of the machine's, in seconds.
    pub(crate) fn seconds_ahead(&self) -> i64 {
        self.ahead_ms.load(Ordering::SeqCst) / 1000
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(SystemClock.now().0 + self.ahead_ms.load(Ordering::SeqCst))
    }
}
