//! Objections to the result of a vote 对结果的异议: raised while the preliminary result is posted, answered before it is certified.

use super::*;
use crate::bounds::{already, not_separate};
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::state::change;

/// Most objections and voting rights that a refusal lists.
const MAX_LISTED: usize = 20;

/// Objects to the preliminary result of a poll; once for each member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectToResult {
    /// The poll, which passed and whose result is posted.
    pub poll: PollId,
    /// Commitment to the words.
    pub text: Commitment,
}

/// Answers an objection to a result; by a seat that certifies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerResultObjection {
    /// The objection.
    pub objection: ObjectionId,
    /// Commitment to the answer.
    pub text: Commitment,
}

/// An objection to a result stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultObjected {
    /// Its id.
    pub objection: ObjectionId,
    /// The poll.
    pub poll: PollId,
    /// Whose it is.
    pub member: MemberId,
    /// Commitment to the words.
    pub text: Commitment,
    /// By when it must be answered.
    pub answer_by_ms: TimeMs,
}

/// An objection to a result was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultObjectionAnswered {
    /// The objection.
    pub objection: ObjectionId,
    /// Who answered.
    pub by: MemberId,
    /// Commitment to the answer.
    pub text: Commitment,
}

/// An objection to a result was not answered in time. It still has to be; the breach stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultAnswerOverdue {
    /// The objection.
    pub objection: ObjectionId,
}

/// An objection to a result in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultObjection {
    /// Its id.
    pub id: ObjectionId,
    /// The poll.
    pub poll: PollId,
    /// Whose it is.
    pub member: MemberId,
    /// Commitment to the words.
    pub text: Commitment,
    /// By when it must be answered.
    pub answer_by_ms: TimeMs,
    /// Whether that was missed.
    pub overdue: bool,
    /// The answer, once given.
    pub answer: Option<Answer>,
}

/// The preliminary result of a poll that passed 初步结果, while it is posted and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Its posting.
    pub notice: NoticeId,
    /// The end of the window for objections.
    pub ends_at_ms: TimeMs,
    /// Objections, in order.
    pub objections: Vec<ObjectionId>,
}

/// Besides who lives or owns there, whoever could vote may object: seats of partners too.
pub(crate) fn decide_object_to_result(deciding: &Deciding<'_>, command: &ObjectToResult) -> Decision {
    let poll = deciding.state.poll(&command.poll)?;
    let principal = deciding.principal()?;
    let votes = poll.roll.rights.values().any(|found| found.holders.contains(principal));
    let member = if votes { principal } else { deciding.concerned_member(&poll.council)? };
    let (review, clause) = poll.reviewed()?;
    if deciding.context.at >= review.ends_at_ms {
        let (field, found_ms) = ("objection".to_owned(), deciding.context.at);
        return Err(Rejection::TooLate { field, latest_ms: review.ends_at_ms, found_ms });
    }
    if let Some(earlier) = deciding.state.objections_to_result(poll).find(|found| found.member == *member) {
        return Err(already(format!(
            "`{member}` objected to the result of `{}` already, by `{}`",
            poll.id, earlier.id
        )));
    }
    let event = ResultObjected {
        objection: ObjectionId::first(deciding.context.index),
        poll: poll.id,
        member: member.clone(),
        text: command.text,
        answer_by_ms: deciding.state.calendar.end_of(deciding.context.at, clause.answer),
    };
    Ok(vec![event.into()])
}

/// By a seat that certifies: not by who objects, who wrote what was decided, or who ran the vote.
pub(crate) fn decide_answer_result_objection(
    deciding: &Deciding<'_>,
    command: &AnswerResultObjection,
) -> Decision {
    let objection = deciding.state.result_objection(&command.objection)?;
    let poll = deciding.state.poll(&objection.poll)?;
    let by = deciding.require_power(Power::Certify, &poll.council)?;
    if let Some(answer) = &objection.answer {
        return Err(already(format!("`{}` was answered at entry {}", objection.id, answer.index)));
    }
    let drafted_by = &deciding.state.proposal(&poll.proposal)?.drafted_by;
    let apart = [
        (Some(&objection.member), "objecting to it"),
        (Some(drafted_by), "drafting the proposal"),
        (poll.trail.opened_by.as_ref(), "opening the vote"),
    ];
    match apart.into_iter().find(|(member, _)| *member == Some(by)) {
        Some((_, other)) => Err(not_separate(by, "answering for the result", other)),
        None => {
            let (objection, text) = (objection.id, command.text);
            Ok(vec![ResultObjectionAnswered { objection, by: by.clone(), text }.into()])
        }
    }
}

