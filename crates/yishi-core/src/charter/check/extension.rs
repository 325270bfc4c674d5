//! Votes that go on for longer: what could never happen, and bars that nothing raises or lifts.

use super::Faults;
use super::decisions::check_threshold;
use crate::*;
use yishi_tally::Requirement;

pub(super) fn check(charter: &Charter, decision: &DecisionClause, path: &str, faults: &mut Faults) {
    let Some(clause) = &decision.extension else { return };
    let extension = format!("{path}.extension");
    check_threshold(clause.until, &format!("{extension}.until"), faults);
    if decision.counting == Counting::Sheets {
        let message = "nobody knows who takes part before the sheets are in: leave `extension` out";
        faults.add_at(&[&extension, &format!("{path}.counting")], message);
    }
    if decision.needs_meeting() {
        let message = "a vote among those present ends with the meeting: leave `extension` out";
        faults.add_at(&[&extension, &format!("{path}.requirements")], message);
    }
    check_bar(charter, decision, clause, path, faults);
}

fn check_bar(
    charter: &Charter,
    decision: &DecisionClause,
    clause: &ExtensionClause,
    path: &str,
    faults: &mut Faults,
) {
    let extension = format!("{path}.extension");
    let is_quorum = |requirement: &Requirement| requirement.quorum;
    if clause.bar.is_some() && !decision.requirements.iter().any(is_quorum) {
        faults.add_at(
            &[&format!("{extension}.bar"), &format!("{path}.requirements")],
            "a vote without a quorum is never in vain, so nothing is barred: mark a requirement with `quorum = true`, or leave the bar out",
        );
    }
    let Some(step) = &clause.bar_lifted_by else { return };
    let lifted_by = format!("{extension}.bar_lifted_by");
    if clause.bar.is_none() {
        faults.add(&lifted_by, "there is no bar to lift: add `bar`, or leave this out");
    }
    match charter.decision(step) {
        None => faults.add(&lifted_by, format!("there is no rule `{step}`: name one of `decisions`")),
        Some(found) if found.stage != DecisionStage::Step => {
            let message = format!("rule `{step}` decides by itself: write `stage = \"step\"` there");
            faults.add(&lifted_by, message);
        }
        Some(_) => {}
    }
}
