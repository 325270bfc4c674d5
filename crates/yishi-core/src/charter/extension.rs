//! Votes that go on for longer where too few take part, and the bar on putting them again.
//!
//! Who extends a poll, and what is refused under a bar, is left to `poll/extend`.

use crate::*;
use serde::{Deserialize, Serialize};
use yishi_tally::Threshold;

/// How a vote in which too few take part is extended 延长投票: once, by whoever convenes, before it closes. Some places do so
/// (implementing rules of the Shenzhen property management regulation art. 22).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtensionClause {
    /// By how much at most, counted from the close that was announced.
    pub at_most: Period,
    /// The participation, of all heads and where owners vote of all area, from which on a vote is not extended.
    pub until: Threshold,
    /// For how long the matter is not put to a vote under this rule again, after an extended vote without a quorum; absent
    /// for no bar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bar: Option<Period>,
    /// The step that lifts the bar once it is passed on the text that is to be voted on; absent for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bar_lifted_by: Option<RuleId>,
}
