//! The installation's master key: from the environment, a file or a credential store, never from the database.

use std::fmt;
use std::path::Path;

use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::GeneralPurpose;
use base64::engine::{DecodePaddingMode, GeneralPurposeConfig};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use zeroize::Zeroizing;

use crate::envelope;
use crate::sealed;

mod file;

/// 256 bits from which everything else of the installation derives. Wiped when dropped.
pub struct MasterKey(SecretBox<[u8; 32]>);

/// Why there is no master key. In words for the person who installs Matterlock; never quotes the key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Neither 64 hexadecimal digits nor the base64 of 32 bytes.
    #[error(
        "the master key must be 32 bytes, written as 64 hexadecimal digits or as base64 (try `openssl rand -hex 32`); \
         this one has {characters} characters"
    )]
    NotAKey {
        /// Length of the text, without the white space around it.
        characters: usize,
    },
    /// All bytes the same: a placeholder that somebody forgot to replace.
    #[error("the master key is a placeholder: all of its bytes are the same")]
    Placeholder,
    /// Other people on the machine could read it.
    #[error("the key file {path} can be read by others (mode {mode:o}): run `chmod 600 {path}`")]
    Exposed {
        /// The file.
        path: String,
        /// Its permission bits.
        mode: u32,
    },
    /// The path names a directory or a device.
    #[error("the key file {path} is not a regular file")]
    NotAFile {
        /// The path.
        path: String,
    },
    /// Reading or writing failed.
    #[error("the key file {path} can't be used: {source}")]
    Io {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
}

/// What a derived key is for. Keys of different purposes say nothing about each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Wraps the firms' data keys.
    FirmKeyWrapping,
    /// Seals values that belong to no firm.
    InstallationValues,
    /// Signs the session cookie's JWT.
    JwtSigning,
    /// Password of the database login for the office, the console and signers.
    DatabaseLogin,
    /// Password of the database login for those who sign in.
    DatabaseDoor,
    /// Password of the database login for jobs and operators.
    DatabaseWorks,
    /// Password of the database login for the promise checks.
    DatabaseChecks,
    /// Password of the database role that migrates.
    DatabaseOwner,
    /// Keyed hash under which bearer tokens are looked up.
    TokenLookup,
    /// Keyed hash of recovery codes.
    RecoveryCode,
    /// Authenticates the cookie of a device that the owner has signed in from.
    DeviceCookie,
    /// Makes the secrets of links to accounts from the ids of their rows.
    AccountLink,
    /// Authenticates the built-in proof of work's challenges.
    ProofOfWork,
    /// Signs checkpoints of the audit log.
    AuditCheckpoint,
    /// Encrypts backups.
    Backup,
    /// Hides addresses and names in rate-limit keys.
    RateLimit,
    /// Makes the server's half of the key under which a browser seals a form that was not sent.
    FormDraft,
}

impl Purpose {
    /// Part of the derivation: changing a label changes the key. Never reuse one.
    fn label(self) -> &'static str {
        match self {
            Self::FirmKeyWrapping => "firm key wrapping",
            Self::InstallationValues => "installation values",
            Self::JwtSigning => "jwt signing",
            Self::DatabaseLogin => "database login",
            Self::DatabaseDoor => "database door",
            Self::DatabaseWorks => "database works",
            Self::DatabaseChecks => "database checks",
            Self::DatabaseOwner => "database owner",
            Self::TokenLookup => "token lookup",
            Self::RecoveryCode => "recovery code",
            Self::DeviceCookie => "device cookie",
            Self::AccountLink => "account link",
            Self::ProofOfWork => "proof of work",
            Self::AuditCheckpoint => "audit checkpoint",
            Self::Backup => "backup",
            Self::RateLimit => "rate limit",
            Self::FormDraft => "form draft",
        }
    }
}

/// A key for one purpose. Wiped when dropped.
pub struct Derived32(SecretBox<[u8; 32]>);

impl Derived32 {
    /// The raw key, for handing to an algorithm.
    pub fn expose(&self) -> &[u8; 32] {
        self.0.expose_secret()
    }

    /// The key as a password of 64 hexadecimal digits, safe in a connection string and in SQL quotes.
    pub fn password(&self) -> SecretString {
        SecretString::from(hex::encode(self.expose()))
    }
}

impl MasterKey {
    /// The key with these bytes.
    pub fn from_bytes(b: [u8; 32]) -> Self {
        Self(SecretBox::new(Box::new(b)))
    }

