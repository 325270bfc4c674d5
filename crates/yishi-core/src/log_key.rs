//! The keys of this book's own log, one after another with overlap, and the end of a book that was compromised.
//!
//! Which keys may sign its checkpoints, from which size on and up to which, follows from the book alone: its founding names the first,
//! and each rotation is an act of its registrars. Whether a checkpoint is signed so is checked by its readers.

use crate::bounds::already;
use crate::decide::Deciding;
use crate::evolve::Evolving;
use crate::*;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Most entries for which the key before still signs beside the new one.
pub const MAX_OVERLAP: u64 = 1_000_000;

/// A key of a book's log, and for which sizes of the book it signs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogKeySpan {
    /// The C2SP verifier key.
    pub log_vkey: String,
    /// The smallest size of a checkpoint that it signs.
    pub from_size: u64,
    /// The largest size of a checkpoint that it signs; absent for no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_size: Option<u64>,
}

/// Another key of this book's own log, from the next size on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogKeyRotation {
    /// The new C2SP verifier key; its name is the book's.
    pub log_vkey: String,
    /// How many more sizes the key before signs beside the new one; 0 to 1,000,000, and 0 where it can no longer be believed.
    pub overlap: u64,
}

/// The end of this book: nothing is entered after it but what withholds texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookFreezing {
    /// Why, in words; 1 to 200 characters.
    pub reason: String,
    /// The book that goes on, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<BookOrigin>,
}

/// Checkpoints of this book are signed by another key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogKeyRotated {
    /// The request that led to it.
    pub request: RegistrarRequestId,
    /// The new verifier key.
    pub log_vkey: String,
    /// The smallest size that the new key signs: that with this entry.
    pub from_size: u64,
    /// The largest size that the key before it still signs.
    pub until_size: u64,
}

/// This book is frozen: nothing is entered after it but what withholds texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookFrozen {
    /// The request that led to it.
    pub request: RegistrarRequestId,
    /// Why.
    pub reason: String,
    /// The book that goes on, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<BookOrigin>,
}

/// The book that another one goes on from, and how that one stood: what a founding says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Succeeds {
    /// The frozen book.
    pub origin: BookOrigin,
    /// How it stood when all was good.
    pub last_good: StandsAt,
}

/// How this book ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookEnd {
    /// Why.
    pub reason: String,
    /// The book that goes on, if one does.
    pub successor: Option<BookOrigin>,
    /// The entry.
    pub index: u64,
}

/// The keys among spans that sign checkpoints of a size.
pub fn keys_at(spans: &[LogKeySpan], size: u64) -> impl Iterator<Item = &LogKeySpan> {
    spans.iter().filter(move |span| span.signs(size))
}

impl LogKeySpan {
    /// Whether the key signs checkpoints of a size.
    pub fn signs(&self, size: u64) -> bool {
        self.from_size <= size && self.until_size.is_none_or(|until| size <= until)
    }
}

impl Deciding<'_> {
    pub(crate) fn require_own_rotation(&self, rotation: &LogKeyRotation) -> Result<(), Rejection> {
        require_words("log_vkey", &rotation.log_vkey)?;
        if rotation.overlap > MAX_OVERLAP {
            return Err(out_of_range("overlap", &format!("0 to {MAX_OVERLAP}"), rotation.overlap));
        }
        let keys = self.state.book.as_ref().map(|book| book.log_keys()).unwrap_or_default();
        let size = self.context.index.saturating_add(1);
        // While two keys sign, a third would leave three in force, and readers who know the first with no way to the last.
        if let Some(until) = keys.iter().filter_map(|span| span.until_size).find(|until| *until >= size) {
            return Err(already(format!("the key before is in force up to size {until}: rotate after it")));
        }
        require_new_key(&keys, &rotation.log_vkey)
    }

    pub(crate) fn require_own_freezing(&self, freezing: &BookFreezing) -> Result<(), Rejection> {
        require_words("reason", &freezing.reason)
    }

    /// The new key signs the size with this entry, and the one before as many more as were asked for.
    pub(crate) fn own_rotation(&self, request: RegistrarRequestId, rotation: &LogKeyRotation) -> Event {
        let from_size = self.context.index.saturating_add(1);
        let until_size = self.context.index.saturating_add(rotation.overlap);
        LogKeyRotated { request, log_vkey: rotation.log_vkey.clone(), from_size, until_size }.into()
    }

    /// A frozen book takes nothing more, timers and new rules among it, other than what withholds texts: what the law asks for of
    /// somebody's words it asks of a frozen book as well.
    pub(crate) fn check_not_frozen(&self, command: &Command) -> Result<(), Rejection> {
        let Some(end) = self.state.book.as_ref().and_then(|book| book.end.as_ref()) else { return Ok(()) };
        if self.state.withholds(command) {
            return Ok(());
        }
        Err(Rejection::BookFrozen { index: end.index, successor: end.successor.clone() })
    }
}

