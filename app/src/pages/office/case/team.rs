//! Who is assigned to a case: the only people who see it.

use domain::Permission;
use domain::cases::Colleague;
use domain::ids::UserId;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::Scope;
use crate::api::cases::{Assign, Unassign};
use crate::components::{Button, ButtonKind, ErrorSummary, SelectField, toast, use_action_error};
use crate::pages::office::outcome::{on_success, pending};
use crate::pages::office::unfold::Confirm;
use crate::texts::office as t;
use crate::use_language;

/// The panel of the team.
#[component]
pub(super) fn Team(scope: Scope) -> impl IntoView {
    let lang = use_language();
    let may_assign = scope.may(Permission::AssignPeople);
    let assigned = scope.part(|case| {
        case.colleagues
            .iter()
            .filter(|person| person.assigned)
            .cloned()
            .collect::<Vec<_>>()
    });
    let others = scope.part(|case| {
        case.colleagues
            .iter()
            .filter(|person| !person.assigned)
            .cloned()
            .collect::<Vec<_>>()
    });
    let (assign, unassign) = (ServerAction::<Assign>::new(), ServerAction::<Unassign>::new());
    let (assign_error, unassign_error) = (use_action_error(assign), use_action_error(unassign));
    let me = scope.me.with_value(|me| me.as_ref().map(|me| me.user));
    // The action forgets what it was asked once it has answered.
    let asked = StoredValue::new(None::<UserId>);
    Effect::new(move || {
        if let Some(user) = unassign.input().with(|input| input.as_ref().map(|input| input.user)) {
            asked.set_value(Some(user));
        }
    });
    let navigate = use_navigate();
    on_success(assign, move || {
        scope.case.refresh();
        toast(t::assigned_toast(lang));
    });
    on_success(unassign, move || {
        toast(t::taken_off_toast(lang));
        if me.is_some() && asked.get_value() == me {
            navigate("/cases", NavigateOptions::default());
        } else {
            scope.case.refresh();
        }
    });
    view! {
        <section class="panel" id="team" aria-labelledby="team-title">
            <div class="panel-head">
                <h2 id="team-title">{t::section_team(lang)}</h2>
            </div>
            <p class="fine-print">{t::team_help(lang)}</p>
            <ErrorSummary error=unassign_error labels=Vec::new() />
            <ul class="rows">
                <For each=move || assigned.get() key=|person| person.id let(person)>
                    <Member scope=scope person=person me=me unassign=unassign may_assign=may_assign />
                </For>
            </ul>
            {may_assign
                .then(|| {
                    view! {
                        <ErrorSummary error=assign_error labels=vec![("user", t::assign_label(lang).to_owned())] prefix="team-" />
                        {move || {
                            let others = others.get();
                            if others.is_empty() {
                                view! { <p class="fine-print">{t::everybody_assigned(lang)}</p> }.into_any()
                            } else {
                                view! { <AssignForm scope=scope others=others assign=assign /> }.into_any()
                            }
                        }}
                    }
                })}
        </section>
    }
}

#[component]
fn AssignForm(scope: Scope, others: Vec<Colleague>, assign: ServerAction<Assign>) -> impl IntoView {
    let lang = use_language();
    let options = others
        .into_iter()
        .map(|person| {
            (
                person.id.to_string(),
                format!("{} · {}", person.name, person.role.title(lang)),
            )
        })
        .collect();
    view! {
        <ActionForm action=assign attr:class="form">
            <input type="hidden" name="case" value=scope.id.to_string() />
            <SelectField name="user" label=t::assign_label(lang) options=options prefix="team-" />
            <Button kind=ButtonKind::Secondary submit=true pending=pending(assign)>{t::assign(lang)}</Button>
        </ActionForm>
    }
}

#[component]
fn Member(
    scope: Scope,
    person: Colleague,
    me: Option<UserId>,
    unassign: ServerAction<Unassign>,
    may_assign: bool,
) -> impl IntoView {
    let lang = use_language();
    let myself = me == Some(person.id);
    let question = if myself {
        t::take_myself_off_question(lang).to_owned()
    } else {
        t::take_off_question(lang, &person.name)
    };
    let name = t::take_off_name(lang, &person.name);
    view! {
        <li class="row">
            <div class="row-words">
                <p class="row-title">{person.name} {myself.then(|| format!(" ({})", t::you(lang)))}</p>
                <p class="row-detail">{person.role.title(lang)}</p>
            </div>
            {may_assign
                .then(|| {
                    view! {
                        <div class="row-actions">
                            <Confirm label=t::take_off(lang) name=name question=question>
                                <ActionForm action=unassign>
                                    <input type="hidden" name="case" value=scope.id.to_string() />
                                    <input type="hidden" name="user" value=person.id.to_string() />
                                    <Button kind=ButtonKind::Danger submit=true pending=pending(unassign)>
                                        {t::take_off(lang)}
                                    </Button>
                                </ActionForm>
                            </Confirm>
                        </div>
                    }
                })}
        </li>
    }
}
