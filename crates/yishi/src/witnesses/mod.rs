//! Asking witnesses: hands the book's newest checkpoint to those whom the policy names, and brings their cosignatures home.
//!
//! What a cosignature is worth is left to the engine, which believes none that does not verify.

mod ask;
mod policy;
mod rounds;

pub use policy::read_policy;
pub use rounds::{Round, Witnesses};
