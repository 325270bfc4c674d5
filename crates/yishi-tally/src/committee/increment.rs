//! Completion by increment: as if there were one seat more to share out, until all seats are paid for.

use super::sequence::{Teller, shares};
use super::stage::{Count, Stage};
use super::{Completion, SharesCommittee};
use crate::{Amount, Outcome, Step};

/// Counts with ever larger shares; the first run that fills all seats counts.
///
/// Where fewer options than seats have supporters, no share is ever large enough: then approvals decide.
pub(super) fn count(teller: &Teller<'_>, method: &SharesCommittee) -> Outcome {
    if teller.candidates.supported() >= teller.seats {
        for (_, seats) in (0..method.most_runs).zip(u64::from(method.seats)..) {
            let run = || shares(teller.field, seats, Completion::Increment);
            if teller.fills(run()) {
                let each = Amount(super::stage::share(seats, teller.field.voters));
                let mut outcome = teller.tell(run());
                outcome.trace.insert(0, Step::Settled { each, because: crate::End::AllFunded });
                return outcome;
            }
        }
    }
    let mut outcome = teller.tell(Count::new(Stage::Approvals));
    outcome.trace.insert(0, Step::Completed { round: 1, by: "approval".to_owned() });
    outcome
}
