//! The signer's forms. Without script the browser sends them and the server leads back; with it they are sent from the
//! page, which stays.

use domain::Error;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::error::ServerFnUrlError;
use leptos::task::spawn_local;

use super::call::send_form;
use crate::request;

/// What a form sends, and what came of it.
#[derive(Clone, Copy)]
pub(super) struct Sending {
    to: &'static str,
    pending: RwSignal<bool>,
    answer: RwSignal<Option<Result<(), Error>>>,
}

impl Sending {
    /// To a server function. Sent without script and refused, the reason stands in the address.
    pub(super) fn to<S: ServerFn<Error = Error>>() -> Self {
        let refused = request::query("__path")
            .filter(|path| path == S::PATH)
            .and_then(|_| request::query("__err"))
            .map(|error| Err(ServerFnUrlError::<Error>::decode_err(&error)));
        Self {
            to: S::url(),
            pending: RwSignal::new(false),
            answer: RwSignal::new(refused),
        }
    }

    /// Whether it is on its way.
    pub(super) fn pending(self) -> Signal<bool> {
        self.pending.into()
    }

    /// The last answer.
    pub(super) fn answer(self) -> Option<Result<(), Error>> {
        self.answer.get()
    }

    /// Why it was refused. While it is sent again, what was wrong before is no longer said.
    pub(super) fn error(self) -> Signal<Option<Error>> {
        Signal::derive(move || {
            if self.pending.get() {
                return None;
            }
            self.answer.with(|answer| answer.as_ref()?.as_ref().err().cloned())
        })
    }

    fn send(self, fields: String) {
        if self.pending.get_untracked() {
            return;
        }
        self.pending.set(true);
        spawn_local(async move {
            let answer = send_form(self.to, fields).await;
            self.answer.try_set(Some(answer));
            self.pending.try_set(false);
        });
    }
}

/// A form.
#[component]
pub(super) fn Form(
    /// What it sends.
    sending: Sending,
    /// Set where only the program can say what came of it: sent before the page is alive, it is sent once it is.
    #[prop(optional)]
    waits: bool,
    /// Its fields and its button.
    children: Children,
) -> impl IntoView {
    view! {
        <form
            method="post"
            action=sending.to
            // Most work without the program as well as with it, so that nobody on a slow line waits for that.
            data-plain=(!waits).then_some("")
            on:submit=move |event| {
                event.prevent_default();
                if let Some(fields) = fields(&event) {
                    sending.send(fields);
                }
            }
        >
            {children()}
        </form>
    }
}

/// The fields as the browser would send them.
fn fields(event: &leptos::ev::SubmitEvent) -> Option<String> {
    use wasm_bindgen::JsCast;

    let form: web_sys::HtmlFormElement = event.target()?.dyn_into().ok()?;
    let fields = web_sys::FormData::new_with_form(&form).ok()?;
    // Every form of the signer's holds words only, no files, so that the two are alike.
    let fields = web_sys::UrlSearchParams::new_with_str_sequence_sequence(&fields).ok()?;
    Some(fields.to_string().into())
}
