//! Words of a person's own account.

use domain::Language;
use domain::factors::RecoveryCodes;

use super::texts;

texts! {
    nav { en: "My account", es: "Mi cuenta" }
    nav_factors { en: "Second factors", es: "Segundos factores" }
    nav_log { en: "What you did", es: "Lo que usted hizo" }
    nav_password { en: "Password", es: "Contraseña" }
    title { en: "Second factors", es: "Segundos factores" }
    intro {
        en: "What you sign in with besides your password. Have at least two, so that a lost phone doesn’t lock you out.",
        es: "Con qué ingresa además de su contraseña. Tenga al menos dos, para no quedar fuera si pierde el teléfono.",
    }
    passkey_required {
        en: "Your firm asks everybody for a passkey. Add one below: until then you reach no case.",
        es: "Su despacho exige llave de acceso a todas las personas. Agregue una abajo: antes no tendrá acceso a ningún expediente.",
    }
    needs_passkey { en: "Your firm asks for a passkey, and you have none yet: until then you reach no case.", es: "Su despacho exige llave de acceso y usted aún no tiene: antes no tendrá acceso a ningún expediente." }
    add_one { en: "Add a passkey", es: "Agregar una llave de acceso" }
    recovered {
        en: "You came in with a recovery code. Add what replaces your lost phone or key now, then remove what you lost: whoever finds it could use it.",
        es: "Ingresó con un código de recuperación. Agregue ahora lo que reemplaza el teléfono o la llave que perdió y luego elimínelo de la lista: quien lo encuentre podría usarlo.",
    }
    added { en: "Added", es: "Agregado:" }
    last_used { en: "last used", es: "último uso:" }
    never_used { en: "never used", es: "sin usar" }
    name { en: "Name", es: "Nombre" }
    rename { en: "Rename", es: "Cambiar nombre" }
    rename_this(name: &str) { en: "Rename {name}", es: "Cambiar el nombre de {name}" }
    save_name { en: "Save the name", es: "Guardar el nombre" }
    renamed { en: "The name was changed.", es: "Se cambió el nombre." }
    remove { en: "Remove", es: "Eliminar" }
    remove_this(name: &str) { en: "Remove {name}", es: "Eliminar {name}" }
    last_stays {
        en: "The last second factor can’t be removed. Add another one first.",
        es: "El último segundo factor no se puede eliminar. Agregue antes otro.",
    }

    apps { en: "Authenticator apps", es: "Aplicaciones autenticadoras" }
    apps_text {
        en: "They show a new six-digit code every 30 seconds, without network. You can have one on each of your devices.",
        es: "Muestran un código nuevo de seis dígitos cada 30 segundos, sin conexión. Puede tener una en cada dispositivo.",
    }
    no_apps { en: "No authenticator app", es: "Ninguna aplicación autenticadora" }
    no_apps_text { en: "You sign in with a passkey. An app works where passkeys don’t.", es: "Usted ingresa con una llave de acceso. Una aplicación sirve donde las llaves no funcionan." }
    add_app { en: "Add an app", es: "Agregar una aplicación" }
    app_name_help { en: "So that you can tell them apart, such as “Work phone”.", es: "Para distinguirlas, por ejemplo «Teléfono del despacho»." }
    show_qr { en: "Show the QR code", es: "Mostrar el código QR" }
    scan { en: "Scan this code with the app, or type the secret into it.", es: "Escanee este código con la aplicación o escriba en ella el secreto." }
    confirm_app { en: "Confirm the app", es: "Confirmar la aplicación" }
    app_added { en: "The app was added.", es: "Se agregó la aplicación." }
    app_removed { en: "The app was removed. Its codes no longer work.", es: "Se eliminó la aplicación. Sus códigos dejaron de servir." }
    remove_app_question(name: &str) {
        en: "Remove {name}? Its codes stop working at once. Delete the entry in the app itself too.",
        es: "¿Eliminar {name}? Sus códigos dejarán de servir de inmediato. Borre también la entrada en la propia aplicación.",
    }

    passkeys { en: "Passkeys", es: "Llaves de acceso" }
    passkeys_text {
        en: "Your device or security key signs you in with your finger, your face or its PIN. Passkeys can’t be phished, and they also work alone, without the password.",
        es: "Su dispositivo o llave de seguridad le da ingreso con la huella, el rostro o su PIN. Nadie puede robarlas con engaños y también sirven solas, sin la contraseña.",
    }
    no_passkeys { en: "No passkey yet", es: "Todavía no hay llaves de acceso" }
    no_passkeys_text { en: "Add one on each device that you work with.", es: "Agregue una en cada dispositivo con el que trabaje." }
    add_passkey { en: "Add a passkey", es: "Agregar una llave de acceso" }
    passkey_name_help { en: "Such as “Laptop” or “Blue security key”.", es: "Por ejemplo «Portátil» o «Llave de seguridad azul»." }
    make_passkey { en: "Go on to your device", es: "Continuar en su dispositivo" }
    passkey_added { en: "The passkey was added.", es: "Se agregó la llave de acceso." }
    passkey_removed { en: "The passkey was removed. It signs in no more.", es: "Se eliminó la llave de acceso. Ya no permite ingresar." }
    remove_passkey_question(name: &str) {
        en: "Remove {name}? It stops working at once. Delete it on the device too.",
        es: "¿Eliminar {name}? Dejará de servir de inmediato. Bórrela también en el dispositivo.",
    }
    passkeys_not_possible {
        en: "This installation is reached under a number and not under a name, and passkeys are bound to a name. Its operator can give it one.",
        es: "A esta instalación se llega por un número y no por un nombre, y las llaves de acceso van ligadas a un nombre. Quien la opera puede dárselo.",
    }
    passkey_not_here {
        en: "Passkeys can’t be used here: this browser has none, or the page was opened without encryption. Use a code instead.",
        es: "Aquí no se pueden usar llaves de acceso: este navegador no las tiene o la página se abrió sin cifrado. Use un código.",
    }
    passkey_cancelled {
        en: "No passkey was used: it was cancelled, took too long, or this device has none for you. You can try again.",
        es: "No se usó ninguna llave de acceso: se canceló, pasó demasiado tiempo o este dispositivo no tiene una suya. Puede intentarlo de nuevo.",
    }
    passkey_here_already { en: "This device holds a passkey for your account already.", es: "Este dispositivo ya tiene una llave de acceso para su cuenta." }
    passkey_failed { en: "The browser could not use a passkey. Try again, or use a code instead.", es: "El navegador no pudo usar una llave de acceso. Inténtelo de nuevo o use un código." }
    use_passkey { en: "Use a passkey", es: "Usar una llave de acceso" }
    sign_in_with_passkey { en: "Sign in with a passkey", es: "Ingresar con una llave de acceso" }
    or { en: "or", es: "o" }

    codes { en: "Recovery codes", es: "Códigos de recuperación" }
    codes_text {
        en: "For the day when your phone or key is lost: each signs you in once, after your password. Keep them on paper.",
        es: "Para cuando pierda el teléfono o la llave: cada uno permite ingresar una vez, después de la contraseña. Guárdelos en papel.",
    }
    no_codes { en: "You have no recovery codes. Without them a lost phone can lock you out.", es: "No tiene códigos de recuperación. Sin ellos, si pierde el teléfono puede quedar fuera." }
    made { en: "made", es: "generados" }
    make_codes { en: "Make recovery codes", es: "Generar códigos de recuperación" }
    make_new_codes { en: "Make new codes", es: "Generar códigos nuevos" }
    codes_title { en: "Recovery codes", es: "Códigos de recuperación" }
    codes_intro {
        en: "Ten codes, each for one sign-in without your phone or key. They are shown once: print them or write them down, and keep them apart from your devices.",
        es: "Diez códigos, cada uno para un ingreso sin su teléfono ni su llave. Se muestran una sola vez: imprímalos o anótelos y guárdelos aparte de sus dispositivos.",
    }
    codes_first {
        en: "Your authenticator app is set up. One thing is left: if the phone is lost, these codes are the way in.",
        es: "Su aplicación autenticadora está lista. Falta algo: si pierde el teléfono, estos códigos son la forma de ingresar.",
    }
    codes_replace {
        en: "The codes that you have now stop working as soon as you make new ones.",
        es: "Los códigos que tiene ahora dejarán de servir en cuanto genere otros.",
    }
    make_ten { en: "Make ten codes", es: "Generar diez códigos" }
    later { en: "Later", es: "Más tarde" }
    codes_shown_once {
        en: "These codes are not shown again, not even to you. Print or copy them before you leave this page.",
        es: "Estos códigos no se mostrarán otra vez, ni siquiera a usted. Imprímalos o cópielos antes de salir de esta página.",
    }
    codes_of(name: &str, firm: &str) { en: "Recovery codes of {name}, {firm}", es: "Códigos de recuperación de {name}, {firm}" }
    codes_address { en: "To sign in with one:", es: "Para ingresar con uno:" }
    codes_how {
        en: "Enter mail address and password, then choose “Use a recovery code”. Strike out what you have used.",
        es: "Escriba su correo y contraseña y luego elija «Usar un código de recuperación». Tache los que ya usó.",
    }
    codes_secret { en: "Whoever has these codes and your password is you.", es: "Quien tenga estos códigos y su contraseña puede actuar como usted." }
    print { en: "Print", es: "Imprimir" }
    copy_codes { en: "Copy all", es: "Copiar todos" }
    download { en: "Download as text", es: "Descargar como texto" }
    file_name { en: "matterlock-recovery-codes.txt", es: "matterlock-codigos-de-recuperacion.txt" }
    kept_them { en: "I have kept them", es: "Ya los guardé" }
    needs_script {
        en: "This needs JavaScript. Switch it on and load this page again.",
        es: "Para esto se necesita JavaScript. Actívelo y recargue esta página.",
    }

    recovery_title { en: "Use a recovery code", es: "Usar un código de recuperación" }
    recovery_intro {
        en: "Enter one of the ten codes that you printed or wrote down. It works once, and you are told by mail that it was used.",
        es: "Ingrese uno de los diez códigos que imprimió o anotó. Sirve una sola vez y se le avisará por correo que se usó.",
    }
    recovery_code { en: "Recovery code", es: "Código de recuperación" }
    recovery_help { en: "16 letters and digits. Hyphens, spaces and capitals don’t matter.", es: "16 letras y números. No importan los guiones, los espacios ni las mayúsculas." }
    use_recovery { en: "Use a recovery code", es: "Usar un código de recuperación" }
    use_code_instead { en: "Use the code of an app instead", es: "Usar el código de una aplicación" }
    lost_everything {
        en: "No phone, no key and no code left? An administrator of your firm can help.",
        es: "¿No tiene teléfono, llave ni códigos? Puede ayudarle quien administra el sistema en su despacho.",
    }
}

/// How many recovery codes are left.
pub(crate) fn left(lang: Language, codes: &RecoveryCodes) -> String {
    match (codes.left, lang) {
        (0, Language::En) => "No recovery code is left.".to_owned(),
        (0, Language::Es) => "No queda ningún código de recuperación.".to_owned(),
        (1, Language::En) => "1 recovery code is left.".to_owned(),
        (1, Language::Es) => "Queda 1 código de recuperación.".to_owned(),
        (left, Language::En) => format!("{left} recovery codes are left."),
        (left, Language::Es) => format!("Quedan {left} códigos de recuperación."),
    }
}
