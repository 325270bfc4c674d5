//! Standing duties: who owes them, what was done, missed and made up for.

use super::words;
use super::{Recurring, SeatInCouncil, StandingEnding, StandingStatus};
use crate::entry::Entry;
use crate::global_id;
use crate::page::{self, Page, PageArgs};
use crate::request::RequestContext;
use crate::scalar::{DateTime, Hash, count};
use crate::types::{Council, Document, Member, Resolution, StatementText};
use crate::view::View;
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use std::sync::Arc;
use yishi_core::{
    DutyBearer as CoreBearer, DutyPerformance as CorePerformance, DutyReport, MemberId, ResolutionId, SeatAt,
    StandingDutyId, StandingDutyTerms,
};

/// What kind of duty comes back.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::DutyKind")]
pub(crate) enum DutyKind {
    /// Something is looked after or inspected 维护.
    Maintenance,
    /// Something is made public 公布.
    Publication,
    /// Somebody reports 报告.
    Report,
}

/// Who owes a standing duty: one of the three.
#[derive(SimpleObject)]
pub(crate) struct DutyBearer {
    /// Whoever holds this seat; null where it is not a seat.
    seat: Option<SeatInCouncil>,
    /// The council whose post owes it; null where it is not a post.
    council: Option<Council>,
    /// The post, by its name in the charter's clauses; null where it is not a post.
    post_id: Option<String>,
    /// This member; null where it is a seat or a post.
    member: Option<Member>,
}

impl DutyBearer {
    fn new(view: &View, bearer: &CoreBearer) -> Self {
        let (mut seat, mut council, mut post_id, mut member) = (None, None, None, None);
        match bearer {
            CoreBearer::Seat { council, seat: kind } => {
                let at = SeatAt { council: council.clone(), seat: kind.clone() };
                seat = Some(SeatInCouncil::new(view, &at));
            }
            CoreBearer::Post { council: of, post } => {
                (council, post_id) = (Council::find(view, of), Some(post.to_string()));
            }
            CoreBearer::Member { member: named } => member = Some(Member::new(view, named.clone())),
        }
        Self { seat, council, post_id, member }
    }
}

/// A duty that a text would lay down.
pub(crate) struct ProposedDuty {
    view: View,
    terms: StandingDutyTerms,
}

impl ProposedDuty {
    pub(crate) fn new(view: &View, terms: &StandingDutyTerms) -> Self {
        Self { view: view.clone(), terms: terms.clone() }
    }
}

/// A duty that a text lays down 长效职责: who owes it, who sees to it, and when it comes back.
#[Object]
impl ProposedDuty {
    /// What kind of duty it is.
    async fn kind(&self) -> DutyKind {
        self.terms.does.into()
    }

    /// What it is called. What exactly has to be done stands in the text.
    async fn name(&self) -> &str {
        &self.terms.name
    }

    /// Who owes it. It goes with the seat or the post.
    async fn bearer(&self) -> DutyBearer {
        DutyBearer::new(&self.view, &self.terms.bearer)
    }

    /// The seat that sees to it.
    async fn supervisor(&self) -> SeatInCouncil {
        SeatInCouncil::new(&self.view, &self.terms.supervisor)
    }

    /// When it comes back, and for how long.
    async fn recurs(&self) -> Recurring {
        Recurring::new(&self.terms.recurs)
    }

    /// The standing duty whose place it takes when its first window begins: with the certification or on the later day that is said. Null where it
    /// takes none's.
    async fn replaces(&self) -> Option<StandingDuty> {
        StandingDuty::find(&self.view, self.terms.replaces?)
    }

    /// All of it as a sentence, in the language that was asked for.
    async fn sentence(&self, ctx: &Context<'_>) -> String {
        words::duty(RequestContext::of(ctx).language(), self.view.state(), &self.terms)
    }
}

/// How a standing duty was done.
#[derive(SimpleObject)]
pub(crate) struct DutyPerformance {
    /// The document in which it was reported; null where it was reported in words.
    document: Option<Document>,
    /// The words in which it was reported; null where it was reported in a document.
    text: Option<StatementText>,
    /// What stands in the book for the evidence: a hash; null where there is none.
    evidence_commitment: Option<Hash>,
    /// Who did it.
    by: Member,
    /// When it was recorded.
    at: DateTime,
    /// Whether it had been missed before.
    late: bool,
    /// The entry.
    entry: Entry,
}

/// One window of a standing duty.
#[derive(SimpleObject)]
pub(crate) struct DutyOccurrence {
    /// Its number, from 1.
    number: i32,
    /// When the window begins.
    from: DateTime,
    /// When it ends; the days of grace come on top.
    to: DateTime,
    /// By when it has to be done.
    due_at: Option<DateTime>,
    /// The entry that recorded that it was missed; null where it was not. It stays, also where it was made up for.
    missed: Option<Entry>,
    /// How it was done; null while it is not.
    performed: Option<DutyPerformance>,
}

/// A duty that comes back.
#[derive(Clone)]
pub(crate) struct StandingDuty {
    view: View,
    inner: Arc<yishi_core::StandingDuty>,
}

