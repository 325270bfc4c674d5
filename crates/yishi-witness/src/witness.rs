//! The witness itself: checks, stores and signs a checkpoint in one step, and only then answers.

use crate::evidence::{Cabinet, Keeping, Refusal};
use crate::state::{State, StateStore};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use yishi_log::cosignature::Cosigner;
use yishi_log::witness::{Agreed, DoubtKind, KnownLog, Refused, Why, decide};

/// Says what time it is, in seconds since 1970.
pub type Clock = Arc<dyn Fn() -> u64 + Send + Sync>;

/// A running witness.
pub struct Witness {
    cosigner: Cosigner,
    logs: Vec<KnownLog>,
    clock: Clock,
    store: Box<dyn StateStore>,
    /// Held from the comparison with what was cosigned until the new state is durable.
    state: Mutex<State>,
    cabinet: Mutex<Cabinet>,
    answers: Mutex<BTreeMap<u16, u64>>,
}

/// An answer over HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The type of the body.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
}

const TEXT: &str = "text/plain; charset=utf-8";
/// As the specification names the answer to another old size.
const SIZE: &str = "text/x.tlog.size";

impl Answer {
    fn text(status: u16, body: impl Into<String>) -> Self {
        Self { status, content_type: TEXT, body: body.into() }
    }
}

