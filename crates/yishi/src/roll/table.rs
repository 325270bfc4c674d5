//! The table: records with their fields, each field with its place in the file.

use super::COLUMNS;
use super::sheet::{Cells, Sheet};
use super::write::unguarded;
use crate::csv_text::{CsvRecord, CsvText};
use crate::failure::InputFault;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A table whose columns are known.
#[derive(Debug)]
pub struct Table<'a> {
    /// Its records in order.
    pub records: Vec<Record<'a>>,
}

/// One record.
#[derive(Debug)]
pub struct Record<'a> {
    /// The line on which it begins.
    pub line: u64,
    /// What names the row in the file of ids: its `ref`, else what it says, since lines move.
    pub label: String,
    columns: Rc<[&'static str]>,
    fields: Fields<'a>,
}

/// The fields of a record, as the file holds them.
#[derive(Debug)]
enum Fields<'a> {
    Text(CsvRecord<'a>),
    Cells(Cells),
}

impl Fields<'_> {
    fn get(&self, field: usize) -> &str {
        match self {
            Self::Text(record) => record.get(field),
            Self::Cells(cells) => cells.get(field),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Text(record) => record.len(),
            Self::Cells(cells) => cells.len(),
        }
    }

    fn line(&self) -> u64 {
        match self {
            Self::Text(record) => record.line,
            Self::Cells(cells) => cells.line,
        }
    }

    fn fault(&self, field: usize, reason: impl Into<String>, remedy: impl Into<String>) -> InputFault {
        match self {
            Self::Text(record) => record.fault(field, reason, remedy),
            Self::Cells(cells) => cells.fault(field, reason, remedy),
        }
    }
}

impl Record<'_> {
    /// The text of a column; empty when the table does not have it.
    pub fn get(&self, column: &str) -> &str {
        self.number(column).map_or("", |number| unguarded(self.fields.get(number)))
    }

    /// A fault at a column of this record; at its beginning when the table does not have the column.
    pub fn fault(&self, column: &str, reason: impl Into<String>, remedy: impl Into<String>) -> InputFault {
        self.fields.fault(self.number(column).unwrap_or_default(), reason, remedy)
    }

    /// Whether the row names itself, by `id` or `ref`.
    pub fn names_itself(&self) -> bool {
        !self.get("id").is_empty() || !self.get("ref").is_empty()
    }

    /// What the row says, without order of columns and empty fields, as a hash.
    fn words(&self) -> String {
        let mut said: Vec<String> =
            self.columns.iter().map(|name| format!("{name}={}", self.get(name))).collect();
        said.retain(|field| !field.ends_with('='));
        said.sort();
        let hash = hex::encode(yishi_log::text::document_hash(said.join("\n").as_bytes()));
        format!("row {}", hash.get(..16).unwrap_or(&hash))
    }

    fn number(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|known| *known == column)
    }
}

/// Parses CSV with a header.
pub fn parse(text: &str) -> Result<Table<'_>, Vec<InputFault>> {
    let read = CsvText::read(text)?;
    let no_rows = read.no_rows();
    let records = read.records.into_iter().map(Fields::Text);
    Table::new(&Fields::Text(read.header), records.collect(), no_rows)
}

/// Takes the rows of a sheet.
pub fn of_sheet(sheet: Sheet) -> Result<Table<'static>, Vec<InputFault>> {
    let no_rows =
        sheet.header.below().fault(0, "the sheet has no rows", "add at least one row below the header");
    let records = sheet.records.into_iter().map(Fields::Cells);
    Table::new(&Fields::Cells(sheet.header), records.collect(), no_rows)
}

impl<'a> Table<'a> {
    fn new(
        header: &Fields<'_>,
        records: Vec<Fields<'a>>,
        no_rows: InputFault,
    ) -> Result<Self, Vec<InputFault>> {
        let columns: Rc<[&'static str]> = columns(header)?.into();
        if records.is_empty() {
            return Err(vec![no_rows]);
        }
        let record = |fields: Fields<'a>| {
            let (line, label) = (fields.line(), String::new());
            Record { line, label, columns: Rc::clone(&columns), fields }
        };
        let mut records: Vec<_> = records.into_iter().map(record).collect();
        label(&mut records);
        Ok(Self { records })
    }
}

/// Labels every record; rows that say the same, such as two equal stalls, are told apart by their order.
fn label(records: &mut [Record<'_>]) {
    let mut said: BTreeMap<String, u32> = BTreeMap::new();
    for record in records {
        record.label = match record.get("ref") {
            "" => {
                let words = record.words();
                let times = said.entry(words.clone()).or_default();
                *times = times.saturating_add(1);
                format!("{words} {times}")
            }
            label => label.to_owned(),
        };
    }
}

fn columns(header: &Fields<'_>) -> Result<Vec<&'static str>, Vec<InputFault>> {
    let mut columns: Vec<&'static str> = Vec::new();
    let mut faults = Vec::new();
    for number in 0..header.len() {
        let name = header.get(number);
        let fault = |reason: String, remedy: &str| header.fault(number, reason, remedy);
        match COLUMNS.iter().find(|known| **known == name) {
            Some(known) if columns.contains(known) => {
                faults.push(fault(format!("column `{name}` stands twice"), "keep one of the two"));
            }
            Some(known) => columns.push(known),
            None => faults.push(fault(
                format!("column `{name}` is unknown; known are {}", COLUMNS.join(", ")),
                "rename it or take it out; names, phones and flats never go into a book",
            )),
        }
    }
    for needed in ["kind", "council"] {
        if faults.is_empty() && !columns.contains(&needed) {
            let remedy = format!("begin the file with a header such as {}", EXAMPLE.join(","));
            faults.push(header.fault(header.len(), format!("column `{needed}` is missing"), remedy));
        }
    }
    if faults.is_empty() { Ok(columns) } else { Err(faults) }
}

/// The columns that most rolls need.
const EXAMPLE: &[&str] =
    &["kind", "ref", "council", "household", "standing", "building", "area_m2", "owners"];
