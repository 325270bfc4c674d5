//! Ballots as a table with one line for equal ballots: `count,choice1,choice2,…`.

use super::config::Source;
use super::{Contest, Mark};
use crate::ReadFault;
use crate::text::{Line, decode, lines};
use yishi_tally::Ballot;

/// Reads such a table.
pub(super) fn read(bytes: &[u8], source: &Source, contest: &Contest) -> Result<Vec<Ballot>, ReadFault> {
    let text = decode(bytes)?;
    let mut rows = lines(text).filter(|line| !line.text.trim().is_empty());
    let head = rows.next().ok_or_else(|| ReadFault::at(text, 0, "the table is empty"))?;
    let columns = cells(head)?;
    match columns.first() {
        Some((_, first)) if first.as_str() == "count" => {}
        _ => return Err(head.fault(0, "the first line names the columns: count,choice1,choice2,…")),
    }
    rows.map(|line| ballot(line, columns.len(), source, contest)).collect()
}

fn ballot(line: Line<'_>, columns: usize, source: &Source, contest: &Contest) -> Result<Ballot, ReadFault> {
    let cells = cells(line)?;
    if cells.len() != columns {
        let reason = format!("{} cells where the first line names {columns}", cells.len());
        return Err(line.fault(line.text.len(), reason));
    }
    let mut weight = 0;
    let mut marks = Vec::new();
    for (column, (offset, cell)) in cells.iter().enumerate() {
        if column == 0 {
            weight = cell
                .trim()
                .parse()
                .map_err(|_| line.fault(*offset, format!("`{cell}` is no number of ballots")))?;
            continue;
        }
        let rank = u32::try_from(column).unwrap_or(u32::MAX);
        if !contest.reads(rank) {
            continue;
        }
        let parts: Vec<&str> = match source.overvote_delimiter.as_str() {
            "" => vec![cell.trim()],
            delimiter => cell.split(delimiter).map(str::trim).collect(),
        };
        for label in parts {
            if label.is_empty() && source.blank_is_undeclared {
                marks.push((rank, contest.undeclared()));
                continue;
            }
            if label.is_empty() || label == source.skipped {
                continue;
            }
            let mark: Option<Mark> = contest.mark(label, source);
            let unknown = || line.fault(*offset, format!("`{label}` is no candidate of the configuration"));
            marks.push((rank, mark.ok_or_else(unknown)?));
        }
    }
    Ok(contest.ballot(marks, weight))
}

/// The cells of a line with the bytes where they start; a cell in quotes may hold commas and doubled quotes.
pub(super) fn cells(line: Line<'_>) -> Result<Vec<(usize, String)>, ReadFault> {
    let mut cells = Vec::new();
    let mut start = 0;
    let (mut cell, mut quoted) = (String::new(), false);
    let mut letters = line.text.char_indices().peekable();
    while let Some((offset, letter)) = letters.next() {
        match letter {
            '"' if quoted && letters.next_if(|(_, next)| *next == '"').is_some() => cell.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => {
                cells.push((start, std::mem::take(&mut cell)));
                start = offset.saturating_add(1);
            }
            '\r' => {}
            other => cell.push(other),
        }
    }
    if quoted {
        return Err(line.fault(start, "a cell in quotes has no closing quote"));
    }
    cells.push((start, cell));
    Ok(cells)
}
