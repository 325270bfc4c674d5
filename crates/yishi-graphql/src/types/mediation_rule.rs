//! The clause of mediation: who mediates, for how long, and where a dispute goes that is not settled.

use super::charter::{Level, Seat};
use crate::scalar::count;
use async_graphql::SimpleObject;
use yishi_core::{CharterVersion, MediationClause, ReferralClause};

/// How disputes are mediated 调解. That every side agrees and may end it at any time is the law (People's Mediation Law art. 23).
#[derive(SimpleObject)]
pub(crate) struct MediationRule {
    /// The seats whose holders may mediate.
    seats: Vec<Seat>,
    /// How many mediators a dispute has.
    mediators: i32,
    /// Within what time they are named.
    name_within: String,
    /// How long before a session its time and place are told at least.
    session_notice: String,
    /// How many sessions may be held at most.
    sessions_at_most: i32,
    /// Within what time a dispute is settled, unless the routing rule says another.
    settle_within: String,
    /// The level whose council deliberates on what is not settled; null where it goes to a body outside.
    refers_to_level: Option<Level>,
    /// The body outside that deals with what is not settled; null where a council does.
    refers_outside: Option<String>,
}

impl MediationRule {
    pub(crate) fn new(charter: &CharterVersion, clause: &MediationClause) -> Self {
        let (refers_to_level, refers_outside) = match &clause.referral {
            ReferralClause::Council { level } => (Level::find(charter, level), None),
            ReferralClause::Outside { body } => (None, Some(body.clone())),
        };
        Self {
            seats: clause.seats.iter().filter_map(|id| Seat::find(charter, id)).collect(),
            mediators: count(clause.mediators),
            name_within: String::from(clause.name_within),
            session_notice: String::from(clause.session_notice),
            sessions_at_most: count(clause.sessions_at_most),
            settle_within: String::from(clause.settle_within),
            refers_to_level,
            refers_outside,
        }
    }
}
