//! Which matters the conditions of a routing rule hold for, as a box, and what is left of a box when others are taken away.
//!
//! Exact: a rule can fire when something is left of its box after those of all earlier rules.

use crate::*;
use std::collections::BTreeSet;

/// Matters by class, households, cost, places and urgency. Bounds of numbers include both ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Matters<'a> {
    classes: BTreeSet<&'a ClassId>,
    urgencies: BTreeSet<Urgency>,
    numbers: [(u64, u64); 3],
}

/// Pieces beyond which a rule counts as able to fire: only charters made to be hard come near it.
const MOST_PIECES: usize = 4_096;

impl<'a> Matters<'a> {
    /// The matters that fit conditions; nothing where none can.
    pub(super) fn of(charter: &'a Charter, when: &'a RoutingConditions) -> Option<Self> {
        let RoutingConditions {
            classes,
            affected_households_at_least,
            affected_households_at_most,
            cost_fen_at_least,
            cost_fen_at_most,
            places_at_least,
            urgency,
        } = when;
        let known = charter.classes.iter().map(|class| &class.id);
        let classes: BTreeSet<&ClassId> =
            known.filter(|class| classes.is_empty() || classes.contains(*class)).collect();
        let urgencies = match urgency {
            Some(urgency) => BTreeSet::from([*urgency]),
            None => BTreeSet::from([Urgency::Ordinary, Urgency::Urgent]),
        };
        let bounds =
            |least: Option<u64>, most: Option<u64>| (least.unwrap_or(0), most.unwrap_or(MAX_SAFE_INTEGER));
        let places = charter.councils.iter().filter(|council| charter.is_lowest(&council.id)).count();
        let places = u64::try_from(places.clamp(1, MAX_PLACES)).unwrap_or(MAX_SAFE_INTEGER);
        let numbers = [
            bounds(*affected_households_at_least, *affected_households_at_most),
            bounds(cost_fen_at_least.map(|cost| cost.0), cost_fen_at_most.map(|cost| cost.0)),
            // A matter touches at least one place, whatever the rule says.
            (places_at_least.unwrap_or(1).max(1), places),
        ];
        let some = !classes.is_empty() && numbers.iter().all(|(least, most)| least <= most);
        some.then_some(Self { classes, urgencies, numbers })
    }

    fn meets(&self, other: &Self) -> bool {
        let numbers = self.numbers.iter().zip(&other.numbers);
        !self.classes.is_disjoint(&other.classes)
            && !self.urgencies.is_disjoint(&other.urgencies)
            && numbers.into_iter().all(|(own, other)| own.0 <= other.1 && other.0 <= own.1)
    }

    /// What is left when others are taken away, as pieces that do not meet each other.
    fn without(&self, other: &Self) -> Vec<Self> {
        if !self.meets(other) {
            return vec![self.clone()];
        }
        let mut pieces = Vec::new();
        let mut rest = self.clone();
        let outside: BTreeSet<&ClassId> = rest.classes.difference(&other.classes).copied().collect();
        if !outside.is_empty() {
            pieces.push(Self { classes: outside, ..rest.clone() });
        }
        rest.classes.retain(|class| other.classes.contains(class));
        let outside: BTreeSet<Urgency> = rest.urgencies.difference(&other.urgencies).copied().collect();
        if !outside.is_empty() {
            pieces.push(Self { urgencies: outside, ..rest.clone() });
        }
        rest.urgencies.retain(|urgency| other.urgencies.contains(urgency));
        for dimension in 0..rest.numbers.len() {
            rest.cut(dimension, other, &mut pieces);
        }
        pieces
    }

    /// Cuts off what lies below and above the other in one dimension.
    fn cut(&mut self, dimension: usize, other: &Self, pieces: &mut Vec<Self>) {
        let (Some(own), Some(taken)) =
            (self.numbers.get(dimension).copied(), other.numbers.get(dimension).copied())
        else {
            return;
        };
        let keep = |piece: &Self, bounds: (u64, u64)| {
            let mut piece = piece.clone();
            if let Some(found) = piece.numbers.get_mut(dimension) {
                *found = bounds;
            }
            piece
        };
        if own.0 < taken.0 {
            pieces.push(keep(self, (own.0, taken.0.saturating_sub(1))));
        }
        if own.1 > taken.1 {
            pieces.push(keep(self, (taken.1.saturating_add(1), own.1)));
        }
        *self = keep(self, (own.0.max(taken.0), own.1.min(taken.1)));
    }
}

