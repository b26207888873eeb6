//! Sealing what is personal in an entry, each value under the key of whoever it is of.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::audit::Event;
use domain::ids::FirmId;
use domain::origin::Origin;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tlog::{OpenedValue, Salt};
use uuid::Uuid;
use vault::{FirmKey, LogKey, MasterKey};

use crate::database::Conn;
use crate::failure::{Done, Failure};

/// Keys kept in memory for sealing. More people than that act at once in no installation; beyond it all are fetched again.
const MOST_KEPT: usize = 4096;

/// The first byte of an origin that stands in clear: from before values were sealed.
pub(super) const IN_CLEAR: u8 = 0;

/// What the log's personal values are sealed with.
pub(crate) struct Sealing {
    master: Arc<MasterKey>,
    /// For sealing only. Whoever reads asks the database each time, so that what was erased is gone at once.
    kept: Mutex<KeptKeys>,
}

/// Keys in memory.
#[derive(Default)]
struct KeptKeys {
    keys: HashMap<(FirmId, Uuid), Arc<LogKey>>,
    /// How often some were dropped because they were destroyed: what was read from the database before that is not kept after it.
    dropped: u64,
}

/// Who an entry is by: whose log it is, and who acts, if it is not the server.
#[derive(Clone, Debug)]
pub(crate) struct Speaker {
    pub(crate) firm: FirmId,
    pub(crate) actor: Option<Actor>,
}

/// Somebody who acts, and what they are called now.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    pub(crate) id: Uuid,
    pub(crate) name: String,
}

/// An entry as the database takes it.
pub(crate) struct Sealed {
    pub(crate) details: Value,
    pub(crate) origin: Option<Vec<u8>>,
}

/// What `origin` holds.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct FromWhere {
    pub(super) name: String,
    pub(super) address: Option<String>,
    pub(super) device: String,
}

/// A key as the database has it, with the firm's key around it.
#[derive(sqlx::FromRow)]
struct Row {
    subject_id: Uuid,
    wrapped: Option<Vec<u8>>,
    erased: bool,
    key_version: i32,
    firm_key: Vec<u8>,
}

/// The keys of some subjects; `None` for one that was erased.
pub(super) type Keys = HashMap<Uuid, Option<Arc<LogKey>>>;

/// Keys that a transaction has made. They are its own until it commits: if it rolls back, they have never been.
#[derive(Default)]
pub(crate) struct Made(Keys);

impl core::fmt::Debug for Made {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Made(…)")
    }
}

impl Sealing {
    pub(crate) fn new(master: Arc<MasterKey>) -> Arc<Self> {
        Arc::new(Self {
            master,
            kept: Mutex::default(),
        })
    }

    /// Seals an event and from where it came. Keys that are missing are made in the caller's transaction, which has `made` some before.
    pub(crate) async fn seal(
        &self,
        conn: &mut Conn,
        made: &mut Made,
        speaker: &Speaker,
        origin: &Origin,
        event: &Event,
    ) -> Done<Sealed> {
        let mut details = in_clear(event)?;
        let mut subjects = BTreeSet::new();
        for (_, whose) in personal(&mut details) {
            subjects.insert(whose);
        }
        subjects.extend(speaker.actor.as_ref().map(|actor| actor.id));
        let keys = self.keys_for_sealing(conn, made, speaker.firm, subjects).await?;
        for (value, whose) in personal(&mut details) {
            let plain = value.get("value").map(Value::to_string).unwrap_or_default();
            let mut kept = Map::from_iter([("of".to_owned(), Value::String(whose.to_string()))]);
            if let Some(key) = keys.get(&whose).and_then(Option::as_ref) {
                let opened = salted(plain);
                let sealed = STANDARD.encode(key.seal(&opened.to_seal()));
                kept.insert("sealed".to_owned(), Value::String(sealed));
                kept.insert("commitment".to_owned(), Value::String(opened.commitment().in_base64()));
            }
            *value = Value::Object(kept);
        }
        let origin = match &speaker.actor {
            Some(actor) => {
                let from_where = FromWhere {
                    name: actor.name.clone(),
                    address: origin.address.map(|address| address.to_string()),
                    device: origin.device.clone(),
                };
                let plain = serde_json::to_string(&from_where).map_err(|error| Failure::broken(error.to_string()))?;
                let opened = salted(plain);
                let key = keys.get(&actor.id).and_then(Option::as_ref);
                key.map(|key| opened.commitment().before(&key.seal(&opened.to_seal())))
            }
            None => None,
        };
        Ok(Sealed { details, origin })
    }

