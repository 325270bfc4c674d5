//! Registry books 登记台账: a book that lists other books, under which keys each signs, and pins of how each stood.
//!
//! Books are registered, their keys rotated, their policies changed and compromised ones frozen by its registrars together; a checkpoint
//! that another book signed is pinned by one of them, for it proves itself. What a signed note and a consistency proof show is checked by
//! `yishi-book` when the command is admitted and by every auditor again; here it is decided what follows: a pin, or a conflict that stays as evidence.

mod act;
mod decide;
mod evolve;

pub use act::*;
pub(crate) use decide::*;
pub(crate) use evolve::*;

use crate::*;
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Longest signed note that is pinned, in bytes: a checkpoint with some forty witnesses.
pub const MAX_NOTE_BYTES: usize = 8 * 1024;
/// Most hashes of a consistency proof: of trees of up to 2^63 − 1 entries.
pub const MAX_PROOF_HASHES: usize = 64;
/// Most keys that one book may have had in a register, and most conflicts that are kept of it.
pub const MAX_PER_BOOK: usize = 100;
/// Most conflicts among them that are what a registrar says alone: they prove nothing, and leave room for those that do.
pub const MAX_SHRUNK: usize = 10;

/// How a book stood: so many entries, under this root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandsAt {
    /// How many entries it had.
    pub size: u64,
    /// The RFC 6962 root over them.
    pub root: Digest,
}

/// Pins a checkpoint of a registered book; by a registrar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinCheckpoint {
    /// The book.
    pub origin: BookOrigin,
    /// How it stands, as the note says.
    pub stands: StandsAt,
    /// The root over its first entries, as many as the newest pin of at most that size covers, that `proof` leads from.
    pub shown_root: Digest,
    /// The signed checkpoint; at most 8,192 bytes.
    pub note: String,
    /// The consistency proof (RFC 6962) from `shown_root` to the root of the note; at most 64 hashes.
    pub proof: Vec<Digest>,
}

/// A book stands in the register; its first entry counts as its first pin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookRegistered {
    /// The request that led to it.
    pub request: RegistrarRequestId,
    /// Its id in this register.
    pub book: RegisteredBookId,
    /// Its name.
    pub origin: BookOrigin,
    /// The verifier key of its log.
    pub log_vkey: String,
    /// The RFC 6962 leaf hash of its first entry.
    pub first_leaf: Digest,
    /// The key of its engine.
    pub engine_key: PublicKey,
    /// Its witness policy (C2SP tlog-policy), as a document; absent for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<DocumentHash>,
    /// By when it is to be pinned.
    pub pin_by_ms: TimeMs,
}

/// A registered book signs with another key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisteredKeyRotated {
    /// The request that led to it.
    pub request: RegistrarRequestId,
    /// The book.
    pub origin: BookOrigin,
    /// The new verifier key.
    pub log_vkey: String,
    /// The smallest size that the new key signs.
    pub from_size: u64,
    /// The largest size that the key before it still signs.
    pub until_size: u64,
}

/// A registered book has another witness policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisteredPolicyChanged {
    /// The request that led to it.
    pub request: RegistrarRequestId,
    /// The book.
    pub origin: BookOrigin,
    /// The new policy, as a document; absent for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<DocumentHash>,
}

/// A registered book is frozen: nothing after its last good entry counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisteredBookFrozen {
    /// The request that led to it.
    pub request: RegistrarRequestId,
    /// The book.
    pub origin: BookOrigin,
    /// Why.
    pub reason: String,
    /// How it stood when all was good: one of its pins.
    pub last_good: StandsAt,
}

/// A frozen book goes on as another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuccessorNamed {
    /// The request that led to it.
    pub request: RegistrarRequestId,
    /// The frozen book.
    pub origin: BookOrigin,
    /// The book that goes on.
    pub successor: BookOrigin,
}

/// A checkpoint was pinned: the book still begins as it did at the pin before, or stands as it did, which renews that pin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckpointPinned {
    /// The book.
    pub origin: BookOrigin,
    /// How it stands.
    pub stands: StandsAt,
    /// Who pinned it.
    pub by: MemberId,
    /// By when it is to be pinned again.
    pub pin_by_ms: TimeMs,
}

