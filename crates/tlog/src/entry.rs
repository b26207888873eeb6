//! An entry as the log keeps it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::canonical::canonical_bytes;
use crate::{Name, TreeHash};

/// An entry as the log keeps it: texts as they are stored, nothing interpreted. What it means is nothing to this crate, so that an entry of
/// a kind that was added, or dropped, since verifies as well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The log's name: the origin line of its checkpoints.
    pub log: Name,
    /// The firm whose log it is.
    pub firm: Uuid,
    /// The entry's number: 1, 2, 3 without a gap. Its leaf has the index one below.
    pub number: u64,
    /// When, in microseconds since 1970.
    pub at: i64,
    /// What kind of actor.
    pub actor_kind: String,
    /// Who, where it is somebody that has an id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_id: Option<Uuid>,
    /// The event's name.
    pub event: String,
    /// The case, if the entry belongs to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_id: Option<Uuid>,
    /// The event's details: JSON, letter by letter as it is stored. Personal values in it may be sealed.
    pub details: String,
    /// The actor's name, address and device, sealed under the actor's own key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed_origin: Option<Sealed>,
    /// How the address is known.
    pub address_source: String,
    /// The session or visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<Uuid>,
    /// The id of the request.
    pub request: String,
}

impl Entry {
    /// The hash of the entry's leaf. `buffer` is overwritten; lent again for the next entry, it saves asking for memory each time.
    pub fn leaf_hash(&self, buffer: &mut Vec<u8>) -> TreeHash {
        canonical_bytes(self, buffer);
        TreeHash::of_leaf(buffer)
    }
}

/// Ciphertext. The log holds it, hashes it and never opens it: when its key is destroyed, the value is gone and the log still verifies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sealed(pub Vec<u8>);

impl TryFrom<String> for Sealed {
    type Error = base64::DecodeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        STANDARD.decode(text).map(Self)
    }
}

impl From<Sealed> for String {
    fn from(sealed: Sealed) -> Self {
        STANDARD.encode(sealed.0)
    }
}

#[cfg(test)]
mod tests {
    use crate::sample;

    #[test]
    fn an_entry_is_read_as_it_was_written() {
        for entry in [sample::full(), sample::bare()] {
            let json = serde_json::to_string(&entry).unwrap();
            assert_eq!(serde_json::from_str::<super::Entry>(&json).unwrap(), entry, "{json}");
        }
    }

    #[test]
    fn a_field_too_many_or_too_few_is_refused() {
        let json = serde_json::to_string(&sample::bare()).unwrap();
        let read = |json: &str| serde_json::from_str::<super::Entry>(json).is_ok();
        assert!(read(&json));
        assert!(!read(&json.replace("\"number\":8", "\"number\":8,\"number\":8")));
        assert!(!read(&json.replace("\"number\":8", "\"number\":8,\"note\":\"\"")));
        assert!(!read(&json.replace("\"number\":8,", "")));
        assert!(!read(&json.replace("\"number\":8", "\"number\":-8")));
        assert!(!read(&json.replace("\"details\":\"{}\"", "\"details\":{}")));
        assert!(!read(
            &json.replace("\"number\":8", "\"number\":8,\"sealed_origin\":\"?\"")
        ));
    }
}
