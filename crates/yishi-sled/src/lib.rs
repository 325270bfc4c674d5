//! The embedded store of one book: entries in sled, the anchor, texts and snapshots in plain files.
//!
//! Implements the ports that `yishi-engine` declares. What an entry means, and whether the chain holds,
//! is left to the engine; here bytes are kept, and changed bytes are found and named.

mod anchor;
mod blobs;
mod closed;
mod cosigned;
mod fault;
mod files;
mod health;
mod journal;
mod lock;
mod open;
mod slot;
mod snapshots;
mod text_file;
mod value;
mod watch;

pub use anchor::{FileAnchor, MAX_ANCHOR_BYTES};
pub use blobs::{Draw, FileBlobs, MAX_TEXT_BYTES, PersonKeys, SETTLED};
pub use closed::ClosedJournal;
pub use cosigned::FileCosigned;
pub use fault::StoreFault;
pub use health::StoreHealth;
pub use journal::SledJournal;
pub use open::{CACHE_BYTES, JournalOptions};
pub use snapshots::FileSnapshots;
pub use text_file::{TextFile, judge_text_file, text_file};
pub use value::MAX_VALUE_BYTES;
