//! Ed25519 keys (RFC 8032) with the names under which signed notes know them.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Name;

/// Ed25519 among the kinds of signature that a note can carry.
const ED25519: u8 = 0x01;
const PUBLIC: usize = 32;

/// A key that signatures are verified with. Written `name+id+key`, as C2SP's signed notes and Go's checksum database write theirs: the id
/// in eight hexadecimal digits, the key in Base64 with its kind before it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VerifierKey {
    name: Name,
    id: u32,
    key: VerifyingKey,
}

/// This is not a key that signatures could be verified with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not an Ed25519 key of a signed note")]
pub struct NotAKey;

impl VerifierKey {
    /// A public key under a name. Refused if it is no point of the curve, or one of the few under which anybody could sign.
    pub fn new(name: Name, public: &[u8; PUBLIC]) -> Result<Self, NotAKey> {
        let key = VerifyingKey::from_bytes(public).map_err(|_| NotAKey)?;
        if key.is_weak() {
            return Err(NotAKey);
        }
        Ok(Self {
            id: key_id(&name, public),
            name,
            key,
        })
    }

    /// The key's name.
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// The key's id: a hint at which key of a name it is, and no proof of anything.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// The public key itself.
    pub fn public(&self) -> &[u8; PUBLIC] {
        self.key.as_bytes()
    }

    /// Whether this key signed this text. Strict: one key, text and signature have no second form that passes too.
    pub(crate) fn signed(&self, text: &str, signature: &[u8]) -> bool {
        <&[u8; 64]>::try_from(signature).is_ok_and(|signature| {
            self.key
                .verify_strict(text.as_bytes(), &Signature::from_bytes(signature))
                .is_ok()
        })
    }
}

impl FromStr for VerifierKey {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        // The last part may hold plus signs itself.
        let (name, rest) = text.split_once('+').ok_or(NotAKey)?;
        let (id, key) = rest.split_once('+').ok_or(NotAKey)?;
        let key = STANDARD.decode(key).map_err(|_| NotAKey)?;
        let [ED25519, public @ ..] = key.as_slice() else {
            return Err(NotAKey);
        };
        let public: &[u8; PUBLIC] = public.try_into().map_err(|_| NotAKey)?;
        let read = Self::new(name.parse().map_err(|_| NotAKey)?, public)?;
        if id == written_id(read.id) {
            Ok(read)
        } else {
            Err(NotAKey)
        }
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut key = vec![ED25519];
        key.extend_from_slice(self.public());
        write!(f, "{}+{}+{}", self.name, written_id(self.id), STANDARD.encode(key))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifierKey({self})")
    }
}

impl TryFrom<String> for VerifierKey {
    type Error = NotAKey;

    fn try_from(text: String) -> Result<Self, NotAKey> {
        text.parse()
    }
}

impl From<VerifierKey> for String {
    fn from(key: VerifierKey) -> Self {
        key.to_string()
    }
}

/// A key that signs. Wiped from memory when dropped, and never printed.
pub struct SignerKey {
    verifier: VerifierKey,
    key: SigningKey,
}

impl SignerKey {
    /// The key that grows out of these 32 secret bytes.
    pub fn from_seed(name: Name, seed: &[u8; 32]) -> Self {
        let key = SigningKey::from_bytes(seed);
        let public = key.verifying_key();
        let verifier = VerifierKey {
            id: key_id(&name, public.as_bytes()),
            name,
            key: public,
        };
        Self { verifier, key }
    }

    /// What its signatures are verified with.
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    pub(crate) fn sign(&self, text: &str) -> [u8; 64] {
        self.key.sign(text.as_bytes()).to_bytes()
    }
}

impl fmt::Debug for SignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignerKey({})", self.verifier.name)
    }
}

/// The first four bytes of SHA-256(name ‖ newline ‖ kind ‖ public key).
fn key_id(name: &Name, public: &[u8; PUBLIC]) -> u32 {
    let mut hash = Sha256::new();
    hash.update(name.as_str());
    hash.update([b'\n', ED25519]);
    hash.update(public);
    let hash: [u8; 32] = hash.finalize().into();
    let [a, b, c, d, ..] = hash;
    u32::from_be_bytes([a, b, c, d])
}

