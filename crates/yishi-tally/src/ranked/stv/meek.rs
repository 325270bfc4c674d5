//! Meek's method, as the reference rule of the Proportional Representation Foundation counts it.

use super::{Board, Standing};
use crate::ranked::orders::Orders;
use crate::ranked::tree::Tree;
use crate::simple::one_seat;
use crate::tie::Side;
use crate::{Ballot, CountError, InvalidMethod, Options, Outcome, Step, TieRule};
use serde::{Deserialize, Serialize};

/// The single transferable vote by Meek's method: the elected keep the share of each vote that leaves them at the quota,
/// worked out again until nothing is left over.
///
/// After B. L. Meek, 1969, and I. D. Hill, B. A. Wichmann and D. R. Woodall, Algorithm 123, The Computer Journal 30
/// (1987), in the exact fixed-point form of the Meek Reference Rule of the Proportional Representation Foundation:
/// 9 decimals, shares rounded up, done when the surplus is below 10⁻⁶ or no longer falls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StvMeek {
    /// How many places are filled; 1 unless said.
    pub seats: u32,
    /// Decimals of shares and votes; 9 unless said, and at most that.
    pub decimals: u32,
    /// The surplus below which a round is done, as decimals: 10 to the minus this; 6 unless said, at most `decimals`.
    pub surplus_decimals: u32,
    /// What decides among equals, which are all within the surplus of the last; the count stops unless said.
    pub tie: TieRule,
}

impl Default for StvMeek {
    fn default() -> Self {
        Self { seats: one_seat(), decimals: 9, surplus_decimals: 6, tie: TieRule::Stop }
    }
}

/// With more decimals the product of a value and a share would exceed 64 bits.
const MOST_DECIMALS: u32 = 9;

impl StvMeek {
    pub(crate) fn check(&self) -> Result<(), InvalidMethod> {
        for (parameter, value, most) in [
            ("decimals", self.decimals, MOST_DECIMALS),
            ("surplus_decimals", self.surplus_decimals, self.decimals),
        ] {
            if !(1..=most).contains(&value) {
                let (value, most) = (value.into(), most.into());
                return Err(InvalidMethod::OutOfRange { parameter, value, least: 1, most });
            }
        }
        Ok(())
    }
}

struct Count<'a> {
    board: Board<'a>,
    tree: Tree,
    /// Valid ballots, in units.
    cast: u128,
    /// A whole vote in units.
    whole: u64,
    /// The share of a vote that each option keeps, in units.
    keeps: Vec<u64>,
    /// The surplus below which a round is done, in units.
    done: u128,
    quota: u128,
    surplus: u128,
    stack: Vec<(usize, u64)>,
}

/// Why the sharing out of a round ended.
enum Ended {
    Elected,
    Settled,
}

/// Counts by Meek's method.
pub(crate) fn stv_meek(
    method: &StvMeek,
    options: &Options,
    ballots: &[Ballot],
) -> Result<Outcome, CountError> {
    let orders = Orders::new(options, ballots)?;
    let whole = 10_u64.saturating_pow(method.decimals);
    let keeps = options.list().iter().map(|option| if option.withdrawn { 0 } else { whole }).collect();
    let count = Count {
        board: Board::new(options, &method.tie, method.seats, whole.into()),
        tree: Tree::new(&orders),
        cast: u128::from(orders.valid).saturating_mul(whole.into()),
        whole,
        keeps,
        done: 10_u128.saturating_pow(method.decimals.saturating_sub(method.surplus_decimals)),
        quota: 0,
        surplus: 0,
        stack: Vec::new(),
    };
    Ok(count.run())
}

