//! The passkeys.

use domain::ids::PasskeyId;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::factor_row::{FactorRow, RemoveFields};
use super::passkey_form::AddPasskeyForm;
use super::rename::{RenameDialog, RenameFields, Renaming};
use super::second_factors::Scope;
use crate::api::account::{RemovePasskey, RenamePasskey};
use crate::components::{Empty, ErrorSummary, Icon, problem_of, toast, use_action_error};
use crate::pages::office::outcome::{on_success, pending};
use crate::pages::office::unfold::Unfold;
use crate::texts::account as t;
use crate::use_language;

/// The list, and the form that adds one.
#[component]
pub(super) fn Passkeys(scope: Scope) -> impl IntoView {
    let lang = use_language();
    let data = scope.factors.data();
    let ids = Memo::new(move |_| data.with(|factors| factors.passkeys.iter().map(|key| key.id).collect::<Vec<_>>()));
    let key = move |id: PasskeyId| {
        Memo::new(move |_| data.with(|factors| factors.passkeys.iter().find(|key| key.id == id).cloned()))
    };
    let possible = data.with_untracked(|factors| factors.passkeys_possible);
    let (rename, remove) = (
        ServerAction::<RenamePasskey>::new(),
        ServerAction::<RemovePasskey>::new(),
    );
    scope.step_ups.watch(rename);
    scope.step_ups.watch(remove);
    let renaming = Renaming::<PasskeyId>::new();
    let adding = RwSignal::new(false);
    on_success(rename, move || {
        renaming.open.set(false);
        scope.factors.refresh();
        toast(t::renamed(lang));
    });
    on_success(remove, move || {
        scope.factors.refresh();
        toast(t::passkey_removed(lang));
    });
    let (renamed, removal) = (use_action_error(rename), use_action_error(remove));
    view! {
        <section class="panel" id="passkeys" aria-labelledby="passkeys-title">
            <div class="panel-head">
                <h2 id="passkeys-title">{t::passkeys(lang)}</h2>
            </div>
            <p class="fine-print">{t::passkeys_text(lang)}</p>
            <ErrorSummary error=removal labels=Vec::new() />
            <Show when=move || possible && ids.with(Vec::is_empty)>
                <Empty title=t::no_passkeys(lang) icon=Icon::Key>
                    <p>{t::no_passkeys_text(lang)}</p>
                </Empty>
            </Show>
            <ul class="rows">
                <For each=move || ids.get() key=|id| *id let(id)>
                    <FactorRow
                        scope=scope
                        factor=key(id)
                        renaming=renaming
                        question=t::remove_passkey_question
                        removal=move || {
                            view! {
                                <ActionForm action=remove>
                                    <RemoveFields id=id.to_string() pending=pending(remove) />
                                </ActionForm>
                            }
                        }
                    />
                </For>
            </ul>
            {if possible {
                let form = move || view! { <AddPasskeyForm scope=scope open=adding /> };
                view! { <Unfold label=t::add_passkey(lang) icon=Icon::Plus open=adding form=form /> }.into_any()
            } else {
                view! { <p class="fine-print">{t::passkeys_not_possible(lang)}</p> }.into_any()
            }}
            <RenameDialog open=renaming.open>
                <ActionForm action=rename>
                    <RenameFields
                        id=Signal::derive(move || renaming.which())
                        name=renaming.name
                        prefix="rename-passkey-"
                        error=renamed
                        problem=problem_of(renamed, "name")
                        pending=pending(rename)
                    />
                </ActionForm>
            </RenameDialog>
        </section>
    }
}
