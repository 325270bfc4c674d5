//! Who may amend, who answers, and what becomes of the other amendments when some are taken over.

use super::*;
use crate::bounds::{already, not_separate, wrong_stage};
use crate::decide::{Deciding, Decision};
use crate::limits::require_count;
use std::sync::Arc;

/// Most amendments of one member to a proposal that are open or were proposed for its present revision, but for lapsed ones: whoever has to answer them all
/// before a vote must get to an end.
const MAX_EACH: usize = 5;
/// Most open amendments of a proposal.
const MAX_OPEN: usize = 100;
/// Most amendments that a refusal lists.
const MAX_LISTED: usize = 20;

/// Who drafted the text may change it without asking, so an amendment of theirs would be a question to themselves.
pub(crate) fn decide_propose_amendment(deciding: &Deciding<'_>, command: &ProposeAmendment) -> Decision {
    let (proposal, matter) = deciding.open_proposal(&command.proposal)?;
    let author = deciding.concerned_member(&matter.council)?;
    if *author == proposal.drafted_by {
        return Err(Rejection::DrafterAmends { proposal: proposal.id, member: author.clone() });
    }
    let present = present_revision(proposal, command.base)?;
    command.edit.check()?;
    deciding.check_amendments_left(proposal, present, author)?;
    deciding.check_new(proposal, present, &command.edit)?;
    let answer = deciding.charter()?.charter.deadlines.amendment_answer;
    let event = AmendmentProposed {
        amendment: AmendmentId::first(deciding.context.index),
        proposal: proposal.id,
        revision: present.number,
        base: present.document,
        author: author.clone(),
        edit: command.edit.clone(),
        reason: command.reason,
        answer_by_ms: answer.map(|period| deciding.state.calendar.end_of(deciding.context.at, period)),
    };
    Ok(vec![event.into()])
}

/// The new text replaces the present one as any revision does. Amendments that nobody touched keep their place in it, those that were
/// touched are overtaken.
pub(crate) fn decide_accept_amendments(deciding: &Deciding<'_>, command: &AcceptAmendments) -> Decision {
    let (proposal, matter) = deciding.open_proposal(&command.proposal)?;
    let by = deciding.require_reviser(proposal, matter)?;
    let present = present_revision(proposal, command.base)?;
    command.check_count()?;
    for (id, edit) in &command.amendments {
        deciding.check_acceptable(proposal, by, id, edit)?;
    }
    check_apart(&command.amendments)?;
    if command.document == command.base {
        return Err(already(format!("this text is the present revision of `{}` already", proposal.id)));
    }
    let revision = present.number.saturating_add(1);
    let (mut carried, mut overtaken) = (BTreeMap::new(), BTreeSet::new());
    let open = deciding.state.open_amendments(proposal);
    for other in open.filter(|other| !command.amendments.contains_key(&other.id)) {
        if command.amendments.values().any(|edit| edit.touches(&other.edit)) {
            overtaken.insert(other.id);
        } else {
            carried.insert(other.id, other.edit.moved_by(command.amendments.values()));
        }
    }
    let revised = ProposalRevised { proposal: proposal.id, revision, document: command.document };
    let accepted = AmendmentsAccepted {
        proposal: proposal.id,
        revision,
        document: command.document,
        by: by.clone(),
        amendments: command.amendments.keys().copied().collect(),
        carried,
    };
    let overtaken = overtaken_by(proposal, revision, overtaken);
    Ok([revised.into(), accepted.into()].into_iter().chain(overtaken).collect())
}

/// Also while a step is voted on, which leaves amendments open: a refusal changes no text, and its deadline runs on.
pub(crate) fn decide_reject_amendment(deciding: &Deciding<'_>, command: &RejectAmendment) -> Decision {
    let amendment = deciding.open_amendment(&command.amendment)?;
    let proposal = deciding.state.proposal(&amendment.proposal)?;
    let matter = deciding.matter_in(&proposal.matter, MatterStage::Deliberating)?;
    let by = deciding.require_reviser(proposal, matter)?;
    require_others(by, amendment)?;
    Ok(vec![AmendmentRejected { amendment: amendment.id, by: by.clone(), text: command.text }.into()])
}

