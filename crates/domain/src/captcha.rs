//! What keeps programs from sending a form: a puzzle that the reader's browser works on, or Cloudflare Turnstile.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The form that is sent. What was proven for one is good for no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Registering a firm.
    Register,
    /// Signing in, from the third failure on.
    SignIn,
    /// Recovering a password.
    Recover,
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Register, Self::SignIn, Self::Recover];

    /// Its name, as Turnstile's widget and its answer carry it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::SignIn => "sign_in",
            Self::Recover => "recover",
        }
    }
}

/// What has to be done before a form is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Captcha {
    /// A puzzle, which calls nobody.
    Puzzle(Puzzle),
    /// Cloudflare's widget.
    Turnstile {
        /// The public key of the site.
        site_key: String,
    },
}

/// Work for a browser: in every round a number is looked for whose hash begins with so many zero bits.
///
/// Many small rounds instead of one large: luck evens out, and no reader waits ten times as long as another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Puzzle {
    /// The server's own words: when and for which form it was set, signed.
    pub token: String,
    /// How many numbers are looked for.
    pub rounds: u32,
    /// Zero bits that each hash begins with.
    pub bits: u32,
}

/// One round of a puzzle under way.
#[derive(Clone, Debug)]
pub struct Round {
    seed: [u8; 32],
    bits: u32,
    next: u32,
}

impl Round {
    fn hash_is_good(&self, number: u32) -> bool {
        let mut hash = Sha256::new();
        hash.update(self.seed);
        hash.update(number.to_be_bytes());
        let hash: [u8; 32] = hash.finalize().into();
        let [a, b, c, d, ..] = hash;
        u32::from_be_bytes([a, b, c, d]).leading_zeros() >= self.bits
    }

    /// Tries so many numbers more; the one that fits, if it was among them.
    pub fn work(&mut self, tries: u32) -> Option<u32> {
        let from = self.next;
        self.next = from.saturating_add(tries);
        (from..self.next).find(|number| self.hash_is_good(*number))
    }
}

impl Puzzle {
    /// The most numbers that an answer holds.
    const MOST_ROUNDS: u32 = 64;

    /// The work of one round, from its beginning.
    pub fn round(&self, number: u32) -> Round {
        let mut seed = Sha256::new();
        seed.update(self.token.as_bytes());
        seed.update(number.to_be_bytes());
        Round {
            seed: seed.finalize().into(),
            bits: self.bits,
            next: 0,
        }
    }

    /// Works until it is done: the answer as it is sent. For clients without pages.
    pub fn solve(&self) -> String {
        let numbers: Vec<u32> = (0..self.rounds)
            .filter_map(|number| self.round(number).work(u32::MAX))
            .collect();
        self.answer(&numbers)
    }

    /// The answer as it is sent: the token, then a number for each round.
    pub fn answer(&self, numbers: &[u32]) -> String {
        let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
        format!("{}:{}", self.token, numbers.join(","))
    }

    /// Whether these numbers solve it.
    pub fn is_solved_by(&self, numbers: &[u32]) -> bool {
        numbers.len() == self.rounds as usize
            && (0..self.rounds)
                .zip(numbers)
                .all(|(round, number)| self.round(round).hash_is_good(*number))
    }

    /// Reads what [`Puzzle::answer`] wrote: token and numbers.
    pub fn read_answer(answer: &str) -> Option<(&str, Vec<u32>)> {
        let (token, numbers) = answer.split_once(':')?;
        let numbers: Vec<u32> = numbers
            .split(',')
            .take(Self::MOST_ROUNDS as usize + 1)
            .map(|number| number.parse().ok())
            .collect::<Option<_>>()?;
        (numbers.len() <= Self::MOST_ROUNDS as usize).then_some((token, numbers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn puzzle(token: &str) -> Puzzle {
        Puzzle {
            token: token.to_owned(),
            rounds: 4,
            bits: 6,
        }
    }

    #[test]
    fn s7_a_solution_solves_its_own_puzzle_only() {
        let answer = puzzle("one").solve();
        let (token, numbers) = Puzzle::read_answer(&answer).expect("ours");
        assert_eq!(token, "one");
        assert!(puzzle("one").is_solved_by(&numbers));
        assert!(!puzzle("two").is_solved_by(&numbers));
        assert!(!puzzle("one").is_solved_by(&numbers[..3]));
        let harder = Puzzle {
            bits: 30,
            ..puzzle("one")
        };
        assert!(!harder.is_solved_by(&numbers));
        // Another round's number is no solution but by chance, and these four are different ones.
        let turned: Vec<u32> = numbers.iter().rev().copied().collect();
        assert!(!puzzle("one").is_solved_by(&turned));
    }

    #[test]
    fn s7_a_round_finds_the_same_number_in_slices() {
        let whole = puzzle("one").round(2).work(u32::MAX);
        let mut round = puzzle("one").round(2);
        let sliced = (0..10_000).find_map(|_| round.work(7));
        assert!(whole.is_some());
        assert_eq!(whole, sliced);
    }

    #[test]
    fn s7_what_is_no_answer_is_not_read() {
        let long = format!("t:{}", vec!["1"; 65].join(","));
        for answer in [
            "",
            "token",
            "token:",
            "token:x",
            "token:-1",
            "token:1,,2",
            "token:4294967296",
            &long,
        ] {
            assert_eq!(Puzzle::read_answer(answer), None, "{answer}");
        }
    }
}
