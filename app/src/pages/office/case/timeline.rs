//! What happened in a case, newest first. New entries appear above by themselves; earlier ones are asked for.

use domain::Error;
use domain::audit::{LogEntry, LogPage};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Scope;
use crate::components::{Button, ButtonKind, Failed, When, WhenStyle};
use crate::pages::log::Listing;
use crate::{api, texts, texts::office as t, use_language};

/// The panel of the timeline. `stirred` counts up when something may have happened.
#[component]
pub(super) fn Timeline(scope: Scope, first: Result<LogPage, Error>, stirred: ReadSignal<u32>) -> impl IntoView {
    let lang = use_language();
    let case = scope.id;
    let (first, failed) = match first {
        Ok(page) => (page, None),
        Err(error) => (LogPage::default(), Some(error)),
    };
    let entries = RwSignal::new(Listing::from(first));
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
                        if let Some(before) = before {
                            entries.earlier(before, page);
                        } else {
                            let _came = entries.newest(page);
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
                {scope
                    .reads_log()
                    .then(|| {
                        view! { <a class="btn btn-quiet" href=format!("/log?case={case}")>{t::in_log(lang)}</a> }
                    })}
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
