//! A matter after what happened to it, and the clock of its deliberation.

use crate::evolve::Evolving;
use crate::*;
use std::sync::Arc;

/// What a matter begins with, however it came.
pub(crate) struct Opening<'a> {
    pub id: MatterId,
    pub title: DocumentHash,
    pub facts: &'a Facts,
    pub route: &'a Route,
    pub decide_by_ms: TimeMs,
    pub screened_by: MemberId,
}

impl Opening<'_> {
    /// The matter as an entry opens it.
    pub(crate) fn matter(self, index: u64) -> Matter {
        Matter {
            id: self.id,
            submissions: Vec::new(),
            came_from: Vec::new(),
            went_into: None,
            title: self.title,
            facts: self.facts.clone(),
            route: self.route.clone(),
            council: self.route.council.clone(),
            screened_by: self.screened_by,
            stage: Matter::first_stage(self.route.track),
            closure: None,
            round: 1,
            decide_by_ms: self.decide_by_ms,
            deadline_set_by: index,
            overdue: false,
            petitioners: imbl::OrdSet::new(),
            proposals: Vec::new(),
            hearings: Vec::new(),
            resolutions: Vec::new(),
            actions: Vec::new(),
            moves: Vec::new(),
            contest: None,
            guidance: Vec::new(),
            teams: JointHandling::default(),
            hard: None,
            mediation: None,
            hand_overs: Vec::new(),
            received_from: None,
            evaluation: None,
            opened_at: index,
            changed_at: index,
        }
    }
}

pub(crate) fn evolve_matter_opened(evolving: &mut Evolving<'_>, event: &MatterOpened) {
    let Some(screened_by) = evolving.actor.signer().cloned() else { return };
    let opening = Opening {
        id: event.matter,
        title: event.title,
        facts: &event.facts,
        route: &event.route,
        decide_by_ms: event.decide_by_ms,
        screened_by,
    };
    let matter = Matter {
        submissions: if event.from.is_none() { vec![event.submission] } else { Vec::new() },
        came_from: event.from.into_iter().collect(),
        petitioners: evolving.petitioners_of_part(event),
        ..opening.matter(evolving.context.index)
    };
    evolving.open_matter(matter);
}

pub(crate) fn evolve_escalation_petitioned(evolving: &mut Evolving<'_>, event: &EscalationPetitioned) {
    evolving.change_matter(event.matter, |matter| {
        matter.petitioners.insert(event.member.clone());
    });
}

pub(crate) fn evolve_matter_escalated(evolving: &mut Evolving<'_>, event: &MatterEscalated) {
    let made = Move {
        index: evolving.context.index,
        from: event.from.clone(),
        to: event.to.clone(),
        cause: Some(event.cause.clone()),
        reason: None,
    };
    evolving.move_matter(event.matter, made, event.decide_by_ms);
}

pub(crate) fn evolve_matter_handed_down(evolving: &mut Evolving<'_>, event: &MatterHandedDown) {
    let made = Move {
        index: evolving.context.index,
        from: event.from.clone(),
        to: event.to.clone(),
        cause: None,
        reason: Some(event.reason),
    };
    evolving.move_matter(event.matter, made, event.decide_by_ms);
}

pub(crate) fn evolve_deliberation_overdue(evolving: &mut Evolving<'_>, event: &DeliberationOverdue) {
    evolving.change_matter(event.matter, |matter| matter.overdue = true);
}

pub(crate) fn evolve_matter_closed(evolving: &mut Evolving<'_>, event: &MatterClosed) {
    evolving.stop_deliberation_clock(event.matter);
    evolving.lift_contest(event.matter);
    evolving.lift_calls(event.matter);
    evolving.lift_answers(event.matter);
    evolving.lift_naming(event.matter);
    evolving.lapse_open_proposals(event.matter);
    evolving.change_matter(event.matter, |matter| {
        matter.stage = MatterStage::Closed;
        matter.closure = Some(event.closure);
    });
}

