//! The single transferable vote 单记可转移投票: several places by preferences, in the two ways in which it is counted most exactly.

mod meek;
mod wig;

pub use meek::StvMeek;
pub(crate) use meek::stv_meek;
pub use wig::StvWig;
pub(crate) use wig::stv_wig;

use crate::tie::{Picked, Side, Ties, names};
use crate::{Amount, OptionId, Options, Outcome, Round, Step, TieRule};
use num_bigint::BigUint;
use num_rational::Ratio;
use std::collections::BTreeMap;

/// How an option stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Withdrawn,
    Hopeful,
    Elected,
    Excluded,
}

/// What both counts keep: who stands how, the figures, and the story.
struct Board<'a> {
    options: &'a Options,
    tie: &'a TieRule,
    seats: usize,
    /// One vote in units.
    unit: u128,
    standing: Vec<Standing>,
    /// The figures of all options, in units.
    figures: Vec<u128>,
    history: Vec<Vec<u128>>,
    elected_now: Vec<usize>,
    excluded_now: Vec<usize>,
    outcome: Outcome,
}

impl<'a> Board<'a> {
    fn new(options: &'a Options, tie: &'a TieRule, seats: u32, unit: u128) -> Self {
        let standing = |withdrawn| if withdrawn { Standing::Withdrawn } else { Standing::Hopeful };
        let list = options.list();
        Self {
            options,
            tie,
            seats: usize::try_from(seats).unwrap_or(usize::MAX),
            unit,
            standing: list.iter().map(|option| standing(option.withdrawn)).collect(),
            figures: vec![0; list.len()],
            history: Vec::new(),
            elected_now: Vec::new(),
            excluded_now: Vec::new(),
            outcome: Outcome::default(),
        }
    }

    /// The number of the round that is being counted.
    fn round(&self) -> u32 {
        u32::try_from(self.history.len()).unwrap_or(u32::MAX).saturating_add(1)
    }

    fn all(&self, wanted: Standing) -> Vec<usize> {
        (0..self.standing.len()).filter(|place| self.standing.get(*place) == Some(&wanted)).collect()
    }

    fn hopeful(&self, place: usize) -> bool {
        self.standing.get(place) == Some(&Standing::Hopeful)
    }

    fn figure(&self, place: usize) -> u128 {
        self.figures.get(place).copied().unwrap_or(0)
    }

    fn open(&self) -> usize {
        self.seats.saturating_sub(self.all(Standing::Elected).len())
    }

    fn amount(&self, units: u128) -> Amount {
        Amount(Ratio::new(BigUint::from(units), BigUint::from(self.unit)))
    }

    fn name(&self, place: usize) -> OptionId {
        self.options.list().get(place).map_or_else(|| "".into(), |option| option.id.clone())
    }

    fn tell(&mut self, step: Step) {
        self.outcome.trace.push(step);
    }

    fn tell_needed(&mut self, votes: u128, needed: u128) {
        let (votes, figure) = (self.amount(votes), self.amount(needed));
        let seats = u32::try_from(self.seats).unwrap_or(u32::MAX);
        self.tell(Step::Needed { round: self.round(), votes, seats, figure });
    }

    /// Elects options, the highest figure first.
    fn elect(&mut self, mut places: Vec<usize>) {
        places.sort_by_key(|place| (std::cmp::Reverse(self.figure(*place)), *place));
        for place in places {
            if let Some(standing) = self.standing.get_mut(place) {
                *standing = Standing::Elected;
            }
            let (option, figure) = (self.name(place), self.amount(self.figure(place)));
            self.outcome.winners.push(option.clone());
            self.tell(Step::Elected { round: self.round(), option, figure });
            self.elected_now.push(place);
        }
    }

    fn exclude(&mut self, place: usize) {
        if let Some(standing) = self.standing.get_mut(place) {
            *standing = Standing::Excluded;
        }
        let (option, figure) = (self.name(place), self.amount(self.figure(place)));
        self.tell(Step::Excluded { round: self.round(), option, figure });
        self.excluded_now.push(place);
    }

    /// Picks one of several equals; `None` when the tie stands, which ends the count.
    fn pick(&mut self, side: Side, among: &[usize]) -> Option<usize> {
        if let [only] = among {
            return Some(*only);
        }
        let ties = Ties { rule: self.tie, options: self.options };
        match ties.pick(side, among, &self.history) {
            Some(picked @ Picked { place, .. }) => {
                self.tell(picked.step(self.round(), among, self.options));
                Some(place)
            }
            None => {
                let among = names(among, self.options);
                self.outcome.tied.clone_from(&among);
                self.tell(Step::TieStands { round: self.round(), among });
                None
            }
        }
    }

    /// Closes the round: its figures become history.
    fn close(&mut self, needed: u128, exhausted: u128) {
        let in_count = |place: &usize| {
            let stands = matches!(self.standing.get(*place), Some(Standing::Hopeful | Standing::Elected));
            stands || self.excluded_now.contains(place)
        };
        let figures: BTreeMap<OptionId, Amount> = (0..self.standing.len())
            .filter(in_count)
            .map(|place| (self.name(place), self.amount(self.figure(place))))
            .collect();
        let round = Round {
            number: self.round(),
            needed: Some(self.amount(needed)),
            figures,
            exhausted: Some(self.amount(exhausted)),
            elected: self.elected_now.iter().map(|place| self.name(*place)).collect(),
            excluded: self.excluded_now.iter().map(|place| self.name(*place)).collect(),
            inactive: None,
        };
        self.outcome.rounds.push(round);
        self.history.push(self.figures.clone());
        self.elected_now.clear();
        self.excluded_now.clear();
    }
}
