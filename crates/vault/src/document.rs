//! Documents at rest: a key per document, the document in chunks.
//!
//! `version (1) ‖ salt (32) ‖ chunks`. The salt and the document's key give a fresh AES-256-GCM key and nonce prefix
//! for every sealing (HKDF-SHA-256), so that one key may seal a document again and again. The chunks follow the
//! STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): each is numbered and the last is marked, so
//! none can be dropped, repeated, reordered, or taken from another document, and the end can't be cut off.

use aead_stream::aead::Payload;
use aead_stream::{DecryptorBE32, EncryptorBE32};
use aes_gcm::Aes256Gcm;
use secrecy::{ExposeSecret, SecretBox};
use zeroize::Zeroizing;

use crate::envelope::{self, Kind, associated_data};
use crate::firm_key::into_key;
use crate::random;
use crate::{Binding, FirmKey, OpenError};

const VERSION: u8 = 1;
const SALT: usize = 32;
const PREFIX: usize = 7;
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;

/// 256 random bits for one document, stored only wrapped by the firm's key. Wiped when dropped.
pub struct DocumentKey(SecretBox<[u8; 32]>);

impl DocumentKey {
    /// A new random key.
    pub fn generate() -> Self {
        Self(SecretBox::new(Box::new(random::bytes())))
    }

    /// Encrypts this key under the firm's key, bound to the document's row.
    pub fn wrap(&self, firm: &FirmKey, binding: &Binding) -> Vec<u8> {
        let key = firm.0.expose_secret();
        envelope::seal(key, Kind::DocumentKey, binding, self.0.expose_secret())
    }

    /// Opens what [`DocumentKey::wrap`] wrapped under the same binding.
    pub fn unwrap(bytes: &[u8], firm: &FirmKey, binding: &Binding) -> Result<Self, OpenError> {
        let plain = envelope::open(firm.0.expose_secret(), Kind::DocumentKey, binding, bytes)?;
        into_key(&plain).map(Self)
    }

    /// Seals the document: 33 bytes and 16 for each 64 KiB longer than `plain`. At most 2⁴⁸ bytes.
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "STREAM refuses only more than 2³² chunks of 64 KiB, which no document in memory has"
    )]
    pub fn seal(&self, binding: &Binding, plain: &[u8]) -> Vec<u8> {
        let salt = random::bytes::<SALT>();
        let aad = associated_data(Kind::Document, binding);
        let (key, prefix) = self.once(&salt);
        let mut stream = EncryptorBE32::<Aes256Gcm>::new((&*key).into(), (&prefix).into());
        let (chunks, last) = split(plain, CHUNK);
        let mut out = Vec::with_capacity(1 + SALT + plain.len() + TAG * (1 + chunks.len() / CHUNK));
        out.push(VERSION);
        out.extend_from_slice(&salt);
        for chunk in chunks.chunks_exact(CHUNK) {
            let chunk = stream.encrypt_next(Payload { msg: chunk, aad: &aad });
            out.extend_from_slice(&chunk.expect("fewer than 2³² chunks"));
        }
        let last = stream.encrypt_last(Payload { msg: last, aad: &aad });
        out.extend_from_slice(&last.expect("a chunk is shorter than 64 GiB"));
        out
    }

    /// Opens what [`DocumentKey::seal`] sealed under the same binding: the whole document, or nothing of it.
    pub fn open(&self, binding: &Binding, sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
        let (&version, rest) = sealed.split_first().ok_or(OpenError::Malformed)?;
        let (salt, body) = rest.split_first_chunk::<SALT>().ok_or(OpenError::Malformed)?;
        if version != VERSION || body.len() < TAG {
            return Err(OpenError::Malformed);
        }
        let aad = associated_data(Kind::Document, binding);
        let (key, prefix) = self.once(salt);
        let mut stream = DecryptorBE32::<Aes256Gcm>::new((&*key).into(), (&prefix).into());
        let (chunks, last) = split(body, CHUNK + TAG);
        let mut out = Zeroizing::new(Vec::with_capacity(body.len()));
        for chunk in chunks.chunks_exact(CHUNK + TAG) {
            let chunk = stream.decrypt_next(Payload { msg: chunk, aad: &aad });
            out.extend_from_slice(&Zeroizing::new(chunk.map_err(|_| OpenError::Refused)?));
        }
        let last = stream.decrypt_last(Payload { msg: last, aad: &aad });
        out.extend_from_slice(&Zeroizing::new(last.map_err(|_| OpenError::Refused)?));
        Ok(std::mem::take(&mut out))
    }

    /// Whether bytes have the form of what [`DocumentKey::seal`] gives, by how they begin and how many they are. Not authenticated: it
    /// finds what was stored unsealed, and proves nothing.
    pub fn looks_sealed(beginning: &[u8], length: u64) -> bool {
        let Some(body) = length.checked_sub((1 + SALT + TAG) as u64) else {
            return false;
        };
        // What is left after whole chunks: the last chunk, which is never empty unless everything is.
        let last = (body + TAG as u64) % (CHUNK + TAG) as u64;
        beginning.first() == Some(&VERSION) && (body == 0 || last == 0 || last > TAG as u64)
    }

    /// The AES key and nonce prefix of one sealing.
    fn once(&self, salt: &[u8; SALT]) -> (Zeroizing<[u8; 32]>, [u8; PREFIX]) {
        let mut material = Zeroizing::new([0; 32 + PREFIX]);
        let info = b"matterlock/1 document stream";
        envelope::expand(self.0.expose_secret(), Some(salt), info, material.as_mut());
        let mut key = Zeroizing::new([0; 32]);
        let mut prefix = [0; PREFIX];
        key.copy_from_slice(&material[..32]);
        prefix.copy_from_slice(&material[32..]);
        (key, prefix)
    }
}

