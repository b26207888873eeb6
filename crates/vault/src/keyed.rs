//! HMAC-SHA-256 (RFC 2104) under keys of one purpose: names that say nothing, and short texts that only we could have written.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::master_key::Derived32;

const MAC: usize = 32;
/// Ours are shorter; a longer one is not worth hashing.
const LONGEST: usize = 512;

#[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
fn mac(key: &Derived32, label: &str, parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.expose()).expect("HMAC takes any key");
    // Each with its length before it: no two lists of parts read as the same bytes.
    for part in [label.as_bytes()].iter().chain(parts) {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac
}

/// A name for what these parts are together. Without the key it can't even be confirmed.
pub fn name(key: &Derived32, label: &str, parts: &[&[u8]]) -> [u8; 32] {
    mac(key, label, parts).finalize().into_bytes().into()
}

/// A text that carries a payload, which anybody can read and nobody else can write. URL-safe, without padding.
pub fn sign(key: &Derived32, label: &str, payload: &[u8]) -> String {
    let mut bytes = payload.to_vec();
    bytes.extend_from_slice(&name(key, label, &[payload]));
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The payload of a text that [`sign`] wrote with the same key and label. Compared in constant time.
pub fn open(key: &Derived32, label: &str, text: &str) -> Option<Vec<u8>> {
    if text.len() > LONGEST {
        return None;
    }
    let mut payload = URL_SAFE_NO_PAD.decode(text).ok()?;
    let tag = payload.split_off(payload.len().checked_sub(MAC)?);
    mac(key, label, &[&payload]).verify_slice(&tag).ok()?;
    Some(payload)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MasterKey, Purpose};

    fn key(byte: u8) -> Derived32 {
        MasterKey::from_bytes([byte; 32]).derive(Purpose::ProofOfWork)
    }

    #[test]
    fn what_was_signed_opens_with_the_same_key_and_label_only() {
        let text = sign(&key(1), "puzzle", b"payload");
        assert_eq!(open(&key(1), "puzzle", &text).as_deref(), Some(&b"payload"[..]));
        assert_eq!(open(&key(2), "puzzle", &text), None);
        assert_eq!(open(&key(1), "device", &text), None);
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(
                open(&key(1), "puzzle", &String::from_utf8(bytes).unwrap()),
                None,
                "{at}"
            );
        }
        for other in ["", "AAAA", &text[1..], &format!("{text}="), &"A".repeat(2000)] {
            assert_eq!(open(&key(1), "puzzle", other), None, "{other}");
        }
    }

    #[test]
    fn what_is_longer_than_it_may_be_is_not_opened() {
        let mut seen = (0, 0);
        for length in 0..LONGEST {
            let text = sign(&key(1), "puzzle", &vec![7; length]);
            assert_eq!(
                open(&key(1), "puzzle", &text).is_some(),
                text.len() <= LONGEST,
                "{}",
                text.len()
            );
            seen.0 += usize::from(text.len() == LONGEST);
            seen.1 += usize::from(text.len() > LONGEST);
        }
        assert!(seen.0 > 0 && seen.1 > 0, "{seen:?}");
    }

    #[test]
    fn parts_that_run_together_have_other_names() {
        assert_ne!(name(&key(1), "a", &[b"bc", b"d"]), name(&key(1), "a", &[b"b", b"cd"]));
        assert_ne!(name(&key(1), "ab", &[b"c"]), name(&key(1), "a", &[b"bc"]));
        assert_ne!(name(&key(1), "a", &[]), name(&key(1), "a", &[b""]));
    }
}
