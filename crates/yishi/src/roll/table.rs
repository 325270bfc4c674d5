//! The table: records with their fields, each field with its place in the file.

use super::COLUMNS;
use crate::failure::{InputFault, position};

/// A table whose columns are known.
#[derive(Debug)]
pub struct Table {
    /// Its records in order.
    pub records: Vec<Record>,
}

/// One record.
#[derive(Debug)]
pub struct Record {
    /// The line on which it begins.
    pub line: u64,
    fields: Vec<Field>,
}

#[derive(Debug)]
struct Field {
    column: &'static str,
    text: String,
    place: (u64, u64),
}

impl Record {
    /// The text of a column; empty when the table does not have it.
    pub fn get(&self, column: &str) -> &str {
        self.fields.iter().find(|field| field.column == column).map_or("", |field| field.text.as_str())
    }

    /// A fault at a column of this record.
    pub fn fault(&self, column: &str, reason: impl Into<String>, remedy: impl Into<String>) -> InputFault {
        let place =
            self.fields.iter().find(|field| field.column == column).map_or((self.line, 1), |f| f.place);
        InputFault { line: place.0, column: place.1, reason: reason.into(), remedy: remedy.into() }
    }

    /// What names the row in the file of ids: its `ref`, else its line.
    pub fn label(&self) -> String {
        match self.get("ref") {
            "" => format!("line {}", self.line),
            label => label.to_owned(),
        }
    }
}

/// Parses CSV with a header.
pub fn parse(text: &str) -> Result<Table, Vec<InputFault>> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| vec![broken(&error)])?.clone();
    let columns = columns(text, &headers)?;
    let mut records = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| vec![broken(&error)])?;
        records.push(placed(text, &columns, &record));
    }
    Ok(Table { records })
}

fn columns(text: &str, headers: &csv::StringRecord) -> Result<Vec<&'static str>, Vec<InputFault>> {
    let starts = field_starts(text, 0);
    let mut columns: Vec<&'static str> = Vec::new();
    let mut faults = Vec::new();
    for (number, header) in headers.iter().enumerate() {
        let (line, column) = position(text, starts.get(number).copied().unwrap_or_default());
        let fault = |reason: String, remedy: &str| InputFault { line, column, reason, remedy: remedy.into() };
        match COLUMNS.iter().find(|known| **known == header) {
            Some(known) if columns.contains(known) => {
                faults.push(fault(format!("column `{header}` stands twice"), "keep one of the two"));
            }
            Some(known) => columns.push(known),
            None => faults.push(fault(
                format!("column `{header}` is unknown; known are {}", COLUMNS.join(", ")),
                "rename it or take it out; names, phones and flats never go into a book",
            )),
        }
    }
    for needed in ["kind", "council"] {
        if faults.is_empty() && !columns.contains(&needed) {
            faults.push(InputFault {
                line: 1,
                column: 1,
                reason: format!("column `{needed}` is missing"),
                remedy: format!("begin the file with a header such as {}", COLUMNS.join(",")),
            });
        }
    }
    if faults.is_empty() { Ok(columns) } else { Err(faults) }
}

fn placed(text: &str, columns: &[&'static str], record: &csv::StringRecord) -> Record {
    let begin = record.position().and_then(|place| usize::try_from(place.byte()).ok()).unwrap_or_default();
    let begin = begin.saturating_add(blank_lines(text.get(begin..).unwrap_or_default()));
    let starts = field_starts(text, begin);
    let line = position(text, begin).0;
    let field = |(number, column): (usize, &&'static str)| Field {
        column,
        text: record.get(number).unwrap_or_default().to_owned(),
        place: position(text, starts.get(number).copied().unwrap_or(begin)),
    };
    Record { line, fields: columns.iter().enumerate().map(field).collect() }
}

/// Bytes of empty lines before a record, which the reader skips.
fn blank_lines(text: &str) -> usize {
    text.len() - text.trim_start_matches(['\r', '\n']).len()
}

/// Byte offsets at which the fields of the record at `begin` start.
fn field_starts(text: &str, begin: usize) -> Vec<usize> {
    let mut starts = vec![begin];
    let mut quoted = false;
    for (offset, byte) in text.bytes().enumerate().skip(begin) {
        match byte {
            b'"' => quoted = !quoted,
            b',' if !quoted => starts.push(offset.saturating_add(1)),
            b'\n' if !quoted => break,
            _ => {}
        }
    }
    starts
}

fn broken(error: &csv::Error) -> InputFault {
    let line = error.position().map_or(1, csv::Position::line);
    let reason = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("the row has {len} fields, the header has {expected_len}")
        }
        csv::ErrorKind::Io(_)
        | csv::ErrorKind::Utf8 { .. }
        | csv::ErrorKind::Seek
        | csv::ErrorKind::Serialize(_)
        | csv::ErrorKind::Deserialize { .. }
        | _ => error.to_string(),
    };
    let remedy = "give every row one field per column, separated by commas; quote fields that hold a comma";
    InputFault { line, column: 1, reason, remedy: remedy.into() }
}
