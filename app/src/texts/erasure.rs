//! Texts of legal holds and of erasing people.

use domain::Language;
use domain::erasure::{KeptBy, SubjectKind};

use super::texts;

// On a case's page.
texts! {
    hold { en: "Legal hold", es: "Retención legal" }
    hold_help {
        en: "While a hold stands, nobody in this case can be erased, whoever asks for it. The administration is told that there is a hold, and not on which case.",
        es: "Mientras dure la retención, no se pueden suprimir los datos de nadie de este expediente, lo pida quien lo pida. La administración se entera de que hay una retención, no de en cuál expediente.",
    }
    no_hold { en: "There is none.", es: "No hay ninguna." }
    hold_stands { en: "Under legal hold", es: "Bajo retención legal" }
    placed_by(name: &str) { en: "Placed by {name}", es: "La puso {name}" }
    place { en: "Place a hold", es: "Poner una retención" }
    hold_reason { en: "Reason", es: "Motivo" }
    hold_reason_help {
        en: "At least 10 characters. Those on the case read it here and in the timeline.",
        es: "Mínimo 10 caracteres. Lo leen aquí y en la cronología quienes están en el expediente.",
    }
    lift { en: "Lift the hold", es: "Levantar la retención" }
    lift_help {
        en: "From then on people in this case can be erased, and that can’t be undone.",
        es: "A partir de entonces se podrán suprimir datos de personas de este expediente, y eso no se puede deshacer.",
    }
    placed { en: "Hold placed", es: "Retención puesta" }
    lifted { en: "Hold lifted", es: "Retención levantada" }
}

// At the console.
texts! {
    erasures { en: "Erasure", es: "Supresión" }
    erasures_intro {
        en: "When somebody has a right to be forgotten: a former colleague, a client or another party, somebody who was asked to sign, somebody who was invited. Their names and addresses go, also from the log; that something happened, and the proof of it, stays.",
        es: "Para cuando alguien tiene derecho a la supresión de sus datos: una persona que trabajó aquí, un cliente u otra parte, alguien a quien se le pidió una firma, alguien invitado. Sus nombres y direcciones desaparecen, también de la bitácora; lo que ocurrió y su prueba se conservan.",
    }
    find { en: "Look somebody up", es: "Buscar a una persona" }
    who { en: "Name or mail address", es: "Nombre o correo electrónico" }
    who_help {
        en: "The whole name or the whole address, as the firm wrote it; accents and capitals don’t matter. Looking somebody up stands in the log, without the name.",
        es: "El nombre o el correo completos, como los escribió el despacho; las tildes y las mayúsculas no importan. La búsqueda queda en la bitácora, sin el nombre.",
    }
    find_do { en: "Look up", es: "Buscar" }
    needs_script { en: "Looking somebody up needs scripts in your browser.", es: "Para buscar se necesita que el navegador permita scripts." }
    nobody { en: "Nobody of that name or address is left here", es: "Aquí no queda nadie con ese nombre o correo" }
    nobody_text {
        en: "Try the other one of name and address, and how it may have been written. Somebody walled off from a case does not find its people; another administrator does.",
        es: "Pruebe con el otro dato, nombre o correo, y con otra forma de escribirlo. Quien está tras una barrera ética no encuentra a las personas de ese expediente; otra persona que administre, sí.",
    }
    found { en: "What is left of them", es: "Lo que queda de la persona" }
    choose { en: "Choose what belongs to the person. Of the same name there may be others.", es: "Elija lo que corresponde a la persona. Puede haber otras con el mismo nombre." }
    more(n: usize) {
        en: "There are more than {n}. Erase what belongs to the person, then look them up again.",
        es: "Hay más de {n}. Suprima lo que corresponde a la persona y vuelva a buscarla.",
    }
    since { en: "since", es: "desde" }
    no_email { en: "no mail address", es: "sin correo" }
    ground { en: "Ground", es: "Fundamento" }
    ground_help {
        en: "The law and how it was asked for, for example: “Article 17 of the GDPR, asked for in writing on 3 March.” It stands on the receipt and in the log and can’t be erased: don’t write who it is about.",
        es: "La norma y cómo se solicitó; por ejemplo: «Artículo 7 de la Ley 8968, solicitado por escrito el 3 de marzo». Figura en la constancia y en la bitácora y no se puede suprimir: no escriba de quién se trata.",
    }
    what_follows { en: "What follows", es: "Qué sucede después" }
    follows_gone {
        en: "Names, mail and network addresses, devices and what they wrote under their own name can’t be read any more, by anybody, in the log or elsewhere.",
        es: "Nombres, correos, direcciones de red, dispositivos y lo que escribieron a su nombre ya no los podrá leer nadie, ni en la bitácora ni en otro lugar.",
    }
    follows_filters {
        en: "Saved filters of the log that look for them go too, whoever saved them. How many is in the log.",
        es: "También se eliminan los filtros guardados de la bitácora que la buscan, sin importar quién los guardó. Cuántos, queda en la bitácora.",
    }
    follows_stays {
        en: "Case files, documents, and signed documents with their evidence stay: the firm has a duty to keep them.",
        es: "Los expedientes, los documentos y los documentos firmados con su prueba se conservan: el despacho tiene el deber de guardarlos.",
    }
    follows_backups {
        en: "Backups from before hold it until they run out. Whoever restores one erases again.",
        es: "Los respaldos anteriores lo conservan hasta que vencen. Quien restaura uno repite la supresión.",
    }
    sure { en: "I know that this can’t be undone, by nobody.", es: "Sé que esto no lo puede deshacer nadie." }
    erase_now { en: "Erase for good", es: "Suprimir de forma definitiva" }
    chosen { en: "Who is erased", es: "A quién se suprime" }
    earlier { en: "What was erased", es: "Lo que se ha suprimido" }
    none_yet { en: "Nobody has been erased yet", es: "Todavía no se ha suprimido nada" }
    none_yet_text { en: "Each erasure stands here with its receipt.", es: "Cada supresión queda aquí con su constancia." }
    receipt { en: "Receipt", es: "Constancia" }
    receipt_title { en: "Receipt of an erasure", es: "Constancia de una supresión" }
    receipt_intro {
        en: "What was erased, when and on what ground, signed with the key of the firm’s log. It names nobody.",
        es: "Qué se suprimió, cuándo y con qué fundamento, firmado con la clave de la bitácora del despacho. No nombra a nadie.",
    }
    back { en: "All erasures", es: "Todas las supresiones" }
    no_such { en: "There is no such erasure", es: "No existe esa supresión" }
    at { en: "When", es: "Cuándo" }
    by { en: "Who did it", es: "Quién lo hizo" }
    erased { en: "Erased", es: "Suprimido" }
    kept { en: "Kept as evidence", es: "Se conserva como prueba" }
    kept_signatures(count: u32) { en: "Signers of completed documents: {count}", es: "Firmantes de documentos completados: {count}" }
    entry { en: "Entry in the log of the administration", es: "Entrada en la bitácora de la administración" }
    entry_number(number: u64) { en: "No. {number}", es: "N.º {number}" }
    checkpoint { en: "Proven by the checkpoint at", es: "Demostrado por el punto de control en" }
    checkpoint_entries(entries: u64) { en: "{entries} entries", es: "{entries} entradas" }
    statement { en: "The signed statement", es: "La declaración firmada" }
    statement_help {
        en: "Hand it out as a file. Whoever has it checks it on the page /verify, or with the program matterlock-verify and the installation’s key, without us. It holds the log’s entry on the erasure, in which what is personal stays sealed.",
        es: "Entréguela como archivo. Quien la tenga la comprueba en la página /verify, o con el programa matterlock-verify y la clave de la instalación, sin nosotros. Contiene la entrada de la bitácora sobre la supresión, en la que lo personal sigue sellado.",
    }
    download { en: "Download the receipt", es: "Descargar la constancia" }
    print { en: "Print", es: "Imprimir" }
}