impl StandingDuty {
    pub(crate) fn find(view: &View, id: StandingDutyId) -> Option<Self> {
        let inner = view.state().standings.duties.get(&id)?;
        Some(Self { view: view.clone(), inner: Arc::clone(inner) })
    }

    fn occurrence(&self, number: u32, found: &yishi_core::DutyOccurrence) -> DutyOccurrence {
        let windows = self.inner.windows;
        let late = found.missed_at.is_some();
        let performed = found.performed.as_ref().map(|performed| self.performance(performed, late));
        DutyOccurrence {
            number: count(number),
            from: windows.begin(number).into(),
            to: windows.end(number).into(),
            due_at: windows.due(number).map(Into::into),
            missed: found.missed_at.map(|index| Entry::new(&self.view, index)),
            performed,
        }
    }

    fn performance(&self, performed: &CorePerformance, late: bool) -> DutyPerformance {
        let (document, text) = match performed.report {
            DutyReport::Document { document } => (Some(Document::new(&self.view, document)), None),
            DutyReport::Statement { text } => (None, Some(StatementText::new(&self.view, text))),
        };
        DutyPerformance {
            document,
            text,
            evidence_commitment: performed.evidence.map(Hash::from),
            by: Member::new(&self.view, performed.by.clone()),
            at: performed.at_ms.into(),
            late,
            entry: Entry::new(&self.view, performed.index),
        }
    }
}

/// The duties that a resolution laid down, in order; at most ten.
pub(crate) fn duties_of(view: &View, resolution: ResolutionId) -> Vec<StandingDuty> {
    view.state().duties_of(resolution).filter_map(|duty| StandingDuty::find(view, duty.id)).collect()
}

/// A page of the duties of which a member has something to do.
pub(crate) fn duties_to_do(
    ctx: &Context<'_>,
    view: &View,
    args: &PageArgs,
    member: &MemberId,
) -> Page<StandingDuty> {
    let state = view.state();
    let borne = state.duties_borne_by(member);
    let node = |inner: &Arc<_>| StandingDuty { view: view.clone(), inner: Arc::clone(inner) };
    page::page_of_listed(ctx, args, &state.standings.duties, Some(borne), node)
}

/// A duty that a resolution laid down to come back 长效职责: upkeep, publication, a report. Everybody may read it.
#[Object]
impl StandingDuty {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        global_id::encode("standing_duty", self.view.origin(), &self.inner.id.to_string())
    }

    /// Its name in the book.
    async fn standing_duty_id(&self) -> String {
        self.inner.id.to_string()
    }

    /// The resolution.
    async fn resolution(&self) -> Option<Resolution> {
        Resolution::find(&self.view, self.inner.resolution)
    }

    /// The duty as it was voted on.
    async fn terms(&self) -> ProposedDuty {
        ProposedDuty::new(&self.view, &self.inner.terms)
    }

    /// Where it stands.
    async fn status(&self) -> StandingStatus {
        self.inner.status().into()
    }

    /// The number of the window that has to be done next; null once it does not come back.
    async fn next(&self) -> Option<i32> {
        let runs = self.inner.status() == yishi_core::StandingStatus::Running;
        runs.then(|| count(self.inner.next))
    }

    /// By when it has to be done next; null once it does not come back.
    async fn next_due_at(&self) -> Option<DateTime> {
        self.inner.next_due_at_ms.filter(|_| self.inner.end.is_none()).map(Into::into)
    }

    /// Whether a window was missed and is not made up for, of a duty that nobody ended.
    async fn overdue(&self) -> bool {
        self.inner.end.is_none() && !self.inner.overdue.is_empty()
    }

    /// The numbers of the windows that were missed and not made up for; at most the last hundred.
    async fn missing(&self) -> Vec<i32> {
        let mut numbers: Vec<i32> = self.inner.overdue.iter().rev().take(100).copied().map(count).collect();
        numbers.reverse();
        numbers
    }

    /// The windows that were done or missed, in order.
    async fn occurrences(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<DutyOccurrence> {
        let all = &self.inner.occurrences;
        let range = |bounds: (_, _)| all.range::<_, u32>(bounds).map(|(number, found)| (*number, found));
        let (args, total) = (page::args(first, after, last, before), all.len());
        page::page(ctx, &args, range, move || total, |number, found| self.occurrence(*number, found))
    }

    /// The duty that takes its place on a later day, or took it then; null where none does.
    async fn replaced_by(&self) -> Option<StandingDuty> {
        Self::find(&self.view, self.inner.succession?.by)
    }

    /// When that begins, and this one ends; null where nothing takes its place on a later day.
    async fn replaced_at(&self) -> Option<DateTime> {
        self.inner.succession.map(|next| next.at_ms.into())
    }

    /// What ended it before its time; null where nothing did.
    async fn ending(&self) -> Option<StandingEnding> {
        self.inner.end.as_ref().map(|end| StandingEnding::new(&self.view, end))
    }

    /// The entry that laid it down.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.id.entry_index())
    }

    /// The last entry that changed it.
    async fn last_entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.changed_at)
    }
}
