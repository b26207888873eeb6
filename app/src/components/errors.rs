//! What a form was refused for: summed up at its top, and at each field.

use domain::{Error, Problem};
use leptos::html::Div;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::field::field_id;
use super::{Icon, IconView};
use crate::{texts, use_language};

/// The error of an action's last run, if it failed. Also of a form that was sent without script: the server sends
/// the error back in the address, and the action starts with it.
pub fn use_action_error<S>(action: ServerAction<S>) -> Signal<Option<Error>>
where
    S: ServerFn<Error = Error> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    let (value, pending) = (action.value(), action.pending());
    Signal::derive(move || {
        // While it runs again, what was wrong before is no longer said.
        if pending.get() {
            return None;
        }
        value.with(|value| value.as_ref().and_then(|result| result.as_ref().err().cloned()))
    })
}

/// The error as a form with a step-up says it: what asks for a second factor is asked in a dialog, and not said here too.
pub fn but_step_up(error: Signal<Option<Error>>) -> Signal<Option<Error>> {
    Signal::derive(move || error.get().filter(|error| *error != Error::StepUpNeeded))
}

/// The problem of one field, for the field's `problem`.
pub fn problem_of(error: Signal<Option<Error>>, field: &'static str) -> Signal<Option<Problem>> {
    Signal::derive(move || error.with(|error| error.as_ref().and_then(|error| error.problem_of(field))))
}

/// The summary at the top of a form: what was refused, with links to the fields. Focus moves to it when it appears.
#[component]
pub fn ErrorSummary(
    /// The form's error.
    #[prop(into)]
    error: Signal<Option<Error>>,
    /// The names of the fields as the server says them, and their labels.
    labels: Vec<(&'static str, String)>,
    /// The `prefix` of the form's fields, where it has one.
    #[prop(optional)]
    prefix: &'static str,
) -> impl IntoView {
    let lang = use_language();
    let summary = NodeRef::<Div>::new();
    Effect::new(move || {
        if error.with(Option::is_some)
            && let Some(element) = summary.get()
        {
            // It fails only on an element that can't take focus.
            let _ = element.focus();
        }
    });
    let fields = move |error: &Error| -> Vec<(String, String, String)> {
        let Error::Invalid(fields) = error else {
            return Vec::new();
        };
        let label = |field: &str| {
            labels
                .iter()
                .find(|(name, _)| *name == field)
                .map(|(_, label)| label.clone())
        };
        fields
            .iter()
            .map(|wrong| {
                (
                    format!("#{}", field_id(prefix, &wrong.field)),
                    label(&wrong.field).unwrap_or_default(),
                    texts::problems::problem(lang, wrong.problem),
                )
            })
            .collect()
    };
    move || {
        error.get().map(|error| {
            let fields = fields(&error);
            let title = if fields.is_empty() {
                texts::problems::error(lang, &error)
            } else {
                texts::common::please_check(lang).to_owned()
            };
            view! {
                <div class="notice notice-danger" role="alert" tabindex="-1" node_ref=summary>
                    <IconView icon=Icon::Warning />
                    <div class="notice-body">
                        <p class="notice-title">{title}</p>
                        {(!fields.is_empty())
                            .then(|| {
                                view! {
                                    <ul>
                                        {fields
                                            .into_iter()
                                            .map(|(href, label, problem)| {
                                                let words = if label.is_empty() { problem } else { format!("{label}: {problem}") };
                                                view! {
                                                    <li>
                                                        <a href=href rel="external">
                                                            {words}
                                                        </a>
                                                    </li>
                                                }
                                            })
                                            .collect_view()}
                                    </ul>
                                }
                            })}
                    </div>
                </div>
            }
        })
    }
}
