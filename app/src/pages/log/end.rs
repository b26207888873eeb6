//! The words where a log ends: never that it begins there, where it does not.

use domain::Language;
use domain::audit::ArchivedUpTo;

use crate::texts;

/// What is said below the oldest entry, of this number; where there is none, only what was archived. Narrower lists, and readers who may not see
/// all of it, come to an end before the log does.
pub(super) fn end(lang: Language, narrowed: bool, oldest: Option<i64>, archived: Option<ArchivedUpTo>) -> Vec<String> {
    let here = match (oldest, archived) {
        (None, _) => None,
        (Some(_), _) if narrowed => Some(texts::log::the_end_of_these(lang)),
        (Some(1), _) => Some(texts::log::the_end(lang)),
        // All that was not archived is there.
        (Some(oldest), Some(archived)) if oldest == archived.number + 1 => None,
        (Some(_), _) => Some(texts::log::the_end_of_mine(lang)),
    };
    let archived = archived.map(|archived| texts::log::archived(lang, archived.number, archived.year));
    here.map(str::to_owned).into_iter().chain(archived).collect()
}

#[cfg(test)]
mod tests {
    use domain::Language::{En, Es};

    use super::*;

    const GONE: Option<ArchivedUpTo> = Some(ArchivedUpTo {
        number: 305,
        year: 2026,
    });

    #[test]
    fn l4_a_log_begins_at_its_first_entry_only() {
        assert_eq!(end(En, false, Some(1), None), ["This is where the log begins."]);
        let mine = ["There are no older entries that you may see."];
        assert_eq!(end(En, false, Some(7), None), mine);
        let these = ["There are no older entries that fit the filter and that you may see."];
        assert_eq!(end(En, true, Some(1), None), these);
        assert!(end(En, false, None, None).is_empty());
    }

    #[test]
    fn l4_what_was_archived_is_said_where_the_rest_ends() {
        let archived = "Entries up to number 305 (until 31 December 2026, UTC) were archived.";
        assert_eq!(end(En, false, Some(306), GONE), [archived]);
        assert_eq!(end(En, false, None, GONE), [archived]);
        assert_eq!(end(En, true, None, GONE), [archived]);
        for (narrowed, oldest) in [(true, 306), (false, 400)] {
            let said = end(En, narrowed, Some(oldest), GONE);
            assert_eq!((said.len(), said[1].as_str()), (2, archived));
        }
        let said = end(Es, false, Some(306), GONE).join(" ");
        assert!(
            said.contains("305") && said.contains("31 de diciembre de 2026"),
            "{said}"
        );
    }
}
