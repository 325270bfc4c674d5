//! The methods as their papers put them, one voter after another in plain fractions, without any thought of speed.

use num_bigint::BigInt;
use num_rational::Ratio;
use std::collections::BTreeSet;

pub type Q = Ratio<BigInt>;

pub fn q(number: u64) -> Q {
    Ratio::from_integer(number.into())
}

/// Equal shares: the chosen in order, each with its price for a unit of worth. `worth[voter][option]` is what an option
/// is worth to a voter, 0 where it is not supported.
pub fn equal_shares(costs: &[Q], worth: &[Vec<Q>], start: &Q, most: usize) -> (Vec<(usize, Q)>, Vec<Q>) {
    let mut purses = vec![start.clone(); worth.len()];
    let mut chosen: Vec<(usize, Q)> = Vec::new();
    while chosen.len() < most {
        let mut best: Option<(usize, Q)> = None;
        for (option, cost) in costs.iter().enumerate() {
            if chosen.iter().any(|(other, _)| *other == option) {
                continue;
            }
            let Some(price) = price(cost, option, worth, &purses) else { continue };
            if best.as_ref().is_none_or(|(_, least)| price < *least) {
                best = Some((option, price));
            }
        }
        let Some((option, price)) = best else { break };
        for (voter, purse) in purses.iter_mut().enumerate() {
            *purse -= (&price * &worth[voter][option]).min(purse.clone());
        }
        chosen.push((option, price));
    }
    (chosen, purses)
}

/// The smallest ρ such that everybody who pays min(purse, ρ · worth) pays for the option; tried at every voter's bound.
fn price(cost: &Q, option: usize, worth: &[Vec<Q>], purses: &[Q]) -> Option<Q> {
    let supporters: Vec<usize> = (0..purses.len()).filter(|voter| worth[*voter][option] > q(0)).collect();
    let held: Q = supporters.iter().map(|voter| purses[*voter].clone()).sum();
    if supporters.is_empty() || held < *cost {
        return None;
    }
    let mut poor: BTreeSet<usize> = BTreeSet::new();
    loop {
        let given: Q = poor.iter().map(|voter| purses[*voter].clone()).sum();
        let rich: Vec<usize> = supporters.iter().copied().filter(|voter| !poor.contains(voter)).collect();
        let sum: Q = rich.iter().map(|voter| worth[*voter][option].clone()).sum();
        if rich.is_empty() {
            // Everybody gives all: the price is that of whoever has most for what it is worth.
            return supporters.iter().map(|voter| &purses[*voter] / &worth[*voter][option]).max();
        }
        let price = (cost - given) / sum;
        let more: Vec<usize> =
            rich.into_iter().filter(|voter| purses[*voter] < &price * &worth[*voter][option]).collect();
        if more.is_empty() {
            return Some(price);
        }
        poor.extend(more);
    }
}

/// Phragmén: continues from given loads.
pub fn phragmen(
    approvals: &[Vec<u64>],
    options: usize,
    seats: usize,
    chosen: &mut Vec<usize>,
    mut loads: Vec<Q>,
) {
    while chosen.len() < seats {
        let mut best: Option<(usize, Q)> = None;
        for option in (0..options).filter(|option| !chosen.contains(option)) {
            let load = new_load(approvals, option, &loads).unwrap_or_else(|| q(1_000_000));
            if best.as_ref().is_none_or(|(_, least)| load < *least) {
                best = Some((option, load));
            }
        }
        let Some((option, load)) = best else { return };
        chosen.push(option);
        for (voter, own) in loads.iter_mut().enumerate() {
            if approvals[voter][option] > 0 {
                own.clone_from(&load);
            }
        }
    }
}

pub fn new_load(approvals: &[Vec<u64>], option: usize, loads: &[Q]) -> Option<Q> {
    let voters: Vec<usize> = (0..loads.len()).filter(|voter| approvals[*voter][option] > 0).collect();
    let carried: Q = voters.iter().map(|voter| loads[*voter].clone()).sum();
    (!voters.is_empty()).then(|| (carried + q(1)) / q(voters.len() as u64))
}

/// The score of a committee by proportional approval voting.
pub fn pav_score(approvals: &[Vec<u64>], committee: &[usize]) -> Q {
    let mut score = q(0);
    for ballot in approvals {
        let named = committee.iter().filter(|option| ballot[**option] > 0).count() as u64;
        for seat in 1..=named {
            score += q(1) / q(seat);
        }
    }
    score
}

/// The options that add most to the score of a committee.
pub fn pav_best(approvals: &[Vec<u64>], options: usize, committee: &[usize]) -> Vec<usize> {
    let scores: Vec<(usize, Q)> = (0..options)
        .filter(|option| !committee.contains(option))
        .map(|option| (option, pav_score(approvals, &[committee, &[option]].concat())))
        .collect();
    let Some(most) = scores.iter().map(|(_, score)| score.clone()).max() else { return Vec::new() };
    scores.into_iter().filter(|(_, score)| *score == most).map(|(option, _)| option).collect()
}
