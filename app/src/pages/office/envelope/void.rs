//! Taking a request back.

use domain::rules::REASON_MAX;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::Scope;
use crate::api::signing::VoidEnvelope;
use crate::components::{Button, ButtonKind, Draft, ErrorSummary, Icon, TextArea, problem_of, toast, use_action_error};
use crate::pages::office::outcome::{on_success, pending};
use crate::pages::office::unfold::Unfold;
use crate::{texts::office as t, use_language};

/// The question behind "Void the request", with room for a reason.
#[component]
pub(super) fn Void(scope: Scope) -> impl IntoView {
    let lang = use_language();
    let action = ServerAction::<VoidEnvelope>::new();
    let open = RwSignal::new(action.value().with_untracked(Option::is_some));
    on_success(action, move || {
        open.set(false);
        toast(t::voided_toast(lang));
        scope.envelope.refresh();
    });
    let form = move || {
        let error = use_action_error(action);
        view! {
            <ActionForm action=action attr:class="form">
                <Draft form="void" action=action open=open />
                <ErrorSummary error=error labels=vec![("reason", t::reason_label(lang).to_owned())] prefix="void-" />
                <p>{t::void_question(lang)}</p>
                <input type="hidden" name="envelope" value=scope.id.to_string() />
                <TextArea
                    name="reason"
                    label=t::reason_label(lang)
                    help=t::void_reason_help(lang)
                    problem=problem_of(error, "reason")
                    maxlength=REASON_MAX
                    rows=2
                    prefix="void-"
                />
                <div class="form-actions">
                    <Button kind=ButtonKind::Danger submit=true pending=pending(action)>{t::void(lang)}</Button>
                </div>
            </ActionForm>
        }
    };
    view! {
        <section class="panel">
            <Unfold label=t::void(lang) icon=Icon::Undo open=open form=form />
        </section>
    }
}
