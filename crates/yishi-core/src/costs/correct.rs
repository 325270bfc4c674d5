//! Corrections 更正 of recorded payments: another entry by somebody else, which names the wrong one and says why.
//!
//! A payment is never changed: it stays readable, and what counts of it is what its correction says.

use super::*;
use crate::bounds::{already, not_separate, wrong_stage};
use crate::decide::{Deciding, Decision};
use crate::evolve::Evolving;
use crate::limits::{out_of_range, require_words};
use crate::state::change;

/// Says what a recorded payment really was; by the collector or somebody who dispatches, who did not record it and owes nothing of the share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrectPayment {
    /// The cost sharing.
    pub cost_sharing: CostSharingId,
    /// The entry that recorded the payment; it is corrected once.
    pub payment: u64,
    /// How much was really paid; 0 where nothing was, or somebody else's share.
    pub amount_fen: AmountFen,
    /// What was wrong, in words; 1 to 200 characters.
    pub reason: String,
    /// Commitment to what shows it, kept in the vault.
    pub evidence: Commitment,
}

/// A payment was corrected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentCorrected {
    /// The cost sharing.
    pub cost_sharing: CostSharingId,
    /// The entry that recorded the payment.
    pub payment: u64,
    /// Whose share.
    pub payer: Payer,
    /// What was recorded.
    pub was_fen: AmountFen,
    /// What was really paid.
    pub amount_fen: AmountFen,
    /// What was wrong.
    pub reason: String,
    /// Commitment to what shows it.
    pub evidence: Commitment,
    /// Who corrected it.
    pub by: MemberId,
}

/// The correction of a payment in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentCorrection {
    /// What was really paid.
    pub amount_fen: AmountFen,
    /// What was wrong.
    pub reason: String,
    /// Commitment to what shows it.
    pub evidence: Commitment,
    /// Who corrected it.
    pub by: MemberId,
    /// The entry.
    pub index: u64,
}

pub(crate) fn decide_correct_payment(deciding: &Deciding<'_>, command: &CorrectPayment) -> Decision {
    let sharing = deciding.state.cost_sharing(&command.cost_sharing)?;
    if let Some(index) = sharing.lifted_at {
        let stands = format!("not owed: its resolution was revoked at entry {index}");
        return Err(wrong_stage("cost sharing", &sharing.id, &stands, "owed"));
    }
    let payment = sharing.payment(command.payment).ok_or_else(|| Rejection::NotFound {
        kind: "payment".to_owned(),
        id: format!("{}/{}", sharing.id, command.payment),
    })?;
    let by = deciding.require_corrector(sharing, payment)?.clone();
    require_words("reason", &command.reason)?;
    if let Some(correction) = &payment.correction {
        let what = format!("the payment of entry {} was corrected at entry", payment.index);
        return Err(already(format!("{what} {}", correction.index)));
    }
    let (was, now) = (payment.amount_fen.0, command.amount_fen.0);
    let outstanding = sharing.shares.get(&payment.payer).map_or(0, |share| share.outstanding_fen().0);
    let most = was.saturating_add(outstanding);
    if now == was || now > most {
        let expected = format!("0 to {most}, what the share bears, and not the {was} that were recorded");
        return Err(out_of_range("amount_fen", &expected, now));
    }
    let corrected = PaymentCorrected {
        cost_sharing: sharing.id,
        payment: payment.index,
        payer: payment.payer.clone(),
        was_fen: payment.amount_fen,
        amount_fen: command.amount_fen,
        reason: command.reason.clone(),
        evidence: command.evidence,
        by,
    };
    let overdue = sharing.overdue_by(&corrected, deciding.context.at);
    Ok(std::iter::once(corrected.into()).chain(overdue).collect())
}

impl CostSharing {
    /// The payment that an entry recorded.
    pub fn payment(&self, index: u64) -> Option<&Payment> {
        self.payments.get(self.payments.binary_search_by_key(&index, |payment| payment.index).ok()?)
    }

    /// What seemed paid in time and was not is overdue with its correction.
    fn overdue_by(&self, corrected: &PaymentCorrected, now: TimeMs) -> Option<Event> {
        let more = corrected.was_fen.0.checked_sub(corrected.amount_fen.0).filter(|more| *more > 0)?;
        if self.overdue || now < self.due_at_ms {
            return None;
        }
        let was_paid = self.shares.get(&corrected.payer).is_some_and(|share| share.outstanding_fen().0 == 0);
        let overdue = PaymentsOverdue {
            cost_sharing: self.id,
            unpaid: self.unpaid().saturating_add(u64::from(was_paid)),
            outstanding_fen: AmountFen(self.outstanding_fen().0.saturating_add(more)),
        };
        Some(overdue.into())
    }
}

impl Deciding<'_> {
    /// Nobody corrects alone what they recorded themselves, nor what they owe.
    fn require_corrector(&self, sharing: &CostSharing, payment: &Payment) -> Result<&MemberId, Rejection> {
        let signer = self.signer()?;
        let share = sharing.shares.get(&payment.payer);
        if share.is_some_and(|share| share.liable.contains(signer)) {
            return Err(not_separate(signer, "correcting a payment", "owing it"));
        }
        if payment.by == *signer {
            return Err(not_separate(signer, "correcting a payment", "recording it"));
        }
        if *signer == sharing.terms.collector {
            return Ok(signer);
        }
        self.require_power(Power::Dispatch, &sharing.council)
    }
}

pub(crate) fn evolve_payment_corrected(evolving: &mut Evolving<'_>, event: &PaymentCorrected) {
    let (index, id) = (evolving.context.index, event.cost_sharing);
    let correct = |paid: &mut AmountFen| {
        paid.0 = paid.0.saturating_sub(event.was_fen.0).saturating_add(event.amount_fen.0);
    };
    change(&mut evolving.state.cost_sharings, &id, |sharing| {
        change(&mut sharing.shares, &event.payer, |share| correct(&mut share.paid_fen));
        correct(&mut sharing.paid_fen);
        let place = sharing.payments.binary_search_by_key(&event.payment, |payment| payment.index);
        if let Some(payment) = place.ok().and_then(|place| sharing.payments.get_mut(place)) {
            payment.correction = Some(PaymentCorrection {
                amount_fen: event.amount_fen,
                reason: event.reason.clone(),
                evidence: event.evidence,
                by: event.by.clone(),
                index,
            });
        }
        sharing.changed_at = index;
    });
    let Some(sharing) = evolving.state.cost_sharings.get(&id) else { return };
    let (due_at_ms, obligation) = (sharing.due_at_ms, Obligation::CostsDue { cost_sharing: id });
    if sharing.outstanding_fen().0 == 0 {
        evolving.unschedule(due_at_ms, obligation);
    } else if due_at_ms > evolving.context.at {
        evolving.schedule(due_at_ms, obligation);
    }
}
