//! What a log has signed that does not agree with what was cosigned: kept, each once, and never without bound.
//!
//! A **fork** is two notes over one size with two roots, both signed by the log: it proves itself. A doubt that is **unproven** came with a
//! bad proof, and whoever has a genuine checkpoint can send it so: it is kept for people to look at, and never takes the place of a fork.

use crate::files;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use yishi_log::witness::{Doubt, DoubtKind, Seen};

/// Most forks that are kept; one is enough to show that a log's key has signed two histories.
pub const MAX_FORKS: usize = 256;
/// Most unproven doubts that are kept.
pub const MAX_UNPROVEN: usize = 64;

/// One doubt as it is kept, in `about.json`; beside it the notes `cosigned` and `refused`, and the `request` as it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// `fork` or `unproven`.
    pub kind: String,
    /// The log.
    pub origin: String,
    /// The size of the checkpoint that was refused.
    pub size: u64,
    /// Its root.
    pub root: String,
    /// The size of the newest checkpoint that was cosigned.
    pub cosigned_size: u64,
    /// Its root.
    pub cosigned_root: String,
    /// When, in seconds since 1970.
    pub at_s: u64,
    /// Why it was not cosigned.
    pub reason: String,
}

/// The folder of what was refused.
#[derive(Debug)]
pub(crate) struct Cabinet {
    folder: PathBuf,
    names: BTreeSet<String>,
}

/// A refused request with everything that is to be kept of it.
pub(crate) struct Refusal<'a> {
    pub(crate) doubt: &'a Doubt,
    pub(crate) seen: Seen,
    pub(crate) cosigned: Option<&'a str>,
    pub(crate) request: &'a [u8],
    pub(crate) at_s: u64,
    pub(crate) reason: String,
}

const fn word(kind: DoubtKind) -> &'static str {
    match kind {
        DoubtKind::Fork => "fork",
        DoubtKind::Unproven => "unproven",
    }
}

impl Cabinet {
    /// The folder, with what is in it. What was never finished is removed.
    pub(crate) fn open(folder: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let mut names = BTreeSet::new();
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if files::is_unfinished(&name) {
                std::fs::remove_dir_all(entry.path())?;
            } else {
                names.insert(name);
            }
        }
        Ok(Self { folder: folder.to_owned(), names })
    }

    /// Keeps a doubt, unless it is kept already or there are enough of its kind. Whether it was kept now.
    pub(crate) fn keep(&mut self, refusal: &Refusal<'_>) -> io::Result<bool> {
        let doubt = refusal.doubt;
        let name = name_of(doubt);
        if self.names.contains(&name) || self.count(doubt.kind) >= most(doubt.kind) {
            return Ok(false);
        }
        let about = Evidence {
            kind: word(doubt.kind).to_owned(),
            origin: doubt.checkpoint.origin.clone(),
            size: doubt.checkpoint.size,
            root: doubt.checkpoint.root.to_string(),
            cosigned_size: refusal.seen.size,
            cosigned_root: refusal.seen.root.to_string(),
            at_s: refusal.at_s,
            reason: refusal.reason.clone(),
        };
        let about = serde_json::to_vec_pretty(&about)?;
        let files: [(&str, &[u8]); 4] = [
            ("about.json", &about),
            ("cosigned", refusal.cosigned.unwrap_or_default().as_bytes()),
            ("refused", doubt.note.as_bytes()),
            ("request", refusal.request),
        ];
        files::write_folder(&self.folder.join(&name), &files)?;
        self.names.insert(name);
        Ok(true)
    }

    pub(crate) fn count(&self, kind: DoubtKind) -> usize {
        self.names.iter().filter(|name| name.starts_with(word(kind))).count()
    }

    /// Everything that is kept, by the names of the folders.
    pub(crate) fn list(&self) -> io::Result<Vec<(String, Evidence)>> {
        let read = |name: &String| {
            let bytes = std::fs::read(self.folder.join(name).join("about.json"))?;
            Ok((name.clone(), serde_json::from_slice(&bytes)?))
        };
        self.names.iter().map(read).collect()
    }
}

/// One name for one refused text: the same checkpoint sent again is the same doubt.
fn name_of(doubt: &Doubt) -> String {
    let digest = hex::encode(Sha256::digest(doubt.checkpoint.body()));
    format!("{}-{}", word(doubt.kind), digest.get(..32).unwrap_or_default())
}

const fn most(kind: DoubtKind) -> usize {
    match kind {
        DoubtKind::Fork => MAX_FORKS,
        DoubtKind::Unproven => MAX_UNPROVEN,
    }
}
