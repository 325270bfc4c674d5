//! Equal Shares and greedy against the oracle, and what they promise.

use crate::field::{Vote, name, places, vote};
use crate::oracle::{Q, equal_shares, q};
use num_bigint::BigInt;
use num_rational::Ratio;
use proptest::prelude::*;
use yishi_tally::{
    Amount, Ballot, EqualShares, Greedy, Method, Options, Outcome, Preference, Satisfaction, Start, Step,
    Stop, Support, TieRule, Unfit, count,
};

fn method(vote: &Vote, satisfaction: Satisfaction, step: Option<u64>, stop: Stop) -> EqualShares {
    let step = step.map(Amount::from);
    EqualShares { satisfaction, step, stop, tie: TieRule::GivenOrder, ..EqualShares::new(vote.budget.into()) }
}

fn run(method: &EqualShares, options: &Options, ballots: &[Ballot]) -> Outcome {
    count(&Method::EqualShares(method.clone()), options, ballots).unwrap()
}

fn worth(vote: &Vote, satisfaction: Satisfaction) -> Vec<Vec<Q>> {
    let worth = |option: usize, points: u64| match satisfaction {
        Satisfaction::Cost => q(points.min(1) * vote.costs[option].max(1)),
        Satisfaction::Cardinality => q(points.min(1)),
        Satisfaction::Points => q(points),
    };
    vote.voters
        .iter()
        .map(|ballot| ballot.iter().enumerate().map(|(at, n)| worth(at, *n)).collect())
        .collect()
}

/// All runs by the oracle, as the paper describes completion by increments.
fn oracle(vote: &Vote, satisfaction: Satisfaction, step: Option<u64>, stop: Stop) -> Vec<usize> {
    let costs: Vec<Q> = vote.costs.iter().map(|cost| q(*cost)).collect();
    let worth = worth(vote, satisfaction);
    let run = |start: &Q| {
        let (bought, _) = equal_shares(&costs, &worth, start, usize::MAX);
        bought.into_iter().map(|(option, _)| option).collect::<Vec<_>>()
    };
    let cost = |bought: &[usize]| bought.iter().map(|option| vote.costs[*option]).sum::<u64>();
    let supported: Vec<usize> =
        (0..costs.len()).filter(|option| vote.voters.iter().any(|ballot| ballot[*option] > 0)).collect();
    let mut start = q(vote.budget) / q(vote.voters.len().max(1) as u64);
    let mut bought = run(&start);
    let Some(step) = step else { return bought };
    loop {
        let open: Vec<usize> = supported.iter().copied().filter(|option| !bought.contains(option)).collect();
        let left = (0..costs.len()).filter(|option| !bought.contains(option));
        let fits = left.into_iter().any(|option| cost(&bought) + vote.costs[option] <= vote.budget);
        if open.is_empty() || (stop == Stop::WhenExhaustive && !fits) {
            return bought;
        }
        start += q(step);
        let next = run(&start);
        if cost(&next) > vote.budget {
            return bought;
        }
        bought = next;
    }
}

fn signed(amount: &Amount) -> Q {
    Ratio::new(BigInt::from(amount.0.numer().clone()), BigInt::from(amount.0.denom().clone()))
}

/// Pays for every winner again with nothing but the trace and the ballots; returns what each winner was paid.
fn pay_again(vote: &Vote, satisfaction: Satisfaction, outcome: &Outcome) -> Vec<(usize, Q)> {
    let start = outcome.trace.iter().find_map(|step| match step {
        Step::Settled { each, .. } => Some(signed(each)),
        _ => None,
    });
    let mut purses = vec![start.unwrap(); vote.voters.len()];
    let mut paid = Vec::new();
    for step in &outcome.trace {
        let Step::Shared { option, each, full, emptied, .. } = step else { continue };
        let (option, each) = (crate::field::place(option), signed(each));
        let (mut sum, mut in_full, mut all) = (q(0), 0, 0);
        for (voter, purse) in purses.iter_mut().enumerate() {
            let points = match satisfaction {
                Satisfaction::Cost | Satisfaction::Cardinality => vote.voters[voter][option].min(1),
                Satisfaction::Points => vote.voters[voter][option],
            };
            if points > 0 {
                let due = &each * q(points);
                *(if *purse < due { &mut all } else { &mut in_full }) += 1;
                let pays = due.min(purse.clone());
                *purse -= &pays;
                sum += pays;
            }
        }
        assert_eq!((in_full, all), (*full, *emptied));
        paid.push((option, sum));
    }
    paid
}

fn satisfactions() -> impl Strategy<Value = Satisfaction> {
    prop_oneof![Just(Satisfaction::Cost), Just(Satisfaction::Cardinality), Just(Satisfaction::Points)]
}

fn stops() -> impl Strategy<Value = Stop> {
    prop_oneof![Just(Stop::BeforeOverspending), Just(Stop::WhenExhaustive)]
}

