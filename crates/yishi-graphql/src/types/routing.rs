//! Routing: which rule sent a matter where, on which facts.

use super::charter::Level;
use super::clause::MatterClass;
use super::{Charter, Council, Emergency, Track, Urgency};
use crate::entry::Entry;
use crate::scalar::{Fen, count};
use crate::view::View;
use async_graphql::{Object, SimpleObject};
use std::sync::Arc;
use yishi_core::{CharterVersion, EscalationCause, RoutingConditions};

/// Conditions of a routing rule; all that are given must hold.
#[derive(SimpleObject)]
pub(crate) struct Conditions {
    /// The class is one of these; empty for any.
    class_ids: Vec<String>,
    /// At least so many households are affected.
    affected_households_at_least: Option<i32>,
    /// At most so many households are affected.
    affected_households_at_most: Option<i32>,
    /// It costs at least so much.
    cost_at_least: Option<Fen>,
    /// It costs at most so much.
    cost_at_most: Option<Fen>,
    /// It touches the areas of at least so many councils of the lowest level.
    places_at_least: Option<i32>,
    /// It is of this urgency.
    urgency: Option<Urgency>,
}

impl Conditions {
    fn new(when: &RoutingConditions) -> Self {
        Self {
            class_ids: when.classes.iter().map(ToString::to_string).collect(),
            affected_households_at_least: when.affected_households_at_least.map(count),
            affected_households_at_most: when.affected_households_at_most.map(count),
            cost_at_least: when.cost_fen_at_least.map(|cost| Fen(cost.0)),
            cost_at_most: when.cost_fen_at_most.map(|cost| Fen(cost.0)),
            places_at_least: when.places_at_least.map(count),
            urgency: when.urgency.map(Urgency::from),
        }
    }
}

/// A routing rule of the charter: small matters stay near, large ones move to a wider council.
#[derive(SimpleObject)]
pub(crate) struct RoutingRule {
    /// Its name in the charter's clauses.
    rule_id: String,
    /// What it says.
    name: String,
    /// When it applies.
    when: Conditions,
    /// The level that deals with the matter.
    level: Option<Level>,
    /// How the matter is handled.
    track: Track,
    /// By when it must be decided at its level; null for the deadline of the charter.
    decide_within: Option<String>,
    /// Within what time an action on it must be done; null for the deadline of the charter.
    act_within: Option<String>,
}

impl RoutingRule {
    pub(crate) fn new(charter: &CharterVersion, rule: &yishi_core::RoutingRule) -> Self {
        Self {
            rule_id: rule.id.to_string(),
            name: rule.name.clone(),
            when: Conditions::new(&rule.when),
            level: Level::find(charter, &rule.level),
            track: rule.track.into(),
            decide_within: rule.decide_within.map(String::from),
            act_within: rule.act_within.map(String::from),
        }
    }
}

/// What routing looked at.
#[derive(SimpleObject)]
pub(crate) struct Facts {
    /// The class of the matter; null when the charter in force has it no longer.
    class: Option<MatterClass>,
    /// The councils of the lowest level whose areas it touches.
    places: Vec<Council>,
    /// How many households are affected.
    affected_households: i32,
    /// What it is estimated to cost.
    cost: Fen,
    /// How urgent it is.
    urgency: Urgency,
}

/// Which rule sent a matter where.
pub(crate) struct Route {
    view: View,
    matter: Arc<yishi_core::Matter>,
}

impl Route {
    pub(crate) fn new(view: &View, matter: &Arc<yishi_core::Matter>) -> Self {
        Self { view: view.clone(), matter: Arc::clone(matter) }
    }

    fn version(&self) -> Option<&Arc<CharterVersion>> {
        let route = &self.matter.route;
        self.view.state().rules_of(route.charter_version, route.emergency)
    }
}

/// Which rule sent a matter to which council, and on which facts: recompute it from the charter. Everybody may read it.
#[Object]
impl Route {
    /// The rule that applied.
    async fn rule(&self) -> Option<RoutingRule> {
        let version = self.version()?;
        let rule = version.charter.routing.iter().find(|rule| rule.id == self.matter.route.rule)?;
        Some(RoutingRule::new(version, rule))
    }

    /// The version of the charter in which it stands.
    async fn charter(&self) -> Option<Charter> {
        Charter::numbered(&self.view, self.matter.route.charter_version)
    }

    /// The emergency in which it was routed; null in the ordinary mode.
    async fn emergency(&self) -> Option<Emergency> {
        Emergency::find(&self.view, self.matter.route.emergency?)
    }

    /// The entry that routed the matter so: the one that opened it, or that routed it anew.
    async fn entry(&self) -> Entry {
        let rerouted =
            |step: &&yishi_core::Move| matches!(step.cause, Some(EscalationCause::Rerouted { .. }));
        let rerouting = self.matter.moves.iter().rev().find(rerouted);
        Entry::new(&self.view, rerouting.map_or(self.matter.opened_at, |step| step.index))
    }

    /// The council to which it led.
    async fn council(&self) -> Option<Council> {
        Council::under(&self.view, self.version()?, &self.matter.route.council)
    }

    /// How the matter is handled.
    async fn track(&self) -> Track {
        self.matter.route.track.into()
    }

    /// The facts it looked at.
    async fn facts(&self) -> Facts {
        let facts = &self.matter.facts;
        let class = |version: &Arc<CharterVersion>| {
            version.charter.classes.iter().find(|class| class.id == facts.class).map(MatterClass::new)
        };
        let place = |id| Council::under(&self.view, self.version()?, id);
        Facts {
            class: self.version().and_then(class),
            places: facts.places.iter().filter_map(place).collect(),
            affected_households: count(facts.affected_households),
            cost: Fen(facts.cost_fen.0),
            urgency: facts.urgency.into(),
        }
    }
}
