//! Hearings: who was there, who said what, and the minutes.

use super::{Council, Document, HearingStatus, Matter, Member, StatementText};
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
            entry: Entry::new(&self.view, statement.id.entry_index()),
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
