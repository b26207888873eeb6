//! What a firm is told of support access: its administrators that an operator asks for it, and whoever answers for the case that it was granted.

use domain::Language;
use time::PrimitiveDateTime;

use super::Letter;
use super::moment::moment;
use super::sheet::{Part, sheet};

/// What is known when the request is mailed.
pub(crate) struct SupportAsked {
    pub(crate) language: Language,
    pub(crate) firm: String,
    pub(crate) name: String,
    pub(crate) to: String,
    /// Which operator.
    pub(crate) by: String,
    pub(crate) reason: String,
    /// When, by the clocks of the firm.
    pub(crate) at: PrimitiveDateTime,
    /// Where those stand, as the IANA names it.
    pub(crate) time_zone: String,
    /// Where it is answered.
    pub(crate) console_url: String,
}

/// What is known when the grant is mailed.
pub(crate) struct SupportGranted {
    pub(crate) language: Language,
    pub(crate) firm: String,
    pub(crate) name: String,
    pub(crate) to: String,
    /// The case's number; its name stands in no mail.
    pub(crate) number: String,
    /// Who granted it.
    pub(crate) by: String,
    /// Which operator was let in.
    pub(crate) operator: String,
    pub(crate) reason: String,
    pub(crate) changing: bool,
    /// When, and until when, by the clocks of the firm.
    pub(crate) at: PrimitiveDateTime,
    pub(crate) until: PrimitiveDateTime,
    /// Where those stand, as the IANA names it.
    pub(crate) time_zone: String,
    /// The case's page.
    pub(crate) case_url: String,
}

fn hello(language: Language, name: &str) -> String {
    match language {
        Language::En => format!("Dear {name},"),
        Language::Es => format!("Estimado(a) {name}:"),
    }
}

fn foot(language: Language, firm: &str) -> String {
    match language {
        Language::En => format!(
            "Matterlock writes this for {firm} and asks for no answer. It never asks for a password or a code by mail."
        ),
        Language::Es => format!(
            "Matterlock escribe este correo en nombre de {firm}; no hace falta contestarlo. Nunca pedimos contraseñas ni códigos por correo."
        ),
    }
}

