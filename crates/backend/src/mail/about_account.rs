//! What a letter about somebody's own account says.

use domain::Language;
use domain::device::Device;
use time::PrimitiveDateTime;

use super::Letter;
use super::moment::moment;
use super::sheet::{Part, sheet};
use crate::letters::Notice;

/// What is known when it is mailed.
pub(crate) struct AboutAccount {
    pub(crate) language: Language,
    pub(crate) firm: String,
    pub(crate) name: String,
    pub(crate) to: String,
    pub(crate) notice: Notice,
    /// When it happened, by the clocks of the firm.
    pub(crate) at: PrimitiveDateTime,
    /// Where the firm's clocks stand, as the IANA names it.
    pub(crate) time_zone: String,
    /// From which address, where there was a request.
    pub(crate) address: Option<String>,
    /// The `User-Agent` header of the request.
    pub(crate) device: String,
    /// Where the person looks after their account.
    pub(crate) account_url: String,
}

/// Writes the mail.
pub(crate) fn about_account(about: AboutAccount) -> Letter {
    let AboutAccount { language, notice, .. } = &about;
    let (subject, what, what_to_do) = words(*language, notice);
    let (hello, button, foot) = match language {
        Language::En => (
            format!("Dear {},", about.name),
            "Look at my account",
            format!(
                "Matterlock writes this for {} and asks for no answer. It never asks for a password or a code by mail.",
                about.firm
            ),
        ),
        Language::Es => (
            format!("Estimado(a) {}:", about.name),
            "Revisar mi cuenta",
            format!(
                "Matterlock escribe este correo en nombre de {}; no hace falta contestarlo. Nunca pedimos contraseñas ni códigos por correo.",
                about.firm
            ),
        ),
    };
    let parts = [
        Part::Words(hello),
        Part::Words(what.to_owned()),
        Part::Facts(facts(&about)),
        Part::Words(what_to_do.to_owned()),
        Part::Button(button, about.account_url.clone()),
        Part::Fine(foot),
    ];
    let (text, html) = sheet(*language, &parts);
    Letter {
        to_name: about.name,
        to_address: about.to,
        subject: subject.to_owned(),
        text,
        html,
    }
}

