//! Exact amounts of votes, support or money where they need not be whole numbers.

use num_bigint::BigUint;
use num_integer::Integer as _;
use num_rational::Ratio;
use num_traits::{One as _, Zero as _};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// An exact amount from 0 upwards.
///
/// Written as a decimal where that is exact (`12`, `0.75`), else as a fraction in lowest terms (`2/3`): one amount has
/// one spelling.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Amount(pub Ratio<BigUint>);

/// Says that a text is not an amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an amount: write `12`, `0.75` or, where no decimal is exact, `2/3` in lowest terms")]
pub struct InvalidAmount(pub String);

impl Amount {
    /// Nothing.
    pub fn zero() -> Self {
        Self(Ratio::zero())
    }

    /// The amount in decimals, cut off after so many places: never more than the exact amount.
    pub fn decimal(&self, places: u32) -> String {
        let scale = BigUint::from(10_u32).pow(places);
        let scaled = (&self.0 * Ratio::from_integer(scale.clone())).to_integer();
        let (whole, rest) = scaled.div_rem(&scale);
        if places == 0 {
            return whole.to_string();
        }
        let width = usize::try_from(places).unwrap_or(usize::MAX);
        format!("{whole}.{:0>width$}", rest.to_string())
    }

    /// How many of `units` equal parts of `whole` the amount fills, cut off; all of them at the most, none of nothing.
    pub fn parts_of(&self, whole: &Self, units: u64) -> u64 {
        if whole.0.is_zero() {
            return 0;
        }
        let parts = (&self.0 * Ratio::from_integer(BigUint::from(units)) / &whole.0).to_integer();
        u64::try_from(parts).map_or(units, |parts| parts.min(units))
    }

    /// How many decimals write the amount exactly; `None` when no number of them does.
    fn exact_places(&self) -> Option<u32> {
        let mut rest = self.0.denom().clone();
        let mut powers = [0_u32; 2];
        for (power, prime) in powers.iter_mut().zip([2_u32, 5]) {
            let prime = BigUint::from(prime);
            while rest.is_multiple_of(&prime) {
                rest /= &prime;
                *power = power.saturating_add(1);
            }
        }
        let [twos, fives] = powers;
        rest.is_one().then_some(twos.max(fives))
    }
}

impl From<u64> for Amount {
    fn from(number: u64) -> Self {
        Self(Ratio::from_integer(number.into()))
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.exact_places() {
            Some(places) => f.write_str(&self.decimal(places)),
            None => write!(f, "{}/{}", self.0.numer(), self.0.denom()),
        }
    }
}

impl From<Amount> for String {
    fn from(amount: Amount) -> Self {
        amount.to_string()
    }
}

impl TryFrom<String> for Amount {
    type Error = InvalidAmount;

    fn try_from(text: String) -> Result<Self, InvalidAmount> {
        text.parse()
    }
}

impl FromStr for Amount {
    type Err = InvalidAmount;

    fn from_str(text: &str) -> Result<Self, InvalidAmount> {
        let amount = read(text).ok_or_else(|| InvalidAmount(text.to_owned()))?;
        // One spelling: signs, leading and trailing zeros and common factors all print differently from what was read.
        if amount.to_string() == text { Ok(amount) } else { Err(InvalidAmount(text.to_owned())) }
    }
}

fn read(text: &str) -> Option<Amount> {
    if let Some((numerator, denominator)) = text.split_once('/') {
        let denominator: BigUint = denominator.parse().ok()?;
        let numerator: BigUint = numerator.parse().ok()?;
        return (!denominator.is_zero()).then(|| Amount(Ratio::new(numerator, denominator)));
    }
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits: BigUint = format!("{whole}{rest}").parse().ok()?;
    let scale = BigUint::from(10_u32).pow(u32::try_from(rest.len()).ok()?);
    Some(Amount(Ratio::new(digits, scale)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(numerator: u32, denominator: u32) -> Amount {
        Amount(Ratio::new(numerator.into(), denominator.into()))
    }

    #[test]
    fn an_amount_is_a_decimal_where_that_is_exact_and_else_a_fraction() {
        assert_eq!(amount(12, 1).to_string(), "12");
        assert_eq!(amount(3, 4).to_string(), "0.75");
        assert_eq!(amount(1, 100_000).to_string(), "0.00001");
        assert_eq!(amount(4, 6).to_string(), "2/3");
    }

    #[test]
    fn an_amount_has_one_spelling() {
        for text in ["0", "12", "0.75", "2/3", "0.00001"] {
            assert_eq!(text.parse::<Amount>().unwrap().to_string(), text);
        }
        for text in ["", "-1", "+1", "01", "1.0", "4/6", "3/4", "1/0", "1.", ".5", "1e3", "1.2/3"] {
            assert!(text.parse::<Amount>().is_err(), "`{text}` was taken for an amount");
        }
    }

    #[test]
    fn parts_are_cut_off_and_never_more_than_the_whole() {
        assert_eq!(amount(1, 3).parts_of(&amount(1, 1), 100), 33);
        assert_eq!(amount(1, 1).parts_of(&amount(1, 1), 100), 100);
        assert_eq!(amount(7, 1).parts_of(&amount(1, 1), 100), 100);
        assert_eq!(amount(7, 1).parts_of(&Amount::zero(), 100), 0);
    }

    #[test]
    fn decimals_are_cut_off_and_never_rounded_up() {
        assert_eq!(amount(2, 3).decimal(4), "0.6666");
        assert_eq!(amount(2, 3).decimal(0), "0");
        assert_eq!(amount(100, 1).decimal(2), "100.00");
    }
}
