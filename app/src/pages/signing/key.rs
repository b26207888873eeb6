//! The key that makes signing safe to repeat: the same key gets the same answer, however often it is sent.

use domain::ids::EnvelopeId;
use leptos::prelude::*;

fn place(envelope: EnvelopeId) -> String {
    format!("sign-{envelope}")
}

fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

/// The key of this attempt to sign. Kept for the tab, so that a page that is loaded again after a lost answer asks for
/// the same one.
pub(super) fn of_this_attempt(envelope: EnvelopeId) -> Option<String> {
    if let Some(kept) = storage().and_then(|storage| storage.get_item(&place(envelope)).ok().flatten()) {
        return Some(kept);
    }
    let key = random()?;
    if let Some(storage) = storage() {
        // A browser that keeps nothing still signs; only a reload would start a new attempt.
        let _ = storage.set_item(&place(envelope), &key);
    }
    Some(key)
}

/// Forgets the key, because what would be signed has changed: a new signature must not get an old one's answer.
pub(super) fn forget(envelope: EnvelopeId) {
    if let Some(storage) = storage() {
        // Without storage there is nothing to forget.
        let _ = storage.remove_item(&place(envelope));
    }
}

/// 128 bits from the browser, in hex.
fn random() -> Option<String> {
    let mut bytes = [0_u8; 16];
    window()
        .crypto()
        .ok()?
        .get_random_values_with_u8_array(&mut bytes)
        .ok()?;
    let digit = |half: u8| char::from_digit(u32::from(half), 16);
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}
