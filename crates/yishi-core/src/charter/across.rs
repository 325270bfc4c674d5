//! Decisions that several books take together 跨册共同表决: how many of the votes have to pass, and how long the others are waited for.
//!
//! Which books take part is said with the text that is voted on (see `proposal/effects`); what their results do is left to
//! `across`.

use crate::Period;
use serde::{Deserialize, Serialize};
use yishi_tally::Threshold;

/// A decision that communities with books of their own take together: each votes on the same text in its own book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcrossClause {
    /// What share of the books must have passed it, this one among them. Nobody is bound whose own vote did not pass.
    pub passes: Threshold,
    /// How long after the count the results of the others are waited for.
    pub within: Period,
}
