//! Decision rules, quorums, and deadlines that hold what they must contain.

use super::Faults;
use crate::*;
use yishi_tally::{Base, Measure, Part, Requirement, Threshold};

pub(super) fn check(charter: &Charter, faults: &mut Faults) {
    for (position, decision) in charter.decisions.iter().enumerate() {
        let path = format!("decisions[{position}]");
        check_openness(decision, &path, faults);
        check_electorate(charter, decision, &path, faults);
        check_requirements(decision, &path, faults);
        check_time(charter, decision, &path, faults);
    }
    check_threshold(charter.hearings.quorum, "hearings.quorum", faults);
    check_threshold(charter.evaluation.satisfied, "evaluation.satisfied", faults);
    let hearings = &charter.hearings;
    if end_after(&[hearings.urgent_notice]) > end_after(&[hearings.notice]) {
        faults.add_at(
            &[&"hearings.urgent_notice", &"hearings.notice"],
            "urgent hearings would be called with more notice than ordinary ones: shorten `urgent_notice`",
        );
    }
    if charter.evaluation.least_ratings == 0 {
        let message = "an evaluation that nobody gave would count: write at least 1";
        faults.add("evaluation.least_ratings", message);
    }
}

fn check_openness(decision: &DecisionClause, path: &str, faults: &mut Faults) {
    let mode = match decision.openness {
        Openness::Named => return,
        Openness::Sealed => "sealed",
        Openness::Secret => "secret",
    };
    let message = format!("`{mode}` votes do not exist yet: write `named`, and tell voters so");
    faults.add(format!("{path}.openness"), message);
}

fn check_electorate(charter: &Charter, decision: &DecisionClause, path: &str, faults: &mut Faults) {
    if let Some(level) = &decision.level
        && !charter.councils.iter().any(|council| council.level == *level)
    {
        let message = format!("no council stands at level `{level}`: name the level of some council");
        return faults.add(format!("{path}.level"), message);
    }
    let votes = |level: &LevelId| {
        charter.seats.iter().any(|seat| seat.level == *level && seat.votes == Voting::Votes)
    };
    let somewhere = match &decision.level {
        Some(level) => votes(level),
        None => charter.levels.iter().any(|level| votes(&level.id)),
    };
    if decision.electorate == Electorate::Seats && !somewhere {
        faults.add_at(
            &[&format!("{path}.electorate"), &"seats"],
            "no seat votes where the rule is used: add seats with `votes = \"votes\"`",
        );
    }
}

fn check_requirements(decision: &DecisionClause, path: &str, faults: &mut Faults) {
    let list = format!("{path}.requirements");
    if !decision.requirements.iter().any(|requirement| requirement.part == Part::For) {
        faults
            .add(&list, "the vote could pass without a vote for it: add a requirement with `part = \"for\"`");
    }
    for (position, requirement) in decision.requirements.iter().enumerate() {
        let clause = format!("{list}[{position}]");
        faults.name(format!("{clause}.name"), &requirement.name);
        check_threshold(requirement.threshold, &format!("{clause}.threshold"), faults);
        check_share(requirement, &clause, faults);
        check_measure(decision.electorate, requirement.measure, &format!("{clause}.measure"), faults);
    }
}

fn check_share(requirement: &Requirement, clause: &str, faults: &mut Faults) {
    if requirement.part == Part::Participating && requirement.base != Base::Entitled {
        faults.add_at(
            &[&format!("{clause}.part"), &format!("{clause}.base")],
            "those who take part are always all of those who take part: write `base = \"entitled\"`",
        );
    }
}

fn check_measure(electorate: Electorate, measure: Measure, clause: &str, faults: &mut Faults) {
    match (measure, electorate) {
        (Measure::Area, Electorate::Seats | Electorate::Residents | Electorate::Households) => {
            faults.add(clause, "only owners have an area: write `electorate = \"owners\"` or measure heads")
        }
        (Measure::Benches, Electorate::Residents | Electorate::Households | Electorate::Owners) => faults
            .add(clause, "only seats belong to benches: write `electorate = \"seats\"` or measure heads"),
        (Measure::Heads, _) | (Measure::Area, Electorate::Owners) | (Measure::Benches, Electorate::Seats) => {
        }
    }
}

fn check_threshold(threshold: Threshold, clause: &str, faults: &mut Faults) {
    match threshold {
        Threshold::AtLeast(fraction) if fraction.numerator() == 0 => {
            faults.add(clause, "at least nothing is always reached: write a share above 0");
        }
        Threshold::MoreThan(fraction) if fraction.numerator() == fraction.denominator() => {
            faults.add(clause, "more than all can never be reached: write `at_least` or a smaller share");
        }
        Threshold::AtLeast(_) | Threshold::MoreThan(_) => {}
    }
}

/// Notice of the hearing and posting of the revision may run side by side; the vote comes after both.
fn check_time(charter: &Charter, decision: &DecisionClause, path: &str, faults: &mut Faults) {
    let hearing = decision.before.contains(&Precondition::HearingHeld).then_some(charter.hearings.notice);
    let longest = [hearing, decision.notice].into_iter().flatten().max_by_key(|period| end_after(&[*period]));
    let needed: Vec<Period> = longest.into_iter().chain([decision.voting_at_least]).collect();
    if end_after(&needed) <= end_after(&[charter.deadlines.deliberation]) {
        return;
    }
    let needed: Vec<String> = needed.iter().map(ToString::to_string).collect();
    faults.add_at(
        &[&"deadlines.deliberation", &format!("{path}.notice"), &format!("{path}.voting_at_least")],
        format!(
            "a matter must be decided within {}, but notice and vote alone take {}: lengthen the deadline or shorten those",
            charter.deadlines.deliberation,
            needed.join(" and then ")
        ),
    );
}

/// The end of periods one after the other from a Monday midnight without holidays: enough to tell which are longer.
fn end_after(periods: &[Period]) -> TimeMs {
    const A_MONDAY: Date = Date { days_since_epoch: 4 };
    let start = TimeMs(A_MONDAY.end_ms());
    periods.iter().fold(start, |start, period| Calendar::default().end_of(start, *period))
}
