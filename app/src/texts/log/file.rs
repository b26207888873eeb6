//! What stands in a file of entries beside the entries.

use domain::Language::{self, En, Es};

use crate::texts::texts;

texts! {
    title { en: "Log", es: "Bitácora" }
    title_since(title: &str, year: i32) { en: "{title} from {year}", es: "{title} desde {year}" }
    pack_archived(number: i64, year: i32) {
        en: "Entries of the log up to number {number} (until 31 December {year}, UTC) were archived and removed, as retention has it: those of this case among them are not in this file, but in the signed archives of the installation.",
        es: "Las entradas de la bitácora hasta la número {number} (hasta el 31 de diciembre de {year}, UTC) se archivaron y se retiraron, como corresponde a su plazo de conservación: las de este expediente que estaban entre ellas no están en este archivo, sino en los archivos firmados de la instalación.",
    }
    a_user { en: "member of the firm", es: "persona del despacho" }
    pack_title { en: "Evidence", es: "Prueba" }
    the_server { en: "server", es: "servidor" }
}

/// Above the columns.
pub(crate) const fn headings(lang: Language) -> [&'static str; 11] {
    match lang {
        En => [
            "Number",
            "Time (UTC)",
            "Time at the firm",
            "Who",
            "Acting as",
            "What happened",
            "Event",
            "Case",
            "Address",
            "How the address is known",
            "Device",
        ],
        Es => [
            "Número",
            "Hora (UTC)",
            "Hora del despacho",
            "Quién",
            "En calidad de",
            "Qué pasó",
            "Evento",
            "Expediente",
            "Dirección",
            "Cómo se conoce la dirección",
            "Dispositivo",
        ],
    }
}

/// What an evidence pack says of itself to whoever opens it in an editor, line by line.
pub(crate) const fn pack_guide(lang: Language) -> [&'static str; 8] {
    match lang {
        En => [
            "EVIDENCE PACK. This file holds the entries of one case from a law firm's log, kept by Matterlock. Each comes with the proof that it is in the log as it was signed.",
            "To check it, open the page /verify of the firm's Matterlock, or of any other, and choose this file. It is checked on your own machine; nothing of it is sent anywhere.",
            "To check it without a browser: matterlock-verify FILE --key KEY. The program is built from Matterlock's source and needs neither the installation nor a network.",
            "Get the key from the firm by another way than this file. A file that brings its own key proves only that it agrees with itself.",
            "It proves that each entry stood in the log as it is here when the checkpoint was signed, and that the names and words shown beside it are those that were written. A value that was erased, or written before values could be shown so, stays sealed.",
            "It also holds the last checkpoint of each earlier day, of 400 days at most, with the proof that the log has grown out of it: whoever kept one of them can compare. One of another moment can be compared with the whole log only.",
            "It does not prove that these are all entries of the case. Whoever needs that asks the firm for the whole log, in which what is personal stays sealed.",
            "How the lines that follow are made is described in crates/tlog/src/export.rs of the source. This text itself is not proven.",
        ],
        Es => [
            "PAQUETE DE PRUEBA. Este archivo contiene las entradas de un expediente en la bitácora de un despacho, llevada por Matterlock. Cada una trae la prueba de que está en la bitácora tal como se firmó.",
            "Para comprobarlo, abra la página /verify del Matterlock del despacho, o de cualquier otro, y elija este archivo. Se comprueba en su propio equipo; nada de él se envía a ninguna parte.",
            "Para comprobarlo sin navegador: matterlock-verify ARCHIVO --key CLAVE. El programa se compila del código fuente de Matterlock y no necesita ni la instalación ni una red.",
            "Pida la clave al despacho por otra vía que este archivo. Un archivo que trae su propia clave solo prueba que concuerda consigo mismo.",
            "Prueba que cada entrada estaba en la bitácora tal como está aquí cuando se firmó el punto de control, y que los nombres y palabras que se muestran con ella son los que se escribieron. Un valor que se eliminó, o que se escribió antes de que los valores pudieran mostrarse así, queda sellado.",
            "Contiene también el último punto de control de cada día anterior, de 400 días como máximo, con la prueba de que la bitácora creció a partir de él: quien guardó uno de ellos puede comparar. Uno de otro momento solo se puede comparar con la bitácora completa.",
            "No prueba que estas sean todas las entradas del expediente. Quien necesite eso pide al despacho la bitácora completa, en la que lo personal queda sellado.",
            "Cómo están hechas las líneas que siguen se describe en crates/tlog/src/export.rs del código fuente. Este texto mismo no está probado.",
        ],
    }
}
