//! A backup of a book: the entries as tiles, the texts as they lie in the store, a manifest over all of it.
//!
//! ```text
//! BACKUP/manifest.json   what it covers, and the SHA-256 of every file; written last, replaced as a whole
//! BACKUP/log/            tiles, checkpoint and policy: what `yishi export --tiles` writes, without texts
//! BACKUP/texts/          documents, statements and texts of the vault: <class>/<name>-<beginning of the SHA-256 of the file>
//! BACKUP/backup.lock     says that the folder is ours, and that one backup at a time works in it
//! ```
//! It goes on in the same folder: what stands is not written again. Log key, engine key and registrars' keys are never in it, and the
//! keys of persons, under which texts are sealed, only in a folder of their own.

pub mod door;
pub mod manifest;
pub mod person_keys;
mod place;
mod read_back;
mod run;
mod source;
mod texts;

pub use read_back::{Damaged, read_back};
pub use run::{BackedUp, backup};

/// The manifest of a backup.
pub const MANIFEST: &str = "manifest.json";
/// The folder of its tiles.
pub const LOG: &str = "log";
/// The folder of its texts.
pub const TEXTS: &str = "texts";
/// What makes a folder ours.
const LOCK: &str = "backup.lock";
