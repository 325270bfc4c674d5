//! Random orders about what texts bring about: effects, support, payments.

use crate::community::*;
use crate::texts::{compact, costs, declare, support};
use yishi_core::*;

/// Which of the orders below, on which of the proposals, and a number to vary it by.
pub fn order(
    community: &Community,
    which: usize,
    proposal: Option<ProposalId>,
    extra: usize,
) -> Option<Command> {
    let state = &community.state;
    Some(match which {
        0 => {
            let from = TimeMs(community.at.0 + extra as u64 % 50 * DAY_MS);
            let supersedes = state.compacts.keys().copied().filter(|_| extra.is_multiple_of(2)).collect();
            let terms = CompactTerms { supersedes, ..compact("Compact", from) };
            let by = [CostBasis::Households, CostBasis::Units, CostBasis::Area][extra % 3];
            let shared = (!extra.is_multiple_of(4)).then(|| costs(extra as u64, by));
            declare(community, proposal?, (!extra.is_multiple_of(5)).then_some(terms), shared).into()
        }
        1 => support(community, proposal?).into(),
        2 => WithdrawProposalSupport { proposal: proposal? }.into(),
        3 => {
            let sharing = &state.cost_sharings.get_max()?.1;
            let payer = sharing.shares.keys().nth(extra % sharing.shares.len())?.clone();
            let amount_fen = AmountFen(extra as u64 % 300);
            RecordPayment { cost_sharing: sharing.id, payer, amount_fen, receipt: words(93) }.into()
        }
        _ => return None,
    })
}

/// Who would usually give the order.
pub fn usual(which: usize, extra: usize) -> &'static str {
    match which {
        0 => "worker-1",
        3 => "steward-1",
        _ => ["resident-1-1", "resident-1-2", "neighbour-1-1"][extra % 3],
    }
}

/// What compacts and cost shares are waiting for.
pub fn obligations(state: &State) -> Vec<(TimeMs, Obligation)> {
    let compacts = state.compacts.values().filter_map(|found| {
        let compact = found.id;
        match found.status {
            CompactStatus::Adopted => Some((found.in_force_from_ms, Obligation::CompactBegins { compact })),
            CompactStatus::InForce => {
                found.ends_at_ms.map(|ends_at_ms| (ends_at_ms, Obligation::CompactEnds { compact }))
            }
            CompactStatus::Ended => None,
        }
    });
    let owed = state.cost_sharings.values().filter(|found| !found.overdue && found.outstanding_fen().0 > 0);
    let costs = owed.map(|found| (found.due_at_ms, Obligation::CostsDue { cost_sharing: found.id }));
    compacts.chain(costs).collect()
}

pub fn invariant_shares_add_up_and_nobody_pays_more_than_theirs(state: &State) {
    for sharing in state.cost_sharings.values() {
        let sum = |fen: &dyn Fn(&CostShare) -> AmountFen| -> u64 {
            sharing.shares.values().map(|share| fen(share).0).sum()
        };
        assert_eq!(sum(&|share| share.share_fen), sharing.terms.total_fen.0);
        assert_eq!(sum(&|share| share.paid_fen), sharing.paid_fen.0);
        assert!(sharing.shares.values().all(|share| share.paid_fen <= share.share_fen));
        assert_eq!(
            sharing.payments.iter().map(|payment| payment.counts_fen().0).sum::<u64>(),
            sharing.paid_fen.0
        );
    }
}

pub fn invariant_compacts_name_each_other_and_stand_where_their_time_says(state: &State) {
    for compact in state.compacts.values() {
        for earlier in &compact.supersedes {
            assert!(state.compacts[earlier].superseded_by.contains(&compact.id));
            let replaced = state.compacts[earlier].status == CompactStatus::Ended;
            assert!(replaced || compact.status != CompactStatus::InForce);
        }
        assert_eq!(compact.ended_at_ms.is_some(), compact.status == CompactStatus::Ended);
    }
}
