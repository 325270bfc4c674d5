//! Rolls as they arrive: a CSV file in, rows of the roll out, or every fault with line, column and remedy.
//!
//! Names never go into a book. Members, households and units get random ids here; which row got which id stands in
//! a file beside the CSV that only its owner can read.

mod field;
mod ids;
mod row;
mod table;

pub use ids::IdFile;

use crate::failure::{Failure, InputFaults, read_text};
use crate::host::Entropy;
use std::path::Path;
use yishi_core::{CouncilId, MAX_ROLL_ROWS, MemberId, RollRow};

/// The columns of a roll, as help and errors name them.
pub const COLUMNS: &[&str] =
    &["kind", "id", "ref", "council", "household", "standing", "building", "area_m2", "area_dm2", "owners"];

/// A roll read from a file.
#[derive(Debug)]
pub struct RollFile {
    /// SHA-256 of the file: the identity of the import.
    pub source_hash: [u8; 32],
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
}

/// Reads a roll; the file is refused as a whole when one row is at fault.
pub fn read_roll(file: &Path, known: &Known<'_>, entropy: &dyn Entropy) -> Result<RollFile, Failure> {
    let text = read_text(file)?;
    let source_hash = yishi_log::text::document_hash(text.as_bytes());
    let table = table::parse(&text).map_err(|faults| InputFaults::new(file, faults))?;
    let mut ids = IdFile::beside(file, source_hash)?;
    ids.assign(&table, entropy)?;
    let mut faults = row::repeated(&table, &ids);
    let mut rows = Vec::new();
    for record in &table.records {
        match row::read(record, &ids, known) {
            Ok(row) => rows.push(row),
            Err(more) => faults.extend(more),
        }
    }
    if faults.is_empty() {
        let lines = table.records.iter().map(|record| record.line).collect();
        Ok(RollFile { source_hash, rows, lines, ids })
    } else {
        Err(InputFaults::new(file, faults).into())
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
mod tests;
