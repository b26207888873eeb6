//! Opening a case that one is not assigned to: for a reason, with a fresh second factor, and told to those on it.

use domain::Permission;
use domain::rules::{CASE_NUMBER_MAX, REASON_MAX};
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::me::may;
use super::outcome::pending;
use crate::api::cases::BreakGlass;
use crate::components::{
    Alert, AlertKind, Button, ButtonKind, Draft, ErrorSummary, LinkButton, Page, Skeleton, StepUp, TextArea, TextField,
    but_step_up, problem_of, use_action_error,
};
use crate::layout::use_me;
use crate::texts::walls as words;
use crate::{texts, use_language};

/// `/cases/break-glass`
#[component]
pub fn BreakGlassPage() -> impl IntoView {
    let lang = use_language();
    let me = use_me();
    let action = ServerAction::<BreakGlass>::new();
    view! {
        <Page title=words::glass_title(lang) intro=words::glass_intro(lang) narrow=true>
            <Suspense fallback=move || view! { <Skeleton lines=8 /> }>
                {move || Suspend::new(async move {
                    match me.await {
                        Ok(Some(me)) if !may(Some(&me), Permission::BreakGlass) => {
                            view! {
                                <Alert kind=AlertKind::Info>
                                    <p>{words::may_not_break(lang)}</p>
                                </Alert>
                            }
                                .into_any()
                        }
                        // Who is not signed in learns it from the answer; what was typed stays.
                        _ => view! { <BreakGlassForm action=action /> }.into_any(),
                    }
                })}
            </Suspense>
            <StepUp action=action />
        </Page>
    }
}

#[component]
fn BreakGlassForm(action: ServerAction<BreakGlass>) -> impl IntoView {
    let lang = use_language();
    let error = use_action_error(action);
    let said = but_step_up(error);
    let labels = vec![
        ("number", words::number(lang).to_owned()),
        ("reason", words::reason(lang).to_owned()),
    ];
    view! {
        <Alert kind=AlertKind::Warning>
            <p class="notice-title">{words::glass_what_follows(lang)}</p>
            <ul>
                <li>{words::glass_four_hours(lang)}</li>
                <li>{words::glass_told(lang)}</li>
                <li>{words::glass_logged(lang)}</li>
            </ul>
        </Alert>
        <ActionForm action=action attr:class="form">
            <Draft form="break-glass" action=action />
            <ErrorSummary error=said labels=labels />
            <TextField
                name="number"
                label=words::number(lang)
                help=words::number_help(lang)
                problem=problem_of(error, "number")
                required=true
                autofocus=true
                autocomplete="off"
                maxlength=CASE_NUMBER_MAX
            />
            <TextArea
                name="reason"
                label=words::reason(lang)
                help=words::glass_reason_help(lang)
                problem=problem_of(error, "reason")
                required=true
                maxlength=REASON_MAX
            />
            <div class="form-actions">
                <Button submit=true pending=pending(action)>{words::break_glass(lang)}</Button>
                <LinkButton kind=ButtonKind::Quiet href="/cases">{texts::common::cancel(lang)}</LinkButton>
            </div>
        </ActionForm>
    }
}
