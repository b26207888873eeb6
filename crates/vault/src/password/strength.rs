//! Whether a new password is good enough: long, hard to guess (zxcvbn), and not made of its owner's names.
//! No rules on digits and signs: they make passwords worse (NIST SP 800-63B, section 3.1.1.2).

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use zeroize::Zeroizing;
use zxcvbn::Score;

use super::{LONGEST, nfc};

const SHORTEST: usize = 12;
/// How much must remain of a password without its owner's names in it.
const OWN: usize = 8;
/// Shorter names are in half of all words.
const SHORTEST_NAME: usize = 3;

/// What people here try first, and English word lists don't know.
const LOCAL: &[&str] = &[
    "matterlock",
    "contraseña",
    "contrasena",
    "clave",
    "secreto",
    "abogado",
    "abogada",
    "abogados",
    "bufete",
    "licenciado",
    "licenciada",
    "notario",
    "notaria",
    "notariado",
    "juzgado",
    "costarica",
    "puravida",
    "sanjose",
    "heredia",
    "cartago",
    "alajuela",
    "liga",
    "saprissa",
    "alajuelense",
    "bienvenido",
    "bienvenida",
    "administrador",
    "usuario",
    "prueba",
    "temporal",
    "cambiame",
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "setiembre",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

/// Why a new password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    /// Fewer than 12 characters.
    #[error("the password needs at least {minimum} characters")]
    TooShort {
        /// How many it needs.
        minimum: usize,
    },
    /// More than 256 characters.
    #[error("the password may have at most {maximum} characters")]
    TooLong {
        /// How many it may have.
        maximum: usize,
    },
    /// Little is left of it without the person's or the firm's names.
    #[error("the password is made of your name, your address or your firm's name")]
    Personal,
    /// Guessed within 10⁸ attempts, or made public by a breach: common, repeated, a keyboard row, a date.
    #[error("the password is too easy to guess")]
    Guessable,
}

/// How hard a password is to guess, from 0 to 4, as zxcvbn counts; 0 where it is made of its owner's names. For a meter: whether it
/// is taken, [`judge`] says.
pub fn score(password: &str, context: &[&str]) -> u8 {
    if super::too_long(password) || judge(password, context) == Err(PasswordProblem::Personal) {
        return 0;
    }
    let password = nfc(password);
    let score: u8 = estimate(&password, &names(context)).into();
    // What stands in a list is guessed soon, however odd it looks.
    if is_breached(&password) { score.min(1) } else { score }
}

/// Passwords of 12 characters and more that breaches made public, from the commonest million of the ten that Mark Burnett collected and
/// gave away (2015): in lower case without accents, sorted by bytes, one a line.
static BREACHED: &str = include_str!("breached.txt");

/// Whether it stands in the collection, in any case and accent.
fn is_breached(password: &str) -> bool {
    static LINES: LazyLock<Vec<&str>> = LazyLock::new(|| BREACHED.lines().collect());
    LINES.binary_search(&fold(password).as_str()).is_ok()
}

fn estimate(password: &str, names: &[String]) -> Score {
    let known: Vec<&str> = names.iter().map(String::as_str).chain(LOCAL.iter().copied()).collect();
    zxcvbn::zxcvbn(password, &known).score()
}

/// Judges a new password. `context` holds what an attacker knows: name, e-mail address, firm.
pub fn judge(password: &str, context: &[&str]) -> Result<(), PasswordProblem> {
    if super::too_long(password) {
        return Err(PasswordProblem::TooLong { maximum: LONGEST });
    }
    let password = nfc(password);
    if password.chars().count() < SHORTEST {
        return Err(PasswordProblem::TooShort { minimum: SHORTEST });
    }
    let names = names(context);
    let mut own = fold(&password);
    for name in &names {
        own = Zeroizing::new(own.replace(name.as_str(), ""));
    }
    if own.chars().count() < OWN {
        return Err(PasswordProblem::Personal);
    }
    if is_breached(&password) || estimate(&password, &names) < Score::Three {
        return Err(PasswordProblem::Guessable);
    }
    Ok(())
}

