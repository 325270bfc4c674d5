//! Who may draft, revise, object and answer, and while the proposal stands how.

use super::*;
use crate::bounds::{already, require_stage};
use crate::decide::{Deciding, Decision};

/// Besides the conveners, who handed in one of the matter's submissions may put a text to it: what residents ask for
/// must not hang on an office's wish to write it down. One open proposal each keeps that from flooding a council.
pub(crate) fn decide_draft_proposal(deciding: &Deciding<'_>, command: &DraftProposal) -> Decision {
    let matter = deciding.matter_in(&command.matter, MatterStage::Deliberating)?;
    let signer = deciding.signer()?;
    let open = || deciding.open_proposals(matter);
    if deciding.is_author(matter, signer)
        && !deciding.state.has_power(signer, Power::Convene, &matter.council)
    {
        if let Some(own) = open().find(|proposal| proposal.drafted_by == *signer) {
            return Err(already(format!(
                "`{signer}` drafted `{}` on this matter: revise it instead",
                own.id
            )));
        }
    } else {
        deciding.require_power(Power::Convene, &matter.council)?;
    }
    if let Some(same) = open().find(|proposal| proposal.document() == Some(command.document)) {
        return Err(already(format!("`{}` has this text already", same.id)));
    }
    let proposal = ProposalId::first(deciding.context.index);
    Ok(vec![ProposalDrafted { proposal, matter: matter.id, document: command.document }.into()])
}

pub(crate) fn decide_revise_proposal(deciding: &Deciding<'_>, command: &ReviseProposal) -> Decision {
    let (proposal, matter) = deciding.open_proposal(&command.proposal)?;
    deciding.require_reviser(proposal, matter)?;
    if proposal.document() == Some(command.document) {
        return Err(already(format!("this text is the present revision of `{}` already", proposal.id)));
    }
    let revision = proposal.present().map_or(1, |present| present.number.saturating_add(1));
    let revised = ProposalRevised { proposal: proposal.id, revision, document: command.document };
    let overtaken = deciding.overtake_amendments(proposal, revision);
    Ok(std::iter::once(revised.into()).chain(overtaken).collect())
}

/// One objection for each member and revision: it can be answered, so nobody holds up a vote for ever by objecting again.
pub(crate) fn decide_raise_objection(deciding: &Deciding<'_>, command: &RaiseObjection) -> Decision {
    let (proposal, matter) = deciding.open_proposal(&command.proposal)?;
    let member = deciding.concerned_member(&matter.council)?;
    let revision = proposal.present().map_or(1, |present| present.number);
    if proposal.objectors.contains(member) {
        return Err(already(format!(
            "`{member}` objected to revision {revision} of `{}` already: one objection for each revision",
            proposal.id
        )));
    }
    let objection = ObjectionId::first(deciding.context.index);
    let event = ObjectionRaised {
        objection,
        proposal: proposal.id,
        revision,
        member: member.clone(),
        text: command.text,
    };
    Ok(vec![event.into()])
}

pub(crate) fn decide_answer_objection(deciding: &Deciding<'_>, command: &AnswerObjection) -> Decision {
    let objection = deciding.state.objection(&command.objection)?;
    let (_, matter) = deciding.open_proposal(&objection.proposal)?;
    let by = deciding.require_power(Power::Convene, &matter.council)?.clone();
    if let Some(answer) = &objection.answer {
        return Err(already(format!("`{}` was answered at entry {}", objection.id, answer.index)));
    }
    Ok(vec![ObjectionAnswered { objection: objection.id, by, text: command.text }.into()])
}

/// The present revision, which must have the text that a command names.
pub(crate) fn present_revision(proposal: &Proposal, document: DocumentHash) -> Result<&Revision, Rejection> {
    match proposal.present() {
        Some(present) if present.document == document => Ok(present),
        present => Err(Rejection::TextMismatch {
            expected: present.map(|revision| revision.document.to_string()).unwrap_or_default(),
            found: document.to_string(),
        }),
    }
}

impl Proposal {
    /// The present revision. There always is one: a proposal begins with its first.
    pub fn present(&self) -> Option<&Revision> {
        self.revisions.last()
    }

    /// The text of the present revision.
    pub fn document(&self) -> Option<DocumentHash> {
        self.present().map(|revision| revision.document)
    }

    /// Whether the present text has passed a step.
    pub(crate) fn has_passed(&self, step: &RuleId) -> bool {
        let document = self.document();
        self.steps.iter().any(|found| found.rule == *step && Some(found.document) == document)
    }
}

impl Deciding<'_> {
    /// A proposal that may be revised, posted and put to the vote, with its matter, which is being deliberated.
    pub(crate) fn open_proposal(&self, id: &ProposalId) -> Result<(&Proposal, &Matter), Rejection> {
        let proposal = self.state.proposal(id)?;
        require_stage("proposal", id, &proposal.status, &ProposalStatus::Open)?;
        Ok((proposal, self.matter_in(&proposal.matter, MatterStage::Deliberating)?))
    }

    /// The open proposals of a matter.
    pub(crate) fn open_proposals(&self, matter: &Matter) -> impl Iterator<Item = &Arc<Proposal>> {
        self.state.proposals_of(matter).filter(|proposal| proposal.status == ProposalStatus::Open)
    }

    fn is_author(&self, matter: &Matter, member: &MemberId) -> bool {
        let ids = self.state.lineage_submissions(&matter.id);
        let mut submissions = ids.iter().filter_map(|id| self.state.submissions.get(id));
        submissions.any(|submission| submission.author.as_ref() == Some(member))
    }

    /// Who may write the text anew: who drafted it, or a seat that convenes.
    pub(crate) fn require_reviser<'a>(
        &'a self,
        proposal: &Proposal,
        matter: &Matter,
    ) -> Result<&'a MemberId, Rejection> {
        let signer = self.signer()?;
        if *signer == proposal.drafted_by {
            return Ok(signer);
        }
        self.require_power(Power::Convene, &matter.council)
    }

    /// The principal, who lives in the council's area or owns a unit in it.
    pub(crate) fn concerned_member(&self, council: &CouncilId) -> Result<&MemberId, Rejection> {
        let principal = self.principal()?;
        match self.require_member_in_area(council) {
            Err(Rejection::OutsideArea { .. }) if self.owns_in_area(principal, council) => Ok(principal),
            found => found.map(|member| &member.id),
        }
    }

    pub(crate) fn owns_in_area(&self, member: &MemberId, council: &CouncilId) -> bool {
        let Some(version) = self.state.charter() else { return false };
        let mut units = self.state.roll.units.values();
        units.any(|unit| {
            unit.owners.contains(member) && version.charter.is_at_or_below(&unit.council, council)
        })
    }
}
