//! Motions against an oracle written for being simple: it lists the voters of each share one by one and compares fractions
//! by adding them up, where the count keeps running totals and multiplies crosswise.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a test that cannot go on must stop"
)]

use proptest::prelude::*;
use std::collections::BTreeSet;
use yishi_tally::*;

#[derive(Clone, Debug)]
struct Voter {
    right: VotingRight,
    present: bool,
    ballot: Option<Marking>,
}

fn voters() -> impl Strategy<Value = Vec<Voter>> {
    let markings = [
        Marking::Choice(Choice::For),
        Marking::Choice(Choice::Against),
        Marking::Choice(Choice::Abstain),
        Marking::Invalid,
    ];
    let ballot = prop::option::weighted(0.8, prop::sample::select(markings.to_vec()));
    let voter = (0_u64..3, 0_u64..50, prop::option::of(0_u8..3), 0_u64..2, 0_u64..3, any::<bool>(), ballot);
    prop::collection::vec(voter, 0..14).prop_map(|rows| {
        let mut voters = Vec::new();
        for (heads, area_dm2, bench, households, council_halves, present, ballot) in rows {
            let id = format!("right-{}", voters.len()).as_str().into();
            let bench = bench.map(|bench| format!("bench-{bench}").into());
            let right = VotingRight { id, heads, area_dm2, bench, households, council_halves };
            voters.push(Voter { right, present, ballot });
        }
        voters
    })
}

fn requirement() -> impl Strategy<Value = Requirement> {
    let measures = [Measure::Heads, Measure::Area, Measure::Benches, Measure::Households, Measure::Councils];
    (
        prop::sample::select(vec![Part::Participating, Part::For, Part::Present]),
        prop::sample::select(vec![Base::Entitled, Base::Present, Base::Participating, Base::Cast]),
        prop::sample::select(measures.to_vec()),
        (0_u32..6, 0_u32..6, any::<bool>(), any::<bool>()),
    )
        .prop_map(|(part, base, measure, (upper, more, at_least, quorum))| {
            let share = Fraction::new(upper, upper + more + 1).unwrap();
            let threshold = if at_least { Threshold::AtLeast(share) } else { Threshold::MoreThan(share) };
            Requirement { name: "r".to_owned(), part, base, measure, threshold, quorum }
        })
}

fn count(voters: &[Voter]) -> Totals {
    let mut totals = Totals::of_roll(voters.iter().map(|voter| &voter.right));
    for voter in voters {
        if voter.present {
            totals.attend(&voter.right);
        }
        match voter.ballot {
            Some(Marking::Choice(choice)) => totals.record(&voter.right, choice),
            Some(Marking::Invalid) => totals.record_invalid(&voter.right),
            None => {}
        }
    }
    totals
}

fn is(voter: &Voter, choice: Choice) -> bool {
    voter.ballot == Some(Marking::Choice(choice))
}

fn in_base(voter: &Voter, base: Base) -> bool {
    match base {
        Base::Entitled => true,
        Base::Present => voter.present,
        Base::Participating => voter.ballot.is_some(),
        Base::Cast => is(voter, Choice::For) || is(voter, Choice::Against),
    }
}

/// The size of a share's part or base: `holds` says who belongs to it.
fn size(voters: &[Voter], measure: Measure, holds: &dyn Fn(&Voter) -> bool) -> u64 {
    let weight = |voter: &Voter| match measure {
        Measure::Heads => voter.right.heads,
        Measure::Area => voter.right.area_dm2,
        Measure::Households => voter.right.households,
        Measure::Councils => voter.right.council_halves,
        Measure::Benches => 0,
    };
    voters.iter().filter(|voter| holds(voter)).map(weight).sum()
}

/// Benches of whose heads more satisfy `more` than `less`; or, with no `less`, any at all.
fn benches(voters: &[Voter], more: &dyn Fn(&Voter) -> bool, less: &dyn Fn(&Voter) -> bool) -> u64 {
    let names: BTreeSet<&str> = voters.iter().filter_map(|voter| voter.right.bench.as_deref()).collect();
    let heads = |name: &str, holds: &dyn Fn(&Voter) -> bool| {
        let of_bench = |voter: &Voter| voter.right.bench.as_deref() == Some(name) && holds(voter);
        size(voters, Measure::Heads, &of_bench)
    };
    names.into_iter().filter(|name| heads(name, more) > heads(name, less)).count() as u64
}

fn share(voters: &[Voter], rule: &Requirement) -> (u64, u64) {
    let base = |base: Base| move |voter: &Voter| in_base(voter, base);
    let nobody = |_: &Voter| false;
    let part_base = match rule.part {
        Part::Participating => Some(Base::Participating),
        Part::Present => Some(Base::Present),
        Part::For => None,
    };
    if rule.measure == Measure::Benches {
        let listed: BTreeSet<_> = voters.iter().filter_map(|voter| voter.right.bench.as_deref()).collect();
        let of = |wanted: Base| match wanted {
            Base::Entitled => listed.len() as u64,
            other => benches(voters, &base(other), &nobody),
        };
        let part = part_base.map_or_else(
            || benches(voters, &|voter| is(voter, Choice::For), &|voter| is(voter, Choice::Against)),
            of,
        );
        return (part, of(rule.base));
    }
    let part = match part_base {
        Some(found) => size(voters, rule.measure, &base(found)),
        None => size(voters, rule.measure, &|voter| is(voter, Choice::For)),
    };
    (part, size(voters, rule.measure, &base(rule.base)))
}

