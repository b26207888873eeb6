//! Finding the entries of a page, batch by batch. What is sealed is searched once it is open, so a search looks at entries one by one, newest
//! first, and says how far it came.

use domain::Timestamp;
use domain::audit::{LogEntry, LogPage};

/// Whether an entry is looked for.
pub type Fits<'a> = &'a (dyn Fn(&LogEntry) -> bool + Send + Sync);

/// The most entries that one request looks at.
pub(super) const MOST: i64 = 20_000;
/// How many are opened at once.
pub(super) const BATCH: i64 = 500;

/// What was found so far.
pub(super) struct Hunt<'a> {
    fits: Fits<'a>,
    at_once: i64,
    found: Vec<LogEntry>,
    looked_at: i64,
    oldest: Option<(i64, Timestamp)>,
    at_the_end: bool,
}

impl<'a> Hunt<'a> {
    /// Takes entries as they come.
    pub(super) fn for_all() -> Self {
        Self::new(&|_| true, LogPage::SIZE + 1)
    }

    /// Takes those that fit.
    pub(super) fn for_some(fits: Fits<'a>) -> Self {
        Self::new(fits, BATCH)
    }

    fn new(fits: Fits<'a>, at_once: i64) -> Self {
        Self {
            fits,
            at_once,
            found: Vec::new(),
            looked_at: 0,
            oldest: None,
            at_the_end: false,
        }
    }

    /// How many entries to look at next, and below which number; nothing once the page is full or enough was looked at.
    pub(super) fn wants(&self) -> Option<(i64, Option<i64>)> {
        let more = !self.at_the_end && !self.full() && self.looked_at < MOST;
        let before = self.oldest.map(|(number, _)| number);
        more.then(|| (self.at_once.min(MOST - self.looked_at), before))
    }

    /// Looks at a batch, newest first, of which so many were asked for.
    pub(super) fn look(&mut self, asked: i64, batch: Vec<LogEntry>) {
        self.at_the_end = count(&batch) < asked;
        for entry in batch {
            if self.full() {
                break;
            }
            self.looked_at += 1;
            self.oldest = Some((entry.number, entry.at));
            if (self.fits)(&entry) {
                self.found.push(entry);
            }
        }
    }

    /// One more than a page holds: so it is known that there is another one.
    fn full(&self) -> bool {
        count(&self.found) > LogPage::SIZE
    }

    /// The page.
    pub(super) fn page(mut self) -> LogPage {
        let another = self.full();
        if another {
            self.found.pop();
        }
        let unfinished = self.oldest.filter(|_| !another && !self.at_the_end);
        let last = self.found.last().map(|entry| entry.number).filter(|_| another);
        LogPage {
            next: last.or(unfinished.map(|(number, _)| number)),
            searched_to: unfinished.map(|(_, at)| at),
            entries: self.found,
            ..LogPage::default()
        }
    }
}

fn count(entries: &[LogEntry]) -> i64 {
    i64::try_from(entries.len()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use domain::audit::{ActorKind, Event};
    use domain::origin::AddressSource;

    use super::*;

    fn entry(number: i64) -> LogEntry {
        LogEntry {
            number,
            at: Timestamp(number * 1000),
            actor_kind: ActorKind::Server,
            actor: String::new(),
            event: Event::PasswordAccepted,
            case_number: None,
            address: None,
            address_source: AddressSource::Server,
            device: String::new(),
        }
    }

    /// A page of a log whose newest entry has this number, and how many entries were looked at for it.
    fn page(mut hunt: Hunt<'_>, newest: i64) -> (LogPage, i64) {
        let mut rounds = 0;
        while let Some((limit, before)) = hunt.wants() {
            let top = before.map_or(newest, |before| before - 1);
            let batch: Vec<LogEntry> = (1..=top)
                .rev()
                .take(usize::try_from(limit).unwrap())
                .map(entry)
                .collect();
            hunt.look(limit, batch);
            rounds += 1;
            assert!(rounds <= 50, "it goes on for ever");
        }
        let looked_at = hunt.looked_at;
        (hunt.page(), looked_at)
    }

    fn numbers(page: &LogPage) -> Vec<i64> {
        page.entries.iter().map(|entry| entry.number).collect()
    }

    #[test]
    fn l5_without_words_a_page_is_the_newest_fifty() {
        let (first, looked_at) = page(Hunt::for_all(), 120);
        assert_eq!(numbers(&first), (71..=120).rev().collect::<Vec<_>>());
        assert_eq!((first.next, first.searched_to, looked_at), (Some(71), None, 51));
        for few in [0, 1, 50] {
            let (only, _) = page(Hunt::for_all(), few);
            assert_eq!((i64::try_from(only.entries.len()).unwrap(), only.next), (few, None));
        }
    }

    #[test]
    fn l5_a_search_stops_once_the_page_is_full() {
        let (found, looked_at) = page(Hunt::for_some(&|entry| entry.number % 10 == 0), 100_000);
        assert_eq!(found.entries.len(), 50);
        assert_eq!(found.entries[0].number, 100_000);
        assert_eq!((found.next, found.searched_to), (Some(99_510), None));
        assert_eq!(looked_at, 501, "one more that fits was seen");
    }

    #[test]
    fn l5_a_search_that_finds_little_says_how_far_it_came() {
        let (found, looked_at) = page(Hunt::for_some(&|entry| entry.number == 99_999), 100_000);
        assert_eq!(numbers(&found), [99_999]);
        assert_eq!(looked_at, MOST);
        assert_eq!(
            (found.next, found.searched_to),
            (Some(80_001), Some(Timestamp(80_001_000)))
        );
        let (rest, _) = page(Hunt::for_some(&|entry| entry.number == 7), 80_000);
        assert_eq!(
            (numbers(&rest), rest.next.is_some()),
            (vec![], true),
            "another round is needed"
        );
    }

    #[test]
    fn l5_a_search_to_the_end_has_no_next_page() {
        let (found, looked_at) = page(Hunt::for_some(&|entry| entry.number == 7), 1_200);
        assert_eq!((numbers(&found), found.next, found.searched_to), (vec![7], None, None));
        assert_eq!(looked_at, 1_200);
        // Even where the last batch is full.
        let (found, _) = page(Hunt::for_some(&|_| false), 1_000);
        assert_eq!((found.next, found.searched_to), (None, None));
    }
}
