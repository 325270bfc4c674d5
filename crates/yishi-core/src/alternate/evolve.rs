//! How alternates change.

use super::*;
use crate::evolve::Evolving;
use crate::state::change;

pub(crate) fn evolve_alternate_called(evolving: &mut Evolving<'_>, event: &AlternateCalled) {
    let AlternateCalled { resolution, order, member, in_place_of, accept_by_ms, passed_over } = event;
    let index = evolving.context.index;
    let call = AlternateCall { in_place_of: in_place_of.clone(), accept_by_ms: *accept_by_ms, index };
    evolving.fill_vacancy(*resolution, in_place_of, passed_over);
    evolving.change_alternate(*resolution, member, |alternate| {
        (alternate.status, alternate.call) = (AlternateStatus::Called, Some(call));
    });
    let (resolution, order) = (*resolution, *order);
    evolving.schedule(*accept_by_ms, Obligation::AlternateAnswer { resolution, order });
}

pub(crate) fn evolve_alternates_exhausted(evolving: &mut Evolving<'_>, event: &AlternatesExhausted) {
    let index = evolving.context.index;
    evolving.fill_vacancy(event.resolution, &event.in_place_of, &event.passed_over);
    evolving.change_alternates(event.resolution, |list| list.exhausted_at = Some(index));
}

pub(crate) fn evolve_alternate_stepped_up(evolving: &mut Evolving<'_>, event: &AlternateSteppedUp) {
    evolving.lift_call(event.resolution, &event.member);
    evolving.settle_alternate(event.resolution, &event.member, AlternateStatus::Seated);
    let Some(list) = evolving.state.alternates.lists.get(&event.resolution) else { return };
    let seating = list.seating(&event.member);
    evolving.state.alternates.seated_by.insert(seating, event.resolution);
}

pub(crate) fn evolve_alternate_declined(evolving: &mut Evolving<'_>, event: &AlternateDeclined) {
    evolving.lift_call(event.resolution, &event.member);
    evolving.leave_turn(event.resolution, &event.member, AlternateStatus::Declined);
}

pub(crate) fn evolve_alternate_lapsed(evolving: &mut Evolving<'_>, event: &AlternateLapsed) {
    evolving.leave_turn(event.resolution, &event.member, AlternateStatus::Lapsed);
}

pub(crate) fn evolve_alternates_ended(evolving: &mut Evolving<'_>, event: &AlternatesEnded) {
    let (index, resolution) = (evolving.context.index, event.resolution);
    let Some(list) = evolving.state.alternates.lists.get(&resolution).cloned() else { return };
    for (order, _, call) in list.called() {
        evolving.unschedule(call.accept_by_ms, Obligation::AlternateAnswer { resolution, order });
    }
    if let Some(term_ends_at_ms) = list.term_ends_at_ms {
        evolving.unschedule(term_ends_at_ms, Obligation::AlternatesEnd { resolution });
    }
    evolving.state.alternates.running.remove(&resolution);
    evolving.change_alternates(resolution, |list| {
        list.ended = Some((event.because, index));
        list.vacant.clear();
        for alternate in list.alternates.iter_mut().filter(|alternate| alternate.is_open()) {
            (alternate.status, alternate.settled_at) = (AlternateStatus::Ended, Some(index));
        }
    });
}

impl Alternate {
    const fn waiting(member: MemberId) -> Self {
        Self { member, status: AlternateStatus::Waiting, call: None, passed_over_at: None, settled_at: None }
    }

    /// Whether they may still take a seat.
    pub(crate) const fn is_open(&self) -> bool {
        matches!(self.status, AlternateStatus::Waiting | AlternateStatus::Called)
    }
}

