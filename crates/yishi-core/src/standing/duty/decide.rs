//! Which duties a text may lay down and end, and when one is done or missed.

use super::*;
use crate::bounds::{already, not_separate, wrong_stage};
use crate::decide::{Deciding, Decision};
use std::collections::BTreeMap;

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

/// On the day on which another duty takes its place.
pub(crate) fn decide_standing_duty_replaced(deciding: &Deciding<'_>, duty: StandingDutyId) -> Decision {
    let found = deciding.state.standing_duty(&duty)?;
    Ok(vec![found.ended(found.succession.map(|next| next.resolution))])
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

    /// What a text replaces still stands, and so does whatever is to take its place on another day; neither is named twice.
    pub(in crate::standing) fn check_duties_replaced(
        &self,
        terms: &StandingTerms,
        adoption: &Adoption<'_>,
    ) -> Result<(), Rejection> {
        let mut named = terms.ends_duties.clone();
        for id in terms.duties.iter().filter_map(|duty| duty.replaces) {
            let field = "standing.duties.replaces";
            let found = self.state.standing_duty(&id)?;
            if found.end.is_some() {
                return Err(wrong_stage("standing duty", &id, "ended", "still owed"));
            }
            if let Some(stands) = self.waits_for(found) {
                let expected = format!("`{}`, which stands until `{id}` begins", stands.id);
                return Err(out_of_range(field, &expected, id));
            }
            for duty in std::iter::once(found.as_ref()).chain(self.duty_after(found)) {
                if !named.insert(duty.id) {
                    return Err(out_of_range(field, "a duty that the text ends once", duty.id));
                }
                self.check_may_end(field, &duty.laid(), adoption)?;
            }
        }
        Ok(())
    }

    /// A duty whose place is to be taken, and may not by this vote, stays alone: what was to take it is left out.
    pub(in crate::standing) fn lay_duties(
        &self,
        poll: &Poll,
        resolution: ResolutionId,
        duties: &[StandingDutyTerms],
    ) -> Vec<Event> {
        let laid = |(number, terms): (u32, &StandingDutyTerms)| {
            let windows = terms.recurs.windows_from(self.context.at);
            let later = windows.begins_at_ms > self.context.at;
            let laid = StandingDutyLaid {
                duty: StandingDutyId::nth(self.context.index, number),
                resolution,
                terms: terms.clone(),
                begins_at_ms: windows.begins_at_ms,
                next_due_at_ms: windows.due(1),
                replaces: self.replaced_by(poll, terms).filter(|_| later).map(|duty| duty.id),
            };
            laid.into()
        };
        (1..).zip(duties).filter(|(_, terms)| !self.is_kept_from(poll, terms)).map(laid).collect()
    }

    /// What had ended since it was voted on is left out. Nothing ends where the time of what takes its place ran out before the certification.
    pub(in crate::standing) fn end_duties(
        &self,
        poll: &Poll,
        by: ResolutionId,
        terms: &StandingTerms,
    ) -> Vec<Event> {
        let windows = |duty: &StandingDutyTerms| duty.recurs.windows_from(self.context.at);
        let at_once = |duty: &&StandingDutyTerms| duty.replaces.is_none();
        let over = terms.duties.iter().filter(at_once).any(|duty| windows(duty).due(1).is_none());
        let named = terms.ends_duties.iter().filter_map(|id| self.state.standings.duties.get(id));
        let mut ends: BTreeMap<StandingDutyId, &StandingDuty> =
            named.filter(|_| !over).map(|duty| (duty.id, duty.as_ref())).collect();
        for duty in &terms.duties {
            let Some(replaced) = self.replaced_by(poll, duty) else { continue };
            // What was to take its place on another day never begins.
            ends.extend(self.duty_after(replaced).map(|next| (next.id, next)));
            if windows(duty).begins_at_ms <= self.context.at {
                ends.insert(replaced.id, replaced);
            }
        }
        let ends = ends.into_values().filter(|duty| self.may_end_duty(poll, duty));
        ends.map(|duty| duty.ended(Some(by))).collect()
    }

    /// What a duty of the text takes the place of: what still stands, and may be ended by this vote.
    fn replaced_by(&self, poll: &Poll, terms: &StandingDutyTerms) -> Option<&StandingDuty> {
        terms.recurs.windows_from(self.context.at).due(1)?;
        let found = self.state.standings.duties.get(&terms.replaces?)?;
        self.may_replace(poll, found).then_some(found)
    }

    /// Whether a duty of the text names one that still stands and that this vote may not end after all.
    fn is_kept_from(&self, poll: &Poll, terms: &StandingDutyTerms) -> bool {
        let named = terms.replaces.and_then(|id| self.state.standings.duties.get(&id));
        named.is_some_and(|duty| duty.end.is_none() && !self.may_replace(poll, duty))
    }

    /// Neither the duty nor what waits to take its place may be one that the vote cannot end; either may have come after the text was posted,
    /// from a council above.
    fn may_replace(&self, poll: &Poll, duty: &StandingDuty) -> bool {
        let mut ending = std::iter::once(duty).chain(self.duty_after(duty));
        self.waits_for(duty).is_none()
            && ending.all(|duty| self.may_end_duty(poll, duty) && self.reaches(poll, duty))
    }

    fn reaches(&self, poll: &Poll, duty: &StandingDuty) -> bool {
        self.charter().is_ok_and(|found| found.charter.is_at_or_below(&duty.council, &poll.council))
    }

    /// The duty that still stands until this one begins.
    fn waits_for(&self, duty: &StandingDuty) -> Option<&StandingDuty> {
        let stands = self.state.standings.duties.get(&duty.replaces?)?;
        let waits = stands.end.is_none() && stands.succession.is_some_and(|next| next.by == duty.id);
        waits.then_some(stands)
    }

    /// What waits to take the place of a duty.
    fn duty_after(&self, duty: &StandingDuty) -> Option<&StandingDuty> {
        let next = duty.succession.filter(|_| duty.end.is_none())?;
        self.state.standings.duties.get(&next.by).map(AsRef::as_ref)
    }

    fn may_end_duty(&self, poll: &Poll, duty: &StandingDuty) -> bool {
        duty.end.is_none() && self.may_end(&duty.laid(), &poll.council, &poll.rule.id)
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
