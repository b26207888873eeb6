//! What went wrong: what happened, what was kept, what to do.

use domain::documents::SigningObstacle;
use domain::error::Conflict;
use domain::{Error, Language, Problem};

use super::common::bytes;
use super::texts;

texts! {
    required { en: "Please fill this in.", es: "Complete este dato." }
    too_long(max: u32) { en: "Too long: at most {max} characters.", es: "Es muy largo: máximo {max} caracteres." }
    not_an_email { en: "This is not a mail address, such as name@example.org.", es: "No es una dirección de correo, como nombre@ejemplo.cr." }
    too_short(min: u32) { en: "Too short: at least {min} characters.", es: "Es muy corto: mínimo {min} caracteres." }
    no_such_case {
        en: "No case that can be opened this way has this number. The attempt stands in the log.",
        es: "Ningún expediente que se pueda abrir de esta forma tiene este número. El intento queda en la bitácora.",
    }
    password_too_short(min: u32) { en: "Too short: at least {min} characters.", es: "Es muy corta: mínimo {min} caracteres." }
    password_too_common {
        en: "This password is easily guessed. A few words that don’t belong together are stronger.",
        es: "Esta contraseña se adivina con facilidad. Unas cuantas palabras sin relación entre sí son más seguras.",
    }
    passkey_required { en: "Your firm asks for a passkey: use yours instead of a code.", es: "Su despacho exige llave de acceso: use la suya en lugar de un código." }
    wrong_password { en: "That is not your present password.", es: "Esa no es su contraseña actual." }
    wrong_mail_or_password {
        en: "Mail address and password don’t match an account.",
        es: "El correo y la contraseña no corresponden a ninguna cuenta.",
    }
    wrong_code {
        en: "That is not the code of this moment, or it was used already. Wait for the next one and enter it.",
        es: "No es el código de este momento o ya fue utilizado. Espere el siguiente e ingréselo.",
    }
    wrong_recovery_code {
        en: "That is not one of your recovery codes, or it was used already.",
        es: "No es uno de sus códigos de recuperación o ya fue utilizado.",
    }
    passkey_not_accepted {
        en: "This passkey was not accepted, or its answer came too late. Try again, or use another way.",
        es: "Esta llave de acceso no fue aceptada o la respuesta llegó tarde. Inténtelo de nuevo o use otra forma.",
    }
    captcha_needed {
        en: "A short check comes first. It runs by itself further down; then send the form again.",
        es: "Antes hace falta una breve comprobación. Se hace sola, más abajo; luego envíe el formulario de nuevo.",
    }
    taken { en: "This is taken already: choose another.", es: "Ya está en uso: elija otro." }
    not_a_pdf { en: "This file is not a PDF, whatever its name says.", es: "Este archivo no es un PDF, aunque su nombre lo indique." }
    encrypted_pdf {
        en: "This PDF is locked with a password. Save it without the password and upload it again.",
        es: "Este PDF está protegido con contraseña. Guárdelo sin contraseña y súbalo de nuevo.",
    }
    damaged_pdf {
        en: "This PDF can’t be read. Print it to a new PDF and upload that.",
        es: "No se puede leer este PDF. Imprímalo a un PDF nuevo y súbalo.",
    }
    too_many_pages(max: u32) { en: "Too many pages: at most {max}.", es: "Tiene demasiadas páginas: máximo {max}." }
    not_signable_protected {
        en: "This PDF can be read but not sent for signature: it is protected against changes. Print it to a new PDF, upload that, and ask for the signature there.",
        es: "Este PDF puede leerse, pero no enviarse a firmar: está protegido contra cambios. Imprímalo a un PDF nuevo, súbalo y solicite la firma en él.",
    }
    not_signable_signed_before {
        en: "This PDF can be read but not sent for signature: it carries a digital signature already, which another mark would break. Ask for it unsigned, or print it to a new PDF and upload that; the printed copy does not keep the digital signature.",
        es: "Este PDF puede leerse, pero no enviarse a firmar: ya lleva una firma digital, que se dañaría al agregar otra. Pídalo sin firmar, o imprímalo a un PDF nuevo y súbalo; la copia impresa no conserva la firma digital.",
    }
    not_signable_unsound {
        en: "This PDF can be read but not sent for signature: part of the file is damaged. Print it to a new PDF, upload that, and ask for the signature there.",
        es: "Este PDF puede leerse, pero no enviarse a firmar: parte del archivo está dañada. Imprímalo a un PDF nuevo, súbalo y solicite la firma en él.",
    }
    outside_the_page {
        en: "The field must lie on the page and be large enough to sign in.",
        es: "El campo debe quedar dentro de la página y tener espacio suficiente para firmar.",
    }
    out_of_range { en: "This is not one of the possible values.", es: "No es uno de los valores posibles." }
    empty_signature { en: "There is no signature yet: draw one, or type your name.", es: "Todavía no hay firma: dibújela o escriba su nombre." }
    no_such_letters {
        en: "This name can’t be typed here: the signed copy has no letters for part of it. Please draw your signature, or type the name in Latin letters.",
        es: "Este nombre no se puede escribir aquí: la copia firmada no tiene letras para una parte. Dibuje su firma o escriba el nombre con letras latinas.",
    }
    not_plain_text {
        en: "There are characters here that don’t belong in text, such as a line break.",
        es: "Hay caracteres que no corresponden a un texto, como un salto de línea.",
    }

    not_a_network {
        en: "One of these is no network. Write an address, such as 203.0.113.7, or a network, such as 203.0.113.0/24 or 2001:db8::/32.",
        es: "Alguna de estas líneas no es una red. Escriba una dirección, como 203.0.113.7, o una red, como 203.0.113.0/24 o 2001:db8::/32.",
    }
    too_many(max: u32) { en: "Too many: at most {max}.", es: "Son demasiadas: máximo {max}." }
    shuts_you_out {
        en: "The address that you ask from is not among these: with this list you would be shut out yourself. Add it first.",
        es: "La dirección desde la que usted ingresa no está en la lista: con ella, usted quedaría fuera. Agréguela primero.",
    }

    not_signed_in { en: "You are not signed in any more. Nothing was saved. Sign in and try again.", es: "Su sesión ya no está activa. No se guardó nada. Ingrese e inténtelo de nuevo." }
    step_up_needed {
        en: "This needs your second factor once more, because the last is more than five minutes old.",
        es: "Para esto debe ingresar de nuevo su segundo factor: el último tiene más de cinco minutos.",
    }
    link_not_valid {
        en: "This link no longer works here: it was used, has expired, was replaced, or was opened on another device.",
        es: "Este enlace ya no funciona aquí: fue utilizado, venció, fue reemplazado o se abrió en otro dispositivo.",
    }
    forbidden { en: "Your role does not include this. Nothing was changed. An administrator of your firm can help.", es: "Su rol no incluye esta acción. No se cambió nada. Puede ayudarle quien administra el sistema en su despacho." }
    not_found { en: "This does not exist, or it is not yours to see. If it should be, ask somebody who works on the case to assign you.", es: "No existe o usted no tiene acceso. Si debería tenerlo, pida a quien trabaja en el expediente que le asigne." }
    invalid { en: "Something here can’t be taken as it is. Nothing was saved; what you entered is still here.", es: "Hay datos que no se pueden aceptar así. No se guardó nada; lo que ingresó sigue aquí." }
    changed_meanwhile { en: "Somebody else changed this meanwhile. Your change was not saved: load the page again, then repeat it.", es: "Otra persona lo modificó mientras tanto. Su cambio no se guardó: recargue la página y repítalo." }
    already_signed { en: "This has been signed already. The signature stands; nothing was changed.", es: "Ya está firmado. La firma se mantiene; no se cambió nada." }
    envelope_closed { en: "This request for a signature is closed: it was declined, withdrawn, or has expired.", es: "Esta solicitud de firma está cerrada: fue rechazada, retirada o venció." }
    consent_missing { en: "Consent to electronic records comes first. Nothing was signed.", es: "Primero debe dar su consentimiento al uso de documentos electrónicos. No se firmó nada." }
    document_changed { en: "This document is not the one that was sent to you. Nothing was signed; please tell the firm.", es: "Este documento no es el que se le envió. No se firmó nada; comuníquelo al despacho, por favor." }
    last_assignee { en: "A case needs at least one person. Assign somebody else first.", es: "Un expediente necesita al menos una persona asignada. Asigne primero a otra." }
    responsible_stays { en: "This person answers for the case. Name somebody else responsible first.", es: "Esta persona responde por el expediente. Nombre primero a otra como responsable." }
    walled_off { en: "This person is walled off from the case. Lift the wall first, if it is no longer needed.", es: "Hay una barrera ética entre esta persona y el expediente. Retírela primero, si ya no hace falta." }
    assigned_not_walled_off { en: "This person is assigned to the case. Take them off first.", es: "Esta persona está asignada al expediente. Retírela primero." }
    responsible_not_walled_off { en: "This person answers for the case. Name somebody else responsible and take them off first.", es: "Esta persona responde por el expediente. Nombre primero a otra como responsable y retírela." }
    party_is_signing { en: "This party is asked to sign a document. Withdraw that request first.", es: "Esta parte tiene una firma pendiente. Retire primero esa solicitud." }
    live_not_erased { en: "This person has an open account. Close it first. Nobody was erased.", es: "Esta persona tiene una cuenta abierta. Ciérrela primero. No se suprimió nada." }
    held_not_erased { en: "A legal hold keeps this person from being erased. Nobody was erased. Those on the case know which one it is.", es: "Una retención legal impide suprimir los datos de esta persona. No se suprimió nada. Quienes trabajan en el expediente saben cuál es." }
    open_not_erased { en: "A document that this person sent or is asked to sign is still open. It has to be signed or withdrawn first. Nobody was erased.", es: "Hay un documento pendiente de firma que esta persona envió o debe firmar. Primero debe firmarse o retirarse. No se suprimió nada." }
    evidence_not_erased { en: "This person signed a document. What the signature stands on is kept as evidence. Nobody was erased.", es: "Esta persona firmó un documento. Lo que respalda la firma se conserva como prueba. No se suprimió nada." }
    erased_for_good { en: "This person was erased, and that is for good. Nothing was saved.", es: "Los datos de esta persona se suprimieron de forma definitiva. No se guardó nada." }
    last_administrator { en: "A firm needs at least one administrator. Make somebody else one first.", es: "El despacho necesita al menos una persona que lo administre. Asigne antes ese rol a otra." }
    own_account { en: "Nobody changes their own role or closes their own account. Another administrator can.", es: "Nadie puede cambiar su propio rol ni cerrar su propia cuenta. Puede hacerlo otra persona que administre." }
    too_many_factors { en: "There is no room for another one: remove one that you no longer use first.", es: "No caben más: elimine antes uno que ya no use." }
    answered_meanwhile { en: "Somebody has answered this meanwhile, or it is over. The list shows how it stands.", es: "Alguien lo respondió mientras tanto, o ya terminó. La lista muestra cómo está." }
    asked_before { en: "This firm has yet to answer what you asked before. Take that back first if it has changed.", es: "Este despacho aún no responde a su solicitud anterior. Si cambió, retírela antes." }
    attack_under_way { en: "Another attack is under way. What comes of it will stand on this page.", es: "Hay otro ataque en curso. Su resultado aparecerá en esta página." }
    attack_unfinished { en: "The attack did not come to its end, so it proves nothing now. The check of promise I6 says what was in its way.", es: "El ataque no concluyó, así que por ahora no prueba nada. La comprobación de la promesa I6 indica qué lo impidió." }
    too_large(limit: String) { en: "This is too large: at most {limit}. Nothing was uploaded.", es: "Es demasiado grande: máximo {limit}. No se subió nada." }
    too_many_requests(seconds: u32) { en: "Too many attempts. Wait {seconds} seconds, then try again.", es: "Demasiados intentos. Espere {seconds} segundos e inténtelo de nuevo." }
    locked(minutes: u32) {
        en: "Too many sign-ins with this address have failed, so it is locked. Try again in {minutes} min. Where you have signed in before, you still can.",
        es: "Hubo demasiados ingresos fallidos con este correo y quedó bloqueado. Inténtelo de nuevo en {minutes} min. Desde un dispositivo en el que ya había ingresado, todavía puede hacerlo.",
    }
    unavailable { en: "A part of the server does not answer at the moment. Nothing was saved; try again shortly.", es: "Una parte del servidor no responde en este momento. No se guardó nada; inténtelo en breve." }
    unclear {
        en: "The connection was lost at the last moment: this may have been done, or not. Load the page again and look before you repeat it.",
        es: "La conexión se perdió en el último momento: puede que se haya realizado o que no. Recargue la página y revise antes de repetirlo.",
    }
    #[cfg(feature = "ssr")]
    page_failed { en: "This page can’t be shown now", es: "Esta página no se puede mostrar ahora" }
    internal(reference: &str) {
        en: "Something failed on our side. Nothing was saved. Try again; if it stays, quote this reference: {reference}",
        es: "Algo falló de nuestro lado. No se guardó nada. Inténtelo de nuevo; si persiste, indique esta referencia: {reference}",
    }
    connection { en: "The server could not be reached. What you entered is still here; check the connection and try again.", es: "No se pudo contactar al servidor. Lo que ingresó sigue aquí; revise su conexión e inténtelo de nuevo." }
}

