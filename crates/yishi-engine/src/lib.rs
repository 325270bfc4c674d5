//! One writer per book: authenticates, decides, stores durably in batches, publishes, answers.
//!
//! The ports it needs are declared here with their guarantees; adapters implement them. Rules are left to
//! `yishi-core`, bytes to `yishi-log`, and their joining to `yishi-book`.

mod batch;
mod blocks;
mod engine;
mod gone;
mod keys;
mod log_keys;
pub mod memory;
mod open;
mod past;
mod port;
mod refusal;
mod shared;
mod snapshot;
mod store_texts;
mod text;
mod tiles;
mod time_guard;
mod version;
mod witness;
mod writer;

pub use engine::Engine;
pub use log_keys::{LogKeys, signed_elsewhere};
pub use past::MAX_FOLD;
pub use port::*;
pub use refusal::SignedRefusal;
pub use text::Text;
pub use version::{Accepted, AsOf, AsOfError, HeadPosition, SubmitError, Version};
pub use witness::{
    Against, CosignedCheckpoint, CosignedStore, TakeError, Witnessing, cosigned_notes, encode_cosigned_notes,
};
