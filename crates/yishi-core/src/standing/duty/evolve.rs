//! How standing duties change.

use super::*;
use crate::evolve::Evolving;
use crate::standing::{list, unlist};
use crate::state::change;

pub(crate) fn evolve_standing_duty_laid(evolving: &mut Evolving<'_>, event: &StandingDutyLaid) {
    let Some(poll) = evolving.state.resolutions.get(&event.resolution).map(|found| found.poll) else {
        return;
    };
    let Some(poll) = evolving.state.polls.get(&poll) else { return };
    let (council, decided_by) = (poll.council.clone(), poll.rule.id.clone());
    let duty = StandingDuty {
        id: event.duty,
        resolution: event.resolution,
        council,
        decided_by,
        terms: event.terms.clone(),
        windows: Windows { begins_at_ms: event.begins_at_ms, recurs: event.terms.recurs },
        next: 1,
        next_due_at_ms: event.next_due_at_ms,
        occurrences: OrdMap::new(),
        overdue: OrdSet::new(),
        end: None,
        replaces: event.replaces,
        succession: None,
        changed_at: evolving.context.index,
    };
    evolving.state.listings.duties.put(duty.id, &duty.council, duty.place());
    evolving.state.standings.duties.insert(duty.id, Arc::new(duty));
    evolving.settle_duty(event.duty);
    if let Some(replaced) = event.replaces {
        let StandingDutyLaid { duty: by, begins_at_ms: at_ms, resolution, .. } = *event;
        evolving.change_duty(replaced, |duty| duty.succession = Some(Succession { by, at_ms, resolution }));
    }
}

pub(crate) fn evolve_standing_duty_performed(evolving: &mut Evolving<'_>, event: &StandingDutyPerformed) {
    let performed = DutyPerformance {
        report: event.report,
        evidence: event.evidence,
        by: event.by.clone(),
        at_ms: evolving.context.at,
        index: evolving.context.index,
    };
    evolving.change_duty(event.duty, |duty| {
        duty.occurrences.entry(event.occurrence).or_default().performed = Some(performed);
        duty.overdue.remove(&event.occurrence);
        if !event.late {
            duty.next_window(event.next_due_at_ms);
        }
    });
}

/// The timer has lifted the obligation that it fired.
pub(crate) fn evolve_standing_duty_missed(evolving: &mut Evolving<'_>, event: &StandingDutyMissed) {
    let index = evolving.context.index;
    evolving.change_duty(event.duty, |duty| {
        duty.occurrences.entry(event.occurrence).or_default().missed_at = Some(index);
        duty.overdue.insert(event.occurrence);
        duty.next_window(event.next_due_at_ms);
    });
}

pub(crate) fn evolve_standing_duty_ended(evolving: &mut Evolving<'_>, event: &StandingDutyEnded) {
    let index = evolving.context.index;
    evolving.change_duty(event.duty, |duty| {
        duty.end = Some(StandingEnd { index, ended_by: event.ended_by });
    });
    evolving.keep_replaced_duty(event.duty);
}

impl StandingDuty {
    const fn next_window(&mut self, next_due_at_ms: Option<TimeMs>) {
        self.next = self.next.saturating_add(1);
        self.next_due_at_ms = next_due_at_ms;
    }
}

impl Evolving<'_> {
    fn change_duty(&mut self, id: StandingDutyId, apply: impl FnOnce(&mut StandingDuty)) {
        let index = self.context.index;
        let timers = self.state.standings.duties.get(&id).into_iter().flat_map(|duty| duty.timers());
        for (due_at_ms, obligation) in timers.collect::<Vec<_>>() {
            self.unschedule(due_at_ms, obligation);
        }
        let State { standings, listings, .. } = &mut *self.state;
        change(&mut standings.duties, &id, |duty| {
            let place = duty.place();
            apply(duty);
            duty.changed_at = index;
            listings.duties.shift(id, (&duty.council, place), (&duty.council, duty.place()));
        });
        self.settle_duty(id);
    }

    /// What would have been replaced by a duty that ended before it began goes on.
    fn keep_replaced_duty(&mut self, ended: StandingDutyId) {
        let duties = &self.state.standings.duties;
        let Some(replaced) = duties.get(&ended).and_then(|duty| duties.get(&duty.replaces?)) else { return };
        let waits = replaced.succession.is_some_and(|next| next.by == ended);
        if waits && replaced.end.is_none() {
            self.change_duty(replaced.id, |duty| duty.succession = None);
        }
    }

    /// Lets the next window fall due, and keeps the indexes to duties of which something is to be done.
    fn settle_duty(&mut self, id: StandingDutyId) {
        let Some(duty) = self.state.standings.duties.get(&id).cloned() else { return };
        for (due_at_ms, obligation) in duty.timers() {
            self.schedule(due_at_ms, obligation);
        }
        let (terms, standings) = (&duty.terms, &mut self.state.standings);
        if duty.is_owed() {
            list(&mut standings.owed_by, &terms.bearer, id);
            list(&mut standings.seen_to_by, &terms.supervisor, id);
        } else {
            unlist(&mut standings.owed_by, &terms.bearer, id);
            unlist(&mut standings.seen_to_by, &terms.supervisor, id);
        }
    }
}
