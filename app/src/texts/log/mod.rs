//! The log in words: its page, who did it, and what was done.

mod access;
mod account;
mod cases;
mod changes;
mod console;
mod documents;
mod firm;
mod installation;
mod parts;
mod sentence;
mod signatures;

use domain::Language::{self, En, Es};
use domain::audit::{ActorKind, EventGroup, LogEntry};
use domain::origin::AddressSource;

pub(crate) use self::sentence::sentence;
use super::texts;

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
