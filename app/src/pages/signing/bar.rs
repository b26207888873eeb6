//! The bar at the foot: the way to the field, then the last button with its intent in words.

use domain::Error;
use leptos::either::Either;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::field;
use super::filling::{Filling, Finish};
use super::save_state::SaveState;
use super::typed_form;
use crate::components::{Alert, AlertKind, Button, ButtonKind};
use crate::{texts, use_language};

/// The bar's id, for those who go past the pages by keyboard.
pub(super) const ID: &str = "sign-next";

/// The bar.
#[component]
pub(super) fn Bar(
    /// The field that is filled.
    filling: Filling,
    /// The signer's name, for the intent.
    signer: String,
    /// Whether the browser runs the page; until then the way to the field is a plain link to the form below the pages.
    hydrated: Signal<bool>,
) -> impl IntoView {
    let lang = use_language();
    let signer = StoredValue::new(signer);
    let filled = Memo::new(move |_| filling.mark.with(Option::is_some));
    let content = move || {
        if filled.get() {
            Either::Left(view! { <Finishing filling=filling signer=signer.get_value() /> })
        } else {
            Either::Right(view! { <ToField filling=filling hydrated=hydrated /> })
        }
    };
    view! {
        <div class="sign-bar" id=ID tabindex="-1" role="region" aria-label=texts::signing::next_step(lang)>
            <div role="alert">{move || trouble(lang, &filling.finish.get())}</div>
            {content}
        </div>
    }
}

/// What went wrong at the last button, what was kept, what to do.
fn trouble(lang: domain::Language, finish: &Finish) -> Option<impl IntoView + use<>> {
    let (kind, words) = match finish {
        Finish::Ready | Finish::Sending => return None,
        Finish::Slow => (AlertKind::Warning, texts::signing::takes_long(lang).to_owned()),
        Finish::Failed(Error::Connection) => (AlertKind::Warning, texts::signing::connection_lost(lang).to_owned()),
        Finish::Failed(error) => (AlertKind::Danger, texts::problems::error(lang, error)),
    };
    Some(view! { <Alert kind=kind>{words}</Alert> })
}

/// The way to the field.
#[component]
fn ToField(
    /// The field.
    filling: Filling,
    /// Whether the browser runs the page.
    hydrated: Signal<bool>,
) -> impl IntoView {
    let lang = use_language();
    let go = move || {
        field::focus();
        field::show();
        filling.sheet_open.set(true);
    };
    let by_key = move |event: KeyboardEvent| {
        if event.key() == " " {
            event.prevent_default();
            go();
        }
    };
    view! {
        <div class="sign-bar-row">
            <a
                class="btn btn-primary"
                href=format!("#{}", typed_form::ID)
                role=move || hydrated.get().then_some("button")
                on:click=move |event| {
                    event.prevent_default();
                    go();
                }
                on:keydown=by_key
            >
                {texts::signing::next_field(lang)}
            </a>
            <SaveState state=filling.autosave.state />
        </div>
    }
}

/// The last button.
#[component]
fn Finishing(
    /// The field.
    filling: Filling,
    /// The signer's name.
    signer: String,
) -> impl IntoView {
    let lang = use_language();
    let button = NodeRef::<html::Button>::new();
    // After the sheet has closed, the next thing to do has the focus.
    Effect::new(move || {
        filling.mark.track();
        if filling.sheet_open.get() {
            return;
        }
        request_animation_frame(move || {
            field::show();
            if let Some(element) = button.get_untracked() {
                // It fails only on an element that can't take focus.
                let _ = element.focus();
            }
        });
    });
    let sending = move || filling.finish.with(|finish| *finish == Finish::Sending);
    let words = move || match filling.finish.get() {
        Finish::Ready => texts::signing::sign_and_finish(lang),
        Finish::Sending => texts::signing::signing(lang),
        Finish::Slow | Finish::Failed(_) => texts::signing::try_again(lang),
    };
    view! {
        <p class="sign-intent" id="sign-intent">
            {texts::signing::intent(lang, &signer)}
        </p>
        <div class="sign-bar-row">
            <button
                type="button"
                class="btn btn-primary"
                aria-describedby="sign-intent"
                aria-busy=move || sending().then_some("true")
                aria-disabled=move || sending().then_some("true")
                node_ref=button
                on:click=move |_| filling.sign()
            >
                <span class="btn-spinner" aria-hidden="true"></span>
                {words}
            </button>
            <Button kind=ButtonKind::Quiet disabled=Signal::derive(sending) on_click=move |_| filling.sheet_open.set(true)>
                {texts::signing::change_signature(lang)}
            </Button>
        </div>
    }
}