/// Whether `part` of `whole` passes: `part` is added up as often as the lower number says, `whole` as the upper.
fn passes(part: u64, whole: u64, threshold: Threshold) -> bool {
    let (share, reaching_suffices) = match threshold {
        Threshold::AtLeast(share) => (share, true),
        Threshold::MoreThan(share) => (share, false),
    };
    let left: u64 = (0..share.denominator()).map(|_| part).sum();
    let right: u64 = (0..share.numerator()).map(|_| whole).sum();
    whole > 0 && if reaching_suffices { left >= right } else { left > right }
}

fn verdict(voters: &[Voter], rule: &[Requirement]) -> Verdict {
    let met = |it: &Requirement| {
        let (part, whole) = share(voters, it);
        passes(part, whole, it.threshold)
    };
    let heads = |choice| size(voters, Measure::Heads, &|voter| is(voter, choice));
    if rule.iter().any(|it| it.quorum && !met(it)) {
        Verdict::NoQuorum
    } else if rule.iter().any(|it| it.part == Part::For) && rule.iter().all(met) {
        Verdict::Passed
    } else if heads(Choice::For) == heads(Choice::Against) && heads(Choice::For) > 0 {
        Verdict::Tied
    } else {
        Verdict::Failed
    }
}

proptest! {
    #[test]
    fn figures_and_verdict_equal_those_of_the_oracle(
        voters in voters(), rule in prop::collection::vec(requirement(), 0..4),
    ) {
        let counted = tally(&rule, &count(&voters));
        for (outcome, requirement) in counted.requirements.iter().zip(&rule) {
            prop_assert_eq!((outcome.numerator, outcome.denominator), share(&voters, requirement));
        }
        prop_assert_eq!(counted.verdict, verdict(&voters, &rule));
    }

    #[test]
    fn the_order_of_voters_changes_nothing((voters, shuffled) in voters().prop_flat_map(|voters| {
        let shuffled = Just(voters.clone()).prop_shuffle();
        (Just(voters), shuffled)
    })) {
        prop_assert_eq!(count(&voters), count(&shuffled));
    }

    #[test]
    fn one_more_vote_for_never_costs_a_motion_its_majority(voters in voters(), rule in prop::collection::vec(requirement(), 1..4)) {
        // Bounds on `for` and on turnout alone: those on who is present do not look at ballots.
        let silent = voters.iter().position(|voter| voter.ballot.is_none());
        let bounded = rule.iter().all(|it| it.part == Part::For || it.base == Base::Entitled);
        if let Some(silent) = silent.filter(|_| bounded) {
            let mut more = voters.clone();
            more[silent].ballot = Some(Marking::Choice(Choice::For));
            let (before, after) = (tally(&rule, &count(&voters)), tally(&rule, &count(&more)));
            prop_assert!(before.verdict != Verdict::Passed || after.verdict == Verdict::Passed);
        }
    }

    #[test]
    fn a_margin_is_the_least_that_would_have_sufficed(
        part in 0_u64..300, more in 0_u64..300, mut requirement in requirement(),
    ) {
        let whole = part + more;
        requirement.part = Part::For;
        let threshold = requirement.threshold;
        let base = requirement.base;
        let met = threshold.is_met(part, whole);
        let outcome = RequirementOutcome { requirement, numerator: part, denominator: whole, met };
        match outcome.margin() {
            Margin::Spare { lost } => {
                prop_assert!(met && threshold.is_met(part - lost, whole));
                prop_assert!(lost == part || !threshold.is_met(part - lost - 1, whole));
            }
            Margin::Short { of_base, newcomers } => {
                prop_assert!(!met);
                prop_assert_eq!(of_base, (1..=more).find(|more| threshold.is_met(part + more, whole)));
                let found = (1..=20_000).find(|more| threshold.is_met(part + more, whole + more));
                prop_assert_eq!(newcomers, found.filter(|_| base != Base::Entitled));
            }
        }
    }

    #[test]
    fn a_percentage_never_looks_higher_than_the_share(part in any::<u64>(), more in any::<u64>()) {
        let Some(whole) = part.checked_add(more) else { return Ok(()) };
        match percent(part, whole) {
            None => prop_assert_eq!(whole, 0),
            Some(text) => {
                let scaled: u128 = text.replace('.', "").parse().unwrap();
                prop_assert!(scaled * u128::from(whole) <= u128::from(part) * 1_000_000);
                prop_assert!((scaled + 1) * u128::from(whole) > u128::from(part) * 1_000_000);
                prop_assert_eq!(text == "100.0000", part == whole);
            }
        }
    }
}

#[test]
fn two_of_three_councils_decide_together_and_half_a_vote_weighs_half() {
    let council =
        |id: &str, council_halves| VotingRight { id: id.into(), council_halves, ..VotingRight::default() };
    let rights = [council("a", 2), council("b", 2), council("c", 2)];
    let two_thirds = councils_together(Threshold::AtLeast("2/3".parse().unwrap()));
    let verdict = |rights: &[VotingRight], choices: &[Choice]| {
        let mut totals = Totals::of_roll(rights);
        for (right, choice) in rights.iter().zip(choices) {
            totals.record(right, *choice);
        }
        tally(&two_thirds, &totals).verdict
    };
    let (yes, no) = (Choice::For, Choice::Against);
    assert_eq!(verdict(&rights, &[yes, yes, no]), Verdict::Passed);
    assert_eq!(verdict(&rights, &[yes, no, no]), Verdict::Failed);
    let with_half = [council("a", 2), council("b", 1), council("c", 2)];
    assert_eq!(verdict(&with_half, &[yes, yes, no]), Verdict::Failed, "three of five halves");
    assert_eq!(verdict(&with_half, &[yes, no, yes]), Verdict::Passed, "four of five halves");
}
