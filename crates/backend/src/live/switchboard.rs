//! Passing on what was heard to every page that is open, and to a page that opens its stream a moment after it was drawn.

use std::collections::VecDeque;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use domain::live::Drawn;
use tokio::sync::broadcast;
use tokio::time::Instant;

use super::Heard;
use crate::clock::{Clock as _, SystemClock};

/// For how long, in milliseconds, what was passed on is kept for pages that were drawn before. By time alone: how many messages there are depends on all firms, and what
/// a page is told must not.
const KEPT_MS: u64 = 30_000;

/// Passes on what is heard to everybody in this process who listens.
#[derive(Debug)]
pub(crate) struct Switchboard {
    sender: broadcast::Sender<Heard>,
    last: Mutex<Last>,
}

/// What was passed on last.
#[derive(Debug)]
struct Last {
    begun: Drawn,
    said: VecDeque<(Drawn, Heard)>,
}

/// This moment, as a page keeps it that is drawn now. Whatever happens to the machine's clock, within this process it only goes on.
pub fn drawn_now() -> Drawn {
    static BEGUN: LazyLock<(u64, Instant)> = LazyLock::new(|| {
        let wall = u64::try_from(SystemClock.now().0).unwrap_or_default();
        (wall, Instant::now())
    });
    let (wall, begun) = *BEGUN;
    Drawn(wall.saturating_add(u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX)))
}

impl Switchboard {
    pub(crate) fn new() -> Self {
        Self {
            sender: broadcast::Sender::new(1024),
            last: Mutex::new(Last::from(drawn_now())),
        }
    }

    /// What is passed on from now on.
    pub(crate) fn listen(&self) -> broadcast::Receiver<Heard> {
        self.sender.subscribe()
    }

    /// The same, and what was passed on since a page was drawn; a gap, where that is too long ago.
    pub(super) fn listen_since(&self, drawn: Drawn) -> (Vec<Heard>, broadcast::Receiver<Heard>) {
        let last = self.last();
        // Under the same lock as `say`: nothing comes twice, and nothing between the two.
        (last.since(drawn, drawn_now()), self.sender.subscribe())
    }

    /// Passes on.
    pub(super) fn say(&self, heard: Heard) {
        let mut last = self.last();
        last.keep(heard, drawn_now());
        // It fails where nobody listens.
        drop(self.sender.send(heard));
    }

    fn last(&self) -> MutexGuard<'_, Last> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Last {
    const fn from(begun: Drawn) -> Self {
        Self {
            begun,
            said: VecDeque::new(),
        }
    }

    fn since(&self, drawn: Drawn, now: Drawn) -> Vec<Heard> {
        if drawn <= self.begun || drawn < oldest(now) {
            return vec![Heard::Gap];
        }
        let later = self.said.iter().filter(|(at, _)| *at >= drawn);
        later.map(|(_, heard)| *heard).collect()
    }

    fn keep(&mut self, heard: Heard, now: Drawn) {
        while self.said.front().is_some_and(|(at, _)| *at < oldest(now)) {
            self.said.pop_front();
        }
        self.said.push_back((now, heard));
    }
}

/// Of what was said after this, all is kept.
const fn oldest(now: Drawn) -> Drawn {
    Drawn(now.0.saturating_sub(KEPT_MS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_hears_what_came_after_it_was_drawn_and_of_a_gap_where_that_is_long_ago() {
        let mut last = Last::from(Drawn(100_000));
        for _ in 0..2000 {
            last.keep(Heard::Gap, Drawn(100_200));
        }
        assert_eq!(
            last.since(Drawn(100_200), Drawn(100_300)).len(),
            2000,
            "however much it was"
        );
        assert!(last.since(Drawn(100_201), Drawn(100_300)).is_empty());
        // Before this process began, and with it.
        assert_eq!(last.since(Drawn(0), Drawn(100_300)).len(), 1);
        assert_eq!(last.since(Drawn(100_000), Drawn(100_300)).len(), 1);
        let later = Drawn(100_201 + KEPT_MS);
        assert_eq!(last.since(Drawn(100_200), later).len(), 1, "too long ago");
        last.keep(Heard::Gap, later);
        assert_eq!(last.said.len(), 1, "the rest is forgotten");
        assert!(drawn_now() <= drawn_now());
    }

    #[test]
    fn what_was_missed_does_not_come_once_more() {
        let board = Switchboard::new();
        let drawn = drawn_now();
        std::thread::sleep(std::time::Duration::from_millis(2));
        board.say(Heard::Gap);
        let (missed, mut receiver) = board.listen_since(Drawn(drawn.0 + 1));
        assert_eq!(missed.len(), 1);
        assert!(receiver.try_recv().is_err());
        board.say(Heard::Gap);
        assert!(receiver.try_recv().is_ok());
    }
}
