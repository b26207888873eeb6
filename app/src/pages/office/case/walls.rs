//! Who is walled off from a case, and why; raised and lifted by those assigned whose role allows it.

use domain::Permission;
use domain::cases::{CasePage as Case, Colleague};
use domain::rules::REASON_MAX;
use domain::walls::Wall;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::Scope;
use super::team::choice;
use crate::api::cases::{LiftWall, RaiseWall};
use crate::components::{
    Button, ButtonKind, Draft, ErrorSummary, Icon, SelectField, StepUp, TextArea, When, WhenStyle, but_step_up,
    problem_of, toast, use_action_error,
};
use crate::pages::office::outcome::{on_success, pending};
use crate::pages::office::unfold::Unfold;
use crate::texts::walls as words;
use crate::use_language;

/// The walls, below the team.
#[component]
pub(super) fn Walls(scope: Scope) -> impl IntoView {
    let lang = use_language();
    let may_manage = scope.may_assigned(Permission::ManageWalls);
    let walls = scope.part(|case| case.walls.clone());
    let none = Memo::new(move |_| walls.with(Vec::is_empty));
    let (raise, lift) = (ServerAction::<RaiseWall>::new(), ServerAction::<LiftWall>::new());
    // A form that was refused without script is shown open, with the reason.
    let raising = RwSignal::new(raise.value().with_untracked(Option::is_some));
    let lifting = RwSignal::new(lift.value().with_untracked(Option::is_some));
    on_success(raise, move || {
        raising.set(false);
        scope.case.refresh();
        toast(words::raised(lang));
    });
    on_success(lift, move || {
        lifting.set(false);
        scope.case.refresh();
        toast(words::lifted(lang));
    });
    let raise_form = move || view! { <RaiseForm scope=scope action=raise open=raising /> };
    let lift_form = move || view! { <LiftForm scope=scope action=lift open=lifting /> };
    view! {
        <div class="walls" id="walls" role="group" aria-labelledby="walls-title">
            <h3 id="walls-title">{words::section(lang)}</h3>
            <p class="fine-print">{words::help(lang)}</p>
            <Show when=move || none.get()>
                <p class="muted">{words::none(lang)}</p>
            </Show>
            <ul class="rows">
                <For each=move || walls.get() key=|wall| (wall.user, wall.raised_at) let(wall)>
                    <WallRow wall=wall />
                </For>
            </ul>
            <Show when=move || may_manage.get()>
                <Unfold label=words::raise(lang) icon=Icon::Shield open=raising form=raise_form />
            </Show>
            <Show when=move || may_manage.get() && !none.get()>
                <Unfold label=words::lift(lang) icon=Icon::Undo open=lifting form=lift_form />
            </Show>
            <StepUp action=lift />
        </div>
    }
}

/// Whether somebody is neither on the case nor walled off from it: who can be assigned, or walled off.
pub(super) fn may_come(case: &Case, person: &Colleague) -> bool {
    !person.assigned && case.walls.iter().all(|wall| wall.user != person.id)
}

/// A wall.
#[component]
fn WallRow(wall: Wall) -> impl IntoView {
    let lang = use_language();
    view! {
        <li class="row">
            <div class="row-words">
                <p class="row-title">{wall.name}</p>
                <p class="row-detail typed-lines">{wall.reason}</p>
                <p class="row-detail">
                    {words::raised_by(lang, &wall.raised_by)} " · " <When at=wall.raised_at style=WhenStyle::Date />
                </p>
            </div>
        </li>
    }
}

#[component]
fn RaiseForm(scope: Scope, action: ServerAction<RaiseWall>, open: RwSignal<bool>) -> impl IntoView {
    let lang = use_language();
    let error = use_action_error(action);
    let options: Vec<(String, String)> = scope.case.data().with_untracked(|case| {
        case.colleagues
            .iter()
            .filter(|person| may_come(case, person))
            .map(|person| choice(lang, person))
            .collect()
    });
    if options.is_empty() {
        return view! { <p class="fine-print">{words::nobody_left(lang)}</p> }.into_any();
    }
    let labels = vec![
        ("user", words::whom(lang).to_owned()),
        ("reason", words::reason(lang).to_owned()),
    ];
    view! {
        <ActionForm action=action attr:class="form">
            <Draft form="raise-wall" action=action open=open />
            <ErrorSummary error=error labels=labels prefix="wall-" />
            <input type="hidden" name="case" value=scope.id.to_string() />
            <SelectField
                name="user"
                label=words::whom(lang)
                help=words::whom_help(lang)
                options=options
                problem=problem_of(error, "user")
                prefix="wall-"
            />
            <TextArea
                name="reason"
                label=words::reason(lang)
                help=words::reason_help(lang)
                problem=problem_of(error, "reason")
                required=true
                maxlength=REASON_MAX
                rows=3
                prefix="wall-"
            />
            <div class="form-actions">
                <Button submit=true pending=pending(action)>{words::raise(lang)}</Button>
            </div>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn LiftForm(scope: Scope, action: ServerAction<LiftWall>, open: RwSignal<bool>) -> impl IntoView {
    let lang = use_language();
    let error = use_action_error(action);
    let said = but_step_up(error);
    let options = scope.case.data().with_untracked(|case| {
        case.walls
            .iter()
            .map(|wall| (wall.user.to_string(), wall.name.clone()))
            .collect::<Vec<_>>()
    });
    let labels = vec![
        ("user", words::whose(lang).to_owned()),
        ("reason", words::reason(lang).to_owned()),
    ];
    view! {
        <ActionForm action=action attr:class="form">
            <Draft form="lift-wall" action=action open=open />
            <ErrorSummary error=said labels=labels prefix="lift-" />
            <p class="fine-print">{words::lift_help(lang)}</p>
            <input type="hidden" name="case" value=scope.id.to_string() />
            <SelectField
                name="user"
                label=words::whose(lang)
                options=options
                problem=problem_of(error, "user")
                prefix="lift-"
            />
            <TextArea
                name="reason"
                label=words::reason(lang)
                help=words::reason_help(lang)
                problem=problem_of(error, "reason")
                required=true
                maxlength=REASON_MAX
                rows=3
                prefix="lift-"
            />
            <div class="form-actions">
                <Button kind=ButtonKind::Danger submit=true pending=pending(action)>{words::lift_now(lang)}</Button>
            </div>
        </ActionForm>
    }
}
