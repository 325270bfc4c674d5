//! Public moderation: what was withheld, by whom, under which rule, and what it belonged to.

use super::Member;
use crate::entry::Entry;
use crate::fault::Fallible;
use crate::page::{self, Page, PageArgs};
use crate::query::NodeObject;
use crate::scalar::{DateTime, Hash};
use crate::view::View;
use async_graphql::{Context, Object};
use std::sync::Arc;

/// A text that was withheld.
pub(crate) struct Withheld {
    view: View,
    index: u64,
    inner: Arc<yishi_core::Withheld>,
}

/// A page of what was withheld, oldest first.
pub(crate) fn withheld(ctx: &Context<'_>, view: &View, args: &PageArgs) -> Page<Withheld> {
    let (all, total) = (&view.state().withheld, view.state().withheld.len());
    let range = |bounds| all.range(bounds).map(|(index, withheld)| (*index, withheld));
    page::page(
        ctx,
        args,
        range,
        move || total,
        |index, inner| Withheld { view: view.clone(), index: *index, inner: Arc::clone(inner) },
    )
}

/// A text that was withheld 遮蔽: its words are gone, and that they were here is not. Everybody may read who did it and under which rule.
/// Whoever kept words and salt can show that these are what the entry commits to (`yishi audit receipt --text`).
#[Object]
impl Withheld {
    /// The entry that withheld it.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.index)
    }

    /// When.
    async fn at(&self) -> DateTime {
        self.inner.at_ms.into()
    }

    /// Who did it.
    async fn by(&self) -> Member {
        Member::new(&self.view, self.inner.by.clone())
    }

    /// The rule or law that was named.
    async fn rule(&self) -> &str {
        &self.inner.ground
    }

    /// What stays in the book for the words.
    async fn commitment(&self) -> Hash {
        Hash::from(self.inner.commitment)
    }

    /// The entry that brought the words.
    async fn brought_by(&self) -> Entry {
        Entry::new(&self.view, self.inner.brought_at)
    }

    /// The kind of command that brought the words, e.g. `submit`.
    async fn brought_with(&self, ctx: &Context<'_>) -> Fallible<String> {
        Entry::new(&self.view, self.inner.brought_at).public_kind(ctx)
    }

    /// What the words belonged to, e.g. a submission; null of evidence about people.
    async fn belonged_to(&self, ctx: &Context<'_>) -> Fallible<NodeObject> {
        Entry::new(&self.view, self.inner.brought_at).public_object(ctx)
    }
}