    /// Drops the key of somebody who was erased.
    pub(crate) fn forget(&self, firm: FirmId, subject: Uuid) {
        let mut kept = self.lock();
        kept.keys.remove(&(firm, subject));
        kept.dropped += 1;
    }

    /// Drops every key: whose were destroyed meanwhile is not known.
    pub(crate) fn forget_all(&self) {
        let mut kept = self.lock();
        kept.keys.clear();
        kept.dropped += 1;
    }

    fn lock(&self) -> MutexGuard<'_, KeptKeys> {
        // Nothing is left half-done in it by a panic.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn keys_for_sealing(
        &self,
        conn: &mut Conn,
        made: &mut Made,
        firm: FirmId,
        subjects: BTreeSet<Uuid>,
    ) -> Done<Keys> {
        let (mut keys, dropped): (Keys, u64) = {
            let kept = self.lock();
            let held = subjects
                .iter()
                .filter_map(|id| Some((*id, kept.keys.get(&(firm, *id))?)));
            let held = held.map(|(id, key)| (id, Some(Arc::clone(key)))).collect();
            (held, kept.dropped)
        };
        let of_its_own = subjects.iter().filter_map(|id| Some((*id, made.0.get(id)?.clone())));
        keys.extend(of_its_own);
        let missing: Vec<Uuid> = subjects.into_iter().filter(|id| !keys.contains_key(id)).collect();
        if missing.is_empty() {
            return Ok(keys);
        }
        let found = self.read(conn, firm, &missing).await?;
        found.all_open()?;
        self.keep(firm, &found.keys, dropped);
        keys.extend(found.keys);
        let Some(Unmade {
            subjects,
            version,
            firm_key,
        }) = found.unmade
        else {
            return Ok(keys);
        };
        let (ids, wrapped): (Vec<Uuid>, Vec<Vec<u8>>) = subjects
            .into_iter()
            .map(|id| (id, LogKey::generate(firm.0, id).wrap(&firm_key)))
            .unzip();
        sqlx::query("select app.keep_log_keys($1, $2, $3, $4)")
            .bind(firm.0)
            .bind(version)
            .bind(&ids)
            .bind(wrapped)
            .execute(&mut *conn)
            .await?;
        // Somebody else may have made one of them meanwhile: the one that stands counts. They are kept in memory by whoever reads them after
        // the commit, because this transaction may roll back.
        let stands = self.read(conn, firm, &ids).await?;
        stands.all_open()?;
        let stands = stands.keys;
        made.0.extend(stands.iter().map(|(id, key)| (*id, key.clone())));
        keys.extend(stands);
        Ok(keys)
    }

    /// Keeps keys that were read since so many were dropped; none if another was dropped meanwhile, because it may be one of these.
    fn keep(&self, firm: FirmId, keys: &Keys, dropped: u64) {
        let mut kept = self.lock();
        if kept.dropped != dropped {
            return;
        }
        if kept.keys.len() + keys.len() > MOST_KEPT {
            kept.keys.clear();
        }
        let live = keys.iter().filter_map(|(id, key)| Some((*id, key.as_ref()?)));
        kept.keys.extend(live.map(|(id, key)| ((firm, id), Arc::clone(key))));
    }

    /// The keys that some subjects have. One that does not open is as one that was destroyed: the rest of a page is still to be read.
    pub(super) async fn keys_for_opening(
        &self,
        conn: &mut Conn,
        firm: FirmId,
        subjects: &BTreeSet<Uuid>,
    ) -> Done<Keys> {
        let subjects: Vec<Uuid> = subjects.iter().copied().collect();
        if subjects.is_empty() {
            return Ok(Keys::new());
        }
        Ok(self.read(conn, firm, &subjects).await?.keys)
    }

    async fn read(&self, conn: &mut Conn, firm: FirmId, subjects: &[Uuid]) -> Done<Found> {
        let rows: Vec<Row> = sqlx::query_as("select * from app.log_keys_of($1, $2)")
            .bind(firm.0)
            .bind(subjects)
            .fetch_all(conn)
            .await?;
        let (mut keys, mut without, mut amiss) = (Keys::new(), Vec::new(), None);
        let mut firm_keys: HashMap<i32, FirmKey> = HashMap::new();
        // Keys that are missing are all to be wrapped by the newest.
        let mut newest = None;
        for row in rows {
            if row.erased {
                keys.insert(row.subject_id, None);
                continue;
            }
            let firm_key = match firm_keys.entry(row.key_version) {
                Entry::Occupied(opened) => opened.into_mut(),
                Entry::Vacant(unopened) => {
                    match FirmKey::unwrap(&row.firm_key, &self.master, firm.0, row.key_version) {
                        Ok(opened) => unopened.insert(opened),
                        Err(error) => {
                            tracing::error!(%firm, version = row.key_version, %error, "a firm's key does not open");
                            keys.insert(row.subject_id, None);
                            amiss = Some("firm key");
                            continue;
                        }
                    }
                }
            };
            if let Some(wrapped) = &row.wrapped {
                let key = LogKey::unwrap(wrapped, firm_key, firm.0, row.subject_id)
                    .inspect_err(|error| tracing::error!(%firm, subject = %row.subject_id, %error, "a key of the log does not open"))
                    .ok();
                if key.is_none() {
                    amiss = Some("log key");
                }
                keys.insert(row.subject_id, key.map(Arc::new));
            } else {
                without.push(row.subject_id);
                newest = Some(row.key_version);
            }
        }
        let unmade = newest.and_then(|version| {
            Some(Unmade {
                subjects: without,
                version,
                firm_key: firm_keys.remove(&version)?,
            })
        });
        Ok(Found { keys, unmade, amiss })
    }
}

