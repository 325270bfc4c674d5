//! Verdicts of whole votes: every bound with the last vote that fails and the first that passes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must stop")]

use yishi_tally::{
    Base, Choice, Measure, Part, Requirement, Tally, Threshold, Totals, Verdict, VotingRight, cc278_ordinary,
    cc278_special, joint_majority, simple_majority, tally,
};

fn right(number: u64, bench: Option<&str>) -> VotingRight {
    VotingRight {
        id: format!("right-{number}").as_str().into(),
        heads: 1,
        area_dm2: 10_000,
        bench: bench.map(Into::into),
        ..VotingRight::default()
    }
}

/// Counts a vote of `roll` equal rights in which so many are for, against and abstain.
fn vote(rule: &[Requirement], roll: u64, [for_, against, abstain]: [u64; 3]) -> Tally {
    let rights: Vec<_> = (0..roll).map(|number| right(number, None)).collect();
    let mut totals = Totals::of_roll(&rights);
    let choices = std::iter::repeat_n(Choice::For, usize::try_from(for_).unwrap())
        .chain(std::iter::repeat_n(Choice::Against, usize::try_from(against).unwrap()))
        .chain(std::iter::repeat_n(Choice::Abstain, usize::try_from(abstain).unwrap()));
    for (right, choice) in rights.iter().zip(choices) {
        totals.record(right, choice);
    }
    tally(rule, &totals)
}

#[test]
fn two_thirds_of_the_owners_must_take_part() {
    assert_eq!(vote(&cc278_ordinary(), 12, [7, 0, 0]).verdict, Verdict::NoQuorum);
    assert_eq!(vote(&cc278_ordinary(), 12, [8, 0, 0]).verdict, Verdict::Passed);
}

#[test]
fn those_who_abstain_take_part() {
    assert_eq!(vote(&cc278_ordinary(), 12, [5, 0, 2]).verdict, Verdict::NoQuorum);
    assert_eq!(vote(&cc278_ordinary(), 12, [5, 0, 3]).verdict, Verdict::Passed);
}

#[test]
fn ordinary_matters_need_more_than_half_of_those_taking_part() {
    assert_eq!(vote(&cc278_ordinary(), 12, [4, 3, 1]).verdict, Verdict::Failed);
    assert_eq!(vote(&cc278_ordinary(), 12, [5, 2, 1]).verdict, Verdict::Passed);
}

#[test]
fn special_matters_need_three_quarters_of_those_taking_part() {
    assert_eq!(vote(&cc278_special(), 12, [5, 3, 0]).verdict, Verdict::Failed);
    assert_eq!(vote(&cc278_special(), 12, [6, 2, 0]).verdict, Verdict::Passed);
}

#[test]
fn as_many_for_as_against_is_a_tie_only_with_a_quorum() {
    assert_eq!(vote(&cc278_ordinary(), 12, [3, 3, 0]).verdict, Verdict::NoQuorum);
    assert_eq!(vote(&cc278_ordinary(), 12, [4, 4, 0]).verdict, Verdict::Tied);
    assert_eq!(vote(&cc278_ordinary(), 12, [4, 5, 0]).verdict, Verdict::Failed);
}

#[test]
fn a_vote_in_which_nobody_is_for_or_against_is_no_tie() {
    assert_eq!(vote(&simple_majority(), 3, [0, 0, 0]).verdict, Verdict::Failed);
    assert_eq!(vote(&simple_majority(), 3, [0, 0, 3]).verdict, Verdict::Failed);
}

#[test]
fn a_simple_majority_leaves_abstentions_out() {
    assert_eq!(vote(&simple_majority(), 100, [1, 0, 99]).verdict, Verdict::Passed);
    assert_eq!(vote(&simple_majority(), 100, [1, 1, 98]).verdict, Verdict::Tied);
    assert_eq!(vote(&simple_majority(), 100, [2, 1, 97]).verdict, Verdict::Passed);
}

#[test]
fn an_empty_rule_and_a_rule_of_turnout_alone_approve_nothing() {
    let turnout =
        Requirement { part: Part::Participating, base: Base::Entitled, ..simple_majority()[0].clone() };
    assert_eq!(vote(&[], 3, [3, 0, 0]).verdict, Verdict::Failed);
    assert_eq!(vote(&[turnout], 3, [3, 0, 0]).verdict, Verdict::Failed);
}

#[test]
fn an_empty_roll_decides_nothing() {
    assert_eq!(vote(&cc278_ordinary(), 0, [0, 0, 0]).verdict, Verdict::NoQuorum);
    assert_eq!(vote(&simple_majority(), 0, [0, 0, 0]).verdict, Verdict::Failed);
}

#[test]
fn a_joint_majority_needs_the_heads_and_the_benches() {
    let benches = ["residents", "residents", "residents", "property", "party"];
    let rights: Vec<_> = (0..).zip(benches).map(|(number, bench)| right(number, Some(bench))).collect();
    let verdict = |choices: [Choice; 5]| {
        let mut totals = Totals::of_roll(&rights);
        for (right, choice) in rights.iter().zip(choices) {
            totals.record(right, choice);
        }
        tally(&joint_majority(), &totals).verdict
    };
    let (yes, no) = (Choice::For, Choice::Against);
    assert_eq!(verdict([yes, yes, yes, no, no]), Verdict::Failed, "one bench of three");
    assert_eq!(verdict([yes, yes, yes, yes, no]), Verdict::Passed, "two benches of three");
    assert_eq!(verdict([no, no, no, yes, yes]), Verdict::Failed, "two benches without the heads");
}

#[test]
fn the_trace_carries_both_numbers_of_every_requirement_in_the_order_of_the_rule() {
    let tally = vote(&cc278_special(), 12, [6, 1, 1]);
    let numbers: Vec<_> =
        tally.requirements.iter().map(|it| (it.numerator, it.denominator, it.met)).collect();
    assert_eq!(numbers, [(80_000, 120_000, true), (8, 12, true), (60_000, 80_000, true), (6, 8, true)]);
    let rule: Vec<_> = tally.requirements.into_iter().map(|outcome| outcome.requirement).collect();
    assert_eq!(rule, cc278_special());
}

#[test]
fn areas_up_to_the_largest_integer_of_a_leaf_are_counted_exactly() {
    const LARGEST: u64 = 9_007_199_254_740_991;
    let rule = [Requirement {
        measure: Measure::Area,
        base: Base::Entitled,
        threshold: Threshold::AtLeast("2/3".parse().unwrap()),
        ..simple_majority()[0].clone()
    }];
    let verdict = |area_dm2| {
        let rights = [
            VotingRight { area_dm2, ..right(1, None) },
            VotingRight { area_dm2: LARGEST - area_dm2, ..right(2, None) },
        ];
        let mut totals = Totals::of_roll(&rights);
        totals.record(&rights[0], Choice::For);
        tally(&rule, &totals).verdict
    };
    assert_eq!(verdict(6_004_799_503_160_660), Verdict::Failed);
    assert_eq!(verdict(6_004_799_503_160_661), Verdict::Passed);
}
