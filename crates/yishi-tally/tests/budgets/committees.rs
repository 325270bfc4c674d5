//! Approval committees against the oracle.

use crate::field::{Vote, places, vote};
use crate::oracle::{Q, equal_shares, new_load, pav_best, phragmen, q};
use proptest::prelude::*;
use std::collections::BTreeSet;
use yishi_tally::{
    Completion, Method, PavSequential, Phragmen, SharesCommittee, TieRule, all_committees, count,
};

fn seats(vote: &Vote, wanted: usize) -> (u32, usize) {
    let seats = wanted.min(vote.costs.len());
    (u32::try_from(seats).unwrap(), seats)
}

fn elected(method: &Method, vote: &Vote) -> Vec<usize> {
    places(&count(method, &vote.options(), &vote.ballots()).unwrap().winners)
}

/// Equal shares of so many seats as the oracle has it, and what voters have left.
fn shares(vote: &Vote, of: usize, most: usize) -> (Vec<usize>, Vec<Q>) {
    let worth: Vec<Vec<Q>> =
        vote.voters.iter().map(|ballot| ballot.iter().map(|points| q(*points)).collect()).collect();
    let start = q(of as u64) / q(vote.voters.len().max(1) as u64);
    let (bought, left) = equal_shares(&vec![q(1); vote.costs.len()], &worth, &start, most);
    (bought.into_iter().map(|(option, _)| option).collect(), left)
}

fn by_approvals(vote: &Vote, chosen: &mut Vec<usize>, seats: usize) {
    let votes = |option: usize| vote.voters.iter().map(|ballot| ballot[option]).sum::<u64>();
    let mut open: Vec<usize> = (0..vote.costs.len()).filter(|option| !chosen.contains(option)).collect();
    open.sort_by_key(|option| (u64::MAX - votes(*option), *option));
    chosen.extend(open.into_iter().take(seats - chosen.len()));
}

fn completed(vote: &Vote, completion: Completion, seats: usize) -> Vec<usize> {
    let (mut chosen, left) = shares(vote, seats, seats);
    match completion {
        Completion::Nothing => {}
        Completion::Approval => by_approvals(vote, &mut chosen, seats),
        Completion::Phragmen => {
            // Spent so far; abcvoting counts from minus what is left, which moves all loads by the same.
            let start = q(seats as u64) / q(vote.voters.len().max(1) as u64);
            let loads = left.iter().map(|left| &start - left).collect();
            phragmen(&vote.voters, vote.costs.len(), seats, &mut chosen, loads);
        }
        Completion::Increment => {
            for of in seats..=seats * vote.voters.len() + 1 {
                let (run, _) = shares(vote, of, seats);
                if run.len() == seats {
                    return run;
                }
            }
            chosen.clear();
            by_approvals(vote, &mut chosen, seats);
        }
    }
    chosen
}

fn completions() -> impl Strategy<Value = Completion> {
    prop_oneof![
        Just(Completion::Phragmen),
        Just(Completion::Approval),
        Just(Completion::Increment),
        Just(Completion::Nothing)
    ]
}

/// Every committee that some order of ties leads to, by following each of them.
fn all_by_loads(vote: &Vote, seats: usize) -> BTreeSet<Vec<usize>> {
    let options = vote.costs.len();
    let mut waiting = vec![(Vec::new(), vec![q(0); vote.voters.len()])];
    let mut committees = BTreeSet::new();
    while let Some((mut chosen, loads)) = waiting.pop() {
        if chosen.len() == seats {
            chosen.sort_unstable();
            committees.insert(chosen);
            continue;
        }
        let open: Vec<(usize, Q)> = (0..options)
            .filter(|option| !chosen.contains(option))
            .map(|option| (option, new_load(&vote.voters, option, &loads).unwrap_or_else(|| q(1_000_000))))
            .collect();
        let least = open.iter().map(|(_, load)| load.clone()).min().unwrap();
        for (option, load) in open.into_iter().filter(|(_, load)| *load == least) {
            let mut loads = loads.clone();
            for (voter, own) in loads.iter_mut().enumerate() {
                if vote.voters[voter][option] > 0 {
                    own.clone_from(&load);
                }
            }
            waiting.push(([chosen.as_slice(), &[option]].concat(), loads));
        }
    }
    committees
}

proptest! {
    #[test]
    fn phragmen_seats_whoever_keeps_the_largest_load_smallest(vote in vote(1), wanted in 1..5_usize) {
        let (seats, most) = seats(&vote, wanted);
        let method = Method::Phragmen(Phragmen { seats, tie: TieRule::GivenOrder });
        let mut chosen = Vec::new();
        phragmen(&vote.voters, vote.costs.len(), most, &mut chosen, vec![q(0); vote.voters.len()]);
        prop_assert_eq!(elected(&method, &vote), chosen);
    }

    #[test]
    fn sequential_pav_seats_whoever_adds_most_to_the_score(vote in vote(1), wanted in 1..5_usize) {
        let (seats, most) = seats(&vote, wanted);
        let method = Method::PavSequential(PavSequential { seats, tie: TieRule::GivenOrder });
        let mut chosen = Vec::new();
        while chosen.len() < most {
            chosen.push(pav_best(&vote.voters, vote.costs.len(), &chosen)[0]);
        }
        prop_assert_eq!(elected(&method, &vote), chosen);
    }

    #[test]
    fn equal_shares_seat_who_is_paid_for_and_complete_as_said(
        vote in vote(1),
        wanted in 1..5_usize,
        completion in completions(),
    ) {
        let (seats, most) = seats(&vote, wanted);
        let method =
            SharesCommittee { completion, tie: TieRule::GivenOrder, ..SharesCommittee::new(seats) };
        prop_assert_eq!(elected(&Method::SharesCommittee(method), &vote), completed(&vote, completion, most));
    }

    #[test]
    fn all_committees_are_those_of_every_order_of_ties(vote in vote(1), wanted in 1..4_usize) {
        let (seats, most) = seats(&vote, wanted);
        let method = Method::Phragmen(Phragmen { seats, tie: TieRule::Stop });
        let all = all_committees(&method, &vote.options(), &vote.ballots(), 100_000).unwrap();
        let all: BTreeSet<Vec<usize>> = all.iter().map(|committee| places(committee)).collect();
        prop_assert_eq!(all, all_by_loads(&vote, most));
    }

    #[test]
    fn the_order_of_ballots_never_matters_to_a_committee(vote in vote(1), wanted in 1..5_usize) {
        let (seats, _) = seats(&vote, wanted);
        let mut turned = vote.clone();
        turned.voters.reverse();
        for method in [
            Method::Phragmen(Phragmen { seats, tie: TieRule::Stop }),
            Method::PavSequential(PavSequential { seats, tie: TieRule::Stop }),
            Method::SharesCommittee(SharesCommittee::new(seats)),
        ] {
            let outcome = count(&method, &vote.options(), &vote.ballots()).unwrap();
            prop_assert_eq!(&count(&method, &vote.options(), &turned.ballots()).unwrap(), &outcome);
            prop_assert_eq!(&count(&method, &vote.options(), &vote.grouped()).unwrap(), &outcome);
        }
    }
}
