//! Shares as exact fractions. What a share is taken of is left to `rule`.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A share from 0 to 1 as an exact fraction in lowest terms, written `2/3`.
///
/// One share has one spelling, so that two rules with the same content have the same bytes and the same hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fraction {
    numerator: u32,
    denominator: u32,
}

/// Says that a text or a pair of numbers is not a share from 0 to 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a share such as `2/3`: write a fraction from 0/1 to 1/1 in lowest terms (`1/2`, not `50/100`)"
)]
pub struct InvalidFraction(pub String);

impl Fraction {
    pub(crate) const ONE_THIRD: Self = Self { numerator: 1, denominator: 3 };
    pub(crate) const ONE: Self = Self { numerator: 1, denominator: 1 };
    pub(crate) const ONE_HALF: Self = Self { numerator: 1, denominator: 2 };
    pub(crate) const TWO_THIRDS: Self = Self { numerator: 2, denominator: 3 };
    pub(crate) const THREE_QUARTERS: Self = Self { numerator: 3, denominator: 4 };

    /// Makes a share, reducing it to lowest terms.
    ///
    /// # Errors
    /// When the denominator is 0 or the numerator exceeds it.
    pub fn new(numerator: u32, denominator: u32) -> Result<Self, InvalidFraction> {
        let invalid = || InvalidFraction(format!("{numerator}/{denominator}"));
        if numerator > denominator {
            return Err(invalid());
        }
        let divisor = greatest_common_divisor(numerator, denominator);
        match (numerator.checked_div(divisor), denominator.checked_div(divisor)) {
            (Some(numerator), Some(denominator)) => Ok(Self { numerator, denominator }),
            _ => Err(invalid()),
        }
    }

    /// The upper number in lowest terms.
    pub const fn numerator(self) -> u32 {
        self.numerator
    }

    /// The lower number in lowest terms; at least 1.
    pub const fn denominator(self) -> u32 {
        self.denominator
    }
}

/// Euclid's algorithm; 0 only when both numbers are 0.
fn greatest_common_divisor(mut larger: u32, mut smaller: u32) -> u32 {
    while let Some(remainder) = larger.checked_rem(smaller) {
        (larger, smaller) = (smaller, remainder);
    }
    larger
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

impl FromStr for Fraction {
    type Err = InvalidFraction;

    fn from_str(text: &str) -> Result<Self, InvalidFraction> {
        let invalid = || InvalidFraction(text.to_owned());
        let (numerator, denominator) = text.split_once('/').ok_or_else(invalid)?;
        let (numerator, denominator) =
            (numerator.parse().map_err(|_| invalid())?, denominator.parse().map_err(|_| invalid())?);
        let fraction = Self::new(numerator, denominator).map_err(|_| invalid())?;
        // One spelling: signs, leading zeros and common factors all print differently from what was read.
        if fraction.to_string() == text { Ok(fraction) } else { Err(invalid()) }
    }
}

impl TryFrom<String> for Fraction {
    type Error = InvalidFraction;

    fn try_from(text: String) -> Result<Self, InvalidFraction> {
        text.parse()
    }
}

impl From<Fraction> for String {
    fn from(fraction: Fraction) -> Self {
        fraction.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_read_and_written_in_its_one_spelling() {
        for text in ["0/1", "1/1", "1/2", "2/3", "3/4", "1/4294967295", "4294967294/4294967295"] {
            assert_eq!(text.parse::<Fraction>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn any_other_spelling_is_refused_and_quoted() {
        for text in [
            "",
            "/",
            "1",
            "1/",
            "/2",
            "2/4",
            "0/2",
            "2/2",
            "1/0",
            "0/0",
            "3/2",
            "+1/2",
            "-1/2",
            "01/2",
            "1/02",
            "1 /2",
            " 1/2",
            "1/2 ",
            "1/2/3",
            "1/4294967296",
            "0.5",
            "½",
            "1\u{2044}2",
            "50%",
        ] {
            assert_eq!(text.parse::<Fraction>(), Err(InvalidFraction(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn a_pair_of_numbers_is_reduced() {
        assert_eq!(Fraction::new(50, 100).unwrap(), Fraction::ONE_HALF);
        assert_eq!(Fraction::new(0, 7).unwrap().to_string(), "0/1");
        assert_eq!(Fraction::new(u32::MAX, u32::MAX).unwrap().to_string(), "1/1");
    }

    #[test]
    fn more_than_one_and_a_share_of_nothing_are_no_shares() {
        assert!(Fraction::new(2, 1).is_err());
        assert!(Fraction::new(0, 0).is_err());
        assert!(Fraction::new(1, 0).is_err());
    }
}
