//! Sealed values that are shown to somebody, in a form that anybody can check.
//!
//! What is hashed of a personal value is ciphertext, and whoever has no key learns nothing from it: not even whether a value that is shown
//! beside it is the one that was written. So an entry also holds a [`Commitment`] to the value: a hash of it and of 32 random bytes, which
//! are sealed with it. Whoever is shown both sees that it is what was written. Whoever is not can't guess, however few values there could
//! be; and when the key is destroyed, nobody can.
//!
//! - In the details, a personal value is an object with `of`, `sealed` and `commitment`, which is in Base64.
//! - The sealed name, address and device begin with a byte 2, and the 32 bytes of the commitment; then comes the ciphertext.
//!
//! A commitment is SHA-256 of the text `matterlock-value-v1`, the 32 random bytes and the value's JSON, letter by letter as it was sealed;
//! the texts are written as in [canonical bytes](crate::canonical).

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::Entry;

/// What is hashed first.
const LAYOUT: &str = "matterlock-value-v1";
/// The first byte of a sealed name, address and device that a commitment follows.
const COMMITTED: u8 = 2;

/// The hash that says which value was sealed, to whoever is shown the value and its salt, and to nobody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commitment([u8; Self::LENGTH]);

impl Commitment {
    /// Bytes of it.
    pub const LENGTH: usize = 32;

    /// In Base64, as the details hold it.
    pub fn in_base64(self) -> String {
        STANDARD.encode(self.0)
    }

    /// Before the ciphertext of a name, address and device.
    pub fn before(self, ciphertext: &[u8]) -> Vec<u8> {
        [&[COMMITTED], self.0.as_slice(), ciphertext].concat()
    }

    /// What [`Commitment::before`] put together, if it is that.
    pub fn and_ciphertext(sealed: &[u8]) -> Option<(Self, &[u8])> {
        let (&COMMITTED, rest) = sealed.split_first()? else {
            return None;
        };
        let (commitment, ciphertext) = rest.split_first_chunk()?;
        Some((Self(*commitment), ciphertext))
    }
}

/// The random bytes beside a value.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Salt([u8; Self::LENGTH]);

impl Salt {
    /// Bytes of it.
    pub const LENGTH: usize = 32;

    /// Of random bytes that are used for nothing else.
    pub const fn new(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }

    /// The bytes, to be sealed with the value.
    pub const fn bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }
}

/// Random bytes are not printed: whoever has them can guess the value.
impl std::fmt::Debug for Salt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Salt(…)")
    }
}

/// This is not the Base64 of 32 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no salt")]
pub struct NotASalt;

impl TryFrom<String> for Salt {
    type Error = NotASalt;

    fn try_from(text: String) -> Result<Self, NotASalt> {
        let bytes = STANDARD.decode(text).map_err(|_| NotASalt)?;
        Ok(Self(bytes.try_into().map_err(|_| NotASalt)?))
    }
}

impl From<Salt> for String {
    fn from(salt: Salt) -> Self {
        STANDARD.encode(salt.0)
    }
}

/// A value as it was sealed, opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenedValue {
    /// The random bytes.
    pub salt: Salt,
    /// The value's JSON, letter by letter.
    pub json: String,
}

impl OpenedValue {
    /// What it was committed to by.
    pub fn commitment(&self) -> Commitment {
        let mut hash = Sha256::new();
        for part in [LAYOUT.as_bytes(), &self.salt.0, self.json.as_bytes()] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Commitment(hash.finalize().into())
    }

    /// The bytes that are sealed: the salt, then the value.
    pub fn to_seal(&self) -> Vec<u8> {
        [self.salt.0.as_slice(), self.json.as_bytes()].concat()
    }

    /// What [`OpenedValue::to_seal`] put together.
    pub fn unsealed(bytes: &[u8]) -> Option<Self> {
        let (salt, json) = bytes.split_first_chunk()?;
        Some(Self {
            salt: Salt(*salt),
            json: str::from_utf8(json).ok()?.to_owned(),
        })
    }
}

/// What of an entry's sealed values is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// Values of the details, by their names there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, OpenedValue>,
    /// The actor's name, address and device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<OpenedValue>,
}

impl Opened {
    /// Whether nothing is shown.
    pub fn is_empty(&self) -> bool {
        self.details.is_empty() && self.origin.is_none()
    }

