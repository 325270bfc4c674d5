//! The sequential committee rules as counting methods: seat after seat, with a round for each.

use super::gains::Gains;
use super::increment;
use super::loads::Loads;
use super::stage::{Candidates, Count, Figures, Stage, share};
use super::{Completion, PavSequential, Phragmen, SharesCommittee};
use crate::budget::field::{Field, Reading};
use crate::budget::shares::{Payment, Purses};
use crate::tie::{Side, Ties, names};
use crate::{Amount, Ballot, CountError, Options, Outcome, Round, Step, TieRule};
use num_bigint::BigUint;

/// Counts by Phragmén's sequential rule.
pub(crate) fn phragmen(
    method: &Phragmen,
    options: &Options,
    ballots: &[Ballot],
) -> Result<Outcome, CountError> {
    let field = read(options, ballots)?;
    let teller = Teller::new(&field, method.seats, &method.tie);
    Ok(teller.tell(Count::new(Stage::Loads(Loads::none(field.groups.len())))))
}

/// Counts by sequential proportional approval voting.
pub(crate) fn pav_sequential(
    method: &PavSequential,
    options: &Options,
    ballots: &[Ballot],
) -> Result<Outcome, CountError> {
    let field = read(options, ballots)?;
    let teller = Teller::new(&field, method.seats, &method.tie);
    Ok(teller.tell(Count::new(Stage::Gains(Gains::none(field.groups.len())))))
}

/// Counts a committee by the Method of Equal Shares.
pub(crate) fn shares_committee(
    method: &SharesCommittee,
    options: &Options,
    ballots: &[Ballot],
) -> Result<Outcome, CountError> {
    let field = read(options, ballots)?;
    let teller = Teller::new(&field, method.seats, &method.tie);
    if method.completion == Completion::Increment {
        return Ok(increment::count(&teller, method));
    }
    Ok(teller.tell(shares(&field, method.seats.into(), method.completion)))
}

/// Ballots read for a committee: only names matter.
pub(super) fn read<'a>(options: &'a Options, ballots: &[Ballot]) -> Result<Field<'a>, CountError> {
    Field::new(options, ballots, &Amount::zero(), Reading::Names)
}

/// A count by equal shares of so many seats.
pub(super) fn shares(field: &Field<'_>, seats: u64, completion: Completion) -> Count {
    let start = share(seats, field.voters);
    Count::new(Stage::Shares { purses: Purses::new(field.groups.len(), &start), start, completion })
}

/// Counts and tells what happened.
pub(super) struct Teller<'a> {
    pub(super) field: &'a Field<'a>,
    pub(super) candidates: Candidates,
    pub(super) seats: usize,
    tie: &'a TieRule,
}

impl<'a> Teller<'a> {
    pub(super) fn new(field: &'a Field<'a>, seats: u32, tie: &'a TieRule) -> Self {
        let seats = usize::try_from(seats).unwrap_or(usize::MAX);
        Self { field, candidates: Candidates::new(field), seats, tie }
    }

    /// Fills seat after seat until all are filled, a tie stands, or nothing follows.
    pub(super) fn tell(&self, mut count: Count) -> Outcome {
        let mut outcome = Outcome::default();
        while count.elected.len() < self.seats {
            let round = u32::try_from(count.elected.len()).unwrap_or(u32::MAX).saturating_add(1);
            let figures = count.figures(&self.candidates);
            let best = count.best(&self.candidates, &figures);
            if best.is_empty() {
                let Some(by) = count.go_on() else { break };
                outcome.trace.push(Step::Completed { round, by: by.to_owned() });
                continue;
            }
            let chosen = if self.takes_all(&count) { best.first().copied() } else { None };
            let Some(chosen) = chosen.or_else(|| self.choose(round, &best, &mut outcome)) else { break };
            let payment = count.elect(&self.candidates, chosen);
            self.seat(&mut outcome, round, chosen, &figures, payment);
        }
        outcome
    }

    /// Whether whoever is left gets a place, so that their order decides nothing.
    fn takes_all(&self, count: &Count) -> bool {
        let shares = matches!(count.stage, Stage::Shares { .. });
        !shares && self.candidates.standing() <= self.seats
    }

    fn choose(&self, round: u32, best: &[usize], outcome: &mut Outcome) -> Option<usize> {
        if let [only] = best {
            return Some(*only);
        }
        let ties = Ties { rule: self.tie, options: self.field.options };
        if let Some(picked) = ties.pick::<BigUint>(Side::Best, best, &[]) {
            outcome.trace.push(picked.step(round, best, self.field.options));
            return Some(picked.place);
        }
        outcome.tied = names(best, self.field.options);
        outcome.trace.push(Step::TieStands { round, among: outcome.tied.clone() });
        None
    }

    fn seat(
        &self,
        outcome: &mut Outcome,
        number: u32,
        chosen: usize,
        figures: &Figures,
        payment: Option<Payment>,
    ) {
        let option = self.field.id(chosen);
        let own =
            figures.iter().find(|(place, _)| *place == chosen).map(|(_, figure)| Amount(figure.clone()));
        let figures = figures.iter().map(|(place, figure)| (self.field.id(*place), Amount(figure.clone())));
        let figures = figures.collect();
        outcome.rounds.push(Round { number, figures, elected: vec![option.clone()], ..Round::default() });
        outcome.winners.push(option.clone());
        outcome.trace.push(match payment {
            Some(Payment { each, full, emptied }) => Step::Shared {
                round: number,
                option,
                cost: Amount::from(1),
                each: Amount(each),
                full,
                emptied,
            },
            None => Step::Elected { round: number, option, figure: own.unwrap_or_else(Amount::zero) },
        });
    }

    /// Which of equal options the tie rule takes; `None` when it takes none.
    pub(super) fn pick(&self, best: &[usize]) -> Option<usize> {
        if let [only] = best {
            return Some(*only);
        }
        let ties = Ties { rule: self.tie, options: self.field.options };
        ties.pick::<BigUint>(Side::Best, best, &[]).map(|picked| picked.place)
    }

    /// Whether a run at these seats fills all of them; a tie that stands ends the run as it is.
    pub(super) fn fills(&self, mut count: Count) -> bool {
        while count.elected.len() < self.seats {
            let figures = count.figures(&self.candidates);
            let best = count.best(&self.candidates, &figures);
            let Some(chosen) = self.pick(&best) else { return !best.is_empty() };
            count.elect(&self.candidates, chosen);
        }
        true
    }
}
