//! The end without an agreement, and where the dispute goes from there.

use super::*;
use crate::decide::{Deciding, Decision};

/// Without a reason: a side need not give one, and a mediator may not tell what was said. A mediator finds that no agreement can
/// be reached (art. 26) only after the sides have met.
pub(crate) fn decide_end_mediation(deciding: &Deciding<'_>, command: &EndMediation) -> Decision {
    let (matter, mediation) = deciding.under_mediation(&command.matter)?;
    if mediation.mediators.contains_key(deciding.principal()?) && deciding.actor.assistance.is_none() {
        let mediator = deciding.require_mediator(matter, mediation)?;
        deciding.require_begun(matter, mediation)?;
        if mediation.sessions_held() == 0 {
            return Err(out_of_range("sessions held", "at least 1", 0));
        }
        return Ok(deciding.refer_dispute(matter, ReferralReason::NoAgreement, Some(mediator)));
    }
    let (_, member) = deciding.require_side(matter, mediation)?;
    let reason = if mediation.all_agreed() { ReferralReason::Ended } else { ReferralReason::Declined };
    Ok(deciding.refer_dispute(matter, reason, Some(member)))
}

impl Deciding<'_> {
    /// Where a dispute goes that is not settled: by the clause under which its sides were named, or else by the charter in force.
    /// Under one without mediation the council that has it deliberates, so that none is lost by an amendment.
    pub(crate) fn refer_dispute(
        &self,
        matter: &Matter,
        reason: ReferralReason,
        member: Option<&MemberId>,
    ) -> Vec<Event> {
        let charter = self.state.charter().map(|version| &*version.charter);
        let opened = matter.mediation.as_ref().and_then(|mediation| mediation.rule.as_ref());
        let clause = opened.or_else(|| charter.and_then(|charter| charter.mediation.as_ref()));
        let to_council = |council: &CouncilId| ReferredTo::Council {
            council: council.clone(),
            decide_by_ms: self.deadline(|deadlines| deadlines.deliberation),
        };
        let referred = match clause.map(|clause| &clause.referral) {
            Some(ReferralClause::Outside { body }) => ReferredTo::Outside { body: body.clone() },
            Some(ReferralClause::Council { level }) => {
                let above = charter.and_then(|charter| charter.at_level_or_above(&matter.council, level));
                to_council(above.unwrap_or(&matter.council))
            }
            None => to_council(&matter.council),
        };
        let outside = matches!(referred, ReferredTo::Outside { .. });
        let event = MediationReferred { matter: matter.id, reason, member: member.cloned(), referred };
        let closed = MatterClosed { matter: matter.id, closure: Closure::ReferredOutside };
        std::iter::once(event.into()).chain(outside.then(|| closed.into())).collect()
    }
}

impl Charter {
    /// The first council, from this one upwards, that stands at the level or higher.
    fn at_level_or_above<'a>(&'a self, council: &CouncilId, level: &LevelId) -> Option<&'a CouncilId> {
        let wanted = self.rank(level)?;
        let rank = |id: &CouncilId| self.council(id).and_then(|found| self.rank(&found.level));
        self.upwards(council).find(|id| rank(id).is_some_and(|rank| rank >= wanted))
    }
}
