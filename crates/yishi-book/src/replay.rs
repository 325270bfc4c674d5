//! Replay: every check of admission again over a stored leaf, all findings; and restoring, which trusts the leaf.

use crate::authenticate::verify;
use crate::book::Happened;
use crate::joint::{JOINTS, ORIGIN};
use crate::{Book, Envelope, Finding, KeyCache, NoKeyCache, Refusal, possession};
use sha2::{Digest as _, Sha256};
use yishi_core::{Actor, Event, Rejection, State, TimeMs, decide, evolve};
use yishi_log::canonical;
use yishi_log::dsse;
use yishi_log::leaf::Leaf;

/// Whether replay verifies signatures itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureCheck {
    /// Replay verifies them.
    Here,
    /// They are verified elsewhere, e.g. on other threads by [`check_signatures`].
    Done,
}

/// A leaf with its parts parsed.
struct Parsed<'a> {
    leaf: Leaf<'a>,
    envelope: Envelope,
    events: Vec<Event>,
}

/// Collects findings at one index.
struct Report {
    index: u64,
    findings: Vec<Finding>,
}

impl Report {
    fn add(&mut self, check: &str, message: impl Into<String>) {
        self.findings.push(Finding::at(self.index, check, message));
    }

    fn expect(&mut self, holds: bool, check: &str, message: impl FnOnce() -> String) {
        if !holds {
            self.add(check, message());
        }
    }
}

/// Verifies the signature of a leaf and the proofs of possession in it. Needs no book, so it can run on any thread.
pub fn check_signatures(index: u64, leaf: &[u8], keys: &dyn KeyCache) -> Vec<Finding> {
    let mut report = Report { index, findings: Vec::new() };
    match parse(leaf) {
        Ok(parsed) => signatures(&parsed, keys, &mut report),
        Err(reason) => report.add("leaf", reason),
    }
    report.findings
}

impl Book {
    /// Replays a leaf: every check, all findings. The book moves on even over findings where it can, so that later entries are checked too.
    pub fn replay(&mut self, leaf: &[u8]) -> Vec<Finding> {
        self.replay_with(leaf, SignatureCheck::Here)
    }

    /// As [`Self::replay`], choosing who verifies signatures.
    pub fn replay_with(&mut self, leaf: &[u8], signature_check: SignatureCheck) -> Vec<Finding> {
        let mut report = Report { index: self.size(), findings: Vec::new() };
        let parsed = match parse(leaf) {
            Ok(parsed) => parsed,
            Err(reason) => {
                report.add("leaf", reason);
                self.append(leaf, self.recorded_at);
                return report.findings;
            }
        };
        self.check_place(&parsed.leaf, &mut report);
        if signature_check == SignatureCheck::Here {
            signatures(&parsed, &NoKeyCache, &mut report);
        }
        let at = TimeMs(parsed.leaf.recorded_at_ms).max(self.recorded_at);
        self.check_command(&parsed.envelope, at, &mut report);
        self.check_events(&parsed, at, &mut report);
        self.fold_parsed(&parsed, at);
        self.append(leaf, at);
        report.findings
    }

    /// Appends a leaf that is known to be good (read back from a store whose root is checked) without deciding or verifying again.
    ///
    /// Fails where the leaf cannot be the next one of this book; then nothing changes.
    pub fn restore(&mut self, leaf: &[u8]) -> Result<(), Finding> {
        let mut report = Report { index: self.size(), findings: Vec::new() };
        let parsed = parse(leaf).map_err(|reason| Finding::at(report.index, "leaf", reason))?;
        self.check_place(&parsed.leaf, &mut report);
        if let Some(finding) = report.findings.into_iter().next() {
            return Err(finding);
        }
        let at = TimeMs(parsed.leaf.recorded_at_ms);
        self.fold_parsed(&parsed, at);
        self.append(leaf, at);
        Ok(())
    }

    fn fold_parsed(&mut self, parsed: &Parsed<'_>, at: TimeMs) {
        let command_hash = Sha256::digest(parsed.leaf.command.as_bytes()).into();
        self.fold(&Happened { envelope: &parsed.envelope, events: &parsed.events, command_hash, at });
    }

