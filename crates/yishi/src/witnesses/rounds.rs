//! Rounds: all witnesses that are due are asked at once, one round at a time, always with the newest checkpoint.

use super::ask::Address;
use crate::host::{Entropy, draw};
use crate::http::agent;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use yishi_engine::{Clock, Engine};

/// How long one request to a witness may take.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Pause after the first failure; each further one doubles it.
const FIRST_PAUSE_MS: u64 = 1_000;
/// Longest pause.
const LONGEST_PAUSE_MS: u64 = 300_000;
/// Longest pause as long as nothing is written because no witness has answered yet.
const LONGEST_PAUSE_HELD_MS: u64 = 10_000;

/// The witnesses of a book, with what is known of each.
pub struct Witnesses {
    engine: Engine,
    agent: ureq::Agent,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    peers: Vec<Peer>,
}

#[derive(Clone, Debug)]
struct Peer {
    name: String,
    address: Address,
    /// The size that it cosigned last, as far as we know.
    cosigned: u64,
    /// It has answered us: until then nothing that is kept here says where it stands.
    asked: bool,
    failures: u32,
    /// Not asked again before, by the clock that never steps.
    not_before: Duration,
}

/// What became of a round.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// The witnesses that cosigned, by their names in the policy.
    pub cosigned: Vec<String>,
    /// Those that did not, and why.
    pub failed: Vec<(String, String)>,
}

impl Witnesses {
    /// The witnesses of the policy that the book requires.
    pub fn new(engine: Engine, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        let newest = engine.newest_cosigned();
        let known = |name: &str| {
            let found = newest.as_ref().filter(|found| found.good.iter().any(|good| good == name));
            found.map_or(0, |found| found.checkpoint.size)
        };
        let peers = engine.witness_policy().into_iter().flat_map(|policy| policy.witnesses());
        let peers = peers
            .filter_map(|(name, witness)| {
                let url = witness.url.as_deref()?.trim_end_matches('/').to_owned();
                let address = Address { cosigner: witness.cosigner.clone(), url };
                let (asked, failures, not_before) = (false, 0, Duration::ZERO);
                let (name, cosigned) = (name.to_owned(), known(name));
                Some(Peer { name, address, cosigned, asked, failures, not_before })
            })
            .collect();
        Self { engine, agent: agent(TIMEOUT), clock, entropy, peers }
    }

    /// Asks everybody who is due and has not cosigned the head, and everybody who has not answered since the start: what is kept here may
    /// have gone back with the book. Each answer is taken up as it comes, so that a slow witness delays no other one.
    ///
    /// A book that is held is let go once a witness has cosigned it and none has shown more of it.
    pub fn round(&mut self) -> Round {
        let version = self.engine.version();
        let now = self.clock.elapsed();
        let (engine, agent) = (&self.engine, &self.agent);
        let due = |peer: &&mut Peer| peer.is_behind(version.size) && peer.not_before <= now;
        let mut round = Round::default();
        let asked: Vec<(&mut Peer, anyhow::Result<()>)> = std::thread::scope(|scope| {
            let threads: Vec<_> = self
                .peers
                .iter_mut()
                .filter(due)
                .map(|peer| {
                    let (address, known, version) = (peer.address.clone(), peer.cosigned, &version);
                    let thread = scope.spawn(move || {
                        let line = address.cosign(agent, engine, version, known)?;
                        Ok(engine.take_cosignatures(&format!("{}{line}", version.checkpoint))?)
                    });
                    (peer, thread)
                })
                .collect();
            let failed = |_| Err(anyhow::anyhow!("asking it failed"));
            threads.into_iter().map(|(peer, thread)| (peer, thread.join().unwrap_or_else(failed))).collect()
        });
        let longest_ms = if engine.is_held() { LONGEST_PAUSE_HELD_MS } else { LONGEST_PAUSE_MS };
        for (peer, outcome) in asked {
            peer.note(outcome, version.size, (now, longest_ms, &*self.entropy), &mut round);
        }
        self.let_go(&round);
        round
    }

