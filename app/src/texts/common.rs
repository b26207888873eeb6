//! Words of the frame around the pages, and of the components.

use domain::Language;

use super::texts;

texts! {
    product { en: "Matterlock", es: "Matterlock" }
    skip_to_content { en: "Skip to the content", es: "Ir al contenido" }
    main_navigation { en: "Main", es: "Principal" }
    search_cases { en: "Search cases", es: "Buscar expedientes" }
    search_hint { en: "Search cases — press /", es: "Buscar expedientes — tecla /" }
    cases { en: "Cases", es: "Expedientes" }
    log { en: "Log", es: "Bitácora" }
    security { en: "Security", es: "Seguridad" }
    sessions { en: "Sessions and devices", es: "Sesiones y dispositivos" }
    roles { en: "What each role may do", es: "Qué permite cada rol" }
    sign_out { en: "Sign out", es: "Cerrar sesión" }
    sign_in { en: "Sign in", es: "Ingresar" }
    language { en: "Language", es: "Idioma" }
    theme { en: "Appearance", es: "Apariencia" }
    theme_system { en: "As the system", es: "Como el sistema" }
    theme_paper { en: "Light", es: "Claro" }
    theme_ink { en: "Dark", es: "Oscuro" }
    my_account { en: "My account", es: "Mi cuenta" }
    close { en: "Close", es: "Cerrar" }
    cancel { en: "Cancel", es: "Cancelar" }
    retry { en: "Try again", es: "Intentar de nuevo" }
    loading { en: "Loading", es: "Cargando" }
    copy { en: "Copy", es: "Copiar" }
    copied { en: "Copied", es: "Copiado" }
    show_password { en: "Show password", es: "Mostrar contraseña" }
    optional { en: "optional", es: "opcional" }
    please_check { en: "Please check what you entered", es: "Revise los datos ingresados" }
    not_found_title { en: "This page does not exist", es: "Esta página no existe" }
    not_found_text {
        en: "The address may be mistyped, or what was here is not yours to see. Nothing was changed.",
        es: "Puede que la dirección esté mal escrita o que usted no tenga acceso a lo que había aquí. No se cambió nada.",
    }
    to_my_cases { en: "Go to my cases", es: "Ir a mis expedientes" }

    session_ends_title { en: "You are about to be signed out", es: "Su sesión está por terminar" }
    session_ends_in(seconds: u32) {
        en: "Your session ends in {seconds}\u{a0}s because nothing was done for a while.",
        es: "Su sesión termina en {seconds}\u{a0}s por inactividad.",
    }
    stay_signed_in { en: "Stay signed in", es: "Mantener la sesión" }
    connection_lost {
        en: "No connection to the server. This page goes on by itself when it is back.",
        es: "Sin conexión con el servidor. Esta página continuará sola cuando se restablezca.",
    }
    draft_back { en: "What you typed here before is back", es: "Aquí está de nuevo lo que usted había escrito" }
    draft_changed { en: "Last change:", es: "Último cambio:" }
    draft_not_sent {
        en: "It has not been sent. It was kept sealed in this browser, for you alone.",
        es: "No se ha enviado. Se conservó sellado en este navegador, solo para usted.",
    }
    draft_discard { en: "Discard", es: "Descartar" }
    draft_discarded {
        en: "Discarded. The form is as it was before you typed.",
        es: "Descartado. El formulario está como antes de que usted escribiera.",
    }
    draft_undo { en: "Undo", es: "Deshacer" }
    #[cfg(feature = "hydrate")]
    stayed_signed_in { en: "You stay signed in.", es: "Su sesión continúa." }
}

/// How hard a password is to guess, from 0 to 4.
pub(crate) const fn password_score(lang: Language, score: u8) -> &'static str {
    match (lang, score) {
        (Language::En, 0 | 1) => "Easily guessed",
        (Language::Es, 0 | 1) => "Fácil de adivinar",
        (Language::En, 2) => "Almost good enough",
        (Language::Es, 2) => "Casi suficiente",
        (Language::En, 3) => "Good",
        (Language::Es, 3) => "Buena",
        (Language::En, _) => "Very good",
        (Language::Es, _) => "Muy buena",
    }
}

/// A size as people write it: `312 kB`, `4.2 MB`, `41.0 GB`, decimal. Number and unit stay on one line.
pub(crate) fn bytes(lang: Language, size: u64) -> String {
    if size < 1000 {
        return format!("{size}\u{a0}B");
    }
    if size < 1_000_000 {
        return format!("{}\u{a0}kB", (size + 500) / 1000);
    }
    let (tenth, unit) = if size < 999_950_000 {
        (100_000, "MB")
    } else {
        (100_000_000, "GB")
    };
    let tenths = (size + tenth / 2) / tenth;
    let point = match lang {
        Language::En => '.',
        Language::Es => ',',
    };
    format!("{}{point}{}\u{a0}{unit}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_as_people_write_them() {
        assert_eq!(bytes(Language::En, 999), "999\u{a0}B");
        assert_eq!(bytes(Language::En, 1_500), "2\u{a0}kB");
        assert_eq!(bytes(Language::Es, 4_249_999), "4,2\u{a0}MB");
        assert_eq!(bytes(Language::En, 15_000_000), "15.0\u{a0}MB");
        assert_eq!(bytes(Language::En, 999_949_999), "999.9\u{a0}MB");
        assert_eq!(bytes(Language::Es, 41_200_000_000), "41,2\u{a0}GB");
    }
}
