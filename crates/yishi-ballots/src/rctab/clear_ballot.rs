//! Clear Ballot's CSV: a line for each ballot, a column for each rank of each candidate (its RCV format 2.1).

use super::config::Source;
use super::table::cells;
use super::{Contest, Mark};
use crate::ReadFault;
use crate::text::{Line, decode, lines};
use yishi_tally::{Ballot, OptionId};

/// The columns before those of the choices.
const BEFORE: usize = 10;

/// Reads such a file.
pub(super) fn read(bytes: &[u8], source: &Source, contest: &Contest) -> Result<Vec<Ballot>, ReadFault> {
    let text = decode(bytes)?;
    let mut rows = lines(text);
    let head = rows.next().ok_or_else(|| ReadFault::at(text, 0, "the file is empty"))?;
    let columns = columns(head, source, contest)?;
    rows.filter(|line| !line.text.trim().is_empty())
        .map(|line| {
            let cells = cells(line)?;
            let mut marks = Vec::new();
            for (column, rank, candidate) in &columns {
                match cells.get(*column).map(|(_, cell)| cell.trim()) {
                    Some("1") => marks.push((*rank, Mark::Candidate(candidate.clone()))),
                    Some("0") => {}
                    Some(other) => {
                        let offset = cells.get(*column).map_or(0, |(offset, _)| *offset);
                        return Err(line.fault(offset, format!("`{other}` is neither 1 nor 0")));
                    }
                    None => return Err(line.fault(line.text.len(), "the line ends before its last choice")),
                }
            }
            Ok(contest.ballot(marks, 1))
        })
        .collect()
}

/// The columns of the contest with their rank and candidate: `RCV:contest:rank:rule:choice:party`.
fn columns(
    head: Line<'_>,
    source: &Source,
    contest: &Contest,
) -> Result<Vec<(usize, u32, OptionId)>, ReadFault> {
    let mut columns = Vec::new();
    for (column, (offset, cell)) in cells(head)?.into_iter().enumerate().skip(BEFORE) {
        let fields: Vec<&str> = cell.split(':').collect();
        let [_, name, rank, _, choice, _] = fields.as_slice() else {
            return Err(head.fault(offset, "a choice has six fields between colons"));
        };
        if *name != source.contest {
            continue;
        }
        let rank: u32 =
            rank.parse().map_err(|_| head.fault(offset, format!("`{rank}` is no rank from 1")))?;
        if !contest.reads(rank) {
            continue;
        }
        if let Some(reason) = contest.beyond_paper(rank) {
            return Err(head.fault(offset, reason));
        }
        let Some(Mark::Candidate(candidate)) = contest.mark(choice, source) else {
            return Err(head.fault(offset, format!("`{choice}` is no candidate of the configuration")));
        };
        columns.push((column, rank, candidate));
    }
    if columns.is_empty() {
        return Err(head.fault(0, format!("no choices for the contest `{}`", source.contest)));
    }
    Ok(columns)
}
