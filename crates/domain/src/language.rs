//! The languages that the product speaks.

use serde::{Deserialize, Serialize};

/// Spanish (Costa Rica) or English.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Español, as written in Costa Rica.
    Es,
    /// English.
    #[default]
    En,
}

impl Language {
    /// Both, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::Es, Self::En];

    /// The BCP 47 primary tag, as stored and as put into `lang`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Es => "es",
            Self::En => "en",
        }
    }

    /// The language's own name for itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Es => "Español",
            Self::En => "English",
        }
    }

    /// Reads a tag such as `es`, `es-CR` or `en_US`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.get(..2)?.to_ascii_lowercase().as_str() {
            "es" => Some(Self::Es),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The best match for an `Accept-Language` header (RFC 9110, section 12.5.4); English where nothing fits.
    pub fn accepted(header: &str) -> Self {
        let mut best = (Self::default(), 0.0_f32);
        for part in header.split(',') {
            let mut pieces = part.split(';');
            let Some(language) = pieces.next().and_then(|tag| Self::from_tag(tag.trim())) else {
                continue;
            };
            let weight = pieces
                .find_map(|piece| piece.trim().strip_prefix("q=")?.parse().ok())
                .unwrap_or(1.0);
            if weight > best.1 {
                best = (language, weight);
            }
        }
        best.0
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn accept_language_follows_the_weights() {
        assert_eq!(Language::accepted("es-CR,es;q=0.9,en;q=0.8"), Language::Es);
        assert_eq!(Language::accepted("fr, en;q=0.3, es;q=0.4"), Language::Es);
        assert_eq!(Language::accepted("es;q=0, en;q=0.1"), Language::En);
        assert_eq!(Language::accepted(""), Language::En);
        assert_eq!(Language::accepted("ñandú"), Language::En);
    }
}
