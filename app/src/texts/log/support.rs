//! Support access: who asked, who was let in, and how it ended.

use crate::texts::texts;

texts! {
    asked(firm: &str, reason: &str) {
        en: "Asked {firm} for access to a case: “{reason}”",
        es: "Solicitó a {firm} acceso a un expediente: «{reason}»",
    }
    withdrawn(firm: &str) {
        en: "Took back or gave back the support access to a case of {firm}",
        es: "Retiró o devolvió el acceso de soporte a un expediente de {firm}",
    }
    granted(operator: &str, reason: &str) {
        en: "Gave {operator}, operator of the installation, support access to one case, read-only: “{reason}”",
        es: "Dio a {operator}, que opera la instalación, acceso de soporte a un expediente, solo lectura: «{reason}»",
    }
    granted_to_change(operator: &str, reason: &str) {
        en: "Gave {operator}, operator of the installation, support access to one case, with changes: “{reason}”",
        es: "Dio a {operator}, que opera la instalación, acceso de soporte a un expediente, con cambios: «{reason}»",
    }
    declined(operator: &str, reason: &str) {
        en: "Declined the support access that {operator} asked for: “{reason}”",
        es: "Rechazó el acceso de soporte que solicitó {operator}: «{reason}»",
    }
    revoked(operator: &str) { en: "Took the support access of {operator} back", es: "Retiró el acceso de soporte de {operator}" }
    given_back { en: "Support access ended: the operator gave it back", es: "Terminó el acceso de soporte: lo devolvió quien opera la instalación" }
    operator_closed {
        en: "Support access ended: the operator’s account was closed",
        es: "Terminó el acceso de soporte: se cerró la cuenta de quien opera la instalación",
    }
    entered { en: "Came in by support access", es: "Ingresó por acceso de soporte" }
}
