//! Who signs: a party of the case that has a mail address.

use domain::Error;
use domain::ids::CaseId;
use domain::parties::{Party, PartyRole};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::{Empty, Icon, LinkButton, SelectField, problem_of};
use crate::{texts::office as t, use_language};

/// The parties that can be asked, clients first.
pub(super) fn can_sign(parties: &[Party]) -> Vec<Party> {
    let mut signers: Vec<_> = parties
        .iter()
        .filter(|party| !party.email.is_empty())
        .cloned()
        .collect();
    signers.sort_by_key(|party| PartyRole::ALL.iter().position(|role| *role == party.role));
    signers
}

/// Chooses one of them. With one only, that one is chosen.
#[component]
pub(super) fn SignerField(case: CaseId, signers: Vec<Party>, error: Signal<Option<Error>>) -> impl IntoView {
    let lang = use_language();
    let selected = match signers.as_slice() {
        [only] => only.id.to_string(),
        _ => String::new(),
    };
    let choose = (selected.is_empty()).then(|| (String::new(), t::signer_choose(lang).to_owned()));
    let options = choose
        .into_iter()
        .chain(signers.into_iter().map(|party| {
            let words = format!("{} · {} · {}", party.name, party.email, t::party_role(lang, party.role));
            (party.id.to_string(), words)
        }))
        .collect();
    view! {
        <SelectField
            name="form[party]"
            label=t::signer_label(lang)
            options=options
            selected=selected
            help=t::signer_help(lang)
            problem=problem_of(error, "party")
        />
        <p class="field-help signer-missing">
            <A href=format!("/cases/{case}#parties")>{t::add_signer(lang)}</A>
        </p>
    }
}

/// Nobody can be asked yet.
#[component]
pub(super) fn NoSigner(case: CaseId) -> impl IntoView {
    let lang = use_language();
    view! {
        <Empty title=t::no_signer_title(lang) icon=Icon::People>
            <p>{t::no_signer_text(lang)}</p>
            <LinkButton href=format!("/cases/{case}#parties")>{t::add_signer(lang)}</LinkButton>
        </Empty>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::PartyId;

    #[test]
    fn only_who_can_be_mailed_and_clients_first() {
        let party = |role, name: &str, email: &str| Party {
            id: "00000000-0000-7000-8000-000000000001".parse::<PartyId>().unwrap(),
            role,
            name: name.to_owned(),
            email: email.to_owned(),
            phone: String::new(),
            version: 1,
        };
        let parties = [
            party(PartyRole::Witness, "W", "w@example.org"),
            party(PartyRole::Client, "no mail", ""),
            party(PartyRole::Client, "C", "c@example.org"),
        ];
        let names: Vec<_> = can_sign(&parties).into_iter().map(|party| party.name).collect();
        assert_eq!(names, ["C", "W"]);
    }
}