    /// Whether everything that is shown is what the entry was committed to.
    pub fn is_of(&self, entry: &Entry) -> bool {
        let origin = self.origin.as_ref().is_none_or(|value| {
            let sealed = entry.sealed_origin.as_ref();
            let committed = sealed.and_then(|sealed| Commitment::and_ciphertext(&sealed.0));
            committed.is_some_and(|(commitment, _)| commitment == value.commitment())
        });
        origin && self.is_of_details(&entry.details)
    }

    fn is_of_details(&self, details: &str) -> bool {
        if self.details.is_empty() {
            return true;
        }
        let details: Value = serde_json::from_str(details).unwrap_or_default();
        self.details.iter().all(|(name, value)| {
            let committed = details.get(name).and_then(|kept| kept.get("commitment"));
            committed.and_then(Value::as_str) == Some(value.commitment().in_base64().as_str())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Sealed, sample};

    fn value(json: &str) -> OpenedValue {
        OpenedValue {
            salt: Salt::new([7; 32]),
            json: json.to_owned(),
        }
    }

    /// An entry that was committed to two values, and what is shown of it.
    fn committed() -> (Entry, Opened) {
        let (title, origin) = (value("\"Señora\""), value("{\"name\":\"Ana\"}"));
        let entry = Entry {
            details: format!(
                "{{\"case\":\"7\",\"title\":{{\"of\":\"3\",\"sealed\":\"x\",\"commitment\":\"{}\"}}}}",
                title.commitment().in_base64()
            ),
            sealed_origin: Some(Sealed(origin.commitment().before(b"ciphertext"))),
            ..sample::full()
        };
        let opened = Opened {
            details: BTreeMap::from([("title".to_owned(), title)]),
            origin: Some(origin),
        };
        (entry, opened)
    }

    #[test]
    fn a_commitment_is_what_another_program_makes_of_it() {
        // Calculated apart, with Python's hashlib.
        assert_eq!(
            value("\"Ana\"").commitment().in_base64(),
            "SRtJjwIEXwDkH7IvafG/V8KbjVvgZpzdoxyOsWd2RUg="
        );
    }

    #[test]
    fn what_is_shown_is_what_was_written_or_is_refused() {
        let (entry, opened) = committed();
        assert!(opened.is_of(&entry));
        assert!(Opened::default().is_of(&entry) && Opened::default().is_empty());
        let changed = |change: fn(&mut Opened)| {
            let mut opened = opened.clone();
            change(&mut opened);
            opened.is_of(&entry)
        };
        assert!(changed(|opened| opened.origin = None));
        assert!(changed(|opened| opened.details.clear()));
        assert!(!changed(|opened| opened.origin = Some(value("{\"name\":\"Eva\"}"))));
        assert!(!changed(|opened| {
            opened.details.insert("title".to_owned(), value("\"Señor\""));
        }));
        assert!(!changed(|opened| {
            opened.details.insert("case".to_owned(), value("\"7\""));
        }));
        assert!(!changed(|opened| {
            opened.details.insert("reason".to_owned(), value("\"\""));
        }));
        assert!(!changed(|opened| {
            for value in opened.details.values_mut() {
                value.salt = Salt::new([8; 32]);
            }
        }));
        // Of an entry that was written without commitments, nothing can be shown.
        assert!(!opened.is_of(&sample::full()));
        assert!(!opened.is_of(&sample::bare()));
    }

    #[test]
    fn what_is_sealed_comes_back() {
        let opened = value("\"Ana\"");
        assert_eq!(OpenedValue::unsealed(&opened.to_seal()), Some(opened.clone()));
        assert_eq!(OpenedValue::unsealed(b"short"), None);
        let sealed = opened.commitment().before(b"ciphertext");
        assert_eq!(
            Commitment::and_ciphertext(&sealed),
            Some((opened.commitment(), b"ciphertext".as_slice()))
        );
        for other in [&b""[..], b"\x01abc", b"\x02abc", &sealed[1..]] {
            assert_eq!(Commitment::and_ciphertext(other), None);
        }
        let json = serde_json::to_string(&opened).unwrap();
        assert_eq!(serde_json::from_str::<OpenedValue>(&json).unwrap(), opened);
        assert!(serde_json::from_str::<OpenedValue>("{\"salt\":\"AA==\",\"json\":\"1\"}").is_err());
        assert!(!format!("{opened:?}").contains('7'));
    }
}
