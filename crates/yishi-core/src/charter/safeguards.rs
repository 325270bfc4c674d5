//! Clauses that let a decision stand up afterwards: its announcement before the vote, the service of ballots, the preliminary
//! result with its objections, its filing, and the time in which it may be challenged.
//!
//! Each is a choice of the charter; a rule without them works as before. What they refuse is left to `poll` and `resolution`.

use crate::Period;
use serde::{Deserialize, Serialize};

/// How long before it opens a vote has to be announced, with everything that is put to it 提前公告.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnnounceClause {
    /// Least time between the announcement and the opening.
    pub before: Period,
    /// The article of law or of the rules of procedure that asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
}

/// That a vote is valid only if how each ballot was served is on record 选票送达.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceClause {
    /// The article that asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
}

/// How the result of a vote that passed is objected to before it is certified 结果公示与异议.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewClause {
    /// How long the preliminary result is posted and open to objections.
    pub window: Period,
    /// By when each objection has to be answered.
    pub answer: Period,
    /// The article that asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
}

/// With whom a resolution has to be filed, and by when 备案.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilingClause {
    /// With whom, in words.
    pub with: String,
    /// By when after the certification.
    pub within: Period,
    /// The article that asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
}

/// For how long people may ask a court to revoke the resolution 撤销权期间. Shown, and never held against a court.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChallengeClause {
    /// For how long after the certification.
    pub within: Period,
    /// The article that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
}
