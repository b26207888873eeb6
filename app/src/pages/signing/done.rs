//! Signed: what was signed and when, and the signer's own copy.

use core::time::Duration;

use domain::signing::SigningView;
use leptos::either::Either;
use leptos::prelude::*;

use super::intro::Heading;
use crate::components::{Alert, AlertKind, Button, ButtonKind, Icon, IconView, LinkButton, Page, Seal, When};
use crate::{texts, use_language};

/// How often to ask whether the copy is ready: often for the first minute, then less so.
const SOON: Duration = Duration::from_millis(1500);
const LATER: Duration = Duration::from_secs(10);
/// How many times soon, and how many in all: a tab that is left open does not ask for ever.
const SOON_TIMES: u32 = 40;
const ALL_TIMES: u32 = 100;

/// The last stage.
#[component]
pub(super) fn Done(
    /// What the signer saw when signing ended.
    view: SigningView,
    /// What is known now.
    now: Signal<Option<SigningView>>,
    /// Asks the server again.
    refresh: Callback<()>,
    /// Whether the signer came here by what they did.
    arrived: bool,
) -> impl IntoView {
    let lang = use_language();
    let ready = Memo::new(move |_| now.with(|now| now.as_ref().is_some_and(|now| now.copy_ready)));
    let signed_at = Memo::new(move |_| now.with(|now| now.as_ref().and_then(|now| now.signed_at)));
    let late = RwSignal::new(false);
    let hydrated = RwSignal::new(false);
    Effect::new(move || {
        hydrated.set(true);
        ask_until_ready(ready, late, refresh, 0);
    });
    let firm = StoredValue::new(view.firm_name.clone());
    let copy = move || {
        if ready.get() {
            Either::Left(view! {
                <p>{texts::signing::copy_ready(lang)}</p>
                <div class="sign-actions">
                    <LinkButton href="/files/signing/copy" external=true>
                        <IconView icon=Icon::Download />
                        {texts::signing::download_copy(lang)}
                    </LinkButton>
                </div>
            })
        } else {
            let words = if late.get() {
                texts::signing::copy_takes_long(lang, &firm.get_value())
            } else {
                texts::signing::copy_being_made(lang).to_owned()
            };
            Either::Right(view! {
                <Alert kind=AlertKind::Info>{words}</Alert>
                <p class="sign-note" hidden=move || hydrated.get()>
                    <a href="/sign/document" rel="external">{texts::signing::copy_reload(lang)}</a>
                </p>
            })
        }
    };
    let print = move |_| {
        // A browser that can't print says so itself.
        let _ = window().print();
    };
    let title = texts::signing::done_title(lang);
    view! {
        <Page title=title narrow=true header=move || view! { <Heading words=title.to_owned() arrived=arrived /> }>
            <p class="sign-lead">
                {texts::signing::done_thanks(lang, &view.signer_name)} " " <Seal label=texts::signing::signed_at(lang) />
            </p>
            <dl class="sign-facts">
                <dt>{texts::signing::signed_document(lang)}</dt>
                <dd class="sign-document">{view.document_name}</dd>
                <dt>{texts::signing::signed_at(lang)}</dt>
                <dd>{move || signed_at.get().map(|at| view! { <When at=at /> })}</dd>
                <dt>{texts::signing::asked_by(lang)}</dt>
                <dd>{view.sender_name} ", " {view.firm_name}</dd>
                <dt>{texts::signing::reference(lang)}</dt>
                <dd class="sign-code">{view.envelope.to_string()}</dd>
                <dt>{texts::signing::fingerprint(lang)}</dt>
                <dd class="sign-code">{view.document_sha256}</dd>
            </dl>
            <div role="status">{copy}</div>
            <div class="sign-actions sign-no-print" hidden=move || !hydrated.get()>
                <Button kind=ButtonKind::Quiet on_click=print>
                    {texts::signing::print(lang)}
                </Button>
            </div>
            <p class="sign-note">{texts::signing::may_close(lang)}</p>
        </Page>
    }
}

fn ask_until_ready(ready: Memo<bool>, late: RwSignal<bool>, refresh: Callback<()>, asked: u32) {
    // Gone with the page, or nothing left to ask.
    if asked >= ALL_TIMES || ready.try_get_untracked() != Some(false) {
        return;
    }
    if asked >= SOON_TIMES {
        late.set(true);
    }
    let wait = if asked < SOON_TIMES { SOON } else { LATER };
    set_timeout(
        move || {
            if ready.try_get_untracked() == Some(false) {
                refresh.run(());
                ask_until_ready(ready, late, refresh, asked.saturating_add(1));
            }
        },
        wait,
    );
}
