//! How much a term tells: the rarer it is among the texts, the more. Whole numbers, so that every machine gives the same.

/// One doubling of rarity.
const ONE: u64 = 1 << FRACTION_BITS;
const FRACTION_BITS: u32 = 10;

/// The weight of a term that `found` of `texts` texts use, in 1/1024: 1 + log2((texts + 1) / (found + 1)).
///
/// The smoothed inverse document frequency: a term of every text weighs 1, and each time it is half as frequent, 1 more.
pub(crate) fn weight(texts: usize, found: usize) -> u64 {
    let log = |count: usize| log2(u64::try_from(count).unwrap_or(u64::MAX).saturating_add(1));
    ONE.saturating_add(log(texts).saturating_sub(log(found)))
}

/// The binary logarithm of a number from 1 on in 1/1024, rounded down: its integer part by position, its fraction bit by bit, as
/// squaring a number doubles its logarithm.
fn log2(number: u64) -> u64 {
    let whole = number.checked_ilog2().unwrap_or_default();
    // Between 1 and 2, with 31 bits behind the point.
    let mut rest = number.unbounded_shl(63_u32.saturating_sub(whole)).unbounded_shr(32);
    let mut log = u64::from(whole);
    for _ in 0..FRACTION_BITS {
        rest = rest.saturating_mul(rest).unbounded_shr(31);
        let doubled = rest.unbounded_shr(32);
        log = log.saturating_mul(2).saturating_add(doubled);
        rest = rest.unbounded_shr(u32::from(doubled > 0));
    }
    log
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_known_numbers() {
        // 1024 × log2 of 3, 10 and 1000 is 1623.03, 3401.65 and 10204.95.
        for (number, log) in [
            (1, 0),
            (2, 1_024),
            (3, 1_623),
            (10, 3_401),
            (1_000, 10_204),
            (1 << 40, 40 * 1_024),
            (u64::MAX, 65_535),
        ] {
            assert_eq!(log2(number), log, "{number}");
        }
    }

    #[test]
    fn a_term_of_every_text_weighs_one_and_half_as_frequent_weighs_one_more() {
        assert_eq!(weight(0, 0), 1_024);
        assert_eq!(weight(1_023, 1_023), 1_024);
        assert_eq!(weight(1_023, 511), 2 * 1_024);
        assert_eq!(weight(1_023, 0), 11 * 1_024);
    }
}
