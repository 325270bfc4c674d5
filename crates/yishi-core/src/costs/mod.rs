//! Cost sharing 费用分摊: who pays how much of what a resolution costs, what was paid and what is outstanding.
//!
//! The shares are worked out when the poll opens, from the roll as it is then, so that everybody can see them before
//! voting. They are owed once the resolution is certified; payments are recorded, never moved.

use crate::*;
use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

mod correct;
mod decide;
mod evolve;
mod share;

pub use correct::{CorrectPayment, PaymentCorrected, PaymentCorrection};
pub(crate) use correct::{decide_correct_payment, evolve_payment_corrected};
pub(crate) use decide::*;
pub(crate) use evolve::*;
pub use share::apportion;

/// How costs are shared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CostTerms {
    /// The sum; from 1.
    pub total_fen: AmountFen,
    /// In proportion to what.
    pub by: CostBasis,
    /// Within what time after the certification every share must be paid.
    pub pay_within: Period,
    /// Who receives the payments and records them.
    pub collector: MemberId,
}

/// In proportion to what costs are shared 分摊方式.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CostBasis {
    /// Each household with a resident on the roll pays the same 按户.
    Households,
    /// Each unit pays the same 按套.
    Units,
    /// Each unit pays by its area 按建筑面积.
    Area,
}

/// Who owes a share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payer {
    /// A household, by its residents.
    Household(HouseholdId),
    /// A unit, by its owners.
    Unit(UnitId),
}

impl fmt::Display for Payer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Household(household) => write!(f, "household:{household}"),
            Self::Unit(unit) => write!(f, "unit:{unit}"),
        }
    }
}

/// Records a payment of a share; by the collector, and by somebody who dispatches where the collector has left or would
/// record a payment of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordPayment {
    /// The cost sharing.
    pub cost_sharing: CostSharingId,
    /// Whose share.
    pub payer: Payer,
    /// How much was paid; from 1 to what is outstanding of the share.
    pub amount_fen: AmountFen,
    /// Commitment to the receipt, kept in the vault.
    pub receipt: Commitment,
}

/// Cost shares were worked out from the roll and frozen with the poll that opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CostsFrozen {
    /// The poll.
    pub poll: PollId,
    /// The sum.
    pub total_fen: AmountFen,
    /// How many households or units have a share.
    pub payers: u64,
    /// SHA-256 over the shares: first the line `yishi/cost-shares/v1`, then one line a share in ascending order of who owes
    /// it, households before units, `household:<name>|weight|fen` or `unit:<name>|weight|fen`. Lines end in a newline.
    pub root: Digest,
}

/// The frozen shares are owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CostsOwed {
    /// The cost sharing.
    pub cost_sharing: CostSharingId,
    /// The resolution.
    pub resolution: ResolutionId,
    /// The poll with which the shares were frozen.
    pub poll: PollId,
    /// By when every share must be paid.
    pub due_at_ms: TimeMs,
}

/// A payment was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentRecorded {
    /// The cost sharing.
    pub cost_sharing: CostSharingId,
    /// Whose share.
    pub payer: Payer,
    /// How much was paid.
    pub amount_fen: AmountFen,
    /// Commitment to the receipt.
    pub receipt: Commitment,
    /// Who recorded it.
    pub by: MemberId,
}

/// Not every share was paid in time. They still can be; the breach stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentsOverdue {
    /// The cost sharing.
    pub cost_sharing: CostSharingId,
    /// How many shares are not fully paid.
    pub unpaid: u64,
    /// How much is outstanding in all.
    pub outstanding_fen: AmountFen,
}

/// Shares as they were frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostShares {
    /// How they were worked out.
    pub terms: CostTerms,
    /// The shares.
    pub shares: OrdMap<Payer, Arc<CostShare>>,
    /// Their digest.
    pub root: Digest,
}

/// A share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostShare {
    /// What it is in proportion to: 1 by household or unit, the area in 0.01 m² by area.
    pub weight: u64,
    /// How much it is.
    pub share_fen: AmountFen,
    /// Who answers for it: the residents of the household, or the owners of the unit.
    pub liable: Vec<MemberId>,
    /// How much of it was paid.
    pub paid_fen: AmountFen,
}

impl CostShare {
    /// What is still to be paid.
    pub const fn outstanding_fen(&self) -> AmountFen {
        AmountFen(self.share_fen.0.saturating_sub(self.paid_fen.0))
    }
}

/// A recorded payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Whose share.
    pub payer: Payer,
    /// How much.
    pub amount_fen: AmountFen,
    /// Commitment to the receipt.
    pub receipt: Commitment,
    /// Who recorded it.
    pub by: MemberId,
    /// The entry.
    pub index: u64,
    /// What it really was, if it was recorded wrongly.
    pub correction: Option<PaymentCorrection>,
}

impl Payment {
    /// How much of it counts.
    pub fn counts_fen(&self) -> AmountFen {
        self.correction.as_ref().map_or(self.amount_fen, |correction| correction.amount_fen)
    }
}

/// Costs that are owed, in the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostSharing {
    /// Its id.
    pub id: CostSharingId,
    /// The resolution.
    pub resolution: ResolutionId,
    /// The poll with which the shares were frozen.
    pub poll: PollId,
    /// The council that decided.
    pub council: CouncilId,
    /// How the shares were worked out.
    pub terms: CostTerms,
    /// The shares.
    pub shares: OrdMap<Payer, Arc<CostShare>>,
    /// What was paid in all.
    pub paid_fen: AmountFen,
    /// Payments in order.
    pub payments: Vector<Payment>,
    /// By when every share must be paid.
    pub due_at_ms: TimeMs,
    /// Whether that was missed.
    pub overdue: bool,
    /// The entry that revoked the resolution: nothing is owed any more, and what was paid stands.
    #[serde(default)]
    pub lifted_at: Option<u64>,
    /// The last entry that changed it.
    pub changed_at: u64,
}

impl CostSharing {
    /// What is still to be paid in all; nothing once the resolution is revoked.
    pub const fn outstanding_fen(&self) -> AmountFen {
        if self.lifted_at.is_some() {
            return AmountFen(0);
        }
        AmountFen(self.terms.total_fen.0.saturating_sub(self.paid_fen.0))
    }

    /// What is still to be paid of a share; nothing once the resolution is revoked.
    pub const fn outstanding_of(&self, share: &CostShare) -> AmountFen {
        if self.lifted_at.is_some() { AmountFen(0) } else { share.outstanding_fen() }
    }

    /// How many shares are not fully paid; none once the resolution is revoked.
    pub fn unpaid(&self) -> u64 {
        let open = |share: &&Arc<CostShare>| self.outstanding_of(share).0 > 0;
        u64::try_from(self.shares.values().filter(open).count()).unwrap_or(u64::MAX)
    }
}

impl State {
    /// The costs that a resolution shares out, if it does.
    pub fn costs_of(&self, resolution: ResolutionId) -> Option<&Arc<CostSharing>> {
        self.cost_sharings.get(&CostSharingId::first(resolution.entry_index()))
    }
}
