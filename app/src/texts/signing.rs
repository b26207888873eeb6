//! Words of the signing pages. Those on buttons that the consent text names must read as they do there.

use domain::Language;

use super::texts;

texts! {
    landing_title { en: "A document for you to review", es: "Un documento para su revisión" }
    landing_lead {
        en: "A law firm asks you to review a document. Nobody sees it, and nothing is signed, by opening this page.",
        es: "Un despacho de abogados le solicita revisar un documento. Abrir esta página no lo muestra a nadie ni firma nada.",
    }
    open_document { en: "Open the document", es: "Abrir el documento" }
    opening { en: "Opening…", es: "Abriendo…" }
    landing_step_open { en: "Open the document on this device.", es: "Abra el documento en este dispositivo." }
    landing_step_read { en: "Read it in your own time. You can stop and come back.", es: "Léalo con calma. Puede interrumpir y volver." }
    landing_step_sign { en: "Sign, ask for paper, or decline.", es: "Fírmelo, pídalo en papel o rechácelo." }
    landing_steps { en: "What happens next", es: "Qué sigue" }
    unexpected {
        en: "Not expecting this? Close the page, or call the law firm at a number that you know.",
        es: "¿No esperaba esto? Cierre la página o llame al despacho a un número que usted conozca.",
    }
    paste_label { en: "Code from your link", es: "Código de su enlace" }
    paste_help {
        en: "Paste the code after # from your link. The whole link works too.",
        es: "Pegue el código que sigue al signo # en su enlace. También sirve el enlace completo.",
    }
    continue_here { en: "Opened on this device before? Continue", es: "¿Ya lo abrió en este dispositivo? Continúe" }
    link_dead_title { en: "This link no longer works", es: "Este enlace ya no funciona" }
    link_dead {
        en: "It was used, has expired, or was withdrawn. Nothing was signed by this attempt.",
        es: "Fue utilizado, venció o fue retirado. Con este intento no se firmó nada.",
    }
    link_dead_contact {
        en: "If no new link arrives, contact the law firm: answer the message that brought you the link.",
        es: "Si no le llega un enlace nuevo, comuníquese con el despacho: responda el mensaje en que recibió el enlace.",
    }
    ask_new_link { en: "Ask the law firm for a new link", es: "Pedir al despacho un enlace nuevo" }
    ask_new_link_help {
        en: "The law firm sends it, only to the address that it has on file.",
        es: "Lo envía el despacho, únicamente al correo que tiene registrado.",
    }
    new_link_asked {
        en: "If this was a link of the law firm’s, it has been told that a new one is asked for. If it still wants your signature, it sends the new link to the address that it has on file.",
        es: "Si el enlace era del despacho, ya se le avisó que se pide uno nuevo. Si todavía necesita su firma, enviará el enlace nuevo al correo que tiene registrado.",
    }

    asks_you(firm: &str) { en: "{firm} asks you to sign", es: "{firm} le solicita su firma" }
    sent_by(sender: &str) { en: "Sent by {sender}", es: "Enviado por {sender}" }
    for_signer(name: &str, mail: &str) { en: "For {name}, {mail}", es: "Para {name}, {mail}" }
    sign_until { en: "You can sign until", es: "Puede firmar hasta el" }
    message_from(sender: &str) { en: "Message from {sender}", es: "Mensaje de {sender}" }
    loading_document { en: "Opening your document", es: "Abriendo su documento" }

    consent_title { en: "Before you read and sign", es: "Antes de leer y firmar" }
    agree { en: "I agree", es: "Acepto" }
    agree_next { en: "Next you read the document. Nothing is signed yet.", es: "A continuación leerá el documento. Todavía no se firma nada." }
    consent_version(version: &str) { en: "Version {version} of this text", es: "Versión {version} de este texto" }

    other_choices { en: "Other choices", es: "Otras opciones" }
    want_paper { en: "I want paper instead", es: "Prefiero papel" }
    not_me { en: "This is not me", es: "No soy esta persona" }
    decline { en: "I don’t want to sign", es: "No deseo firmar" }
    want_paper_text(firm: &str) {
        en: "{firm} will be told, and will give you the document on paper. The request to sign here is closed. It costs you nothing.",
        es: "Se informará a {firm}, que le entregará el documento en papel. La solicitud de firma en esta página quedará cerrada. No tiene costo para usted.",
    }
    not_me_text(firm: &str, name: &str) {
        en: "This request is meant for {name}. If that is somebody else, say so here: {firm} will be told and the link stops working.",
        es: "Esta solicitud es para {name}. Si se trata de otra persona, indíquelo aquí: se informará a {firm} y el enlace dejará de funcionar.",
    }
    decline_text(firm: &str) {
        en: "{firm} will be told that you don’t sign this document. The request is closed and nothing is signed.",
        es: "Se informará a {firm} que usted no firma este documento. La solicitud quedará cerrada y no se firmará nada.",
    }
    reason { en: "Reason", es: "Motivo" }
    reason_help(firm: &str) { en: "{firm} will read it.", es: "{firm} lo leerá." }
    want_paper_do { en: "Ask for paper", es: "Solicitar papel" }
    not_me_do { en: "Yes, this is not me", es: "Sí, no soy esta persona" }
    decline_do { en: "Decline to sign", es: "Rechazar la firma" }
    go_back { en: "Go back", es: "Volver" }

    read_title { en: "Read and sign", es: "Lea y firme" }
    download_original { en: "Download to read", es: "Descargar para leer" }
    show_texts { en: "Show the text of the pages", es: "Mostrar el texto de las páginas" }
    hide_texts { en: "Hide the text of the pages", es: "Ocultar el texto de las páginas" }
    page_of(page: u32, pages: u32) { en: "Page {page} of {pages}", es: "Página {page} de {pages}" }
    text_of_page(page: u32, pages: u32) {
        en: "Page {page} of {pages} · read as text",
        es: "Página {page} de {pages} · leer como texto",
    }
    no_text {
        en: "This page is a picture without text, such as a scan. Ask the law firm for a version that can be read aloud, or for paper.",
        es: "Esta página es una imagen sin texto, como un escaneo. Solicite al despacho una versión que se pueda leer en voz alta, o el papel.",
    }
    text_failed { en: "The text could not be loaded.", es: "No se pudo cargar el texto." }
    text_needs_script {
        en: "The text appears once the page has finished loading. You can also download the document.",
        es: "El texto aparecerá cuando la página termine de cargar. También puede descargar el documento.",
    }

    next_step { en: "Next step", es: "Siguiente paso" }
    skip_pages { en: "Skip the pages, go to the next step", es: "Saltar las páginas, ir al siguiente paso" }
    next_field { en: "Next field · 1 of 1", es: "Siguiente campo · 1 de 1" }
    field_empty(page: u32) { en: "Signature field on page {page}, empty. Opens the signature.", es: "Campo de firma en la página {page}, vacío. Abre la firma." }
    field_filled(page: u32) { en: "Signature field on page {page}, filled. Opens the signature to change it.", es: "Campo de firma en la página {page}, completo. Abre la firma para cambiarla." }
    sign_here { en: "Sign here", es: "Firme aquí" }
    your_signature { en: "Your signature", es: "Su firma" }
    draw { en: "Draw", es: "Dibujar" }
    type_name { en: "Type", es: "Escribir" }
    equal_worth { en: "Drawn or typed: both count the same.", es: "Dibujada o escrita: ambas valen igual." }
    pad_label {
        en: "Area to draw in with a finger, a pen or a mouse. With a keyboard or a screen reader, choose Type.",
        es: "Área para dibujar con el dedo, un lápiz o el ratón. Con teclado o lector de pantalla, elija Escribir.",
    }
    pad_hint { en: "Draw your signature here", es: "Dibuje su firma aquí" }
    undo_stroke { en: "Undo stroke", es: "Deshacer trazo" }
    clear { en: "Clear", es: "Borrar" }
    type_label { en: "Your full name", es: "Su nombre completo" }
    preview { en: "This is how it will look", es: "Así se verá" }
    use_signature { en: "Use this signature", es: "Usar esta firma" }
    change_signature { en: "Change", es: "Cambiar" }

    saving { en: "Saving…", es: "Guardando…" }
    saved { en: "Saved", es: "Guardado" }
    draft_kept { en: "Saved from your last visit", es: "Guardado de su visita anterior" }
    not_saved {
        en: "Not saved on the server yet; it is kept on this page.",
        es: "Aún no se guarda en el servidor; se conserva en esta página.",
    }

    sign_and_finish { en: "Sign and finish", es: "Firmar y terminar" }
    signing { en: "Signing…", es: "Firmando…" }
    intent(name: &str) {
        en: "By pressing “Sign and finish” I sign this document, {name}.",
        es: "Al presionar «Firmar y terminar» firmo este documento, {name}.",
    }
    try_again { en: "Try again", es: "Intentar de nuevo" }
    takes_long {
        en: "This takes longer than usual. Keep this page open. Nothing is lost, and you can try again: your signature counts once.",
        es: "Está tardando más de lo normal. Mantenga abierta esta página. Nada se ha perdido y puede intentarlo de nuevo: su firma cuenta una sola vez.",
    }
    connection_lost {
        en: "The connection was lost. Your signature is kept on this page. When you have signal again, press “Try again”: your signature counts once.",
        es: "Se perdió la conexión. Su firma se conserva en esta página. Cuando tenga señal, presione «Intentar de nuevo»: su firma cuenta una sola vez.",
    }

    typed_form_title { en: "Sign by typing your name", es: "Firme escribiendo su nombre" }

    done_title { en: "You have signed", es: "Usted ha firmado" }
    done_thanks(name: &str) { en: "Thank you, {name}.", es: "Gracias, {name}." }
    signed_at { en: "Signed", es: "Firmado" }
    signed_document { en: "Document", es: "Documento" }
    asked_by { en: "Asked by", es: "Solicitado por" }
    reference { en: "Reference", es: "Referencia" }
    fingerprint { en: "Fingerprint of what you signed (SHA-256)", es: "Huella de lo que firmó (SHA-256)" }
    copy_being_made {
        en: "Your signed copy is being made. This usually takes a few seconds.",
        es: "Se está elaborando su copia firmada. Por lo general tarda unos segundos.",
    }
    copy_takes_long(firm: &str) {
        en: "Your signed copy takes longer than usual. Your signature is safe. You can wait here, come back to this page later on this device, or ask {firm} for the copy.",
        es: "Su copia firmada está tardando más de lo normal. Su firma está a salvo. Puede esperar aquí, volver más tarde a esta página en este dispositivo o solicitar la copia a {firm}.",
    }
    copy_reload { en: "Load this page again to see whether it is ready", es: "Cargar la página de nuevo para ver si está lista" }
    download_copy { en: "Download your copy", es: "Descargar su copia" }
    copy_ready { en: "Your signed copy is ready.", es: "Su copia firmada está lista." }
    print { en: "Print this confirmation", es: "Imprimir esta constancia" }
    may_close { en: "You can close this page.", es: "Puede cerrar esta página." }

    declined_title { en: "You did not sign", es: "Usted no firmó" }
    declined(firm: &str) {
        en: "{firm} has been told. The request is closed and nothing was signed.",
        es: "Se informó a {firm}. La solicitud está cerrada y no se firmó nada.",
    }
    voided_title { en: "The request was withdrawn", es: "La solicitud fue retirada" }
    voided(firm: &str) {
        en: "{firm} took back its request for your signature. Nothing was signed and there is nothing for you to do.",
        es: "{firm} retiró su solicitud de firma. No se firmó nada y usted no tiene que hacer nada más.",
    }
    expired_title { en: "The time to sign is over", es: "El plazo para firmar venció" }
    expired(firm: &str) {
        en: "Nothing was signed. If you still want to sign, ask {firm} for a new request.",
        es: "No se firmó nada. Si aún desea firmar, pida a {firm} una solicitud nueva.",
    }
    questions(sender: &str, firm: &str) { en: "Questions? Contact {sender} at {firm}.", es: "¿Preguntas? Comuníquese con {sender}, de {firm}." }
    ended_title { en: "This visit has ended", es: "Esta visita terminó" }
    ended {
        en: "For your safety a visit ends after a while, and it works only on the device that opened the link. What you had filled in was saved.",
        es: "Por su seguridad, la visita termina después de un tiempo y funciona solo en el dispositivo que abrió el enlace. Lo que había completado quedó guardado.",
    }
    ended_again {
        en: "Open the link in your message once more to go on. It works until you have signed.",
        es: "Abra otra vez el enlace de su mensaje para continuar. Funciona hasta que usted haya firmado.",
    }
    to_landing { en: "I have the link or its code", es: "Tengo el enlace o su código" }
}

