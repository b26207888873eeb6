//! Opening what is sealed in entries, for whoever may read them.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::audit::{BLACKENED, Event, own_words};
use domain::ids::{FirmId, UserId};
use serde_json::Value;
use tlog::{Commitment, Entry, OpenedValue};
use uuid::Uuid;

use super::sealing::{FromWhere, IN_CLEAR, Keys, Sealing, personal};
use crate::database::Conn;
use crate::failure::{Done, Failure};

/// An entry as it stands in the database.
#[derive(sqlx::FromRow)]
pub(crate) struct Kept {
    pub(crate) actor_id: Option<Uuid>,
    pub(crate) details: Value,
    pub(crate) origin: Option<Vec<u8>>,
}

/// The same, as it was told.
pub(crate) struct Opened {
    pub(crate) event: Event,
    /// What the actor was called then; empty where the server acted, [`BLACKENED`] where it was erased.
    pub(crate) actor: String,
    pub(crate) address: Option<String>,
    pub(crate) device: String,
}

impl Sealing {
    /// Opens entries of one firm for somebody, or for no person, in their order. What was erased stays blackened, and words that another one
    /// wrote down for themselves are withheld: see [`own_words`].
    pub(crate) async fn open(
        &self,
        conn: &mut Conn,
        firm: FirmId,
        reader: Option<UserId>,
        entries: Vec<Kept>,
    ) -> Done<Vec<Opened>> {
        let mut entries = entries;
        let mut subjects = BTreeSet::new();
        for entry in &mut entries {
            subjects.extend(personal(&mut entry.details).map(|(_, _, whose)| whose));
            subjects.extend(entry.actor_id.filter(|_| entry.origin.is_some()));
        }
        let keys = self.keys_for_opening(conn, firm, &subjects).await?;
        entries.into_iter().map(|entry| open(entry, reader, &keys)).collect()
    }
}

fn open(mut entry: Kept, reader: Option<UserId>, keys: &Keys) -> Done<Opened> {
    let own = own_words_of(&entry.details);
    for (name, value, whose) in personal(&mut entry.details) {
        let withheld = own == Some(name) && reader != Some(UserId(whose));
        let sealed = value.get("sealed").filter(|_| !withheld);
        let opened = sealed.and_then(Value::as_str).and_then(|sealed| {
            let sealed = STANDARD.decode(sealed).ok()?;
            unseal(keys, whose, &sealed, value.get("commitment").is_some())
        });
        if let Some(fields) = value.as_object_mut() {
            fields.remove("sealed");
            fields.remove("commitment");
            fields.insert("value".to_owned(), opened.unwrap_or(Value::Null));
            if withheld {
                fields.insert("withheld".to_owned(), Value::Bool(true));
            }
        }
    }
    let from_where: FromWhere = match (&entry.origin, entry.actor_id) {
        (Some(clear), _) if clear.first() == Some(&IN_CLEAR) => {
            serde_json::from_slice(&clear[1..]).map_err(|error| Failure::broken(error.to_string()))?
        }
        (Some(sealed), Some(actor)) => match Commitment::and_ciphertext(sealed) {
            Some((_, ciphertext)) => unseal(keys, actor, ciphertext, true),
            None => unseal(keys, actor, sealed, false),
        }
        .unwrap_or_else(|| FromWhere {
            name: BLACKENED.to_owned(),
            ..FromWhere::default()
        }),
        _ => FromWhere::default(),
    };
    Ok(Opened {
        event: serde_json::from_value(entry.details).map_err(|error| Failure::broken(error.to_string()))?,
        actor: from_where.name,
        address: from_where.address,
        device: from_where.device,
    })
}

fn own_words_of(details: &Value) -> Option<&'static str> {
    own_words(details.get("event")?.as_str()?)
}

/// `None` for what was erased, and for what does not open: that it was changed, the log's proof says, and not this.
fn unseal<T: serde::de::DeserializeOwned>(keys: &Keys, whose: Uuid, sealed: &[u8], committed: bool) -> Option<T> {
    if committed {
        let opened = OpenedValue::unsealed(&plain(keys, whose, sealed)?)?;
        return serde_json::from_str(&opened.json).ok();
    }
    serde_json::from_slice(&plain(keys, whose, sealed)?).ok()
}

