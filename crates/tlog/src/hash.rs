//! SHA-256 as the tree uses it (RFC 6962, section 2.1): a leaf can't pass for a node, nor a node for a leaf.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A hash of the tree: of a leaf, of a node, or of a whole tree. Written in Base64, with padding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TreeHash([u8; Self::LENGTH]);

/// This is not the Base64 of 32 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a hash")]
pub struct NotAHash;

impl TreeHash {
    /// Bytes of a hash.
    pub const LENGTH: usize = 32;
    /// Characters of a hash in Base64.
    const WRITTEN: usize = 44;

    /// A hash that was stored.
    pub const fn from_bytes(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }

    /// The hash's bytes.
    pub const fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    /// The hash of a leaf: SHA-256(0x00 ‖ bytes).
    pub fn of_leaf(bytes: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update([0x00]);
        hash.update(bytes);
        Self(hash.finalize().into())
    }

    /// The hash of a node: SHA-256(0x01 ‖ left ‖ right).
    pub fn of_node(left: &Self, right: &Self) -> Self {
        let mut hash = Sha256::new();
        hash.update([0x01]);
        hash.update(left.0);
        hash.update(right.0);
        Self(hash.finalize().into())
    }

    /// The root of a tree without leaves: SHA-256 of nothing.
    pub fn of_nothing() -> Self {
        Self(Sha256::digest(b"").into())
    }
}

impl fmt::Display for TreeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.0))
    }
}

impl fmt::Debug for TreeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TreeHash({self})")
    }
}

impl FromStr for TreeHash {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<Self, NotAHash> {
        // Asked first, so that a long text is not decoded to find out that it is too long.
        if text.len() != Self::WRITTEN {
            return Err(NotAHash);
        }
        let bytes = STANDARD.decode(text).map_err(|_| NotAHash)?;
        Ok(Self(bytes.try_into().map_err(|_| NotAHash)?))
    }
}

impl TryFrom<String> for TreeHash {
    type Error = NotAHash;

    fn try_from(text: String) -> Result<Self, NotAHash> {
        text.parse()
    }
}

impl From<TreeHash> for String {
    fn from(hash: TreeHash) -> Self {
        hash.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaf_node_and_nothing_give_the_published_hashes() {
        let hex = |hash: TreeHash| hex::encode(hash.as_bytes());
        assert_eq!(
            hex(TreeHash::of_nothing()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        let (empty, zero) = (TreeHash::of_leaf(b""), TreeHash::of_leaf(b"\x00"));
        assert_eq!(
            hex(empty),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
        );
        assert_eq!(
            hex(zero),
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
        );
        assert_eq!(
            hex(TreeHash::of_node(&empty, &zero)),
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
        );
    }

    #[test]
    fn a_hash_is_read_as_it_is_written_and_in_no_other_way() {
        let hash = TreeHash::of_leaf(b"one");
        let text = hash.to_string();
        assert_eq!(text.parse(), Ok(hash));
        assert_eq!(serde_json::to_string(&hash).unwrap(), format!("\"{text}\""));
        assert_eq!(serde_json::from_str::<TreeHash>(&format!("\"{text}\"")).unwrap(), hash);
        assert_eq!(TreeHash::from_bytes(*hash.as_bytes()), hash);

        // The last character before the padding carries two bits that are nobody's: they have to be zero.
        let zeros = TreeHash::from_bytes([0; 32]).to_string();
        let loose = zeros.replace("A=", "B=");
        assert_ne!(zeros, loose);
        for wrong in [
            "",
            "AAAA",
            &text[..43],
            &format!("{text}="),
            &format!(" {}", &text[1..]),
            &loose,
        ] {
            assert_eq!(wrong.parse::<TreeHash>(), Err(NotAHash), "{wrong}");
        }
        // 44 characters, but of 33 bytes.
        assert_eq!("A".repeat(44).parse::<TreeHash>(), Err(NotAHash));
    }
}
