//! The pseudo-random numbers of Java's `java.util.Random`, with which the open counter RCTab breaks ties: named here
//! so that its published counts can be recounted, not for new votes, whose lots come from a seed published in time.

use crate::OptionId;

/// Numbers after Donald E. Knuth, The Art of Computer Programming, volume 2, section 3.2.1, as Java specifies them.
struct Random(u64);

const MULTIPLIER: u64 = 0x5_DEEC_E66D;
const MASK: u64 = (1 << 48) - 1;

impl Random {
    fn new(seed: i64) -> Self {
        Self((seed.cast_unsigned() ^ MULTIPLIER) & MASK)
    }

    /// The next number of so many bits, at most 48.
    fn next(&mut self, bits: u32) -> u64 {
        self.0 = self.0.wrapping_mul(MULTIPLIER).wrapping_add(0xB) & MASK;
        self.0 >> 48_u32.saturating_sub(bits)
    }

    /// A number below a bound, as `(int) Math.floor(nextDouble() * bound)`.
    fn below_by_share(&mut self, bound: u64) -> u64 {
        let share = u128::from((self.next(26) << 27).saturating_add(self.next(27)));
        u64::try_from(share.saturating_mul(bound.into()) >> 53).unwrap_or(0)
    }

    /// A number below a bound, as `nextInt(bound)`.
    fn below(&mut self, bound: u64) -> u64 {
        if bound.is_power_of_two() {
            return bound.saturating_mul(self.next(31)) >> 31;
        }
        loop {
            let bits = self.next(31);
            let number = bits.checked_rem(bound).unwrap_or(0);
            let top = bits.saturating_sub(number).saturating_add(bound.saturating_sub(1));
            if top < 1 << 31 {
                return number;
            }
        }
    }
}

/// The place that the draw with this number, from 0, takes among so many.
pub(crate) fn draw(seed: i64, number: u32, among: usize) -> usize {
    let mut random = Random::new(seed);
    let bound = u64::try_from(among).unwrap_or(u64::MAX);
    for _ in 0..number {
        random.below_by_share(bound);
    }
    usize::try_from(random.below_by_share(bound)).unwrap_or(0)
}

/// Options in ascending order, then shuffled as `Collections.shuffle` does it with a seed.
///
/// RCTab calls this order a generated permutation: the first of it wins ties, the last loses them.
pub fn java_shuffled(seed: i64, mut options: Vec<OptionId>) -> Vec<OptionId> {
    options.sort();
    let mut random = Random::new(seed);
    for size in (2..=options.len()).rev() {
        let other = random.below(u64::try_from(size).unwrap_or(u64::MAX));
        if let Ok(other) = usize::try_from(other) {
            options.swap(size.saturating_sub(1), other);
        }
    }
    options
}

/// The order in which a `java.util.HashSet` of so many names hands them out, when they were put in as they stand here.
///
/// Where nine names fall into one place Java grows the table early, which this leaves out.
///
/// RCTab compares earlier rounds over such sets, and draws from what is left of the last one as it stands there.
pub(crate) fn hash_order(options: &mut [(usize, &OptionId)]) {
    // A table has at least 16 places and is never fuller than three quarters.
    let wanted = options.len().saturating_mul(4).div_euclid(3).saturating_add(1);
    let places = u32::try_from(wanted.max(16).next_power_of_two()).unwrap_or(u32::MAX);
    options.sort_by_key(|(_, option)| {
        let hash =
            option.0.encode_utf16().fold(0_u32, |hash, unit| hash.wrapping_mul(31).wrapping_add(unit.into()));
        (hash ^ (hash >> 16)) & places.saturating_sub(1)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_java() {
        // new java.util.Random(42): nextInt() is -1170105035, then 234785527.
        let mut random = Random::new(42);
        assert_eq!(random.next(32), u64::from(0xFFFF_FFFF_u32 - 1_170_105_034));
        assert_eq!(random.next(32), 234_785_527);
        // new java.util.Random(42).nextInt(10): 0, 3, 8, 4, 0 …
        let mut random = Random::new(42);
        let below: Vec<u64> = (0..5).map(|_| random.below(10)).collect();
        assert_eq!(below, [0, 3, 8, 4, 0]);
    }

    #[test]
    fn sets_hand_out_names_as_java_does() {
        // new ArrayList<>(new HashSet<>(names)), printed by Java itself.
        for (names, wanted) in [
            ("Anna Bela Cyril Dora", "Bela Cyril Dora Anna"),
            ("王 李 张 赵", "张 赵 王 李"),
            (
                "Ada Ben Cleo Dan Eve Finn Gus Hana Ivo Jude Kim Leo Mia Noor",
                "Noor Finn Ivo Gus Mia Ben Hana Kim Jude Dan Cleo Eve Leo Ada",
            ),
        ] {
            let options: Vec<OptionId> = names.split(' ').map(OptionId::from).collect();
            let mut named: Vec<(usize, &OptionId)> = options.iter().enumerate().collect();
            hash_order(&mut named);
            let found: Vec<&str> = named.iter().map(|(_, option)| &*option.0).collect();
            assert_eq!(found.join(" "), wanted);
        }
    }

    #[test]
    fn a_share_is_cut_off_to_a_place() {
        // new java.util.Random(0).nextDouble() is 0.730967787376657, then 0.24053641567148587.
        assert_eq!(draw(0, 0, 2), 1);
        assert_eq!(draw(0, 1, 2), 0);
        assert_eq!(draw(0, 0, 100), 73);
        assert_eq!(draw(0, 1, 100), 24);
    }
}