    /// Reads 64 hexadecimal digits, or the base64 (plain or URL-safe, padded or not) of 32 bytes.
    /// White space around it is ignored.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        let mut key = Zeroizing::new([0_u8; 32]);
        if text.len() == 64 {
            hex::decode_to_slice(text, key.as_mut()).map_err(|_| not_a_key(text))?;
        } else {
            // One longer than a key, so that 33 bytes are seen to be too many.
            let mut bytes = Zeroizing::new([0_u8; 33]);
            let alphabet = if text.contains(['-', '_']) {
                alphabet::URL_SAFE
            } else {
                alphabet::STANDARD
            };
            let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
            let written = GeneralPurpose::new(&alphabet, config).decode_slice(text, bytes.as_mut());
            if written != Ok(key.len()) {
                return Err(not_a_key(text));
            }
            key.copy_from_slice(&bytes[..32]);
        }
        if key.iter().all(|byte| *byte == key[0]) {
            return Err(KeyError::Placeholder);
        }
        Ok(Self::from_bytes(*key))
    }

    /// Reads the key file; `None` where there is none.
    ///
    /// One that others than its owner can read is refused.
    pub fn load(path: &Path) -> Result<Option<Self>, KeyError> {
        file::load(path)
    }

    /// Reads the key file, or makes one with a new random key if there is none; `true` says that it was made.
    ///
    /// The file belongs to its owner alone (mode 0600): one that others can read is refused. It appears complete
    /// or not at all, and survives a power cut; of several processes starting at once, one makes it and the others
    /// read it. Whoever loses this file loses every document.
    pub fn load_or_create(path: &Path) -> Result<(Self, bool), KeyError> {
        file::load_or_create(path)
    }

    /// The key for one purpose, by HKDF-SHA-256 (RFC 5869).
    pub fn derive(&self, purpose: Purpose) -> Derived32 {
        let info = format!("matterlock/1 {}", purpose.label());
        Derived32(SecretBox::init_with_mut(|key: &mut [u8; 32]| {
            envelope::expand(self.0.expose_secret(), None, info.as_bytes(), key);
        }))
    }

    /// The key's public name: 16 hexadecimal digits that say nothing about the key. Store it at installation, and
    /// refuse to start with another.
    pub fn id(&self) -> String {
        envelope::key_id(self.0.expose_secret()).to_string()
    }

    /// Whether this is the master key that a wrapped firm key names. For choosing between the current and the
    /// previous one while keys are rotated; proves nothing.
    pub fn wrapped(&self, firm_key: &[u8]) -> bool {
        sealed::key_id(firm_key) == Some(envelope::key_id(self.wrapping_key().expose()))
    }

    pub(crate) fn wrapping_key(&self) -> Derived32 {
        self.derive(Purpose::FirmKeyWrapping)
    }

    pub(crate) fn installation_key(&self) -> Derived32 {
        self.derive(Purpose::InstallationValues)
    }
}

fn not_a_key(text: &str) -> KeyError {
    KeyError::NotAKey {
        characters: text.chars().count(),
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKey({})", self.id())
    }
}

impl fmt::Debug for Derived32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Derived32(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    use std::collections::HashSet;

    fn bytes() -> [u8; 32] {
        std::array::from_fn(|i| u8::try_from(255 - i).unwrap())
    }

    #[test]
    fn every_way_of_writing_gives_the_same_key() {
        let key = MasterKey::from_bytes(bytes());
        for text in [
            hex::encode(bytes()),
            hex::encode_upper(bytes()),
            format!("  {}\n", hex::encode(bytes())),
            STANDARD.encode(bytes()),
            STANDARD.encode(bytes()).trim_end_matches('=').to_owned(),
            URL_SAFE_NO_PAD.encode(bytes()),
        ] {
            assert_eq!(MasterKey::parse(&text).unwrap().id(), key.id(), "{text}");
        }
    }

    #[test]
    fn wrong_texts_are_refused_without_quoting_them() {
        for text in [
            String::new(),
            "hunter2hunter2".to_owned(),
            hex::encode([1; 31]),
            hex::encode([1; 33]),
            "g".repeat(64),
            STANDARD.encode([1; 31]),
            STANDARD.encode([1; 33]),
            STANDARD.encode([1; 64]),
        ] {
            let error = MasterKey::parse(&text).unwrap_err();
            assert!(matches!(error, KeyError::NotAKey { .. }), "{text}");
            assert!(text.is_empty() || !error.to_string().contains(&text));
        }
        assert!(matches!(MasterKey::parse(&"00".repeat(32)), Err(KeyError::Placeholder)));
    }

    #[test]
    fn purposes_do_not_share_keys() {
        let master = MasterKey::from_bytes(bytes());
        let purposes = [
            Purpose::FirmKeyWrapping,
            Purpose::InstallationValues,
            Purpose::JwtSigning,
            Purpose::DatabaseLogin,
            Purpose::DatabaseDoor,
            Purpose::DatabaseWorks,
            Purpose::DatabaseChecks,
            Purpose::DatabaseOwner,
            Purpose::TokenLookup,
            Purpose::RecoveryCode,
            Purpose::DeviceCookie,
            Purpose::ProofOfWork,
            Purpose::AuditCheckpoint,
            Purpose::Backup,
            Purpose::RateLimit,
            Purpose::FormDraft,
        ];
        let keys: HashSet<[u8; 32]> = purposes.map(|p| *master.derive(p).expose()).into();
        assert_eq!(keys.len(), purposes.len());
        assert_ne!(
            master.derive(Purpose::Backup).expose(),
            MasterKey::from_bytes([3; 32]).derive(Purpose::Backup).expose()
        );
    }

    #[test]
    fn derivation_never_changes() {
        // Installations depend on these values: a change here locks them out of their data.
        // Computed apart, with Python's hmac.
        let master = MasterKey::from_bytes(bytes());
        assert_eq!(master.id(), "c69bd5c63f95fdd0");
        assert_eq!(
            hex::encode(master.derive(Purpose::JwtSigning).expose()),
            "686fe7d695488c193df67c8c4987c89a2f488827f3872f507a8aec144a8503ed"
        );
        assert_eq!(
            hex::encode(master.wrapping_key().expose()),
            "613cc0e830acb83d49aaef5facd901f41eea788c52e19c9b768f04320dab941d"
        );
    }
}