/// What a checkpoint contradicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PinConflictKind {
    /// Its log signed two histories: proven by the note and the pin.
    Fork,
    /// The book was shown with fewer entries than it had: what the registrar says, for an older checkpoint looks the same.
    Shrunk,
}

/// A checkpoint contradicts an earlier pin: nothing was pinned, and both stay on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinConflictRecorded {
    /// The book.
    pub origin: BookOrigin,
    /// How.
    pub conflict: PinConflictKind,
    /// How the book was shown to stand.
    pub stands: StandsAt,
    /// The pin that it contradicts.
    pub pinned: StandsAt,
    /// Who brought it in.
    pub by: MemberId,
}

/// A registered book was not pinned in time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinOverdue {
    /// The book.
    pub origin: BookOrigin,
}

/// A register of books, as this book keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Register {
    /// The books by their names.
    pub books: OrdMap<BookOrigin, Arc<RegisteredBook>>,
    /// Their names by their ids: an index.
    pub ids: OrdMap<RegisteredBookId, BookOrigin>,
}

/// A book in a register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredBook {
    /// Its id in the register.
    pub id: RegisteredBookId,
    /// Its name.
    pub origin: BookOrigin,
    /// The leaf hash of its first entry.
    pub first_leaf: Digest,
    /// The key of its engine.
    pub engine_key: PublicKey,
    /// The keys of its log, in the order in which they came into force; never empty.
    pub keys: Vec<LogKeySpan>,
    /// The entries that recorded its keys, in the same order.
    pub key_entries: Vec<u64>,
    /// Its witness policy, if it has one.
    pub policy: Option<DocumentHash>,
    /// Its pins by size; never empty, for the first entry counts as one.
    pub pins: OrdMap<u64, Pin>,
    /// What contradicts its pins.
    pub conflicts: Vec<PinConflict>,
    /// By when it is to be pinned; absent once it is frozen.
    pub pin_by_ms: Option<TimeMs>,
    /// Whether that was missed.
    pub overdue: bool,
    /// Why and at what size it was frozen.
    pub freeze: Option<RegisteredFreeze>,
    /// The book that goes on after it was frozen.
    pub successor: Option<BookOrigin>,
    /// The last entry that changed it.
    pub changed_at: u64,
}

/// A pinned checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// The root.
    pub root: Digest,
    /// When it was pinned, or renewed last.
    pub at: TimeMs,
    /// The entry that did so.
    pub index: u64,
}

/// A checkpoint that contradicts a pin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinConflict {
    /// How.
    pub conflict: PinConflictKind,
    /// How the book was shown to stand.
    pub stands: StandsAt,
    /// The pin that it contradicts.
    pub pinned: StandsAt,
    /// The entry, whose command holds the signed note and the proof.
    pub index: u64,
}

/// The freezing of a registered book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredFreeze {
    /// Why.
    pub reason: String,
    /// How it stood when all was good.
    pub last_good: StandsAt,
    /// The entry.
    pub index: u64,
}

impl RegisteredBook {
    /// The newest pin.
    pub fn newest_pin(&self) -> StandsAt {
        self.pins.get_max().map_or(StandsAt { size: 1, root: self.first_leaf }, stands)
    }

    /// The newest pin of at most a size; none below the first entry.
    pub fn pin_within(&self, size: u64) -> Option<StandsAt> {
        self.pins.range(..=size).next_back().map(|(size, pin)| StandsAt { size: *size, root: pin.root })
    }
}

fn stands((size, pin): &(u64, Pin)) -> StandsAt {
    StandsAt { size: *size, root: pin.root }
}

impl State {
    /// The registered book of this name, or the rejection that says that it does not stand in the register.
    ///
    /// # Errors
    /// [`Rejection::NotFound`].
    pub fn registered_book(&self, origin: &BookOrigin) -> Result<&Arc<RegisteredBook>, Rejection> {
        let missing = || Rejection::NotFound { kind: "registered book".to_owned(), id: origin.to_string() };
        self.register.books.get(origin).ok_or_else(missing)
    }
}
