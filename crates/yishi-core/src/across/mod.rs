//! Decisions that several books take together 跨册共同表决, by hand-overs that cite one another.
//!
//! Each community votes on the same text in its own book. Whoever certifies there hands the result over, as an entry of its own; the
//! others cite that entry with its leaf and its receipt, and the decision is certified when as many have passed as the rule asks. That a
//! cited leaf stands in a book under that book's key is proven from the command alone by `yishi-book`, when it is admitted and again by
//! every auditor; here it is decided what follows from it.

mod decide;
mod evolve;

pub(crate) use decide::*;
pub(crate) use evolve::*;

use crate::*;
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Most books that decide with this one.
pub const MAX_PARTNERS: usize = 16;
/// Longest leaf and longest receipt that are cited, in bytes.
pub const MAX_CITED_BYTES: usize = 8 * 1024;

/// A book that decides together with this one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartnerBook {
    /// Its name.
    pub origin: BookOrigin,
    /// The C2SP verifier key of its log: whoever votes on the text has agreed to it.
    pub log_vkey: String,
}

/// Hands the result of a counted poll over to the books that decide together; by a seat that certifies or anybody whom the
/// matter concerns, for nothing in it is for them to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOverResult {
    /// The poll.
    pub poll: PollId,
}

/// Cites the result that another book handed over; by a seat that certifies or anybody whom the matter concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CiteResult {
    /// The poll of this book.
    pub poll: PollId,
    /// The other book.
    pub origin: BookOrigin,
    /// What came of its vote.
    pub passed: bool,
    /// Where its hand-over stands in it.
    pub place: CitedPlace,
    /// The leaf there, byte for byte.
    pub leaf: String,
    /// Its receipt, a C2SP `tlog-proof@v1`.
    pub receipt: String,
}

/// The place of an entry in another book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CitedPlace {
    /// Its index.
    pub index: u64,
    /// Its RFC 6962 leaf hash.
    pub leaf_hash: Digest,
    /// The size of the tree of the checkpoint.
    pub size: u64,
    /// The root of that tree.
    pub root: Digest,
}

/// The results of the other books are waited for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartnersAwaited {
    /// The poll.
    pub poll: PollId,
    /// Until when.
    pub due_at_ms: TimeMs,
}

/// A result was handed over: everything that another book needs to know of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultHandedOver {
    /// The poll.
    pub poll: PollId,
    /// The text that was voted on.
    pub document: DocumentHash,
    /// The council that voted.
    pub council: CouncilId,
    /// Whether it passed by the rule of this book.
    pub passed: bool,
    /// The rule.
    pub rule_digest: Digest,
    /// The roll.
    pub roll_root: Digest,
    /// SHA-256 of the canonical JSON of the tally.
    pub tally_digest: Digest,
    /// The entry that sealed it.
    pub sealed_at: u64,
    /// Until when this book waits for the others; absent where it did not pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits_until_ms: Option<TimeMs>,
    /// The books to which it is handed over.
    pub partners: Vec<BookOrigin>,
}

/// The result of another book was cited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultCited {
    /// The poll of this book.
    pub poll: PollId,
    /// The other book.
    pub origin: BookOrigin,
    /// What came of its vote.
    pub passed: bool,
    /// Where its hand-over stands in it.
    pub place: CitedPlace,
    /// Who cited it.
    pub by: MemberId,
}

/// It is settled what came of the decision that several books take together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartnersSettled {
    /// The poll of this book.
    pub poll: PollId,
    /// Whether as many passed as the rule asks.
    pub passed: bool,
    /// How many books decide together, this one among them.
    pub books: u32,
    /// How many are known to have passed, this one among them.
    pub agreed: u32,
    /// How many are known not to have passed.
    pub refused: u32,
}

/// What is known in this book of a decision that several take together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Across {
    /// When this vote passed.
    pub passed_at_ms: Option<TimeMs>,
    /// Until when the results of the others are waited for, once this vote passed.
    pub due_at_ms: Option<TimeMs>,
    /// The entry that handed this book's own result over.
    pub handed_over: Option<u64>,
    /// The results that were cited, by book: the last of each.
    pub cited: OrdMap<BookOrigin, Arc<Cited>>,
    /// What came of it.
    pub settled: Option<Settled>,
}

/// The cited result of another book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cited {
    /// Whether it passed there.
    pub passed: bool,
    /// Where its hand-over stands in that book.
    pub place: CitedPlace,
    /// Who cited it.
    pub by: MemberId,
    /// The entry of this book.
    pub index: u64,
}

/// What came of a decision that several books take together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// Whether as many passed as the rule asks.
    pub passed: bool,
    /// The entry.
    pub index: u64,
}

impl State {
    /// The books that decide together with this one on the text of a poll, if any do.
    pub fn partners_of(&self, poll: &Poll) -> Option<&[PartnerBook]> {
        let partners = &self.effects_of(poll)?.partners;
        (!partners.is_empty()).then_some(partners)
    }
}
