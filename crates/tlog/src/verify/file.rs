use std::collections::VecDeque;

use super::kept::kept_of;
use super::notes::{NotesVerifier, note_in, notes_in};
use super::receipt::verify_receipt;
use super::report::Report;
use super::statement::verify_statement;
use super::{Finding, Notice, RangeVerifier, SelectionVerifier};
use crate::archive::Statement;
use crate::export::{Header, Item, LONGEST, LineProblem, Proven, Reader, Scope};
use crate::receipt::Receipt;
use crate::{Log, TreeHash, VerifierKey};

/// The longest text that is kept whole, to be read as a letter with checkpoints in it, as a receipt or as a statement. Far longer than any.
const MOST_TEXT: usize = 4 * 1024 * 1024;

/// What a reader knows of a log apart from the file, and trusts more than the file.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// The keys that the reader knows to be the log's. If there are none, those in the file have to do, and the report says so.
    pub keys: Vec<VerifierKey>,
    /// Checkpoints that the reader kept elsewhere, as notes: of this log, and perhaps of others.
    pub checkpoints: Vec<String>,
}

/// Verifies a file as it comes: an exported log, a part of one, chosen entries with their proofs, checkpoints alone, the receipt of an
/// erasure, or the statement on an archived year without its archive. It keeps a line and the right edge of a tree, however long the file is; of
/// checkpoints alone, their sizes and roots.
#[derive(Debug)]
pub struct FileVerifier {
    trust: Trust,
    form: Form,
    /// The beginning of a line whose end has not come yet.
    begun: Vec<u8>,
    reader: Reader,
    opened: Option<Opened>,
    /// Stored hashes of the entries that come next.
    leaves: VecDeque<TreeHash>,
    /// The line that could not be read: nothing after it was.
    fault: Option<Finding>,
    keys_from_file: bool,
    /// Whether the end of the file is stated elsewhere.
    stated: bool,
    /// What there is to say of checkpoints that were kept of other logs.
    others: Option<Notice>,
    /// How many bytes proven entries may still have to be kept, and those that are.
    keeps: usize,
    kept: Vec<Proven>,
}

/// What a file turns out to be by its first line.
#[derive(Debug)]
enum Form {
    Unknown,
    /// An item a line.
    Items,
    /// A checkpoint a line, as an installation keeps them outside its database.
    Checkpoints(Box<NotesVerifier>),
    /// A receipt, a statement, or signed notes with whatever stands between them.
    Text(String),
}

#[derive(Debug)]
enum Opened {
    Range(Box<RangeVerifier>),
    Selection(Box<SelectionVerifier>),
}

impl FileVerifier {
    /// For a file whose reader knows this.
    pub fn new(trust: Trust) -> Self {
        Self {
            trust,
            form: Form::Unknown,
            begun: Vec::new(),
            reader: Reader::new(),
            opened: None,
            leaves: VecDeque::new(),
            fault: None,
            keys_from_file: false,
            stated: false,
            others: None,
            keeps: 0,
            kept: Vec::new(),
        }
    }

    /// Keeps the first chosen entries whose proof is right, for showing them: those whose lines together have no more bytes than these.
    #[must_use]
    pub fn keeping(self, bytes: usize) -> Self {
        Self { keeps: bytes, ..self }
    }

    /// Makes of it the verifier of an archive, whose end is stated elsewhere.
    pub(super) fn stated(self) -> Self {
        Self { stated: true, ..self }
    }

