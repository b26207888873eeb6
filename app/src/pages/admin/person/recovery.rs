//! Saying that somebody's second factor is lost.

use leptos::form::ActionForm;
use leptos::prelude::*;

use super::Scope;
use crate::api::console::AskRecovery;
use crate::components::{Button, ButtonKind, ErrorSummary, StepUp, toast, use_action_error};
use crate::pages::office::outcome::{on_success, pending};
use crate::pages::office::unfold::Confirm;
use crate::texts::admin as t;
use crate::use_language;

/// The panel of the second factor, for a colleague whose account is open and who has one.
#[component]
pub(super) fn RecoveryPanel(
    /// The person.
    scope: Scope,
) -> impl IntoView {
    let lang = use_language();
    let ask = ServerAction::<AskRecovery>::new();
    let error = use_action_error(ask);
    on_success(ask, move || toast(t::asked_toast(lang)));
    let person = scope.part(|page| {
        let person = &page.person;
        (person.active && person.second_factor, person.name.clone())
    });
    view! {
        <section class="panel" id="recovery" aria-labelledby="recovery-title">
            <div class="panel-head">
                <h2 id="recovery-title">{t::column_factor(lang)}</h2>
            </div>
            <ErrorSummary error=error labels=Vec::new() />
            {move || {
                let (possible, name) = person.get();
                if possible {
                    view! {
                        <p class="panel-text">{t::recovery_text(lang)}</p>
                        <Confirm
                            label=t::ask_recovery(lang)
                            name=t::ask_recovery_name(lang, &name)
                            question=t::ask_recovery_question(lang, &name)
                        >
                            <ActionForm action=ask>
                                <input type="hidden" name="user" value=scope.user.to_string() />
                                <Button kind=ButtonKind::Danger submit=true pending=pending(ask)>
                                    {t::ask_recovery(lang)}
                                </Button>
                            </ActionForm>
                        </Confirm>
                        <p class="fine-print">
                            <a class="link" href="/admin/recoveries">
                                {t::see_recoveries(lang)}
                            </a>
                        </p>
                    }
                    .into_any()
                } else {
                    view! { <p class="panel-text">{t::no_recovery_text(lang)}</p> }.into_any()
                }
            }}
            <StepUp action=ask />
        </section>
    }
}
