//! Compacts: adopted texts in force from a date, with the line of those before and after.

use super::{Council, Document, Resolution};
use crate::entry::Entry;
use crate::global_id;
use crate::page::{self, Page, PageArgs};
use crate::scalar::DateTime;
use crate::view::View;
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use std::collections::BTreeSet;
use std::sync::Arc;
use yishi_core::{CompactId, CompactTerms, CouncilId, TimeMs};

/// Where a compact stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::CompactStatus")]
pub(crate) enum CompactStatus {
    /// Adopted, and not in force yet 待生效.
    Adopted,
    /// In force 生效.
    InForce,
    /// No longer in force 失效.
    Ended,
}

/// An adopted text.
#[derive(Clone)]
pub(crate) struct Compact {
    view: View,
    inner: Arc<yishi_core::Compact>,
}

impl Compact {
    pub(crate) fn new(view: &View, inner: &Arc<yishi_core::Compact>) -> Self {
        Self { view: view.clone(), inner: Arc::clone(inner) }
    }

    pub(crate) fn find(view: &View, id: CompactId) -> Option<Self> {
        view.state().compacts.get(&id).map(|inner| Self::new(view, inner))
    }

    fn all(&self, ids: &BTreeSet<CompactId>) -> Vec<Self> {
        ids.iter().filter_map(|id| Self::find(&self.view, *id)).collect()
    }
}

/// A page of compacts, oldest first: of a council or of all, in force at a moment or whatever becomes of them.
pub(crate) fn compacts(
    ctx: &Context<'_>,
    view: &View,
    args: &PageArgs,
    council: Option<&CouncilId>,
    in_force_at: Option<TimeMs>,
) -> Page<Compact> {
    let state = view.state();
    let of_council =
        |found: &&Arc<yishi_core::Compact>| council.is_none_or(|council| found.council == *council);
    let listed = match (council, in_force_at) {
        (None, None) => None,
        (Some(_), None) => Some(state.compacts.values().filter(of_council).map(|it| it.id).collect()),
        (_, Some(at)) => Some(state.compacts_in_force(at).filter(of_council).map(|it| it.id).collect()),
    };
    page::page_of_listed(ctx, args, &state.compacts, listed, |found| Compact::new(view, found))
}

/// A compact 公约: a text that a resolution adopted, in force from a date, and superseded by later ones. Everybody may read it; what is no
/// longer in force stays readable.
#[Object]
impl Compact {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        global_id::encode("compact", self.view.origin(), &self.inner.id.to_string())
    }

    /// Its name in the book.
    async fn compact_id(&self) -> String {
        self.inner.id.to_string()
    }

    /// What it is called.
    async fn name(&self) -> &str {
        &self.inner.name
    }

    /// The text that was adopted.
    async fn document(&self) -> Document {
        Document::new(&self.view, self.inner.document)
    }

    /// The council that adopted it.
    async fn council(&self) -> Option<Council> {
        Council::find(&self.view, &self.inner.council)
    }

    /// The resolution that adopted it.
    async fn resolution(&self) -> Option<Resolution> {
        Resolution::find(&self.view, self.inner.resolution)
    }

    /// Where it stands at this version of the book.
    async fn status(&self) -> CompactStatus {
        self.inner.status.into()
    }

    /// From when it is in force.
    async fn in_force_from(&self) -> DateTime {
        self.inner.in_force_from_ms.into()
    }

    /// When it ends by its own terms; null where they state no end.
    async fn ends_at(&self) -> Option<DateTime> {
        self.inner.ends_at_ms.map(Into::into)
    }

    /// When it ended; null while it has not.
    async fn ended_at(&self) -> Option<DateTime> {
        self.inner.ended_at_ms.map(Into::into)
    }

    /// The compacts that end by its coming into force.
    async fn supersedes(&self) -> Vec<Compact> {
        self.all(&self.inner.supersedes)
    }

    /// The compacts that were adopted in its place, in force or not yet.
    async fn superseded_by(&self) -> Vec<Compact> {
        self.all(&self.inner.superseded_by)
    }

    /// The entry that adopted it.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.id.entry_index())
    }

    /// The last entry that changed it.
    async fn last_entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.changed_at)
    }
}

/// The compact as which a text is put to the vote.
#[derive(SimpleObject)]
pub(crate) struct ProposedCompact {
    /// What it will be called.
    name: String,
    /// From when it will be in force; from its certification, if that comes later.
    in_force_from: DateTime,
    /// When it will end; null for no stated end.
    ends_at: Option<DateTime>,
    /// The compacts that end when it comes into force.
    supersedes: Vec<Compact>,
}

impl ProposedCompact {
    pub(crate) fn new(view: &View, terms: &CompactTerms) -> Self {
        Self {
            name: terms.name.clone(),
            in_force_from: terms.in_force_from_ms.into(),
            ends_at: terms.ends_at_ms.map(Into::into),
            supersedes: terms.supersedes.iter().filter_map(|id| Compact::find(view, *id)).collect(),
        }
    }
}