/// As what somebody stands in the firm's books.
pub(crate) const fn kind(lang: Language, kind: SubjectKind) -> &'static str {
    match (kind, lang) {
        (SubjectKind::Colleague, Language::En) => "Former colleague",
        (SubjectKind::Colleague, Language::Es) => "Excolega",
        (SubjectKind::Party, Language::En) => "Party to a case",
        (SubjectKind::Party, Language::Es) => "Parte en un expediente",
        (SubjectKind::Signer, Language::En) => "Asked to sign",
        (SubjectKind::Signer, Language::Es) => "Se le pidió una firma",
        (SubjectKind::Invitation, Language::En) => "Invited to the firm",
        (SubjectKind::Invitation, Language::Es) => "Invitación al despacho",
    }
}

/// How many of a kind, in a list.
pub(crate) fn counted(lang: Language, of: SubjectKind, count: usize) -> String {
    format!("{}: {count}", kind(lang, of))
}

/// What keeps somebody, and what helps.
pub(crate) const fn kept_by(lang: Language, kept: KeptBy) -> &'static str {
    match (kept, lang) {
        (KeptBy::Live, Language::En) => "Has an open account: close it first.",
        (KeptBy::Live, Language::Es) => "Tiene una cuenta abierta: ciérrela primero.",
        (KeptBy::Held, Language::En) => "Kept by a legal hold.",
        (KeptBy::Held, Language::Es) => "Se conserva por una retención legal.",
        (KeptBy::Open, Language::En) => "A signature is pending: it has to be given or withdrawn first.",
        (KeptBy::Open, Language::Es) => "Hay una firma pendiente: primero debe darse o retirarse.",
        (KeptBy::Evidence, Language::En) => "Signed a document: kept as evidence.",
        (KeptBy::Evidence, Language::Es) => "Firmó un documento: se conserva como prueba.",
    }
}
