//! What administrators do at the firm's console: people, their accounts and sessions, the firm's rules.

use domain::Language::{self, En, Es};

use super::parts::count;
use crate::texts::texts;

texts! {
    person_invited(name: &str, email: &str, role: &str) {
        en: "Invited {name} ({email}) to the firm, role: {role}",
        es: "Invitó a {name} ({email}) al despacho, rol: {role}",
    }
    invitation_withdrawn(name: &str, email: &str) {
        en: "Took the invitation of {name} ({email}) back",
        es: "Retiró la invitación de {name} ({email})",
    }
    role_changed(name: &str, before: &str, after: &str) {
        en: "Changed the role of {name}: “{before}” → “{after}”",
        es: "Cambió el rol de {name}: “{before}” → “{after}”",
    }
    account_closed(name: &str) { en: "Closed the account of {name}", es: "Cerró la cuenta de {name}" }
    account_reopened(name: &str) { en: "Opened the account of {name} again", es: "Habilitó de nuevo la cuenta de {name}" }
    recovery_asked(name: &str) {
        en: "Asked for the recovery of {name}’s second factor; another administrator has to agree",
        es: "Pidió recuperar el segundo factor de {name}; falta que otra persona a cargo de la administración esté de acuerdo",
    }
    recovery_approved(name: &str) {
        en: "Agreed to the recovery of {name}’s second factor; it can be used after 24 hours, unless somebody says no",
        es: "Aprobó la recuperación del segundo factor de {name}; podrá usarse pasadas 24 horas, salvo que alguien se oponga",
    }
    recovery_cancelled(name: &str) {
        en: "Said no to the recovery of {name}’s second factor",
        es: "Se opuso a la recuperación del segundo factor de {name}",
    }
    sessions_read(name: &str) { en: "Looked at the sessions of {name}", es: "Consultó las sesiones de {name}" }
    policies_changed { en: "Changed the firm’s rules", es: "Modificó las reglas del despacho" }
}

pub(super) fn sessions_ended(lang: Language, name: &str, ended: u32) -> String {
    match lang {
        En => format!("Ended {} of {name}", count(ended, "session", "sessions")),
        Es => format!("Cerró {} de {name}", count(ended, "sesión", "sesiones")),
    }
}

pub(super) fn devices_forgotten(lang: Language, name: &str, devices: u32) -> String {
    match lang {
        En => format!(
            "Took back the trust in {} of {name}",
            count(devices, "device", "devices")
        ),
        Es => format!(
            "Retiró la confianza en {} de {name}",
            count(devices, "dispositivo", "dispositivos")
        ),
    }
}
