//! Signing where no script runs: a typed name in a plain form.

use domain::ids::FieldId;
use leptos::prelude::*;

use super::form::{Form, Sending};
use crate::api::visit::SignTyped;
use crate::components::{Button, ErrorSummary, TextField, problem_of};
use crate::{texts, use_language};

/// The form's id, where the way to the field leads without script.
pub(super) const ID: &str = "sign-typed";

/// The form; gone once the page runs in the browser, where the sheet does more.
#[component]
pub(super) fn TypedForm(
    /// The field that is filled.
    field: FieldId,
    /// The signer's name, for the intent.
    signer: String,
    /// Whether the browser runs the page.
    hydrated: Signal<bool>,
) -> impl IntoView {
    let lang = use_language();
    let sending = Sending::to::<SignTyped>();
    let error = sending.error();
    // One attempt a field: sent twice by mistake it gets the same answer. It is no secret; the visit's cookie is.
    let key = format!("form-{field}");
    view! {
        <section id=ID class="sign-typed" hidden=move || hydrated.get()>
            <h2>{texts::signing::typed_form_title(lang)}</h2>
            <Form sending=sending>
                <ErrorSummary error=error labels=vec![("mark", texts::signing::type_label(lang).to_owned())] />
                <input type="hidden" name="key" value=key />
                // The server names the signature, whichever way it was made; the summary's link leads here.
                <div id="field-mark">
                    <TextField
                        name="name"
                        label=texts::signing::type_label(lang)
                        problem=problem_of(error, "mark")
                        required=true
                        autocomplete="name"
                        maxlength=80
                    />
                </div>
                <p class="sign-intent">{texts::signing::intent(lang, &signer)}</p>
                <Button submit=true pending=sending.pending()>
                    {texts::signing::sign_and_finish(lang)}
                </Button>
            </Form>
        </section>
    }
}
