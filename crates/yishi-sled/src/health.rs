//! What operators watch of a store.

/// The health of a journal. Healthy: `large_pages` is 0 and `stopped` is absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreHealth {
    /// Durable entries.
    pub entries: u64,
    /// Bytes on disk.
    pub disk_bytes: u64,
    /// Pages outside the synced file; more than none stops all writing.
    pub large_pages: usize,
    /// Why nothing more is written, if so.
    pub stopped: Option<String>,
}

impl StoreHealth {
    /// Whether the store takes entries.
    pub const fn is_writable(&self) -> bool {
        self.large_pages == 0 && self.stopped.is_none()
    }
}
