use serde::Serialize;

use super::{Earlier, End, Format, Header, Scope};
use crate::merkle::{Frontier, InclusionProof};
use crate::{Entry, Log, Opened, SignedCheckpoint, TreeHash};

/// Writes consecutive entries: a whole log, or an archive of a part. Each call appends a line to `out`, which may be emptied in between.
///
/// Writes what it is given, whether it verifies or not: a log that was tampered with has to leave the house as it is.
#[derive(Debug)]
pub struct RangeWriter {
    entries: u64,
}

/// Writes chosen entries, each with its proof for one checkpoint. Each call appends a line to `out`, which may be emptied in between.
#[derive(Debug)]
pub struct SelectionWriter {
    entries: u64,
}

/// [`super::Item`], borrowed.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Line<'a> {
    Guide(&'a [String]),
    Header(Header),
    Leaves(&'a [TreeHash]),
    Entry(&'a Entry),
    Proven {
        entry: &'a Entry,
        proof: &'a InclusionProof,
        #[serde(skip_serializing_if = "Opened::is_empty")]
        opened: &'a Opened,
    },
    Checkpoint(&'a str),
    Earlier(&'a Earlier),
    End(End),
}

impl RangeWriter {
    /// Begins a file with the entries of `log` after those that `before` is over; for a whole log, after none.
    pub fn begin(log: &Log, before: Frontier, out: &mut Vec<u8>) -> Self {
        header(log, Scope::Range(before)).write(out);
        Self { entries: 0 }
    }

    /// The stored hashes of the next entries, 256 at most.
    pub fn leaves(&self, leaves: &[TreeHash], out: &mut Vec<u8>) {
        Line::Leaves(leaves).write(out);
    }

    /// The next entry.
    pub fn entry(&mut self, entry: &Entry, out: &mut Vec<u8>) {
        self.entries += 1;
        Line::Entry(entry).write(out);
    }

    /// A checkpoint: any time before the first entry that it does not cover.
    pub fn checkpoint(&self, checkpoint: &SignedCheckpoint, out: &mut Vec<u8>) {
        Line::Checkpoint(checkpoint.note()).write(out);
    }

    /// The end.
    pub fn end(self, out: &mut Vec<u8>) {
        let Self { entries } = self;
        Line::End(End { entries }).write(out);
    }
}

impl SelectionWriter {
    /// Begins a file with entries of `log` that are proven for `checkpoint`; first comes what to do with it, in words, if there is any.
    pub fn begin(guide: &[String], log: &Log, checkpoint: &SignedCheckpoint, out: &mut Vec<u8>) -> Self {
        if !guide.is_empty() {
            Line::Guide(guide).write(out);
        }
        header(log, Scope::Selection).write(out);
        Line::Checkpoint(checkpoint.note()).write(out);
        Self { entries: 0 }
    }

    /// An earlier checkpoint: before all entries.
    pub fn earlier(&self, earlier: &Earlier, out: &mut Vec<u8>) {
        Line::Earlier(earlier).write(out);
    }

    /// The next entry, in the order of their numbers, and what of its sealed values is shown.
    pub fn entry(&mut self, entry: &Entry, proof: &InclusionProof, opened: &Opened, out: &mut Vec<u8>) {
        self.entries += 1;
        Line::Proven { entry, proof, opened }.write(out);
    }

    /// The end.
    pub fn end(self, out: &mut Vec<u8>) {
        let Self { entries } = self;
        Line::End(End { entries }).write(out);
    }
}

fn header(log: &Log, scope: Scope) -> Line<'static> {
    Line::Header(Header {
        format: Format::V1,
        log: log.name.clone(),
        firm: log.firm,
        keys: log.keys.clone(),
        scope,
    })
}

impl Line<'_> {
    #[expect(
        clippy::expect_used,
        reason = "a vector takes all bytes, and every key in these types is a text"
    )]
    fn write(&self, out: &mut Vec<u8>) {
        serde_json::to_writer(&mut *out, self).expect("a line can always be written");
        out.push(b'\n');
    }
}
