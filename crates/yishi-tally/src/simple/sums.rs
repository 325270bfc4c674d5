//! One figure an option, added up from all ballots, and the places filled from the highest down.

use crate::tie::{Side, Ties, names};
use crate::{Amount, CountError, OptionId, Options, Outcome, Round, Step, TieRule};

/// The figures of the options, in the order of the ballot paper.
pub(super) struct Sums<'a> {
    options: &'a Options,
    figures: Vec<u64>,
    /// Ballots that count for no option.
    pub(super) blank: u64,
}

impl<'a> Sums<'a> {
    pub(super) fn new(options: &'a Options) -> Self {
        Self { options, figures: vec![0; options.list().len()], blank: 0 }
    }

    /// Adds to the figure of an option; a withdrawn one takes nothing. Answers whether it stood in the count.
    pub(super) fn add(&mut self, option: &OptionId, votes: u64) -> Result<bool, CountError> {
        let Some(place) = self.options.place(option) else { return Ok(false) };
        let standing = self.options.list().get(place).is_some_and(|option| !option.withdrawn);
        if let (true, Some(figure)) = (standing, self.figures.get_mut(place)) {
            *figure = figure.checked_add(votes).ok_or(CountError::TooManyVotes)?;
        }
        Ok(standing)
    }

    pub(super) fn add_blank(&mut self, votes: u64) -> Result<(), CountError> {
        self.blank = self.blank.checked_add(votes).ok_or(CountError::TooManyVotes)?;
        Ok(())
    }

    /// The places in the count whose figure is at least `least`.
    fn reaching(&self, least: u64) -> Vec<usize> {
        let options = self.options.list().iter().zip(&self.figures).enumerate();
        options
            .filter(|(_, (option, figure))| !option.withdrawn && **figure >= least)
            .map(|(place, _)| place)
            .collect()
    }

    /// Fills the places from the highest figure down among those that pass `passes`, ties by the rule.
    pub(super) fn fill(&self, seats: u32, tie: &TieRule, passes: impl Fn(u64) -> bool) -> Outcome {
        let mut outcome = Outcome { rounds: vec![self.round()], ..Outcome::default() };
        let mut left = self.reaching(0);
        left.retain(|place| self.figures.get(*place).is_some_and(|figure| passes(*figure)));
        let ties = Ties { rule: tie, options: self.options };
        for seat in 0..seats {
            let Some(highest) = left.iter().filter_map(|place| self.figures.get(*place)).max().copied()
            else {
                break;
            };
            let equal: Vec<usize> =
                left.iter().copied().filter(|place| self.figures.get(*place) == Some(&highest)).collect();
            let open = usize::try_from(seats.saturating_sub(seat)).unwrap_or(usize::MAX);
            let chosen = match equal.as_slice() {
                // All of them find a place: their order decides nothing.
                equal_ones if equal_ones.len() <= open => equal_ones.first().copied(),
                _ => match ties.pick::<u64>(Side::Best, &equal, &[]) {
                    Some(picked) => {
                        outcome.trace.push(picked.step(1, &equal, self.options));
                        Some(picked.place)
                    }
                    None => {
                        outcome.tied = names(&equal, self.options);
                        outcome.trace.push(Step::TieStands { round: 1, among: outcome.tied.clone() });
                        None
                    }
                },
            };
            let Some(place) = chosen else { break };
            left.retain(|other| *other != place);
            self.elect(place, highest, &mut outcome);
        }
        outcome
    }

    fn elect(&self, place: usize, figure: u64, outcome: &mut Outcome) {
        let Some(option) = self.options.list().get(place) else { return };
        outcome.winners.push(option.id.clone());
        outcome.trace.push(Step::Elected { round: 1, option: option.id.clone(), figure: figure.into() });
        if let Some(round) = outcome.rounds.first_mut() {
            round.elected.push(option.id.clone());
        }
    }

    fn round(&self) -> Round {
        let options = self.options.list().iter().zip(&self.figures);
        let figures = options
            .filter(|(option, _)| !option.withdrawn)
            .map(|(option, figure)| (option.id.clone(), Amount::from(*figure)))
            .collect();
        Round { number: 1, figures, exhausted: Some(self.blank.into()), ..Round::default() }
    }

    /// The options in the count with their figures.
    pub(super) fn figures(&self) -> impl Iterator<Item = (&OptionId, u64)> {
        let options = self.options.list().iter().zip(&self.figures);
        options.filter(|(option, _)| !option.withdrawn).map(|(option, figure)| (&option.id, *figure))
    }
}
