//! What each role may do, in words.

use domain::{Language, Permission};

use super::texts;

texts! {
    title { en: "What each role may do", es: "Qué permite cada rol" }
    intro {
        en: "Everybody reads the cases that they are assigned to, and no others, whatever their role; the one exception is break-glass, and it passes no ethical wall. What else a role may do is in this table: the pages, the server and the database all ask it.",
        es: "Cada persona consulta los expedientes que tiene asignados, y ningún otro, sea cual sea su rol; la única excepción es el acceso de emergencia, que no pasa ninguna barrera ética. Lo demás que permite un rol está en esta tabla: la consultan las páginas, el servidor y la base de datos.",
    }
    caption { en: "Permissions by role", es: "Permisos por rol" }
    permission { en: "Permission", es: "Permiso" }
    on_cases { en: "On cases", es: "En los expedientes" }
    on_the_firm { en: "On the firm", es: "En el despacho" }
    your_role { en: "your role", es: "su rol" }
    yes { en: "Yes", es: "Sí" }
    no { en: "No", es: "No" }
    who_changes {
        en: "Only an administrator changes a role or closes an account, never their own, and never the last administrator’s. A change counts from the next request on, ends the person’s session, and stands in the log.",
        es: "Solo quien administra cambia un rol o cierra una cuenta: nunca los propios ni los de la última persona que administra. El cambio rige desde la siguiente solicitud, termina la sesión de la persona y queda en la bitácora.",
    }
    operators {
        en: "Whoever operates the installation belongs to no firm and has none of these permissions at yours: they see its name and figures, and the database has no way from them to a case. An administrator of yours can let one of them into one case for some hours; while that lasts a banner says so, and every look stands in the log.",
        es: "Quien opera la instalación no pertenece a ningún despacho ni tiene en el suyo ninguno de estos permisos: ve su nombre y sus cifras, y la base de datos no le da camino a ningún expediente. Quien administra su despacho puede darle acceso a un expediente por unas horas; mientras dura, un aviso lo indica y cada consulta queda en la bitácora.",
    }
    print { en: "Print", es: "Imprimir" }
}

/// What a permission allows, in the reader's words.
pub(crate) const fn may(lang: Language, permission: Permission) -> &'static str {
    use Permission as P;
    let (en, es) = match permission {
        P::OpenCase => ("Open a case", "Abrir un expediente"),
        P::ChangeCase => ("Change a case and its parties", "Modificar un expediente y sus partes"),
        P::AssignPeople => (
            "Assign colleagues to a case, take them off, and name who is responsible",
            "Asignar colegas a un expediente, retirarlos y nombrar a la persona responsable",
        ),
        P::ManageWalls => (
            "Wall colleagues off from a case, and lift that",
            "Levantar y retirar barreras éticas en un expediente",
        ),
        P::HoldCase => (
            "Place a case under legal hold, and lift that",
            "Poner un expediente bajo retención legal y levantarla",
        ),
        P::UploadDocument => ("Add documents", "Agregar documentos"),
        P::SendForSignature => (
            "Send documents for signature, and withdraw them",
            "Enviar documentos a firmar y retirarlos",
        ),
        P::BreakGlass => (
            "See a case without being assigned to it, by break-glass, for four hours",
            "Ver un expediente sin tenerlo asignado, por acceso de emergencia, durante cuatro horas",
        ),
        P::ReadFirmLog => (
            "Read everybody’s log entries that belong to no case",
            "Consultar en la bitácora los registros de todas las personas que no corresponden a un expediente",
        ),
        P::RunChecks => (
            "Run the promise checks and see their detail",
            "Ejecutar las comprobaciones y ver su detalle",
        ),
        P::ManagePeople => (
            "Invite people, change roles, close and reopen accounts",
            "Invitar personas, cambiar roles, cerrar y habilitar cuentas",
        ),
        P::ManagePolicies => (
            "Set the firm’s rules for signing in",
            "Definir las reglas de ingreso del despacho",
        ),
        P::EndSessions => (
            "End colleagues’ sessions and the trust in their devices",
            "Terminar sesiones de colegas y la confianza en sus dispositivos",
        ),
        P::ApproveRecoveries => (
            "Let somebody back in who lost their second factor",
            "Autorizar el ingreso de quien perdió su segundo factor",
        ),
        P::ErasePeople => (
            "Erase people who have left or were only named in cases",
            "Suprimir los datos de personas que ya no trabajan aquí o solo figuran en expedientes",
        ),
        P::GrantSupport => (
            "Let an operator of the installation into one case for some hours, and take that back",
            "Dar a quien opera la instalación acceso a un expediente por unas horas, y retirarlo",
        ),
        P::OperateInstallation => (
            "See the firms from outside and how the installation does",
            "Ver los despachos desde fuera y el estado de la instalación",
        ),
    };
    match lang {
        Language::En => en,
        Language::Es => es,
    }
}

#[cfg(test)]
mod tests {
    use domain::Role;

    use super::*;

    /// The matrix as its page prints it: the words and who may. A change of either shows here.
    fn printed(lang: Language) -> String {
        let roles = Role::OF_A_FIRM.map(|role| role.title(lang)).join(" | ");
        let mut lines = vec![title(lang).to_owned(), format!("{} | {roles}", permission(lang))];
        for one in Permission::ALL {
            if one == Permission::OperateInstallation {
                continue;
            }
            let cells = Role::OF_A_FIRM
                .map(|role| if role.may(one) { yes(lang) } else { no(lang) })
                .join(" | ");
            lines.push(format!("{} | {cells}", may(lang, one)));
        }
        lines.join("\n") + "\n"
    }

    #[test]
    fn i3_the_matrix_reads_as_it_was_agreed() {
        for (lang, agreed) in [
            (Language::En, include_str!("roles/agreed.en.txt")),
            (Language::Es, include_str!("roles/agreed.es.txt")),
        ] {
            assert_eq!(printed(lang), agreed);
        }
    }
}
