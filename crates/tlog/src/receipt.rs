//! The receipt of an erasure: the log's signed word on whom it no longer names, and the entry that says so, with the proof that it is in the log.
//!
//! ```text
//! matterlock-erasure-v2
//! log log.example/5f3a…/console
//! erasure 0198…
//! time 1764000000123456
//! by 0197…
//! ground "Article 17, asked for in writing"
//! erased party 0196…
//! kept 0
//! entry {"log":"log.example/5f3a…/console",…,"event":"person_erased",…}
//! checkpoint 14 CsUY…=
//! proof pbrW…=
//! key log.example/audit+…
//!
//! — log.example/audit Az3g…
//! ```
//!
//! Ids and no names: what was erased is not told by whoever proves it. `entry` is the erasure's entry as [`crate::export`] writes it, in which
//! what is personal stays sealed. Its details name the erasure, whom it erased and how many were kept, and it says who erased and when: all of it
//! has to be what the receipt says. The ground is sealed in it, so of that there is the signed word only. `checkpoint` has the size and the root
//! of a tree, `proof` the hashes from the entry to it. `key` is what the note is signed with, by its own word.

use serde::Deserialize;
use uuid::Uuid;

use crate::merkle::InclusionProof;
use crate::note::{self, Note, Unsigned};
use crate::{Entry, Name, SignerKey, TreeHash, VerifierKey};

/// The first line of a receipt, whichever form of it.
const MEANT: &str = "matterlock-erasure-v";
/// The first line of one that is read.
const FORMAT: &str = "matterlock-erasure-v2";
/// The event of an erasure's entry.
const EVENT: &str = "person_erased";

/// What a receipt says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The log in which the erasure stands.
    pub log: Name,
    /// Which erasure.
    pub erasure: Uuid,
    /// When, in microseconds since 1970.
    pub at: i64,
    /// By whom.
    pub by: Uuid,
    /// On what ground, in their words.
    pub ground: String,
    /// Who was erased: as what they stood there, in one word, and under which id.
    pub erased: Vec<(String, Uuid)>,
    /// How many were kept, because what they signed is evidence.
    pub kept: u64,
    /// The erasure's entry in the log.
    pub entry: Entry,
    /// That it is in the log.
    pub proof: InclusionProof,
    /// The root of the tree that the proof leads to.
    pub root: TreeHash,
    /// What the receipt is signed with.
    pub key: VerifierKey,
}

/// Why a text is no receipt that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// It is of an earlier form, which did not show its entry: it proved that something is in the log, and not what.
    #[error("it is of an earlier form, which did not show its entry; whoever made it can make it anew")]
    OldForm,
    /// It does not have the form of a receipt.
    #[error("it does not have the form of a receipt")]
    Malformed,
    /// No known key signed it.
    #[error("no key that is known here signed it")]
    UnknownKey,
    /// It names a known key that did not sign it: it was forged, or changed since.
    #[error("it is not as its key signed it")]
    Forged,
    /// Its entry is not in the tree that it names.
    #[error("its entry is not in the log that it names")]
    NotProven,
    /// Its entry does not say what it says.
    #[error("its entry says something else than it does")]
    OtherEntry,
}

impl ReceiptError {
    /// Its name, for translations and for other programs. Never changes.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OldForm => "old_form",
            Self::Malformed => "malformed",
            Self::UnknownKey => "unknown_key",
            Self::Forged => "forged",
            Self::NotProven => "not_proven",
            Self::OtherEntry => "other_entry",
        }
    }
}

/// What the entry of an erasure says of it, as far as a receipt repeats it.
#[derive(Deserialize)]
struct Said {
    event: String,
    erasure: Uuid,
    subjects: Vec<Uuid>,
    kept: u64,
}

impl Receipt {
    /// The signed note.
    pub fn sign(&self, key: &SignerKey) -> String {
        note::sign(&self.text(), key)
    }

    /// Whether a text is meant as a receipt.
    pub fn is_meant(text: &str) -> bool {
        text.starts_with(MEANT)
    }

