//! Matters that went to another book or came from one.

use super::across::cited_entry;
use super::{Document, Member, PartnerBook};
use crate::entry::Entry;
use crate::fault::Fallible;
use crate::scalar::{DateTime, Hash, Sequence};
use crate::view::View;
use async_graphql::{Context, Object, SimpleObject};
use std::sync::Arc;

/// The place of an entry in another book.
#[derive(SimpleObject)]
pub(crate) struct CitedPlace {
    /// Its index there.
    index: Sequence,
    /// Its hash in that book's tree of hashes (RFC 6962).
    leaf_hash: Hash,
    /// The size of that book at the checkpoint that was cited.
    size: Sequence,
    /// The root of its tree at that size.
    root: Hash,
}

impl CitedPlace {
    fn new(place: &yishi_core::CitedPlace) -> Self {
        Self {
            index: Sequence(place.index),
            leaf_hash: place.leaf_hash.into(),
            size: Sequence(place.size),
            root: place.root.into(),
        }
    }
}

/// The hand-over of a matter to another book 跨册移交: the one that was confirmed, or else the last.
pub(crate) struct MatterHandOver {
    view: View,
    matter: Arc<yishi_core::Matter>,
}

impl MatterHandOver {
    pub(crate) fn of(view: &View, matter: &Arc<yishi_core::Matter>) -> Option<Self> {
        matter.hand_over()?;
        Some(Self { view: view.clone(), matter: Arc::clone(matter) })
    }

    fn inner(&self) -> Option<&yishi_core::HandOver> {
        self.matter.hand_over()
    }
}

/// The hand-over of a matter to another book 跨册移交: the one that was confirmed, or else the last. Everybody may read it.
#[Object]
impl MatterHandOver {
    /// The book that it goes to.
    async fn to(&self) -> Option<PartnerBook> {
        self.inner().map(|found| PartnerBook::new(&found.to))
    }

    /// The council there that is asked to take it.
    async fn council(&self) -> Option<&str> {
        self.inner().map(|found| found.council.as_str())
    }

    /// Why.
    async fn reason(&self) -> Option<Document> {
        self.inner().map(|found| Document::new(&self.view, found.reason))
    }

    /// By when it must be received there.
    async fn answer_by(&self) -> Option<DateTime> {
        self.inner().map(|found| found.answer_by_ms.into())
    }

    /// Whether no word came in time, so that it is dealt with here again.
    async fn lapsed(&self) -> bool {
        self.inner().is_some_and(|found| found.lapsed)
    }

    /// The entry that handed it over.
    async fn entry(&self) -> Option<Entry> {
        self.inner().map(|found| Entry::new(&self.view, found.index))
    }

    /// Where its receipt stands in the other book; null before that was confirmed.
    async fn receipt(&self) -> Option<CitedPlace> {
        self.inner()?.receipt.as_ref().map(CitedPlace::new)
    }

    /// The entry that confirms that the other book has it.
    async fn confirmed(&self) -> Option<Entry> {
        self.inner()?.confirmed_at.map(|index| Entry::new(&self.view, index))
    }

    /// The field `cited` of `receive_matter` by which the other book cites it, as JSON. It holds the entry's exact bytes and a receipt
    /// that leads to the present checkpoint, so that the citation proves itself.
    async fn citation(&self, ctx: &Context<'_>) -> Fallible<String> {
        Some(cited_entry(&self.view, ctx, self.inner()?.index).transpose()?)
    }
}

/// Where a matter came from that another book handed over 他册移交.
pub(crate) struct ReceivedFrom {
    view: View,
    matter: Arc<yishi_core::Matter>,
}

impl ReceivedFrom {
    pub(crate) fn of(view: &View, matter: &Arc<yishi_core::Matter>) -> Option<Self> {
        matter.received_from.as_ref()?;
        Some(Self { view: view.clone(), matter: Arc::clone(matter) })
    }

    fn inner(&self) -> Option<&yishi_core::ReceivedFrom> {
        self.matter.received_from.as_ref()
    }
}

/// Where a matter came from that another book handed over 他册移交. Everybody may read it.
#[Object]
impl ReceivedFrom {
    /// The other book.
    async fn book(&self) -> Option<PartnerBook> {
        self.inner().map(|found| PartnerBook::new(&found.from))
    }

    /// The id of the matter there.
    async fn matter_there(&self) -> Option<String> {
        self.inner().map(|found| found.matter_there.to_string())
    }

    /// Where its hand-over stands there.
    async fn place(&self) -> Option<CitedPlace> {
        self.inner().map(|found| CitedPlace::new(&found.place))
    }

    /// Who received it here.
    async fn by(&self) -> Option<Member> {
        self.inner().map(|found| Member::new(&self.view, found.by.clone()))
    }

    /// The entry that received it.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.matter.opened_at)
    }

    /// The field `cited` of `confirm_hand_over` by which the other book confirms it, as JSON.
    async fn citation(&self, ctx: &Context<'_>) -> Fallible<String> {
        Some(cited_entry(&self.view, ctx, self.matter.opened_at).transpose()?)
    }
}
