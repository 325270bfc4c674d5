//! What voters have left to spend, exactly, and what a project would cost each of them.
//!
//! All amounts share one denominator, so that adding and comparing them needs no common factors; a purchase multiplies
//! it by a small number. Voters with equal amounts are looked at together.

use super::Backer;
use num_bigint::BigUint;
use num_integer::Integer as _;
use num_rational::Ratio;
use num_traits::Zero as _;
use std::cmp::Ordering;

/// The purses of all voters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Purses {
    /// So many parts make one unit of money.
    parts: BigUint,
    /// The different amounts that voters have left, in parts, ascending.
    amounts: Vec<BigUint>,
    /// For each group of equal ballots, which of these amounts each of its voters has.
    places: Vec<usize>,
}

/// What a project costs its supporters: `rest` parts in `shares` equal shares, after those who have less gave all.
#[derive(Clone, Debug)]
pub struct Price {
    rest: BigUint,
    shares: u64,
}

/// Supporters who have equally much left for each of their points.
struct Layer<'a> {
    amount: &'a BigUint,
    points: u64,
    voters: u64,
}

/// How a purchase was paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// What each share came to, in units of money: what a voter paid for each point.
    pub each: Ratio<BigUint>,
    /// How many paid in full.
    pub full: u64,
    /// How many gave all they had left, which was less.
    pub emptied: u64,
}

impl Purses {
    /// Gives the voters of each of `groups` groups the same amount.
    pub fn new(groups: usize, each: &Ratio<BigUint>) -> Self {
        Self { parts: each.denom().clone(), amounts: vec![each.numer().clone()], places: vec![0; groups] }
    }

    /// What each group's voters spent of what they had at first, over one denominator: the denominator and the parts.
    pub fn spent(&self, start: &Ratio<BigUint>) -> (BigUint, Vec<BigUint>) {
        // The denominator only ever grew by whole factors.
        let start = start.numer() * (&self.parts / start.denom());
        let spent = self.places.iter().map(|place| {
            let left = self.amounts.get(*place).cloned().unwrap_or_else(BigUint::zero);
            if left > start { BigUint::zero() } else { &start - left }
        });
        (self.parts.clone(), spent.collect())
    }

    /// What the supporters of a project have left together, in units of money.
    pub fn held(&self, backers: &[Backer]) -> Ratio<BigUint> {
        let sum: BigUint = self.layers(backers).iter().map(|layer| layer.amount * layer.voters).sum();
        Ratio::new(sum, self.parts.clone())
    }

    /// What a project at `cost` units costs each point of its supporters; `None` when they cannot pay it.
    pub fn price(&self, cost: &BigUint, backers: &[Backer]) -> Option<Price> {
        let mut shares: u64 = backers.iter().map(Backer::weight).sum();
        let mut rest = cost * &self.parts;
        for layer in self.layers(backers) {
            if &rest * layer.points <= layer.amount * shares {
                return Some(Price { rest, shares });
            }
            rest -= layer.amount * layer.voters;
            shares = shares.saturating_sub(layer.voters.saturating_mul(layer.points));
        }
        None
    }

