//! Figures as people read them: square metres, half votes, percentages that never look higher than they are.

use super::{Language, Measure};

/// A share in per cent, truncated to four decimals by integer division: `66.6666`; absent for a share of nothing.
///
/// Truncated, never rounded: a share below its bound never looks as if it reached it, and 100 means all.
pub fn percent(numerator: u64, denominator: u64) -> Option<String> {
    // 100 per cent times 10,000 for the four decimals.
    let scaled = u128::from(numerator).saturating_mul(1_000_000);
    let share = scaled.checked_div(u128::from(denominator))?;
    Some(format!("{}.{:04}", share / 10_000, share % 10_000))
}

/// An amount of a measure with its unit; areas come in 0.01 m², votes of councils in halves.
pub fn amount(measure: Measure, number: u64, language: Language) -> String {
    let counted = |one: &str, many: &str| format!("{number} {}", if number == 1 { one } else { many });
    match (measure, language) {
        (Measure::Heads, Language::English) => counted("head", "heads"),
        (Measure::Benches, Language::English) => counted("bench", "benches"),
        (Measure::Households, Language::English) => counted("household", "households"),
        (Measure::Councils, Language::English) => {
            format!("{} {}", halves(number), if number <= 2 { "council vote" } else { "council votes" })
        }
        (Measure::Area, Language::English) => format!("{} m²", square_metres(number)),
        (Measure::Heads, Language::Chinese) => format!("{number}人"),
        (Measure::Benches, Language::Chinese) => format!("{number}方"),
        (Measure::Households, Language::Chinese) => format!("{number}户"),
        (Measure::Councils, Language::Chinese) => format!("{}个议事会", halves(number)),
        (Measure::Area, Language::Chinese) => format!("{}平方米", square_metres(number)),
    }
}

fn square_metres(area_dm2: u64) -> String {
    format!("{}.{:02}", area_dm2 / 100, area_dm2 % 100)
}

fn halves(number: u64) -> String {
    let half = if number % 2 == 1 { ".5" } else { "" };
    format!("{}{half}", number / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_truncated_to_four_decimals() {
        assert_eq!(percent(2, 3).unwrap(), "66.6666");
        assert_eq!(percent(1, 2).unwrap(), "50.0000");
        assert_eq!(percent(0, 7).unwrap(), "0.0000");
        assert_eq!(percent(7, 7).unwrap(), "100.0000");
        assert_eq!(percent(999_999_999, 1_000_000_000).unwrap(), "99.9999");
        assert_eq!(percent(u64::MAX, u64::MAX).unwrap(), "100.0000");
        assert_eq!(percent(u64::MAX - 1, u64::MAX).unwrap(), "99.9999");
        assert_eq!(percent(0, 0), None);
    }

    #[test]
    fn half_votes_and_hundredths_of_a_square_metre_are_written_out() {
        assert_eq!(amount(Measure::Councils, 23, Language::English), "11.5 council votes");
        assert_eq!(amount(Measure::Councils, 1, Language::Chinese), "0.5个议事会");
        assert_eq!(amount(Measure::Area, 8_905, Language::English), "89.05 m²");
        assert_eq!(amount(Measure::Households, 1, Language::English), "1 household");
    }
}
