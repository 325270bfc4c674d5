//! How shifts change.

use super::*;
use crate::evolve::Evolving;
use crate::state::change;
use std::sync::Arc;

pub(crate) fn evolve_rota_planned(evolving: &mut Evolving<'_>, event: &RotaPlanned) {
    let Command::PlanRota(command) = evolving.command else { return };
    for (ordinal, plan) in (1..).zip(&command.shifts) {
        let id = ShiftId::nth(evolving.context.index, ordinal);
        evolving.plan_shift(id, plan, (&event.council, &event.post));
    }
}

pub(crate) fn evolve_shift_attended(evolving: &mut Evolving<'_>, event: &ShiftAttended) {
    evolving.lift_shift(&event.shift);
    evolving.change_shift(&event.shift, ShiftStatus::Attended);
}

/// The timer has lifted the obligation that it fired.
pub(crate) fn evolve_shift_missed(evolving: &mut Evolving<'_>, event: &ShiftMissed) {
    evolving.change_shift(&event.shift, ShiftStatus::Missed);
}

impl Evolving<'_> {
    fn plan_shift(&mut self, id: ShiftId, plan: &ShiftPlan, (council, post): (&CouncilId, &PostId)) {
        let held = PostHeld { council: council.clone(), post: post.clone(), member: plan.member.clone() };
        let index = self.context.index;
        let posts = &mut self.state.posts;
        let Some(posting) = posts.held.get(&held).copied() else { return };
        let shift = Shift {
            id,
            posting,
            member: plan.member.clone(),
            from_ms: plan.from_ms,
            to_ms: plan.to_ms,
            status: ShiftStatus::Planned,
            changed_at: index,
        };
        posts.planned.insert((shift.member.clone(), shift.from_ms), id);
        posts.rota.entry((council.clone(), post.clone())).or_default().insert(id);
        posts.shifts.insert(id, Arc::new(shift));
        change(&mut posts.postings, &posting, |posting| {
            posting.shifts.insert(id);
        });
        self.schedule(plan.to_ms, Obligation::Shift { shift: id });
    }

    /// Lifts the shifts of a posting that have not ended; those begin after a day before now.
    pub(crate) fn lift_shifts(&mut self, posting: &Posting) {
        let member = &posting.held.member;
        let day_before = TimeMs(self.context.at.0.saturating_sub(TimeMs(0).plus_days(MAX_SHIFT_DAYS).0));
        let from = (member.clone(), day_before);
        let posts = &self.state.posts;
        let mine = posts.planned.range(from..).take_while(|((found, _), _)| found == member);
        let of_posting = mine.filter_map(|(_, id)| posts.shifts.get(id));
        let open = |shift: &&Arc<Shift>| shift.posting == posting.id && shift.status == ShiftStatus::Planned;
        let lifted: Vec<(ShiftId, TimeMs)> =
            of_posting.filter(open).map(|shift| (shift.id, shift.from_ms)).collect();
        for (id, from_ms) in lifted {
            self.lift_shift(&id);
            self.change_shift(&id, ShiftStatus::Lifted);
            self.state.posts.planned.remove(&(member.clone(), from_ms));
        }
    }

    fn lift_shift(&mut self, id: &ShiftId) {
        if let Some(shift) = self.state.posts.shifts.get(id).cloned() {
            self.unschedule(shift.to_ms, Obligation::Shift { shift: shift.id });
        }
    }

    fn change_shift(&mut self, id: &ShiftId, status: ShiftStatus) {
        let index = self.context.index;
        change(&mut self.state.posts.shifts, id, |shift| {
            shift.status = status;
            shift.changed_at = index;
        });
    }
}
