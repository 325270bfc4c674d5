//! Runs an import: roll, timeline, screening; many commands in flight, their order kept.

use super::plan::{Plan, Step};
use super::source::Vote;
use crate::author::{Author, Order, refused};
use crate::failure::Failure;
use crate::roll;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use indicatif::ProgressBar;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use yishi_book::{Nonce, Refusal, SignedCommand};
use yishi_core::{
    AreaDm2, Assistance, Command, Commitment, ImportRollPart, RollRow, ScreenSubmission, SealRoll, State,
    Submission, SubmissionId, SubmissionStatus, Submit, TakeStance, roll_digest,
};
use yishi_engine::{Clock, Engine, SubmitError, Text};

/// Commands in flight: enough to fill the writer's batches, fewer than its queue takes.
const IN_FLIGHT: usize = 256;

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// SHA-256 of the source.
    pub source: String,
    /// Participants on the roll.
    pub members: u64,
    /// Comments brought in.
    pub submissions: u64,
    /// Votes brought in.
    pub stances: u64,
    /// Submissions accepted and routed.
    pub accepted: u64,
    /// Submissions returned.
    pub returned: u64,
    /// Rows that an earlier import had done already.
    pub already: u64,
}

/// Brings a planned import into a book.
pub struct Importer<'a> {
    /// The book.
    pub engine: &'a Engine,
    /// Who signs.
    pub clerk: &'a Author,
    /// What is brought in.
    pub plan: &'a Plan<'a>,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Told about every row.
    pub progress: &'a ProgressBar,
}

/// A submission's id and text, by the comment's number.
type Submissions = BTreeMap<u64, (SubmissionId, Commitment)>;

/// Whether a command made an entry, and which entry holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Done {
    Now(u64),
    Before(u64),
}

impl Done {
    const fn index(self) -> u64 {
        match self {
            Self::Now(index) | Self::Before(index) => index,
        }
    }
}