impl Count<'_> {
    fn run(mut self) -> Outcome {
        while self.board.open() > 0 && self.board.all(Standing::Hopeful).len() > self.board.open() {
            let ended = self.share_out();
            self.board.tell_needed(self.votes(), self.quota);
            self.tell_keeps();
            match ended {
                Ended::Elected => self.elect(),
                Ended::Settled => {
                    let Some(last) = self.last() else {
                        self.close();
                        return self.board.outcome;
                    };
                    self.board.exclude(last);
                    if let Some(keep) = self.keeps.get_mut(last) {
                        *keep = 0;
                    }
                }
            }
            self.close();
        }
        self.fill_rest();
        self.board.outcome
    }

    /// Shares out the votes until somebody reaches the quota or the surplus is gone.
    fn share_out(&mut self) -> Ended {
        let mut before = self.cast;
        loop {
            self.distribute();
            let places = u128::try_from(self.board.seats).unwrap_or(u128::MAX).saturating_add(1);
            self.quota = self.votes().checked_div(places).unwrap_or(0).saturating_add(1);
            let reached = self.reached();
            self.surplus = self
                .board
                .all(Standing::Elected)
                .iter()
                .chain(&reached)
                .fold(0_i128, |sum, place| sum.saturating_add(self.over(*place)))
                .try_into()
                .unwrap_or(0);
            if !reached.is_empty() {
                return Ended::Elected;
            }
            if self.surplus < self.done || self.surplus >= before {
                return Ended::Settled;
            }
            before = self.surplus;
            self.work_out_keeps();
        }
    }

    fn distribute(&mut self) {
        self.board.figures.fill(0);
        self.tree.distribute(&self.keeps, self.whole, &mut self.board.figures, &mut self.stack);
    }

    fn votes(&self) -> u128 {
        self.board.figures.iter().fold(0_u128, |sum, figure| sum.saturating_add(*figure))
    }

    fn reached(&self) -> Vec<usize> {
        let mut hopeful = self.board.all(Standing::Hopeful);
        hopeful.retain(|place| self.board.figure(*place) >= self.quota);
        hopeful
    }

    /// What an elected option has beyond the quota; below it while shares are being worked out.
    fn over(&self, place: usize) -> i128 {
        let figure = i128::try_from(self.board.figure(place)).unwrap_or(i128::MAX);
        figure.saturating_sub(i128::try_from(self.quota).unwrap_or(i128::MAX))
    }

    /// The share that would have left each elected option at the quota, rounded up twice as the rule says.
    fn work_out_keeps(&mut self) {
        let whole = u128::from(self.whole);
        for place in self.board.all(Standing::Elected) {
            let figure = self.board.figure(place);
            let Some(keep) = self.keeps.get_mut(place) else { continue };
            let product = u128::from(*keep).saturating_mul(self.quota).div_ceil(whole);
            let scaled = product.saturating_mul(whole);
            let exact = if figure == 0 { whole } else { scaled.div_ceil(figure) };
            *keep = u64::try_from(exact).unwrap_or(self.whole);
        }
    }

    /// Elects who reached the quota.
    fn elect(&mut self) {
        let reached = self.reached();
        self.board.elect(reached);
    }

    /// Who leaves: the last, and all within the surplus of the last are tied with them; `None` when a tie stands.
    fn last(&mut self) -> Option<usize> {
        let hopeful = self.board.all(Standing::Hopeful);
        let least = hopeful.iter().map(|place| self.board.figure(*place)).min()?;
        let bound = least.saturating_add(self.surplus);
        let tied: Vec<usize> =
            hopeful.into_iter().filter(|place| self.board.figure(*place) <= bound).collect();
        self.board.pick(Side::Worst, &tied)
    }

    /// When as many are left as places are open, they fill them.
    fn fill_rest(&mut self) {
        let hopeful = self.board.all(Standing::Hopeful);
        if self.board.open() == 0 || hopeful.is_empty() {
            return;
        }
        if self.board.outcome.rounds.is_empty() {
            self.distribute();
        }
        // The rule shares out nothing any more: the figures are those of the round before, without whoever left in it.
        for place in self.board.all(Standing::Excluded) {
            if let Some(figure) = self.board.figures.get_mut(place) {
                *figure = 0;
            }
        }
        self.board.elect(hopeful);
        self.close();
    }

    fn close(&mut self) {
        let exhausted = self.cast.saturating_sub(self.votes());
        self.board.close(self.quota, exhausted);
    }

    fn tell_keeps(&mut self) {
        for place in self.board.all(Standing::Elected) {
            let keep = self.keeps.get(place).copied().unwrap_or(0);
            let (option, figure) = (self.board.name(place), self.board.amount(keep.into()));
            self.board.tell(Step::Keeps { round: self.board.round(), option, figure });
        }
    }
}
