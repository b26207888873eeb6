//! What a printed list of entries says of itself: what it is of, who printed it, as of when, and whether it goes on.

use domain::Timestamp;
use domain::access::Me;
use domain::audit::LogEntry;
use leptos::prelude::*;

use crate::components::{When, WhenStyle};
use crate::{texts, use_language};

/// How much of a list there is to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pages) struct Extent {
    /// The numbers of the newest entry and of the oldest, where there are any.
    numbers: Option<(i64, i64)>,
    /// Whether there may be older ones.
    goes_on: bool,
    /// When it was read.
    read_at: Timestamp,
}

impl Extent {
    /// That of these entries, newest first.
    pub(in crate::pages) fn of(entries: &[LogEntry], next: Option<i64>, read_at: Timestamp) -> Self {
        Self {
            numbers: entries
                .first()
                .zip(entries.last())
                .map(|(newest, oldest)| (newest.number, oldest.number)),
            goes_on: next.is_some(),
            read_at,
        }
    }

    fn words(self, lang: domain::Language) -> String {
        match (self.numbers, self.goes_on) {
            (Some((newest, oldest)), false) => texts::log::printed_all(lang, newest, oldest),
            (Some((newest, oldest)), true) => texts::log::printed_newest(lang, newest, oldest),
            (None, false) => texts::log::printed_none(lang).to_owned(),
            (None, true) => texts::log::printed_none_so_far(lang).to_owned(),
        }
    }
}

/// Stands on paper only: there the filter and what asks for more are left out, and nobody could tell a part from the whole.
#[component]
pub(in crate::pages) fn Printed(
    /// Who would print it.
    by: Option<Me>,
    /// What the list is narrowed by, in words, where it can be.
    #[prop(optional)]
    filter: Option<Vec<String>>,
    /// How much there is.
    #[prop(into)]
    extent: Signal<Extent>,
) -> impl IntoView {
    let lang = use_language();
    let filter = filter.map(|parts| match parts.as_slice() {
        [] => texts::log::printed_without_filter(lang).to_owned(),
        parts => texts::log::printed_filter(lang, &parts.join(", ")),
    });
    let by = by.map(|me| texts::log::printed_by(lang, &me.name, &me.firm_name));
    view! {
        <div class="on-paper">
            {filter.map(|filter| view! { <p>{filter}</p> })}
            {by
                .map(|by| {
                    view! { <p>{by} " " {move || view! { <When at=extent.get().read_at style=WhenStyle::DateTime /> }} "."</p> }
                })}
            <p>{move || extent.get().words(lang)}</p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use domain::Language::{En, Es};

    use super::super::listing::tests::entry;
    use super::*;

    #[test]
    fn l5_what_is_printed_says_whether_it_goes_on() {
        let entries = [entry(9), entry(7), entry(4)];
        let said = |entries: &[LogEntry], next, lang| Extent::of(entries, next, Timestamp(0)).words(lang);
        assert_eq!(said(&entries, None, En), "Entries 9 to 4.");
        assert_eq!(
            said(&entries, Some(4), En),
            "Entries 9 to 4; older ones are not printed."
        );
        assert_eq!(
            said(&entries, Some(4), Es),
            "Entradas 9 a 4; las anteriores no se imprimen."
        );
        assert_eq!(said(&[], None, En), "No entries.");
        assert!(said(&[], Some(80_001), En).contains("older ones were not searched"));
    }
}
