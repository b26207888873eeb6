use uuid::Uuid;

use super::Finding;
use crate::archive::Statement;
use crate::export::Proven;
use crate::receipt::Receipt;
use crate::{Checkpoint, Entry, Log, Name, TreeHash, VerifierKey};

/// The most findings that are kept; more of them tell nobody more.
pub(super) const MOST: usize = 1000;

/// What a verifier says in the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What was verified; nothing where that could not be seen.
    pub contents: Option<Contents>,
    /// The log that it is of.
    pub log: Option<Name>,
    /// The firm whose log it is.
    pub firm: Option<Uuid>,
    /// The case that all chosen entries are of, if it is one.
    pub case: Option<Uuid>,
    /// The keys that it was measured by.
    pub keys: Vec<VerifierKey>,
    /// From which entry to which it goes, and from when to when.
    pub extent: Option<Extent>,
    /// The newest checkpoint that counts and agrees.
    pub checkpoint: Option<Checkpoint>,
    /// How many entries were read.
    pub entries: u64,
    /// How many of them a signed checkpoint covers that agrees with them, findings aside: of a range, those up to the last such checkpoint;
    /// of a selection, those whose proof is right.
    pub proven: u64,
    /// The root over the entries of a range, and over all before it, as far as they could be followed.
    pub root: Option<TreeHash>,
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// How much more is wrong that is not listed.
    pub more_findings: u64,
    /// What a reader has to know to judge, and what is no fault by itself.
    pub notices: Vec<Notice>,
    /// Entries that were to be kept for showing, each of them proven.
    pub kept: Vec<Proven>,
    /// What a receipt says, where the file is one that counts.
    pub receipt: Option<Receipt>,
    /// What the statement on an archived year says, where it counts.
    pub statement: Option<Statement>,
}

/// What can be verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contents {
    /// Entries that follow one another.
    Range,
    /// Chosen entries with their proofs.
    Selection,
    /// Checkpoints alone.
    Checkpoints,
    /// The receipt of an erasure.
    Receipt,
    /// The statement on an archived year, without its archive.
    Statement,
    /// An archived year, with the statement on it.
    Archive,
}

/// From which entry to which, and from when to when, in microseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// The lowest number.
    pub first: u64,
    /// The highest number.
    pub last: u64,
    /// The earliest time.
    pub from: i64,
    /// The latest time.
    pub to: i64,
}

impl Extent {
    /// With one entry more.
    pub(super) fn with(extent: Option<Self>, entry: &Entry) -> Self {
        let Entry { number, at, .. } = *entry;
        extent.map_or(
            Self {
                first: number,
                last: number,
                from: at,
                to: at,
            },
            |extent| Self {
                first: extent.first.min(number),
                last: extent.last.max(number),
                from: extent.from.min(at),
                to: extent.to.max(at),
            },
        )
    }
}

impl Report {
    /// Of entries of a log, of which nothing is said yet.
    pub(super) fn of(contents: Contents, log: Log) -> Self {
        Self {
            contents: Some(contents),
            log: Some(log.name),
            firm: Some(log.firm),
            keys: log.keys,
            ..Self::default()
        }
    }

    /// Whether nothing is wrong. How much that says, [`Report::verdict`] tells.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    /// The first entry that is known to be wrong.
    pub fn first_bad_entry(&self) -> Option<u64> {
        self.findings.iter().filter_map(Finding::entry).min()
    }
}

