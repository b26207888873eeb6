//! The words of those who operate the installation.

use domain::Language::{self, En, Es};
use domain::installation::AlertKind;

use super::texts;

texts! {
    firms { en: "Firms", es: "Despachos" }
    firms_intro {
        en: "Who works with this installation. You see names and figures, and nothing of what a firm works on: the database has no way from here to a case.",
        es: "Quiénes usan esta instalación. Usted ve nombres y cifras, y nada de aquello en lo que trabaja un despacho: desde aquí la base de datos no tiene camino a ningún expediente.",
    }
    firm { en: "Firm", es: "Despacho" }
    since { en: "Since", es: "Desde" }
    until { en: "until", es: "hasta" }
    last_sign_in { en: "Last sign-in", es: "Último ingreso" }
    never { en: "Never", es: "Nunca" }
    people { en: "People", es: "Personas" }
    signed_in { en: "Signed in", es: "Con sesión" }
    documents { en: "Documents", es: "Documentos" }
    no_firms { en: "No firm has registered yet", es: "Aún no se ha registrado ningún despacho" }
    no_firms_text { en: "Make a link below and hand it to the firm’s administrator.", es: "Cree un enlace más abajo y entrégueselo a quien administrará el despacho." }

    new_firm { en: "Let a firm register", es: "Registrar un despacho" }
    new_firm_text {
        en: "A link registers one firm, once, within 24 hours. Whoever opens it proves a mailbox and becomes the firm’s first administrator.",
        es: "Un enlace registra un despacho, una sola vez y dentro de 24 horas. Quien lo abre comprueba su correo y será la primera persona que administre el despacho.",
    }
    needs_script { en: "Making a link needs JavaScript; at the terminal, server setup-link makes one too.", es: "Crear un enlace requiere JavaScript; en la terminal también lo crea server setup-link." }
    make_link { en: "Make a link", es: "Crear un enlace" }
    the_link { en: "The link for the firm", es: "El enlace para el despacho" }
    shown_once { en: "It is shown this once and kept nowhere. It works until", es: "Se muestra solo esta vez y no se guarda. Sirve hasta el" }
    open_links { en: "Links that work", es: "Enlaces vigentes" }
    made_at { en: "Made", es: "Creado" }
    works_until { en: "Works until", es: "Sirve hasta" }
    asked { en: "Mail sent", es: "Correo enviado" }
    withdraw { en: "Take back", es: "Retirar" }
    withdraw_name { en: "Take this link back", es: "Retirar este enlace" }
    withdraw_question { en: "No firm can register with it then, nor with a mail that it has sent.", es: "Ningún despacho podrá registrarse con él, ni con un correo que haya enviado." }
    withdrawn_toast { en: "The link was taken back.", es: "El enlace se retiró." }

    health { en: "Health", es: "Estado" }
    health_intro {
        en: "How this installation does. Alerts are raised by themselves; this page is for looking closer.",
        es: "Cómo está esta instalación. Las alertas se emiten solas; esta página sirve para mirar de cerca.",
    }
    look_again { en: "Look again", es: "Actualizar" }
    seen_at { en: "As seen", es: "Observado el" }
    parts { en: "Its parts", es: "Sus partes" }
    database { en: "Database", es: "Base de datos" }
    store { en: "Store of documents", es: "Almacén de documentos" }
    answers { en: "Answers", es: "Responde" }
    does_not_answer { en: "Does not answer", es: "No responde" }
    disk { en: "Disk of the documents", es: "Disco de los documentos" }
    free_of { en: "free of", es: "libres de" }
    left { en: "left", es: "libres" }
    checks { en: "Promise checks", es: "Comprobaciones" }
    checks_line(held: u32, not_held: u32) { en: "{held} hold, {not_held} do not or have yet to run", es: "{held} se cumplen, {not_held} no o están por ejecutarse" }
    locked { en: "Sign-ins locked now", es: "Ingresos bloqueados ahora" }
    good { en: "Good", es: "Bien" }
    look_at_it { en: "Look at it", es: "Revisar" }
    queue { en: "Work that waits", es: "Trabajo en espera" }
    queue_empty { en: "Nothing waits", es: "Nada en espera" }
    queue_empty_text { en: "Every mail has left and every signed copy is made.", es: "Todos los correos salieron y todas las copias firmadas están hechas." }
    waiting(jobs: u32) { en: "Waiting: {jobs}", es: "En espera: {jobs}" }
    failing(jobs: u32) { en: "Failing: {jobs}", es: "Fallan: {jobs}" }
    oldest { en: "the oldest", es: "el más antiguo" }
    server { en: "This server", es: "Este servidor" }
    version { en: "Version", es: "Versión" }
    started { en: "Running since", es: "En marcha desde" }
    mail { en: "Mail", es: "Correo" }
    over_smtp { en: "Goes through a mail server", es: "Sale por un servidor de correo" }
    into_folder(folder: &str) {
        en: "Goes into the folder {folder}: no mail server is set up",
        es: "Queda en la carpeta {folder}: no hay servidor de correo configurado",
    }

    alerts { en: "Alerts", es: "Alertas" }
    alerts_intro {
        en: "The installation looks after itself once a minute. What goes wrong stands here until it is right again, and every operator is told by mail.",
        es: "La instalación se revisa sola cada minuto. Lo que falla queda aquí hasta que vuelve a estar bien, y se avisa por correo a cada persona que opera.",
    }
    on_now { en: "On now", es: "Activas" }
    over { en: "Over, in the last 30 days", es: "Terminadas en los últimos 30 días" }
    over_badge { en: "Over", es: "Terminada" }
    new { en: "New", es: "Nueva" }
    seen { en: "Seen", es: "Vista" }
    seen_by(name: &str) { en: "Seen by {name},", es: "Vista por {name}," }
    no_alerts { en: "Nothing asks for your attention", es: "Nada requiere su atención" }
    no_alerts_text { en: "If something goes wrong, it stands here and comes by mail.", es: "Si algo falla, aparecerá aquí y llegará por correo." }
    acknowledge { en: "I have seen it", es: "La he visto" }
    acknowledge_name(alert: &str) { en: "I have seen the alert: {alert}", es: "He visto la alerta: {alert}" }
    acknowledged_toast { en: "Noted. Your colleagues see that you are on it.", es: "Anotado. Sus colegas ven que usted la atiende." }

    no_cases { en: "There are no cases here", es: "Aquí no hay expedientes" }
    no_cases_text {
        en: "Your account operates the installation. What you look after is in the console; your second factors, sessions and password are on the pages of your account.",
        es: "Su cuenta opera la instalación. Lo que usted atiende está en la consola; sus segundos factores, sesiones y contraseña están en las páginas de su cuenta.",
    }
    to_the_console { en: "To the console", es: "Ir a la consola" }
}

