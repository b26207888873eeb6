//! The button that signs in, behind a CAPTCHA once the server asks for one.

use domain::Error;
use domain::captcha::Form;
use leptos::prelude::*;

use super::captcha::CaptchaField;
use crate::components::{Button, problem_of};

/// The button, and above it the CAPTCHA where it was asked for.
#[component]
pub(super) fn GuardedSubmit(
    /// What the last attempt was refused for.
    error: Signal<Option<Error>>,
    /// How often the form was sent.
    #[prop(into)]
    sent: Signal<usize>,
    /// Whether it is under way.
    #[prop(into)]
    pending: Signal<bool>,
    /// The verb on the button.
    children: Children,
) -> impl IntoView {
    // Once asked for, in every further attempt.
    let asked = Memo::new(move |before: Option<&bool>| {
        before.is_some_and(|asked| *asked) || problem_of(error, "captcha").with(Option::is_some)
    });
    let proof = RwSignal::new(None);
    view! {
        {move || { asked.get().then(|| view! { <CaptchaField form=Form::SignIn sent=sent proof=proof /> }) }}
        <div class="form-end">
            <Button
                submit=true
                pending=pending
                disabled=Signal::derive(move || asked.get() && proof.with(Option::is_none))
            >
                {children()}
            </Button>
        </div>
    }
}
