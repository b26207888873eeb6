//! The legal hold on a case; placed and lifted by those assigned whose role allows it.

use domain::rules::REASON_MAX;
use domain::{Error, Language, Permission};
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::Scope;
use crate::api::cases::{LiftHold, PlaceHold};
use crate::components::{
    Badge, Button, ButtonKind, Draft, ErrorSummary, Icon, StepUp, TextArea, Tone, When, WhenStyle, but_step_up,
    problem_of, toast, use_action_error,
};
use crate::pages::office::outcome::{on_success, pending};
use crate::pages::office::unfold::Unfold;
use crate::texts::erasure as words;
use crate::use_language;

/// The panel of the hold.
#[component]
pub(super) fn LegalHold(scope: Scope) -> impl IntoView {
    let lang = use_language();
    let may_hold = scope.may_assigned(Permission::HoldCase);
    let hold = scope.part(|case| case.hold.clone());
    let stands = Memo::new(move |_| hold.with(Option::is_some));
    let (place, lift) = (ServerAction::<PlaceHold>::new(), ServerAction::<LiftHold>::new());
    // A form that was refused without script is shown open, with the reason.
    let placing = RwSignal::new(place.value().with_untracked(Option::is_some));
    let lifting = RwSignal::new(lift.value().with_untracked(Option::is_some));
    on_success(place, move || {
        placing.set(false);
        scope.case.refresh();
        toast(words::placed(lang));
    });
    on_success(lift, move || {
        lifting.set(false);
        scope.case.refresh();
        toast(words::lifted(lang));
    });
    let place_form = move || view! { <PlaceForm scope=scope action=place open=placing /> };
    let lift_form = move || view! { <LiftForm scope=scope action=lift open=lifting /> };
    view! {
        <section class="panel" id="hold" aria-labelledby="hold-title">
            <div class="panel-head">
                <h2 id="hold-title">{words::hold(lang)}</h2>
            </div>
            <p class="fine-print">{words::hold_help(lang)}</p>
            {move || match hold.get() {
                None => view! { <p class="muted">{words::no_hold(lang)}</p> }.into_any(),
                Some(hold) => {
                    view! {
                        <div class="row">
                            <div class="row-words">
                                <p class="row-detail">
                                    <Badge tone=Tone::Accent icon=Icon::Lock>{words::hold_stands(lang)}</Badge>
                                </p>
                                <p class="row-detail typed-lines">{hold.reason}</p>
                                <p class="row-detail">
                                    {words::placed_by(lang, &hold.placed_by)} " · "
                                    <When at=hold.placed_at style=WhenStyle::Date />
                                </p>
                            </div>
                        </div>
                    }
                        .into_any()
                }
            }}
            <Show when=move || may_hold.get() && !stands.get()>
                <Unfold label=words::place(lang) icon=Icon::Lock open=placing form=place_form />
            </Show>
            <Show when=move || may_hold.get() && stands.get()>
                <Unfold label=words::lift(lang) icon=Icon::Undo open=lifting form=lift_form />
            </Show>
            <StepUp action=lift />
        </section>
    }
}

#[component]
fn PlaceForm(scope: Scope, action: ServerAction<PlaceHold>, open: RwSignal<bool>) -> impl IntoView {
    let lang = use_language();
    let error = use_action_error(action);
    view! {
        <ActionForm action=action attr:class="form">
            <Draft form="place-hold" action=action open=open />
            <ErrorSummary error=error labels=labels(lang) prefix="hold-" />
            <input type="hidden" name="case" value=scope.id.to_string() />
            <Reason error=error prefix="hold-" />
            <div class="form-actions">
                <Button submit=true pending=pending(action)>{words::place(lang)}</Button>
            </div>
        </ActionForm>
    }
}

#[component]
fn LiftForm(scope: Scope, action: ServerAction<LiftHold>, open: RwSignal<bool>) -> impl IntoView {
    let lang = use_language();
    let error = use_action_error(action);
    view! {
        <ActionForm action=action attr:class="form">
            <Draft form="lift-hold" action=action open=open />
            <ErrorSummary error=but_step_up(error) labels=labels(lang) prefix="unhold-" />
            <p class="fine-print">{words::lift_help(lang)}</p>
            <input type="hidden" name="case" value=scope.id.to_string() />
            <Reason error=error prefix="unhold-" />
            <div class="form-actions">
                <Button kind=ButtonKind::Danger submit=true pending=pending(action)>{words::lift(lang)}</Button>
            </div>
        </ActionForm>
    }
}

fn labels(lang: Language) -> Vec<(&'static str, String)> {
    vec![("reason", words::hold_reason(lang).to_owned())]
}

#[component]
fn Reason(
    /// What was wrong.
    error: Signal<Option<Error>>,
    /// Set before the id of the field.
    prefix: &'static str,
) -> impl IntoView {
    let lang = use_language();
    view! {
        <TextArea
            name="reason"
            label=words::hold_reason(lang)
            help=words::hold_reason_help(lang)
            problem=problem_of(error, "reason")
            required=true
            maxlength=REASON_MAX
            rows=3
            prefix=prefix
        />
    }
}
