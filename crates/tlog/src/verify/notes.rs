//! Checkpoints by themselves, as they are kept, printed and mailed.

use std::collections::BTreeMap;

use super::kept::others;
use super::report::{Contents, Findings, Report, Uncompared};
use super::{Finding, Notice, Trust};
use crate::export::LineProblem;
use crate::{Checkpoint, Name, SignedCheckpoint, TreeHash, VerifierKey};

/// What a line with a signature begins with.
const MARK: char = '—';

/// The note in a line of a file that holds one JSON string a line. A line that is none, such as one that a power cut halved, proves nothing.
pub(super) fn note_in(line: &str) -> Option<String> {
    serde_json::from_str(line).ok()
}

/// The signed notes in a text: one after another, in the middle of a letter, or, as an installation keeps them outside its database, one
/// JSON string a line. A note is some lines, an empty one, and lines that begin with a dash.
pub fn notes_in(text: &str) -> Vec<String> {
    if text.starts_with('"') {
        return text.lines().filter_map(note_in).collect();
    }
    let (mut notes, mut paragraph, mut above) = (Vec::new(), String::new(), String::new());
    // An empty line more, so that the last paragraph ends too.
    for line in text.lines().chain([""]) {
        if !line.is_empty() {
            paragraph.push_str(line);
            paragraph.push('\n');
            continue;
        }
        // What follows the signatures without an empty line between belongs to the next note.
        let signatures: String = paragraph
            .split_inclusive('\n')
            .take_while(|line| line.starts_with(MARK))
            .collect();
        let below = paragraph.split_off(signatures.len());
        if !signatures.is_empty() && !above.is_empty() {
            notes.push(format!("{above}\n{signatures}"));
        }
        above = below;
        paragraph.clear();
    }
    notes
}

/// Verifies checkpoints one by one: whether they were signed, and whether they contradict each other or those that the reader kept. Of each it
/// keeps its size and its root.
#[derive(Debug)]
pub(super) struct NotesVerifier {
    keys: Vec<VerifierKey>,
    known: BTreeMap<Name, BTreeMap<u64, Known>>,
    newest: Option<Checkpoint>,
    /// Whether there is any note in the file.
    any: bool,
    findings: Findings,
}

/// The checkpoint of a log at a size.
#[derive(Debug)]
struct Known {
    root: TreeHash,
    /// Whether it is among those that the reader kept.
    kept: bool,
    /// Whether it is in the file.
    in_file: bool,
}

impl NotesVerifier {
    pub(super) fn new(trust: Trust) -> Self {
        let mut verifier = Self {
            keys: trust.keys,
            known: BTreeMap::new(),
            newest: None,
            any: false,
            findings: Findings::default(),
        };
        for note in &trust.checkpoints {
            verifier.take(note, true);
        }
        verifier
    }

    /// Takes the next note of the file.
    pub(super) fn note(&mut self, note: &str) {
        self.any = true;
        if let Some(checkpoint) = self.take(note, false) {
            let age = |checkpoint: &Checkpoint| (checkpoint.at(), checkpoint.size());
            if self
                .newest
                .as_ref()
                .is_none_or(|newest| age(newest) <= age(&checkpoint))
            {
                self.newest = Some(checkpoint);
            }
        }
    }

    /// What there is to say when no more come.
    pub(super) fn finish(mut self) -> Report {
        if !self.any {
            let (line, problem) = (1, LineProblem::Unknown);
            return Report {
                findings: vec![Finding::FileLine { line, problem }],
                ..Report::default()
            };
        }
        let (mut times, mut of_others, mut of_these) = (0, 0, 0);
        let mut uncompared = Uncompared::default();
        for sizes in self.known.values() {
            let here = sizes.values().filter(|known| known.in_file).count() as u64;
            let kept = sizes.values().filter(|known| known.kept).count() as u64;
            times += here;
            if here == 0 {
                of_others += kept;
                continue;
            }
            of_these += kept;
            for (size, known) in sizes {
                if !known.in_file {
                    uncompared.add(*size);
                }
            }
        }
        let (findings, more_findings) = self.findings.into_parts();
        Report {
            contents: Some(Contents::Checkpoints),
            log: self.newest.as_ref().map(|newest| newest.log().clone()),
            checkpoint: self.newest.take(),
            keys: self.keys,
            findings,
            more_findings,
            notices: std::iter::once(Notice::CheckpointsAlone { times })
                .chain(uncompared.notice())
                .chain(others(of_others, of_these))
                .collect(),
            ..Report::default()
        }
    }

    fn take(&mut self, note: &str, kept: bool) -> Option<Checkpoint> {
        let opened = Checkpoint::log_in(note)
            .ok_or(Finding::CheckpointMalformed)
            .and_then(|log| Ok(SignedCheckpoint::open(note, &log, &self.keys)?));
        let checkpoint = match opened {
            Ok(signed) => signed.checkpoint().clone(),
            Err(finding) => {
                self.findings.add(finding);
                return None;
            }
        };
        let (size, root) = (checkpoint.size(), checkpoint.root());
        let sizes = self.known.entry(checkpoint.log().clone()).or_default();
        let known = sizes.entry(size).or_insert(Known {
            root,
            kept: false,
            in_file: false,
        });
        known.kept |= kept;
        known.in_file |= !kept;
        if known.root != root {
            self.findings.add(Finding::CheckpointsContradict {
                smaller: size,
                larger: size,
            });
        }
        Some(checkpoint)
    }
}
