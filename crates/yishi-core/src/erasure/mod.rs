//! Erasing a member 抹除: every text that concerns them is destroyed on record, and none of theirs is taken any more.
//!
//! What they did stays: entries hold ids and choices, no words. Destroying is the store's work; which texts those are, who
//! may order it and what stands in the book is decided here.

mod concerned;
mod decide;
mod evolve;

use crate::*;
use serde::{Deserialize, Serialize};

pub(crate) use decide::*;
pub(crate) use evolve::*;

/// Most commitments that one entry withholds: 67 bytes each, and the rest of the entry takes less than the 14 KiB that are left.
pub const MAX_ERASED_AT_ONCE: usize = 700;

/// Texts that concern a member were erased; in several entries where there are many, the first by the registrars' act, the others by
/// the engine in the same moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberErased {
    /// The request that led to it.
    pub request: RegistrarRequestId,
    /// The member whom the texts concern.
    pub member: MemberId,
    /// The rule or law named.
    pub ground: String,
    /// Which part of the erasure it is, from 1.
    pub part: u32,
    /// The commitments that stay in the log, in ascending order; at most 700.
    pub texts: Vec<Commitment>,
    /// How many texts the following parts erase; 0 with the last.
    pub left: u64,
}

/// An erasure in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// The entry that began it.
    pub erased_at: u64,
    /// When.
    pub at_ms: TimeMs,
    /// The registrar whose agreement made it take effect.
    pub by: MemberId,
    /// The rule or law named.
    pub ground: String,
    /// How many texts were erased so far.
    pub texts: u64,
    /// How many are still to be; 0 once the erasure is complete.
    pub left: u64,
}

impl State {
    /// The erasure of a member, if there was one.
    pub fn erasure(&self, member: &MemberId) -> Option<&Erasure> {
        self.erasures.get(member).map(|erasure| &**erasure)
    }

    /// Whether everything that concerns the member is erased, so that the key of their texts goes too.
    pub fn is_erased(&self, member: &MemberId) -> bool {
        self.erasure(member).is_some_and(|erasure| erasure.left == 0)
    }
}
