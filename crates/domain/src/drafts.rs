//! Forms that were typed and not sent. They are sealed in the browser; what stands here is what the server adds to the key.

use serde::{Deserialize, Serialize};

use crate::ids::UserId;

/// The server's half of the key under which a browser seals somebody's unsent forms. The other half never leaves that browser.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyHalf {
    /// Whose it is: the person of the session that asked.
    pub user: UserId,
    /// The half, in hex.
    pub half: String,
}

impl core::fmt::Debug for KeyHalf {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("KeyHalf")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s12_debug_shows_whose_it_is_and_not_the_half() {
        let half = KeyHalf {
            user: UserId(uuid::Uuid::nil()),
            half: "a1b2c3".to_owned(),
        };
        let printed = format!("{half:?}");
        assert!(printed.contains("00000000") && !printed.contains("a1b2c3"), "{printed}");
    }
}
