//! Numbers of things in the reader's form.

use domain::Language;

/// A whole number with its thousands apart: by commas in English; in Spanish by a space that doesn't break, from five digits on
/// (Ortografía de la lengua española, 2010, VIII 2.1).
pub(crate) fn figure(lang: Language, number: impl Into<u64>) -> String {
    let digits = number.into().to_string();
    let apart = match lang {
        Language::En => ',',
        Language::Es if digits.len() < 5 => return digits,
        Language::Es => '\u{202f}',
    };
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 * apart.len_utf8());
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(apart);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart_as_the_reader_writes_them() {
        let both = |n: u64| (figure(Language::En, n), figure(Language::Es, n));
        assert_eq!(both(0), ("0".into(), "0".into()));
        assert_eq!(both(999), ("999".into(), "999".into()));
        assert_eq!(both(1_234), ("1,234".into(), "1234".into()));
        assert_eq!(both(12_345), ("12,345".into(), "12\u{202f}345".into()));
        assert_eq!(both(1_004_890), ("1,004,890".into(), "1\u{202f}004\u{202f}890".into()));
    }
}
