//! The text that a signer consents to before anything is signed electronically.
//!
//! Sources: ESIGN Act, 15 U.S.C. § 7001(c) (United States: paper option, withdrawal and its consequences, scope, fees,
//! hardware and software, keeping a copy) and Ley 8454, artículos 3 and 8 (Costa Rica: functional equivalence, and
//! what sets a certified digital signature apart).

use crate::Language;

/// The version of the text. Every change of a word raises it: older consents keep the version that they were given to.
pub const VERSION: &str = "2026-11-1";

/// The paragraphs, in the order in which they are shown. Plain text without line breaks.
pub fn paragraphs(lang: Language, firm_name: &str) -> Vec<String> {
    match lang {
        Language::En => english(firm_name),
        Language::Es => spanish(firm_name),
    }
}

/// The exact bytes (UTF-8) whose SHA-256 is logged: version and language, then the paragraphs, each between empty lines.
pub fn canonical(lang: Language, firm_name: &str) -> String {
    let mut text = format!("consent {VERSION} {}\n", lang.tag());
    for paragraph in paragraphs(lang, firm_name) {
        text.push('\n');
        text.push_str(&paragraph);
        text.push('\n');
    }
    text
}

fn english(firm: &str) -> Vec<String> {
    vec![
        format!("{firm} asks you to read and sign one document electronically. Before you do, you have a right to know the following."),
        "What you agree to. You agree to receive, read and sign this one document in electronic form, together with the records of its signing. Your consent covers nothing else: for any other document you will be asked again.".to_owned(),
        format!("You may have paper instead. You do not have to sign electronically. Choose “I want paper instead” on this page, or tell {firm}, and you will be given the document on paper to sign by hand. You may also ask {firm} for a paper copy later, after you have signed."),
        "It costs you nothing. There is no fee for signing electronically, for paper instead, for a paper copy, or for changing your mind.".to_owned(),
        format!("You may change your mind. Until you press “Sign and finish” you can withdraw this consent: choose “I want paper instead” or “I don’t want to sign”, or tell {firm}. The only consequence is that the document is not signed electronically. After you have signed, you can still tell {firm} that you want further copies of this document on paper; the signature that you gave remains valid."),
        format!("How to be reached. If your e-mail address changes before the document is signed, tell {firm}, so that the link reaches you."),
        "What you need. A phone, tablet or computer with a current web browser, a connection to the internet, and a program that opens PDF files, with space to keep one or a printer. If you can read this page and see the pages of the document, your device has what is needed. Should that change in a way that could keep you from opening the document, you will be told and asked again.".to_owned(),
        format!("How to keep a copy. As soon as the signed copy is made, you can download it from this page as a PDF; keep it or print it. {firm} keeps one as well."),
        "What your signature means. A signature that you draw or type here is meant to bind you like one written by hand, where the law allows it: in the United States by the ESIGN Act (15 U.S.C. § 7001), in Costa Rica by article 3 of Law 8454. It is not a certified digital signature as in article 8 of that law.".to_owned(),
        "What is recorded. The time, the network address and the kind of device are recorded when you open the document, consent, and sign or decline, and so are the pages that were shown to you. This record is part of the evidence of your signature.".to_owned(),
        "By pressing “I agree” you confirm that you have read this, that you can open and read electronic documents on this device, and that you agree to use electronic records and an electronic signature for this document.".to_owned(),
    ]
}