pub(crate) fn decide_withdraw_amendment(deciding: &Deciding<'_>, command: &WithdrawAmendment) -> Decision {
    let amendment = deciding.open_amendment(&command.amendment)?;
    let member = deciding.principal()?;
    if *member != amendment.author {
        let (amendment, member) = (amendment.id, member.clone());
        return Err(Rejection::NotYourAmendment { amendment, member });
    }
    Ok(vec![AmendmentWithdrawn { amendment: amendment.id }.into()])
}

/// Nobody decides on their own amendment, though they might write the whole text anew: an acceptance says that somebody else agreed.
fn require_others(by: &MemberId, amendment: &Amendment) -> Result<(), Rejection> {
    if *by == amendment.author {
        return Err(not_separate(by, "amending", "answering the amendment"));
    }
    Ok(())
}

/// Edits of one place cannot both be made.
fn check_apart(amendments: &BTreeMap<AmendmentId, ParagraphEdit>) -> Result<(), Rejection> {
    for (number, (amendment, edit)) in amendments.iter().enumerate() {
        let mut before = amendments.iter().take(number);
        if let Some((rival, _)) = before.find(|(_, other)| other.touches(edit)) {
            return Err(Rejection::AmendmentsRival { amendment: *amendment, rival: *rival });
        }
    }
    Ok(())
}

fn overtaken_by(
    proposal: &Proposal,
    revision: u32,
    amendments: BTreeSet<AmendmentId>,
) -> impl Iterator<Item = Event> {
    let event = AmendmentsOvertaken { proposal: proposal.id, revision, amendments };
    (!event.amendments.is_empty()).then(|| event.into()).into_iter()
}

