//! Chance from a seed: the same seed tries the same. Nothing secret is made of it.

use core::fmt::Write as _;

use uuid::Uuid;

/// `SplitMix64`: one multiplication chain a number, every seed as good as any other.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// From a seed, for one of the parts of a run: each part has a sequence of its own.
    pub fn new(seed: u32, part: u32) -> Self {
        Self(u64::from(seed) << 32 | u64::from(part))
    }

    /// 64 bits.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// A number below this one; 0 for 0.
    pub fn below(&mut self, most: usize) -> usize {
        let most = u64::try_from(most).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.roll() % most).unwrap_or_default()
    }

    /// Whether it happens, once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }

    /// An id of the same kind as this one, made in the same millisecond, that nobody has.
    pub fn like(&mut self, id: Uuid) -> Uuid {
        // The time, the version and the variant stay (RFC 9562, section 5.7).
        const KEPT: u128 = 0xffff_ffff_ffff_f000_c000_0000_0000_0000;
        let random = u128::from(self.roll()) << 64 | u128::from(self.roll());
        Uuid::from_u128(id.as_u128() & KEPT | random & !KEPT)
    }

    /// A digest in hex that nothing has.
    pub fn digest(&mut self) -> String {
        (0..4).fold(String::new(), |mut digest, _| {
            let _written = write!(digest, "{:016x}", self.roll());
            digest
        })
    }

    /// A word of small letters that no language has.
    pub fn word(&mut self, length: usize) -> String {
        (0..length)
            .map(|_| char::from(b'a' + u8::try_from(self.below(26)).unwrap_or_default()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_itself_and_no_other() {
        let rolls = |seed, part| {
            let mut dice = Dice::new(seed, part);
            (0..50).map(|_| dice.roll()).collect::<Vec<_>>()
        };
        assert_eq!(rolls(7, 1), rolls(7, 1));
        assert_ne!(rolls(7, 1), rolls(8, 1));
        assert_ne!(rolls(7, 1), rolls(7, 2));
    }

    #[test]
    fn every_face_comes_up() {
        let mut dice = Dice::new(1, 1);
        let mut seen = [false; 6];
        for _ in 0..200 {
            seen[dice.below(6)] = true;
        }
        assert_eq!(seen, [true; 6]);
        assert_eq!(dice.below(0), 0);
        assert_eq!(dice.pick::<u8>(&[]), None);
    }

    #[test]
    fn an_invented_id_is_of_the_same_kind() {
        let id = vault::random::uuid_v7(0x017F_22E2_79B0);
        let other = Dice::new(1, 1).like(id);
        assert_ne!(id, other);
        assert_eq!(other.get_version_num(), 7);
        assert_eq!(other.get_variant(), uuid::Variant::RFC4122);
        assert_eq!(id.to_string()[..14], other.to_string()[..14]);
    }
}
