//! Choices of select fields: the value that is sent, and its words.

use domain::Language;
use domain::cases::{CaseKind, Stage};
use domain::parties::PartyRole;

use crate::texts::office as t;

/// Areas of law.
pub(super) fn kinds(lang: Language) -> Vec<(String, String)> {
    CaseKind::ALL
        .map(|kind| (kind.name().to_owned(), t::kind(lang, kind).to_owned()))
        .into()
}

/// Stages.
pub(super) fn stages(lang: Language) -> Vec<(String, String)> {
    Stage::ALL
        .map(|stage| (stage.name().to_owned(), t::stage(lang, stage).to_owned()))
        .into()
}

/// Parts in a case.
pub(super) fn party_roles(lang: Language) -> Vec<(String, String)> {
    PartyRole::ALL
        .map(|role| (role.name().to_owned(), t::party_role(lang, role).to_owned()))
        .into()
}

/// Languages of a signer's pages, each in its own name.
pub(super) fn languages() -> Vec<(String, String)> {
    Language::ALL
        .map(|language| (language.tag().to_owned(), language.own_name().to_owned()))
        .into()
}
