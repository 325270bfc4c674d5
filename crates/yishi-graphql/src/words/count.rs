//! Shares in per cent. Sentences about a count are left to `yishi_tally::explain`.

/// A share in per cent with four places, cut off and never rounded up, so that 66.6666 never reads as two thirds reached.
pub(crate) fn percent(numerator: u64, denominator: u64) -> Option<String> {
    let parts = (u128::from(numerator) * 1_000_000).checked_div(u128::from(denominator))?;
    Some(format!("{}.{:04}", parts / 10_000, parts % 10_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_cut_off_and_never_rounded_up() {
        assert_eq!(percent(2, 3).as_deref(), Some("66.6666"));
        assert_eq!(percent(1, 3).as_deref(), Some("33.3333"));
        assert_eq!(percent(999_999, 1_000_000).as_deref(), Some("99.9999"));
        assert_eq!(percent(9_999_999, 10_000_000).as_deref(), Some("99.9999"));
        assert_eq!(percent(0, 5).as_deref(), Some("0.0000"));
        assert_eq!(percent(5, 5).as_deref(), Some("100.0000"));
        assert_eq!(percent(u64::MAX, u64::MAX).as_deref(), Some("100.0000"));
        assert_eq!(percent(0, 0), None);
    }
}
