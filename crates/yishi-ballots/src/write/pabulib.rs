//! Pabulib: META, PROJECTS and VOTES, one row a vote.

use super::{WriteFault, cell};
use crate::Election;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use yishi_tally::{Amount, Marks, OptionId};

const FORMAT: &str = "Pabulib";

/// A file has a row for each vote; a weight beyond this is not the number of people who voted.
const MOST_VOTES: u64 = 10_000_000;

/// Writes a vote over a budget; `funded` are the projects that the column `selected` marks. Votes get running numbers,
/// which say nothing about who voted.
///
/// # Errors
/// Projects without a cost, ids with commas, costs that no decimal writes, marks of several kinds.
pub fn write_pabulib(
    election: &Election,
    budget: &Amount,
    funded: &BTreeSet<OptionId>,
) -> Result<String, WriteFault> {
    let votes = election.ballots.iter().fold(0_u64, |sum, ballot| sum.saturating_add(ballot.weight));
    if votes > MOST_VOTES {
        return Err(WriteFault::TooMany { format: FORMAT, votes });
    }
    let kind = kind(election)?;
    let mut text = String::from("META\nkey;value\n");
    for (key, value) in [
        ("description", cell(&election.title, ';')),
        ("num_projects", election.options.standing().to_string()),
        ("num_votes", votes.to_string()),
        ("budget", decimal(budget)?),
        ("vote_type", kind.to_owned()),
    ] {
        let _ = writeln!(text, "{key};{value}");
    }
    projects(&mut text, election, funded)?;
    write_votes(&mut text, election, kind)?;
    Ok(text)
}

/// The one vote type of all ballots; blank ballots of any kind go along with it.
fn kind(election: &Election) -> Result<&'static str, WriteFault> {
    let named = election.ballots.iter().filter(|ballot| ballot.marks.options().next().is_some());
    let mut kinds = named.map(|ballot| match &ballot.marks {
        Marks::One(_) | Marks::Set(_) => "approval",
        Marks::Ranking(_) => "ordinal",
        Marks::Scores(_) => "scoring",
        Marks::Reviews(_) => "reviews",
    });
    let Some(one) = kinds.next() else { return Ok("approval") };
    match kinds.find(|kind| *kind != one) {
        Some(other) => Err(WriteFault::Mixed { format: FORMAT, one, other }),
        None if one == "reviews" => Err(WriteFault::Marks { format: FORMAT, found: one }),
        None => Ok(one),
    }
}

fn decimal(amount: &Amount) -> Result<String, WriteFault> {
    let text = amount.to_string();
    if text.contains('/') {
        return Err(WriteFault::Missing { format: FORMAT, what: "amounts that decimals write exactly" });
    }
    Ok(text)
}

fn projects(text: &mut String, election: &Election, funded: &BTreeSet<OptionId>) -> Result<(), WriteFault> {
    text.push_str("PROJECTS\nproject_id;cost;name;selected\n");
    for option in election.options.list().iter().filter(|option| !option.withdrawn) {
        let id = &option.id.0;
        if id.is_empty() || id.contains(',') || id.as_ref() != id.trim() {
            let reason = "an id has no commas and no spaces around it";
            return Err(WriteFault::Name { format: FORMAT, name: id.to_string(), reason });
        }
        let missing = WriteFault::Missing { format: FORMAT, what: "a cost for every project" };
        let cost = decimal(option.cost.as_ref().ok_or(missing)?)?;
        let name = cell(election.name(&option.id), ';');
        let selected = u8::from(funded.contains(&option.id));
        let _ = writeln!(text, "{};{cost};{name};{selected}", cell(id, ';'));
    }
    Ok(())
}

fn write_votes(text: &mut String, election: &Election, kind: &str) -> Result<(), WriteFault> {
    let points = kind == "scoring";
    text.push_str(if points { "VOTES\nvoter_id;vote;points\n" } else { "VOTES\nvoter_id;vote\n" });
    let mut voter = 0_u64;
    for ballot in &election.ballots {
        let (vote, given) = vote(election, &ballot.marks)?;
        for _ in 0..ballot.weight {
            voter = voter.saturating_add(1);
            let _ = match points {
                true => writeln!(text, "{voter};{vote};{given}"),
                false => writeln!(text, "{voter};{vote}"),
            };
        }
    }
    Ok(())
}

/// The names and the points of a vote.
fn vote(election: &Election, marks: &Marks) -> Result<(String, String), WriteFault> {
    if let Marks::Ranking(ranks) = marks
        && ranks.iter().any(|rank| rank.len() != 1)
    {
        return Err(WriteFault::Marks { format: FORMAT, found: "equal or skipped ranks" });
    }
    let standing = |option: &&OptionId| {
        let place = election.options.place(option).and_then(|place| election.options.list().get(place));
        place.is_some_and(|option| !option.withdrawn)
    };
    if let Some(option) = marks.options().find(|option| election.options.place(option).is_none()) {
        return Err(WriteFault::UnknownOption { option: option.clone() });
    }
    let names: Vec<&str> = marks.options().filter(standing).map(|option| option.0.as_ref()).collect();
    let points: Vec<String> = match marks {
        Marks::Scores(scores) => scores
            .iter()
            .filter(|(option, _)| standing(option))
            .map(|(_, points)| points.to_string())
            .collect(),
        Marks::One(_) | Marks::Set(_) | Marks::Ranking(_) | Marks::Reviews(_) => Vec::new(),
    };
    Ok((cell(&names.join(","), ';'), points.join(",")))
}
