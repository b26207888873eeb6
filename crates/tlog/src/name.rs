//! Names of logs and of keys, as a signed note can carry them.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Longest name, in bytes.
const LONGEST: usize = 255;

/// The name of a log, which is the origin line of its checkpoints, or of a key. By the rules of C2SP's signed-note: not empty, no spaces of
/// any kind, no plus sign, no control characters. At most 255 bytes.
///
/// Every entry names its log, so a copy costs nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(Arc<str>);

/// A text that can't be the name of a log or a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to 255 bytes, and no space, plus sign or control character")]
pub struct NotAName;

impl Name {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a text follows the rules of a [`Name`].
pub(crate) fn is_name(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len()) && !text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+')
}

impl FromStr for Name {
    type Err = NotAName;

    fn from_str(text: &str) -> Result<Self, NotAName> {
        if is_name(text) {
            Ok(Self(text.into()))
        } else {
            Err(NotAName)
        }
    }
}

impl TryFrom<String> for Name {
    type Error = NotAName;

    fn try_from(text: String) -> Result<Self, NotAName> {
        text.parse()
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.as_str().to_owned()
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_a_note_can_carry() {
        for right in ["a", "log.example/5/cases", "señal.example", &"n".repeat(255)] {
            assert_eq!(right.parse::<Name>().unwrap().as_str(), right);
            assert_eq!(right.parse::<Name>().unwrap().to_string(), right);
        }
        for wrong in [
            "",
            "a b",
            "a+b",
            "a\u{a0}b",
            "a\u{2003}b",
            "a\nb",
            "a\u{7f}",
            "a\t",
            &"n".repeat(256),
        ] {
            assert_eq!(wrong.parse::<Name>(), Err(NotAName), "{wrong:?}");
            let json = serde_json::to_string(wrong).unwrap();
            assert!(serde_json::from_str::<Name>(&json).is_err(), "{wrong:?}");
        }
        assert_eq!(serde_json::from_str::<Name>("\"a\"").unwrap().as_str(), "a");
        assert_eq!(serde_json::to_string(&"a".parse::<Name>().unwrap()).unwrap(), "\"a\"");
    }
}
