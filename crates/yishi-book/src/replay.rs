//! Replay: every check of admission again over a stored leaf, all findings; and restoring, which trusts the leaf.

use crate::book::Happened;
use crate::finding::Report;
use crate::joint::{JOINTS, ORIGIN};
use crate::{Book, Entry, Envelope, Finding, NoKeyCache};
use sha2::{Digest as _, Sha256};
use yishi_core::{Actor, Event, Prepared, Rejection, State, TimeMs, decide_preparing, evolve};
use yishi_log::canonical;
use yishi_log::leaf::Leaf;

/// Whether replay verifies signatures itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureCheck {
    /// Replay verifies them.
    Here,
    /// They are verified elsewhere, e.g. on other threads by [`Entry::check_signatures`].
    Done,
}

impl Book {
    /// Replays a leaf: every check, all findings. The book moves on even over findings where it can, so that later entries are checked too.
    pub fn replay(&mut self, leaf: &[u8]) -> Vec<Finding> {
        self.replay_with(leaf, SignatureCheck::Here)
    }

    /// As [`Self::replay`], choosing who verifies signatures.
    pub fn replay_with(&mut self, leaf: &[u8], signature_check: SignatureCheck) -> Vec<Finding> {
        let mut report = Report { index: self.size(), findings: Vec::new() };
        let entry = match Entry::parse(leaf) {
            Ok(entry) => entry,
            Err(reason) => {
                report.add("leaf", reason);
                self.append(leaf, self.recorded_at);
                return report.findings;
            }
        };
        self.check_place(&entry.leaf, &mut report);
        if signature_check == SignatureCheck::Here {
            entry.report_signatures(&NoKeyCache, &mut report);
        }
        let at = TimeMs(entry.leaf.recorded_at_ms).max(self.recorded_at);
        self.check_command(&entry.envelope, at, &mut report);
        let prepared = self.check_events(&entry, at, &mut report);
        self.fold_entry(&entry, at, prepared);
        self.append(leaf, at);
        report.findings
    }

    /// Appends a leaf that is known to be good (read back from a store whose root is checked) without deciding or verifying again.
    ///
    /// Fails where the leaf cannot be the next one of this book; then nothing changes.
    pub fn restore(&mut self, leaf: &[u8]) -> Result<(), Finding> {
        let mut report = Report { index: self.size(), findings: Vec::new() };
        let entry = Entry::parse(leaf).map_err(|reason| Finding::at(report.index, "leaf", reason))?;
        self.check_place(&entry.leaf, &mut report);
        if let Some(finding) = report.findings.into_iter().next() {
            return Err(finding);
        }
        let at = TimeMs(entry.leaf.recorded_at_ms);
        self.fold_entry(&entry, at, Prepared::default());
        self.append(leaf, at);
        Ok(())
    }

    fn fold_entry(&mut self, entry: &Entry<'_>, at: TimeMs, prepared: Prepared) {
        let command_hash = Sha256::digest(entry.leaf.command.as_bytes()).into();
        let happened = Happened { envelope: &entry.envelope, events: &entry.events, command_hash, at };
        self.fold(&happened, prepared);
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
    fn check_events(&self, entry: &Entry<'_>, at: TimeMs, report: &mut Report) -> Prepared {
        let actor = Actor::from(&entry.envelope);
        let prepared = Prepared::default();
        match decide_preparing(&self.state, &actor, &entry.envelope.command, self.context(at), &prepared) {
            Ok(events) => match canonical::encode(&events) {
                Ok(bytes) if bytes == entry.leaf.events.as_bytes() => {}
                Ok(bytes) => report.add("replay", differing(&events, &bytes, entry)),
                Err(error) => report.add("replay", error.to_string()),
            },
            Err(rejection @ Rejection::TimerPending { .. }) => report.add("timer", rejection.to_string()),
            Err(rejection) => {
                report.add("replay", format!("the rules refuse this command: {rejection}"));
            }
        }
        prepared
    }
}

/// Folds a good leaf into a state alone, for a past version: answers its recorded time.
pub fn fold_leaf(state: &mut State, index: u64, leaf: &[u8]) -> Result<TimeMs, Finding> {
    let entry = Entry::parse(leaf).map_err(|reason| Finding::at(index, "leaf", reason))?;
    let at = TimeMs(entry.leaf.recorded_at_ms);
    let head = yishi_core::Digest(entry.leaf.prev.0);
    let context = yishi_core::Context { index, at, ruleset: state.ruleset, head };
    evolve(state, &Actor::from(&entry.envelope), &entry.envelope.command, &entry.events, context);
    Ok(at)
}

/// The events that stand in a leaf.
pub fn leaf_events(index: u64, leaf: &[u8]) -> Result<Vec<Event>, Finding> {
    Entry::parse(leaf).map(|entry| entry.events).map_err(|reason| Finding::at(index, "leaf", reason))
}

fn differing(decided: &[Event], bytes: &[u8], entry: &Entry<'_>) -> String {
    let kinds = |events: &[Event]| events.iter().map(Event::kind).collect::<Vec<_>>().join(", ");
    let offset = bytes.iter().zip(entry.leaf.events.as_bytes()).take_while(|(a, b)| a == b).count();
    format!(
        "deciding again gives other events: [{}] instead of [{}], differing from byte {offset} of `events`",
        kinds(decided),
        kinds(&entry.events)
    )
}
