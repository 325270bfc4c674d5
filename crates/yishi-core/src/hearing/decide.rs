//! When a hearing may be called, opened, attended, spoken at and closed.

use super::*;
use crate::bounds::{already, require_stage, require_within, wrong_stage};
use crate::decide::{Deciding, Decision};
use crate::limits::require_count;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) fn decide_call_hearing(deciding: &Deciding<'_>, command: &CallHearing) -> Decision {
    let matter = deciding.matter_in(&command.matter, MatterStage::Deliberating)?;
    deciding.require_power(Power::Convene, &matter.council)?;
    deciding.check_call(matter, command)?;
    let clause = &deciding.charter()?.charter.hearings;
    let notice = match matter.facts.urgency {
        Urgency::Ordinary => clause.notice,
        Urgency::Urgent => clause.urgent_notice,
    };
    let at = deciding.context.at;
    let earliest = deciding.state.calendar.end_of(at, notice);
    let latest = at.plus_days(MAX_HEARING_DAYS).max(earliest);
    require_within("starts_at_ms", command.starts_at_ms, &(earliest..=latest))?;
    let event = HearingCalled {
        hearing: HearingId::first(deciding.context.index),
        matter: matter.id,
        council: matter.council.clone(),
        starts_at_ms: command.starts_at_ms,
        agenda: command.agenda,
        items: command.items.clone(),
        invited_members: command.invited_members.clone(),
        invited_seats: command.invited_seats.clone(),
    };
    Ok(vec![event.into()])
}

/// One that was adjourned is opened again at the moment that was stated then.
pub(crate) fn decide_open_hearing(deciding: &Deciding<'_>, command: &OpenHearing) -> Decision {
    let needed = match deciding.state.hearing(&command.hearing)?.status {
        HearingStatus::Adjourned => HearingStatus::Adjourned,
        HearingStatus::Called | HearingStatus::Open | HearingStatus::Held | HearingStatus::Inquorate => {
            HearingStatus::Called
        }
    };
    let hearing = deciding.chaired(&command.hearing, needed)?;
    let latest = hearing.starts_at_ms.plus_days(HEARING_OPENS_WITHIN_DAYS);
    require_within("at", deciding.context.at, &(hearing.starts_at_ms..=latest))?;
    Ok(vec![HearingOpened { hearing: hearing.id }.into()])
}

pub(crate) fn decide_record_attendance(deciding: &Deciding<'_>, command: &RecordAttendance) -> Decision {
    let hearing = deciding.chaired(&command.hearing, HearingStatus::Open)?;
    require_count("members", command.members.len(), 1, MAX_ATTENDANCE)?;
    for member in &command.members {
        deciding.present_member(member)?;
    }
    let is_recorded = |member: &MemberId| {
        let only_signed = hearing.attendance.get(member).is_some_and(|found| found.recorded.is_none());
        hearing.present.contains(member) && !only_signed
    };
    if command.members.iter().all(is_recorded) {
        return Err(already("all these members are recorded as present already".to_owned()));
    }
    Ok(vec![AttendanceRecorded { hearing: hearing.id, members: command.members.clone() }.into()])
}

pub(crate) fn decide_make_statement(deciding: &Deciding<'_>, command: &MakeStatement) -> Decision {
    let hearing = deciding.current_hearing(&command.hearing, HearingStatus::Open)?;
    let member = deciding.speaker(hearing)?;
    if let Some(proposal) = &command.proposal {
        deciding.check_item(hearing, proposal)?;
    }
    deciding.require_floor(hearing, member)?;
    let made = StatementMade {
        statement: StatementId::first(deciding.context.index),
        hearing: hearing.id,
        member: member.clone(),
        text: command.text,
        position: command.position,
        proposal: command.proposal,
        benches: deciding.speaks_for(member, &hearing.council)?,
    };
    Ok(vec![made.into()])
}

/// Possible also where the matter has gone on: what was said needs its minutes. Without a quorum the charter may move the matter
/// up, unless it has gone on or a poll on it is open: then the poll decides.
pub(crate) fn decide_close_hearing(deciding: &Deciding<'_>, command: &CloseHearing) -> Decision {
    let hearing = deciding.state.hearing(&command.hearing)?;
    deciding.require_power(Power::Convene, &hearing.council)?;
    require_stage("hearing", &hearing.id, &hearing.status, &HearingStatus::Open)?;
    let current = deciding.current_hearing(&hearing.id, HearingStatus::Open).is_ok();
    let matter = deciding.state.matter(&hearing.matter)?;
    let (seats_present, seats_held) = deciding.seats_there(hearing);
    let quorate = deciding.charter()?.charter.hearings.quorum.is_met(seats_present, seats_held);
    let waiting = hearing.floor.waiting.iter();
    let closed = HearingClosed {
        hearing: hearing.id,
        minutes: command.minutes,
        seats_present,
        seats_held,
        quorate,
        unheard: waiting.map(|request| request.member.clone()).collect(),
    };
    let mut events = vec![closed.into()];
    // From ruleset 3 on a vote that passed waits for its certification and is not taken away by an empty room.
    let decided = deciding.context.ruleset >= Ruleset::THIRD && deciding.waits_for_certification(matter);
    if !quorate && current && !decided && !deciding.is_being_voted_on(matter) {
        events.extend(deciding.escalate(matter, EscalationTrigger::NoQuorum));
    }
    Ok(events)
}

