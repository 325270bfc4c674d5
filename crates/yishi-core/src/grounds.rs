//! What a resolution rests on 决议依据: the exact entries, each by its index and what it was for the decision.
//!
//! The list follows from the state and never changes once the resolution is certified: everything in it came before.

use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What an entry was for a decision, in the order of a procedure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroundKind {
    /// It adopted the charter under which the vote opened.
    Charter,
    /// It declared the emergency in which the vote opened.
    Emergency,
    /// It brought the revision that was voted on.
    Revision,
    /// It proposed an amendment that this revision, or one that it goes back to, took over.
    Amendment,
    /// It posted that revision, or announced the vote.
    Notice,
    /// It called a hearing on the matter that was held in the same round, or the meeting at which the vote was opened.
    Hearing,
    /// It opened nominations, nominated a candidate who stood, or accepted.
    Candidacy,
    /// It screened such a candidate, objected to that, or answered the objection.
    CandidateScreening,
    /// It raised an objection to the proposal.
    Objection,
    /// It answered one.
    Answer,
    /// It opened the first round of an election in two, cast a ballot in it, or sealed it.
    FirstRound,
    /// It sealed a step that the same text had passed before.
    Step,
    /// It opened the vote and froze the roll.
    Opening,
    /// It extended the vote.
    Extension,
    /// It recorded how ballots were served.
    Service,
    /// It cast a ballot that counted, or entered a tally sheet that did.
    Ballot,
    /// It sealed the count and posted the preliminary result.
    Sealing,
    /// It objected to the result.
    ResultObjection,
    /// It answered such an objection.
    ResultAnswer,
    /// It cited the result of a partner book.
    Citation,
    /// It certified the resolution.
    Certification,
}

/// An entry that a decision rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ground {
    /// The entry.
    pub index: u64,
    /// What it was for the decision.
    pub kind: GroundKind,
}

impl State {
    /// Everything that a resolution rests on, in the order of the book; one entry may stand there as several things.
    pub fn grounds(&self, resolution: &Resolution) -> Vec<Ground> {
        let Some(poll) = self.polls.get(&resolution.poll) else { return Vec::new() };
        let mut grounds = self.grounds_before(poll);
        grounds.extend(poll.grounds());
        let first: BTreeSet<u64> =
            self.first_round(poll).into_iter().flat_map(|it| it.grounds()).map(|it| it.index).collect();
        grounds.extend(first.into_iter().map(|index| GroundKind::FirstRound.at(index)));
        for objection in self.objections_to_result(poll) {
            grounds.push(GroundKind::ResultObjection.at(objection.id.entry_index()));
            grounds.extend(objection.answer.iter().map(|it| GroundKind::ResultAnswer.at(it.index)));
        }
        grounds.push(GroundKind::Certification.at(resolution.index));
        grounds.sort_unstable();
        grounds
    }

    fn grounds_before(&self, poll: &Poll) -> Vec<Ground> {
        let opened = poll.id.entry_index();
        let charter = self.charters.get(&poll.charter_version);
        let mut grounds: Vec<Ground> =
            charter.map(|version| GroundKind::Charter.at(version.adopted_at)).into_iter().collect();
        grounds.extend(poll.emergency.map(|it| GroundKind::Emergency.at(it.entry_index())));
        grounds.extend(poll.meeting.map(|it| GroundKind::Hearing.at(it.entry_index())));
        if let Some(proposal) = self.proposals.get(&poll.proposal) {
            grounds.extend(self.grounds_of_text(proposal, poll));
            grounds.extend(self.grounds_of_candidates(proposal, opened));
        }
        if let Some(matter) = self.matters.get(&poll.matter) {
            let hearings = self.hearings_of(matter);
            // What was heard before the matter came back is no ground: a rule that asks for a hearing asks for one of this round.
            let held = hearings.filter(|hearing| {
                hearing.status == HearingStatus::Held
                    && hearing.round == poll.round
                    && hearing.council == poll.council
                    && hearing.closed_at().is_some_and(|closed| closed < opened)
            });
            grounds.extend(held.map(|hearing| GroundKind::Hearing.at(hearing.id.entry_index())));
        }
        grounds
    }

