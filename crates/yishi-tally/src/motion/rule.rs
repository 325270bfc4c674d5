//! Rules as data: what share of what, in which measure, must pass which bound.

use crate::Fraction;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A bound on a share. 以上 includes the bound, 过半数 and 超过 do not (Civil Code art. 1259).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Threshold {
    /// The share must reach the fraction.
    AtLeast(Fraction),
    /// The share must exceed the fraction.
    MoreThan(Fraction),
}

impl Threshold {
    /// Whether `part` of `whole` passes the bound; a share of nothing never does.
    ///
    /// Cross-multiplied in 128 bits: two factors of 64 and 32 bits cannot overflow, and nothing is rounded.
    pub fn is_met(self, part: u64, whole: u64) -> bool {
        let (fraction, reaching_suffices) = match self {
            Self::AtLeast(fraction) => (fraction, true),
            Self::MoreThan(fraction) => (fraction, false),
        };
        let part = u128::from(part).saturating_mul(u128::from(fraction.denominator()));
        let bound = u128::from(whole).saturating_mul(u128::from(fraction.numerator()));
        whole > 0 && (part > bound || (reaching_suffices && part == bound))
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(fraction) => write!(f, "at least {fraction}"),
            Self::MoreThan(fraction) => write!(f, "more than {fraction}"),
        }
    }
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Heads 人数.
    Heads,
    /// Area of owned units 专有部分面积.
    Area,
    /// Benches; a bench is for when more of its ballots are for than against.
    Benches,
    /// Households 户.
    Households,
    /// Votes of councils or sections that decide together; a section may have half a vote, so sums are in halves.
    Councils,
}

/// Whose share is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Those who took part: cast a ballot of any kind.
    Participating,
    /// Those who voted for.
    For,
    /// Those at the meeting, whether they vote or not 到会.
    Present,
}

/// Of what the share is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// All on the roll.
    Entitled,
    /// Those who took part, abstentions included.
    Participating,
    /// Votes for and against, abstentions left out; of benches those with at least one such vote.
    Cast,
    /// Those at the meeting, whether they vote or not 到会.
    Present,
}

/// One requirement: `part` of `base` in `measure` must pass the threshold. A share of nothing is never met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// What it says, for people, with the article of law if it has one.
    pub name: String,
    /// Whose share.
    pub part: Part,
    /// Of what.
    pub base: Base,
    /// In what measure.
    pub measure: Measure,
    /// How much.
    pub threshold: Threshold,
    /// Whether missing it means that the vote lacked its quorum rather than that it failed.
    #[serde(default, skip_serializing_if = "is_false")]
    pub quorum: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_least(text: &str) -> Threshold {
        Threshold::AtLeast(text.parse().unwrap())
    }

    fn more_than(text: &str) -> Threshold {
        Threshold::MoreThan(text.parse().unwrap())
    }

    #[test]
    fn at_least_includes_its_bound() {
        assert!(!at_least("2/3").is_met(7, 12));
        assert!(at_least("2/3").is_met(8, 12));
    }

    #[test]
    fn more_than_excludes_its_bound() {
        assert!(!more_than("1/2").is_met(6, 12));
        assert!(more_than("1/2").is_met(7, 12));
    }

    #[test]
    fn one_hundredth_of_a_square_metre_decides() {
        // A third of 10,000 dm² is no integer: 6,666 is below two thirds, 6,667 above.
        assert!(!at_least("2/3").is_met(6_666, 10_000));
        assert!(at_least("2/3").is_met(6_667, 10_000));
    }

    #[test]
    fn a_share_of_nothing_is_never_met() {
        assert!(!at_least("0/1").is_met(0, 0));
        assert!(!more_than("0/1").is_met(0, 0));
        assert!(!at_least("1/1").is_met(1, 0));
    }

    #[test]
    fn none_of_something_reaches_zero_but_does_not_exceed_it() {
        assert!(at_least("0/1").is_met(0, 1));
        assert!(!more_than("0/1").is_met(0, 1));
    }

    #[test]
    fn everybody_reaches_one_and_nobody_exceeds_it() {
        assert!(at_least("1/1").is_met(u64::MAX, u64::MAX));
        assert!(!at_least("1/1").is_met(u64::MAX - 1, u64::MAX));
        assert!(!more_than("1/1").is_met(u64::MAX, u64::MAX));
    }

    #[test]
    fn a_requirement_is_written_as_people_read_it() {
        let text = r#"{"name":"quorum","part":"participating","base":"entitled","measure":"area","threshold":{"at_least":"2/3"},"quorum":true}"#;
        let requirement: Requirement = serde_json::from_str(text).unwrap();
        assert_eq!(requirement.threshold, at_least("2/3"));
        assert_eq!(serde_json::to_string(&requirement).unwrap(), text);
    }

    #[test]
    fn an_unknown_field_of_a_requirement_is_refused() {
        let text = r#"{"name":"x","part":"for","base":"cast","measure":"heads","threshold":{"at_least":"2/3"},"quorom":true}"#;
        assert!(serde_json::from_str::<Requirement>(text).is_err());
    }
}
