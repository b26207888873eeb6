//! The text of a page: for those who don't see the picture, and for those who find it too small.

use domain::Error;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use super::call::call;
use crate::api::visit::ReadPageText;
use crate::{texts, use_language};

/// How far the text is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Words {
    NotAsked,
    Asked,
    Here(String),
    Failed(Error),
}

/// The text, fetched when it is unfolded, or when all are shown and the page comes near.
#[component]
pub(super) fn PageWords(
    /// The page, from 1.
    page: u32,
    /// Of how many.
    pages: u32,
    /// Whether it is in sight or next to what is.
    near: Signal<bool>,
    /// Whether the texts of all pages are shown.
    all: Signal<bool>,
) -> impl IntoView {
    let lang = use_language();
    let words = RwSignal::new(Words::NotAsked);
    let open = RwSignal::new(false);
    let fetch = move || {
        if words.with_untracked(|words| matches!(words, Words::Asked | Words::Here(_))) {
            return;
        }
        words.set(Words::Asked);
        spawn_local(async move {
            let answer = call(&ReadPageText { page }).await;
            // The reader may have gone on.
            words.try_set(answer.map_or_else(Words::Failed, |answer| Words::Here(answer.text)));
        });
    };
    Effect::new(move || open.set(all.get()));
    Effect::new(move || {
        if open.get() && near.get() {
            untrack(fetch);
        }
    });
    let toggled = move |event: leptos::ev::Event| {
        let element = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        open.set(element.is_some_and(|element| element.has_attribute("open")));
    };
    let content = move || match words.get() {
        Words::NotAsked => view! { <p class="sign-note">{texts::signing::text_needs_script(lang)}</p> }.into_any(),
        Words::Asked => view! { <p class="sign-note">{texts::common::loading(lang)}</p> }.into_any(),
        Words::Here(text) if text.trim().is_empty() => {
            view! { <p class="sign-note">{texts::signing::no_text(lang)}</p> }.into_any()
        }
        Words::Here(text) => view! { <p class="sign-words-text">{text}</p> }.into_any(),
        Words::Failed(_) => view! {
            <p class="sign-note">
                {texts::signing::text_failed(lang)} " "
                <button type="button" class="btn btn-quiet" on:click=move |_| fetch()>
                    {texts::signing::try_again(lang)}
                </button>
            </p>
        }
        .into_any(),
    };
    view! {
        <details class="sign-words" open=move || open.get() on:toggle=toggled>
            <summary>{texts::signing::text_of_page(lang, page, pages)}</summary>
            <div aria-live="polite">{content}</div>
        </details>
    }
}
