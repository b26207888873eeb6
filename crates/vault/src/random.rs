//! The one place where randomness comes from: the operating system's generator.

use uuid::{Builder, Uuid};

/// `N` bytes from the operating system's generator.
///
/// # Panics
/// If the operating system has no randomness to give. Nothing safe can be done without it.
#[expect(clippy::disallowed_methods, reason = "this is the one place")]
#[expect(
    clippy::expect_used,
    reason = "a process without randomness must stop: every key, nonce and token would be guessable"
)]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut out = [0; N];
    getrandom::fill(&mut out).expect("the operating system's random generator failed");
    out
}

/// A version 7 UUID (RFC 9562, section 5.7): 48 bits of time, 74 random bits.
///
/// `now_unix_ms` is milliseconds since 1970, from the caller's clock. Ids made in the same millisecond have no order.
pub fn uuid_v7(now_unix_ms: u64) -> Uuid {
    Builder::from_unix_timestamp_millis(now_unix_ms, &bytes::<10>()).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn uuid_v7_carries_the_time_and_sorts_by_it() {
        // RFC 9562, appendix A.6: 2022-02-22T19:22:22Z is 0x017F22E279B0 milliseconds.
        let id = uuid_v7(0x017F_22E2_79B0);
        assert_eq!(id.get_version_num(), 7);
        assert_eq!(id.get_variant(), uuid::Variant::RFC4122);
        assert!(id.to_string().starts_with("017f22e2-79b0-7"));
        assert!(uuid_v7(1_000) < uuid_v7(1_001));
    }

    #[test]
    fn random_values_do_not_repeat() {
        let ids: HashSet<Uuid> = (0..1_000).map(|_| uuid_v7(1)).collect();
        assert_eq!(ids.len(), 1_000);
        assert_ne!(bytes::<32>(), bytes::<32>());
    }
}
