//! From where the console opens.

use domain::console::PoliciesPage;
use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::api::console::SaveNetworks;
use crate::components::{Button, ErrorSummary, StepUp, TextArea, problem_of, toast, use_action_error};
use crate::pages::office::outcome::{on_success, pending};
use crate::texts::admin as t;
use crate::use_language;

/// The form.
#[component]
pub(super) fn Networks(
    /// As they are.
    rules: PoliciesPage,
    /// Told once they are others.
    #[prop(into)]
    saved: Callback<()>,
) -> impl IntoView {
    let lang = use_language();
    let save = ServerAction::<SaveNetworks>::new();
    let error = use_action_error(save);
    on_success(save, move || {
        toast(t::networks_saved(lang));
        saved.run(());
    });
    let state = if rules.networks.is_empty() {
        t::networks_any(lang)
    } else {
        t::networks_some(lang)
    };
    view! {
        <section class="panel" aria-labelledby="networks-title">
            <div class="panel-head">
                <h2 id="networks-title">{t::networks_title(lang)}</h2>
            </div>
            <p class="panel-text">
                {state}
                {rules
                    .own_address
                    .map(|address| {
                        view! {
                            " "
                            {t::own_address(lang)}
                            " "
                            <strong class="figures">{address}</strong>
                            "."
                        }
                    })}
            </p>
            <ActionForm action=save>
                <div class="form">
                    <ErrorSummary error=error labels=vec![("networks", t::networks(lang).to_owned())] />
                    <TextArea
                        name="networks"
                        label=t::networks(lang)
                        help=t::networks_help(lang)
                        value=rules.networks.join("\n")
                        problem=problem_of(error, "networks")
                        maxlength=4000
                        rows=5
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
