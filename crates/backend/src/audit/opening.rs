//! Opening what is sealed in entries, for whoever may read them.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::audit::{BLACKENED, Event};
use domain::ids::FirmId;
use serde_json::Value;
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
    /// Opens entries of one firm, in their order. What was erased stays blackened.
    pub(crate) async fn open(&self, conn: &mut Conn, firm: FirmId, entries: Vec<Kept>) -> Done<Vec<Opened>> {
        let mut entries = entries;
        let mut subjects = BTreeSet::new();
        for entry in &mut entries {
            subjects.extend(personal(&mut entry.details).map(|(_, whose)| whose));
            subjects.extend(entry.actor_id.filter(|_| entry.origin.is_some()));
        }
        let keys = self.keys_for_opening(conn, firm, &subjects).await?;
        entries.into_iter().map(|entry| open(entry, &keys)).collect()
    }
}

fn open(mut entry: Kept, keys: &Keys) -> Done<Opened> {
    for (value, whose) in personal(&mut entry.details) {
        let opened = value.get("sealed").and_then(Value::as_str).and_then(|sealed| {
            let sealed = STANDARD.decode(sealed).ok()?;
            unseal(keys, whose, &sealed)
        });
        if let Some(fields) = value.as_object_mut() {
            fields.remove("sealed");
            fields.insert("value".to_owned(), opened.unwrap_or(Value::Null));
        }
    }
    let from_where: FromWhere = match (&entry.origin, entry.actor_id) {
        (Some(clear), _) if clear.first() == Some(&IN_CLEAR) => {
            serde_json::from_slice(&clear[1..]).map_err(|error| Failure::broken(error.to_string()))?
        }
        (Some(sealed), Some(actor)) => unseal(keys, actor, sealed).unwrap_or_else(|| FromWhere {
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

/// `None` for what was erased, and for what does not open: that it was changed, the log's proof says, and not this.
fn unseal<T: serde::de::DeserializeOwned>(keys: &Keys, whose: Uuid, sealed: &[u8]) -> Option<T> {
    let key = keys.get(&whose)?.as_ref()?;
    match key.open(sealed) {
        Ok(plain) => serde_json::from_slice(&plain).ok(),
        Err(error) => {
            tracing::error!(%whose, %error, "a value in the log does not open");
            None
        }
    }
}
