//! Matters that go to another book 跨册移交: handed over here, received there, and confirmed here, each by an entry that cites the other side's.
//!
//! Until the other book has it a matter rests here; comes no word in time, it is dealt with here again. That a cited entry stands in the
//! other book is proven by `yishi-book` from the command alone, and by an auditor from both ends; here it is decided what follows.

mod decide;
mod evolve;

pub(crate) use decide::*;
pub(crate) use evolve::*;

use crate::*;
use serde::{Deserialize, Serialize};

/// Shortest and longest time for an answer, in days.
pub const ANSWER_DAYS: (u64, u64) = (1, 60);
/// Most entries that a hand-over lists.
pub const MAX_RESTS_ON: usize = 200;

/// Largest leaf of a receipt, in bytes: it holds the leaf of the hand-over and the receipt of that.
pub const MAX_RECEIPT_LEAF_BYTES: usize = 16 * 1024;

/// Hands a matter over to another book, by a seat with the power to refer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOverMatter {
    /// The matter: not decided, not voted on, nothing done yet.
    pub matter: MatterId,
    /// The book.
    pub to: PartnerBook,
    /// The council of that book that is asked to take it.
    pub council: CouncilId,
    /// Why, as a document.
    pub reason: DocumentHash,
    /// By when it must be received there; 1 to 60 days from now.
    pub answer_by_ms: TimeMs,
}

/// Receives a matter that another book handed over, by a seat with the power to screen over the council to which it is routed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiveMatter {
    /// The other book; who receives answers for its key.
    pub from: PartnerBook,
    /// The matter there, as the hand-over says.
    pub matter_there: MatterId,
    /// The hand-over there.
    pub cited: CitedEntry,
    /// Its title there, as a document that this book keeps as well.
    pub title: DocumentHash,
    /// The facts by which it is routed here.
    pub facts: Facts,
}

/// Confirms that the other book received a matter, by a seat with the power to refer or anybody whom the matter concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmHandOver {
    /// The matter.
    pub matter: MatterId,
    /// The entry of this book that handed it over: the last one that did, or one before that lapsed.
    pub handed_over_at: u64,
    /// The receipt there.
    pub cited: CitedEntry,
}

/// An entry of another book with all that proves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CitedEntry {
    /// Where it stands.
    pub place: CitedPlace,
    /// The leaf there, byte for byte; at most 8,192 bytes, and 16,384 where it receives a matter.
    pub leaf: String,
    /// Its receipt, a C2SP `tlog-proof@v1`; at most 8,192 bytes.
    pub receipt: String,
}

/// A matter was handed over: everything that the other book needs to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterHandedOver {
    /// The matter.
    pub matter: MatterId,
    /// The other book.
    pub to: PartnerBook,
    /// The council there that is asked to take it.
    pub council: CouncilId,
    /// Its title.
    pub title: DocumentHash,
    /// Why.
    pub reason: DocumentHash,
    /// The entries of this book from which it came: its submissions and its opening, ascending; at most 200, the first ones.
    pub rests_on: Vec<u64>,
    /// By when it must be received there.
    pub answer_by_ms: TimeMs,
}

/// A matter of another book goes on here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterReceived {
    /// The matter here.
    pub matter: MatterId,
    /// The other book.
    pub from: PartnerBook,
    /// The matter there.
    pub matter_there: MatterId,
    /// Where its hand-over stands there.
    pub place: CitedPlace,
    /// Its title.
    pub title: DocumentHash,
    /// The facts routing looked at.
    pub facts: Facts,
    /// Which rule fired, and where it goes.
    pub route: Route,
    /// By when it must be decided at its level.
    pub decide_by_ms: TimeMs,
    /// Who received it.
    pub by: MemberId,
}

/// The other book has the matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOverConfirmed {
    /// The matter.
    pub matter: MatterId,
    /// The entry that handed it over.
    pub handed_over_at: u64,
    /// Where its receipt stands there.
    pub place: CitedPlace,
    /// Who confirmed it.
    pub by: MemberId,
}

/// No word of a matter came back in time: it is dealt with here again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOverLapsed {
    /// The matter.
    pub matter: MatterId,
    /// By when it must be decided here.
    pub decide_by_ms: TimeMs,
}

/// A hand-over of a matter, as this book knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOver {
    /// The other book.
    pub to: PartnerBook,
    /// The council there that is asked to take it.
    pub council: CouncilId,
    /// Why.
    pub reason: DocumentHash,
    /// By when it must be received there.
    pub answer_by_ms: TimeMs,
    /// The entry.
    pub index: u64,
    /// Whether the time passed without a word.
    pub lapsed: bool,
    /// Where its receipt stands there, once that was confirmed.
    pub receipt: Option<CitedPlace>,
    /// The entry that confirmed it.
    pub confirmed_at: Option<u64>,
}

/// Where a matter came from that another book handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedFrom {
    /// The other book.
    pub from: PartnerBook,
    /// The matter there.
    pub matter_there: MatterId,
    /// Where its hand-over stands there.
    pub place: CitedPlace,
    /// Who received it.
    pub by: MemberId,
}

impl Matter {
    /// The hand-over that counts: the confirmed one, and before any is confirmed the last.
    pub fn hand_over(&self) -> Option<&HandOver> {
        let confirmed = self.hand_overs.iter().find(|found| found.confirmed_at.is_some());
        confirmed.or_else(|| self.hand_overs.last())
    }

    /// The hand-over that an entry of this book made.
    pub fn hand_over_at(&self, index: u64) -> Option<&HandOver> {
        self.hand_overs.iter().find(|found| found.index == index)
    }
}
