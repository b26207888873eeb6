//! C2SP's signed-note: a text, an empty line, and a line for each signature.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::name::is_name;
use crate::{SignerKey, VerifierKey};

/// The longest note that is read: sixteen signatures of the longest kinds fit.
const LONGEST: usize = 128 * 1024;
/// The most signatures that a note may carry; the format asks for at least so many.
const MOST_SIGNATURES: usize = 16;
/// What a line with a signature begins with.
const MARK: &str = "— ";

/// A note as it was read: nothing is verified yet.
pub(crate) struct Note<'a> {
    text: &'a str,
    signatures: Vec<Line<'a>>,
}

struct Line<'a> {
    name: &'a str,
    id: u32,
    signature: Vec<u8>,
}

/// This is not a signed note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotANote;

/// Why a note's text is not to be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unsigned {
    /// None of its signatures is by a known key.
    UnknownKey,
    /// A signature that names a known key is not that key's.
    WrongSignature,
}

impl<'a> Note<'a> {
    pub(crate) fn parse(note: &'a str) -> Result<Self, NotANote> {
        if note.len() > LONGEST || note.chars().any(|c| c < ' ' && c != '\n') {
            return Err(NotANote);
        }
        // The text may hold empty lines itself: the last one is where it ends. It keeps its own line end.
        let (text, lines) = note.rsplit_once("\n\n").ok_or(NotANote)?;
        let text = note.get(..=text.len()).ok_or(NotANote)?;
        let lines = lines.strip_suffix('\n').ok_or(NotANote)?;
        let mut signatures: Vec<Line> = Vec::new();
        for line in lines.split('\n') {
            let line = Line::parse(line).ok_or(NotANote)?;
            let again = signatures
                .iter()
                .any(|other| (other.name, other.id) == (line.name, line.id));
            if again || signatures.len() == MOST_SIGNATURES {
                return Err(NotANote);
            }
            signatures.push(line);
        }
        Ok(Self { text, signatures })
    }

    /// The text, with the line end of its last line.
    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// Whether a known key signed the text. Signatures by others count neither way, which lets keys follow one another and strangers
    /// sign too; but where a known key is named, the signature has to be its own.
    pub(crate) fn verify(&self, known: &[VerifierKey]) -> Result<(), Unsigned> {
        let mut signed = Err(Unsigned::UnknownKey);
        for line in &self.signatures {
            let mut named = known.iter().filter(|key| line.names(key)).peekable();
            if named.peek().is_none() {
                continue;
            }
            if !named.any(|key| key.signed(self.text, &line.signature)) {
                return Err(Unsigned::WrongSignature);
            }
            signed = Ok(());
        }
        signed
    }
}

impl<'a> Line<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let (name, rest) = line.strip_prefix(MARK)?.split_once(' ')?;
        let bytes = STANDARD.decode(rest).ok()?;
        let (id, signature) = bytes.split_first_chunk::<4>()?;
        (is_name(name) && !signature.is_empty()).then(|| Self {
            name,
            id: u32::from_be_bytes(*id),
            signature: signature.to_vec(),
        })
    }

    fn names(&self, key: &VerifierKey) -> bool {
        self.name == key.name().as_str() && self.id == key.id()
    }
}

