//! Second rounds of elections: seats that a count left open.

use super::Poll;
use crate::entry::Entry;
use crate::scalar::{DateTime, count};
use crate::view::View;
use async_graphql::SimpleObject;

/// The seats that nobody had the majority for, and the vote on them once more 第二轮选举.
#[derive(SimpleObject)]
pub(crate) struct SecondRound {
    /// How many seats are left.
    seats: i32,
    /// Who stands, by their names on ballots, in the order of the first ballot paper.
    candidates: Vec<String>,
    /// By when it must be opened.
    open_by: DateTime,
    /// The vote; null before it is opened.
    poll: Option<Poll>,
    /// The entry by which it was missed: it is held no more, and the seats stay vacant. Null where it was not.
    missed: Option<Entry>,
    /// The entry that counted the first round and left it to be held.
    entry: Entry,
}

impl SecondRound {
    pub(crate) fn of(view: &View, first: &yishi_core::Poll) -> Option<Self> {
        let due = first.sealing()?.second_round.as_ref()?;
        let state = view.state();
        let last = state.proposals.get(&first.proposal)?.polls.last();
        let second = last.and_then(|last| state.polls.get(last)).filter(|it| it.second_of == Some(first.id));
        Some(Self {
            seats: count(due.seats),
            candidates: due.candidates.iter().map(ToString::to_string).collect(),
            open_by: due.open_by_ms.into(),
            poll: second.and_then(|second| Poll::find(view, second.id)),
            missed: first.second_missed_at.map(|index| Entry::new(view, index)),
            entry: Entry::new(view, first.trail.sealed_at.unwrap_or(first.changed_at)),
        })
    }
}
