//! Texts of the office: cases, documents, and signatures as the firm sees them.

use domain::Language;
use domain::cases::{CaseKind, Stage};
use domain::parties::PartyRole;
use domain::signing::EnvelopeState;

use super::texts;

// The dashboard.
texts! {
    cases_title { en: "My cases", es: "Mis expedientes" }
    new_case { en: "New case", es: "Nuevo expediente" }
    search_label { en: "Search my cases", es: "Buscar en mis expedientes" }
    search_hint { en: "Number, title or party", es: "Número, título o parte" }
    search { en: "Search", es: "Buscar" }
    stage_filter { en: "Filter by stage", es: "Filtrar por etapa" }
    all_stages { en: "All", es: "Todos" }
    column_number { en: "Number", es: "Número" }
    column_title { en: "Case", es: "Expediente" }
    column_kind { en: "Area of law", es: "Materia" }
    column_stage { en: "Stage", es: "Etapa" }
    column_clients { en: "Clients", es: "Clientes" }
    column_documents { en: "Documents", es: "Documentos" }
    column_signatures { en: "Awaiting signature", es: "Por firmar" }
    column_activity { en: "Last activity", es: "Última actividad" }
    no_clients { en: "No client yet", es: "Sin cliente todavía" }
    cases_table { en: "Cases, latest activity first. Up and down arrows move, Enter opens.", es: "Expedientes, primero los de actividad más reciente. Las flechas arriba y abajo recorren la lista, Entrar abre." }
    no_cases_title { en: "No cases yet", es: "Todavía no hay expedientes" }
    no_cases_text { en: "A case holds its parties, documents and signatures, and only the people assigned to it can see it.", es: "Un expediente reúne sus partes, documentos y firmas, y solo lo ven las personas asignadas." }
    no_cases_wait { en: "You will see a case here as soon as a colleague assigns you to it.", es: "Verá aquí un expediente en cuanto alguien del despacho se lo asigne." }
    open_first_case { en: "Open the first case", es: "Abrir el primer expediente" }
    nothing_found_title { en: "No case found", es: "No se encontró ningún expediente" }
    nothing_found_text { en: "None of your cases matches this search and stage.", es: "Ninguno de sus expedientes coincide con esta búsqueda y etapa." }
    show_all { en: "Show all my cases", es: "Ver todos mis expedientes" }
    more_cases(n: u32) { en: "The {n} with the latest activity are listed. Search to narrow them down.", es: "Se muestran los {n} de actividad más reciente. Use la búsqueda para acotar la lista." }
    back_to_cases { en: "My cases", es: "Mis expedientes" }
}

/// How many cases, for people who listen.
pub(crate) fn found(lang: Language, n: usize) -> String {
    match (lang, n) {
        (Language::En, 1) => "1 case".to_owned(),
        (Language::En, _) => format!("{n} cases"),
        (Language::Es, 1) => "1 expediente".to_owned(),
        (Language::Es, _) => format!("{n} expedientes"),
    }
}

/// How many envelopes wait for their signer.
pub(crate) fn pending(lang: Language, n: u32) -> String {
    match (lang, n) {
        (Language::En, 0) => "No signatures pending".to_owned(),
        (Language::En, 1) => "1 signature pending".to_owned(),
        (Language::En, _) => format!("{n} signatures pending"),
        (Language::Es, 0) => "Sin firmas pendientes".to_owned(),
        (Language::Es, 1) => "1 firma pendiente".to_owned(),
        (Language::Es, _) => format!("{n} firmas pendientes"),
    }
}

