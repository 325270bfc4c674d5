//! Decision rules, quorums, and deadlines that hold what they must contain.

use super::Faults;
use crate::*;
use yishi_tally::{Base, Measure, Part, Requirement, RuleFault, Threshold, check_rule};

pub(super) fn check(charter: &Charter, faults: &mut Faults) {
    for (position, decision) in charter.decisions.iter().enumerate() {
        let path = format!("decisions[{position}]");
        check_openness(decision, &path, faults);
        check_electorate(charter, decision, &path, faults);
        check_requirements(decision, &path, faults);
        super::sheets::check(charter, decision, &path, faults);
        super::choices::check(charter, decision, &path, faults);
        super::joint::check(charter, decision, &path, faults);
        super::steps::check(charter, decision, &path, faults);
        super::procedure::check(charter, decision, &path, faults);
        super::extension::check(charter, decision, &path, faults);
        super::safeguards::check(decision, &path, faults);
        super::election::check(charter, decision, &path, faults);
        check_supporters(decision, &path, faults);
        check_time(charter, decision, &path, faults);
    }
    super::hearings::check(charter, faults);
    check_threshold(charter.hearings.quorum, "hearings.quorum", faults);
    check_threshold(charter.evaluation.satisfied, "evaluation.satisfied", faults);
    let hearings = &charter.hearings;
    if end_after(&[hearings.urgent_notice]) > end_after(&[hearings.notice]) {
        faults.add_at(
            &[&"hearings.urgent_notice", &"hearings.notice"],
            "urgent hearings would be called with more notice than ordinary ones: shorten `urgent_notice`",
        );
    }
    check_amendment_answer(charter, faults);
    if charter.evaluation.least_ratings == 0 {
        let message = "an evaluation that nobody gave would count: write at least 1";
        faults.add("evaluation.least_ratings", message);
    }
}

fn check_supporters(decision: &DecisionClause, path: &str, faults: &mut Faults) {
    if decision.supporters == Some(0) {
        let message = "nobody would have to support the text: write at least 1, or leave it out";
        faults.add(format!("{path}.supporters"), message);
    }
}

fn check_amendment_answer(charter: &Charter, faults: &mut Faults) {
    let Some(answer) = charter.deadlines.amendment_answer else { return };
    if end_after(&[answer]) > end_after(&[charter.deadlines.deliberation]) {
        faults.add_at(
            &[&"deadlines.amendment_answer", &"deadlines.deliberation"],
            "an amendment would be answered after the matter has to be decided: shorten `amendment_answer`",
        );
    }
}

fn check_openness(decision: &DecisionClause, path: &str, faults: &mut Faults) {
    let openness = format!("{path}.openness");
    match (decision.openness, decision.sealed) {
        (Openness::Named, None) => {}
        (Openness::Named, Some(_)) => faults.add_at(
            &[&format!("{path}.sealed"), &openness],
            "ballots are open, so none is opened later: write `openness = \"sealed\"`, or leave this out",
        ),
        (Openness::Sealed, None) => faults.add_at(
            &[&openness, &format!("{path}.sealed")],
            "nothing says how long sealed ballots may be opened: add `sealed = { opening = \"3d\", unopened = \"not_cast\" }`",
        ),
        (Openness::Sealed, Some(_)) => check_sealed(decision, path, faults),
        (Openness::Secret, _) => {
            faults.add(openness, "`secret` votes do not exist yet: write `named` or `sealed`, and tell voters so");
        }
    }
}

/// Nothing may tell before the close what ballots say.
fn check_sealed(decision: &DecisionClause, path: &str, faults: &mut Faults) {
    let openness = format!("{path}.openness");
    if decision.procedure.paper != PaperBallots::Refused {
        let message = "witnesses read what stands on paper: take no paper, or write `openness = \"named\"`";
        faults.add_at(&[&format!("{path}.procedure.paper"), &openness], message);
    }
    if decision.choice.as_ref().is_some_and(|choice| choice.progress != Progress::Turnout) {
        let message = "sealed ballots tell no figures before they are opened: write `progress = \"turnout\"`";
        faults.add_at(&[&format!("{path}.choice.progress"), &openness], message);
    }
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
    if !decision.seats.is_empty() || !decision.sections.is_empty() {
        // The seats that are named are checked one by one, and sections lie at any level.
        return;
    }
    let somewhere = match &decision.level {
        Some(level) => votes(level),
        None => charter.levels.iter().any(|level| votes(&level.id)),
    };
    if decision.electorate == Electorate::Seats && decision.counting == Counting::Ballots && !somewhere {
        faults.add_at(
            &[&format!("{path}.electorate"), &"seats"],
            "no seat votes where the rule is used: add seats with `votes = \"votes\"`",
        );
    }
}