/// What an alert is about.
pub(crate) const fn alert(lang: Language, kind: AlertKind) -> &'static str {
    match (kind, lang) {
        (AlertKind::CheckBroken, En) => "A promise does not hold",
        (AlertKind::CheckBroken, Es) => "Una promesa no se cumple",
        (AlertKind::ChecksLate, En) => "The promises were not checked for more than a day",
        (AlertKind::ChecksLate, Es) => "Hace más de un día que no se comprueban las promesas",
        (AlertKind::JobsFailing, En) => "Work goes on failing",
        (AlertKind::JobsFailing, Es) => "Hay tareas que siguen fallando",
        (AlertKind::DiskLow, En) => "The disk is nearly full",
        (AlertKind::DiskLow, Es) => "El disco está casi lleno",
        (AlertKind::SignInsAttacked, En) => "Somebody is trying passwords",
        (AlertKind::SignInsAttacked, Es) => "Alguien está probando contraseñas",
        (AlertKind::StampsFailing, En) => "Checkpoints get no time stamp",
        (AlertKind::StampsFailing, Es) => "Los puntos de control no reciben sello de tiempo",
    }
}

/// A kind of job, in words; one that this page has no words for by its stored name.
pub(crate) fn job(lang: Language, kind: &str) -> String {
    match (kind, lang) {
        ("mail_invitation", En) => "Mails with signature links",
        ("mail_invitation", Es) => "Correos con enlaces de firma",
        ("mail_letter", En) => "Letters about accounts",
        ("mail_letter", Es) => "Avisos sobre cuentas",
        ("make_signed_copy", En) => "Signed copies",
        ("make_signed_copy", Es) => "Copias firmadas",
        ("expire_envelope", En) => "Ends of signature links",
        ("expire_envelope", Es) => "Vencimientos de enlaces de firma",
        (other, _) => other,
    }
    .to_owned()
}
