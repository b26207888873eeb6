//! Cases, who works on them or may not see them, and their parties.

use domain::Language::{self, En, Es};

use crate::texts::texts;

texts! {
    opened(number: &str, title: &str) { en: "Opened case {number}, “{title}”", es: "Abrió el expediente {number}, «{title}»" }
    read { en: "Read the case", es: "Consultó el expediente" }
    changed { en: "Changed the case", es: "Modificó el expediente" }
    person_assigned(name: &str) { en: "Assigned {name} to the case", es: "Asignó a {name} al expediente" }
    person_unassigned(name: &str) { en: "Took {name} off the case", es: "Retiró a {name} del expediente" }
    responsible_changed(before: &str, after: &str) {
        en: "Named {after} responsible for the case, in place of {before}",
        es: "Nombró a {after} responsable del expediente, en lugar de {before}",
    }
    wall_raised(name: &str, reason: &str) {
        en: "Walled {name} off from the case: “{reason}”",
        es: "Levantó una barrera ética para {name}: «{reason}»",
    }
    wall_lifted(name: &str, reason: &str) {
        en: "Lifted the wall for {name}: “{reason}”",
        es: "Retiró la barrera ética de {name}: «{reason}»",
    }
    hold_placed(reason: &str) { en: "Placed the case under legal hold: “{reason}”", es: "Puso el expediente bajo retención legal: «{reason}»" }
    hold_lifted(reason: &str) { en: "Lifted the legal hold: “{reason}”", es: "Levantó la retención legal: «{reason}»" }
    glass_broken(reason: &str) {
        en: "Opened the case by break-glass for four hours, without being assigned: “{reason}”",
        es: "Abrió el expediente por acceso de emergencia durante cuatro horas, sin tenerlo asignado: «{reason}»",
    }
    glass_refused(number: &str, reason: &str) {
        en: "Break-glass refused for the number “{number}”: “{reason}”",
        es: "Acceso de emergencia rechazado para el número «{number}»: «{reason}»",
    }
    glass_refused_for_own_reason(number: &str) {
        en: "Break-glass refused for the number “{number}” (the reason only they see)",
        es: "Acceso de emergencia rechazado para el número «{number}» (el motivo solo lo ve esa persona)",
    }
    glass_ended(name: &str) { en: "Ended the break-glass access of {name}", es: "Terminó el acceso de emergencia de {name}" }
    party_added(name: &str) { en: "Added the party {name}", es: "Agregó la parte {name}" }
    party_changed { en: "Changed a party", es: "Modificó una parte" }
    readers_read { en: "Looked who has opened the case", es: "Consultó quién ha abierto el expediente" }
    readers_of_document_read { en: "Looked who has opened a document", es: "Consultó quién ha abierto un documento" }
    party_removed(name: &str) { en: "Removed the party {name}", es: "Eliminó la parte {name}" }
}

/// What a wall ended, after what it says.
pub(super) const fn that_ended_glass(lang: Language, ended: bool) -> &'static str {
    match (lang, ended) {
        (_, false) => "",
        (En, true) => "; that ended their break-glass access",
        (Es, true) => "; con ello terminó su acceso de emergencia",
    }
}
