//! What a typed signature can be set in: the letters of the faces that the signed copy is printed with.

/// What those faces hold of Latin, Greek and Cyrillic, first and last of each run. The tests of `paper` compare it with the faces.
const COVERED: [(char, char); 35] = [
    (' ', '~'),
    ('\u{a0}', '\u{1c3}'),
    ('\u{1c5}', '\u{24f}'),
    ('\u{2b0}', '\u{2ff}'),
    ('\u{384}', '\u{38a}'),
    ('\u{38c}', '\u{38c}'),
    ('\u{38e}', '\u{3a1}'),
    ('\u{3a3}', '\u{3d7}'),
    ('\u{400}', '\u{479}'),
    ('\u{480}', '\u{482}'),
    ('\u{48a}', '\u{49d}'),
    ('\u{4a0}', '\u{4ff}'),
    ('\u{1e00}', '\u{1e9b}'),
    ('\u{1e9e}', '\u{1eff}'),
    ('\u{1f00}', '\u{1f15}'),
    ('\u{1f18}', '\u{1f1d}'),
    ('\u{1f20}', '\u{1f45}'),
    ('\u{1f48}', '\u{1f4d}'),
    ('\u{1f50}', '\u{1f57}'),
    ('\u{1f59}', '\u{1f59}'),
    ('\u{1f5b}', '\u{1f5b}'),
    ('\u{1f5d}', '\u{1f5d}'),
    ('\u{1f5f}', '\u{1f7d}'),
    ('\u{1f80}', '\u{1fb4}'),
    ('\u{1fb6}', '\u{1fc4}'),
    ('\u{1fc6}', '\u{1fd3}'),
    ('\u{1fd6}', '\u{1fdb}'),
    ('\u{1fdd}', '\u{1fef}'),
    ('\u{1ff2}', '\u{1ff4}'),
    ('\u{1ff6}', '\u{1ffe}'),
    ('\u{2010}', '\u{2015}'),
    ('\u{2018}', '\u{201e}'),
    ('\u{2026}', '\u{2026}'),
    ('\u{2116}', '\u{2116}'),
    ('\u{2122}', '\u{2122}'),
];

/// Whether a character, composed as in NFC, can be set in a typed signature.
pub fn can_be_set(c: char) -> bool {
    COVERED.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

/// All characters that [`can_be_set`].
pub fn all() -> impl Iterator<Item = char> {
    COVERED.iter().flat_map(|&(first, last)| first..=last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_three_scripts_can_be_set_and_of_others_can_not() {
        for name in [
            "María José Ñúñez",
            "O’Brien-Łukasz",
            "Nguyễn Thị Ánh",
            "Αθηνά",
            "Анна Ёлкина",
        ] {
            assert!(name.chars().all(can_be_set), "{name}");
        }
        for name in ["李小龙", "محمد", "김", "रवि", "שרה", "🙂"] {
            assert!(!name.chars().any(can_be_set), "{name}");
        }
        // An accent that stands alone has not been composed with its letter.
        assert!(!can_be_set('\u{301}'));
    }
}
