//! Weighted Inclusive Gregory, as Scottish councils are elected.

use super::{Board, Standing};
use crate::ranked::orders::Orders;
use crate::simple::one_seat;
use crate::tie::Side;
use crate::{Ballot, CountError, InvalidMethod, Options, Outcome, Step, TieRule};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The single transferable vote by the Scottish Local Government Elections Order 2007 (SSI 2007/42), rules 45 to 52.
///
/// The quota is the valid ballots divided by places and one, cut off, and one. A surplus passes on with every ballot
/// of the elected, each at its value times surplus by figure, cut off after the decimals. Somebody at exactly the
/// quota has no surplus. The order asks for the default tie rule and a lot behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StvWig {
    /// How many places are filled; 1 unless said.
    pub seats: u32,
    /// Decimals of transfer values, cut off; 5 unless said, as in the order, and at most 9.
    pub decimals: u32,
    /// What decides among equals: the latest difference unless said, and then the count stops.
    pub tie: TieRule,
}

impl Default for StvWig {
    fn default() -> Self {
        Self { seats: one_seat(), decimals: 5, tie: TieRule::LookBack(Box::new(TieRule::Stop)) }
    }
}

/// With more decimals the product of a surplus and a value could exceed 128 bits.
const MOST_DECIMALS: u32 = 9;

impl StvWig {
    pub(crate) fn check(&self) -> Result<(), InvalidMethod> {
        if self.decimals > MOST_DECIMALS {
            let (value, most) = (self.decimals.into(), MOST_DECIMALS.into());
            return Err(InvalidMethod::OutOfRange { parameter: "decimals", value, least: 0, most });
        }
        Ok(())
    }
}

/// Equal ballots that lie with an option.
#[derive(Clone, Copy)]
struct Parcel<'o> {
    /// The order, from the option with which they lie.
    order: &'o [usize],
    /// How many there are.
    weight: u64,
    /// What one of them is worth, in units.
    value: u128,
}

impl Parcel<'_> {
    fn worth(&self) -> u128 {
        // Below 2⁶⁴ ballots of at most 10⁹ units.
        self.value.saturating_mul(self.weight.into())
    }
}

struct Count<'a, 'o> {
    board: Board<'a>,
    quota: u128,
    piles: Vec<Vec<Parcel<'o>>>,
    /// Votes that pass to nobody, and what cutting off lost.
    exhausted: u128,
}

/// Counts by Weighted Inclusive Gregory.
pub(crate) fn stv_wig(method: &StvWig, options: &Options, ballots: &[Ballot]) -> Result<Outcome, CountError> {
    let orders = Orders::new(options, ballots)?;
    let unit = 10_u128.saturating_pow(method.decimals);
    let board = Board::new(options, &method.tie, method.seats, unit);
    let places = u64::from(method.seats).saturating_add(1);
    let whole = u128::from(orders.valid.checked_div(places).unwrap_or(0)).saturating_add(1);
    let piles = vec![Vec::new(); options.list().len()];
    let mut count = Count { board, quota: whole.saturating_mul(unit), piles, exhausted: 0 };
    for (order, weight) in orders.lines() {
        count.put(Parcel { order, weight, value: unit });
    }
    count.board.tell_needed(u128::from(orders.valid).saturating_mul(unit), count.quota);
    Ok(count.run())
}

