//! What is owed before an election: words from nominees, screenings and answers to objections, to candidates and from who screens.

use super::*;

impl State {
    /// What a nominee owes and is owed: the acceptance, then the screening or the answer to their objection.
    pub(crate) fn owed_to_candidate(&self, nomination: &Nomination) -> Option<Owed> {
        let phase = self.nomination_phases.get(&nomination.proposal)?;
        if phase.status == PhaseStatus::Lapsed {
            return None;
        }
        match phase.candidacy(nomination) {
            Candidacy::Nominated if nomination.accepted.is_none() => Some(Owed {
                due_at_ms: Some(phase.accept_by_ms),
                what: OwedWhat::Acceptance(nomination.id),
                overdue: false,
            }),
            _ => phase.screening_of(nomination),
        }
    }

    /// What somebody who screens has to find and to answer, of elections whose vote is not open. There is one phase for each election, and few are
    /// elections.
    pub(crate) fn screenings_owed_by(&self, member: &MemberId) -> Vec<Owed> {
        let phases = self.nomination_phases.values().filter(|phase| phase.status != PhaseStatus::Lapsed);
        let waits = phases.filter(|phase| {
            let proposal = self.proposals.get(&phase.proposal);
            proposal.is_some_and(|found| found.status == ProposalStatus::Open)
        });
        waits
            .filter(|phase| self.screens(member, phase))
            .flat_map(|phase| self.screenings_left(phase, member))
            .collect()
    }

    fn screenings_left(&self, phase: &NominationPhase, member: &MemberId) -> Vec<Owed> {
        let others = self.nominations_on(phase).filter(|found| {
            let disqualified = found.screening.as_ref().is_some_and(|screened| screened.by == *member);
            found.by != *member && !found.supporters.contains(member) && !disqualified
        });
        others.filter_map(|found| phase.screening_of(found)).collect()
    }

    /// Whether the member holds a seat that screens the candidates, and does not stand.
    fn screens(&self, member: &MemberId, phase: &NominationPhase) -> bool {
        let own = phase.nominations.get(member).and_then(|id| self.nominations.get(id));
        if own.is_some_and(|own| own.withdrawn_at.is_none()) {
            return false;
        }
        let (Some(clause), Some(version)) = (&phase.clause.screening, self.charter()) else { return false };
        let proposal = self.proposals.get(&phase.proposal);
        let Some(matter) = proposal.and_then(|found| self.matters.get(&found.matter)) else { return false };
        let mut above = version.charter.upwards(&matter.council);
        above.any(|council| clause.seats.iter().any(|seat| self.holds(member, council, seat)))
    }
}

impl NominationPhase {
    /// The screening that a candidate waits for, or the answer to their objection.
    fn screening_of(&self, nomination: &Nomination) -> Option<Owed> {
        match (self.candidacy(nomination), &nomination.objection) {
            (Candidacy::Objected, Some(objection)) => Some(Owed {
                due_at_ms: Some(objection.answer_by_ms),
                what: OwedWhat::ScreeningAnswer(nomination.id),
                overdue: objection.overdue,
            }),
            (Candidacy::Accepted, _) if self.clause.screening.is_some() => Some(Owed {
                due_at_ms: self.screen_by_ms,
                what: OwedWhat::CandidateScreening(nomination.id),
                overdue: self.screening_overdue,
            }),
            _ => None,
        }
    }
}