pub(crate) fn evolve_matter_reopened(evolving: &mut Evolving<'_>, event: &MatterReopened) {
    evolving.lapse_open_proposals(event.matter);
    evolving.lift_contest(event.matter);
    evolving.lift_calls(event.matter);
    evolving.lift_answers(event.matter);
    evolving.change_matter(event.matter, |matter| {
        matter.stage = Matter::first_stage(matter.route.track);
        matter.round = event.round;
        matter.contest = None;
        matter.teams = JointHandling::default();
        matter.hard = None;
        matter.mediation = None;
        matter.evaluation = None;
        matter.petitioners.clear();
    });
    evolving.start_deliberation_clock(event.matter, event.decide_by_ms);
}

impl Evolving<'_> {
    /// Lists a new matter and starts its clock.
    pub(crate) fn open_matter(&mut self, matter: Matter) {
        let (id, decide_by_ms) = (matter.id, matter.decide_by_ms);
        self.state.listings.matters.put(id, &matter.council, matter.stage);
        self.state.matters.insert(id, Arc::new(matter));
        self.start_deliberation_clock(id, decide_by_ms);
    }

    /// Stops the clock of a deliberation: while a poll on the matter is open, and for good once it is decided (a poll
    /// passed; on the direct track the first action was assigned).
    pub(crate) fn stop_deliberation_clock(&mut self, matter: MatterId) {
        if let Some((due, obligation)) = self.deliberation_clock(matter) {
            self.unschedule(due, obligation);
        }
    }

    /// Lets the clock go on after a poll that did not pass, with the deadline it had: one that has passed meanwhile
    /// fires right after. Nothing goes on that was missed already.
    pub(crate) fn resume_deliberation_clock(&mut self, matter: MatterId) {
        let missed = self.state.matters.get(&matter).is_none_or(|found| found.overdue);
        if let Some((due, obligation)) = self.deliberation_clock(matter).filter(|_| !missed) {
            self.schedule(due, obligation);
        }
    }

    /// Sets a new deadline for deciding the matter, in place of the one before.
    pub(crate) fn start_deliberation_clock(&mut self, matter: MatterId, decide_by_ms: TimeMs) {
        self.stop_deliberation_clock(matter);
        let set_by = self.context.index;
        self.change_matter(matter, |found| {
            found.decide_by_ms = decide_by_ms;
            found.deadline_set_by = set_by;
            found.overdue = false;
        });
        self.schedule(decide_by_ms, Obligation::Deliberation { matter, set_by });
    }

    /// Changes a matter, notes the entry and lists it where it lies now.
    pub(crate) fn change_matter(&mut self, id: MatterId, change_it: impl FnOnce(&mut Matter)) {
        let index = self.context.index;
        let State { matters, listings, .. } = &mut *self.state;
        change(matters, &id, |matter| {
            let (council, stage) = (matter.council.clone(), matter.stage);
            change_it(matter);
            matter.changed_at = index;
            listings.matters.shift(id, (&council, stage), (&matter.council, matter.stage));
        });
    }

    /// Puts the matter before another council, which starts afresh: signatures and proposals stay behind.
    pub(crate) fn move_matter(&mut self, id: MatterId, made: Move, decide_by_ms: TimeMs) {
        self.lapse_open_proposals(id);
        self.change_matter(id, |matter| {
            matter.council = made.to.clone();
            matter.petitioners.clear();
            matter.moves.push(made);
        });
        self.start_deliberation_clock(id, decide_by_ms);
    }

    /// Lets the open proposals of a matter lapse: another was decided, or the matter moved on or closed.
    pub(crate) fn lapse_open_proposals(&mut self, matter: MatterId) {
        let Some(proposals) = self.state.matters.get(&matter).map(|found| found.proposals.clone()) else {
            return;
        };
        let index = self.context.index;
        for id in proposals {
            let open = |found: &Arc<Proposal>| found.status == ProposalStatus::Open;
            if self.state.proposals.get(&id).is_some_and(open) {
                self.lapse_amendments(&id);
                change(&mut self.state.proposals, &id, |proposal| {
                    proposal.status = ProposalStatus::Lapsed;
                    proposal.changed_at = index;
                });
                self.lapse_nominations(id);
            }
        }
    }

    fn deliberation_clock(&self, matter: MatterId) -> Option<(TimeMs, Obligation)> {
        let found = self.state.matters.get(&matter)?;
        Some((found.decide_by_ms, Obligation::Deliberation { matter, set_by: found.deadline_set_by }))
    }
}
