//! Cases, who works on them, and their parties.

use crate::texts::texts;

texts! {
    opened(number: &str, title: &str) { en: "Opened case {number}, “{title}”", es: "Abrió el expediente {number}, «{title}»" }
    read { en: "Read the case", es: "Consultó el expediente" }
    changed { en: "Changed the case", es: "Modificó el expediente" }
    person_assigned(name: &str) { en: "Assigned {name} to the case", es: "Asignó a {name} al expediente" }
    person_unassigned(name: &str) { en: "Took {name} off the case", es: "Retiró a {name} del expediente" }
    party_added(name: &str) { en: "Added the party {name}", es: "Agregó la parte {name}" }
    party_changed { en: "Changed a party", es: "Modificó una parte" }
    party_removed(name: &str) { en: "Removed the party {name}", es: "Eliminó la parte {name}" }
}
