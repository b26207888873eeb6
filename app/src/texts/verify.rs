//! Verifying a file of the log, in the visitor's words.

use domain::Language::{self, En, Es};
use tlog::archive::StatementError;
use tlog::receipt::ReceiptError;
use tlog::verify::{Finding, Notice};

use super::texts;

texts! {
    title { en: "Verify a file of the log", es: "Verificar un archivo de la bitácora" }
    intro {
        en: "Choose an evidence pack, an exported log, a checkpoint, the receipt of an erasure, or the statement on an archived year with its archive. It is checked here, in this browser: nothing of it leaves your machine.",
        es: "Elija un paquete de prueba, una bitácora exportada, un punto de control, la constancia de una supresión, o la declaración sobre un año archivado con su archivo. Se comprueba aquí, en este navegador: nada de él sale de su equipo.",
    }
    link { en: "Verify a file of the log", es: "Verificar un archivo de la bitácora" }
    link_text {
        en: "Whoever was given an evidence pack or an exported log can check it without an account, in the browser.",
        es: "Quien recibió un paquete de prueba o una bitácora exportada puede comprobarlo sin cuenta, en el navegador.",
    }
    without_script_title { en: "This page checks the file with a script", es: "Esta página comprueba el archivo con un script" }
    without_script {
        en: "Your browser runs none here, and sending the file to us to be checked would prove nothing. Allow scripts for this page, or use the program matterlock-verify, which is built from Matterlock’s source and needs no network: matterlock-verify FILE --key KEY. The key of this installation:",
        es: "Su navegador no ejecuta ninguno aquí, y enviarnos el archivo para comprobarlo no probaría nada. Permita los scripts en esta página o use el programa matterlock-verify, que se compila del código fuente de Matterlock y no necesita red: matterlock-verify ARCHIVO --key CLAVE. La clave de esta instalación:",
    }
    file { en: "The file", es: "El archivo" }
    choose { en: "Choose a file", es: "Elegir un archivo" }
    drop_here {
        en: "Or drop it here. A file of any size will do: it is read piece by piece. Give a statement and its archive together.",
        es: "O suéltelo aquí. Sirve un archivo de cualquier tamaño: se lee por partes. Una declaración y su archivo se eligen juntos.",
    }
    several {
        en: "Give one file at a time, or the statement on an archived year together with its archive.",
        es: "Elija un solo archivo cada vez, o la declaración sobre un año archivado junto con su archivo.",
    }
    archive { en: "The statement’s archive", es: "El archivo de la declaración" }
    choose_archive { en: "Choose the archive", es: "Elegir el archivo" }
    archive_help {
        en: "It was written beside the statement, under the same name, and ends in .jsonl. You can also drop it here.",
        es: "Se escribió junto a la declaración, con el mismo nombre, y termina en .jsonl. También puede soltarlo aquí.",
    }
    drop_now { en: "Let go to check it", es: "Suelte para comprobarlo" }
    whose_key { en: "Whose signature do you trust?", es: "¿La firma de quién considera válida?" }
    key_here { en: "This installation’s", es: "La de esta instalación" }
    key_here_help {
        en: "Right for files that come from here. If you doubt this installation itself, use a key that it gave you earlier, or that its firm gave you by another way.",
        es: "La adecuada para archivos de aquí. Si duda de esta misma instalación, use una clave que le haya dado antes, o que el despacho le haya dado por otra vía.",
    }
    key_own { en: "A key that I know", es: "Una clave que conozco" }
    key_own_label { en: "Key", es: "Clave" }
    key_own_help { en: "One line, as “server audit key” prints it: name+number+key.", es: "Una línea, como la muestra «server audit key»: nombre+número+clave." }
    key_file { en: "The one in the file", es: "La del archivo" }
    key_file_help {
        en: "Proves only that the file agrees with itself: whoever made it up could have put a key of their own into it.",
        es: "Solo prueba que el archivo concuerda consigo mismo: quien lo haya inventado pudo ponerle una clave propia.",
    }
    kept { en: "Compare with checkpoints that you kept", es: "Comparar con puntos de control que usted guardó" }
    kept_label { en: "Checkpoints", es: "Puntos de control" }
    kept_help {
        en: "Paste them as you received them, one or many, with the letter around them if you like; those of other logs are left out. In a whole log, each of them finds that it was written anew, even by whoever has the key; and one that was signed after the file ends finds that it is older, or was cut off. An archived year can be compared with those of its own entries. An evidence pack can be compared with the last checkpoint of each of its last 400 days and with its own, a receipt with its own only. If one could not be compared, the result says so.",
        es: "Péguelos como los recibió, uno o varios, con la carta que los rodea si quiere; los de otras bitácoras se dejan de lado. En una bitácora completa, cada uno descubre si se escribió de nuevo, incluso por quien tiene la clave; y uno firmado después de donde el archivo termina descubre que este es más antiguo, o que se cortó. Un año archivado se puede comparar con los de sus propias entradas. Un paquete de prueba se puede comparar con el último punto de control de cada uno de sus últimos 400 días y con el suyo propio; una constancia, solo con el suyo. Si alguno no se pudo comparar, el resultado lo dice.",
    }
    no_key { en: "That is no key. Copy the whole line, as the firm gave it to you.", es: "Eso no es una clave. Copie la línea completa, como se la dio el despacho." }
    key_unknown { en: "This page could not learn this installation’s key. Load it anew, or use a key that you know.", es: "Esta página no pudo conocer la clave de esta instalación. Cárguela de nuevo o use una clave que conozca." }
    no_checkpoints { en: "There is no checkpoint in what you pasted.", es: "No hay ningún punto de control en lo que pegó." }
    unreadable { en: "The file can no longer be read. Perhaps it was moved or changed; choose it again.", es: "El archivo ya no se puede leer. Quizá se movió o cambió; elíjalo de nuevo." }
    checking(name: &str) { en: "Checking {name}", es: "Comprobando {name}" }
    cancel { en: "Stop", es: "Detener" }
    cancelled { en: "Stopped. Nothing is said of a file that was read in part.", es: "Detenido. De un archivo leído en parte no se afirma nada." }
    again { en: "Check again", es: "Comprobar de nuevo" }
    result { en: "Result", es: "Resultado" }
    holds { en: "It holds", es: "Es íntegro" }
    holds_itself { en: "It agrees with itself, and no more is shown", es: "Concuerda consigo mismo, y no se muestra más" }
    holds_in_part { en: "What is signed holds; not all of it is signed", es: "Lo firmado es íntegro; no todo está firmado" }
    not_compared { en: "What could be compared holds; not all that you kept could be", es: "Lo que se pudo comparar es íntegro; no todo lo que usted guardó se pudo comparar" }
    compare_whole {
        en: "A checkpoint that could not be compared shows nothing here. Ask the firm for the whole exported log, written after that checkpoint was signed, which can be compared with every one of the entries that it holds; one from a year that was archived, with the archive of that year. Whoever runs the installation writes the log with “server audit export”.",
        es: "Un punto de control que no se pudo comparar no muestra nada aquí. Pida al despacho la bitácora completa exportada, generada después de firmarse ese punto de control, que se puede comparar con todos los de las entradas que contiene; uno de un año archivado, con el archivo de ese año. Quien administra la instalación genera la bitácora con «server audit export».",
    }
    without_archive { en: "The statement was signed; its archive is still to be given", es: "La declaración está firmada; falta elegir su archivo" }
    without_archive_text {
        en: "It says which file the archive has to be and which entries it holds. Whether it is so, only the archive shows: choose it below.",
        es: "Dice qué archivo tiene que ser y qué entradas contiene. Si es así, solo lo muestra el archivo: elíjalo abajo.",
    }
    unproven { en: "Nothing of it is proven", es: "Nada de esto está probado" }
    broken { en: "It does not hold", es: "No es íntegro" }
    no_file { en: "This is no file that can be verified", es: "Este no es un archivo que se pueda verificar" }
    no_file_text {
        en: "It is neither an evidence pack, nor an exported log with its proof, nor a checkpoint, nor the receipt of an erasure, nor the statement on an archived year. The lists that the log’s page exports for spreadsheets and programs carry no proof: take an evidence pack from the log of the case.",
        es: "No es un paquete de prueba, ni una bitácora exportada con su prueba, ni un punto de control, ni la constancia de una supresión, ni la declaración sobre un año archivado. Las listas que exporta la página de la bitácora para hojas de cálculo y programas no llevan prueba: descargue un paquete de prueba desde la bitácora del expediente.",
    }
    all_proven(n: u64) { en: "Entries read and proven: {n}.", es: "Entradas leídas y probadas: {n}." }
    some_proven(proven: u64, of: u64) { en: "Of {of} entries, {proven} are proven.", es: "De {of} entradas, {proven} están probadas." }
    first_bad(n: u64) { en: "The first entry that is wrong: number {n}.", es: "La primera entrada que no es correcta: la número {n}." }
    other_key {
        en: "It may come from another installation. Ask whoever gave it to you for that installation’s key, and choose “A key that I know”.",
        es: "Puede venir de otra instalación. Pida la clave de esa instalación a quien se lo dio y elija «Una clave que conozco».",
    }
    wrong { en: "What is wrong", es: "Qué no es correcto" }
    more_wrong(n: u64) { en: "… and {n} more.", es: "… y {n} más." }
    know { en: "What to know", es: "Qué conviene saber" }
    about { en: "What it is", es: "Qué es" }
    of_file { en: "File", es: "Archivo" }
    kind { en: "Kind", es: "Tipo" }
    kind_log { en: "Log, entry after entry", es: "Bitácora, entrada por entrada" }
    kind_pack { en: "Chosen entries with their proofs", es: "Entradas escogidas con sus pruebas" }
    kind_checkpoints { en: "Checkpoints", es: "Puntos de control" }
    kind_receipt { en: "Receipt of an erasure", es: "Constancia de una supresión" }
    kind_statement { en: "Statement on an archived year, without its archive", es: "Declaración sobre un año archivado, sin su archivo" }
    kind_archive { en: "Archived year, with the statement on it", es: "Año archivado, con la declaración sobre él" }
    statement_title { en: "What the statement says", es: "Qué dice la declaración" }
    statement_year { en: "Year", es: "Año" }
    statement_at { en: "Signed", es: "Firmada" }
    statement_file { en: "The archive’s SHA-256 and length", es: "SHA-256 y tamaño del archivo" }
    entries { en: "Entries", es: "Entradas" }
    entries_from(n: u64, first: u64, last: u64) { en: "{n}: from number {first} to number {last}", es: "{n}: de la número {first} a la número {last}" }
    time { en: "From when to when", es: "De cuándo a cuándo" }
    log { en: "Log", es: "Bitácora" }
    firm { en: "Firm", es: "Despacho" }
    case { en: "Case", es: "Expediente" }
    checkpoint { en: "Newest checkpoint that agrees", es: "Punto de control más reciente que concuerda" }
    checkpoint_at(size: u64) { en: "at entry {size}", es: "en la entrada {size}" }
    key_of { en: "Key", es: "Clave" }
    key_was_here { en: "this installation’s, as published here", es: "la de esta instalación, publicada aquí" }
    key_was_own { en: "the one that you gave", es: "la que usted indicó" }
    key_was_file { en: "the file’s own", es: "la del propio archivo" }
    shown { en: "What the entries say", es: "Qué dicen las entradas" }
    shown_text {
        en: "Only proven entries, each word of them checked against what was written. What is blackened was erased, or is not shown in the file.",
        es: "Solo entradas probadas, cada palabra cotejada con lo que se escribió. Lo tachado se eliminó o no se muestra en el archivo.",
    }
    shown_first(n: usize, of: u64) { en: "The first {n} of {of}.", es: "Las primeras {n} de {of}." }
    shown_unknown(n: usize) {
        en: "Left out, because this version does not know their kind: {n}.",
        es: "Omitidas, porque esta versión no conoce su tipo: {n}.",
    }
    shown_too_many {
        en: "The others are checked as well, but are more than this page can show. They stand in the file, a line each.",
        es: "Las demás también están comprobadas, pero son más de las que esta página puede mostrar. Están en el archivo, una por línea.",
    }
    show_more { en: "Show more", es: "Mostrar más" }
    show_all(n: usize) { en: "Show all {n}", es: "Mostrar las {n}" }
    print { en: "Print", es: "Imprimir" }
    guide_link { en: "Check a file that you were given", es: "Comprobar un archivo que recibió" }

    as_evidence { en: "Evidence pack (with proof)", es: "Paquete de prueba (verificable)" }
    evidence_text {
        en: "The evidence pack holds all entries of this case, whatever the filter, each with the proof that it is in the signed log. Whoever is given it can check it without us.",
        es: "El paquete de prueba contiene todas las entradas de este expediente, sea cual sea el filtro, cada una con la prueba de que está en la bitácora firmada. Quien lo reciba puede comprobarlo sin nosotros.",
    }
}

