//! Signed refusals: what a client can show when it says that it was turned away.

use serde::Serialize;
use yishi_core::Digest;

/// A refusal, signed by the engine with payload type [`yishi_log::dsse::REFUSAL_TYPE`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedRefusal {
    /// Canonical JSON: `code`, `command` (SHA-256 of the refused bytes), `head` (`size`, `root`), `origin`, `v`.
    pub payload: Vec<u8>,
    /// Ed25519 over the PAE of the payload, by the engine's key.
    pub signature: [u8; 64],
}

/// The payload's fields.
#[derive(Serialize)]
pub(crate) struct RefusalPayload<'a> {
    pub(crate) code: String,
    pub(crate) command: Digest,
    pub(crate) head: RefusalHead,
    pub(crate) origin: &'a str,
    pub(crate) v: u32,
}

/// Where the book stood.
#[derive(Serialize)]
pub(crate) struct RefusalHead {
    pub(crate) root: Digest,
    pub(crate) size: u64,
}
