//! Words of the page of sessions and devices.

use domain::Language::{self, En, Es};
use domain::device::Device;
use domain::sessions::{Ending, HowEnded};

use super::texts;

texts! {
    title { en: "Sessions and devices", es: "Sesiones y dispositivos" }
    intro {
        en: "Where you are signed in, and the devices that you trust. If you don’t recognise one, end it, change your password and tell your firm’s administrator.",
        es: "Dónde tiene sesión abierta y en qué dispositivos confía. Si no reconoce alguno, ciérrelo, cambie su contraseña y avise a quien administra el sistema en su despacho.",
    }
    live { en: "Signed in now", es: "Sesiones abiertas" }
    live_help {
        en: "One session at the office at a time: signing in elsewhere ends this one.",
        es: "Hay una sola sesión de oficina a la vez: si ingresa desde otro lugar, esta termina.",
    }
    no_others { en: "You are signed in nowhere else.", es: "No tiene ninguna otra sesión abierta." }
    this_session { en: "This session", es: "Esta sesión" }
    this_browser { en: "This browser", es: "Este navegador" }
    administration { en: "Administration", es: "Administración" }
    since { en: "Since", es: "Desde" }
    last_used { en: "last used", es: "último uso:" }
    ends { en: "Ends at the latest", es: "Termina a más tardar:" }
    on_trusted { en: "trusted device", es: "dispositivo de confianza" }
    end { en: "End session", es: "Cerrar sesión" }
    end_named(device: &str) { en: "End the session: {device}", es: "Cerrar la sesión: {device}" }
    end_question { en: "End this session? Its browser is told at once.", es: "¿Cerrar esta sesión? Su navegador lo sabrá de inmediato." }
    end_others { en: "End all other sessions", es: "Cerrar todas las demás sesiones" }
    end_others_question {
        en: "End every session but this one? Their browsers are told at once.",
        es: "¿Cerrar todas las sesiones menos esta? Sus navegadores lo sabrán de inmediato.",
    }

    devices { en: "Trusted devices", es: "Dispositivos de confianza" }
    devices_help {
        en: "After an inactive while they ask for your second factor alone. Signing out or in elsewhere asks for both again; a new password, second factor or role ends all trust.",
        es: "Tras un rato de inactividad piden solo el segundo factor. Al cerrar sesión o ingresar desde otro lugar se piden ambos de nuevo; un cambio de contraseña, segundo factor o rol termina toda confianza.",
    }
    no_devices {
        en: "You trust no device. To trust one, tick the box under your password when you sign in on it.",
        es: "No confía en ningún dispositivo. Para confiar en uno, marque la casilla bajo su contraseña al ingresar desde él.",
    }
    trusted_since { en: "Trusted since", es: "De confianza desde" }
    trusted_until { en: "Trusted until", es: "De confianza hasta" }
    forget { en: "Forget", es: "Olvidar" }
    forget_named(device: &str) { en: "Forget the device: {device}", es: "Olvidar el dispositivo: {device}" }
    forget_question {
        en: "Stop trusting this device? The next sign-in on it asks for your password too.",
        es: "¿Dejar de confiar en este dispositivo? El próximo ingreso desde él pedirá también su contraseña.",
    }
    forget_here_question {
        en: "Stop trusting this browser? Your session goes on, for as long as on any other device; if it has lasted longer already, you sign in again now.",
        es: "¿Dejar de confiar en este navegador? Su sesión continúa, por el mismo tiempo que en cualquier otro dispositivo; si ya duró más, deberá ingresar de nuevo ahora.",
    }
    forget_all { en: "Forget all devices", es: "Olvidar todos los dispositivos" }
    forget_all_question {
        en: "Stop trusting every device, this one too? The next sign-in on each asks for your password too.",
        es: "¿Dejar de confiar en todos los dispositivos, incluido este? El próximo ingreso desde cada uno pedirá también su contraseña.",
    }

    earlier { en: "Earlier, in the last 30 days", es: "Anteriores, de los últimos 30 días" }
    no_earlier { en: "No session ended in the last 30 days.", es: "Ninguna sesión terminó en los últimos 30 días." }
    earlier_caption { en: "Sessions that ended, the latest first", es: "Sesiones terminadas, de la más reciente a la más antigua" }
    device_head { en: "Device", es: "Dispositivo" }
    from_head { en: "From where", es: "Desde dónde" }
    started_head { en: "Started", es: "Inicio" }
    last_used_head { en: "Last used", es: "Último uso" }
    ended_head { en: "How it ended", es: "Cómo terminó" }
    unknown_device { en: "Unknown device", es: "Dispositivo desconocido" }
}

/// A browser and its system, as far as it says.
pub(crate) fn device(lang: Language, user_agent: &str) -> String {
    let Device { browser, system } = Device::of(user_agent);
    match (browser, system, lang) {
        (Some(browser), Some(system), En) => format!("{browser} on {system}"),
        (Some(browser), Some(system), Es) => format!("{browser} en {system}"),
        (one, other, _) => one.or(other).unwrap_or(unknown_device(lang)).to_owned(),
    }
}

/// How a session ended.
pub(crate) const fn how_ended(lang: Language, how: HowEnded) -> &'static str {
    match (how, lang) {
        (HowEnded::SignedOut, En) => "You signed out",
        (HowEnded::SignedOut, Es) => "Usted cerró la sesión",
        (HowEnded::Elsewhere, En) => "You signed in elsewhere",
        (HowEnded::Elsewhere, Es) => "Usted ingresó desde otro lugar",
        (HowEnded::Idle, En) => "Inactivity",
        (HowEnded::Idle, Es) => "Inactividad",
        (HowEnded::TooOld, En) => "It reached the longest time",
        (HowEnded::TooOld, Es) => "Alcanzó la duración máxima",
        (HowEnded::RoleChanged, En) => "Your role changed",
        (HowEnded::RoleChanged, Es) => "Cambió su rol",
        (HowEnded::AccountClosed, En) => "Your account was closed",
        (HowEnded::AccountClosed, Es) => "Se cerró su cuenta",
        (HowEnded::PasswordChanged, En) => "Your password was changed",
        (HowEnded::PasswordChanged, Es) => "Se cambió su contraseña",
        (HowEnded::ByOwner, En) => "You ended it from another session",
        (HowEnded::ByOwner, Es) => "Usted la cerró desde otra sesión",
        (HowEnded::ByAdministrator, En) => "An administrator ended it",
        (HowEnded::ByAdministrator, Es) => "La cerró quien administra el sistema",
        (HowEnded::SupportOver, En) => "Support access ended",
        (HowEnded::SupportOver, Es) => "Terminó el acceso de soporte",
    }
}

/// What was done.
pub(crate) const fn done(lang: Language, what: Ending) -> &'static str {
    match (what, lang) {
        (Ending::Session, En) => "The session has ended.",
        (Ending::Session, Es) => "La sesión quedó cerrada.",
        (Ending::OtherSessions, En) => "All other sessions have ended.",
        (Ending::OtherSessions, Es) => "Las demás sesiones quedaron cerradas.",
        (Ending::Device, En) => "The device is no longer trusted.",
        (Ending::Device, Es) => "El dispositivo ya no es de confianza.",
        (Ending::Devices, En) => "No device is trusted any more.",
        (Ending::Devices, Es) => "Ya ningún dispositivo es de confianza.",
    }
}
