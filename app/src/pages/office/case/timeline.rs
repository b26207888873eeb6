//! What happened in a case, newest first. New entries appear above by themselves; earlier ones are asked for.

use domain::Error;
use domain::audit::{LogEntry, LogPage};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Scope;
use crate::components::{Button, ButtonKind, Failed, When, WhenStyle};
use crate::{api, texts, texts::office as t, use_language};

/// The entries at hand, newest first, and where the earlier ones start.
#[derive(Clone, Debug, Default)]
struct Entries {
    entries: Vec<LogEntry>,
    next: Option<i64>,
}

impl Entries {
    /// Takes in a page that was asked from the newest entry.
    fn newest(&mut self, page: LogPage) {
        let known = self.entries.first().map(|entry| entry.number);
        let fresh: Vec<_> = page
            .entries
            .into_iter()
            .filter(|entry| known.is_none_or(|known| entry.number > known))
            .collect();
        // A page full of new entries may leave a gap to the old ones: then it starts over.
        let gap = known.is_some() && i64::try_from(fresh.len()).is_ok_and(|fresh| fresh >= LogPage::SIZE);
        if known.is_none() || gap {
            *self = Self {
                entries: fresh,
                next: page.next,
            };
        } else {
            self.entries.splice(0..0, fresh);
        }
    }

    /// Takes in a page of earlier entries.
    fn earlier(&mut self, page: LogPage) {
        let oldest = self.entries.last().map(|entry| entry.number);
        self.entries.extend(
            page.entries
                .into_iter()
                .filter(|entry| oldest.is_none_or(|oldest| entry.number < oldest)),
        );
        self.next = page.next;
    }
}

/// The panel of the timeline. `stirred` counts up when something may have happened.
#[component]
pub(super) fn Timeline(scope: Scope, first: Result<LogPage, Error>, stirred: ReadSignal<u32>) -> impl IntoView {
    let lang = use_language();
    let case = scope.id;
    let (first, failed) = match first {
        Ok(page) => (page, None),
        Err(error) => (LogPage::default(), Some(error)),
    };
    let entries = RwSignal::new(Entries {
        entries: first.entries,
        next: first.next,
    });
    let (failed, loading) = (RwSignal::new(failed), RwSignal::new(false));
    let ask = move |before: Option<i64>| {
        loading.set(true);
        spawn_local(async move {
            let answer = api::cases::timeline(case, before).await;
            // The page may be gone by now; then nobody waits for this.
            loading.try_set(false);
            match answer {
                Ok(page) => {
                    failed.try_set(None);
                    entries.try_update(|entries| {
                        if before.is_some() {
                            entries.earlier(page);
                        } else {
                            entries.newest(page);
                        }
                    });
                }
                Err(error) if before.is_some() => drop(failed.try_set(Some(error))),
                // What is shown stays; the next event asks again.
                Err(_) => {}
            }
        });
    };
    Effect::new(move |before: Option<u32>| {
        let now = stirred.get();
        if before.is_some_and(|before| before != now) {
            ask(None);
        }
        now
    });
    let more = move || entries.with(|entries| entries.next);
    view! {
        <section class="panel" id="timeline" aria-labelledby="timeline-title">
            <div class="panel-head">
                <h2 id="timeline-title">{t::section_timeline(lang)}</h2>
                <p class="fine-print needs-script">{t::timeline_live(lang)}</p>
            </div>
            <ol class="case-log" aria-live="polite" aria-relevant="additions" aria-labelledby="timeline-title">
                <For each=move || entries.with(|entries| entries.entries.clone()) key=|entry| entry.number let(entry)>
                    <Entry entry=entry />
                </For>
            </ol>
            <Show when=move || failed.with(Option::is_none) && entries.with(|entries| entries.entries.is_empty())>
                <p class="muted">{t::timeline_empty(lang)}</p>
            </Show>
            {move || failed.get().map(|error| view! { <Failed error=error retry=move |()| ask(more()) /> })}
            <div class="form-actions">
                <Show when=move || more().is_some()>
                    <span class="needs-script">
                        <Button kind=ButtonKind::Secondary pending=loading on_click=move |_| ask(more())>
                            {t::load_more(lang)}
                        </Button>
                    </span>
                </Show>
                <a class="btn btn-quiet" href=format!("/log?case={case}")>{t::in_log(lang)}</a>
            </div>
        </section>
    }
}

#[component]
fn Entry(entry: LogEntry) -> impl IntoView {
    let lang = use_language();
    view! {
        <li class="case-log-entry">
            <p class="case-log-words">{texts::log::sentence(lang, &entry)}</p>
            <p class="row-detail">
                <span>{texts::log::actor(lang, &entry)}</span>
                " · "
                <When at=entry.at style=WhenStyle::Relative />
            </p>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;
    use domain::audit::{ActorKind, Event};
    use domain::origin::AddressSource;

    fn page(numbers: impl IntoIterator<Item = i64>, next: Option<i64>) -> LogPage {
        let entry = |number| LogEntry {
            number,
            at: Timestamp(number),
            actor_kind: ActorKind::Server,
            actor: String::new(),
            event: Event::PasswordAccepted,
            case_number: None,
            address: None,
            address_source: AddressSource::Server,
            device: String::new(),
        };
        LogPage {
            entries: numbers.into_iter().map(entry).collect(),
            next,
            ..LogPage::default()
        }
    }

    fn numbers(entries: &Entries) -> Vec<i64> {
        entries.entries.iter().map(|entry| entry.number).collect()
    }

    #[test]
    fn new_entries_go_on_top_and_none_twice() {
        let mut entries = Entries::default();
        entries.newest(page([9, 8, 5], Some(5)));
        entries.newest(page([11, 9, 8], Some(8)));
        assert_eq!(numbers(&entries), [11, 9, 8, 5]);
        assert_eq!(entries.next, Some(5), "the way to the earlier ones stays");
        entries.earlier(page([5, 3, 1], None));
        assert_eq!(numbers(&entries), [11, 9, 8, 5, 3, 1]);
        assert_eq!(entries.next, None);
    }

    #[test]
    fn after_a_long_absence_there_is_no_hidden_gap() {
        let mut entries = Entries::default();
        entries.newest(page([2, 1], None));
        entries.newest(page((101..=150).rev(), Some(101)));
        assert_eq!(entries.entries.len(), 50);
        assert_eq!(entries.next, Some(101));
    }
}
