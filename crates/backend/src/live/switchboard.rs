//! Passing on what was heard to every page that is open, and to a page that opens its stream a moment after it was drawn.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use domain::live::Drawn;
use tokio::sync::broadcast;

use super::Heard;

/// How many messages are kept, for listeners that are behind and for pages that were drawn before.
const KEPT: usize = 1024;

/// Passes on what is heard to everybody in this process who listens.
#[derive(Debug)]
pub(crate) struct Switchboard {
    sender: broadcast::Sender<Heard>,
    said: Mutex<Said>,
}

/// What was passed on last.
#[derive(Debug)]
struct Said {
    /// Of everything that was passed on after this, `last` has it.
    whole_after: Drawn,
    last: VecDeque<(Drawn, Heard)>,
}

/// This moment, as a page keeps it that is drawn now.
pub fn drawn_now() -> Drawn {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    Drawn(
        since
            .ok()
            .and_then(|since| u64::try_from(since.as_millis()).ok())
            .unwrap_or_default(),
    )
}

impl Switchboard {
    pub(crate) fn new() -> Self {
        Self {
            sender: broadcast::Sender::new(KEPT),
            said: Mutex::new(Said {
                whole_after: drawn_now(),
                last: VecDeque::new(),
            }),
        }
    }

    /// What is passed on from now on.
    pub(crate) fn listen(&self) -> broadcast::Receiver<Heard> {
        self.sender.subscribe()
    }

    /// The same, and what was passed on since a page was drawn; a gap, where nobody knows that any more.
    pub(super) fn listen_since(&self, drawn: Drawn) -> (Vec<Heard>, broadcast::Receiver<Heard>) {
        let said = self.said();
        let missed = if drawn <= said.whole_after {
            vec![Heard::Gap]
        } else {
            let later = said.last.iter().filter(|(at, _)| *at >= drawn);
            later.map(|(_, heard)| *heard).collect()
        };
        // Under the same lock as `say`: nothing comes twice, and nothing between the two.
        (missed, self.sender.subscribe())
    }

    /// Passes on.
    pub(super) fn say(&self, heard: Heard) {
        let mut said = self.said();
        if said.last.len() == KEPT
            && let Some((at, _)) = said.last.pop_front()
        {
            said.whole_after = at;
        }
        said.last.push_back((drawn_now(), heard));
        // It fails where nobody listens.
        drop(self.sender.send(heard));
    }

    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_hears_what_came_after_it_was_drawn_and_of_a_gap_where_that_is_lost() {
        let board = Switchboard::new();
        let before = Drawn(drawn_now().0 + 1);
        assert!(board.listen_since(before).0.is_empty());
        std::thread::sleep(std::time::Duration::from_millis(3));
        board.say(Heard::Gap);
        let (missed, mut receiver) = board.listen_since(before);
        assert_eq!(missed.len(), 1);
        assert!(receiver.try_recv().is_err(), "what was missed does not come once more");
        assert!(board.listen_since(Drawn(drawn_now().0 + 1)).0.is_empty());
        // Before anybody listened.
        assert!(matches!(board.listen_since(Drawn(0)).0[..], [Heard::Gap]));
        for _ in 0..=KEPT {
            board.say(Heard::Gap);
        }
        assert_eq!(board.listen_since(before).0.len(), 1, "no longer known");
    }
}