/// Writes to an administrator that an operator asks.
pub(crate) fn support_asked(about: SupportAsked) -> Letter {
    let language = about.language;
    let (subject, what, facts, said, what_to_do, button) = match language {
        Language::En => (
            "An operator asks for access to a case",
            format!(
                "{}, who operates the installation of Matterlock that your firm works with, asks to see one case. Nobody there can unless you say so.",
                about.by
            ),
            ["Who", "When"],
            "The reason that was given:",
            "At the console you say for which case, for how many hours, and whether it may be changed; or you say no. You can take it back at any time, and every look stands in your firm’s log.",
            "Answer at the console",
        ),
        Language::Es => (
            "Se solicita acceso de soporte a un expediente",
            format!(
                "{}, que opera la instalación de Matterlock que usa su despacho, solicita ver un expediente. Allí nadie puede verlo si usted no lo autoriza.",
                about.by
            ),
            ["Quién", "Cuándo"],
            "El motivo que indicó:",
            "En la consola usted indica para cuál expediente, por cuántas horas y si se puede modificar; o lo rechaza. Puede retirar el acceso en cualquier momento, y cada consulta queda en la bitácora de su despacho.",
            "Responder en la consola",
        ),
    };
    let [who, when] = facts;
    let parts = [
        Part::Words(hello(language, &about.name)),
        Part::Words(what),
        Part::Facts(vec![
            (who, about.by),
            (when, moment(language, about.at, &about.time_zone)),
        ]),
        Part::Words(said.to_owned()),
        Part::Quote(about.reason),
        Part::Words(what_to_do.to_owned()),
        Part::Button(button, about.console_url),
        Part::Fine(foot(language, &about.firm)),
    ];
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

/// Writes to whoever answers for the case that an operator was let in.
pub(crate) fn support_granted(about: SupportGranted) -> Letter {
    let language = about.language;
    let moment = |at| moment(language, at, &about.time_zone);
    let (subject, what, facts, said, what_to_do, button) = match language {
        Language::En => (
            format!("Support may see case {}", about.number),
            format!(
                "{} let {}, who operates the installation of Matterlock, into case {}: {}. You answer for this case, so you are told at once.",
                about.by,
                about.operator,
                about.number,
                if about.changing {
                    "to read and to change it"
                } else {
                    "to read it, and to change nothing"
                }
            ),
            ["Who", "Granted by", "When", "Until"],
            "The reason for asking:",
            "What is looked at and done meanwhile stands in the case’s timeline. If you do not agree, ask an administrator of your firm to take it back: that ends it at once.",
            "Open the case",
        ),
        Language::Es => (
            format!("El soporte puede ver el expediente {}", about.number),
            format!(
                "{} dio acceso al expediente {} a {}, que opera la instalación de Matterlock: {}. Usted responde por este expediente; por eso se le avisa de inmediato.",
                about.by,
                about.number,
                about.operator,
                if about.changing {
                    "puede consultarlo y modificarlo"
                } else {
                    "puede consultarlo, sin modificar nada"
                }
            ),
            ["Quién", "Autorizado por", "Cuándo", "Hasta"],
            "El motivo de la solicitud:",
            "Lo que se consulte y se haga mientras tanto queda en la cronología del expediente. Si no está de acuerdo, pida a quien administra su despacho que retire el acceso: termina de inmediato.",
            "Abrir el expediente",
        ),
    };
    let [who, granted_by, when, until] = facts;
    let parts = [
        Part::Words(hello(language, &about.name)),
        Part::Words(what),
        Part::Facts(vec![
            (who, about.operator.clone()),
            (granted_by, about.by.clone()),
            (when, moment(about.at)),
            (until, moment(about.until)),
        ]),
        Part::Words(said.to_owned()),
        Part::Quote(about.reason.clone()),
        Part::Words(what_to_do.to_owned()),
        Part::Button(button, about.case_url.clone()),
        Part::Fine(foot(language, &about.firm)),
    ];
    let (text, html) = sheet(language, &parts);
    Letter {
        to_name: about.name,
        to_address: about.to,
        subject,
        text,
        html,
        attached: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: u8) -> PrimitiveDateTime {
        PrimitiveDateTime::new(
            time::Date::from_calendar_date(2026, time::Month::November, 18).unwrap(),
            time::Time::from_hms(hour, 6, 0).unwrap(),
        )
    }

    #[test]
    fn i5_the_firm_reads_who_asks_and_who_was_let_in() {
        for language in Language::ALL {
            let reason = "Las firmas no se sellan.\nHace falta ver <el> documento.".to_owned();
            let asked = support_asked(SupportAsked {
                language,
                firm: "Solano & Asociados".to_owned(),
                name: "Ana Solano".to_owned(),
                to: "ana@example.org".to_owned(),
                by: "Olga <Mora>".to_owned(),
                reason: reason.clone(),
                at: at(5),
                time_zone: "America/Costa_Rica".to_owned(),
                console_url: "https://m.example/admin/support".to_owned(),
            });
            let granted = support_granted(SupportGranted {
                language,
                firm: "Solano & Asociados".to_owned(),
                name: "Rosa Peña".to_owned(),
                to: "rosa@example.org".to_owned(),
                number: "2026-0014".to_owned(),
                by: "Ana Solano".to_owned(),
                operator: "Olga <Mora>".to_owned(),
                reason,
                changing: false,
                at: at(5),
                until: at(9),
                time_zone: "America/Costa_Rica".to_owned(),
                case_url: "https://m.example/cases/1".to_owned(),
            });
            assert!(asked.html.contains("https://m.example/admin/support"));
            assert!(granted.html.contains("https://m.example/cases/1"));
            for (name, letter) in [("support_asked", asked), ("support_granted", granted)] {
                assert!(letter.html.contains("Olga &lt;Mora&gt;") && letter.html.contains("&lt;el&gt;"));
                insta::assert_snapshot!(
                    format!("{name}_{}", language.tag()),
                    format!("{}\n\n{}", letter.subject, letter.text)
                );
            }
        }
    }
}
