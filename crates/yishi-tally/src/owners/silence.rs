//! Silence 沉默: those who were served with a ballot and said nothing, counted with the majority of those who voted.
//!
//! Whether such a clause stands beside Civil Code art. 278 is disputed, so this count never replaces the one without it:
//! both are given, and a decision that passes by silence alone says so.

use super::admit::Admitted;
use super::count::quorum_met;
use super::heads::{Head, Heads};
use super::{OwnersFigures, OwnersVote, Weight};
use crate::{Choice, Requirement, Tally, Verdict, tally};

/// The count with those who said nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SilenceCount {
    /// What the majority of those who voted chose, by area and by heads; absent when no choice leads in both.
    pub followed: Option<Choice>,
    /// Whether every quorum is met.
    pub quorum: bool,
    /// Whether every requirement is met.
    pub passed: bool,
    /// Whether it passes only because silence counts.
    pub passed_only_by_silence: bool,
    /// Whether the majority that silence follows is itself more than half of all area and of all heads: the floor that the
    /// rules of 2009 of one province set.
    pub floor_met: bool,
    /// The count with its trace.
    pub tally: Tally,
}

/// Adds the silent to the majority of those who voted.
pub(super) fn with_silence(
    vote: &OwnersVote<'_>,
    heads: &Heads,
    admitted: &Admitted<'_>,
    requirements: &[Requirement],
    without: &Tally,
) -> SilenceCount {
    let figures = OwnersFigures::of(&without.totals);
    let followed = majority(&figures);
    let mut totals = without.totals.clone();
    if let Some(choice) = followed {
        for ((_, head), standing) in heads.iter().zip(&admitted.standing) {
            if standing.is_none() && is_served(vote, head) {
                totals.record(&head.right, choice);
            }
        }
    }
    let tally = tally(requirements, &totals);
    let passed = tally.verdict == Verdict::Passed;
    SilenceCount {
        followed,
        quorum: quorum_met(&tally),
        passed,
        passed_only_by_silence: passed && without.verdict != Verdict::Passed,
        floor_met: followed.is_some_and(|choice| exceeds_half(figures.of_choice(choice), figures.total)),
        tally,
    }
}

/// Silence means something only where the ballot was served, and only from somebody who could have spoken.
fn is_served(vote: &OwnersVote<'_>, head: &Head) -> bool {
    let somebody = !head.right.id.0.is_empty();
    somebody && vote.served.is_none_or(|served| served.contains(&head.right.id.0))
}

/// The choice that leads every other both by area and by heads.
fn majority(figures: &OwnersFigures) -> Option<Choice> {
    let leads = |choice: Choice, other: Choice| {
        let (mine, theirs) = (figures.of_choice(choice), figures.of_choice(other));
        choice == other || (mine.area_dm2 > theirs.area_dm2 && mine.heads > theirs.heads)
    };
    let choices = [Choice::For, Choice::Against, Choice::Abstain];
    choices.into_iter().find(|choice| choices.iter().all(|other| leads(*choice, *other)))
}

fn exceeds_half(part: Weight, whole: Weight) -> bool {
    let exceeds = |part: u64, whole: u64| u128::from(part) * 2 > u128::from(whole);
    exceeds(part.area_dm2, whole.area_dm2) && exceeds(part.heads, whole.heads)
}
