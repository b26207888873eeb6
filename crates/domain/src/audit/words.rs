//! Finding entries by words. Values stand sealed in the database, so it is done here and not there.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Words that are looked for, in the form in which they are compared: without case and accents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words(Vec<String>);

impl Words {
    /// The words of a text; nothing of one without any.
    pub fn of(text: &str) -> Option<Self> {
        let words: Vec<String> = plain(text).split_whitespace().map(str::to_owned).collect();
        (!words.is_empty()).then_some(Self(words))
    }

    /// Whether each of them stands in one of the parts, whole or within a longer word.
    pub fn are_in(&self, parts: &[&str]) -> bool {
        let parts: Vec<String> = parts.iter().map(|part| plain(part)).collect();
        self.0.iter().all(|word| parts.iter().any(|part| part.contains(word)))
    }
}

fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.to_lowercase().nfd().filter(|c| !is_combining_mark(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, parts: &[&str]) -> bool {
        Words::of(text).is_some_and(|words| words.are_in(parts))
    }

    #[test]
    fn l5_words_are_found_without_case_and_accents() {
        let parts = ["Descargó Poder señor.pdf", "Ana Núñez", "203.0.113.7"];
        for text in [
            "descargo",
            "DESCARGÓ",
            "nunez ana",
            "n\u{303}or",
            "113.7",
            " Núñez\tpoder ",
        ] {
            assert!(found(text, &parts), "{text}");
        }
        for text in ["nunez bruno", "poder.pdf", "203.0.113.8"] {
            assert!(!found(text, &parts), "{text}");
        }
    }

    #[test]
    fn l5_nothing_is_looked_for_by_no_word() {
        for text in ["", "  \n"] {
            assert_eq!(Words::of(text), None);
        }
    }
}