/// The words of the context, folded, longest first, so that none hides in another.
fn names(context: &[&str]) -> Vec<String> {
    let mut names: Vec<String> = context
        .iter()
        .flat_map(|text| {
            let text = fold(text);
            text.split(|c: char| !c.is_alphanumeric())
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .filter(|name| name.chars().count() >= SHORTEST_NAME)
        .collect();
    names.sort_unstable_by_key(|name| std::cmp::Reverse(name.len()));
    names.dedup();
    names
}

/// Lower case without accents.
fn fold(text: &str) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(text.len() * 4));
    out.extend(
        text.nfkd()
            .filter(|c| !is_combining_mark(*c))
            .flat_map(char::to_lowercase),
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTEXT: &[&str] = &["Ana Núñez Mora", "ana.mora@bufetenunez.cr", "Bufete Núñez & Asociados"];

    #[test]
    fn good_passwords_pass() {
        for good in [
            "lago tortuga violín 47",
            "kF9#vv2!qLmz",
            "Maria come gallopinto los jueves",
        ] {
            assert_eq!(judge(good, CONTEXT), Ok(()), "{good}");
        }
        // A name inside a long phrase is no harm.
        assert_eq!(judge("mora lago tortuga violín 47", CONTEXT), Ok(()));
    }

    #[test]
    fn the_meter_agrees_with_the_verdict() {
        for password in [
            "lago tortuga violín 47",
            "kF9#vv2!qLmz",
            "contraseña123",
            "AnaNunezMora1",
            "aaaaaaaaaaaa",
        ] {
            assert_eq!(
                judge(password, CONTEXT).is_ok(),
                score(password, CONTEXT) >= 3,
                "{password}"
            );
        }
        assert_eq!(score("", &[]), 0);
        assert_eq!(score(&"kF9#".repeat(65), &[]), 0);
        assert!(score("mañana", &[]) < score("mañana lluviosa en Limón", &[]));
    }

    #[test]
    fn lengths_count_characters() {
        assert_eq!(
            judge("kF9#vv2!qLm", &[]),
            Err(PasswordProblem::TooShort { minimum: 12 })
        );
        // Eleven characters, though twelve code points before they are composed.
        assert_eq!(
            judge("kF9#vv2!qLn\u{303}", &[]),
            Err(PasswordProblem::TooShort { minimum: 12 })
        );
        assert_eq!(
            judge(&"kF9#".repeat(65), &[]),
            Err(PasswordProblem::TooLong { maximum: 256 })
        );
    }

    #[test]
    fn names_are_refused_in_any_case_and_accent() {
        for personal in ["AnaNunezMora1", "NÚÑEZ-mora-2026", "bufetenunez.cr!", "asociados2026"] {
            assert_eq!(judge(personal, CONTEXT), Err(PasswordProblem::Personal), "{personal}");
        }
    }

    #[test]
    fn eight_characters_of_ones_own_beside_a_name_are_enough() {
        assert_eq!(judge("MorakF9#vv2!", CONTEXT), Ok(()));
        assert_eq!(judge("AsociadoskF9#vv2", CONTEXT), Err(PasswordProblem::Personal));
    }

    /// zxcvbn's three of four: more than 10⁸ guesses.
    #[test]
    fn a_score_of_three_is_enough() {
        assert_eq!(estimate("tortuga violin", &[]), Score::Three);
        assert_eq!(judge("tortuga violin", &[]), Ok(()));
        assert_eq!(score("tortuga violin", &[]), 3);
    }

    #[test]
    fn common_ones_are_refused() {
        for common in [
            "password1234",
            "aaaaaaaaaaaa",
            "qwertyuiop12",
            "123456789012",
            "contraseña123",
            "abogado123456",
            "puravida2026",
            "Matterlock2026!",
            "199919991999",
        ] {
            assert_eq!(judge(common, &[]), Err(PasswordProblem::Guessable), "{common}");
        }
    }

    #[test]
    fn breached_ones_are_refused_however_odd_they_look() {
        for breached in [
            "!x2x4357zda#wjd_",
            "sojdlg123aljg",
            "Chickenwing101",
            "GHHH47HJ7649",
            "mailcreated5240",
        ] {
            assert_eq!(judge(breached, &[]), Err(PasswordProblem::Guessable), "{breached}");
            assert!(score(breached, &[]) < 2, "{breached}");
        }
        // zxcvbn alone would take some of them.
        assert!(estimate("!x2x4357zda#wjd_", &[]) >= Score::Three);
    }

    /// The search needs the order, and what is compared is folded and long enough.
    #[test]
    fn the_collection_is_sorted_folded_and_long() {
        let lines: Vec<&str> = BREACHED.lines().collect();
        assert!(lines.len() > 40_000, "{}", lines.len());
        for pair in lines.windows(2) {
            assert!(pair[0] < pair[1], "{pair:?}");
        }
        for line in lines {
            assert!(
                line.chars().count() >= SHORTEST && fold(line).as_str() == line,
                "{line}"
            );
        }
    }

    #[test]
    fn odd_texts_do_not_panic() {
        for odd in [
            "\u{0}".repeat(20),
            "😀".repeat(20),
            "\u{303}".repeat(30),
            "ﷺ".repeat(256),
        ] {
            let _ = judge(&odd, &["", "\u{303}", "😀😀😀"]);
        }
    }
}
