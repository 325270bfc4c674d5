//! Which other requirements can be tried on a vote that was cast. The counting is left to whoever tries them.

use super::*;
use yishi_tally::{Base, Part, Requirement, RuleFault, check_rule};

impl Poll {
    /// Why other requirements cannot be tried on the vote, the first reason; nothing when they can.
    pub fn unfit(&self, requirements: &[Requirement]) -> Option<String> {
        let present = |requirement: &Requirement| {
            requirement.part == Part::Present || requirement.base == Base::Present
        };
        if self.meeting.is_none() && requirements.iter().any(present) {
            return Some("it was not held at a meeting, so nobody is recorded as present".to_owned());
        }
        let totals = self.counted();
        let mut faults = check_rule(requirements, |measure| totals.base(Base::Entitled, measure) > 0);
        // A choice among options asks by its requirements who took part, and nothing else.
        faults.retain(|fault| self.rule.choice.is_none() || *fault != RuleFault::NothingFor);
        faults.first().map(ToString::to_string)
    }
}
