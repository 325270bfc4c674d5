//! A charter begun from a few answers: commented TOML to change further.
//!
//! Asking is left to the caller, and so is the check: answers may contradict each other, and the check says how.

mod answer;
mod write;

pub use answer::{Answers, CouncilsAnswer, InvalidAnswer, Named, OwnersVote, ResidentsVote};
pub use write::write;
