//! Closing an account, and opening it again.

use leptos::form::ActionForm;
use leptos::prelude::*;

use super::Scope;
use crate::api::console::{CloseAccount, ReopenAccount};
use crate::components::{Button, ButtonKind, ErrorSummary, StepUp, toast, use_action_error};
use crate::pages::office::outcome::{on_success, pending};
use crate::pages::office::unfold::Confirm;
use crate::texts::admin as t;
use crate::use_language;

/// The panel of the account.
#[component]
pub(super) fn AccountPanel(
    /// The person.
    scope: Scope,
) -> impl IntoView {
    let lang = use_language();
    let (close, reopen) = (
        ServerAction::<CloseAccount>::new(),
        ServerAction::<ReopenAccount>::new(),
    );
    let (close_error, reopen_error) = (use_action_error(close), use_action_error(reopen));
    on_success(close, move || {
        scope.page.refresh();
        toast(t::account_closed_toast(lang));
    });
    on_success(reopen, move || {
        scope.page.refresh();
        toast(t::account_reopened_toast(lang));
    });
    let person = scope.part(|page| (page.person.active, page.person.name.clone()));
    view! {
        <section class="panel" id="account" aria-labelledby="account-title">
            <div class="panel-head">
                <h2 id="account-title">{t::account(lang)}</h2>
            </div>
            <ErrorSummary error=close_error labels=Vec::new() />
            <ErrorSummary error=reopen_error labels=Vec::new() />
            {move || {
                let (active, name) = person.get();
                if active {
                    view! {
                        <p class="panel-text">{t::account_open_text(lang)}</p>
                        <Confirm
                            label=t::close_account(lang)
                            name=t::close_account_name(lang, &name)
                            question=t::close_question(lang, &name)
                        >
                            <ActionForm action=close>
                                <input type="hidden" name="user" value=scope.user.to_string() />
                                <Button kind=ButtonKind::Danger submit=true pending=pending(close)>
                                    {t::close_account(lang)}
                                </Button>
                            </ActionForm>
                        </Confirm>
                    }
                    .into_any()
                } else {
                    view! {
                        <p class="panel-text">{t::account_closed_text(lang)}</p>
                        <ActionForm action=reopen>
                            <input type="hidden" name="user" value=scope.user.to_string() />
                            <Button kind=ButtonKind::Secondary submit=true pending=pending(reopen)>
                                {t::reopen_account(lang)}
                            </Button>
                        </ActionForm>
                    }
                    .into_any()
                }
            }}
            <StepUp action=close />
            <StepUp action=reopen />
        </section>
    }
}
