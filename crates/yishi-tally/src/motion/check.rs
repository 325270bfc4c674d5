//! Whether a rule can be satisfied at all: asked when a charter is read, not when a vote is counted.
//!
//! Requirements are lower bounds of shares, so a vote in which all come and all are for meets every one of them that can
//! be met at all. What remains to be found is a bound that nothing passes, a share that says nothing, and two that
//! contradict each other in what they ask for.

use super::{Base, Measure, Part, Requirement, Threshold};
use std::fmt;

/// Why a rule cannot be used; positions are those of the requirements in the rule, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleFault {
    /// No requirement asks for votes for: turnout alone would approve.
    NothingFor,
    /// Asks for more than all.
    AboveAll {
        /// The requirement.
        requirement: usize,
    },
    /// Asks for at least nothing, which is always reached.
    AtLeastNothing {
        /// The requirement.
        requirement: usize,
    },
    /// The share is always all: those who take part among those who take part.
    AlwaysAll {
        /// The requirement.
        requirement: usize,
    },
    /// The roll has nothing in this measure, so the share is one of nothing and never met.
    NothingToMeasure {
        /// The requirement.
        requirement: usize,
        /// The measure.
        measure: Measure,
    },
    /// Both bound the same share, and not alike: whichever is weaker says nothing.
    Contradiction {
        /// The earlier requirement.
        earlier: usize,
        /// The later one.
        later: usize,
    },
}

impl RuleFault {
    /// The requirement concerned; absent when the fault is one of the whole rule.
    pub const fn requirement(&self) -> Option<usize> {
        match self {
            Self::NothingFor => None,
            Self::AboveAll { requirement }
            | Self::AtLeastNothing { requirement }
            | Self::AlwaysAll { requirement }
            | Self::NothingToMeasure { requirement, .. }
            | Self::Contradiction { later: requirement, .. } => Some(*requirement),
        }
    }
}

impl fmt::Display for RuleFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NothingFor => {
                "the vote could pass without a vote for it: add a requirement with `part = \"for\"`"
            }
            Self::AboveAll { .. } => {
                "more than all can never be reached: write `at_least` or a smaller share"
            }
            Self::AtLeastNothing { .. } => "at least nothing is always reached: write a share above 0",
            Self::AlwaysAll { .. } => {
                "those who take part are always all of those who take part: write `base = \"entitled\"`"
            }
            Self::NothingToMeasure { .. } => {
                "nobody on the roll counts in this measure, so it can never be met: measure heads"
            }
            Self::Contradiction { .. } => {
                "two requirements bound the same share differently: keep the one that is meant"
            }
        })
    }
}

/// Every reason why a rule cannot be satisfied or says nothing, in the order of its requirements; empty when it can be used.
///
/// `measured` tells in which measures the roll has anything at all: owners have an area, seats have benches.
pub fn check_rule(requirements: &[Requirement], measured: impl Fn(Measure) -> bool) -> Vec<RuleFault> {
    let mut faults = Vec::new();
    if !requirements.iter().any(|requirement| requirement.part == Part::For) {
        faults.push(RuleFault::NothingFor);
    }
    for (position, requirement) in requirements.iter().enumerate() {
        faults.extend(requirement.threshold.fault_of(position));
        if is_always_all(requirement.part, requirement.base) {
            faults.push(RuleFault::AlwaysAll { requirement: position });
        }
        if !measured(requirement.measure) {
            let measure = requirement.measure;
            faults.push(RuleFault::NothingToMeasure { requirement: position, measure });
        }
        let earlier = requirements.iter().take(position).position(|earlier| contradict(earlier, requirement));
        faults.extend(earlier.map(|earlier| RuleFault::Contradiction { earlier, later: position }));
    }
    faults
}

impl Threshold {
    /// Why the bound by itself cannot be used, as that of requirement 0: nothing exceeds all, and everything reaches nothing.
    pub fn fault(self) -> Option<RuleFault> {
        self.fault_of(0)
    }

