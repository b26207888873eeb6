//! What an operator is told of an alert; without one, whoever may run the checks at a firm.

use domain::Language;
use domain::installation::AlertKind;
use time::PrimitiveDateTime;

use super::Letter;
use super::moment::moment;
use super::sheet::{Part, sheet};

/// What is known when it is mailed.
pub(crate) struct Alert {
    pub(crate) language: Language,
    pub(crate) name: String,
    pub(crate) to: String,
    pub(crate) kind: AlertKind,
    pub(crate) subject: String,
    /// When it began, by the clocks of the operators' house.
    pub(crate) at: PrimitiveDateTime,
    /// Where those stand, as the IANA names it.
    pub(crate) time_zone: String,
    /// Whether the reader administers a firm and is told because there is no operator.
    pub(crate) instead: bool,
    /// Where operators read alerts, and the others the checks.
    pub(crate) url: String,
}

/// Writes the mail.
pub(crate) fn alert(about: Alert) -> Letter {
    let language = about.language;
    let (subject, what) = words(language, about.kind);
    let (hello, when, which, (checks, alerts), foot) = match language {
        Language::En => (
            format!("Dear {},", about.name),
            "Since",
            "Which",
            ("See the checks", "See the alerts"),
            if about.instead {
                "Nobody operates this installation, so Matterlock writes this to those who administer the firms on it, and asks for no answer. Tell whoever looks after the server; an operator is added there with server add-operator. Matterlock never asks for a password or a code by mail."
            } else {
                "Matterlock writes this to whoever operates this installation and asks for no answer. It never asks for a password or a code by mail."
            },
        ),
        Language::Es => (
            format!("Estimado(a) {}:", about.name),
            "Desde",
            "Cuál",
            ("Ver las comprobaciones", "Ver las alertas"),
            if about.instead {
                "Nadie opera esta instalación; por eso Matterlock escribe este correo a quienes administran sus despachos, y no hace falta contestarlo. Avise a quien cuida el servidor; allí se agrega a quien la opere con server add-operator. Nunca pedimos contraseñas ni códigos por correo."
            } else {
                "Matterlock escribe este correo a quienes operan esta instalación; no hace falta contestarlo. Nunca pedimos contraseñas ni códigos por correo."
            },
        ),
    };
    let mut facts = vec![(when, moment(language, about.at, &about.time_zone))];
    if !about.subject.is_empty() {
        facts.insert(0, (which, about.subject));
    }
    let button = match about.kind {
        _ if !about.instead => Some(alerts),
        AlertKind::CheckBroken | AlertKind::ChecksLate => Some(checks),
        // A firm has no page that shows it: whoever looks after the server has.
        AlertKind::JobsFailing | AlertKind::SignInsAttacked | AlertKind::StampsFailing | AlertKind::DiskLow => None,
    };
    let mut parts = vec![Part::Words(hello), Part::Words(what.to_owned()), Part::Facts(facts)];
    parts.extend(button.map(|button| Part::Button(button, about.url)));
    parts.push(Part::Fine(foot.to_owned()));
    let (text, html) = sheet(language, &parts);
    Letter {
        to_name: about.name,
        to_address: about.to,
        subject: subject.to_owned(),
        text,
        html,
        attached: None,
    }
}

