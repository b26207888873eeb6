//! Support access: the words of whoever asks, of whoever answers, and of the banner.

use domain::Language::{self, En, Es};
use domain::support::SupportEnd;

use super::texts;

// The administrators' page.
texts! {
    title { en: "Support access", es: "Acceso de soporte" }
    in_bar { en: "Support", es: "Soporte" }
    intro {
        en: "Whoever operates this installation sees no case of yours. When they ask, you can let one of them into one case, for some hours. While it lasts, a banner says so on the pages of those on the case and of everybody who administers; every look stands in your log, the same again within ten minutes once.",
        es: "Quien opera esta instalación no ve ningún expediente suyo. Si lo solicita, usted puede darle acceso a un expediente por unas horas. Mientras dura, un aviso lo indica en las páginas de quienes están en el expediente y de quienes administran; cada consulta queda en su bitácora, y la misma, repetida en diez minutos, una sola vez.",
    }
    asks(operator: &str) { en: "{operator} asks for access to a case", es: "{operator} solicita acceso a un expediente" }
    asked_at { en: "Asked", es: "Solicitado" }
    told(number: &str) { en: "They were told the number {number}. It opens nothing: you say which case it is.", es: "Le indicaron el número {number}. No abre nada: usted indica cuál es el expediente." }
    number { en: "Case number", es: "Número de expediente" }
    number_help { en: "The one case that they may see, for example 2026-0014.", es: "El único expediente que podrá ver; por ejemplo, 2026-0014." }
    hours { en: "For how many hours", es: "Por cuántas horas" }
    hours_help { en: "From 1 to 72. You can take it back earlier.", es: "De 1 a 72. Puede retirarlo antes." }
    changing { en: "They may change the case", es: "Puede modificar el expediente" }
    changing_help {
        en: "Its name, stage, summary and parties, and add documents. Otherwise they read and change nothing.",
        es: "Su nombre, etapa, resumen y partes, y agregar documentos. Si no lo marca, consulta y no modifica nada.",
    }
    grant { en: "Grant access", es: "Dar acceso" }
    decline { en: "Decline", es: "Rechazar" }
    decline_name(operator: &str) { en: "Decline what {operator} asks", es: "Rechazar la solicitud de {operator}" }
    decline_question(operator: &str) { en: "{operator} can ask again, with another reason.", es: "{operator} podrá solicitarlo de nuevo, con otro motivo." }
    revoke { en: "Take it back", es: "Retirar el acceso" }
    revoke_name(operator: &str) { en: "Take the access of {operator} back", es: "Retirar el acceso de {operator}" }
    revoke_question(operator: &str) { en: "{operator} is out at once, in every open page.", es: "{operator} queda fuera de inmediato, en todas las páginas abiertas." }
    granted_toast { en: "Access granted. The responsible attorney was told.", es: "Acceso concedido. Se avisó a la persona responsable." }
    declined_toast { en: "Declined.", es: "Solicitud rechazada." }
    revoked_toast { en: "Access taken back.", es: "Acceso retirado." }
    open_requests { en: "Waiting for your answer", es: "Esperan su respuesta" }
    going_on { en: "Going on now", es: "Vigentes" }
    earlier { en: "Earlier", es: "Anteriores" }
    nothing { en: "Nobody asks and nobody is in", es: "No hay solicitudes ni accesos vigentes" }
    nothing_text {
        en: "When an operator of the installation asks to see a case, it stands here and you are told by mail.",
        es: "Si alguien que opera la instalación solicita ver un expediente, aparecerá aquí y usted recibirá un correo.",
    }
    reason(reason: &str) { en: "Reason: {reason}", es: "Motivo: {reason}" }
    case(number: &str) { en: "Case {number}", es: "Expediente {number}" }
    a_case { en: "A case", es: "Un expediente" }
    read_only { en: "Read-only", es: "Solo lectura" }
    with_changes { en: "With changes", es: "Con cambios" }
    until { en: "until", es: "hasta el" }
    granted_by(name: &str) { en: "Granted by {name}", es: "Concedido por {name}" }
}

