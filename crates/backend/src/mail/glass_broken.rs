//! What the responsible attorney is told of somebody who opened their case by break-glass.

use domain::Language;
use time::PrimitiveDateTime;

use super::Letter;
use super::moment::moment;
use super::sheet::{Part, sheet};

/// What is known when it is mailed.
pub(crate) struct GlassBroken {
    pub(crate) language: Language,
    pub(crate) firm: String,
    pub(crate) name: String,
    pub(crate) to: String,
    /// The case's number; its name stands in no mail.
    pub(crate) number: String,
    /// Who did it.
    pub(crate) by: String,
    pub(crate) reason: String,
    /// When, and until when, by the clocks of the firm.
    pub(crate) at: PrimitiveDateTime,
    pub(crate) until: PrimitiveDateTime,
    /// Where those stand, as the IANA names it.
    pub(crate) time_zone: String,
    /// The case's page.
    pub(crate) case_url: String,
}

/// Writes the mail.
pub(crate) fn glass_broken(about: GlassBroken) -> Letter {
    let language = about.language;
    let moment = |at| moment(language, at, &about.time_zone);
    let (subject, hello, what, facts, said, what_to_do, button, foot) = match language {
        Language::En => (
            format!("Case {} was opened by break-glass", about.number),
            format!("Dear {},", about.name),
            format!(
                "{}, who is not assigned to case {}, opened it for four hours by break-glass. You answer for this case, so you are told at once.",
                about.by, about.number
            ),
            ["Who", "When", "Until"],
            "The reason that was given:",
            "What is done in the case meanwhile stands in its timeline. If you do not agree, end this access on the case’s page; a wall there keeps somebody out for good.",
            "Open the case",
            format!(
                "Matterlock writes this for {} and asks for no answer. It never asks for a password or a code by mail.",
                about.firm
            ),
        ),
        Language::Es => (
            format!("Se abrió el expediente {} por acceso de emergencia", about.number),
            format!("Estimado(a) {}:", about.name),
            format!(
                "{}, que no está entre las personas asignadas al expediente {}, lo abrió por cuatro horas mediante el acceso de emergencia. Usted responde por este expediente; por eso se le avisa de inmediato.",
                about.by, about.number
            ),
            ["Quién", "Cuándo", "Hasta"],
            "El motivo que indicó:",
            "Lo que se haga mientras tanto queda en la cronología del expediente. Si no está de acuerdo, termine ese acceso en la página del expediente; una barrera ética impide el acceso de forma permanente.",
            "Abrir el expediente",
            format!(
                "Matterlock escribe este correo en nombre de {}; no hace falta contestarlo. Nunca pedimos contraseñas ni códigos por correo.",
                about.firm
            ),
        ),
    };
    let [who, when, until] = facts;
    let parts = [
        Part::Words(hello),
        Part::Words(what),
        Part::Facts(vec![
            (who, about.by.clone()),
            (when, moment(about.at)),
            (until, moment(about.until)),
        ]),
        Part::Words(said.to_owned()),
        Part::Quote(about.reason.clone()),
        Part::Words(what_to_do.to_owned()),
        Part::Button(button, about.case_url.clone()),
        Part::Fine(foot),
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
    fn the_responsible_attorney_reads_who_why_and_until_when() {
        for language in Language::ALL {
            let letter = glass_broken(GlassBroken {
                language,
                firm: "Solano & Asociados".to_owned(),
                name: "Rosa Peña".to_owned(),
                to: "rosa@example.org".to_owned(),
                number: "2026-0014".to_owned(),
                by: "Luis <Mora>".to_owned(),
                reason: "Audiencia mañana a las 8.\nRosa no contesta & urge <el> poder.".to_owned(),
                at: at(5),
                until: at(9),
                time_zone: "America/Costa_Rica".to_owned(),
                case_url: "https://m.example/cases/1".to_owned(),
            });
            assert!(letter.html.contains("Luis &lt;Mora&gt;") && letter.html.contains("urge &lt;el&gt; poder"));
            assert!(letter.html.contains("https://m.example/cases/1"));
            insta::assert_snapshot!(
                format!("glass_broken_{}", language.tag()),
                format!("{}\n\n{}", letter.subject, letter.text)
            );
        }
    }
}
