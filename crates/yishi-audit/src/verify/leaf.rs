//! What can be said of leaves alone, on any thread: their form, hashes, signatures, and the facts that later entries need.

use super::keys::SharedKeys;
use super::{Check, Plan};
use crate::bundle::Batch;
use yishi_book::{Entry, Finding, amending_documents};
use yishi_core::{Command, Commitment, Event, MemberId, Party, PollSealed, PublicKey, TextRef};
use yishi_log::chain::ChainHash;
use yishi_log::checkpoint::Checkpoint;
use yishi_log::leaf::{Leaf, LeafError};
use yishi_log::leaf_place::LeafPlace;
use yishi_log::tree::{TreeHash, leaf_hash};

/// What is to be found out of each leaf.
pub(super) struct Task<'a> {
    plan: &'a Plan,
    /// How many entries an earlier audit answers for.
    taken_over: u64,
    origin: Option<&'a str>,
    keys: SharedKeys,
}

/// What a leaf gave.
#[derive(Default)]
pub(super) struct LeafReport {
    pub(super) chain_hash: Option<ChainHash>,
    pub(super) tree_hash: Option<TreeHash>,
    pub(super) place: Option<Position>,
    pub(super) facts: Option<Facts>,
    /// Whether signature and proofs of possession hold.
    pub(super) verified: bool,
    pub(super) findings: Vec<Finding>,
}

/// Where a leaf says that it stands in its book.
pub(super) struct Position {
    pub(super) index: u64,
    pub(super) recorded_at_ms: u64,
    pub(super) prev: ChainHash,
}

/// What an entry says that matters to checks of others.
pub(super) struct Facts {
    pub(super) key: PublicKey,
    pub(super) party: Party,
    pub(super) changes: Vec<KeyChange>,
    /// The registrars whom an entry that founds the book puts in force: one of them signs it.
    pub(super) founders: Option<Vec<(PublicKey, MemberId)>>,
    pub(super) texts: Vec<TextRef>,
    /// The command, where what it says of paragraphs has to be compared with texts.
    pub(super) amending: Option<Box<Command>>,
    pub(super) redacted: Vec<Commitment>,
    pub(super) polls: Vec<Event>,
    pub(super) sealed: Vec<PollSealed>,
}

/// A change of the keys in force, from the next entry on.
pub(super) enum KeyChange {
    Engine(PublicKey),
    Enrolled(PublicKey, MemberId),
    Revoked(PublicKey),
}

impl<'a> Task<'a> {
    pub(super) fn new(plan: &'a Plan, since: Option<&Checkpoint>, origin: Option<&'a str>) -> Self {
        let taken_over = since.map_or(0, |since| since.size);
        Self { plan, taken_over, origin, keys: SharedKeys::default() }
    }

    /// Checks all leaves of a batch, one kind of work after the other: the tables of the curve and of the hashes stay in
    /// the processor's nearest memory that way.
    pub(super) fn check(&self, batch: &Batch) -> Vec<LeafReport> {
        let mut reports: Vec<LeafReport> = batch.lines().map(|_| LeafReport::default()).collect();
        let lines = || batch.lines().map(|(_, line)| line);
        if self.plan.has(Check::Chain) {
            // The last entry that was taken over is the one to which the first of the others is chained.
            for (report, (position, line)) in reports.iter_mut().zip(batch.lines()) {
                if position.saturating_add(1) >= self.taken_over {
                    report.chain_hash = Some(ChainHash::of(line));
                }
            }
        }
        if self.plan.has(Check::Tree) || self.taken_over > 0 {
            reports.iter_mut().zip(lines()).for_each(|(report, line)| {
                report.tree_hash = Some(leaf_hash(line));
            });
        }
        if self.plan.reads_entries() {
            self.check_entries(batch, &mut reports);
        } else {
            for (report, (position, line)) in reports.iter_mut().zip(batch.lines()) {
                match place_of(line) {
                    Ok(place) => self.check_place(position, &place, report),
                    Err(error) => report.findings.push(Finding::at(position, "leaf", error.to_string())),
                }
            }
        }
        reports
    }

    fn check_entries(&self, batch: &Batch, reports: &mut [LeafReport]) {
        let parsed = reports.iter_mut().zip(batch.lines());
        let entries: Vec<Option<Entry<'_>>> =
            parsed.map(|(report, (position, line))| self.parse(position, line, report)).collect();
        let signatures = self.plan.has(Check::Signatures);
        if signatures {
            for ((report, entry), (position, _)) in reports.iter_mut().zip(&entries).zip(batch.lines()) {
                let Some(entry) = entry.as_ref().filter(|_| position >= self.taken_over) else { continue };
                let findings = entry.check_signatures(position, &self.keys);
                report.verified = findings.is_empty();
                report.findings.extend(findings);
            }
        }
        let counts_again = self.plan.has(Check::Replay);
        for (report, entry) in reports.iter_mut().zip(entries) {
            report.facts = entry.map(|entry| Facts::of(entry, counts_again));
        }
    }

