//! Emergencies: when the rules in force were others, by whose word, and until when.

use super::{Charter, Document, Member};
use crate::entry::Entry;
use crate::global_id;
use crate::page::{self, Page, PageArgs};
use crate::scalar::DateTime;
use crate::view::View;
use async_graphql::{Context, ID, Object};
use std::sync::Arc;
use yishi_core::{EmergencyEnd, EmergencyId};

/// An emergency.
#[derive(Clone)]
pub(crate) struct Emergency {
    view: View,
    inner: Arc<yishi_core::Emergency>,
}

impl Emergency {
    pub(crate) fn new(view: &View, inner: &Arc<yishi_core::Emergency>) -> Self {
        Self { view: view.clone(), inner: Arc::clone(inner) }
    }

    pub(crate) fn find(view: &View, id: EmergencyId) -> Option<Self> {
        view.state().emergencies.get(&id).map(|inner| Self::new(view, inner))
    }
}

/// A page of emergencies, oldest first.
pub(crate) fn emergencies(ctx: &Context<'_>, view: &View, args: &PageArgs) -> Page<Emergency> {
    page::page_of_listed(ctx, args, &view.state().emergencies, None, |found| Emergency::new(view, found))
}

/// An emergency 应急状态: from its declaration to its end other deadlines, quorums and powers are in force, and everything decided in
/// between names it. Everybody may read it.
#[Object]
impl Emergency {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        global_id::encode("emergency", self.view.origin(), &self.inner.id.to_string())
    }

    /// Its name in the book.
    async fn emergency_id(&self) -> String {
        self.inner.id.to_string()
    }

    /// What the charter calls it.
    async fn name(&self) -> Option<&str> {
        self.inner.rules.charter.emergency.as_ref().map(|clause| clause.name.as_str())
    }

    /// The rules while it lasts: the charter as its emergency clause changes it.
    async fn rules(&self) -> Charter {
        Charter::in_emergency(&self.view, &self.inner)
    }

    /// Who declared it.
    async fn declared_by(&self) -> Member {
        Member::new(&self.view, self.inner.declared_by.clone())
    }

    /// Why.
    async fn reason(&self) -> Document {
        Document::new(&self.view, self.inner.reason)
    }

    /// When it was declared.
    async fn declared_at(&self) -> DateTime {
        self.inner.declared_at_ms.into()
    }

    /// When it ends by itself at the latest.
    async fn ends_at(&self) -> DateTime {
        self.inner.ends_at_ms.into()
    }

    /// When it ended; null while it lasts.
    async fn ended_at(&self) -> Option<DateTime> {
        self.inner.end.as_ref().map(|end| end.at_ms.into())
    }

    /// Why it was ended before its time; null while it lasts and where its time was over.
    async fn end_reason(&self) -> Option<Document> {
        match &self.inner.end.as_ref()?.how {
            EmergencyEnd::Ended { reason } => Some(Document::new(&self.view, *reason)),
            EmergencyEnd::Lapsed => None,
        }
    }

    /// The entry that declared it.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.id.entry_index())
    }

    /// The entry that ended it; null while it lasts.
    async fn end_entry(&self) -> Option<Entry> {
        self.inner.end.as_ref().map(|end| Entry::new(&self.view, end.index))
    }
}