/// Something that is wrong.
pub(crate) fn finding(lang: Language, finding: &Finding) -> String {
    match lang {
        // The verifier itself speaks English.
        En => finding.to_string(),
        Es => encontrado(finding),
    }
}

fn encontrado(finding: &Finding) -> String {
    match finding {
        Finding::Missing { first, last } if first == last => format!("Falta la entrada {first}."),
        Finding::Missing { first, last } => format!("Faltan entradas: de la {first} a la {last}."),
        Finding::Duplicate { number } => format!("El número {number} aparece dos veces."),
        Finding::OutOfOrder { expected, found } => {
            format!("La entrada {found} está en el lugar de la entrada {expected}.")
        }
        Finding::OtherFirm { number, firm } => format!("La entrada {number} es de otro despacho, {firm}."),
        Finding::OtherLog { number, log } => format!("La entrada {number} es de otra bitácora, {log}."),
        Finding::EntryChanged { number } => format!("La entrada {number} se cambió después de escrita."),
        Finding::StoredHashChanged { number } => {
            format!("Se cambió la huella guardada de la entrada {number}; la entrada misma está como se escribió.")
        }
        Finding::EntryOrHashChanged { number } => {
            format!("La entrada {number} y su huella guardada no concuerdan: una de las dos se cambió.")
        }
        Finding::RootMismatch { after, checkpoint } => format!(
            "De las entradas {} a {checkpoint}, al menos una se cambió después de escrita.",
            after.saturating_add(1)
        ),
        Finding::StartMismatch { checkpoint } => {
            format!("El archivo empieza con huellas que no llevan al punto de control de la entrada {checkpoint}.")
        }
        Finding::TailCut { last, checkpoint } => format!(
            "La bitácora termina en la entrada {last}, pero se firmó un punto de control en la entrada {checkpoint}: se cortó el final."
        ),
        Finding::CheckpointMalformed => "Un punto de control no se puede leer.".to_owned(),
        Finding::CheckpointForged { size } => {
            format!("El punto de control de la entrada {size} es falso, o se cambió después de firmado.")
        }
        Finding::CheckpointUnknownKey { size } => {
            format!("El punto de control de la entrada {size} no está firmado con ninguna clave que aquí se conozca.")
        }
        Finding::CheckpointOtherLog { log } => format!("Un punto de control es de otra bitácora, {log}."),
        Finding::CheckpointLate { size } => {
            format!("El punto de control de la entrada {size} llega demasiado tarde para compararlo.")
        }
        Finding::CheckpointsContradict { smaller, larger } => {
            format!(
                "Dos puntos de control firmados se contradicen, el de la entrada {smaller} y el de la entrada {larger}."
            )
        }
        Finding::ProofWrong { number } => {
            format!("La entrada {number} no está en la bitácora tal como se firmó, o se cambió su prueba.")
        }
        Finding::ShownWrong { number } => {
            format!("Lo que se muestra de la entrada {number} no es lo que se escribió en ella.")
        }
        Finding::ProofWithoutCheckpoint { number, size } => {
            format!("La prueba de la entrada {number} es para un punto de control en la entrada {size}, que no está.")
        }
        Finding::NotGrown { smaller, larger } => {
            format!(
                "No está probado que la bitácora en la entrada {larger} haya crecido a partir de la que había en la entrada {smaller}."
            )
        }
        Finding::Receipt { problem } => format!("La constancia no vale: {}.", por_que(*problem)),
        Finding::Statement { problem } => format!("La declaración no vale: {}.", por_que_no(*problem)),
        Finding::OtherArchive { found } => {
            format!("El archivo no es aquel del que trata la declaración: su SHA-256 y su tamaño son {found}.")
        }
        Finding::ArchiveDiffers => {
            "El archivo es el que se firmó, y no contiene lo que dice la declaración.".to_owned()
        }
        Finding::FileLine { line, .. } => {
            format!("La línea {line} del archivo no es lo que debe ser. Nada de lo que sigue se leyó.")
        }
        Finding::FileCut { lines } => format!("El archivo termina tras {lines} líneas, antes de su propio final."),
    }
}

