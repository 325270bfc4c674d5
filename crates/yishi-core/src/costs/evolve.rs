//! How shares are frozen, owed and paid.

use super::decide::frozen_shares;
use super::*;
use crate::evolve::Evolving;
use crate::state::change;

/// The shares follow from the roll, which the entry that opens the poll does not change.
pub(crate) fn evolve_costs_frozen(evolving: &mut Evolving<'_>, event: &CostsFrozen) {
    if let Some(shares) = frozen_shares(evolving.state, event.poll) {
        evolving.state.costs_frozen.insert(event.poll, Arc::new(shares));
    }
}

pub(crate) fn evolve_costs_owed(evolving: &mut Evolving<'_>, event: &CostsOwed) {
    let state = &mut *evolving.state;
    let (Some(frozen), Some(poll)) = (state.costs_frozen.get(&event.poll), state.polls.get(&event.poll))
    else {
        return;
    };
    let sharing = CostSharing {
        id: event.cost_sharing,
        resolution: event.resolution,
        poll: event.poll,
        council: poll.council.clone(),
        terms: frozen.terms.clone(),
        shares: frozen.shares.clone(),
        paid_fen: AmountFen(0),
        payments: Vector::new(),
        due_at_ms: event.due_at_ms,
        overdue: false,
        lifted_at: None,
        changed_at: evolving.context.index,
    };
    state.cost_sharings.insert(event.cost_sharing, Arc::new(sharing));
    evolving.schedule(event.due_at_ms, Obligation::CostsDue { cost_sharing: event.cost_sharing });
}

pub(crate) fn evolve_payment_recorded(evolving: &mut Evolving<'_>, event: &PaymentRecorded) {
    let (index, id) = (evolving.context.index, event.cost_sharing);
    change(&mut evolving.state.cost_sharings, &id, |sharing| {
        change(&mut sharing.shares, &event.payer, |share| {
            share.paid_fen.0 = share.paid_fen.0.saturating_add(event.amount_fen.0);
        });
        sharing.paid_fen.0 = sharing.paid_fen.0.saturating_add(event.amount_fen.0);
        sharing.payments.push_back(Payment {
            payer: event.payer.clone(),
            amount_fen: event.amount_fen,
            receipt: event.receipt,
            by: event.by.clone(),
            index,
            correction: None,
        });
        sharing.changed_at = index;
    });
    let Some(sharing) = evolving.state.cost_sharings.get(&id) else { return };
    if sharing.outstanding_fen().0 == 0 {
        evolving.unschedule(sharing.due_at_ms, Obligation::CostsDue { cost_sharing: id });
    }
}

pub(crate) fn evolve_payments_overdue(evolving: &mut Evolving<'_>, event: &PaymentsOverdue) {
    let index = evolving.context.index;
    change(&mut evolving.state.cost_sharings, &event.cost_sharing, |sharing| {
        sharing.overdue = true;
        sharing.changed_at = index;
    });
}

impl Evolving<'_> {
    /// The resolution is revoked: what it shared out is owed no more.
    pub(crate) fn lift_costs(&mut self, resolution: ResolutionId) {
        let index = self.context.index;
        let Some(sharing) = self.state.costs_of(resolution).cloned() else { return };
        self.unschedule(sharing.due_at_ms, Obligation::CostsDue { cost_sharing: sharing.id });
        change(&mut self.state.cost_sharings, &sharing.id, |found| {
            found.lifted_at = Some(index);
            found.changed_at = index;
        });
    }
}
