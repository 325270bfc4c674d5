//! The count: totals held against the requirements of a rule.

use crate::{Part, Requirement, Totals};
use serde::{Deserialize, Serialize};

/// How one requirement came out, with the exact numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequirementOutcome {
    /// The requirement.
    pub requirement: Requirement,
    /// The part, as counted.
    pub numerator: u64,
    /// The base, as counted.
    pub denominator: u64,
    /// Whether it is met.
    pub met: bool,
}

/// How a vote came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Every requirement is met.
    Passed,
    /// A quorum requirement is not met.
    NoQuorum,
    /// Quorate, not passed, and as many heads for as against, at least one each.
    Tied,
    /// Quorate and not passed.
    Failed,
}

/// A count with its trace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// The figures.
    pub totals: Totals,
    /// Each requirement in the order of the rule.
    pub requirements: Vec<RequirementOutcome>,
    /// The verdict.
    pub verdict: Verdict,
}

/// Counts: the verdict is a function of the requirements and the totals.
///
/// A list without any requirement on votes *for* never passes: turnout alone approves nothing.
pub fn tally(requirements: &[Requirement], totals: &Totals) -> Tally {
    let requirements: Vec<_> = requirements.iter().map(|requirement| outcome(requirement, totals)).collect();
    let verdict = verdict(&requirements, totals);
    Tally { totals: totals.clone(), requirements, verdict }
}

fn outcome(requirement: &Requirement, totals: &Totals) -> RequirementOutcome {
    let numerator = totals.part(requirement.part, requirement.measure);
    let denominator = totals.base(requirement.base, requirement.measure);
    let met = requirement.threshold.is_met(numerator, denominator);
    RequirementOutcome { requirement: requirement.clone(), numerator, denominator, met }
}

fn verdict(outcomes: &[RequirementOutcome], totals: &Totals) -> Verdict {
    let asks_for_approval = outcomes.iter().any(|outcome| outcome.requirement.part == Part::For);
    if outcomes.iter().any(|outcome| outcome.requirement.quorum && !outcome.met) {
        Verdict::NoQuorum
    } else if asks_for_approval && outcomes.iter().all(|outcome| outcome.met) {
        Verdict::Passed
    } else if totals.heads.for_ > 0 && totals.heads.for_ == totals.heads.against {
        Verdict::Tied
    } else {
        Verdict::Failed
    }
}
