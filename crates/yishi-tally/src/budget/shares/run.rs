//! The Method of Equal Shares once, with a given amount in every purse.

use super::{Backer, Price, Purses, purses::Payment};
use num_bigint::BigUint;
use num_rational::Ratio;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// A project as the method sees it.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its cost.
    pub cost: BigUint,
    /// Whether it is in the count: the withdrawn are not.
    pub standing: bool,
    /// What a point of a supporter is worth: the cost, or 1.
    pub value: BigUint,
    /// Who supports it.
    pub backers: Vec<Backer>,
}

/// A project that was paid for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// Which one, by its place.
    pub item: usize,
    /// Those that cost exactly as much for what they are worth, in ascending order; the bought one is among them.
    pub equal: Vec<usize>,
    /// How it was paid.
    pub payment: Payment,
}

/// Projects that nothing separates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standstill {
    /// What was bought before.
    pub bought: Vec<Purchase>,
    /// The projects, in ascending order.
    pub equal: Vec<usize>,
}

/// What a run needs to know beside items and purses.
pub trait Chooser {
    /// The one of several equal projects that comes first; `None` when nothing separates them.
    fn choose(&self, equal: &[usize]) -> Option<usize>;
}

/// Buys the cheapest project for what it is worth, again and again, until supporters can pay for none or `most` are
/// bought.
///
/// A project never becomes cheaper while its supporters spend. So its last known price is a lower bound, and only
/// projects whose bound is not above the best price of the round are looked at again.
pub fn run(
    items: &[Item],
    purses: &mut Purses,
    chooser: &impl Chooser,
    most: usize,
) -> Result<Vec<Purchase>, Standstill> {
    let mut bounds: BinaryHeap<Reverse<(u128, usize)>> = BinaryHeap::new();
    bounds.extend((0..items.len()).map(|item| Reverse((0, item))));
    let mut bought = Vec::new();
    while bought.len() < most {
        let (best, floor) = cheapest(items, purses, &mut bounds);
        let mut equal: Vec<usize> = best.iter().map(|(item, _)| *item).collect();
        equal.sort_unstable();
        let chosen = match equal.as_slice() {
            [] => break,
            [only] => Some(*only),
            several => chooser.choose(several),
        };
        let Some(chosen) = chosen else { return Err(Standstill { bought, equal }) };
        for (item, price) in best {
            let Some(details) = items.get(item) else { continue };
            if item == chosen {
                let payment = purses.pay(&price, &details.backers);
                bought.push(Purchase { item, equal: equal.clone(), payment });
            } else {
                bounds.push(Reverse((floor, item)));
            }
        }
    }
    Ok(bought)
}

/// Takes the cheapest projects out of the heap, all of them when several cost the same, with the floor of their price,
/// and bounds the others anew.
/// Projects that supporters can no longer pay for leave the heap for good.
fn cheapest(
    items: &[Item],
    purses: &Purses,
    bounds: &mut BinaryHeap<Reverse<(u128, usize)>>,
) -> (Vec<(usize, Price)>, u128) {
    let mut best: Vec<(usize, Price)> = Vec::new();
    let mut best_floor = u128::MAX;
    let mut dearer = Vec::new();
    while let Some(Reverse((bound, item))) = bounds.pop() {
        if bound > best_floor {
            dearer.push((bound, item));
            break;
        }
        let Some(details) = items.get(item) else { continue };
        let Some(price) = purses.price(&details.cost, &details.backers) else { continue };
        let floor = purses.floor(&price, &details.value);
        let order = best.first().map_or(Ordering::Less, |(other, other_price)| {
            let other_value = items.get(*other).map_or(&details.value, |other| &other.value);
            floor
                .cmp(&best_floor)
                .then_with(|| Purses::compare(&price, &details.value, other_price, other_value))
        });
        match order {
            Ordering::Greater => dearer.push((floor, item)),
            Ordering::Equal => best.push((item, price)),
            Ordering::Less => {
                dearer.extend(best.drain(..).map(|(item, _)| (best_floor, item)));
                best.push((item, price));
                best_floor = floor;
            }
        }
    }
    bounds.extend(dearer.into_iter().map(Reverse));
    (best, best_floor)
}

/// What each project that supporters can pay would cost them for each unit of worth.
pub fn prices(items: &[Item], purses: &Purses) -> Vec<Option<Ratio<BigUint>>> {
    let price = |item: &Item| {
        let price = purses.price(&item.cost, &item.backers)?;
        Some(purses.each(&price) / &item.value)
    };
    items.iter().map(price).collect()
}