// A new case, and changing one.
texts! {
    new_case_intro { en: "You will be the first person assigned. Nobody else sees the case until you assign them.", es: "Usted será la primera persona asignada. Nadie más verá el expediente hasta que usted lo asigne." }
    title_label { en: "Title", es: "Título" }
    title_help { en: "As you would call it in the office, for example “Vargas v. Solano”.", es: "Como se le conoce en el despacho; por ejemplo, «Vargas contra Solano»." }
    kind_label { en: "Area of law", es: "Materia" }
    stage_label { en: "Stage", es: "Etapa" }
    summary_label { en: "Summary", es: "Resumen" }
    summary_help { en: "What it is about, for colleagues. Clients do not see this.", es: "De qué trata, para el equipo. Los clientes no lo ven." }
    client_section { en: "Client", es: "Cliente" }
    client_section_help { en: "Optional. More parties can be added on the case page.", es: "Opcional. Puede agregar más partes en el expediente." }
    client_name { en: "Client's name", es: "Nombre del cliente" }
    client_email { en: "Client's email", es: "Correo electrónico del cliente" }
    client_email_help { en: "Needed only to ask for a signature.", es: "Solo se necesita para solicitar una firma." }
    open_case { en: "Open the case", es: "Abrir el expediente" }
    may_not_open { en: "Your role does not open cases. A partner or an attorney of the firm can, and can assign you.", es: "Su rol no permite abrir expedientes. Una persona socia o abogada del despacho puede abrirlo y asignárselo." }
    edit_case { en: "Edit case", es: "Editar expediente" }
    save_changes { en: "Save changes", es: "Guardar cambios" }
    case_saved { en: "Case saved", es: "Expediente guardado" }
    changed_meanwhile { en: "Somebody saved this case while you were editing. Nothing was overwritten, and what you typed is still here.", es: "Otra persona guardó este expediente mientras usted lo editaba. No se sobrescribió nada y lo que usted escribió sigue aquí." }
    now_saved { en: "Saved now", es: "Guardado ahora" }
    use_theirs { en: "Discard mine and reload", es: "Descartar lo mío y recargar" }
    keep_mine { en: "Keep mine, save over it", es: "Conservar lo mío y guardar" }
}

// The case page.
texts! {
    case_title { en: "Case", es: "Expediente" }
    section_summary { en: "Summary", es: "Resumen" }
    no_summary { en: "No summary yet.", es: "Todavía no hay resumen." }
    opened_on { en: "Opened", es: "Abierto" }
    section_parties { en: "Parties", es: "Partes" }
    section_team { en: "Team", es: "Equipo" }
    section_documents { en: "Documents", es: "Documentos" }
    section_signatures { en: "Signatures", es: "Firmas" }
    section_timeline { en: "Timeline", es: "Cronología" }
    sections { en: "Parts of the case", es: "Secciones del expediente" }
    stage_bar { en: "Stage of the case", es: "Etapa del expediente" }
    not_yours_title { en: "This case is not open to you", es: "Usted no tiene acceso a este expediente" }
    not_yours_text { en: "It does not exist, or you are not assigned to it. A person on the case's team can assign you.", es: "No existe o usted no está entre las personas asignadas. Quien forma parte del equipo del expediente puede asignárselo." }
    no_longer_yours { en: "This case is not open to you any more. What you see here is from before.", es: "Usted ya no tiene acceso a este expediente. Lo que se ve aquí es de antes." }
    not_there_title { en: "This page is not open to you", es: "Usted no tiene acceso a esta página" }
    not_there_text { en: "It does not exist, or it belongs to a case you are not assigned to. A person on the case's team can assign you.", es: "No existe o pertenece a un expediente que usted no tiene asignado. Quien forma parte del equipo del expediente puede asignárselo." }
    read_only_note { en: "You can read this case but not change it.", es: "Usted puede leer este expediente, pero no modificarlo." }
}

