//! How nominations change.

use super::*;
use crate::evolve::Evolving;
use crate::state::change;

pub(crate) fn evolve_nominations_opened(evolving: &mut Evolving<'_>, event: &NominationsOpened) {
    let index = evolving.context.index;
    evolving.lift_candidate_screening(event.proposal);
    let earlier =
        evolving.state.nomination_phases.get(&event.proposal).map(|phase| NominationPhase::clone(phase));
    let mut phase = earlier.unwrap_or_else(|| NominationPhase {
        proposal: event.proposal,
        rule: event.rule.clone(),
        electorate: event.electorate,
        clause: Arc::new(event.clause.clone()),
        opened_at: Vec::new(),
        closes_at_ms: event.closes_at_ms,
        accept_by_ms: event.accept_by_ms,
        extended: false,
        status: PhaseStatus::Open,
        screen_by_ms: None,
        screening_overdue: false,
        seed: None,
        nominations: OrdMap::new(),
        made: OrdMap::new(),
    });
    phase.electorate = event.electorate;
    phase.clause = Arc::new(event.clause.clone());
    phase.opened_at.push(index);
    (phase.closes_at_ms, phase.accept_by_ms) = (event.closes_at_ms, event.accept_by_ms);
    (phase.status, phase.screen_by_ms, phase.seed) = (PhaseStatus::Open, None, None);
    evolving.state.nomination_phases.insert(event.proposal, Arc::new(phase));
    evolving.touch_proposal(event.proposal);
    evolving.schedule(event.accept_by_ms, Obligation::NominationsClose { proposal: event.proposal });
}

pub(crate) fn evolve_candidate_nominated(evolving: &mut Evolving<'_>, event: &CandidateNominated) {
    let Some(phase) = evolving.state.nomination_phases.get(&event.proposal).cloned() else { return };
    let joint = event.nominated == NominationWay::Joint;
    let nomination = Nomination {
        id: event.nomination,
        proposal: event.proposal,
        member: event.member.clone(),
        way: event.nominated.clone(),
        by: event.by.clone(),
        supporters: if joint { OrdSet::unit(event.by.clone()) } else { OrdSet::new() },
        supporters_needed: phase.clause.joint.filter(|_| joint).unwrap_or_default(),
        accepted: None,
        withdrawn_at: None,
        screening: None,
        screened_at: None,
        objection: None,
        changed_at: evolving.context.index,
    };
    evolving.state.nominations.insert(event.nomination, Arc::new(nomination));
    evolving.state.nominations_of.entry(event.member.clone()).or_default().insert(event.nomination);
    change(&mut evolving.state.nomination_phases, &event.proposal, |phase| {
        phase.nominations.insert(event.member.clone(), event.nomination);
        if event.by != event.member {
            let made = phase.made.entry(event.by.clone()).or_default();
            *made = made.saturating_add(1);
        }
    });
    evolving.touch_proposal(event.proposal);
}

pub(crate) fn evolve_nomination_supported(evolving: &mut Evolving<'_>, event: &NominationSupported) {
    evolving.change_nomination(event.nomination, |nomination| {
        nomination.supporters.insert(event.member.clone());
    });
}

/// Who may nominate themselves needs nobody else's support once they accept.
pub(crate) fn evolve_nomination_accepted(evolving: &mut Evolving<'_>, event: &NominationAccepted) {
    let index = evolving.context.index;
    let found = evolving.state.nominations.get(&event.nomination);
    let phase = found.and_then(|found| evolving.state.nomination_phases.get(&found.proposal));
    let alone = phase.is_some_and(|phase| phase.clause.self_nomination == SelfNomination::Allowed);
    evolving.change_nomination(event.nomination, |nomination| {
        nomination.accepted = Some(Acceptance { index, statement: event.statement });
        if alone {
            nomination.supporters_needed = 0;
        }
    });
}

pub(crate) fn evolve_candidacy_withdrawn(evolving: &mut Evolving<'_>, event: &CandidacyWithdrawn) {
    let index = evolving.context.index;
    evolving.lift_screening_answer(event.nomination);
    evolving.change_nomination(event.nomination, |nomination| nomination.withdrawn_at = Some(index));
}

pub(crate) fn evolve_nominations_extended(evolving: &mut Evolving<'_>, event: &NominationsExtended) {
    change(&mut evolving.state.nomination_phases, &event.proposal, |phase| {
        phase.extended = true;
        (phase.closes_at_ms, phase.accept_by_ms) = (event.closes_at_ms, event.accept_by_ms);
    });
    evolving.touch_proposal(event.proposal);
    evolving.schedule(event.accept_by_ms, Obligation::NominationsClose { proposal: event.proposal });
}