    /// Reads a receipt that one of these keys signed, whose entry is in the tree that it names, and says the same. Where no key is given the one that
    /// it brings has to do.
    ///
    /// # Errors
    /// Why it does not count.
    pub fn open(text: &str, known: &[VerifierKey]) -> Result<Self, ReceiptError> {
        if Self::is_meant(text) && text.lines().next() != Some(FORMAT) {
            return Err(ReceiptError::OldForm);
        }
        let note = Note::parse(text).map_err(|_| ReceiptError::Malformed)?;
        let receipt = Self::parse(note.text()).ok_or(ReceiptError::Malformed)?;
        let own = [receipt.key.clone()];
        note.verify(if known.is_empty() { &own } else { known })
            .map_err(|unsigned| match unsigned {
                Unsigned::UnknownKey => ReceiptError::UnknownKey,
                Unsigned::WrongSignature => ReceiptError::Forged,
            })?;
        let leaf = receipt.entry.leaf_hash(&mut Vec::new());
        receipt
            .proof
            .check(&leaf, &receipt.root)
            .map_err(|_| ReceiptError::NotProven)?;
        if receipt.is_of_its_entry() {
            Ok(receipt)
        } else {
            Err(ReceiptError::OtherEntry)
        }
    }

    /// Whether the entry says what the receipt does.
    fn is_of_its_entry(&self) -> bool {
        let entry = &self.entry;
        let Ok(said) = serde_json::from_str::<Said>(&entry.details) else {
            return false;
        };
        let sorted = |mut ids: Vec<Uuid>| {
            ids.sort_unstable();
            ids
        };
        entry.log == self.log
            && entry.event == EVENT
            && said.event == EVENT
            && said.erasure == self.erasure
            && entry.at == self.at
            && entry.actor_id == Some(self.by)
            && said.kept == self.kept
            && sorted(said.subjects) == sorted(self.erased.iter().map(|(_, id)| *id).collect())
    }

    #[expect(clippy::expect_used, reason = "every key in an entry is a text")]
    fn text(&self) -> String {
        let ground = serde_json::Value::String(self.ground.clone());
        let entry = serde_json::to_string(&self.entry).expect("an entry can always be written");
        let mut lines = vec![
            FORMAT.to_owned(),
            format!("log {}", self.log),
            format!("erasure {}", self.erasure),
            format!("time {}", self.at),
            format!("by {}", self.by),
            format!("ground {ground}"),
        ];
        lines.extend(self.erased.iter().map(|(kind, id)| format!("erased {kind} {id}")));
        lines.push(format!("kept {}", self.kept));
        lines.push(format!("entry {entry}"));
        lines.push(format!("checkpoint {} {}", self.proof.size, self.root));
        lines.extend(self.proof.hashes.iter().map(|hash| format!("proof {hash}")));
        lines.push(format!("key {}", self.key));
        lines.join("\n") + "\n"
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n').peekable();
        if lines.next()? != FORMAT {
            return None;
        }
        let mut field = |name: &str| {
            lines
                .next_if(|line| line.split(' ').next() == Some(name))
                .and_then(|line| line.get(name.len() + 1..))
        };
        let log = field("log")?.parse().ok()?;
        let erasure = field("erasure")?.parse().ok()?;
        let at = field("time")?.parse().ok()?;
        let by = field("by")?.parse().ok()?;
        let ground = serde_json::from_str(field("ground")?).ok()?;
        let mut erased = Vec::new();
        while let Some(line) = field("erased") {
            let (kind, id) = line.split_once(' ')?;
            erased.push((kind.to_owned(), id.parse().ok()?));
        }
        let kept = field("kept")?.parse().ok()?;
        let entry: Entry = serde_json::from_str(field("entry")?).ok()?;
        let (size, root) = field("checkpoint")?.split_once(' ')?;
        let mut hashes = Vec::new();
        while let Some(hash) = field("proof") {
            hashes.push(hash.parse().ok()?);
        }
        let receipt = Self {
            log,
            erasure,
            at,
            by,
            ground,
            erased,
            kept,
            proof: InclusionProof {
                index: entry.number.checked_sub(1)?,
                size: size.parse().ok()?,
                hashes,
            },
            entry,
            root: root.parse().ok()?,
            key: field("key")?.parse().ok()?,
        };
        // One form only: what is written of it is what was read.
        (receipt.text() == text).then_some(receipt)
    }
}

#[cfg(test)]
mod tests;
