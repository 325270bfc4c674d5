//! One conversation with one witness (C2SP `tlog-witness`).

use crate::http::explained;
use anyhow::{Context, anyhow, bail};
use sha2::{Digest, Sha256};
use yishi_engine::{Against, Engine, Version};
use yishi_log::checkpoint::Checkpoint;
use yishi_log::cosignature::CosignerVerifier;
use yishi_log::digits;
use yishi_log::witness::AddCheckpoint;

/// Requests to one witness in one round: it may say once or twice that it stands elsewhere.
const TRIES: u32 = 3;
/// Longest answer that is read.
const MAX_ANSWER_BYTES: u64 = 1024 * 1024;

/// A witness, and where it is asked.
#[derive(Clone, Debug)]
pub(super) struct Address {
    pub(super) cosigner: CosignerVerifier,
    /// Without a slash at its end.
    pub(super) url: String,
}

impl Address {
    /// Has a version's checkpoint cosigned; `known` is the size that the witness cosigned last, as far as we know. The signature line,
    /// verified.
    pub(super) fn cosign(
        &self,
        agent: &ureq::Agent,
        engine: &Engine,
        version: &Version,
        known: u64,
    ) -> anyhow::Result<String> {
        let (size, root) = (version.size, version.root);
        let text = Checkpoint { origin: engine.origin().to_owned(), size, root }.body();
        let mut old = if known <= size { known } else { 0 };
        for _ in 0..TRIES {
            let (status, answer) = self.send(agent, engine, version, old)?;
            match status {
                200 => return self.cosigner.answered(&text, &answer).map_err(|reason| anyhow!(reason)),
                409 => old = self.other_size(agent, engine, size, &answer)?,
                422 => {
                    self.compare(agent, engine)?;
                    bail!("it holds the checkpoint for no continuation of what it cosigned");
                }
                status => bail!("it answers with {status}: {}", first_line(&answer)),
            }
        }
        bail!("it names another size each time");
    }

    fn send(
        &self,
        agent: &ureq::Agent,
        engine: &Engine,
        version: &Version,
        old: u64,
    ) -> anyhow::Result<(u16, Vec<u8>)> {
        let proof = match old {
            0 => Vec::new(),
            old => engine.consistency(old, version.size).context("the proof cannot be made")?,
        };
        let request = AddCheckpoint { old, proof, note: version.checkpoint.as_bytes() };
        let url = format!("{}/add-checkpoint", self.url);
        let mut response =
            agent.post(&url).content_type("text/plain").send(&request.compose()[..]).map_err(explained)?;
        let answer = response.body_mut().with_config().limit(MAX_ANSWER_BYTES).read_to_vec()?;
        Ok((response.status().as_u16(), answer))
    }

    /// The size that a witness says it has cosigned. One beyond ours means that it has seen a later book, if it can show it.
    fn other_size(
        &self,
        agent: &ureq::Agent,
        engine: &Engine,
        size: u64,
        answer: &[u8],
    ) -> anyhow::Result<u64> {
        let told = std::str::from_utf8(answer).ok().and_then(|text| text.strip_suffix('\n'));
        let told = told.and_then(digits::decimal).context("it does not say which size it has cosigned")?;
        if told > size {
            self.compare(agent, engine)?;
            bail!("it says that it has cosigned {told} entries, we have {size}");
        }
        Ok(told)
    }

    /// Holds what the witness shows against the book. Only what our own log key has signed says anything, so that no witness can stop a
    /// book by a lie.
    fn compare(&self, agent: &ureq::Agent, engine: &Engine) -> anyhow::Result<()> {
        let hash = hex::encode(Sha256::digest(engine.origin()));
        let mut response = agent.get(format!("{}/{hash}/checkpoint", self.url)).call().map_err(explained)?;
        if response.status().as_u16() != 200 {
            bail!("it does not show the checkpoint that it has cosigned");
        }
        let note = response.body_mut().with_config().limit(MAX_ANSWER_BYTES).read_to_vec()?;
        match engine.hold_against(&note)? {
            Against::Nothing => Ok(()),
            Against::Everything => {
                bail!("it has cosigned entries that are not here: the book is read-only now")
            }
        }
    }
}

fn first_line(answer: &[u8]) -> String {
    let text = String::from_utf8_lossy(answer);
    text.lines().next().unwrap_or_default().chars().filter(|c| !c.is_control()).take(200).collect()
}
