//! The keys under which the audit log keeps what is personal: destroying somebody's erases them from it, and from every copy of it.

use std::fmt;

use aes_gcm::Aes256Gcm;
use secrecy::{ExposeSecret, SecretBox};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::envelope::{self, Kind};
use crate::firm_key::into_key;
use crate::random;
use crate::{Binding, FirmKey, KeyId, OpenError};

/// 256 random bits for one subject of a firm's log: a person, a party, a case. Stored only wrapped by the firm's key. Wiped when dropped.
pub struct LogKey {
    key: SecretBox<[u8; 32]>,
    // Made once: an export opens millions of values with few keys.
    cipher: Aes256Gcm,
    id: KeyId,
    firm: Uuid,
    subject: Uuid,
}

impl LogKey {
    /// A new random key for a subject of a firm.
    pub fn generate(firm: Uuid, subject: Uuid) -> Self {
        Self::with(SecretBox::new(Box::new(random::bytes())), firm, subject)
    }

    fn with(key: SecretBox<[u8; 32]>, firm: Uuid, subject: Uuid) -> Self {
        Self {
            cipher: envelope::cipher(key.expose_secret()),
            id: envelope::key_id(key.expose_secret()),
            key,
            firm,
            subject,
        }
    }

    /// Encrypts this key under the firm's key, bound to firm and subject.
    pub fn wrap(&self, firm: &FirmKey) -> Vec<u8> {
        let binding = binding("log_keys.wrapped", self.firm, self.subject);
        envelope::seal(firm.0.expose_secret(), Kind::LogKey, &binding, self.key.expose_secret())
    }

    /// Opens what [`LogKey::wrap`] wrapped for the same firm and subject.
    pub fn unwrap(bytes: &[u8], key: &FirmKey, firm: Uuid, subject: Uuid) -> Result<Self, OpenError> {
        let binding = binding("log_keys.wrapped", firm, subject);
        let plain = envelope::open(key.0.expose_secret(), Kind::LogKey, &binding, bytes)?;
        Ok(Self::with(into_key(&plain)?, firm, subject))
    }

    /// Seals a value of the subject; 37 bytes longer than `plain`.
    pub fn seal(&self, plain: &[u8]) -> Vec<u8> {
        envelope::seal_by(&self.cipher, self.id, Kind::LogValue, &self.value(), plain)
    }

    /// Opens what [`LogKey::seal`] sealed for the same firm and subject.
    pub fn open(&self, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        envelope::open_by(&self.cipher, self.id, Kind::LogValue, &self.value(), sealed)
    }

    fn value(&self) -> Binding<'static> {
        binding("log.personal", self.firm, self.subject)
    }
}

fn binding(purpose: &'static str, firm: Uuid, subject: Uuid) -> Binding<'static> {
    Binding {
        purpose,
        firm,
        row: subject,
        version: 1,
    }
}

impl fmt::Debug for LogKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LogKey({})", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRM: Uuid = Uuid::from_u128(1);
    const ANA: Uuid = Uuid::from_u128(2);

    #[test]
    fn a_value_opens_under_its_subjects_key_only() {
        let key = LogKey::generate(FIRM, ANA);
        let sealed = key.seal(b"Ana");
        assert_eq!(key.open(&sealed).unwrap().as_slice(), b"Ana");
        assert_eq!(sealed.len(), 3 + 37);
        let another = LogKey::generate(FIRM, ANA);
        assert!(matches!(another.open(&sealed), Err(OpenError::OtherKey { .. })));
    }

    #[test]
    fn a_wrapped_key_opens_for_its_firm_and_subject_only() {
        let firm = FirmKey::generate();
        let key = LogKey::generate(FIRM, ANA);
        let wrapped = key.wrap(&firm);
        let opened = LogKey::unwrap(&wrapped, &firm, FIRM, ANA).unwrap();
        assert_eq!(opened.open(&key.seal(b"Ana")).unwrap().as_slice(), b"Ana");
        for (firm_id, subject) in [(FIRM, FIRM), (ANA, ANA), (ANA, FIRM)] {
            assert_eq!(
                LogKey::unwrap(&wrapped, &firm, firm_id, subject).unwrap_err(),
                OpenError::Refused
            );
        }
        assert!(LogKey::unwrap(&wrapped, &FirmKey::generate(), FIRM, ANA).is_err());
    }

    /// Sealed under the key, and bound to the subject besides: the same 32 bytes for somebody else open nothing of hers.
    #[test]
    fn a_value_is_bound_to_its_subject() {
        let key = LogKey::generate(FIRM, ANA);
        let same = |firm, subject| LogKey::with(SecretBox::new(Box::new(*key.key.expose_secret())), firm, subject);
        let sealed = key.seal(b"Ana");
        assert!(same(FIRM, ANA).open(&sealed).is_ok());
        assert_eq!(same(FIRM, Uuid::from_u128(3)).open(&sealed), Err(OpenError::Refused));
        assert_eq!(same(ANA, ANA).open(&sealed), Err(OpenError::Refused));
    }

    #[test]
    fn nothing_of_it_is_printed() {
        let key = LogKey::generate(FIRM, ANA);
        assert!(format!("{key:?}").len() < 30);
        assert!(!format!("{key:?}").contains(&hex::encode(key.key.expose_secret())));
    }
}