impl Evolving<'_> {
    /// An election is certified: whom it elected holds the seat by it from now on, and its alternates wait. Who has left since is
    /// not seated, and leaves a place.
    pub(crate) fn begin_alternates(&mut self, event: &ElectionCertified) {
        let ElectionCertified { resolution, council, seat, elected, term_ends_at_ms, alternates, .. } = event;
        let seating = |member: &MemberId| {
            let (council, seat) = (council.clone(), seat.clone());
            Seating { council, seat, member: member.clone() }
        };
        for member in elected {
            self.state.alternates.seated_by.remove(&seating(member));
        }
        let poll = self.state.resolutions.get(resolution).and_then(|it| self.state.polls.get(&it.poll));
        let Some(rule) = poll.map(|poll| poll.rule.clone()).filter(|_| !alternates.is_empty()) else {
            return;
        };
        let Some(clause) = &rule.alternates else { return };
        let (seated, left): (Vec<&MemberId>, Vec<&MemberId>) =
            elected.iter().partition(|member| self.state.has_not_left(member));
        let list = AlternateList {
            resolution: *resolution,
            council: council.clone(),
            seat: seat.clone(),
            rule: rule.id.clone(),
            electorate: rule.electorate,
            accept: clause.accept,
            term_ends_at_ms: *term_ends_at_ms,
            alternates: alternates.iter().cloned().map(Alternate::waiting).collect(),
            vacant: left.into_iter().cloned().collect(),
            exhausted_at: None,
            ended: None,
            changed_at: self.context.index,
        };
        for member in seated {
            self.state.alternates.seated_by.insert(seating(member), *resolution);
        }
        for member in alternates {
            self.state.alternates.of.entry(member.clone()).or_default().insert(*resolution);
        }
        self.state.alternates.lists.insert(*resolution, Arc::new(list));
        self.state.alternates.running.insert(*resolution);
        if let Some(term_ends_at_ms) = term_ends_at_ms {
            self.schedule(*term_ends_at_ms, Obligation::AlternatesEnd { resolution: *resolution });
        }
    }

    /// Somebody leaves a seat: if an election with alternates filled it, its place is vacant.
    pub(crate) fn leave_place(&mut self, seating: &Seating) {
        let Some(resolution) = self.state.alternates.seated_by.remove(seating) else { return };
        if self.state.alternates.running.contains(&resolution) {
            self.change_alternates(resolution, |list| list.vacant.push(seating.member.clone()));
        }
    }

    /// Who is recalled from a seat does not come back to it as an alternate.
    pub(crate) fn end_alternate(&mut self, council: &CouncilId, seat: &SeatId, member: &MemberId) {
        let lists: Vec<ResolutionId> =
            self.state.running_alternates(council, seat).map(|list| list.resolution).collect();
        for resolution in lists {
            self.lift_call(resolution, member);
            self.leave_turn(resolution, member, AlternateStatus::Ended);
        }
    }

    fn change_alternates(&mut self, resolution: ResolutionId, changed: impl FnOnce(&mut AlternateList)) {
        let index = self.context.index;
        change(&mut self.state.alternates.lists, &resolution, |list| {
            changed(list);
            list.changed_at = index;
        });
    }

    fn change_alternate(
        &mut self,
        resolution: ResolutionId,
        member: &MemberId,
        changed: impl FnOnce(&mut Alternate),
    ) {
        self.change_alternates(resolution, |list| {
            if let Some(found) = list.alternates.iter_mut().find(|found| found.member == *member) {
                changed(found);
            }
        });
    }

    fn settle_alternate(&mut self, resolution: ResolutionId, member: &MemberId, status: AlternateStatus) {
        let index = self.context.index;
        self.change_alternate(resolution, member, |alternate| {
            (alternate.status, alternate.settled_at) = (status, Some(index));
        });
    }

    /// Ends the turn of somebody who may still take a seat; the place to which they were called is vacant again.
    fn leave_turn(&mut self, resolution: ResolutionId, member: &MemberId, status: AlternateStatus) {
        let Some(list) = self.state.alternates.lists.get(&resolution) else { return };
        let Some((_, found)) = list.of(member).filter(|(_, found)| found.is_open()) else { return };
        let called = found.call.as_ref().filter(|_| found.status == AlternateStatus::Called);
        let place = called.map(|call| call.in_place_of.clone());
        self.settle_alternate(resolution, member, status);
        self.change_alternates(resolution, |list| list.vacant.extend(place));
    }

    fn fill_vacancy(&mut self, resolution: ResolutionId, in_place_of: &MemberId, passed_over: &[MemberId]) {
        let index = self.context.index;
        self.change_alternates(resolution, |list| {
            list.vacant.retain(|left| left != in_place_of);
            for alternate in list.alternates.iter_mut().filter(|it| passed_over.contains(&it.member)) {
                alternate.passed_over_at = Some(index);
            }
        });
    }

    fn lift_call(&mut self, resolution: ResolutionId, member: &MemberId) {
        let Some(list) = self.state.alternates.lists.get(&resolution) else { return };
        let call = list.called().find(|(_, called, _)| *called == member);
        let Some((order, accept_by_ms)) = call.map(|(order, _, call)| (order, call.accept_by_ms)) else {
            return;
        };
        self.unschedule(accept_by_ms, Obligation::AlternateAnswer { resolution, order });
    }
}
