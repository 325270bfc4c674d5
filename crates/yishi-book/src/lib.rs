//! Joins the rules and the log: envelopes, authentication, admission of a command as an entry, and replay of an entry.
//!
//! The same functions serve the writer and the auditor, so that they cannot disagree. Pure: storing, signing for the
//! log and the clock are left to `yishi-engine`.

mod admit;
mod amending;
mod authenticate;
mod blob;
mod book;
mod citation;
mod entry;
mod envelope;
mod finding;
mod hand_over;
mod joint;
mod nonce;
mod possession;
mod refusal;
mod register;
mod replay;
mod snapshot;
mod timer;
mod window;

pub use admit::Admission;
pub use amending::{MAX_AMENDED_BYTES, amendable, amended_text, amending_documents, check_amending};
pub use authenticate::{Authentic, KeyCache, NoKeyCache, authenticate, authenticate_with};
pub use book::{Book, Head};
pub use entry::Entry;
pub use envelope::{ENVELOPE_VERSION, Envelope, Seen, SignedCommand};
pub use finding::Finding;
pub use nonce::{Nonce, UsedNonce};
pub use possession::possession_payload;
pub use refusal::Refusal;
pub use replay::{SignatureCheck, fold_leaf, leaf_events};
pub use snapshot::{SNAPSHOT_VERSION, SnapshotPart};
pub use timer::{timer_expiry, timer_nonce};
pub use window::MAX_VALIDITY_MS;
