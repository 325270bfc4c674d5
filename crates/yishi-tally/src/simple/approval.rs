//! Approval 赞成票: every ballot names any number of options, the most approvals win.

use super::one_seat;
use super::sums::Sums;
use crate::{Ballot, CountError, Marks, OptionId, Options, Outcome, TieRule};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The options with the most approvals win.
///
/// Counts ballots with a set or one option; a ranking approves of every option that it ranks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// How many places are filled; 1 unless said.
    #[serde(default = "one_seat")]
    pub seats: u32,
    /// How many options a ballot may name; one that names more counts for none. Any number unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_marks: Option<u32>,
    /// What decides among equals; the count stops unless said.
    #[serde(default)]
    pub tie: TieRule,
}

impl Default for Approval {
    fn default() -> Self {
        Self { seats: one_seat(), most_marks: None, tie: TieRule::Stop }
    }
}

/// Counts approvals.
pub(crate) fn approval(
    method: &Approval,
    options: &Options,
    ballots: &[Ballot],
) -> Result<Outcome, CountError> {
    let sums = add_up(method.most_marks, options, ballots)?;
    Ok(sums.fill(method.seats, &method.tie, |_| true))
}

/// Adds up the approvals of valid ballots; the others are blank.
pub(super) fn add_up<'a>(
    most_marks: Option<u32>,
    options: &'a Options,
    ballots: &[Ballot],
) -> Result<Sums<'a>, CountError> {
    let mut sums = Sums::new(options);
    for (place, ballot) in ballots.iter().enumerate() {
        let approved = approved(place, &ballot.marks)?;
        let too_many =
            most_marks.is_some_and(|most| u64::try_from(approved.len()).is_ok_and(|n| n > most.into()));
        let mut counted = false;
        for option in approved.iter().filter(|_| !too_many) {
            counted |= sums.add(option, ballot.weight)?;
        }
        if !counted {
            sums.add_blank(ballot.weight)?;
        }
    }
    Ok(sums)
}

fn approved(ballot: usize, marks: &Marks) -> Result<BTreeSet<&OptionId>, CountError> {
    match marks {
        Marks::One(_) | Marks::Set(_) | Marks::Ranking(_) => Ok(marks.options().collect()),
        Marks::Scores(_) | Marks::Reviews(_) => {
            Err(CountError::WrongMarks { ballot, expected: "set", found: marks.kind() })
        }
    }
}
