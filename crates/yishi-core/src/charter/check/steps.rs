//! Rules that ask only some seats, come after one another, or recall somebody.

use super::Faults;
use crate::*;
use std::collections::BTreeSet;

pub(super) fn check(charter: &Charter, decision: &DecisionClause, path: &str, faults: &mut Faults) {
    check_seats(charter, decision, path, faults);
    check_after(charter, decision, path, faults);
    check_stage(charter, decision, path, faults);
    if let Some(seat) = &decision.recalls {
        check_recall(charter, decision, seat, path, faults);
    }
}

fn check_seats(charter: &Charter, decision: &DecisionClause, path: &str, faults: &mut Faults) {
    if decision.seats.is_empty() {
        return;
    }
    let clause = format!("{path}.seats");
    if decision.electorate != Electorate::Seats {
        let message = "only seats can be named one by one: write `electorate = \"seats\"`, or leave them out";
        faults.add_at(&[&clause, &format!("{path}.electorate")], message);
    }
    for id in &decision.seats {
        match charter.seats.iter().find(|seat| seat.id == *id) {
            None => faults.add(&clause, format!("there is no seat `{id}`: name one of `seats`")),
            Some(seat) if decision.level.as_ref().is_some_and(|level| *level != seat.level) => faults.add_at(
                &[&clause, &format!("{path}.level")],
                format!("seat `{id}` stands in councils of level `{}`: write that level here", seat.level),
            ),
            Some(_) => {}
        }
    }
}

fn check_after(charter: &Charter, decision: &DecisionClause, path: &str, faults: &mut Faults) {
    let mut seen = BTreeSet::new();
    for (position, step) in decision.after.iter().enumerate() {
        let clause = format!("{path}.after[{position}]");
        if !seen.insert(step) {
            faults.add(&clause, format!("step `{step}` is listed twice"));
            continue;
        }
        let Some(found) = charter.decision(step) else {
            faults.add(&clause, format!("there is no rule `{step}`: name one of `decisions`"));
            continue;
        };
        if found.stage != DecisionStage::Step {
            faults.add(
                &clause,
                format!("rule `{step}` decides, so nothing comes after it: write `stage = \"step\"` there"),
            );
        }
        if let (Some(here), Some(there)) = (&decision.level, &found.level)
            && here != there
        {
            faults.add_at(
                &[&clause, &format!("{path}.level")],
                format!("step `{step}` is taken at level `{there}`, and a matter stands at one: write the same level"),
            );
        }
    }
    if charter.comes_after(decision, &decision.id) {
        faults
            .add(format!("{path}.after"), format!("rule `{}` would have to come after itself", decision.id));
    }
}

impl Charter {
    /// Whether a rule comes after the one of this name, by any number of steps.
    pub(crate) fn comes_after(&self, rule: &DecisionClause, step: &RuleId) -> bool {
        comes_after(self, step, rule, &mut BTreeSet::new())
    }
}

fn comes_after<'a>(
    charter: &'a Charter,
    id: &RuleId,
    decision: &'a DecisionClause,
    seen: &mut BTreeSet<&'a RuleId>,
) -> bool {
    decision.after.iter().any(|step| {
        step == id
            || (seen.insert(step)
                && charter.decision(step).is_some_and(|found| comes_after(charter, id, found, seen)))
    })
}

fn check_stage(charter: &Charter, decision: &DecisionClause, path: &str, faults: &mut Faults) {
    if decision.stage == DecisionStage::Final {
        return;
    }
    let stage = format!("{path}.stage");
    let leads_on = |other: &DecisionClause| {
        let lifts = other.extension.as_ref().and_then(|clause| clause.bar_lifted_by.as_ref());
        other.after.contains(&decision.id) || lifts == Some(&decision.id)
    };
    if !charter.decisions.iter().any(leads_on) {
        faults.add(
            &stage,
            "no rule comes after this step, so it leads nowhere: name it in `after` of one that decides",
        );
    }
    let decides_something = [("choice", decision.choice.is_some()), ("recalls", decision.recalls.is_some())];
    for (field, stands) in decides_something {
        if stands {
            let message = format!("a step decides nothing yet: leave `{field}` to the rule that decides");
            faults.add_at(&[&stage, &format!("{path}.{field}")], message);
        }
    }
}

fn check_recall(
    charter: &Charter,
    decision: &DecisionClause,
    seat: &SeatId,
    path: &str,
    faults: &mut Faults,
) {
    let clause = format!("{path}.recalls");
    if decision.choice.is_some() {
        let message = "people are recalled by a vote for or against: leave `choice` out, or recall nobody";
        faults.add_at(&[&clause, &format!("{path}.choice")], message);
    }
    match charter.seats.iter().find(|found| found.id == *seat) {
        None => faults.add(clause, format!("there is no seat `{seat}`: name one of `seats`")),
        Some(found) if decision.level.as_ref() != Some(&found.level) => faults.add_at(
            &[&clause, &format!("{path}.level")],
            format!("seat `{seat}` stands in councils of level `{}`: write that level here", found.level),
        ),
        Some(_) => {}
    }
}
