//! A signature as it comes from outside.

use domain::Error;
use domain::signing::Mark;
use unicode_normalization::UnicodeNormalization as _;

use crate::failure::Done;

/// The mark as it is kept: a typed name with each accent composed with its letter (NFC).
///
/// # Errors
/// `Invalid` on `mark` for what shows nothing, and for a name that the signed copy has no letters for.
pub(super) fn taken(mark: Mark) -> Done<Mark> {
    let mark = match mark {
        Mark::Typed(name) => Mark::Typed(name.nfc().collect()),
        drawn @ Mark::Drawn(_) => drawn,
    };
    match mark.problem() {
        None => Ok(mark),
        Some(problem) => Err(Error::invalid("mark", problem).into()),
    }
}