/// Why a document can't be sent for signature, and what helps.
pub(crate) const fn not_signable(lang: Language, obstacle: SigningObstacle) -> &'static str {
    match obstacle {
        SigningObstacle::Protected => not_signable_protected(lang),
        SigningObstacle::SignedBefore => not_signable_signed_before(lang),
        SigningObstacle::Unsound => not_signable_unsound(lang),
    }
}

/// What is wrong with a field.
pub(crate) fn problem(lang: Language, problem: Problem) -> String {
    match problem {
        Problem::Required => required(lang).to_owned(),
        Problem::TooLong { max } => too_long(lang, max),
        Problem::TooShort { min } => too_short(lang, min),
        Problem::NoSuchCase => no_such_case(lang).to_owned(),
        Problem::NotAnEmail => not_an_email(lang).to_owned(),
        Problem::PasswordTooShort { min } => password_too_short(lang, min),
        Problem::PasswordTooCommon => password_too_common(lang).to_owned(),
        Problem::PasskeyRequired => passkey_required(lang).to_owned(),
        Problem::WrongPassword => wrong_password(lang).to_owned(),
        Problem::WrongMailOrPassword => wrong_mail_or_password(lang).to_owned(),
        Problem::WrongCode => wrong_code(lang).to_owned(),
        Problem::WrongRecoveryCode => wrong_recovery_code(lang).to_owned(),
        Problem::PasskeyNotAccepted => passkey_not_accepted(lang).to_owned(),
        Problem::PasskeysNeedADomain => super::account::passkeys_not_possible(lang).to_owned(),
        Problem::CaptchaNeeded => captcha_needed(lang).to_owned(),
        Problem::Taken => taken(lang).to_owned(),
        Problem::NotAPdf => not_a_pdf(lang).to_owned(),
        Problem::EncryptedPdf => encrypted_pdf(lang).to_owned(),
        Problem::DamagedPdf => damaged_pdf(lang).to_owned(),
        Problem::TooManyPages { max } => too_many_pages(lang, max),
        Problem::NotSignable { obstacle } => not_signable(lang, obstacle).to_owned(),
        Problem::OutsideThePage => outside_the_page(lang).to_owned(),
        Problem::OutOfRange => out_of_range(lang).to_owned(),
        Problem::EmptySignature => empty_signature(lang).to_owned(),
        Problem::NoSuchLetters => no_such_letters(lang).to_owned(),
        Problem::NotPlainText => not_plain_text(lang).to_owned(),
        Problem::NotANetwork => not_a_network(lang).to_owned(),
        Problem::TooMany { max } => too_many(lang, max),
        Problem::ShutsYouOut => shuts_you_out(lang).to_owned(),
    }
}

