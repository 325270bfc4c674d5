//! The ballots of an instant runoff and where each of them lies.

use super::{Irv, OvervoteRule};
use crate::ranked::profile::{Profile, Rank};
use crate::{Ballot, CountError, Options};

/// Why a ballot supports nobody any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// It names no further option that is in the count.
    Exhausted,
    /// Several options at one rank.
    Overvote,
    /// More ranks left out than allowed.
    Skipped,
    /// An option named twice.
    Repeated,
    /// It never named any.
    Blank,
    /// Every place is filled: the surplus goes nowhere.
    Finished,
}

/// Equal ballots that have moved alike.
#[derive(Clone, Debug)]
pub(super) struct Paper<'a> {
    ranks: &'a [Rank],
    /// How many there are.
    pub(super) weight: u128,
    /// What is left of one of them, in units.
    pub(super) value: u128,
    /// Whom they support; before the first round nobody.
    pub(super) at: Option<usize>,
    /// Why they support nobody any more.
    pub(super) gone: Option<Reason>,
    /// Those elected with their help, and what each keeps of one ballot.
    pub(super) kept: Vec<(usize, u128)>,
}

impl Paper<'_> {
    /// What all of them are worth, in units.
    pub(super) fn worth(&self) -> Result<u128, CountError> {
        self.weight.checked_mul(self.value).ok_or(CountError::TooManyVotes)
    }
}

/// The ballots before the count.
pub(super) struct Desk {
    profile: Profile,
    most_ranks: usize,
}

impl Desk {
    pub(super) fn new(method: &Irv, options: &Options, ballots: &[Ballot]) -> Result<Self, CountError> {
        let most_ranks =
            method.most_ranks.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
        Ok(Self { profile: Profile::new(options, ballots)?, most_ranks })
    }

    pub(super) fn papers(&self, method: &Irv) -> Vec<Paper<'_>> {
        let value = method.unit();
        let lines = self.profile.lines();
        let paper = |(ranks, weight): (_, u64)| {
            let ranks: &[Rank] = ranks;
            let ranks = ranks.get(..self.most_ranks).unwrap_or(ranks);
            Paper { ranks, weight: weight.into(), value, at: None, gone: None, kept: Vec::new() }
        };
        lines.map(paper).collect()
    }
}

/// Where a ballot goes next: to an option in the count, or nowhere for a reason.
pub(super) fn next(method: &Irv, paper: &Paper<'_>, continues: &[bool]) -> Result<usize, Reason> {
    let mut any = false;
    let mut skipped = 0_u32;
    let mut seen: Vec<usize> = Vec::new();
    let in_count = |place: &usize| continues.get(*place).copied().unwrap_or(false);
    for rank in paper.ranks {
        let named = match rank {
            Rank::Skipped => {
                skipped = skipped.saturating_add(1);
                continue;
            }
            Rank::One(place) => std::slice::from_ref(place),
            Rank::Several(places) => places,
        };
        any = true;
        if method.most_skipped.is_some_and(|most| skipped > most) {
            return Err(Reason::Skipped);
        }
        skipped = 0;
        if method.exhaust_on_repeat {
            if named.iter().any(|place| seen.contains(place)) {
                return Err(Reason::Repeated);
            }
            seen.extend(named);
        }
        let mut left = named.iter().filter(|place| in_count(place));
        match (named, method.overvote) {
            ([_], _) => {}
            (_, OvervoteRule::ExhaustImmediately) => return Err(Reason::Overvote),
            (_, OvervoteRule::AlwaysSkip) => continue,
            (_, OvervoteRule::ExhaustIfMultipleContinuing) => {
                if left.clone().nth(1).is_some() {
                    return Err(Reason::Overvote);
                }
            }
        }
        if let Some(place) = left.next() {
            return Ok(*place);
        }
    }
    Err(if any { Reason::Exhausted } else { Reason::Blank })
}
