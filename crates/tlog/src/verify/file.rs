use super::report::Report;
use super::{Finding, Notice, RangeVerifier, SelectionVerifier};
use crate::export::{Header, Item, Reader, Scope};
use crate::{Log, VerifierKey};

/// What a reader knows of a log apart from the file, and trusts more than the file.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// The keys that the reader knows to be the log's. If there are none, those in the file have to do, and the report says so.
    pub keys: Vec<VerifierKey>,
    /// Checkpoints of this log that the reader kept elsewhere, as notes.
    pub checkpoints: Vec<String>,
}

/// Verifies an exported file, line by line.
#[derive(Debug)]
pub struct FileVerifier {
    trust: Trust,
    reader: Reader,
    opened: Option<Opened>,
    /// The line that could not be read: nothing after it was.
    fault: Option<Finding>,
    keys_from_file: bool,
}

#[derive(Debug)]
enum Opened {
    Range(RangeVerifier),
    Selection(SelectionVerifier),
}

impl FileVerifier {
    /// For a file whose reader knows this.
    pub fn new(trust: Trust) -> Self {
        Self {
            trust,
            reader: Reader::new(),
            opened: None,
            fault: None,
            keys_from_file: false,
        }
    }

    /// Takes the next line, with or without its line end.
    pub fn line(&mut self, line: &str) {
        if self.fault.is_some() {
            return;
        }
        match self.reader.line(line) {
            Ok(item) => self.take(item),
            Err(error) => {
                self.fault = Some(Finding::FileLine {
                    line: error.line,
                    problem: error.problem,
                });
            }
        }
    }

    /// What there is to say when no more lines come.
    pub fn finish(self) -> Report {
        let mut report = match self.opened {
            Some(Opened::Range(range)) => range.finish(),
            Some(Opened::Selection(selection)) => selection.finish(),
            None => Report::default(),
        };
        if self.keys_from_file {
            report.notices.push(Notice::KeysFromFile);
        }
        let unfinished = || {
            let lines = self.reader.lines();
            (!self.reader.is_finished()).then_some(Finding::FileCut { lines })
        };
        report.findings.extend(self.fault.or_else(unfinished));
        report
    }

    fn take(&mut self, item: Item) {
        match (item, &mut self.opened) {
            (Item::Header(header), _) => self.open(header),
            (Item::Entry(entry), Some(Opened::Range(range))) => range.entry(&entry, None),
            (Item::Checkpoint(note), Some(Opened::Range(range))) => range.checkpoint(&note),
            (Item::Proven(proven), Some(Opened::Selection(selection))) => {
                selection.entry(&proven.entry, &proven.proof);
            }
            (Item::Checkpoint(note), Some(Opened::Selection(selection))) => selection.checkpoint(&note),
            // The reader lets no other pair through, and has counted what the last line says.
            (Item::Entry(_) | Item::Proven(_) | Item::Checkpoint(_) | Item::End(_), _) => {}
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
        let mut opened = match header.scope {
            Scope::Range(tree) => Opened::Range(RangeVerifier::after(log, tree)),
            Scope::Selection => Opened::Selection(SelectionVerifier::new(log)),
        };
        // First of all, so that whatever the file says is measured by them.
        for note in &self.trust.checkpoints {
            match &mut opened {
                Opened::Range(range) => range.checkpoint(note),
                Opened::Selection(selection) => selection.checkpoint(note),
            }
        }
        self.opened = Some(opened);
    }
}
