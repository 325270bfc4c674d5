//! Questions at a hearing and their answers; one that nobody answered stays open for everybody to see.

use super::*;
use crate::bounds::{already, wrong_stage};
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;

/// Most questions of one member at one hearing that wait for an answer, so that nobody buries the others' questions.
pub const MAX_OPEN_QUESTIONS: usize = 3;

/// Asks a question at an open hearing; by who may speak there, without waiting for a turn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskQuestion {
    /// The hearing.
    pub hearing: HearingId,
    /// Who is asked.
    pub to: Asked,
    /// Commitment to the words.
    pub text: Commitment,
}

/// Answers a question, at the hearing or later while its matter is deliberated in the same round; by who was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerQuestion {
    /// The hearing.
    pub hearing: HearingId,
    /// The question.
    pub question: QuestionId,
    /// Commitment to the words.
    pub text: Commitment,
}

/// Who is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "asked", deny_unknown_fields)]
pub enum Asked {
    /// Whoever convenes the council.
    Chair,
    /// Who drafted a proposal.
    Drafter {
        /// The proposal, an item where the call names items.
        proposal: ProposalId,
    },
    /// A bench: any holder of a seat of it in the council.
    Bench {
        /// The bench.
        bench: BenchId,
    },
}

/// A question was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionAsked {
    /// Its id.
    pub question: QuestionId,
    /// The hearing.
    pub hearing: HearingId,
    /// Whose.
    pub member: MemberId,
    /// Who is asked.
    pub to: Asked,
    /// Commitment to the words.
    pub text: Commitment,
}

/// A question was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionAnswered {
    /// The question.
    pub question: QuestionId,
    /// The hearing.
    pub hearing: HearingId,
    /// Who answered.
    pub by: MemberId,
    /// Commitment to the words.
    pub text: Commitment,
}

/// A question in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HearingQuestion {
    /// Its id, with the entry that asked it.
    pub id: QuestionId,
    /// Whose.
    pub member: MemberId,
    /// Who is asked.
    pub to: Asked,
    /// Commitment to the words.
    pub text: Commitment,
    /// The answer; absent while it is open.
    pub answer: Option<QuestionAnswer>,
}

/// An answer to a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionAnswer {
    /// The entry.
    pub index: u64,
    /// Who answered.
    pub by: MemberId,
    /// Commitment to the words.
    pub text: Commitment,
}

pub(crate) fn decide_ask_question(deciding: &Deciding<'_>, command: &AskQuestion) -> Decision {
    let hearing = deciding.current_hearing(&command.hearing, HearingStatus::Open)?;
    let member = deciding.speaker(hearing)?;
    match &command.to {
        Asked::Chair => {}
        Asked::Drafter { proposal } => deciding.check_item(hearing, proposal)?,
        Asked::Bench { bench } => deciding.require_bench(&hearing.council, bench)?,
    }
    let open = hearing.questions.iter().filter(|found| found.member == *member && found.answer.is_none());
    if open.count() >= MAX_OPEN_QUESTIONS {
        return Err(already(format!(
            "{MAX_OPEN_QUESTIONS} questions of `{member}` at `{}` wait for an answer: wait for one of them",
            hearing.id
        )));
    }
    let asked = QuestionAsked {
        question: QuestionId::first(deciding.context.index),
        hearing: hearing.id,
        member: member.clone(),
        to: command.to.clone(),
        text: command.text,
    };
    Ok(vec![asked.into()])
}

pub(crate) fn decide_answer_question(deciding: &Deciding<'_>, command: &AnswerQuestion) -> Decision {
    let hearing = deciding.state.hearing(&command.hearing)?;
    let missing = || Rejection::NotFound {
        kind: "question".to_owned(),
        id: format!("{} at {}", command.question, hearing.id),
    };
    let found = hearing.questions.iter().find(|found| found.id == command.question).ok_or_else(missing)?;
    let by = deciding.require_questioned(hearing, &found.to)?.clone();
    if let Some(answer) = &found.answer {
        return Err(already(format!("`{}` was answered at entry {}", found.id, answer.index)));
    }
    let matter = deciding.matter_in(&hearing.matter, MatterStage::Deliberating)?;
    if matter.round != hearing.round || matter.council != hearing.council {
        let needed = format!("at council `{}` in round {}", hearing.council, hearing.round);
        return Err(wrong_stage("matter", &matter.id, "dealt with elsewhere", &needed));
    }
    let event = QuestionAnswered { question: found.id, hearing: hearing.id, by, text: command.text };
    Ok(vec![event.into()])
}

impl Deciding<'_> {
    fn require_bench(&self, council: &CouncilId, bench: &BenchId) -> Result<(), Rejection> {
        let charter = &self.charter()?.charter;
        if charter.seats_of(council).any(|seat| seat.bench == *bench) {
            return Ok(());
        }
        Err(Rejection::NotFound { kind: "bench".to_owned(), id: format!("{council}/{bench}") })
    }

    /// The signer, whom the question asks.
    fn require_questioned(&self, hearing: &Hearing, asked: &Asked) -> Result<&MemberId, Rejection> {
        let signer = self.signer()?;
        let is_asked = match asked {
            Asked::Chair => return self.require_power(Power::Convene, &hearing.council),
            Asked::Drafter { proposal } => self.state.proposal(proposal)?.drafted_by == *signer,
            Asked::Bench { bench } => self.state.sits_for(signer, &hearing.council, bench),
        };
        if is_asked {
            return Ok(signer);
        }
        let whom = match asked {
            Asked::Chair => "the chair".to_owned(),
            Asked::Drafter { proposal } => format!("who drafted `{proposal}`"),
            Asked::Bench { bench } => format!("bench `{bench}` of council `{}`", hearing.council),
        };
        Err(Rejection::NotAsked { member: signer.clone(), asked: whom })
    }
}

pub(crate) fn evolve_question_asked(evolving: &mut Evolving<'_>, event: &QuestionAsked) {
    change_hearing(evolving, &event.hearing, |hearing| {
        hearing.questions.push(HearingQuestion {
            id: event.question,
            member: event.member.clone(),
            to: event.to.clone(),
            text: event.text,
            answer: None,
        });
    });
}

pub(crate) fn evolve_question_answered(evolving: &mut Evolving<'_>, event: &QuestionAnswered) {
    let answer = QuestionAnswer { index: evolving.context.index, by: event.by.clone(), text: event.text };
    change_hearing(evolving, &event.hearing, |hearing| {
        if let Some(found) = hearing.questions.iter_mut().find(|found| found.id == event.question) {
            found.answer = Some(answer);
        }
    });
}
