//! Passwords: Argon2id (RFC 9106) for ours, bcrypt read for imported accounts.
//!
//! Hashing takes some 20 ms and 19 MiB on purpose: callers limit the rate first, and run it off the async threads
//! behind a semaphore. An imported bcrypt hash takes longer than Argon2id, so callers that must not tell whether an
//! account exists also answer every attempt after the same time.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use secrecy::{ExposeSecret, SecretString};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::random;

mod strength;

pub use strength::{PasswordProblem, judge, score};

/// More characters than this are refused before any hashing.
const LONGEST: usize = 256;

/// OWASP's minimum for Argon2id: 19 MiB, two passes, one lane.
const PARAMS: Params = match Params::new(19_456, 2, 1, None) {
    Ok(params) => params,
    // Evaluated by the compiler.
    Err(_) => panic!("these parameters are valid"),
};

/// What a stored hash may cost at most, so that a crafted import can't stop the server: 256 MiB, ten passes,
/// eight lanes; bcrypt 2¹⁴ rounds (about a second).
const MOST: (u32, u32, u32) = (262_144, 10, 8);
const MOST_BCRYPT: u32 = 14;
/// A quarter of a second at most, on a slow machine.
const MOST_IMPORTED: u32 = 12;

/// Why a password could not be hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// More than 256 characters.
    #[error("the password is longer than 256 characters")]
    TooLong,
    /// Not enough memory.
    #[error("the password could not be hashed")]
    Failed,
}

/// The answer of [`verify`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Verified {
    /// Not this password; or the stored hash is of no kind that is known here.
    Wrong,
    /// This password.
    Right,
    /// This password, but the stored hash is bcrypt or of other parameters than today's: store a new one.
    RightNeedsRehash,
}

/// An Argon2id hash with a random 16-byte salt, as a PHC string of 97 characters.
///
/// The password is first brought to Unicode's NFC, so that `ñ` typed on any keyboard is the same.
pub fn hash(password: &SecretString) -> Result<String, PasswordError> {
    let password = password.expose_secret();
    if too_long(password) {
        return Err(PasswordError::TooLong);
    }
    argon2()
        .hash_password_with_salt(nfc(password).as_bytes(), &random::bytes::<16>())
        .map(|hash| hash.to_string())
        .map_err(|_| PasswordError::Failed)
}

/// Compares with a stored hash: Argon2id as a PHC string, or bcrypt (`$2a$`, `$2b$`, `$2y$`).
///
/// A hash that can't be read costs the same time as a right one and is [`Verified::Wrong`].
pub fn verify(password: &SecretString, phc: &str) -> Verified {
    if too_long(password.expose_secret()) {
        return verify_dummy(&SecretString::from(""));
    }
    let answer = if phc.starts_with("$2") {
        verify_bcrypt(password.expose_secret(), phc)
    } else {
        verify_argon2id(password.expose_secret(), phc)
    };
    answer.unwrap_or_else(|| verify_dummy(password))
}

/// The work of [`verify`] for an account that does not exist, so that the time of the answer does not tell; the answer is
/// [`Verified::Wrong`].
pub fn verify_dummy(password: &SecretString) -> Verified {
    let password = password.expose_secret();
    let password = if too_long(password) { "" } else { password };
    std::hint::black_box(argon2().hash_password_with_salt(nfc(password).as_bytes(), &[0; 16])).ok();
    Verified::Wrong
}

/// Whether a stored hash may be computed at all.
fn affordable(params: &Params) -> bool {
    params.m_cost() <= MOST.0 && params.t_cost() <= MOST.1 && params.p_cost() <= MOST.2
}

/// `None` if the hash can't be used.
fn verify_argon2id(password: &str, phc: &str) -> Option<Verified> {
    let stored = PasswordHash::new(phc).ok()?;
    let params = Params::try_from(&stored).ok()?;
    if stored.algorithm != argon2::ARGON2ID_IDENT || !affordable(&params) {
        return None;
    }
    if argon2().verify_password(nfc(password).as_bytes(), &stored).is_err() {
        return Some(Verified::Wrong);
    }
    let current = (params.m_cost(), params.t_cost(), params.p_cost())
        == (PARAMS.m_cost(), PARAMS.t_cost(), PARAMS.p_cost())
        && stored.version == Some(Version::V0x13.into())
        && stored.salt.is_some_and(|salt| salt.len() >= 16)
        && stored.hash.is_some_and(|hash| hash.len() >= 32);
    Some(if current {
        Verified::Right
    } else {
        Verified::RightNeedsRehash
    })
}

