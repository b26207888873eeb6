//! The mail with which somebody proves an address before a firm is registered.

use domain::Language;

use super::Letter;
use super::sheet::{Part, sheet};

/// What is known when it is mailed.
pub(crate) struct Prove {
    pub(crate) language: Language,
    pub(crate) to: String,
    /// Where the firm is registered; nothing where the address has an account already.
    pub(crate) url: Option<String>,
    pub(crate) sign_in: String,
    pub(crate) hours: i32,
}

/// Writes the mail.
pub(crate) fn prove_address(prove: Prove) -> Letter {
    let language = prove.language;
    let (subject, what, button, url, if_not) = match (prove.url, language) {
        (Some(url), Language::En) => (
            "Register your firm",
            format!(
                "Somebody is setting Matterlock up for a firm and gave this address. The link below proves that it is yours and leads on to the registration. It works once, within {} hours.",
                prove.hours
            ),
            "Register the firm",
            url,
            "If you did not expect this, there is nothing to do: without the link nobody registers with your address.",
        ),
        (Some(url), Language::Es) => (
            "Registre su despacho",
            format!(
                "Alguien está configurando Matterlock para un despacho y dio esta dirección. El enlace de abajo comprueba que es suya y continúa con el registro. Sirve una sola vez, dentro de las próximas {} horas.",
                prove.hours
            ),
            "Registrar el despacho",
            url,
            "Si no lo esperaba, no tiene que hacer nada: sin el enlace nadie puede registrarse con su dirección.",
        ),
        (None, Language::En) => (
            "Your address has an account already",
            "Somebody tried to register a firm with this address, which has an account here already. One address has one account.".to_owned(),
            "Sign in",
            prove.sign_in,
            "To register another firm, use another address. If you did not expect this, there is nothing to do: your account is as it was.",
        ),
        (None, Language::Es) => (
            "Su dirección ya tiene una cuenta",
            "Alguien intentó registrar un despacho con esta dirección, que ya tiene una cuenta aquí. Cada dirección tiene una sola cuenta.".to_owned(),
            "Ingresar",
            prove.sign_in,
            "Para registrar otro despacho, use otra dirección. Si no lo esperaba, no tiene que hacer nada: su cuenta sigue igual.",
        ),
    };
    let foot = match language {
        Language::En => "Matterlock asks for no answer to this mail. It never asks for a password or a code by mail.",
        Language::Es => "No hace falta contestar este correo. Matterlock nunca pide contraseñas ni códigos por correo.",
    };
    let parts = [
        Part::Words(what),
        Part::Button(button, url),
        Part::Words(if_not.to_owned()),
        Part::Fine(foot.to_owned()),
    ];
    let (text, html) = sheet(language, &parts);
    Letter {
        to_name: String::new(),
        to_address: prove.to,
        subject: subject.to_owned(),
        text,
        html,
        attached: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proof_of_an_address_reads_well_in_both_languages() {
        for language in Language::ALL {
            for (named, url) in [
                ("free", Some("https://m.example/setup/firm#secret".to_owned())),
                ("taken", None),
            ] {
                let letter = prove_address(Prove {
                    language,
                    to: "ana@example.org".to_owned(),
                    url,
                    sign_in: "https://m.example/sign-in".to_owned(),
                    hours: 24,
                });
                insta::assert_snapshot!(
                    format!("{named}_{}", language.tag()),
                    format!("{}\n\n{}", letter.subject, letter.text)
                );
            }
        }
    }
}
