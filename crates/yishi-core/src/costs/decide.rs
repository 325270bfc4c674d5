//! Which costs may be shared, when they are owed, and who records payments.

use super::share::shares_of;
use super::*;
use crate::bounds::wrong_stage;
use crate::decide::{Deciding, Decision};
use crate::limits::{out_of_range, require_safe};

pub(crate) fn decide_record_payment(deciding: &Deciding<'_>, command: &RecordPayment) -> Decision {
    let sharing = deciding.state.cost_sharing(&command.cost_sharing)?;
    if let Some(index) = sharing.lifted_at {
        let stands = format!("not owed: its resolution was revoked at entry {index}");
        return Err(wrong_stage("cost sharing", &sharing.id, &stands, "owed"));
    }
    let not_found = || Rejection::NotFound {
        kind: "cost share".to_owned(),
        id: format!("{}/{}", sharing.id, command.payer),
    };
    let share = sharing.shares.get(&command.payer).ok_or_else(not_found)?;
    let by = deciding.require_collector(sharing, share)?.clone();
    let outstanding = share.outstanding_fen().0;
    if command.amount_fen.0 == 0 || command.amount_fen.0 > outstanding {
        let expected = if outstanding == 0 {
            "nothing: the share is fully paid".to_owned()
        } else {
            format!("1 to {outstanding}, what is outstanding of the share")
        };
        return Err(out_of_range("amount_fen", &expected, command.amount_fen.0));
    }
    let event = PaymentRecorded {
        cost_sharing: sharing.id,
        payer: command.payer.clone(),
        amount_fen: command.amount_fen,
        receipt: command.receipt,
        by,
    };
    Ok(vec![event.into()])
}

/// Falls due only while something is outstanding.
pub(crate) fn decide_costs_due(deciding: &Deciding<'_>, cost_sharing: CostSharingId) -> Decision {
    let sharing = deciding.state.cost_sharing(&cost_sharing)?;
    let (unpaid, outstanding_fen) = (sharing.unpaid(), sharing.outstanding_fen());
    Ok(vec![PaymentsOverdue { cost_sharing, unpaid, outstanding_fen }.into()])
}

impl Deciding<'_> {
    pub(crate) fn check_cost_terms(&self, terms: &CostTerms) -> Result<(), Rejection> {
        require_safe("costs.total_fen", terms.total_fen.0)?;
        if terms.total_fen.0 == 0 {
            return Err(out_of_range("costs.total_fen", "at least 1", 0));
        }
        self.present_member(&terms.collector).map(|_| ())
    }

    /// The shares by the roll as it is now; a basis on which nobody would pay, such as an area of 0, is refused.
    pub(crate) fn freeze_costs(
        &self,
        rule: &DecisionClause,
        terms: &CostTerms,
        opening: &OpenPoll,
        council: &CouncilId,
    ) -> Result<Event, Rejection> {
        if terms.by == CostBasis::Households && opening.scope != PollScope::Council {
            let reason =
                "costs are shared by households of a whole council, by `units` or `area` in a building";
            return Err(Rejection::RuleNotApplicable { rule: rule.id.clone(), reason: reason.to_owned() });
        }
        let nobody = || out_of_range("costs.by", "a basis on which somebody pays", "nobody");
        let shares = shares_of(self.state, terms, rule, council, &opening.scope).ok_or_else(nobody)?;
        let frozen = CostsFrozen {
            poll: PollId::first(self.context.index),
            total_fen: terms.total_fen,
            payers: u64::try_from(shares.shares.len()).unwrap_or(u64::MAX),
            root: shares.root,
        };
        Ok(frozen.into())
    }

    /// The shares that were frozen with the poll are owed from its certification on.
    pub(crate) fn owe_costs(
        &self,
        poll: &Poll,
        resolution: ResolutionId,
        terms: &CostTerms,
    ) -> Option<Event> {
        let frozen_with = poll.second_of.unwrap_or(poll.id);
        let frozen = self.state.costs_frozen.contains_key(&frozen_with);
        frozen.then(|| {
            let owed = CostsOwed {
                cost_sharing: CostSharingId::first(self.context.index),
                resolution,
                poll: frozen_with,
                due_at_ms: self.state.calendar.end_of(self.context.at, terms.pay_within),
            };
            owed.into()
        })
    }

    /// Nobody receipts their own payment, and no share waits for a collector who has left: then somebody who dispatches
    /// records it.
    fn require_collector(&self, sharing: &CostSharing, share: &CostShare) -> Result<&MemberId, Rejection> {
        let signer = self.signer()?;
        if share.liable.contains(signer) {
            return Err(crate::bounds::not_separate(signer, "recording a payment", "owing it"));
        }
        let collector = &sharing.terms.collector;
        if signer == collector {
            return Ok(signer);
        }
        let elsewhere = share.liable.contains(collector) || self.present_member(collector).is_err();
        if elsewhere {
            return self.require_power(Power::Dispatch, &sharing.council);
        }
        Err(Rejection::NotCollector {
            member: signer.clone(),
            cost_sharing: sharing.id,
            collector: collector.clone(),
        })
    }
}

pub(super) fn frozen_shares(state: &State, poll: PollId) -> Option<CostShares> {
    let poll = state.polls.get(&poll)?;
    let terms = state.effects_of(poll)?.costs.as_ref()?;
    shares_of(state, terms, &poll.rule, &poll.council, &poll.scope)
}
