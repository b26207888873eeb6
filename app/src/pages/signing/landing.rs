//! The landing of a signing link: neutral, and nothing happens without a person.

use domain::Error;
use leptos::prelude::*;

use super::form::{Form, Sending};
use super::fragment;
use super::new_link::NewLink;
use crate::api::visit::OpenLink;
use crate::components::{Alert, AlertKind, Button, EarlyFill, ErrorSummary, Icon, IconView, Page, TextField};
use crate::layout::Doorway;
use crate::{texts, use_language};

/// The page at the end of a signing link. Says nothing of the document or of anybody until a person has opened it.
#[component]
pub fn Landing() -> impl IntoView {
    let lang = use_language();
    let token = RwSignal::new(String::new());
    let from_link = RwSignal::new(false);
    let open = Sending::to::<OpenLink>();
    let error = open.error();
    Effect::new(move || {
        if let Some(secret) = fragment::read() {
            token.set(secret);
            from_link.set(true);
        } else if let Some(typed) = typed_early() {
            token.set(typed);
        }
    });
    // Pasted links are cut to their code, so that what is sent is the code.
    Effect::new(move || {
        let code = token.with(|token| fragment::secret(token).to_owned());
        if token.with_untracked(|token| token.contains('#') && !code.is_empty()) {
            token.set(code);
        }
    });
    // Out of the address bar and of the history while it opens; back again if it may have to be tried once more.
    Effect::new(move |before: Option<bool>| {
        let pending = open.pending().get();
        if pending {
            fragment::write(None);
        } else if before == Some(true)
            && from_link.get_untracked()
            && error.with_untracked(|error| may_pass(error.as_ref()))
        {
            fragment::write(Some(&token.get_untracked()));
        }
        pending
    });
    let dead = Memo::new(move |_| error.with(|error| matches!(error, Some(Error::LinkNotValid | Error::NotFound))));
    let other_error = Signal::derive(move || error.get().filter(|_| !dead.get()));
    let words = move || {
        if open.pending().get() {
            texts::signing::opening(lang)
        } else {
            texts::signing::open_document(lang)
        }
    };

    view! {
        <Doorway>
            <Page title=texts::signing::landing_title(lang) narrow=true>
                <p class="sign-lead">{texts::signing::landing_lead(lang)}</p>
                <div role="alert">
                    {move || {
                        dead.get()
                            .then(|| {
                                view! {
                                    <Alert kind=AlertKind::Warning>
                                        <p class="notice-title">{texts::signing::link_dead_title(lang)}</p>
                                        <p>{texts::signing::link_dead(lang)}</p>
                                    </Alert>
                                }
                            })
                    }}
                </div>
                {move || dead.get().then(|| view! { <NewLink token=token from_link=from_link /> })}
                // A link that came whole and is dead has nothing to open; a pasted one may have been pasted wrongly.
                <div hidden=move || dead.get() && from_link.get()>
                <Form sending=open>
                    <ErrorSummary error=other_error labels=vec![("token", texts::signing::paste_label(lang).to_owned())] />
                    <div data-token="" hidden=move || from_link.get()>
                        <TextField
                            name="token"
                            label=texts::signing::paste_label(lang)
                            help=texts::signing::paste_help(lang)
                            bind=token
                            required=true
                            autocomplete="off"
                            code=true
                        />
                    </div>
                    <div class="sign-actions">
                        <Button submit=true pending=open.pending()>
                            <IconView icon=Icon::Document />
                            {words}
                        </Button>
                    </div>
                </Form>
                </div>
                <EarlyFill />
                <h2>{texts::signing::landing_steps(lang)}</h2>
                <ol class="sign-steps">
                    <li>{texts::signing::landing_step_open(lang)}</li>
                    <li>{texts::signing::landing_step_read(lang)}</li>
                    <li>{texts::signing::landing_step_sign(lang)}</li>
                </ol>
                <p class="sign-note">
                    <a href="/sign/document">{texts::signing::continue_here(lang)}</a>
                </p>
                <p class="sign-note">{texts::signing::unexpected(lang)}</p>
            </Page>
        </Doorway>
    }
}

/// What was typed before the page ran in the browser.
fn typed_early() -> Option<String> {
    use wasm_bindgen::JsCast;

    let field = document()
        .get_element_by_id("field-token")?
        .dyn_into::<web_sys::HtmlInputElement>()
        .ok()?;
    Some(field.value()).filter(|typed| !typed.is_empty())
}

/// Whether the same link may work when it is tried again.
fn may_pass(error: Option<&Error>) -> bool {
    !matches!(error, None | Some(Error::LinkNotValid | Error::NotFound))
}