pub(super) fn count<T>(items: impl Iterator<Item = T>) -> u64 {
    u64::try_from(items.count()).unwrap_or(u64::MAX)
}

impl Deciding<'_> {
    /// A hearing in the status whose matter is still being deliberated by the council that called it, in the same round.
    pub(super) fn current_hearing(
        &self,
        id: &HearingId,
        needed: HearingStatus,
    ) -> Result<&Hearing, Rejection> {
        let hearing = self.state.hearing(id)?;
        require_stage("hearing", id, &hearing.status, &needed)?;
        let matter = self.matter_in(&hearing.matter, MatterStage::Deliberating)?;
        if matter.council != hearing.council || matter.round != hearing.round {
            let needed = format!("at council `{}` in round {}", hearing.council, hearing.round);
            let stands = format!("at council `{}` in round {}", matter.council, matter.round);
            return Err(wrong_stage("matter", &matter.id, &stands, &needed));
        }
        Ok(hearing)
    }

    /// A current hearing, by somebody who may run it.
    pub(super) fn chaired(&self, id: &HearingId, needed: HearingStatus) -> Result<&Hearing, Rejection> {
        let hearing = self.state.hearing(id)?;
        self.require_power(Power::Convene, &hearing.council)?;
        self.current_hearing(id, needed)
    }

    /// The principal, who may speak: may come to the hearing, and is there.
    pub(super) fn speaker(&self, hearing: &Hearing) -> Result<&MemberId, Rejection> {
        let principal = self.principal()?;
        self.require_may_come(hearing, principal)?;
        if !hearing.present.contains(principal) {
            return Err(Rejection::NotPresent { member: principal.clone(), hearing: hearing.id });
        }
        Ok(principal)
    }

    /// Whose act it is belongs to the area, is seated in the council or above it, or is invited.
    pub(super) fn require_may_come(&self, hearing: &Hearing, member: &MemberId) -> Result<(), Rejection> {
        if self.seated_at_or_above(member, &hearing.council) || self.state.is_invited(hearing, member) {
            return Ok(());
        }
        self.require_member_in_area(&hearing.council).map(|_| ())
    }

    fn seated_at_or_above(&self, member: &MemberId, council: &CouncilId) -> bool {
        let Some(version) = self.state.charter() else { return false };
        let mut seatings = self.state.seatings.keys();
        seatings.any(|seating| {
            seating.member == *member && version.charter.is_at_or_below(council, &seating.council)
        })
    }

    pub(crate) fn is_being_voted_on(&self, matter: &Matter) -> bool {
        self.state.proposals_of(matter).any(|proposal| proposal.status == ProposalStatus::Voting)
    }
}

impl State {
    /// Who holds a voting seat of the council, with the bench of the first such seat in the charter's order. One person
    /// has one vote however many seats they hold; who has left has none.
    pub(crate) fn voting_holders(&self, council: &CouncilId) -> BTreeMap<MemberId, BenchId> {
        self.electors(council, &BTreeSet::new())
    }

    /// The same for the kinds of seats that a rule names, whether they vote otherwise or advise; for all voting seats where it
    /// names none.
    pub(crate) fn electors(
        &self,
        council: &CouncilId,
        seats: &BTreeSet<SeatId>,
    ) -> BTreeMap<MemberId, BenchId> {
        let mut holders = BTreeMap::new();
        let Some(version) = self.charter() else { return holders };
        let elects = |seat: &&SeatClause| {
            if seats.is_empty() { seat.votes == Voting::Votes } else { seats.contains(&seat.id) }
        };
        for seat in version.charter.seats_of(council).filter(elects) {
            for holder in self.holders(council, &seat.id).filter(|holder| self.has_not_left(holder)) {
                holders.entry(holder.clone()).or_insert_with(|| seat.bench.clone());
            }
        }
        holders
    }

    pub(crate) fn has_not_left(&self, member: &MemberId) -> bool {
        self.roll.members.get(member).is_some_and(|member| member.standing != Standing::Left)
    }
}
