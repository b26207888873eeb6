//! Adding a passkey: a name, then the browser's own dialog.

use domain::factors::{Ceremony, CeremonyAnswer, NAME_MAX};
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::second_factors::Scope;
use crate::api::account::{AddPasskey, BeginNewPasskey};
use crate::components::{
    Button, ErrorSummary, PasskeyRefused, Refused, TextField, problem_of, toast, use_action_error,
};
use crate::pages::office::outcome::on_success;
use crate::texts::account as t;
use crate::use_language;

/// The form.
#[component]
pub(super) fn AddPasskeyForm(
    scope: Scope,
    /// Whether the form is unfolded.
    open: RwSignal<bool>,
) -> impl IntoView {
    let lang = use_language();
    let (begin, add) = (
        ServerAction::<BeginNewPasskey>::new(),
        ServerAction::<AddPasskey>::new(),
    );
    scope.step_ups.watch(begin);
    scope.step_ups.watch(add);
    let name = RwSignal::new(String::new());
    let asking = RwSignal::new(false);
    let refused = RwSignal::new(None::<Refused>);
    on_success(add, move || {
        open.set(false);
        scope.factors.refresh();
        toast(t::passkey_added(lang));
    });
    let ceremony = begin.value();
    Effect::new(move || {
        let Some(Ok(ceremony)) = ceremony.get() else { return };
        asking.set(true);
        refused.set(None);
        leptos::task::spawn_local(async move {
            match make(ceremony).await {
                Ok(answer) => {
                    let name = name.try_get_untracked().unwrap_or_default();
                    add.dispatch(AddPasskey { name, answer });
                }
                // The form may be gone by then.
                Err(why) => drop(refused.try_set(Some(why))),
            }
            asking.try_set(false);
        });
    });
    let (error, added) = (use_action_error(begin), use_action_error(add));
    let pending = Signal::derive(move || begin.pending().get() || asking.get() || add.pending().get());
    view! {
        <ActionForm action=begin>
            <div class="form">
                <ErrorSummary error=error labels=vec![("name", t::name(lang).to_owned())] prefix="add-passkey-" />
                <ErrorSummary error=added labels=vec![("name", t::name(lang).to_owned())] prefix="add-passkey-" />
                <TextField
                    name="name"
                    prefix="add-passkey-"
                    label=t::name(lang)
                    bind=name
                    help=t::passkey_name_help(lang)
                    problem=problem_of(error, "name")
                    required=true
                    autocomplete="off"
                    maxlength=NAME_MAX
                />
                <PasskeyRefused refused=refused />
                <p class="only-without-script">{t::needs_script(lang)}</p>
                <div class="form-end needs-script" id="field-add-passkey-passkey" tabindex="-1">
                    <Button submit=true pending=pending>
                        {t::make_passkey(lang)}
                    </Button>
                </div>
            </div>
        </ActionForm>
    }
}

/// Has the browser make it.
#[cfg(feature = "hydrate")]
async fn make(ceremony: Ceremony) -> Result<CeremonyAnswer, Refused> {
    let credential = crate::passkey::create(&ceremony.options)
        .await
        .map_err(Refused::Browser)?;
    Ok(CeremonyAnswer {
        name: ceremony.name,
        credential,
    })
}

/// Only a browser has passkeys.
#[cfg(not(feature = "hydrate"))]
#[expect(clippy::unused_async, reason = "the browser's twin waits")]
async fn make(_ceremony: Ceremony) -> Result<CeremonyAnswer, Refused> {
    Err(Refused::Browser(crate::passkey::Stopped::NotHere))
}