// Parties and the team.
texts! {
    add_party { en: "Add a party", es: "Agregar una parte" }
    edit_party(name: &str) { en: "Edit {name}", es: "Editar a {name}" }
    save_party { en: "Save party", es: "Guardar parte" }
    party_saved { en: "Party saved", es: "Parte guardada" }
    party_removed { en: "Party removed", es: "Parte eliminada" }
    party_role_label { en: "Part in the case", es: "Calidad en el expediente" }
    party_name { en: "Name", es: "Nombre" }
    party_email { en: "Email", es: "Correo electrónico" }
    party_email_help { en: "Needed to ask for a signature.", es: "Necesario para solicitar una firma." }
    party_phone { en: "Phone", es: "Teléfono" }
    no_parties_title { en: "No parties yet", es: "Todavía no hay partes" }
    no_parties_text { en: "Add the client first: a signature can be asked of any party with an email address.", es: "Agregue primero al cliente: se le puede solicitar una firma a cualquier parte que tenga correo electrónico." }
    edit { en: "Edit", es: "Editar" }
    remove { en: "Remove", es: "Eliminar" }
    remove_party(name: &str) { en: "Remove {name}", es: "Eliminar a {name}" }
    remove_party_question(name: &str) { en: "Remove {name} from the case? Earlier entries in the timeline stay.", es: "¿Eliminar a {name} del expediente? Lo ya registrado en la cronología se conserva." }
    team_help { en: "Only these people see the case, its documents and its signatures. One of them is responsible and answers for it.", es: "Solo estas personas ven el expediente, sus documentos y sus firmas. Una de ellas es la responsable." }
    responsible { en: "Responsible", es: "Responsable" }
    make_responsible { en: "Make responsible", es: "Nombrar responsable" }
    make_responsible_name(name: &str) { en: "Make {name} responsible for the case", es: "Nombrar a {name} responsable del expediente" }
    make_responsible_question(name: &str) { en: "Make {name} responsible? From now on they are told at once when somebody opens the case by break-glass.", es: "¿Nombrar responsable a {name}? Desde ahora recibirá aviso inmediato si alguien abre el expediente por acceso de emergencia." }
    responsible_toast { en: "Responsible attorney named", es: "Persona responsable nombrada" }
    you { en: "you", es: "usted" }
    take_off { en: "Take off", es: "Quitar" }
    take_off_name(name: &str) { en: "Take {name} off the case", es: "Quitar a {name} del expediente" }
    take_off_question(name: &str) { en: "Take {name} off? They stop seeing the case at once.", es: "¿Quitar a {name}? Dejará de ver el expediente de inmediato." }
    take_myself_off_question { en: "Take yourself off? You stop seeing this case at once, and only a colleague on the team can assign you again.", es: "¿Quitarse usted del expediente? Dejará de verlo de inmediato y solo alguien del equipo podrá asignárselo otra vez." }
    assign_label { en: "Assign a colleague", es: "Asignar a una persona del despacho" }
    assign { en: "Assign", es: "Asignar" }
    assigned_toast { en: "Colleague assigned", es: "Persona asignada" }
    taken_off_toast { en: "Colleague taken off the case", es: "Persona retirada del expediente" }
    everybody_assigned { en: "Nobody else at the firm can be assigned.", es: "No hay nadie más en el despacho a quien asignar." }
}

// Documents of a case.
texts! {
    upload { en: "Upload documents", es: "Subir documentos" }
    choose_files { en: "Choose PDF files", es: "Elegir archivos PDF" }
    upload_now { en: "Upload", es: "Subir" }
    drop_here { en: "or drop PDF files anywhere on this panel. At most 15\u{a0}MB each.", es: "o suelte archivos PDF en cualquier parte de este panel. Cada uno de 15\u{a0}MB como máximo." }
    drop_now { en: "Drop to upload", es: "Suelte para subir" }
    no_documents_title { en: "No documents yet", es: "Todavía no hay documentos" }
    no_documents_text { en: "Files are encrypted at rest. A PDF can be sent for signature; where one can't be, it says so here and why.", es: "Los archivos se guardan cifrados. Los PDF pueden enviarse a firmar; si alguno no puede, aquí se indica y por qué." }
    uploads { en: "Uploads", es: "Cargas" }
    uploading(name: &str) { en: "Uploading {name}", es: "Subiendo {name}" }
    storing { en: "Checking and encrypting…", es: "Revisando y cifrando…" }
    waiting_turn { en: "Waiting its turn", es: "En espera de turno" }
    uploaded_not_signable(why: &str) { en: "In the case. {why}", es: "En el expediente. {why}" }
    uploaded { en: "In the case", es: "En el expediente" }
    upload_cancelled { en: "Cancelled. Nothing was kept.", es: "Cancelado. No se guardó nada." }
    upload_lost { en: "The connection was lost. Nothing was kept; try again when you are back online.", es: "Se perdió la conexión. No se guardó nada; intente de nuevo cuando tenga conexión." }
    too_large(mb: u64) { en: "Larger than {mb}\u{a0}MB. It was not sent; make it smaller or split it.", es: "Supera los {mb}\u{a0}MB. No se envió; redúzcalo o divídalo." }
    empty_file { en: "The file is empty. It was not sent.", es: "El archivo está vacío. No se envió." }
    cancel_upload(name: &str) { en: "Cancel the upload of {name}", es: "Cancelar la carga de {name}" }
    dismiss_upload(name: &str) { en: "Dismiss the message about {name}", es: "Descartar el aviso sobre {name}" }
    retry { en: "Try again", es: "Intentar de nuevo" }
    signed_copy { en: "Signed copy", es: "Copia firmada" }
    uploaded_by(name: &str) { en: "by {name}", es: "por {name}" }
    download { en: "Download", es: "Descargar" }
    download_name(name: &str) { en: "Download {name}", es: "Descargar {name}" }
    ask_signature { en: "Ask for a signature", es: "Solicitar una firma" }
    ask_signature_on(name: &str) { en: "Ask for a signature on {name}", es: "Solicitar una firma en {name}" }
}

