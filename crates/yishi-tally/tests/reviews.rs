//! Review scoring: by hand, against plain reckoning, and what it promises.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must stop"
)]

use num_bigint::BigUint;
use num_rational::Ratio;
use proptest::prelude::*;
use std::collections::BTreeMap;
use yishi_tally::{
    Amount, Bar, Criterion, OptionId, Options, Outcome, Preference, Review, ReviewFault, ReviewRule,
    Selection, Step, TieRule, Trim, Unfit, VotingOption, review,
};

fn criterion(id: &str, weight: u32, least: u32, most: u32) -> Criterion {
    Criterion { id: id.into(), weight, least, most }
}

/// Need counts for 60 on a scale of 0 to 10, cost for 40 on a scale of 1 to 5.
fn rule() -> ReviewRule {
    ReviewRule {
        criteria: vec![criterion("need", 60, 0, 10), criterion("cost", 40, 1, 5)],
        trim: Trim::Nothing,
        least_reviews: 3,
        least_figure: None,
        selection: Selection::Budget { amount: 100.into(), unfit: Unfit::Skip },
        prefer: Vec::new(),
        tie: TieRule::Stop,
    }
}

fn options() -> Options {
    let cost = |id: &str, cost: u64| VotingOption::new(id).at_cost(cost.into());
    Options::new(vec![cost("bench", 70), cost("lamp", 40), cost("tree", 30)]).unwrap()
}

fn one(reviewer: &str, option: &str, need: u32, cost: u32) -> Review {
    let scores = BTreeMap::from([("need".into(), need), ("cost".into(), cost)]);
    Review { reviewer: reviewer.into(), option: option.into(), scores }
}

fn bar(reviewer: &str, option: &str) -> Bar {
    Bar { reviewer: reviewer.into(), option: option.into(), reason: "lives next door".to_owned() }
}

/// Three reviews of the bench, four of the lamp, two of the tree.
fn reviews() -> Vec<Review> {
    vec![
        one("an", "bench", 10, 5),
        one("bo", "bench", 5, 3),
        one("chen", "bench", 6, 1),
        one("an", "lamp", 10, 5),
        one("bo", "lamp", 0, 1),
        one("chen", "lamp", 5, 3),
        one("deng", "lamp", 7, 3),
        one("an", "tree", 10, 5),
        one("bo", "tree", 10, 5),
    ]
}

fn figures(outcome: &Outcome) -> Vec<(String, String)> {
    outcome.rounds[0].figures.iter().map(|(id, figure)| (id.to_string(), figure.to_string())).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(id, figure)| ((*id).to_owned(), (*figure).to_owned())).collect()
}

#[test]
fn weighted_means_are_exact() {
    let outcome = review(&rule(), &options(), &reviews(), &[]).unwrap();
    // Bench: 60 · (10+5+6)/30 + 40 · (4+2+0)/12 = 42 + 20. Lamp: 60 · 22/40 + 40 · 8/16 = 33 + 20.
    assert_eq!(figures(&outcome), pairs(&[("bench", "62"), ("lamp", "53")]));
    // 100 pays for the bench (70), not for the lamp (40) beside it; the tree has too few reviews.
    assert_eq!(outcome.winners, ["bench".into()]);
    assert!(outcome.trace.contains(&Step::TooFewReviews { option: "tree".into(), reviews: 2, needed: 3 }));
    assert!(outcome.trace.contains(&Step::Unfit {
        round: 1,
        option: "lamp".into(),
        cost: 40.into(),
        left: 30.into()
    }));
}

#[test]
fn the_extremes_are_left_out_on_each_criterion_or_as_whole_reviews() {
    let trimmed = |trim| {
        let rule = ReviewRule { trim, ..rule() };
        figures(&review(&rule, &options(), &reviews(), &[]).unwrap())
    };
    // Lamp by criterion: need 5 and 7, cost 3 and 3. Bench: need 6, cost 3.
    assert_eq!(trimmed(Trim::EachCriterion(1)), pairs(&[("bench", "56"), ("lamp", "56")]));
    // Bench by review: 100, 50, 36. Lamp: 100, 0, 50, 62.
    assert_eq!(trimmed(Trim::WholeReviews(1)), pairs(&[("bench", "50"), ("lamp", "56")]));
}

#[test]
fn a_barred_reviewer_does_not_count_and_the_reason_is_kept() {
    let outcome = review(&rule(), &options(), &reviews(), &[bar("an", "lamp")]).unwrap();
    // 60 · 12/30 + 40 · 4/12 = 24 + 13 1/3.
    assert_eq!(figures(&outcome), pairs(&[("bench", "62"), ("lamp", "112/3")]));
    let barred =
        Step::Barred { option: "lamp".into(), reviewer: "an".into(), reason: "lives next door".to_owned() };
    assert_eq!(outcome.trace[0], barred);
    let two = review(&rule(), &options(), &reviews(), &[bar("an", "lamp"), bar("bo", "lamp")]).unwrap();
    assert_eq!(figures(&two), pairs(&[("bench", "62")]), "two reviews are too few");
}

