//! Choosing the language.

use domain::Language;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::access::ChooseLanguage;
use crate::{request, texts, use_language};

/// A form of two buttons, which loads the page anew in the other language. Needs no script.
#[component]
pub fn LanguageSwitch() -> impl IntoView {
    let lang = use_language();
    view! {
        <form
            class="languages"
            method="post"
            action=ChooseLanguage::url()
            aria-label=texts::common::language(lang)
            on:submit=come_back_here
        >
            <input type="hidden" name="back" value=request::here() />
            {Language::ALL
                .map(|language| {
                    view! {
                        <button
                            class="languages-choice"
                            name="language"
                            value=language.tag()
                            lang=language.tag()
                            aria-pressed=if language == lang { "true" } else { "false" }
                            title=language.own_name()
                        >
                            <span aria-hidden="true">{language.tag().to_ascii_uppercase()}</span>
                            <span class="sr-only">{language.own_name()}</span>
                        </button>
                    }
                })
                .collect_view()}
        </form>
    }
}

/// Comes back to where the reader is by now, and not where the page began. A secret in the fragment must outlive the
/// change: a redirect inherits the fragment of the address that was asked for (RFC 9110, section 10.2.2), and no
/// server sees it.
#[cfg_attr(
    not(feature = "hydrate"),
    expect(unused_variables, reason = "only a browser moves on without loading")
)]
#[expect(clippy::needless_pass_by_value, reason = "a handler is given its event")]
fn come_back_here(event: leptos::ev::SubmitEvent) {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;

        let form = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::HtmlFormElement>().ok());
        let Some(form) = form else { return };
        if let Some(back) = form
            .elements()
            .named_item("back")
            .and_then(|back| back.dyn_into::<web_sys::HtmlInputElement>().ok())
        {
            back.set_value(&request::here());
        }
        if let Ok(fragment) = window().location().hash() {
            form.set_action(&format!("{}{fragment}", ChooseLanguage::url()));
        }
    }
}