/// How many pages.
pub(crate) fn pages(lang: Language, n: u32) -> String {
    match (lang, n) {
        (Language::En, 1) => "1 page".to_owned(),
        (Language::En, _) => format!("{n} pages"),
        (Language::Es, 1) => "1 página".to_owned(),
        (Language::Es, _) => format!("{n} páginas"),
    }
}

/// How long an upload still takes, in seconds.
pub(crate) fn time_left(lang: Language, seconds: u32) -> String {
    match (lang, seconds) {
        (Language::En, 0..60) => format!("about {}\u{a0}s left", seconds.max(1)),
        (Language::En, _) => format!("about {}\u{a0}min left", seconds.div_ceil(60)),
        (Language::Es, 0..60) => format!("faltan unos {}\u{a0}s", seconds.max(1)),
        (Language::Es, _) => format!("faltan unos {}\u{a0}min", seconds.div_ceil(60)),
    }
}

// Signatures and the timeline of a case.
texts! {
    no_signatures_title { en: "Nothing out for signature", es: "Nada enviado a firmar" }
    no_signatures_text { en: "Open a document and choose “Ask for a signature”.", es: "Abra un documento y elija «Solicitar una firma»." }
    waiting_for(name: &str) { en: "Waiting for {name}; sent", es: "A la espera de {name}; enviado" }
    opened_by(name: &str) { en: "{name} opened it; sent", es: "{name} lo abrió; enviado" }
    consented_by(name: &str) { en: "{name} consented and is reading; sent", es: "{name} dio su consentimiento y está leyendo; enviado" }
    signed_by(name: &str) { en: "Signed by {name}; sent", es: "Firmado por {name}; enviado" }
    declined_by(name: &str) { en: "Declined by {name}; sent", es: "Rechazado por {name}; enviado" }
    taken_back_from(name: &str) { en: "Was meant for {name}; sent", es: "Era para {name}; enviado" }
    expired_for(name: &str) { en: "{name} did not sign in time; sent", es: "{name} no firmó a tiempo; enviado" }
    load_more { en: "Show earlier entries", es: "Ver anotaciones anteriores" }
    timeline_empty { en: "Nothing has happened here yet.", es: "Todavía no ha pasado nada aquí." }
    timeline_live { en: "Updates by itself.", es: "Se actualiza por sí sola." }
    in_log { en: "Open in the log", es: "Ver en la bitácora" }
}

// A document.
texts! {
    document_title { en: "Document", es: "Documento" }
    page_n(n: u32) { en: "Page {n}", es: "Página {n}" }
    page_of(n: u32, all: u32) { en: "Page {n} of {all}", es: "Página {n} de {all}" }
    go_to_page { en: "Go to page", es: "Ir a la página" }
    go { en: "Go", es: "Ir" }
    thumbnails { en: "Pages", es: "Páginas" }
    text_of_page(n: u32) { en: "Text of page {n}", es: "Texto de la página {n}" }
    no_text { en: "This page has no text of its own: it is a scan or a picture.", es: "Esta página no tiene texto propio: es una imagen o un documento escaneado." }
    fingerprint { en: "SHA-256", es: "SHA-256" }
    fingerprint_help { en: "The fingerprint of the file as uploaded. The download has the same.", es: "La huella digital del archivo tal como se subió. La descarga tiene la misma." }
    copy_fingerprint { en: "Copy the SHA-256", es: "Copiar el SHA-256" }
    about_document { en: "About this document", es: "Sobre este documento" }
    file_size { en: "Size", es: "Tamaño" }
    added { en: "Added", es: "Agregado" }
    added_by { en: "Added by", es: "Agregado por" }
    signed_document_note { en: "Made when the envelope was signed; it holds the signature and the certificate page.", es: "Se generó al completarse la solicitud de firma; contiene la firma y la página de certificado." }
    see_envelope { en: "See the envelope", es: "Ver la solicitud de firma" }
    picture_failed { en: "The picture of this page could not be shown. Its text is below; the download is complete.", es: "No se pudo mostrar la imagen de esta página. Su texto está abajo; la descarga está completa." }
}

