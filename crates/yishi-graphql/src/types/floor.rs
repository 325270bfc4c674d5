//! What happens at a hearing: attendance, sessions, turns to speak, points of order, questions.

use super::{Document, Member, PointVerdict, Proposal, StatementText};
use crate::entry::Entry;
use crate::scalar::{DateTime, count};
use crate::view::View;
use async_graphql::SimpleObject;
use yishi_core::{Asked, Attended, MemberId};

/// How somebody came to be on the list of those present 到会.
#[derive(SimpleObject)]
pub(crate) struct Attendance {
    /// Who.
    member: Member,
    /// The entry in which the chair recorded them; null where the chair did not.
    recorded: Option<Entry>,
    /// The entry in which they signed themselves; null where they did not.
    signed: Option<Entry>,
}

impl Attendance {
    pub(crate) fn new(view: &View, member: MemberId, attended: Attended) -> Self {
        let entry = |index: u64| Entry::new(view, index);
        Self {
            member: Member::new(view, member),
            recorded: attended.recorded.map(entry),
            signed: attended.signed.map(entry),
        }
    }
}

/// A session of a hearing, with attendance of its own.
#[derive(SimpleObject)]
pub(crate) struct HearingSession {
    /// When it was opened.
    opened_at: DateTime,
    /// The entry that opened it.
    opened: Entry,
    /// When it ended; null while it is under way.
    ended_at: Option<DateTime>,
    /// The entry that ended it; null while it is under way.
    ended: Option<Entry>,
    /// Why it was adjourned; null where the hearing was closed, or it is under way.
    reason: Option<Document>,
    /// How many members were present; null while it is under way.
    attendance: Option<i32>,
    /// How many holders of voting seats were present; null while it is under way.
    seats_present: Option<i32>,
    /// How many holders of voting seats the council had; null while it is under way.
    seats_held: Option<i32>,
}

impl HearingSession {
    pub(crate) fn new(view: &View, session: &yishi_core::HearingSession) -> Self {
        let end = session.end.as_ref();
        Self {
            opened_at: session.opened_at_ms.into(),
            opened: Entry::new(view, session.opened_at),
            ended_at: end.map(|end| end.at_ms.into()),
            ended: end.map(|end| Entry::new(view, end.index)),
            reason: end.and_then(|end| end.reason).map(|reason| Document::new(view, reason)),
            attendance: end.map(|end| count(end.present.len())),
            seats_present: end.map(|end| count(end.seats_present)),
            seats_held: end.map(|end| count(end.seats_held)),
        }
    }
}

/// A turn to speak 发言轮次.
#[derive(SimpleObject)]
pub(crate) struct Turn {
    /// Who.
    member: Member,
    /// When it was given.
    began_at: DateTime,
    /// Until when it lasts at most.
    until: DateTime,
    /// When it ended; null while it is under way or nobody came after.
    ended_at: Option<DateTime>,
    /// The entry that asked for it.
    asked: Entry,
    /// The entry that gave it.
    given: Entry,
}

impl Turn {
    pub(crate) fn new(view: &View, turn: yishi_core::Turn) -> Self {
        Self {
            began_at: turn.from_ms.into(),
            until: turn.until_ms.into(),
            ended_at: turn.ended_at_ms.map(Into::into),
            asked: Entry::new(view, turn.asked_at),
            given: Entry::new(view, turn.given_at),
            member: Member::new(view, turn.member),
        }
    }
}

/// A point of order 程序问题.
#[derive(SimpleObject)]
pub(crate) struct PointOfOrder {
    /// Its name in the book.
    point_id: String,
    /// Who raised it.
    member: Member,
    /// The words.
    text: StatementText,
    /// What the chair found; null while it waits.
    ruling: Option<PointVerdict>,
    /// Who ruled; null while it waits.
    ruled_by: Option<Member>,
    /// The reasons; null while it waits.
    reasons: Option<StatementText>,
    /// The entry that raised it.
    entry: Entry,
}

impl PointOfOrder {
    pub(crate) fn new(view: &View, point: yishi_core::PointOfOrder) -> Self {
        let ruled = point.ruled.as_ref();
        Self {
            point_id: point.id.to_string(),
            text: StatementText::new(view, point.text),
            ruling: ruled.map(|ruled| ruled.ruling.into()),
            ruled_by: ruled.map(|ruled| Member::new(view, ruled.by.clone())),
            reasons: ruled.map(|ruled| StatementText::new(view, ruled.text)),
            entry: Entry::new(view, point.id.entry_index()),
            member: Member::new(view, point.member),
        }
    }
}

/// A question at a hearing 提问. It asks the chair, unless a proposal or a bench is named.
#[derive(SimpleObject)]
pub(crate) struct HearingQuestion {
    /// Its name in the book.
    question_id: String,
    /// Who asked.
    member: Member,
    /// The proposal whose drafter is asked; null otherwise.
    drafter_of: Option<Proposal>,
    /// The bench that is asked, by its name in the charter's clauses; null otherwise.
    bench_id: Option<String>,
    /// The words.
    text: StatementText,
    /// The answer; null while the question is open.
    answer: Option<StatementText>,
    /// Who answered; null while the question is open.
    answered_by: Option<Member>,
    /// The entry that asked it.
    entry: Entry,
    /// The entry that answered it; null while the question is open.
    answered: Option<Entry>,
}

impl HearingQuestion {
    pub(crate) fn new(view: &View, question: yishi_core::HearingQuestion) -> Self {
        let (drafter_of, bench_id) = match &question.to {
            Asked::Chair => (None, None),
            Asked::Drafter { proposal } => (Proposal::find(view, *proposal), None),
            Asked::Bench { bench } => (None, Some(bench.to_string())),
        };
        let answer = question.answer.as_ref();
        Self {
            question_id: question.id.to_string(),
            drafter_of,
            bench_id,
            text: StatementText::new(view, question.text),
            answer: answer.map(|answer| StatementText::new(view, answer.text)),
            answered_by: answer.map(|answer| Member::new(view, answer.by.clone())),
            entry: Entry::new(view, question.id.entry_index()),
            answered: answer.map(|answer| Entry::new(view, answer.index)),
            member: Member::new(view, question.member),
        }
    }
}
