//! The built-in proof of work: set and signed by us, solved in the reader's browser, used once. It calls nobody.

use domain::captcha::{Form, Puzzle};
use vault::{digest, keyed};

use super::Used;
use crate::Backend;

/// Milliseconds for which a puzzle may be answered.
const GOOD_FOR_MS: i64 = 10 * 60 * 1000;
const LABEL: &str = "puzzle";

/// How much work a puzzle is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PuzzleSize {
    /// Rounds of it.
    pub rounds: u8,
    /// Zero bits in each round: each one more doubles the work.
    pub bits: u8,
}

impl Default for PuzzleSize {
    /// Some 260,000 hashes: half a second to two on a phone, more than a program wants to spend on each of many forms.
    fn default() -> Self {
        Self { rounds: 16, bits: 14 }
    }
}

/// When it was set, for what, and how large; and what makes it one of a kind.
struct Terms {
    until: i64,
    form: Form,
    size: PuzzleSize,
}

impl Terms {
    fn write(&self) -> Vec<u8> {
        let mut payload = self.until.to_be_bytes().to_vec();
        payload.extend([self.size.rounds, self.size.bits]);
        payload.extend(vault::random::bytes::<16>());
        payload.extend(self.form.name().as_bytes());
        payload
    }

    fn read(payload: &[u8]) -> Option<Self> {
        let (until, rest) = payload.split_first_chunk()?;
        let ([rounds, bits], rest) = rest.split_first_chunk()?;
        let (_random, name) = rest.split_first_chunk::<16>()?;
        let form = Form::ALL.into_iter().find(|form| form.name().as_bytes() == name)?;
        Some(Self {
            until: i64::from_be_bytes(*until),
            form,
            size: PuzzleSize {
                rounds: *rounds,
                bits: *bits,
            },
        })
    }

    fn puzzle(&self, token: &str) -> Puzzle {
        Puzzle {
            token: token.to_owned(),
            rounds: u32::from(self.size.rounds),
            bits: u32::from(self.size.bits),
        }
    }
}

/// Sets a puzzle. Nothing is kept of it: its token says what it is.
pub(crate) fn set(backend: &Backend, form: Form) -> Puzzle {
    let terms = Terms {
        until: backend.now().0 + GOOD_FOR_MS,
        form,
        size: backend.settings.puzzle,
    };
    terms.puzzle(&keyed::sign(&backend.proof_of_work, LABEL, &terms.write()))
}

/// What an answer proves, if it solves a puzzle of ours that was set for this form and is not too old. Whether it was used before,
/// the database says.
pub(crate) fn solution(backend: &Backend, form: Form, answer: &str) -> Option<Used> {
    let (token, numbers) = Puzzle::read_answer(answer)?;
    let terms = Terms::read(&keyed::open(&backend.proof_of_work, LABEL, token)?)?;
    let good = terms.form == form && terms.until > backend.now().0 && terms.puzzle(token).is_solved_by(&numbers);
    good.then(|| Used {
        id: digest::sha256(token.as_bytes()),
        until: terms.until,
    })
}