pub(crate) fn evolve_nominations_closed(evolving: &mut Evolving<'_>, event: &NominationsClosed) {
    change(&mut evolving.state.nomination_phases, &event.proposal, |phase| {
        (phase.status, phase.seed) = (PhaseStatus::Closed, event.seed);
        phase.screen_by_ms = event.screen_by_ms;
        phase.screening_overdue = false;
    });
    evolving.touch_proposal(event.proposal);
    if let Some(screen_by_ms) = event.screen_by_ms {
        evolving.schedule(screen_by_ms, Obligation::CandidateScreening { proposal: event.proposal });
    }
}

pub(crate) fn evolve_candidate_screened(evolving: &mut Evolving<'_>, event: &CandidateScreened) {
    let index = evolving.context.index;
    evolving.change_nomination(event.nomination, |nomination| {
        nomination.screening = Some(event.clone());
        nomination.screened_at = Some(index);
    });
}

pub(crate) fn evolve_candidate_screening_overdue(
    evolving: &mut Evolving<'_>,
    event: &CandidateScreeningOverdue,
) {
    change(&mut evolving.state.nomination_phases, &event.proposal, |phase| phase.screening_overdue = true);
    evolving.touch_proposal(event.proposal);
}

pub(crate) fn evolve_screening_objected(evolving: &mut Evolving<'_>, event: &ScreeningObjected) {
    let objection = ScreeningObjection {
        index: evolving.context.index,
        text: event.text,
        answer_by_ms: event.answer_by_ms,
        overdue: false,
        answer: None,
        answered_at: None,
    };
    evolving.change_nomination(event.nomination, |nomination| nomination.objection = Some(objection));
    evolving.schedule(event.answer_by_ms, Obligation::ScreeningAnswer { nomination: event.nomination });
}

pub(crate) fn evolve_screening_objection_answered(
    evolving: &mut Evolving<'_>,
    event: &ScreeningObjectionAnswered,
) {
    let index = evolving.context.index;
    evolving.lift_screening_answer(event.nomination);
    evolving.change_nomination(event.nomination, |nomination| {
        if let Some(objection) = &mut nomination.objection {
            objection.answer = Some(event.clone());
            objection.answered_at = Some(index);
        }
    });
}

pub(crate) fn evolve_screening_answer_overdue(evolving: &mut Evolving<'_>, event: &ScreeningAnswerOverdue) {
    evolving.change_nomination(event.nomination, |nomination| {
        if let Some(objection) = &mut nomination.objection {
            objection.overdue = true;
        }
    });
}

impl Evolving<'_> {
    /// Changes a nomination; nobody waits for the screening of the others any more if it was the last.
    fn change_nomination(&mut self, id: NominationId, change_it: impl FnOnce(&mut Nomination)) {
        let index = self.context.index;
        change(&mut self.state.nominations, &id, |nomination| {
            change_it(nomination);
            nomination.changed_at = index;
        });
        let Some(proposal) = self.state.nominations.get(&id).map(|found| found.proposal) else { return };
        self.touch_proposal(proposal);
        let Some(phase) = self.state.nomination_phases.get(&proposal) else { return };
        let waits = |found: &Arc<Nomination>| phase.candidacy(found) == Candidacy::Accepted;
        if phase.screen_by_ms.is_some() && !self.state.nominations_on(phase).any(waits) {
            self.lift_candidate_screening(proposal);
        }
    }

    fn touch_proposal(&mut self, proposal: ProposalId) {
        let index = self.context.index;
        change(&mut self.state.proposals, &proposal, |proposal| proposal.changed_at = index);
    }

    fn lift_candidate_screening(&mut self, proposal: ProposalId) {
        let due = self.state.nomination_phases.get(&proposal).and_then(|phase| phase.screen_by_ms);
        let Some(due) = due else { return };
        self.unschedule(due, Obligation::CandidateScreening { proposal });
        change(&mut self.state.nomination_phases, &proposal, |phase| phase.screen_by_ms = None);
    }

    fn lift_screening_answer(&mut self, nomination: NominationId) {
        let found = self.state.nominations.get(&nomination).and_then(|found| found.objection.as_ref());
        let Some(due) = found.map(|objection| objection.answer_by_ms) else { return };
        self.unschedule(due, Obligation::ScreeningAnswer { nomination });
    }

    /// The proposal comes to no vote: its nominations lead nowhere, and nobody owes anything for them.
    pub(crate) fn lapse_nominations(&mut self, proposal: ProposalId) {
        let Some(phase) = self.state.nomination_phases.get(&proposal).cloned() else { return };
        self.unschedule(phase.accept_by_ms, Obligation::NominationsClose { proposal });
        self.lift_candidate_screening(proposal);
        for nomination in phase.nominations.values() {
            self.lift_screening_answer(*nomination);
        }
        change(&mut self.state.nomination_phases, &proposal, |phase| phase.status = PhaseStatus::Lapsed);
    }
}