/// Subject, and what happened and what to look at.
const fn words(language: Language, kind: AlertKind) -> (&'static str, &'static str) {
    match (kind, language) {
        (AlertKind::CheckBroken, Language::En) => (
            "Alert: a promise does not hold",
            "A promise of this installation did not hold when it was last checked. The page of the checks says what was seen.",
        ),
        (AlertKind::CheckBroken, Language::Es) => (
            "Alerta: una promesa no se cumple",
            "Una promesa de esta instalación no se cumplió en su última comprobación. La página de comprobaciones indica qué se observó.",
        ),
        (AlertKind::ChecksLate, Language::En) => (
            "Alert: the promises are not being checked",
            "The promises of this installation have not been checked for more than a day, though they are every night. Look whether the server runs.",
        ),
        (AlertKind::ChecksLate, Language::Es) => (
            "Alerta: no se comprueban las promesas",
            "Hace más de un día que no se comprueban las promesas de esta instalación, aunque se hace cada noche. Revise si el servidor está en marcha.",
        ),
        (AlertKind::JobsFailing, Language::En) => (
            "Alert: work is not getting done",
            "Jobs of this installation go on failing. They are tried on, and nothing is lost; the server's own log says why they fail.",
        ),
        (AlertKind::JobsFailing, Language::Es) => (
            "Alerta: hay tareas que no se completan",
            "Hay tareas de esta instalación que siguen fallando. Se reintentan y nada se pierde; el registro del servidor indica por qué fallan.",
        ),
        (AlertKind::DiskLow, Language::En) => (
            "Alert: the disk is nearly full",
            "The disk that holds the documents of this installation is nearly full. Once it is, nothing can be uploaded or signed.",
        ),
        (AlertKind::DiskLow, Language::Es) => (
            "Alerta: el disco está casi lleno",
            "El disco que guarda los documentos de esta instalación está casi lleno. Cuando se llene, no se podrá cargar ni firmar nada.",
        ),
        (AlertKind::SignInsAttacked, Language::En) => (
            "Alert: somebody is trying passwords",
            "Ten addresses or devices or more are locked at the same time, each after five sign-ins that failed. Nobody got in with those; whoever has an account there was told.",
        ),
        (AlertKind::SignInsAttacked, Language::Es) => (
            "Alerta: alguien está probando contraseñas",
            "Hay diez direcciones o dispositivos o más bloqueados a la vez, cada uno tras cinco ingresos fallidos. Con esos intentos nadie logró ingresar; se avisó a quienes tienen ahí una cuenta.",
        ),
        (AlertKind::StampsFailing, Language::En) => (
            "Alert: checkpoints get no time stamp",
            "The time-stamp authority that was chosen has given no stamp that holds for a day. The logs are written and signed as always, and the authority is asked on; the server’s own log says what it answers.",
        ),
        (AlertKind::StampsFailing, Language::Es) => (
            "Alerta: los puntos de control no reciben sello de tiempo",
            "Desde hace un día, la autoridad de sellado de tiempo elegida no da ningún sello válido. Las bitácoras se escriben y se firman como siempre y se le sigue preguntando; el registro del servidor indica qué responde.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(language: Language, kind: AlertKind, instead: bool) -> Alert {
        Alert {
            language,
            name: "Olga <Operadora>".to_owned(),
            to: "olga@example.org".to_owned(),
            kind,
            subject: if kind == AlertKind::CheckBroken { "S4.one" } else { "" }.to_owned(),
            at: PrimitiveDateTime::new(
                time::Date::from_calendar_date(2026, time::Month::November, 18).unwrap(),
                time::Time::from_hms(5, 6, 0).unwrap(),
            ),
            time_zone: "America/Costa_Rica".to_owned(),
            instead,
            url: "https://m.example/admin/alerts".to_owned(),
        }
    }

    #[test]
    fn r5_who_is_told_instead_of_an_operator_reads_why() {
        // What the page of the checks does not show, leads nobody there.
        for (kind, leads) in [(AlertKind::CheckBroken, true), (AlertKind::DiskLow, false)] {
            for (language, why, button) in [
                (Language::En, "Nobody operates this installation", "See the checks"),
                (Language::Es, "Nadie opera esta instalación", "Ver las comprobaciones"),
            ] {
                let text = alert(about(language, kind, true)).text;
                assert!(text.contains(why) && text.contains(button) == leads, "{text}");
            }
        }
    }

    #[test]
    fn alerts_read_well_and_nothing_in_them_is_markup() {
        for language in Language::ALL {
            for kind in AlertKind::ALL {
                let letter = alert(about(language, kind, false));
                assert!(!letter.html.contains("<Operadora>") && letter.html.contains("https://m.example/admin/alerts"));
                insta::assert_snapshot!(
                    format!("{}_{}", kind.name(), language.tag()),
                    format!("{}\n\n{}", letter.subject, letter.text)
                );
            }
        }
    }
}
