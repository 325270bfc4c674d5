//! The section VOTES of a `.pb` file.

use super::meta::{Meta, VoteType};
use super::table::{Cell, Row};
use super::{Columns, Projects};
use crate::ReadFault;
use std::collections::{BTreeMap, BTreeSet};
use yishi_tally::{Amount, Ballot, Marks, OptionId};

/// The votes, equal ones together.
pub struct Votes {
    /// The ballots.
    pub ballots: Vec<Ballot>,
    /// How many rows there were.
    pub number: usize,
    /// What they hold against the rules of the file, but the cities that published it counted.
    pub remarks: Vec<ReadFault>,
}

/// Votes with one oddity: where the first is, and how many more there are.
#[derive(Default)]
struct Odd {
    first: Option<ReadFault>,
    more: u64,
}

impl Odd {
    fn note(&mut self, fault: ReadFault) {
        match self.first {
            Some(_) => self.more = self.more.saturating_add(1),
            None => self.first = Some(fault),
        }
    }

    /// The remark: what was made of such votes.
    fn told(self, made: &str) -> Option<ReadFault> {
        let first = self.first?;
        let more = if self.more == 0 { String::new() } else { format!("; so in {} more votes", self.more) };
        Some(ReadFault { reason: format!("{}: {made}{more}", first.reason), ..first })
    }
}

/// What official files hold against their own rules.
#[derive(Default)]
struct Oddities {
    twice: Odd,
    dear: Odd,
}

/// The bounds that META sets.
struct Bounds {
    length: [Option<u64>; 2],
    points: [Option<u64>; 2],
    sum_points: [Option<u64>; 2],
    sum_cost: [Option<Amount>; 2],
}

struct Reader<'a> {
    text: &'a str,
    columns: Columns<'a>,
    projects: &'a Projects,
    kind: VoteType,
    bounds: Bounds,
}

impl Votes {
    /// Reads the section.
    pub fn read(text: &str, meta: &Meta<'_>, projects: &Projects, rows: &[Row]) -> Result<Self, ReadFault> {
        let columns = Columns::new(text, rows)?;
        columns.require(rows, "vote")?;
        let kind = meta.vote_type()?;
        if kind == VoteType::Points {
            columns.require(rows, "points")?;
        }
        let reader = Reader { text, columns, projects, kind, bounds: Bounds::read(meta)? };
        let mut equal: BTreeMap<Marks, u64> = BTreeMap::new();
        let mut voters = BTreeSet::new();
        let mut odd = Oddities::default();
        for row in rows.iter().skip(1) {
            if let Some(voter) = reader.columns.get(row, "voter_id")?
                && !voter.text.trim().is_empty()
                && !voters.insert(voter.text.trim())
            {
                let reason = format!("a second vote of `{}`", voter.text.trim());
                return Err(ReadFault::at(text, voter.offset, reason));
            }
            let weight = equal.entry(reader.marks(row, &mut odd)?).or_default();
            *weight = weight.saturating_add(1);
        }
        let ballots = equal.into_iter().map(|(marks, weight)| Ballot::times(marks, weight)).collect();
        let twice = odd.twice.told("it counts once, with all points that it gets");
        let dear = odd.dear.told("the vote counts all the same");
        let remarks = twice.into_iter().chain(dear).collect();
        Ok(Self { ballots, number: rows.len().saturating_sub(1), remarks })
    }
}

