//! The entries at hand: newer ones come on top, earlier ones are asked for.

use domain::Timestamp;
use domain::audit::{ArchivedUpTo, LogEntry, LogPage};

/// Entries, newest first, and where the earlier ones start.
#[derive(Clone, Debug, Default)]
pub(in crate::pages) struct Listing {
    pub(in crate::pages) entries: Vec<LogEntry>,
    pub(in crate::pages) next: Option<i64>,
    /// How far back was searched, where that was not to the end.
    pub(in crate::pages) searched_to: Option<Timestamp>,
    /// Up to where the log was archived, once nothing older follows.
    pub(in crate::pages) archived: Option<ArchivedUpTo>,
    /// When the newest were asked for: earlier ones are the same whenever they are read.
    pub(in crate::pages) read_at: Timestamp,
}

impl From<LogPage> for Listing {
    fn from(page: LogPage) -> Self {
        Self {
            entries: page.entries,
            next: page.next,
            searched_to: page.searched_to,
            archived: page.archived,
            read_at: page.read_at,
        }
    }
}

impl Listing {
    /// Takes in a page that was asked from the newest entry; how many of it are new.
    pub(in crate::pages) fn newest(&mut self, page: LogPage) -> u32 {
        let known = self.entries.first().map(|entry| entry.number);
        let fresh: Vec<_> = page
            .entries
            .into_iter()
            .filter(|entry| known.is_none_or(|known| entry.number > known))
            .collect();
        let came = u32::try_from(fresh.len()).unwrap_or(u32::MAX);
        self.read_at = page.read_at;
        // Where it ends above what is known there may be others between: then it starts over from there.
        let gap = page.next.is_some_and(|next| known.is_none_or(|known| next > known));
        if gap {
            *self = Self {
                entries: fresh,
                next: page.next,
                searched_to: page.searched_to,
                archived: None,
                read_at: page.read_at,
            };
        } else {
            self.entries.splice(0..0, fresh);
        }
        came
    }

    /// Takes in a page of earlier entries, below that number. Does nothing where it started over meanwhile: they would not join.
    pub(in crate::pages) fn earlier(&mut self, before: i64, page: LogPage) {
        if self.next != Some(before) {
            return;
        }
        let oldest = self.entries.last().map(|entry| entry.number);
        self.entries.extend(
            page.entries
                .into_iter()
                .filter(|entry| oldest.is_none_or(|oldest| entry.number < oldest)),
        );
        self.next = page.next;
        self.searched_to = page.searched_to;
        self.archived = page.archived;
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use domain::audit::{ActorKind, Event};
    use domain::origin::AddressSource;

    /// An entry that only its number tells from others.
    pub(in crate::pages::log) fn entry(number: i64) -> LogEntry {
        LogEntry {
            number,
            at: Timestamp(number),
            actor_kind: ActorKind::Server,
            actor: String::new(),
            event: Event::PasswordAccepted,
            case_number: None,
            address: None,
            address_source: AddressSource::Server,
            device: String::new(),
        }
    }

    fn page(numbers: impl IntoIterator<Item = i64>, next: Option<i64>) -> LogPage {
        LogPage {
            entries: numbers.into_iter().map(entry).collect(),
            next,
            ..LogPage::default()
        }
    }

    fn numbers(listing: &Listing) -> Vec<i64> {
        listing.entries.iter().map(|entry| entry.number).collect()
    }

    #[test]
    fn new_entries_go_on_top_and_none_twice() {
        let mut listing = Listing::default();
        assert_eq!(listing.newest(page([9, 8, 5], Some(5))), 3);
        assert_eq!(listing.newest(page([11, 9, 8], Some(8))), 1);
        assert_eq!(numbers(&listing), [11, 9, 8, 5]);
        assert_eq!(listing.next, Some(5), "the way to the earlier ones stays");
        listing.earlier(5, page([3, 1], None));
        assert_eq!(numbers(&listing), [11, 9, 8, 5, 3, 1]);
        assert_eq!(listing.next, None);
    }

    #[test]
    fn it_is_of_when_its_newest_entries_were_read() {
        let at = |read_at, page: LogPage| LogPage {
            read_at: Timestamp(read_at),
            ..page
        };
        let mut listing = Listing::default();
        listing.newest(at(900, page([9, 8], Some(8))));
        listing.earlier(8, at(1_700, page([7], None)));
        assert_eq!((numbers(&listing), listing.read_at), (vec![9, 8, 7], Timestamp(900)));
        listing.newest(at(1_800, page([9, 8], Some(8))));
        assert_eq!(listing.read_at, Timestamp(1_800));
    }

    #[test]
    fn after_a_long_absence_there_is_no_hidden_gap() {
        let mut listing = Listing::default();
        listing.newest(page([2, 1], None));
        listing.newest(page((101..=150).rev(), Some(101)));
        assert_eq!(listing.entries.len(), 50);
        assert_eq!(listing.next, Some(101));
        // So where little of much that has come fits: it was not all looked at.
        listing.newest(page([90_000], Some(89_999)));
        assert_eq!((numbers(&listing), listing.next), (vec![90_000], Some(89_999)));
    }

    #[test]
    fn earlier_entries_that_come_after_it_started_over_are_not_taken_in() {
        let mut listing = Listing::default();
        listing.newest(page([9, 8], Some(8)));
        listing.newest(page((101..=150).rev(), Some(101)));
        listing.earlier(8, page([7, 6], None));
        assert_eq!((numbers(&listing).len(), listing.next), (50, Some(101)));
    }

    #[test]
    fn a_page_full_of_all_that_has_come_keeps_the_way_to_the_earlier_ones() {
        let mut listing = Listing::default();
        listing.newest(page([100, 99], Some(99)));
        assert_eq!(listing.newest(page((101..=150).rev(), None)), 50);
        assert_eq!(numbers(&listing).len(), 52);
        assert_eq!(listing.next, Some(99));
    }

    #[test]
    fn what_comes_does_not_end_a_search_that_goes_on() {
        let mut listing = Listing::from(LogPage {
            next: Some(80_001),
            searched_to: Some(Timestamp(7)),
            ..LogPage::default()
        });
        assert_eq!(listing.newest(page([100_003], None)), 1);
        assert_eq!((listing.next, listing.searched_to), (Some(80_001), Some(Timestamp(7))));
    }
}
