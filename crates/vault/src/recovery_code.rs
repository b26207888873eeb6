//! Recovery codes: typed from paper when the second factor is lost. Ten at a time, each for one use.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::master_key::Derived32;
use crate::{random, token};

/// Crockford's base 32: no I, L, O or U, so that nothing is misread from paper.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 16;
const GROUP: usize = 4;

/// 80 random bits as 16 characters, shown in groups of four.
#[derive(Clone)]
pub struct RecoveryCode(SecretString);

impl RecoveryCode {
    /// A new random code.
    pub fn generate() -> Self {
        let random = Zeroizing::new(random::bytes::<LENGTH>());
        // 256 is a multiple of 32: the remainder favours no character.
        let code: String = random
            .iter()
            .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
            .collect();
        Self(SecretString::from(code))
    }

    /// Reads a code as people type it: any case, spaces and hyphens anywhere, O for 0, I and L for 1.
    pub fn parse(typed: &str) -> Option<Self> {
        let mut code = Zeroizing::new(String::with_capacity(LENGTH));
        for letter in typed.chars().filter(|letter| !matches!(letter, ' ' | '-')) {
            let letter = match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            if code.len() == LENGTH || !ALPHABET.iter().any(|known| char::from(*known) == letter) {
                return None;
            }
            code.push(letter);
        }
        (code.len() == LENGTH).then(|| Self(SecretString::from(code.as_str())))
    }

    /// The code as it is shown once to its owner: `ABCD-1234-EFGH-5678`.
    pub fn shown(&self) -> String {
        let code = self.0.expose_secret();
        let groups: Vec<&str> = (0..LENGTH)
            .step_by(GROUP)
            .map(|start| &code[start..start + GROUP])
            .collect();
        groups.join("-")
    }

    /// HMAC-SHA-256 of the 16 characters under [`crate::Purpose::RecoveryCode`]'s key: what is stored.
    pub fn keyed_hash(&self, key: &Derived32) -> [u8; 32] {
        token::keyed_hash(key, self.0.expose_secret().as_bytes())
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MasterKey, Purpose};

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let key = MasterKey::from_bytes([1; 32]).derive(Purpose::RecoveryCode);
        let code = RecoveryCode::parse("ABCD-1230-EFGH-5678").unwrap();
        assert_eq!(code.shown(), "ABCD-1230-EFGH-5678");
        for typed in ["abcd1230efgh5678", "ABCD I23O EFGH 5678", " abcd-l23o-efgh-5678 "] {
            let read = RecoveryCode::parse(typed).unwrap();
            assert_eq!(read.keyed_hash(&key), code.keyed_hash(&key), "{typed}");
        }
        for wrong in [
            "",
            "ABCD-1230-EFGH-567",
            "ABCD-1230-EFGH-56789",
            "ABCD-1230-EFGH-567U",
            "ABCD-1230-EFGH-567é",
        ] {
            assert!(RecoveryCode::parse(wrong).is_none(), "{wrong}");
        }
    }

    /// 80 random bits: every character comes from the whole alphabet.
    #[test]
    fn codes_use_the_whole_alphabet() {
        let seen: std::collections::BTreeSet<u8> = (0..200)
            .flat_map(|_| RecoveryCode::generate().0.expose_secret().bytes().collect::<Vec<_>>())
            .collect();
        assert_eq!(seen, ALPHABET.iter().copied().collect());
    }

    #[test]
    fn what_is_shown_is_read_back() {
        let key = MasterKey::from_bytes([1; 32]).derive(Purpose::RecoveryCode);
        for _ in 0..100 {
            let code = RecoveryCode::generate();
            let shown = code.shown();
            assert_eq!(shown.len(), 19);
            let read = RecoveryCode::parse(&shown).unwrap();
            assert_eq!(read.keyed_hash(&key), code.keyed_hash(&key));
            assert_ne!(code.keyed_hash(&key), RecoveryCode::generate().keyed_hash(&key));
        }
    }
}
