//! Rules that lead matters to councils and up the tree: each can fire, and something always does.

use super::Faults;
use crate::*;

pub(super) fn check(charter: &Charter, faults: &mut Faults) {
    if charter.classes.is_empty() {
        faults.add("classes", "matters need a class: add at least one");
    }
    check_fall_through(charter, faults);
    for (position, rule) in charter.routing.iter().enumerate() {
        let path = format!("routing[{position}]");
        check_level(charter, rule, &path, faults);
        check_classes(charter, rule, &path, faults);
        check_bounds(&rule.when, &path, faults);
        let earlier =
            charter.routing.iter().take(position).position(|earlier| covers(&earlier.when, &rule.when));
        if let Some(earlier) = earlier {
            faults.add_at(
                &[&path, &format!("routing[{earlier}]")],
                format!("the rule can never fire, for rule {earlier} takes all its matters before: put it first or remove it"),
            );
        }
    }
    check_escalation(charter, faults);
}

fn check_fall_through(charter: &Charter, faults: &mut Faults) {
    if !charter.routing.last().is_some_and(|rule| rule.when.is_empty()) {
        let message = "some matters would fit no rule: end the list with one that has no conditions";
        faults.add("routing", message);
    }
}

fn check_level(charter: &Charter, rule: &RoutingRule, path: &str, faults: &mut Faults) {
    let clause = format!("{path}.level");
    let Some(level) = charter.rank(&rule.level) else {
        return faults.add(clause, format!("there is no level `{}`: add it to `levels`", rule.level));
    };
    let top = charter.root().and_then(|root| charter.rank(&root.level));
    if top.is_some_and(|top| level > top) {
        let message =
            format!("no council stands at level `{}` or above: name a level that has one", rule.level);
        faults.add(clause, message);
    }
}

fn check_classes(charter: &Charter, rule: &RoutingRule, path: &str, faults: &mut Faults) {
    for class in &rule.when.classes {
        if !charter.classes.iter().any(|found| found.id == *class) {
            let message = format!("there is no class `{class}`: add it to `classes`");
            faults.add(format!("{path}.when.classes"), message);
        }
    }
}

fn check_bounds(when: &RoutingConditions, path: &str, faults: &mut Faults) {
    let crossed =
        |least: Option<u64>, most: Option<u64>| matches!((least, most), (Some(l), Some(m)) if l > m);
    if crossed(when.affected_households_at_least, when.affected_households_at_most) {
        faults.add_at(
            &[
                &format!("{path}.when.affected_households_at_least"),
                &format!("{path}.when.affected_households_at_most"),
            ],
            "no number of households fits both bounds: raise the upper or lower the other",
        );
    }
    if crossed(when.cost_fen_at_least.map(|cost| cost.0), when.cost_fen_at_most.map(|cost| cost.0)) {
        faults.add_at(
            &[&format!("{path}.when.cost_fen_at_least"), &format!("{path}.when.cost_fen_at_most")],
            "no cost fits both bounds: raise the upper or lower the other",
        );
    }
}

/// No rule waits for more places than the tree has.
pub(super) fn check_places(charter: &Charter, faults: &mut Faults) {
    let lowest = charter.councils.iter().filter(|council| charter.is_lowest(&council.id)).count();
    let lowest = u64::try_from(lowest).unwrap_or(u64::MAX);
    for (position, rule) in charter.routing.iter().enumerate() {
        if rule.when.places_at_least.is_some_and(|places| places > lowest) {
            let message = format!("there are only {lowest} lowest councils to touch: write a smaller number");
            faults.add(format!("routing[{position}].when.places_at_least"), message);
        }
    }
}

/// Whether every matter that fits `narrow` fits `wide` as well.
fn covers(wide: &RoutingConditions, narrow: &RoutingConditions) -> bool {
    let least = |wide: Option<u64>, narrow: Option<u64>| match (wide, narrow) {
        (None, _) => true,
        (Some(wide), narrow) => narrow.unwrap_or(0) >= wide,
    };
    let most = |wide: Option<u64>, narrow: Option<u64>| match (wide, narrow) {
        (None, _) => true,
        (Some(wide), narrow) => narrow.is_some_and(|narrow| narrow <= wide),
    };
    let fen = |cost: Option<AmountFen>| cost.map(|cost| cost.0);
    // A matter touches at least one place, whatever the rule says.
    let places = |when: &RoutingConditions| Some(when.places_at_least.unwrap_or(1).max(1));
    let classes =
        wide.classes.is_empty() || (!narrow.classes.is_empty() && narrow.classes.is_subset(&wide.classes));
    classes
        && least(wide.affected_households_at_least, narrow.affected_households_at_least)
        && most(wide.affected_households_at_most, narrow.affected_households_at_most)
        && least(fen(wide.cost_fen_at_least), fen(narrow.cost_fen_at_least))
        && most(fen(wide.cost_fen_at_most), fen(narrow.cost_fen_at_most))
        && least(places(wide), places(narrow))
        && wide.urgency.is_none_or(|urgency| narrow.urgency == Some(urgency))
}

fn check_escalation(charter: &Charter, faults: &mut Faults) {
    for (position, clause) in charter.escalation.iter().enumerate() {
        if clause.on == (EscalationTrigger::Petition { signatures: 0 }) {
            let message = "a petition nobody signed would move every matter: write at least 1";
            faults.add(format!("escalation[{position}].on.signatures"), message);
        }
        let earlier =
            charter.escalation.iter().take(position).position(|earlier| takes(earlier.on, clause.on));
        if let Some(earlier) = earlier {
            faults.add_at(
                &[&format!("escalation[{position}]"), &format!("escalation[{earlier}]")],
                format!("the rule can never fire, for rule {earlier} fires first: remove one of them"),
            );
        }
    }
}

/// Whether the earlier rule always fires when the later one would.
fn takes(earlier: EscalationTrigger, later: EscalationTrigger) -> bool {
    match (earlier, later) {
        (EscalationTrigger::Petition { .. }, EscalationTrigger::Petition { .. }) => true,
        (earlier, later) => earlier == later,
    }
}
