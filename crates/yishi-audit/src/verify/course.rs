//! The course through a book: puts the reports of single leaves together, in order.

use super::keys::KeyRegister;
use super::leaf::{Facts, LeafReport};
use super::place::Places;
use super::recount::Recount;
use super::texts::Texts;
use super::tiles::Tiles;
use super::{Check, Plan};
use crate::bundle::{Batch, Bundle, BundleError};
use crate::findings::Findings;
use crate::report::Summary;
use crate::trust::{Trusted, WitnessedBy};
use yishi_book::{Book, SignatureCheck};
use yishi_log::checkpoint::Checkpoint;
use yishi_log::tree::{Frontier, TreeHash};

pub(super) struct Course<'a> {
    plan: &'a Plan,
    checkpoint: Option<&'a Checkpoint>,
    /// What an earlier audit answers for.
    since: Option<&'a Checkpoint>,
    findings: &'a mut Findings,
    summary: Summary,
    places: Places,
    frontier: Frontier,
    tiles: Option<Tiles<'a>>,
    root_at_checkpoint: Option<TreeHash>,
    /// When the last entry under the checkpoint says that it was recorded, in ms since 1970.
    recorded_at_ms: u64,
    witnesses: Option<&'a WitnessedBy>,
    register: KeyRegister,
    texts: Texts,
    book: Option<Book>,
    recount: Recount,
}

/// How far the clocks of log and witnesses may be apart: as far as the writer's own clock may jump without a word.
const CLOCK_SLACK_MS: u64 = 60 * 60 * 1000;

/// What the course itself has reported before replay runs, so that nothing is reported twice.
const PLACE_CHECKS: [&str; 5] = ["leaf", "chain", "index", "origin", "time"];

impl<'a> Course<'a> {
    pub(super) fn new(
        plan: &'a Plan,
        trusted: &'a Trusted,
        since: Option<&'a Checkpoint>,
        origin: Option<&str>,
        findings: &'a mut Findings,
    ) -> Self {
        let checkpoint = trusted.checkpoint.as_ref();
        let mut course = Self {
            plan,
            checkpoint,
            since,
            findings,
            summary: Summary::of(plan),
            places: Places::new(),
            frontier: Frontier::default(),
            tiles: None,
            root_at_checkpoint: None,
            recorded_at_ms: 0,
            witnesses: trusted.witnesses.as_ref(),
            register: KeyRegister::default(),
            texts: Texts::default(),
            book: plan.has(Check::Replay).then(|| Book::new(origin.unwrap_or_default())),
            recount: Recount::default(),
        };
        course.note_root();
        course
    }

    /// The same course, which compares tiles on the way.
    pub(super) fn with_tiles(self, tiles: Option<Tiles<'a>>) -> Self {
        Self { tiles, ..self }
    }

    pub(super) const fn entries(&self) -> u64 {
        self.summary.entries
    }

    pub(super) fn batch(&mut self, batch: &Batch, reports: Vec<LeafReport>) {
        for ((position, line), report) in batch.lines().zip(reports) {
            self.entry(position, line, report);
        }
        if batch.torn {
            let last = self.summary.entries.saturating_sub(1);
            self.findings.at(last, "leaf", "the last line has no newline: the book was cut off");
        }
    }

    fn entry(&mut self, position: u64, line: &[u8], report: LeafReport) {
        self.summary.entries += 1;
        let taken_over = self.since.is_some_and(|since| position < since.size);
        self.summary.taken_over += u64::from(taken_over);
        if taken_over {
            self.places.take_over(position, &report);
        } else if self.plan.has(Check::Chain) {
            self.places.check(position, &report, self.findings);
        }
        if let Some(place) = &report.place
            && self.checkpoint.is_some_and(|checkpoint| position < checkpoint.size)
        {
            self.recorded_at_ms = self.recorded_at_ms.max(place.recorded_at_ms);
        }
        if let Some(hash) = report.tree_hash {
            self.frontier.push(hash);
            self.note_root();
            if let Some(tiles) = &mut self.tiles {
                tiles.push(hash, self.findings);
            }
            self.check_since();
        }
        report.findings.into_iter().for_each(|finding| self.findings.add(finding));
        self.summary.signatures += u64::from(report.verified);
        let facts = report.facts.map(|facts| self.learn(position, facts));
        self.replay(position, line, facts);
    }