/// Subject, what happened, and what to do if it was not them.
fn words(language: Language, notice: &Notice) -> (&'static str, &'static str, &'static str) {
    match (notice, language) {
        (Notice::NewDevice, Language::En) => (
            "Your account was signed in to from a new device",
            "Somebody signed in to your account with your password and your second factor, in a browser that it had not been used in before.",
            "If that was you, there is nothing to do. If it was not, end that session, change your password and tell your firm's administrator at once.",
        ),
        (Notice::NewDevice, Language::Es) => (
            "Se ingresó a su cuenta desde un dispositivo nuevo",
            "Alguien ingresó a su cuenta, con su contraseña y su segundo factor, en un navegador en el que no se había usado antes.",
            "Si fue usted, no tiene que hacer nada. Si no fue usted, cierre esa sesión, cambie su contraseña y avise de inmediato a quien administra el sistema en su despacho.",
        ),
        (Notice::Locked { known_device: false }, Language::En) => (
            "Your account is locked for 15 minutes",
            "Five attempts to sign in to your account failed, so it takes none for 15 minutes. In a browser that you have signed in with before you still can.",
            "If that was you, wait and try again. If it was not, nobody got in: there is nothing to do, but tell your firm's administrator if it goes on.",
        ),
        (Notice::Locked { known_device: false }, Language::Es) => (
            "Su cuenta quedó bloqueada por 15 minutos",
            "Fallaron cinco intentos de ingresar a su cuenta, por lo que no se aceptará ninguno durante 15 minutos. Desde un navegador en el que ya había ingresado, usted todavía puede hacerlo.",
            "Si fue usted, espere e inténtelo de nuevo. Si no fue usted, nadie logró ingresar: no tiene que hacer nada, pero avise a quien administra el sistema en su despacho si se repite.",
        ),
        (Notice::Locked { known_device: true }, Language::En) => (
            "A device of yours is locked for 15 minutes",
            "Five attempts to sign in to your account failed in a browser that you have signed in with before, so it takes none for 15 minutes.",
            "If that was you, wait and try again. If it was not, nobody got in, but somebody uses your device: tell your firm's administrator at once.",
        ),
        (Notice::Locked { known_device: true }, Language::Es) => (
            "Un dispositivo suyo quedó bloqueado por 15 minutos",
            "Fallaron cinco intentos de ingresar a su cuenta en un navegador en el que usted ya había ingresado, por lo que no se aceptará ninguno desde él durante 15 minutos.",
            "Si fue usted, espere e inténtelo de nuevo. Si no fue usted, nadie logró ingresar, pero alguien usa su dispositivo: avise de inmediato a quien administra el sistema en su despacho.",
        ),
        (Notice::RoleChanged { .. }, Language::En) => (
            "Your role at the firm has changed",
            "An administrator of your firm gave you another role. Your session ended with it: sign in again to go on.",
            "What your role may do stands on the page “Roles” of your office. If you did not expect this, ask your firm's administrator.",
        ),
        (Notice::RoleChanged { .. }, Language::Es) => (
            "Su rol en el despacho cambió",
            "Quien administra el sistema en su despacho le asignó otro rol. Por eso terminó su sesión: ingrese de nuevo para continuar.",
            "Lo que su rol permite está en la página «Roles» de su oficina. Si no esperaba este cambio, consúltelo con quien administra el sistema en su despacho.",
        ),
        (Notice::AccountClosed, Language::En) => (
            "Your account has been closed",
            "An administrator of your firm closed your account. Nobody can sign in with it any more; what you did in your cases stays.",
            "If you did not expect this, ask your firm's administrator.",
        ),
        (Notice::AccountClosed, Language::Es) => (
            "Su cuenta fue cerrada",
            "Quien administra el sistema en su despacho cerró su cuenta. Ya nadie puede ingresar con ella; lo que usted hizo en sus expedientes se conserva.",
            "Si no lo esperaba, consúltelo con quien administra el sistema en su despacho.",
        ),
        (Notice::HalfLogin, Language::En) => (
            "Somebody has your password",
            "Somebody entered your mail address and the right password, and then did not give the second factor. Nobody got in.",
            "If that was you, there is nothing to do. If it was not, somebody knows your password: change it now, and tell your firm's administrator.",
        ),
        (Notice::HalfLogin, Language::Es) => (
            "Alguien tiene su contraseña",
            "Alguien escribió su correo y la contraseña correcta, pero no dio el segundo factor. Nadie logró ingresar.",
            "Si fue usted, no tiene que hacer nada. Si no fue usted, alguien conoce su contraseña: cámbiela ahora y avise a quien administra el sistema en su despacho.",
        ),
        (Notice::PasswordChanged, Language::En) => (
            "Your password has been changed",
            "The password of your account was changed, and every other session of yours ended with it.",
            "If that was you, there is nothing to do. If it was not, tell your firm's administrator at once: they can close your account until it is yours again.",
        ),
        (Notice::PasswordChanged, Language::Es) => (
            "Su contraseña cambió",
            "Se cambió la contraseña de su cuenta; con ello terminaron sus demás sesiones.",
            "Si fue usted, no tiene que hacer nada. Si no fue usted, avise de inmediato a quien administra el sistema en su despacho: puede cerrar su cuenta hasta que usted la recupere.",
        ),
        (Notice::AccountReopened, Language::En) => (
            "Your account is open again",
            "An administrator of your firm opened your account again. You sign in as before, with your password and your second factor.",
            "If you did not expect this, ask your firm's administrator.",
        ),
        (Notice::AccountReopened, Language::Es) => (
            "Su cuenta está habilitada de nuevo",
            "Quien administra el sistema en su despacho volvió a habilitar su cuenta. Puede ingresar como antes, con su contraseña y su segundo factor.",
            "Si no lo esperaba, consúltelo con quien administra el sistema en su despacho.",
        ),
    }
}

fn facts(about: &AboutAccount) -> Vec<(&'static str, String)> {
    let when = match about.language {
        Language::En => "When",
        Language::Es => "Cuándo",
    };
    let mut facts = vec![(when, moment(about.language, about.at, &about.time_zone))];
    if let Notice::RoleChanged { before, after } = about.notice {
        let (was, is) = match about.language {
            Language::En => ("Role before", "Role now"),
            Language::Es => ("Rol anterior", "Rol actual"),
        };
        facts.push((was, before.title(about.language).to_owned()));
        facts.push((is, after.title(about.language).to_owned()));
        // From where the administrator did it is not the person's business.
        return facts;
    }
    if matches!(about.notice, Notice::AccountClosed | Notice::AccountReopened) {
        return facts;
    }
    facts.extend(from_where(about.language, &about.device, about.address.as_deref()));
    facts
}

