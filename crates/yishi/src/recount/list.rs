//! The polls of a book at a glance.

use super::BundleBook;
use crate::failure::Failure;
use serde::Serialize;
use yishi_core::{Poll, PollId, PollSealed, RuleId, TimeMs};
use yishi_tally::Verdict;

/// A poll in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PollLine {
    /// Its id.
    pub poll: PollId,
    /// What it is about.
    pub title: String,
    /// The clause of the charter under which it is counted.
    pub rule: RuleId,
    /// The method of a choice among options; absent for a motion.
    pub method: Option<&'static str>,
    /// What it came to; absent while it is open.
    pub verdict: Option<Verdict>,
    /// How many ballots stand.
    pub ballots: usize,
    /// When it closes or closed.
    pub closes_at_ms: TimeMs,
}

/// All polls of a book in the order in which they were opened.
pub fn list(book: &BundleBook) -> Result<Vec<PollLine>, Failure> {
    book.state().polls.values().map(|poll| line(book, poll)).collect()
}

fn line(book: &BundleBook, poll: &Poll) -> Result<PollLine, Failure> {
    Ok(PollLine {
        poll: poll.id,
        title: book.title(poll)?,
        rule: poll.rule.id.clone(),
        method: poll.rule.choice.as_ref().map(|choice| choice.method.name()),
        verdict: poll.sealing().map(PollSealed::verdict),
        ballots: poll.ballots.len(),
        closes_at_ms: poll.closes_at_ms,
    })
}

impl PollLine {
    /// The poll in one line.
    pub fn words(&self) -> String {
        let Self { poll, title, rule, ballots, .. } = self;
        let kind = self.method.unwrap_or("motion");
        format!("{poll}  {}  {kind} under `{rule}`, {ballots} ballot(s): {title}", status(self.verdict))
    }
}

/// Where a poll stands, in one word or two.
pub(super) const fn status(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        None => "open",
        Some(Verdict::Passed) => "passed",
        Some(Verdict::NoQuorum) => "no quorum",
        Some(Verdict::Tied) => "tied",
        Some(Verdict::Failed) => "failed",
    }
}
