//! The log in sentences. Whoever did it stands beside the sentence, so it begins with what was done.

use domain::Language::{self, En, Es};
use domain::audit::{ActorKind, Change, Event, EventGroup, LogEntry, Refusal};
use domain::cases::{CaseKind, Stage};
use domain::factors::FactorKind;
use domain::origin::AddressSource;
use domain::parties::PartyRole;
use domain::signing::{Channel, DeclineKind};

use super::{office, texts};

texts! {
    title { en: "Log", es: "Bitácora" }
    console_title { en: "Log of the administration", es: "Bitácora de la administración" }
    console_intro {
        en: "Who came or tried to come in here, and what was done. Kept apart from the firm’s own log; nothing here can be changed or removed.",
        es: "Quién ingresó o intentó ingresar aquí y qué se hizo. Se lleva aparte de la bitácora del despacho; nada de esto se puede modificar ni eliminar.",
    }
    console_nothing_text {
        en: "What is done at the office, and in its cases, stands in the firm’s own log.",
        es: "Lo que se hace en el despacho y en sus expedientes está en la bitácora del despacho.",
    }
    intro {
        en: "What was done, by whom, when and from where. Nothing here can be changed or removed, not even by the database’s owner.",
        es: "Qué se hizo, quién, cuándo y desde dónde. Nada de esto se puede modificar ni eliminar, ni siquiera por el dueño de la base de datos.",
    }
    filter { en: "Filter", es: "Filtrar" }
    clear { en: "Show everything", es: "Mostrar todo" }
    person { en: "Person", es: "Persona" }
    anybody { en: "Anybody", es: "Cualquiera" }
    case { en: "Case", es: "Expediente" }
    any_case { en: "All of them", es: "Todos" }
    kind { en: "Kind", es: "Tipo" }
    any_kind { en: "Everything", es: "Todo" }
    from { en: "From", es: "Desde" }
    to { en: "To", es: "Hasta" }
    number { en: "No.", es: "N.º" }
    when { en: "When", es: "Cuándo" }
    who { en: "Who", es: "Quién" }
    what { en: "What", es: "Qué" }
    from_where { en: "From where", es: "Desde dónde" }
    older { en: "Show older entries", es: "Mostrar entradas anteriores" }
    the_end { en: "This is where the log begins.", es: "Aquí comienza la bitácora." }
    the_end_of_these { en: "There are no older entries that fit the filter.", es: "No hay anotaciones más antiguas que cumplan el filtro." }
    nothing { en: "No entry fits this filter", es: "Ninguna entrada coincide con el filtro" }
    nothing_text {
        en: "You see your own entries, those of your cases, and as an administrator those of the firm.",
        es: "Usted ve sus propias entradas, las de sus expedientes y, si administra el sistema, las del despacho.",
    }
    table_caption { en: "Entries, newest first", es: "Entradas, de la más reciente a la más antigua" }
    print { en: "Print", es: "Imprimir" }
    direct { en: "own connection", es: "conexión propia" }
    trusted_proxy { en: "told by a trusted proxy", es: "indicada por un proxy de confianza" }
    server { en: "the server itself", es: "el propio servidor" }
    the_server { en: "Matterlock", es: "Matterlock" }
    a_signer { en: "signer", es: "firmante" }
    a_stranger { en: "not signed in", es: "sin ingresar" }
}

/// A group of events.
pub(crate) const fn group(lang: Language, group: EventGroup) -> &'static str {
    match (group, lang) {
        (EventGroup::Access, En) => "Signing in and out",
        (EventGroup::Access, Es) => "Ingresos y salidas",
        (EventGroup::Cases, En) => "Cases and parties",
        (EventGroup::Cases, Es) => "Expedientes y partes",
        (EventGroup::Documents, En) => "Documents",
        (EventGroup::Documents, Es) => "Documentos",
        (EventGroup::Signatures, En) => "Signatures",
        (EventGroup::Signatures, Es) => "Firmas",
        (EventGroup::Firm, En) => "Firm and installation",
        (EventGroup::Firm, Es) => "Despacho e instalación",
    }
}

