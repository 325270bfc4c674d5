//! What belongs to what: from a matter to its proposals, hearings, resolutions and work, from a proposal to its polls and objections.
//!
//! The things name each other by id; whoever walks from one to the others does it here.

use crate::*;
use std::sync::Arc;

impl State {
    /// The proposals on a matter, in order.
    pub fn proposals_of(&self, matter: &Matter) -> impl Iterator<Item = &Arc<Proposal>> {
        matter.proposals.iter().filter_map(|id| self.proposals.get(id))
    }

    /// The hearings on a matter, in order.
    pub fn hearings_of(&self, matter: &Matter) -> impl Iterator<Item = &Arc<Hearing>> {
        matter.hearings.iter().filter_map(|id| self.hearings.get(id))
    }

    /// The resolutions on a matter, in order.
    pub fn resolutions_of(&self, matter: &Matter) -> impl Iterator<Item = &Arc<Resolution>> {
        matter.resolutions.iter().filter_map(|id| self.resolutions.get(id))
    }

    /// The work on a matter, in order.
    pub fn actions_of(&self, matter: &Matter) -> impl Iterator<Item = &Arc<Action>> {
        matter.actions.iter().filter_map(|id| self.actions.get(id))
    }

    /// The objections to a proposal, in order.
    pub fn objections_to(&self, proposal: &Proposal) -> impl Iterator<Item = &Arc<Objection>> {
        proposal.objections.iter().filter_map(|id| self.objections.get(id))
    }

    /// The polls on a proposal, in order.
    pub fn polls_on(&self, proposal: &Proposal) -> impl Iterator<Item = &Arc<Poll>> {
        proposal.polls.iter().filter_map(|id| self.polls.get(id))
    }

    /// The polls on all proposals of a matter, in order.
    pub fn polls_of(&self, matter: &Matter) -> impl Iterator<Item = &Arc<Poll>> {
        self.proposals_of(matter).flat_map(|proposal| self.polls_on(proposal))
    }

    /// The objections to the preliminary result of a poll, in order.
    pub fn objections_to_result(&self, poll: &Poll) -> impl Iterator<Item = &Arc<ResultObjection>> {
        let ids = poll.review.iter().flat_map(|review| &review.objections);
        ids.filter_map(|id| self.result_objections.get(id))
    }
}
