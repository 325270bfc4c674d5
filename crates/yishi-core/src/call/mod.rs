//! Calls 征集: a council asks for ideas 金点子征集 or makes a survey 小区调研 until a closing date, and says later what became of it.
//!
//! A call decides nothing. Ideas are submissions that name the call; answers to a survey carry numbers of options only, whose words
//! stand in the call's document.

mod decide;
mod evolve;

use crate::*;
use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

pub(crate) use decide::*;
pub(crate) use evolve::*;

/// The latest close of a call, in days after it opened.
pub const MAX_CALL_DAYS: u64 = 366;
/// Most questions of a survey; it has at least one.
pub const MAX_QUESTIONS: usize = 30;
/// Fewest options of a question.
pub const MIN_ANSWER_OPTIONS: usize = 2;
/// Most options of a question.
pub const MAX_ANSWER_OPTIONS: usize = 20;

/// What a call asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "asks", deny_unknown_fields)]
pub enum Asks {
    /// Ideas, handed in as submissions that name the call.
    Ideas,
    /// Answers to questions, each with numbered options.
    Survey {
        /// The questions, 1 to 30; their words stand in the call's document.
        questions: Vec<Question>,
    },
}

/// A question of a survey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// How many options it has, numbered from 1; 2 to 20.
    pub options: u32,
    /// How many of them one answer may name.
    pub choice: AnswerChoice,
}

/// How many options an answer may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerChoice {
    /// One 单选.
    Single,
    /// Any number 多选.
    Multiple,
}

/// Whom a call asks; always people of the council's area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Residents.
    Residents,
    /// Everybody on the roll: absent owners and partners too.
    Everybody,
}

/// What an answer says to each question, in their order: numbers of options; an empty set where it says nothing.
pub type Answers = Vec<BTreeSet<u32>>;

/// Opens a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenCall {
    /// The council that asks; the power to convene over it is needed.
    pub council: CouncilId,
    /// Its title, as a document.
    pub title: DocumentHash,
    /// Its words, as a document: what is asked, and the words of every question and option.
    pub text: DocumentHash,
    /// What it asks for.
    pub asks: Asks,
    /// Whom it asks.
    pub audience: Audience,
    /// When it closes: after the entry's own time, at most 366 days.
    pub closes_at_ms: TimeMs,
    /// Whether it takes ideas without an author; only where the charter does, and never of a survey.
    #[serde(default, skip_serializing_if = "is_default")]
    pub anonymous: bool,
}

/// Answers a survey; until the close a later answer replaces an earlier one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerSurvey {
    /// The call.
    pub call: CallId,
    /// What it says to each question.
    pub answers: Answers,
}

/// Says what became of a call that is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConcludeCall {
    /// The call.
    pub call: CallId,
    /// Commitment to the words.
    pub text: Commitment,
}

/// A call is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallOpened {
    /// Its id.
    pub call: CallId,
    /// The council that asks.
    pub council: CouncilId,
    /// Its title.
    pub title: DocumentHash,
    /// Its words.
    pub text: DocumentHash,
    /// What it asks for.
    pub asks: Asks,
    /// Whom it asks.
    pub audience: Audience,
    /// When it closes.
    pub closes_at_ms: TimeMs,
    /// Whether it takes ideas without an author.
    #[serde(default, skip_serializing_if = "is_default")]
    pub anonymous: bool,
}

/// A survey was answered, or an answer replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SurveyAnswered {
    /// The call.
    pub call: CallId,
    /// Who answered.
    pub member: MemberId,
    /// What they said to each question.
    pub answers: Answers,
}

/// A call closed and was counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallClosed {
    /// The call.
    pub call: CallId,
    /// How many ideas were handed in, or how many members answered.
    pub received: u64,
    /// What was answered to each question; none of a call for ideas.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<QuestionCount>,
    /// By when the convener has to say what became of it, where the charter sets a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_by_ms: Option<TimeMs>,
}

/// What was answered to one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionCount {
    /// How many members said anything to it.
    pub answered: u64,
    /// How many of them named each option, in the order of the options.
    pub options: Vec<u64>,
}

/// What became of a call was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallConcluded {
    /// The call.
    pub call: CallId,
    /// Who said it.
    pub by: MemberId,
    /// Commitment to the words.
    pub text: Commitment,
}

/// What became of a call was not said in time; the breach stands, saying it is still possible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallAnswerOverdue {
    /// The call.
    pub call: CallId,
}

/// Where a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallStatus {
    /// It takes ideas or answers.
    Open,
    /// It takes no more; what becomes of it is still to be said.
    Closed,
    /// What became of it was said.
    Concluded,
}

/// One member's answer to a survey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyAnswer {
    /// What it says to each question.
    pub answers: Answers,
    /// Whether the member gave it with a key of their own.
    pub own: bool,
    /// The entry that gave it.
    pub index: u64,
}

/// What was said about what became of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conclusion {
    /// Who said it.
    pub by: MemberId,
    /// Commitment to the words.
    pub text: Commitment,
    /// The entry.
    pub index: u64,
}

/// A call in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Its id.
    pub id: CallId,
    /// The council that asks.
    pub council: CouncilId,
    /// Its title.
    pub title: DocumentHash,
    /// Its words.
    pub text: DocumentHash,
    /// What it asks for.
    pub asks: Asks,
    /// Whom it asks.
    pub audience: Audience,
    /// Whether it takes ideas without an author.
    pub anonymous: bool,
    /// When it closes.
    pub closes_at_ms: TimeMs,
    /// Who opened it.
    pub opened_by: MemberId,
    /// Where it stands.
    pub status: CallStatus,
    /// Ideas that name it.
    pub submissions: OrdSet<SubmissionId>,
    /// Each member's latest answer.
    pub answers: OrdMap<MemberId, SurveyAnswer>,
    /// What was answered to each question, once it is closed.
    pub results: Vec<QuestionCount>,
    /// The entry that closed it.
    pub closed_at: Option<u64>,
    /// By when the convener has to say what became of it.
    pub answer_by_ms: Option<TimeMs>,
    /// Whether that was missed.
    pub overdue: bool,
    /// What became of it.
    pub conclusion: Option<Conclusion>,
    /// The last entry that changed it.
    pub changed_at: u64,
}

impl Call {
    /// How many ideas were handed in, or how many members answered, so far.
    pub fn received(&self) -> u64 {
        let received = match self.asks {
            Asks::Ideas => self.submissions.len(),
            Asks::Survey { .. } => self.answers.len(),
        };
        u64::try_from(received).unwrap_or(u64::MAX)
    }

    /// The answers as they stand, counted; empty of a call for ideas.
    pub fn count(&self) -> Vec<QuestionCount> {
        let Asks::Survey { questions } = &self.asks else { return Vec::new() };
        let count = |(place, question): (usize, &Question)| {
            let said = |answer: &SurveyAnswer| answer.answers.get(place).cloned().unwrap_or_default();
            let said: Vec<BTreeSet<u32>> =
                self.answers.values().map(said).filter(|numbers| !numbers.is_empty()).collect();
            let named = |option: u32| number(said.iter().filter(|numbers| numbers.contains(&option)).count());
            QuestionCount {
                answered: number(said.len()),
                options: (1..=question.options).map(named).collect(),
            }
        };
        questions.iter().enumerate().map(count).collect()
    }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
