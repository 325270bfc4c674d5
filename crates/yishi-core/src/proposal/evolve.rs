//! How proposals and objections change.

use super::*;
use crate::evolve::Evolving;
use crate::state::change;

pub(crate) fn evolve_proposal_drafted(evolving: &mut Evolving<'_>, event: &ProposalDrafted) {
    let index = evolving.context.index;
    let (Some(matter), Some(signer)) = (evolving.state.matters.get(&event.matter), evolving.actor.signer())
    else {
        return;
    };
    let proposal = Proposal {
        id: event.proposal,
        matter: event.matter,
        council: matter.council.clone(),
        drafted_by: signer.clone(),
        revisions: vec![Revision { number: 1, document: event.document, index }],
        status: ProposalStatus::Open,
        amendments: Vec::new(),
        objections: Vec::new(),
        objectors: OrdSet::new(),
        notices: Vec::new(),
        polls: Vec::new(),
        steps: Vec::new(),
        effects: OrdMap::new(),
        supporters: OrdMap::new(),
        changed_at: index,
    };
    evolving.state.proposals.insert(event.proposal, Arc::new(proposal));
    evolving.change_matter(event.matter, |matter| matter.proposals.push(event.proposal));
}

pub(crate) fn evolve_proposal_revised(evolving: &mut Evolving<'_>, event: &ProposalRevised) {
    let index = evolving.context.index;
    change(&mut evolving.state.proposals, &event.proposal, |proposal| {
        proposal.objectors.clear();
        proposal.revisions.push(Revision { number: event.revision, document: event.document, index });
        proposal.changed_at = index;
    });
}

pub(crate) fn evolve_objection_raised(evolving: &mut Evolving<'_>, event: &ObjectionRaised) {
    let objection = Objection {
        id: event.objection,
        proposal: event.proposal,
        revision: event.revision,
        member: event.member.clone(),
        text: event.text,
        answer: None,
    };
    evolving.state.objections.insert(event.objection, Arc::new(objection));
    let index = evolving.context.index;
    change(&mut evolving.state.proposals, &event.proposal, |proposal| {
        proposal.objections.push(event.objection);
        proposal.objectors.insert(event.member.clone());
        proposal.changed_at = index;
    });
}

pub(crate) fn evolve_objection_answered(evolving: &mut Evolving<'_>, event: &ObjectionAnswered) {
    let index = evolving.context.index;
    let Some(objection) = evolving.state.objections.get(&event.objection) else { return };
    let proposal = objection.proposal;
    change(&mut evolving.state.objections, &event.objection, |objection| {
        objection.answer = Some(Answer { by: event.by.clone(), text: event.text, index });
    });
    change(&mut evolving.state.proposals, &proposal, |proposal| proposal.changed_at = index);
}
