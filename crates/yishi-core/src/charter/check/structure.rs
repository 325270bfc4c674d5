//! Names, references and the tree of councils.

use super::Faults;
use crate::*;

pub(super) fn check(charter: &Charter, faults: &mut Faults) {
    check_names(charter, faults);
    check_ids(charter, faults);
    check_councils(charter, faults);
    check_one_root(charter, faults);
    check_seats(charter, faults);
    if charter.registrars.threshold == 0 {
        faults.add("registrars.threshold", "nobody would have to agree to a new key: write at least 1");
    }
}

fn check_names(charter: &Charter, faults: &mut Faults) {
    faults.name("name", &charter.name);
    let mut names = |list: &str, found: Vec<&String>| {
        for (position, name) in found.into_iter().enumerate() {
            faults.name(format!("{list}[{position}].name"), name);
        }
    };
    names("levels", charter.levels.iter().map(|clause| &clause.name).collect());
    names("councils", charter.councils.iter().map(|clause| &clause.name).collect());
    names("benches", charter.benches.iter().map(|clause| &clause.name).collect());
    names("seats", charter.seats.iter().map(|clause| &clause.name).collect());
    names("classes", charter.classes.iter().map(|clause| &clause.name).collect());
    names("routing", charter.routing.iter().map(|clause| &clause.name).collect());
    names("decisions", charter.decisions.iter().map(|clause| &clause.name).collect());
}

fn check_ids(charter: &Charter, faults: &mut Faults) {
    faults.distinct("levels", charter.levels.iter().map(|clause| &clause.id));
    faults.distinct("councils", charter.councils.iter().map(|clause| &clause.id));
    faults.distinct("benches", charter.benches.iter().map(|clause| &clause.id));
    faults.distinct("seats", charter.seats.iter().map(|clause| &clause.id));
    faults.distinct("classes", charter.classes.iter().map(|clause| &clause.id));
    faults.distinct("routing", charter.routing.iter().map(|clause| &clause.id));
    faults.distinct("decisions", charter.decisions.iter().map(|clause| &clause.id));
    faults.distinct("escalation", charter.escalation.iter().map(|clause| &clause.id));
}

/// A parent at a strictly higher level also rules out rings.
fn check_councils(charter: &Charter, faults: &mut Faults) {
    for (position, council) in charter.councils.iter().enumerate() {
        let level = charter.rank(&council.level);
        if level.is_none() {
            let message = format!("there is no level `{}`: add it to `levels`", council.level);
            faults.add(format!("councils[{position}].level"), message);
        }
        let Some(parent) = &council.parent else { continue };
        let clause = format!("councils[{position}].parent");
        match charter.council(parent) {
            None => faults.add(clause, format!("there is no council `{parent}`: add it to `councils`")),
            Some(above) if level.is_some() && charter.rank(&above.level) <= level => {
                let message = format!(
                    "`{parent}` stands at level `{}`, which is not above `{}`: name a parent of a higher level (levels are listed lowest first)",
                    above.level, council.level
                );
                faults.add_at(&[&clause, &format!("councils[{position}].level")], message);
            }
            Some(_) => {}
        }
    }
}

fn check_one_root(charter: &Charter, faults: &mut Faults) {
    let without_parent = charter.councils.iter().enumerate().filter(|(_, council)| council.parent.is_none());
    let roots: Vec<usize> = without_parent.map(|(position, _)| position).collect();
    match roots.as_slice() {
        [_] => {}
        [] => faults.add("councils", "no council is the highest: leave out the parent of exactly one"),
        several => {
            let clauses: Vec<String> =
                several.iter().map(|position| format!("councils[{position}].parent")).collect();
            let clauses: Vec<&dyn std::fmt::Display> = clauses.iter().map(|clause| clause as _).collect();
            let message = format!(
                "{} councils have no parent, so they do not form one tree: give all but one a parent",
                several.len()
            );
            faults.add_at(&clauses, message);
        }
    }
}

fn check_seats(charter: &Charter, faults: &mut Faults) {
    for (position, seat) in charter.seats.iter().enumerate() {
        if !charter.benches.iter().any(|bench| bench.id == seat.bench) {
            let message = format!("there is no bench `{}`: add it to `benches`", seat.bench);
            faults.add(format!("seats[{position}].bench"), message);
        }
        if !charter.councils.iter().any(|council| council.level == seat.level) {
            let message =
                format!("no council stands at level `{}`: name the level of some council", seat.level);
            faults.add(format!("seats[{position}].level"), message);
        }
        if seat.holders == 0 {
            faults.add(format!("seats[{position}].holders"), "nobody could hold the seat: write at least 1");
        }
        check_grants(seat, position, faults);
    }
}

fn check_grants(seat: &SeatClause, position: usize, faults: &mut Faults) {
    for (later, grant) in seat.powers.iter().enumerate() {
        let earlier = seat.powers.iter().take(later).position(|found| found.power == grant.power);
        if let Some(earlier) = earlier {
            faults.add_at(
                &[
                    &format!("seats[{position}].powers[{earlier}]"),
                    &format!("seats[{position}].powers[{later}]"),
                ],
                "the power is granted twice: keep one, with `over = \"own_and_below\"` if both are meant",
            );
        }
    }
}
