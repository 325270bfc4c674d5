//! What can be said of a leaf alone, on any thread: its form, its hashes, its signature, and the facts that later entries need.

use super::keys::SharedKeys;
use super::{Check, Plan};
use yishi_book::{Entry, Finding};
use yishi_core::{BallotCast, Commitment, Event, MemberId, Party, PollSealed, PublicKey, TextRef};
use yishi_log::chain::ChainHash;
use yishi_log::leaf::Leaf;
use yishi_log::tree::{TreeHash, leaf_hash};

/// What is to be found out of each leaf.
pub(super) struct Task<'a> {
    plan: &'a Plan,
    origin: Option<&'a str>,
    keys: SharedKeys,
}

/// What a leaf gave.
#[derive(Default)]
pub(super) struct LeafReport {
    pub(super) chain_hash: Option<ChainHash>,
    pub(super) tree_hash: Option<TreeHash>,
    pub(super) place: Option<LeafPlace>,
    pub(super) facts: Option<Facts>,
    pub(super) findings: Vec<Finding>,
}

/// Where a leaf says that it stands.
pub(super) struct LeafPlace {
    pub(super) index: u64,
    pub(super) recorded_at_ms: u64,
    pub(super) prev: ChainHash,
}

/// What an entry says that matters to checks of others.
pub(super) struct Facts {
    pub(super) key: PublicKey,
    pub(super) party: Party,
    pub(super) verified: bool,
    pub(super) changes: Vec<KeyChange>,
    pub(super) texts: Vec<TextRef>,
    pub(super) redacted: Vec<Commitment>,
    pub(super) ballots: Vec<BallotCast>,
    pub(super) sealed: Vec<PollSealed>,
}

/// A change of the keys in force, from the next entry on.
pub(super) enum KeyChange {
    Engine(PublicKey),
    Enrolled(PublicKey, MemberId),
    Revoked(PublicKey),
}

impl<'a> Task<'a> {
    pub(super) fn new(plan: &'a Plan, origin: Option<&'a str>) -> Self {
        Self { plan, origin, keys: SharedKeys::default() }
    }

    pub(super) fn check(&self, position: u64, line: &[u8]) -> LeafReport {
        let mut report = LeafReport::default();
        if self.plan.has(Check::Chain) {
            report.chain_hash = Some(ChainHash::of(line));
        }
        if self.plan.has(Check::Tree) {
            report.tree_hash = Some(leaf_hash(line));
        }
        if self.plan.reads_entries() {
            self.check_entry(position, line, &mut report);
        } else {
            match Leaf::parse(line) {
                Ok(leaf) => self.check_place(position, &leaf, &mut report),
                Err(error) => report.findings.push(Finding::at(position, "leaf", error.to_string())),
            }
        }
        report
    }

    fn check_entry(&self, position: u64, line: &[u8], report: &mut LeafReport) {
        let entry = match Entry::parse(line) {
            Ok(entry) => entry,
            Err(reason) => {
                report.findings.push(Finding::at(position, "leaf", reason));
                // Command or events may be beyond us; the place is still worth comparing.
                if let Ok(leaf) = Leaf::parse(line) {
                    self.check_place(position, &leaf, report);
                }
                return;
            }
        };
        self.check_place(position, &entry.leaf, report);
        let findings = if self.plan.has(Check::Signatures) {
            entry.check_signatures(position, &self.keys)
        } else {
            Vec::new()
        };
        let verified = self.plan.has(Check::Signatures) && findings.is_empty();
        report.findings.extend(findings);
        report.facts = Some(Facts::of(entry, verified));
    }

    fn check_place(&self, position: u64, leaf: &Leaf<'_>, report: &mut LeafReport) {
        if let Some(origin) = self.origin
            && leaf.origin != origin
        {
            let message = format!("the entry is of book `{}`, not of `{origin}`", leaf.origin);
            report.findings.push(Finding::at(position, "origin", message));
        }
        report.place =
            Some(LeafPlace { index: leaf.index, recorded_at_ms: leaf.recorded_at_ms, prev: leaf.prev });
    }
}

impl Facts {
    fn of(entry: Entry<'_>, verified: bool) -> Self {
        let mut facts = Self {
            key: entry.envelope.key,
            texts: entry.envelope.command.texts(),
            party: entry.envelope.actor,
            verified,
            changes: Vec::new(),
            redacted: Vec::new(),
            ballots: Vec::new(),
            sealed: Vec::new(),
        };
        entry.events.into_iter().for_each(|event| facts.learn(event));
        facts
    }

    fn learn(&mut self, event: Event) {
        match event {
            Event::BookCreated(created) => {
                self.changes.push(KeyChange::Engine(created.engine_key));
                let rows = created.registrars.into_iter();
                self.changes.extend(rows.map(|row| KeyChange::Enrolled(row.key, row.member)));
            }
            Event::KeysEnrolled(enrolled) => {
                let rows = enrolled.keys.into_iter();
                self.changes.extend(rows.map(|row| KeyChange::Enrolled(row.key, row.member)));
            }
            Event::KeyRevoked(revoked) => self.changes.push(KeyChange::Revoked(revoked.key)),
            Event::TextRedacted(redacted) => self.redacted.push(redacted.commitment),
            Event::BallotCast(ballot) => self.ballots.push(ballot),
            Event::PollSealed(sealed) => self.sealed.push(sealed),
            _ => {}
        }
    }
}