const fn por_que(problem: ReceiptError) -> &'static str {
    match problem {
        ReceiptError::OldForm => {
            "es de una forma anterior, que no mostraba su entrada; quien la hizo puede hacerla de nuevo"
        }
        ReceiptError::Malformed => "no tiene la forma de una constancia",
        ReceiptError::UnknownKey => "no la firmó ninguna clave que aquí se conozca",
        ReceiptError::Forged => "no está como la firmó su clave",
        ReceiptError::NotProven => "su entrada no está en la bitácora que nombra",
        ReceiptError::OtherEntry => "su entrada dice otra cosa que ella",
    }
}

const fn por_que_no(problem: StatementError) -> &'static str {
    match problem {
        StatementError::Malformed => "no tiene la forma de una declaración",
        StatementError::UnknownKey => "no la firmó ninguna clave que aquí se conozca",
        StatementError::Forged => "no está como la firmó su clave",
        StatementError::OtherFile => "el archivo es otro",
        StatementError::OtherEntries => "el archivo no contiene lo que dice",
    }
}

/// Something to know.
pub(crate) fn notice(lang: Language, notice: &Notice) -> String {
    match (lang, notice) {
        (En, _) => notice.to_string(),
        (Es, Notice::Unproven { first, last }) => {
            format!("Ningún punto de control cubre las entradas {first} a {last}.")
        }
        (Es, Notice::BeginsLater { first }) => {
            format!("El archivo empieza en la entrada {first}: las anteriores no están en él.")
        }
        (Es, Notice::Archived { last }) => {
            format!("Las entradas hasta la {last} se archivaron: aquí están sus resúmenes, y lo demás en sus archivos.")
        }
        (Es, Notice::Selection) => "El archivo contiene entradas escogidas, y nada dice de las demás.".to_owned(),
        (Es, Notice::CheckpointsAlone { times }) => {
            format!("Puntos de control firmados: {times}. No hay entradas con que compararlos.")
        }
        (Es, Notice::NotCompared { newest, times }) => format!(
            "Puntos de control que no se pudieron comparar con el archivo: {times}; el más reciente es el de la entrada {newest}."
        ),
        (Es, Notice::EndsEarlier { last, checkpoint }) => format!(
            "El archivo termina en la entrada {last}, donde se firmó, y usted guardó un punto de control en la entrada {checkpoint}: se generó antes de que este se firmara, o es una parte de la bitácora, o se cortó el final."
        ),
        (Es, Notice::KeptOfOtherLogs { times, of_this }) => {
            format!("De los puntos de control que usted guardó, son de otras bitácoras: {times}; de esta: {of_this}.")
        }
        (Es, Notice::KeysFromFile) => {
            "Las claves vinieron con el archivo: compárelas con las que usted sepa correctas.".to_owned()
        }
        (
            Es,
            Notice::TimeWentBack {
                first,
                microseconds,
                times,
            },
        ) => format!(
            "Entradas más antiguas que la anterior: {times}, hasta por {} segundos; la primera es la entrada {first}.",
            microseconds / 1_000_000
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::log::file::pack_guide;

    /// What is told of packs is what is made.
    #[test]
    fn l6_as_many_days_are_promised_as_a_pack_goes_back() {
        let days = format!(" {} ", tlog::export::MOST_EARLIER);
        for lang in [En, Es] {
            assert!(kept_help(lang).contains(&days));
            assert!(pack_guide(lang).iter().any(|line| line.contains(&days)));
        }
    }
}
