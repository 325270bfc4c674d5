//! Recovers a book that does not open, or is only read: says what is wrong, and mends what can be mended without signing around a rollback.
//!
//! Nothing is decided here: entries come from a copy that extends what stands and holds everything that was signed, a lost anchor is
//! made from a checkpoint that the operator brings, and where entries are gone nothing is ever signed again. What is replaced is set
//! aside under another name, never deleted. The store is looked at as a copy, because opening it would change it.

mod advice;
mod anchor;
mod diagnosis;
mod fetch;
mod giving_up;
mod logs;
mod mend;
mod problem;
mod rest;
mod seen;
mod store;

pub use advice::{Remedy, remedies};
pub use anchor::{Carry, make_anchor};
pub use diagnosis::{AnchorFile, Diagnosis, Evidence, diagnose};
pub use fetch::fetch;
pub use giving_up::give_up;
pub use logs::{Logs, Unopened, kept};
pub use mend::{Mending, mend};
pub use problem::Problem;
pub use rest::{Rest, write_rest};
pub use seen::{Seen, Unread, ask_witnesses};

use crate::failure::Failure;
use crate::layout::beside;
use anyhow::Context;
use std::fs::File;
use std::path::{Path, PathBuf};

/// The folder inside the data folder in which is worked.
const WORK: &str = "recovering";
/// In it: a copy of the store, to be looked at.
const COPY: &str = "copy";
/// In it: the new store while it grows.
const NEW_STORE: &str = "journal";
/// In it: says that the new store is whole.
const READY: &str = "ready";

/// Sets a file or folder aside under a name that is free.
fn set_aside(path: &Path) -> Result<PathBuf, Failure> {
    let setting = || format!("cannot set {} aside", path.display());
    let mut free = (1..).map(|number: u32| beside(path, &format!("set-aside-{number}")));
    let aside = free.find(|aside| !aside.exists()).unwrap_or_else(|| beside(path, "set-aside"));
    std::fs::rename(path, &aside).with_context(setting)?;
    let above = path.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(above).and_then(|folder| folder.sync_all()).with_context(setting)?;
    Ok(aside)
}
