//! Who screens candidates 资格审查, and who answers when somebody objects.

use super::*;
use crate::bounds::{already, not_separate, wrong_stage};
use crate::decide::{Deciding, Decision};
use crate::limits::out_of_range;

pub(crate) fn decide_screen_candidate(deciding: &Deciding<'_>, command: &ScreenCandidate) -> Decision {
    let (nomination, phase, matter) = deciding.standing_nomination(&command.nomination)?;
    let clause = phase.screened_by()?;
    let by = deciding.require_screener(phase, clause, nomination, matter)?;
    if !nomination.stands() {
        let needed = "accepted, and by enough where several nominate together";
        return Err(wrong_stage("nomination", &nomination.id, "not accepted", needed));
    }
    if let Some(index) = nomination.screened_at {
        return Err(already(format!("`{}` was screened at entry {index}", nomination.id)));
    }
    clause.check_finding(nomination.id, &command.finding)?;
    let object_by_ms = match command.finding {
        CandidateFinding::Qualified { .. } => None,
        CandidateFinding::Disqualified => {
            Some(deciding.state.calendar.end_of(deciding.context.at, clause.object))
        }
    };
    let event = CandidateScreened {
        nomination: nomination.id,
        by: by.clone(),
        finding: command.finding.clone(),
        reason: command.reason,
        object_by_ms,
    };
    Ok(vec![event.into()])
}

pub(crate) fn decide_object_to_screening(deciding: &Deciding<'_>, command: &ObjectToScreening) -> Decision {
    let (nomination, phase, _) = deciding.standing_nomination(&command.nomination)?;
    deciding.require_nominee(nomination)?;
    let clause = phase.screened_by()?;
    if let Some(objection) = &nomination.objection {
        let what = format!("`{}` was objected to at entry {}", nomination.id, objection.index);
        return Err(already(what));
    }
    let object_by_ms = nomination.screening.as_ref().and_then(|screened| screened.object_by_ms);
    let Some(latest_ms) = object_by_ms else {
        return Err(wrong_stage("nomination", &nomination.id, "not disqualified", "disqualified"));
    };
    if deciding.context.at >= latest_ms {
        let (field, found_ms) = ("objection".to_owned(), deciding.context.at);
        return Err(Rejection::TooLate { field, latest_ms, found_ms });
    }
    let answer_by_ms = deciding.state.calendar.end_of(deciding.context.at, clause.answer);
    Ok(vec![ScreeningObjected { nomination: nomination.id, text: command.text, answer_by_ms }.into()])
}

/// Nobody judges an objection to what they found themselves.
pub(crate) fn decide_answer_screening_objection(
    deciding: &Deciding<'_>,
    command: &AnswerScreeningObjection,
) -> Decision {
    let (nomination, phase, matter) = deciding.standing_nomination(&command.nomination)?;
    let clause = phase.screened_by()?;
    let by = deciding.require_screener(phase, clause, nomination, matter)?;
    let Some(objection) = &nomination.objection else {
        let id = format!("{}/objection", nomination.id);
        return Err(Rejection::NotFound { kind: "objection".to_owned(), id });
    };
    if let Some(index) = objection.answered_at {
        return Err(already(format!("the objection of `{}` was answered at entry {index}", nomination.id)));
    }
    if nomination.screening.as_ref().is_some_and(|screened| screened.by == *by) {
        return Err(not_separate(by, "answering the objection", "disqualifying the candidate"));
    }
    clause.check_finding(nomination.id, &command.finding)?;
    let event = ScreeningObjectionAnswered {
        nomination: nomination.id,
        by: by.clone(),
        finding: command.finding.clone(),
        text: command.text,
    };
    Ok(vec![event.into()])
}

/// Everybody who stands and was not screened in time.
pub(crate) fn decide_candidate_screening_missed(deciding: &Deciding<'_>, proposal: ProposalId) -> Decision {
    let phase = deciding.phase(&proposal)?;
    let waits = |found: &&Arc<Nomination>| phase.candidacy(found) == Candidacy::Accepted;
    let nominations = deciding.state.nominations_on(phase).filter(waits).map(|found| found.id).collect();
    Ok(vec![CandidateScreeningOverdue { proposal, nominations }.into()])
}

impl NominationPhase {
    fn screened_by(&self) -> Result<&CandidateScreeningClause, Rejection> {
        self.clause.screening.as_ref().ok_or_else(|| Rejection::RuleNotApplicable {
            rule: self.rule.clone(),
            reason: "its candidates are not screened".to_owned(),
        })
    }
}

impl CandidateScreeningClause {
    /// Who may stand has everything confirmed that the clause lists, and nothing else.
    fn check_finding(&self, nomination: NominationId, finding: &CandidateFinding) -> Result<(), Rejection> {
        let CandidateFinding::Qualified { facts: confirmed } = finding else { return Ok(()) };
        let asked: BTreeSet<FactId> = self.facts.iter().map(|fact| fact.id.clone()).collect();
        if let Some(unknown) = confirmed.difference(&asked).next() {
            return Err(out_of_range("facts", "those that the rule lists", unknown));
        }
        let facts: BTreeSet<FactId> = asked.difference(confirmed).cloned().collect();
        if facts.is_empty() { Ok(()) } else { Err(Rejection::FactsUnconfirmed { nomination, facts }) }
    }
}

impl Deciding<'_> {
    /// The signer, who holds a seat that screens, does not stand in the election and did not nominate the candidate.
    fn require_screener(
        &self,
        phase: &NominationPhase,
        clause: &CandidateScreeningClause,
        nomination: &Nomination,
        matter: &Matter,
    ) -> Result<&MemberId, Rejection> {
        let signer = self.signer()?;
        if self.seat_among(signer, &clause.seats, &matter.council).is_none() {
            return Err(Rejection::NotInSeats { member: signer.clone(), seats: clause.seats.clone() });
        }
        let own = phase.nominations.get(signer).and_then(|id| self.state.nominations.get(id));
        if own.is_some_and(|own| own.withdrawn_at.is_none() && own.member == *signer) {
            return Err(not_separate(signer, "screening candidates", "standing in the election"));
        }
        if nomination.by == *signer || nomination.supporters.contains(signer) {
            return Err(not_separate(signer, "screening the candidate", "nominating them"));
        }
        Ok(signer)
    }

    /// The first of these kinds of seats that the member holds in the council or above it.
    pub(super) fn seat_among<'a>(
        &self,
        member: &MemberId,
        seats: &'a BTreeSet<SeatId>,
        council: &CouncilId,
    ) -> Option<&'a SeatId> {
        let charter = &self.state.charter()?.charter;
        let holds =
            |seat: &SeatId| charter.upwards(council).any(|above| self.state.holds(member, above, seat));
        seats.iter().find(|seat| holds(seat))
    }
}