/// Whether a hash of another system can be taken over: bcrypt, and no costlier than what is answered within the time of every other
/// attempt to sign in.
pub fn can_import(stored: &str) -> bool {
    bcrypt_cost(stored).is_some_and(|cost| (4..=MOST_IMPORTED).contains(&cost))
}

/// `None` if it is no bcrypt hash of a kind that hashes as ours does.
fn bcrypt_cost(stored: &str) -> Option<u32> {
    let known = ["$2a$", "$2b$", "$2y$"].iter().any(|kind| stored.starts_with(kind));
    let parts: bcrypt::HashParts = stored.parse().ok()?;
    known.then(|| parts.get_cost())
}

/// `None` if the hash can't be used. Like every bcrypt, it looks at the first 72 bytes only.
fn verify_bcrypt(password: &str, stored: &str) -> Option<Verified> {
    if bcrypt_cost(stored)? > MOST_BCRYPT {
        return None;
    }
    // The old system hashed what the keyboard sent: first so, then as we would write it.
    let normal = nfc(password);
    let right = bcrypt::verify(password, stored).ok()?
        || (normal.as_str() != password && bcrypt::verify(normal.as_str(), stored).ok()?);
    Some(if right {
        Verified::RightNeedsRehash
    } else {
        Verified::Wrong
    })
}

fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, PARAMS)
}

/// Unicode NFC, written into memory that is wiped and never moved: NFC is at most three times as long in UTF-8.
fn nfc(password: &str) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(password.len() * 3));
    out.extend(password.nfc());
    out
}

