//! Votes that others counted: the official results of Swiss federal votes. The vectors for owners' votes are held against
//! the count in `yishi-ballots`, which reads them, and against whole polls in `yishi-core`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must stop")]

use serde_json::Value;
use yishi_tally::{
    Choice, Requirement, Tally, Threshold, Totals, Verdict, VotingRight, councils_together, simple_majority,
    tally,
};

#[test]
fn swiss_double_majorities_come_out_as_the_official_results_say() {
    let Some(data) = yishi_testkit::test_data("Swiss federal votes") else { return };
    let text = std::fs::read_to_string(data.join("swissvotes/votes.jsonl")).unwrap();
    let votes: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let double: Vec<_> = votes.iter().filter(|vote| vote["needs_cantons"] == true).collect();
    assert_eq!((votes.len(), double.len()), (340, 239));
    for vote in votes {
        let needs_cantons = vote["needs_cantons"] == true;
        let counted = count(&vote, &rule(needs_cantons));
        let (official, number) = (&vote["official"], &vote["anr"]);
        assert_eq!(official["people"], counted.requirements[0].met, "people's majority of vote {number}");
        assert_eq!(official["accepted"], counted.verdict == Verdict::Passed, "vote {number}");
        if needs_cantons {
            assert_eq!(
                official["cantons"], counted.requirements[1].met,
                "cantons' majority of vote {number}"
            );
            assert_eq!(counted.requirements[1].denominator, whole_votes(&vote), "vote {number}");
        }
    }
}

/// A majority of the votes, and where the constitution is changed also of the cantons (Federal Constitution art. 142).
fn rule(needs_cantons: bool) -> Vec<Requirement> {
    let mut rule = simple_majority();
    if needs_cantons {
        rule.extend(councils_together(Threshold::MoreThan("1/2".parse().unwrap())));
    }
    rule
}

fn count(vote: &Value, rule: &[Requirement]) -> Tally {
    let ballots: Vec<_> = people(vote).into_iter().chain(cantons(vote)).collect();
    let mut totals = Totals::of_roll(ballots.iter().map(|(right, _)| right));
    for (right, choice) in &ballots {
        totals.record(right, *choice);
    }
    tally(rule, &totals)
}

fn people(vote: &Value) -> Vec<(VotingRight, Choice)> {
    let block = |side: &str, choice| {
        let heads = vote[side].as_u64().unwrap();
        (VotingRight { id: side.into(), heads, ..VotingRight::default() }, choice)
    };
    vec![block("yes", Choice::For), block("no", Choice::Against)]
}

/// Each canton votes as most of its voters did; half-cantons have half a vote.
fn cantons(vote: &Value) -> Vec<(VotingRight, Choice)> {
    let canton = |canton: &Value| {
        let id = canton["canton"].as_str().unwrap().into();
        let council_halves = if canton["half"] == true { 1 } else { 2 };
        let accepted = canton["yes"].as_u64().unwrap() > canton["no"].as_u64().unwrap();
        let choice = if accepted { Choice::For } else { Choice::Against };
        (VotingRight { id, council_halves, ..VotingRight::default() }, choice)
    };
    vote["cantons"].as_array().unwrap().iter().map(canton).collect()
}

/// The votes of all cantons in halves: 44 before the canton of Jura was founded, 46 since.
fn whole_votes(vote: &Value) -> u64 {
    let cantons = vote["cantons"].as_array().unwrap();
    cantons.iter().map(|canton| if canton["half"] == true { 1 } else { 2 }).sum()
}