impl Deciding<'_> {
    fn open_amendment(&self, id: &AmendmentId) -> Result<&Arc<Amendment>, Rejection> {
        let amendment = self.state.amendment(id)?;
        if amendment.is_open() {
            return Ok(amendment);
        }
        Err(wrong_stage("amendment", id, amendment.status.name(), AmendmentStatus::Open.name()))
    }

    fn check_amendments_left(
        &self,
        proposal: &Proposal,
        present: &Revision,
        author: &MemberId,
    ) -> Result<(), Rejection> {
        let full = |member: Option<&MemberId>, limit: usize| Rejection::AmendmentsFull {
            proposal: proposal.id,
            member: member.cloned(),
            limit: u32::try_from(limit).unwrap_or(u32::MAX),
        };
        let own = self.state.amendments_of(proposal).filter(|found| found.author == *author);
        let lapsed = |found: &Amendment| matches!(found.status, AmendmentStatus::Lapsed { .. });
        let counts = |found: &&Arc<Amendment>| {
            found.is_open() || (found.proposed_for == present.number && !lapsed(found))
        };
        if own.filter(counts).count() >= MAX_EACH {
            return Err(full(Some(author), MAX_EACH));
        }
        if self.state.open_amendments(proposal).count() >= MAX_OPEN {
            return Err(full(None, MAX_OPEN));
        }
        Ok(())
    }

    /// What waits for an answer, or had one, need not be answered again.
    fn check_new(
        &self,
        proposal: &Proposal,
        present: &Revision,
        edit: &ParagraphEdit,
    ) -> Result<(), Rejection> {
        let answered = |found: &&Arc<Amendment>| match found.status {
            AmendmentStatus::Open | AmendmentStatus::Rejected { .. } => true,
            AmendmentStatus::Accepted { .. }
            | AmendmentStatus::Withdrawn { .. }
            | AmendmentStatus::Overtaken { .. }
            | AmendmentStatus::Lapsed { .. } => false,
        };
        let mut on_this_text = self
            .state
            .amendments_of(proposal)
            .filter(answered)
            .filter(|found| found.revision == present.number);
        match on_this_text.find(|found| found.edit == *edit) {
            None => Ok(()),
            Some(same) => Err(already(format!("`{}` proposes the same change", same.id))),
        }
    }

    fn check_acceptable(
        &self,
        proposal: &Proposal,
        by: &MemberId,
        id: &AmendmentId,
        edit: &ParagraphEdit,
    ) -> Result<(), Rejection> {
        let amendment = self.open_amendment(id)?;
        if amendment.proposal != proposal.id {
            let id = format!("{}/{id}", proposal.id);
            return Err(Rejection::NotFound { kind: "amendment".to_owned(), id });
        }
        require_others(by, amendment)?;
        if amendment.edit != *edit {
            let (expected, found) = (amendment.edit.clone(), edit.clone());
            return Err(Rejection::EditMismatch { amendment: *id, expected, found });
        }
        Ok(())
    }

    /// What a whole new text does to the amendments of the present one: none of them can be placed in it for certain.
    pub(crate) fn overtake_amendments(
        &self,
        proposal: &Proposal,
        revision: u32,
    ) -> impl Iterator<Item = Event> {
        let open = self.state.open_amendments(proposal).map(|amendment| amendment.id).collect();
        overtaken_by(proposal, revision, open)
    }

    /// Where the rule waits for amendments, or a decision that comes after it, none is open: a step passes the very text that is decided
    /// on later.
    pub(crate) fn check_amendments(
        &self,
        rule: &DecisionClause,
        proposal: &Proposal,
    ) -> Result<(), Rejection> {
        let Some(waiting) = self.waits_for_amendments(rule, &proposal.council)? else { return Ok(()) };
        let open = || self.state.open_amendments(proposal);
        let number = u64::try_from(open().count()).unwrap_or(u64::MAX);
        if number == 0 {
            return Ok(());
        }
        let amendments = open().take(MAX_LISTED).map(|amendment| amendment.id).collect();
        Err(Rejection::AmendmentsOpen { rule: waiting.id.clone(), open: number, amendments })
    }

    /// The rule itself where it waits, or a decision of the council that waits and that this step leads to.
    fn waits_for_amendments<'a>(
        &'a self,
        rule: &'a DecisionClause,
        council: &CouncilId,
    ) -> Result<Option<&'a DecisionClause>, Rejection> {
        let waits = |rule: &DecisionClause| rule.amendments == OpenAmendments::Settled;
        if waits(rule) {
            return Ok(Some(rule));
        }
        let charter = &self.charter()?.charter;
        let level = charter.council(council).map(|clause| &clause.level);
        let here = |other: &DecisionClause| other.level.is_none() || other.level.as_ref() == level;
        let mut later = charter.decisions.iter().filter(|other| waits(other) && here(other));
        Ok(later.find(|other| charter.comes_after(other, &rule.id)))
    }

    /// Those that are still open when the decision opens are voted on by nobody. A step leaves them open: the text is not decided yet.
    pub(crate) fn lapse_amendments(
        &self,
        rule: &DecisionClause,
        proposal: &Proposal,
        poll: PollId,
    ) -> Option<Event> {
        if rule.stage == DecisionStage::Step {
            return None;
        }
        let amendments: BTreeSet<AmendmentId> =
            self.state.open_amendments(proposal).map(|amendment| amendment.id).collect();
        let lapsed = AmendmentsLapsed { proposal: proposal.id, poll, amendments };
        (!lapsed.amendments.is_empty()).then(|| lapsed.into())
    }
}

impl AcceptAmendments {
    /// Most amendments that are taken over at once.
    pub const MAX_AT_ONCE: usize = 20;

    /// Holds how many are taken over to what is taken over at once; known before any text is read.
    ///
    /// # Errors
    /// Where it names none, or too many.
    pub fn check_count(&self) -> Result<(), Rejection> {
        require_count("amendments", self.amendments.len(), 1, Self::MAX_AT_ONCE)
    }
}

impl AmendmentStatus {
    /// Its name on the wire.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted { .. } => "accepted",
            Self::Rejected { .. } => "rejected",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Overtaken { .. } => "overtaken",
            Self::Lapsed { .. } => "lapsed",
        }
    }
}
