//! A passkey in software, with the browser around it. It belongs to nobody: the live check of promise S10 and the tests answer a
//! ceremony with it, rightly and wrongly.
//!
//! ES256 without attestation (`WebAuthn` Level 3, sections 6.1, 6.5 and 8.7).

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::{digest, random};

const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const HOLDS_A_KEY: u8 = 1 << 6;

/// A key, and how it behaves.
#[derive(Clone)]
pub struct SoftPasskey {
    key: Vec<u8>,
    id: [u8; 32],
    user: String,
    /// How often it was used. It counts before it signs, where it counts at all: a passkey that is synchronised does not.
    pub uses: Option<u32>,
    /// Whether it says that it asked its owner for a finger, a face or a PIN.
    pub verifies: bool,
    /// The address that the browser shows.
    pub origin: String,
}

impl SoftPasskey {
    /// Makes a key as the options ask that a server gave, and the credential that answers them. `None` for options that are none.
    pub fn make(options: &str, origin: &str, verifies: bool) -> Option<(Self, String)> {
        let options = public_key(options)?;
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).ok()?;
        let pkcs8 = key.to_pkcs8v1().ok()?;
        let made = Self {
            key: pkcs8.as_ref().to_vec(),
            id: random::bytes(),
            user: options["user"]["id"].as_str()?.to_owned(),
            uses: Some(0),
            verifies,
            origin: origin.to_owned(),
        };
        // 0x04, then both coordinates.
        let (x, y) = key.public_key().as_ref().get(1..)?.split_at_checked(32)?;
        let mut data = made.about(options["rp"]["id"].as_str()?, HOLDS_A_KEY);
        data.extend([0; 16]);
        data.extend([0, 32]);
        data.extend(made.id);
        // COSE: {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
        data.extend([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32]);
        data.extend(x);
        data.extend([0x22, 0x58, 32]);
        data.extend(y);
        // CBOR: {"fmt": "none", "attStmt": {}, "authData": data}
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".to_vec();
        object.extend(u16::try_from(data.len()).ok()?.to_be_bytes());
        object.extend(data);
        let response = json!({
            "clientDataJSON": encoded(made.client_data("webauthn.create", &options)?.as_bytes()),
            "attestationObject": encoded(&object),
            "transports": ["internal"],
        });
        let answer = made.credential(&response);
        Some((made, answer))
    }

    /// The credential that answers a server's question. `None` for options that are none, or that name other passkeys only.
    pub fn answer(&mut self, options: &str) -> Option<String> {
        let options = public_key(options)?;
        let named = options["allowCredentials"].as_array().map_or(&[][..], Vec::as_slice);
        if !named.is_empty() && named.iter().all(|one| one["id"] != encoded(&self.id)) {
            return None;
        }
        if let Some(uses) = &mut self.uses {
            *uses += 1;
        }
        let data = self.about(options["rpId"].as_str()?, 0);
        let client = self.client_data("webauthn.get", &options)?;
        let mut signed = data.clone();
        signed.extend(digest::sha256(client.as_bytes()));
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &self.key).ok()?;
        let signature = key.sign(&SystemRandom::new(), &signed).ok()?;
        Some(self.credential(&json!({
            "clientDataJSON": encoded(client.as_bytes()),
            "authenticatorData": encoded(&data),
            "signature": encoded(signature.as_ref()),
            "userHandle": self.user,
        })))
    }

    /// The head of the authenticator data: for which site, what was asked of the owner, how often it was used.
    fn about(&self, site: &str, flags: u8) -> Vec<u8> {
        let verified = if self.verifies { USER_VERIFIED } else { 0 };
        let mut data = digest::sha256(site.as_bytes()).to_vec();
        data.push(USER_PRESENT | verified | flags);
        data.extend(self.uses.unwrap_or_default().to_be_bytes());
        data
    }

    fn client_data(&self, kind: &str, options: &Value) -> Option<String> {
        let challenge = options["challenge"].as_str()?;
        Some(json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false }).to_string())
    }

    fn credential(&self, response: &Value) -> String {
        let id = encoded(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "extensions": {} }).to_string()
    }
}

impl std::fmt::Debug for SoftPasskey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SoftPasskey(…)")
    }
}

fn public_key(options: &str) -> Option<Value> {
    let mut options: Value = serde_json::from_str(options).ok()?;
    options.get_mut("publicKey").map(Value::take)
}

fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_answers_questions_and_nothing_else() {
        let create = r#"{"publicKey":{"challenge":"AAAA","rp":{"id":"m.example"},"user":{"id":"BBBB"}}}"#;
        let (mut key, made) = SoftPasskey::make(create, "https://m.example", true).unwrap();
        assert!(made.contains("attestationObject") && !format!("{key:?}").contains("BBBB"));
        let answer = key
            .answer(r#"{"publicKey":{"challenge":"CCCC","rpId":"m.example"}}"#)
            .unwrap();
        assert!(answer.contains("signature") && key.uses == Some(1));
        let other = r#"{"publicKey":{"challenge":"CCCC","rpId":"m.example","allowCredentials":[{"id":"AAAA"}]}}"#;
        assert!(key.answer(other).is_none());
        for none in ["", "{}", "[]", r#"{"publicKey":{"challenge":"AAAA"}}"#] {
            assert!(key.answer(none).is_none() && SoftPasskey::make(none, "", true).is_none());
        }
    }
}