#[test]
fn places_and_a_least_figure_choose_too() {
    let select = |selection, least: Option<u64>| {
        let rule = ReviewRule { selection, least_figure: least.map(Amount::from), ..rule() };
        review(&rule, &options(), &reviews(), &[]).unwrap().winners
    };
    let ids = |ids: &[&str]| ids.iter().map(|id| OptionId::from(*id)).collect::<Vec<_>>();
    assert_eq!(select(Selection::Places(1), None), ids(&["bench"]));
    assert_eq!(select(Selection::Places(3), None), ids(&["bench", "lamp"]));
    assert_eq!(select(Selection::Places(3), Some(53)), ids(&["bench", "lamp"]));
    assert_eq!(select(Selection::Places(3), Some(54)), ids(&["bench"]));
}

#[test]
fn equals_go_by_preference_then_by_the_tie_rule_and_else_stand() {
    let equal = |prefer, tie| {
        let trim = Trim::EachCriterion(1);
        let rule = ReviewRule { trim, prefer, tie, ..rule() };
        let outcome = review(&rule, &options(), &reviews(), &[]).unwrap();
        (outcome.winners, outcome.tied)
    };
    assert_eq!(equal(Vec::new(), TieRule::Stop), (Vec::new(), vec!["bench".into(), "lamp".into()]));
    assert_eq!(equal(Vec::new(), TieRule::GivenOrder), (vec!["bench".into()], Vec::new()));
    assert_eq!(equal(vec![Preference::LeastCost], TieRule::Stop), (vec!["lamp".into()], Vec::new()));
}

#[test]
fn a_rule_that_nothing_can_satisfy_is_refused_when_it_is_read() {
    let bad = |change: fn(&mut ReviewRule)| {
        let mut rule = rule();
        change(&mut rule);
        rule.check().unwrap_err()
    };
    assert_eq!(bad(|rule| rule.criteria.clear()), ReviewFault::NoCriteria);
    assert!(matches!(bad(|rule| rule.criteria[1].most = 1), ReviewFault::EmptyCriterion { .. }));
    assert!(matches!(bad(|rule| rule.criteria[1].weight = 0), ReviewFault::EmptyCriterion { .. }));
    assert!(matches!(bad(|rule| rule.criteria[1].id = "need".into()), ReviewFault::RepeatedCriterion { .. }));
    assert_eq!(
        bad(|rule| (rule.trim, rule.least_reviews) = (Trim::WholeReviews(1), 2)),
        ReviewFault::NothingLeft { least_reviews: 2, trimmed: 2 }
    );
    assert_eq!(bad(|rule| rule.least_reviews = 0), ReviewFault::NothingLeft { least_reviews: 0, trimmed: 0 });
    assert_eq!(bad(|rule| rule.selection = Selection::Places(0)), ReviewFault::NothingToChoose);
    assert!(matches!(bad(|rule| rule.least_figure = Some(101.into())), ReviewFault::Unreachable { .. }));
    let reachable = ReviewRule { least_figure: Some(100.into()), ..rule() };
    assert_eq!(reachable.check(), Ok(()));
}

#[test]
fn reviews_that_do_not_fit_the_rule_are_refused() {
    let refused = |review_: Review| review(&rule(), &options(), &[review_], &[]).unwrap_err();
    assert!(matches!(refused(one("an", "pool", 1, 1)), ReviewFault::UnknownOption { .. }));
    assert!(matches!(refused(one("an", "lamp", 11, 1)), ReviewFault::OffScale { score: 11, .. }));
    assert!(matches!(refused(one("an", "lamp", 10, 0)), ReviewFault::OffScale { score: 0, .. }));
    let mut short = one("an", "lamp", 1, 1);
    short.scores.remove("cost");
    assert!(matches!(refused(short), ReviewFault::WrongCriteria { .. }));
    let twice = [one("an", "lamp", 1, 1), one("an", "lamp", 2, 1)];
    assert!(matches!(review(&rule(), &options(), &twice, &[]), Err(ReviewFault::RepeatedReview { .. })));
}

proptest! {
    #[test]
    fn figures_are_those_of_plain_reckoning_whatever_the_order(
        scores in proptest::collection::vec((0..=10_u32, 1..=5_u32), 3..9),
        whole in any::<bool>(),
        barred in 0..9_usize,
    ) {
        let trim = if whole { Trim::WholeReviews(1) } else { Trim::EachCriterion(1) };
        let rule = ReviewRule { trim, ..rule() };
        let mut given: Vec<Review> = scores
            .iter()
            .enumerate()
            .map(|(at, (need, cost))| one(&format!("r{at}"), "lamp", *need, *cost))
            .collect();
        let bars = [bar(&format!("r{barred}"), "lamp")];
        let outcome = review(&rule, &options(), &given, &bars).unwrap();
        given.reverse();
        prop_assert_eq!(&review(&rule, &options(), &given, &bars).unwrap(), &outcome);
        let kept: Vec<(u64, u64)> = scores
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != barred)
            .map(|(_, (need, cost))| (u64::from(*need) * 6, u64::from(*cost - 1) * 10))
            .collect();
        let middle = |mut values: Vec<u64>| {
            values.sort_unstable();
            let values = &values[1..values.len() - 1];
            Ratio::new(BigUint::from(values.iter().sum::<u64>()), BigUint::from(values.len()))
        };
        let expected = (kept.len() >= 3).then(|| {
            if whole {
                middle(kept.iter().map(|(need, cost)| need + cost).collect())
            } else {
                middle(kept.iter().map(|(need, _)| *need).collect())
                    + middle(kept.iter().map(|(_, cost)| *cost).collect())
            }
        });
        let figure = outcome.rounds[0].figures.get(&"lamp".into()).cloned();
        prop_assert_eq!(figure, expected.map(Amount));
    }
}