    fn fault_of(self, requirement: usize) -> Option<RuleFault> {
        match self {
            Self::AtLeast(fraction) if fraction.numerator() == 0 => {
                Some(RuleFault::AtLeastNothing { requirement })
            }
            Self::MoreThan(fraction) if fraction.numerator() == fraction.denominator() => {
                Some(RuleFault::AboveAll { requirement })
            }
            Self::AtLeast(_) | Self::MoreThan(_) => None,
        }
    }
}

/// Whether the part holds the whole base, whatever happens: who casts a vote takes part, and who takes part in a meeting is there.
const fn is_always_all(part: Part, base: Base) -> bool {
    match (part, base) {
        (Part::For, _) | (_, Base::Entitled) | (Part::Participating, Base::Present) => false,
        (Part::Participating | Part::Present, Base::Participating | Base::Cast)
        | (Part::Present, Base::Present) => true,
    }
}

fn contradict(earlier: &Requirement, later: &Requirement) -> bool {
    let share = |requirement: &Requirement| (requirement.part, requirement.base, requirement.measure);
    share(earlier) == share(later) && earlier.threshold != later.threshold
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cc278_ordinary, joint_majority, simple_majority};

    fn with(change: impl Fn(&mut Requirement)) -> Vec<Requirement> {
        let mut rule = cc278_ordinary();
        change(&mut rule[1]);
        rule
    }

    fn faults(rule: &[Requirement]) -> Vec<RuleFault> {
        check_rule(rule, |measure| matches!(measure, Measure::Heads | Measure::Area))
    }

    #[test]
    fn rules_that_can_be_met_have_no_fault() {
        assert_eq!(faults(&cc278_ordinary()), []);
        assert_eq!(faults(&simple_majority()), []);
        assert_eq!(check_rule(&joint_majority(), |measure| measure != Measure::Area), []);
    }

    #[test]
    fn turnout_alone_approves_nothing() {
        let rule: Vec<_> = cc278_ordinary().into_iter().take(2).collect();
        assert_eq!(faults(&rule), [RuleFault::NothingFor]);
        assert_eq!(faults(&[]), [RuleFault::NothingFor]);
    }

    #[test]
    fn all_can_be_asked_for_and_more_than_all_cannot() {
        let bound = |threshold| faults(&with(|requirement| requirement.threshold = threshold));
        assert_eq!(bound(Threshold::AtLeast("1/1".parse().unwrap())), []);
        let above = bound(Threshold::MoreThan("1/1".parse().unwrap()));
        assert_eq!(above, [RuleFault::AboveAll { requirement: 1 }]);
        assert_eq!(bound(Threshold::MoreThan("0/1".parse().unwrap())), []);
        let nothing = bound(Threshold::AtLeast("0/1".parse().unwrap()));
        assert_eq!(nothing, [RuleFault::AtLeastNothing { requirement: 1 }]);
    }

    #[test]
    fn a_share_that_is_always_all_says_nothing() {
        for base in [Base::Participating, Base::Cast] {
            let rule = with(|requirement| requirement.base = base);
            assert_eq!(faults(&rule), [RuleFault::AlwaysAll { requirement: 1 }]);
        }
        assert_eq!(faults(&with(|requirement| requirement.base = Base::Present)), []);
    }

    #[test]
    fn a_measure_in_which_nobody_counts_is_never_met() {
        let rule = with(|requirement| requirement.measure = Measure::Benches);
        let fault = RuleFault::NothingToMeasure { requirement: 1, measure: Measure::Benches };
        assert_eq!(faults(&rule), [fault]);
    }

    #[test]
    fn two_bounds_on_one_share_contradict_each_other() {
        let rule = with(|requirement| requirement.measure = Measure::Area);
        assert_eq!(faults(&rule), []);
        let rule = with(|requirement| {
            requirement.measure = Measure::Area;
            requirement.threshold = Threshold::MoreThan("1/2".parse().unwrap());
        });
        assert_eq!(faults(&rule), [RuleFault::Contradiction { earlier: 0, later: 1 }]);
    }
}
