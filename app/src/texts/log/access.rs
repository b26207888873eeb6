//! Signing in and out, and what may be asked on the way.

use domain::Language::{self, En, Es};
use domain::audit::Refusal;

use crate::texts::texts;

texts! {
    authenticator_set_up {
        en: "Set up the authenticator app and signed in",
        es: "Configuró la aplicación autenticadora e ingresó",
    }
    password_accepted {
        en: "Entered the right password; the code was asked",
        es: "Ingresó la contraseña correcta; se pidió el código",
    }
    device_recognised {
        en: "Unlocked on a trusted device, which stood in for the password; the code was asked",
        es: "Desbloqueó en un dispositivo de confianza, que sustituyó a la contraseña; se pidió el código",
    }
    signed_in { en: "Signed in", es: "Ingresó" }
    signed_in_with_passkey { en: "Signed in with password and passkey", es: "Ingresó con contraseña y llave de acceso" }
    signed_in_with_passkey_alone { en: "Signed in with a passkey alone", es: "Ingresó solo con una llave de acceso" }
    signed_in_with_recovery_code(left: u32) {
        en: "Signed in with a recovery code; codes left: {left}",
        es: "Ingresó con un código de recuperación; códigos restantes: {left}",
    }
    recovery_used {
        en: "Set up a new second factor in place of the lost ones, and signed in",
        es: "Configuró un segundo factor nuevo en lugar de los perdidos, e ingresó",
    }
    stepped_up {
        en: "Gave the second factor again for something sensitive",
        es: "Volvió a ingresar el segundo factor para una acción delicada",
    }
    device_trusted {
        en: "Chose to trust the device on which they signed in",
        es: "Eligió confiar en el dispositivo desde el que ingresó",
    }
    signed_out { en: "Signed out", es: "Cerró la sesión" }
    session_too_old {
        en: "The session ended: it reached the longest time that one may last",
        es: "La sesión terminó: alcanzó la duración máxima permitida",
    }
    session_idle {
        en: "The session ended: nothing was done for a while",
        es: "La sesión terminó por inactividad",
    }
    account_locked {
        en: "Five sign-ins failed: for 15 minutes none is taken, but from devices that the person signed in from before",
        es: "Fallaron cinco ingresos: durante 15 minutos no se acepta ninguno, salvo desde dispositivos en los que la persona ya había ingresado",
    }
    known_device_locked {
        en: "Five sign-ins failed on a device that the person signed in from before: for 15 minutes it takes none",
        es: "Fallaron cinco ingresos en un dispositivo en el que la persona ya había ingresado: durante 15 minutos no se acepta ninguno desde él",
    }
}

/// Why somebody was not let in.
pub(super) const fn sign_in_refused(lang: Language, why: Refusal) -> &'static str {
    use Refusal as R;
    let (en, es) = match why {
        R::Password => (
            "Sign-in refused: wrong password",
            "Ingreso rechazado: contraseña incorrecta",
        ),
        R::Code => ("Sign-in refused: wrong code", "Ingreso rechazado: código incorrecto"),
        R::CodeUsedBefore => (
            "Sign-in refused: the code had been used already",
            "Ingreso rechazado: el código ya había sido utilizado",
        ),
        R::RecoveryCode => (
            "Sign-in refused: the recovery code was wrong or had been used",
            "Ingreso rechazado: el código de recuperación era incorrecto o ya había sido utilizado",
        ),
        R::Passkey => (
            "Sign-in refused: the passkey was not accepted",
            "Ingreso rechazado: la llave de acceso no fue aceptada",
        ),
        R::PasskeyCounter => (
            "Sign-in refused: the passkey counted fewer uses than before, so there may be a copy of it",
            "Ingreso rechazado: la llave de acceso contó menos usos que antes, por lo que puede existir una copia",
        ),
        R::Role => (
            "Sign-in refused: right password, but no administrator",
            "Ingreso rechazado: contraseña correcta, pero no administra el despacho",
        ),
        R::NoSecondFactor => (
            "Sign-in refused: right password, but no second factor has been set up",
            "Ingreso rechazado: contraseña correcta, pero sin segundo factor configurado",
        ),
        R::Address => (
            "Sign-in refused: right password, but the administration does not open from this address",
            "Ingreso rechazado: contraseña correcta, pero la administración no se abre desde esta dirección",
        ),
    };
    match lang {
        En => en,
        Es => es,
    }
}

/// Why the second factor, given again, was not taken.
pub(super) const fn step_up_refused(lang: Language, why: Refusal) -> &'static str {
    use Refusal as R;
    let (en, es) = match why {
        R::CodeUsedBefore => (
            "Second factor refused: the code had been used already",
            "Segundo factor rechazado: el código ya había sido utilizado",
        ),
        R::Passkey => (
            "Second factor refused: the passkey was not accepted",
            "Segundo factor rechazado: la llave de acceso no fue aceptada",
        ),
        R::PasskeyCounter => (
            "Second factor refused: the passkey counted fewer uses than before, so there may be a copy of it",
            "Segundo factor rechazado: la llave de acceso contó menos usos que antes, por lo que puede existir una copia",
        ),
        _ => (
            "Second factor refused: wrong code",
            "Segundo factor rechazado: código incorrecto",
        ),
    };
    match lang {
        En => en,
        Es => es,
    }
}
