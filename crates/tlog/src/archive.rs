//! The statement on an archived year of a log: which entries left for a file, which tree they stand under, and which file it is.
//!
//! ```text
//! matterlock-archive-v1
//! log log.example/5f3a…/cases
//! year 2019
//! entries 1 1042
//! time 1764000000123456
//! tree CsUY…=
//! file 9f86d0… 812003
//! key log.example/audit+…
//!
//! — log.example/audit Az3g…
//! ```
//!
//! `entries` has the numbers of the first and of the last, and there is each one between them; `tree` the root over all entries up to the last.
//! `file` has the SHA-256 of the archive, as `sha256sum` prints it, and its length in bytes. `key` is what the note is signed with, by its own word.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::note::{self, Note, Unsigned};
use crate::verify::{Contents, Report};
use crate::{Name, SignerKey, TreeHash, VerifierKey};

/// The first line of a statement.
pub const FORMAT: &str = "matterlock-archive-v1";

/// What a statement says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The log that the entries are of.
    pub log: Name,
    /// Their year.
    pub year: u16,
    /// The number of the first.
    pub first: u64,
    /// The number of the last.
    pub last: u64,
    /// When it was signed, in microseconds since 1970.
    pub at: i64,
    /// The root over all entries of the log up to the last.
    pub root: TreeHash,
    /// The file that they are in.
    pub file: Fingerprint,
    /// What the statement is signed with.
    pub key: VerifierKey,
}

/// What a file is known by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint {
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// How many there are.
    pub bytes: u64,
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

/// As a statement writes it.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.sha256 {
            write!(f, "{byte:02x}")?;
        }
        write!(f, " {}", self.bytes)
    }
}

impl Fingerprint {
    fn parse(text: &str) -> Option<Self> {
        let (hash, bytes) = text.split_once(' ')?;
        let (pairs, rest) = hash.as_bytes().as_chunks::<2>();
        if !rest.is_empty() {
            return None;
        }
        let read = |pair: &[u8; 2]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        let sha256: Vec<u8> = pairs.iter().map(read).collect::<Option<_>>()?;
        Some(Self {
            sha256: sha256.try_into().ok()?,
            bytes: bytes.parse().ok()?,
        })
    }
}

/// Makes a fingerprint of bytes as they come.
#[derive(Clone, Debug, Default)]
pub struct Fingerprinter {
    hash: Sha256,
    bytes: u64,
}

impl Fingerprinter {
    /// Takes the next bytes.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
    }

    /// Of all that came.
    pub fn finish(self) -> Fingerprint {
        Fingerprint {
            sha256: self.hash.finalize().into(),
            bytes: self.bytes,
        }
    }
}

/// Why a text is no statement that counts, or a file not the one that it is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// It does not have the form of a statement.
    #[error("this is not the statement of an archive")]
    Malformed,
    /// No known key signed it.
    #[error("no key that is known here signed the statement")]
    UnknownKey,
    /// It names a known key that did not sign it: it was forged, or changed since.
    #[error("the statement is not as its key signed it")]
    Forged,
    /// The file is another one, or was changed.
    #[error("the file is not the one that the statement is of")]
    OtherFile,
    /// The file is the one that was signed, and yet not what the statement says.
    #[error("the file does not hold what the statement says")]
    OtherEntries,
}

impl Statement {
    /// The signed note.
    pub fn sign(&self, key: &SignerKey) -> String {
        note::sign(&self.text(), key)
    }

    /// Whether a text is meant as a statement.
    pub fn is_meant(text: &str) -> bool {
        text.strip_prefix(FORMAT).is_some_and(|rest| rest.starts_with('\n'))
    }

    /// Reads a statement that one of these keys signed. Where no key is given the one that it brings has to do.
    ///
    /// # Errors
    /// Why it does not count.
    pub fn open(text: &str, known: &[VerifierKey]) -> Result<Self, StatementError> {
        let note = Note::parse(text).map_err(|_| StatementError::Malformed)?;
        let statement = Self::parse(note.text()).ok_or(StatementError::Malformed)?;
        let own = [statement.key.clone()];
        note.verify(if known.is_empty() { &own } else { known })
            .map_err(|unsigned| match unsigned {
                Unsigned::UnknownKey => StatementError::UnknownKey,
                Unsigned::WrongSignature => StatementError::Forged,
            })?;
        Ok(statement)
    }

