//! Ballots of a choice among options in the formats of others: BLT for rankings, Pabulib for budgets.
//!
//! What a format cannot hold is refused with the reason, so that nobody counts less than was cast.

use super::reply::Denied;
use std::collections::{BTreeMap, BTreeSet};
use yishi_ballots::{Election, WriteFault, write_blt, write_pabulib};
use yishi_core::{BallotWeight, ChoiceClause, Poll, PollStatus};
use yishi_pages::option_name;
use yishi_tally::{Ballot, Marks, OptionId, Verdict};

/// The ballots as BLT: rankings and single marks, for a number of places.
pub(super) fn blt(poll: &Poll, title: &str) -> Result<String, Denied> {
    let choice = choice(poll)?;
    if choice.method.budget().is_some() {
        return Err(refused(
            "BLT holds the ballots of a vote for places; this vote shares out a budget: ask for `ballots.pb`",
        ));
    }
    write_blt(&election(poll, choice, title)?, choice.method.seats()).map_err(unwritten)
}

/// The ballots as Pabulib: a budget, projects with their costs, a row for every voter; amounts are in fen.
pub(super) fn pabulib(poll: &Poll, title: &str) -> Result<String, Denied> {
    let choice = choice(poll)?;
    if choice.weight == BallotWeight::Area {
        return Err(refused("Pabulib has one row for each voter; in this vote ballots weigh by area"));
    }
    let method = poll.method(None);
    let Some(budget) = method.as_ref().and_then(yishi_tally::Method::budget) else {
        return Err(refused(
            "Pabulib holds the ballots of a vote over a budget; this vote fills places: ask for `ballots.blt`",
        ));
    };
    write_pabulib(&election(poll, choice, title)?, budget, &funded(poll)).map_err(unwritten)
}

fn choice(poll: &Poll) -> Result<&ChoiceClause, Denied> {
    poll.rule.choice.as_ref().ok_or_else(|| {
        refused("people voted for or against: there are no options to list; `ballots.csv` holds the ballots")
    })
}

/// What is funded once the vote has passed; nothing before.
fn funded(poll: &Poll) -> BTreeSet<OptionId> {
    match (&poll.status, &poll.outcome) {
        (PollStatus::Sealed { sealing }, Some(outcome)) if sealing.verdict() == Verdict::Passed => {
            outcome.winners.iter().cloned().collect()
        }
        (PollStatus::Sealed { .. } | PollStatus::Open | PollStatus::Opening { .. }, _) => BTreeSet::new(),
    }
}

fn election(poll: &Poll, choice: &ChoiceClause, title: &str) -> Result<Election, Denied> {
    let waiting = poll.unopened().count();
    if waiting > 0 && poll.sealing().is_none() {
        let reason = format!(
            "{waiting} ballots are sealed and may still be opened: ask again when the vote is sealed"
        );
        return Err(refused(reason));
    }
    if choice.weight == BallotWeight::HeadsAndArea {
        return Err(refused(
            "each place is counted by heads and by area, and the format has one weight a ballot; `ballots.csv` has both",
        ));
    }
    let options = poll.counted_options();
    let names = |id: &OptionId| (id.clone(), one_line(&option_name(poll, id)));
    Ok(Election {
        title: one_line(title),
        names: options.list().iter().map(|option| names(&option.id)).collect::<BTreeMap<_, _>>(),
        options,
        ballots: poll.equal_ballots(choice.weight).into_iter().map(blank_as_ranking).collect(),
        ..Election::default()
    })
}

/// A blank ballot says the same in every form; as a ranking of nothing each format can hold it.
fn blank_as_ranking(ballot: Ballot) -> Ballot {
    if ballot.marks.options().next().is_some() {
        return ballot;
    }
    Ballot { marks: Marks::Ranking(Vec::new()), ..ballot }
}

/// A title may be a whole document; in these formats a name is one line.
fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn refused(reason: impl Into<String>) -> Denied {
    Denied::NotInFormat(reason.into())
}

fn unwritten(fault: WriteFault) -> Denied {
    refused(fault.to_string())
}
