//! Runs an import, step by step over all votes: many commands in flight, and each step waits for the one before.

use super::outcome::{Report, outcome};
use super::plan::Plan;
use super::source::Recorded;
use crate::author::{Author, Order, refused};
use crate::failure::Failure;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use indicatif::ProgressBar;
use yishi_book::Refusal;
use yishi_core::{
    Command, ConfirmTallySheet, DraftProposal, EnterTallySheet, FinishTallySheets, MatterId, OpenPoll,
    PollId, PollScope, ProposalId, ScreenSubmission, SubmissionId, Submit, TimeMs,
};
use yishi_engine::{Clock, Engine, SubmitError, Text};

/// Commands in flight: enough to fill the writer's batches, fewer than its queue takes.
const IN_FLIGHT: usize = 256;

/// How long a poll waits for its sheets when an import is broken off and goes on later.
const OPEN_FOR_MS: u64 = 30 * 24 * 60 * 60 * 1000;

/// Brings planned votes into a book.
pub struct Importer<'a> {
    /// The book.
    pub engine: &'a Engine,
    /// Convenes: screens, drafts, opens and closes.
    pub chancellor: &'a Author,
    /// Hands in and enters sheets.
    pub first: &'a Author,
    /// Confirms sheets.
    pub second: &'a Author,
    /// What is brought in.
    pub plan: &'a Plan<'a>,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Told about every command.
    pub progress: &'a ProgressBar,
}

/// A command on a vote, and who signs it.
struct Act<'a> {
    vote: &'a Recorded,
    author: &'a Author,
    section: String,
    command: Command,
    texts: Vec<Text>,
}

/// The entries of one step, in the order of the votes, and how many of them are new.
struct Step {
    indices: Vec<u64>,
    new: u64,
}

