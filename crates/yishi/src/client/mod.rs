//! The command-line client: talks GraphQL to a node, believes none of it without proof.

mod asking;
mod pending;
mod receipt;
mod register;
mod wire;

pub use asking::Asking;
pub use pending::Pending;
pub use receipt::check_receipt;
pub use wire::{Client, Outcome, Success};
