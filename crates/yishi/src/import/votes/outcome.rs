//! What came out, for people and for programs.

use super::source::{Official, Recorded, Source};
use crate::failure::Failure;
use serde::Serialize;
use yishi_core::{Poll, PollId, PollStatus};
use yishi_tally::{Measure, Verdict};

/// What an import did, and what each vote came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// SHA-256 of the file.
    pub source: String,
    /// Votes that this import brought in.
    pub brought_in: u64,
    /// Votes that an earlier import had brought in.
    pub already: u64,
    /// Entries in the book.
    pub entries: u64,
    /// Votes whose count differs from what the source says; those without a word of the source differ from nothing.
    pub differing: u64,
    /// The votes in the order of the file.
    pub votes: Vec<VoteOutcome>,
}

/// What one vote came to, as the book counted it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VoteOutcome {
    /// Its number in the source.
    pub anr: String,
    /// Its day.
    pub date: String,
    /// Its title.
    pub title: String,
    /// The poll that counted it.
    pub poll: PollId,
    /// Whether more people were for than against.
    pub people: bool,
    /// Whether the votes of the sections sufficed; absent where they do not decide.
    pub cantons: Option<bool>,
    /// Whether it was accepted.
    pub accepted: bool,
    /// The verdict of the rule.
    pub verdict: Verdict,
    /// People for.
    pub people_for: u64,
    /// People against.
    pub people_against: u64,
    /// Sections' votes for, e.g. `16.5`; absent where no section reported.
    pub cantons_for: Option<String>,
    /// All sections' votes.
    pub cantons_of: Option<String>,
    /// Whether the source says the same; absent where it says nothing.
    pub as_official: Option<bool>,
    /// Sections of which the source says otherwise than their own figures.
    pub sections_recorded_otherwise: Vec<String>,
}

impl Report {
    pub(super) fn new(source: &Source) -> Self {
        let votes = Vec::with_capacity(source.votes.len());
        let source = hex::encode(source.hash);
        Self { source, brought_in: 0, already: 0, entries: 0, differing: 0, votes }
    }

    pub(super) fn add(&mut self, outcome: VoteOutcome) {
        if outcome.as_official == Some(false) {
            self.differing = self.differing.saturating_add(1);
        }
        self.votes.push(outcome);
    }

    /// A line of the table for people.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        let heading = format!(
            "{:<8} {:<11} {:>11} {:>11}  {:<7} {:>11}  {:<8} {:<9} {}",
            "anr", "date", "for", "against", "people", "sections", "sections", "verdict", "title"
        );
        std::iter::once(heading).chain(self.votes.iter().map(VoteOutcome::line))
    }
}

impl VoteOutcome {
    fn line(&self) -> String {
        let word = |yes: bool| if yes { "yes" } else { "no" };
        let halves = match (&self.cantons_for, &self.cantons_of) {
            (Some(for_), Some(of)) => format!("{for_}/{of}"),
            _ => "–".to_owned(),
        };
        format!(
            "{:<8} {:<11} {:>11} {:>11}  {:<7} {:>11}  {:<8} {:<9} {}{}",
            self.anr,
            self.date,
            self.people_for,
            self.people_against,
            word(self.people),
            halves,
            self.cantons.map_or("–", word),
            if self.accepted { "accepted" } else { "rejected" },
            self.title,
            if self.as_official == Some(false) { "  (the source says otherwise)" } else { "" },
        )
    }
}

/// Reads what a sealed poll came to.
pub(super) fn outcome(vote: &Recorded, poll: &Poll) -> Result<VoteOutcome, Failure> {
    let PollStatus::Sealed { sealing } = &poll.status else {
        return Err(Failure::Refused(format!("`{}`, vote {}, is not counted yet", poll.id, vote.anr)));
    };
    let tally = &sealing.tally;
    let met = |measure: Measure| {
        let mut outcomes = tally.requirements.iter().filter(|it| it.requirement.measure == measure);
        outcomes.next().map(|outcome| outcome.met)
    };
    let (people, cantons) = (met(Measure::Heads).unwrap_or_default(), met(Measure::Councils));
    let accepted = tally.verdict == Verdict::Passed;
    let reported = tally.totals.council_halves.entitled > 0;
    let votes = |halves: u64| reported.then(|| in_votes(halves));
    Ok(VoteOutcome {
        anr: vote.anr.clone(),
        date: vote.date.clone(),
        title: vote.title.clone(),
        poll: poll.id,
        people,
        cantons,
        accepted,
        verdict: tally.verdict,
        people_for: tally.totals.heads.for_,
        people_against: tally.totals.heads.against,
        cantons_for: votes(tally.totals.council_halves.for_),
        cantons_of: votes(tally.totals.council_halves.entitled),
        as_official: vote.official.map(|official| official.is(people, cantons, accepted)),
        sections_recorded_otherwise: recorded_otherwise(vote),
    })
}

/// Halves as votes: 33 halves are `16.5`.
fn in_votes(halves: u64) -> String {
    if halves.is_multiple_of(2) { (halves / 2).to_string() } else { format!("{}.5", halves / 2) }
}

impl Official {
    fn is(self, people: bool, cantons: Option<bool>, accepted: bool) -> bool {
        self.people.is_none_or(|said| said == people)
            && (self.cantons.is_none() || cantons.is_none() || self.cantons == cantons)
            && self.accepted.is_none_or(|said| said == accepted)
    }
}

fn recorded_otherwise(vote: &Recorded) -> Vec<String> {
    let differs = |section: &&super::Section| {
        section.accepted.is_some_and(|accepted| accepted != (section.yes > section.no))
    };
    vote.cantons.iter().filter(differs).map(|section| section.canton.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_told_as_votes() {
        assert_eq!([0, 1, 2, 33, 46].map(in_votes), ["0", "0.5", "1", "16.5", "23"]);
    }
}
