//! Snapshots of a book: a cache that spares reading all entries at open. Deleting them changes nothing.

use crate::nonce::Nonces;
use crate::window::Window;
use crate::{Book, blob};
use serde::{Deserialize, Serialize};
use yishi_core::{State, TimeMs};
use yishi_log::chain::ChainHash;
use yishi_log::tree::{Frontier, TreeHash};

/// Version of the snapshot's form; another one is ignored and the entries are read instead.
pub const SNAPSHOT_VERSION: u32 = 1;

/// A book as it is stored in a snapshot.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BookSnapshot {
    v: u32,
    origin: String,
    state: State,
    size: u64,
    #[serde(with = "blob")]
    peaks: Vec<u8>,
    #[serde(with = "blob")]
    prev: Vec<u8>,
    recorded_at: TimeMs,
    #[serde(with = "blob")]
    nonces: Vec<u8>,
    window_start: u64,
    #[serde(with = "blob")]
    window: Vec<u8>,
}

impl Book {
    /// What is to be stored of a book.
    pub fn to_snapshot(&self) -> BookSnapshot {
        BookSnapshot {
            v: SNAPSHOT_VERSION,
            origin: self.origin.clone(),
            state: self.state.clone(),
            size: self.size(),
            peaks: self.frontier.peaks().iter().flat_map(|peak| peak.0).collect(),
            prev: self.prev.0.to_vec(),
            recorded_at: self.recorded_at,
            nonces: self.nonces.to_blob(),
            window_start: self.window.start(),
            window: self.window.to_blob(),
        }
    }

    /// The book that was stored, or `None` when the snapshot is of another version or does not fit together.
    pub fn from_snapshot(snapshot: BookSnapshot) -> Option<Self> {
        if snapshot.v != SNAPSHOT_VERSION {
            return None;
        }
        let peaks = blob::records::<32>(&snapshot.peaks)?.map(|peak| TreeHash(*peak)).collect();
        let frontier = Frontier::from_parts(snapshot.size, peaks)?;
        Some(Self {
            origin: snapshot.origin,
            state: snapshot.state,
            root: frontier.root(),
            frontier,
            prev: ChainHash(snapshot.prev.try_into().ok()?),
            recorded_at: snapshot.recorded_at,
            nonces: Nonces::from_blob(&snapshot.nonces)?,
            window: Window::from_blob(snapshot.window_start, &snapshot.window)?,
        })
    }
}
