//! Words of the ways in.

use super::texts;

texts! {
    sign_in_title { en: "Sign in", es: "Ingresar" }
    sign_in_intro {
        en: "With your mail address and password, then your second factor; or with a passkey alone.",
        es: "Con su correo y contraseña y luego su segundo factor; o solo con una llave de acceso.",
    }
    email { en: "Mail address", es: "Correo electrónico" }
    password { en: "Password", es: "Contraseña" }
    trust { en: "Trust this device for up to 7 days", es: "Confiar en este dispositivo hasta por 7 días" }
    trust_help {
        en: "After an inactive while this browser asks for your second factor alone, and shows your name to whoever opens it. For a device of your own.",
        es: "Tras un rato de inactividad, este navegador pedirá solo el segundo factor y mostrará su nombre a quien lo abra. Solo para un dispositivo propio.",
    }
    unlock_title { en: "Unlock your session", es: "Desbloquee su sesión" }
    unlock_intro {
        en: "You trust this browser, so your password is not asked again: the second factor is.",
        es: "Usted confía en este navegador: no se le pedirá de nuevo la contraseña, pero sí el segundo factor.",
    }
    unlock_as(name: &str) { en: "Unlock as {name}", es: "Desbloquear como {name}" }
    unlock_until { en: "This browser is trusted until", es: "Este navegador es de confianza hasta" }
    unlock_other { en: "Not you? Use another account", es: "¿No es usted? Use otra cuenta" }
    go_on { en: "Continue", es: "Continuar" }

    ended_idle {
        en: "Your session ended because nothing was done for a while. Sign in to go on where you were.",
        es: "Su sesión terminó por inactividad. Ingrese para continuar donde estaba.",
    }
    ended_too_old {
        en: "Your session reached the longest time that one may last. Sign in to go on where you were.",
        es: "Su sesión alcanzó la duración máxima permitida. Ingrese para continuar donde estaba.",
    }
    ended_signed_out { en: "You signed out. The session is dead on the server too.", es: "Usted cerró la sesión. También quedó anulada en el servidor." }
    ended_elsewhere { en: "Your session ended because you signed in elsewhere", es: "Su sesión terminó porque usted ingresó desde otro lugar" }
    ended_elsewhere_at { en: "at", es: "el" }
    not_you {
        en: "If that was not you, tell an administrator of your firm at once and change your password.",
        es: "Si no fue usted, avise de inmediato a quien administra el sistema en su despacho y cambie su contraseña.",
    }
    ended_role_changed {
        en: "Your session ended because an administrator of your firm gave you another role. Sign in to go on with it.",
        es: "Su sesión terminó porque quien administra el sistema en su despacho le asignó otro rol. Ingrese para continuar con él.",
    }
    ended_account_closed {
        en: "Your session ended because your account was closed. An administrator of your firm can tell you more.",
        es: "Su sesión terminó porque su cuenta fue cerrada. Puede informarle quien administra el sistema en su despacho.",
    }
    ended_elsewhere_from { en: "From there:", es: "Desde allí:" }
    ended_by_owner {
        en: "You ended this session from another one.",
        es: "Usted cerró esta sesión desde otra.",
    }
    ended_support_over {
        en: "The support access to the case is over. Whatever was typed and not saved is gone; the console has its own session.",
        es: "Terminó el acceso de soporte al expediente. Lo que no se guardó se perdió; la consola tiene su propia sesión.",
    }
    ended_by_administrator {
        en: "An administrator of your firm ended your session. Sign in to go on where you were.",
        es: "Quien administra el sistema en su despacho cerró su sesión. Ingrese para continuar donde estaba.",
    }
    ended_trust {
        en: "This browser can’t be unlocked with the second factor alone any more, so your password is asked again.",
        es: "Este navegador ya no se puede desbloquear solo con el segundo factor; por eso se pide de nuevo su contraseña.",
    }
    ended_password_changed {
        en: "Your session ended because the password of your account was changed. Sign in with the new one.",
        es: "Su sesión terminó porque se cambió la contraseña de su cuenta. Ingrese con la nueva.",
    }
    ended_never { en: "Sign in to see this page.", es: "Ingrese para ver esta página." }

    code_intro {
        en: "Open your authenticator app and enter the six digits that it shows for Matterlock. Each code works once.",
        es: "Abra su aplicación autenticadora e ingrese los seis dígitos que muestra para Matterlock. Cada código sirve una sola vez.",
    }
    code { en: "Six-digit code", es: "Código de seis dígitos" }
    code_help { en: "It changes every 30 seconds.", es: "Cambia cada 30 segundos." }
    factor_title { en: "One more step", es: "Un paso más" }
    factor_intro { en: "Your password is right. Now your second factor.", es: "La contraseña es correcta. Ahora, su segundo factor." }
    factor_intro_passkey {
        en: "Use the passkey of this device or your security key. It asks for your finger, your face or its PIN.",
        es: "Use la llave de acceso de este dispositivo o su llave de seguridad. Le pedirá la huella, el rostro o su PIN.",
    }
    step_up_title { en: "Confirm that it is you", es: "Confirme que es usted" }
    step_up_intro {
        en: "This needs your second factor, given in the last five minutes. Nothing that you entered is lost.",
        es: "Para esto se necesita su segundo factor, ingresado en los últimos cinco minutos. No se pierde nada de lo que escribió.",
    }
    step_up_confirm { en: "Confirm", es: "Confirmar" }
    enter { en: "Sign in", es: "Ingresar" }
    start_again { en: "Start again with another account", es: "Comenzar de nuevo con otra cuenta" }

    app_title { en: "Set up your authenticator app", es: "Configure su aplicación autenticadora" }
    app_intro {
        en: "Every sign-in asks for a code from an app on your phone, besides the password. You set this up once; it takes two minutes.",
        es: "Cada ingreso pide un código de una aplicación en su teléfono, además de la contraseña. Se configura una sola vez y toma dos minutos.",
    }
    app_step_install { en: "Have an authenticator app", es: "Tenga una aplicación autenticadora" }
    app_step_install_text {
        en: "Any standard app will do: the one built into your phone’s passwords, or one from its store. Search the store for “authenticator”.",
        es: "Sirve cualquier aplicación estándar: la de contraseñas de su teléfono o una de su tienda. Busque «authenticator» en la tienda.",
    }
    app_step_scan { en: "Scan this code with it", es: "Escanee este código con ella" }
    app_qr { en: "QR code for the authenticator app; the same secret stands below as text", es: "Código QR para la aplicación autenticadora; el mismo secreto aparece abajo como texto" }
    app_same_device { en: "Open the app on this device", es: "Abrir la aplicación en este dispositivo" }
    app_type_instead { en: "Or type this secret into the app", es: "O escriba este secreto en la aplicación" }
    app_copy_secret { en: "Copy the secret", es: "Copiar el secreto" }
    app_account { en: "Account", es: "Cuenta" }
    app_step_code { en: "Enter the code that it shows now", es: "Ingrese el código que muestra ahora" }
    app_confirm { en: "Confirm and sign in", es: "Confirmar e ingresar" }

    link_token { en: "Code of the link", es: "Código del enlace" }
    link_token_help { en: "The part of the link after the # sign.", es: "La parte del enlace que sigue al signo #." }
    link_ask_again { en: "Ask for a new link", es: "Pedir un enlace nuevo" }
    back_to_sign_in { en: "Back to signing in", es: "Volver al ingreso" }

    forgot_link { en: "Forgot your password?", es: "¿Olvidó su contraseña?" }
    forgot_title { en: "Choose a new password", es: "Elija una contraseña nueva" }
    forgot_intro {
        en: "We mail a link to the address of your account. You also need your second factor: the link alone opens nothing.",
        es: "Enviamos un enlace al correo de su cuenta. También necesitará su segundo factor: el enlace por sí solo no abre nada.",
    }
    forgot_send { en: "Mail me the link", es: "Enviarme el enlace" }
    forgot_sent {
        en: "If this address has an account, a mail with a link is on its way. It works once, for an hour. Look among unwanted mail too.",
        es: "Si esa dirección tiene una cuenta, va en camino un correo con un enlace. Sirve una sola vez, durante una hora. Revise también el correo no deseado.",
    }
    new_password { en: "New password", es: "Contraseña nueva" }
    new_password_title { en: "Choose a new password", es: "Elija una contraseña nueva" }
    new_password_intro {
        en: "It replaces the one that you had; every session of yours ends with it. Then sign in with the new one.",
        es: "Reemplaza la que tenía y termina todas sus sesiones. Luego ingrese con la nueva.",
    }
    new_password_code_help {
        en: "From your authenticator app, or one of your recovery codes: a link by mail never replaces the second factor.",
        es: "De su aplicación autenticadora o uno de sus códigos de recuperación: un enlace por correo nunca reemplaza el segundo factor.",
    }
    new_password_set { en: "Set the new password", es: "Establecer la contraseña nueva" }
    new_password_done { en: "Your new password is set. Sign in with it.", es: "Su contraseña nueva quedó establecida. Ingrese con ella." }
    new_password_dead {
        en: "This link does not work: it was used, is over, or is not whole. Your password is as it was.",
        es: "Este enlace no sirve: ya se usó, venció o está incompleto. Su contraseña sigue como estaba.",
    }

    old_password { en: "Present password", es: "Contraseña actual" }
    change_password_title { en: "Change my password", es: "Cambiar mi contraseña" }
    change_password_intro {
        en: "Your other sessions end with it, and your trusted devices are forgotten. We tell you by mail.",
        es: "Con ello terminan sus demás sesiones y se olvidan sus dispositivos de confianza. Le avisamos por correo.",
    }
    change_password_set { en: "Change the password", es: "Cambiar la contraseña" }
    change_password_done {
        en: "Your password is changed. Your other sessions have ended.",
        es: "Su contraseña cambió. Sus demás sesiones terminaron.",
    }

    cancel_recovery_title { en: "Keep my second factor", es: "Conservar mi segundo factor" }
    cancel_recovery_intro {
        en: "Administrators of your firm say that you lost your second factor. If you did not, say no: nothing of your account changes then.",
        es: "Quienes administran el sistema en su despacho indican que usted perdió su segundo factor. Si no lo perdió, opóngase: así nada cambia en su cuenta.",
    }
    cancel_recovery_do { en: "Cancel the recovery", es: "Cancelar la recuperación" }
    cancel_recovery_done {
        en: "The recovery is cancelled, and your second factor is as it was. Ask your firm's administrators who asked for it.",
        es: "La recuperación quedó cancelada y su segundo factor sigue como estaba. Pregunte a quienes administran el sistema en su despacho quién la pidió.",
    }
    cancel_recovery_dead {
        en: "There is no recovery to cancel with this link: it was cancelled or used already, is over, or the link is not whole.",
        es: "Con este enlace no hay recuperación que cancelar: ya se canceló o se usó, venció o el enlace está incompleto.",
    }

    join_title { en: "Make your account", es: "Cree su cuenta" }
    join_intro {
        en: "You are invited. Choose a password; then you set up an authenticator app, so have your phone at hand.",
        es: "Usted tiene una invitación. Elija una contraseña; luego configurará una aplicación autenticadora: tenga su teléfono a mano.",
    }
    join_firm { en: "Firm", es: "Despacho" }
    join_invited_by { en: "Invited by", es: "Le invita" }
    join_role { en: "Your role", es: "Su rol" }
    join_until { en: "Works until", es: "Sirve hasta" }
    join_make { en: "Make my account", es: "Crear mi cuenta" }
    join_dead {
        en: "This invitation does not work: it was used, taken back, is over, or the link is not whole. Ask your firm's administrator for a new one.",
        es: "Esta invitación no sirve: ya se usó, fue retirada, venció o el enlace está incompleto. Pida otra a quien administra el sistema en su despacho.",
    }

    set_up_title { en: "Set up your firm", es: "Configure su despacho" }
    set_up_intro {
        en: "Whose firm is it? Give the mail address of its first administrator. We mail a link there, which leads on to the registration.",
        es: "¿De quién es el despacho? Indique el correo de quien lo administrará primero. Enviamos ahí un enlace con el que continúa el registro.",
    }
    set_up_no_link {
        en: "This page opens through the one-time link that the server printed when it first started. Open that link, all of it.",
        es: "Esta página se abre con el enlace de un solo uso que mostró el servidor al iniciar por primera vez. Abra ese enlace completo.",
    }
    set_up_email_help { en: "Your own: you sign in with it.", es: "El suyo propio: con él ingresará." }
    set_up_mail { en: "Mail me the link", es: "Enviarme el enlace" }
    set_up_mail_again { en: "Mail it again", es: "Enviarlo de nuevo" }
    set_up_mailed {
        en: "A mail is on its way. Open its link within 24 hours to go on; look among unwanted mail too. Was the address wrong? Give the right one below: the earlier link works no more then.",
        es: "Va en camino un correo. Abra su enlace dentro de las próximas 24 horas para continuar; revise también el correo no deseado. ¿Estaba mal la dirección? Indique la correcta abajo: el enlace anterior dejará de servir.",
    }
    register_title { en: "Register your firm", es: "Registre su despacho" }
    register_intro {
        en: "You are the first person here and will be the administrator. Next you set up an authenticator app, so have your phone at hand.",
        es: "Usted es la primera persona en ingresar y quedará a cargo de la administración. Luego configurará una aplicación autenticadora: tenga su teléfono a mano.",
    }
    register_dead {
        en: "This link does not work: it was used, is over, or is not whole. Open the one-time link of the installation again and have another mailed.",
        es: "Este enlace no sirve: ya se usó, venció o está incompleto. Abra de nuevo el enlace de un solo uso de la instalación y pida que se le envíe otro.",
    }
    firm_name { en: "Name of the firm", es: "Nombre del despacho" }
    your_name { en: "Your name", es: "Su nombre" }
    new_password_help {
        en: "At least 12 characters. A few words that don’t belong together are easy to keep and hard to guess.",
        es: "Mínimo 12 caracteres. Unas cuantas palabras sin relación entre sí se recuerdan bien y son difíciles de adivinar.",
    }
    firm_language { en: "Language of the firm", es: "Idioma del despacho" }
    firm_language_help { en: "Everybody can choose their own later.", es: "Cada persona puede elegir el suyo después." }
    register { en: "Register the firm", es: "Registrar el despacho" }

    captcha { en: "Check against programs", es: "Comprobación contra programas automáticos" }
    captcha_waiting { en: "Asking for the check …", es: "Solicitando la comprobación…" }
    captcha_working {
        en: "Your browser is solving a small puzzle, which keeps programs away. It asks nobody else; you can go on typing.",
        es: "Su navegador resuelve un pequeño acertijo que mantiene alejados a los programas automáticos. No consulta a nadie más; puede seguir escribiendo.",
    }
    captcha_solved { en: "Done: you can send the form.", es: "Listo: ya puede enviar el formulario." }
    captcha_widget { en: "Answer this check, then send the form.", es: "Responda esta comprobación y luego envíe el formulario." }
    captcha_widget_failed {
        en: "The check of Cloudflare could not be loaded. Allow challenges.cloudflare.com in your browser or network, then load this page again.",
        es: "No se pudo cargar la comprobación de Cloudflare. Permita challenges.cloudflare.com en su navegador o red y recargue esta página.",
    }
    captcha_no_script {
        en: "This form needs JavaScript: your browser has to solve a small puzzle, which keeps programs away. Switch it on and load this page again.",
        es: "Este formulario necesita JavaScript: su navegador debe resolver un pequeño acertijo que mantiene alejados a los programas automáticos. Actívelo y recargue esta página.",
    }

    promise_line { en: "What this installation promises, and whether it holds", es: "Lo que esta instalación promete y si se cumple" }
}
