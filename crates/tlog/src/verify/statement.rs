use super::report::{Contents, Report};
use super::{FileVerifier, Finding, Notice, Trust};
use crate::VerifierKey;
use crate::archive::{Fingerprinter, Statement, StatementError};

/// Says of the statement on an archived year whether it counts. Checkpoints that were kept are compared with its archive.
pub(super) fn verify_statement(text: &str, trust: Trust) -> Report {
    let contents = Some(Contents::Statement);
    match Statement::open(text, &trust.keys) {
        Ok(statement) => Report {
            contents,
            log: Some(statement.log.clone()),
            notices: whose(&trust.keys),
            keys: keys_for(&statement, trust.keys),
            statement: Some(statement),
            ..Report::default()
        },
        Err(problem) => Report {
            contents,
            keys: trust.keys,
            findings: vec![Finding::Statement { problem }],
            ..Report::default()
        },
    }
}

/// The keys that are known, or the statement's own.
fn keys_for(statement: &Statement, known: Vec<VerifierKey>) -> Vec<VerifierKey> {
    if known.is_empty() {
        vec![statement.key.clone()]
    } else {
        known
    }
}

/// What there is to say where none is known.
fn whose(known: &[VerifierKey]) -> Vec<Notice> {
    known.is_empty().then_some(Notice::KeysFromFile).into_iter().collect()
}

/// Verifies a file as it comes, as the archive that a statement is of.
#[derive(Debug)]
pub struct ArchiveVerifier {
    statement: Statement,
    whose: Vec<Notice>,
    file: FileVerifier,
    fingerprinter: Fingerprinter,
}

impl ArchiveVerifier {
    /// For the archive of a statement that counts, and a reader who knows this. Where they know no key, the statement's own has to do.
    pub fn new(statement: Statement, trust: Trust) -> Self {
        Self {
            whose: whose(&trust.keys),
            file: FileVerifier::new(Trust {
                keys: keys_for(&statement, trust.keys),
                ..trust
            })
            .stated(),
            statement,
            fingerprinter: Fingerprinter::default(),
        }
    }

    /// Takes the next bytes of the file, wherever they end: all of them, so that it is known what file it is, however it reads.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.fingerprinter.bytes(bytes);
        self.file.bytes(bytes);
    }

    /// What there is to say when nothing more comes.
    pub fn finish(self) -> Report {
        let (mut report, found) = (self.file.finish(), self.fingerprinter.finish());
        let different = match self.statement.check(&found, &report) {
            Ok(()) => None,
            Err(StatementError::OtherFile) => Some(Finding::OtherArchive { found }),
            // Where something else is wrong with the file that was signed, that is what is told: the statement may well say what it holds.
            Err(_) => report.findings.is_empty().then_some(Finding::ArchiveDiffers),
        };
        report.findings.extend(different);
        report.notices.extend(self.whose);
        Report {
            contents: Some(Contents::Archive),
            statement: Some(self.statement),
            ..report
        }
    }
}
