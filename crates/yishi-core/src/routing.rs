//! Routing 小事网格议、大事社区议: which level deals with a matter, by which rule, on which facts.

use crate::decide::Deciding;
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
    /// Handled by several teams together, one of which leads 合力办.
    Joint,
    /// Mediated between the sides of a dispute 调解.
    Mediate,
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
    /// The level that deals with the matter: the lowest council that covers all its places and stands at this level or
    /// above. Places in several councils of the level are thus dealt with where those come together.
    pub level: LevelId,
    /// How it is handled.
    pub track: Track,
    /// By when it must be decided at its level; the charter's deadline unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decide_within: Option<Period>,
    /// Within what time an action on it must be done; the charter's deadline unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act_within: Option<Period>,
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
    /// The emergency in which it was routed, if one was in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency: Option<EmergencyId>,
}

impl RoutingConditions {
    /// Whether all given conditions hold.
    pub fn hold(&self, facts: &Facts) -> bool {
        let places = u64::try_from(facts.places.len()).unwrap_or(u64::MAX);
        let at_least = |bound: Option<u64>, found: u64| bound.is_none_or(|bound| found >= bound);
        let at_most = |bound: Option<u64>, found: u64| bound.is_none_or(|bound| found <= bound);
        (self.classes.is_empty() || self.classes.contains(&facts.class))
            && at_least(self.affected_households_at_least, facts.affected_households)
            && at_most(self.affected_households_at_most, facts.affected_households)
            && at_least(self.cost_fen_at_least.map(|cost| cost.0), facts.cost_fen.0)
            && at_most(self.cost_fen_at_most.map(|cost| cost.0), facts.cost_fen.0)
            && at_least(self.places_at_least, places)
            && self.urgency.is_none_or(|urgency| urgency == facts.urgency)
    }

    /// Whether no condition is given, so that the rule takes everything.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl CharterVersion {
    /// The first routing rule whose conditions all hold, and the council it leads to. Nothing only for a charter that
    /// `check` would refuse, or places that are not in it.
    pub fn route(&self, facts: &Facts) -> Option<Route> {
        let rule = self.charter.routing.iter().find(|rule| rule.when.hold(facts))?;
        let council = self.charter.lowest_common_at(&facts.places, &rule.level)?;
        Some(Route {
            rule: rule.id.clone(),
            charter_version: self.version,
            council: council.clone(),
            track: rule.track,
            emergency: None,
        })
    }
}

/// Most places that a matter can name.
pub const MAX_PLACES: usize = 200;

impl Deciding<'_> {
    /// Routes a matter on its facts, which have to make sense under the charter in force.
    pub(crate) fn route(&self, facts: &Facts) -> Result<Route, Rejection> {
        let version = self.charter()?;
        if !version.charter.classes.iter().any(|class| class.id == facts.class) {
            return Err(Rejection::NotFound { kind: "class".to_owned(), id: facts.class.to_string() });
        }
        require_count("places", facts.places.len(), 1, MAX_PLACES)?;
        facts.places.iter().try_for_each(|place| self.require_lowest(place).map(|_| ()))?;
        require_safe("affected_households", facts.affected_households)?;
        require_safe("cost_fen", facts.cost_fen.0)?;
        let route = version.route(facts).ok_or(Rejection::NoRoute)?;
        Ok(Route { emergency: self.mode(), ..route })
    }
}
