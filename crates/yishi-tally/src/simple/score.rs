//! Score 打分: every ballot scores the options, the highest sum wins.

use super::one_seat;
use super::sums::Sums;
use crate::{Ballot, CountError, InvalidMethod, Marks, Options, Outcome, TieRule};
use serde::{Deserialize, Serialize};

/// The options with the highest sum of scores win; an option that a ballot does not score has 0 from it.
///
/// A ballot with a score above the highest counts for nothing at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// How many places are filled; 1 unless said.
    #[serde(default = "one_seat")]
    pub seats: u32,
    /// The highest score; 10 unless said.
    #[serde(default = "ten")]
    pub highest: u64,
    /// What decides among equals; the count stops unless said.
    #[serde(default)]
    pub tie: TieRule,
}

impl Default for Score {
    fn default() -> Self {
        Self { seats: one_seat(), highest: ten(), tie: TieRule::Stop }
    }
}

const fn ten() -> u64 {
    10
}

impl Score {
    pub(crate) const fn check(&self) -> Result<(), InvalidMethod> {
        if self.highest == 0 {
            return Err(InvalidMethod::OutOfRange {
                parameter: "highest",
                value: 0,
                least: 1,
                most: u64::MAX,
            });
        }
        Ok(())
    }
}

/// Counts scores.
pub(crate) fn score(method: &Score, options: &Options, ballots: &[Ballot]) -> Result<Outcome, CountError> {
    let mut sums = Sums::new(options);
    for (ballot, Ballot { marks, weight }) in ballots.iter().enumerate() {
        let Marks::Scores(scores) = marks else {
            return Err(CountError::WrongMarks { ballot, expected: "scores", found: marks.kind() });
        };
        if scores.is_empty() || scores.values().any(|score| *score > method.highest) {
            sums.add_blank(*weight)?;
            continue;
        }
        for (option, score) in scores {
            sums.add(option, score.checked_mul(*weight).ok_or(CountError::TooManyVotes)?)?;
        }
    }
    Ok(sums.fill(method.seats, &method.tie, |_| true))
}
