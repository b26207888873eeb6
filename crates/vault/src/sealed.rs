//! Small values at rest: TOTP secrets, link tokens, signature drafts, OAuth tokens.

use std::fmt;

use secrecy::ExposeSecret;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::envelope::{self, Kind};
use crate::{FirmKey, MasterKey};

/// Where a ciphertext belongs. It is authenticated, not stored: opening needs the same four values that sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding<'a> {
    /// Table and column, say `"user.totp_secret"`: a value of one column never opens as another.
    pub purpose: &'a str,
    /// The firm whose row it is; nil for rows of the installation.
    pub firm: Uuid,
    /// The row's id.
    pub row: Uuid,
    /// Counts replacements of the value, so that an old ciphertext can't be put back. 1 where it is never replaced.
    pub version: i32,
}

/// The public name of a key, in the head of everything that it sealed.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyId(pub(crate) [u8; 8]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

/// Why a ciphertext did not open. Says nothing about its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Too short, or of a format version that this program does not know.
    #[error("this is not one of Matterlock's ciphertexts")]
    Malformed,
    /// Sealed with a key that is not the one at hand.
    #[error("sealed with key {sealed_with}, but the key at hand is {held}")]
    OtherKey {
        /// The key named in the ciphertext.
        sealed_with: KeyId,
        /// The key that was tried.
        held: KeyId,
    },
    /// Changed, cut, or moved here from another row, firm, purpose or version.
    #[error("the ciphertext was changed or does not belong here")]
    Refused,
}

/// The key that a sealed value or a wrapped key names, so that the right one of several can be fetched.
/// `None` if it is not one of our ciphertexts. Not authenticated: a hint for looking up, nothing more.
pub fn key_id(sealed: &[u8]) -> Option<KeyId> {
    envelope::read_key_id(sealed)
}

impl FirmKey {
    /// Seals a small value of this firm; 37 bytes longer than `plain`.
    pub fn seal(&self, binding: &Binding, plain: &[u8]) -> Vec<u8> {
        envelope::seal(self.0.expose_secret(), Kind::Value, binding, plain)
    }

    /// Opens what [`FirmKey::seal`] sealed under the same binding.
    pub fn open(&self, binding: &Binding, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        envelope::open(self.0.expose_secret(), Kind::Value, binding, sealed)
    }
}

impl MasterKey {
    /// Seals a small value that belongs to no firm, such as an operator's TOTP secret.
    pub fn seal(&self, binding: &Binding, plain: &[u8]) -> Vec<u8> {
        let key = self.installation_key();
        envelope::seal(key.expose(), Kind::InstallationValue, binding, plain)
    }

    /// Opens what [`MasterKey::seal`] sealed under the same binding.
    pub fn open(&self, binding: &Binding, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let key = self.installation_key();
        envelope::open(key.expose(), Kind::InstallationValue, binding, sealed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::firm_key;
    use proptest::prelude::*;

    fn binding() -> Binding<'static> {
        Binding {
            purpose: "user.totp_secret",
            firm: Uuid::from_u128(1),
            row: Uuid::from_u128(2),
            version: 3,
        }
    }

    #[test]
    fn a_value_opens_only_where_it_belongs() {
        let key = FirmKey::generate();
        let sealed = key.seal(&binding(), b"secret");
        assert_eq!(key.open(&binding(), &sealed).unwrap().as_slice(), b"secret");
        for elsewhere in [
            Binding {
                purpose: "user.phone",
                ..binding()
            },
            Binding {
                firm: Uuid::from_u128(9),
                ..binding()
            },
            Binding {
                row: Uuid::from_u128(9),
                ..binding()
            },
            Binding {
                firm: binding().row,
                row: binding().firm,
                ..binding()
            },
            Binding {
                version: 4,
                ..binding()
            },
        ] {
            assert_eq!(key.open(&elsewhere, &sealed), Err(OpenError::Refused), "{elsewhere:?}");
        }
    }

    #[test]
    fn the_format_never_changes() {
        // Sealed apart, with Python's cryptography package, by the description in envelope.rs.
        let key: [u8; 32] = std::array::from_fn(|i| u8::try_from(255 - i).unwrap());
        let sealed =
            hex::decode("01c69bd5c63f95fdd0000102030405060708090a0ba4f79a7a81dfd34bf9d01d72fe906a1e6bdde6d14cd7")
                .unwrap();
        let opened = firm_key::into_key(&key).map(FirmKey).unwrap().open(&binding(), &sealed);
        assert_eq!(opened.unwrap().as_slice(), b"secret");
    }

    #[test]
    fn another_key_is_named() {
        let (one, two) = (FirmKey::generate(), FirmKey::generate());
        let sealed = one.seal(&binding(), b"secret");
        assert_eq!(key_id(&sealed), Some(one.key_id()));
        assert_eq!(
            two.open(&binding(), &sealed),
            Err(OpenError::OtherKey {
                sealed_with: one.key_id(),
                held: two.key_id()
            })
        );
    }

    #[test]
    fn an_installation_value_is_no_firm_value() {
        let master = MasterKey::from_bytes([7; 32]);
        let sealed = master.seal(&binding(), b"secret");
        assert_eq!(master.open(&binding(), &sealed).unwrap().as_slice(), b"secret");
        assert!(FirmKey::generate().open(&binding(), &sealed).is_err());
        assert!(FirmKey::unwrap(&sealed, &master, binding().firm, 3).is_err());
    }

    proptest! {
        #[test]
        fn round_trip(plain in proptest::collection::vec(any::<u8>(), 0..300)) {
            let key = FirmKey::generate();
            let sealed = key.seal(&binding(), &plain);
            prop_assert_eq!(sealed.len(), plain.len() + 37);
            let opened = key.open(&binding(), &sealed).unwrap();
            prop_assert_eq!(opened.as_slice(), plain.as_slice());
        }

        #[test]
        fn any_flipped_bit_is_refused(plain in proptest::collection::vec(any::<u8>(), 0..100), at in any::<prop::sample::Index>(), bit in 0..8_u8) {
            let key = FirmKey::generate();
            let mut sealed = key.seal(&binding(), &plain);
            let at = at.index(sealed.len());
            sealed[at] ^= 1 << bit;
            prop_assert!(key.open(&binding(), &sealed).is_err());
        }

        #[test]
        fn any_cut_is_refused(plain in proptest::collection::vec(any::<u8>(), 0..100), keep in any::<prop::sample::Index>()) {
            let key = FirmKey::generate();
            let sealed = key.seal(&binding(), &plain);
            prop_assert!(key.open(&binding(), &sealed[..keep.index(sealed.len())]).is_err());
        }

        #[test]
        fn rubbish_does_not_panic(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            prop_assert!(FirmKey::generate().open(&binding(), &bytes).is_err());
        }
    }
}
