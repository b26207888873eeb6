//! The fields of a party, new or changed.

use domain::parties::Party;
use domain::rules::{EMAIL_MAX, NAME_MAX};
use leptos::form::ActionForm;
use leptos::html::Input;
use leptos::prelude::*;

use super::Scope;
use crate::api::cases::SaveParty;
use crate::components::{
    Button, ButtonKind, Draft, ErrorSummary, LinkButton, SelectField, TextField, problem_of, use_action_error,
};
use crate::pages::office::options::party_roles;
use crate::pages::office::outcome::pending;
use crate::{texts, texts::office as t, use_language};

/// The most characters of a phone number.
const PHONE_MAX: u32 = NAME_MAX;

/// Part, name, mail and phone.
#[component]
pub(super) fn PartyFields(
    scope: Scope,
    /// The party that is changed; none for a new one.
    party: Option<Party>,
    /// What saves it.
    action: ServerAction<SaveParty>,
    /// Keeps the ids of two such forms apart.
    prefix: &'static str,
    /// Whether it is unfolded, where it folds.
    #[prop(into, default = None)]
    open: Option<RwSignal<bool>>,
) -> impl IntoView {
    let lang = use_language();
    let error = use_action_error(action);
    let name = NodeRef::<Input>::new();
    let changes = party.is_some();
    // Who opened the form wants to type.
    Effect::new(move || {
        if let Some(name) = name.get() {
            // It fails only on an element that can't take focus.
            let _ = name.focus();
        }
    });
    let labels = vec![
        ("name", t::party_name(lang).to_owned()),
        ("role", t::party_role_label(lang).to_owned()),
        ("email", t::party_email(lang).to_owned()),
        ("phone", t::party_phone(lang).to_owned()),
    ];
    let hidden = party.as_ref().map(|party| {
        view! {
            <input type="hidden" name="form[id]" value=party.id.to_string() />
            <input type="hidden" name="form[version]" value=party.version.to_string() data-draft="" />
        }
    });
    let draft = party
        .as_ref()
        .map_or_else(|| "add-party".to_owned(), |party| format!("edit-party {}", party.id));
    let (role, was) = (party.as_ref().map(|party| party.role).unwrap_or_default(), party);
    let of = move |part: fn(&Party) -> &String| was.as_ref().map(part).cloned().unwrap_or_default();
    view! {
        <ActionForm action=action attr:class="form">
            <Draft form=draft action=action open=open />
            <ErrorSummary error=error labels=labels prefix=prefix />
            <input type="hidden" name="form[case]" value=scope.id.to_string() />
            {hidden}
            <TextField
                name="form[name]"
                label=t::party_name(lang)
                value=of(|party| &party.name)
                problem=problem_of(error, "name")
                required=true
                autocomplete="off"
                maxlength=NAME_MAX
                node_ref=name
                prefix=prefix
            />
            <SelectField
                name="form[role]"
                label=t::party_role_label(lang)
                options=party_roles(lang)
                selected=role.name()
                problem=problem_of(error, "role")
                prefix=prefix
            />
            <TextField
                name="form[email]"
                label=t::party_email(lang)
                value=of(|party| &party.email)
                help=t::party_email_help(lang)
                problem=problem_of(error, "email")
                kind="email"
                autocomplete="off"
                maxlength=EMAIL_MAX
                prefix=prefix
            />
            <TextField
                name="form[phone]"
                label=t::party_phone(lang)
                value=of(|party| &party.phone)
                problem=problem_of(error, "phone")
                kind="tel"
                autocomplete="off"
                maxlength=PHONE_MAX
                prefix=prefix
            />
            <div class="form-actions">
                <Button submit=true pending=pending(action)>{t::save_party(lang)}</Button>
                {changes
                    .then(|| {
                        view! {
                            <LinkButton kind=ButtonKind::Quiet href=format!("/cases/{}", scope.id)>
                                {texts::common::cancel(lang)}
                            </LinkButton>
                        }
                    })}
            </div>
        </ActionForm>
    }
}
