//! Checkpoints, of C2SP's tlog-checkpoint: the log's signed word on its size and its root.
//!
//! ```text
//! log.example/5f3a…/cases
//! 20852163
//! CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//! time 1764000000123456
//!
//! — log.example/audit Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URY…
//! ```
//!
//! The log's name, how many entries it has, and the root over them. More lines may follow; ours is the time of signing in microseconds
//! since 1970. Then, after an empty line, signatures.

use crate::merkle::{Frontier, MOST_LEAVES};
use crate::note::{self, Note, Unsigned};
use crate::{Name, SignerKey, TreeHash, VerifierKey};

/// What the line with the time begins with.
const TIME: &str = "time ";

/// What a log says of itself. By itself nobody has to believe it: see [`SignedCheckpoint`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    log: Name,
    size: u64,
    root: TreeHash,
    /// Lines after the root, not empty, without line ends.
    more: Vec<String>,
}

/// A checkpoint whose signature was made here, or verified here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    note: String,
}

/// Why a note is not a checkpoint that counts. The sizes are what the note claims.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// It does not have the form of a checkpoint.
    #[error("this is not a checkpoint")]
    Malformed,
    /// It is of another log.
    #[error("this is a checkpoint of another log, {log}")]
    OtherLog {
        /// The log that it is of.
        log: Name,
    },
    /// No known key signed it.
    #[error("no key that is known here signed the checkpoint at {size}")]
    UnknownKey {
        /// The size that it claims.
        size: u64,
    },
    /// It names a known key that did not sign it: it was forged, or changed since.
    #[error("the checkpoint at {size} is not as its key signed it")]
    Forged {
        /// The size that it claims.
        size: u64,
    },
}

impl Checkpoint {
    /// What there is to say of a log whose tree is so far grown, at a time in microseconds since 1970.
    pub fn new(log: Name, tree: &Frontier, at: i64) -> Self {
        Self {
            log,
            size: tree.size(),
            root: tree.root(),
            more: vec![format!("{TIME}{at}")],
        }
    }

    /// The log that it is of.
    pub fn log(&self) -> &Name {
        &self.log
    }

    /// How many entries the log has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root over these entries.
    pub fn root(&self) -> TreeHash {
        self.root
    }

    /// When it was signed, if it says so: microseconds since 1970, by the signer's clock.
    pub fn at(&self) -> Option<i64> {
        self.more
            .iter()
            .find_map(|line| line.strip_prefix(TIME))
            .and_then(|at| at.parse().ok())
    }

    /// Signs it.
    pub fn sign(self, key: &SignerKey) -> SignedCheckpoint {
        let note = note::sign(&self.text(), key);
        SignedCheckpoint { checkpoint: self, note }
    }

    /// The log that a note speaks of, whoever signed it.
    pub(crate) fn log_in(note: &str) -> Option<Name> {
        Some(Self::parse(Note::parse(note).ok()?.text())?.log)
    }

    fn text(&self) -> String {
        let mut text = format!("{}\n{}\n{}\n", self.log, self.size, self.root);
        for line in &self.more {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let log = lines.next()?.parse().ok()?;
        let size = size(lines.next()?)?;
        let root = lines.next()?.parse().ok()?;
        let more: Vec<String> = lines.map(str::to_owned).collect();
        let whole = more.iter().all(|line| !line.is_empty()) && (size > 0 || root == TreeHash::of_nothing());
        whole.then_some(Self { log, size, root, more })
    }
}

/// A size in decimal digits, in the one way to write it.
fn size(text: &str) -> Option<u64> {
    let size: u64 = text.parse().ok()?;
    (size <= MOST_LEAVES && size.to_string() == text).then_some(size)
}

impl SignedCheckpoint {
    /// Reads a note: a checkpoint of this log that one of these keys signed. There is no other way to come by one than this and signing.
    pub fn open(note: &str, log: &Name, known: &[VerifierKey]) -> Result<Self, CheckpointError> {
        let parsed = Note::parse(note).map_err(|_| CheckpointError::Malformed)?;
        let checkpoint = Checkpoint::parse(parsed.text()).ok_or(CheckpointError::Malformed)?;
        if checkpoint.log != *log {
            return Err(CheckpointError::OtherLog { log: checkpoint.log });
        }
        let size = checkpoint.size;
        parsed.verify(known).map_err(|unsigned| match unsigned {
            Unsigned::UnknownKey => CheckpointError::UnknownKey { size },
            Unsigned::WrongSignature => CheckpointError::Forged { size },
        })?;
        Ok(Self {
            checkpoint,
            note: note.to_owned(),
        })
    }