impl State {
    fn withholds(&self, command: &Command) -> bool {
        match command {
            Command::RedactText(_) => true,
            Command::RequestRegistrarAct(RequestRegistrarAct { act }) => act.erases(),
            Command::EndorseRegistrarAct(EndorseRegistrarAct { request }) => self.is_to_erase(*request),
            Command::FireTimer(FireTimer { obligation, .. }) => self.belongs_to_an_erasure(obligation),
            _ => false,
        }
    }

    fn is_to_erase(&self, request: RegistrarRequestId) -> bool {
        self.registrar_requests.get(&request).is_some_and(|found| found.act.erases())
    }

    fn belongs_to_an_erasure(&self, obligation: &Obligation) -> bool {
        match obligation {
            Obligation::ErasureGoesOn { .. } => true,
            Obligation::RequestLapses { request } => self.is_to_erase(*request),
            _ => false,
        }
    }
}

impl RegistrarAct {
    const fn erases(&self) -> bool {
        matches!(self, Self::EraseMember { .. })
    }
}

impl BookFreezing {
    pub(crate) fn effect(&self, request: RegistrarRequestId) -> Event {
        let Self { reason, successor } = self.clone();
        BookFrozen { request, reason, successor }.into()
    }
}

impl LogKeyRotated {
    /// The key before the new one signs up to a size, the new one from another on.
    pub fn follow(&self, keys: &mut Vec<LogKeySpan>) {
        rotate(keys, self.log_vkey.clone(), self.from_size, self.until_size);
    }
}

impl BookInfo {
    /// The keys of the book's log, the founding one first, with the sizes that each signs.
    pub fn log_keys(&self) -> Vec<LogKeySpan> {
        let founding =
            LogKeySpan { log_vkey: self.log_vkey.clone(), from_size: 0, until_size: self.founding_key_until };
        std::iter::once(founding).chain(self.later_keys.iter().cloned()).collect()
    }
}

pub(crate) fn evolve_log_key_rotated(evolving: &mut Evolving<'_>, event: &LogKeyRotated) {
    evolving.settle_request(event.request, RequestStatus::Effective);
    let Some(book) = &mut evolving.state.book else { return };
    let book = Arc::make_mut(book);
    match book.later_keys.last_mut() {
        Some(last) => last.until_size = Some(event.until_size),
        None => book.founding_key_until = Some(event.until_size),
    }
    let (log_vkey, from_size) = (event.log_vkey.clone(), event.from_size);
    book.later_keys.push(LogKeySpan { log_vkey, from_size, until_size: None });
}

/// What was still to come never falls due, for nobody could record it: erasures aside, which go on.
pub(crate) fn evolve_book_frozen(evolving: &mut Evolving<'_>, event: &BookFrozen) {
    evolving.settle_request(event.request, RequestStatus::Effective);
    let index = evolving.context.index;
    if let Some(book) = &mut evolving.state.book {
        let (reason, successor) = (event.reason.clone(), event.successor.clone());
        Arc::make_mut(book).end = Some(BookEnd { reason, successor, index });
    }
    let all = std::mem::take(&mut evolving.state.obligations);
    let goes_on = |(_, obligation): &(TimeMs, Obligation)| evolving.state.belongs_to_an_erasure(obligation);
    evolving.state.obligations = all.into_iter().filter(goes_on).collect();
    evolving.state.listings.ending.clear();
}