    /// The supporters in ascending order of what they have left for each point.
    fn layers(&self, backers: &[Backer]) -> Vec<Layer<'_>> {
        let Some(first) = backers.first() else { return Vec::new() };
        if backers.iter().all(|backer| backer.points == first.points) {
            return self.even_layers(backers, first.points);
        }
        let mut layers: Vec<Layer<'_>> = backers
            .iter()
            .filter_map(|backer| {
                let amount = self.amounts.get(*self.places.get(backer.group)?)?;
                Some(Layer { amount, points: backer.points, voters: backer.voters })
            })
            .collect();
        layers.sort_by(|a, b| (a.amount * b.points).cmp(&(b.amount * a.points)));
        layers
    }

    fn even_layers(&self, backers: &[Backer], points: u64) -> Vec<Layer<'_>> {
        let mut voters = vec![0_u64; self.amounts.len()];
        for backer in backers {
            if let Some(count) = self.places.get(backer.group).and_then(|place| voters.get_mut(*place)) {
                *count = count.saturating_add(backer.voters);
            }
        }
        let layers = self.amounts.iter().zip(voters).filter(|(_, voters)| *voters > 0);
        layers.map(|(amount, voters)| Layer { amount, points, voters }).collect()
    }

    /// Takes the price from the supporters.
    pub fn pay(&mut self, price: &Price, backers: &[Backer]) -> Payment {
        let common = (&price.rest % price.shares.max(1)).gcd(&price.shares.into());
        let shares = BigUint::from(price.shares) / &common;
        let rest = &price.rest / &common;
        let payment = self.payment(price, backers);
        self.parts *= &shares;
        self.spend(&shares, &rest, backers);
        payment
    }

    fn payment(&self, price: &Price, backers: &[Backer]) -> Payment {
        let mut payment =
            Payment { each: Ratio::new(price.rest.clone(), &self.parts * price.shares), full: 0, emptied: 0 };
        for layer in self.layers(backers) {
            let pays_in_full = &price.rest * layer.points <= layer.amount * price.shares;
            let count = if pays_in_full { &mut payment.full } else { &mut payment.emptied };
            *count = count.saturating_add(layer.voters);
        }
        payment
    }

    /// Writes every amount in the finer parts and takes `rest` a point from each supporter, or all there is.
    fn spend(&mut self, shares: &BigUint, rest: &BigUint, backers: &[Backer]) {
        let mut points = vec![0_u64; self.places.len()];
        for backer in backers {
            if let Some(slot) = points.get_mut(backer.group) {
                *slot = backer.points;
            }
        }
        // What a voter pays depends on amount and points alone: each such pair is worked out once.
        let mut pairs: Vec<(u64, usize)> = points.iter().copied().zip(self.places.iter().copied()).collect();
        let holders = pairs.clone();
        pairs.sort_unstable();
        pairs.dedup();
        let mut left: Vec<(BigUint, (u64, usize))> = pairs
            .into_iter()
            .filter_map(|(points, place)| {
                let amount = self.amounts.get(place)? * shares;
                let due = rest * points;
                Some((if amount > due { amount - due } else { BigUint::zero() }, (points, place)))
            })
            .collect();
        left.sort();
        self.regroup(left, &holders);
    }

    fn regroup(&mut self, left: Vec<(BigUint, (u64, usize))>, holders: &[(u64, usize)]) {
        self.amounts.clear();
        let mut places = Vec::with_capacity(left.len());
        for (amount, pair) in left {
            if self.amounts.last() != Some(&amount) {
                self.amounts.push(amount);
            }
            places.push((pair, self.amounts.len().saturating_sub(1)));
        }
        places.sort_unstable();
        for (place, holder) in self.places.iter_mut().zip(holders) {
            if let Ok(found) = places.binary_search_by_key(holder, |(pair, _)| *pair) {
                *place = places.get(found).map_or(0, |(_, place)| *place);
            }
        }
    }

    /// Which of two prices is lower when a point of the one is worth `value` and one of the other `other_value`.
    pub fn compare(price: &Price, value: &BigUint, other: &Price, other_value: &BigUint) -> Ordering {
        (&price.rest * other.shares * other_value).cmp(&(&other.rest * price.shares * value))
    }

    /// What a point worth `value` costs, in 2⁻⁶⁴ and cut off: never more than the exact price.
    pub fn floor(&self, price: &Price, value: &BigUint) -> u128 {
        let whole = (&price.rest << 64_u32) / (&self.parts * price.shares * value);
        u128::try_from(whole).unwrap_or(u128::MAX)
    }

    /// The price of a point in units of money.
    pub fn each(&self, price: &Price) -> Ratio<BigUint> {
        Ratio::new(price.rest.clone(), &self.parts * price.shares)
    }
}
