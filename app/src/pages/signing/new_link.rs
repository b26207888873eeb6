//! Asking for a new link, where one has died.

use leptos::either::Either;
use leptos::prelude::*;

use super::form::{Form, Sending};
use crate::api::visit::AskNewLink;
use crate::components::{Alert, AlertKind, Button, ButtonKind, ErrorSummary, TextField};
use crate::{texts, use_language};

/// The form. Its answer is the same whatever the link was, and mail goes only to the address on file.
#[component]
pub(super) fn NewLink(
    /// The code of the link that has died.
    token: RwSignal<String>,
    /// Whether it came with the address, so that it need not be typed.
    from_link: RwSignal<bool>,
) -> impl IntoView {
    let lang = use_language();
    let ask = Sending::to::<AskNewLink>();
    let error = ask.error();
    let asked = Memo::new(move |_| matches!(ask.answer(), Some(Ok(()))));
    move || {
        if asked.get() {
            Either::Left(view! {
                <div role="status">
                    <Alert kind=AlertKind::Info>
                        <p>{texts::signing::new_link_asked(lang)}</p>
                        <p>{texts::signing::link_dead_contact(lang)}</p>
                    </Alert>
                </div>
            })
        } else {
            Either::Right(view! {
                <Form sending=ask waits=true>
                    <ErrorSummary error=error labels=vec![("token", texts::signing::paste_label(lang).to_owned())] prefix="new-" />
                    <div data-token="" hidden=move || from_link.get()>
                        <TextField
                            name="token"
                            prefix="new-"
                            label=texts::signing::paste_label(lang)
                            bind=token
                            required=true
                            autocomplete="off"
                            code=true
                        />
                    </div>
                    <div class="sign-actions">
                        <Button submit=true kind=ButtonKind::Secondary pending=ask.pending()>
                            {texts::signing::ask_new_link(lang)}
                        </Button>
                    </div>
                    <p class="sign-note">{texts::signing::ask_new_link_help(lang)}</p>
                </Form>
            })
        }
    }
}