// Preparing a signature.
texts! {
    prepare_title { en: "Ask for a signature", es: "Solicitar una firma" }
    may_not_send { en: "Your role does not send documents for signature. A partner or an attorney on the case can.", es: "Su rol no permite enviar documentos a firmar. Puede hacerlo una persona socia o abogada del expediente." }
    law_warning { en: "The law excludes family and succession acts from electronic signature: Costa Rica, Ley 8454, art. 5; United States, ESIGN, 15 USC 7003(a). Check that this document may be signed this way.", es: "La ley excluye de la firma electrónica los actos de familia y las disposiciones por causa de muerte: Ley N.º 8454, artículo 5; en Estados Unidos, ESIGN, 15 USC 7003(a). Verifique que este documento pueda firmarse así." }
    step_signer { en: "Who signs", es: "Quién firma" }
    step_place { en: "Where to sign", es: "Dónde se firma" }
    step_send { en: "How to send it", es: "Cómo se envía" }
    signer_label { en: "Signer", es: "Firmante" }
    signer_help { en: "Parties of the case with an email address.", es: "Partes del expediente que tienen correo electrónico." }
    signer_choose { en: "Choose a signer", es: "Elija quién firma" }
    no_signer_title { en: "Nobody can sign yet", es: "Todavía no hay quién firme" }
    no_signer_text { en: "The signer has to be a party of the case with an email address.", es: "Quien firma debe ser parte del expediente y tener correo electrónico." }
    add_signer { en: "Add a party to the case", es: "Agregar una parte al expediente" }
    page_label { en: "Page", es: "Página" }
    previous_page { en: "Previous page", es: "Página anterior" }
    next_page { en: "Next page", es: "Página siguiente" }
    place_help { en: "Click or tap the page to place the field, drag it to move, drag its corner to resize. With the keyboard: arrow keys move it, Shift and arrow keys resize it.", es: "Haga clic o toque la página para colocar el campo, arrástrelo para moverlo y arrastre la esquina para cambiar su tamaño. Con el teclado: las flechas lo mueven; Mayúsculas y flechas cambian su tamaño." }
    field_word { en: "Sign here", es: "Firme aquí" }
    field_label { en: "Signature field", es: "Campo de firma" }
    field_kind { en: "movable field", es: "campo movible" }
    exact_position { en: "Set the position with numbers", es: "Indicar la posición con números" }
    from_left { en: "From the left, %", es: "Desde la izquierda, %" }
    from_top { en: "From the top, %", es: "Desde arriba, %" }
    field_width { en: "Width, %", es: "Ancho, %" }
    field_height { en: "Height, %", es: "Alto, %" }
    where_it_is(page: u32, x: i32, y: i32, width: i32, height: i32) {
        en: "Page\u{a0}{page}: {x}\u{a0}% from the left, {y}\u{a0}% from the top, {width}\u{a0}% wide, {height}\u{a0}% high.",
        es: "Página\u{a0}{page}: a {x}\u{a0}% desde la izquierda y {y}\u{a0}% desde arriba; {width}\u{a0}% de ancho y {height}\u{a0}% de alto."
    }
    message_label { en: "Message to the signer", es: "Mensaje para quien firma" }
    message_help { en: "Shown in the mail and above the document.", es: "Aparece en el correo y encima del documento." }
    language_label { en: "Language of the signer", es: "Idioma de quien firma" }
    expiry_label { en: "Days until the link expires", es: "Días hasta que venza el enlace" }
    expiry_help { en: "Between 1 and 90.", es: "Entre 1 y 90." }
    delivery { en: "How the link gets there", es: "Cómo llega el enlace" }
    delivery_mail { en: "Mail it now", es: "Enviarlo ahora por correo" }
    delivery_mail_help { en: "From the firm, to the signer's address.", es: "De parte del despacho, al correo de quien firma." }
    delivery_hand { en: "Hand it over myself", es: "Entregarlo personalmente" }
    delivery_hand_help { en: "Copy the link or show a QR code on the next page.", es: "Copie el enlace o muestre un código QR en la página siguiente." }
    send { en: "Send for signature", es: "Enviar a firmar" }
    frozen_note { en: "After sending, nothing changes: what is seen is what is signed. To change something, void the envelope and send again.", es: "Después de enviarlo nada cambia: lo que se ve es lo que se firma. Para cambiar algo, anule la solicitud y envíe otra." }
    problem_place { en: "Place of the signature", es: "Lugar de la firma" }
}

