//! Who is assigned to a case: the only people who see it, but for broken glass. One of them answers for it.

use domain::cases::Colleague;
use domain::ids::UserId;
use domain::{Language, Permission};
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::Scope;
use super::walls::{Walls, may_come};
use crate::api::cases::{Assign, NameResponsible, Unassign};
use crate::components::{Badge, Button, ButtonKind, ErrorSummary, Icon, SelectField, Tone, toast, use_action_error};
use crate::pages::office::outcome::{on_success, pending};
use crate::pages::office::unfold::Confirm;
use crate::texts::office as t;
use crate::use_language;

/// The panel of the team.
#[component]
pub(super) fn Team(scope: Scope) -> impl IntoView {
    let lang = use_language();
    let may_assign = scope.may_assigned(Permission::AssignPeople);
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
            .filter(|person| may_come(case, person))
            .cloned()
            .collect::<Vec<_>>()
    });
    let assign = ServerAction::<Assign>::new();
    let acts = Acts {
        unassign: ServerAction::new(),
        name_responsible: ServerAction::new(),
    };
    let assign_error = use_action_error(assign);
    let (unassign_error, naming_error) = (use_action_error(acts.unassign), use_action_error(acts.name_responsible));
    let me = scope.me.with_value(|me| me.as_ref().map(|me| me.user));
    // The action forgets what it was asked once it has answered.
    let asked = StoredValue::new(None::<UserId>);
    Effect::new(move || {
        if let Some(user) = acts
            .unassign
            .input()
            .with(|input| input.as_ref().map(|input| input.user))
        {
            asked.set_value(Some(user));
        }
    });
    let navigate = use_navigate();
    on_success(assign, move || {
        scope.case.refresh();
        toast(t::assigned_toast(lang));
    });
    on_success(acts.name_responsible, move || {
        scope.case.refresh();
        toast(t::responsible_toast(lang));
    });
    on_success(acts.unassign, move || {
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
            <ErrorSummary error=naming_error labels=Vec::new() />
            <ul class="rows">
                <For each=move || assigned.get() key=|person| person.id let(person)>
                    <Member scope=scope person=person me=me acts=acts may_assign=may_assign />
                </For>
            </ul>
            <Show when=move || may_assign.get()>
                <ErrorSummary error=assign_error labels=vec![("user", t::assign_label(lang).to_owned())] prefix="team-" />
                {move || {
                    let others = others.get();
                    if others.is_empty() {
                        view! { <p class="fine-print">{t::everybody_assigned(lang)}</p> }.into_any()
                    } else {
                        view! { <AssignForm scope=scope others=others assign=assign /> }.into_any()
                    }
                }}
            </Show>
            <Walls scope=scope />
        </section>
    }
}

/// A colleague in a list to choose from: the value, and what is read.
pub(super) fn choice(lang: Language, person: &Colleague) -> (String, String) {
    (
        person.id.to_string(),
        format!("{} · {}", person.name, person.role.title(lang)),
    )
}

/// What is done to somebody on the team.
#[derive(Clone, Copy)]
struct Acts {
    unassign: ServerAction<Unassign>,
    name_responsible: ServerAction<NameResponsible>,
}

#[component]
fn AssignForm(scope: Scope, others: Vec<Colleague>, assign: ServerAction<Assign>) -> impl IntoView {
    let lang = use_language();
    let options = others.iter().map(|person| choice(lang, person)).collect();
    view! {
        <ActionForm action=assign attr:class="form">
            <input type="hidden" name="case" value=scope.id.to_string() />
            <SelectField name="user" label=t::assign_label(lang) options=options prefix="team-" />
            <Button kind=ButtonKind::Secondary submit=true pending=pending(assign)>{t::assign(lang)}</Button>
        </ActionForm>
    }
}

#[component]
fn Member(scope: Scope, person: Colleague, me: Option<UserId>, acts: Acts, may_assign: Memo<bool>) -> impl IntoView {
    let lang = use_language();
    let (id, myself) = (person.id, me == Some(person.id));
    let responsible = scope.part(move |case| case.responsible == id);
    let whom = person.clone();
    // Whoever is responsible stays until another is named.
    let shown = move || {
        (may_assign.get() && !responsible.get())
            .then(|| view! { <MemberActs scope=scope person=whom.clone() myself=myself acts=acts /> })
    };
    view! {
        <li class="row">
            <div class="row-words">
                <p class="row-title row-badges">
                    <span>{person.name} {myself.then(|| format!(" ({})", t::you(lang)))}</span>
                    <Show when=move || responsible.get()>
                        <Badge tone=Tone::Accent icon=Icon::Scales>{t::responsible(lang)}</Badge>
                    </Show>
                </p>
                <p class="row-detail">{person.role.title(lang)}</p>
            </div>
            {shown}
        </li>
    }
}

#[component]
fn MemberActs(scope: Scope, person: Colleague, myself: bool, acts: Acts) -> impl IntoView {
    let lang = use_language();
    let Colleague { id: user, name, .. } = person;
    let question = if myself {
        t::take_myself_off_question(lang).to_owned()
    } else {
        t::take_off_question(lang, &name)
    };
    let Acts {
        unassign,
        name_responsible,
    } = acts;
    view! {
        <div class="row-actions">
            <Confirm
                label=t::make_responsible(lang)
                name=t::make_responsible_name(lang, &name)
                question=t::make_responsible_question(lang, &name)
            >
                <ActionForm action=name_responsible>
                    <input type="hidden" name="case" value=scope.id.to_string() />
                    <input type="hidden" name="user" value=user.to_string() />
                    <Button submit=true pending=pending(name_responsible)>{t::make_responsible(lang)}</Button>
                </ActionForm>
            </Confirm>
            <Confirm label=t::take_off(lang) name=t::take_off_name(lang, &name) question=question>
                <ActionForm action=unassign>
                    <input type="hidden" name="case" value=scope.id.to_string() />
                    <input type="hidden" name="user" value=user.to_string() />
                    <Button kind=ButtonKind::Danger submit=true pending=pending(unassign)>{t::take_off(lang)}</Button>
                </ActionForm>
            </Confirm>
        </div>
    }
}
