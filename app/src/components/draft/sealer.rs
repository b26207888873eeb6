//! Sealing and opening, by the browser's own cryptography.
//!
//! The key is made of two halves: one that the server gives to its owner's live session only, and one that lies in this browser and can't
//! be taken out of it. It is held in memory, by the page of its owner, and nowhere else.

use domain::drafts::KeyHalf;
use js_sys::{Array, Object, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

use super::object::{get, object, random};
use super::store;

/// The format of what is sealed. Another one does not open, and is swept when it is old.
const FORMAT: &str = "matterlock-draft/1";

/// A draft as it is stored: nothing in it can be read but when it was sealed.
pub(super) struct Sealed {
    /// Tells it from others; random.
    pub(super) id: String,
    /// Of which form of whom, as a keyed hash.
    pub(super) name: String,
    /// When, in milliseconds since 1970.
    pub(super) at: f64,
    /// AES-GCM's nonce, never used twice.
    pub(super) nonce: Vec<u8>,
    /// The ciphertext.
    pub(super) bytes: Vec<u8>,
}

/// One person's drafts on this machine, for one form.
pub(super) struct Sealer {
    crypto: SubtleCrypto,
    user: String,
    place: String,
    key: CryptoKey,
    /// What the form's drafts are stored under.
    pub(super) name: String,
}

impl Sealer {
    /// Puts the halves together. Fails in a browser without the means.
    pub(super) async fn new(half: &KeyHalf, place: &str) -> Result<Self, JsValue> {
        let crypto = subtle().ok_or(JsValue::NULL)?;
        let user = half.user.to_string();
        let local = match store::key_of(&user).await? {
            Some(key) => key,
            None => store::keep_key(&user, &new_key(&crypto).await?).await?,
        };
        let name = sign(&crypto, &local, &["name", &half.half, place]).await?;
        let bits = sign(&crypto, &local, &["key", &half.half]).await?;
        let key = crypto.import_key_with_str(
            "raw",
            bits.unchecked_ref::<Object>(),
            "AES-GCM",
            false,
            &usages(&["encrypt", "decrypt"]),
        )?;
        let key = JsFuture::from(key).await?.unchecked_into();
        // It stays in memory as a key that nobody can read, not as bytes.
        bits.fill(0, 0, bits.length());
        Ok(Self {
            crypto,
            user,
            place: place.to_owned(),
            key,
            name: super::object::hex(&name.to_vec()),
        })
    }

    /// Seals a text as the draft of this id.
    pub(super) async fn seal(&self, id: &str, at: f64, text: &str) -> Result<Sealed, JsValue> {
        let nonce: [u8; 12] = random()?;
        let how = self.how(&nonce, id, at);
        let sealed = self
            .crypto
            .encrypt_with_object_and_u8_array(&how, &self.key, text.as_bytes())?;
        Ok(Sealed {
            id: id.to_owned(),
            name: self.name.clone(),
            at,
            nonce: nonce.to_vec(),
            bytes: Uint8Array::new(&JsFuture::from(sealed).await?).to_vec(),
        })
    }

    /// Opens a draft of this form. Fails for anything that was sealed by somebody else, for another form or on another page, or that was
    /// changed since.
    pub(super) async fn open(&self, sealed: &Sealed) -> Result<String, JsValue> {
        let how = self.how(&sealed.nonce, &sealed.id, sealed.at);
        let opened = self
            .crypto
            .decrypt_with_object_and_u8_array(&how, &self.key, &sealed.bytes)?;
        let bytes = Uint8Array::new(&JsFuture::from(opened).await?).to_vec();
        String::from_utf8(bytes).map_err(|_| JsValue::NULL)
    }

    /// AES-256-GCM, bound to whose it is and where it stands.
    fn how(&self, nonce: &[u8], id: &str, at: f64) -> Object {
        let bound = joined(&[FORMAT, &self.user, &self.place, id, &at.to_string()]);
        object(&[
            ("name", "AES-GCM".into()),
            ("iv", Uint8Array::from(nonce).into()),
            ("additionalData", Uint8Array::from(bound.as_slice()).into()),
        ])
    }
}

/// The browser's cryptography, which it gives to pages over TLS only, and to those of the machine itself.
fn subtle() -> Option<SubtleCrypto> {
    let crypto = window().crypto().ok()?;
    get(&crypto, "subtle").is_object().then(|| crypto.subtle())
}

/// A half of this machine's: random, and never to be taken out of the browser.
async fn new_key(crypto: &SubtleCrypto) -> Result<CryptoKey, JsValue> {
    let kind = object(&[
        ("name", "HMAC".into()),
        ("hash", "SHA-256".into()),
        ("length", 256.into()),
    ]);
    let key = crypto.generate_key_with_object(&kind, false, &usages(&["sign"]))?;
    Ok(JsFuture::from(key).await?.unchecked_into())
}

async fn sign(crypto: &SubtleCrypto, key: &CryptoKey, parts: &[&str]) -> Result<Uint8Array, JsValue> {
    let signed = crypto.sign_with_str_and_u8_array("HMAC", key, &joined(parts))?;
    Ok(Uint8Array::new(&JsFuture::from(signed).await?))
}

/// Each with its length before it: no two lists of parts read as the same bytes.
fn joined(parts: &[&str]) -> Vec<u8> {
    parts.iter().fold(Vec::new(), |mut bytes, part| {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part.as_bytes());
        bytes
    })
}

fn usages(all: &[&str]) -> JsValue {
    all.iter()
        .map(|usage| JsValue::from_str(usage))
        .collect::<Array>()
        .into()
}