/// The device and the address of a request, each with its name.
pub(super) fn from_where(
    language: Language,
    user_agent: &str,
    known: Option<&str>,
) -> impl Iterator<Item = (&'static str, String)> {
    let (device, address) = match language {
        Language::En => ("Device", "Address"),
        Language::Es => ("Dispositivo", "Dirección"),
    };
    let Device { browser, system } = Device::of(user_agent);
    let named = match (browser, system, language) {
        (Some(browser), Some(system), Language::En) => Some(format!("{browser} on {system}")),
        (Some(browser), Some(system), Language::Es) => Some(format!("{browser} en {system}")),
        (one, other, _) => one.or(other).map(str::to_owned),
    };
    let named = named.map(|named| (device, named));
    named.into_iter().chain(known.map(|known| (address, known.to_owned())))
}

#[cfg(test)]
mod tests {
    use domain::Role;

    use super::*;

    #[test]
    fn letters_read_well_and_nothing_in_them_is_markup() {
        for language in Language::ALL {
            let letter = about_account(AboutAccount {
                language,
                firm: "Solano & Asociados".to_owned(),
                name: "José <Peña>".to_owned(),
                to: "jose@example.org".to_owned(),
                notice: Notice::NewDevice,
                at: PrimitiveDateTime::new(
                    time::Date::from_calendar_date(2026, time::Month::November, 18).unwrap(),
                    time::Time::from_hms(5, 6, 0).unwrap(),
                ),
                time_zone: "America/Costa_Rica".to_owned(),
                address: Some("203.0.113.9".to_owned()),
                device: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".to_owned(),
                account_url: "https://m.example/account".to_owned(),
            });
            assert!(!letter.html.contains("<Peña>") && letter.html.contains("Solano &amp; Asociados"));
            assert!(
                letter.text.contains("https://m.example/account") && letter.html.contains("https://m.example/account")
            );
            insta::assert_snapshot!(
                format!("new_device_{}", language.tag()),
                format!("{}\n\n{}", letter.subject, letter.text)
            );
        }
    }

    #[test]
    fn a_letter_about_a_role_says_which_and_not_from_where() {
        for language in Language::ALL {
            for (named, notice) in [
                (
                    "role_changed",
                    Notice::RoleChanged {
                        before: Role::ReadOnly,
                        after: Role::Attorney,
                    },
                ),
                ("account_closed", Notice::AccountClosed),
                ("account_reopened", Notice::AccountReopened),
            ] {
                let letter = about_account(AboutAccount {
                    language,
                    firm: "Solano & Asociados".to_owned(),
                    name: "Rosa Peña".to_owned(),
                    to: "rosa@example.org".to_owned(),
                    notice,
                    at: PrimitiveDateTime::new(
                        time::Date::from_calendar_date(2026, time::Month::November, 18).unwrap(),
                        time::Time::from_hms(5, 6, 0).unwrap(),
                    ),
                    time_zone: "America/Costa_Rica".to_owned(),
                    address: Some("203.0.113.9".to_owned()),
                    device: "Firefox".to_owned(),
                    account_url: "https://m.example/account".to_owned(),
                });
                assert!(!letter.text.contains("203.0.113.9") && !letter.html.contains("203.0.113.9"));
                insta::assert_snapshot!(
                    format!("{named}_{}", language.tag()),
                    format!("{}\n\n{}", letter.subject, letter.text)
                );
            }
        }
    }

    #[test]
    fn a_letter_about_a_password_says_from_where() {
        for language in Language::ALL {
            for (named, notice) in [
                ("password_changed", Notice::PasswordChanged),
                ("half_login", Notice::HalfLogin),
            ] {
                let letter = about_account(AboutAccount {
                    language,
                    firm: "Solano & Asociados".to_owned(),
                    name: "Rosa Peña".to_owned(),
                    to: "rosa@example.org".to_owned(),
                    notice,
                    at: PrimitiveDateTime::new(
                        time::Date::from_calendar_date(2026, time::Month::November, 18).unwrap(),
                        time::Time::from_hms(5, 6, 0).unwrap(),
                    ),
                    time_zone: "America/Costa_Rica".to_owned(),
                    address: Some("203.0.113.9".to_owned()),
                    device: "Firefox".to_owned(),
                    account_url: "https://m.example/account".to_owned(),
                });
                assert!(letter.text.contains("203.0.113.9") && letter.html.contains("203.0.113.9"));
                insta::assert_snapshot!(
                    format!("{named}_{}", language.tag()),
                    format!("{}\n\n{}", letter.subject, letter.text)
                );
            }
        }
    }
}
