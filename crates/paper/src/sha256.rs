//! The fingerprint by which a file is known.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// SHA-256 (FIPS 180-4) as 64 lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}
