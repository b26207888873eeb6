//! Another role.

use leptos::form::ActionForm;
use leptos::prelude::*;

use super::Scope;
use crate::api::console::ChangeRole;
use crate::components::{Button, ErrorSummary, SelectField, StepUp, toast, use_action_error};
use crate::pages::admin::role_options::role_options;
use crate::pages::office::outcome::{on_success, pending};
use crate::texts::admin as t;
use crate::use_language;

/// The panel of the role.
#[component]
pub(super) fn RolePanel(
    /// The person.
    scope: Scope,
) -> impl IntoView {
    let lang = use_language();
    let change = ServerAction::<ChangeRole>::new();
    let error = use_action_error(change);
    on_success(change, move || {
        scope.page.refresh();
        toast(t::role_changed(lang));
    });
    // The form starts from the role of now whenever that changes.
    let role = scope.part(|page| page.person.role);
    view! {
        <section class="panel" id="role" aria-labelledby="role-title">
            <div class="panel-head">
                <h2 id="role-title">{t::role(lang)}</h2>
                <a class="link fine-print" href="/roles" rel="external">
                    {t::what_roles_may(lang)}
                </a>
            </div>
            <ErrorSummary error=error labels=vec![("role", t::role(lang).to_owned())] />
            <ActionForm action=change>
                <input type="hidden" name="user" value=scope.user.to_string() />
                <div class="person-form">
                    {move || {
                        let role = role.get();
                        view! {
                            <SelectField
                                name="role"
                                label=t::role(lang)
                                help=t::role_help(lang)
                                options=role_options(role, lang)
                                selected=role.name()
                            />
                        }
                    }}
                    <Button submit=true pending=pending(change)>
                        {t::change_role(lang)}
                    </Button>
                </div>
            </ActionForm>
            <StepUp action=change />
        </section>
    }
}