proptest! {
    #[test]
    fn equal_shares_buy_what_the_paper_says(
        vote in vote(3),
        satisfaction in satisfactions(),
        step in proptest::option::of(1..4_u64),
        stop in stops(),
    ) {
        let outcome = run(&method(&vote, satisfaction, step, stop), &vote.options(), &vote.ballots());
        prop_assert_eq!(places(&outcome.winners), oracle(&vote, satisfaction, step, stop));
    }

    #[test]
    fn equal_shares_never_overspend_and_supporters_pay_every_winner_exactly(
        vote in vote(3),
        satisfaction in satisfactions(),
        step in proptest::option::of(1..4_u64),
    ) {
        let method = method(&vote, satisfaction, step, Stop::BeforeOverspending);
        let outcome = run(&method, &vote.options(), &vote.ballots());
        let paid = pay_again(&vote, satisfaction, &outcome);
        prop_assert_eq!(paid.iter().map(|(option, _)| *option).collect::<Vec<_>>(), places(&outcome.winners));
        for (option, sum) in &paid {
            prop_assert_eq!(sum, &q(vote.costs[*option]));
        }
        prop_assert!(paid.iter().map(|(_, sum)| sum.clone()).sum::<Q>() <= q(vote.budget));
    }

    #[test]
    fn the_order_of_ballots_and_their_grouping_never_matter(vote in vote(2), greedy in any::<bool>()) {
        let tie = TieRule::GivenOrder;
        let method = if greedy {
            Method::Greedy(Greedy { tie, ..skip(&vote) })
        } else {
            Method::EqualShares(method(&vote, Satisfaction::Cost, Some(1), Stop::BeforeOverspending))
        };
        let outcome = count(&method, &vote.options(), &vote.ballots()).unwrap();
        let mut turned = vote.clone();
        turned.voters.reverse();
        prop_assert_eq!(&count(&method, &vote.options(), &turned.ballots()).unwrap(), &outcome);
        prop_assert_eq!(&count(&method, &vote.options(), &vote.grouped()).unwrap(), &outcome);
    }

    #[test]
    fn names_and_the_order_of_the_ballot_paper_never_matter_where_nothing_is_tied(vote in vote(2)) {
        let method = EqualShares { tie: TieRule::Stop, ..method(&vote, Satisfaction::Cost, Some(1), Stop::WhenExhaustive) };
        let outcome = run(&method, &vote.options(), &vote.ballots());
        prop_assume!(outcome.tied.is_empty());
        let mut turned = vote.clone();
        turned.costs.reverse();
        turned.voters.iter_mut().for_each(|ballot| ballot.reverse());
        let other = run(&method, &turned.options(), &turned.ballots());
        let last = vote.costs.len() - 1;
        prop_assert_eq!(
            places(&outcome.winners),
            places(&other.winners).into_iter().map(|place| last - place).collect::<Vec<_>>()
        );
    }

    #[test]
    fn greedy_funds_by_support_what_still_fits(vote in vote(3), stop in any::<bool>()) {
        let unfit = if stop { Unfit::Stop } else { Unfit::Skip };
        let greedy = Greedy { unfit, prefer: vec![Preference::LeastCost], tie: TieRule::GivenOrder, ..skip(&vote) };
        let outcome = count(&Method::Greedy(greedy), &vote.options(), &vote.ballots()).unwrap();
        let support = |option: usize| vote.voters.iter().map(|ballot| ballot[option]).sum::<u64>();
        let mut order: Vec<usize> = (0..vote.costs.len()).collect();
        order.sort_by_key(|option| (u64::MAX - support(*option), vote.costs[*option], *option));
        let (mut left, mut funded) = (vote.budget, Vec::new());
        for option in order {
            if vote.costs[option] <= left {
                left -= vote.costs[option];
                funded.push(option);
            } else if stop {
                break;
            }
        }
        funded.sort_unstable();
        let mut winners = places(&outcome.winners);
        winners.sort_unstable();
        prop_assert_eq!(winners, funded);
    }
}

fn skip(vote: &Vote) -> Greedy {
    Greedy {
        budget: vote.budget.into(),
        unfit: Unfit::Skip,
        support: Support::Points,
        first_rank: None,
        least_support: None,
        prefer: Vec::new(),
        tie: TieRule::Stop,
    }
}

#[test]
fn a_billion_fen_and_a_million_voters_do_not_overflow() {
    let costs = [999_999_999_u64, 1_000_000_000, 7, 333_333_333];
    let vote = Vote { costs: costs.to_vec(), voters: Vec::new(), budget: 1_000_000_000 };
    let ballots: Vec<Ballot> = (0..1_000_u32)
        .map(|group| {
            let named = (0..4).filter(|option| (group >> option) & 1 == 1).map(name).collect();
            Ballot::times(yishi_tally::Marks::Set(named), 1_000)
        })
        .collect();
    for satisfaction in [Satisfaction::Cost, Satisfaction::Cardinality] {
        let method = EqualShares {
            start: Start::WholeShare,
            ..method(&vote, satisfaction, Some(100), Stop::BeforeOverspending)
        };
        let outcome = run(&method, &vote.options(), &ballots);
        let spent: u64 = places(&outcome.winners).iter().map(|place| costs[*place]).sum();
        assert!(!outcome.winners.is_empty() && spent <= vote.budget, "{:?}", outcome.winners);
    }
}
