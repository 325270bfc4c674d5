//! The register of a registry book: other books, their keys, pins and freezes; and the keys and the end of this book itself.

use super::Document;
use crate::entry::Entry;
use crate::page::{self, Page, PageArgs};
use crate::scalar::{DateTime, Hash, Sequence};
use crate::view::View;
use async_graphql::{Context, Enum, Object, SimpleObject};
use std::sync::Arc;
use yishi_core::{BookOrigin, StandsAt};

/// A key of a book's log, and for which sizes of the book it signs checkpoints.
#[derive(SimpleObject)]
pub(crate) struct LogKey {
    /// The verifier key (C2SP signed-note).
    vkey: String,
    /// The smallest size of a checkpoint that it signs.
    from_size: Sequence,
    /// The largest size of a checkpoint that it signs; null for no end.
    until_size: Option<Sequence>,
    /// The entry that names it: of this book's own key the one that brought it into force, of a registered book's the one that recorded it.
    entry: Entry,
}

impl LogKey {
    /// A key that an entry of the book at hand names.
    fn new(view: &View, span: &yishi_core::LogKeySpan, index: u64) -> Self {
        Self {
            entry: Entry::new(view, index),
            vkey: span.log_vkey.clone(),
            from_size: Sequence(span.from_size),
            until_size: span.until_size.map(Sequence),
        }
    }

    /// The keys of the book at hand: the founding one stands in its first entry, each later one signs from the size with its own on.
    pub(crate) fn of_book(view: &View) -> Vec<Self> {
        let spans = view.state().book.iter().flat_map(|book| book.log_keys());
        spans.map(|span| Self::new(view, &span, span.from_size.saturating_sub(1))).collect()
    }
}

/// How a book stood: so many entries, under this root of its tree of hashes.
#[derive(SimpleObject)]
pub(crate) struct BookStanding {
    /// How many entries it had.
    size: Sequence,
    /// The root over them (RFC 6962).
    root: Hash,
}

impl BookStanding {
    pub(crate) fn new(stands: StandsAt) -> Self {
        Self { size: Sequence(stands.size), root: stands.root.into() }
    }
}

/// That this book was frozen 冻结: it takes nothing more but what withholds texts.
#[derive(SimpleObject)]
pub(crate) struct BookEnd {
    /// Why.
    reason: String,
    /// The book that goes on; null where none does.
    successor: Option<String>,
    /// The last entry.
    entry: Entry,
}

impl BookEnd {
    pub(crate) fn new(view: &View, end: &yishi_core::BookEnd) -> Self {
        Self {
            reason: end.reason.clone(),
            successor: end.successor.as_ref().map(ToString::to_string),
            entry: Entry::new(view, end.index),
        }
    }
}

/// The frozen book that this one goes on from.
#[derive(SimpleObject)]
pub(crate) struct Predecessor {
    /// Its name.
    origin: String,
    /// How it stood when all was good.
    last_good: BookStanding,
}

impl Predecessor {
    pub(crate) fn new(succeeds: &yishi_core::Succeeds) -> Self {
        Self { origin: succeeds.origin.to_string(), last_good: BookStanding::new(succeeds.last_good) }
    }
}

/// A book in the register 登记的台账.
pub(crate) struct RegisteredBook {
    view: View,
    inner: Arc<yishi_core::RegisteredBook>,
}

impl RegisteredBook {
    pub(crate) fn new(view: &View, inner: &Arc<yishi_core::RegisteredBook>) -> Self {
        Self { view: view.clone(), inner: Arc::clone(inner) }
    }
}

/// A book in the register 登记的台账. Everybody may read it.
#[Object]
impl RegisteredBook {
    /// Its name.
    async fn origin(&self) -> &str {
        self.inner.origin.as_str()
    }

    /// The hash of its first entry in its tree of hashes (RFC 6962).
    async fn first_leaf(&self) -> Hash {
        self.inner.first_leaf.into()
    }

    /// The key with which its service records that deadlines passed.
    async fn engine_key(&self) -> Hash {
        self.inner.engine_key.into()
    }

    /// The keys of its log, in the order in which they came into force.
    async fn log_keys(&self) -> Vec<LogKey> {
        let keys = self.inner.keys.iter().zip(&self.inner.key_entries);
        keys.map(|(span, index)| LogKey::new(&self.view, span, *index)).collect()
    }

