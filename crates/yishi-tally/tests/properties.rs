//! Laws that any count obeys, held against random rolls and ballots.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must stop")]

use proptest::prelude::*;
use yishi_tally::{
    Choice, Fraction, Threshold, Totals, VotingRight, cc278_ordinary, cc278_special, joint_majority, tally,
};

const CHOICES: [Choice; 3] = [Choice::For, Choice::Against, Choice::Abstain];

fn roll() -> impl Strategy<Value = Vec<VotingRight>> {
    let weights = (1_u64..3, 0_u64..20_000, prop::option::of(0_u8..4));
    prop::collection::vec(weights, 1..40).prop_map(|rows| {
        let right = |(number, (heads, area_dm2, bench)): (usize, (u64, u64, Option<u8>))| VotingRight {
            id: format!("right-{number}").as_str().into(),
            heads,
            area_dm2,
            bench: bench.map(|bench| format!("bench-{bench}").into()),
            ..VotingRight::default()
        };
        rows.into_iter().enumerate().map(right).collect()
    })
}

fn roll_and_ballots() -> impl Strategy<Value = (Vec<VotingRight>, Vec<(usize, Choice)>)> {
    roll().prop_flat_map(|rights| {
        let ballot = (0..rights.len(), prop::sample::select(CHOICES.to_vec()));
        (Just(rights), prop::collection::vec(ballot, 0..120))
    })
}

/// Counts from the beginning: the last ballot of each right.
fn recount(rights: &[VotingRight], ballots: &[(usize, Choice)]) -> Totals {
    let mut totals = Totals::of_roll(rights);
    for (number, right) in rights.iter().enumerate() {
        if let Some((_, choice)) = ballots.iter().rev().find(|(voter, _)| *voter == number) {
            totals.record(right, *choice);
        }
    }
    totals
}

proptest! {
    #[test]
    fn withdrawing_a_recorded_ballot_leaves_no_trace((rights, ballots) in roll_and_ballots()) {
        let before = recount(&rights, &ballots);
        for right in &rights {
            for choice in CHOICES {
                let mut totals = before.clone();
                totals.record(right, choice);
                totals.withdraw(right, choice);
                prop_assert_eq!(&totals, &before);
            }
        }
    }

    #[test]
    fn running_totals_equal_a_recount_after_every_ballot((rights, ballots) in roll_and_ballots()) {
        let mut totals = Totals::of_roll(&rights);
        let mut standing = vec![None; rights.len()];
        for (number, (voter, choice)) in ballots.iter().enumerate() {
            if let Some(earlier) = standing[*voter].replace(*choice) {
                totals.withdraw(&rights[*voter], earlier);
            }
            totals.record(&rights[*voter], *choice);
            prop_assert_eq!(&totals, &recount(&rights, &ballots[..=number]));
        }
    }

    #[test]
    fn the_order_of_the_roll_changes_nothing((rights, ballots) in roll_and_ballots()) {
        let totals = recount(&rights, &ballots);
        let mut reversed = Totals::of_roll(rights.iter().rev());
        for (number, right) in rights.iter().enumerate().rev() {
            if let Some((_, choice)) = ballots.iter().rev().find(|(voter, _)| *voter == number) {
                reversed.record(right, *choice);
            }
        }
        prop_assert_eq!(totals, reversed);
    }

    #[test]
    fn all_weights_times_a_factor_give_the_same_verdict((rights, ballots) in roll_and_ballots(), factor in 1_u64..1_000) {
        let scaled: Vec<_> = rights
            .iter()
            .map(|right| VotingRight { heads: right.heads * factor, area_dm2: right.area_dm2 * factor, ..right.clone() })
            .collect();
        for rule in [cc278_ordinary(), cc278_special(), joint_majority()] {
            let (plain, scaled) = (tally(&rule, &recount(&rights, &ballots)), tally(&rule, &recount(&scaled, &ballots)));
            prop_assert_eq!(plain.verdict, scaled.verdict);
        }
    }

    #[test]
    fn another_vote_for_never_harms_once_the_voter_takes_part((rights, ballots) in roll_and_ballots()) {
        for rule in [cc278_ordinary(), cc278_special()] {
            let before = recount(&rights, &ballots);
            for (voter, choice) in ballots.iter().rev().take(1) {
                let mut after = before.clone();
                after.withdraw(&rights[*voter], *choice);
                after.record(&rights[*voter], Choice::For);
                let (before, after) = (tally(&rule, &before), tally(&rule, &after));
                prop_assert!(before.verdict != yishi_tally::Verdict::Passed || after.verdict == before.verdict);
            }
        }
    }

    #[test]
    fn a_threshold_agrees_with_long_multiplication(part in 0_u64..2_000, whole in 0_u64..2_000, upper in 0_u32..50, extra in 0_u32..50) {
        let fraction = Fraction::new(upper, upper + extra + 1).unwrap();
        let (left, right) = (part * u64::from(upper + extra + 1), whole * u64::from(upper));
        prop_assert_eq!(Threshold::AtLeast(fraction).is_met(part, whole), whole > 0 && left >= right);
        prop_assert_eq!(Threshold::MoreThan(fraction).is_met(part, whole), whole > 0 && left > right);
    }

    #[test]
    fn a_share_survives_writing_and_reading(numerator in any::<u32>(), denominator in 1_u32..) {
        prop_assume!(numerator <= denominator);
        let fraction = Fraction::new(numerator, denominator).unwrap();
        prop_assert_eq!(fraction.to_string().parse::<Fraction>().unwrap(), fraction);
    }

    #[test]
    fn reading_a_share_never_panics(text in "[0-9/+. -]{0,12}") {
        if let Ok(fraction) = text.parse::<Fraction>() {
            prop_assert_eq!(fraction.to_string(), text);
        }
    }
}
