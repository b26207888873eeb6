//! Words of hers in a request, whole or in part, and in their place letters that no text holds: what finds something by the one finds nothing by
//! the other, and may not say so.

use backend::attack::Dice;

use super::call::Swap;

/// The shortest part that is put in another's place. A shorter one stands in other texts by chance.
const SHORTEST: usize = 7;

/// Each part of these words, in small letters, that a text holds, as it is written there, and letters in its place. The longest come first:
/// another may be a part of one.
pub(super) fn twins(words: &[String], text: &str, dice: &mut Dice) -> Swap {
    let lower = text.to_ascii_lowercase();
    let is_part = |begin: usize, end: usize| {
        let part = lower.get(begin..end);
        part.is_some_and(|part| words.iter().any(|word| word.contains(part)))
    };
    let mut parts: Vec<&str> = Vec::new();
    let mut begin = 0;
    while begin + SHORTEST <= text.len() {
        if !is_part(begin, begin + SHORTEST) {
            begin += 1;
            continue;
        }
        let mut end = begin + SHORTEST;
        while is_part(begin, end + 1) {
            end += 1;
        }
        parts.extend(text.get(begin..end));
        begin = end;
    }
    parts.sort_unstable_by(|one, other| other.len().cmp(&one.len()).then(one.cmp(other)));
    parts.dedup();
    parts
        .into_iter()
        .map(|part| (part.to_owned(), like(part, &dice.word(part.len()))))
        .collect()
}

/// Letters, as large or small as others.
fn like(part: &str, letters: &str) -> String {
    part.chars()
        .zip(letters.chars())
        .map(|(one, other)| {
            if one.is_ascii_uppercase() {
                other.to_ascii_uppercase()
            } else {
                other
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i6_words_and_parts_of_them_have_twins() {
        let words = ["quetzalcoatlxabcde".to_owned(), "zimzumzimzumzimzum".to_owned()];
        let text =
            "/cases?search=etzalcoat&other=zimzum\nname=Quetzalcoatlxabcde&mail=zimzumzimzumzimzum%40proving.invalid";
        let swap = twins(&words, text, &mut Dice::new(7, 1));
        let parts: Vec<&str> = swap.iter().map(|(part, _)| part.as_str()).collect();
        assert_eq!(parts, ["Quetzalcoatlxabcde", "zimzumzimzumzimzum", "etzalcoat"]);
        for (part, twin) in &swap {
            assert_eq!(part.len(), twin.len());
            assert_eq!(
                part.starts_with(char::is_uppercase),
                twin.starts_with(char::is_uppercase),
                "{twin}"
            );
            assert!(!text.contains(twin.as_str()) && twin[1..].chars().all(|letter| letter.is_ascii_lowercase()));
        }
        assert_eq!(twins(&words, "search=etzalc", &mut Dice::new(7, 1)), Swap::new());
    }
}
