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
    /// Whether there is one that whoever reads is not shown.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    withheld: bool,
}

/// The field of an event, by its stored name, in which somebody wrote down words for themselves: what they looked for, what they call a
/// filter, why they wanted into a case and were not let in. Such words may name a case that not everybody who reads the entry may know of, so they are shown to their writer alone
/// (promise I2).
pub fn own_words(event: &str) -> Option<&'static str> {
    match event {
        "log_searched" | "log_exported" => Some("text"),
        "filter_saved" | "filter_removed" => Some("name"),
        // Of no case, because none was opened; and a reason tells of one.
        "glass_refused" => Some("reason"),
        _ => None,
    }
}

impl<T> Personal<T> {
    /// A value of somebody: of a person, a party, a signer, an invitation or a case.
    pub fn of(whose: impl Into<Uuid>, value: T) -> Self {
        Self {
            of: whose.into(),
            value: Some(value),
            withheld: false,
        }
    }

    /// Whose it is.
    pub fn whose(&self) -> Uuid {
        self.of
    }

    /// Whether it is shown to its writer alone, and another one reads: see [`own_words`].
    pub fn withheld(&self) -> bool {
        self.withheld
    }

    /// The value, unless it was erased or is withheld.
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
    Owned {
        of: Uuid,
        value: Option<T>,
        #[serde(default)]
        withheld: bool,
    },
    Bare(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Personal<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Stored::deserialize(deserializer) {
            Ok(Stored::Owned { of, value, withheld }) => Ok(Self { of, value, withheld }),
            Ok(Stored::Bare(value)) => Ok(Self::of(Uuid::nil(), value)),
            Err(_) => Err(D::Error::custom("neither a value nor whose it is")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Change, Event, ExportFormat};

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
    fn i2_a_withheld_value_is_not_an_erased_one() {
        let withheld: Personal =
            serde_json::from_value(serde_json::json!({ "of": Uuid::from_u128(7), "value": null, "withheld": true }))
                .unwrap();
        assert!(withheld.withheld() && withheld.value().is_none());
        let back: Personal = serde_json::from_value(serde_json::to_value(&withheld).unwrap()).unwrap();
        assert_eq!(back, withheld);
    }

    /// A field that an event no longer had would be nobody's secret any more.
    #[test]
    fn i2_own_words_are_fields_of_events() {
        let ana = Uuid::from_u128(7);
        let words = || Personal::of(ana, "Heredia".to_owned());
        for event in [
            Event::LogSearched {
                case: None,
                filter: String::new(),
                text: words(),
            },
            Event::LogExported {
                case: None,
                filter: String::new(),
                text: Some(words()),
                format: ExportFormat::Csv,
                up_to: 1,
            },
            Event::FilterSaved { name: words() },
            Event::FilterRemoved { name: words() },
            Event::GlassRefused {
                number: Personal::of(ana, "2026-0001".to_owned()),
                reason: words(),
            },
        ] {
            let field = own_words(event.name()).unwrap();
            let written = serde_json::to_value(&event).unwrap();
            assert_eq!(
                written[field],
                serde_json::json!({ "of": ana, "value": "Heredia" }),
                "{event:?}"
            );
        }
        assert_eq!(own_words(Event::PasswordAccepted.name()), None);
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