/// Something to know that is not wrong by itself.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Notice {
    /// No checkpoint covers these entries: somebody could have changed them unnoticed.
    #[error("No checkpoint covers the entries {first} to {last}.")]
    Unproven {
        /// The first of them.
        first: u64,
        /// The last of them.
        last: u64,
    },
    /// The file does not hold the log's first entries.
    #[error("The file begins with entry {first}: the entries before are not in it.")]
    BeginsLater {
        /// The first entry.
        first: u64,
    },
    /// The entries up to this one were archived, and only their hashes are at hand.
    #[error("The entries up to {last} were archived: of them there are hashes here, and their files hold the rest.")]
    Archived {
        /// The last of them.
        last: u64,
    },
    /// The file holds chosen entries: it proves each of them, and nothing about what was left out.
    #[error("The file holds chosen entries, and says nothing about the others.")]
    Selection,
    /// There are checkpoints and no entries: each says what the log was, to be compared with the log.
    #[error("Signed checkpoints: {times}. There are no entries to compare them with.")]
    CheckpointsAlone {
        /// How many there are, different ones.
        times: u64,
    },
    /// Checkpoints that count, but could not be compared with anything in the file: they are older than its first entry, or newer than the last
    /// one of a year that was archived, or no proof leads to them.
    #[error("Checkpoints that could not be compared with the file: {times}; the newest is the one at entry {newest}.")]
    NotCompared {
        /// The size of the newest of them.
        newest: u64,
        /// How many there are.
        times: u64,
    },
    /// The file was signed at its last entry, and the reader kept a checkpoint over more: the file may be older than that, or a part.
    #[error(
        "The file ends with entry {last}, where it was signed, and you kept a checkpoint at entry {checkpoint}: \
         it was written before that one was signed, or is a part of the log, or its end was cut off."
    )]
    EndsEarlier {
        /// The last entry that is there.
        last: u64,
        /// The size of the newest checkpoint that was kept.
        checkpoint: u64,
    },
    /// Checkpoints that the reader kept are of other logs than the file.
    #[error("Of the checkpoints that you kept, {times} are of other logs, and {of_this} of this one.")]
    KeptOfOtherLogs {
        /// How many are of others.
        times: u64,
        /// How many are of the file's own.
        of_this: u64,
    },
    /// The keys came with the file: it proves that it was made by whoever has them, and not who that is.
    #[error("The keys came with the file: compare them with those that you know to be right.")]
    KeysFromFile,
    /// Entries are much older than the entry before them. Entries are numbered when they are committed and timed when their action began,
    /// so a little is normal; more means that the server's clock was set, or was wrong.
    #[error("Entries older than the one before them: {times}, by up to {} seconds; the first is entry {first}.", .microseconds / 1_000_000)]
    TimeWentBack {
        /// The first of them.
        first: u64,
        /// The most that one of them is older than the one before, in microseconds.
        microseconds: u64,
        /// How many there are.
        times: u64,
    },
}

impl Notice {
    /// Its name, for translations and for other programs. Never changes.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unproven { .. } => "unproven",
            Self::BeginsLater { .. } => "begins_later",
            Self::Archived { .. } => "archived",
            Self::Selection => "selection",
            Self::CheckpointsAlone { .. } => "checkpoints_alone",
            Self::NotCompared { .. } => "not_compared",
            Self::EndsEarlier { .. } => "ends_earlier",
            Self::KeptOfOtherLogs { .. } => "kept_of_other_logs",
            Self::KeysFromFile => "keys_from_file",
            Self::TimeWentBack { .. } => "time_went_back",
        }
    }
}

/// Findings as they come, up to as many as anybody reads.
#[derive(Debug, Default)]
pub(super) struct Findings {
    list: Vec<Finding>,
    more: u64,
}

impl Findings {
    /// Adds one; returns its place, for [`Findings::replace`].
    pub(super) fn add(&mut self, finding: Finding) -> usize {
        let place = self.list.len();
        if place < MOST {
            self.list.push(finding);
        } else {
            self.more += 1;
        }
        place
    }

    /// So many more, that nobody names.
    pub(super) fn add_unnamed(&mut self, more: u64) {
        self.more += more;
    }

    /// Says better what an earlier finding said. Nothing happens if it was one too many to be kept.
    pub(super) fn replace(&mut self, place: usize, finding: Finding) {
        if let Some(earlier) = self.list.get_mut(place) {
            *earlier = finding;
        }
    }

    /// The finding at a place.
    pub(super) fn at(&self, place: usize) -> Option<&Finding> {
        self.list.get(place)
    }

    /// All of them, and how many there are besides.
    pub(super) fn into_parts(self) -> (Vec<Finding>, u64) {
        (self.list, self.more)
    }
}

/// Checkpoints that could not be compared.
#[derive(Debug, Default)]
pub(super) struct Uncompared {
    newest: u64,
    times: u64,
}

impl Uncompared {
    /// One more, of this size.
    pub(super) fn add(&mut self, size: u64) {
        self.newest = self.newest.max(size);
        self.times += 1;
    }

    /// What there is to say of them, if there are any.
    pub(super) fn notice(self) -> Option<Notice> {
        let Self { newest, times } = self;
        (times > 0).then_some(Notice::NotCompared { newest, times })
    }
}
