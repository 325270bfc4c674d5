//! Hearings: who was there, who said what, and the minutes.

use super::floor::{Attendance, HearingQuestion, HearingSession, PointOfOrder, Turn};
use super::{Council, Document, HearingStatus, Matter, Member, Proposal, SpeakingPosition, StatementText};
use crate::entry::Entry;
use crate::global_id;
use crate::page::{self, Page, PageArgs};
use crate::scalar::{DateTime, count};
use crate::view::View;
use async_graphql::{Context, ID, Object, SimpleObject};
use std::sync::Arc;
use yishi_core::{CouncilId, HearingId};

/// A convened session.
#[derive(Clone)]
pub(crate) struct Hearing {
    view: View,
    inner: Arc<yishi_core::Hearing>,
}

impl Hearing {
    pub(crate) fn new(view: &View, inner: &Arc<yishi_core::Hearing>) -> Self {
        Self { view: view.clone(), inner: Arc::clone(inner) }
    }

    pub(crate) fn find(view: &View, id: HearingId) -> Option<Self> {
        view.state().hearings.get(&id).map(|inner| Self::new(view, inner))
    }
}

/// A page of hearings, those of one council or all.
pub(crate) fn hearings(
    ctx: &Context<'_>,
    view: &View,
    args: &PageArgs,
    council: Option<&CouncilId>,
) -> Page<Hearing> {
    let state = view.state();
    let listed = state.listings.hearings.ids(council, None);
    page::page_of_listed(ctx, args, &state.hearings, listed, |hearing| Hearing::new(view, hearing))
}

/// Something that was said at a hearing 发言.
#[derive(SimpleObject)]
pub(crate) struct Statement {
    /// Its name in the book.
    statement_id: String,
    /// Who said it.
    member: Member,
    /// The words.
    text: StatementText,
    /// For, against or neutral; null where the speaker took no position.
    position: Option<SpeakingPosition>,
    /// The proposal it is about; null for the matter as a whole.
    proposal: Option<Proposal>,
    /// The benches that have to be heard and for which it counts, by their names in the charter's clauses.
    bench_ids: Vec<String>,
    /// The entry.
    entry: Entry,
}

/// A convened session on a matter 协商会. Everybody may read it.
#[Object]
impl Hearing {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        global_id::encode("hearing", self.view.origin(), &self.inner.id.to_string())
    }

    /// Its name in the book.
    async fn hearing_id(&self) -> String {
        self.inner.id.to_string()
    }

    /// Where its page on the notice board stands, to read and to print, an address relative to this service.
    async fn page_url(&self) -> String {
        self.view.page_url("hearings", self.inner.id)
    }

    /// Where its record and attendance list 会议记录和签到表 stand, drawn from the book, to print; the same as data where `.html` is `.json`, an address relative to this service.
    async fn minutes_url(&self) -> String {
        self.view.page_url("minutes", self.inner.id)
    }

    /// The matter.
    async fn matter(&self) -> Option<Matter> {
        Matter::find(&self.view, self.inner.matter)
    }

    /// The council that holds it.
    async fn council(&self) -> Option<Council> {
        Council::find(&self.view, &self.inner.council)
    }

    /// When it begins.
    async fn starts_at(&self) -> DateTime {
        self.inner.starts_at_ms.into()
    }

    /// Agenda and place.
    async fn agenda(&self) -> Document {
        Document::new(&self.view, self.inner.agenda)
    }

    /// Where it stands.
    async fn status(&self) -> HearingStatus {
        self.inner.status.into()
    }

    /// How many members were recorded as present.
    async fn attendance(&self) -> i32 {
        count(self.inner.present.len())
    }

    /// Who was recorded as present, in the order of their ids.
    async fn present(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Member> {
        let (present, total) = (&self.inner.present, self.inner.present.len());
        page::page(
            ctx,
            &page::args(first, after, last, before),
            |bounds: (_, _)| present.range::<yishi_core::MemberId, _>(bounds).map(|id| (id.clone(), ())),
            move || total,
            |id, ()| Member::new(&self.view, id.clone()),
        )
    }

    /// What was said, in order.
    async fn statements(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Statement> {
        let args = page::args(first, after, last, before);
        page::page_of_list(ctx, &args, &self.inner.statements, |statement| Statement {
            statement_id: statement.id.to_string(),
            member: Member::new(&self.view, statement.member),
            text: StatementText::new(&self.view, statement.text),
            position: statement.position.map(Into::into),
            proposal: statement.proposal.and_then(|id| Proposal::find(&self.view, id)),
            bench_ids: statement.benches.iter().map(ToString::to_string).collect(),
            entry: Entry::new(&self.view, statement.id.entry_index()),
        })
    }

    /// The proposals that it deals with, as its call names them; none where the agenda is not bound to proposals.
    async fn items(&self) -> Vec<Proposal> {
        self.inner.items.iter().filter_map(|id| Proposal::find(&self.view, *id)).collect()
    }

    /// Who is invited: holders of the council's seats, and whom the call names; in the order of their ids.
    async fn invited(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Member> {
        let invited: Vec<_> = self.view.state().invited(&self.inner).into_iter().collect();
        let args = page::args(first, after, last, before);
        page::page_of_list(ctx, &args, &invited, |member| Member::new(&self.view, member))
    }

    /// The list of the present or last session: who was recorded by the chair, who signed, or both.
    async fn attendances(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Attendance> {
        let attendance = self.inner.attendance.iter();
        let list: Vec<_> = attendance.map(|(member, attended)| (member.clone(), *attended)).collect();
        let args = page::args(first, after, last, before);
        page::page_of_list(ctx, &args, &list, |(member, attended)| {
            Attendance::new(&self.view, member, attended)
        })
    }

    /// Its sessions: more than one where it was adjourned and went on.
    async fn sessions(&self) -> Vec<HearingSession> {
        self.inner.sessions.iter().map(|session| HearingSession::new(&self.view, session)).collect()
    }

    /// Who waits for the floor, in the order of asking.
    async fn waiting(&self) -> Vec<Member> {
        let waiting = self.inner.floor.waiting.iter();
        waiting.map(|request| Member::new(&self.view, request.member.clone())).collect()
    }

    /// Who is given the floor next; null while nobody present waits.
    async fn next_speaker(&self) -> Option<Member> {
        let next = self.view.state().next_speaker(&self.inner);
        next.map(|member| Member::new(&self.view, member.clone()))
    }

    /// Turns to speak, in order.
    async fn turns(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<Turn> {
        let args = page::args(first, after, last, before);
        page::page_of_list(ctx, &args, &self.inner.floor.turns, |turn| Turn::new(&self.view, turn))
    }

    /// Points of order, in order.
    async fn points(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<PointOfOrder> {
        let args = page::args(first, after, last, before);
        page::page_of_list(ctx, &args, &self.inner.floor.points, |point| PointOfOrder::new(&self.view, point))
    }

    /// What was asked, in order, with the answers; one without an answer is open.
    async fn questions(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<HearingQuestion> {
        let args = page::args(first, after, last, before);
        page::page_of_list(ctx, &args, &self.inner.questions, |question| {
            HearingQuestion::new(&self.view, question)
        })
    }

    /// The minutes; null before it is closed.
    async fn minutes(&self) -> Option<StatementText> {
        self.inner.minutes.map(|minutes| StatementText::new(&self.view, minutes))
    }

    /// The entry that called it.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.id.entry_index())
    }

    /// The last entry that changed it.
    async fn last_entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.changed_at)
    }
}