    /// Checks the signer's key and keeps what later checks need, so that memory grows only for checks that need it.
    fn learn(&mut self, position: u64, mut facts: Facts) -> Facts {
        if self.plan.has(Check::Signatures)
            && let Some(problem) = self.register.check(&mut facts)
            && self.since.is_none_or(|since| position >= since.size)
        {
            self.findings.at(position, "key", problem);
        }
        if self.plan.has(Check::Texts) {
            self.texts.learn(position, &facts);
        }
        facts
    }

    fn replay(&mut self, position: u64, line: &[u8], facts: Option<Facts>) {
        let Some(book) = &mut self.book else { return };
        let taken_over = self.since.is_some_and(|since| position < since.size);
        let ours = |check: &str| {
            PLACE_CHECKS.contains(&check) || (check == "key" && self.plan.has(Check::Signatures))
        };
        let findings = match taken_over {
            true => book.restore(line).err().into_iter().collect(),
            false => book.replay_with(line, SignatureCheck::Done),
        };
        let findings = findings.into_iter();
        findings.filter(|finding| !ours(&finding.check)).for_each(|finding| self.findings.add(finding));
        let Some(facts) = facts else { return };
        for event in facts.polls {
            self.recount.learn(position, event, self.findings);
        }
        for sealed in &facts.sealed {
            if taken_over {
                self.recount.pass(sealed.poll);
                continue;
            }
            self.recount.seal(position, sealed, book.state(), self.findings);
        }
    }

    fn note_root(&mut self) {
        if self.checkpoint.is_some_and(|checkpoint| checkpoint.size == self.frontier.size()) {
            self.root_at_checkpoint = Some(self.frontier.root());
        }
    }

    /// Compares the entries that were taken over with those that the earlier audit has seen.
    fn check_since(&mut self) {
        let Some(since) = self.since.filter(|since| since.size == self.frontier.size()) else { return };
        let root = self.frontier.root();
        if root != since.root {
            let message = format!(
                "the first {} entries are not those of the earlier checkpoint: their root is {root}, it says {}; keep both",
                since.size, since.root
            );
            self.findings.whole("since", message);
        }
    }

    /// What can only be said at the end.
    pub(super) fn finish(mut self, bundle: &Bundle) -> Result<Summary, BundleError> {
        let entries = self.summary.entries;
        if let Some(since) = self.since.filter(|since| since.size > entries) {
            let message = format!(
                "the earlier checkpoint covers {} entries, the book ends after {entries}; keep both",
                since.size
            );
            self.findings.whole("since", message);
        }
        if self.plan.has(Check::Tree) {
            self.summary.root = Some(self.frontier.root().to_string());
            self.check_root();
        }
        self.check_witnessed_time();
        if let Some(tiles) = self.tiles.take() {
            tiles.finish(self.findings, &mut self.summary)?;
        }
        if self.plan.has(Check::Texts) {
            self.texts.check(bundle, self.findings, &mut self.summary)?;
        }
        self.summary.polls = self.recount.polls;
        Ok(self.summary)
    }

    /// What witnesses have cosigned was there when they did: no entry under the checkpoint is of a later time. The latest of their clocks counts,
    /// so that one that is slow makes no finding.
    fn check_witnessed_time(&mut self) {
        let Some(latest_s) = self.witnesses.and_then(WitnessedBy::latest_s) else { return };
        let latest_ms = latest_s.saturating_mul(1000);
        let recorded = self.recorded_at_ms;
        if recorded > latest_ms.saturating_add(CLOCK_SLACK_MS) {
            let message = format!(
                "an entry says that it was recorded at {recorded}, but its checkpoint was cosigned at {latest_ms} at the latest: the clock of the log or of the witnesses is wrong"
            );
            self.findings.whole("time", message);
        }
    }

    fn check_root(&mut self) {
        let Some(checkpoint) = self.checkpoint else { return };
        let entries = self.summary.entries;
        if entries < checkpoint.size {
            let message =
                format!("the checkpoint covers {} entries, the book ends after {entries}", checkpoint.size);
            self.findings.at(entries, "tree", message);
        } else if entries > checkpoint.size {
            let message =
                format!("the checkpoint covers {} entries only, the book has {entries}", checkpoint.size);
            self.findings.at(checkpoint.size, "tree", message);
        }
        if let Some(root) = self.root_at_checkpoint
            && root != checkpoint.root
        {
            let message = format!(
                "the root over {} entries is {root}, the checkpoint says {}",
                checkpoint.size, checkpoint.root
            );
            self.findings.whole("tree", message);
        }
    }
}