/// The note of a text, which ends with a line end, signed by this key.
pub(crate) fn sign(text: &str, key: &SignerKey) -> String {
    let mut bytes = key.verifier().id().to_be_bytes().to_vec();
    bytes.extend_from_slice(&key.sign(text));
    format!("{text}\n{MARK}{} {}\n", key.verifier().name(), STANDARD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    // The note and the keys with which Go's package for signed notes is tested.
    const TEXT: &str =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const PETER: &str =
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    const ENOCH: &str =
        "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

    fn peter() -> VerifierKey {
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
            .parse()
            .unwrap()
    }

    fn enoch() -> VerifierKey {
        "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
            .parse()
            .unwrap()
    }

    fn verify(note: &str, known: &[VerifierKey]) -> Result<(), Unsigned> {
        Note::parse(note).unwrap().verify(known)
    }

    #[test]
    fn a_published_note_is_signed_to_the_letter() {
        let seed = hex::decode("810a1402d5146c8d84f2443330f54080ebf98ee17d9c74f6252fc5d5c7283173").unwrap();
        let key = SignerKey::from_seed("PeterNeumann".parse().unwrap(), &seed.try_into().unwrap());
        assert_eq!(sign(TEXT, &key), format!("{TEXT}\n{PETER}"));
    }

    #[test]
    fn a_known_signature_is_asked_for_and_others_do_not_count() {
        let both = format!("{TEXT}\n{PETER}{ENOCH}");
        assert_eq!(Note::parse(&both).unwrap().text(), TEXT);
        for known in [vec![peter()], vec![enoch()], vec![peter(), enoch()]] {
            assert_eq!(verify(&both, &known), Ok(()));
        }
        assert_eq!(verify(&both, &[]), Err(Unsigned::UnknownKey));
        assert_eq!(
            verify(&format!("{TEXT}\n{PETER}"), &[enoch()]),
            Err(Unsigned::UnknownKey)
        );
    }

    #[test]
    fn one_wrong_signature_by_a_known_key_spoils_the_note() {
        let forged = format!("{}\n{PETER}{ENOCH}", TEXT.replace("don't", "do"));
        assert_eq!(verify(&forged, &[peter()]), Err(Unsigned::WrongSignature));

        // The one that is right does not help the other.
        let wrong = ENOCH.replace("/5n2t", "/5n3t");
        let mixed = format!("{TEXT}\n{PETER}{wrong}");
        assert_eq!(verify(&mixed, &[peter()]), Ok(()));
        assert_eq!(verify(&mixed, &[peter(), enoch()]), Err(Unsigned::WrongSignature));

        // Too long to be one.
        let longer = PETER.replace("x08go/Z", "x08go/ZABCD");
        assert_eq!(
            verify(&format!("{TEXT}\n{longer}"), &[peter()]),
            Err(Unsigned::WrongSignature)
        );
    }

    #[test]
    fn a_name_or_an_id_alone_names_no_key() {
        let renamed = format!("{TEXT}\n{}", PETER.replace("PeterNeumann", "CarmenSandiego"));
        assert_eq!(verify(&renamed, &[peter()]), Err(Unsigned::UnknownKey));
        let other_id = format!("{TEXT}\n{}", PETER.replace("x08g", "xxxx"));
        assert_eq!(verify(&other_id, &[peter()]), Err(Unsigned::UnknownKey));
    }

    #[test]
    fn the_text_may_hold_empty_lines() {
        let text = "one\n\n\ntwo\n";
        let note = sign(text, &sample::signer());
        let parsed = Note::parse(&note).unwrap();
        assert_eq!(parsed.text(), text);
        assert_eq!(parsed.verify(&[sample::signer().verifier().clone()]), Ok(()));
    }

    #[test]
    fn what_is_no_note_is_not_read() {
        let many = |count: usize| -> String {
            let lines: String = (0..count)
                .map(|n| PETER.replace("Peter", &format!("Peter{n}")))
                .collect();
            format!("{TEXT}\n{lines}")
        };
        assert!(Note::parse(&many(16)).is_ok());
        let long = |length: usize| format!("{}\n\n{PETER}", "a".repeat(length - PETER.len() - 2));
        assert!(Note::parse(&long(LONGEST)).is_ok());
        for wrong in [
            String::new(),
            "\n".into(),
            "\n\n".into(),
            TEXT.into(),
            format!("{TEXT}\n"),
            format!("{TEXT}\n\n"),
            format!("{TEXT}{PETER}"),
            format!("{TEXT}\n{}", PETER.trim_end()),
            format!("{TEXT}\n{PETER}\n"),
            format!("{TEXT}\n{PETER}{PETER}"),
            format!("{TEXT}\n{PETER}Another line.\n"),
            format!("{TEXT}\n{}", PETER.replace("—", "-")),
            format!("{TEXT}\n{}", PETER.replace("PeterNeumann", "Peter+Neumann")),
            format!("{TEXT}\n{}", PETER.replace("PeterNeumann", "Peter\u{a0}Neumann")),
            format!("{TEXT}\n{}", PETER.replace("PeterNeumann", "Peter Neumann")),
            format!("{TEXT}\n{}", PETER.replace(" PeterNeumann", "")),
            format!("{TEXT}\n{}", PETER.replace("AM=", "AN=")),
            format!("{TEXT}\n{}", PETER.replace("AM=", "AM")),
            format!("{TEXT}\n— PeterNeumann x08gow==\n"),
            format!("{TEXT}\n— PeterNeumann \n"),
            format!("\u{1}{TEXT}\n{PETER}"),
            format!("{TEXT}\r\n{PETER}"),
            format!("{TEXT}\t\n\n{PETER}"),
            many(17),
            long(LONGEST + 1),
        ] {
            assert!(Note::parse(&wrong).is_err(), "{}", wrong.get(..200).unwrap_or(&wrong));
        }
    }
}
