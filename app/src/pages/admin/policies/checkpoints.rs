//! Where the checkpoints of the logs are mailed to.

use domain::Language;
use domain::console::CheckpointMail;
use domain::rules::EMAIL_MAX;
use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::api::console::SaveCheckpointMail;
use crate::components::{Button, ErrorSummary, SelectField, StepUp, TextField, problem_of, toast, use_action_error};
use crate::pages::office::outcome::{on_success, pending};
use crate::texts::admin as t;
use crate::use_language;

/// The form.
#[component]
pub(super) fn Checkpoints(
    /// Where they go now.
    goes_to: CheckpointMail,
    /// To which address; empty where it is none.
    address: String,
) -> impl IntoView {
    let lang = use_language();
    let save = ServerAction::<SaveCheckpointMail>::new();
    let error = use_action_error(save);
    on_success(save, move || toast(t::checkpoints_saved(lang)));
    let options = CheckpointMail::ALL.map(|choice| (choice.name().to_owned(), title(lang, choice).to_owned()));
    view! {
        <section class="panel" aria-labelledby="checkpoints-title">
            <div class="panel-head">
                <h2 id="checkpoints-title">{t::checkpoints_title(lang)}</h2>
            </div>
            <p class="panel-text">{t::checkpoints_why(lang)}</p>
            <ActionForm action=save>
                <div class="form">
                    <ErrorSummary error=error labels=vec![("address", t::checkpoints_address(lang).to_owned())] />
                    <SelectField
                        name="goes_to"
                        label=t::checkpoints_go(lang)
                        options=options.to_vec()
                        selected=goes_to.name().to_owned()
                        problem=problem_of(error, "goes_to")
                    />
                    <TextField
                        name="address"
                        kind="email"
                        label=t::checkpoints_address(lang)
                        help=t::checkpoints_address_help(lang)
                        value=address
                        problem=problem_of(error, "address")
                        maxlength=EMAIL_MAX
                    />
                    <div class="form-end">
                        <Button submit=true pending=pending(save)>
                            {t::save(lang)}
                        </Button>
                    </div>
                </div>
            </ActionForm>
            <StepUp action=save />
        </section>
    }
}

fn title(lang: Language, choice: CheckpointMail) -> &'static str {
    match choice {
        CheckpointMail::Administrators => t::checkpoints_to_administrators(lang),
        CheckpointMail::Address => t::checkpoints_to_address(lang),
        CheckpointMail::Off => t::checkpoints_to_nobody(lang),
    }
}