/// Why something was not done.
pub(crate) fn error(lang: Language, error: &Error) -> String {
    match error {
        Error::NotSignedIn => not_signed_in(lang).to_owned(),
        Error::StepUpNeeded => step_up_needed(lang).to_owned(),
        Error::LinkNotValid => link_not_valid(lang).to_owned(),
        Error::Forbidden => forbidden(lang).to_owned(),
        Error::NotFound => not_found(lang).to_owned(),
        Error::Invalid(_) => invalid(lang).to_owned(),
        Error::Conflict(Conflict::ChangedMeanwhile) => changed_meanwhile(lang).to_owned(),
        Error::Conflict(Conflict::AlreadySigned) => already_signed(lang).to_owned(),
        Error::Conflict(Conflict::EnvelopeClosed) => envelope_closed(lang).to_owned(),
        Error::Conflict(Conflict::ConsentMissing) => consent_missing(lang).to_owned(),
        Error::Conflict(Conflict::DocumentChanged) => document_changed(lang).to_owned(),
        Error::Conflict(Conflict::LastAssignee) => last_assignee(lang).to_owned(),
        Error::Conflict(Conflict::ResponsibleStays) => responsible_stays(lang).to_owned(),
        Error::Conflict(Conflict::WalledOff) => walled_off(lang).to_owned(),
        Error::Conflict(Conflict::AssignedNotWalledOff) => assigned_not_walled_off(lang).to_owned(),
        Error::Conflict(Conflict::ResponsibleNotWalledOff) => responsible_not_walled_off(lang).to_owned(),
        Error::Conflict(Conflict::PartyIsSigning) => party_is_signing(lang).to_owned(),
        Error::Conflict(Conflict::LiveNotErased) => live_not_erased(lang).to_owned(),
        Error::Conflict(Conflict::HeldNotErased) => held_not_erased(lang).to_owned(),
        Error::Conflict(Conflict::OpenNotErased) => open_not_erased(lang).to_owned(),
        Error::Conflict(Conflict::EvidenceNotErased) => evidence_not_erased(lang).to_owned(),
        Error::Conflict(Conflict::ErasedForGood) => erased_for_good(lang).to_owned(),
        Error::Conflict(Conflict::LastAdministrator) => last_administrator(lang).to_owned(),
        Error::Conflict(Conflict::OwnAccount) => own_account(lang).to_owned(),
        Error::Conflict(Conflict::LastFactor) => super::account::last_stays(lang).to_owned(),
        Error::Conflict(Conflict::TooManyFactors) => too_many_factors(lang).to_owned(),
        Error::Conflict(Conflict::AnsweredMeanwhile) => answered_meanwhile(lang).to_owned(),
        Error::Conflict(Conflict::AskedBefore) => asked_before(lang).to_owned(),
        Error::Conflict(Conflict::AttackUnderWay) => attack_under_way(lang).to_owned(),
        Error::Conflict(Conflict::AttackUnfinished) => attack_unfinished(lang).to_owned(),
        Error::TooLarge { limit } => too_large(lang, bytes(lang, *limit)),
        Error::TooManyRequests { retry_after } => too_many_requests(lang, *retry_after),
        Error::Locked { retry_after } => locked(lang, retry_after.div_ceil(60)),
        Error::Unavailable => unavailable(lang).to_owned(),
        Error::Unclear => unclear(lang).to_owned(),
        Error::Internal { reference } => internal(lang, reference),
        Error::Connection => connection(lang).to_owned(),
    }
}
