//! Opening what is sealed in entries, for whoever may read them.

use core::fmt::Write as _;
use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::audit::{BLACKENED, Event, own_words};
use domain::ids::{FirmId, UserId};
use serde_json::value::RawValue;
use sqlx::types::Json;
use tlog::{Commitment, Entry, OpenedValue};
use uuid::Uuid;

use super::fields::{Field, Fields, Stored};
use super::sealing::{FromWhere, IN_CLEAR, Keys, Sealing};
use crate::database::Conn;
use crate::failure::{Done, Failure};

/// An entry as it stands in the database.
#[derive(sqlx::FromRow)]
pub(crate) struct Kept {
    pub(crate) actor_id: Option<Uuid>,
    pub(crate) details: Json<Box<RawValue>>,
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

/// What opens some entries of one firm for one reader.
pub(super) struct Opener {
    keys: Keys,
    reader: Option<UserId>,
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
        let opener = self.opener(conn, firm, reader, &entries).await?;
        entries.iter().map(|entry| opener.open(entry)).collect()
    }

    /// What opens these entries, with which it can be done without the database.
    pub(super) async fn opener(
        &self,
        conn: &mut Conn,
        firm: FirmId,
        reader: Option<UserId>,
        entries: &[Kept],
    ) -> Done<Opener> {
        let mut subjects = BTreeSet::new();
        for entry in entries {
            subjects.extend(Fields::read(entry.details.get())?.subjects());
            subjects.extend(entry.actor_id.filter(|_| entry.origin.is_some()));
        }
        let keys = self.keys_for_opening(conn, firm, &subjects).await?;
        Ok(Opener { keys, reader })
    }
}

impl Opener {
    pub(super) fn open(&self, entry: &Kept) -> Done<Opened> {
        let broken = |error: serde_json::Error| Failure::broken(format!("an entry of the log: {error}"));
        let details = self.details(&Fields::read(entry.details.get())?, entry.actor_id);
        let from_where = match (&entry.origin, entry.actor_id) {
            (Some(clear), _) if clear.first() == Some(&IN_CLEAR) => {
                serde_json::from_slice(&clear[1..]).map_err(broken)?
            }
            (Some(sealed), Some(actor)) => match Commitment::and_ciphertext(sealed) {
                Some((_, ciphertext)) => unseal(&self.keys, actor, ciphertext, true),
                None => unseal(&self.keys, actor, sealed, false),
            }
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_else(|| FromWhere {
                name: BLACKENED.to_owned(),
                ..FromWhere::default()
            }),
            _ => FromWhere::default(),
        };
        Ok(Opened {
            event: serde_json::from_str(&details).map_err(broken)?,
            actor: from_where.name,
            address: from_where.address,
            device: from_where.device,
        })
    }

    /// The event as it was before it was sealed: see [`domain::audit::Personal`].
    fn details(&self, fields: &Fields<'_>, actor: Option<Uuid>) -> String {
        let own = fields.event().and_then(own_words);
        let mut text = String::with_capacity(512);
        for (name, field) in &fields.0 {
            text.push(if text.is_empty() { '{' } else { ',' });
            let _written = write!(text, "\"{name}\":");
            match field {
                // From before values were sealed.
                Field::Clear(_) if own == Some(*name) && self.reader.map(|reader| reader.0) != actor => {
                    let _written = write!(
                        text,
                        "{{\"of\":\"{}\",\"value\":null,\"withheld\":true}}",
                        actor.unwrap_or_default()
                    );
                }
                Field::Clear(value) => text.push_str(value),
                Field::Personal(stored) => {
                    let withheld = own == Some(*name) && self.reader != Some(UserId(stored.of));
                    let value = (!withheld).then(|| opened(&self.keys, stored)).flatten();
                    let value = value.as_deref().unwrap_or("null");
                    let _written = write!(
                        text,
                        "{{\"of\":\"{}\",\"value\":{value},\"withheld\":{withheld}}}",
                        stored.of
                    );
                }
            }
        }
        text.push('}');
        text
    }
}

/// The JSON of a value of the details.
fn opened(keys: &Keys, stored: &Stored<'_>) -> Option<String> {
    let sealed = STANDARD.decode(stored.sealed?).ok()?;
    unseal(keys, stored.of, &sealed, stored.commitment.is_some())
}

/// The JSON of a value. `None` for what was erased, and for what does not open: that it was changed, the log's proof says, and not this.
fn unseal(keys: &Keys, whose: Uuid, sealed: &[u8], committed: bool) -> Option<String> {
    let plain = plain(keys, whose, sealed)?;
    if committed {
        return Some(OpenedValue::unsealed(&plain)?.json);
    }
    String::from_utf8(plain).ok()
}

fn plain(keys: &Keys, whose: Uuid, sealed: &[u8]) -> Option<Vec<u8>> {
    let key = keys.get(&whose)?.as_ref()?;
    match key.open(sealed) {
        Ok(mut plain) => Some(std::mem::take(&mut *plain)),
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
            let fields = Fields::read(&entry.details)?;
            subjects.extend(fields.subjects());
            subjects.extend(entry.actor_id.filter(|_| entry.sealed_origin.is_some()));
            details.push(fields);
        }
        let keys = self.keys_for_opening(conn, firm, &subjects).await?;
        let disclosed = entries.iter().zip(&details).map(|(entry, fields)| {
            let own = fields.event().and_then(own_words);
            let shown = fields.0.iter().filter(|(name, _)| own != Some(*name));
            tlog::Opened {
                details: shown
                    .filter_map(|(name, field)| Some(((*name).to_owned(), committed_value(&keys, field)?)))
                    .collect(),
                origin: committed_origin(&keys, entry),
            }
        });
        Ok(disclosed.collect())
    }
}

fn committed_value(keys: &Keys, field: &Field<'_>) -> Option<OpenedValue> {
    let Field::Personal(stored) = field else { return None };
    stored.commitment?;
    let sealed = STANDARD.decode(stored.sealed?).ok()?;
    OpenedValue::unsealed(&plain(keys, stored.of, &sealed)?)
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
        let details = |value: serde_json::Value| Json(serde_json::value::to_raw_value(&value).unwrap());
        let earlier = Kept {
            actor_id: Some(ana),
            details: details(json!({ "event": "filter_saved", "name": {
                "of": ana, "sealed": STANDARD.encode(key.seal(name.as_bytes())),
            }})),
            origin: Some(key.seal(from_where.as_bytes())),
        };
        let now = Kept {
            actor_id: Some(ana),
            details: details(json!({ "event": "filter_saved", "name": {
                "of": ana, "sealed": STANDARD.encode(key.seal(&with_name.to_seal())),
                "commitment": with_name.commitment().in_base64(),
            }})),
            origin: Some(with_origin.commitment().before(&key.seal(&with_origin.to_seal()))),
        };
        let opener = Opener {
            keys: Keys::from([(ana, Some(Arc::new(key)))]),
            reader: Some(UserId(ana)),
        };
        for kept in [earlier, now] {
            let opened = opener.open(&kept).unwrap();
            assert_eq!(opened.actor, "Ana");
            assert_eq!(opened.device, "x");
            let Event::FilterSaved { name } = opened.event else {
                panic!("another event")
            };
            assert_eq!(name.shown(), "Ana");
        }
    }
}
