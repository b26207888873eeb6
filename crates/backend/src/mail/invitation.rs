//! The mail with a signature link.

use domain::Language;
use time::PrimitiveDateTime;

use super::Letter;
use super::moment::moment;
use super::sheet::{Part, sheet};

/// What the mail says.
pub(crate) struct Invitation {
    pub(crate) language: Language,
    pub(crate) firm: String,
    pub(crate) sender: String,
    pub(crate) signer: String,
    pub(crate) address: String,
    pub(crate) document: String,
    pub(crate) message: String,
    pub(crate) url: String,
    /// When the link stops working, by the clocks of the firm.
    pub(crate) expires_at: PrimitiveDateTime,
    /// Where these clocks stand, as the IANA names it.
    pub(crate) time_zone: String,
}

/// Writes the mail, as text and as HTML with the same words.
pub(crate) fn invitation(invitation: Invitation) -> Letter {
    let Invitation {
        language,
        firm,
        sender,
        signer,
        address,
        document,
        message,
        url,
        expires_at,
        time_zone,
    } = invitation;
    let until = moment(language, expires_at, &time_zone);
    let (subject, hello, asks, button, until, doubt) = match language {
        Language::En => (
            format!("{firm} asks you to sign «{document}»"),
            format!("Dear {signer},"),
            format!(
                "{sender} of {firm} asks you to read and sign the document «{document}». It can be done on a phone and takes a few minutes."
            ),
            "Open the document",
            format!("The link works until {until}, and only for you: please don't pass it on."),
            format!("If you did not expect this mail, ask {firm} by a way that you know already."),
        ),
        Language::Es => (
            format!("{firm} le solicita firmar «{document}»"),
            format!("Estimado(a) {signer}:"),
            format!(
                "{sender}, de {firm}, le solicita leer y firmar el documento «{document}». Puede hacerlo desde su teléfono, en pocos minutos."
            ),
            "Abrir el documento",
            format!("El enlace funciona hasta el {until}, y es solo para usted: por favor no lo comparta."),
            format!("Si no esperaba este correo, consulte a {firm} por un medio que usted ya conozca."),
        ),
    };
    let mut parts = vec![Part::Words(hello), Part::Words(asks)];
    if !message.is_empty() {
        parts.push(Part::Quote(message));
    }
    parts.extend([
        Part::Button(button, url),
        Part::Words(until),
        Part::Fine(doubt),
        Part::Words(firm),
    ]);
    let (text, html) = sheet(language, &parts);
    Letter {
        to_name: signer,
        to_address: address,
        subject,
        text,
        html,
        attached: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(language: Language) -> Letter {
        invitation(Invitation {
            language,
            firm: "Solano & Asociados".to_owned(),
            sender: "Lucía Solano".to_owned(),
            signer: "José <Peña>".to_owned(),
            address: "jose@example.org".to_owned(),
            document: "Poder especial.pdf".to_owned(),
            message: "Gracias.\n<script>".to_owned(),
            url: "https://m.example/sign#abc".to_owned(),
            expires_at: PrimitiveDateTime::new(
                time::Date::from_calendar_date(2026, time::Month::December, 5).unwrap(),
                time::Time::from_hms(18, 5, 0).unwrap(),
            ),
            time_zone: "America/Costa_Rica".to_owned(),
        })
    }

    #[test]
    fn both_forms_carry_the_link_and_nothing_unescaped() {
        for language in Language::ALL {
            let letter = sample(language);
            assert!(letter.text.contains("https://m.example/sign#abc"));
            assert!(letter.html.contains("https://m.example/sign#abc"));
            assert!(!letter.html.contains("<script>") && !letter.html.contains("<Peña>"));
            assert!(letter.html.contains("Solano &amp; Asociados"));
        }
        insta::assert_snapshot!(sample(Language::Es).text);
    }
}
