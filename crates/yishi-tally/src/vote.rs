//! Voting rights and choices: what is counted.

use crate::motion::is_zero;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// The name of a voting right on a roll.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RightId(pub Arc<str>);

impl fmt::Display for RightId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for RightId {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

/// A choice on a motion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Yes 同意.
    For,
    /// No 反对.
    Against,
    /// Abstains 弃权; took part.
    Abstain,
}

/// A voting right with its weights; the default weighs nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VotingRight {
    /// Its name.
    pub id: RightId,
    /// Heads: 1 for everybody so far.
    pub heads: u64,
    /// Area in 0.01 m²; 0 where area does not count.
    pub area_dm2: u64,
    /// The bench it belongs to, if any.
    pub bench: Option<Arc<str>>,
    /// Households: 1 where the right is a household's and the rule counts households.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub households: u64,
    /// The vote of a council or section in halves: 2 for a full vote, 1 for half a vote, 0 where the right is not a council's.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub council_halves: u64,
}
