//! The table: records with their fields, each field with its place in the file.

use super::COLUMNS;
use crate::csv_text::{CsvRecord, CsvText};
use crate::failure::InputFault;
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
    columns: Rc<[&'static str]>,
    fields: CsvRecord<'a>,
}

impl Record<'_> {
    /// The text of a column; empty when the table does not have it.
    pub fn get(&self, column: &str) -> &str {
        self.number(column).map_or("", |number| self.fields.get(number))
    }

    /// A fault at a column of this record; at its beginning when the table does not have the column.
    pub fn fault(&self, column: &str, reason: impl Into<String>, remedy: impl Into<String>) -> InputFault {
        self.fields.fault(self.number(column).unwrap_or_default(), reason, remedy)
    }

    /// What names the row in the file of ids: its `ref`, else its line.
    pub fn label(&self) -> String {
        match self.get("ref") {
            "" => format!("line {}", self.line),
            label => label.to_owned(),
        }
    }

    fn number(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|known| *known == column)
    }
}

/// Parses CSV with a header.
pub fn parse(text: &str) -> Result<Table<'_>, Vec<InputFault>> {
    let read = CsvText::read(text)?;
    let columns: Rc<[&'static str]> = columns(&read)?.into();
    if read.records.is_empty() {
        return Err(vec![read.no_rows()]);
    }
    let records = read.records.into_iter();
    Ok(Table {
        records: records
            .map(|fields| Record { line: fields.line, columns: Rc::clone(&columns), fields })
            .collect(),
    })
}

fn columns(read: &CsvText<'_>) -> Result<Vec<&'static str>, Vec<InputFault>> {
    let mut columns: Vec<&'static str> = Vec::new();
    let mut faults = Vec::new();
    for (number, header) in read.header.iter().enumerate() {
        let fault = |reason: String, remedy: &str| read.header.fault(number, reason, remedy);
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
            let remedy = format!("begin the file with a header such as {}", COLUMNS.join(","));
            faults.push(read.missing_column(needed, remedy));
        }
    }
    if faults.is_empty() { Ok(columns) } else { Err(faults) }
}
