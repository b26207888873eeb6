//! The receipt of an erasure: the log's signed word on whom it no longer names, and the proof that it says so in the log itself.
//!
//! ```text
//! matterlock-erasure-v1
//! log log.example/5f3a…/console
//! erasure 0198…
//! time 1764000000123456
//! by 0197…
//! ground "Article 17, asked for in writing"
//! erased party 0196…
//! kept 0
//! entry 12 uNlI…=
//! checkpoint 14 CsUY…=
//! proof pbrW…=
//! key log.example/audit+…
//!
//! — log.example/audit Az3g…
//! ```
//!
//! Ids and no names: what was erased is not told by whoever proves it. `entry` has the entry's number and the hash of its leaf, `checkpoint` the
//! size and the root of a tree, `proof` the hashes from one to the other. `key` is what the note is signed with, by its own word.

use uuid::Uuid;

use crate::merkle::InclusionProof;
use crate::note::{self, Note, Unsigned};
use crate::{Name, SignerKey, TreeHash, VerifierKey};

/// The first line of a receipt.
pub const FORMAT: &str = "matterlock-erasure-v1";

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
    /// The hash of the erasure's entry.
    pub leaf: TreeHash,
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
    /// It does not have the form of a receipt.
    #[error("this is not a receipt of an erasure")]
    Malformed,
    /// No known key signed it.
    #[error("no key that is known here signed the receipt")]
    UnknownKey,
    /// It names a known key that did not sign it: it was forged, or changed since.
    #[error("the receipt is not as its key signed it")]
    Forged,
    /// Its entry is not in the tree that it names.
    #[error("the receipt's entry is not in the log as the receipt proves it")]
    NotProven,
}

impl Receipt {
    /// The number of the erasure's entry.
    pub const fn entry(&self) -> u64 {
        self.proof.index.saturating_add(1)
    }

    /// The signed note.
    pub fn sign(&self, key: &SignerKey) -> String {
        note::sign(&self.text(), key)
    }

    /// Whether a text is meant as a receipt.
    pub fn is_meant(text: &str) -> bool {
        text.strip_prefix(FORMAT).is_some_and(|rest| rest.starts_with('\n'))
    }

    /// Reads a receipt that one of these keys signed, and whose entry is in the tree that it names. Where no key is given the one that it brings
    /// has to do.
    ///
    /// # Errors
    /// Why it does not count.
    pub fn open(text: &str, known: &[VerifierKey]) -> Result<Self, ReceiptError> {
        let note = Note::parse(text).map_err(|_| ReceiptError::Malformed)?;
        let receipt = Self::parse(note.text()).ok_or(ReceiptError::Malformed)?;
        let own = [receipt.key.clone()];
        note.verify(if known.is_empty() { &own } else { known })
            .map_err(|unsigned| match unsigned {
                Unsigned::UnknownKey => ReceiptError::UnknownKey,
                Unsigned::WrongSignature => ReceiptError::Forged,
            })?;
        receipt
            .proof
            .check(&receipt.leaf, &receipt.root)
            .map_err(|_| ReceiptError::NotProven)?;
        Ok(receipt)
    }

    fn text(&self) -> String {
        let ground = serde_json::Value::String(self.ground.clone());
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
        lines.push(format!("entry {} {}", self.entry(), self.leaf));
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
        let (number, leaf) = field("entry")?.split_once(' ')?;
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
            leaf: leaf.parse().ok()?,
            proof: InclusionProof {
                index: number.parse::<u64>().ok()?.checked_sub(1)?,
                size: size.parse().ok()?,
                hashes,
            },
            root: root.parse().ok()?,
            key: field("key")?.parse().ok()?,
        };
        // One form only: what is written of it is what was read.
        (receipt.text() == text).then_some(receipt)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::merkle::Frontier;
    use crate::sample;
    use crate::tiles::{TileId, Tiles};

    fn receipt() -> Receipt {
        let leaves: Vec<TreeHash> = (0..5_u8).map(|byte| TreeHash::of_leaf(&[byte])).collect();
        let tiles = BTreeMap::from([(TileId { level: 0, index: 0 }, leaves.clone())]);
        Receipt {
            log: "log.example/1/console".parse().unwrap(),
            erasure: Uuid::from_u128(1),
            at: 1_764_000_000_123_456,
            by: Uuid::from_u128(2),
            ground: "Article 17:\n\"asked\" in writing".to_owned(),
            erased: vec![
                ("party".to_owned(), Uuid::from_u128(3)),
                ("signer".to_owned(), Uuid::from_u128(4)),
            ],
            kept: 1,
            leaf: leaves[2],
            proof: InclusionProof::make(&Tiles(&tiles), 2, 5).unwrap(),
            root: Frontier::read(&Tiles(&tiles), 5).unwrap().root(),
            key: sample::signer().verifier().clone(),
        }
    }

    #[test]
    fn l7_a_receipt_is_read_as_it_was_signed() {
        let note = receipt().sign(&sample::signer());
        assert!(Receipt::is_meant(&note));
        let known = [sample::signer().verifier().clone()];
        assert_eq!(Receipt::open(&note, &known), Ok(receipt()));
        assert_eq!(Receipt::open(&note, &[]), Ok(receipt()));
        assert_eq!(receipt().entry(), 3);
    }

    #[test]
    fn l7_no_changed_letter_passes() {
        let note = receipt().sign(&sample::signer());
        let known = [sample::signer().verifier().clone()];
        for (at, letter) in note.char_indices() {
            let mut changed = note.clone();
            changed.remove(at);
            assert!(Receipt::open(&changed, &known).is_err(), "without {at}");
            changed.insert(at, if letter == 'x' { 'y' } else { 'x' });
            assert!(Receipt::open(&changed, &known).is_err(), "another letter at {at}");
        }
    }

    #[test]
    fn l7_why_a_receipt_does_not_count_is_told() {
        let stranger = SignerKey::from_seed("log.example/key".parse().unwrap(), &[9; 32]);
        let known = [sample::signer().verifier().clone()];
        assert_eq!(
            Receipt::open(&receipt().sign(&stranger), &known),
            Err(ReceiptError::UnknownKey)
        );
        let changed = receipt().sign(&sample::signer()).replace("kept 1", "kept 0");
        assert_eq!(Receipt::open(&changed, &known), Err(ReceiptError::Forged));
        let elsewhere = Receipt {
            leaf: TreeHash::of_leaf(b"x"),
            ..receipt()
        };
        assert_eq!(
            Receipt::open(&elsewhere.sign(&sample::signer()), &known),
            Err(ReceiptError::NotProven)
        );
        assert_eq!(Receipt::open("rubbish", &known), Err(ReceiptError::Malformed));
    }
}