impl Poll {
    /// The posting of its preliminary result, and the clause that asks for it.
    fn reviewed(&self) -> Result<(&Review, &ReviewClause), Rejection> {
        match (&self.review, &self.rule.review) {
            (Some(review), Some(clause)) => Ok((review, clause)),
            _ => {
                let reason = format!("no preliminary result of `{}` is posted", self.id);
                Err(Rejection::RuleNotApplicable { rule: self.rule.id.clone(), reason })
            }
        }
    }

    /// The rights of which no service is on record.
    pub fn unserved(&self) -> impl Iterator<Item = &VotingRightId> {
        let usable = self.roll.rights.iter().filter(|(_, found)| !found.holders.is_empty());
        usable.map(|(right, _)| right).filter(|right| !self.served.contains_key(*right))
    }

    /// Where the charter asks for it, how each ballot was served must be on record before the result is certified.
    pub(crate) fn check_served(&self) -> Result<(), Rejection> {
        let Some(clause) = &self.rule.service else { return Ok(()) };
        let unserved = u64::try_from(self.unserved().count()).unwrap_or(u64::MAX);
        if unserved == 0 {
            return Ok(());
        }
        let rights = self.unserved().take(MAX_LISTED).cloned().collect();
        Err(Rejection::BallotsUnserved { poll: self.id, unserved, rights, article: clause.article.clone() })
    }
}

impl Deciding<'_> {
    /// The window is over and every objection has its answer.
    pub(crate) fn check_reviewed(&self, poll: &Poll) -> Result<(), Rejection> {
        let (Some(review), Some(clause)) = (&poll.review, &poll.rule.review) else { return Ok(()) };
        let (ends_at_ms, article) = (review.ends_at_ms, clause.article.clone());
        if self.context.at < ends_at_ms {
            return Err(Rejection::ReviewOpen { poll: poll.id, ends_at_ms, article });
        }
        let open = || self.state.objections_to_result(poll).filter(|found| found.answer.is_none());
        let unanswered = u64::try_from(open().count()).unwrap_or(u64::MAX);
        if unanswered == 0 {
            return Ok(());
        }
        let objections = open().take(MAX_LISTED).map(|found| found.id).collect();
        Err(Rejection::ResultObjectionsUnanswered { poll: poll.id, unanswered, objections, article })
    }

    /// The posting of a preliminary result, where the rule asks for one: by the entry that seals the poll.
    pub(super) fn post_preliminary(&self, poll: &Poll) -> Option<NoticePosted> {
        let clause = poll.rule.review.as_ref()?;
        Some(NoticePosted {
            notice: NoticeId::first(self.context.index),
            subject: NoticeSubject::Preliminary(poll.id),
            document: poll.document,
            period: clause.window,
            due_at_ms: self.state.calendar.end_of(self.context.at, clause.window),
            vote: None,
            rule_digest: None,
        })
    }
}

impl Evolving<'_> {
    /// The preliminary result is posted: objections are open.
    pub(crate) fn begin_review(&mut self, poll: PollId, notice: NoticeId, ends_at_ms: TimeMs) {
        change(&mut self.state.polls, &poll, |poll| {
            poll.review = Some(Review { notice, ends_at_ms, objections: Vec::new() });
        });
    }
}

pub(crate) fn evolve_result_objected(evolving: &mut Evolving<'_>, event: &ResultObjected) {
    let objection = ResultObjection {
        id: event.objection,
        poll: event.poll,
        member: event.member.clone(),
        text: event.text,
        answer_by_ms: event.answer_by_ms,
        overdue: false,
        answer: None,
    };
    evolving.state.result_objections.insert(event.objection, Arc::new(objection));
    let index = evolving.context.index;
    change(&mut evolving.state.polls, &event.poll, |poll| {
        if let Some(review) = &mut poll.review {
            review.objections.push(event.objection);
        }
        poll.changed_at = index;
    });
    evolving.schedule(event.answer_by_ms, Obligation::ResultAnswer { objection: event.objection });
}

pub(crate) fn evolve_result_objection_answered(evolving: &mut Evolving<'_>, event: &ResultObjectionAnswered) {
    let index = evolving.context.index;
    let Some(found) = evolving.state.result_objections.get(&event.objection).cloned() else { return };
    evolving.unschedule(found.answer_by_ms, Obligation::ResultAnswer { objection: event.objection });
    change(&mut evolving.state.result_objections, &event.objection, |objection| {
        objection.answer = Some(Answer { by: event.by.clone(), text: event.text, index });
    });
    change(&mut evolving.state.polls, &found.poll, |poll| poll.changed_at = index);
}

pub(crate) fn evolve_result_answer_overdue(evolving: &mut Evolving<'_>, event: &ResultAnswerOverdue) {
    change(&mut evolving.state.result_objections, &event.objection, |objection| objection.overdue = true);
}
