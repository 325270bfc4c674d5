//! Routing 小事网格议、大事社区议: which level deals with a matter, by which rule, on which facts.

use crate::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is known of a matter when it is classified. The verdict of routing is a function of these and the charter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// Its class.
    pub class: ClassId,
    /// Lowest councils whose area it touches; at least one.
    pub places: BTreeSet<CouncilId>,
    /// Households affected.
    pub affected_households: u64,
    /// Estimated cost.
    pub cost_fen: AmountFen,
    /// How urgent it is.
    pub urgency: Urgency,
}

/// How urgent a matter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// The ordinary procedure.
    Ordinary,
    /// Short notice 急事.
    Urgent,
}

/// The way in which a matter is handled 办理方式.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Track {
    /// Handled at once by an action 立刻办.
    Direct,
    /// Deliberated, voted, resolved 商议办.
    Deliberate,
}

/// Conditions of a routing rule; all given ones must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoutingConditions {
    /// The class is one of these; empty for any.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub classes: BTreeSet<ClassId>,
    /// At least so many households are affected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affected_households_at_least: Option<u64>,
    /// At most so many households are affected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affected_households_at_most: Option<u64>,
    /// The cost is at least this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_fen_at_least: Option<AmountFen>,
    /// The cost is at most this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_fen_at_most: Option<AmountFen>,
    /// It touches at least so many lowest councils.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places_at_least: Option<u64>,
    /// It is of this urgency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgency: Option<Urgency>,
}

/// A routing rule of the charter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoutingRule {
    /// Its name in clauses; recorded when it fires.
    pub id: RuleId,
    /// What it says, for people.
    pub name: String,
    /// When it fires.
    #[serde(default)]
    pub when: RoutingConditions,
    /// The level that deals with the matter; of several councils there, the lowest common one of the places is taken.
    pub level: LevelId,
    /// How it is handled.
    pub track: Track,
}

/// Which rule fired and where the matter goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// The rule that fired.
    pub rule: RuleId,
    /// The charter version it stands in.
    pub charter_version: u32,
    /// The council that deals with it.
    pub council: CouncilId,
    /// How it is handled.
    pub track: Track,
}