fn plain(keys: &Keys, whose: Uuid, sealed: &[u8]) -> Option<Vec<u8>> {
    let key = keys.get(&whose)?.as_ref()?;
    match key.open(sealed) {
        Ok(plain) => Some(plain.to_vec()),
        Err(error) => {
            tracing::error!(%whose, %error, "a value in the log does not open");
            None
        }
    }
}

impl Sealing {
    /// What of entries of one firm can be shown so that anybody can check it, in their order: what was not erased, was committed to, and is not
    /// its writer's alone.
    pub(super) async fn disclose(&self, conn: &mut Conn, firm: FirmId, entries: &[Entry]) -> Done<Vec<tlog::Opened>> {
        let (mut details, mut subjects) = (Vec::new(), BTreeSet::new());
        for entry in entries {
            let mut held: Value =
                serde_json::from_str(&entry.details).map_err(|error| Failure::broken(error.to_string()))?;
            subjects.extend(personal(&mut held).map(|(_, _, whose)| whose));
            subjects.extend(entry.actor_id.filter(|_| entry.sealed_origin.is_some()));
            details.push(held);
        }
        let keys = self.keys_for_opening(conn, firm, &subjects).await?;
        let disclosed = entries.iter().zip(&details).map(|(entry, details)| tlog::Opened {
            details: details
                .as_object()
                .into_iter()
                .flatten()
                .filter(|(name, _)| own_words_of(details) != Some(name.as_str()))
                .filter_map(|(name, value)| Some((name.clone(), committed_value(&keys, value)?)))
                .collect(),
            origin: committed_origin(&keys, entry),
        });
        Ok(disclosed.collect())
    }
}

fn committed_value(keys: &Keys, value: &Value) -> Option<OpenedValue> {
    let text = |name: &str| value.get(name)?.as_str();
    let whose = text("of")?.parse().ok()?;
    let sealed = STANDARD.decode(text("sealed")?).ok()?;
    text("commitment")?;
    OpenedValue::unsealed(&plain(keys, whose, &sealed)?)
}

fn committed_origin(keys: &Keys, entry: &Entry) -> Option<OpenedValue> {
    let (_, ciphertext) = Commitment::and_ciphertext(&entry.sealed_origin.as_ref()?.0)?;
    OpenedValue::unsealed(&plain(keys, entry.actor_id?, ciphertext)?)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;
    use tlog::Salt;
    use vault::LogKey;

    use super::*;

    /// Entries are read whether they were sealed with a commitment or, as earlier ones, without.
    #[test]
    fn l7_values_open_with_and_without_a_commitment() {
        let (firm, ana) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let key = LogKey::generate(firm, ana);
        let salted = |json: &str| OpenedValue {
            salt: Salt::new([7; 32]),
            json: json.to_owned(),
        };
        let (name, from_where) = ("\"Ana\"", "{\"name\":\"Ana\",\"address\":null,\"device\":\"x\"}");
        let (with_name, with_origin) = (salted(name), salted(from_where));
        let earlier = Kept {
            actor_id: Some(ana),
            details: json!({ "event": "filter_saved", "name": {
                "of": ana, "sealed": STANDARD.encode(key.seal(name.as_bytes())),
            }}),
            origin: Some(key.seal(from_where.as_bytes())),
        };
        let now = Kept {
            actor_id: Some(ana),
            details: json!({ "event": "filter_saved", "name": {
                "of": ana, "sealed": STANDARD.encode(key.seal(&with_name.to_seal())),
                "commitment": with_name.commitment().in_base64(),
            }}),
            origin: Some(with_origin.commitment().before(&key.seal(&with_origin.to_seal()))),
        };
        let keys = Keys::from([(ana, Some(Arc::new(key)))]);
        for kept in [earlier, now] {
            let opened = open(kept, Some(UserId(ana)), &keys).unwrap();
            assert_eq!(opened.actor, "Ana");
            assert_eq!(opened.device, "x");
            let Event::FilterSaved { name } = opened.event else {
                panic!("another event")
            };
            assert_eq!(name.shown(), "Ana");
        }
    }
}