impl<'o> Count<'_, 'o> {
    fn run(mut self) -> Outcome {
        loop {
            let reached = self.board.all(Standing::Hopeful).into_iter();
            let reached = reached.filter(|place| self.board.figure(*place) >= self.quota).collect();
            self.board.elect(reached);
            let (open, hopeful) = (self.board.open(), self.board.all(Standing::Hopeful));
            if open > 0 && hopeful.len() <= open {
                self.board.elect(hopeful);
            }
            let next = if self.board.open() == 0 { None } else { self.next() };
            self.board.close(self.quota, self.exhausted);
            let Some(next) = next else { return self.board.outcome };
            self.pass_on(next);
        }
    }

    /// Whose ballots pass on next: the greatest surplus, else the last; `None` when a tie stands.
    fn next(&mut self) -> Option<usize> {
        let surplus = |place: &usize| self.board.figure(*place).saturating_sub(self.quota);
        let elected = self.board.all(Standing::Elected);
        let greatest = elected.iter().map(surplus).max().unwrap_or(0);
        if greatest > 0 {
            let equal: Vec<usize> = elected.into_iter().filter(|place| surplus(place) == greatest).collect();
            return self.board.pick(Side::Best, &equal);
        }
        let hopeful = self.board.all(Standing::Hopeful);
        let least = hopeful.iter().map(|place| self.board.figure(*place)).min()?;
        let last: Vec<usize> =
            hopeful.into_iter().filter(|place| self.board.figure(*place) == least).collect();
        let place = self.board.pick(Side::Worst, &last)?;
        self.board.exclude(place);
        Some(place)
    }

    /// Passes on the surplus of the elected, or all that the excluded had.
    fn pass_on(&mut self, place: usize) {
        // The step belongs to the round that caused it, which is closed by now.
        let round = self.board.round().saturating_sub(1);
        let figure = self.board.figure(place);
        let elected = self.board.standing.get(place) == Some(&Standing::Elected);
        let left = if elected { self.quota } else { 0 };
        let passing = figure.saturating_sub(left);
        if elected {
            let (option, figure) = (self.board.name(place), self.board.amount(passing));
            self.board.tell(Step::Surplus { round, option, figure });
        }
        if let Some(figure) = self.board.figures.get_mut(place) {
            *figure = left;
        }
        let pile = self.piles.get_mut(place).map(std::mem::take).unwrap_or_default();
        let mut moved: BTreeMap<Option<usize>, u128> = BTreeMap::new();
        for parcel in pile {
            // A surplus takes of each ballot its share, what is passed on of an excluded option is whole.
            let product = parcel.value.saturating_mul(passing);
            let value = product.checked_div(figure).unwrap_or(0);
            let parcel = Parcel { value, ..parcel };
            let to = self.put(parcel);
            let sum = moved.entry(to).or_insert(0);
            *sum = sum.saturating_add(parcel.worth());
        }
        let told = moved.values().fold(0_u128, |sum, units| sum.saturating_add(*units));
        self.tell_moves(round, place, &moved, passing.saturating_sub(told));
    }

    /// Lays ballots with their next option in the count; answers it.
    fn put(&mut self, parcel: Parcel<'o>) -> Option<usize> {
        let next = parcel.order.iter().position(|place| self.board.hopeful(*place));
        let Some((order, place)) = next
            .and_then(|next| parcel.order.get(next..))
            .and_then(|order| order.first().map(|place| (order, *place)))
        else {
            self.exhausted = self.exhausted.saturating_add(parcel.worth());
            return None;
        };
        if let (Some(pile), Some(figure)) = (self.piles.get_mut(place), self.board.figures.get_mut(place)) {
            pile.push(Parcel { order, ..parcel });
            *figure = figure.saturating_add(parcel.worth());
        }
        Some(place)
    }

    fn tell_moves(&mut self, round: u32, from: usize, moved: &BTreeMap<Option<usize>, u128>, lost: u128) {
        let option = self.board.name(from);
        for (to, units) in moved.iter().filter(|(_, units)| **units > 0) {
            let (to, figure) = (to.map(|to| self.board.name(to)), self.board.amount(*units));
            self.board.tell(Step::Transferred { round, from: option.clone(), to, figure });
        }
        if lost > 0 {
            self.exhausted = self.exhausted.saturating_add(lost);
            let figure = self.board.amount(lost);
            self.board.tell(Step::Lost { round, option, figure });
        }
    }
}
