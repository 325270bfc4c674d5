//! Checkpoints that were given out: what stands in the way of a store that went back.

use super::logs::{Logs, Unopened};
use crate::console::remark;
use crate::http::{agent, explained};
use anyhow::{Context, bail};
use sha2::{Digest, Sha256};
use std::time::Duration;
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::policy::Policy;

/// Longest note that is read of a witness.
const MAX_NOTE_BYTES: u64 = 1024 * 1024;
/// How long a witness may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A checkpoint that the book's log key has signed.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Who has it.
    pub by: String,
    /// The signed note.
    pub note: Vec<u8>,
    /// What it says.
    pub checkpoint: Checkpoint,
    /// The key that has signed it.
    pub log: LogVerifier,
}

impl Seen {
    /// A note, if a key of this log has signed it.
    ///
    /// # Errors
    /// When it has not.
    pub fn open(logs: &Logs, by: &str, note: Vec<u8>) -> Result<Self, Unopened> {
        let (log, checkpoint) = logs.open(&note)?;
        Ok(Self { by: by.to_owned(), checkpoint, log, note })
    }
}

/// A checkpoint in the name of the book, of a key that is unknown here: how many entries were given out, as it says.
#[derive(Clone, Debug)]
pub struct Unread {
    /// Who has it.
    pub by: String,
    /// The note.
    pub note: Vec<u8>,
    /// What it says, unverified.
    pub checkpoint: Checkpoint,
}

/// Asks each witness of a policy for the newest checkpoint that it has cosigned. Who does not answer is said; only what the log's own
/// key has signed counts.
pub fn ask_witnesses(policy: &Policy, logs: &Logs) -> Vec<Seen> {
    let agent = agent(TIMEOUT);
    let mut seen = Vec::new();
    for (name, witness) in policy.witnesses() {
        let by = format!("witness `{name}`");
        let url = witness.url.as_deref().unwrap_or_default();
        match ask(&agent, url, logs.origin()) {
            Ok(None) => remark(format!("{by} has cosigned nothing of this book")),
            Ok(Some(note)) => match Seen::open(logs, &by, note) {
                Ok(found) => seen.push(found),
                Err(unopened) => {
                    let reason = unopened.reason();
                    remark(format!("warning: what {by} shows was not signed by this book: {reason}"))
                }
            },
            Err(error) => remark(format!("warning: {by} does not answer: {error:#}")),
        }
    }
    seen
}

fn ask(agent: &ureq::Agent, url: &str, origin: &str) -> anyhow::Result<Option<Vec<u8>>> {
    let hash = hex::encode(Sha256::digest(origin));
    let url = format!("{}/{hash}/checkpoint", url.trim_end_matches('/'));
    let mut response = agent.get(&url).call().map_err(explained).with_context(|| url.clone())?;
    match response.status().as_u16() {
        200 => Ok(Some(response.body_mut().with_config().limit(MAX_NOTE_BYTES).read_to_vec()?)),
        404 => Ok(None),
        status => bail!("{url} answers with {status}"),
    }
}
