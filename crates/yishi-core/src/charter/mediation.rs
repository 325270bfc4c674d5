//! How disputes are mediated 调解 (People's Mediation Law 人民调解法): who may mediate, for how long, and where one goes that is not settled.

use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How matters on the track of mediation are dealt with. That every side agrees to it, and may end it at any time, is the law
/// (People's Mediation Law art. 23) and no choice of the charter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediationClause {
    /// The seats whose holders may mediate, in the council that has the matter or above it.
    pub seats: BTreeSet<SeatId>,
    /// How many mediators a dispute has; 1 to 5 (art. 19: one or several).
    pub mediators: u32,
    /// Within what time mediators are named, from the moment on that the sides are, or that one was challenged.
    pub name_within: Period,
    /// How long before a session its time and place are told at least.
    pub session_notice: Period,
    /// How many sessions may be held at most; 1 to 20.
    pub sessions_at_most: u32,
    /// Within what time the dispute is settled, unless the routing rule says another.
    pub settle_within: Period,
    /// Where a dispute goes that is not settled.
    pub referral: ReferralClause,
}

/// Where a dispute goes that is not settled 移送. The way to the court stays open to the sides in any case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "to", deny_unknown_fields)]
pub enum ReferralClause {
    /// A council deliberates on it.
    Council {
        /// The level of the council, among those at and above the one that has the matter.
        level: LevelId,
    },
    /// The matter is closed in the book, and a body outside deals with it.
    Outside {
        /// The body, in words; 1 to 200 characters.
        body: String,
    },
}

/// Fewest and most mediators of one dispute.
pub(crate) const MEDIATORS: (u32, u32) = (1, 5);

/// Fewest and most sessions on one dispute.
pub(crate) const SESSIONS: (u32, u32) = (1, 20);
