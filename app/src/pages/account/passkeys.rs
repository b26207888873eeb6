//! The passkeys.

use domain::factors::SecondFactors;
use domain::ids::PasskeyId;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::passkey_form::AddPasskeyForm;
use super::rename::{FactorRow, RenameButton, RenameDialog, RenameFields, Renaming};
use super::second_factors::Scope;
use crate::api::account::{RemovePasskey, RenamePasskey};
use crate::components::{Button, ButtonKind, Empty, ErrorSummary, Icon, problem_of, toast, use_action_error};
use crate::pages::office::outcome::{on_success, pending};
use crate::pages::office::unfold::{Confirm, Unfold};
use crate::texts::account as t;
use crate::use_language;

/// The list, and the form that adds one.
#[component]
pub(super) fn Passkeys(scope: Scope) -> impl IntoView {
    let lang = use_language();
    let data = scope.factors.data();
    let ids = Memo::new(move |_| data.with(|factors| factors.passkeys.iter().map(|key| key.id).collect::<Vec<_>>()));
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
                    <PasskeyRow scope=scope id=id renaming=renaming remove=remove />
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

#[component]
fn PasskeyRow(
    scope: Scope,
    id: PasskeyId,
    renaming: Renaming<PasskeyId>,
    remove: ServerAction<RemovePasskey>,
) -> impl IntoView {
    let lang = use_language();
    let data = scope.factors.data();
    let key = Memo::new(move |_| data.with(|factors| factors.passkeys.iter().find(|key| key.id == id).cloned()));
    let one_may_go = Memo::new(move |_| data.with(SecondFactors::one_may_go));
    let removal = move |name: &str| {
        view! {
            <Confirm
                label=t::remove(lang)
                name=t::remove_this(lang, name)
                question=t::remove_passkey_question(lang, name)
            >
                <ActionForm action=remove>
                    <input type="hidden" name="id" value=id.to_string() />
                    <Button kind=ButtonKind::Danger submit=true pending=pending(remove)>
                        {t::remove(lang)}
                    </Button>
                </ActionForm>
            </Confirm>
        }
    };
    view! {
        <li class="row">
            {move || {
                key.get()
                    .map(|key| {
                        let name = key.name.clone();
                        view! {
                            <FactorRow name=key.name added_at=key.added_at last_used_at=key.last_used_at />
                            <div class="row-actions">
                                <RenameButton id=id name=name.clone() renaming=renaming />
                                {one_may_go.get().then(|| removal(&name))}
                            </div>
                        }
                    })
            }}
            <Show when=move || !one_may_go.get()>
                <p class="row-note">{t::last_stays(lang)}</p>
            </Show>
        </li>
    }
}