/// The rules whose boxes together leave nothing of the one at `position`, in their order; nothing where it can fire.
pub(super) fn taken_by(charter: &Charter, position: usize) -> Option<Vec<usize>> {
    let rule = charter.routing.get(position)?;
    let mut left: Vec<Matters<'_>> = Matters::of(charter, &rule.when).into_iter().collect();
    let mut takers = Vec::new();
    for (earlier, found) in charter.routing.iter().enumerate().take(position) {
        let Some(taken) = Matters::of(charter, &found.when) else { continue };
        if !left.iter().any(|piece| piece.meets(&taken)) {
            continue;
        }
        takers.push(earlier);
        left = left.iter().flat_map(|piece| piece.without(&taken)).collect();
        if left.is_empty() {
            return Some(takers);
        }
        if left.len() > MOST_PIECES {
            return None;
        }
    }
    left.is_empty().then_some(takers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Conditions over a few small numbers, so that all matters can be tried one by one.
    fn conditions() -> impl Strategy<Value = RoutingConditions> {
        let bound = || prop::option::weighted(0.4, 0..4_u64);
        let classes = prop::collection::btree_set(prop::sample::select(vec!["a", "b"]), 0..2);
        let urgency = prop::option::of(prop::sample::select(vec![Urgency::Ordinary, Urgency::Urgent]));
        let places = prop::option::weighted(0.3, 1..3_u64);
        (classes, bound(), bound(), bound(), bound(), places, urgency).prop_map(
            |(classes, least, most, cheapest, dearest, places_at_least, urgency)| RoutingConditions {
                classes: classes.into_iter().map(|class| class.parse().unwrap()).collect(),
                affected_households_at_least: least,
                affected_households_at_most: most,
                cost_fen_at_least: cheapest.map(AmountFen),
                cost_fen_at_most: dearest.map(AmountFen),
                places_at_least,
                urgency,
            },
        )
    }

    /// Two classes, two lowest councils, and these rules.
    fn charter(rules: Vec<RoutingConditions>) -> Charter {
        let mut charter: Charter = toml::from_str(MINIMAL_CHARTER_TOML).unwrap();
        charter.classes.truncate(2);
        for (class, id) in charter.classes.iter_mut().zip(["a", "b"]) {
            class.id = id.parse().unwrap();
        }
        let rule = charter.routing.last().unwrap().clone();
        charter.routing = rules.into_iter().map(|when| RoutingRule { when, ..rule.clone() }).collect();
        charter
    }

    /// Every matter on the grid of the bounds.
    fn matters(charter: &Charter) -> Vec<Facts> {
        let places: Vec<CouncilId> = charter
            .councils
            .iter()
            .filter(|council| charter.is_lowest(&council.id))
            .map(|council| council.id.clone())
            .collect();
        let mut found = Vec::new();
        for class in &charter.classes {
            for number in 0..200_u64 {
                let (households, cost) = (number % 5, number / 5 % 5);
                let urgency = if number / 25 % 2 == 0 { Urgency::Ordinary } else { Urgency::Urgent };
                let touched = 1 + usize::try_from(number / 50 % 2).unwrap();
                found.push(Facts {
                    class: class.id.clone(),
                    places: places.iter().take(touched).cloned().collect(),
                    affected_households: households,
                    cost_fen: AmountFen(cost),
                    urgency,
                });
            }
        }
        found
    }

    proptest! {
        #[test]
        fn a_rule_can_fire_exactly_when_some_matter_fires_it(
            rules in prop::collection::vec(conditions(), 1..6),
        ) {
            let charter = charter(rules);
            let matters = matters(&charter);
            for position in 0..charter.routing.len() {
                let fires = matters.iter().any(|facts| {
                    charter.routing.iter().position(|rule| rule.when.hold(facts)) == Some(position)
                });
                prop_assert_eq!(taken_by(&charter, position).is_none(), fires, "rule {}", position);
            }
        }
    }
}
