//! Amendments as they are read: those of a text, rivals of each other, and those that stand in a revision.

use super::*;
use std::sync::Arc;

impl State {
    /// The amendments of a proposal, in order.
    pub fn amendments_of(&self, proposal: &Proposal) -> impl Iterator<Item = &Arc<Amendment>> {
        proposal.amendments.iter().filter_map(|id| self.amendments.get(id))
    }

    /// Those that wait for an answer.
    pub fn open_amendments(&self, proposal: &Proposal) -> impl Iterator<Item = &Arc<Amendment>> {
        self.amendments_of(proposal).filter(|amendment| amendment.is_open())
    }

    /// Other amendments that touch the same place of the same text: at most one of them can become part of it.
    pub fn rivals_of<'a>(&'a self, amendment: &'a Amendment) -> impl Iterator<Item = &'a Arc<Amendment>> {
        let proposal = self.proposals.get(&amendment.proposal);
        let others = proposal.into_iter().flat_map(|proposal| self.amendments_of(proposal));
        others.filter(|other| {
            other.id != amendment.id
                && other.revision == amendment.revision
                && other.edit.touches(&amendment.edit)
        })
    }

    /// Those that nobody had answered when a poll on the text opened.
    pub fn lapsed_amendments<'a>(&'a self, poll: &Poll) -> impl Iterator<Item = &'a Arc<Amendment>> {
        let lapsed = AmendmentStatus::Lapsed { index: poll.id.entry_index() };
        let proposal = self.proposals.get(&poll.proposal);
        let all = proposal.into_iter().flat_map(|proposal| self.amendments_of(proposal));
        all.filter(move |amendment| amendment.status == lapsed)
    }

    /// The amendments that stand in a revision: those that made it, and those that made the revisions before it since the text was last
    /// written anew as a whole.
    pub fn amendments_in(&self, proposal: &Proposal, revision: u32) -> Vec<AmendmentId> {
        let mut by_revision: BTreeMap<u32, Vec<AmendmentId>> = BTreeMap::new();
        for amendment in self.amendments_of(proposal) {
            if let Some(made) = amendment.accepted_by() {
                by_revision.entry(made).or_default().push(amendment.id);
            }
        }
        let mut found = Vec::new();
        let mut number = revision;
        while let Some(made) = by_revision.remove(&number) {
            found.extend(made);
            number = number.saturating_sub(1);
        }
        found.sort_unstable();
        found
    }

    /// The other proposals on the same matter before the same council, in order: where one of them passes, the others lapse.
    pub fn rival_proposals<'a>(&'a self, proposal: &'a Proposal) -> impl Iterator<Item = &'a Arc<Proposal>> {
        let matter = self.matters.get(&proposal.matter);
        let others = matter.into_iter().flat_map(|matter| self.proposals_of(matter));
        others.filter(|other| other.id != proposal.id && other.council == proposal.council)
    }
}
