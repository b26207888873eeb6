//! Bearer secrets: sessions, signature links, set-up links, job claims.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::master_key::Derived32;
use crate::{digest, keyed, random};

const BYTES: usize = 32;

/// 256 random bits, written as 43 characters of URL-safe base64. Who holds it is let in.
#[derive(Clone)]
pub struct Token(SecretString);

impl Token {
    /// A new random token.
    pub fn generate() -> Self {
        let bytes = Zeroizing::new(random::bytes::<BYTES>());
        Self(SecretString::from(URL_SAFE_NO_PAD.encode(bytes.as_ref())))
    }

    /// The token of a row, made from its id: whoever has the key makes the same again, so that it is stored nowhere.
    pub fn of_row(key: &Derived32, label: &str, row: &[&[u8]]) -> Self {
        let bytes = Zeroizing::new(keyed::name(key, label, row));
        Self(SecretString::from(URL_SAFE_NO_PAD.encode(bytes.as_ref())))
    }

    /// Reads exactly what [`Token::expose`] prints, and nothing else: no padding, no white space, and no second
    /// way of writing the same bits.
    pub fn parse(s: &str) -> Option<Self> {
        let mut bytes = Zeroizing::new([0_u8; BYTES]);
        let length = URL_SAFE_NO_PAD.decode_slice(s, bytes.as_mut()).ok()?;
        // Longer ones do not fit, and are refused by that.
        (length == BYTES).then(|| Self(SecretString::from(s)))
    }

    /// The 43 characters, for the cookie or the link.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// SHA-256 of the 43 ASCII characters, so that SQL can compute it from the text:
    /// `sha256(convert_to(token, 'UTF8'))`. Enough for storing: 256 random bits can't be guessed.
    pub fn sha256(&self) -> [u8; 32] {
        digest::sha256(self.expose().as_bytes())
    }

    /// HMAC-SHA-256 (RFC 2104) of the 43 ASCII characters: a hash that a stolen database can't even confirm.
    pub fn keyed_hash(&self, key: &Derived32) -> [u8; 32] {
        keyed_hash(key, self.expose().as_bytes())
    }
}

/// HMAC-SHA-256 (RFC 2104).
#[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
pub(crate) fn keyed_hash(key: &Derived32, message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.expose()).expect("HMAC takes any key");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// In constant time.
impl PartialEq for Token {
    fn eq(&self, other: &Self) -> bool {
        self.expose().as_bytes().ct_eq(other.expose().as_bytes()).into()
    }
}

impl Eq for Token {}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MasterKey, Purpose};
    use proptest::prelude::*;

    #[test]
    fn what_is_printed_is_read_back() {
        for _ in 0..200 {
            let token = Token::generate();
            assert_eq!(token.expose().len(), 43);
            assert_eq!(Token::parse(token.expose()).unwrap(), token);
            assert_ne!(token, Token::generate());
        }
    }

    #[test]
    fn a_rows_token_is_of_its_row_its_label_and_its_key() {
        let key = |byte| MasterKey::from_bytes([byte; 32]).derive(Purpose::AccountLink);
        let token = Token::of_row(&key(1), "invitation", &[b"firm", b"row"]);
        assert_eq!(Token::of_row(&key(1), "invitation", &[b"firm", b"row"]), token);
        assert_eq!(Token::parse(token.expose()).unwrap(), token);
        for other in [
            Token::of_row(&key(2), "invitation", &[b"firm", b"row"]),
            Token::of_row(&key(1), "new password", &[b"firm", b"row"]),
            Token::of_row(&key(1), "invitation", &[b"firm", b"wor"]),
            Token::of_row(&key(1), "invitation", &[b"firmrow"]),
        ] {
            assert_ne!(other, token);
        }
    }

    #[test]
    fn other_writings_are_refused() {
        let zeros = "A".repeat(43);
        assert!(Token::parse(&zeros).is_some());
        for wrong in [
            String::new(),
            "A".repeat(42),
            "A".repeat(44),
            "A".repeat(86),
            format!("{zeros}="),
            format!(" {zeros}"),
            format!("{zeros}\n"),
            // The last character holds four bits: "B" would be a second way of writing "A".
            format!("{}B", "A".repeat(42)),
            format!("{}+", "A".repeat(42)),
            format!("{}/", "A".repeat(42)),
            format!("{}é", "A".repeat(41)),
        ] {
            assert!(Token::parse(&wrong).is_none(), "{wrong:?}");
        }
    }

    #[test]
    fn hashes_are_over_the_text() {
        let token = Token::parse(&"A".repeat(43)).unwrap();
        assert_eq!(token.sha256(), digest::sha256("A".repeat(43).as_bytes()));
        let [one, two] = [Purpose::TokenLookup, Purpose::RecoveryCode]
            .map(|purpose| token.keyed_hash(&MasterKey::from_bytes([1; 32]).derive(purpose)));
        assert_ne!(one, two);
        assert_ne!(one, token.sha256());
    }

    proptest! {
        #[test]
        fn only_what_would_be_printed_parses(text in "[A-Za-z0-9_=+/ -]{40,46}") {
            if let Some(token) = Token::parse(&text) {
                let bytes = URL_SAFE_NO_PAD.decode(&text).unwrap();
                prop_assert_eq!(bytes.len(), 32);
                prop_assert_eq!(URL_SAFE_NO_PAD.encode(bytes), token.expose());
            }
        }
    }
}
