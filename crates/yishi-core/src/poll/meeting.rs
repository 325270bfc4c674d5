//! Polls held at a meeting 会上表决: who is recorded as present counts in the base of those present, and nobody else votes.

use super::*;
use crate::decide::Deciding;
use crate::evolve::Evolving;
use crate::state::change;
use std::collections::BTreeSet;
use yishi_tally::{Base, Part, Requirement};

impl DecisionClause {
    /// Whether some requirement looks at those present.
    pub(crate) fn needs_meeting(&self) -> bool {
        let looks = |requirement: &Requirement| {
            requirement.part == Part::Present || requirement.base == Base::Present
        };
        let sections = self.sections.iter().flat_map(|section| &section.requirements);
        self.requirements.iter().chain(&self.section_requirements).chain(sections).any(looks)
    }
}

impl Deciding<'_> {
    /// A rule that counts those present needs the open hearing at which they are, on the same matter; others need none.
    pub(super) fn check_meeting(
        &self,
        rule: &DecisionClause,
        meeting: Option<HearingId>,
        matter: &Matter,
    ) -> Result<(), Rejection> {
        let not_applicable =
            |reason: String| Err(Rejection::RuleNotApplicable { rule: rule.id.clone(), reason });
        match (meeting, rule.needs_meeting()) {
            (None, false) => Ok(()),
            (None, true) => {
                not_applicable("it counts those present: name the open hearing in `meeting`".to_owned())
            }
            (Some(_), false) => {
                not_applicable("it looks at nobody's presence: leave `meeting` out".to_owned())
            }
            (Some(id), true) => {
                let hearing = self.state.hearing(&id)?;
                let here = hearing.status == HearingStatus::Open
                    && hearing.matter == matter.id
                    && hearing.council == matter.council
                    && (self.context.ruleset < Ruleset::THIRD || hearing.round == matter.round);
                if here {
                    return Ok(());
                }
                not_applicable(format!(
                    "`{id}` is no open hearing of council `{}` on this matter",
                    matter.council
                ))
            }
        }
    }

    /// At a meeting only those vote who are there.
    pub(super) fn check_present_at(&self, poll: &Poll, member: &MemberId) -> Result<(), Rejection> {
        let Some(meeting) = poll.meeting else { return Ok(()) };
        if self.state.hearing(&meeting)?.present.contains(member) {
            return Ok(());
        }
        Err(Rejection::NotPresent { member: member.clone(), hearing: meeting })
    }
}

impl Poll {
    /// Members were recorded as present: their rights are there from now on.
    fn attend(&mut self, members: &BTreeSet<MemberId>) {
        let roll = Arc::clone(&self.roll);
        for (id, found) in &roll.rights {
            let arrives = found.holders.iter().any(|holder| members.contains(holder));
            if arrives && self.present.insert(id.clone()).is_none() {
                self.each_totals(found, |totals| totals.attend(&found.right));
            }
        }
    }
}

impl Evolving<'_> {
    /// Who is at a hearing is present in the polls that are held at it.
    pub(crate) fn attend_polls(&mut self, hearing: HearingId, members: &BTreeSet<MemberId>) {
        let Some(found) = self.state.hearings.get(&hearing) else { return };
        let Some(matter) = self.state.matters.get(&found.matter) else { return };
        let proposals = self.state.proposals_of(matter);
        let polls: Vec<PollId> = proposals.filter_map(|proposal| proposal.polls.last().copied()).collect();
        for id in polls {
            let held_there = self
                .state
                .polls
                .get(&id)
                .is_some_and(|poll| poll.meeting == Some(hearing) && poll.status == PollStatus::Open);
            if held_there {
                change(&mut self.state.polls, &id, |poll| poll.attend(members));
            }
        }
    }
}
