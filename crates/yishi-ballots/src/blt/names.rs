//! The names at the end of a BLT file, in whatever way they are written there.

use crate::ReadFault;
use crate::text::Line;

/// What stands behind the ballots.
#[derive(Default)]
pub(super) struct Names {
    /// The candidates' names in their order, all or none.
    pub(super) list: Vec<String>,
    /// What the vote is called.
    pub(super) title: String,
    /// That more follows.
    pub(super) remarks: Vec<ReadFault>,
}

/// A line with what it holds: texts in quotes, or one without.
struct Row<'a> {
    line: Line<'a>,
    texts: Result<Vec<String>, ReadFault>,
}

/// How files made from PrefLib's write a name.
const ALTERNATIVE: &str = "# ALTERNATIVE NAME ";

/// Reads the names, all or none, and the title: texts in quotes wherever they stand, or one a line. Where every
/// candidate's line holds several texts, the first is the name and the others, such as the party, follow it in parentheses.
/// Source and comment, which some programs write behind the title, are no part of the vote.
pub(super) fn names<'a>(
    lines: impl Iterator<Item = Line<'a>>,
    candidates: usize,
) -> Result<Names, ReadFault> {
    let rows: Vec<Row<'_>> = lines.filter_map(row).collect();
    if names_with_parties(&rows, candidates) { by_line(rows, candidates) } else { by_text(rows, candidates) }
}

/// Whether each line is one candidate's: the texts are too many for the candidates and a title, the lines are not too few.
fn names_with_parties(rows: &[Row<'_>], candidates: usize) -> bool {
    let number = |row: &Row<'_>| row.texts.as_ref().map_or(0, Vec::len);
    let all: usize = rows.iter().map(number).sum();
    let own = rows.get(..candidates);
    all > candidates.saturating_add(1) && own.is_some_and(|own| own.iter().all(|row| number(row) > 1))
}

fn by_line(rows: Vec<Row<'_>>, candidates: usize) -> Result<Names, ReadFault> {
    let mut names = Names::default();
    for (place, row) in rows.into_iter().enumerate() {
        if place > candidates {
            names.remarks.push(not_read(row.line));
            break;
        }
        let mut texts = row.texts?.into_iter();
        let mut name = texts.next().unwrap_or_default();
        let more: Vec<String> = texts.collect();
        if !more.is_empty() {
            name = format!("{name} ({})", more.join(", "));
        }
        if place < candidates { names.list.push(name) } else { names.title = name }
    }
    Ok(names)
}

fn by_text(rows: Vec<Row<'_>>, candidates: usize) -> Result<Names, ReadFault> {
    let mut names = Names::default();
    let mut last = None;
    let mut texts = Vec::new();
    for row in rows {
        if texts.len() > candidates {
            names.remarks.push(not_read(row.line));
            break;
        }
        texts.extend(row.texts?);
        last = Some(row.line);
    }
    if let (true, Some(line)) = (texts.len() < candidates, last) {
        let reason = format!("{} names for {candidates} candidates", texts.len());
        return Err(line.fault(line.text.len(), reason));
    }
    let behind = texts.split_off(candidates.min(texts.len()));
    names.list = texts;
    names.title = behind.into_iter().next().unwrap_or_default();
    Ok(names)
}

fn not_read(line: Line<'_>) -> ReadFault {
    line.fault(0, "what follows the title from here on is not read")
}

/// What a line holds; `None` when it is blank or a comment.
fn row(line: Line<'_>) -> Option<Row<'_>> {
    let text = line.text.trim();
    if let Some(rest) = text.strip_prefix(ALTERNATIVE) {
        let name = rest.split_once(':').map_or(rest, |(_, name)| name);
        return Some(Row { line, texts: Ok(vec![name.trim().to_owned()]) });
    }
    if text.is_empty() || text.starts_with('#') {
        return None;
    }
    let texts = if text.starts_with('"') {
        quoted(line, text)
    } else {
        // Spreadsheets leave their separator behind.
        Ok(vec![text.trim_end_matches([',', ' ']).to_owned()])
    };
    Some(Row { line, texts })
}

fn quoted(line: Line<'_>, text: &str) -> Result<Vec<String>, ReadFault> {
    let mut texts = Vec::new();
    let mut rest = text;
    while let Some(quoted) = rest.strip_prefix('"') {
        let Some((name, after)) = unquote(quoted) else {
            return Err(line.fault(line.text.len(), "a name in quotes has no closing quote"));
        };
        texts.push(name.trim().to_owned());
        rest = after.trim_start_matches([' ', '\t', '\r', ',']);
    }
    if rest.is_empty() || rest.starts_with('#') {
        return Ok(texts);
    }
    let offset = line.text.trim_end().len().saturating_sub(rest.len());
    Err(line.fault(offset, "after a name in quotes only another one follows"))
}

/// A text up to its closing quote, in which two quotes stand for one, and what follows.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut name = String::new();
    let mut rest = text;
    loop {
        let (part, after) = rest.split_once('"')?;
        name.push_str(part);
        match after.strip_prefix('"') {
            Some(after) => {
                name.push('"');
                rest = after;
            }
            None => return Some((name, after)),
        }
    }
}
