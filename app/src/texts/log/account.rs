//! What people do to their own account: second factors, sessions, language and password.

use domain::Language::{self, En, Es};
use domain::audit::Refusal;
use domain::factors::FactorKind;

use super::parts::count;
use crate::texts::texts;

texts! {
    app_added(name: &str) { en: "Added the authenticator app “{name}”", es: "Agregó la aplicación autenticadora «{name}»" }
    app_renamed(before: &str, after: &str) {
        en: "Renamed the authenticator app “{before}” to “{after}”",
        es: "Cambió el nombre de la aplicación autenticadora «{before}» a «{after}»",
    }
    app_removed(name: &str) { en: "Removed the authenticator app “{name}”", es: "Eliminó la aplicación autenticadora «{name}»" }
    passkey_added(name: &str) { en: "Added the passkey “{name}”", es: "Agregó la llave de acceso «{name}»" }
    passkey_renamed(before: &str, after: &str) {
        en: "Renamed the passkey “{before}” to “{after}”",
        es: "Cambió el nombre de la llave de acceso «{before}» a «{after}»",
    }
    passkey_removed(name: &str) { en: "Removed the passkey “{name}”", es: "Eliminó la llave de acceso «{name}»" }
    recovery_codes_made(codes: u32) {
        en: "Made {codes} new recovery codes; those from before no longer work",
        es: "Generó {codes} códigos de recuperación nuevos; los anteriores dejaron de servir",
    }
    chose_language(name: &str) { en: "Chose the language {name}", es: "Eligió el idioma {name}" }
    changed_language(before: &str, name: &str) {
        en: "Chose the language {name} in place of {before}",
        es: "Eligió el idioma {name} en lugar de {before}",
    }
    new_password_asked {
        en: "A link for a new password was asked for",
        es: "Se pidió un enlace para una contraseña nueva",
    }
    new_password_code_used_before {
        en: "New password refused: the code had been used already",
        es: "Contraseña nueva rechazada: el código ya había sido utilizado",
    }
    new_password_wrong_code {
        en: "New password refused: wrong code",
        es: "Contraseña nueva rechazada: código incorrecto",
    }
    password_set_by_link {
        en: "Set a new password with a link by mail and the second factor",
        es: "Estableció una contraseña nueva con un enlace por correo y el segundo factor",
    }
    password_changed { en: "Changed the password", es: "Cambió la contraseña" }
    password_change_refused {
        en: "Password change refused: the present password was wrong",
        es: "Cambio de contraseña rechazado: la contraseña actual era incorrecta",
    }
}

pub(super) fn factor_added(lang: Language, kind: FactorKind, name: &str) -> String {
    match kind {
        FactorKind::Authenticator => app_added(lang, name),
        FactorKind::Passkey => passkey_added(lang, name),
    }
}

pub(super) fn factor_renamed(lang: Language, kind: FactorKind, before: &str, after: &str) -> String {
    match kind {
        FactorKind::Authenticator => app_renamed(lang, before, after),
        FactorKind::Passkey => passkey_renamed(lang, before, after),
    }
}

pub(super) fn factor_removed(lang: Language, kind: FactorKind, name: &str) -> String {
    match kind {
        FactorKind::Authenticator => app_removed(lang, name),
        FactorKind::Passkey => passkey_removed(lang, name),
    }
}

pub(super) fn sessions_ended(lang: Language, ended: u32) -> String {
    match lang {
        En => format!("Ended {} from another one", count(ended, "own session", "own sessions")),
        Es => format!("Cerró {} desde otra", count(ended, "sesión propia", "sesiones propias")),
    }
}

pub(super) fn devices_forgotten(lang: Language, devices: u32) -> String {
    match lang {
        En => format!("Stopped trusting {}", count(devices, "device", "devices")),
        Es => format!("Dejó de confiar en {}", count(devices, "dispositivo", "dispositivos")),
    }
}

/// What is not known stays as it is stored.
pub(super) fn language_chosen(lang: Language, before: Option<&str>, tag: &str) -> String {
    fn named(tag: &str) -> &str {
        Language::from_tag(tag).map_or(tag, |language| language.own_name())
    }
    match before {
        Some(before) => changed_language(lang, named(before), named(tag)),
        None => chose_language(lang, named(tag)),
    }
}

pub(super) const fn new_password_refused(lang: Language, why: Refusal) -> &'static str {
    match why {
        Refusal::CodeUsedBefore => new_password_code_used_before(lang),
        _ => new_password_wrong_code(lang),
    }
}