// An envelope.
texts! {
    envelope_title { en: "Signature request", es: "Solicitud de firma" }
    progress { en: "Progress", es: "Avance" }
    step_sent { en: "Sent", es: "Enviado" }
    step_opened { en: "Opened", es: "Abierto" }
    step_consented { en: "Consented", es: "Consentido" }
    step_signed { en: "Signed", es: "Firmado" }
    step_completed { en: "Signed copy in the case", es: "Copia firmada en el expediente" }
    step_done { en: "done", es: "hecho" }
    step_next { en: "next", es: "siguiente" }
    step_open { en: "not yet", es: "pendiente" }
    step_dropped { en: "did not happen", es: "no ocurrió" }
    sent_says(name: &str) { en: "Waiting for {name} to sign.", es: "A la espera de la firma de {name}." }
    opened_says(name: &str) { en: "{name} has opened the document.", es: "{name} abrió el documento." }
    consented_says(name: &str) { en: "{name} has agreed to sign electronically and is reading.", es: "{name} aceptó firmar electrónicamente y está leyendo." }
    signed_says(name: &str) { en: "{name} has signed. The signed copy is being made.", es: "{name} firmó. Se está generando la copia firmada." }
    completed_says(name: &str) { en: "{name} has signed. The signed copy is in the case.", es: "{name} firmó. La copia firmada está en el expediente." }
    declined_says(name: &str) { en: "{name} declined to sign.", es: "{name} rechazó firmar." }
    voided_says { en: "The firm took this request back. Its link is dead.", es: "El despacho anuló esta solicitud. Su enlace ya no funciona." }
    expired_says(name: &str) { en: "The link expired before {name} signed.", es: "El enlace venció antes de que {name} firmara." }
    reason_label { en: "Reason", es: "Motivo" }
    signer { en: "Signer", es: "Firmante" }
    document { en: "Document", es: "Documento" }
    valid_until { en: "Link valid until", es: "Enlace válido hasta" }
    expired_at { en: "Link expired", es: "Venció el enlace" }
    language { en: "Language", es: "Idioma" }
    message { en: "Message", es: "Mensaje" }
    pages_shown(shown: u32, pages: u32, furthest: u32) { en: "Pages shown: {shown} of {pages}; the furthest: {furthest}", es: "Páginas mostradas: {shown} de {pages}; la más avanzada: {furthest}" }
    no_page_recorded { en: "No page recorded as shown", es: "No hay registro de páginas mostradas" }
    reading { en: "Reading", es: "Lectura" }
    fingerprint_sent { en: "SHA-256 as sent", es: "SHA-256 al enviarse" }
    hand_over { en: "Hand the link over", es: "Entregar el enlace" }
    hand_over_help { en: "Whoever has the link can open the document. Each hand-over is logged with your name.", es: "Quien tenga el enlace puede abrir el documento. Cada entrega queda registrada con su nombre." }
    copy_link { en: "Copy link", es: "Copiar enlace" }
    show_qr { en: "Show QR", es: "Mostrar QR" }
    mail_link { en: "Mail the link", es: "Enviar por correo" }
    link_copied { en: "Link copied. Paste it into a message to the signer.", es: "Enlace copiado. Péguelo en un mensaje para quien firma." }
    link_mailed(email: &str) { en: "On its way to {email}", es: "En camino a {email}" }
    link_here { en: "The signature link", es: "Enlace para firmar" }
    qr_title { en: "Scan to sign", es: "Escanee para firmar" }
    qr_help(name: &str) { en: "{name} scans this with the phone's camera. Keep it from other eyes.", es: "{name} lo escanea con la cámara del teléfono. Que no lo vean otras personas." }
    void { en: "Void the request", es: "Anular la solicitud" }
    void_question { en: "Void this request? The link stops working at once and cannot be revived; a new request can be sent.", es: "¿Anular esta solicitud? El enlace deja de funcionar de inmediato y no puede reactivarse; se puede enviar una nueva solicitud." }
    void_reason_help { en: "Stands in the case's timeline.", es: "Queda en la cronología del expediente." }
    voided_toast { en: "Request voided", es: "Solicitud anulada" }
    open_signed_copy { en: "Open the signed copy", es: "Abrir la copia firmada" }
    download_signed_copy { en: "Download the signed copy", es: "Descargar la copia firmada" }
    place_of_signature(page: u32) { en: "Where it is signed: page {page}", es: "Dónde se firma: página {page}" }
    ask_again { en: "Ask again", es: "Solicitar de nuevo" }
    needs_script { en: "Copying and the QR code need JavaScript. The link can still be mailed.", es: "Copiar el enlace y mostrar el código QR requieren JavaScript. El enlace sí puede enviarse por correo." }
}

