//! How amendments change, and what lifts the deadline of an answer.

use super::*;
use crate::evolve::Evolving;
use crate::state::change;
use std::sync::Arc;

pub(crate) fn evolve_amendment_proposed(evolving: &mut Evolving<'_>, event: &AmendmentProposed) {
    let index = evolving.context.index;
    let amendment = Amendment {
        id: event.amendment,
        proposal: event.proposal,
        author: event.author.clone(),
        proposed_for: event.revision,
        revision: event.revision,
        base: event.base,
        edit: event.edit.clone(),
        reason: event.reason,
        status: AmendmentStatus::Open,
        answer_by_ms: event.answer_by_ms,
        overdue: false,
        changed_at: index,
    };
    evolving.state.amendments.insert(event.amendment, Arc::new(amendment));
    change(&mut evolving.state.proposals, &event.proposal, |proposal| {
        proposal.amendments.push(event.amendment);
        proposal.changed_at = index;
    });
    if let Some(due) = event.answer_by_ms {
        evolving.schedule(due, Obligation::AmendmentAnswer { amendment: event.amendment });
    }
}

pub(crate) fn evolve_amendments_accepted(evolving: &mut Evolving<'_>, event: &AmendmentsAccepted) {
    let index = evolving.context.index;
    for amendment in &event.amendments {
        let (by, revision) = (event.by.clone(), event.revision);
        evolving.settle_amendment(amendment, AmendmentStatus::Accepted { by, revision, index });
    }
    for (amendment, edit) in &event.carried {
        change(&mut evolving.state.amendments, amendment, |amendment| {
            amendment.revision = event.revision;
            amendment.base = event.document;
            amendment.edit = edit.clone();
            amendment.changed_at = index;
        });
    }
}

pub(crate) fn evolve_amendments_overtaken(evolving: &mut Evolving<'_>, event: &AmendmentsOvertaken) {
    let index = evolving.context.index;
    for amendment in &event.amendments {
        let revision = event.revision;
        evolving.settle_amendment(amendment, AmendmentStatus::Overtaken { revision, index });
    }
}

pub(crate) fn evolve_amendment_rejected(evolving: &mut Evolving<'_>, event: &AmendmentRejected) {
    let answer = Answer { by: event.by.clone(), text: event.text, index: evolving.context.index };
    evolving.settle_amendment(&event.amendment, AmendmentStatus::Rejected { answer });
}

pub(crate) fn evolve_amendment_withdrawn(evolving: &mut Evolving<'_>, event: &AmendmentWithdrawn) {
    let index = evolving.context.index;
    evolving.settle_amendment(&event.amendment, AmendmentStatus::Withdrawn { index });
}

pub(crate) fn evolve_amendments_lapsed(evolving: &mut Evolving<'_>, event: &AmendmentsLapsed) {
    let index = evolving.context.index;
    for amendment in &event.amendments {
        evolving.settle_amendment(amendment, AmendmentStatus::Lapsed { index });
    }
}

pub(crate) fn evolve_amendment_overdue(evolving: &mut Evolving<'_>, event: &AmendmentOverdue) {
    let index = evolving.context.index;
    change(&mut evolving.state.amendments, &event.amendment, |amendment| {
        amendment.overdue = true;
        amendment.changed_at = index;
    });
}

impl Evolving<'_> {
    /// Nobody has to answer an amendment any more.
    fn settle_amendment(&mut self, id: &AmendmentId, status: AmendmentStatus) {
        let Some(amendment) = self.state.amendments.get(id) else { return };
        let (proposal, due) = (amendment.proposal, amendment.answer_by_ms);
        if let Some(due) = due {
            self.unschedule(due, Obligation::AmendmentAnswer { amendment: *id });
        }
        let index = self.context.index;
        change(&mut self.state.amendments, id, |amendment| {
            amendment.status = status;
            amendment.changed_at = index;
        });
        change(&mut self.state.proposals, &proposal, |proposal| proposal.changed_at = index);
    }

    /// A proposal that lapses, or fails at a step, takes its open amendments along.
    pub(crate) fn lapse_amendments(&mut self, proposal: &ProposalId) {
        let Some(found) = self.state.proposals.get(proposal) else { return };
        let open: Vec<AmendmentId> =
            self.state.open_amendments(found).map(|amendment| amendment.id).collect();
        let index = self.context.index;
        for amendment in open {
            self.settle_amendment(&amendment, AmendmentStatus::Lapsed { index });
        }
    }
}