    /// How those who stood, or were kept from standing, came to it. Nothing of it changes once the vote is open.
    fn grounds_of_candidates(&self, proposal: &Proposal, opened: u64) -> Vec<Ground> {
        let Some(phase) = self.nomination_phases.get(&proposal.id) else { return Vec::new() };
        let mut grounds: Vec<Ground> =
            phase.opened_at.iter().map(|index| GroundKind::Candidacy.at(*index)).collect();
        for found in self.nominations_on(phase).filter(|found| found.stands()) {
            let accepted = found.accepted.iter().map(|accepted| accepted.index);
            let came = std::iter::once(found.id.entry_index()).chain(accepted);
            let came: BTreeSet<u64> = came.collect();
            grounds.extend(came.into_iter().map(|index| GroundKind::Candidacy.at(index)));
            let objection = found.objection.iter().flat_map(|it| [Some(it.index), it.answered_at]).flatten();
            let screened = found.screened_at.into_iter().chain(objection);
            grounds.extend(screened.map(|index| GroundKind::CandidateScreening.at(index)));
        }
        grounds.retain(|ground| ground.index < opened);
        grounds
    }

    /// The revision with its notices, objections and the steps that it passed.
    fn grounds_of_text(&self, proposal: &Proposal, poll: &Poll) -> Vec<Ground> {
        let opened = poll.id.entry_index();
        let revision = proposal.revisions.iter().find(|revision| revision.number == poll.revision);
        let Some(revision) = revision else { return Vec::new() };
        let mut grounds = vec![GroundKind::Revision.at(revision.index)];
        let amendments = self.amendments_in(proposal, poll.revision);
        grounds.extend(amendments.iter().map(|id| GroundKind::Amendment.at(id.entry_index())));
        let since = |index: &u64| *index > revision.index && *index < opened;
        let notices = proposal.notices.iter().map(|id| id.entry_index()).filter(since);
        grounds.extend(notices.map(|index| GroundKind::Notice.at(index)));
        let objections = self.objections_to(proposal);
        for objection in objections.filter(|it| it.id.entry_index() < opened) {
            grounds.push(GroundKind::Objection.at(objection.id.entry_index()));
            let answer = objection.answer.as_ref().filter(|answer| answer.index < opened);
            grounds.extend(answer.map(|answer| GroundKind::Answer.at(answer.index)));
        }
        let steps = proposal.steps.iter().filter(|step| step.document == poll.document);
        let sealed = steps.filter_map(|step| self.polls.get(&step.poll)?.trail.sealed_at);
        grounds.extend(sealed.filter(|index| *index < opened).map(|index| GroundKind::Step.at(index)));
        grounds
    }
}

impl Poll {
    fn grounds(&self) -> Vec<Ground> {
        let mut grounds = vec![GroundKind::Opening.at(self.id.entry_index())];
        grounds.extend(self.trail.extended_at.map(|index| GroundKind::Extension.at(index)));
        grounds.extend(self.trail.services.iter().map(|index| GroundKind::Service.at(*index)));
        let opened = |ballot: &&Ballot| !matches!(ballot.content, BallotContent::Sealed(_));
        let ballots = self.ballots.values().filter(opened).map(|ballot| ballot.index);
        let sheets = self.sheets.values().filter(|sheet| sheet.is_confirmed()).map(|sheet| sheet.index);
        grounds.extend(ballots.chain(sheets).map(|index| GroundKind::Ballot.at(index)));
        grounds.extend(self.trail.sealed_at.map(|index| GroundKind::Sealing.at(index)));
        grounds.extend(self.across.cited.values().map(|cited| GroundKind::Citation.at(cited.index)));
        grounds
    }
}

impl GroundKind {
    const fn at(self, index: u64) -> Ground {
        Ground { index, kind: self }
    }
}
