//! What every method promises, and each against its oracle.

use crate::methods::ranked;
use crate::oracle;
use crate::vote::{NAMES, Vote, places, sorted, votes};
use proptest::prelude::*;
use yishi_tally::{
    Ballot, Irv, Marks, Method, Options, Outcome, Schulze, Seed, StvMeek, StvWig, TieRule, count,
};

/// The same vote with options called by other names, and the ballot paper in another order.
fn renamed(vote: &Vote, names: &[usize]) -> (Options, Vec<Ballot>) {
    let name = |place: &usize| NAMES[names[*place]];
    let mut paper: Vec<usize> = (0..vote.options).collect();
    paper.sort_by_key(|place| names[*place]);
    let options = Options::named(paper.iter().map(name)).unwrap();
    let ballot =
        |(order, weight): &(Vec<usize>, u64)| Ballot::times(Marks::ranking(order.iter().map(name)), *weight);
    (options, vote.rankings.iter().map(ballot).collect())
}

/// What a renaming leaves of an outcome: who won and who is tied, by their old places.
fn essence(outcome: &Outcome, names: &[usize]) -> (Vec<usize>, Vec<usize>, usize) {
    let old = |options: &[yishi_tally::OptionId]| {
        let mut places: Vec<usize> =
            places(options).iter().map(|new| names.iter().position(|name| name == new).unwrap()).collect();
        places.sort_unstable();
        places
    };
    (old(&outcome.winners), old(&outcome.tied), outcome.rounds.len())
}

fn seats(options: usize, wanted: u32) -> u32 {
    wanted.min(options as u32)
}

