//! The firm: its people, as they come, and its log.

use domain::Language::{self, En, Es};
use domain::audit::EventGroup;

use super::group;
use crate::texts::texts;

texts! {
    registered(firm_name: &str, administrator: &str) {
        en: "Registered the firm {firm_name} with {administrator} as administrator",
        es: "Registró el despacho {firm_name}, a cargo de {administrator}",
    }
    person_joined(role: &str) {
        en: "Accepted the invitation and made an account, role: {role}",
        es: "Aceptó la invitación y creó su cuenta, rol: {role}",
    }
    read_the_log { en: "Read the log", es: "Consultó la bitácora" }
    read_of_the_log(what: &str) { en: "Read the log: {what}", es: "Consultó la bitácora: {what}" }
}

/// With what the log was filtered by, as the event keeps it: `group=signatures from=2026-11-01`.
pub(super) fn log_read(lang: Language, filter: &str) -> String {
    if filter.is_empty() {
        return read_the_log(lang).to_owned();
    }
    let parts: Vec<String> = filter.split(' ').map(|part| filtered_by(lang, part)).collect();
    read_of_the_log(lang, &parts.join(", "))
}

/// What a part of a filter, `group=signatures`, leaves of the log.
fn filtered_by(lang: Language, part: &str) -> String {
    let (name, value) = part.split_once('=').unwrap_or((part, ""));
    match (name, lang) {
        ("case", En) => "of one case".to_owned(),
        ("case", Es) => "de un expediente".to_owned(),
        ("user", En) => "by one person".to_owned(),
        ("user", Es) => "de una persona".to_owned(),
        ("from", En) => format!("from {value}"),
        ("from", Es) => format!("desde {value}"),
        ("to", En) => format!("until {value}"),
        ("to", Es) => format!("hasta {value}"),
        ("group", _) => EventGroup::from_name(value)
            .map_or(value, |kind| group(lang, kind))
            .to_lowercase(),
        _ => value.to_owned(),
    }
}
