//! Verdicts with their traces, from the book's state: anybody can recompute them from the figures printed.

use serde_json::{Value, json};
use std::sync::Arc;
use yishi_core::{Matter, MatterStage, Poll, State};
use yishi_tally::{RequirementOutcome, Threshold, Verdict};

/// One block of lines per poll, in the order of their opening, then one line per matter.
pub fn verdicts(state: &State) -> Vec<String> {
    let mut lines = Vec::new();
    for poll in state.polls.values() {
        lines.extend(of_poll(poll));
    }
    for matter in state.matters.values() {
        let stage = match matter.stage {
            MatterStage::Deliberating => "deliberating",
            MatterStage::Acting => "acting",
            MatterStage::Evaluating => "evaluating",
            MatterStage::Closed => "closed",
            MatterStage::Mediating => "mediating",
            MatterStage::HandedOver => "handed over",
        };
        lines.push(format!(
            "{}: routed by `{}` to `{}`, {stage}{}",
            matter.id,
            matter.route.rule,
            matter.route.council,
            matter.closure.map_or_else(String::new, |closure| format!(" ({closure:?})"))
        ));
    }
    lines
}

/// The same for programs: every poll with its verdict and requirements, every matter with its course.
pub fn verdicts_json(state: &State) -> (Vec<Value>, Vec<Value>) {
    let poll = |poll: &Arc<Poll>| match poll.sealing() {
        None => json!({
            "poll": poll.id, "rule": poll.rule.id, "verdict": null, "ballots": poll.ballots.len(),
        }),
        Some(sealing) => json!({
            "poll": poll.id, "rule": poll.rule.id, "verdict": sealing.verdict(), "ballots": sealing.counted,
            "requirements": sealing.tally.requirements,
        }),
    };
    let matter = |matter: &Arc<Matter>| {
        json!({
            "matter": matter.id, "rule": matter.route.rule, "council": matter.route.council,
            "stage": matter.stage, "closure": matter.closure,
        })
    };
    (state.polls.values().map(poll).collect(), state.matters.values().map(matter).collect())
}

fn of_poll(poll: &Poll) -> Vec<String> {
    let Some(sealing) = poll.sealing() else {
        let cast = poll.ballots.len();
        return vec![format!(
            "{}: open, {cast} of {} rights used — {}",
            poll.id,
            poll.roll.rights.len(),
            poll.rule.name
        )];
    };
    let verdict = match sealing.verdict() {
        Verdict::Passed => "PASSED",
        Verdict::NoQuorum => "NO QUORUM",
        Verdict::Tied => "TIED",
        Verdict::Failed => "FAILED",
    };
    let mut lines =
        vec![format!("{}: {verdict} — {} ({} ballots counted)", poll.id, poll.rule.name, sealing.counted)];
    lines.extend(sealing.tally.requirements.iter().map(requirement_line));
    lines
}

/// A requirement with its numbers, its bound and whether it is met, in one line.
pub fn requirement_line(outcome: &RequirementOutcome) -> String {
    let threshold = match outcome.requirement.threshold {
        Threshold::AtLeast(fraction) => format!("at least {}", String::from(fraction)),
        Threshold::MoreThan(fraction) => format!("more than {}", String::from(fraction)),
    };
    let met = if outcome.met { "met" } else { "NOT met" };
    format!(
        "    {} / {} {threshold}: {met} — {}",
        outcome.numerator, outcome.denominator, outcome.requirement.name
    )
}
