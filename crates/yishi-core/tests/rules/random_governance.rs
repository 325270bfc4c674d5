//! Random orders about the rules themselves: emergencies, contests, guidance, teams.

use crate::community::*;
use crate::governance::{call, declare, report_in};
use yishi_core::*;

const TEAMS: [&str; 3] = ["clerks", "managers", "stewards"];

/// Which of the orders below, on which of the matters, and a number to vary it by.
pub fn order(community: &Community, which: usize, matter: Option<MatterId>, extra: usize) -> Option<Command> {
    let team = TEAMS[extra % TEAMS.len()];
    Some(match which {
        0 => TakeUpMatter { matter: matter?, to: id("community"), reason: document(54) }.into(),
        1 => GuideMatter { matter: matter?, document: document(53) }.into(),
        2 => ContestRoute { matter: matter? }.into(),
        3 => AnswerContest { matter: matter?, facts: other_facts(extra), reason: document(52) }.into(),
        4 => call(matter?, &TEAMS[..extra % TEAMS.len() + 1], team).into(),
        5 => report_in(matter?, team).into(),
        6 => declare().into(),
        8 => crate::hard::sponsor(matter?, &["neighbour-1-1", "neighbour-1-2"][..extra % 2 + 1]).into(),
        9 => AnswerHardMatter { matter: matter?, text: words(98) }.into(),
        7 => EndEmergency { emergency: community.state.emergency()?.id, reason: document(51) }.into(),
        _ => return None,
    })
}

fn other_facts(extra: usize) -> Option<Facts> {
    let places: &[&str] = [&["grid-1"][..], &["grid-2"], &["grid-1", "grid-2"]][extra % 3];
    let cost_fen = AmountFen(extra as u64 * 20_000);
    extra.is_multiple_of(2).then(|| Facts { cost_fen, ..facts(["repair", "parking"][extra % 5 % 2], places) })
}

/// Who would usually give the order.
pub fn usual(which: usize, extra: usize) -> &'static str {
    match which {
        2 => ["resident-1-1", "resident-1-2", "resident-2-1"][extra % 3],
        3 => "worker-1",
        4 => "clerk",
        5 => ["clerk", "manager", "steward-1"][extra % 3],
        9 => ["neighbour-1-1", "neighbour-1-2"][extra % 2],
        _ => "secretary",
    }
}

/// What the matters of a state owe by contests and calls of teams, and the emergency in force by its end.
pub fn obligations(state: &State) -> Vec<(TimeMs, Obligation)> {
    let mut owed = Vec::new();
    for found in state.matters.values().filter(|found| found.stage != MatterStage::Closed) {
        let matter = found.id;
        let contest = found.contest.as_ref().filter(|contest| contest.waits() && !contest.overdue);
        owed.extend(
            contest.and_then(|it| it.answer_by_ms).map(|due| (due, Obligation::ContestAnswer { matter })),
        );
        if let Some(hard) = found.hard.as_ref().filter(|hard| hard.is_owed() && !hard.elapsed) {
            owed.push((hard.answer_by_ms, Obligation::HardAnswers { matter, named_at: hard.named_at }));
        }
        for team in found.teams.called.values().filter(|team| team.report.is_none() && !team.overdue) {
            let called_at = team.called_at;
            owed.push((team.report_by_ms, Obligation::TeamsReport { matter, called_at }));
        }
    }
    if let Some(found) = state.emergency() {
        owed.push((found.ends_at_ms, Obligation::EmergencyEnds { emergency: found.id }));
    }
    owed
}

/// What was taken in an emergency says so, and what stands in the book of one stands.
pub fn invariant_emergencies_follow_one_another(state: &State) {
    let mut before: Option<&Emergency> = None;
    for found in state.emergencies.values() {
        if let Some(end) = before.map(|before| before.end.as_ref().unwrap()) {
            assert!(end.at_ms <= found.declared_at_ms);
        }
        assert_eq!(
            Some(&*found.rules.charter),
            state.charters[&found.rules.version].charter.in_emergency().as_ref()
        );
        before = Some(found);
    }
    for poll in state.polls.values().filter(|poll| poll.second_of.is_none()) {
        let rules = state.rules_of(poll.charter_version, poll.emergency).unwrap();
        assert_eq!(rules.charter.decision(&poll.rule.id), Some(&*poll.rule));
    }
    for matter in state.matters.values() {
        let rules = state.rules_of(matter.route.charter_version, matter.route.emergency).unwrap();
        assert!(
            rules
                .charter
                .routing
                .iter()
                .any(|rule| rule.id == matter.route.rule && rule.when.hold(&matter.facts))
        );
    }
}

/// Nobody has powers over one council that the charter keeps apart; nobody supervises or evaluates what they did themselves.
pub fn invariant_duties_are_separate(state: &State) {
    for clause in &state.charter().unwrap().charter.separation {
        for seating in state.seatings.keys() {
            for council in &state.charter().unwrap().charter.councils {
                let has = |power: &&Power| state.has_power(&seating.member, **power, &council.id);
                assert!(clause.powers.iter().filter(has).count() < 2, "{seating:?} over {}", council.id);
            }
        }
    }
    for action in state.actions.values() {
        if let Some(by) = &action.inspected_by {
            assert!(*by != action.assignee && *by != action.assigned_by);
        }
    }
}
