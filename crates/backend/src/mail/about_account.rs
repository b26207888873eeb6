//! What a letter about somebody's own account says.

use domain::Language;
use domain::device::Device;
use domain::factors::FactorKind;
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
        attached: None,
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
        (Notice::RecoveryCancelled, Language::En) => (
            "Your second factor stays as it is",
            "The recovery of your second factor was cancelled. Nothing of your account has changed.",
            "If you did lose your second factor, ask an administrator of your firm to begin again.",
        ),
        (Notice::RecoveryCancelled, Language::Es) => (
            "Su segundo factor sigue como está",
            "Se canceló la recuperación de su segundo factor. Nada cambió en su cuenta.",
            "Si en efecto perdió su segundo factor, pida a quien administra el sistema en su despacho que inicie de nuevo la recuperación.",
        ),
        (Notice::RecoveryUsed, Language::En) => (
            "Your second factor was replaced",
            "A new authenticator app was set up for your account in place of what was lost. Your earlier apps, passkeys and recovery codes open nothing any more, and your other sessions ended.",
            "If that was you, make new recovery codes and keep them safe. If it was not, tell your firm's administrators at once: they can close your account.",
        ),
        (Notice::RecoveryUsed, Language::Es) => (
            "Su segundo factor fue reemplazado",
            "Se configuró una aplicación autenticadora nueva para su cuenta en lugar de lo perdido. Sus aplicaciones, llaves de acceso y códigos de recuperación anteriores ya no abren nada, y sus demás sesiones terminaron.",
            "Si fue usted, cree códigos de recuperación nuevos y guárdelos bien. Si no fue usted, avise de inmediato a quienes administran el sistema en su despacho: pueden cerrar su cuenta.",
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
        (Notice::FactorAdded { .. }, Language::En) => (
            "A second factor was added to your account",
            "From now on you can also sign in with this:",
            "If that was you, there is nothing to do. If it was not, remove it on the page of your account, change your password and tell your firm's administrator at once.",
        ),
        (Notice::FactorAdded { .. }, Language::Es) => (
            "Se agregó un segundo factor a su cuenta",
            "A partir de ahora también puede ingresar con lo siguiente:",
            "Si fue usted, no tiene que hacer nada. Si no fue usted, elimínelo en la página de su cuenta, cambie su contraseña y avise de inmediato a quien administra el sistema en su despacho.",
        ),
        (Notice::FactorRemoved { .. }, Language::En) => (
            "A second factor was removed from your account",
            "This can no longer be used to sign in to your account:",
            "If that was you, there is nothing to do. If it was not, change your password and tell your firm's administrator at once.",
        ),
        (Notice::FactorRemoved { .. }, Language::Es) => (
            "Se eliminó un segundo factor de su cuenta",
            "Ya no se puede ingresar a su cuenta con lo siguiente:",
            "Si fue usted, no tiene que hacer nada. Si no fue usted, cambie su contraseña y avise de inmediato a quien administra el sistema en su despacho.",
        ),
        (Notice::RecoveryCodesMade, Language::En) => (
            "New recovery codes were made for your account",
            "Ten new recovery codes were made and shown once. Those from before no longer work.",
            "Keep them on paper, apart from your phone and your computer. If it was not you who made them, change your password and tell your firm's administrator at once.",
        ),
        (Notice::RecoveryCodesMade, Language::Es) => (
            "Se generaron códigos de recuperación nuevos para su cuenta",
            "Se generaron diez códigos de recuperación nuevos, que se mostraron una sola vez. Los anteriores dejaron de servir.",
            "Guárdelos en papel, aparte de su teléfono y de su computadora. Si no fue usted quien los generó, cambie su contraseña y avise de inmediato a quien administra el sistema en su despacho.",
        ),
        (Notice::RecoveryCodeUsed { .. }, Language::En) => (
            "A recovery code was used to sign in to your account",
            "Somebody signed in to your account with your password and one of your recovery codes. That code can't be used again.",
            "If that was you, set up a new authenticator app or passkey and remove what you lost. If it was not, end that session, change your password and tell your firm's administrator at once.",
        ),
        (Notice::RecoveryCodeUsed { .. }, Language::Es) => (
            "Se ingresó a su cuenta con un código de recuperación",
            "Alguien ingresó a su cuenta con su contraseña y uno de sus códigos de recuperación. Ese código ya no se puede usar de nuevo.",
            "Si fue usted, configure una nueva aplicación autenticadora o llave de acceso y elimine la que perdió. Si no fue usted, cierre esa sesión, cambie su contraseña y avise de inmediato a quien administra el sistema en su despacho.",
        ),
        (Notice::SessionsEnded, Language::En) => (
            "An administrator signed you out",
            "An administrator of your firm ended your sessions. What you had saved is kept.",
            "Sign in again to go on. If you did not expect this, ask your firm's administrator.",
        ),
        (Notice::SessionsEnded, Language::Es) => (
            "Se cerraron sus sesiones",
            "Quien administra el sistema en su despacho cerró sus sesiones. Lo que usted había guardado se conserva.",
            "Ingrese de nuevo para continuar. Si no lo esperaba, consúltelo con quien administra el sistema en su despacho.",
        ),
        (Notice::DevicesForgotten, Language::En) => (
            "Your devices are no longer trusted",
            "An administrator of your firm took back the trust in your devices: on each of them the next sign-in asks for your password and your second factor.",
            "If you did not expect this, ask your firm's administrator.",
        ),
        (Notice::DevicesForgotten, Language::Es) => (
            "Sus dispositivos ya no son de confianza",
            "Quien administra el sistema en su despacho retiró la confianza en sus dispositivos: en cada uno, el próximo ingreso pedirá su contraseña y su segundo factor.",
            "Si no lo esperaba, consúltelo con quien administra el sistema en su despacho.",
        ),
    }
}

