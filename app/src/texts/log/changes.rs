//! What was changed: the fields, before and after.

use domain::Language::{self, En, Es};
use domain::audit::{BLACKENED, Change, Personal};
use domain::cases::{CaseKind, Stage};
use domain::parties::PartyRole;

use crate::texts::office;

/// Fields before and after, unless they were erased.
pub(super) fn personal(lang: Language, changes: &Personal<Vec<Change>>) -> String {
    changes
        .value()
        .map_or_else(|| format!(": {BLACKENED}"), |changes| list(lang, changes))
}

/// Fields before and after.
pub(super) fn list(lang: Language, changes: &[Change]) -> String {
    let one = |change: &Change| {
        let name = field(lang, &change.field);
        let (before, after) = (
            value(lang, &change.field, &change.before),
            value(lang, &change.field, &change.after),
        );
        let quoted = |value: &str| match lang {
            En => format!("“{value}”"),
            Es => format!("«{value}»"),
        };
        match (before.is_empty(), after.is_empty()) {
            (true, _) => format!("{name} → {}", quoted(after)),
            (false, true) => format!("{name} {} → –", quoted(before)),
            (false, false) => format!("{name} {} → {}", quoted(before), quoted(after)),
        }
    };
    let words: Vec<String> = changes.iter().map(one).collect();
    if words.is_empty() {
        String::new()
    } else {
        format!(": {}", words.join("; "))
    }
}

/// A field's value in words, where it is one of a few; what is not known stays as it is stored.
fn value<'a>(lang: Language, field: &str, stored: &'a str) -> &'a str {
    let words = match field {
        "stage" => Stage::from_name(stored).map(|stage| office::stage(lang, stage)),
        "kind" => CaseKind::from_name(stored).map(|kind| office::kind(lang, kind)),
        "role" => PartyRole::from_name(stored).map(|role| office::party_role(lang, role)),
        _ => None,
    };
    words.unwrap_or(stored)
}

/// A field's name in words; what is not known stays as it is stored.
fn field(lang: Language, name: &str) -> &str {
    match (name, lang) {
        ("title", En) => "name",
        ("title" | "name", Es) => "nombre",
        ("kind", Es) => "materia",
        ("stage", Es) => "etapa",
        ("summary", Es) => "resumen",
        ("role", En) => "part",
        ("role", Es) => "calidad",
        ("email", En) => "mail address",
        ("email", Es) => "correo",
        ("phone", En) => "phone number",
        ("phone", Es) => "teléfono",
        ("untrusted_hours", En) => "longest session in hours",
        ("untrusted_hours", Es) => "duración máxima de la sesión en horas",
        ("trusted_days", En) => "longest session on a trusted device in days",
        ("trusted_days", Es) => "duración máxima en un dispositivo de confianza en días",
        ("passkey_required", En) => "passkey required",
        ("passkey_required", Es) => "llave de acceso obligatoria",
        ("time_zone", En) => "time zone",
        ("time_zone", Es) => "zona horaria",
        ("networks", En) => "networks that the administration opens from",
        ("networks", Es) => "redes desde las que se abre la administración",
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_show_before_and_after() {
        let change = |before: &str, after: &str| Change {
            field: "title".into(),
            before: before.into(),
            after: after.into(),
        };
        assert_eq!(list(En, &[change("A", "B")]), ": name “A” → “B”");
        assert_eq!(
            list(Es, &[change("", "B"), change("A", "")]),
            ": nombre → «B»; nombre «A» → –"
        );
        assert_eq!(list(En, &[]), "");
    }
}