/// Whole chunks, and the last one: never empty unless everything is.
fn split(all: &[u8], chunk: usize) -> (&[u8], &[u8]) {
    all.split_at(all.len().saturating_sub(1) / chunk * chunk)
}

impl std::fmt::Debug for DocumentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DocumentKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    const PIECE: usize = CHUNK + TAG;
    const HEAD: usize = 1 + SALT;

    fn binding() -> Binding<'static> {
        Binding {
            purpose: "document",
            firm: Uuid::from_u128(1),
            row: Uuid::from_u128(2),
            version: 1,
        }
    }

    fn pattern(length: usize) -> Vec<u8> {
        (0..length).map(|i| u8::try_from(i * 31 % 251).unwrap()).collect()
    }

    #[test]
    fn lengths_around_the_chunks_round_trip() {
        let key = DocumentKey::generate();
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7, 5 * CHUNK] {
            let plain = pattern(length);
            let sealed = key.seal(&binding(), &plain);
            assert_eq!(sealed.len(), HEAD + length + TAG * length.div_ceil(CHUNK).max(1));
            assert_eq!(key.open(&binding(), &sealed).unwrap(), plain, "{length}");
        }
    }

    #[test]
    fn what_is_sealed_looks_so_and_plain_files_do_not() {
        let key = DocumentKey::generate();
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7] {
            let sealed = key.seal(&binding(), &pattern(length));
            assert!(DocumentKey::looks_sealed(&sealed, sealed.len() as u64), "{length}");
        }
        for plain in [&b"%PDF-1.7"[..], b"\x89PNG", b"[\"a page\"]", b""] {
            assert!(!DocumentKey::looks_sealed(plain, 5_000), "{plain:?}");
        }
        let sealed = key.seal(&binding(), &pattern(CHUNK));
        for cut in [0, 1, HEAD, HEAD + TAG - 1, HEAD + PIECE + 1, HEAD + PIECE + TAG] {
            assert!(!DocumentKey::looks_sealed(&sealed, cut as u64), "{cut}");
        }
    }

    #[test]
    fn chunks_can_not_be_dropped_reordered_repeated_or_swapped() {
        let key = DocumentKey::generate();
        let sealed = key.seal(&binding(), &pattern(3 * CHUNK + 100));
        // Sealed again with the same key: every chunk of the right place, but of another sealing.
        let again = key.seal(&binding(), &pattern(3 * CHUNK + 100));
        let piece = |of: &[u8], n: usize| of[HEAD + n * PIECE..(HEAD + (n + 1) * PIECE).min(of.len())].to_vec();
        let build = |pieces: &[Vec<u8>]| [&sealed[..HEAD], &pieces.concat()].concat();
        let [a, b, c, d] = [0, 1, 2, 3].map(|n| piece(&sealed, n));
        assert!(
            key.open(&binding(), &build(&[a.clone(), b.clone(), c.clone(), d.clone()]))
                .is_ok()
        );
        for (what, pieces) in [
            ("first dropped", vec![b.clone(), c.clone(), d.clone()]),
            ("middle dropped", vec![a.clone(), c.clone(), d.clone()]),
            ("last dropped", vec![a.clone(), b.clone(), c.clone()]),
            ("reordered", vec![b.clone(), a.clone(), c.clone(), d.clone()]),
            ("repeated", vec![a.clone(), a.clone(), b.clone(), c.clone(), d.clone()]),
            (
                "end repeated",
                vec![a.clone(), b.clone(), c.clone(), d.clone(), d.clone()],
            ),
            (
                "of another sealing",
                vec![a.clone(), piece(&again, 1), c.clone(), d.clone()],
            ),
            ("only the end", vec![d]),
            ("nothing", vec![]),
        ] {
            assert!(key.open(&binding(), &build(&pieces)).is_err(), "{what}");
        }
    }

    #[test]
    fn the_format_never_changes() {
        // Sealed apart, with Python's cryptography package, by the description at the top.
        let key: [u8; 32] = std::array::from_fn(|i| u8::try_from(255 - i).unwrap());
        let sealed = hex::decode(
            "01000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\
             8d78e388e89e919cf42a2c69220c88396b71dd248339f334",
        )
        .unwrap();
        let opened = into_key(&key).map(DocumentKey).unwrap().open(&binding(), &sealed);
        assert_eq!(opened.unwrap(), b"contract");
    }

    #[test]
    fn a_document_opens_only_in_its_row_and_with_its_key() {
        let key = DocumentKey::generate();
        let sealed = key.seal(&binding(), b"contract");
        for elsewhere in [
            Binding {
                row: Uuid::from_u128(3),
                ..binding()
            },
            Binding {
                firm: Uuid::from_u128(3),
                ..binding()
            },
            Binding {
                version: 2,
                ..binding()
            },
            Binding {
                purpose: "page image",
                ..binding()
            },
        ] {
            assert_eq!(key.open(&elsewhere, &sealed), Err(OpenError::Refused));
        }
        assert_eq!(
            DocumentKey::generate().open(&binding(), &sealed),
            Err(OpenError::Refused)
        );
    }

    #[test]
    fn a_wrapped_key_opens_only_with_its_firm_and_row() {
        let (firm, other) = (FirmKey::generate(), FirmKey::generate());
        let key = DocumentKey::generate();
        let wrapped = key.wrap(&firm, &binding());
        let sealed = key.seal(&binding(), b"contract");
        let opened = DocumentKey::unwrap(&wrapped, &firm, &binding()).unwrap();
        assert_eq!(opened.open(&binding(), &sealed).unwrap(), b"contract");
        assert!(DocumentKey::unwrap(&wrapped, &other, &binding()).is_err());
        let elsewhere = Binding {
            row: Uuid::from_u128(3),
            ..binding()
        };
        assert!(DocumentKey::unwrap(&wrapped, &firm, &elsewhere).is_err());
        assert!(firm.open(&binding(), &wrapped).is_err(), "a wrapped key is not a value");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn any_flipped_bit_is_refused(length in 0..2 * CHUNK + 50, at in any::<prop::sample::Index>(), bit in 0..8_u8) {
            let key = DocumentKey::generate();
            let mut sealed = key.seal(&binding(), &pattern(length));
            let at = at.index(sealed.len());
            sealed[at] ^= 1 << bit;
            prop_assert!(key.open(&binding(), &sealed).is_err());
        }

        #[test]
        fn any_cut_is_refused(length in 0..2 * CHUNK + 50, keep in any::<prop::sample::Index>()) {
            let key = DocumentKey::generate();
            let sealed = key.seal(&binding(), &pattern(length));
            prop_assert!(key.open(&binding(), &sealed[..keep.index(sealed.len())]).is_err());
        }
    }
}
