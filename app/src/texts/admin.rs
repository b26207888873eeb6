//! Words of the console.

use super::texts;

texts! {
    console { en: "Administration", es: "Administración" }
    navigation { en: "Administration", es: "Administración" }
    people { en: "People", es: "Personas" }
    policies { en: "Rules", es: "Reglas" }
    log { en: "Log", es: "Bitácora" }
    checks { en: "Checks", es: "Comprobaciones" }
    // In the narrow bar of a phone the Spanish word needs a place to break.
    checks_in_bar { en: "Checks", es: "Comproba\u{ad}ciones" }
    to_the_office { en: "Go to the office", es: "Ir al despacho" }
    sign_out { en: "Leave the administration", es: "Salir de la administración" }
    sign_out_note { en: "Your session at the office goes on.", es: "Su sesión en el despacho continúa." }

    sign_in_title { en: "Sign in to the administration", es: "Ingresar a la administración" }
    sign_in_intro {
        en: "For the firm’s administrators. It asks for your password again, and for a code that you have not used at the office.",
        es: "Para quienes administran el despacho. Pide de nuevo su contraseña y un código que no haya usado al ingresar al despacho.",
    }
    code_title { en: "Enter the code", es: "Ingrese el código" }
    code_intro {
        en: "Enter the six digits that your authenticator app shows now. If you have just used them at the office, wait for the next ones.",
        es: "Ingrese los seis dígitos que muestra ahora su aplicación autenticadora. Si acaba de usarlos en el despacho, espere los siguientes.",
    }
    not_an_administrator {
        en: "Looking for your cases? The office has its own way in.",
        es: "¿Busca sus expedientes? El despacho tiene su propio ingreso.",
    }
    to_the_offices_sign_in { en: "Sign in to the office", es: "Ingresar al despacho" }
    short_session {
        en: "A session here ends after 15 minutes without activity, and after four hours at the latest.",
        es: "La sesión aquí termina tras 15 minutos de inactividad y, a más tardar, a las cuatro horas.",
    }

    people_intro {
        en: "Everybody who has an account here: what they may do, and whether they can get in.",
        es: "Todas las personas con cuenta aquí: qué pueden hacer y si pueden ingresar.",
    }
    people_table { en: "People", es: "Personas" }
    column_name { en: "Name", es: "Nombre" }
    column_role { en: "Role", es: "Rol" }
    column_account { en: "Account", es: "Cuenta" }
    column_factor { en: "Second factor", es: "Segundo factor" }
    column_last { en: "Last sign-in", es: "Último ingreso" }
    column_sessions { en: "Sessions", es: "Sesiones" }
    open { en: "Open", es: "Abierta" }
    closed { en: "Closed", es: "Cerrada" }
    set_up { en: "Set up", es: "Configurado" }
    not_set_up { en: "Not yet", es: "Pendiente" }
    never { en: "Never", es: "Nunca" }
    you { en: "you", es: "usted" }
    summary(open: usize, administrators: usize) {
        en: "Open accounts: {open}. Of those who administer: {administrators}.",
        es: "Cuentas abiertas: {open}. De quienes administran: {administrators}.",
    }

    back_to_people { en: "All people", es: "Todas las personas" }
    persons_office_log { en: "What they did at the office", es: "Lo que hizo en el despacho" }
    persons_log { en: "What they did at the administration", es: "Lo que hizo en la administración" }
    no_such_person { en: "There is nobody like that at your firm", es: "No hay nadie así en su despacho" }
    no_such_person_text { en: "The address may be mistyped.", es: "Puede que la dirección esté mal escrita." }
    person { en: "Person", es: "Persona" }
    own_account_note {
        en: "This is your own account. Your role, and whether your account is open, another administrator decides.",
        es: "Esta es su propia cuenta. Su rol y si su cuenta está abierta lo decide otra persona que administre.",
    }
    role { en: "Role", es: "Rol" }
    role_help {
        en: "Another role counts at once: it ends the person’s sessions, and a mail tells them.",
        es: "El nuevo rol rige de inmediato: termina las sesiones de la persona y se le avisa por correo.",
    }
    what_roles_may { en: "What each role may do", es: "Qué permite cada rol" }
    change_role { en: "Change the role", es: "Cambiar el rol" }
    role_changed { en: "The role was changed.", es: "El rol se cambió." }
    account { en: "Account", es: "Cuenta" }
    account_open_text {
        en: "The account is open. Closing it ends the person’s sessions and lets them in no more; what they did stays.",
        es: "La cuenta está abierta. Al cerrarla terminan las sesiones de la persona y ya no puede ingresar; lo que hizo se conserva.",
    }
    account_closed_text {
        en: "The account is closed: nobody gets in with it. Opened again, it has the role and the sign-in that it had.",
        es: "La cuenta está cerrada: nadie puede ingresar con ella. Al habilitarla de nuevo conserva el rol y la forma de ingreso que tenía.",
    }
    close_account { en: "Close the account", es: "Cerrar la cuenta" }
    close_account_name(name: &str) { en: "Close the account of {name}", es: "Cerrar la cuenta de {name}" }
    close_question(name: &str) {
        en: "{name} is signed out at once and can’t sign in any more. Cases that only they are assigned to stay without anybody who works on them.",
        es: "La sesión de {name} termina de inmediato y no podrá volver a ingresar. Los expedientes asignados solo a esta persona quedan sin nadie que los atienda.",
    }
    reopen_account { en: "Open the account again", es: "Habilitar la cuenta de nuevo" }
    account_closed_toast { en: "The account was closed.", es: "La cuenta se cerró." }
    account_reopened_toast { en: "The account is open again.", es: "La cuenta está habilitada de nuevo." }
    sessions { en: "Sessions", es: "Sesiones" }
    no_sessions { en: "None at the moment.", es: "Ninguna en este momento." }
    at_the_office { en: "Office", es: "Despacho" }
    at_the_console { en: "Administration", es: "Administración" }
    started { en: "Started", es: "Inició" }
    last_used { en: "last used", es: "último uso:" }
    end_session { en: "End", es: "Terminar" }
    end_session_name(device: &str) { en: "End the session on {device}", es: "Terminar la sesión en {device}" }
    end_question {
        en: "The browser that has it says so at once. What was being typed there and not saved may be lost.",
        es: "El navegador que la tiene lo avisa de inmediato. Lo que se estaba escribiendo y no se guardó puede perderse.",
    }
    end_all { en: "End all of them", es: "Terminar todas" }
    end_all_name(name: &str) { en: "End all sessions of {name}", es: "Terminar todas las sesiones de {name}" }
    session_ended { en: "It was ended. A mail tells the person.", es: "Terminó. Se avisa a la persona por correo." }
    own_sessions_note {
        en: "Your own sessions you end at the office, under “Sessions and devices”.",
        es: "Sus propias sesiones se cierran en el despacho, en «Sesiones y dispositivos».",
    }
    devices { en: "Trusted devices", es: "Dispositivos de confianza" }
    no_devices { en: "None.", es: "Ninguno." }
    trusted_until { en: "trusted until", es: "de confianza hasta" }
    forget_devices { en: "Take back the trust", es: "Retirar la confianza" }
    forget_devices_name(name: &str) { en: "Take back the trust in all devices of {name}", es: "Retirar la confianza en todos los dispositivos de {name}" }
    forget_question {
        en: "The next sign-in on each of them asks for the password too. A mail tells the person.",
        es: "El próximo ingreso desde cada uno pedirá también la contraseña. Se avisa a la persona por correo.",
    }
    devices_forgotten { en: "The devices are not trusted any more.", es: "Ya no se confía en los dispositivos." }

    invitations { en: "Invitations", es: "Invitaciones" }
    invitations_intro {
        en: "A mail with a link that makes one account, once, within seven days. The person chooses the password and sets up the second factor.",
        es: "Un correo con un enlace que crea una sola cuenta, una sola vez y dentro de siete días. La persona elige la contraseña y configura el segundo factor.",
    }
    invite { en: "Invite somebody", es: "Invitar a alguien" }
    language { en: "Language", es: "Idioma" }
    send_invitation { en: "Send the invitation", es: "Enviar la invitación" }
    invited_toast { en: "The invitation is on its way.", es: "La invitación va en camino." }
    open_invitations { en: "Not used yet", es: "Sin usar" }
    no_invitations { en: "No invitation is open", es: "No hay invitaciones abiertas" }
    no_invitations_text { en: "Whoever was invited has made their account.", es: "Quienes recibieron una invitación ya crearon su cuenta." }
    over { en: "Over", es: "Vencida" }
    withdraw { en: "Take back", es: "Retirar" }
    withdraw_name(name: &str) { en: "Take the invitation of {name} back", es: "Retirar la invitación de {name}" }
    withdraw_question { en: "Its link works no more then. You can invite the person again.", es: "Su enlace dejará de servir. Puede invitar de nuevo a la persona." }
    withdrawn_toast { en: "The invitation was taken back.", es: "La invitación se retiró." }

    recoveries { en: "Recoveries", es: "Recuperaciones" }
    recoveries_intro {
        en: "A lost second factor is given up only when two administrators say so, neither of them its owner, and a day has passed in which the owner could say no by mail.",
        es: "Un segundo factor perdido se da de baja solo si lo indican dos personas que administran, ninguna de ellas su dueña, y pasa un día en el que su dueña puede oponerse por correo.",
    }
    no_recoveries { en: "No recovery is under way", es: "No hay recuperaciones en curso" }
    no_recoveries_text {
        en: "Whoever lost their second factor signs in with a recovery code. Without one, begin on the person’s page.",
        es: "Quien perdió su segundo factor ingresa con un código de recuperación. Si no tiene, comience en la página de la persona.",
    }
    asked_by { en: "Asked for by", es: "La pidió" }
    agreed_by { en: "Agreed by", es: "La aprobó" }
    needs_second { en: "Another administrator has to agree", es: "Falta la aprobación de otra persona que administre" }
    needs_another { en: "It can’t be you.", es: "No puede ser usted." }
    waiting { en: "Waiting for a day", es: "En espera de un día" }
    ready_at { en: "can be used from", es: "podrá usarse desde" }
    ready { en: "Can be used", es: "Puede usarse" }
    ready_text {
        en: "At the next sign-in with the password a new second factor is set up.",
        es: "En el próximo ingreso con la contraseña se configura un segundo factor nuevo.",
    }
    approve { en: "Agree", es: "Aprobar" }
    approve_name(name: &str) { en: "Agree to the recovery of {name}", es: "Aprobar la recuperación de {name}" }
    approve_question(name: &str) {
        en: "Have you made sure that it is {name} who asks, by voice or in person? In 24 hours whoever has their password can set up a new second factor.",
        es: "¿Comprobó, de viva voz o en persona, que es {name} quien lo pide? Dentro de 24 horas, quien tenga su contraseña podrá configurar un segundo factor nuevo.",
    }
    approved_toast { en: "Agreed. It can be used in 24 hours, unless somebody says no.", es: "Aprobada. Podrá usarse dentro de 24 horas, salvo que alguien se oponga." }
    cancel_recovery { en: "Say no", es: "Oponerse" }
    cancelled_toast { en: "The recovery was cancelled.", es: "La recuperación se canceló." }
    recovery_text {
        en: "If the person lost their phone and has no recovery code left, you can ask for the recovery of their second factor. Another administrator has to agree, and a day has to pass.",
        es: "Si la persona perdió su teléfono y no le quedan códigos de recuperación, usted puede pedir que recupere su segundo factor. Otra persona que administre debe aprobarlo y debe pasar un día.",
    }
    no_recovery_text {
        en: "There is no second factor to recover: it is set up at the next sign-in, or the account is closed.",
        es: "No hay segundo factor que recuperar: se configura en el próximo ingreso o la cuenta está cerrada.",
    }
    ask_recovery { en: "Ask for the recovery", es: "Pedir la recuperación" }
    ask_recovery_name(name: &str) { en: "Ask for the recovery of {name}’s second factor", es: "Pedir la recuperación del segundo factor de {name}" }
    ask_recovery_question(name: &str) {
        en: "Have you made sure that it is {name} who asks, by voice or in person? They are told by mail and can say no.",
        es: "¿Comprobó, de viva voz o en persona, que es {name} quien lo pide? Se le avisa por correo y puede oponerse.",
    }
    asked_toast { en: "Asked. Another administrator has to agree.", es: "Solicitud hecha. Otra persona que administre debe aprobarla." }
    see_recoveries { en: "Recoveries under way", es: "Recuperaciones en curso" }

    policies_intro {
        en: "What holds for everybody at the firm. The product’s own rules are the widest: they can be tightened, never loosened.",
        es: "Lo que rige para todo el despacho. Las reglas del producto son las más amplias: se pueden endurecer, nunca aflojar.",
    }
    days_and_sessions { en: "Sessions and days", es: "Sesiones y días" }
    untrusted_hours { en: "Longest session, in hours", es: "Duración máxima de una sesión, en horas" }
    untrusted_hours_help {
        en: "1 to 12. However busy it is; without activity it ends after 30 minutes in any case. Counts from the next sign-in on.",
        es: "De 1 a 12. Por activa que esté; sin actividad termina a los 30 minutos en todo caso. Rige desde el siguiente ingreso.",
    }
    trusted_days { en: "Longest session on a trusted device, in days", es: "Duración máxima en un dispositivo de confianza, en días" }
    trusted_days_help {
        en: "1 to 7. A trusted device saves the password, never the second factor.",
        es: "De 1 a 7. Un dispositivo de confianza ahorra la contraseña, nunca el segundo factor.",
    }
    passkey_required { en: "Everybody signs in with a passkey", es: "Todas las personas ingresan con llave de acceso" }
    passkey_required_help {
        en: "Who has one signs in with it and with no code. Who has none adds one at the next sign-in, and reaches no case before. Recovery codes still work; here the code of the app stays.",
        es: "Quien tiene una ingresa con ella y sin código. Quien no tiene agrega una en el próximo ingreso y antes no accede a ningún expediente. Los códigos de recuperación siguen sirviendo; aquí se mantiene el código de la aplicación.",
    }
    passkeys_impossible {
        en: "Not possible here: passkeys need an address with a domain name.",
        es: "Aquí no es posible: las llaves de acceso requieren una dirección con nombre de dominio.",
    }
    time_zone { en: "Time zone of the firm", es: "Zona horaria del despacho" }
    time_zone_help {
        en: "Where the firm’s days begin and end: for the days of the log, and for deadlines.",
        es: "Dónde comienzan y terminan los días del despacho: para los días de la bitácora y para los plazos.",
    }
    save { en: "Save", es: "Guardar" }
    policies_saved { en: "The rules were saved.", es: "Las reglas se guardaron." }
    networks_title { en: "From where the administration opens", es: "Desde dónde se abre la administración" }
    networks_any {
        en: "It opens from anywhere now.",
        es: "Ahora se abre desde cualquier lugar.",
    }
    networks_some {
        en: "It opens from these networks only, for everybody and from the next request on.",
        es: "Se abre solo desde estas redes, para todas las personas y desde la siguiente solicitud.",
    }
    networks { en: "Networks, one a line", es: "Redes, una por línea" }
    networks_help {
        en: "Addresses and networks of IPv4 and IPv6, such as 203.0.113.0/24. Empty: from anywhere.",
        es: "Direcciones y redes IPv4 e IPv6, como 203.0.113.0/24. Vacío: desde cualquier lugar.",
    }
    own_address { en: "You ask from", es: "Usted ingresa desde" }
    checkpoints_title { en: "Checkpoints of the logs by mail", es: "Puntos de control de las bitácoras por correo" }
    checkpoints_why {
        en: "A checkpoint is a few signed lines that prove what the logs held. Kept where this installation can’t change them, they show it if anybody ever rewrites the logs, whoever runs the server included. Once a day the last ones of the day before are mailed, if something was added. They name no case and nobody.",
        es: "Un punto de control son unas pocas líneas firmadas que prueban lo que contenían las bitácoras. Conservados donde esta instalación no puede cambiarlos, delatan a quien reescriba las bitácoras, incluso a quien opera el servidor. Una vez al día se envían los últimos del día anterior, si se agregó algo. No mencionan expedientes ni personas.",
    }
    checkpoints_go { en: "Mail them to", es: "Enviarlos a" }
    checkpoints_to_administrators { en: "Everybody who administers the firm", es: "Quienes administran el despacho" }
    checkpoints_to_address { en: "One address", es: "Una sola dirección" }
    checkpoints_to_nobody { en: "Nobody: switch it off", es: "Nadie: desactivar" }
    checkpoints_address { en: "The address, if it is one", es: "La dirección, si es una sola" }
    checkpoints_address_help {
        en: "An archive’s mailbox or outside counsel’s, for instance: best one that nobody who runs this server can reach.",
        es: "Por ejemplo, un buzón de archivo o el de una persona asesora externa: lo mejor es uno al que no llegue nadie que opere este servidor.",
    }
    checkpoints_saved { en: "Saved: the next checkpoints go there.", es: "Guardado: los próximos puntos de control se envían ahí." }
    networks_saved { en: "The list was saved.", es: "La lista se guardó." }

    checks_intro {
        en: "Every promise of this installation, with its last check and what exactly was seen.",
        es: "Cada promesa de esta instalación, con su última comprobación y lo que se observó exactamente.",
    }
    public_page { en: "The public page", es: "La página pública" }
}