    /// Its witness policy (C2SP tlog-policy); null where it has none.
    async fn policy(&self) -> Option<Document> {
        self.inner.policy.map(|policy| Document::new(&self.view, policy))
    }

    /// How many checkpoints of it were pinned, its first entry among them.
    async fn pin_count(&self) -> i32 {
        i32::try_from(self.inner.pins.len()).unwrap_or(i32::MAX)
    }

    /// The newest checkpoints of it that were pinned, the newest first.
    async fn pins(
        &self,
        #[graphql(desc = "How many at most; 1 to 100.", default = 10)] first: i32,
    ) -> Vec<BookPin> {
        let most = usize::try_from(first.clamp(1, 100)).unwrap_or(1);
        let pins = self.inner.pins.iter().rev().take(most);
        pins.map(|(size, pin)| BookPin::new(&self.view, *size, pin)).collect()
    }

    /// By when a newer checkpoint of it is to be pinned; null once it is frozen.
    async fn pin_by(&self) -> Option<DateTime> {
        self.inner.pin_by_ms.map(Into::into)
    }

    /// Whether that was missed.
    async fn overdue(&self) -> bool {
        self.inner.overdue
    }

    /// Checkpoints of it that contradict a pin, the first ones on record.
    async fn conflicts(&self) -> Vec<BookConflict> {
        self.inner.conflicts.iter().map(|found| BookConflict::new(&self.view, found)).collect()
    }

    /// That it was frozen; null while it is in force.
    async fn freeze(&self) -> Option<RegisteredFreeze> {
        self.inner.freeze.as_ref().map(|found| RegisteredFreeze {
            reason: found.reason.clone(),
            last_good: BookStanding::new(found.last_good),
            entry: Entry::new(&self.view, found.index),
        })
    }

    /// The book that goes on after it was frozen.
    async fn successor(&self) -> Option<&str> {
        self.inner.successor.as_ref().map(yishi_core::BookOrigin::as_str)
    }

    /// The entry that took it into the register.
    async fn entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.id.entry_index())
    }

    /// The last entry that changed it.
    async fn last_entry(&self) -> Entry {
        Entry::new(&self.view, self.inner.changed_at)
    }
}

/// The register, by name.
pub(crate) fn registered_books(ctx: &Context<'_>, view: &View, args: &PageArgs) -> Page<RegisteredBook> {
    let books = &view.state().register.books;
    let total = books.len();
    let range =
        |bounds: (_, _)| books.range::<_, BookOrigin>(bounds).map(|(origin, book)| (origin.clone(), book));
    page::page(ctx, args, range, move || total, |_, book| RegisteredBook::new(view, book))
}

/// A pinned checkpoint of a registered book.
#[derive(SimpleObject)]
pub(crate) struct BookPin {
    /// How the book stood.
    stands: BookStanding,
    /// When it was pinned.
    at: DateTime,
    /// The entry.
    entry: Entry,
}

impl BookPin {
    fn new(view: &View, size: u64, pin: &yishi_core::Pin) -> Self {
        let stands = BookStanding::new(StandsAt { size, root: pin.root });
        Self { stands, at: pin.at.into(), entry: Entry::new(view, pin.index) }
    }
}

/// What a checkpoint contradicts.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "yishi_core::PinConflictKind")]
pub(crate) enum BookConflictKind {
    /// The log of the book signed two histories: proven.
    Fork,
    /// The book was shown with fewer entries than it had: what a registrar says, for an older checkpoint looks the same.
    Shrunk,
}

/// A checkpoint that contradicts a pin.
#[derive(SimpleObject)]
pub(crate) struct BookConflict {
    /// How.
    kind: BookConflictKind,
    /// How the book was shown to stand.
    shown: BookStanding,
    /// The pin that it contradicts.
    pinned: BookStanding,
    /// The entry, whose command holds the signed note and the proof.
    entry: Entry,
}

impl BookConflict {
    fn new(view: &View, found: &yishi_core::PinConflict) -> Self {
        Self {
            kind: found.conflict.into(),
            shown: BookStanding::new(found.stands),
            pinned: BookStanding::new(found.pinned),
            entry: Entry::new(view, found.index),
        }
    }
}

/// The freezing of a registered book: nothing after its last good entry counts.
#[derive(SimpleObject)]
pub(crate) struct RegisteredFreeze {
    /// Why.
    reason: String,
    /// How it stood when all was good.
    last_good: BookStanding,
    /// The entry.
    entry: Entry,
}
