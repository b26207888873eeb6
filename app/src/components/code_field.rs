//! The field for an authenticator app's code.

use domain::Problem;
use leptos::prelude::*;

use super::TextField;
use crate::{texts, use_language};

/// The field, sent as `code`. A phone shows figures, and a password manager that keeps the app's secret fills it in.
#[component]
pub fn CodeField(
    /// What to know before filling it in.
    help: &'static str,
    /// What is wrong.
    problem: Signal<Option<Problem>>,
    /// What it holds at any time, where something else depends on it.
    #[prop(optional)]
    bind: Option<RwSignal<String>>,
    /// Whether it has the focus at first.
    #[prop(optional)]
    autofocus: bool,
    /// Set where it may be left empty and its help says when.
    #[prop(optional)]
    bare: bool,
    /// The most characters: a code has six and may be typed with spaces; more where a recovery code does as well.
    #[prop(default = 8)]
    maxlength: u32,
    /// Set before the id, where two forms of a page have fields of the same name.
    #[prop(optional)]
    prefix: &'static str,
) -> impl IntoView {
    let lang = use_language();
    view! {
        <TextField
            name="code"
            prefix=prefix
            nostrip:bind=bind
            label=texts::access::code(lang)
            help=help
            problem=problem
            required=!bare
            bare=bare
            autocomplete="one-time-code"
            inputmode="numeric"
            maxlength=maxlength
            code=true
            autofocus=autofocus
        />
    }
}
