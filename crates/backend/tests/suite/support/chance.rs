//! What no test chooses.

use uuid::Uuid;

/// Between nought and a bound.
pub(crate) fn below(bound: usize) -> usize {
    usize::try_from(u64::from_be_bytes(vault::random::bytes()) % u64::try_from(bound).unwrap()).unwrap()
}

/// In any order.
pub(crate) fn shuffle<T>(things: &mut [T]) {
    for last in (1..things.len()).rev() {
        things.swap(last, below(last + 1));
    }
}

/// An id that nobody has.
pub(crate) fn uuid() -> Uuid {
    Uuid::from_u128(u128::from_be_bytes(vault::random::bytes()))
}
