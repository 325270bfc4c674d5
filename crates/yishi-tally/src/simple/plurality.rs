//! Plurality 得票最多者当选: the most first marks.

use super::one_seat;
use super::sums::Sums;
use crate::{Ballot, CountError, Marks, OptionId, Options, Outcome, TieRule};
use serde::{Deserialize, Serialize};

/// The options with the most first marks win.
///
/// Counts ballots with one option, and of rankings the first rank that is not skipped; several options there count for
/// none of them, and neither does a withdrawn option.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plurality {
    /// How many places are filled; 1 unless said.
    #[serde(default = "one_seat")]
    pub seats: u32,
    /// What decides among equals; the count stops unless said.
    #[serde(default)]
    pub tie: TieRule,
}

impl Default for Plurality {
    fn default() -> Self {
        Self { seats: one_seat(), tie: TieRule::Stop }
    }
}

/// Counts by plurality.
pub(crate) fn plurality(
    method: &Plurality,
    options: &Options,
    ballots: &[Ballot],
) -> Result<Outcome, CountError> {
    let mut sums = Sums::new(options);
    for (place, ballot) in ballots.iter().enumerate() {
        let counted = match first(place, &ballot.marks)? {
            Some(option) => sums.add(option, ballot.weight)?,
            None => false,
        };
        if !counted {
            sums.add_blank(ballot.weight)?;
        }
    }
    Ok(sums.fill(method.seats, &method.tie, |_| true))
}

fn first(ballot: usize, marks: &Marks) -> Result<Option<&OptionId>, CountError> {
    match marks {
        Marks::One(option) => Ok(Some(option)),
        Marks::Ranking(ranks) => Ok(match ranks.iter().find(|rank| !rank.is_empty()).map(Vec::as_slice) {
            Some([option]) => Some(option),
            _ => None,
        }),
        Marks::Set(_) | Marks::Scores(_) | Marks::Reviews(_) => {
            Err(CountError::WrongMarks { ballot, expected: "one or ranking", found: marks.kind() })
        }
    }
}
