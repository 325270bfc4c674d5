//! The account of a count by the Method of Equal Shares: what was tried, what each project cost whom, and what those
//! whose project was not funded had left.

use super::field::Field;
use super::order::Order;
use super::shares::{Climb, Item, Payment, Purchase, Purses, Rung, Standstill, prices};
use crate::tie::names;
use crate::{Amount, OptionId, Outcome, Round, Step};
use num_bigint::BigUint;
use num_rational::Ratio;
use num_traits::Zero as _;
use std::collections::BTreeMap;

/// Figures of rounds are cut off after so many decimals; the exact price of what was bought stands in the trace.
const FIGURE_DECIMALS: u32 = 6;

/// Tells the outcome of all runs.
pub(super) fn account(
    field: &Field<'_>,
    items: &[Item],
    order: &Order<'_>,
    climb: Result<Climb, Standstill>,
) -> Outcome {
    let teller = Teller { field, items, order };
    match climb {
        Ok(climb) => teller.climb(&climb),
        Err(standstill) => teller.standstill(&standstill),
    }
}

struct Teller<'a> {
    field: &'a Field<'a>,
    items: &'a [Item],
    order: &'a Order<'a>,
}

impl Teller<'_> {
    fn climb(&self, climb: &Climb) -> Outcome {
        let mut outcome = Outcome::default();
        for rung in &climb.changes {
            outcome.trace.push(self.tried(rung));
        }
        let each = self.field.amount(&climb.last.each);
        outcome.trace.push(Step::Settled { each, because: climb.end });
        let mut purses = Purses::new(self.field.groups.len(), &climb.last.each);
        for (round, purchase) in (1_u32..).zip(&climb.last.bought) {
            self.bought(&mut outcome, round, purchase, &mut purses);
        }
        self.lacking(&mut outcome, &climb.last.bought, &purses);
        outcome
    }

    /// A tie stops the count: nothing is funded, because in another run the order might have been another.
    fn standstill(&self, standstill: &Standstill) -> Outcome {
        let among = names(&standstill.equal, self.field.options);
        let round = u32::try_from(standstill.bought.len()).unwrap_or(u32::MAX).saturating_add(1);
        let mut outcome = Outcome { tied: among.clone(), ..Outcome::default() };
        outcome.trace.push(Step::TieStands { round, among });
        outcome
    }

    fn tried(&self, rung: &Rung) -> Step {
        Step::Tried {
            each: self.field.amount(&rung.each),
            funded: u32::try_from(rung.bought.len()).unwrap_or(u32::MAX),
            cost: self.field.whole_amount(&rung.cost),
        }
    }

    fn bought(&self, outcome: &mut Outcome, number: u32, purchase: &Purchase, purses: &mut Purses) {
        let Some(item) = self.items.get(purchase.item) else { return };
        let figures = self.figures(outcome, purses);
        let option = self.field.id(purchase.item);
        outcome.rounds.push(Round { number, figures, elected: vec![option.clone()], ..Round::default() });
        outcome.winners.push(option.clone());
        outcome.trace.extend(self.order.step(number, &purchase.equal));
        outcome.trace.push(self.shared(number, option, item, &purchase.payment));
        if let Some(price) = purses.price(&item.cost, &item.backers) {
            purses.pay(&price, &item.backers);
        }
    }

    fn shared(&self, round: u32, option: OptionId, item: &Item, payment: &Payment) -> Step {
        Step::Shared {
            round,
            option,
            cost: self.field.whole_amount(&item.cost),
            each: self.field.amount(&payment.each),
            full: payment.full,
            emptied: payment.emptied,
        }
    }

    /// How much worth one unit of money buys for a supporter of each project, of those that can still be paid; with
    /// cost satisfaction these are the effective votes.
    fn figures(&self, outcome: &Outcome, purses: &Purses) -> BTreeMap<OptionId, Amount> {
        let prices = prices(self.items, purses).into_iter().enumerate();
        let open = prices.filter_map(|(place, price)| Some((self.field.id(place), price?)));
        let open = open.filter(|(id, price)| !price.is_zero() && !outcome.winners.contains(id));
        open.map(|(id, price)| (id, cut(&price.recip()))).collect()
    }

    fn lacking(&self, outcome: &mut Outcome, bought: &[Purchase], purses: &Purses) {
        for (place, item) in self.items.iter().enumerate() {
            if item.backers.is_empty() || bought.iter().any(|purchase| purchase.item == place) {
                continue;
            }
            outcome.trace.push(Step::Lacking {
                option: self.field.id(place),
                cost: self.field.whole_amount(&item.cost),
                held: cut(&self.field.amount(&purses.held(&item.backers)).0),
            });
        }
    }
}

/// Cuts an amount off after some decimals.
fn cut(exact: &Ratio<BigUint>) -> Amount {
    let scale = BigUint::from(10_u32).pow(FIGURE_DECIMALS);
    Amount(Ratio::new((exact * &scale).to_integer(), scale))
}
