//! Parts of sentences that more than one topic has.

use domain::Language::{self, En, Es};

/// A role in words; what is not known stays as it is stored.
pub(super) fn role(lang: Language, stored: &str) -> &str {
    domain::Role::from_name(stored).map_or(stored, |role| role.title(lang))
}

pub(super) fn count(number: u32, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Other sessions that a sign-in ended.
pub(super) fn ended(lang: Language, sessions: u32) -> String {
    match (lang, sessions) {
        (_, 0) => String::new(),
        (En, 1) => "; that ended another session".to_owned(),
        (En, n) => format!("; that ended {n} other sessions"),
        (Es, 1) => "; con ello terminó otra sesión".to_owned(),
        (Es, n) => format!("; con ello terminaron otras {n} sesiones"),
    }
}
