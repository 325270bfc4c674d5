//! The cells of a `.pb` file: separated by semicolons, quoted where they hold one, each with its place for faults.

use crate::ReadFault;

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its content without quotes.
    pub text: String,
    /// The byte where it starts.
    pub offset: usize,
    /// Whether it was quoted: then its bytes are not those of the file.
    pub quoted: bool,
}

/// One row; in front of it no blank lines count.
pub type Row = Vec<Cell>;

/// Cuts a text into rows. Blank lines are left out.
///
/// # Errors
/// A quoted cell that never ends.
pub fn rows(text: &str) -> Result<Vec<Row>, ReadFault> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut rest = 0;
    while rest < text.len() {
        let (cell, after) = cell(text, rest)?;
        let end = text.get(after..).and_then(|left| left.chars().next());
        row.push(cell);
        rest = after.saturating_add(end.map_or(0, char::len_utf8));
        if end != Some(';') {
            finish(&mut row, &mut rows);
        } else if rest == text.len() {
            row.push(Cell { text: String::new(), offset: rest, quoted: false });
        }
    }
    finish(&mut row, &mut rows);
    Ok(rows)
}

fn finish(row: &mut Row, rows: &mut Vec<Row>) {
    let row = std::mem::take(row);
    let blank = matches!(row.as_slice(), [] | [Cell { quoted: false, .. }])
        && row.iter().all(|cell| cell.text.trim().is_empty());
    if !blank {
        rows.push(row);
    }
}

/// The cell that starts at a byte, and the byte after it: a semicolon, the end of a line or the end of the text.
fn cell(text: &str, offset: usize) -> Result<(Cell, usize), ReadFault> {
    let rest = text.get(offset..).unwrap_or_default();
    if let Some(inside) = rest.strip_prefix('"') {
        return quoted(text, offset, inside);
    }
    let length = rest.find([';', '\n']).unwrap_or(rest.len());
    let content = rest.get(..length).unwrap_or_default();
    let content = content.strip_suffix('\r').unwrap_or(content);
    let cell = Cell { text: content.to_owned(), offset, quoted: false };
    Ok((cell, offset.saturating_add(length)))
}

fn quoted(text: &str, offset: usize, inside: &str) -> Result<(Cell, usize), ReadFault> {
    let mut content = String::new();
    let mut chars = inside.char_indices().peekable();
    let mut open = true;
    while let Some((at, character)) = chars.next() {
        let doubled = character == '"' && chars.peek().is_some_and(|(_, next)| *next == '"');
        match (character, open) {
            ('"', true) if doubled => {
                content.push('"');
                chars.next();
            }
            ('"', true) => open = false,
            (';' | '\n', false) => {
                let cell = Cell { text: content.trim_end_matches('\r').to_owned(), offset, quoted: true };
                // The opening quote is one byte before `inside`.
                return Ok((cell, offset.saturating_add(1).saturating_add(at)));
            }
            // What stands behind the closing quote belongs to the cell, as spreadsheets write and read it.
            _ => content.push(character),
        }
    }
    if open {
        return Err(ReadFault::at(text, offset, "a quote opens here and never closes"));
    }
    Ok((Cell { text: content, offset, quoted: true }, text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<Vec<String>> {
        let texts = |row: Row| row.into_iter().map(|cell| cell.text).collect();
        rows(text).unwrap().into_iter().map(texts).collect()
    }

    #[test]
    fn cells_are_separated_by_semicolons_and_rows_by_lines() {
        assert_eq!(texts("a;b;\r\n\n;c"), [vec!["a", "b", ""], vec!["", "c"]]);
        assert_eq!(texts("a;"), [vec!["a", ""]]);
        assert_eq!(texts("\n \n"), [[""; 0]; 0]);
    }

    #[test]
    fn quotes_hold_semicolons_lines_and_doubled_quotes() {
        assert_eq!(texts("\"a;b\n\"\"c\"\"\";d"), [vec!["a;b\n\"c\"", "d"]]);
        assert_eq!(texts("x\"y;\"a\" b\n"), [vec!["x\"y", "a b"]]);
    }

    #[test]
    fn a_quote_that_never_closes_is_shown_where_it_opens() {
        let fault = rows("a;b\nc;\"d").unwrap_err();
        assert_eq!((fault.line, fault.column), (2, 3));
    }

    #[test]
    fn a_cell_knows_where_it_starts() {
        let rows = rows("人;b\nc;d").unwrap();
        assert_eq!(rows[0][1].offset, 4);
        assert_eq!(rows[1][1].offset, 8);
    }
}
