//! Attendance that the attendee signs, and hearings that go on at another moment: each session has its own attendance.

use super::*;
use crate::bounds::{already, require_within};
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;

/// Signs that one is present at an open hearing; by who lives in the area, holds a seat in the council or above it, or is
/// invited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttendHearing {
    /// The hearing.
    pub hearing: HearingId,
}

/// Interrupts an open hearing until a stated moment, at which it is opened again; by the chair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdjournHearing {
    /// The hearing.
    pub hearing: HearingId,
    /// When it goes on; the charter says how far ahead at most.
    pub to_ms: TimeMs,
    /// Why, as a document.
    pub reason: DocumentHash,
}

/// A member signed that they are present. Where the charter lets that count, they are recorded in the same entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HearingAttended {
    /// The hearing.
    pub hearing: HearingId,
    /// Who.
    pub member: MemberId,
}

/// A hearing was interrupted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HearingAdjourned {
    /// The hearing.
    pub hearing: HearingId,
    /// When it goes on.
    pub to_ms: TimeMs,
    /// Why.
    pub reason: DocumentHash,
    /// Holders of voting seats who were present in the session.
    pub seats_present: u64,
    /// Holders of voting seats of the council.
    pub seats_held: u64,
}

/// How somebody came to be on the list of a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attended {
    /// The entry in which the chair recorded them; absent where the chair did not.
    pub recorded: Option<u64>,
    /// The entry in which they signed themselves; absent where they did not.
    pub signed: Option<u64>,
}

/// A session of a hearing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HearingSession {
    /// The entry that opened it.
    pub opened_at: u64,
    /// When it was opened.
    pub opened_at_ms: TimeMs,
    /// How it ended; absent while it is under way.
    pub end: Option<SessionEnd>,
}

impl Hearing {
    /// The entry that closed it; none before. What is answered afterwards changes nothing of what was heard.
    pub fn closed_at(&self) -> Option<u64> {
        let closed = matches!(self.status, HearingStatus::Held | HearingStatus::Inquorate);
        let end = self.sessions.last().and_then(|session| session.end.as_ref())?;
        closed.then_some(end.index)
    }
}

/// How a session ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionEnd {
    /// The entry.
    pub index: u64,
    /// When.
    pub at_ms: TimeMs,
    /// Why it was adjourned; absent where the hearing was closed.
    pub reason: Option<DocumentHash>,
    /// Who was present.
    pub present: BTreeSet<MemberId>,
    /// How they came to be on the list.
    pub attendance: BTreeMap<MemberId, Attended>,
    /// Holders of voting seats who were present.
    pub seats_present: u64,
    /// Holders of voting seats of the council.
    pub seats_held: u64,
}

pub(crate) fn decide_attend_hearing(deciding: &Deciding<'_>, command: &AttendHearing) -> Decision {
    let hearing = deciding.current_hearing(&command.hearing, HearingStatus::Open)?;
    let member = deciding.principal()?.clone();
    deciding.require_may_come(hearing, &member)?;
    if let Some(signed) = hearing.attendance.get(&member).and_then(|found| found.signed) {
        return Err(already(format!("`{member}` signed the attendance at entry {signed}")));
    }
    let mut events = vec![HearingAttended { hearing: hearing.id, member: member.clone() }.into()];
    let counts = deciding.charter()?.charter.hearings.attendance == AttendanceProof::Signed;
    if counts && !hearing.present.contains(&member) {
        events.push(AttendanceRecorded { hearing: hearing.id, members: [member].into() }.into());
    }
    Ok(events)
}

/// Not while a vote is held at the hearing: its base are those present, who would go.
pub(crate) fn decide_adjourn_hearing(deciding: &Deciding<'_>, command: &AdjournHearing) -> Decision {
    let hearing = deciding.chaired(&command.hearing, HearingStatus::Open)?;
    let clause = &deciding.charter()?.charter.hearings.adjournment;
    let Some(clause) = clause else { return Err(Rejection::NoAdjournment { times: 0 }) };
    let sessions = u32::try_from(hearing.sessions.len()).unwrap_or(u32::MAX);
    if sessions > clause.times {
        return Err(Rejection::NoAdjournment { times: clause.times });
    }
    deciding.require_no_poll_at(hearing)?;
    let at = deciding.context.at;
    let earliest = TimeMs(at.0.saturating_add(1));
    let latest = deciding.state.calendar.end_of(at, clause.within);
    require_within("to_ms", command.to_ms, &(earliest..=latest.max(earliest)))?;
    let (seats_present, seats_held) = deciding.seats_there(hearing);
    let event = HearingAdjourned {
        hearing: hearing.id,
        to_ms: command.to_ms,
        reason: command.reason,
        seats_present,
        seats_held,
    };
    Ok(vec![event.into()])
}

impl Deciding<'_> {
    fn require_no_poll_at(&self, hearing: &Hearing) -> Result<(), Rejection> {
        let matter = self.state.matter(&hearing.matter)?;
        let polls = self.state.proposals_of(matter).filter_map(|proposal| proposal.polls.last());
        let mut polls = polls.filter_map(|id| self.state.polls.get(id));
        let at_it = polls.find(|poll| {
            poll.meeting == Some(hearing.id) && !matches!(poll.status, PollStatus::Sealed { .. })
        });
        match at_it {
            None => Ok(()),
            Some(poll) => Err(Rejection::PollIsOpen {
                matter: matter.id,
                poll: poll.id,
                closes_at_ms: poll.closes_at_ms,
            }),
        }
    }

    /// Holders of voting seats who are present, and all of them.
    pub(super) fn seats_there(&self, hearing: &Hearing) -> (u64, u64) {
        let holders = self.state.voting_holders(&hearing.council);
        let there = holders.keys().filter(|holder| hearing.present.contains(*holder));
        (count(there), count(holders.keys()))
    }
}

pub(crate) fn evolve_hearing_attended(evolving: &mut Evolving<'_>, event: &HearingAttended) {
    let index = evolving.context.index;
    change_hearing(evolving, &event.hearing, |hearing| {
        hearing.attendance.entry(event.member.clone()).or_default().signed = Some(index);
    });
}

pub(crate) fn evolve_hearing_adjourned(evolving: &mut Evolving<'_>, event: &HearingAdjourned) {
    let counted = (event.seats_present, event.seats_held);
    let (index, at_ms) = (evolving.context.index, evolving.context.at);
    change_hearing(evolving, &event.hearing, |hearing| {
        hearing.status = HearingStatus::Adjourned;
        hearing.starts_at_ms = event.to_ms;
        hearing.end_session(index, at_ms, counted, Some(event.reason));
    });
}

impl Hearing {
    /// Begins a session: attendance is taken anew.
    pub(super) fn begin_session(&mut self, index: u64, at_ms: TimeMs) {
        self.present.clear();
        self.attendance.clear();
        self.sessions.push(HearingSession { opened_at: index, opened_at_ms: at_ms, end: None });
    }

    /// Ends the session under way, and the turn of who speaks.
    pub(super) fn end_session(
        &mut self,
        index: u64,
        at_ms: TimeMs,
        (seats_present, seats_held): (u64, u64),
        reason: Option<DocumentHash>,
    ) {
        self.floor.end_turn(index, at_ms);
        let (present, attendance) = (self.present.clone(), self.attendance.clone());
        if let Some(session) = self.sessions.last_mut() {
            let end = SessionEnd { index, at_ms, reason, present, attendance, seats_present, seats_held };
            session.end = Some(end);
        }
    }
}
