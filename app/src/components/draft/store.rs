//! Where sealed drafts and this machine's halves of their keys lie: `IndexedDB`, which keeps keys as keys that no page can read.

use js_sys::{Array, Date, Promise, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, IdbDatabase, IdbObjectStore, IdbRequest, IdbTransaction, IdbTransactionMode};

use super::object::{get, object};
use super::sealer::Sealed;

const DATABASE: &str = "matterlock-drafts";
const VERSION: u32 = 1;
const KEYS: &str = "keys";
const DRAFTS: &str = "drafts";
/// How long a draft is kept, in milliseconds.
const KEPT_FOR: f64 = 7.0 * 86_400_000.0;
/// How long a half of a key is kept after it was last used: longer than anything that it opens.
const KEY_KEPT_FOR: f64 = 14.0 * 86_400_000.0;

/// This machine's half of a person's key, if it has one; noted as used.
pub(super) async fn key_of(user: &str) -> Result<Option<CryptoKey>, JsValue> {
    let database = open().await?;
    let (change, keys) = begin(&database, KEYS)?;
    let found = answer(&keys.get(&user.into())?).await?;
    let key = get(&found, "key").dyn_into::<CryptoKey>().ok();
    if let Some(key) = &key {
        keys.put(&key_row(user, key))?;
    }
    done(&change).await?;
    database.close();
    Ok(key)
}

/// Keeps a half, unless another tab was quicker: then that one's counts.
pub(super) async fn keep_key(user: &str, key: &CryptoKey) -> Result<CryptoKey, JsValue> {
    let database = open().await?;
    let (change, keys) = begin(&database, KEYS)?;
    let found = answer(&keys.get(&user.into())?).await?;
    let there = get(&found, "key").dyn_into::<CryptoKey>().ok();
    if there.is_none() {
        keys.put(&key_row(user, key))?;
    }
    done(&change).await?;
    database.close();
    Ok(there.unwrap_or_else(|| key.clone()))
}

fn key_row(user: &str, key: &CryptoKey) -> JsValue {
    object(&[("user", user.into()), ("key", key.into()), ("at", Date::now().into())]).into()
}

/// The drafts of one form, the newest first. What is too old, of whomever, goes.
pub(super) async fn drafts_of(name: &str) -> Result<Vec<Sealed>, JsValue> {
    sweep(KEYS, "user", KEY_KEPT_FOR).await?;
    let mut drafts: Vec<Sealed> = sweep(DRAFTS, "id", KEPT_FOR)
        .await?
        .iter()
        .filter_map(read)
        .filter(|draft| draft.name == name)
        .collect();
    drafts.sort_by(|one, other| other.at.total_cmp(&one.at));
    Ok(drafts)
}

/// Removes rows that are too old, or from a time that has not come; gives the others.
async fn sweep(table: &str, key: &str, kept_for: f64) -> Result<Vec<JsValue>, JsValue> {
    let database = open().await?;
    let (change, rows) = begin(&database, table)?;
    let all = Array::from(&answer(&rows.get_all()?).await?);
    let now = Date::now();
    let mut fresh = Vec::new();
    for row in all.iter() {
        let at = get(&row, "at").as_f64().unwrap_or(0.0);
        if (now - at).abs() > kept_for {
            rows.delete(&get(&row, key))?;
        } else {
            fresh.push(row);
        }
    }
    done(&change).await?;
    database.close();
    Ok(fresh)
}

fn read(row: &JsValue) -> Option<Sealed> {
    let bytes = |name: &str| get(row, name).dyn_into::<Uint8Array>().ok().map(|bytes| bytes.to_vec());
    Some(Sealed {
        id: get(row, "id").as_string()?,
        name: get(row, "name").as_string()?,
        at: get(row, "at").as_f64()?,
        nonce: bytes("nonce")?,
        bytes: bytes("sealed")?,
    })
}

/// Writes a draft over what there was of it.
pub(super) async fn put(draft: &Sealed) -> Result<(), JsValue> {
    let database = open().await?;
    let (change, drafts) = begin(&database, DRAFTS)?;
    drafts.put(&object(&[
        ("id", draft.id.as_str().into()),
        ("name", draft.name.as_str().into()),
        ("at", draft.at.into()),
        ("nonce", Uint8Array::from(draft.nonce.as_slice()).into()),
        ("sealed", Uint8Array::from(draft.bytes.as_slice()).into()),
    ]))?;
    done(&change).await?;
    database.close();
    Ok(())
}

/// Removes a draft, if it is there.
pub(super) async fn remove(id: &str) -> Result<(), JsValue> {
    let database = open().await?;
    let (change, drafts) = begin(&database, DRAFTS)?;
    drafts.delete(&id.into())?;
    done(&change).await?;
    database.close();
    Ok(())
}

async fn open() -> Result<IdbDatabase, JsValue> {
    let request = window()
        .indexed_db()?
        .ok_or(JsValue::NULL)?
        .open_with_u32(DATABASE, VERSION)?;
    let fresh = request.clone();
    let make = Closure::once_into_js(move || {
        let database: Option<IdbDatabase> = fresh.result().ok().map(JsCast::unchecked_into);
        for (table, key) in [(KEYS, "user"), (DRAFTS, "id")] {
            // It fails only where the table is there.
            let _ = database.as_ref().map(|database| {
                let options = object(&[("keyPath", key.into())]);
                database.create_object_store_with_optional_parameters(table, options.unchecked_ref())
            });
        }
    });
    request.set_onupgradeneeded(Some(make.unchecked_ref()));
    Ok(answer(&request).await?.unchecked_into())
}

fn begin(database: &IdbDatabase, table: &str) -> Result<(IdbTransaction, IdbObjectStore), JsValue> {
    let change = database.transaction_with_str_and_mode(table, IdbTransactionMode::Readwrite)?;
    let store = change.object_store(table)?;
    Ok((change, store))
}

/// What a request answers.
async fn answer(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        let answered = request.clone();
        let good = Closure::once_into_js(move || {
            // A promise's own functions do not fail.
            let _ = resolve.call1(&JsValue::UNDEFINED, &answered.result().unwrap_or(JsValue::UNDEFINED));
        });
        let bad = Closure::once_into_js(move || {
            let _ = reject.call0(&JsValue::UNDEFINED);
        });
        request.set_onsuccess(Some(good.unchecked_ref()));
        request.set_onerror(Some(bad.unchecked_ref()));
    });
    JsFuture::from(promise).await
}

/// Waits until a change is on the disk.
async fn done(change: &IdbTransaction) -> Result<(), JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        let good = Closure::once_into_js(move || {
            let _ = resolve.call0(&JsValue::UNDEFINED);
        });
        let bad = Closure::once_into_js(move || {
            let _ = reject.call0(&JsValue::UNDEFINED);
        });
        change.set_oncomplete(Some(good.unchecked_ref()));
        change.set_onabort(Some(bad.unchecked_ref()));
    });
    JsFuture::from(promise).await.map(drop)
}