/// How the address is known.
pub(crate) const fn source(lang: Language, source: AddressSource) -> &'static str {
    match source {
        AddressSource::Direct => direct(lang),
        AddressSource::TrustedProxy => trusted_proxy(lang),
        AddressSource::Server => server(lang),
    }
}

/// What kind of actor, where the name alone does not say it.
pub(crate) const fn actor_kind(lang: Language, kind: ActorKind) -> Option<&'static str> {
    match kind {
        ActorKind::User | ActorKind::Server => None,
        ActorKind::Signer => Some(a_signer(lang)),
        ActorKind::Stranger => Some(a_stranger(lang)),
    }
}

/// Who did it.
pub(crate) fn actor(lang: Language, entry: &LogEntry) -> String {
    match (entry.actor_kind, entry.actor.as_str()) {
        (ActorKind::Server, _) => the_server(lang).to_owned(),
        (_, "") => a_stranger(lang).to_owned(),
        (_, name) => name.to_owned(),
    }
}

/// What happened.
pub(crate) fn sentence(lang: Language, entry: &LogEntry) -> String {
    event(lang, &entry.event)
}

fn event(lang: Language, event: &Event) -> String {
    let say = |en: &str, es: &str| String::from(if lang == En { en } else { es });
    match event {
        Event::FirmRegistered {
            firm_name,
            administrator,
        } => match lang {
            En => format!("Registered the firm {firm_name} with {administrator} as administrator"),
            Es => format!("Registró el despacho {firm_name}, a cargo de {administrator}"),
        },
        Event::PersonAdded { name, role, .. } => {
            let role = self::role(lang, role);
            match lang {
                En => format!("Added an account for {name}, role: {role}"),
                Es => format!("Creó una cuenta para {name}, rol: {role}"),
            }
        }
        Event::AuthenticatorSetUp { ended_sessions } => {
            say(
                "Set up the authenticator app and signed in",
                "Configuró la aplicación autenticadora e ingresó",
            ) + &ended(lang, *ended_sessions)
        }
        Event::PasswordAccepted => say(
            "Entered the right password; the code was asked",
            "Ingresó la contraseña correcta; se pidió el código",
        ),
        Event::DeviceRecognised => say(
            "Unlocked on a trusted device, which stood in for the password; the code was asked",
            "Desbloqueó en un dispositivo de confianza, que sustituyó a la contraseña; se pidió el código",
        ),
        Event::SignedIn { ended_sessions } => say("Signed in", "Ingresó") + &ended(lang, *ended_sessions),
        Event::SignedInWithPasskey { ended_sessions, alone } => {
            let how = if *alone {
                say("Signed in with a passkey alone", "Ingresó solo con una llave de acceso")
            } else {
                say(
                    "Signed in with password and passkey",
                    "Ingresó con contraseña y llave de acceso",
                )
            };
            how + &ended(lang, *ended_sessions)
        }
        Event::SignedInWithRecoveryCode { ended_sessions, left } => {
            let how = match lang {
                En => format!("Signed in with a recovery code; codes left: {left}"),
                Es => format!("Ingresó con un código de recuperación; códigos restantes: {left}"),
            };
            how + &ended(lang, *ended_sessions)
        }
        Event::FactorAdded { kind, name } => match (kind, lang) {
            (FactorKind::Authenticator, En) => format!("Added the authenticator app “{name}”"),
            (FactorKind::Authenticator, Es) => format!("Agregó la aplicación autenticadora «{name}»"),
            (FactorKind::Passkey, En) => format!("Added the passkey “{name}”"),
            (FactorKind::Passkey, Es) => format!("Agregó la llave de acceso «{name}»"),
        },
        Event::FactorRenamed { kind, before, after } => match (kind, lang) {
            (FactorKind::Authenticator, En) => format!("Renamed the authenticator app “{before}” to “{after}”"),
            (FactorKind::Authenticator, Es) => {
                format!("Cambió el nombre de la aplicación autenticadora «{before}» a «{after}»")
            }
            (FactorKind::Passkey, En) => format!("Renamed the passkey “{before}” to “{after}”"),
            (FactorKind::Passkey, Es) => format!("Cambió el nombre de la llave de acceso «{before}» a «{after}»"),
        },
        Event::FactorRemoved { kind, name } => match (kind, lang) {
            (FactorKind::Authenticator, En) => format!("Removed the authenticator app “{name}”"),
            (FactorKind::Authenticator, Es) => format!("Eliminó la aplicación autenticadora «{name}»"),
            (FactorKind::Passkey, En) => format!("Removed the passkey “{name}”"),
            (FactorKind::Passkey, Es) => format!("Eliminó la llave de acceso «{name}»"),
        },
        Event::RecoveryCodesMade { codes } => match lang {
            En => format!("Made {codes} new recovery codes; those from before no longer work"),
            Es => format!("Generó {codes} códigos de recuperación nuevos; los anteriores dejaron de servir"),
        },
        Event::SignInRefused { why } => match why {
            Refusal::Password => say(
                "Sign-in refused: wrong password",
                "Ingreso rechazado: contraseña incorrecta",
            ),
            Refusal::Code => say("Sign-in refused: wrong code", "Ingreso rechazado: código incorrecto"),
            Refusal::CodeUsedBefore => say(
                "Sign-in refused: the code had been used already",
                "Ingreso rechazado: el código ya había sido utilizado",
            ),
            Refusal::RecoveryCode => say(
                "Sign-in refused: the recovery code was wrong or had been used",
                "Ingreso rechazado: el código de recuperación era incorrecto o ya había sido utilizado",
            ),
            Refusal::Passkey => say(
                "Sign-in refused: the passkey was not accepted",
                "Ingreso rechazado: la llave de acceso no fue aceptada",
            ),
            Refusal::PasskeyCounter => say(
                "Sign-in refused: the passkey counted fewer uses than before, so there may be a copy of it",
                "Ingreso rechazado: la llave de acceso contó menos usos que antes, por lo que puede existir una copia",
            ),
            Refusal::Role => say(
                "Sign-in refused: right password, but no administrator",
                "Ingreso rechazado: contraseña correcta, pero no administra el despacho",
            ),
            Refusal::NoSecondFactor => say(
                "Sign-in refused: right password, but no second factor has been set up",
                "Ingreso rechazado: contraseña correcta, pero sin segundo factor configurado",
            ),
            Refusal::Address => say(
                "Sign-in refused: right password, but the administration does not open from this address",
                "Ingreso rechazado: contraseña correcta, pero la administración no se abre desde esta dirección",
            ),
        },
        Event::SteppedUp => say(
            "Gave the second factor again for something sensitive",
            "Volvió a ingresar el segundo factor para una acción delicada",
        ),
        Event::StepUpRefused { why } => match why {
            Refusal::CodeUsedBefore => say(
                "Second factor refused: the code had been used already",
                "Segundo factor rechazado: el código ya había sido utilizado",
            ),
            Refusal::Passkey => say(
                "Second factor refused: the passkey was not accepted",
                "Segundo factor rechazado: la llave de acceso no fue aceptada",
            ),
            Refusal::PasskeyCounter => say(
                "Second factor refused: the passkey counted fewer uses than before, so there may be a copy of it",
                "Segundo factor rechazado: la llave de acceso contó menos usos que antes, por lo que puede existir una copia",
            ),
            _ => say(
                "Second factor refused: wrong code",
                "Segundo factor rechazado: código incorrecto",
            ),
        },
        Event::DeviceTrusted { .. } => say(
            "Chose to trust the device on which they signed in",
            "Eligió confiar en el dispositivo desde el que ingresó",
        ),
        Event::SessionsEnded { ended } => match lang {
            En => format!(
                "Ended {} from another one",
                count(*ended, "own session", "own sessions")
            ),
            Es => format!(
                "Cerró {} desde otra",
                count(*ended, "sesión propia", "sesiones propias")
            ),
        },
        Event::DevicesForgotten { devices } => match lang {
            En => format!("Stopped trusting {}", count(*devices, "device", "devices")),
            Es => format!("Dejó de confiar en {}", count(*devices, "dispositivo", "dispositivos")),
        },
        Event::SignedOut => say("Signed out", "Cerró la sesión"),
        Event::SessionEnded { why } if why == "too_old" => say(
            "The session ended: it reached the longest time that one may last",
            "La sesión terminó: alcanzó la duración máxima permitida",
        ),
        Event::SessionEnded { .. } => say(
            "The session ended: nothing was done for a while",
            "La sesión terminó por inactividad",
        ),
        Event::LanguageChosen { language } => {
            let name = Language::from_tag(language).map_or(language.as_str(), |language| language.own_name());
            match lang {
                En => format!("Chose the language {name}"),
                Es => format!("Eligió el idioma {name}"),
            }
        }
        Event::AccountLocked {
            known_device: false, ..
        } => say(
            "Five sign-ins failed: for 15 minutes none is taken, but from devices that the person signed in from before",
            "Fallaron cinco ingresos: durante 15 minutos no se acepta ninguno, salvo desde dispositivos en los que la persona ya había ingresado",
        ),
        Event::AccountLocked { known_device: true, .. } => say(
            "Five sign-ins failed on a device that the person signed in from before: for 15 minutes it takes none",
            "Fallaron cinco ingresos en un dispositivo en el que la persona ya había ingresado: durante 15 minutos no se acepta ninguno desde él",
        ),
        Event::CaseOpened { number, title, .. } => match lang {
            En => format!("Opened case {number}, “{title}”"),
            Es => format!("Abrió el expediente {number}, «{title}»"),
        },
        Event::CaseRead { .. } => say("Read the case", "Consultó el expediente"),
        Event::CaseChanged { changes, .. } => say("Changed the case", "Modificó el expediente") + &list(lang, changes),
        Event::PersonAssigned { name, .. } => match lang {
            En => format!("Assigned {name} to the case"),
            Es => format!("Asignó a {name} al expediente"),
        },
        Event::PersonUnassigned { name, .. } => match lang {
            En => format!("Took {name} off the case"),
            Es => format!("Retiró a {name} del expediente"),
        },
        Event::PartyAdded { name, .. } => match lang {
            En => format!("Added the party {name}"),
            Es => format!("Agregó la parte {name}"),
        },
        Event::PartyChanged { changes, .. } => say("Changed a party", "Modificó una parte") + &list(lang, changes),
        Event::PartyRemoved { name, .. } => match lang {
            En => format!("Removed the party {name}"),
            Es => format!("Eliminó la parte {name}"),
        },
        Event::DocumentUploaded {
            file_name, size, pages, ..
        } => {
            let size = super::common::bytes(lang, *size);
            match lang {
                En => format!("Uploaded {file_name} ({}, {size})", count(*pages, "page", "pages")),
                Es => format!("Subió {file_name} ({}, {size})", count(*pages, "página", "páginas")),
            }
        }
        Event::DocumentRead { file_name, .. } => match lang {
            En => format!("Opened {file_name}"),
            Es => format!("Consultó {file_name}"),
        },
        Event::DocumentDownloaded { file_name, .. } => match lang {
            En => format!("Downloaded {file_name}"),
            Es => format!("Descargó {file_name}"),
        },
        _ => signature(lang, event),
    }
}

