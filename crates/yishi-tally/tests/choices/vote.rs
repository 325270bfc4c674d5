//! Random votes, and how they are handed to a count.

use proptest::prelude::*;
use yishi_tally::{Ballot, Marks, Method, OptionId, Options, Outcome, count};

/// Strict rankings of options by their places, each with its weight.
#[derive(Clone, Debug)]
pub struct Vote {
    pub options: usize,
    pub rankings: Vec<(Vec<usize>, u64)>,
}

pub const NAMES: [&str; 7] = ["a", "b", "c", "d", "e", "f", "g"];

/// Votes among so many options, with up to so many different ballots.
pub fn votes(options: std::ops::RangeInclusive<usize>, ballots: usize) -> impl Strategy<Value = Vote> {
    options.prop_flat_map(move |options| {
        let all: Vec<usize> = (0..options).collect();
        let ranking = (Just(all).prop_shuffle(), 0..=options).prop_map(|(mut order, length)| {
            order.truncate(length);
            order
        });
        prop::collection::vec((ranking, 1_u64..=5), 1..=ballots)
            .prop_map(move |rankings| Vote { options, rankings })
    })
}

impl Vote {
    pub fn options(&self) -> Options {
        Options::named(NAMES.into_iter().take(self.options)).unwrap()
    }

    pub fn ballots(&self) -> Vec<Ballot> {
        let ballot = |(order, weight): &(Vec<usize>, u64)| {
            Ballot::times(Marks::ranking(order.iter().map(|place| NAMES[*place])), *weight)
        };
        self.rankings.iter().map(ballot).collect()
    }

    /// Every ballot by itself.
    pub fn singly(&self) -> Vec<Vec<usize>> {
        let each = |(order, weight): &(Vec<usize>, u64)| vec![order.clone(); *weight as usize];
        self.rankings.iter().flat_map(each).collect()
    }

    pub fn count(&self, method: &Method) -> Outcome {
        count(method, &self.options(), &self.ballots()).unwrap()
    }
}

/// The places of options.
pub fn places(options: &[OptionId]) -> Vec<usize> {
    options.iter().map(|option| NAMES.iter().position(|name| **name == *option.0).unwrap()).collect()
}

/// The places of options in ascending order.
pub fn sorted(options: &[OptionId]) -> Vec<usize> {
    let mut places = places(options);
    places.sort_unstable();
    places
}
