//! Rules of procedure: what could never take effect, or would count what nobody said.

use super::Faults;
use crate::*;
use std::collections::BTreeSet;
use yishi_tally::Silence;

pub(super) fn check(charter: &Charter, decision: &DecisionClause, path: &str, faults: &mut Faults) {
    let procedure = &decision.procedure;
    let at = |field: &str| format!("{path}.procedure.{field}");
    if decision.counting == Counting::Sheets {
        if !procedure.is_plain() {
            let message = "tally sheets hold totals and no ballots: leave `procedure` out, or count ballots";
            faults.add_at(&[&format!("{path}.procedure"), &format!("{path}.counting")], message);
        }
        return;
    }
    match (procedure.proxies, procedure.proxy_cap) {
        (Proxies::Refused, Some(_)) => faults.add_at(
            &[&at("proxy_cap"), &at("proxies")],
            "nobody votes for another, so nothing is capped: write `proxies = \"allowed\"`, or leave the cap out",
        ),
        (Proxies::Allowed | Proxies::ExceptCandidates, Some(0)) => {
            faults.add(at("proxy_cap"), "nobody could use a grant: write at least 1, or refuse proxies");
        }
        _ => {}
    }
    if procedure.proxies == Proxies::ExceptCandidates && !chooses_people(decision) {
        faults.add_at(
            &[&at("proxies"), &format!("{path}.choice")],
            "nobody stands for election here: write `proxies = \"allowed\"`",
        );
    }
    if procedure.invalid_participates && procedure.paper == PaperBallots::Refused {
        faults.add_at(
            &[&at("invalid_participates"), &at("paper")],
            "only a ballot on paper can be invalid: take paper, or leave this out",
        );
    }
    check_silence(decision, path, faults);
    check_presence(decision, path, faults);
    check_paper(charter, decision, path, faults);
    check_owners(decision, path, faults);
}

/// Silence follows the majority of a vote for or against, by one council.
fn check_silence(decision: &DecisionClause, path: &str, faults: &mut Faults) {
    if decision.procedure.silence == Silence::Exclude {
        return;
    }
    let silence = format!("{path}.procedure.silence");
    if decision.choice.is_some() {
        faults.add_at(
            &[&silence, &format!("{path}.choice")],
            "silence can follow those for or against, and no option among several: exclude it",
        );
    }
    if !decision.sections.is_empty() {
        faults.add_at(
            &[&silence, &format!("{path}.sections")],
            "the silent of one section would join the majority of all of them: exclude silence, or decide without sections",
        );
    }
}

/// Who votes by a grant, or is counted for saying nothing, would weigh in what is for it and not among those present: more than
/// all of them could be for it.
fn check_presence(decision: &DecisionClause, path: &str, faults: &mut Faults) {
    if !decision.needs_meeting() {
        return;
    }
    let procedure = &decision.procedure;
    let absent = [
        ("proxies", procedure.proxies == Proxies::Allowed, "a grant makes nobody present"),
        ("silence", procedure.silence != Silence::Exclude, "service makes nobody present"),
    ];
    for (field, counts, why) in absent {
        if counts {
            faults.add_at(
                &[&format!("{path}.procedure.{field}"), &format!("{path}.requirements")],
                format!("{why}, so those counted for it would not be in the base: leave this out, or measure `participating`"),
            );
        }
    }
}

fn chooses_people(decision: &DecisionClause) -> bool {
    decision.choice.as_ref().is_some_and(|choice| choice.elects.is_some())
}

/// Two people have to read every paper.
fn check_paper(charter: &Charter, decision: &DecisionClause, path: &str, faults: &mut Faults) {
    if decision.procedure.paper == PaperBallots::Refused {
        return;
    }
    let used = |council: &&CouncilClause| decision.level.as_ref().is_none_or(|level| *level == council.level);
    let witnesses = |council: &CouncilClause| charter.people_with_power(Power::Count, &council.id);
    if let Some(council) = charter.councils.iter().filter(used).find(|council| witnesses(council) < 2) {
        faults.add_at(
            &[&format!("{path}.procedure.paper"), &"seats"],
            format!(
                "fewer than two people may count for council `{}`, but one enters a paper and another reads it again: grant `count` to seats with two holders",
                council.id
            ),
        );
    }
}

fn check_owners(decision: &DecisionClause, path: &str, faults: &mut Faults) {
    let procedure = &decision.procedure;
    let order = format!("{path}.procedure.area_order");
    let distinct: BTreeSet<_> = procedure.area_order.iter().collect();
    if distinct.is_empty() || distinct.len() < procedure.area_order.len() {
        faults.add(&order, "name each source of an area once, and at least one");
    }
    if decision.electorate == Electorate::Owners {
        return;
    }
    let electorate = format!("{path}.electorate");
    let message = "only owners have units: write `electorate = \"owners\"`, or leave this out";
    if procedure.parking_counts {
        faults.add_at(&[&format!("{path}.procedure.parking_counts"), &electorate], message);
    }
    if procedure.area_order != AREA_ORDER_OF_LAW {
        faults.add_at(&[&order, &electorate], message);
    }
}