proptest! {
    #[test]
    fn the_order_of_ballots_never_matters(
        (vote, shuffled) in votes(2..=6, 20).prop_flat_map(|vote| {
            let rankings = Just(vote.rankings.clone()).prop_shuffle();
            (Just(vote), rankings)
        }),
        wanted in 1_u32..4,
    ) {
        let other = Vote { rankings: shuffled, ..vote.clone() };
        for method in ranked(seats(vote.options, wanted), &TieRule::GivenOrder) {
            prop_assert_eq!(vote.count(&method), other.count(&method), "{}", method.name());
        }
    }

    #[test]
    fn equal_ballots_may_be_merged_into_weights(vote in votes(2..=6, 12), wanted in 1_u32..4) {
        let singly = Vote { rankings: vote.singly().into_iter().map(|order| (order, 1)).collect(), ..vote.clone() };
        for method in ranked(seats(vote.options, wanted), &TieRule::GivenOrder) {
            prop_assert_eq!(vote.count(&method), singly.count(&method), "{}", method.name());
        }
    }

    #[test]
    fn renaming_the_options_renames_the_outcome(
        (vote, names) in votes(2..=6, 15).prop_flat_map(|vote| {
            let names = Just((0..vote.options).collect::<Vec<usize>>()).prop_shuffle();
            (Just(vote), names)
        }),
        wanted in 1_u32..4,
        back in any::<bool>(),
    ) {
        let same: Vec<usize> = (0..vote.options).collect();
        let tie = if back { TieRule::LookBack(Box::new(TieRule::Stop)) } else { TieRule::Stop };
        for method in ranked(seats(vote.options, wanted), &tie) {
            let (options, ballots) = renamed(&vote, &names);
            let other = count(&method, &options, &ballots).unwrap();
            prop_assert_eq!(essence(&vote.count(&method), &same), essence(&other, &names), "{}", method.name());
        }
    }

    #[test]
    fn every_place_is_filled_once_when_ties_are_decided(vote in votes(2..=7, 15), wanted in 1_u32..5) {
        let seats = seats(vote.options, wanted);
        let lot = TieRule::Lot { seed: Some(Seed([7; 32])) };
        for tie in [TieRule::GivenOrder, lot] {
            for method in ranked(seats, &tie) {
                let outcome = vote.count(&method);
                let mut winners = sorted(&outcome.winners);
                winners.dedup();
                prop_assert_eq!(winners.len(), seats as usize, "{}", method.name());
                prop_assert!(outcome.tied.is_empty());
            }
        }
    }

    #[test]
    fn rounds_lose_no_vote(vote in votes(2..=6, 15), wanted in 1_u32..4) {
        let seats = seats(vote.options, wanted);
        let cast: u64 = vote.rankings.iter().filter(|(order, _)| !order.is_empty()).map(|(_, weight)| weight).sum();
        for method in [
            Method::StvWig(StvWig { seats, tie: TieRule::GivenOrder, ..StvWig::default() }),
            Method::StvMeek(StvMeek { seats, tie: TieRule::GivenOrder, ..StvMeek::default() }),
        ] {
            for round in vote.count(&method).rounds {
                let mut sum = round.exhausted.unwrap().0;
                for figure in round.figures.into_values() {
                    sum += figure.0;
                }
                prop_assert_eq!(sum.to_string(), cast.to_string(), "{}", method.name());
            }
        }
    }

    #[test]
    fn a_majority_of_first_preferences_wins_a_runoff(vote in votes(2..=6, 15), batch in any::<bool>()) {
        let ballots = vote.singly();
        let named = ballots.iter().filter(|ballot| !ballot.is_empty()).count();
        let winner = vote.count(&Method::Irv(Irv { batch, tie: TieRule::GivenOrder, ..Irv::default() })).winners;
        for option in 0..vote.options {
            if ballots.iter().filter(|ballot| ballot.first() == Some(&option)).count() * 2 > named {
                prop_assert_eq!(places(&winner), vec![option]);
            }
        }
    }

    #[test]
    fn a_runoff_elects_whom_the_oracle_elects(vote in votes(2..=6, 20)) {
        let outcome = vote.count(&Method::Irv(Irv { tie: TieRule::GivenOrder, ..Irv::default() }));
        prop_assert_eq!(places(&outcome.winners), vec![oracle::runoff(vote.options, &vote.singly())]);
    }

    #[test]
    fn weighted_gregory_elects_whom_the_oracle_elects_in_as_many_stages(
        vote in votes(2..=7, 25),
        wanted in 1_u32..5,
    ) {
        let seats = seats(vote.options, wanted);
        let outcome = vote.count(&Method::StvWig(StvWig { seats, tie: TieRule::GivenOrder, ..StvWig::default() }));
        let (elected, stages) = oracle::scottish(vote.options, seats as usize, &vote.singly());
        prop_assert_eq!(places(&outcome.winners), elected);
        prop_assert_eq!(outcome.rounds.len(), stages);
    }

    #[test]
    fn meek_elects_whom_the_oracle_elects(vote in votes(2..=6, 20), wanted in 1_u32..5) {
        let seats = seats(vote.options, wanted);
        let outcome = vote.count(&Method::StvMeek(StvMeek { seats, tie: TieRule::GivenOrder, ..StvMeek::default() }));
        let mut elected = oracle::meek(vote.options, seats as usize, &vote.singly());
        elected.sort_unstable();
        prop_assert_eq!(sorted(&outcome.winners), elected);
    }

    #[test]
    fn schulze_elects_among_those_whom_no_chain_beats(vote in votes(2..=5, 15)) {
        let unbeaten = oracle::schulze(vote.options, &vote.singly());
        let outcome = vote.count(&Method::Schulze(Schulze::default()));
        match unbeaten.as_slice() {
            [only] => prop_assert_eq!(places(&outcome.winners), vec![*only]),
            _ => prop_assert_eq!(sorted(&outcome.tied), unbeaten),
        }
    }

    #[test]
    fn schulze_elects_whom_a_majority_prefers_to_every_other(vote in votes(2..=7, 25)) {
        let ballots = vote.singly();
        let winner = vote.count(&Method::Schulze(Schulze { tie: TieRule::GivenOrder, ..Schulze::default() })).winners;
        for option in 0..vote.options {
            let mut others = (0..vote.options).filter(|other| *other != option);
            if others.all(|other| oracle::prefer(&ballots, option, other) > oracle::prefer(&ballots, other, option)) {
                prop_assert_eq!(places(&winner), vec![option]);
            }
        }
    }
}
