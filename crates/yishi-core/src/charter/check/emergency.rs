//! The emergency mode: it changes something that exists, leaves to the law what is the law's, and its rules hold together.

use super::Faults;
use crate::*;
use std::collections::BTreeSet;

/// Powers that change the rules: nobody gets them by an emergency.
const NEVER_GRANTED: [Power; 3] = [Power::Amend, Power::Declare, Power::Appoint];

pub(super) fn check(charter: &Charter, faults: &mut Faults) {
    let Some(clause) = &charter.emergency else { return };
    faults.name("emergency.name", &clause.name);
    if charter.in_emergency().as_ref() == Some(charter) {
        let message = "nothing changes while the emergency lasts: say what does, or leave the clause out";
        faults.add("emergency", message);
    }
    check_decisions(charter, clause, faults);
    check_powers(charter, clause, faults);
}

fn check_decisions(charter: &Charter, clause: &EmergencyClause, faults: &mut Faults) {
    let mut seen = BTreeSet::new();
    for (position, changed) in clause.decisions.iter().enumerate() {
        let path = format!("emergency.decisions[{position}]");
        if !seen.insert(&changed.rule) {
            faults.add(format!("{path}.rule"), format!("rule `{}` is changed twice: keep one", changed.rule));
        }
        let Some(rule) = charter.decision(&changed.rule) else {
            let message = format!("there is no rule `{}`: name one of `decisions`", changed.rule);
            faults.add(format!("{path}.rule"), message);
            continue;
        };
        if rule.electorate == Electorate::Owners && changed.requirements.is_some() {
            faults.add(
                format!("{path}.requirements"),
                "what owners decide needs the shares of Civil Code art. 278 in an emergency too: leave the requirements out",
            );
        }
    }
}

fn check_powers(charter: &Charter, clause: &EmergencyClause, faults: &mut Faults) {
    for (position, grant) in clause.powers.iter().enumerate() {
        let path = format!("emergency.powers[{position}]");
        if !charter.seats.iter().any(|seat| seat.id == grant.seat) {
            faults.add(
                format!("{path}.seat"),
                format!("there is no seat `{}`: name one of `seats`", grant.seat),
            );
        }
        if NEVER_GRANTED.contains(&grant.power) {
            let message = format!(
                "an emergency must not bring the power `{}` to anybody: it would make itself permanent",
                grant.power.name()
            );
            faults.add(format!("{path}.power"), message);
        }
    }
}

/// Somebody can declare it; and what is wrong with the changed rules is wrong with the emergency, for the rules as they are hold.
pub(super) fn check_mode(charter: &Charter, faults: &mut Faults) {
    let Some(changed) = charter.in_emergency() else { return };
    let declares = |root: &CouncilClause| charter.seats_with_power(Power::Declare, &root.id).next().is_some();
    if !charter.root().is_some_and(declares) {
        let message = "nobody could declare it: grant the power `declare` to a seat of the highest council";
        faults.add_at(&[&"emergency", &"seats"], message);
    }
    for fault in changed.check_rules() {
        let clauses: Vec<&dyn std::fmt::Display> = std::iter::once(&"emergency" as &dyn std::fmt::Display)
            .chain(fault.clauses.iter().map(|clause| clause as &dyn std::fmt::Display))
            .collect();
        faults.add_at(&clauses, format!("while the emergency lasts: {}", fault.message));
    }
}
