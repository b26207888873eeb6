//! What stands in a file of entries beside the entries.

use domain::Language::{self, En, Es};

use crate::texts::texts;

texts! {
    title { en: "Log", es: "Bitácora" }
    a_user { en: "member of the firm", es: "persona del despacho" }
    the_server { en: "server", es: "servidor" }
}

/// Above the columns.
pub(crate) const fn headings(lang: Language) -> [&'static str; 11] {
    match lang {
        En => [
            "Number",
            "Time (UTC)",
            "Time at the firm",
            "Who",
            "Acting as",
            "What happened",
            "Event",
            "Case",
            "Address",
            "How the address is known",
            "Device",
        ],
        Es => [
            "Número",
            "Hora (UTC)",
            "Hora del despacho",
            "Quién",
            "En calidad de",
            "Qué pasó",
            "Evento",
            "Expediente",
            "Dirección",
            "Cómo se conoce la dirección",
            "Dispositivo",
        ],
    }
}
