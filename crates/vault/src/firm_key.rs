//! A firm's data key: seals the firm's small values and wraps its documents' keys.

use secrecy::{ExposeSecret, SecretBox};
use uuid::Uuid;

use crate::envelope::{self, Kind};
use crate::random;
use crate::{Binding, KeyId, MasterKey, OpenError};

/// 256 random bits, stored only wrapped by the installation's [`MasterKey`]. Wiped when dropped.
pub struct FirmKey(pub(crate) SecretBox<[u8; 32]>);

impl FirmKey {
    /// A new random key.
    pub fn generate() -> Self {
        Self(SecretBox::new(Box::new(random::bytes())))
    }

    /// Encrypts this key under the master key, bound to the firm and to the key's version (1, 2, …).
    pub fn wrap(&self, master: &MasterKey, firm: Uuid, version: i32) -> Vec<u8> {
        let key = master.wrapping_key();
        envelope::seal(
            key.expose(),
            Kind::FirmKey,
            &binding(firm, version),
            self.0.expose_secret(),
        )
    }

    /// Opens what [`FirmKey::wrap`] wrapped for the same firm and version.
    pub fn unwrap(bytes: &[u8], master: &MasterKey, firm: Uuid, version: i32) -> Result<Self, OpenError> {
        let key = master.wrapping_key();
        let plain = envelope::open(key.expose(), Kind::FirmKey, &binding(firm, version), bytes)?;
        into_key(&plain).map(Self)
    }

    /// The key's public name.
    pub fn key_id(&self) -> KeyId {
        envelope::key_id(self.0.expose_secret())
    }
}

/// Thirty-two opened bytes as a key.
pub(crate) fn into_key(plain: &[u8]) -> Result<SecretBox<[u8; 32]>, OpenError> {
    let bytes: &[u8; 32] = plain.try_into().map_err(|_| OpenError::Malformed)?;
    Ok(SecretBox::new(Box::new(*bytes)))
}

fn binding(firm: Uuid, version: i32) -> Binding<'static> {
    Binding {
        purpose: "firm.data_key",
        firm,
        row: firm,
        version,
    }
}

impl std::fmt::Debug for FirmKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FirmKey({})", self.key_id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRM: Uuid = Uuid::from_u128(1);

    #[test]
    fn a_wrapped_key_opens_only_for_its_firm_version_and_master() {
        let master = MasterKey::from_bytes([1; 32]);
        let key = FirmKey::generate();
        let wrapped = key.wrap(&master, FIRM, 1);
        let opened = FirmKey::unwrap(&wrapped, &master, FIRM, 1).unwrap();
        assert_eq!(opened.0.expose_secret(), key.0.expose_secret());
        assert_eq!(opened.key_id(), key.key_id());

        let refused = |master: &MasterKey, firm, version| FirmKey::unwrap(&wrapped, master, firm, version).unwrap_err();
        assert_eq!(refused(&master, Uuid::from_u128(2), 1), OpenError::Refused);
        assert_eq!(refused(&master, FIRM, 2), OpenError::Refused);
        let other = MasterKey::from_bytes([2; 32]);
        assert!(matches!(refused(&other, FIRM, 1), OpenError::OtherKey { .. }));
    }

    #[test]
    fn the_wrapped_key_names_the_master_key() {
        let master = MasterKey::from_bytes([1; 32]);
        let wrapped = FirmKey::generate().wrap(&master, FIRM, 1);
        assert!(master.wrapped(&wrapped));
        assert!(!MasterKey::from_bytes([2; 32]).wrapped(&wrapped));
    }

    #[test]
    fn a_sealed_value_is_not_a_wrapped_key() {
        let key = FirmKey::generate();
        let as_value = key.seal(&binding(FIRM, 1), &[9; 32]);
        // Even with the same 32 bytes as master key the kinds keep them apart.
        let master = MasterKey::from_bytes(*key.0.expose_secret());
        assert!(FirmKey::unwrap(&as_value, &master, FIRM, 1).is_err());
    }
}
