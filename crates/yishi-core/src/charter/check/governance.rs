//! Clauses about the rules themselves: amendments, duties kept apart, contests of routes, teams.

use super::Faults;
use crate::*;
use std::collections::BTreeSet;

pub(super) fn check(charter: &Charter, faults: &mut Faults) {
    if let Some(clause) = &charter.amendment {
        check_amendment(charter, clause, faults);
    }
    for (position, clause) in charter.separation.iter().enumerate() {
        check_separation(clause, &format!("separation[{position}]"), faults);
    }
    if charter.contest.as_ref().is_some_and(|contest| contest.signatures == 0) {
        let message = "a contest that nobody signed would hold up every matter: write at least 1";
        faults.add("contest.signatures", message);
    }
    check_joint(charter, faults);
    if let Some(clause) = &charter.hard_matters {
        check_hard_matters(charter, clause, faults);
    }
    if let Some(clause) = &charter.registry {
        check_registry(clause, faults);
    }
    if let Some(clause) = &charter.rulings {
        check_named(charter, "rulings.confirmed_by", &clause.confirmed_by, faults);
    }
}

/// Seats that do something: at least one, and all of them there.
fn check_named(charter: &Charter, path: &str, seats: &BTreeSet<SeatId>, faults: &mut Faults) {
    if seats.is_empty() {
        faults.add(path, "nobody could ever do so: name at least one seat");
    }
    for seat in seats.iter().filter(|seat| charter.seats.iter().all(|found| found.id != **seat)) {
        faults.add(path, format!("there is no seat `{seat}`: name one of `seats`"));
    }
}

fn check_registry(clause: &RegistryClause, faults: &mut Faults) {
    let (least, most) = BOOKS_AT_MOST;
    if !(least..=most).contains(&clause.books_at_most.0) {
        faults.add("registry.books_at_most", format!("a register holds some books: write {least} to {most}"));
    }
}

fn check_hard_matters(charter: &Charter, clause: &HardMattersClause, faults: &mut Faults) {
    for (field, seats) in [("named_by", &clause.named_by), ("sponsors", &clause.sponsors)] {
        check_named(charter, &format!("hard_matters.{field}"), seats, faults);
    }
    if !(1..=100).contains(&clause.answerers_at_most) {
        faults.add(
            "hard_matters.answerers_at_most",
            "somebody has to answer, and not everybody: write 1 to 100",
        );
    }
}

fn check_amendment(charter: &Charter, clause: &AmendmentClause, faults: &mut Faults) {
    let path = "amendment.rule";
    let Some(position) = charter.decisions.iter().position(|rule| rule.id == clause.rule) else {
        return faults.add(path, format!("there is no rule `{}`: name one of `decisions`", clause.rule));
    };
    let Some(rule) = charter.decisions.get(position) else { return };
    let root = charter.root().map(|root| &root.level);
    if rule.level.is_some() && rule.level.as_ref() != root {
        faults.add_at(
            &[&path, &format!("decisions[{position}].level")],
            "the highest council amends and could not use the rule: name a rule of its level or of all levels",
        );
    }
    let unfit = [
        ("stage", rule.stage == DecisionStage::Step),
        ("choice", rule.choice.is_some()),
        ("recalls", rule.recalls.is_some()),
    ];
    for (field, _) in unfit.into_iter().filter(|(_, unfit)| *unfit) {
        faults.add_at(
            &[&path, &format!("decisions[{position}].{field}")],
            "an amendment is a text that is adopted or not: name a rule that decides for or against",
        );
    }
}

fn check_separation(clause: &SeparationClause, path: &str, faults: &mut Faults) {
    faults.name(format!("{path}.name"), &clause.name);
    if clause.powers.len() < 2 {
        let message = "one power cannot be kept apart from itself: name at least 2";
        faults.add(format!("{path}.powers"), message);
    }
}

/// No seat gives by itself what nobody may have, in either mode.
pub(super) fn check_separated_seats(charter: &Charter, faults: &mut Faults) {
    if charter.separation.is_empty() {
        return;
    }
    let modes = charter.modes();
    for (position, seat) in charter.seats.iter().enumerate() {
        let councils = charter.councils.iter().filter(|council| council.level == seat.level);
        let both = councils.into_iter().find_map(|council| modes.inseparable(&[(&council.id, &seat.id)]));
        let Some((duty, other)) = both else { continue };
        let apart =
            |clause: &SeparationClause| clause.powers.contains(&duty) && clause.powers.contains(&other);
        let clause = charter.separation.iter().position(apart).unwrap_or_default();
        faults.add_at(
            &[&format!("seats[{position}].powers"), &format!("separation[{clause}]")],
            format!(
                "seat `{}` has both `{}` and `{}`, which nobody may have over one council: leave one to another seat",
                seat.id,
                duty.name(),
                other.name()
            ),
        );
    }
}

/// A contest is answered by somebody other than who screened: two people at least have to be able to.
pub(super) fn check_answerers(charter: &Charter, faults: &mut Faults) {
    if charter.contest.is_none() {
        return;
    }
    for (position, council) in charter.councils.iter().enumerate() {
        if !charter.is_lowest(&council.id) {
            continue;
        }
        let screens = charter.seats_with_power(Power::Screen, &council.id);
        let refers = charter.seats_with_power(Power::Refer, &council.id);
        let seats: BTreeSet<(&CouncilId, &SeatId, u32)> =
            screens.chain(refers).map(|(seated, seat)| (seated, &seat.id, seat.holders)).collect();
        let holders: u64 = seats.into_iter().map(|(_, _, holders)| u64::from(holders)).sum();
        if holders < 2 {
            faults.add_at(
                &[&"contest", &format!("councils[{position}]")],
                format!(
                    "only one person screens and refers for council `{}`, and nobody answers a contest of their own screening: give `screen` or `refer` to a second one",
                    council.id
                ),
            );
        }
    }
}

fn check_joint(charter: &Charter, faults: &mut Faults) {
    let asked = charter.routing.iter().position(|rule| rule.track == Track::Joint);
    let Some(clause) = &charter.joint else {
        if let Some(rule) = asked {
            let message = "the rule calls teams and the charter has none: add a clause `joint` with teams";
            faults.add_at(&[&format!("routing[{rule}].track"), &"joint"], message);
        }
        return;
    };
    if asked.is_none() {
        let message = "no routing rule leads to the joint track, so no team is ever called: add one with `track = \"joint\"`, or leave this out";
        faults.add_at(&[&"joint", &"routing"], message);
    }
    if clause.teams.is_empty() {
        faults.add("joint.teams", "there is no team to call: add at least one");
    }
    faults.distinct("joint.teams", clause.teams.iter().map(|team| &team.id));
    for (position, team) in clause.teams.iter().enumerate() {
        let path = format!("joint.teams[{position}]");
        faults.name(format!("{path}.name"), &team.name);
        if charter.council(&team.council).is_none() {
            faults.add(
                format!("{path}.council"),
                format!("there is no council `{}`: add it to `councils`", team.council),
            );
        } else if !charter.seats_of(&team.council).any(|seat| seat.id == team.seat) {
            faults.add_at(
                &[&format!("{path}.seat"), &format!("{path}.council")],
                format!("council `{}` has no seat `{}`: name a seat of its level", team.council, team.seat),
            );
        }
    }
}
