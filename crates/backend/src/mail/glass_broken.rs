//! What the responsible attorney is told of somebody who opened their case by break-glass.

use domain::Language;
use time::PrimitiveDateTime;

use super::Letter;
use super::let_in::LetIn;
use super::moment::moment;

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
    let (subject, what, facts, said, what_to_do, button) = match language {
        Language::En => (
            format!("Case {} was opened by break-glass", about.number),
            format!(
                "{}, who is not assigned to case {}, opened it for four hours by break-glass. You answer for this case, so you are told at once.",
                about.by, about.number
            ),
            ["Who", "When", "Until"],
            "The reason that was given:",
            "What is done in the case meanwhile stands in its timeline. If you do not agree, end this access on the case’s page; a wall there keeps somebody out for good.",
            "Open the case",
        ),
        Language::Es => (
            format!("Se abrió el expediente {} por acceso de emergencia", about.number),
            format!(
                "{}, que no está entre las personas asignadas al expediente {}, lo abrió por cuatro horas mediante el acceso de emergencia. Usted responde por este expediente; por eso se le avisa de inmediato.",
                about.by, about.number
            ),
            ["Quién", "Cuándo", "Hasta"],
            "El motivo que indicó:",
            "Lo que se haga mientras tanto queda en la cronología del expediente. Si no está de acuerdo, termine ese acceso en la página del expediente; una barrera ética impide el acceso de forma permanente.",
            "Abrir el expediente",
        ),
    };
    let [who, when, until] = facts;
    let (from, to) = (moment(about.at), moment(about.until));
    LetIn {
        language,
        firm: about.firm,
        name: about.name,
        to: about.to,
        subject,
        what,
        facts: vec![(who, about.by), (when, from), (until, to)],
        said,
        reason: about.reason,
        what_to_do,
        button: (button, about.case_url),
    }
    .write()
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
