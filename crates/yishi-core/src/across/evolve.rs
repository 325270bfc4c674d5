//! How the results of other books change the state.

use super::*;
use crate::evolve::Evolving;
use crate::state::change;

pub(crate) fn evolve_partners_awaited(evolving: &mut Evolving<'_>, event: &PartnersAwaited) {
    let at = evolving.context.at;
    change(&mut evolving.state.polls, &event.poll, |poll| {
        (poll.across.passed_at_ms, poll.across.due_at_ms) = (Some(at), Some(event.due_at_ms));
    });
    evolving.schedule(event.due_at_ms, Obligation::PartnerResults { poll: event.poll });
}

pub(crate) fn evolve_result_handed_over(evolving: &mut Evolving<'_>, event: &ResultHandedOver) {
    let index = evolving.context.index;
    change(&mut evolving.state.polls, &event.poll, |poll| {
        poll.across.handed_over = Some(index);
        poll.changed_at = index;
    });
}

pub(crate) fn evolve_result_cited(evolving: &mut Evolving<'_>, event: &ResultCited) {
    let index = evolving.context.index;
    let cited = Cited { passed: event.passed, place: event.place, by: event.by.clone(), index };
    change(&mut evolving.state.polls, &event.poll, |poll| {
        poll.across.cited.insert(event.origin.clone(), Arc::new(cited));
        poll.changed_at = index;
    });
}

/// What did not pass elsewhere is not certified here: the proposal failed, and deliberation goes on.
pub(crate) fn evolve_partners_settled(evolving: &mut Evolving<'_>, event: &PartnersSettled) {
    let index = evolving.context.index;
    change(&mut evolving.state.polls, &event.poll, |poll| {
        poll.across.settled = Some(Settled { passed: event.passed, index });
        poll.changed_at = index;
    });
    let Some(found) = evolving.state.polls.get(&event.poll).cloned() else { return };
    if let Some(due_at_ms) = found.across.due_at_ms {
        evolving.unschedule(due_at_ms, Obligation::PartnerResults { poll: found.id });
    }
    if event.passed {
        return;
    }
    change(&mut evolving.state.proposals, &found.proposal, |proposal| {
        proposal.status = ProposalStatus::Failed;
        proposal.changed_at = index;
    });
    if let Some(certify_by_ms) = found.sealing().and_then(|sealing| sealing.certify_by_ms) {
        evolving.unschedule(certify_by_ms, Obligation::Certification { poll: found.id });
    }
    evolving.resume_deliberation_clock(found.matter);
}
