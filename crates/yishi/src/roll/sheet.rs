//! Rolls in spreadsheets: the cells of one sheet as texts, each with its place, numbers exactly as the sheet shows them.

use super::number::decimal;
use crate::csv_text::MOST_FAULTS;
use crate::failure::InputFault;
use calamine::{DataRef, Reader as _, Xlsx, XlsxError};
use std::collections::BTreeMap;
use std::io::Cursor;

/// Most cells that a sheet may fill: more than a roll of a hundred thousand rows has.
const MOST_CELLS: usize = 2_000_000;

/// The cells of one row.
#[derive(Debug)]
pub struct Cells {
    /// The row, from 1.
    pub line: u64,
    /// The column of the first field, from 0.
    first_column: u32,
    fields: Vec<String>,
}

/// A sheet with a header, in which no row has a cell without a column.
#[derive(Debug)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// The first row that holds anything.
    pub header: Cells,
    /// The rows below it that hold anything.
    pub records: Vec<Cells>,
}

/// Why a workbook is refused, and in which sheet, if it came so far.
#[derive(Debug)]
pub struct SheetFaults {
    /// The sheet.
    pub sheet: Option<String>,
    /// What is wrong.
    pub faults: Vec<InputFault>,
}

const TEXT_REMEDY: &str = "format the column as text, and write the value again";

impl Sheet {
    /// Reads the sheet of that name, else the only one that holds anything.
    ///
    /// # Errors
    /// What is no workbook, has no such sheet, or cells that say nothing certain: dates, errors, formulas without a value.
    pub fn read(bytes: &[u8], wanted: Option<&str>) -> Result<Self, SheetFaults> {
        let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| {
            let reason = format!("the file is no XLSX workbook that can be read: {error}");
            refused(reason, "save it as XLSX without a password in Excel or WPS, or as CSV UTF-8")
        })?;
        let (name, filled) = choose(&mut book, wanted)?;
        Self::of_cells(&name, filled).map_err(|faults| SheetFaults { sheet: Some(name), faults })
    }

    fn of_cells(name: &str, filled: Filled) -> Result<Self, Vec<InputFault>> {
        let mut faults = Vec::new();
        let mut rows = filled.into_iter();
        let Some((row, header)) = rows.next() else { return Err(vec![empty()]) };
        let first = header.first_key_value().map_or(0, |(column, _)| *column);
        let last = header.last_key_value().map_or(0, |(column, _)| *column);
        let mut taken = |row, cells| Cells::take(row, cells, (first, last), &mut faults);
        let header = taken(row, header);
        let records = rows.map(|(row, cells)| taken(row, cells)).collect();
        faults.truncate(MOST_FAULTS);
        if faults.is_empty() { Ok(Self { name: name.to_owned(), header, records }) } else { Err(faults) }
    }

    /// The same as CSV, whatever file it came from: what the import is named after.
    pub fn as_csv(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in std::iter::once(&self.header).chain(&self.records) {
            // Writing to memory does not fail.
            drop(writer.write_record(&row.fields));
        }
        writer.into_inner().unwrap_or_default()
    }
}

impl Cells {
    /// The cells of a row under the columns of the header; what stands beside them, and what says nothing certain, is a fault.
    fn take(row: u32, found: Row, (first, last): (u32, u32), faults: &mut Vec<InputFault>) -> Self {
        let mut cells =
            Self { line: u64::from(row).saturating_add(1), first_column: first, fields: Vec::new() };
        let mut by_column: BTreeMap<u32, String> = BTreeMap::new();
        for (column, cell) in found {
            match cell {
                _ if !(first..=last).contains(&column) => {
                    let remedy = "empty the cell, or give its column a header";
                    faults.push(cells.fault_at(column, "the cell has no column", remedy));
                }
                Ok(text) => {
                    by_column.insert(column, text);
                }
                Err((reason, remedy)) => faults.push(cells.fault_at(column, reason, remedy)),
            }
        }
        cells.fields = (first..=last).map(|column| by_column.remove(&column).unwrap_or_default()).collect();
        cells
    }

    /// A field without the spaces around it; empty when there is none.
    pub fn get(&self, field: usize) -> &str {
        self.fields.get(field).map_or("", |text| text.trim())
    }

    /// How many fields it has.
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// A fault at a field.
    pub fn fault(&self, field: usize, reason: impl Into<String>, remedy: impl Into<String>) -> InputFault {
        let column = self.first_column.saturating_add(u32::try_from(field).unwrap_or(u32::MAX));
        self.fault_at(column, reason, remedy)
    }

