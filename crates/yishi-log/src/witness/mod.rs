//! Witnessing (C2SP `tlog-witness`): the `add-checkpoint` request, and what a witness decides on it.
//!
//! Pure: what the witness has cosigned before is an argument, and storing what it decides before answering is left to whoever asks.

mod decide;
mod known;
mod request;

pub use decide::{Agreed, Doubt, DoubtKind, Refused, Seen, Why, decide};
pub use known::KnownLog;
pub use request::{AddCheckpoint, MAX_PROOF_HASHES, MAX_REQUEST_BYTES, RequestError};
