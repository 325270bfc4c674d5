//! Rolls in spreadsheets: the cells of one sheet as texts, each with its place, numbers exactly as the sheet shows them.

use super::number::decimal;
use crate::csv_text::MOST_FAULTS;
use crate::failure::InputFault;
use calamine::{Data, Range, Reader as _, Xlsx};
use std::io::Cursor;

/// The cells of one row.
#[derive(Debug)]
pub struct Cells {
    /// The row, from 1.
    pub line: u64,
    /// The column of the first field, from 1.
    first_column: u64,
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
        let name = choose(&mut book, wanted)?;
        let cells = range(&mut book, &name)?;
        let formulas = book.worksheet_formula(&name).unwrap_or_default();
        Self::of_range(&name, &cells, &formulas)
            .map_err(|faults| SheetFaults { sheet: Some(name.clone()), faults })
    }

    fn of_range(name: &str, cells: &Range<Data>, formulas: &Range<String>) -> Result<Self, Vec<InputFault>> {
        let (first_row, first_column) = cells.start().unwrap_or_default();
        let mut faults = Vec::new();
        let mut rows = Vec::new();
        for (row, found) in (first_row..).zip(cells.rows()) {
            let mut cells = Cells {
                line: u64::from(row).saturating_add(1),
                first_column: u64::from(first_column).saturating_add(1),
                fields: Vec::new(),
            };
            for (column, cell) in (first_column..).zip(found) {
                let has_formula =
                    formulas.get_value((row, column)).is_some_and(|formula| !formula.is_empty());
                match text_of(cell, has_formula) {
                    Ok(text) => cells.fields.push(text),
                    Err((reason, remedy)) => {
                        faults.push(cells.fault(cells.fields.len(), reason, remedy));
                        cells.fields.push(String::new());
                    }
                }
            }
            rows.push(cells);
        }
        let mut rows = rows.into_iter().filter(|row| row.fields.iter().any(|field| !field.is_empty()));
        let Some(mut header) = rows.next() else { return Err(vec![empty()]) };
        header.cut(header.used());
        let mut sheet = Self { name: name.to_owned(), header, records: rows.collect() };
        faults.extend(sheet.fit());
        faults.truncate(MOST_FAULTS);
        if faults.is_empty() { Ok(sheet) } else { Err(faults) }
    }

    /// Cuts rows to the length of the header; cells beyond it are faults.
    fn fit(&mut self) -> Vec<InputFault> {
        let columns = self.header.fields.len();
        let mut faults = Vec::new();
        for row in &mut self.records {
            let beyond = row.fields.iter().skip(columns).position(|field| !field.is_empty());
            if let Some(beyond) = beyond {
                let remedy = "empty the cell, or give its column a header";
                faults.push(row.fault(columns.saturating_add(beyond), "the cell has no column", remedy));
            }
            row.cut(columns);
        }
        faults
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
        let column = self.first_column.saturating_add(u64::try_from(field).unwrap_or(u64::MAX));
        InputFault { line: self.line, column, reason: reason.into(), remedy: remedy.into() }
    }

    /// The row below it, where nothing stands.
    pub fn below(&self) -> Self {
        let (line, first_column) = (self.line.saturating_add(1), self.first_column);
        Self { line, first_column, fields: Vec::new() }
    }

    fn used(&self) -> usize {
        self.fields.iter().rposition(|field| !field.is_empty()).map_or(0, |last| last.saturating_add(1))
    }

    fn cut(&mut self, columns: usize) {
        self.fields.resize(columns, String::new());
    }
}

/// The text of a cell, or why it says nothing certain.
fn text_of(cell: &Data, has_formula: bool) -> Result<String, (&'static str, &'static str)> {
    match cell {
        Data::Empty if has_formula => Err((
            "the cell holds a formula that was never calculated",
            "open the file in Excel or WPS and save it, or write the value",
        )),
        Data::Empty => Ok(String::new()),
        Data::String(text) => Ok(text.trim().to_owned()),
        Data::Int(number) => Ok(number.to_string()),
        Data::Float(number) => {
            decimal(*number).ok_or(("the number has more digits than a spreadsheet keeps", TEXT_REMEDY))
        }
        Data::Bool(_) => Err(("the cell holds TRUE or FALSE", TEXT_REMEDY)),
        Data::DateTime(_) | Data::DateTimeIso(_) | Data::DurationIso(_) => {
            Err(("the cell holds a date: spreadsheets make one of texts such as 3-1", TEXT_REMEDY))
        }
        Data::Error(_) => Err(("the formula of the cell ends in an error", "write the value instead")),
    }
}

fn choose(book: &mut Xlsx<Cursor<&[u8]>>, wanted: Option<&str>) -> Result<String, SheetFaults> {
    let names = book.sheet_names();
    if let Some(wanted) = wanted {
        return names.iter().find(|name| *name == wanted).cloned().ok_or_else(|| {
            let reason = format!("there is no sheet `{wanted}`; there are: {}", names.join(", "));
            refused(reason, "name one of them with --sheet")
        });
    }
    let mut filled = Vec::new();
    for name in names {
        if !range(book, &name)?.is_empty() {
            filled.push(name);
        }
    }
    match filled.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(SheetFaults { sheet: None, faults: vec![empty()] }),
        several => {
            let reason = format!("several sheets hold something: {}", several.join(", "));
            Err(refused(reason, "name the one with the roll with --sheet"))
        }
    }
}

fn range(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Range<Data>, SheetFaults> {
    book.worksheet_range(name).map_err(|error| {
        let reason = format!("sheet `{name}` cannot be read: {error}");
        refused(reason, "save the file again in Excel or WPS, or as CSV UTF-8")
    })
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
