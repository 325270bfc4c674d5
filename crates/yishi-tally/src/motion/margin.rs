//! How far a share is from its bound, in the units that were counted.
//!
//! Nothing here decides anything: a margin explains a verdict that `tally` has reached.

use super::{Base, RequirementOutcome, Threshold};

/// How far a requirement is from its bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Margin {
    /// Met.
    Spare {
        /// How much of the part could be lost, the base staying as it is, with the bound still met.
        lost: u64,
    },
    /// Not met.
    Short {
        /// How much more of the base would have had to belong to the part; absent when there is not so much of it.
        of_base: Option<u64>,
        /// How much would have had to come in from outside the base and belong to the part, where the base can grow;
        /// absent where it cannot, and where no number would have sufficed.
        newcomers: Option<u64>,
    },
}

impl RequirementOutcome {
    /// How far the requirement is from its bound, in heads, 0.01 m², benches, households or half votes of councils.
    pub fn margin(&self) -> Margin {
        let (part, whole) = (self.numerator, self.denominator);
        let threshold = self.requirement.threshold;
        if self.met {
            return Margin::Spare { lost: threshold.spare(part, whole) };
        }
        let of_base = threshold.short_of(part, whole).filter(|more| *more <= whole.saturating_sub(part));
        let newcomers = match self.requirement.base {
            Base::Entitled => None,
            Base::Present | Base::Participating | Base::Cast => threshold.short_of_newcomers(part, whole),
        };
        Margin::Short { of_base, newcomers }
    }
}

/// A bound as `p/q`, and whether reaching it suffices, in 128 bits.
#[derive(Clone, Copy)]
struct Bound {
    p: u128,
    q: u128,
    reaching_suffices: bool,
}

impl Threshold {
    fn bound(self) -> Bound {
        let (fraction, reaching_suffices) = match self {
            Self::AtLeast(fraction) => (fraction, true),
            Self::MoreThan(fraction) => (fraction, false),
        };
        Bound {
            p: u128::from(fraction.numerator()),
            q: u128::from(fraction.denominator()),
            reaching_suffices,
        }
    }

    /// The least addition to an unmet part that meets the bound over the same whole.
    fn short_of(self, part: u64, whole: u64) -> Option<u64> {
        let bound = self.bound();
        let missing = bound.missing(part, whole)?;
        (whole > 0).then(|| bound.steps(missing, bound.q)).flatten()
    }

    /// The least addition to both the unmet part and the whole that meets the bound.
    fn short_of_newcomers(self, part: u64, whole: u64) -> Option<u64> {
        let bound = self.bound();
        let missing = bound.missing(part, whole)?;
        bound
            .steps(missing, bound.q.saturating_sub(bound.p))
            .map(|steps| if whole == 0 { steps.max(1) } else { steps })
    }

    /// The largest part of a met share that can be lost.
    fn spare(self, part: u64, whole: u64) -> u64 {
        let bound = self.bound();
        let over = u128::from(part)
            .saturating_mul(bound.q)
            .saturating_sub(u128::from(whole).saturating_mul(bound.p));
        let over = if bound.reaching_suffices { over } else { over.saturating_sub(1) };
        over.checked_div(bound.q).and_then(|lost| u64::try_from(lost).ok()).unwrap_or(u64::MAX)
    }
}

impl Bound {
    /// By how much `part · q` lacks `whole · p`; `None` when it exceeds that.
    fn missing(self, part: u64, whole: u64) -> Option<u128> {
        u128::from(whole).saturating_mul(self.p).checked_sub(u128::from(part).saturating_mul(self.q))
    }

    /// How many steps of `step` close the gap: to it where reaching suffices, beyond it where not.
    fn steps(self, missing: u128, step: u128) -> Option<u64> {
        let steps = if self.reaching_suffices {
            missing.checked_add(step.checked_sub(1)?)?.checked_div(step)?
        } else {
            missing.checked_div(step)?.checked_add(1)?
        };
        u64::try_from(steps).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Fraction, Measure, Part, Requirement};

    fn outcome(base: Base, threshold: Threshold, numerator: u64, denominator: u64) -> RequirementOutcome {
        let requirement = Requirement {
            name: "r".to_owned(),
            part: Part::For,
            base,
            measure: Measure::Heads,
            threshold,
            quorum: false,
        };
        let met = threshold.is_met(numerator, denominator);
        RequirementOutcome { requirement, numerator, denominator, met }
    }

    #[test]
    fn a_missed_quorum_says_how_many_more_would_have_sufficed() {
        let two_thirds = Threshold::AtLeast(Fraction::TWO_THIRDS);
        let margin = outcome(Base::Entitled, two_thirds, 7, 12).margin();
        assert_eq!(margin, Margin::Short { of_base: Some(1), newcomers: None });
        let margin = outcome(Base::Entitled, two_thirds, 0, 10_000).margin();
        assert_eq!(margin, Margin::Short { of_base: Some(6_667), newcomers: None });
    }

    #[test]
    fn an_exact_half_lacks_one_change_of_mind_or_one_newcomer() {
        let margin = outcome(Base::Participating, Threshold::MoreThan(Fraction::ONE_HALF), 4, 8).margin();
        assert_eq!(margin, Margin::Short { of_base: Some(1), newcomers: Some(1) });
    }

    #[test]
    fn newcomers_make_the_base_grow_and_so_are_more_than_changes_of_mind() {
        let margin =
            outcome(Base::Participating, Threshold::AtLeast(Fraction::THREE_QUARTERS), 5, 8).margin();
        assert_eq!(margin, Margin::Short { of_base: Some(1), newcomers: Some(4) });
    }

    #[test]
    fn a_met_bound_says_how_much_could_be_lost() {
        let spare = |threshold, part, whole| outcome(Base::Entitled, threshold, part, whole).margin();
        assert_eq!(spare(Threshold::AtLeast(Fraction::TWO_THIRDS), 8, 12), Margin::Spare { lost: 0 });
        assert_eq!(spare(Threshold::AtLeast(Fraction::TWO_THIRDS), 10, 12), Margin::Spare { lost: 2 });
        assert_eq!(spare(Threshold::MoreThan(Fraction::ONE_HALF), 7, 12), Margin::Spare { lost: 0 });
        assert_eq!(spare(Threshold::MoreThan(Fraction::ONE_HALF), 12, 12), Margin::Spare { lost: 5 });
    }

    #[test]
    fn a_share_of_nothing_lacks_newcomers_only() {
        let margin = outcome(Base::Participating, Threshold::MoreThan(Fraction::ONE_HALF), 0, 0).margin();
        assert_eq!(margin, Margin::Short { of_base: None, newcomers: Some(1) });
        let margin =
            outcome(Base::Participating, Threshold::AtLeast(Fraction::THREE_QUARTERS), 0, 0).margin();
        assert_eq!(margin, Margin::Short { of_base: None, newcomers: Some(1) });
    }

    #[test]
    fn what_can_never_be_met_has_no_number() {
        let all: Fraction = "1/1".parse().unwrap();
        let margin = outcome(Base::Participating, Threshold::MoreThan(all), 3, 8).margin();
        assert_eq!(margin, Margin::Short { of_base: None, newcomers: None });
        let margin = outcome(Base::Participating, Threshold::AtLeast(all), 7, 8).margin();
        assert_eq!(margin, Margin::Short { of_base: Some(1), newcomers: None });
    }
}