    fn fault_at(&self, column: u32, reason: impl Into<String>, remedy: impl Into<String>) -> InputFault {
        let column = u64::from(column).saturating_add(1);
        InputFault { line: self.line, column, reason: reason.into(), remedy: remedy.into() }
    }

    /// The row below it, where nothing stands.
    pub fn below(&self) -> Self {
        let (line, first_column) = (self.line.saturating_add(1), self.first_column);
        Self { line, first_column, fields: Vec::new() }
    }
}

/// The text of a cell, or why it says nothing certain and what to do.
type Told = Result<String, (&'static str, &'static str)>;

/// The filled cells of a row by their columns, from 0.
type Row = BTreeMap<u32, Told>;

/// The rows of a sheet that hold anything, from 0.
type Filled = BTreeMap<u32, Row>;

fn text_of(cell: &DataRef<'_>) -> Told {
    match cell {
        DataRef::Empty => Err((
            "the cell holds a formula that was never calculated",
            "save the file in Excel or WPS, or write the value",
        )),
        DataRef::String(text) => Ok(text.trim().to_owned()),
        DataRef::SharedString(text) => Ok(text.trim().to_owned()),
        DataRef::Int(number) => Ok(number.to_string()),
        DataRef::Float(number) => {
            decimal(*number).ok_or(("the number has more digits than a spreadsheet keeps", TEXT_REMEDY))
        }
        DataRef::Bool(_) => Err(("the cell holds TRUE or FALSE", TEXT_REMEDY)),
        DataRef::DateTime(_) | DataRef::DateTimeIso(_) | DataRef::DurationIso(_) => {
            Err(("the cell holds a date: spreadsheets make one of texts such as 3-1", TEXT_REMEDY))
        }
        DataRef::Error(_) => Err(("the formula of the cell ends in an error", "write the value instead")),
    }
}

fn choose(book: &mut Xlsx<Cursor<&[u8]>>, wanted: Option<&str>) -> Result<(String, Filled), SheetFaults> {
    let names = book.sheet_names();
    if let Some(wanted) = wanted {
        if !names.iter().any(|name| name == wanted) {
            let reason = format!("there is no sheet `{wanted}`; there are: {}", names.join(", "));
            return Err(refused(reason, "name one of them with --sheet"));
        }
        return Ok((wanted.to_owned(), filled(book, wanted)?));
    }
    let mut found: Vec<(String, Filled)> = Vec::new();
    for name in names {
        let cells = filled(book, &name)?;
        if !cells.is_empty() {
            found.push((name, cells));
        }
    }
    if found.len() > 1 {
        let names: Vec<String> = found.into_iter().map(|(name, _)| name).collect();
        let reason = format!("several sheets hold something: {}", names.join(", "));
        return Err(refused(reason, "name the one with the roll with --sheet"));
    }
    found.pop().ok_or_else(|| SheetFaults { sheet: None, faults: vec![empty()] })
}

/// Only cells that hold something are kept: one far away must not cost the memory of all between.
fn filled(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Filled, SheetFaults> {
    let unreadable = |error: XlsxError| {
        let reason = format!("sheet `{name}` cannot be read: {error}");
        refused(reason, "save the file again in Excel or WPS, or as CSV UTF-8")
    };
    let mut reader = book.worksheet_cells_reader(name).map_err(unreadable)?;
    let mut filled = Filled::new();
    let mut count = 0_usize;
    while let Some(cell) = reader.next_cell_with_formula().map_err(unreadable)? {
        if cell.value == DataRef::Empty && cell.formula.is_none() {
            continue;
        }
        let told = text_of(&cell.value);
        if told.as_ref().is_ok_and(String::is_empty) {
            continue;
        }
        count = count.saturating_add(1);
        if count > MOST_CELLS {
            let reason = format!("sheet `{name}` fills more than {MOST_CELLS} cells");
            return Err(refused(reason, "leave only the roll in it, or split the roll into several files"));
        }
        filled.entry(cell.pos.0).or_default().insert(cell.pos.1, told);
    }
    Ok(filled)
}

fn empty() -> InputFault {
    let remedy = "write a header, and below it one row for each member and unit".into();
    InputFault { line: 1, column: 1, reason: "the sheet is empty".into(), remedy }
}

fn refused(reason: String, remedy: &str) -> SheetFaults {
    SheetFaults {
        sheet: None,
        faults: vec![InputFault { line: 1, column: 1, reason, remedy: remedy.to_owned() }],
    }
}