impl core::fmt::Debug for Sealing {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Sealing(…)")
    }
}

/// What the database has of some keys.
struct Found {
    keys: Keys,
    unmade: Option<Unmade>,
    /// What kind of key does not open, if one doesn't.
    amiss: Option<&'static str>,
}

impl Found {
    /// What is sealed must be there to be opened again: nothing is written for somebody whose key is not what it was.
    fn all_open(&self) -> Done<()> {
        self.amiss.map_or(Ok(()), |kind| Err(Failure::Sealed(kind)))
    }
}

/// Subjects that have no key yet, and the firm's key that wraps new ones.
struct Unmade {
    subjects: Vec<Uuid>,
    version: i32,
    firm_key: FirmKey,
}

/// A value with random bytes beside it, so that a commitment to it tells nobody what it is: see [`tlog::Opened`].
fn salted(json: String) -> OpenedValue {
    OpenedValue {
        salt: Salt::new(vault::random::bytes()),
        json,
    }
}

fn in_clear(event: &Event) -> Done<Value> {
    serde_json::to_value(event).map_err(|error| Failure::broken(error.to_string()))
}

/// The personal values of an event as it is written, and whose they are: see [`domain::audit::Personal`].
fn personal(details: &mut Value) -> impl Iterator<Item = (&mut Value, Uuid)> {
    let fields = details.as_object_mut().into_iter().flat_map(Map::values_mut);
    fields.filter_map(|value| {
        let whose = value.as_object()?.get("of")?.as_str()?.parse().ok()?;
        Some((value, whose))
    })
}

/// An event without what is sealed in it, by which a reading is known again: sealed values are never the same twice.
pub(crate) fn bare(event: &Event) -> Done<Value> {
    let mut details = in_clear(event)?;
    if let Some(fields) = details.as_object_mut() {
        fields.retain(|_, value| value.get("of").is_none());
    }
    Ok(details)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRM: FirmId = FirmId(Uuid::from_u128(1));
    const ANA: Uuid = Uuid::from_u128(2);

    fn key() -> Keys {
        Keys::from([(ANA, Some(Arc::new(LogKey::generate(FIRM.0, ANA))))])
    }

    /// Read before somebody was erased, and here after it: it does not stay.
    #[test]
    fn l7_a_key_that_was_read_before_an_erasure_is_not_kept_after_it() {
        let sealing = Sealing::new(Arc::new(MasterKey::from_bytes([7; 32])));
        let holds = || sealing.lock().keys.contains_key(&(FIRM, ANA));
        let before = sealing.lock().dropped;
        sealing.keep(FIRM, &key(), before);
        assert!(holds());
        sealing.forget(FIRM, ANA);
        assert!(!holds());
        sealing.keep(FIRM, &key(), before);
        assert!(!holds());
        let now = sealing.lock().dropped;
        sealing.keep(FIRM, &key(), now);
        assert!(holds());
        sealing.forget_all();
        assert!(!holds());
        sealing.keep(FIRM, &key(), now);
        assert!(!holds());
    }
}
