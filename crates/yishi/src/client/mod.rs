//! The command-line client: talks GraphQL to a node, believes none of it without proof.

mod pending;
mod receipt;
mod wire;

pub use pending::Pending;
pub use receipt::check_receipt;
pub use wire::{Client, Outcome, Success};
