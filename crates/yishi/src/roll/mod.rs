//! Rolls as they arrive: a CSV file in, rows of the roll out, or every fault with line, column and remedy.
//!
//! Names never go into a book. Members, households and units get random ids here; which row got which id stands in
//! a file beside the CSV that only its owner can read.

mod field;
mod ids;
mod number;
mod row;
mod sheet;
mod table;
mod write;

pub use ids::IdFile;
pub use write::{csv, rows_of, xlsx};

use crate::encoding::{Encoding, decode};
use crate::failure::{Failure, InputFault, InputFaults, read_bytes};
use crate::host::Entropy;
use sheet::Sheet;
use std::path::Path;
use table::Table;
use yishi_core::{CouncilId, MAX_ROLL_ROWS, MemberId, RollRow, State};

/// The columns of a roll, as help and errors name them.
pub const COLUMNS: &[&str] = &[
    "kind",
    "id",
    "ref",
    "council",
    "household",
    "standing",
    "building",
    "area_m2",
    "area_dm2",
    "owners",
    "registered_m2",
    "surveyed_m2",
    "contract_m2",
    "status",
    "use",
    "guardian",
    "identity",
];

/// What is said about a file beside it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reading<'a> {
    /// How a text file is written; found out unless said.
    pub encoding: Option<Encoding>,
    /// Which sheet of a workbook holds the roll; the only one that holds anything unless said.
    pub sheet: Option<&'a str>,
}

/// A roll read from a file.
#[derive(Debug)]
pub struct RollFile {
    /// SHA-256 of the file: the identity of the import.
    pub source_hash: [u8; 32],
    /// The sheet it stands in, if it is a workbook.
    pub sheet: Option<String>,
    /// Its rows in order.
    pub rows: Vec<RollRow>,
    /// The line of each row.
    pub lines: Vec<u64>,
    /// Which row got which id.
    pub ids: IdFile,
}

/// What a roll may refer to, besides its own rows.
pub struct Known<'a> {
    /// Whether a council exists and is one of the lowest.
    pub is_lowest_council: &'a dyn Fn(&CouncilId) -> bool,
    /// Whether a member stands on the roll already.
    pub is_member: &'a dyn Fn(&MemberId) -> bool,
    /// Whether somebody on the roll lives in a household of this name: then it is no label.
    pub is_household: &'a dyn Fn(&str) -> bool,
}

impl RollFile {
    /// The rows that say something else than the roll as it stands, with their lines.
    pub fn changes(&self, state: &State) -> (Vec<RollRow>, Vec<u64>) {
        let stands = |row: &RollRow| match row {
            RollRow::Member { id, .. } => state.roll.members.get(id).is_some_and(|found| found.row() == *row),
            RollRow::Unit { id, .. } => state.roll.units.get(id).is_some_and(|found| found.row() == *row),
        };
        let changed = self.rows.iter().zip(&self.lines).filter(|(row, _)| !stands(row));
        changed.map(|(row, line)| (row.clone(), *line)).unzip()
    }

    /// Faults of the file that it was read from.
    pub fn faults(&self, file: &Path, faults: Vec<InputFault>) -> Failure {
        InputFaults::new(file, faults).in_sheet(self.sheet.clone()).into()
    }
}

/// Reads a roll from CSV or XLSX; the file is refused as a whole when one row is at fault.
pub fn read_roll(
    file: &Path,
    reading: Reading<'_>,
    known: &Known<'_>,
    entropy: &dyn Entropy,
) -> Result<RollFile, Failure> {
    let bytes = read_bytes(file)?;
    if is_workbook(file, &bytes) {
        let sheet = Sheet::read(&bytes, reading.sheet)
            .map_err(|found| InputFaults::new(file, found.faults).in_sheet(found.sheet))?;
        let source_hash = yishi_log::text::document_hash(&sheet.as_csv());
        let name = sheet.name.clone();
        let table = table::of_sheet(sheet)
            .map_err(|faults| InputFaults::new(file, faults).in_sheet(Some(name.clone())))?;
        return rows_of_table(file, (&table, Some(name)), source_hash, known, entropy);
    }
    if reading.sheet.is_some() {
        return Err(Failure::Usage("--sheet is for XLSX workbooks; a CSV file has no sheets".into()));
    }
    let text = decode(&bytes, reading.encoding).map_err(|fault| InputFaults::new(file, vec![fault]))?;
    let source_hash = yishi_log::text::document_hash(text.as_bytes());
    let table = table::parse(&text).map_err(|faults| InputFaults::new(file, faults))?;
    rows_of_table(file, (&table, None), source_hash, known, entropy)
}

/// A workbook is a zip file; one of the old kind, or with a password, says so by its own first bytes.
fn is_workbook(file: &Path, bytes: &[u8]) -> bool {
    let named = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"));
    named || bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0")
}

fn rows_of_table(
    file: &Path,
    (table, sheet): (&Table<'_>, Option<String>),
    source_hash: [u8; 32],
    known: &Known<'_>,
    entropy: &dyn Entropy,
) -> Result<RollFile, Failure> {
    let mut ids = IdFile::beside(file)?;
    let mut faults = ids.nameless(table);
    ids.assign(table, known, entropy)?;
    faults.extend(row::repeated(table, &ids));
    let mut rows = Vec::new();
    for record in &table.records {
        match row::read(record, &ids, known) {
            Ok(row) => rows.push(row),
            Err(more) => faults.extend(more),
        }
    }
    if faults.is_empty() {
        let lines = table.records.iter().map(|record| record.line).collect();
        Ok(RollFile { source_hash, sheet, rows, lines, ids })
    } else {
        Err(InputFaults::new(file, faults).in_sheet(sheet).into())
    }
}

/// Largest part in bytes of canonical JSON: leaves room for the envelope below the limit of a command.
const MAX_PART_BYTES: usize = 20 * 1024;

/// Cuts rows into parts that fit one command each.
pub fn parts(rows: &[RollRow]) -> Vec<Vec<RollRow>> {
    let mut parts: Vec<Vec<RollRow>> = Vec::new();
    let mut bytes = 0;
    for row in rows {
        let size = serde_json::to_vec(row).map_or(0, |json| json.len()).saturating_add(1);
        bytes += size;
        match parts.last_mut() {
            Some(part) if part.len() < MAX_ROLL_ROWS && bytes <= MAX_PART_BYTES => part.push(row.clone()),
            Some(_) | None => {
                parts.push(vec![row.clone()]);
                bytes = size;
            }
        }
    }
    parts
}

#[cfg(test)]
mod sheet_tests;
#[cfg(test)]
mod tests;