/// What happened around a signature, and in the installation.
fn signature(lang: Language, event: &Event) -> String {
    let say = |en: &str, es: &str| String::from(if lang == En { en } else { es });
    match event {
        Event::EnvelopeSent {
            document_name,
            signer_name,
            ..
        } => match lang {
            En => format!("Asked {signer_name} to sign {document_name}"),
            Es => format!("Solicitó a {signer_name} la firma de {document_name}"),
        },
        Event::LinkHandedOver { channel, .. } => match channel {
            Channel::Mail => say("Sent the link by mail", "Envió el enlace por correo"),
            Channel::Copied => say("Copied the link to hand it over", "Copió el enlace para entregarlo"),
            Channel::Qr => say("Showed the link as a QR code", "Mostró el enlace como código QR"),
        },
        Event::InvitationMailed { .. } => say(
            "Gave the mail with the link to the mail server",
            "Entregó al servidor de correo el mensaje con el enlace",
        ),
        Event::InvitationNotMailed { .. } => say(
            "Could not hand the mail with the link to the mail server; goes on trying",
            "No logró entregar al servidor de correo el mensaje con el enlace; sigue intentando",
        ),
        Event::SignedCopyDelayed { .. } => say(
            "Could not make the signed copy yet; goes on trying",
            "No ha logrado preparar la copia firmada; sigue intentando",
        ),
        Event::EnvelopeVoided { reason, .. } => {
            say("Withdrew the request for a signature", "Retiró la solicitud de firma") + &because(reason)
        }
        Event::EnvelopeExpired { .. } => say("The request for a signature expired", "Venció la solicitud de firma"),
        Event::NewLinkAsked { .. } => say("Asked the firm for a new link", "Pidió al despacho un enlace nuevo"),
        Event::LinkOpened { .. } => say("Opened the link", "Abrió el enlace"),
        Event::ConsentGiven { version, language, .. } => match lang {
            En => format!("Consented to electronic records (text {version}, {language})"),
            Es => format!("Dio su consentimiento al uso de documentos electrónicos (texto {version}, {language})"),
        },
        Event::PageReached { page, .. } => match lang {
            En => format!("Was shown page {page}"),
            Es => format!("Se le mostró la página {page}"),
        },
        Event::Signed {
            method,
            pages_shown,
            furthest_page,
            ..
        } => {
            let how = if method == "drawn" {
                say("Signed by drawing", "Firmó con trazo")
            } else {
                say("Signed by typing the name", "Firmó escribiendo su nombre")
            };
            match (lang, *pages_shown) {
                (En, 0) => format!("{how}; the pages that were shown are not on record"),
                (Es, 0) => format!("{how}; no hay registro de las páginas que se le mostraron"),
                (En, shown) => format!("{how}; pages shown: {shown}, the furthest: {furthest_page}"),
                (Es, shown) => format!("{how}; páginas que se le mostraron: {shown}, la más avanzada: {furthest_page}"),
            }
        }
        Event::Declined { kind, reason, .. } => {
            let what = match kind {
                DeclineKind::Declined => say("Declined to sign", "Rechazó firmar"),
                DeclineKind::NotMe => say("Said: this is not me", "Indicó que no es la persona indicada"),
                DeclineKind::PaperInstead => say("Asked for paper instead", "Pidió firmar en papel"),
            };
            what + &because(reason)
        }
        Event::SignedCopyMade { .. } => say(
            "Put the signed copy into the case",
            "Incorporó la copia firmada al expediente",
        ),
        Event::SignedCopyDownloaded { .. } => say("Downloaded the signed copy", "Descargó la copia firmada"),
        Event::LogRead { filter } if filter.is_empty() => say("Read the log", "Consultó la bitácora"),
        Event::LogRead { filter } => {
            let parts: Vec<String> = filter.split(' ').map(|part| filtered_by(lang, part)).collect();
            match lang {
                En => format!("Read the log: {}", parts.join(", ")),
                Es => format!("Consultó la bitácora: {}", parts.join(", ")),
            }
        }
        Event::ChecksRun { held, broken } => match lang {
            En => format!("Ran the promise checks: {held} held, {broken} broken"),
            Es => format!("Ejecutó las comprobaciones: {held} se cumplen, {broken} no"),
        },
        Event::RoleChanged {
            name, before, after, ..
        } => match lang {
            En => format!(
                "Changed the role of {name}: “{}” → “{}”",
                role(lang, before),
                role(lang, after)
            ),
            Es => format!(
                "Cambió el rol de {name}: “{}” → “{}”",
                role(lang, before),
                role(lang, after)
            ),
        },
        Event::AccountClosed { name, .. } => match lang {
            En => format!("Closed the account of {name}"),
            Es => format!("Cerró la cuenta de {name}"),
        },
        Event::AccountReopened { name, .. } => match lang {
            En => format!("Opened the account of {name} again"),
            Es => format!("Habilitó de nuevo la cuenta de {name}"),
        },
        Event::RecoveryAsked { name, .. } => match lang {
            En => format!("Asked for the recovery of {name}’s second factor; another administrator has to agree"),
            Es => format!(
                "Pidió recuperar el segundo factor de {name}; falta que otra persona a cargo de la administración esté de acuerdo"
            ),
        },
        Event::RecoveryApproved { name, .. } => match lang {
            En => format!(
                "Agreed to the recovery of {name}’s second factor; it can be used after 24 hours, unless somebody says no"
            ),
            Es => format!(
                "Aprobó la recuperación del segundo factor de {name}; podrá usarse pasadas 24 horas, salvo que alguien se oponga"
            ),
        },
        Event::RecoveryCancelled { name, .. } => match lang {
            En => format!("Said no to the recovery of {name}’s second factor"),
            Es => format!("Se opuso a la recuperación del segundo factor de {name}"),
        },
        Event::RecoveryUsed { ended_sessions } => {
            say(
                "Set up a new second factor in place of the lost ones, and signed in",
                "Configuró un segundo factor nuevo en lugar de los perdidos, e ingresó",
            ) + &ended(lang, *ended_sessions)
        }
        Event::SessionsRead { name, .. } => match lang {
            En => format!("Looked at the sessions of {name}"),
            Es => format!("Consultó las sesiones de {name}"),
        },
        Event::PoliciesChanged { changes } => {
            say("Changed the firm’s rules", "Modificó las reglas del despacho") + &list(lang, changes)
        }
        Event::ColleaguesSessionsEnded { name, ended, .. } => match lang {
            En => format!("Ended {} of {name}", count(*ended, "session", "sessions")),
            Es => format!("Cerró {} de {name}", count(*ended, "sesión", "sesiones")),
        },
        Event::ColleaguesDevicesForgotten { name, devices, .. } => match lang {
            En => format!(
                "Took back the trust in {} of {name}",
                count(*devices, "device", "devices")
            ),
            Es => format!(
                "Retiró la confianza en {} de {name}",
                count(*devices, "dispositivo", "dispositivos")
            ),
        },
        Event::PersonInvited { name, email, role } => {
            let role = self::role(lang, role);
            match lang {
                En => format!("Invited {name} ({email}) to the firm, role: {role}"),
                Es => format!("Invitó a {name} ({email}) al despacho, rol: {role}"),
            }
        }
        Event::InvitationWithdrawn { name, email } => match lang {
            En => format!("Took the invitation of {name} ({email}) back"),
            Es => format!("Retiró la invitación de {name} ({email})"),
        },
        Event::PersonJoined { role, .. } => {
            let role = self::role(lang, role);
            match lang {
                En => format!("Accepted the invitation and made an account, role: {role}"),
                Es => format!("Aceptó la invitación y creó su cuenta, rol: {role}"),
            }
        }
        Event::PeopleImported { people } => match lang {
            En => format!("Accounts brought from another system: {people}"),
            Es => format!("Cuentas traídas de otro sistema: {people}"),
        },
        Event::NewPasswordAsked => say(
            "A link for a new password was asked for",
            "Se pidió un enlace para una contraseña nueva",
        ),
        Event::NewPasswordRefused { why } => match why {
            Refusal::CodeUsedBefore => say(
                "New password refused: the code had been used already",
                "Contraseña nueva rechazada: el código ya había sido utilizado",
            ),
            _ => say(
                "New password refused: wrong code",
                "Contraseña nueva rechazada: código incorrecto",
            ),
        },
        Event::PasswordChanged { how, ended_sessions } => {
            let done = if how == "by_link" {
                say(
                    "Set a new password with a link by mail and the second factor",
                    "Estableció una contraseña nueva con un enlace por correo y el segundo factor",
                )
            } else {
                say("Changed the password", "Cambió la contraseña")
            };
            done + &ended(lang, *ended_sessions)
        }
        Event::PasswordChangeRefused => say(
            "Password change refused: the present password was wrong",
            "Cambio de contraseña rechazado: la contraseña actual era incorrecta",
        ),
        // Told by `event`, which asks here for the rest only.
        Event::FirmRegistered { .. }
        | Event::PersonAdded { .. }
        | Event::AuthenticatorSetUp { .. }
        | Event::PasswordAccepted
        | Event::DeviceRecognised
        | Event::DeviceTrusted { .. }
        | Event::SessionsEnded { .. }
        | Event::DevicesForgotten { .. }
        | Event::SignedIn { .. }
        | Event::SignedInWithPasskey { .. }
        | Event::SignedInWithRecoveryCode { .. }
        | Event::FactorAdded { .. }
        | Event::FactorRenamed { .. }
        | Event::FactorRemoved { .. }
        | Event::RecoveryCodesMade { .. }
        | Event::SignInRefused { .. }
        | Event::SteppedUp
        | Event::StepUpRefused { .. }
        | Event::SignedOut
        | Event::SessionEnded { .. }
        | Event::LanguageChosen { .. }
        | Event::AccountLocked { .. }
        | Event::CaseOpened { .. }
        | Event::CaseRead { .. }
        | Event::CaseChanged { .. }
        | Event::PersonAssigned { .. }
        | Event::PersonUnassigned { .. }
        | Event::PartyAdded { .. }
        | Event::PartyChanged { .. }
        | Event::PartyRemoved { .. }
        | Event::DocumentUploaded { .. }
        | Event::DocumentRead { .. }
        | Event::DocumentDownloaded { .. } => event.name().to_owned(),
    }
}