    /// How many entries there are.
    pub const fn entries(&self) -> u64 {
        self.last - self.first + 1
    }

    /// Whether a file is the one that this is of, by what it is known by and by what verifying it said. Of a file in which something is wrong
    /// the report itself says more.
    ///
    /// # Errors
    /// What is different.
    pub fn check(&self, file: &Fingerprint, report: &Report) -> Result<(), StatementError> {
        if *file != self.file {
            return Err(StatementError::OtherFile);
        }
        let says = report.contents == Some(Contents::Range)
            && report.log.as_ref() == Some(&self.log)
            && report
                .extent
                .is_some_and(|extent| (extent.first, extent.last) == (self.first, self.last))
            && report.entries == self.entries()
            && report.proven == self.entries()
            && report.root == Some(self.root)
            && report.is_clean();
        if says {
            Ok(())
        } else {
            Err(StatementError::OtherEntries)
        }
    }

    fn text(&self) -> String {
        let lines = [
            FORMAT.to_owned(),
            format!("log {}", self.log),
            format!("year {}", self.year),
            format!("entries {} {}", self.first, self.last),
            format!("time {}", self.at),
            format!("tree {}", self.root),
            format!("file {}", self.file),
            format!("key {}", self.key),
        ];
        lines.join("\n") + "\n"
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        if lines.next()? != FORMAT {
            return None;
        }
        let mut field = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(' ');
        let log = field("log")?.parse().ok()?;
        let year = field("year")?.parse().ok()?;
        let (first, last) = field("entries")?.split_once(' ')?;
        let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
        let statement = Self {
            log,
            year,
            first,
            last,
            at: field("time")?.parse().ok()?,
            root: field("tree")?.parse().ok()?,
            file: Fingerprint::parse(field("file")?)?,
            key: field("key")?.parse().ok()?,
        };
        // One form only: what is written of it is what was read.
        (1 <= first && first <= last && statement.text() == text).then_some(statement)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::RangeWriter;
    use crate::merkle::Frontier;
    use crate::sample;
    use crate::verify::{ArchiveVerifier, FileVerifier, Finding, Notice, Trust, Verdict};
    use crate::{Checkpoint, Log};

    const ENTRIES: u64 = 20;

    /// The entries of a log from a number on, as the file of an archive, and its statement.
    fn archived(first: u64) -> (Vec<u8>, Statement) {
        let entries = sample::entries(ENTRIES);
        let log = Log {
            name: entries[0].log.clone(),
            firm: entries[0].firm,
            keys: vec![sample::signer().verifier().clone()],
        };
        let (mut tree, mut buffer, mut file) = (Frontier::default(), Vec::new(), Vec::new());
        let mut before = Frontier::default();
        for entry in &entries {
            if entry.number == first {
                before = tree.clone();
            }
            tree.append(entry.leaf_hash(&mut buffer));
        }
        let mut writer = RangeWriter::begin(&log, before, &mut file);
        writer.checkpoint(
            &Checkpoint::new(log.name.clone(), &tree, 1).sign(&sample::signer()),
            &mut file,
        );
        for entry in entries.iter().filter(|entry| entry.number >= first) {
            writer.entry(entry, &mut file);
        }
        writer.end(&mut file);
        let mut fingerprinter = Fingerprinter::default();
        file.chunks(7).for_each(|piece| fingerprinter.bytes(piece));
        let statement = Statement {
            log: log.name,
            year: 2019,
            first,
            last: ENTRIES,
            at: 1_764_000_000_123_456,
            root: tree.root(),
            file: fingerprinter.finish(),
            key: sample::signer().verifier().clone(),
        };
        (file, statement)
    }

    fn report(file: &[u8]) -> Report {
        let mut verifier = FileVerifier::new(Trust {
            keys: vec![sample::signer().verifier().clone()],
            checkpoints: Vec::new(),
        });
        verifier.bytes(file);
        verifier.finish()
    }

    #[test]
    fn l4_a_statement_is_read_as_it_was_signed_and_knows_its_file() {
        for first in [1, 9] {
            let (file, statement) = archived(first);
            let note = statement.sign(&sample::signer());
            assert!(Statement::is_meant(&note));
            let known = [sample::signer().verifier().clone()];
            assert_eq!(Statement::open(&note, &known).as_ref(), Ok(&statement));
            assert_eq!(Statement::open(&note, &[]).as_ref(), Ok(&statement));
            assert_eq!(statement.check(&statement.file, &report(&file)), Ok(()));
            assert_eq!(statement.entries(), ENTRIES + 1 - first);
        }
    }

    #[test]
    fn l4_the_fingerprint_is_the_one_that_others_print() {
        let mut fingerprinter = Fingerprinter::default();
        fingerprinter.bytes(b"a");
        fingerprinter.bytes(b"bc");
        assert_eq!(
            fingerprinter.finish().to_string(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad 3"
        );
    }

    #[test]
    fn l4_no_changed_letter_passes() {
        let (_, statement) = archived(9);
        let note = statement.sign(&sample::signer());
        let known = [sample::signer().verifier().clone()];
        for (at, letter) in note.char_indices() {
            let mut changed = note.clone();
            changed.remove(at);
            assert!(Statement::open(&changed, &known).is_err(), "without {at}");
            changed.insert(at, if letter == 'x' { 'y' } else { 'x' });
            assert!(Statement::open(&changed, &known).is_err(), "another letter at {at}");
        }
    }

    #[test]
    fn l4_another_file_and_another_range_are_told() {
        let (file, statement) = archived(9);
        let whole = archived(1);
        assert_eq!(
            statement.check(&whole.1.file, &report(&whole.0)),
            Err(StatementError::OtherFile)
        );
        let clean = report(&file);
        for other in [
            Statement {
                first: 8,
                ..statement.clone()
            },
            Statement {
                last: ENTRIES - 1,
                ..statement.clone()
            },
            Statement {
                root: TreeHash::of_nothing(),
                ..statement.clone()
            },
            Statement {
                log: "log.example/2/cases".parse().unwrap(),
                ..statement.clone()
            },
        ] {
            assert_eq!(other.check(&other.file, &clean), Err(StatementError::OtherEntries));
        }
        let mut cut = file.clone();
        cut.truncate(file.len() - 20);
        assert_eq!(
            statement.check(&statement.file, &report(&cut)),
            Err(StatementError::OtherEntries)
        );
    }

    fn trust(checkpoints: &[String]) -> Trust {
        Trust {
            keys: vec![sample::signer().verifier().clone()],
            checkpoints: checkpoints.to_vec(),
        }
    }

    fn alone(note: &str, trust: Trust) -> Report {
        let mut verifier = FileVerifier::new(trust);
        verifier.bytes(note.as_bytes());
        verifier.finish()
    }

    #[test]
    fn l4_a_statement_by_itself_is_judged_and_its_archive_asked_for() {
        let (_, statement) = archived(9);
        let note = statement.sign(&sample::signer());
        let report = alone(&note, trust(&[]));
        assert_eq!(
            (report.contents, &report.findings),
            (Some(Contents::Statement), &vec![])
        );
        assert_eq!(report.statement.as_ref(), Some(&statement));
        assert_eq!(report.verdict(), Verdict::WithoutArchive);
        assert_eq!(report.notices, []);
        assert_eq!(
            alone(&note.replace('\n', "\r\n"), trust(&[])).statement,
            report.statement
        );
        // By its own key no more than that.
        let report = alone(&note, Trust::default());
        assert_eq!(report.verdict(), Verdict::WithoutArchive);
        assert_eq!(report.notices, [Notice::KeysFromFile]);
        assert_eq!(report.keys, std::slice::from_ref(&statement.key));

        let report = alone(&note.replace("year 2019", "year 2018"), trust(&[]));
        let problem = StatementError::Forged;
        assert_eq!(report.findings, [Finding::Statement { problem }]);
        assert_eq!((report.verdict(), report.statement), (Verdict::Broken, None));
    }

    #[test]
    fn l4_an_archive_is_judged_as_the_one_of_its_statement() {
        let (file, statement) = archived(9);
        let together = |statement: &Statement, file: &[u8], trust: Trust| {
            let mut verifier = ArchiveVerifier::new(statement.clone(), trust);
            file.chunks(100).for_each(|piece| verifier.bytes(piece));
            verifier.finish()
        };
        let report = together(&statement, &file, trust(&[]));
        assert_eq!((report.contents, &report.findings), (Some(Contents::Archive), &vec![]));
        assert_eq!(report.statement.as_ref(), Some(&statement));
        assert_eq!((report.verdict(), report.proven), (Verdict::Holds, 12));
        let report = together(&statement, &file, Trust::default());
        assert_eq!((report.is_clean(), report.verdict()), (true, Verdict::HoldsItself));

        // Checkpoints of what came before and after say nothing of it. One of its end does.
        let entries = sample::entries(ENTRIES + 5);
        let checkpoint = |entries: &[crate::Entry]| {
            let mut tree = Frontier::default();
            for entry in entries {
                tree.append(entry.leaf_hash(&mut Vec::new()));
            }
            let checkpoint = Checkpoint::new(statement.log.clone(), &tree, 1);
            checkpoint.sign(&sample::signer()).note().to_owned()
        };
        let kept = [3, 20, 22, 25].map(|size| checkpoint(&entries[..size]));
        let report = together(&statement, &file, trust(&kept));
        assert_eq!(report.findings, []);
        let uncompared = Notice::NotCompared { newest: 25, times: 3 };
        assert!(report.notices.contains(&uncompared), "{:?}", report.notices);
        assert_eq!(report.verdict(), Verdict::NotCompared);
        assert_eq!(
            together(&statement, &file, trust(&kept[1..2])).verdict(),
            Verdict::Holds
        );
        let mut other = entries.clone();
        other[3].details.push(' ');
        let report = together(&statement, &file, trust(&[checkpoint(&other[..20])]));
        assert_eq!(report.verdict(), Verdict::Broken);
        assert!(!report.findings.contains(&Finding::ArchiveDiffers), "{report:?}");
        // By itself the archive is not accused of it either.
        let mut verifier = FileVerifier::new(trust(&kept));
        verifier.bytes(&file);
        assert_eq!(verifier.finish().verdict(), Verdict::NotCompared);

        // Another file, whatever it is; all of it is read, so that it is known which.
        for other in [archived(1).0, [&file[..], b"\n"].concat(), b"rubbish\n".repeat(100)] {
            let mut fingerprinter = Fingerprinter::default();
            fingerprinter.bytes(&other);
            let report = together(&statement, &other, trust(&[]));
            let found = fingerprinter.finish();
            assert_eq!(report.findings.last(), Some(&Finding::OtherArchive { found }));
            assert_eq!(report.verdict(), Verdict::Broken);
        }
        // The one that was signed, and a statement that says something else of it.
        let lies = Statement { first: 8, ..statement };
        assert_eq!(together(&lies, &file, trust(&[])).findings, [Finding::ArchiveDiffers]);
    }

    #[test]
    fn l4_why_a_statement_does_not_count_is_told() {
        let (_, statement) = archived(1);
        let stranger = SignerKey::from_seed("log.example/key".parse().unwrap(), &[9; 32]);
        let known = [sample::signer().verifier().clone()];
        assert_eq!(
            Statement::open(&statement.sign(&stranger), &known),
            Err(StatementError::UnknownKey)
        );
        let changed = statement.sign(&sample::signer()).replace("year 2019", "year 2018");
        assert_eq!(Statement::open(&changed, &known), Err(StatementError::Forged));
        let backwards = Statement { first: 21, ..statement };
        assert_eq!(
            Statement::open(&backwards.sign(&sample::signer()), &known),
            Err(StatementError::Malformed)
        );
        assert_eq!(Statement::open("rubbish", &known), Err(StatementError::Malformed));
    }
}