fn check_requirements(decision: &DecisionClause, path: &str, faults: &mut Faults) {
    let list = format!("{path}.requirements");
    for (position, requirement) in decision.requirements.iter().enumerate() {
        let clause = format!("{list}[{position}]");
        faults.name(format!("{clause}.name"), &requirement.name);
        if decision.counting == Counting::Sheets {
            check_presence(requirement, &clause, faults);
        }
    }
    for fault in check_rule(&decision.requirements, |measure| counts_in(decision, measure)) {
        let clause = |position: usize| format!("{list}[{position}]");
        match &fault {
            // Of a choice among options the requirements hold only how many take part.
            RuleFault::NothingFor if decision.choice.is_some() => {}
            RuleFault::NothingFor => faults.add(&list, fault.to_string()),
            RuleFault::AboveAll { requirement } | RuleFault::AtLeastNothing { requirement } => {
                faults.add(format!("{}.threshold", clause(*requirement)), fault.to_string());
            }
            RuleFault::AlwaysAll { requirement } => {
                let clause = clause(*requirement);
                faults.add_at(&[&format!("{clause}.part"), &format!("{clause}.base")], fault.to_string());
            }
            RuleFault::NothingToMeasure { requirement, measure } => {
                let message = nothing_to_measure(*measure);
                faults.add(format!("{}.measure", clause(*requirement)), message);
            }
            RuleFault::Contradiction { earlier, later } => {
                faults.add_at(&[&clause(*later), &clause(*earlier)], fault.to_string());
            }
        }
    }
}

/// In which measures the rights of an electorate weigh anything.
fn counts_in(decision: &DecisionClause, measure: Measure) -> bool {
    if decision.counting == Counting::Sheets {
        return super::sheets::counts_in(decision, measure);
    }
    match measure {
        Measure::Councils => !decision.sections.is_empty(),
        measure => counts_in_area(decision.electorate, measure),
    }
}

/// In which measures the rights of an electorate of one area weigh anything.
pub(super) fn counts_in_area(electorate: Electorate, measure: Measure) -> bool {
    match measure {
        Measure::Heads => true,
        Measure::Area => matches!(electorate, Electorate::Owners),
        Measure::Benches => matches!(electorate, Electorate::Seats),
        Measure::Households => matches!(electorate, Electorate::Households),
        Measure::Councils => false,
    }
}

const fn nothing_to_measure(measure: Measure) -> &'static str {
    match measure {
        Measure::Area => "only owners have an area: write `electorate = \"owners\"` or measure heads",
        Measure::Benches => "only seats belong to benches: write `electorate = \"seats\"` or measure heads",
        Measure::Households => {
            "only households vote as such: write `electorate = \"households\"` or measure heads"
        }
        Measure::Councils => {
            "without sections there are no votes of councils: list `sections`, or measure heads or benches"
        }
        Measure::Heads => "everybody has a head: measure heads",
    }
}

fn check_presence(requirement: &Requirement, clause: &str, faults: &mut Faults) {
    if requirement.part == Part::Present || requirement.base == Base::Present {
        faults.add_at(
            &[&format!("{clause}.part"), &format!("{clause}.base")],
            "a tally sheet tells nobody's presence: write `participating`",
        );
    }
}

pub(super) fn check_threshold(threshold: Threshold, clause: &str, faults: &mut Faults) {
    if let Some(fault) = threshold.fault() {
        faults.add(clause, fault.to_string());
    }
}

/// Notice of the hearing and posting of the revision may run side by side; the vote comes after both.
fn check_time(charter: &Charter, decision: &DecisionClause, path: &str, faults: &mut Faults) {
    let locked = charter.hearings.agenda == AgendaLock::Items;
    let before = |wanted: Precondition| decision.before.contains(&wanted);
    let heard = locked || before(Precondition::HearingHeld) || before(Precondition::BenchesHeard);
    let hearing = heard.then_some(charter.hearings.notice);
    let announced = decision.announce.as_ref().map(|clause| clause.before);
    let longest = [hearing, decision.notice, announced]
        .into_iter()
        .flatten()
        .max_by_key(|period| end_after(&[*period]));
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
pub(super) fn end_after(periods: &[Period]) -> TimeMs {
    const A_MONDAY: Date = Date { days_since_epoch: 4 };
    let start = TimeMs(A_MONDAY.end_ms());
    periods.iter().fold(start, |start, period| Calendar::default().end_of(start, *period))
}
