//! Search and stage filter of the dashboard. Both live in the address, so that a link or the back button brings them
//! back, and both work as plain forms and links.

use domain::cases::{Dashboard, Stage, StageCount};
use leptos::html::{Form, Input};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use leptos_router::location::Url;

use crate::components::{Button, ButtonKind, Icon, IconView};
use crate::{texts::office as t, use_language};

/// Milliseconds without a key before the search is asked.
#[cfg(feature = "hydrate")]
const PAUSE: u32 = 250;

/// The dashboard's address for a search and a stage.
pub(super) fn address(search: &str, stage: Option<Stage>) -> String {
    let search = search.trim();
    let mut parts = Vec::new();
    if !search.is_empty() {
        parts.push(format!("search={}", Url::escape(search)));
    }
    if let Some(stage) = stage {
        parts.push(format!("stage={}", stage.name()));
    }
    if parts.is_empty() {
        "/cases".to_owned()
    } else {
        format!("/cases?{}", parts.join("&"))
    }
}

/// The search field. It filters while typing, and sends a plain GET form where no script runs.
#[component]
pub(super) fn SearchForm(search: Memo<String>, stage: Memo<Option<Stage>>) -> impl IntoView {
    let lang = use_language();
    let (form, field) = (NodeRef::<Form>::new(), NodeRef::<Input>::new());
    let navigate = use_navigate();
    let go = move || {
        let Some(field) = field.get_untracked() else { return };
        let to = address(&field.value(), stage.get_untracked());
        navigate(
            &to,
            NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            },
        );
    };
    let typed = after_a_pause(go.clone());
    // The address can change by other means: a link that shows all, or the back button.
    Effect::new(move || {
        let search = search.get();
        if let Some(field) = field.get() {
            let focused = document().active_element().is_some_and(|active| active == **field);
            if !focused && field.value() != search {
                field.set_value(&search);
            }
        }
    });
    view! {
        <form
            class="search-form"
            role="search"
            action="/cases"
            method="get"
            node_ref=form
            on:submit=move |event| {
                event.prevent_default();
                go();
            }
        >
            <label class="sr-only" for="case-search">{t::search_label(lang)}</label>
            <IconView icon=Icon::Search />
            <input
                class="input"
                id="case-search"
                type="search"
                name="search"
                value=search.get_untracked()
                placeholder=t::search_hint(lang)
                autocomplete="off"
                spellcheck="false"
                maxlength="160"
                data-search="true"
                node_ref=field
                on:input=move |_| typed()
            />
            {move || stage.get().map(|stage| view! { <input type="hidden" name="stage" value=stage.name() /> })}
            <Button kind=ButtonKind::Secondary submit=true>
                <IconView icon=Icon::Search />
                <span class="search-word">{t::search(lang)}</span>
            </Button>
        </form>
    }
}

/// Calls `go` when typing has paused.
#[cfg(feature = "hydrate")]
fn after_a_pause(go: impl Fn() + Clone + 'static) -> impl Fn() {
    let waiting = StoredValue::new_local(None::<gloo_timers::callback::Timeout>);
    move || {
        let go = go.clone();
        // Replacing the timer drops the one before, which cancels it.
        waiting.set_value(Some(gloo_timers::callback::Timeout::new(PAUSE, go)));
    }
}

/// Nobody types on the server.
#[cfg(not(feature = "hydrate"))]
fn after_a_pause(_go: impl Fn() + Clone + 'static) -> impl Fn() {
    || {}
}

/// A link for every stage, with how many cases there are.
#[component]
pub(super) fn StageChips(
    found: ReadSignal<Dashboard>,
    search: Memo<String>,
    chosen: Memo<Option<Stage>>,
) -> impl IntoView {
    let lang = use_language();
    let count = move |stage: Option<Stage>| {
        let counted = |count: &&StageCount| stage.is_none_or(|stage| count.stage == stage);
        found.with(|found| {
            found
                .stages
                .iter()
                .filter(counted)
                .map(|count| count.cases)
                .sum::<u32>()
        })
    };
    let chip = move |stage: Option<Stage>, words: &'static str| {
        view! {
            <li>
                <a
                    href=move || address(&search.get(), stage)
                    class="chip"
                    data-noscroll="true"
                    aria-current=move || (chosen.get() == stage).then_some("true")
                >
                    {words}
                    " "
                    <span class="chip-count figures">{move || count(stage)}</span>
                </a>
            </li>
        }
    };
    view! {
        <nav aria-label=t::stage_filter(lang)>
            <ul class="chips">
                {chip(None, t::all_stages(lang))}
                {Stage::ALL.map(|stage| chip(Some(stage), t::stage(lang, stage))).collect_view()}
            </ul>
        </nav>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_says_only_what_narrows() {
        assert_eq!(address("  ", None), "/cases");
        assert_eq!(address("", Some(Stage::Active)), "/cases?stage=active");
    }
}
