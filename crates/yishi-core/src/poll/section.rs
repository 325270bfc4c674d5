//! What ballots add up to: running totals of the poll, and of each section where sections decide together by ballots.
//!
//! Sections that report on tally sheets are left to `poll/sheet`.

use super::*;
use yishi_tally::{Requirement, RightId, Verdict, VotingRight, tally};

/// As what a ballot counts in the totals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counts {
    As(Choice),
    Invalid,
    Nothing,
}

impl BallotContent {
    /// Marks take part like a vote for something, a blank ballot abstains; what is sealed or invalid says nothing.
    pub fn participation(&self) -> Option<Choice> {
        match self {
            Self::Choice(choice) => Some(*choice),
            Self::Marks(marks) if marks.options().next().is_none() => Some(Choice::Abstain),
            Self::Marks(_) => Some(Choice::For),
            Self::Invalid | Self::Sealed(_) => None,
        }
    }
}

impl DecisionClause {
    /// What a section has to meet: its own requirements, or those of all sections where it has none.
    pub(crate) fn requirements_of<'a>(&'a self, section: &'a SectionClause) -> &'a [Requirement] {
        if section.requirements.is_empty() { &self.section_requirements } else { &section.requirements }
    }
}

impl Poll {
    /// Whether its sections decide by ballots.
    pub fn has_voting_sections(&self) -> bool {
        self.rule.counting == Counting::Ballots && !self.rule.sections.is_empty()
    }

    pub(super) fn count_in(&mut self, found: &FrozenRight, content: &BallotContent) {
        let counts = self.counts(content);
        self.each_totals(found, |totals| match counts {
            Counts::As(choice) => totals.record(&found.right, choice),
            Counts::Invalid => totals.record_invalid(&found.right),
            Counts::Nothing => {}
        });
    }

    pub(super) fn count_out(&mut self, found: &FrozenRight, content: &BallotContent) {
        let counts = self.counts(content);
        self.each_totals(found, |totals| match counts {
            Counts::As(choice) => totals.withdraw(&found.right, choice),
            Counts::Invalid => totals.withdraw_invalid(&found.right),
            Counts::Nothing => {}
        });
    }

    fn counts(&self, content: &BallotContent) -> Counts {
        match (content.participation(), content) {
            (Some(choice), _) => Counts::As(choice),
            (None, BallotContent::Invalid) if self.rule.procedure.invalid_participates => Counts::Invalid,
            (None, _) => Counts::Nothing,
        }
    }

    /// The totals in which a right counts: the poll's, and its section's.
    pub(super) fn each_totals(&mut self, found: &FrozenRight, apply: impl Fn(&mut Totals)) {
        apply(&mut self.totals);
        if let Some(section) = &found.section
            && let Some(totals) = self.section_totals.get_mut(section)
        {
            apply(totals);
        }
    }

    /// The same poll without any ballot: its roll, and who is present.
    fn uncounted(&self) -> Self {
        let mut poll = self.clone();
        (poll.totals, poll.section_totals) = roll_totals(&poll.rule, &poll.roll);
        for right in &self.present {
            if let Some(found) = self.roll.rights.get(right) {
                poll.each_totals(found, |totals| totals.attend(&found.right));
            }
        }
        poll
    }

    /// The same poll with everything counted again from the beginning.
    pub(super) fn recounted(&self) -> Self {
        let mut poll = self.uncounted();
        if self.rule.counting == Counting::Sheets {
            poll.totals = self.recount_sheets();
            return poll;
        }
        for (id, ballot) in &self.ballots {
            if let Some(found) = self.roll.rights.get(id) {
                poll.count_in(found, &ballot.content);
            }
        }
        poll
    }

    /// The totals, counted from the beginning; without the votes of sections that decide by ballots.
    pub fn recount(&self) -> Totals {
        match self.status {
            PollStatus::Open | PollStatus::Opening { .. } => self.recounted().totals,
            PollStatus::Sealed { .. } => self.for_sealing().totals,
        }
    }

    /// The totals as they stand, with the vote of each section as it stands.
    pub fn counted(&self) -> Totals {
        let mut totals = self.totals.clone();
        for section in self.section_results() {
            if let (Some(right), Some(vote)) =
                (self.section_right(&section.council), vote(section.tally.verdict))
            {
                totals.record(&right, vote);
            }
        }
        totals
    }

    /// How the sections that decide by ballots stand.
    pub fn section_results(&self) -> Vec<SectionResult> {
        if !self.has_voting_sections() {
            return Vec::new();
        }
        let result = |section: &SectionClause| {
            let totals = self.section_totals.get(&section.council).cloned().unwrap_or_default();
            let tally = tally(self.rule.requirements_of(section), &totals);
            SectionResult { council: section.council.clone(), tally }
        };
        self.rule.sections.iter().map(result).collect()
    }

    fn section_right(&self, council: &CouncilId) -> Option<VotingRight> {
        let section = self.rule.sections.iter().find(|section| section.council == *council)?;
        Some(section_right(section))
    }
}

/// A section's vote: one that decided nothing has none.
fn vote(verdict: Verdict) -> Option<Choice> {
    match verdict {
        Verdict::Passed => Some(Choice::For),
        Verdict::Failed => Some(Choice::Against),
        Verdict::Tied => Some(Choice::Abstain),
        Verdict::NoQuorum => None,
    }
}

/// The vote of a section as a right: what it weighs in the measure `councils`.
pub(super) fn section_right(section: &SectionClause) -> VotingRight {
    VotingRight {
        id: RightId(section.council.shared()),
        council_halves: section.vote.halves(),
        ..VotingRight::default()
    }
}

/// The totals of a roll before any ballot: of the poll, and of each section that decides by ballots.
pub(super) fn roll_totals(rule: &DecisionClause, roll: &FrozenRoll) -> (Totals, OrdMap<CouncilId, Totals>) {
    let rights = || roll.rights.values().map(|found| &**found);
    if rule.counting == Counting::Sheets || rule.sections.is_empty() {
        return (Totals::of_roll(rights().map(|found| &found.right)), OrdMap::new());
    }
    let votes: Vec<VotingRight> = rule.sections.iter().map(section_right).collect();
    let totals = Totals::of_roll(rights().map(|found| &found.right).chain(&votes));
    let of_section = |section: &SectionClause| {
        let own = rights().filter(|found| found.section.as_ref() == Some(&section.council));
        (section.council.clone(), Totals::of_roll(own.map(|found| &found.right)))
    };
    (totals, rule.sections.iter().map(of_section).collect())
}