    /// What it says.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The signed note, to be kept and handed out.
    pub fn note(&self) -> &str {
        &self.note
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    /// Signed apart, with Python's cryptography package.
    const NOTE: &str = "log.example/1/cases\n2\n5LMEAoKMzUWFeO4MUAc5Csu8K64mh5AIJVFPconSbX4=\ntime 1764000000123456\n\n— log.example/key A+SAzq1+w+AqS7RPHgFl7mLIy0H2ZnsbxWbgOn5jgNew6YY5CpVxkFlSsLXv1Ql5UKoXkiUkAbsUScMN1QhgW+6+4QQ=\n";

    fn tree() -> Frontier {
        let mut tree = Frontier::default();
        tree.append(sample::full().leaf_hash(&mut Vec::new()));
        tree.append(sample::bare().leaf_hash(&mut Vec::new()));
        tree
    }

    fn open(note: &str) -> Result<SignedCheckpoint, CheckpointError> {
        let log = sample::log();
        SignedCheckpoint::open(note, &log.name, &log.keys)
    }

    #[test]
    fn a_checkpoint_is_signed_and_read_as_another_program_does() {
        let signed = Checkpoint::new(sample::log().name, &tree(), 1_764_000_000_123_456).sign(&sample::signer());
        assert_eq!(signed.note(), NOTE);
        let opened = open(NOTE).unwrap();
        assert_eq!(opened, signed);
        assert_eq!(opened.checkpoint().log(), &sample::log().name);
        assert_eq!(opened.checkpoint().size(), 2);
        assert_eq!(opened.checkpoint().root(), tree().root());
        assert_eq!(opened.checkpoint().at(), Some(1_764_000_000_123_456));
    }

    #[test]
    fn any_change_is_found() {
        for (at, _) in NOTE.char_indices() {
            let mut changed = NOTE.to_owned();
            let letter = changed.remove(at);
            assert!(open(&changed).is_err(), "without {at}");
            changed.insert(at, if letter == 'x' { 'y' } else { 'x' });
            assert!(open(&changed).is_err(), "another letter at {at}");
        }
    }

    #[test]
    fn why_it_does_not_count_is_told() {
        let log = sample::log();
        let forged = NOTE.replace("\n2\n", "\n3\n");
        assert_eq!(open(&forged), Err(CheckpointError::Forged { size: 3 }));
        assert_eq!(
            SignedCheckpoint::open(NOTE, &log.name, &[]),
            Err(CheckpointError::UnknownKey { size: 2 })
        );
        let stranger = SignerKey::from_seed("log.example/key".parse().unwrap(), &[9; 32]);
        let by_stranger = Checkpoint::new(log.name.clone(), &tree(), 0).sign(&stranger);
        assert_eq!(open(by_stranger.note()), Err(CheckpointError::UnknownKey { size: 2 }));

        // Signed by the right key, but for another of its logs.
        let console: Name = "log.example/1/console".parse().unwrap();
        let other = Checkpoint::new(console.clone(), &tree(), 0).sign(&sample::signer());
        assert_eq!(open(other.note()), Err(CheckpointError::OtherLog { log: console }));
        assert_eq!(open("rubbish"), Err(CheckpointError::Malformed));
    }

    #[test]
    fn only_the_one_form_is_read() {
        let root = TreeHash::of_leaf(b"").to_string();
        let nothing = TreeHash::of_nothing().to_string();
        let signed = |text: &str| note::sign(text, &sample::signer());
        let name = "log.example/1/cases";
        let opens = |text: &str| open(&signed(text)).is_ok();
        assert!(opens(&format!("{name}\n1\n{root}\n")));
        assert!(opens(&format!("{name}\n0\n{nothing}\n")));
        assert!(opens(&format!("{name}\n{MOST_LEAVES}\n{root}\n")));
        assert!(opens(&format!("{name}\n1\n{root}\nsomebody's own line\n")));
        for wrong in [
            format!("{name}\n1\n"),
            format!("{name}\n\n{root}\n"),
            format!("{name}\n01\n{root}\n"),
            format!("{name}\n+1\n{root}\n"),
            format!("{name}\n-1\n{root}\n"),
            format!("{name}\n1 \n{root}\n"),
            format!("{name}\n0\n{root}\n"),
            format!("{name}\n{}\n{root}\n", MOST_LEAVES + 1),
            format!("{name}\n99999999999999999999\n{root}\n"),
            format!("{name}\n1\n{}\n", &root[1..]),
            format!("{name}\n1\n{root}\n\nafter an empty line\n"),
            format!("\n1\n{root}\n"),
            format!("log.example/1 /cases\n1\n{root}\n"),
        ] {
            assert_eq!(open(&signed(&wrong)), Err(CheckpointError::Malformed), "{wrong}");
        }
    }

    #[test]
    fn a_time_is_told_only_where_there_is_one() {
        let root = TreeHash::of_leaf(b"").to_string();
        let at = |more: &str| {
            let text = format!("log.example/1/cases\n1\n{root}\n{more}");
            open(&note::sign(&text, &sample::signer())).unwrap().checkpoint().at()
        };
        assert_eq!(at(""), None);
        assert_eq!(at("another\n"), None);
        assert_eq!(at("time soon\n"), None);
        assert_eq!(at("another\ntime -5\n"), Some(-5));
    }
}