fn too_long(password: &str) -> bool {
    password.chars().nth(LONGEST).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of "right", 2¹⁴ and 2¹⁵ rounds: made once, because each takes a second or two.
    const BCRYPT_14: &str = "$2b$14$/uaF/uaF/uaF/uaF/uaF/um3hQbq4mNfE4RMzvwXvWIcMYEQUBE..";
    const BCRYPT_15: &str = "$2b$15$/uaF/uaF/uaF/uaF/uaF/ui54AtbK5z5JR7MJtB/rh1t4evniOy5y";

    fn secret(text: &str) -> SecretString {
        SecretString::from(text)
    }

    #[test]
    fn a_hash_verifies_in_either_unicode_form() {
        let stored = hash(&secret("mañana se\u{f1}al")).unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert_eq!(stored.len(), 97);
        assert_eq!(verify(&secret("man\u{303}ana sen\u{303}al"), &stored), Verified::Right);
        assert_eq!(verify(&secret("manana senal"), &stored), Verified::Wrong);
    }

    #[test]
    fn an_imported_bcrypt_hash_verifies_and_asks_for_a_new_one() {
        // Vectors of crypt_blowfish's own test program (wrapper.c), cost 5.
        let one = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
        assert_eq!(verify(&secret("U*U"), one), Verified::RightNeedsRehash);
        assert_eq!(verify(&secret("U*V"), one), Verified::Wrong);
        for kind in ["$2b", "$2y"] {
            let same = one.replacen("$2a", kind, 1);
            assert_eq!(verify(&secret("U*U"), &same), Verified::RightNeedsRehash, "{kind}");
        }
        let long = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        let cut = "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui";
        assert_eq!(
            verify(&secret(&format!("{long}chars after 72 are ignored")), cut),
            Verified::RightNeedsRehash
        );
        assert_eq!(verify(&secret(&long[1..]), cut), Verified::Wrong);
        // The broken kind of old PHP is not read.
        assert_eq!(verify(&secret("U*U"), &one.replacen("$2a", "$2x", 1)), Verified::Wrong);
    }

    #[test]
    fn a_bcrypt_hash_of_decomposed_text_verifies_as_typed() {
        let stored = bcrypt::hash_with_salt("man\u{303}ana", 4, [1; 16]).unwrap().to_string();
        assert_eq!(verify(&secret("man\u{303}ana"), &stored), Verified::RightNeedsRehash);
        let stored = bcrypt::hash_with_salt("ma\u{f1}ana", 4, [1; 16]).unwrap().to_string();
        assert_eq!(verify(&secret("man\u{303}ana"), &stored), Verified::RightNeedsRehash);
        // That a text can be written in another way is no proof.
        assert_eq!(verify(&secret("sen\u{303}al"), &stored), Verified::Wrong);
    }

    #[test]
    fn weaker_parameters_ask_for_a_new_hash() {
        let weak = Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            Params::new(64, 1, 1, None).unwrap(),
        );
        let stored = weak.hash_password_with_salt(b"right", &[1; 16]).unwrap().to_string();
        assert_eq!(verify(&secret("right"), &stored), Verified::RightNeedsRehash);
        assert_eq!(verify(&secret("wrong"), &stored), Verified::Wrong);
    }

    #[test]
    fn crafted_and_unknown_hashes_are_wrong_and_quick() {
        let salt_and_hash = "$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        for stored in [
            String::new(),
            "plain".to_owned(),
            format!("$argon2id$v=19$m=64,t=1,p=1{salt_and_hash}"),
            format!("$argon2id$v=19$m=64,t=1{salt_and_hash}"),
            "$2b$05$é".to_owned(),
        ] {
            assert_eq!(verify(&secret("right"), &stored), Verified::Wrong, "{stored}");
        }
    }

    /// Right as they are, and refused: whoever may write a hash must not make the server work for an hour.
    #[test]
    fn hashes_that_cost_too_much_and_other_algorithms_are_not_computed() {
        let of = |algorithm, params| {
            let hasher = Argon2::new(algorithm, Version::V0x13, params);
            hasher.hash_password_with_salt(b"right", &[1; 16]).unwrap().to_string()
        };
        let cheap = |passes| Params::new(64, passes, 1, None).unwrap();
        assert_eq!(
            verify(&secret("right"), &of(Algorithm::Argon2id, cheap(MOST.1))),
            Verified::RightNeedsRehash
        );
        for refused in [
            of(Algorithm::Argon2id, cheap(MOST.1 + 1)),
            of(Algorithm::Argon2i, cheap(1)),
            of(Algorithm::Argon2d, cheap(1)),
            // bcrypt at 2¹⁵ rounds.
            BCRYPT_15.to_owned(),
        ] {
            assert_eq!(verify(&secret("right"), &refused), Verified::Wrong, "{refused}");
        }
        assert_eq!(verify(&secret("right"), BCRYPT_14), Verified::RightNeedsRehash);
    }

    #[test]
    fn what_a_hash_may_cost_is_bounded_on_every_side() {
        let costs = |m, t, p| affordable(&Params::new(m, t, p, None).unwrap());
        assert!(costs(MOST.0, MOST.1, MOST.2));
        assert!(!costs(MOST.0 + 1, 1, 1));
        assert!(!costs(64, MOST.1 + 1, 1));
        assert!(!costs(128, 1, MOST.2 + 1));
    }

    #[test]
    fn only_bcrypt_of_a_bearable_cost_is_imported() {
        let of_cost = |cost: u32| BCRYPT_14.replacen("$14$", &format!("${cost:02}$"), 1);
        for cost in [4, 5, 12] {
            assert!(can_import(&of_cost(cost)), "{cost}");
        }
        for cost in [3, 13, 14, 31] {
            assert!(!can_import(&of_cost(cost)), "{cost}");
        }
        for other in ["", "plain", &of_cost(10).replacen("$2b", "$2x", 1)] {
            assert!(!can_import(other), "{other}");
        }
    }

    #[test]
    fn endless_passwords_are_refused_before_the_work() {
        let long = secret(&"x".repeat(LONGEST + 1));
        assert_eq!(hash(&long), Err(PasswordError::TooLong));
        assert_eq!(verify(&long, "$2b$05$anything"), Verified::Wrong);
        assert_eq!(verify_dummy(&long), Verified::Wrong);
    }
}