/// What an added or removed factor is, in the reader's words.
const fn kind_of_factor(language: Language, kind: FactorKind) -> &'static str {
    match (kind, language) {
        (FactorKind::Authenticator, Language::En) => "Authenticator app",
        (FactorKind::Authenticator, Language::Es) => "Aplicación autenticadora",
        (FactorKind::Passkey, Language::En) => "Passkey",
        (FactorKind::Passkey, Language::Es) => "Llave de acceso",
    }
}

fn facts(about: &AboutAccount) -> Vec<(&'static str, String)> {
    let when = match about.language {
        Language::En => "When",
        Language::Es => "Cuándo",
    };
    let mut facts = vec![(when, moment(about.language, about.at, &about.time_zone))];
    match &about.notice {
        Notice::FactorAdded { kind, name } | Notice::FactorRemoved { kind, name } => {
            facts.insert(0, (kind_of_factor(about.language, *kind), name.clone()));
        }
        Notice::RecoveryCodeUsed { left } => {
            let codes_left = match about.language {
                Language::En => "Recovery codes left",
                Language::Es => "Códigos de recuperación restantes",
            };
            facts.push((codes_left, left.to_string()));
        }
        _ => {}
    }
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
    if matches!(
        about.notice,
        Notice::AccountClosed | Notice::AccountReopened | Notice::SessionsEnded | Notice::DevicesForgotten
    ) {
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

    fn to_rosa(language: Language, notice: Notice) -> AboutAccount {
        AboutAccount {
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
        }
    }

    #[test]
    fn letters_read_well_and_nothing_in_them_is_markup() {
        for language in Language::ALL {
            let letter = about_account(AboutAccount {
                name: "José <Peña>".to_owned(),
                to: "jose@example.org".to_owned(),
                device: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".to_owned(),
                ..to_rosa(language, Notice::NewDevice)
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
                ("sessions_ended", Notice::SessionsEnded),
                ("devices_forgotten", Notice::DevicesForgotten),
            ] {
                let letter = about_account(to_rosa(language, notice));
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
                ("recovery_used", Notice::RecoveryUsed),
                ("recovery_cancelled", Notice::RecoveryCancelled),
            ] {
                let letter = about_account(to_rosa(language, notice));
                assert!(letter.text.contains("203.0.113.9") && letter.html.contains("203.0.113.9"));
                insta::assert_snapshot!(
                    format!("{named}_{}", language.tag()),
                    format!("{}\n\n{}", letter.subject, letter.text)
                );
            }
        }
    }

    #[test]
    fn a_letter_about_a_second_factor_says_which_and_how_many_are_left() {
        for (notice, en, es) in [
            (
                Notice::FactorAdded {
                    kind: FactorKind::Passkey,
                    name: "Blue <key>".to_owned(),
                },
                "Passkey: Blue <key>",
                "Llave de acceso: Blue <key>",
            ),
            (
                Notice::FactorRemoved {
                    kind: FactorKind::Authenticator,
                    name: "Phone".to_owned(),
                },
                "Authenticator app: Phone",
                "Aplicación autenticadora: Phone",
            ),
            (
                Notice::RecoveryCodeUsed { left: 3 },
                "Recovery codes left: 3",
                "Códigos de recuperación restantes: 3",
            ),
            (Notice::RecoveryCodesMade, "shown once", "una sola vez"),
        ] {
            for (language, said) in [(Language::En, en), (Language::Es, es)] {
                let letter = about_account(to_rosa(language, notice.clone()));
                let plain = letter.text.split_whitespace().collect::<Vec<_>>().join(" ");
                assert!(plain.contains(said), "{}", letter.text);
                assert!(!letter.html.contains("<key>") && letter.text.contains("203.0.113.9"));
            }
        }
    }
}
