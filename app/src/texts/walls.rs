//! Texts of ethical walls and of break-glass access.

use super::texts;

// Walls, on a case's page.
texts! {
    section { en: "Ethical walls", es: "Barreras éticas" }
    help {
        en: "Whoever is walled off does not see this case, can’t be assigned to it or open it by break-glass, and is told nothing of it, nor of the wall.",
        es: "La persona tras una barrera no ve este expediente, no se le puede asignar ni puede abrirlo por acceso de emergencia, y no se entera de él ni de la barrera.",
    }
    none { en: "Nobody is walled off.", es: "No hay barreras." }
    badge { en: "Ethical wall", es: "Barrera ética" }
    raised_by(name: &str) { en: "Raised by {name}", es: "La levantó {name}" }
    raise { en: "Raise a wall", es: "Levantar una barrera" }
    whom { en: "Whom to wall off", es: "A quién se le impide el acceso" }
    whom_help {
        en: "Whoever is assigned has to be taken off the case first.",
        es: "Si la persona está asignada, primero debe retirarse del expediente.",
    }
    nobody_left { en: "Everybody at the firm is on the case or walled off.", es: "Todas las personas del despacho están en el expediente o tras una barrera." }
    reason { en: "Reason", es: "Motivo" }
    reason_help {
        en: "At least 10 characters. Those on the case read it here and in the timeline.",
        es: "Mínimo 10 caracteres. Lo leen aquí y en la cronología quienes están en el expediente.",
    }
    lift { en: "Lift a wall", es: "Retirar una barrera" }
    whose { en: "Whose wall", es: "De quién" }
    lift_help {
        en: "The person can be assigned again, and may open the case by break-glass if their role allows it. Nobody is assigned by this.",
        es: "A la persona se le podrá asignar de nuevo y podrá abrirlo por acceso de emergencia si su rol lo permite. Esto no asigna a nadie.",
    }
    lift_now { en: "Lift the wall", es: "Retirar la barrera" }
    raised { en: "Wall raised", es: "Barrera levantada" }
    lifted { en: "Wall lifted", es: "Barrera retirada" }
}

// Break-glass: its page.
texts! {
    glass_title { en: "Open a case by break-glass", es: "Abrir un expediente por acceso de emergencia" }
    glass_intro {
        en: "For when a case that you are not assigned to can’t wait, and nobody on it can be reached to assign you.",
        es: "Para cuando un expediente que usted no tiene asignado no puede esperar y no se localiza a nadie del equipo que se lo asigne.",
    }
    glass_what_follows { en: "What follows", es: "Qué sucede después" }
    glass_four_hours {
        en: "You see the case and work on it for four hours, as if you were assigned. Its team and its ethical walls stay as they are.",
        es: "Usted ve el expediente y trabaja en él durante cuatro horas, como si lo tuviera asignado. Su equipo y sus barreras éticas quedan como están.",
    }
    glass_told {
        en: "The responsible attorney is told at once by mail: who you are and what your reason is.",
        es: "La persona responsable recibe de inmediato un correo: quién es usted y cuál es su motivo.",
    }
    glass_logged {
        en: "It stands in the log for good. Everybody on the case sees it on the case’s page and may end it.",
        es: "Queda en la bitácora para siempre. Quienes están en el expediente lo ven en su página y pueden terminarlo.",
    }
    number { en: "Case number", es: "Número de expediente" }
    number_help { en: "As it stands on the case, for example 2026-0014.", es: "Como aparece en el expediente; por ejemplo, 2026-0014." }
    glass_reason_help {
        en: "Why you need this case now. At least 10 characters; everybody on the case reads it.",
        es: "Por qué necesita este expediente ahora. Mínimo 10 caracteres; lo leen quienes están en el expediente.",
    }
    break_glass { en: "Break the glass and open the case", es: "Abrir con acceso de emergencia" }
    may_not_break {
        en: "Your role does not open cases by break-glass. A partner or an administrator of the firm can, or somebody on the case can assign you.",
        es: "Su rol no permite el acceso de emergencia. Puede usarlo una persona socia o que administre el despacho, o puede asignarle el expediente alguien del equipo.",
    }
    glass_link { en: "Open a case by break-glass", es: "Abrir un expediente por acceso de emergencia" }
}

// Break-glass: on the case's page, while it lasts.
texts! {
    glass_mine { en: "You see this case by break-glass until", es: "Usted ve este expediente por acceso de emergencia hasta:" }
    glass_theirs(name: &str) { en: "{name} has access by break-glass until", es: "{name} tiene acceso de emergencia hasta:" }
    glass_reason(reason: &str) { en: "Reason: {reason}", es: "Motivo: {reason}" }
    end { en: "End it now", es: "Terminarlo ahora" }
    end_mine { en: "End your break-glass access now", es: "Terminar ahora su acceso de emergencia" }
    end_theirs(name: &str) { en: "End the break-glass access of {name} now", es: "Terminar ahora el acceso de emergencia de {name}" }
    end_mine_question { en: "End it? You stop seeing this case at once.", es: "¿Terminarlo? Usted dejará de ver este expediente de inmediato." }
    end_theirs_question(name: &str) { en: "End it? {name} stops seeing this case at once.", es: "¿Terminarlo? {name} dejará de ver este expediente de inmediato." }
    ended { en: "Break-glass access ended", es: "Acceso de emergencia terminado" }
}