/// An area of law.
pub(crate) const fn kind(lang: Language, kind: CaseKind) -> &'static str {
    use CaseKind as K;
    match (lang, kind) {
        (_, K::Civil) => "Civil",
        (Language::En, K::Commercial) => "Commercial",
        (Language::En, K::Labour) => "Employment",
        (Language::En, K::Family) => "Family",
        (Language::En, K::Succession) => "Succession",
        (Language::En, K::Property) => "Real estate",
        (Language::En, K::Criminal) => "Criminal",
        (Language::En, K::Administrative) => "Administrative and tax",
        (Language::Es, K::Commercial) => "Comercial",
        (Language::Es, K::Labour) => "Laboral",
        (Language::Es, K::Family) => "Familia",
        (Language::Es, K::Succession) => "Sucesorio",
        (Language::Es, K::Property) => "Bienes inmuebles",
        (Language::Es, K::Criminal) => "Penal",
        (Language::Es, K::Administrative) => "Contencioso y tributario",
    }
}

/// A stage of a case.
pub(crate) const fn stage(lang: Language, stage: Stage) -> &'static str {
    match (lang, stage) {
        (Language::En, Stage::Intake) => "Intake",
        (Language::En, Stage::Active) => "Active",
        (Language::En, Stage::Waiting) => "Waiting",
        (Language::En, Stage::Closing) => "Closing",
        (Language::En, Stage::Closed) => "Closed",
        (Language::Es, Stage::Intake) => "Ingreso",
        (Language::Es, Stage::Active) => "En trámite",
        (Language::Es, Stage::Waiting) => "En espera",
        (Language::Es, Stage::Closing) => "En cierre",
        (Language::Es, Stage::Closed) => "Cerrado",
    }
}

/// A part in a case.
pub(crate) const fn party_role(lang: Language, role: PartyRole) -> &'static str {
    use PartyRole as P;
    match (lang, role) {
        (Language::En, P::Client) => "Client",
        (Language::En, P::Opposing) => "Opposing party",
        (Language::En, P::OpposingCounsel) => "Opposing counsel",
        (Language::En, P::Witness) => "Witness",
        (Language::En, P::Authority) => "Court or authority",
        (Language::En, P::Other) => "Other",
        (Language::Es, P::Client) => "Cliente",
        (Language::Es, P::Opposing) => "Contraparte",
        (Language::Es, P::OpposingCounsel) => "Representante de la contraparte",
        (Language::Es, P::Witness) => "Testigo",
        (Language::Es, P::Authority) => "Juzgado o autoridad",
        (Language::Es, P::Other) => "Otra",
    }
}

/// The state of an envelope, in a word or two.
pub(crate) const fn envelope_state(lang: Language, state: EnvelopeState) -> &'static str {
    use EnvelopeState as E;
    match (lang, state) {
        (Language::En, E::Sent) => "Out for signature",
        (Language::En, E::Signed) => "Signed",
        (Language::En, E::Completed) => "Completed",
        (Language::En, E::Declined) => "Declined",
        (Language::En, E::Voided) => "Voided",
        (Language::En, E::Expired) => "Expired",
        (Language::Es, E::Sent) => "Por firmar",
        (Language::Es, E::Signed) => "Firmado",
        (Language::Es, E::Completed) => "Completado",
        (Language::Es, E::Declined) => "Rechazado",
        (Language::Es, E::Voided) => "Anulado",
        (Language::Es, E::Expired) => "Vencido",
    }
}
