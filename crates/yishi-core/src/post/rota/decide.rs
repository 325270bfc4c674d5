//! Who may plan shifts, and when somebody comes in time.

use super::*;
use crate::bounds::{require_stage, require_within};
use crate::decide::{Deciding, Decision};
use std::collections::BTreeMap;

/// By whoever may appoint over the council, or dispatches there.
pub(crate) fn decide_plan_rota(deciding: &Deciding<'_>, command: &PlanRota) -> Decision {
    let PlanRota { council, post, shifts } = command;
    deciding.require_post(council, post)?;
    if deciding.require_appointer(council).is_err() {
        deciding.require_power(Power::Dispatch, council)?;
    }
    require_count("shifts", shifts.len(), 1, MAX_SHIFTS)?;
    let mut before = Earlier::default();
    for plan in shifts {
        deciding.require_holder(council, post, &plan.member)?;
        deciding.require_length(plan)?;
        if let Some((from_ms, to_ms)) = deciding.planned_within(plan).or_else(|| before.within(plan)) {
            return Err(Rejection::ShiftsOverlap { member: plan.member.clone(), from_ms, to_ms });
        }
        before.0.insert((&plan.member, plan.from_ms), plan.to_ms);
    }
    let shifts = u32::try_from(shifts.len()).unwrap_or(u32::MAX);
    Ok(vec![RotaPlanned { council: council.clone(), post: post.clone(), shifts }.into()])
}

pub(crate) fn decide_check_in(deciding: &Deciding<'_>, command: &CheckIn) -> Decision {
    let (shift, signer) = (deciding.state.shift(&command.shift)?, deciding.signer()?);
    if shift.member != *signer {
        let (member, posting, holder) = (signer.clone(), shift.posting, shift.member.clone());
        return Err(Rejection::NotOnPost { member, posting, holder });
    }
    require_stage("shift", &shift.id, &shift.status, &ShiftStatus::Planned)?;
    // Its end falls due before anything else at that moment, and then it is missed.
    require_within("check_in", deciding.context.at, &(shift.from_ms..=shift.to_ms))?;
    Ok(vec![ShiftAttended { shift: shift.id }.into()])
}

/// The shifts of the same plan that were looked at already.
#[derive(Default)]
struct Earlier<'a>(BTreeMap<(&'a MemberId, TimeMs), TimeMs>);

impl<'a> Earlier<'a> {
    /// One that overlaps: the last that begins before the other ends. None that stand here overlap each other.
    fn within(&self, plan: &'a ShiftPlan) -> Option<(TimeMs, TimeMs)> {
        let until = (&plan.member, plan.to_ms);
        let ((member, from_ms), to_ms) = self.0.range(..until).next_back()?;
        (*member == &plan.member && *to_ms > plan.from_ms).then_some((*from_ms, *to_ms))
    }
}

impl Deciding<'_> {
    fn require_holder(&self, council: &CouncilId, post: &PostId, member: &MemberId) -> Result<(), Rejection> {
        let held = PostHeld { council: council.clone(), post: post.clone(), member: member.clone() };
        if self.state.posts.held.contains_key(&held) {
            return Ok(());
        }
        let id = format!("{council}/{post}/{member}");
        Err(Rejection::NotFound { kind: "holder of a post".to_owned(), id })
    }

    fn require_length(&self, plan: &ShiftPlan) -> Result<(), Rejection> {
        let at = self.context.at;
        require_within("from_ms", plan.from_ms, &(at..=at.plus_days(MAX_ROTA_DAYS)))?;
        let first = TimeMs(plan.from_ms.0.saturating_add(1));
        require_within("to_ms", plan.to_ms, &(first..=plan.from_ms.plus_days(MAX_SHIFT_DAYS)))
    }

    /// A shift of the member that stands already and overlaps.
    fn planned_within(&self, plan: &ShiftPlan) -> Option<(TimeMs, TimeMs)> {
        let posts = &self.state.posts;
        let until = (plan.member.clone(), plan.to_ms);
        let ((member, _), shift) = posts.planned.range(..until).next_back()?;
        let shift = posts.shifts.get(shift).filter(|shift| shift.to_ms > plan.from_ms)?;
        (*member == plan.member).then_some((shift.from_ms, shift.to_ms))
    }
}
