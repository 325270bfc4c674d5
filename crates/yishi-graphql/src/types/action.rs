//! Follow-up work: who does what by when, and who accepted it.

use super::{ActionStatus, Document, Matter, Member, StatementText};
use crate::entry::Entry;
use crate::global_id;
use crate::page::{self, Page, PageArgs};
use crate::scalar::{DateTime, Hash, count};
use crate::view::View;
use async_graphql::{Context, ID, Object};
use std::sync::Arc;
use yishi_core::ActionId;

/// A piece of follow-up work.
#[derive(Clone)]
pub(crate) struct Action {
    view: View,
    inner: Arc<yishi_core::Action>,
}

impl Action {
    pub(crate) fn find(view: &View, id: ActionId) -> Option<Self> {
        let inner = view.state().actions.get(&id)?;
        Some(Self { view: view.clone(), inner: Arc::clone(inner) })
    }
}

/// A page of follow-up work.
pub(crate) fn actions(ctx: &Context<'_>, view: &View, args: &PageArgs) -> Page<Action> {
    let (all, total) = (&view.state().actions, view.state().actions.len());
    let range = |bounds| all.range(bounds).map(|(id, action)| (*id, action));
    let node = |_: &_, inner: &Arc<_>| Action { view: view.clone(), inner: Arc::clone(inner) };
    page::page(ctx, args, range, move || total, node)
}

/// A piece of follow-up work 落实事项, supervised by somebody else than who does it. Everybody may read it; the evidence is kept closed
/// and stands in the book as a hash only.
#[Object]
impl Action {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        global_id::encode("action", self.view.origin(), &self.inner.id.to_string())
    }

    /// Its name in the book.
    async fn action_id(&self) -> String {
        self.inner.id.to_string()
    }

    /// The matter.
    async fn matter(&self) -> Option<Matter> {
        Matter::find(&self.view, self.inner.matter)
    }

    /// The round of the matter to which it belongs.
    async fn round(&self) -> i32 {
        count(self.inner.round)
    }

    /// Who is to do it.
    async fn assignee(&self) -> Member {
        Member::new(&self.view, self.inner.assignee.clone())
    }

    /// Who assigned it.
    async fn assigned_by(&self) -> Member {
        Member::new(&self.view, self.inner.assigned_by.clone())
    }

    /// What is to be done.
    async fn document(&self) -> Document {
        Document::new(&self.view, self.inner.document)
    }

    /// By when.
    async fn due_at(&self) -> DateTime {
        self.inner.due_at_ms.into()
    }

    /// Whether that was missed.
    async fn overdue(&self) -> bool {
        self.inner.overdue
    }

    /// Where it stands.
    async fn status(&self) -> ActionStatus {
        self.inner.status.into()
    }

    /// Reports of progress, in order.
    async fn progress(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Page<StatementText> {
        let args = page::args(first, after, last, before);
        page::page_of_list(ctx, &args, &self.inner.progress, |text| StatementText::new(&self.view, text))
    }

    /// What stands in the book for the evidence that it is done: a hash.
    async fn evidence_commitment(&self) -> Option<Hash> {
        self.inner.evidence.map(Hash::from)
    }

    /// Who inspected it last.
    async fn inspected_by(&self) -> Option<Member> {
        self.inner.inspected_by.as_ref().map(|id| Member::new(&self.view, id.clone()))
    }

    /// The entry that assigned it.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.id.entry_index())
    }

    /// The last entry that changed it.
    async fn last_entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.changed_at)
    }
}
