//! Support of proposals 附议, bound to one revision: a new revision asks those who supported the old one to confirm.

use super::*;
use crate::bounds::already;
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::state::change;

/// Supports the present revision of a proposal; by those who live in the council's area or own a unit in it. Who
/// supported an earlier revision confirms by this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupportProposal {
    /// The proposal.
    pub proposal: ProposalId,
    /// The exact text: must be the present revision's.
    pub document: DocumentHash,
}

/// Takes the support of a proposal back, of whichever revision it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawProposalSupport {
    /// The proposal.
    pub proposal: ProposalId,
}

/// A revision of a proposal was supported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposalSupported {
    /// The proposal.
    pub proposal: ProposalId,
    /// The revision.
    pub revision: u32,
    /// Who supports it.
    pub member: MemberId,
}

/// The support of a proposal was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposalSupportWithdrawn {
    /// The proposal.
    pub proposal: ProposalId,
    /// Who supports it no more.
    pub member: MemberId,
}

pub(crate) fn decide_support_proposal(deciding: &Deciding<'_>, command: &SupportProposal) -> Decision {
    let (proposal, matter) = deciding.open_proposal(&command.proposal)?;
    let member = deciding.concerned_member(&matter.council)?;
    let revision = present_revision(proposal, command.document)?.number;
    if proposal.supporters.get(member) == Some(&revision) {
        return Err(already(format!("`{member}` supports revision {revision} of `{}` already", proposal.id)));
    }
    Ok(vec![ProposalSupported { proposal: proposal.id, revision, member: member.clone() }.into()])
}

pub(crate) fn decide_withdraw_proposal_support(
    deciding: &Deciding<'_>,
    command: &WithdrawProposalSupport,
) -> Decision {
    let (proposal, _) = deciding.open_proposal(&command.proposal)?;
    let member = deciding.principal()?;
    if !proposal.supporters.contains_key(member) {
        let id = format!("{}/{member}", proposal.id);
        return Err(Rejection::NotFound { kind: "support".to_owned(), id });
    }
    Ok(vec![ProposalSupportWithdrawn { proposal: proposal.id, member: member.clone() }.into()])
}

impl State {
    /// Who supports the present revision, by id; those who have left the community since count no more.
    pub fn supporters<'a>(&'a self, proposal: &'a Proposal) -> impl Iterator<Item = &'a MemberId> {
        let present = proposal.present().map(|revision| revision.number);
        self.of_any_revision(proposal)
            .filter(move |(_, revision)| Some(*revision) == present)
            .map(|(member, _)| member)
    }

    /// Who supported an earlier revision and has not confirmed for the present one, with the revision.
    pub fn supporters_to_confirm<'a>(
        &'a self,
        proposal: &'a Proposal,
    ) -> impl Iterator<Item = (&'a MemberId, u32)> {
        let present = proposal.present().map(|revision| revision.number);
        self.of_any_revision(proposal).filter(move |(_, revision)| Some(*revision) != present)
    }

    fn of_any_revision<'a>(&'a self, proposal: &'a Proposal) -> impl Iterator<Item = (&'a MemberId, u32)> {
        let here = |member: &MemberId| {
            self.roll.members.get(member).is_some_and(|found| found.standing != Standing::Left)
        };
        let supporters = proposal.supporters.iter();
        supporters.filter(move |(member, _)| here(member)).map(|(member, revision)| (member, *revision))
    }
}

impl Deciding<'_> {
    /// Where the rule asks for supporters, so many support the very text that is voted on.
    pub(crate) fn check_supported(
        &self,
        rule: &DecisionClause,
        proposal: &Proposal,
    ) -> Result<(), Rejection> {
        let Some(needed) = rule.supporters else { return Ok(()) };
        let found = u32::try_from(self.state.supporters(proposal).count()).unwrap_or(u32::MAX);
        if found >= needed {
            return Ok(());
        }
        Err(Rejection::SupportersMissing { rule: rule.id.clone(), proposal: proposal.id, needed, found })
    }
}

pub(crate) fn evolve_proposal_supported(evolving: &mut Evolving<'_>, event: &ProposalSupported) {
    let index = evolving.context.index;
    change(&mut evolving.state.proposals, &event.proposal, |proposal| {
        proposal.supporters.insert(event.member.clone(), event.revision);
        proposal.changed_at = index;
    });
}

pub(crate) fn evolve_proposal_support_withdrawn(
    evolving: &mut Evolving<'_>,
    event: &ProposalSupportWithdrawn,
) {
    let index = evolving.context.index;
    change(&mut evolving.state.proposals, &event.proposal, |proposal| {
        proposal.supporters.remove(&event.member);
        proposal.changed_at = index;
    });
}