    fn let_go(&self, round: &Round) {
        if !self.engine.is_held() {
            return;
        }
        if self.peers.is_empty() || !round.cosigned.is_empty() {
            self.engine.release();
            tracing::info!("the book is written to from now on");
        } else if !round.failed.is_empty() {
            tracing::error!(
                "NOTHING IS WRITTEN: no witness has answered since the start. They are asked again; in an emergency start with --start-unwitnessed"
            );
        }
    }

    /// How long until somebody is due who has not cosigned the head; nothing when all have.
    pub fn next_due(&self) -> Option<Duration> {
        let (size, now) = (self.engine.version().size, self.clock.elapsed());
        let behind = self.peers.iter().filter(|peer| peer.is_behind(size));
        behind.map(|peer| peer.not_before.saturating_sub(now)).min()
    }

    /// Asks again and again: after the head moved, and when somebody who failed is due; `pause` lies between two rounds at least.
    pub async fn run(mut self, pause: Duration) {
        let mut heads = self.engine.heads();
        loop {
            heads.mark_unchanged();
            let asked = tokio::task::spawn_blocking(move || {
                let _round = self.round();
                self
            });
            // The round failed as a whole only when the process ends.
            let Ok(same) = asked.await else { return };
            self = same;
            tokio::time::sleep(pause).await;
            if !self.wait(&mut heads).await {
                return;
            }
        }
    }

    /// Waits until there is somebody to ask. Not true any more when the book is closed.
    async fn wait(&self, heads: &mut watch::Receiver<yishi_engine::HeadPosition>) -> bool {
        match self.next_due() {
            Some(due) => tokio::select! {
                changed = heads.changed() => changed.is_ok(),
                () = tokio::time::sleep(due) => true,
            },
            None => heads.changed().await.is_ok(),
        }
    }
}

impl Peer {
    fn is_behind(&self, size: u64) -> bool {
        !self.asked || (size > 0 && self.cosigned != size)
    }

    fn note(
        &mut self,
        outcome: anyhow::Result<()>,
        size: u64,
        (now, longest_ms, entropy): (Duration, u64, &dyn Entropy),
        round: &mut Round,
    ) {
        match outcome {
            Ok(()) => {
                tracing::debug!(witness = self.name, size, "a witness has cosigned");
                (self.cosigned, self.asked, self.failures, self.not_before) = (size, true, 0, now);
                round.cosigned.push(self.name.clone());
            }
            Err(error) => {
                let reason = format!("{error:#}");
                tracing::warn!(witness = self.name, reason, "a witness has not cosigned");
                self.failures = self.failures.saturating_add(1);
                self.not_before = now.saturating_add(pause_after(self.failures, longest_ms, entropy));
                round.failed.push((self.name.clone(), reason));
            }
        }
    }
}

/// Doubles with each failure, half of it by chance: many books must not knock at a witness that comes back all at once.
fn pause_after(failures: u32, longest_ms: u64, entropy: &dyn Entropy) -> Duration {
    let doubled =
        FIRST_PAUSE_MS.saturating_mul(1_u64.checked_shl(failures.saturating_sub(1)).unwrap_or(u64::MAX));
    let half_ms = doubled.min(longest_ms) / 2;
    // Without randomness the pause is the longest one.
    let random = draw::<8>(entropy).map_or(half_ms, u64::from_be_bytes);
    Duration::from_millis(half_ms.saturating_add(random % half_ms.saturating_add(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Always(u8);

    impl Entropy for Always {
        fn fill(&self, bytes: &mut [u8]) -> anyhow::Result<()> {
            bytes.fill(self.0);
            Ok(())
        }
    }

    #[test]
    fn pauses_double_up_to_five_minutes_and_at_least_half_of_each_is_certain() {
        for (failures, longest_ms) in
            [(1, 1_000), (2, 2_000), (9, 256_000), (10, 300_000), (64, 300_000), (u32::MAX, 300_000)]
        {
            let shortest = pause_after(failures, LONGEST_PAUSE_MS, &Always(0)).as_millis();
            assert_eq!(shortest, longest_ms / 2, "{failures}");
            let held = pause_after(failures, LONGEST_PAUSE_HELD_MS, &Always(0xff)).as_millis();
            assert!(held <= 10_000, "{failures}");
            assert!(
                pause_after(failures, LONGEST_PAUSE_MS, &Always(0xff)).as_millis() <= longest_ms,
                "{failures}"
            );
        }
    }
}
