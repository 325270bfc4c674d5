//! Proxies 委托: signed grants by which one member votes for another.
//!
//! Where a rule takes proxies, and how many rights one person may use, stands in its rules of procedure; how a ballot cast
//! by grant stands against the principal's own, in `poll/cast`.

mod decide;
mod evolve;

use crate::*;
use serde::{Deserialize, Serialize};

pub(crate) use decide::*;
pub(crate) use evolve::*;

/// Longest time that a grant is good for, in days: who votes for whom should be known anew every year.
pub const MAX_GRANT_DAYS: u64 = 366;

/// For which votes a grant is good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "scope", content = "id")]
pub enum GrantScope {
    /// One poll.
    Poll(PollId),
    /// Every poll on one matter.
    Matter(MatterId),
    /// Every poll of one council.
    Council(CouncilId),
    /// Every poll.
    All,
}

/// Lets somebody vote in the principal's place, with each right that the principal may use. The principal may still vote,
/// and their own ballot goes before the proxy's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantProxy {
    /// Who may vote.
    pub proxy: MemberId,
    /// In which votes.
    pub scope: GrantScope,
    /// From when on it is good no more; at most 366 days ahead.
    pub expires_at_ms: TimeMs,
}

/// Takes a grant back from this entry on. A ballot that was cast by it stands until the principal votes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokeProxy {
    /// The grant.
    pub grant: GrantId,
}

/// Somebody may vote for somebody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProxyGranted {
    /// The grant.
    pub grant: GrantId,
    /// For whom.
    pub principal: MemberId,
    /// Who may vote.
    pub proxy: MemberId,
    /// In which votes.
    pub scope: GrantScope,
    /// From when on it is good no more.
    pub expires_at_ms: TimeMs,
}

/// A grant is good no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProxyRevoked {
    /// The grant.
    pub grant: GrantId,
}

/// A grant in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProxyGrant {
    /// Its id.
    pub id: GrantId,
    /// For whom.
    pub principal: MemberId,
    /// Who may vote.
    pub proxy: MemberId,
    /// In which votes.
    pub scope: GrantScope,
    /// From when on it is good no more.
    pub expires_at_ms: TimeMs,
    /// The entry that took it back.
    pub revoked_at: Option<u64>,
}