    /// Whether the leaf is the next one of this book.
    fn check_place(&self, leaf: &Leaf<'_>, report: &mut Report) {
        let (origin, index, ruleset) = (&self.origin, self.size(), self.state.ruleset.0);
        report.expect(leaf.origin == *origin, "origin", || {
            format!("the leaf is of book `{}`, not of `{origin}`", leaf.origin)
        });
        report.expect(leaf.index == index, "index", || {
            format!("the leaf says that its index is {}, but it stands at {index}", leaf.index)
        });
        report.expect(leaf.prev == self.prev, "chain", || {
            format!("`prev` is {}, but BLAKE3 of the leaf before it is {}", leaf.prev, self.prev)
        });
        let (found, before) = (leaf.recorded_at_ms, self.recorded_at.0);
        report.expect(found >= before, "time", || {
            format!("recorded at {found}, before the entry before it ({before})")
        });
        report.expect(leaf.ruleset == ruleset, "ruleset", || {
            format!("the leaf names ruleset {}, but {ruleset} is in force", leaf.ruleset)
        });
    }

    /// The joints: all of them, where admission stops at the first.
    fn check_command(&self, envelope: &Envelope, at: TimeMs, report: &mut Report) {
        if let Some(used) = self.used_nonce(&envelope.key, &envelope.nonce) {
            report.add("nonce", format!("key and nonce were used before, at entry {}", used.index));
        }
        for joint in std::iter::once(&ORIGIN).chain(&JOINTS) {
            if let Err(refusal) = (joint.check)(self, envelope, at) {
                report.add(joint.name, refusal.to_string());
            }
        }
    }

    /// The rules: deciding again must give the recorded events, byte for byte.
    fn check_events(&self, parsed: &Parsed<'_>, at: TimeMs, report: &mut Report) {
        let actor = Actor::from(&parsed.envelope);
        match decide(&self.state, &actor, &parsed.envelope.command, self.context(at)) {
            Ok(events) => match canonical::encode(&events) {
                Ok(bytes) if bytes == parsed.leaf.events.as_bytes() => {}
                Ok(bytes) => report.add("replay", differing(&events, &bytes, parsed)),
                Err(error) => report.add("replay", error.to_string()),
            },
            Err(rejection @ Rejection::TimerPending { .. }) => report.add("timer", rejection.to_string()),
            Err(rejection) => {
                report.add("replay", format!("the rules refuse this command: {rejection}"));
            }
        }
    }
}

/// Folds a good leaf into a state alone, for a past version: answers its recorded time.
pub fn fold_leaf(state: &mut State, index: u64, leaf: &[u8]) -> Result<TimeMs, Finding> {
    let parsed = parse(leaf).map_err(|reason| Finding::at(index, "leaf", reason))?;
    let at = TimeMs(parsed.leaf.recorded_at_ms);
    let context = yishi_core::Context { index, at, ruleset: state.ruleset };
    evolve(state, &Actor::from(&parsed.envelope), &parsed.envelope.command, &parsed.events, context);
    Ok(at)
}

/// The events that stand in a leaf.
pub fn leaf_events(index: u64, leaf: &[u8]) -> Result<Vec<Event>, Finding> {
    parse(leaf).map(|parsed| parsed.events).map_err(|reason| Finding::at(index, "leaf", reason))
}

fn parse(bytes: &[u8]) -> Result<Parsed<'_>, String> {
    let leaf = Leaf::parse(bytes).map_err(|e| e.to_string())?;
    let envelope = Envelope::parse(leaf.command.as_bytes()).map_err(|e: Refusal| format!("command: {e}"))?;
    let events = serde_json::from_str(leaf.events).map_err(|e| format!("events: {e}"))?;
    Ok(Parsed { leaf, envelope, events })
}

fn signatures(parsed: &Parsed<'_>, keys: &dyn KeyCache, report: &mut Report) {
    let Parsed { leaf, envelope, .. } = parsed;
    report.expect(leaf.key == envelope.key.0, "key", || {
        format!("the signature names key {}, the command {}", hex::encode(leaf.key), envelope.key)
    });
    let command = leaf.command.as_bytes();
    if let Err(error) = verify(&envelope.key, dsse::COMMAND_TYPE, command, &leaf.signature, keys) {
        report.add("signature", error.to_string());
    }
    if let Err(refusal) = possession::check(envelope, keys) {
        report.add("possession", refusal.to_string());
    }
}

fn differing(decided: &[Event], bytes: &[u8], parsed: &Parsed<'_>) -> String {
    let kinds = |events: &[Event]| events.iter().map(Event::kind).collect::<Vec<_>>().join(", ");
    let offset = bytes.iter().zip(parsed.leaf.events.as_bytes()).take_while(|(a, b)| a == b).count();
    format!(
        "deciding again gives other events: [{}] instead of [{}], differing from byte {offset} of `events`",
        kinds(decided),
        kinds(&parsed.events)
    )
}