    /// Takes the next bytes of the file, wherever they end.
    pub fn bytes(&mut self, bytes: &[u8]) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            if self.fault.is_some() {
                return;
            }
            match piece.strip_suffix(b"\n") {
                Some(line) if self.begun.is_empty() => self.text_line(&String::from_utf8_lossy(line)),
                Some(rest) => {
                    self.begun.extend_from_slice(rest);
                    self.take_begun();
                }
                None => {
                    self.begun.extend_from_slice(piece);
                    // However long it becomes, it is too long already.
                    if self.begun.len() > LONGEST {
                        self.take_begun();
                    }
                }
            }
        }
    }

    /// Whether what came can't be read, so that nothing that follows changes the report.
    pub fn is_over(&self) -> bool {
        self.fault.is_some()
    }

    /// Takes the next line of an exported file, with or without its line end.
    pub fn line(&mut self, line: &str) {
        if self.fault.is_some() {
            return;
        }
        match self.reader.line(line) {
            Ok(item) => self.take(item, line.len()),
            Err(error) => {
                self.fault = Some(Finding::FileLine {
                    line: error.line,
                    problem: error.problem,
                });
            }
        }
    }

    /// What there is to say when nothing more comes.
    pub fn finish(mut self) -> Report {
        if !self.begun.is_empty() {
            self.take_begun();
        }
        match std::mem::replace(&mut self.form, Form::Unknown) {
            Form::Checkpoints(verifier) if self.fault.is_none() => return verifier.finish(),
            Form::Text(text) if self.fault.is_none() => return verify_text(&text, self.trust),
            _ => {}
        }
        let mut report = match self.opened {
            Some(Opened::Range(range)) => range.finish(),
            Some(Opened::Selection(selection)) => selection.finish(),
            None => Report::default(),
        };
        report.notices.extend(self.others);
        if self.keys_from_file {
            report.notices.push(Notice::KeysFromFile);
        }
        let unfinished = || {
            let lines = self.reader.lines();
            (!self.reader.is_finished()).then_some(Finding::FileCut { lines })
        };
        report.findings.extend(self.fault.or_else(unfinished));
        report.kept = self.kept;
        report
    }

    fn take_begun(&mut self) {
        let line = std::mem::take(&mut self.begun);
        self.text_line(&String::from_utf8_lossy(&line));
    }

    /// A line of a file that may be of either form.
    fn text_line(&mut self, line: &str) {
        if let Form::Unknown = self.form {
            self.form = match line.as_bytes().first() {
                Some(b'{') => Form::Items,
                Some(b'"') => Form::Checkpoints(Box::new(NotesVerifier::new(std::mem::take(&mut self.trust)))),
                _ => Form::Text(String::new()),
            };
        }
        match &mut self.form {
            Form::Unknown | Form::Items => self.line(line),
            Form::Checkpoints(verifier) if line.len() <= LONGEST => {
                if let Some(note) = note_in(line) {
                    verifier.note(&note);
                }
            }
            Form::Text(text) if text.len() + line.len() < MOST_TEXT => {
                // Line ends of another system change nothing.
                text.push_str(line.strip_suffix('\r').unwrap_or(line));
                text.push('\n');
            }
            Form::Checkpoints(_) | Form::Text(_) => {
                self.fault = Some(Finding::FileLine {
                    line: 1,
                    problem: LineProblem::Unknown,
                });
            }
        }
    }

    fn take(&mut self, item: Item, length: usize) {
        match (item, &mut self.opened) {
            (Item::Header(header), _) => self.open(header),
            (Item::Leaves(leaves), _) => self.leaves = leaves.into(),
            (Item::Entry(entry), Some(Opened::Range(range))) => {
                range.entry(&entry, &[self.leaves.pop_front()]);
            }
            (Item::Checkpoint(note), Some(Opened::Range(range))) => range.checkpoint(&note),
            (Item::Proven(proven), Some(Opened::Selection(selection))) => {
                if selection.entry(&proven) {
                    if let Some(left) = self.keeps.checked_sub(length) {
                        self.keeps = left;
                        self.kept.push(proven);
                    } else {
                        // So that none is left out between others.
                        self.keeps = 0;
                    }
                }
            }
            (Item::Checkpoint(note), Some(Opened::Selection(selection))) => selection.checkpoint(&note),
            (Item::Earlier(earlier), Some(Opened::Selection(selection))) => selection.earlier(&earlier),
            // The reader lets no other pair through, and has counted what the last line says.
            (
                Item::Guide(_)
                | Item::Entry(_)
                | Item::Proven(_)
                | Item::Checkpoint(_)
                | Item::Earlier(_)
                | Item::End(_),
                _,
            ) => {}
        }
    }

    fn open(&mut self, header: Header) {
        self.keys_from_file = self.trust.keys.is_empty();
        let log = Log {
            name: header.log,
            firm: header.firm,
            keys: if self.keys_from_file {
                header.keys
            } else {
                std::mem::take(&mut self.trust.keys)
            },
        };
        let (kept, others) = kept_of(&log.name, std::mem::take(&mut self.trust.checkpoints));
        self.others = others;
        let mut opened = match header.scope {
            Scope::Range(tree) => {
                let range = RangeVerifier::after(log, tree);
                Opened::Range(Box::new(if self.stated { range.stated() } else { range }))
            }
            Scope::Selection => Opened::Selection(Box::new(SelectionVerifier::new(log))),
        };
        // First of all, so that whatever the file says is measured by them.
        for note in &kept {
            match &mut opened {
                Opened::Range(range) => range.kept(note),
                Opened::Selection(selection) => selection.checkpoint(note),
            }
        }
        self.opened = Some(opened);
    }
}

/// Verifies a text that is not of lines.
fn verify_text(text: &str, trust: Trust) -> Report {
    if Receipt::is_meant(text) {
        return verify_receipt(text, trust);
    }
    if Statement::is_meant(text) {
        return verify_statement(text, trust);
    }
    let mut verifier = NotesVerifier::new(trust);
    for note in notes_in(text) {
        verifier.note(&note);
    }
    verifier.finish()
}
