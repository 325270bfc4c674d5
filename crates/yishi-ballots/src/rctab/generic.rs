//! Generic CSV: a line for each ballot, a column for each candidate, ranks in the cells.

use super::config::Source;
use super::table::cells;
use super::{Contest, Mark};
use crate::ReadFault;
use crate::text::{Line, decode, lines};
use yishi_tally::Ballot;

/// Reads such a file.
pub(super) fn read(bytes: &[u8], source: &Source, contest: &Contest) -> Result<Vec<Ballot>, ReadFault> {
    let text = decode(bytes)?;
    let column = source.first_vote_column.unwrap_or(2).saturating_sub(1);
    let row = source.first_vote_row.unwrap_or(2).saturating_sub(1);
    let mut rows = lines(text);
    let head = rows.next().ok_or_else(|| ReadFault::at(text, 0, "the file is empty"))?;
    let mut candidates = Vec::new();
    for (offset, cell) in cells(head)?.into_iter().skip(column) {
        let label = cell.trim();
        let unknown = || head.fault(offset, format!("`{label}` is no candidate of the configuration"));
        match contest.mark(label, source).ok_or_else(unknown)? {
            Mark::Candidate(id) => candidates.push(id),
            Mark::Overvote => return Err(unknown()),
        }
    }
    rows.skip(row.saturating_sub(1))
        .filter(|line| !line.text.trim().is_empty())
        .map(|line| {
            let marks = marks(line, column, &candidates, contest)?;
            Ok(contest.ballot(marks, 1))
        })
        .collect()
}

fn marks(
    line: Line<'_>,
    column: usize,
    candidates: &[yishi_tally::OptionId],
    contest: &Contest,
) -> Result<Vec<(u32, Mark)>, ReadFault> {
    let mut marks = Vec::new();
    for (place, (offset, cell)) in cells(line)?.into_iter().skip(column).enumerate() {
        let text = cell.trim();
        if text.is_empty() {
            continue;
        }
        let rank: u32 = text
            .parse()
            .ok()
            .filter(|rank| *rank > 0)
            .ok_or_else(|| line.fault(offset, format!("`{text}` is no rank from 1")))?;
        if !contest.reads(rank) {
            return Err(
                line.fault(offset, format!("rank {rank} is beyond the ranks that the configuration allows"))
            );
        }
        if let Some(reason) = contest.beyond_paper(rank) {
            return Err(line.fault(offset, reason));
        }
        let candidate = candidates
            .get(place)
            .ok_or_else(|| line.fault(offset, "a rank stands beyond the last candidate of the first line"))?;
        marks.push((rank, Mark::Candidate(candidate.clone())));
    }
    Ok(marks)
}
