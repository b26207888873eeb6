//! How long sessions last, and where the firm's days begin.

use domain::console::PoliciesPage;
use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::api::console::SavePolicies;
use crate::components::{
    Button, CheckField, ErrorSummary, SelectField, StepUp, TextField, problem_of, toast, use_action_error,
};
use crate::pages::office::outcome::{on_success, pending};
use crate::texts::admin as t;
use crate::use_language;

/// The form.
#[component]
pub(super) fn Rules(
    /// As they are.
    rules: PoliciesPage,
) -> impl IntoView {
    let lang = use_language();
    let save = ServerAction::<SavePolicies>::new();
    let error = use_action_error(save);
    on_success(save, move || toast(t::policies_saved(lang)));
    let labels = vec![
        ("untrusted_hours", t::untrusted_hours(lang).to_owned()),
        ("trusted_days", t::trusted_days(lang).to_owned()),
        ("passkey_required", t::passkey_required(lang).to_owned()),
        ("time_zone", t::time_zone(lang).to_owned()),
    ];
    let zones = rules
        .time_zones
        .into_iter()
        .map(|zone| (zone.clone(), zone.replace('_', " ")))
        .collect();
    view! {
        <section class="panel" aria-labelledby="rules-title">
            <div class="panel-head">
                <h2 id="rules-title">{t::days_and_sessions(lang)}</h2>
            </div>
            <ActionForm action=save>
                <div class="form">
                    <ErrorSummary error=error labels=labels />
                    <TextField
                        name="form[untrusted_hours]"
                        kind="number"
                        label=t::untrusted_hours(lang)
                        help=t::untrusted_hours_help(lang)
                        value=rules.untrusted_hours.to_string()
                        problem=problem_of(error, "untrusted_hours")
                        required=true
                        inputmode="numeric"
                    />
                    <TextField
                        name="form[trusted_days]"
                        kind="number"
                        label=t::trusted_days(lang)
                        help=t::trusted_days_help(lang)
                        value=rules.trusted_days.to_string()
                        problem=problem_of(error, "trusted_days")
                        required=true
                        inputmode="numeric"
                    />
                    <CheckField
                        name="form[passkey_required]"
                        label=t::passkey_required(lang)
                        help=if rules.passkeys_possible { t::passkey_required_help(lang) } else { t::passkeys_impossible(lang) }
                        checked=rules.passkey_required
                    />
                    <SelectField
                        name="form[time_zone]"
                        label=t::time_zone(lang)
                        help=t::time_zone_help(lang)
                        options=zones
                        selected=rules.time_zone
                        problem=problem_of(error, "time_zone")
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
