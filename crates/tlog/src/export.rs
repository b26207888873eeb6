//! The file that leaves the house: a log, a part of it, or chosen entries, for whoever verifies them without us.
//!
//! It is JSON, a line an item, in UTF-8. Each line is an object with one key, which says what it is:
//!
//! ```text
//! {"header":{"format":"matterlock-log-v1","log":"log.example/5f3a…/cases","firm":"…","keys":["log.example/audit+…"],"scope":{"range":{"size":0,"hashes":[]}}}}
//! {"entry":{"log":"…","firm":"…","number":1,"at":1764000000123456,"actor_kind":"user",…,"details":"{\"title\":\"…\"}",…}}
//! {"checkpoint":"log.example/5f3a…/cases\n1\n…\n\n— log.example/audit …\n"}
//! {"end":{"entries":1}}
//! ```
//!
//! - **guide**, before the header or not at all: lines for whoever opens the file in an editor. Nothing proves them, and no verifier reads them.
//! - **header**, first and once: which log, the keys that its checkpoints are signed with, and the scope. `range` holds consecutive entries
//!   and the right edge of the tree before the first of them: how many entries are before, and the hashes of the complete subtrees over
//!   these, the largest first. For a whole log both are empty. `selection` holds chosen entries.
//! - **entry**, in a range: every field of [`Entry`] that holds something. `details` is a text: the JSON letter
//!   by letter as it is stored, because that is what is hashed. Hashes and sealed bytes are Base64.
//! - **leaves**, in a range: the hashes that are stored of the next entries, 256 at most. Not needed, and not believed: they tell which entry
//!   was changed, where a checkpoint only tells that one was.
//! - **proven**, in a selection: an `entry` and its `proof` (`index`, `size` and `hashes` of an inclusion proof for a checkpoint of that
//!   size); and what of its sealed values is `opened`: see [`Opened`].
//! - **checkpoint**: the text of a signed note. In a range it comes before the first entry that it does not cover; in a selection, before
//!   all entries. So a reader compares as it goes and keeps nothing.
//! - **earlier**, in a selection, after the checkpoint and before all entries: an earlier `checkpoint` of the log, and the `proof` (`smaller`,
//!   `larger` and `hashes` of a consistency proof) that the log has grown out of it. Whoever kept that checkpoint sees that the log was not
//!   written anew since.
//! - **end**, last and once: how many entries there are. What lacks it was cut off.

mod reader;
mod writer;

pub(crate) use reader::LONGEST;
pub use reader::{LineError, LineProblem, Reader};
pub use writer::{RangeWriter, SelectionWriter};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::merkle::{ConsistencyProof, Frontier, InclusionProof};
use crate::{Entry, Name, Opened, TreeHash, VerifierKey};

/// A line of the file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// How to verify the file, in words.
    Guide(Vec<String>),
    /// What the file is.
    Header(Header),
    /// Stored hashes of the entries of a range that follow.
    Leaves(Vec<TreeHash>),
    /// An entry of a range.
    Entry(Entry),
    /// A chosen entry with its proof.
    Proven(Proven),
    /// The note of a checkpoint.
    Checkpoint(String),
    /// An earlier checkpoint of a selection's log.
    Earlier(Earlier),
    /// The end.
    End(End),
}

/// What the file is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The form of the file.
    pub format: Format,
    /// The log's name.
    pub log: Name,
    /// The firm whose log it is.
    pub firm: Uuid,
    /// The keys that its checkpoints are signed with, by the file's own word.
    pub keys: Vec<VerifierKey>,
    /// Which of the log's entries the file holds.
    pub scope: Scope,
}

/// The form of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// The one that is described here.
    #[serde(rename = "matterlock-log-v1")]
    V1,
}

/// Which of the log's entries a file holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Consecutive ones, from the one after this part of the tree.
    Range(Frontier),
    /// Chosen ones.
    Selection,
}

/// A chosen entry with the proof that it is in the log.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proven {
    /// The entry.
    pub entry: Entry,
    /// Its proof.
    pub proof: InclusionProof,
    /// What of its sealed values is shown.
    #[serde(default)]
    pub opened: Opened,
}

/// As many earlier checkpoints as a file holds that is made here: the last ones of so many days.
pub const MOST_EARLIER: u16 = 400;

/// An earlier checkpoint with the proof that the log has grown out of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Earlier {
    /// Its note.
    pub checkpoint: String,
    /// The proof, to a checkpoint of the file.
    pub proof: ConsistencyProof,
}

/// The file's last line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// How many entries the file holds.
    pub entries: u64,
}

#[cfg(test)]
mod tests;