impl Importer<'_> {
    /// How many commands an import takes.
    pub fn steps(votes: &[Recorded]) -> usize {
        let sheets = |vote: &Recorded| vote.cantons.len().saturating_add(1).saturating_mul(2);
        votes.iter().map(|vote| sheets(vote).saturating_add(5)).sum()
    }

    /// Brings everything in and reads what came out. A vote that stands already is left as it is.
    pub async fn run(&self) -> Result<Report, Failure> {
        let mut report = Report::new(self.plan.source);
        let votes = &self.plan.source.votes;
        let handed_in = self.each(votes.iter().map(|vote| self.hand_in(vote))).await?;
        report.brought_in = handed_in.new;
        report.already = u64::try_from(votes.len()).unwrap_or(u64::MAX).saturating_sub(handed_in.new);
        let along = |step: Step| votes.iter().zip(step.indices);
        let accepted = self.each(along(handed_in).map(|(vote, at)| self.accept(vote, at))).await?;
        let drafted = self.each(along(accepted).map(|(vote, at)| self.draft(vote, at))).await?;
        let opened = self.each(along(drafted).map(|(vote, at)| self.open(vote, at))).await?;
        let polls: Vec<PollId> = opened.indices.into_iter().map(PollId::first).collect();
        self.sheets(&polls, |poll, section, totals| {
            EnterTallySheet { poll, section, totals, evidence: None }.into()
        })
        .await?;
        self.sheets(&polls, |poll, section, totals| ConfirmTallySheet { poll, section, totals }.into())
            .await?;
        self.each(votes.iter().zip(&polls).map(|(vote, poll)| Ok(self.finish(vote, *poll)))).await?;
        let version = self.engine.version();
        for (vote, poll) in votes.iter().zip(&polls) {
            let poll = version.state.poll(poll).map_err(|gone| Failure::Refused(gone.to_string()))?;
            report.add(outcome(vote, poll)?);
        }
        report.entries = version.size;
        Ok(report)
    }

    fn hand_in<'a>(&'a self, vote: &'a Recorded) -> Result<Act<'a>, Failure> {
        let (text, words) = self.plan.handed_in(vote);
        let submit = Submit::new(self.plan.place.clone(), text);
        Ok(self.act(vote, self.first, submit, vec![words]))
    }

    fn accept<'a>(&'a self, vote: &'a Recorded, at: u64) -> Result<Act<'a>, Failure> {
        let screening = self.plan.screening(vote)?;
        let command = ScreenSubmission { submission: SubmissionId::first(at), screening };
        Ok(self.act(vote, self.chancellor, command, vec![self.plan.question(vote).1]))
    }

    fn draft<'a>(&'a self, vote: &'a Recorded, at: u64) -> Result<Act<'a>, Failure> {
        let (document, words) = self.plan.question(vote);
        let command = DraftProposal { matter: MatterId::first(at), document };
        Ok(self.act(vote, self.chancellor, command, vec![words]))
    }

    fn open<'a>(&'a self, vote: &'a Recorded, at: u64) -> Result<Act<'a>, Failure> {
        let command = OpenPoll {
            proposal: ProposalId::first(at),
            document: self.plan.question(vote).0,
            rule: self.plan.rule(vote)?,
            scope: PollScope::Council,
            closes_at_ms: TimeMs(self.clock.now().0.saturating_add(OPEN_FOR_MS)),
            options: Vec::new(),
            budget_fen: None,
            meeting: None,
            recall: None,
        };
        Ok(self.act(vote, self.chancellor, command, vec![]))
    }

    /// One reading of all sheets: the first witness enters them, the second confirms what they read.
    async fn sheets(
        &self,
        polls: &[PollId],
        command: impl Fn(PollId, yishi_core::CouncilId, yishi_core::SheetTotals) -> Command,
    ) -> Result<(), Failure> {
        let mut acts = Vec::new();
        for (vote, poll) in self.plan.source.votes.iter().zip(polls) {
            for (section, totals) in self.plan.sheets(vote)? {
                let name = section.to_string();
                let command = command(*poll, section, totals);
                let author =
                    if matches!(command, Command::EnterTallySheet(_)) { self.first } else { self.second };
                acts.push(Ok(Act { section: name, ..self.act(vote, author, command, vec![]) }));
            }
        }
        self.each(acts.into_iter()).await.map(|_| ())
    }

    fn finish<'a>(&'a self, vote: &'a Recorded, poll: PollId) -> Act<'a> {
        self.act(vote, self.chancellor, FinishTallySheets { poll }, vec![])
    }

    fn act<'a>(
        &self,
        vote: &'a Recorded,
        author: &'a Author,
        command: impl Into<Command>,
        texts: Vec<Text>,
    ) -> Act<'a> {
        Act { vote, author, section: String::new(), command: command.into(), texts }
    }

    async fn each<'a>(&self, acts: impl Iterator<Item = Result<Act<'a>, Failure>>) -> Result<Step, Failure> {
        let sending = acts.map(|act| async move { self.send(act?).await });
        let mut done = stream::iter(sending).buffered(IN_FLIGHT);
        let mut step = Step { indices: Vec::new(), new: 0 };
        while let Some((index, is_new)) = done.try_next().await? {
            step.indices.push(index);
            step.new = step.new.saturating_add(u64::from(is_new));
            self.progress.inc(1);
        }
        Ok(step)
    }

    /// The entry of the command, and whether this import made it.
    async fn send(&self, act: Act<'_>) -> Result<(u64, bool), Failure> {
        let kind = act.command.kind();
        let nonce = self.plan.nonce(act.vote, kind, &act.section);
        let order = Order { command: act.command, assistance: None, now: self.clock.now() };
        let signed = act.author.sign(self.engine.origin(), &self.engine.version(), order, nonce)?;
        match self.engine.submit(signed, act.texts).await {
            Ok(accepted) => Ok((accepted.index, !accepted.replayed)),
            Err(SubmitError::Refused(Refusal::NonceConflict { index })) => Ok((index, false)),
            Err(error) => Err(refused(kind, &error)),
        }
    }
}
