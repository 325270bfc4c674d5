//! Silence 沉默: those who were served with a ballot and said nothing, counted with the majority of those who voted.
//!
//! Whether such a clause stands beside Civil Code art. 278 is disputed, so this count never replaces the one without it:
//! both are given, and a decision that passes by silence alone says so.

use super::admit::Admitted;
use super::count::quorum_met;
use super::heads::{Head, Heads};
use super::{OwnersFigures, OwnersVote, Weight};
use crate::{Choice, Figures, Measure, Requirement, Tally, Totals, Verdict, tally};

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
    heads: &Heads<'_>,
    admitted: &Admitted<'_>,
    requirements: &[Requirement],
    without: &Tally,
) -> SilenceCount {
    let figures = OwnersFigures::of(&without.totals);
    let followed = leading_choice(&without.totals, &[Measure::Area, Measure::Heads]);
    let mut totals = without.totals.clone();
    if let Some(choice) = followed {
        for (head, standing) in heads.iter().zip(&admitted.standing) {
            if standing.is_none() && is_served(vote, head) {
                totals.record(&head.right(), choice);
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
fn is_served(vote: &OwnersVote<'_>, head: &Head<'_>) -> bool {
    !head.name.is_empty() && vote.served.is_none_or(|served| served.contains(&*head.name))
}

/// The choice that leads every other in each of the measures: what silence follows. Measures that do not add up over rights
/// say nothing here; heads count if no other does.
pub fn leading_choice(totals: &Totals, measures: &[Measure]) -> Option<Choice> {
    let figures = |measure: &Measure| match measure {
        Measure::Heads => Some(totals.heads),
        Measure::Area => Some(totals.area_dm2),
        Measure::Households => Some(totals.households),
        Measure::Benches | Measure::Councils => None,
    };
    let mut measured: Vec<Figures> = measures.iter().filter_map(figures).collect();
    if measured.is_empty() {
        measured.push(totals.heads);
    }
    let leads = |choice: Choice, other: Choice| {
        choice == other || measured.iter().all(|figures| figures.of(choice) > figures.of(other))
    };
    let choices = [Choice::For, Choice::Against, Choice::Abstain];
    choices.into_iter().find(|choice| choices.iter().all(|other| leads(*choice, *other)))
}

fn exceeds_half(part: Weight, whole: Weight) -> bool {
    let exceeds = |part: u64, whole: u64| u128::from(part) * 2 > u128::from(whole);
    exceeds(part.area_dm2, whole.area_dm2) && exceeds(part.heads, whole.heads)
}
