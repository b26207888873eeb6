//! Changing a case. Where somebody else saved first, nothing is lost: what was typed stays, what is saved now is shown,
//! and the reader chooses.

use domain::cases::CasePage as Case;
use domain::error::Conflict;
use domain::rules::{NAME_MAX, TEXT_MAX};
use domain::{Error, Language};
use leptos::form::ActionForm;
use leptos::html::Input;
use leptos::prelude::*;

use super::Scope;
use crate::api::cases::ChangeCase;
use crate::components::{
    Alert, AlertKind, Button, ButtonKind, Draft, ErrorSummary, Icon, SelectField, TextArea, TextField, problem_of,
    toast, use_action_error,
};
use crate::pages::office::options::{kinds, stages};
use crate::pages::office::outcome::{on_success, pending};
use crate::pages::office::unfold::Unfold;
use crate::{texts::office as t, use_language};

/// The form behind "Edit case".
#[component]
pub(super) fn EditCase(scope: Scope) -> impl IntoView {
    let lang = use_language();
    let action = ServerAction::<ChangeCase>::new();
    // A form that was refused without script is shown open, with the reason.
    let open = RwSignal::new(action.value().with_untracked(Option::is_some));
    on_success(action, move || {
        open.set(false);
        scope.case.refresh();
        toast(t::case_saved(lang));
    });
    let form = move || view! { <EditForm scope=scope action=action open=open /> };
    view! { <Unfold label=t::edit_case(lang) icon=Icon::Edit open=open form=form /> }
}

#[component]
fn EditForm(scope: Scope, action: ServerAction<ChangeCase>, open: RwSignal<bool>) -> impl IntoView {
    let lang = use_language();
    let data = scope.case.data();
    let case = data.get_untracked();
    // The version that the form started from, not the one of now: that is how a lost change is noticed.
    let version = NodeRef::<Input>::new();
    let error = use_action_error(action);
    let overtaken =
        Signal::derive(move || error.with(|error| *error == Some(Error::Conflict(Conflict::ChangedMeanwhile))));
    let other = Signal::derive(move || error.get().filter(|_| !overtaken.get()));
    Effect::new(move || {
        if overtaken.get() {
            scope.case.refresh();
        }
    });
    let labels = vec![
        ("title", t::title_label(lang).to_owned()),
        ("kind", t::kind_label(lang).to_owned()),
        ("stage", t::stage_label(lang).to_owned()),
        ("summary", t::summary_label(lang).to_owned()),
    ];
    view! {
        <ActionForm action=action attr:class="form">
            <Draft form="edit-case" action=action open=open />
            <ErrorSummary error=other labels=labels prefix="case-" />
            <Show when=move || overtaken.get()>
                <Overtaken scope=scope version=version action=action open=open />
            </Show>
            <input type="hidden" name="form[id]" value=scope.id.to_string() />
            <input type="hidden" name="form[version]" value=case.version data-draft="" node_ref=version />
            <TextField
                name="form[title]"
                label=t::title_label(lang)
                value=case.title
                problem=problem_of(error, "title")
                required=true
                autocomplete="off"
                maxlength=NAME_MAX
                prefix="case-"
            />
            <SelectField
                name="form[stage]"
                label=t::stage_label(lang)
                options=stages(lang)
                selected=case.stage.name()
                problem=problem_of(error, "stage")
                prefix="case-"
            />
            <SelectField
                name="form[kind]"
                label=t::kind_label(lang)
                options=kinds(lang)
                selected=case.kind.name()
                problem=problem_of(error, "kind")
                prefix="case-"
            />
            <TextArea
                name="form[summary]"
                label=t::summary_label(lang)
                value=case.summary
                help=t::summary_help(lang)
                problem=problem_of(error, "summary")
                maxlength=TEXT_MAX
                prefix="case-"
            />
            <div class="form-actions">
                <Button submit=true pending=pending(action)>{t::save_changes(lang)}</Button>
            </div>
        </ActionForm>
    }
}

/// What somebody else saved, and what to do about it.
#[component]
fn Overtaken(
    scope: Scope,
    version: NodeRef<Input>,
    action: ServerAction<ChangeCase>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let lang = use_language();
    let data = scope.case.data();
    view! {
        <div role="alert">
            <Alert kind=AlertKind::Warning>
                <p class="notice-title">{t::changed_meanwhile(lang)}</p>
                <p>{t::now_saved(lang)} ": " {move || data.with(|case| in_short(lang, case))}</p>
                <div class="form-actions">
                    <Button
                        kind=ButtonKind::Secondary
                        on_click=move |_| {
                            // What was typed is given up, and its draft with it.
                            if let Some(form) = version.get_untracked().and_then(|field| field.form()) {
                                form.reset();
                            }
                            action.clear();
                            open.set(false);
                        }
                    >
                        {t::use_theirs(lang)}
                    </Button>
                    <Button
                        kind=ButtonKind::Secondary
                        submit=true
                        on_click=move |_| {
                            if let Some(field) = version.get_untracked() {
                                field.set_value(&data.with_untracked(|case| case.version.to_string()));
                            }
                        }
                    >
                        {t::keep_mine(lang)}
                    </Button>
                </div>
            </Alert>
        </div>
    }
}

fn in_short(lang: Language, case: &Case) -> String {
    format!(
        "{} · {} · {}",
        case.title,
        t::kind(lang, case.kind),
        t::stage(lang, case.stage)
    )
}