impl Reader<'_> {
    fn marks(&self, row: &Row, odd: &mut Oddities) -> Result<Marks, ReadFault> {
        let vote = self.columns.need(row, "vote")?;
        let named = self.named(vote)?;
        let once = self.once(&named, odd);
        self.bounds.length(self.text, vote, &once)?;
        if let Err(fault) = self.bounds.cost(self.text, vote, &once, self.projects) {
            odd.dear.note(fault);
        }
        Ok(match self.kind {
            VoteType::Approval => Marks::Set(once.into_iter().map(OptionId::from).collect()),
            VoteType::Ordinal => Marks::Ranking(once.into_iter().map(|id| vec![id.into()]).collect()),
            VoteType::Points => {
                let cell = self.columns.need(row, "points")?;
                let points = self.points(cell, named.len())?;
                self.bounds.points(self.text, cell, &points)?;
                let mut scores: BTreeMap<OptionId, u64> = BTreeMap::new();
                for ((_, id), points) in named.into_iter().zip(points) {
                    let score = scores.entry(id.into()).or_default();
                    *score = score.saturating_add(points);
                }
                Marks::Scores(scores)
            }
        })
    }

    /// The names in a vote with their places; each must be a project.
    fn named<'c>(&self, vote: &'c Cell) -> Result<Vec<(usize, &'c str)>, ReadFault> {
        let named = parts(vote);
        match named.iter().find(|(_, name)| !self.projects.costs.contains_key(*name)) {
            Some((offset, name)) => {
                Err(ReadFault::at(self.text, *offset, format!("`{name}` is no project of this file")))
            }
            None => Ok(named),
        }
    }

    /// The names in a vote, each once and where it stands first.
    fn once<'c>(&self, named: &[(usize, &'c str)], odd: &mut Oddities) -> Vec<&'c str> {
        let mut once = Vec::new();
        let mut twice = None;
        for (offset, name) in named {
            if once.contains(name) {
                twice = twice.or(Some((*offset, *name)));
            } else {
                once.push(*name);
            }
        }
        if let Some((offset, name)) = twice {
            odd.twice.note(ReadFault::at(self.text, offset, format!("the vote names `{name}` twice")));
        }
        once
    }

    fn points(&self, cell: &Cell, expected: usize) -> Result<Vec<u64>, ReadFault> {
        let mut points = Vec::new();
        for (offset, text) in parts(cell) {
            let reason = || format!("`{text}` is no number of points: a whole number from 0 upwards is");
            points.push(text.parse().map_err(|_| ReadFault::at(self.text, offset, reason()))?);
        }
        if points.len() != expected {
            let reason = format!("{} points for {expected} projects", points.len());
            return Err(ReadFault::at(self.text, cell.offset, reason));
        }
        Ok(points)
    }
}

/// What stands between the commas of a cell, with its place; nothing in an empty cell.
fn parts(cell: &Cell) -> Vec<(usize, &str)> {
    let mut parts = Vec::new();
    let mut offset = cell.offset.saturating_add(usize::from(cell.quoted));
    if cell.text.trim().is_empty() {
        return parts;
    }
    for part in cell.text.split(',') {
        let blank = part.len().saturating_sub(part.trim_start().len());
        parts.push((offset.saturating_add(blank), part.trim()));
        offset = offset.saturating_add(part.len()).saturating_add(1);
    }
    parts
}

impl Bounds {
    fn read(meta: &Meta<'_>) -> Result<Self, ReadFault> {
        let numbers = |least: &str, most: &str| Ok([meta.number(least)?, meta.number(most)?]);
        Ok(Self {
            length: numbers("min_length", "max_length")?,
            points: numbers("min_points", "max_points")?,
            sum_points: numbers("min_sum_points", "max_sum_points")?,
            sum_cost: [meta.amount("min_sum_cost")?, meta.amount("max_sum_cost")?],
        })
    }

    fn length(&self, text: &str, cell: &Cell, named: &[&str]) -> Result<(), ReadFault> {
        let length = u64::try_from(named.len()).unwrap_or(u64::MAX);
        if length == 0 {
            return Ok(());
        }
        within(text, cell, "projects", &length, &self.length)
    }

    fn cost(&self, text: &str, cell: &Cell, named: &[&str], projects: &Projects) -> Result<(), ReadFault> {
        if named.is_empty() || self.sum_cost.iter().all(Option::is_none) {
            return Ok(());
        }
        let costs = named.iter().filter_map(|id| projects.costs.get(*id));
        let sum = costs.fold(Amount::zero(), |sum, cost| Amount(sum.0 + &cost.0));
        within(text, cell, "the cost of all projects together", &sum, &self.sum_cost)
    }

    fn points(&self, text: &str, cell: &Cell, points: &[u64]) -> Result<(), ReadFault> {
        for number in points {
            within(text, cell, "points for one project", number, &self.points)?;
        }
        let sum = points.iter().fold(0_u64, |sum, number| sum.saturating_add(*number));
        if points.is_empty() {
            return Ok(());
        }
        within(text, cell, "points together", &sum, &self.sum_points)
    }
}

fn within<T: Ord + std::fmt::Display>(
    text: &str,
    cell: &Cell,
    what: &str,
    found: &T,
    [least, most]: &[Option<T>; 2],
) -> Result<(), ReadFault> {
    let reason = match (least, most) {
        (Some(least), _) if found < least => format!("{what}: {found}, but META asks for at least {least}"),
        (_, Some(most)) if found > most => format!("{what}: {found}, but META allows at most {most}"),
        _ => return Ok(()),
    };
    Err(ReadFault::at(text, cell.offset, reason))
}
