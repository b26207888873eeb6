use super::{Header, Item, Scope};

/// The longest line that is read. An entry with what an AI was asked and answered is the longest thing that a log holds.
pub(crate) const LONGEST: usize = 4 * 1024 * 1024;
/// The most stored hashes that a line may hold.
const MOST_LEAVES: usize = 256;
/// The most keys that a header may name.
const MOST_KEYS: usize = 64;

/// Reads a file line by line, and refuses what is not in its place.
#[derive(Debug)]
pub struct Reader {
    lines: u64,
    entries: u64,
    /// How many entries come whose stored hashes came before.
    hashed: usize,
    place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Guide,
    Header,
    Range,
    Selection,
    End,
}

/// A line that was not read, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct LineError {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub problem: LineProblem,
}

/// What can be wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineProblem {
    /// It is longer than any line of such a file.
    #[error("it is too long")]
    TooLong,
    /// It is no line of such a file.
    #[error("it is no line of a log")]
    Unknown,
    /// It is one, but not in its place.
    #[error("it is not in its place")]
    OutOfPlace,
    /// The last line counts other entries than there are.
    #[error("it counts {said} entries, but there are {found}")]
    Count {
        /// What it says.
        said: u64,
        /// What is there.
        found: u64,
    },
}

impl LineProblem {
    /// Its name, for translations and for other programs. Never changes.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooLong => "too_long",
            Self::Unknown => "unknown",
            Self::OutOfPlace => "out_of_place",
            Self::Count { .. } => "count",
        }
    }
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

impl Reader {
    /// At the beginning of a file.
    pub fn new() -> Self {
        Self {
            lines: 0,
            entries: 0,
            hashed: 0,
            place: Place::Guide,
        }
    }

    /// Reads the next line, with or without its line end.
    pub fn line(&mut self, line: &str) -> Result<Item, LineError> {
        self.lines += 1;
        self.read(line).map_err(|problem| LineError {
            line: self.lines,
            problem,
        })
    }

    /// How many lines were read.
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// Whether the last line was read. If not, there is more, or the file was cut off.
    pub fn is_finished(&self) -> bool {
        self.place == Place::End
    }

    fn read(&mut self, line: &str) -> Result<Item, LineProblem> {
        if line.len() > LONGEST {
            return Err(LineProblem::TooLong);
        }
        let item: Item = serde_json::from_str(line).map_err(|_| LineProblem::Unknown)?;
        match (self.place, &item) {
            (Place::Guide, Item::Guide(_)) => self.place = Place::Header,
            (Place::Guide | Place::Header, Item::Header(header)) => self.place = after(header)?,
            (Place::Range, Item::Leaves(leaves)) if self.hashed == 0 => {
                if leaves.len() > MOST_LEAVES {
                    return Err(LineProblem::Unknown);
                }
                self.hashed = leaves.len();
            }
            (Place::Range, Item::Entry(_)) | (Place::Selection, Item::Proven(_)) => {
                self.entries += 1;
                self.hashed = self.hashed.saturating_sub(1);
            }
            (Place::Range, Item::Checkpoint(_)) => {}
            (Place::Selection, Item::Checkpoint(_) | Item::Earlier(_)) if self.entries == 0 => {}
            (Place::Range | Place::Selection, Item::End(end)) => {
                if end.entries != self.entries {
                    return Err(LineProblem::Count {
                        said: end.entries,
                        found: self.entries,
                    });
                }
                self.place = Place::End;
            }
            _ => return Err(LineProblem::OutOfPlace),
        }
        Ok(item)
    }
}

fn after(header: &Header) -> Result<Place, LineProblem> {
    if header.keys.len() > MOST_KEYS {
        return Err(LineProblem::Unknown);
    }
    Ok(match header.scope {
        Scope::Range(_) => Place::Range,
        Scope::Selection => Place::Selection,
    })
}
