//! Text that the faces can set. What they hold no letter for is not left to look like an empty box: its number stands there instead.

use std::fmt::Write as _;

use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;

use super::fonts;

/// Composes every text in `data` (NFC) and writes what can't be set as its code points, `[U+674E U+5C0F]`. Whether there was any.
pub(super) fn make(data: &mut Value) -> bool {
    match data {
        Value::String(text) => {
            let (legible, replaced) = written(text);
            *text = legible;
            replaced
        }
        // Every part is looked at: no short cut at the first.
        Value::Array(items) => items.iter_mut().fold(false, |replaced, item| make(item) | replaced),
        Value::Object(members) => members
            .values_mut()
            .fold(false, |replaced, member| make(member) | replaced),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn written(text: &str) -> (String, bool) {
    let mut out = String::with_capacity(text.len());
    let (mut open, mut replaced) = (false, false);
    for c in text.nfc() {
        if fonts::can_set(c) {
            if open {
                out.push(']');
            }
            out.push(c);
            open = false;
        } else {
            out.push_str(if open { " " } else { "[" });
            // Writing to a string cannot fail.
            let _ = write!(out, "U+{:04X}", u32::from(c));
            (open, replaced) = (true, true);
        }
    }
    if open {
        out.push(']');
    }
    (out, replaced)
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn what_cannot_be_set_is_written_as_numbers() {
        assert_eq!(
            written("李小龙 (Bruce Lee)"),
            ("[U+674E U+5C0F U+9F99] (Bruce Lee)".to_owned(), true)
        );
        assert_eq!(written("Jose\u{301}\nNúñez"), ("José\nNúñez".to_owned(), false));
        assert_eq!(written("\u{202e}exe"), ("[U+202E]exe".to_owned(), true));
    }

    #[test]
    fn every_letter_of_a_typed_signature_is_in_the_faces() {
        for c in domain::letters::all() {
            assert!(super::fonts::can_set(c), "U+{:04X}", u32::from(c));
        }
    }
}
