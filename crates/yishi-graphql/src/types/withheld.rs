//! Public moderation: what was withheld, by whom, under which rule, and what it belonged to.

use super::Member;
use crate::entry::Entry;
use crate::fault::Fallible;
use crate::page::{self, Page, PageArgs};
use crate::query::NodeObject;
use crate::scalar::{DateTime, Hash};
use crate::view::View;
use async_graphql::{Context, Object, SimpleObject};
use std::sync::Arc;
use yishi_core::{MemberId, WithheldId};

/// That everything which concerns a member was erased.
#[derive(SimpleObject)]
pub(crate) struct Erasure {
    /// The entry that began it; where there are many texts, the following entries go on in the same moment.
    entry: Entry,
    /// When.
    at: DateTime,
    /// The registrar whose agreement made it take effect.
    by: Member,
    /// The rule or law that was named.
    rule: String,
    /// How many texts were erased; `Book.withheld` lists them.
    texts: i32,
    /// Whether all of them are.
    complete: bool,
}

impl Erasure {
    /// The erasure of a member, if there was one.
    pub(super) fn of(view: &View, member: &MemberId) -> Option<Self> {
        let found = view.state().erasure(member)?;
        Some(Self {
            entry: Entry::new(view, found.erased_at),
            at: found.at_ms.into(),
            by: Member::new(view, found.by.clone()),
            rule: found.ground.clone(),
            texts: i32::try_from(found.texts).unwrap_or(i32::MAX),
            complete: found.left == 0,
        })
    }
}

/// A text that was withheld.
pub(crate) struct Withheld {
    view: View,
    id: WithheldId,
    inner: Arc<yishi_core::Withheld>,
}

/// A page of what was withheld, oldest first.
pub(crate) fn withheld(ctx: &Context<'_>, view: &View, args: &PageArgs) -> Page<Withheld> {
    let (all, total) = (&view.state().withheld, view.state().withheld.len());
    let range = |bounds: (_, _)| all.range::<_, WithheldId>(bounds).map(|(id, withheld)| (*id, withheld));
    page::page(
        ctx,
        args,
        range,
        move || total,
        |id, inner| Withheld { view: view.clone(), id: *id, inner: Arc::clone(inner) },
    )
}

/// A text that was withheld 遮蔽: its words are gone, and that they were here is not. Everybody may read who did it and under which rule.
/// Whoever kept words and salt can show that these are what the entry commits to (`yishi audit receipt --text`).
#[Object]
impl Withheld {
    /// The entry that withheld it.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.id.entry_index())
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