/// What it is and how long it takes: a minute a page to read, one to sign.
pub(crate) fn effort(lang: Language, pages: usize) -> String {
    let minutes = pages + 1;
    match (lang, pages) {
        (Language::En, 1) => format!("1 page, 1 signature · about {minutes}\u{a0}minutes"),
        (Language::En, _) => format!("{pages} pages, 1 signature · about {minutes}\u{a0}minutes"),
        (Language::Es, 1) => format!("1 página, 1 firma · unos {minutes}\u{a0}minutos"),
        (Language::Es, _) => format!("{pages} páginas, 1 firma · unos {minutes}\u{a0}minutos"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_consent_text_names_the_buttons_as_they_read() {
        for lang in Language::ALL {
            let text = domain::consent::canonical(lang, "Firm");
            for button in [agree(lang), want_paper(lang), decline(lang), sign_and_finish(lang)] {
                assert!(text.contains(button), "{lang:?} says nothing of {button:?}");
            }
            assert!(intent(lang, "X").contains(sign_and_finish(lang)));
            assert!(connection_lost(lang).contains(try_again(lang)));
        }
    }

    #[test]
    fn the_effort_reads_right_for_one_page_and_many() {
        assert_eq!(effort(Language::En, 1), "1 page, 1 signature · about 2\u{a0}minutes");
        assert_eq!(effort(Language::Es, 24), "24 páginas, 1 firma · unos 25\u{a0}minutos");
    }
}
