//! The authenticator apps.

use domain::ids::AuthenticatorId;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::app_form::AddAppForm;
use super::factor_row::{FactorRow, RemoveFields};
use super::rename::{RenameDialog, RenameFields, Renaming};
use super::second_factors::Scope;
use crate::api::account::{RemoveApp, RenameApp};
use crate::components::{Empty, ErrorSummary, Icon, problem_of, toast, use_action_error};
use crate::pages::office::outcome::{on_success, pending};
use crate::pages::office::unfold::Unfold;
use crate::texts::account as t;
use crate::use_language;

/// The list, and the form that adds one.
#[component]
pub(super) fn Apps(scope: Scope) -> impl IntoView {
    let lang = use_language();
    let data = scope.factors.data();
    let ids = Memo::new(move |_| data.with(|factors| factors.apps.iter().map(|app| app.id).collect::<Vec<_>>()));
    let app = move |id: AuthenticatorId| {
        Memo::new(move |_| data.with(|factors| factors.apps.iter().find(|app| app.id == id).cloned()))
    };
    let (rename, remove) = (ServerAction::<RenameApp>::new(), ServerAction::<RemoveApp>::new());
    scope.step_ups.watch(rename);
    scope.step_ups.watch(remove);
    let renaming = Renaming::<AuthenticatorId>::new();
    let adding = RwSignal::new(false);
    on_success(rename, move || {
        renaming.open.set(false);
        scope.factors.refresh();
        toast(t::renamed(lang));
    });
    on_success(remove, move || {
        scope.factors.refresh();
        toast(t::app_removed(lang));
    });
    let (renamed, removal) = (use_action_error(rename), use_action_error(remove));
    view! {
        <section class="panel" id="apps" aria-labelledby="apps-title">
            <div class="panel-head">
                <h2 id="apps-title">{t::apps(lang)}</h2>
            </div>
            <p class="fine-print">{t::apps_text(lang)}</p>
            <ErrorSummary error=removal labels=Vec::new() />
            <Show when=move || ids.with(Vec::is_empty)>
                <Empty title=t::no_apps(lang) icon=Icon::Phone>
                    <p>{t::no_apps_text(lang)}</p>
                </Empty>
            </Show>
            <ul class="rows">
                <For each=move || ids.get() key=|id| *id let(id)>
                    <FactorRow
                        scope=scope
                        factor=app(id)
                        renaming=renaming
                        question=t::remove_app_question
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
            <Unfold
                label=t::add_app(lang)
                icon=Icon::Plus
                open=adding
                form=move || view! { <AddAppForm scope=scope open=adding /> }
            />
            <RenameDialog open=renaming.open>
                <ActionForm action=rename>
                    <RenameFields
                        id=Signal::derive(move || renaming.which())
                        name=renaming.name
                        prefix="rename-app-"
                        error=renamed
                        problem=problem_of(renamed, "name")
                        pending=pending(rename)
                    />
                </ActionForm>
            </RenameDialog>
        </section>
    }
}
