//! Hard matters: who stands for one, who solves it, who owes an answer.

use super::charter::Seat;
use super::governance::Team;
use super::{Council, Document, Member, StatementText};
use crate::entry::Entry;
use crate::scalar::{DateTime, count};
use crate::view::View;
use async_graphql::SimpleObject;
use yishi_core::{CharterVersion, HardMattersClause, Solver};

/// How a hard matter gets a name and answers 书记领题、党组织解题、党员答题.
#[derive(SimpleObject)]
pub(crate) struct HardMattersRule {
    /// The seats whose holders name the others.
    named_by: Vec<Seat>,
    /// The seats whose holders may stand for a matter.
    sponsors: Vec<Seat>,
    /// Within what time answers are owed.
    answer: String,
    /// How many members owe an answer on one matter at most.
    answerers_at_most: i32,
}

impl HardMattersRule {
    pub(crate) fn new(charter: &CharterVersion, clause: &HardMattersClause) -> Self {
        Self {
            named_by: clause.named_by.iter().filter_map(|id| Seat::find(charter, id)).collect(),
            sponsors: clause.sponsors.iter().filter_map(|id| Seat::find(charter, id)).collect(),
            answer: String::from(clause.answer),
            answerers_at_most: count(clause.answerers_at_most),
        }
    }
}

/// Who stands for a hard matter 领题, who solves it 解题, and who owes an answer 答题.
#[derive(SimpleObject)]
pub(crate) struct HardMatter {
    /// Who stands for it.
    sponsor: Member,
    /// The council that solves it; null where it is a team or a bench.
    council: Option<Council>,
    /// The team that solves it; null where it is a council or a bench.
    team: Option<Team>,
    /// The bench that solves it, by its name in the charter's clauses; null where it is a council or a team.
    bench_id: Option<String>,
    /// What has to be answered.
    question: Document,
    /// By when.
    answer_by: DateTime,
    /// Who owes an answer or gave one, in the order of their ids.
    answers: Vec<HardAnswer>,
    /// How often somebody was named on the matter, this time included. After 20 times that is done only once the sponsor has left.
    named: i32,
    /// The entry that named them.
    entry: Entry,
}

/// An answer on a hard matter that is owed or was given.
#[derive(SimpleObject)]
pub(crate) struct HardAnswer {
    /// Whose.
    member: Member,
    /// Whether it was not there in time.
    overdue: bool,
    /// The words; null while it is owed.
    text: Option<StatementText>,
    /// When it was given; null while it is owed.
    answered_at: Option<DateTime>,
    /// The entry; null while it is owed.
    entry: Option<Entry>,
}

impl HardMatter {
    pub(crate) fn new(view: &View, hard: &yishi_core::HardMatter) -> Self {
        let charter = view.state().charter();
        let (council, team, bench_id) = match &hard.solver {
            Solver::Council { council } => (Council::find(view, council), None, None),
            Solver::Team { team } => (None, charter.map(|charter| Team::new(view, charter, team)), None),
            Solver::Bench { bench } => (None, None, Some(bench.to_string())),
        };
        let answer = |(member, owed): (&yishi_core::MemberId, &yishi_core::OwedAnswer)| HardAnswer {
            member: Member::new(view, member.clone()),
            overdue: owed.overdue,
            text: owed.given.as_ref().map(|given| StatementText::new(view, given.text)),
            answered_at: owed.given.as_ref().map(|given| given.at_ms.into()),
            entry: owed.given.as_ref().map(|given| Entry::new(view, given.index)),
        };
        Self {
            sponsor: Member::new(view, hard.sponsor.clone()),
            council,
            team,
            bench_id,
            question: Document::new(view, hard.question),
            answer_by: hard.answer_by_ms.into(),
            answers: hard.answers.iter().map(answer).collect(),
            named: count(hard.named),
            entry: Entry::new(view, hard.named_at),
        }
    }
}
