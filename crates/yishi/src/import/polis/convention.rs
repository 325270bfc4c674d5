//! What the sign of a vote means. Exports of Polis differ: in its database −1 agrees, in its published exports 1 does.
//! The source itself decides: `agrees` and `disagrees` of every comment must equal the votes counted by sign.

use super::source::{Comment, RawVote};
use std::collections::BTreeMap;

/// The meaning of the signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// 1 agrees, −1 disagrees.
    PlusAgrees,
    /// −1 agrees, 1 disagrees.
    MinusAgrees,
}

/// A comment whose counts come out under no convention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mismatch {
    /// Its row in `comments.csv`, from 0.
    pub row: u64,
    /// What does not agree.
    pub reason: String,
}

/// Finds the convention under which all comments' counts come out.
pub(super) fn find(comments: &[Comment], votes: &[RawVote]) -> Result<Sign, Mismatch> {
    let mut counts: BTreeMap<u64, (u64, u64)> = BTreeMap::new();
    for vote in votes {
        let (plus, minus) = counts.entry(vote.comment).or_default();
        match vote.sign {
            1 => *plus = plus.saturating_add(1),
            -1 => *minus = minus.saturating_add(1),
            _ => {}
        }
    }
    let counted = |comment: &Comment| counts.get(&comment.number).copied().unwrap_or_default();
    let plus_agrees = |comment: &&Comment| counted(comment) == (comment.agrees, comment.disagrees);
    let minus_agrees = |comment: &&Comment| counted(comment) == (comment.disagrees, comment.agrees);
    if comments.iter().all(|comment| plus_agrees(&comment)) {
        return Ok(Sign::PlusAgrees);
    }
    match comments.iter().find(|comment| !minus_agrees(comment)) {
        None => Ok(Sign::MinusAgrees),
        Some(_) => Err(mismatch(comments.iter().find(|comment| !plus_agrees(comment)), &counted)),
    }
}

fn mismatch(comment: Option<&Comment>, counted: &dyn Fn(&Comment) -> (u64, u64)) -> Mismatch {
    comment.map_or(Mismatch { row: 0, reason: String::new() }, |comment| {
        let (plus, minus) = counted(comment);
        let reason = format!(
            "comment {} says {} agree and {} disagree, but votes.csv holds {plus} votes of 1 and {minus} of -1",
            comment.number, comment.agrees, comment.disagrees
        );
        Mismatch { row: comment.row, reason }
    })
}
