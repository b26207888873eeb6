//! The installation: what its operators do, and its checks.

use domain::Language::{self, En, Es};
use domain::installation::AlertKind;

use crate::texts::{self, texts};

texts! {
    person_added(name: &str, role: &str) {
        en: "Added an account for {name}, role: {role}",
        es: "Creó una cuenta para {name}, rol: {role}",
    }
    people_imported(people: u32) {
        en: "Accounts brought from another system: {people}",
        es: "Cuentas traídas de otro sistema: {people}",
    }
    checks_run(held: u32, broken: u32) {
        en: "Ran the promise checks: {held} held, {broken} broken",
        es: "Ejecutó las comprobaciones: {held} se cumplen, {broken} no",
    }
    log_year_removed(year: u16, entries: u64, firms: u32) {
        en: "Removed the logs of {year} from the database, seven years after its end and archived in signed files; entries: {entries}, firms: {firms}",
        es: "Retiró de la base de datos las bitácoras de {year}, siete años después de su cierre y archivadas en archivos firmados; entradas: {entries}, despachos: {firms}",
    }
    firms_read { en: "Looked at the firms", es: "Consultó los despachos" }
    health_read { en: "Looked at how the installation does", es: "Consultó el estado de la instalación" }
    setup_link_made { en: "Made a link with which a firm registers", es: "Creó un enlace para registrar un despacho" }
    setup_link_withdrawn { en: "Took a link for a firm back", es: "Retiró un enlace para registrar un despacho" }
}

pub(super) fn alert_acknowledged(lang: Language, kind: AlertKind, subject: &str) -> String {
    let about = texts::installation::alert(lang, kind);
    let which = if subject.is_empty() {
        String::new()
    } else {
        format!(" ({subject})")
    };
    match lang {
        En => format!("Has seen the alert: {about}{which}"),
        Es => format!("Vio la alerta: {about}{which}"),
    }
}
