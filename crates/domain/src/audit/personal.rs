//! What the log keeps of a person, or of a case's own words, in a form that can be erased.

use core::ops::Deref;

use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Shown where a value was erased, or can't be read: as a blackened line on paper, in every language.
pub const BLACKENED: &str = "█████";

/// A value in an entry that belongs to somebody: a name, an address, a case's title. In the database it is sealed under a key of
/// whoever it is `of`, so that destroying that key erases the value everywhere and leaves the entry, and all that proves it, as it was.
///
/// An event that keeps such a value holds it in this type and in no other, and the database's side seals every one that it meets:
/// there is no way to write one in clear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Personal<T = String> {
    of: Uuid,
    value: Option<T>,
}

impl<T> Personal<T> {
    /// A value of somebody: of a person, a party, a signer, an invitation or a case.
    pub fn of(whose: impl Into<Uuid>, value: T) -> Self {
        Self {
            of: whose.into(),
            value: Some(value),
        }
    }

    /// Whose it is.
    pub fn whose(&self) -> Uuid {
        self.of
    }

    /// The value, unless it was erased.
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }
}

impl Personal {
    /// The value, or [`BLACKENED`].
    pub fn shown(&self) -> &str {
        self.value.as_deref().unwrap_or(BLACKENED)
    }
}

/// As what is shown, so that words are made of it as of any other text.
impl Deref for Personal {
    type Target = str;

    fn deref(&self) -> &str {
        self.shown()
    }
}

/// As [`Personal`] is written; or the bare value, which is how entries held it before values were sealed.
#[derive(Deserialize)]
#[serde(untagged)]
enum Stored<T> {
    Owned { of: Uuid, value: Option<T> },
    Bare(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Personal<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Stored::deserialize(deserializer) {
            Ok(Stored::Owned { of, value }) => Ok(Self { of, value }),
            Ok(Stored::Bare(value)) => Ok(Self::of(Uuid::nil(), value)),
            Err(_) => Err(D::Error::custom("neither a value nor whose it is")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Change;

    #[test]
    fn a_value_travels_with_whose_it_is() {
        let whose = Uuid::from_u128(7);
        let name = Personal::of(whose, "Ana".to_owned());
        let json = serde_json::to_value(&name).unwrap();
        assert_eq!(json, serde_json::json!({ "of": whose, "value": "Ana" }));
        assert_eq!(serde_json::from_value::<Personal>(json).unwrap(), name);
        assert_eq!(&*name, "Ana");
    }

    #[test]
    fn an_erased_value_is_blackened() {
        let erased: Personal =
            serde_json::from_value(serde_json::json!({ "of": Uuid::from_u128(7), "value": null })).unwrap();
        assert_eq!(erased.value(), None);
        assert_eq!(&*erased, BLACKENED);
        assert_eq!(erased.whose(), Uuid::from_u128(7));
    }

    #[test]
    fn entries_from_before_are_read() {
        let name: Personal = serde_json::from_value(serde_json::json!("Ana")).unwrap();
        assert_eq!((name.shown(), name.whose()), ("Ana", Uuid::nil()));
        let changes: Personal<Vec<Change>> =
            serde_json::from_value(serde_json::json!([{ "field": "title", "before": "A", "after": "B" }])).unwrap();
        assert_eq!(changes.value().map(Vec::len), Some(1));
        assert!(serde_json::from_value::<Personal>(serde_json::json!(7)).is_err());
    }
}
