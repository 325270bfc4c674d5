//! What a round of an instant runoff holds, and how it is told.

use super::paper::Reason;
use crate::{Amount, CountError, Inactive, OptionId, Options, Round};
use num_bigint::BigUint;
use num_rational::Ratio;
use std::collections::BTreeMap;

/// What an option needs, as an exact fraction of units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bound {
    pub(super) numerator: u128,
    pub(super) denominator: u128,
}

impl Bound {
    pub(super) const fn units(units: u128) -> Self {
        Self { numerator: units, denominator: 1 }
    }

    /// Whether so many units reach the bound.
    pub(super) fn is_reached(self, units: u128) -> bool {
        units.saturating_mul(self.denominator) >= self.numerator
    }

    /// Whether so many units exceed the bound.
    pub(super) fn is_exceeded(self, units: u128) -> bool {
        units.saturating_mul(self.denominator) > self.numerator
    }

    pub(super) fn amount(self, unit: u128) -> Amount {
        let denominator = BigUint::from(self.denominator) * BigUint::from(unit);
        Amount(Ratio::new(self.numerator.into(), denominator))
    }
}

/// One round as it is counted; everything in units.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    /// The figure of every option that is in the count or elected.
    pub(super) figures: Vec<Option<u128>>,
    pub(super) exhausted: u128,
    pub(super) overvotes: u128,
    pub(super) skipped: u128,
    pub(super) repeated: u128,
    pub(super) blank: u128,
    /// Surplus of the last elected, which goes nowhere but still counts as active.
    pub(super) finished: u128,
    /// What cutting off decimals lost in all rounds so far.
    pub(super) lost: u128,
    pub(super) elected: Vec<usize>,
    pub(super) excluded: Vec<usize>,
    pub(super) bound: Option<Bound>,
}

impl Sheet {
    pub(super) fn figure(&self, place: usize) -> Option<u128> {
        self.figures.get(place).copied().flatten()
    }

    pub(super) fn add(&mut self, place: usize, units: u128) -> Result<(), CountError> {
        match self.figures.get_mut(place) {
            Some(Some(figure)) => add(figure, units),
            _ => Ok(()),
        }
    }

    pub(super) fn add_gone(&mut self, reason: Reason, units: u128) -> Result<(), CountError> {
        let sum = match reason {
            Reason::Exhausted => &mut self.exhausted,
            Reason::Overvote => &mut self.overvotes,
            Reason::Skipped => &mut self.skipped,
            Reason::Repeated => &mut self.repeated,
            Reason::Blank => &mut self.blank,
            Reason::Finished => &mut self.finished,
        };
        add(sum, units)
    }

    /// The round as everybody reads it.
    pub(super) fn round(&self, number: u32, unit: u128, options: &Options) -> Round {
        let amount = |units: u128| Amount(Ratio::new(units.into(), unit.into()));
        let names = |places: &[usize]| places.iter().filter_map(|place| name(*place, options)).collect();
        let figures: BTreeMap<OptionId, Amount> = options
            .list()
            .iter()
            .zip(&self.figures)
            .filter_map(|(option, figure)| Some((option.id.clone(), amount((*figure)?))))
            .collect();
        let nowhere = [self.exhausted, self.overvotes, self.skipped, self.repeated, self.blank]
            .into_iter()
            .chain([self.finished, self.lost])
            .fold(0_u128, u128::saturating_add);
        Round {
            number,
            needed: self.bound.map(|bound| bound.amount(unit)),
            figures,
            exhausted: Some(amount(nowhere)),
            inactive: Some(Inactive {
                exhausted: amount(self.exhausted),
                overvotes: amount(self.overvotes),
                skipped: amount(self.skipped),
                repeated: amount(self.repeated),
                blank: amount(self.blank),
                residual: amount(self.lost),
            }),
            elected: names(&self.elected),
            excluded: names(&self.excluded),
        }
    }
}

pub(super) fn name(place: usize, options: &Options) -> Option<OptionId> {
    options.list().get(place).map(|option| option.id.clone())
}

pub(super) fn add(sum: &mut u128, units: u128) -> Result<(), CountError> {
    *sum = sum.checked_add(units).ok_or(CountError::TooManyVotes)?;
    Ok(())
}
