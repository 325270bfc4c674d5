//! Working out cost shares: exact, with the whole sum given out and no fen lost.

use super::*;
use sha2::{Digest as _, Sha256};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use yishi_tally::UnitKind;

/// Shares of a total in proportion to weights, by largest remainders 最大余数法: everybody gets the exact share rounded down to
/// whole fen, and what is left goes, one fen each, to the largest remainders; of equal ones to the earlier. A weight of 0
/// gets nothing.
///
/// The shares add up to the total exactly. `None` where the weights add up to 0.
pub fn apportion(total: AmountFen, weights: &[u64]) -> Option<Vec<AmountFen>> {
    let sum: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    let exact = |weight: &u64| u128::from(total.0) * u128::from(*weight);
    let floor = |weight: &u64| exact(weight).checked_div(sum).and_then(|share| u64::try_from(share).ok());
    let mut shares: Vec<u64> = weights.iter().map(floor).collect::<Option<_>>()?;
    if sum == 0 {
        return None;
    }
    let mut remainders: Vec<(Reverse<u128>, usize)> =
        weights.iter().enumerate().map(|(place, weight)| (Reverse(exact(weight) % sum), place)).collect();
    remainders.sort_unstable();
    let given: u64 = shares.iter().sum();
    let left = usize::try_from(total.0.saturating_sub(given)).unwrap_or(usize::MAX);
    for (_, place) in remainders.into_iter().take(left) {
        if let Some(share) = shares.get_mut(place) {
            *share = share.saturating_add(1);
        }
    }
    Some(shares.into_iter().map(AmountFen).collect())
}

/// Who pays with which weight, and who answers for it.
type Payers = BTreeMap<Payer, (u64, Vec<MemberId>)>;

/// The shares of costs by the roll as it is; `None` where nobody would pay.
pub(super) fn shares_of(
    state: &State,
    terms: &CostTerms,
    rule: &DecisionClause,
    council: &CouncilId,
    scope: &PollScope,
) -> Option<CostShares> {
    let payers = match terms.by {
        CostBasis::Households => households(state, council),
        CostBasis::Units => units(state, rule, council, scope, &|_| 1),
        CostBasis::Area => {
            let order = &rule.procedure.area_order;
            units(state, rule, council, scope, &|unit: &Unit| unit.area_by(order))
        }
    };
    let weights: Vec<u64> = payers.values().map(|(weight, _)| *weight).collect();
    let amounts = apportion(terms.total_fen, &weights)?;
    let share = |((payer, (weight, liable)), share_fen)| {
        let paid_fen = AmountFen(0);
        (payer, Arc::new(CostShare { weight, share_fen, liable, paid_fen }))
    };
    let shares: OrdMap<Payer, Arc<CostShare>> = payers.into_iter().zip(amounts).map(share).collect();
    let root = root(&shares);
    Some(CostShares { terms: terms.clone(), shares, root })
}

/// Each household with a resident on the roll in the council's area, one share each.
fn households(state: &State, council: &CouncilId) -> Payers {
    let mut payers = Payers::new();
    for member in resident_members(state, council) {
        if let Some(household) = &member.household {
            let (weight, liable) = payers.entry(Payer::Household(household.clone())).or_default();
            *weight = 1;
            liable.push(member.id.clone());
        }
    }
    payers
}

/// Each unit in scope; parking stalls where they count in the vote too.
fn units(
    state: &State,
    rule: &DecisionClause,
    council: &CouncilId,
    scope: &PollScope,
    weight: &dyn Fn(&Unit) -> u64,
) -> Payers {
    let counts = |unit: &&Arc<Unit>| unit.kind != UnitKind::Parking || rule.procedure.parking_counts;
    let payer = |unit: &Arc<Unit>| {
        let liable = unit.owners.iter().chain(&unit.guardian).cloned().collect();
        (Payer::Unit(unit.id.clone()), (weight(unit), liable))
    };
    units_in_scope(state, council, scope).filter(counts).map(payer).collect()
}

fn root(shares: &OrdMap<Payer, Arc<CostShare>>) -> Digest {
    let mut hash = Sha256::new();
    hash.update("yishi/cost-shares/v1\n");
    let mut line = String::new();
    for (payer, share) in shares {
        line.clear();
        // Writing to a `String` cannot fail.
        let _ = writeln!(line, "{payer}|{}|{}", share.weight, share.share_fen.0);
        hash.update(&line);
    }
    Digest(hash.finalize().into())
}
