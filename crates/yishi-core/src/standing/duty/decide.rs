//! Which duties a text may lay down and end, and when one is done or missed.

use super::*;
use crate::bounds::{already, not_separate, wrong_stage};
use crate::decide::{Deciding, Decision};

/// By whoever owes the duty now, and by nobody who sees to it.
pub(crate) fn decide_perform_duty(deciding: &Deciding<'_>, command: &PerformDuty) -> Decision {
    let duty = deciding.state.standing_duty(&command.duty)?;
    if duty.status() == StandingStatus::Ended {
        return Err(wrong_stage("standing duty", &duty.id, "ended", "still owed"));
    }
    let by = deciding.require_bearer(duty)?;
    let late = duty.check_occurrence(command.occurrence, deciding.context.at)? == Turn::Late;
    let event = StandingDutyPerformed {
        duty: duty.id,
        occurrence: command.occurrence,
        report: command.report,
        evidence: command.evidence,
        by: by.clone(),
        late,
        next_due_at_ms: if late { None } else { duty.due_after_next() },
    };
    Ok(vec![event.into()])
}

/// Falls due only while the duty stands and the window is not done.
pub(crate) fn decide_standing_duty_missed(deciding: &Deciding<'_>, duty: StandingDutyId) -> Decision {
    let found = deciding.state.standing_duty(&duty)?;
    let next_due_at_ms = found.due_after_next();
    Ok(vec![StandingDutyMissed { duty, occurrence: found.next, next_due_at_ms }.into()])
}

/// Whether a record is for the window that is to be done next, or makes up for one that was missed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Next,
    Late,
}

impl StandingDuty {
    /// By when the window after the next has to be done, if it comes back.
    fn due_after_next(&self) -> Option<TimeMs> {
        self.windows.due(self.next.saturating_add(1))
    }

    /// A window is done once it has begun, and once only: nobody inspects ahead.
    fn check_occurrence(&self, occurrence: u32, now: TimeMs) -> Result<Turn, Rejection> {
        if self.overdue.contains(&occurrence) {
            return Ok(Turn::Late);
        }
        let done = self.occurrences.get(&occurrence).and_then(|found| found.performed.as_ref());
        if let Some(performed) = done {
            let index = performed.index;
            return Err(already(format!("`{}` was done for window {occurrence} at entry {index}", self.id)));
        }
        if occurrence == 0 || self.windows.due(occurrence).is_none() {
            let expected = "a window of the duty, counted from 1";
            return Err(out_of_range("occurrence", expected, occurrence));
        }
        let (earliest_ms, field) = (self.windows.begin(occurrence), "occurrence".to_owned());
        if now < earliest_ms {
            return Err(Rejection::TooEarly { field, earliest_ms, found_ms: now });
        }
        if occurrence == self.next {
            return Ok(Turn::Next);
        }
        // The window has begun within the days of grace of the one before, which is still to be done.
        let expected = format!("{}, which is still in time and comes first", self.next);
        Err(out_of_range("occurrence", &expected, occurrence))
    }
}

impl Deciding<'_> {
    fn require_bearer(&self, duty: &StandingDuty) -> Result<&MemberId, Rejection> {
        let signer = self.signer()?;
        let StandingDutyTerms { bearer, supervisor, .. } = &duty.terms;
        if !self.state.bears(signer, bearer) {
            let (member, bearer) = (signer.clone(), bearer.to_string());
            return Err(Rejection::NotDutyBearer { member, duty: duty.id, bearer });
        }
        self.check_not_overseer(signer, supervisor, "doing the duty")?;
        Ok(signer)
    }

    pub(in crate::standing) fn check_duty_terms(
        &self,
        terms: &StandingDutyTerms,
        adoption: &Adoption<'_>,
    ) -> Result<(), Rejection> {
        let council = adoption.council;
        require_words("standing.duties.name", &terms.name)?;
        terms.recurs.check(adoption.earliest)?;
        self.require_seat_at(&terms.supervisor)?;
        match &terms.bearer {
            DutyBearer::Seat { council: of, seat } => {
                let bearer = SeatAt { council: of.clone(), seat: seat.clone() };
                self.require_seat_at(&bearer)?;
                self.check_reach("bearer", &(seat, of), council)?;
                self.check_seats_apart((&terms.supervisor, "supervisor"), (&bearer, "whoever owes the duty"))
            }
            DutyBearer::Post { council: of, post } => {
                self.require_post(of, post)?;
                self.check_reach("bearer", &(post, of), council)
            }
            DutyBearer::Member { member } => {
                let lives_in = &self.present_member(member)?.council;
                self.check_reach("bearer", &(member, lives_in), council)?;
                if self.state.holds_at(member, &terms.supervisor) {
                    return Err(not_separate(member, "owing the duty", "seeing to it"));
                }
                Ok(())
            }
        }
    }

    pub(in crate::standing) fn check_duty_ended(
        &self,
        id: &StandingDutyId,
        adoption: &Adoption<'_>,
    ) -> Result<(), Rejection> {
        let found = self.state.standing_duty(id)?;
        self.check_may_end("standing.ends_duties", &found.laid(), adoption)
    }

    pub(in crate::standing) fn lay_duties(
        &self,
        resolution: ResolutionId,
        duties: &[StandingDutyTerms],
    ) -> Vec<Event> {
        let laid = |(number, terms): (u32, &StandingDutyTerms)| {
            let windows = terms.recurs.windows_from(self.context.at);
            let laid = StandingDutyLaid {
                duty: StandingDutyId::nth(self.context.index, number),
                resolution,
                terms: terms.clone(),
                begins_at_ms: windows.begins_at_ms,
                next_due_at_ms: windows.due(1),
            };
            laid.into()
        };
        (1..).zip(duties).map(laid).collect()
    }

    /// What had ended since it was voted on is left out. Nothing ends where the time of what takes its place ran out before the certification.
    pub(in crate::standing) fn end_duties(
        &self,
        poll: &Poll,
        by: ResolutionId,
        terms: &StandingTerms,
    ) -> Vec<Event> {
        let over = |duty: &StandingDutyTerms| duty.recurs.windows_from(self.context.at).due(1).is_none();
        if terms.duties.iter().any(over) {
            return Vec::new();
        }
        let found = terms.ends_duties.iter().filter_map(|id| self.state.standings.duties.get(id));
        let ends = |duty: &&Arc<StandingDuty>| {
            duty.end.is_none() && self.may_end(&duty.laid(), &poll.council, &poll.rule.id)
        };
        found.filter(ends).map(|duty| duty.ended(Some(by))).collect()
    }

    /// A revoked resolution lays down nothing any more.
    pub(crate) fn duties_fall(&self, resolution: &Resolution) -> Vec<Event> {
        let standing = self.state.duties_of(resolution.id).filter(|duty| duty.end.is_none());
        standing.map(|duty| duty.ended(None)).collect()
    }
}

impl StandingDuty {
    fn laid(&self) -> Laid<'_> {
        Laid { id: &self.id, council: &self.council, decided_by: &self.decided_by }
    }

    fn ended(&self, ended_by: Option<ResolutionId>) -> Event {
        StandingDutyEnded { duty: self.id, ended_by }.into()
    }
}
