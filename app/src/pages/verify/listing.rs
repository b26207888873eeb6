//! The proven entries, a page at a time.

use std::sync::Arc;

use domain::audit::LogEntry;
use leptos::prelude::*;
use tlog::export::Proven;

use super::reading::Done;
use super::shown::shown;
use crate::components::{Button, ButtonKind};
use crate::pages::log::Entries;
use crate::{texts::verify as t, use_language};

/// Entries that are shown at once.
const PAGE: usize = 200;

/// How far the entries at hand are shown.
#[derive(Clone, Debug, Default, PartialEq)]
struct Listing {
    entries: Vec<LogEntry>,
    /// How many were looked at: those that are shown, and those of a kind that this version does not know.
    seen: usize,
}

impl Listing {
    /// Shows so many more.
    fn more(&mut self, kept: &[Proven], by: usize) {
        let next = kept.iter().skip(self.seen).take(by);
        self.seen += next.len();
        self.entries.extend(next.filter_map(shown));
    }

    /// How many could not be put into words.
    fn unknown(&self) -> usize {
        self.seen - self.entries.len()
    }
}

/// The entries, as the log shows them.
#[component]
pub(super) fn Shown(
    /// What was found.
    done: Arc<Done>,
) -> impl IntoView {
    let lang = use_language();
    let (at_hand, proven) = (done.report.kept.len(), done.report.proven);
    let listing = RwSignal::new(Listing::default());
    let more = Callback::new(move |by| listing.update(|listing| listing.more(&done.report.kept, by)));
    more.run(PAGE);
    let seen = Memo::new(move |_| listing.with(|listing| listing.seen));
    let unknown = Memo::new(move |_| listing.with(Listing::unknown));
    (at_hand > 0).then(|| {
        view! {
            <section class="verify-shown">
                <h2>{t::shown(lang)}</h2>
                <p class="field-help">
                    {t::shown_text(lang)} " "
                    <span role="status">{move || ((seen.get() as u64) < proven).then(|| t::shown_first(lang, seen.get(), proven))}</span>
                    {move || (unknown.get() > 0).then(|| format!(" {}", t::shown_unknown(lang, unknown.get())))}
                </p>
                <Entries entries=Signal::derive(move || listing.with(|listing| listing.entries.clone())) />
                <Show
                    when=move || seen.get() < at_hand
                    fallback=move || ((at_hand as u64) < proven).then(|| view! { <p class="more-end">{t::shown_too_many(lang)}</p> })
                >
                    <p class="more">
                        <Button kind=ButtonKind::Secondary on_click=move |_| more.run(PAGE)>
                            {t::show_more(lang)}
                        </Button>
                        <Button kind=ButtonKind::Quiet on_click=move |_| more.run(at_hand)>
                            {t::show_all(lang, at_hand)}
                        </Button>
                    </p>
                </Show>
            </section>
        }
    })
}

#[cfg(test)]
mod tests {
    use tlog::merkle::InclusionProof;
    use tlog::{Entry, Opened};

    use super::*;

    fn proven(number: u64) -> Proven {
        // Every tenth is of a kind that is not known here.
        let event = if number.is_multiple_of(10) {
            "case_sold"
        } else {
            "password_accepted"
        };
        Proven {
            entry: Entry {
                log: "matterlock/x/cases".parse().unwrap(),
                firm: "00000000-0000-0000-0000-000000000007".parse().unwrap(),
                number,
                at: 1,
                actor_kind: "user".to_owned(),
                actor_id: None,
                event: event.to_owned(),
                case_id: None,
                details: format!("{{\"event\":\"{event}\"}}"),
                sealed_origin: None,
                address_source: "direct".to_owned(),
                session_id: None,
                request: String::new(),
            },
            proof: InclusionProof {
                index: number - 1,
                size: 1000,
                hashes: Vec::new(),
            },
            opened: Opened::default(),
        }
    }

    #[test]
    fn l6_every_entry_at_hand_can_be_shown_a_page_at_a_time() {
        let kept: Vec<Proven> = (1..=450).map(proven).collect();
        let mut listing = Listing::default();
        let mut pages = Vec::new();
        while listing.seen < kept.len() {
            listing.more(&kept, PAGE);
            pages.push((listing.seen, listing.entries.len(), listing.unknown()));
        }
        assert_eq!(pages, [(200, 180, 20), (400, 360, 40), (450, 405, 45)]);
        let numbers: Vec<i64> = listing.entries.iter().map(|entry| entry.number).collect();
        let known: Vec<i64> = (1..=450).filter(|number| number % 10 != 0).collect();
        assert_eq!(numbers, known);
        // All at once are the same.
        let mut at_once = Listing::default();
        at_once.more(&kept, kept.len());
        assert_eq!(at_once, listing);
        listing.more(&kept, PAGE);
        assert_eq!(at_once, listing);
    }
}
