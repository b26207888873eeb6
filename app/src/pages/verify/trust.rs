//! Whose signature the visitor trusts, and what they kept.

use leptos::html::Textarea;
use leptos::prelude::*;
use tlog::verify::{Trust, notes_in};

use crate::components::{Icon, IconView, TextArea, TextField};
use crate::{texts::verify as t, use_language};

/// Whose key counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// This installation's, as the page was told.
    Here,
    /// One that the visitor knows.
    Own,
    /// The file's own.
    File,
}

/// What the visitor has chosen.
#[derive(Clone, Copy)]
pub(super) struct Chosen {
    whose: RwSignal<Whose>,
    own: RwSignal<String>,
    kept: NodeRef<Textarea>,
    here: StoredValue<Option<String>>,
}

impl Chosen {
    pub(super) fn new(here: Option<String>) -> Self {
        Self {
            whose: RwSignal::new(Whose::Here),
            own: RwSignal::new(String::new()),
            kept: NodeRef::new(),
            here: StoredValue::new(here),
        }
    }

    /// Whose key, and what a file is measured by; or in words why that is nothing.
    pub(super) fn trust(self, lang: domain::Language) -> Result<(Whose, Trust), &'static str> {
        let whose = self.whose.get_untracked();
        let keys = match whose {
            Whose::Here => {
                let key = self.here.get_value().and_then(|key| key.parse().ok());
                vec![key.ok_or(t::key_unknown(lang))?]
            }
            Whose::Own => {
                let key = self.own.with_untracked(|key| key.trim().parse());
                vec![key.map_err(|_| t::no_key(lang))?]
            }
            Whose::File => Vec::new(),
        };
        let kept = self.kept.get_untracked().map(|field| field.value()).unwrap_or_default();
        let checkpoints = notes_in(kept.trim_start());
        if checkpoints.is_empty() && !kept.trim().is_empty() {
            return Err(t::no_checkpoints(lang));
        }
        Ok((whose, Trust { keys, checkpoints }))
    }
}

/// The choices.
#[component]
pub(super) fn TrustForm(
    /// What is chosen.
    chosen: Chosen,
) -> impl IntoView {
    let lang = use_language();
    let choice = move |whose: Whose, id: &'static str, words: &'static str, help: &'static str| {
        view! {
            <div class="field">
                <label class="field-check" for=id>
                    <input
                        class="radio"
                        type="radio"
                        id=id
                        name="whose"
                        checked=whose == Whose::Here
                        aria-describedby=format!("{id}-help")
                        on:change=move |_| chosen.whose.set(whose)
                    />
                    <span>{words}</span>
                </label>
                <p class="field-help" id=format!("{id}-help")>{help}</p>
            </div>
        }
    };
    view! {
        <fieldset class="choices">
            <legend class="field-label">{t::whose_key(lang)}</legend>
            {choice(Whose::Here, "key-here", t::key_here(lang), t::key_here_help(lang))}
            {chosen.here.get_value().map(|key| view! { <code class="fingerprint">{key}</code> })}
            {choice(Whose::Own, "key-own", t::key_own(lang), t::key_own_help(lang))}
            <Show when=move || chosen.whose.get() == Whose::Own>
                <TextField name="key" label=t::key_own_label(lang) bind=chosen.own code=true required=true />
            </Show>
            {choice(Whose::File, "key-file", t::key_file(lang), t::key_file_help(lang))}
        </fieldset>
        <details class="unfold">
            <summary class="btn btn-secondary">
                <IconView icon=Icon::Seal />
                {t::kept(lang)}
            </summary>
            <div class="unfold-body">
                <TextArea name="kept" label=t::kept_label(lang) help=t::kept_help(lang) rows=6 node_ref=chosen.kept />
            </div>
        </details>
    }
}
