//! The last checkpoints of a day of a firm's logs, to be kept where the installation can't change them (promise L6).

use domain::Language;
use time::PrimitiveDateTime;

use super::moment::moment;
use super::sheet::{Part, sheet};
use super::{Attached, Letter};

/// What is known when they are mailed.
pub(crate) struct Checkpoints {
    pub(crate) language: Language,
    pub(crate) firm: String,
    pub(crate) to: String,
    /// The signed notes, one a log.
    pub(crate) notes: Vec<String>,
    /// When, by the clocks of the firm.
    pub(crate) at: PrimitiveDateTime,
    /// Where those stand, as the IANA names it.
    pub(crate) time_zone: String,
    /// Where a file is checked in a browser.
    pub(crate) verify_url: String,
}

/// Writes the mail. It names no case and nobody, its reader included: it may lie in an archive that anybody reads.
pub(crate) fn checkpoints(about: Checkpoints) -> Letter {
    let language = about.language;
    let (subject, what, why, keep, said, check, button, foot, when) = match language {
        Language::En => (
            "Checkpoints of your firm’s logs: please keep",
            format!(
                "These are the last checkpoints of a day, of the logs of {} in Matterlock.",
                about.firm
            ),
            "A checkpoint is a few signed lines that stand for every entry up to then. Kept here, out of the installation’s reach, it later shows whether anybody changed, removed or reordered entries, even somebody with all rights over the server and its database. It says nothing of cases or people.",
            "Keep this mail, or the attached file; nothing else has to be done. If you pass it on, pass on the file: mail programs break lines when they quote or forward.",
            "Letter by letter:",
            "Whoever doubts the log later gives this file to matterlock-verify with --checkpoints, beside the exported log or an evidence pack. By itself it is read at:",
            "Check a file",
            format!(
                "Matterlock writes this once a day for {} when something was added to its logs, and asks for no answer. Who administers the firm chooses at its console where it goes. It never asks for a password or a code by mail.",
                about.firm
            ),
            "When",
        ),
        Language::Es => (
            "Puntos de control de las bitácoras de su despacho: consérvelos",
            format!(
                "Estos son los últimos puntos de control de un día, de las bitácoras de {} en Matterlock.",
                about.firm
            ),
            "Un punto de control son unas pocas líneas firmadas que responden por todas las entradas hasta ese momento. Conservado aquí, fuera del alcance de la instalación, permite comprobar después si alguien modificó, eliminó o reordenó entradas, aunque tuviera todos los permisos sobre el servidor y su base de datos. No dice nada de expedientes ni de personas.",
            "Conserve este correo o el archivo adjunto; no hace falta nada más. Si lo entrega a alguien, entregue el archivo: los programas de correo cortan líneas al citar o reenviar.",
            "Letra por letra:",
            "Quien más adelante dude de la bitácora entrega este archivo a matterlock-verify con --checkpoints, junto con la bitácora exportada o un paquete de prueba. Por sí solo se lee en:",
            "Comprobar un archivo",
            format!(
                "Matterlock escribe este correo una vez al día en nombre de {} cuando se agregó algo a sus bitácoras; no hace falta contestarlo. Quien administra el despacho elige en la consola a dónde se envía. Nunca pedimos contraseñas ni códigos por correo.",
                about.firm
            ),
            "Cuándo",
        ),
    };
    let mut parts = vec![
        Part::Words(what),
        Part::Facts(vec![(when, moment(language, about.at, &about.time_zone))]),
        Part::Words(why.to_owned()),
        Part::Words(keep.to_owned()),
        Part::Words(said.to_owned()),
    ];
    parts.extend(about.notes.iter().map(|note| Part::Exactly(note.trim_end().to_owned())));
    parts.extend([
        Part::Words(check.to_owned()),
        Part::Button(button, about.verify_url),
        Part::Fine(foot),
    ]);
    let (text, html) = sheet(language, &parts);
    Letter {
        to_name: String::new(),
        to_address: about.to,
        subject: subject.to_owned(),
        text,
        html,
        attached: Some(Attached {
            file: format!("checkpoints-{}.txt", about.at.date()),
            text: about.notes.join("\n"),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l6_the_firm_reads_what_it_is_and_the_notes_letter_by_letter() {
        let key = tlog::SignerKey::from_seed("matterlock-log".parse().unwrap(), &[7; 32]);
        let notes: Vec<String> = ["cases", "console"]
            .into_iter()
            .map(|log| {
                let name = format!("matterlock/00000000-0000-0000-0000-000000000001/{log}")
                    .parse()
                    .unwrap();
                let mut frontier = tlog::merkle::Frontier::default();
                frontier.append(tlog::TreeHash::of_leaf(log.as_bytes()));
                tlog::Checkpoint::new(name, &frontier, 1_764_000_000_000_000)
                    .sign(&key)
                    .note()
                    .to_owned()
            })
            .collect();
        for language in Language::ALL {
            let letter = checkpoints(Checkpoints {
                language,
                firm: "Solano & Asociados".to_owned(),
                to: "archivo@example.org".to_owned(),
                notes: notes.clone(),
                at: PrimitiveDateTime::new(
                    time::Date::from_calendar_date(2026, time::Month::November, 18).unwrap(),
                    time::Time::from_hms(5, 6, 0).unwrap(),
                ),
                time_zone: "America/Costa_Rica".to_owned(),
                verify_url: "https://m.example/verify".to_owned(),
            });
            assert!(letter.html.contains("Solano &amp; Asociados") && letter.html.contains("<pre"));
            let attached = letter.attached.unwrap();
            assert_eq!(attached.file, "checkpoints-2026-11-18.txt");
            for text in [&attached.text, &letter.text] {
                assert_eq!(tlog::verify::notes_in(text), notes);
            }
            insta::assert_snapshot!(
                format!("checkpoints_{}", language.tag()),
                format!("{}\n\n{}", letter.subject, letter.text)
            );
        }
    }
}
