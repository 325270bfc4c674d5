//! Rules that count tally sheets: who could enter and confirm them, and what they could not tell.

use super::Faults;
use crate::*;
use std::collections::BTreeSet;
use yishi_tally::Measure;

pub(super) fn check(charter: &Charter, decision: &DecisionClause, path: &str, faults: &mut Faults) {
    if decision.counting == Counting::Ballots {
        if decision.finish != SheetsFinish::InTime {
            faults.add_at(
                &[&format!("{path}.finish"), &format!("{path}.counting")],
                "ballots are taken until the close: write `counting = \"sheets\"`, or leave `finish` out",
            );
        }
        return;
    }
    check_sections(charter, decision, path, faults);
    if decision.openness != Openness::Named {
        faults.add_at(
            &[&format!("{path}.openness"), &format!("{path}.counting")],
            "a tally sheet holds totals and no ballots that could be kept closed: write `openness = \"named\"`",
        );
    }
}

pub(super) fn check_sections(charter: &Charter, decision: &DecisionClause, path: &str, faults: &mut Faults) {
    let mut seen = BTreeSet::new();
    for (position, SectionClause { council, .. }) in decision.sections.iter().enumerate() {
        let clause = format!("{path}.sections[{position}].council");
        if charter.council(council).is_none() {
            faults.add(clause, format!("there is no council `{council}`: add it to `councils`"));
        } else if !seen.insert(council) {
            faults.add(clause, format!("section `{council}` is listed twice: its vote would weigh twice"));
        }
    }
}

/// In which measures a tally sheet can tell anything.
pub(super) fn counts_in(decision: &DecisionClause, measure: Measure) -> bool {
    match measure {
        Measure::Heads | Measure::Area | Measure::Households => true,
        Measure::Councils => !decision.sections.is_empty(),
        Measure::Benches => false,
    }
}

/// Some council has all the sections below it; and two different people must be able to witness the sheet of every section,
/// and of the whole.
pub(super) fn check_witnesses(charter: &Charter, faults: &mut Faults) {
    for (position, decision) in charter.decisions.iter().enumerate() {
        let exist = decision.sections.iter().all(|section| charter.council(&section.council).is_some());
        if decision.sections.is_empty() && decision.counting == Counting::Ballots || !exist {
            continue;
        }
        let deciding = charter.councils.iter().filter(|council| {
            decision.level.as_ref().is_none_or(|level| *level == council.level)
                && decision.sections.iter().all(|section| charter.is_below(&section.council, &council.id))
        });
        let deciding: Vec<&CouncilId> = deciding.map(|council| &council.id).collect();
        if deciding.is_empty() {
            faults.add(
                format!("decisions[{position}].sections"),
                "no council of the rule's level has all of them below it, so no poll could use the rule: list sections below one council",
            );
        }
        if decision.counting == Counting::Ballots {
            continue;
        }
        let reported = decision.sections.iter().map(|section| &section.council);
        let unwitnessed =
            reported.chain(deciding).find(|council| charter.people_with_power(Power::Count, council) < 2);
        if let Some(council) = unwitnessed {
            faults.add_at(
                &[&format!("decisions[{position}].counting"), &"seats"],
                format!(
                    "nobody could confirm a tally sheet of `{council}`: give the power `count` over it to seats with two holders at least"
                ),
            );
        }
    }
}
