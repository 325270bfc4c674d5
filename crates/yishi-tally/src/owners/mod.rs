//! Owners' votes 业主表决: who counts, with which head and area, and which ballots are admitted.
//!
//! A pure function from units, rules of procedure and ballots to figures and verdict. `heads` makes one head of each set
//! of owners, `admit` takes or refuses each ballot, `silence` adds those who said nothing where the rules of procedure
//! ask for it, `count` puts them together, `explain` says it in words. What has to be met is left to `motion`, who signed what to the caller.

mod admit;
mod count;
mod explain;
mod heads;
mod silence;
mod types;

pub use count::{OwnersCount, OwnersFigures, OwnersVote, Weight, count_owners};
pub use explain::explain_owners;
pub use heads::DEVELOPER;
pub use silence::{SilenceCount, leading_choice};
pub use types::{
    AreaSource, Areas, BallotChannel, ChannelPrecedence, Mandate, Marking, OwnedUnit, OwnersBallot,
    OwnersProfile, ProxyVote, RejectReason, RejectedBallot, Revote, Silence, UnitKind, UnitStatus,
};

use crate::{Requirement, cc278_ordinary, cc278_special, cc279_unanimous};

/// What has to be met for a matter, by its code: `CC278.6` to `CC278.8` are special, `CC279` needs every owner concerned, and
/// all else is ordinary, "other major matters" being the last in the list of Civil Code art. 278.
pub fn requirements_of_item(code: &str) -> Vec<Requirement> {
    match code {
        "CC278.6" | "CC278.7" | "CC278.8" => cc278_special(),
        "CC279" => cc279_unanimous(),
        _ => cc278_ordinary(),
    }
}
