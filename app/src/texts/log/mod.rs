//! The log in words: its page, who did it, and what was done.

mod access;
mod account;
mod cases;
mod changes;
mod console;
mod documents;
#[cfg(feature = "ssr")]
pub(crate) mod file;
mod firm;
mod installation;
mod parts;
mod sentence;
mod signatures;
mod support;

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
    text { en: "Search for", es: "Buscar palabras" }
    text_help {
        en: "In what happened, who did it, from where and with what",
        es: "En qué pasó, quién lo hizo, desde dónde y con qué",
    }
    quoted(words: &str) { en: "“{words}”", es: "«{words}»" }
    from_day(day: &str) { en: "from {day}", es: "desde {day}" }
    to_day(day: &str) { en: "until {day}", es: "hasta {day}" }
    below(number: i64) { en: "older than entry {number}", es: "anteriores a la entrada {number}" }
    from { en: "From", es: "Desde" }
    to { en: "To", es: "Hasta" }
    number { en: "No.", es: "N.º" }
    when { en: "When", es: "Cuándo" }
    who { en: "Who", es: "Quién" }
    what { en: "What", es: "Qué" }
    from_where { en: "From where", es: "Desde dónde" }
    older { en: "Show older entries", es: "Mostrar entradas anteriores" }
    nothing_so_far { en: "Nothing found so far.", es: "Hasta ahora no se encontró nada." }
    searched_back { en: "Searched back to", es: "Se buscó hasta el" }
    search_on { en: "Search further back", es: "Buscar más atrás" }
    the_end { en: "This is where the log begins.", es: "Aquí comienza la bitácora." }
    the_end_of_mine { en: "There are no older entries that you may see.", es: "No hay entradas anteriores que usted pueda ver." }
    the_end_of_these {
        en: "There are no older entries that fit the filter and that you may see.",
        es: "No hay entradas anteriores que cumplan el filtro y que usted pueda ver.",
    }
    archived(last: i64, year: i32) {
        en: "Entries up to number {last} (until 31 December {year}, UTC) were archived.",
        es: "Las entradas hasta la número {last} (hasta el 31 de diciembre de {year}, UTC) se archivaron.",
    }
    readers_archived(last: i64, year: i32) {
        en: "Entries up to number {last} (until 31 December {year}, UTC) were archived: what was opened by then is not listed or counted here.",
        es: "Las entradas hasta la número {last} (hasta el 31 de diciembre de {year}, UTC) se archivaron: lo que se abrió hasta entonces no aparece ni se cuenta aquí.",
    }
    not_of_other_cases {
        en: "Entries of cases that you are not assigned to are not shown.",
        es: "No se muestran las entradas de expedientes que usted no tiene asignados.",
    }
    nothing { en: "No entry fits this filter", es: "Ninguna entrada coincide con el filtro" }
    nothing_text {
        en: "You see your own entries, those of your cases, and as an administrator those of the firm.",
        es: "Usted ve sus propias entradas, las de sus expedientes y, si administra el sistema, las del despacho.",
    }
    table_caption { en: "Entries, newest first", es: "Entradas, de la más reciente a la más antigua" }
    print { en: "Print", es: "Imprimir" }
    printed_filter(words: &str) { en: "Only what fits the filter: {words}.", es: "Solo lo que cumple el filtro: {words}." }
    printed_without_filter { en: "Without a filter.", es: "Sin filtro." }
    printed_by(name: &str, firm: &str) { en: "Printed by {name}, {firm}, as it was read on", es: "Impreso por {name}, {firm}, tal como se consultó el" }
    printed_all(newest: i64, oldest: i64) { en: "Entries {newest} to {oldest}.", es: "Entradas {newest} a {oldest}." }
    printed_newest(newest: i64, oldest: i64) {
        en: "Entries {newest} to {oldest}; older ones are not printed.",
        es: "Entradas {newest} a {oldest}; las anteriores no se imprimen.",
    }
    printed_none { en: "No entries.", es: "Ninguna entrada." }
    printed_none_so_far { en: "No entries found so far; older ones were not searched.", es: "Hasta ahora ninguna entrada; las anteriores no se buscaron." }

    own_title { en: "What you did", es: "Lo que usted hizo" }
    own_intro {
        en: "Your own entries in the log. Those of a case are also seen by the people assigned to it; all others, by your firm’s administrators.",
        es: "Sus propias entradas en la bitácora. Las de un expediente las ven también las personas asignadas a él; todas las demás, quienes administran el despacho.",
    }
    own_nothing_text { en: "Only your own entries are looked at here.", es: "Aquí solo se buscan sus propias entradas." }

    follow { en: "Follow", es: "Seguir en vivo" }
    follow_help { en: "New entries appear at the top by themselves.", es: "Las entradas nuevas aparecen al inicio por sí solas." }

    saved { en: "Saved filters", es: "Filtros guardados" }
    save { en: "Save this filter", es: "Guardar este filtro" }
    save_do { en: "Save", es: "Guardar" }
    saved_name { en: "What do you call it?", es: "¿Cómo lo llama?" }
    saved_help { en: "Only you see it. Up to 20 fit.", es: "Solo usted lo ve. Caben hasta 20." }
    was_saved { en: "The filter was saved.", es: "El filtro se guardó." }
    was_removed { en: "The filter was removed.", es: "El filtro se eliminó." }
    remove_saved { en: "Remove this filter", es: "Eliminar este filtro" }
    remove_named(name: &str) { en: "Remove the filter {name}", es: "Eliminar el filtro {name}" }
    remove_question(name: &str) { en: "“{name}” leaves your saved filters. The log stays as it is.", es: "«{name}» sale de sus filtros guardados. La bitácora queda como está." }

    more_cases {
        en: "The latest cases are listed. The log of an older one opens from its page, below the timeline.",
        es: "Se muestran los expedientes más recientes. La bitácora de uno anterior se abre desde su página, debajo de la cronología.",
    }

    export { en: "Export", es: "Exportar" }
    export_text {
        en: "A file with every entry that fits the filter and that you may read, up to now. You are asked for your second factor if you gave it more than five minutes ago; the export itself is recorded in the log.",
        es: "Un archivo con todas las entradas que cumplen el filtro y que usted puede ver, hasta este momento. Se le pide su segundo factor si lo dio hace más de cinco minutos; la exportación misma queda en la bitácora.",
    }
    as_csv { en: "For spreadsheets (CSV)", es: "Para hojas de cálculo (CSV)" }
    as_json_lines { en: "For programs (JSON Lines)", es: "Para programas (JSON Lines)" }
    exporting { en: "The download begins.", es: "La descarga comienza." }

    who_opened { en: "Who has opened this", es: "Quién ha abierto esto" }
    readers_intro {
        en: "From the log: everybody who has opened it, of the firm and signers; of a case, also who read its log or took it along as a file. What is read again within ten minutes counts once.",
        es: "De la bitácora: todas las personas que lo han abierto, del despacho y firmantes; de un expediente, también quien consultó su bitácora o la descargó. Lo que se vuelve a leer en menos de diez minutos cuenta una vez.",
    }
    readers_more(n: usize) {
        en: "There are more people. The {n} who opened it last are listed; below stands each time, of everybody.",
        es: "Hay más personas. Se muestran las {n} que lo abrieron por último; más abajo está cada vez, de todas.",
    }
    readers_caption { en: "People, whoever opened it last first", es: "Personas, primero quien lo abrió por último" }
    readers_each { en: "Each time", es: "Cada vez" }
    readers_first { en: "First", es: "Primera vez" }
    readers_last { en: "Last", es: "Última vez" }
    readers_times { en: "Times", es: "Veces" }
    readers_downloads { en: "Downloads", es: "Descargas" }
    readers_none { en: "Nobody has opened it yet", es: "Nadie lo ha abierto todavía" }
    readers_none_since { en: "Nobody has opened it since then", es: "Nadie lo ha abierto desde entonces" }
    readers_none_text { en: "Whoever opens it will be listed here.", es: "Quien lo abra aparecerá aquí." }
    direct { en: "own connection", es: "conexión propia" }
    trusted_proxy { en: "told by a trusted proxy", es: "indicada por un proxy de confianza" }
    server { en: "the server itself", es: "el propio servidor" }
    the_server { en: "Matterlock", es: "Matterlock" }
    a_signer { en: "signer", es: "firmante" }
    a_stranger { en: "not signed in", es: "sin ingresar" }
}

/// How many entries have come since somebody follows.
pub(crate) fn came(lang: Language, entries: u32) -> String {
    match (lang, entries) {
        (_, 0) => String::new(),
        (En, 1) => "1 new entry".to_owned(),
        (En, n) => format!("{n} new entries"),
        (Es, 1) => "1 entrada nueva".to_owned(),
        (Es, n) => format!("{n} entradas nuevas"),
    }
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
        (EventGroup::Support, En) => "Support access",
        (EventGroup::Support, Es) => "Acceso de soporte",
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
