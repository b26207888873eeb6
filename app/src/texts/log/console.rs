//! What administrators do at the firm's console: people, their accounts and sessions, the firm's rules.

use domain::Language::{self, En, Es};
use domain::audit::BLACKENED;
use domain::console::CheckpointMail;

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
    erasure_receipt_read { en: "Looked at the receipt of an erasure", es: "Consultó la constancia de una supresión" }
    log_year_removed(year: u16, entries: u64) {
        en: "Removed the log of {year} from the database, seven years after its end and archived in signed files; entries: {entries}",
        es: "Retiró de la base de datos la bitácora de {year}, siete años después de su cierre y archivada en archivos firmados; entradas: {entries}",
    }
    policies_changed { en: "Changed the firm’s rules", es: "Modificó las reglas del despacho" }
    checkpoint_mail_changed { en: "Changed where checkpoints of the logs are mailed to", es: "Cambió a dónde se envían los puntos de control de las bitácoras" }
    to_administrators { en: "those who administer the firm", es: "quienes administran el despacho" }
    to_nobody { en: "nowhere", es: "a ningún lado" }
}

/// From where to where: an address may have been erased since.
pub(super) fn checkpoint_mail(
    lang: Language,
    before: (CheckpointMail, Option<&str>),
    after: (CheckpointMail, Option<&str>),
) -> String {
    let place = |(goes_to, address): (CheckpointMail, Option<&str>)| match goes_to {
        CheckpointMail::Administrators => to_administrators(lang).to_owned(),
        CheckpointMail::Address => address.unwrap_or(BLACKENED).to_owned(),
        CheckpointMail::Off => to_nobody(lang).to_owned(),
    };
    let (before, after) = (place(before), place(after));
    let changed = checkpoint_mail_changed(lang);
    match lang {
        En => format!("{changed}: “{before}” → “{after}”"),
        Es => format!("{changed}: «{before}» → «{after}»"),
    }
}

pub(super) fn erasure_sought(lang: Language, found: usize) -> String {
    let found = u32::try_from(found).unwrap_or(u32::MAX);
    match lang {
        En => format!(
            "Looked somebody up to erase them: {} found",
            count(found, "record", "records")
        ),
        Es => format!(
            "Buscó a una persona para suprimir sus datos: {}",
            count(found, "registro encontrado", "registros encontrados")
        ),
    }
}

/// With how many of each kind, and on what ground.
pub(super) fn person_erased(
    lang: Language,
    [colleagues, parties, signers, invitations]: [u32; 4],
    kept: u32,
    filters: u32,
    ground: &str,
) -> String {
    let kinds = match lang {
        En => [
            (colleagues, "former colleague", "former colleagues"),
            (parties, "party", "parties"),
            (signers, "signer", "signers"),
            (invitations, "invitation", "invitations"),
        ],
        Es => [
            (colleagues, "excolega", "excolegas"),
            (parties, "parte", "partes"),
            (signers, "firmante", "firmantes"),
            (invitations, "invitación", "invitaciones"),
        ],
    };
    let erased: Vec<String> = kinds
        .into_iter()
        .filter(|(of, ..)| *of > 0)
        .map(|(of, one, many)| count(of, one, many))
        .collect();
    let kept = match (lang, kept) {
        (_, 0) => String::new(),
        (En, _) => format!("; {} kept as evidence", count(kept, "signature", "signatures")),
        (Es, 1) => "; una firma se conserva como prueba".to_owned(),
        (Es, _) => format!("; {kept} firmas se conservan como prueba"),
    };
    let filters = match (lang, filters) {
        (_, 0) => String::new(),
        (En, _) => format!(
            "; with {} of other people",
            count(filters, "saved filter", "saved filters")
        ),
        (Es, _) => format!(
            "; con {} de otras personas",
            count(filters, "filtro guardado", "filtros guardados")
        ),
    };
    match lang {
        En => format!(
            "Erased for good: {}{kept}{filters}; ground: “{ground}”",
            erased.join(", ")
        ),
        Es => format!(
            "Suprimió de forma definitiva: {}{kept}{filters}; fundamento: «{ground}»",
            erased.join(", ")
        ),
    }
}

/// Of how many entries that were signed, and how many of them the log holds.
pub(super) fn log_resumed(lang: Language, of_the_console: bool, [signed, held]: [u64; 2], reason: &str) -> String {
    match (lang, of_the_console) {
        (En, true) => format!(
            "The console’s log goes on after entry {held}, although {signed} were signed: a backup was restored. Reason: “{reason}”"
        ),
        (En, false) => format!(
            "The firm’s log goes on after entry {held}, although {signed} were signed: a backup was restored. Reason: “{reason}”"
        ),
        (Es, true) => format!(
            "La bitácora de la consola sigue después de la entrada {held}, aunque se firmaron {signed}: se restauró una copia de seguridad. Motivo: «{reason}»"
        ),
        (Es, false) => format!(
            "La bitácora del despacho sigue después de la entrada {held}, aunque se firmaron {signed}: se restauró una copia de seguridad. Motivo: «{reason}»"
        ),
    }
}

/// Of a year where it was an archive.
pub(super) fn log_taken_at_the_terminal(lang: Language, of_the_console: bool, year: Option<u16>) -> String {
    let of = match (lang, of_the_console) {
        (En, true) => "The console’s log",
        (En, false) => "The firm’s log",
        (Es, true) => "la bitácora de la consola",
        (Es, false) => "la bitácora del despacho",
    };
    match (lang, year) {
        (En, None) => format!("{of} was written into a file that can be verified, at the server’s terminal"),
        (En, Some(year)) => format!("{of} of {year} was archived into a file, at the server’s terminal"),
        (Es, None) => format!("Se escribió {of} en un archivo verificable, desde la terminal del servidor"),
        (Es, Some(year)) => format!("Se archivó {of} de {year}, desde la terminal del servidor"),
    }
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
