//! What a log has signed that does not agree with what was cosigned: kept, each once, and never without bound.
//!
//! A **fork** is two notes over one size with two roots, both signed by the log: it proves itself. A doubt that is **unproven** came with a
//! bad proof, and whoever has a genuine checkpoint can send it so: it is kept for people to look at, and never takes the place of a fork.

use crate::files;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use yishi_log::witness::{Doubt, DoubtKind, Seen};

/// Most forks that are kept of one log; one is enough to show that its key has signed two histories.
pub const MAX_FORKS: usize = 8;
/// Most unproven doubts that are kept of one log.
pub const MAX_UNPROVEN: usize = 16;

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
    /// The names of the folders, each with the log that it is about.
    names: BTreeMap<String, String>,
    /// Kinds and logs of which something was left out already.
    full: BTreeSet<(&'static str, String)>,
    left_out: u64,
}

/// What became of a doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keeping {
    /// It was kept now.
    Now,
    /// It was kept before.
    Known,
    /// It was left out: there is enough of its kind of its log.
    Full {
        /// The first one since the start.
        first: bool,
    },
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
        let mut names = BTreeMap::new();
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if files::is_unfinished(&name) {
                std::fs::remove_dir_all(entry.path())?;
            } else {
                let origin = about(&entry.path()).map(|about| about.origin).unwrap_or_default();
                names.insert(name, origin);
            }
        }
        Ok(Self { folder: folder.to_owned(), names, full: BTreeSet::new(), left_out: 0 })
    }

    /// Keeps a doubt, unless it is kept already or there are enough of its kind of its log.
    pub(crate) fn keep(&mut self, refusal: &Refusal<'_>) -> io::Result<Keeping> {
        let doubt = refusal.doubt;
        let (name, origin) = (name_of(doubt), &doubt.checkpoint.origin);
        if self.names.contains_key(&name) {
            return Ok(Keeping::Known);
        }
        if self.count_of(doubt.kind, origin) >= most(doubt.kind) {
            self.left_out = self.left_out.saturating_add(1);
            let first = self.full.insert((word(doubt.kind), origin.clone()));
            return Ok(Keeping::Full { first });
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
        self.names.insert(name, origin.clone());
        Ok(Keeping::Now)
    }

    fn count_of(&self, kind: DoubtKind, origin: &str) -> usize {
        let of = |(name, of): &(&String, &String)| name.starts_with(word(kind)) && *of == origin;
        self.names.iter().filter(of).count()
    }

    /// How many were left out since the start.
    pub(crate) const fn left_out(&self) -> u64 {
        self.left_out
    }

    pub(crate) fn count(&self, kind: DoubtKind) -> usize {
        self.names.keys().filter(|name| name.starts_with(word(kind))).count()
    }

    /// Everything that is kept, by the names of the folders.
    pub(crate) fn list(&self) -> io::Result<Vec<(String, Evidence)>> {
        self.names.keys().map(|name| Ok((name.clone(), about(&self.folder.join(name))?))).collect()
    }
}

fn about(folder: &Path) -> io::Result<Evidence> {
    Ok(serde_json::from_slice(&std::fs::read(folder.join("about.json"))?)?)
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
