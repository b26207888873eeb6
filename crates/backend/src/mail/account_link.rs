//! The mails that carry a link to an account: an invitation, a new password.

use domain::{Language, Role};
use time::PrimitiveDateTime;

use super::Letter;
use super::about_account::from_where;
use super::moment::moment;
use super::sheet::{Part, sheet};

/// What is known when it is mailed.
pub(crate) struct LinkByMail {
    pub(crate) language: Language,
    pub(crate) firm: String,
    pub(crate) name: String,
    pub(crate) to: String,
    pub(crate) leads_to: LeadsTo,
    pub(crate) url: String,
    /// When the link stops working, by the clocks of the firm.
    pub(crate) expires_at: PrimitiveDateTime,
    /// Where the firm's clocks stand, as the IANA names it.
    pub(crate) time_zone: String,
}

/// What the link leads to.
pub(crate) enum LeadsTo {
    /// An account at the firm.
    Invitation { invited_by: String, role: Role },
    /// A new password, asked for from this address and device.
    NewPassword { address: Option<String>, device: String },
    /// Saying no to a recovery, which another administrator has agreed to or has yet to.
    CancelRecovery { agreed: bool },
}

/// Writes the mail.
pub(crate) fn link_by_mail(link: LinkByMail) -> Letter {
    let language = link.language;
    let firm = &link.firm;
    let until = moment(language, link.expires_at, &link.time_zone);
    let (works_until, hello) = match language {
        Language::En => ("The link works once, until", format!("Dear {},", link.name)),
        Language::Es => (
            "El enlace sirve una sola vez, hasta",
            format!("Estimado(a) {}:", link.name),
        ),
    };
    let mut facts = vec![(works_until, until)];
    if matches!(link.leads_to, LeadsTo::CancelRecovery { .. }) {
        facts.clear();
    }
    let (subject, what, button, if_not) = match (&link.leads_to, language) {
        (LeadsTo::Invitation { invited_by, role }, Language::En) => {
            facts.insert(0, ("Your role", role.title(language).to_owned()));
            (
                format!("{firm} invites you to its office in Matterlock"),
                format!(
                    "{invited_by} has invited you to work with {firm} in Matterlock, where the firm keeps its cases and has documents signed. The link below makes your account: you choose a password and set up an authenticator app on your phone."
                ),
                "Make my account",
                "If you did not expect this, ask the firm before you open the link; without it, nothing happens."
                    .to_owned(),
            )
        }
        (LeadsTo::Invitation { invited_by, role }, Language::Es) => {
            facts.insert(0, ("Su rol", role.title(language).to_owned()));
            (
                format!("{firm} le invita a su oficina en Matterlock"),
                format!("{invited_by} le invita a trabajar con {firm} en Matterlock, donde el despacho lleva sus expedientes y recoge firmas. Con el enlace de abajo usted crea su cuenta: elige una contraseña y configura una aplicación autenticadora en su teléfono."),
                "Crear mi cuenta",
                "Si no esperaba este correo, consulte con el despacho antes de abrir el enlace; si no lo abre, no ocurre nada.".to_owned(),
            )
        }
        (LeadsTo::NewPassword { address, device }, Language::En) => {
            facts.extend(from_where(language, device, address.as_deref()));
            (
                "Choose a new password".to_owned(),
                "Somebody asked for a new password for your account. The link below lets you choose one; a code of your second factor is asked with it.".to_owned(),
                "Choose a new password",
                "If that was not you, there is nothing to do: your password stays as it is, and this mail alone opens nothing. Tell your firm's administrator if it goes on.".to_owned(),
            )
        }
        (LeadsTo::NewPassword { address, device }, Language::Es) => {
            facts.extend(from_where(language, device, address.as_deref()));
            (
                "Elija una contraseña nueva".to_owned(),
                "Alguien pidió una contraseña nueva para su cuenta. Con el enlace de abajo puede elegirla; también se le pedirá un código de su segundo factor.".to_owned(),
                "Elegir una contraseña nueva",
                "Si no fue usted, no tiene que hacer nada: su contraseña sigue igual y este correo por sí solo no abre nada. Avise a quien administra el sistema en su despacho si se repite.".to_owned(),
            )
        }
        (LeadsTo::CancelRecovery { agreed }, Language::En) => (
            "Did you lose your second factor?".to_owned(),
            if *agreed {
                "Two administrators of your firm say that you lost your second factor. In 24 hours whoever has your password can set up a new one in its place, unless you say no."
            } else {
                "An administrator of your firm says that you lost your second factor, and asked for its recovery. Another one has to agree; 24 hours after that, whoever has your password can set up a new one in its place, unless you say no."
            }
            .to_owned(),
            "No, cancel the recovery",
            "If you did lose it, there is nothing to do: wait, then sign in with your password. If you did not, cancel it now, and ask your firm's administrators who asked for it.".to_owned(),
        ),
        (LeadsTo::CancelRecovery { agreed }, Language::Es) => (
            "¿Perdió su segundo factor?".to_owned(),
            if *agreed {
                "Dos personas a cargo de la administración en su despacho indican que usted perdió su segundo factor. Dentro de 24 horas, quien tenga su contraseña podrá configurar uno nuevo en su lugar, salvo que usted se oponga."
            } else {
                "Quien administra el sistema en su despacho indica que usted perdió su segundo factor y pidió recuperarlo. Falta que otra persona a cargo de la administración esté de acuerdo; 24 horas después, quien tenga su contraseña podrá configurar uno nuevo en su lugar, salvo que usted se oponga."
            }
            .to_owned(),
            "No, cancelar la recuperación",
            "Si en efecto lo perdió, no tiene que hacer nada: espere y luego ingrese con su contraseña. Si no lo perdió, cancélela ahora y pregunte a quienes administran el sistema en su despacho quién la pidió.".to_owned(),
        ),
    };
    let foot = match language {
        Language::En => {
            format!(
                "Matterlock writes this for {firm} and asks for no answer. It never asks for a password or a code by mail."
            )
        }
        Language::Es => format!(
            "Matterlock escribe este correo en nombre de {firm}; no hace falta contestarlo. Nunca pedimos contraseñas ni códigos por correo."
        ),
    };
    let parts = [
        Part::Words(hello),
        Part::Words(what),
        Part::Facts(facts),
        Part::Button(button, link.url),
        Part::Words(if_not),
        Part::Fine(foot),
    ];
    let (text, html) = sheet(language, &parts);
    Letter {
        to_name: link.name,
        to_address: link.to,
        subject,
        text,
        html,
        attached: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_by_mail_read_well_in_both_languages() {
        for language in Language::ALL {
            let invitation = LeadsTo::Invitation {
                invited_by: "Lucía <Solano>".to_owned(),
                role: Role::Attorney,
            };
            let new_password = LeadsTo::NewPassword {
                address: Some("203.0.113.9".to_owned()),
                device: "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0".to_owned(),
            };
            let all = [
                ("invitation", invitation),
                ("new_password", new_password),
                ("recovery_asked", LeadsTo::CancelRecovery { agreed: false }),
                ("recovery_agreed", LeadsTo::CancelRecovery { agreed: true }),
            ];
            for (named, leads_to) in all {
                let letter = link_by_mail(LinkByMail {
                    language,
                    firm: "Solano & Asociados".to_owned(),
                    name: "Rosa Peña".to_owned(),
                    to: "rosa@example.org".to_owned(),
                    leads_to,
                    url: "https://m.example/join#secret".to_owned(),
                    expires_at: PrimitiveDateTime::new(
                        time::Date::from_calendar_date(2026, time::Month::November, 18).unwrap(),
                        time::Time::from_hms(5, 6, 0).unwrap(),
                    ),
                    time_zone: "America/Costa_Rica".to_owned(),
                });
                assert!(!letter.html.contains("<Solano>"));
                insta::assert_snapshot!(
                    format!("{named}_{}", language.tag()),
                    format!("{}\n\n{}", letter.subject, letter.text)
                );
            }
        }
    }
}
