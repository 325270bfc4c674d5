//! Ballots of counts among several options.

use crate::{CountError, OptionId, Options};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a ballot says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Marks {
    /// One option.
    One(OptionId),
    /// The options it approves of; none is a blank ballot.
    Set(BTreeSet<OptionId>),
    /// Ranks from the first: an empty one was skipped, one with several options is an overvote or, where the method
    /// knows equal ranks, an equal rank.
    Ranking(Vec<Vec<OptionId>>),
    /// A score for each option; one that is not named has none.
    Scores(BTreeMap<OptionId, u64>),
    /// For each project that it reviews, a score on every criterion.
    Reviews(BTreeMap<OptionId, BTreeMap<Arc<str>, u32>>),
}

impl Marks {
    /// A ranking with one option at each rank.
    pub fn ranking<'a>(options: impl IntoIterator<Item = &'a str>) -> Self {
        Self::Ranking(options.into_iter().map(|option| vec![option.into()]).collect())
    }

    /// A set of approved options.
    pub fn set<'a>(options: impl IntoIterator<Item = &'a str>) -> Self {
        Self::Set(options.into_iter().map(OptionId::from).collect())
    }

    /// Every option that the ballot names.
    pub fn options(&self) -> Box<dyn Iterator<Item = &OptionId> + '_> {
        match self {
            Self::One(option) => Box::new(std::iter::once(option)),
            Self::Set(options) => Box::new(options.iter()),
            Self::Ranking(ranks) => Box::new(ranks.iter().flatten()),
            Self::Scores(scores) => Box::new(scores.keys()),
            Self::Reviews(reviews) => Box::new(reviews.keys()),
        }
    }

    /// What kind of marks these are, by its name on the wire.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::One(_) => "one",
            Self::Set(_) => "set",
            Self::Ranking(_) => "ranking",
            Self::Scores(_) => "scores",
            Self::Reviews(_) => "reviews",
        }
    }
}

/// Equal ballots: what they say, and how many there are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ballot {
    /// What they say.
    pub marks: Marks,
    /// How many there are, or how much one weighs; 0 counts for nothing.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub weight: u64,
}

impl Ballot {
    /// One ballot.
    pub const fn new(marks: Marks) -> Self {
        Self { marks, weight: 1 }
    }

    /// So many equal ballots.
    pub const fn times(marks: Marks, weight: u64) -> Self {
        Self { marks, weight }
    }
}

const fn one() -> u64 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_one(weight: &u64) -> bool {
    *weight == 1
}

/// Checks what every count relies on: ballots name only options of the vote, and their weights add up below 2⁶⁴.
pub(crate) fn check(options: &Options, ballots: &[Ballot]) -> Result<(), CountError> {
    let mut total = 0_u64;
    for (place, ballot) in ballots.iter().enumerate() {
        total = total.checked_add(ballot.weight).ok_or(CountError::TooManyVotes)?;
        for option in ballot.marks.options() {
            if options.place(option).is_none() {
                return Err(CountError::UnknownOption { ballot: place, option: option.clone() });
            }
        }
    }
    Ok(())
}
