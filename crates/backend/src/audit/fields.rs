//! The details of an entry, field by field, as they stand in the database: read without making more of them than is needed, because a file of the
//! log opens a million.

use core::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::failure::{Done, Failure};

/// They, in their order.
pub(super) struct Fields<'a>(pub(super) Vec<(&'a str, Field<'a>)>);

/// One of them.
pub(super) enum Field<'a> {
    /// As it was written.
    Clear(&'a str),
    /// Somebody's: see [`domain::audit::Personal`].
    Personal(Stored<'a>),
}

/// A value that is somebody's, as it is kept.
#[derive(Deserialize)]
pub(super) struct Stored<'a> {
    /// Whose.
    pub(super) of: Uuid,
    /// In Base64. Nothing where it was erased before it was written.
    #[serde(borrow)]
    pub(super) sealed: Option<&'a str>,
    /// In Base64; earlier entries have none.
    #[serde(borrow)]
    pub(super) commitment: Option<&'a str>,
}

impl<'a> Fields<'a> {
    pub(super) fn read(details: &'a str) -> Done<Self> {
        serde_json::from_str(details).map_err(|error| Failure::broken(format!("the details of an entry: {error}")))
    }

    /// The event's stored name.
    pub(super) fn event(&self) -> Option<&'a str> {
        let event = self.0.iter().find(|(name, _)| *name == "event");
        match event {
            Some((_, Field::Clear(name))) => name.strip_prefix('"')?.strip_suffix('"'),
            _ => None,
        }
    }

    /// Whose values there are.
    pub(super) fn subjects(&self) -> impl Iterator<Item = Uuid> {
        self.0.iter().filter_map(|(_, field)| match field {
            Field::Personal(stored) => Some(stored.of),
            Field::Clear(_) => None,
        })
    }
}

impl<'a> Field<'a> {
    fn of(raw: &'a RawValue) -> Self {
        // Nothing else begins as an object and says whose it is.
        let stored = raw.get().starts_with('{').then(|| serde_json::from_str(raw.get()).ok());
        match stored.flatten() {
            Some(stored) => Self::Personal(stored),
            None => Self::Clear(raw.get()),
        }
    }
}

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the details of an entry")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
                let mut fields = Vec::with_capacity(8);
                while let Some((name, value)) = map.next_entry::<&str, &RawValue>()? {
                    fields.push((name, Field::of(value)));
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}
