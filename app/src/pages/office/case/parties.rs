//! The parties of a case: add, change, remove.

use domain::Permission;
use domain::ids::PartyId;
use domain::parties::Party;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::A;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::Scope;
use super::party_form::PartyFields;
use crate::api::cases::{RemoveParty, SaveParty};
use crate::components::{Badge, Button, ButtonKind, Empty, ErrorSummary, Icon, Tone, toast, use_action_error};
use crate::pages::office::outcome::{on_success, pending};
use crate::pages::office::unfold::{Confirm, Unfold};
use crate::{texts::office as t, use_language};

/// The panel of parties. The one that is being changed stands in the address, so that a plain link opens its form.
#[component]
pub(super) fn Parties(scope: Scope) -> impl IntoView {
    let lang = use_language();
    let may_change = scope.may(Permission::ChangeCase);
    let ids = scope.part(|case| case.parties.iter().map(|party| party.id).collect::<Vec<_>>());
    let (add, change, remove) = (
        ServerAction::<SaveParty>::new(),
        ServerAction::<SaveParty>::new(),
        ServerAction::<RemoveParty>::new(),
    );
    let adding = RwSignal::new(false);
    let query = use_query_map();
    let editing = Memo::new(move |_| {
        query
            .with(|query| query.get("party"))
            .and_then(|id| id.parse::<PartyId>().ok())
    });
    let navigate = use_navigate();
    on_success(add, move || {
        adding.set(false);
        scope.case.refresh();
        toast(t::party_saved(lang));
    });
    on_success(change, move || {
        scope.case.refresh();
        toast(t::party_saved(lang));
        navigate(
            &format!("/cases/{}", scope.id),
            NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            },
        );
    });
    on_success(remove, move || {
        scope.case.refresh();
        toast(t::party_removed(lang));
    });
    let removal = use_action_error(remove);
    view! {
        <section class="panel" id="parties" aria-labelledby="parties-title">
            <div class="panel-head">
                <h2 id="parties-title">{t::section_parties(lang)}</h2>
            </div>
            <ErrorSummary error=removal labels=Vec::new() />
            <Show when=move || ids.with(Vec::is_empty)>
                <Empty title=t::no_parties_title(lang) icon=Icon::People>
                    <p>{t::no_parties_text(lang)}</p>
                </Empty>
            </Show>
            <ul class="rows">
                <For each=move || ids.get() key=|id| *id let(id)>
                    <PartyRow scope=scope id=id editing=editing change=change remove=remove />
                </For>
            </ul>
            {may_change
                .then(|| {
                    let form = move || view! { <PartyFields scope=scope party=None action=add prefix="party-" open=adding /> };
                    view! { <Unfold label=t::add_party(lang) icon=Icon::Plus open=adding form=form /> }
                })}
        </section>
    }
}

#[component]
fn PartyRow(
    scope: Scope,
    id: PartyId,
    editing: Memo<Option<PartyId>>,
    change: ServerAction<SaveParty>,
    remove: ServerAction<RemoveParty>,
) -> impl IntoView {
    let lang = use_language();
    let may_change = scope.may(Permission::ChangeCase);
    let party = scope.part(move |case| case.parties.iter().find(|party| party.id == id).cloned());
    let words = move |party: Party| {
        view! {
            <p class="row-title">
                {party.name} " " <Badge tone=Tone::Neutral icon=Icon::User>{t::party_role(lang, party.role)}</Badge>
            </p>
            {(!party.email.is_empty())
                .then(|| {
                    view! {
                        <p class="row-detail">
                            <a href=format!("mailto:{}", party.email) rel="external">
                                {party.email.clone()}
                            </a>
                        </p>
                    }
                })}
            {(!party.phone.is_empty())
                .then(|| {
                    view! {
                        <p class="row-detail figures">
                            <a href=format!("tel:{}", party.phone.replace(' ', "")) rel="external">
                                {party.phone.clone()}
                            </a>
                        </p>
                    }
                })}
        }
    };
    let name = move || party.with(|party| party.as_ref().map(|party| party.name.clone()).unwrap_or_default());
    view! {
        <li class="row">
            <div class="row-words">{move || party.get().map(words)}</div>
            {may_change
                .then(|| {
                    view! {
                        <div class="row-actions">
                            <A
                                href=format!("/cases/{}?party={id}", scope.id)
                                scroll=false
                                attr:class="btn btn-quiet"
                                attr:aria-label=move || t::edit_party(lang, &name())
                            >
                                {t::edit(lang)}
                            </A>
                            {move || {
                                let name = name();
                                view! {
                                    <Confirm
                                        label=t::remove(lang)
                                        name=t::remove_party(lang, &name)
                                        question=t::remove_party_question(lang, &name)
                                    >
                                        <ActionForm action=remove>
                                            <input type="hidden" name="case" value=scope.id.to_string() />
                                            <input type="hidden" name="party" value=id.to_string() />
                                            <Button kind=ButtonKind::Danger submit=true pending=pending(remove)>
                                                {t::remove(lang)}
                                            </Button>
                                        </ActionForm>
                                    </Confirm>
                                }
                            }}
                        </div>
                    }
                })}
            <Show when=move || may_change && editing.get() == Some(id)>
                <PartyFields scope=scope party=party.get_untracked() action=change prefix="edit-party-" />
            </Show>
        </li>
    }
}