/// Locks, also after a panic elsewhere: what is guarded is replaced as a whole, never half-changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Witness {
    /// A witness of these logs that goes on from `state`; what it refuses is kept in `evidence`.
    ///
    /// # Errors
    /// When the folder of evidence cannot be read.
    pub fn new(
        cosigner: Cosigner,
        logs: Vec<KnownLog>,
        (state, store): (State, Box<dyn StateStore>),
        evidence: &Path,
        clock: Clock,
    ) -> io::Result<Self> {
        let cabinet = Mutex::new(Cabinet::open(evidence)?);
        let (state, answers) = (Mutex::new(state), Mutex::default());
        Ok(Self { cosigner, logs, clock, store, state, cabinet, answers })
    }

    /// Answers an `add-checkpoint` request. Blocks until what it cosigned is durable.
    pub fn add_checkpoint(&self, body: &[u8]) -> Answer {
        let answer = self.answer(body);
        *lock(&self.answers).entry(answer.status).or_default() += 1;
        answer
    }

    fn answer(&self, body: &[u8]) -> Answer {
        let mut held = None;
        let decided = decide(
            &self.logs,
            |origin| {
                let state = held.insert(lock(&self.state));
                state.seen(origin)
            },
            body,
        );
        match (decided, held) {
            (Ok(agreed), Some(mut state)) => self.cosign(&agreed, &mut state),
            (Err(refused), held) => {
                if let Some(state) = held {
                    self.keep(&refused, &state, body);
                }
                refusal(&refused.why)
            }
            // What is agreed to was compared with the state.
            (Ok(_), None) => Answer::text(500, "the witness failed\n"),
        }
    }

    /// Signs, stores, and only then gives the cosignature out: whatever happens in between, the state is at least as far as what was given out.
    fn cosign(&self, agreed: &Agreed, state: &mut State) -> Answer {
        let checkpoint = &agreed.checkpoint;
        let text = checkpoint.body();
        // A clock that stepped back must not make a later statement look earlier.
        let time_s = (self.clock)().max(state.time_s(&checkpoint.origin));
        let line = match self.cosigner.cosign(&text, time_s) {
            Ok(line) => line,
            Err(reason) => return failed(&reason),
        };
        let note = format!("{}{line}", agreed.note);
        let next = match state.with(&checkpoint.origin, note, self.cosigner.verifier()) {
            Ok(next) => next,
            Err(damaged) => return failed(&damaged.to_string()),
        };
        if let Err(error) = self.store.replace(&next.encode()) {
            return failed(&error.to_string());
        }
        *state = next;
        tracing::info!(origin = checkpoint.origin, size = checkpoint.size, "cosigned");
        Answer::text(200, line)
    }

    fn keep(&self, refused: &Refused, state: &State, request: &[u8]) {
        let Some(doubt) = &refused.doubt else { return };
        let origin = &doubt.checkpoint.origin;
        let refusal = Refusal {
            doubt,
            seen: state.seen(origin),
            cosigned: state.note(origin),
            request,
            at_s: (self.clock)(),
            reason: refused.why.to_string(),
        };
        match lock(&self.cabinet).keep(&refusal) {
            Ok(Keeping::Now) => {
                tracing::error!(
                    origin,
                    size = doubt.checkpoint.size,
                    reason = refusal.reason,
                    "refused and kept as evidence"
                );
            }
            Ok(Keeping::Known) => {}
            Ok(Keeping::Full { first }) => {
                if first {
                    let reason = refusal.reason;
                    tracing::error!(origin, reason, "refused, and not kept: there is enough of its kind");
                }
            }
            Err(error) => tracing::error!(origin, %error, "evidence cannot be kept"),
        }
    }

    /// The newest cosigned note of the log whose name has this SHA-256 in lower-case hex.
    pub fn checkpoint(&self, origin_hash: &str) -> Option<String> {
        let state = lock(&self.state);
        let found = state.logs().find(|(origin, _)| hex::encode(Sha256::digest(origin)) == origin_hash);
        found.map(|(_, note)| note.to_owned())
    }

    /// Where the witness stands, as JSON: for whoever runs it, and for anybody who compares witnesses.
    pub fn status(&self) -> Value {
        let known: Vec<&str> = self.logs.iter().map(|log| log.key.name()).collect();
        let state = lock(&self.state).clone();
        let logs: Vec<Value> = state
            .logs()
            .map(|(origin, _)| {
                let seen = state.seen(origin);
                json!({
                    "origin": origin, "size": seen.size, "root": seen.root.to_string(),
                    "cosigned_at_s": state.time_s(origin), "known": known.contains(&origin),
                    "hash": hex::encode(Sha256::digest(origin)),
                })
            })
            .collect();
        let (forks, unproven) = self.doubts();
        json!({
            "name": self.cosigner.verifier().name(), "vkey": self.cosigner.verifier().to_vkey(),
            "known_logs": known, "logs": logs, "forks": forks, "unproven": unproven,
        })
    }

    fn doubts(&self) -> (usize, usize) {
        let cabinet = lock(&self.cabinet);
        (cabinet.count(DoubtKind::Fork), cabinet.count(DoubtKind::Unproven))
    }

    /// The same for Prometheus, with the number of answers by status since the start.
    pub fn metrics(&self) -> String {
        let mut text = String::new();
        let state = lock(&self.state).clone();
        head(&mut text, "yishi_witness_size", "gauge", "Entries of the newest cosigned checkpoint of a log");
        for (origin, _) in state.logs() {
            line(
                &mut text,
                format_args!("yishi_witness_size{{log=\"{origin}\"}} {}", state.seen(origin).size),
            );
        }
        head(&mut text, "yishi_witness_time_seconds", "gauge", "When it was cosigned, in seconds since 1970");
        for (origin, _) in state.logs() {
            let time_s = state.time_s(origin);
            line(&mut text, format_args!("yishi_witness_time_seconds{{log=\"{origin}\"}} {time_s}"));
        }
        let (forks, unproven) = self.doubts();
        head(
            &mut text,
            "yishi_witness_evidence",
            "gauge",
            "Refused checkpoints that are kept, by what they prove",
        );
        line(&mut text, format_args!("yishi_witness_evidence{{kind=\"fork\"}} {forks}"));
        line(&mut text, format_args!("yishi_witness_evidence{{kind=\"unproven\"}} {unproven}"));
        let left_out = lock(&self.cabinet).left_out();
        head(
            &mut text,
            "yishi_witness_evidence_left_out_total",
            "counter",
            "Refused checkpoints that were not kept, because there was enough of their kind of their log",
        );
        line(&mut text, format_args!("yishi_witness_evidence_left_out_total {left_out}"));
        head(&mut text, "yishi_witness_answers_total", "counter", "Answers to add-checkpoint by status");
        for (status, count) in lock(&self.answers).iter() {
            line(&mut text, format_args!("yishi_witness_answers_total{{status=\"{status}\"}} {count}"));
        }
        text
    }
}

fn refusal(why: &Why) -> Answer {
    match why {
        Why::OtherOldSize { size } => Answer { status: 409, content_type: SIZE, body: format!("{size}\n") },
        other => Answer::text(other.status(), format!("{other}\n")),
    }
}

fn failed(reason: &str) -> Answer {
    tracing::error!(reason, "a checkpoint could not be cosigned");
    Answer::text(500, "the witness failed; nothing was cosigned\n")
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    line(text, format_args!("# HELP {name} {help}\n# TYPE {name} {kind}"));
}

fn line(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    // Writing into a String cannot fail.
    let _ = writeln!(text, "{arguments}");
}