impl Importer<'_> {
    /// Brings everything in. A row that stands already is left as it is.
    pub async fn run(&self) -> Result<Report, Failure> {
        let mut report = Report { source: hex::encode(self.plan.source.hash), ..Report::default() };
        self.roll(&mut report).await?;
        let submissions = self.timeline(&mut report).await?;
        self.screen(&submissions, &mut report).await?;
        Ok(report)
    }

    async fn roll(&self, report: &mut Report) -> Result<(), Failure> {
        let rows = self.plan.rows()?;
        let import = self.plan.roll_import()?;
        report.members = count(rows.len());
        let version = self.engine.version();
        if version.state.roll.sealed.contains_key(&import) {
            return self.check_same_clerk(&rows, &version.state);
        }
        for (number, rows) in (1..).zip(roll::parts(&rows)) {
            let part = ImportRollPart { import: import.clone(), part: number, rows };
            self.send(part.into(), None, self.plan.nonce("roll", u64::from(number)), vec![]).await?;
        }
        let root = roll_digest(&rows);
        let seal = SealRoll { import, rows: count(rows.len()), area_dm2: AreaDm2(0), root };
        self.send(seal.into(), None, self.plan.nonce("seal", 0), vec![]).await?;
        Ok(())
    }

    /// Another clerk's key would derive other members and nonces, and bring everything in a second time.
    fn check_same_clerk(&self, rows: &[RollRow], state: &State) -> Result<(), Failure> {
        match rows.first() {
            Some(RollRow::Member { id, .. }) if !state.roll.members.contains_key(id) => {
                Err(Failure::Refused(
                    "this source was brought into the book with another clerk's key; use that key to go on"
                        .into(),
                ))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Comments one by one, since votes name them; the votes between two comments many at once.
    async fn timeline(&self, report: &mut Report) -> Result<Submissions, Failure> {
        let mut submissions = Submissions::new();
        let mut votes: Vec<&Vote> = Vec::new();
        for step in self.plan.timeline() {
            match step {
                Step::Vote(vote) => votes.push(vote),
                Step::Comment(comment) => {
                    self.stances(&votes, &submissions, report).await?;
                    votes.clear();
                    let (text, words) = self.plan.comment_text(comment);
                    let submit = Submit {
                        occurred_at_ms: Some(comment.at),
                        ..Submit::new(self.plan.council.clone(), text)
                    };
                    let nonce = self.plan.nonce("comment", comment.number);
                    let assistance = self.plan.assistance(comment.author)?;
                    let texts = vec![words, self.plan.evidence_text()];
                    let done = self.send(submit.into(), Some(assistance), nonce, texts).await?;
                    submissions.insert(comment.number, (SubmissionId::first(done.index()), text));
                    note(done, &mut report.submissions, &mut report.already);
                    self.progress.inc(1);
                }
            }
        }
        self.stances(&votes, &submissions, report).await?;
        Ok(submissions)
    }

    async fn stances(
        &self,
        votes: &[&Vote],
        submissions: &Submissions,
        report: &mut Report,
    ) -> Result<(), Failure> {
        let sending = votes.iter().map(|vote| self.stance(vote, submissions));
        let mut done = stream::iter(sending).buffered(IN_FLIGHT);
        while let Some(done) = done.try_next().await? {
            note(done, &mut report.stances, &mut report.already);
            self.progress.inc(1);
        }
        Ok(())
    }

    async fn stance(&self, vote: &Vote, submissions: &Submissions) -> Result<Done, Failure> {
        let Some((submission, text)) = submissions.get(&vote.comment).copied() else {
            return Err(Failure::Refused(format!(
                "votes.csv, row {}: the vote is older than comment {}",
                vote.row, vote.comment
            )));
        };
        let command = TakeStance { submission, text, stance: vote.stance, occurred_at_ms: Some(vote.at) };
        let assistance = self.plan.assistance(vote.voter)?;
        self.send(command.into(), Some(assistance), self.plan.nonce("vote", vote.row), vec![]).await
    }

    async fn screen(&self, submissions: &Submissions, report: &mut Report) -> Result<(), Failure> {
        for comment in &self.plan.source.comments {
            let Some((submission, _)) = submissions.get(&comment.number).copied() else { continue };
            let version = self.engine.version();
            if is_screened(version.state.submissions.get(&submission)) {
                report.already = report.already.saturating_add(1);
                self.progress.inc(1);
                continue;
            }
            let (screening, texts) = self.plan.screening(comment);
            let command = ScreenSubmission { submission, screening };
            let done =
                self.send(command.into(), None, self.plan.nonce("screening", comment.number), texts).await?;
            let counter = if comment.rejected { &mut report.returned } else { &mut report.accepted };
            note(done, counter, &mut report.already);
            self.progress.inc(1);
        }
        Ok(())
    }

    async fn send(
        &self,
        command: Command,
        assistance: Option<Assistance>,
        nonce: Nonce,
        texts: Vec<Text>,
    ) -> Result<Done, Failure> {
        let kind = command.kind();
        let order = Order { command, assistance, now: self.clock.now() };
        let signed: SignedCommand =
            self.clerk.sign(self.engine.origin(), &self.engine.version(), order, nonce)?;
        match self.engine.submit(signed, texts).await {
            Ok(accepted) if accepted.replayed => Ok(Done::Before(accepted.index)),
            Ok(accepted) => Ok(Done::Now(accepted.index)),
            Err(SubmitError::Refused(Refusal::NonceConflict { index })) => Ok(Done::Before(index)),
            Err(error) => Err(refused(kind, &error)),
        }
    }
}

fn is_screened(submission: Option<&Arc<Submission>>) -> bool {
    submission.is_some_and(|submission| submission.status != SubmissionStatus::Received)
}

fn note(done: Done, counter: &mut u64, already: &mut u64) {
    let counter = if matches!(done, Done::Now(_)) { counter } else { already };
    *counter = counter.saturating_add(1);
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