/// A role in words; what is not known stays as it is stored.
fn role(lang: Language, stored: &str) -> &str {
    domain::Role::from_name(stored).map_or(stored, |role| role.title(lang))
}

fn count(number: u32, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

fn because(reason: &str) -> String {
    if reason.is_empty() {
        String::new()
    } else {
        format!(": {reason}")
    }
}

/// Other sessions that a sign-in ended.
fn ended(lang: Language, sessions: u32) -> String {
    match (lang, sessions) {
        (_, 0) => String::new(),
        (En, 1) => "; that ended another session".to_owned(),
        (En, n) => format!("; that ended {n} other sessions"),
        (Es, 1) => "; con ello terminó otra sesión".to_owned(),
        (Es, n) => format!("; con ello terminaron otras {n} sesiones"),
    }
}

/// Fields before and after.
fn list(lang: Language, changes: &[Change]) -> String {
    let one = |change: &Change| {
        let name = field(lang, &change.field);
        let (before, after) = (
            value(lang, &change.field, &change.before),
            value(lang, &change.field, &change.after),
        );
        let quoted = |value: &str| match lang {
            En => format!("“{value}”"),
            Es => format!("«{value}»"),
        };
        match (before.is_empty(), after.is_empty()) {
            (true, _) => format!("{name} → {}", quoted(after)),
            (false, true) => format!("{name} {} → –", quoted(before)),
            (false, false) => format!("{name} {} → {}", quoted(before), quoted(after)),
        }
    };
    let words: Vec<String> = changes.iter().map(one).collect();
    if words.is_empty() {
        String::new()
    } else {
        format!(": {}", words.join("; "))
    }
}

/// A field's value in words, where it is one of a few; what is not known stays as it is stored.
fn value<'a>(lang: Language, field: &str, stored: &'a str) -> &'a str {
    let words = match field {
        "stage" => Stage::from_name(stored).map(|stage| office::stage(lang, stage)),
        "kind" => CaseKind::from_name(stored).map(|kind| office::kind(lang, kind)),
        "role" => PartyRole::from_name(stored).map(|role| office::party_role(lang, role)),
        _ => None,
    };
    words.unwrap_or(stored)
}