fn spanish(firm: &str) -> Vec<String> {
    vec![
        format!("{firm} le solicita leer y firmar un documento por medios electrónicos. Antes de hacerlo, usted tiene derecho a saber lo siguiente."),
        "Qué acepta usted. Usted acepta recibir, leer y firmar este único documento en forma electrónica, junto con los registros de su firma. Su consentimiento no abarca nada más: para cualquier otro documento se le preguntará de nuevo.".to_owned(),
        format!("Puede preferir el papel. Usted no está en la obligación de firmar electrónicamente. Elija «Prefiero papel» en esta página, o comuníquelo a {firm}, y se le entregará el documento en papel para que lo firme de su puño y letra. También puede solicitar a {firm} una copia en papel más adelante, después de haber firmado."),
        "No tiene costo para usted. No se cobra por firmar electrónicamente, por preferir el papel, por una copia en papel ni por cambiar de opinión.".to_owned(),
        format!("Puede cambiar de opinión. Mientras no presione «Firmar y terminar», usted puede retirar este consentimiento: elija «Prefiero papel» o «No deseo firmar», o comuníquelo a {firm}. La única consecuencia es que el documento no se firma electrónicamente. Después de firmar, aún puede comunicar a {firm} que desea en papel las copias posteriores de este documento; la firma que ya dio conserva su validez."),
        format!("Cómo contactarle. Si su correo electrónico cambia antes de firmar el documento, comuníquelo a {firm} para que el enlace le llegue."),
        "Qué necesita. Un teléfono, una tableta o una computadora con un navegador web actualizado, conexión a internet y un programa que abra archivos PDF, con espacio para guardar uno o una impresora. Si puede leer esta página y ver las páginas del documento, su dispositivo tiene lo necesario. Si esto llegara a cambiar de modo que le impida abrir el documento, se le informará y se le preguntará de nuevo.".to_owned(),
        format!("Cómo conservar una copia. En cuanto esté lista la copia firmada, podrá descargarla de esta página en formato PDF; guárdela o imprímala. {firm} también conserva una."),
        "Qué significa su firma. La firma que usted dibuje o escriba aquí tiene la finalidad de obligarle como una firma manuscrita, en los casos en que la ley lo permite: en Costa Rica, por la equivalencia funcional del artículo 3 de la Ley 8454, Ley de Certificados, Firmas Digitales y Documentos Electrónicos; en los Estados Unidos, por la Ley ESIGN (15 U.S.C. § 7001). No es una firma digital certificada en los términos del artículo 8 de la Ley 8454.".to_owned(),
        "Qué queda registrado. Se registran la hora, la dirección de red y el tipo de dispositivo cuando usted abre el documento, da su consentimiento y firma o rechaza, así como las páginas que se le mostraron. Este registro forma parte de la prueba de su firma.".to_owned(),
        "Al presionar «Acepto», usted confirma que leyó lo anterior, que puede abrir y leer documentos electrónicos en este dispositivo, y que acepta el uso de registros electrónicos y de una firma electrónica para este documento.".to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FNV-1a, 64 bits: enough to notice a changed word.
    fn fingerprint(text: &str) -> u64 {
        text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    }

    #[test]
    fn no_word_changes_without_a_new_version() {
        let found = Language::ALL.map(|lang| fingerprint(&canonical(lang, "Firm")));
        assert_eq!(
            (VERSION, found),
            ("2026-11-1", [18_120_630_149_451_781_921, 9_069_657_564_570_588_088]),
            "raise VERSION, then put the new fingerprints here"
        );
    }

    #[test]
    fn each_language_says_everything_that_the_law_asks_for() {
        for (lang, needed) in [
            (
                Language::En,
                [
                    "paper",
                    "withdraw",
                    "this one document",
                    "no fee",
                    "web browser",
                    "download",
                    "7001",
                    "8454",
                ],
            ),
            (
                Language::Es,
                [
                    "papel",
                    "retirar",
                    "único documento",
                    "No se cobra",
                    "navegador",
                    "descargarla",
                    "7001",
                    "8454",
                ],
            ),
        ] {
            let text = canonical(lang, "Firm");
            for word in needed {
                assert!(text.contains(word), "{lang:?} says nothing of {word:?}");
            }
        }
    }

    #[test]
    fn the_same_points_stand_at_the_same_place_in_both_languages() {
        let [spanish, english] = Language::ALL.map(|lang| paragraphs(lang, "[B]"));
        assert_eq!(spanish.len(), english.len());
        for (spanish, english) in spanish.iter().zip(&english) {
            assert_eq!(
                spanish.matches("[B]").count(),
                english.matches("[B]").count(),
                "{english}"
            );
        }
    }

    #[test]
    fn the_bytes_name_version_language_and_firm() {
        let text = canonical(Language::Es, "Bufete Ñuñez");
        assert!(text.starts_with("consent 2026-11-1 es\n\nBufete Ñuñez "));
        assert_ne!(text, canonical(Language::En, "Bufete Ñuñez"));
        assert!(
            paragraphs(Language::Es, "B")
                .iter()
                .all(|paragraph| !paragraph.contains('\n'))
        );
    }
}
