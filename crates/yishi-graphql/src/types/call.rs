//! Calls: ideas wanted and surveys, until a closing date, and what became of them.

use super::{Council, Document, Member, StatementText, Submission};
use crate::entry::Entry;
use crate::global_id;
use crate::page::{self, Page, PageArgs};
use crate::scalar::{DateTime, count};
use crate::view::View;
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use std::sync::Arc;
use yishi_core::{Asks, CallId};

/// What a call asks for.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallAsks {
    /// Ideas 金点子, handed in as submissions.
    Ideas,
    /// Answers to a survey 调研.
    Survey,
}

/// Whom a call asks; always people of the council's area.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::Audience")]
pub(crate) enum Audience {
    /// Residents.
    Residents,
    /// Everybody on the roll: absent owners and partners too.
    Everybody,
}

/// How many options an answer may name.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::AnswerChoice")]
pub(crate) enum AnswerChoice {
    /// One 单选.
    Single,
    /// Any number 多选.
    Multiple,
}

/// Where a call stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::CallStatus")]
pub(crate) enum CallStatus {
    /// It takes ideas or answers.
    Open,
    /// It takes no more; what becomes of it is still to be said.
    Closed,
    /// What became of it was said.
    Concluded,
}

/// A question of a survey, by its number; its words stand in the call's text.
#[derive(SimpleObject)]
pub(crate) struct SurveyQuestion {
    /// Its number, counted from 1.
    number: i32,
    /// How many options it has.
    options: i32,
    /// How many of them one answer may name.
    choice: AnswerChoice,
    /// How many said anything to it; null before the close.
    answered: Option<i32>,
    /// How many named each option, in the order of the options; null before the close.
    counts: Option<Vec<i32>>,
}

/// A call of a council.
#[derive(Clone)]
pub(crate) struct Call {
    view: View,
    inner: Arc<yishi_core::Call>,
}

impl Call {
    pub(crate) fn new(view: &View, inner: &Arc<yishi_core::Call>) -> Self {
        Self { view: view.clone(), inner: Arc::clone(inner) }
    }

    pub(crate) fn find(view: &View, id: CallId) -> Option<Self> {
        view.state().calls.get(&id).map(|inner| Self::new(view, inner))
    }

    fn question(&self, number: usize, question: yishi_core::Question) -> SurveyQuestion {
        let result = number.checked_sub(1).and_then(|place| self.inner.results.get(place));
        SurveyQuestion {
            number: count(number),
            options: count(question.options),
            choice: question.choice.into(),
            answered: result.map(|result| count(result.answered)),
            counts: result.map(|result| result.options.iter().map(|named| count(*named)).collect()),
        }
    }
}

/// A page of calls; all, or only those of which it was not said in time what became of them.
pub(crate) fn calls(ctx: &Context<'_>, view: &View, args: &PageArgs, overdue: Option<bool>) -> Page<Call> {
    let all = &view.state().calls;
    let listed = overdue.map(|overdue| {
        let wanted = all.values().filter(|call| call.overdue == overdue);
        wanted.map(|call| call.id).collect()
    });
    page::page_of_listed(ctx, args, all, listed, |call| Call::new(view, call))
}

/// A call 征集: a council asks for ideas, or makes a survey, until a closing date, and says later what became of it. It decides nothing.
/// Everybody may read it; before the close of a survey only how many answered.
#[Object]
impl Call {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        global_id::encode("call", self.view.origin(), &self.inner.id.to_string())
    }

    /// Its name in the book.
    async fn call_id(&self) -> String {
        self.inner.id.to_string()
    }

    /// The council that asks.
    async fn council(&self) -> Option<Council> {
        Council::find(&self.view, &self.inner.council)
    }

    /// Its title.
    async fn title(&self) -> Document {
        Document::new(&self.view, self.inner.title)
    }

    /// What it asks, with the words of all questions and options.
    async fn text(&self) -> Document {
        Document::new(&self.view, self.inner.text)
    }

    /// What it asks for.
    async fn asks(&self) -> CallAsks {
        match self.inner.asks {
            Asks::Ideas => CallAsks::Ideas,
            Asks::Survey { .. } => CallAsks::Survey,
        }
    }

    /// Whom it asks.
    async fn audience(&self) -> Audience {
        self.inner.audience.into()
    }

    /// Whether it takes ideas without an author.
    async fn takes_anonymous(&self) -> bool {
        self.inner.anonymous
    }

    /// Who opened it.
    async fn opened_by(&self) -> Member {
        Member::new(&self.view, self.inner.opened_by.clone())
    }

    /// When it closes.
    async fn closes_at(&self) -> DateTime {
        self.inner.closes_at_ms.into()
    }

    /// Where it stands.
    async fn status(&self) -> CallStatus {
        self.inner.status.into()
    }

    /// How many ideas were handed in, or how many members answered, so far.
    async fn received(&self) -> i32 {
        count(self.inner.received())
    }

    /// The questions of a survey, in order, with the counts once it is closed; empty of a call for ideas.
    async fn questions(&self) -> Vec<SurveyQuestion> {
        let Asks::Survey { questions } = &self.inner.asks else { return Vec::new() };
        (1..).zip(questions).map(|(number, question)| self.question(number, *question)).collect()
    }

    /// What the member who asks answered to each question, as numbers of options; null when they did not.
    async fn my_answers(&self, ctx: &Context<'_>) -> Option<Vec<Vec<i32>>> {
        let answer = self.inner.answers.get(self.view.viewer_member(ctx)?)?;
        let numbers =
            |said: &std::collections::BTreeSet<u32>| said.iter().map(|option| count(*option)).collect();
        Some(answer.answers.iter().map(numbers).collect())
    }

    /// The ideas that were handed in, oldest first.
    async fn submissions(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Submission> {
        let (ids, total) = (&self.inner.submissions, self.inner.submissions.len());
        let range = |bounds: (_, _)| {
            let found = ids.range::<_, yishi_core::SubmissionId>(bounds);
            found.filter_map(|id| Submission::find(&self.view, *id).map(|submission| (*id, submission)))
        };
        page::page(ctx, &page::args(first, after, last, before), range, move || total, |_, found| found)
    }

    /// By when it has to be said what became of it; null before the close, and where the charter sets no time.
    async fn answer_by(&self) -> Option<DateTime> {
        self.inner.answer_by_ms.map(Into::into)
    }

    /// Whether that was missed.
    async fn overdue(&self) -> bool {
        self.inner.overdue
    }

    /// What became of it; null as long as that was not said.
    async fn conclusion(&self) -> Option<StatementText> {
        self.inner.conclusion.as_ref().map(|said| StatementText::new(&self.view, said.text))
    }

    /// Who said what became of it.
    async fn concluded_by(&self) -> Option<Member> {
        self.inner.conclusion.as_ref().map(|said| Member::new(&self.view, said.by.clone()))
    }

    /// The entry that opened it.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.id.entry_index())
    }

    /// The entry that closed and counted it.
    async fn closing_entry(&self) -> Option<Entry> {
        self.inner.closed_at.map(|index| Entry::new(&self.view, index))
    }

    /// The last entry that changed it.
    async fn last_entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.changed_at)
    }
}
