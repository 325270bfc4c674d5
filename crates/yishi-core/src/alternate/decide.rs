//! Who is called to a vacant place, and whether they may take it.

use super::*;
use crate::bounds::{already, wrong_stage};
use crate::decide::{Deciding, Decision};
use std::collections::BTreeSet;

pub(crate) fn decide_step_up(deciding: &Deciding<'_>, command: &StepUp) -> Decision {
    let (list, alternate) = deciding.own_alternate(&command.resolution)?;
    let Some(call) = alternate.call.as_ref().filter(|_| alternate.status == AlternateStatus::Called) else {
        return Err(wrong_stage("alternate", &alternate.member, alternate.status.name(), "called"));
    };
    let (resolution, member) = (list.resolution, alternate.member.clone());
    deciding.check_may_sit(list, &member)?;
    let (council, seat) = (list.council.clone(), list.seat.clone());
    let holders = deciding.require_seat(&council, &seat)?.holders;
    let held = u64::try_from(deciding.state.holders(&council, &seat).count()).unwrap_or(u64::MAX);
    if held >= u64::from(holders) {
        return Err(Rejection::SeatsFull { council, seat, holders });
    }
    let in_place_of = call.in_place_of.clone();
    let stepped_up = AlternateSteppedUp { resolution, member: member.clone(), in_place_of };
    Ok(vec![stepped_up.into(), SeatAssigned { council, seat, member }.into()])
}

pub(crate) fn decide_decline_step_up(deciding: &Deciding<'_>, command: &DeclineStepUp) -> Decision {
    let (list, alternate) = deciding.own_alternate(&command.resolution)?;
    let (resolution, member) = (list.resolution, alternate.member.clone());
    match alternate.status {
        AlternateStatus::Waiting | AlternateStatus::Called => {
            Ok(vec![AlternateDeclined { resolution, member }.into()])
        }
        settled @ (AlternateStatus::Seated
        | AlternateStatus::Declined
        | AlternateStatus::Lapsed
        | AlternateStatus::Ended) => {
            Err(wrong_stage("alternate", &member, settled.name(), "waiting or called"))
        }
    }
}

/// The time to accept is over.
pub(crate) fn decide_alternate_lapses(
    deciding: &Deciding<'_>,
    resolution: ResolutionId,
    order: u32,
) -> Vec<Event> {
    let list = deciding.state.alternates.lists.get(&resolution);
    let called = list.and_then(|list| list.called().find(|(number, _, _)| *number == order));
    let lapsed = called.map(|(_, member, _)| AlternateLapsed { resolution, member: member.clone() }.into());
    lapsed.into_iter().collect()
}

impl AlternateStatus {
    const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Called => "called",
            Self::Seated => "seated",
            Self::Declined => "declined",
            Self::Lapsed => "lapsed",
            Self::Ended => "ended",
        }
    }
}