    fn parse<'b>(&self, position: u64, line: &'b [u8], report: &mut LeafReport) -> Option<Entry<'b>> {
        match Entry::parse(line) {
            Ok(entry) => {
                self.check_place(position, &entry.leaf.place(), report);
                self.check_command_origin(position, &entry, report);
                Some(entry)
            }
            Err(reason) => {
                report.findings.push(Finding::at(position, "leaf", reason));
                // Command or events may be beyond us; the place is still worth comparing.
                if let Ok(leaf) = Leaf::parse(line) {
                    self.check_place(position, &leaf.place(), report);
                }
                None
            }
        }
    }

    /// A command signed for another book says nothing here, whoever put it into an entry of this one.
    fn check_command_origin(&self, position: u64, entry: &Entry<'_>, report: &mut LeafReport) {
        if let Some(origin) = self.origin
            && entry.envelope.origin != origin
        {
            let message = format!("the command is for book `{}`, not for `{origin}`", entry.envelope.origin);
            report.findings.push(Finding::at(position, "origin", message));
        }
    }

    fn check_place(&self, position: u64, place: &LeafPlace<'_>, report: &mut LeafReport) {
        if let Some(origin) = self.origin
            && place.origin != origin
        {
            let message = format!("the entry is of book `{}`, not of `{origin}`", place.origin);
            report.findings.push(Finding::at(position, "origin", message));
        }
        let LeafPlace { index, recorded_at_ms, prev, .. } = *place;
        report.place = Some(Position { index, recorded_at_ms, prev });
    }
}

/// Where a leaf stands that is hashed only. An entry of a bundle of tiles that holds a newline, and with it two entries, comes here with a zero
/// byte in its place: it is none.
fn place_of(line: &[u8]) -> Result<LeafPlace<'_>, LeafError> {
    let at_its_end = LeafPlace::read(line).filter(|_| memchr::memchr(0, line).is_none());
    at_its_end.map_or_else(|| Leaf::parse(line).map(|leaf| leaf.place()), Ok)
}

fn amending(command: &Command) -> Option<Box<Command>> {
    (!amending_documents(command).is_empty()).then(|| Box::new(command.clone()))
}

impl Facts {
    /// Ballots and sealings only where polls are counted again: they are most of what a book holds.
    fn of(entry: Entry<'_>, counts_again: bool) -> Self {
        let founds = matches!(entry.envelope.command, Command::CreateBook(_));
        let mut facts = Self {
            key: entry.envelope.key,
            texts: entry.envelope.command.texts(),
            amending: amending(&entry.envelope.command),
            party: entry.envelope.actor,
            changes: Vec::new(),
            founders: founds.then(Vec::new),
            redacted: Vec::new(),
            polls: Vec::new(),
            sealed: Vec::new(),
        };
        entry.events.into_iter().for_each(|event| facts.learn(event, counts_again));
        facts
    }

    fn learn(&mut self, event: Event, counts_again: bool) {
        match event {
            Event::BookCreated(created) => {
                self.changes.push(KeyChange::Engine(created.engine_key));
                for row in created.registrars {
                    if let Some(founders) = &mut self.founders {
                        founders.push((row.key, row.member.clone()));
                    }
                    self.changes.push(KeyChange::Enrolled(row.key, row.member));
                }
            }
            Event::KeysEnrolled(enrolled) => {
                let rows = enrolled.keys.into_iter();
                self.changes.extend(rows.map(|row| KeyChange::Enrolled(row.key, row.member)));
            }
            Event::KeyRevoked(revoked) => self.changes.push(KeyChange::Revoked(revoked.key)),
            Event::TextRedacted(redacted) => self.redacted.push(redacted.commitment),
            Event::MemberErased(erased) => self.redacted.extend(erased.texts),
            Event::BallotCast(_)
            | Event::MarksCast(_)
            | Event::SealedBallotCast(_)
            | Event::SealedBallotOpened(_)
            | Event::PaperBallotConfirmed(_)
            | Event::ServiceRecorded(_)
            | Event::ReviewerBarred(_)
            | Event::AttendanceRecorded(_)
            | Event::HearingOpened(_)
            | Event::OpeningBegan(_)
            | Event::TallySheetEntered(_)
            | Event::TallySheetConfirmed(_)
            | Event::TallySheetDisputed(_)
                if counts_again =>
            {
                self.polls.push(event);
            }
            Event::PollSealed(sealed) if counts_again => self.sealed.push(sealed),
            _ => {}
        }
    }
}
