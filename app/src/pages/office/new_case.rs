//! Opening a case.

use domain::Permission;
use domain::cases::CaseKind;
use domain::rules::{EMAIL_MAX, NAME_MAX, TEXT_MAX};
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::me::may;
use super::options::kinds;
use super::outcome::pending;
use crate::api::cases::OpenCase;
use crate::components::{
    Alert, AlertKind, Button, ButtonKind, Draft, ErrorSummary, LinkButton, Page, SelectField, Skeleton, TextArea,
    TextField, problem_of, use_action_error,
};
use crate::layout::use_me;
use crate::{texts, texts::office as t, use_language};

/// `/cases/new`
#[component]
pub fn NewCasePage() -> impl IntoView {
    let lang = use_language();
    let me = use_me();
    let action = ServerAction::<OpenCase>::new();
    view! {
        <Page title=t::new_case(lang) narrow=true>
            <Suspense fallback=move || view! { <Skeleton lines=8 /> }>
                {move || Suspend::new(async move {
                    match me.await {
                        Ok(Some(me)) if !may(Some(&me), Permission::OpenCase) => {
                            view! {
                                <Alert kind=AlertKind::Info>
                                    <p>{t::may_not_open(lang)}</p>
                                </Alert>
                            }
                                .into_any()
                        }
                        // Who is not signed in learns it from the answer; what was typed stays.
                        _ => view! { <NewCaseForm action=action /> }.into_any(),
                    }
                })}
            </Suspense>
        </Page>
    }
}

#[component]
fn NewCaseForm(action: ServerAction<OpenCase>) -> impl IntoView {
    let lang = use_language();
    let error = use_action_error(action);
    let labels = vec![
        ("title", t::title_label(lang).to_owned()),
        ("kind", t::kind_label(lang).to_owned()),
        ("summary", t::summary_label(lang).to_owned()),
        ("client_name", t::client_name(lang).to_owned()),
        ("client_email", t::client_email(lang).to_owned()),
    ];
    view! {
        <ActionForm action=action attr:class="form">
            <Draft form="open-case" action=action />
            <ErrorSummary error=error labels=labels />
            <TextField
                name="form[title]"
                label=t::title_label(lang)
                help=t::title_help(lang)
                problem=problem_of(error, "title")
                required=true
                autofocus=true
                autocomplete="off"
                maxlength=NAME_MAX
            />
            <SelectField
                name="form[kind]"
                label=t::kind_label(lang)
                options=kinds(lang)
                selected=CaseKind::default().name()
                problem=problem_of(error, "kind")
            />
            <TextArea
                name="form[summary]"
                label=t::summary_label(lang)
                help=t::summary_help(lang)
                problem=problem_of(error, "summary")
                maxlength=TEXT_MAX
            />
            <fieldset class="form-part">
                <legend>{t::client_section(lang)}</legend>
                <p class="field-help">{t::client_section_help(lang)}</p>
                <TextField
                    name="form[client_name]"
                    label=t::client_name(lang)
                    problem=problem_of(error, "client_name")
                    autocomplete="off"
                    maxlength=NAME_MAX
                />
                <TextField
                    name="form[client_email]"
                    label=t::client_email(lang)
                    help=t::client_email_help(lang)
                    problem=problem_of(error, "client_email")
                    kind="email"
                    autocomplete="off"
                    maxlength=EMAIL_MAX
                />
            </fieldset>
            <p class="field-help">{t::new_case_intro(lang)}</p>
            <div class="form-actions">
                <Button submit=true pending=pending(action)>{t::open_case(lang)}</Button>
                <LinkButton kind=ButtonKind::Quiet href="/cases">{texts::common::cancel(lang)}</LinkButton>
            </div>
        </ActionForm>
    }
}
