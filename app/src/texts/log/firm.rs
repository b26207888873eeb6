//! The firm: its people, as they come, and its log.

use domain::Language::{self, En, Es};
use domain::audit::{EventGroup, ExportFormat, Personal};

use super::{from_day, group, quoted, to_day};
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
    searched_for(text: &str) { en: "Searched the log for “{text}”", es: "Buscó «{text}» en la bitácora" }
    searched_for_own_words {
        en: "Searched the log (for what, only they see)",
        es: "Buscó en la bitácora (qué buscó, solo lo ve esa persona)",
    }
    own_words { en: "certain words, which only they see", es: "ciertas palabras, que solo ve esa persona" }
    took_out(file: &str) { en: "Exported the log as a {file} file", es: "Exportó la bitácora en un archivo {file}" }
    evidence_taken(up_to: i64) {
        en: "Took an evidence pack of the case out, up to entry {up_to}",
        es: "Descargó el paquete de prueba del expediente, hasta la entrada {up_to}",
    }
    filter_saved(name: &str) { en: "Saved the filter “{name}” of the log", es: "Guardó el filtro «{name}» de la bitácora" }
    filter_saved_under_own_name {
        en: "Saved a filter of the log (its name only they see)",
        es: "Guardó un filtro de la bitácora (su nombre solo lo ve esa persona)",
    }
    filter_removed(name: &str) { en: "Removed the filter “{name}” of the log", es: "Eliminó el filtro «{name}» de la bitácora" }
    filter_removed_under_own_name {
        en: "Removed a filter of the log (its name only they see)",
        es: "Eliminó un filtro de la bitácora (su nombre solo lo ve esa persona)",
    }
}

/// With what the log was filtered by, as the event keeps it: `group=signatures from=2026-11-01`.
pub(super) fn log_read(lang: Language, filter: &str) -> String {
    let parts = parts(lang, filter);
    if parts.is_empty() {
        return read_the_log(lang).to_owned();
    }
    read_of_the_log(lang, &parts.join(", "))
}

/// With the words that were looked for, for whoever looked.
pub(super) fn log_searched(lang: Language, filter: &str, text: &Personal) -> String {
    let searched = if text.withheld() {
        searched_for_own_words(lang).to_owned()
    } else {
        searched_for(lang, text)
    };
    let parts = parts(lang, filter);
    if parts.is_empty() {
        return searched;
    }
    format!("{searched}: {}", parts.join(", "))
}

/// With what was left out of the file.
pub(super) fn log_exported(lang: Language, filter: &str, text: Option<&Personal>, format: ExportFormat) -> String {
    let file = match format {
        ExportFormat::Csv => "CSV",
        ExportFormat::JsonLines => "JSON Lines",
    };
    let words = text.map(|text| {
        if text.withheld() {
            own_words(lang).to_owned()
        } else {
            quoted(lang, text)
        }
    });
    let parts: Vec<String> = words.into_iter().chain(parts(lang, filter)).collect();
    let taken = took_out(lang, file);
    if parts.is_empty() {
        return taken;
    }
    format!("{taken}: {}", parts.join(", "))
}

pub(super) fn log_filter_saved(lang: Language, name: &Personal) -> String {
    if name.withheld() {
        filter_saved_under_own_name(lang).to_owned()
    } else {
        filter_saved(lang, name)
    }
}

pub(super) fn log_filter_removed(lang: Language, name: &Personal) -> String {
    if name.withheld() {
        filter_removed_under_own_name(lang).to_owned()
    } else {
        filter_removed(lang, name)
    }
}

/// What each part of a filter leaves.
fn parts(lang: Language, filter: &str) -> Vec<String> {
    filter.split_whitespace().map(|part| filtered_by(lang, part)).collect()
}

/// What a part of a filter, `group=signatures`, leaves of the log.
fn filtered_by(lang: Language, part: &str) -> String {
    let (name, value) = part.split_once('=').unwrap_or((part, ""));
    match (name, lang) {
        ("case", En) => "of one case".to_owned(),
        ("case", Es) => "de un expediente".to_owned(),
        ("user", En) => "by one person".to_owned(),
        ("user", Es) => "de una persona".to_owned(),
        ("from", _) => from_day(lang, value),
        ("to", _) => to_day(lang, value),
        ("follow", En) => "followed as it grew".to_owned(),
        ("follow", Es) => "a medida que crecía".to_owned(),
        ("group", _) => EventGroup::from_name(value)
            .map_or(value, |kind| group(lang, kind))
            .to_lowercase(),
        _ => value.to_owned(),
    }
}
