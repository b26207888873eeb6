//! Looking somebody up, by name or mail address.

use domain::rules::NAME_MAX;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::chosen::Chosen;
use crate::api::console::FindToErase;
use crate::components::{
    Button, Empty, ErrorSummary, Icon, StepUp, TextField, but_step_up, problem_of, use_action_error,
};
use crate::pages::office::outcome::pending;
use crate::texts::erasure as t;
use crate::use_language;

/// The form, and below it what is left of somebody.
#[component]
pub(super) fn Find() -> impl IntoView {
    let lang = use_language();
    let action = ServerAction::<FindToErase>::new();
    let error = use_action_error(action);
    let labels = vec![("who", t::who(lang).to_owned())];
    let found = action.value();
    view! {
        <section class="panel" aria-labelledby="find-title">
            <div class="panel-head">
                <h2 id="find-title">{t::find(lang)}</h2>
            </div>
            <ActionForm action=action>
                <div class="form">
                    <ErrorSummary error=but_step_up(error) labels=labels />
                    <TextField
                        name="who"
                        label=t::who(lang)
                        help=t::who_help(lang)
                        problem=problem_of(error, "who")
                        required=true
                        autocomplete="off"
                        maxlength=NAME_MAX
                    />
                    <noscript>
                        <p class="fine-print">{t::needs_script(lang)}</p>
                    </noscript>
                    <div class="form-end">
                        <Button submit=true pending=pending(action)>
                            {t::find_do(lang)}
                        </Button>
                    </div>
                </div>
            </ActionForm>
            <StepUp action=action />
        </section>
        {move || match found.get() {
            Some(Ok(found)) if found.subjects.is_empty() => {
                view! {
                    <section class="panel" aria-label=t::found(lang)>
                        <Empty title=t::nobody(lang) icon=Icon::Search>
                            <p>{t::nobody_text(lang)}</p>
                        </Empty>
                    </section>
                }
                    .into_any()
            }
            Some(Ok(found)) => view! { <Chosen found=found.subjects more=found.more /> }.into_any(),
            _ => ().into_any(),
        }}
    }
}