/// A field's name in words; what is not known stays as it is stored.
fn field(lang: Language, name: &str) -> &str {
    match (name, lang) {
        ("title", En) => "name",
        ("title" | "name", Es) => "nombre",
        ("kind", Es) => "materia",
        ("stage", Es) => "etapa",
        ("summary", Es) => "resumen",
        ("role", En) => "part",
        ("role", Es) => "calidad",
        ("email", En) => "mail address",
        ("email", Es) => "correo",
        ("phone", En) => "phone number",
        ("phone", Es) => "teléfono",
        ("untrusted_hours", En) => "longest session in hours",
        ("untrusted_hours", Es) => "duración máxima de la sesión en horas",
        ("trusted_days", En) => "longest session on a trusted device in days",
        ("trusted_days", Es) => "duración máxima en un dispositivo de confianza en días",
        ("passkey_required", En) => "passkey required",
        ("passkey_required", Es) => "llave de acceso obligatoria",
        ("time_zone", En) => "time zone",
        ("time_zone", Es) => "zona horaria",
        ("networks", En) => "networks that the administration opens from",
        ("networks", Es) => "redes desde las que se abre la administración",
        _ => name,
    }
}

/// What a part of a filter, `group=signatures`, leaves of the log.
fn filtered_by(lang: Language, part: &str) -> String {
    let (name, value) = part.split_once('=').unwrap_or((part, ""));
    match (name, lang) {
        ("case", En) => "of one case".to_owned(),
        ("case", Es) => "de un expediente".to_owned(),
        ("user", En) => "by one person".to_owned(),
        ("user", Es) => "de una persona".to_owned(),
        ("from", En) => format!("from {value}"),
        ("from", Es) => format!("desde {value}"),
        ("to", En) => format!("until {value}"),
        ("to", Es) => format!("hasta {value}"),
        ("group", _) => EventGroup::from_name(value)
            .map_or(value, |kind| group(lang, kind))
            .to_lowercase(),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_show_before_and_after() {
        let change = |before: &str, after: &str| Change {
            field: "title".into(),
            before: before.into(),
            after: after.into(),
        };
        assert_eq!(list(En, &[change("A", "B")]), ": name “A” → “B”");
        assert_eq!(
            list(Es, &[change("", "B"), change("A", "")]),
            ": nombre → «B»; nombre «A» → –"
        );
        assert_eq!(list(En, &[]), "");
    }

    #[test]
    fn a_reading_of_the_log_says_what_was_looked_for() {
        let read = Event::LogRead {
            filter: "case=0198-1 group=signatures from=2026-11-01".to_owned(),
        };
        assert_eq!(
            event(En, &read),
            "Read the log: of one case, signatures, from 2026-11-01"
        );
        assert_eq!(
            event(Es, &read),
            "Consultó la bitácora: de un expediente, firmas, desde 2026-11-01"
        );
    }

    #[test]
    fn no_event_is_told_by_its_stored_name() {
        for told in [
            Event::PasswordAccepted,
            Event::SignedOut,
            Event::LogRead { filter: String::new() },
        ] {
            for lang in Language::ALL {
                assert_ne!(event(lang, &told), told.name());
            }
        }
    }
}