impl Deciding<'_> {
    /// The signer among the alternates of an election.
    fn own_alternate(&self, id: &ResolutionId) -> Result<(&AlternateList, &Alternate), Rejection> {
        let (signer, resolution) = (self.signer()?, self.state.resolution(id)?);
        let list = self.state.alternates.lists.get(&resolution.id);
        let found = list.and_then(|list| Some((&**list, list.of(signer)?.1)));
        found.ok_or_else(|| Rejection::NotAlternate { member: signer.clone(), resolution: resolution.id })
    }

    /// Who takes the seat could still be elected to it, does not hold it, and holds none that the charter keeps apart from it.
    fn check_may_sit(&self, list: &AlternateList, member: &MemberId) -> Result<(), Rejection> {
        self.check_in_electorate(list.electorate, &list.rule, member, &list.council)?;
        if self.state.holds(member, &list.council, &list.seat) {
            let what = format!("`{member}` holds seat `{}` of council `{}` already", list.seat, list.council);
            return Err(already(what));
        }
        self.check_separation(&list.council, &list.seat, member)
    }

    /// Whom what happened calls to the places that it left vacant; the calls stand in the same entry, after it.
    ///
    /// Who qualifies is judged by the state after the events, because one import of a roll may take away a holder and the next in
    /// line.
    pub(crate) fn with_calls(&self, command: &Command, mut events: Vec<Event>) -> Vec<Event> {
        let waits = !self.state.alternates.running.is_empty();
        if !events.iter().any(|event| event.may_leave_vacant(waits)) {
            return events;
        }
        let mut after = self.state.clone();
        evolve(&mut after, self.actor, command, &events, self.context);
        let deciding = Deciding { state: &after, ..*self };
        let running = after.alternates.running.iter().filter_map(|id| after.alternates.lists.get(id));
        let running: Vec<&Arc<AlternateList>> = running.collect();
        let mut called: BTreeSet<Seating> = running.iter().flat_map(|list| list.seats_called_to()).collect();
        for list in running {
            events.extend(deciding.calls(list, &mut called));
        }
        events
    }

    /// One call for each place, in the order of the alternates. Nobody is called to two places of one kind, and nobody to a place that
    /// the charter has no more; `called` are all who are called to any.
    fn calls(&self, list: &AlternateList, called: &mut BTreeSet<Seating>) -> Vec<Event> {
        let resolution = list.resolution;
        let mut waiting = list.numbered().filter(|(_, it)| it.status == AlternateStatus::Waiting);
        let mut call = |in_place_of: &MemberId| -> Event {
            let (in_place_of, mut passed_over) = (in_place_of.clone(), Vec::new());
            if !self.has_room(list, called) {
                return AlternatesExhausted { resolution, in_place_of, passed_over }.into();
            }
            for (order, alternate) in waiting.by_ref() {
                let (member, seating) = (alternate.member.clone(), list.seating(&alternate.member));
                if !called.contains(&seating) && self.check_may_sit(list, &member).is_ok() {
                    called.insert(seating);
                    let accept_by_ms = self.accept_by(list);
                    return AlternateCalled {
                        resolution,
                        order,
                        member,
                        in_place_of,
                        accept_by_ms,
                        passed_over,
                    }
                    .into();
                }
                passed_over.push(member);
            }
            AlternatesExhausted { resolution, in_place_of, passed_over }.into()
        };
        list.vacant.iter().map(&mut call).collect()
    }

    /// Whether the charter has a place for somebody beside those who sit and those who are called.
    fn has_room(&self, list: &AlternateList, called: &BTreeSet<Seating>) -> bool {
        let (council, seat) = (&list.council, &list.seat);
        let called = called.iter().filter(|seating| list.is_for(&seating.council, &seating.seat)).count();
        let taken = self.state.holders(council, seat).count().saturating_add(called);
        let taken = u64::try_from(taken).unwrap_or(u64::MAX);
        self.require_seat(council, seat).is_ok_and(|clause| taken < u64::from(clause.holders))
    }

    fn accept_by(&self, list: &AlternateList) -> TimeMs {
        let accept_by_ms = self.state.calendar.end_of(self.context.at, list.accept);
        list.term_ends_at_ms.map_or(accept_by_ms, |term| term.min(accept_by_ms))
    }

    /// Earlier elections to the same seat whose alternates a renewal of the whole body ends.
    pub(crate) fn alternates_renewed(&self, council: &CouncilId, seat: &SeatId) -> Vec<Event> {
        let because = AlternatesEnd::Renewed;
        let lists = self.state.running_alternates(council, seat);
        lists.map(|list| AlternatesEnded { resolution: list.resolution, because }.into()).collect()
    }

    /// The alternates of a revoked election step up no more, whether or not those who sit stay.
    pub(crate) fn alternates_fall(&self, resolution: ResolutionId) -> Option<Event> {
        let because = AlternatesEnd::Revoked;
        let runs = self.state.alternates.running.contains(&resolution);
        runs.then(|| AlternatesEnded { resolution, because }.into())
    }
}

impl Event {
    /// Whether it may leave a place vacant to which somebody is to be called.
    const fn may_leave_vacant(&self, alternates_wait: bool) -> bool {
        match self {
            Self::ElectionCertified(certified) => !certified.alternates.is_empty() || alternates_wait,
            Self::SeatVacated(_)
            | Self::RollSealed(_)
            | Self::ResolutionCertified(_)
            | Self::AlternateDeclined(_)
            | Self::AlternateLapsed(_) => alternates_wait,
            _ => false,
        }
    }
}