fn written_id(id: u32) -> String {
    format!("{id:08x}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    #[test]
    fn rfc_8032_vectors_sign_and_verify() {
        // Section 7.1, tests 1 to 3, those whose message is text here; the third's is not UTF-8.
        for (seed, public, message, signature) in [
            (
                "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                "",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
            ),
            (
                "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                "r",
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
            ),
        ] {
            let seed: [u8; 32] = hex::decode(seed).unwrap().try_into().unwrap();
            let signer = SignerKey::from_seed("rfc8032".parse().unwrap(), &seed);
            assert_eq!(hex::encode(signer.verifier().public()), public);
            assert_eq!(hex::encode(signer.sign(message)), signature);
            let signature = hex::decode(signature).unwrap();
            assert!(signer.verifier().signed(message, &signature));
            assert!(!signer.verifier().signed("s", &signature));
            assert!(!signer.verifier().signed(message, &signature[..63]));
            assert!(!signer.verifier().signed(message, &[&signature[..], &[0]].concat()));
            for at in 0..signature.len() {
                let mut changed = signature.clone();
                changed[at] ^= 1;
                assert!(!signer.verifier().signed(message, &changed), "byte {at}");
            }
        }
    }

    #[test]
    fn a_signature_has_no_second_form() {
        // The same signature with the group's order added to its second half: the equation still holds, and it has to be refused.
        let order = hex::decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010").unwrap();
        let signer = sample::signer();
        let signature = signer.sign("text");
        let mut second = signature;
        let mut carry = 0;
        for (byte, add) in second[32..].iter_mut().zip(order) {
            let sum = u16::from(*byte) + u16::from(add) + carry;
            *byte = u8::try_from(sum & 255).unwrap();
            carry = sum >> 8;
        }
        assert!(signer.verifier().signed("text", &signature));
        assert!(!signer.verifier().signed("text", &second));
    }

    #[test]
    fn a_published_key_is_read_and_written() {
        let key: VerifierKey = PETER.parse().unwrap();
        assert_eq!(key.name().as_str(), "PeterNeumann");
        assert_eq!(key.id(), 0xc74f_20a3);
        assert_eq!(key.to_string(), PETER);
        assert_eq!(VerifierKey::new(key.name().clone(), key.public()), Ok(key.clone()));
        let json = serde_json::to_string(&key).unwrap();
        assert_eq!(serde_json::from_str::<VerifierKey>(&json).unwrap(), key);
        assert!(serde_json::from_str::<VerifierKey>("\"PeterNeumann\"").is_err());
    }

    #[test]
    fn no_part_and_no_change_of_a_key_is_a_key() {
        for from in 0..PETER.len() {
            for to in from..=PETER.len() {
                if (from, to) != (0, PETER.len()) {
                    assert_eq!(
                        PETER[from..to].parse::<VerifierKey>(),
                        Err(NotAKey),
                        "{}",
                        &PETER[from..to]
                    );
                }
            }
        }
        for at in 0..PETER.len() {
            let mut changed = PETER.as_bytes().to_vec();
            changed[at] += 1;
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(changed.parse::<VerifierKey>(), Err(NotAKey), "{changed}");
        }
        assert_eq!(
            PETER.replace("c74f20a3", "C74F20A3").parse::<VerifierKey>(),
            Err(NotAKey)
        );
    }

    #[test]
    fn a_key_under_which_anybody_could_sign_is_refused() {
        let name: Name = "weak".parse().unwrap();
        let mut one = [0; 32];
        one[0] = 1;
        assert_eq!(VerifierKey::new(name.clone(), &one), Err(NotAKey));
        assert_eq!(VerifierKey::new(name.clone(), &[0; 32]), Err(NotAKey));
        // No point of the curve has this coordinate.
        let mut two = [0; 32];
        two[0] = 2;
        assert_eq!(VerifierKey::new(name, &two), Err(NotAKey));
    }

    #[test]
    fn a_signing_key_is_never_printed() {
        let signer = sample::signer();
        assert_eq!(format!("{signer:?}"), "SignerKey(log.example/key)");
        assert_eq!(
            signer.verifier().to_string(),
            "log.example/key+03e480ce+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
        );
    }
}