// The operators' page.
texts! {
    desk_title { en: "Support access to firms", es: "Acceso de soporte a despachos" }
    desk_in_bar { en: "Support", es: "Soporte" }
    desk_intro {
        en: "You see no case of any firm. Where somebody asks for help, you can ask their firm to let you into one case for some hours; its administrators decide, and can take it back at any time.",
        es: "Usted no ve expedientes de ningún despacho. Si alguien pide ayuda, puede solicitar a su despacho acceso a un expediente por unas horas; lo decide quien lo administra, y puede retirarlo en cualquier momento.",
    }
    ask_title { en: "Ask a firm", es: "Solicitar a un despacho" }
    firm { en: "Firm", es: "Despacho" }
    why { en: "Reason", es: "Motivo" }
    why_help {
        en: "What you want to look at, and for whom. At least 10 characters; the firm’s administrators and those on the case read it.",
        es: "Qué desea revisar y para quién. Mínimo 10 caracteres; lo leen quienes administran el despacho y quienes están en el expediente.",
    }
    told_number { en: "Case number, if you were told", es: "Número de expediente, si se lo indicaron" }
    told_number_help { en: "As a help for whoever decides. It opens nothing by itself.", es: "Como ayuda para quien decide. Por sí solo no abre nada." }
    ask { en: "Ask for access", es: "Solicitar acceso" }
    asked_toast { en: "Asked. The firm’s administrators were told by mail.", es: "Solicitado. Se avisó por correo a quienes administran el despacho." }
    requests { en: "What was asked for", es: "Solicitudes" }
    no_requests { en: "Nothing was asked for yet", es: "Aún no hay solicitudes" }
    no_requests_text { en: "What you and your colleagues ask for stands here, with what came of it.", es: "Aquí aparecen sus solicitudes y las de sus colegas, con su resultado." }
    no_firms { en: "There is no firm yet that could be asked.", es: "Aún no hay ningún despacho al que solicitar acceso." }
    by_you { en: "you", es: "usted" }
    waiting { en: "Waiting for the firm", es: "Espera respuesta del despacho" }
    granted { en: "Granted", es: "Concedido" }
    enter { en: "Open the case", es: "Abrir el expediente" }
    withdraw { en: "Take back", es: "Retirar" }
    withdraw_name(firm: &str) { en: "Take back what you asked of {firm}", es: "Retirar su solicitud a {firm}" }
    withdraw_question { en: "The firm is asked no more. You can ask again.", es: "El despacho ya no tendrá que responder. Puede solicitarlo de nuevo." }
    give_back { en: "Give it back", es: "Devolver el acceso" }
    give_back_name(firm: &str) { en: "Give back the access to the case of {firm}", es: "Devolver el acceso al expediente de {firm}" }
    give_back_question { en: "You are out at once, and would have to ask again.", es: "Usted queda fuera de inmediato y tendría que solicitarlo de nuevo." }
    withdrawn_toast { en: "Done.", es: "Hecho." }
}

// The banner of the office and the console.
texts! {
    banner { en: "Support access", es: "Acceso de soporte" }
    theirs_read(operator: &str, number: &str) {
        en: "{operator}, who operates the installation, can read case {number} until",
        es: "{operator}, que opera la instalación, puede consultar el expediente {number} hasta el",
    }
    theirs_change(operator: &str, number: &str) {
        en: "{operator}, who operates the installation, can read and change case {number} until",
        es: "{operator}, que opera la instalación, puede consultar y modificar el expediente {number} hasta el",
    }
    theirs_somewhere(operator: &str) {
        en: "{operator}, who operates the installation, has access to one case until",
        es: "{operator}, que opera la instalación, tiene acceso a un expediente hasta el",
    }
    mine_read(number: &str) {
        en: "You are in case {number} by support access, to read and to change nothing, until",
        es: "Usted está en el expediente {number} por acceso de soporte, para consultar sin modificar nada, hasta el",
    }
    mine_change(number: &str) {
        en: "You are in case {number} by support access, and may change it, until",
        es: "Usted está en el expediente {number} por acceso de soporte y puede modificarlo, hasta el",
    }
    every_look {
        en: "Every look stands in the firm’s log; the same again within ten minutes, once.",
        es: "Cada consulta queda en la bitácora del despacho; la misma, repetida en diez minutos, una sola vez.",
    }
    to_take_back { en: "See it, or take it back", es: "Ver o retirar el acceso" }
    ends { en: "ends", es: "termina" }
}

/// How it ended.
pub(crate) const fn end(lang: Language, how: SupportEnd) -> &'static str {
    match (how, lang) {
        (SupportEnd::Declined, En) => "Declined",
        (SupportEnd::Declined, Es) => "Rechazado",
        (SupportEnd::Withdrawn, En) => "Request taken back",
        (SupportEnd::Withdrawn, Es) => "Solicitud retirada",
        (SupportEnd::GivenBack, En) => "Given back",
        (SupportEnd::GivenBack, Es) => "Devuelto",
        (SupportEnd::Revoked, En) => "Taken back by the firm",
        (SupportEnd::Revoked, Es) => "Retirado por el despacho",
        (SupportEnd::OperatorClosed, En) => "Operator’s account closed",
        (SupportEnd::OperatorClosed, Es) => "Se cerró la cuenta de quien opera",
        (SupportEnd::Over, En) => "Time over",
        (SupportEnd::Over, Es) => "Plazo terminado",
    }
}
