//! Checkpoints by themselves, as they are kept, printed and mailed.

use std::collections::BTreeMap;

use super::report::{Contents, Report};
use super::{Finding, Notice, Trust};
use crate::export::LineProblem;
use crate::{Checkpoint, Name, SignedCheckpoint};

/// The longest text in which notes are looked for: a checkpoint has a few hundred bytes, and a day of them in a minute each fits.
pub(super) const MOST_TEXT: usize = 4 * 1024 * 1024;
/// What a line with a signature begins with.
const MARK: char = '—';

/// The signed notes in a text: one after another, in the middle of a letter, or, as an installation keeps them outside its database, one
/// JSON string a line. A note is some lines, an empty one, and lines that begin with a dash.
pub fn notes_in(text: &str) -> Vec<String> {
    if text.starts_with('"') {
        return text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect();
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

/// Says of the checkpoints in a text whether they were signed, and whether they contradict each other.
pub(super) fn verify_notes(text: &str, trust: &Trust) -> Report {
    let mut report = Report::default();
    let notes = notes_in(text);
    if notes.is_empty() {
        report.findings.push(Finding::FileLine {
            line: 1,
            problem: LineProblem::Unknown,
        });
        return report;
    }
    report.contents = Some(Contents::Checkpoints);
    report.keys.clone_from(&trust.keys);
    let mut known: BTreeMap<(Name, u64), Checkpoint> = BTreeMap::new();
    for note in trust.checkpoints.iter().chain(&notes) {
        let opened = Checkpoint::log_in(note)
            .ok_or(Finding::CheckpointMalformed)
            .and_then(|log| Ok(SignedCheckpoint::open(note, &log, &trust.keys)?));
        match opened {
            Ok(signed) => {
                let checkpoint = signed.checkpoint().clone();
                let size = checkpoint.size();
                let held = known
                    .entry((checkpoint.log().clone(), size))
                    .or_insert_with(|| checkpoint.clone());
                if held.root() != checkpoint.root() {
                    report.findings.push(Finding::CheckpointsContradict {
                        smaller: size,
                        larger: size,
                    });
                }
            }
            Err(finding) => report.findings.push(finding),
        }
    }
    report.notices.push(Notice::CheckpointsAlone {
        times: known.len() as u64,
    });
    report.checkpoint = known
        .into_values()
        .max_by_key(|checkpoint| (checkpoint.at(), checkpoint.size()));
    report.log = report.checkpoint.as_ref().map(|checkpoint| checkpoint.log().clone());
    report
}
