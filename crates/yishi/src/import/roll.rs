//! Brings a roll into a book: its parts, then the seal, each once however often the file is sent.

use crate::author::{Author, Order, refused};
use crate::failure::{Failure, InputFault, InputFaults};
use crate::roll::{RollFile, parts};
use serde::Serialize;
use std::path::Path;
use yishi_book::{Nonce, Refusal};
use yishi_core::{AreaDm2, Command, ImportRollPart, Rejection, RollImportId, RollRow, SealRoll, roll_digest};
use yishi_engine::{Clock, Engine, SubmitError};

/// What an import of a roll did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RollReport {
    /// The import.
    pub import: RollImportId,
    /// Member rows.
    pub members: u64,
    /// Unit rows.
    pub units: u64,
    /// Sum of the units' areas.
    pub area_dm2: u64,
    /// Whether the file was in the book already.
    pub already: bool,
}

/// Whose roll goes where.
pub struct RollImport<'a> {
    /// The book.
    pub engine: &'a Engine,
    /// Who signs.
    pub author: &'a Author,
    /// The roll.
    pub roll: &'a RollFile,
    /// The file it was read from, for faults.
    pub file: &'a Path,
    /// The time.
    pub clock: &'a dyn Clock,
}

/// The import id of a roll: it follows from the file, so that the same file is the same import.
pub fn import_id(source_hash: &[u8; 32]) -> Result<RollImportId, Failure> {
    let short: String = hex::encode(source_hash).chars().take(32).collect();
    Ok(format!("roll-{short}").parse().map_err(anyhow::Error::from)?)
}

/// What an import would do or did.
pub fn report(roll: &RollFile, already: bool) -> Result<RollReport, Failure> {
    let units = roll.rows.iter().filter(|row| matches!(row, RollRow::Unit { .. })).count();
    let members = roll.rows.len().saturating_sub(units);
    let number = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    Ok(RollReport {
        import: import_id(&roll.source_hash)?,
        members: number(members),
        units: number(units),
        area_dm2: area(&roll.rows).0,
        already,
    })
}

fn area(rows: &[RollRow]) -> AreaDm2 {
    let area = |row: &RollRow| match row {
        RollRow::Unit { area_dm2, .. } => area_dm2.0,
        RollRow::Member { .. } => 0,
    };
    AreaDm2(rows.iter().map(area).fold(0, u64::saturating_add))
}

impl RollImport<'_> {
    /// Sends what the book does not have yet.
    pub async fn run(&self) -> Result<RollReport, Failure> {
        let import = import_id(&self.roll.source_hash)?;
        let version = self.engine.version();
        if version.state.roll.sealed.contains_key(&import) {
            return report(self.roll, true);
        }
        let received = version.state.roll.pending.get(&import).map_or(0, |pending| pending.parts);
        for (part, rows) in (1..).zip(parts(&self.roll.rows)) {
            if part > received {
                let command = ImportRollPart { import: import.clone(), part, rows };
                self.send(command.into(), u64::from(part)).await?;
            }
        }
        let rows = &self.roll.rows;
        let seal = SealRoll {
            import,
            rows: u64::try_from(rows.len()).unwrap_or(u64::MAX),
            area_dm2: area(rows),
            root: roll_digest(rows),
        };
        self.send(seal.into(), 0).await?;
        report(self.roll, false)
    }

    async fn send(&self, command: Command, number: u64) -> Result<(), Failure> {
        let kind = command.kind();
        let order = Order { command, assistance: None, now: self.clock.now() };
        let engine = self.engine;
        let signed = self.author.sign(engine.origin(), &engine.version(), order, self.nonce(number))?;
        match engine.submit(signed, vec![]).await {
            Ok(_) | Err(SubmitError::Refused(Refusal::NonceConflict { .. })) => Ok(()),
            Err(SubmitError::Refused(Refusal::Rejected {
                rejection: Rejection::RollRowInvalid { row, message, .. },
            })) => Err(self.at_row(row, message)),
            Err(error) => Err(refused(kind, &error)),
        }
    }

    fn nonce(&self, number: u64) -> Nonce {
        let mut input = b"yishi/import/roll/v1\0".to_vec();
        input.extend_from_slice(&self.roll.source_hash);
        input.extend_from_slice(&number.to_be_bytes());
        let digest = yishi_log::text::document_hash(&input);
        Nonce(digest.first_chunk::<16>().copied().unwrap_or_default())
    }

    fn at_row(&self, row: u64, message: String) -> Failure {
        let line =
            usize::try_from(row.saturating_sub(1)).ok().and_then(|at| self.roll.lines.get(at).copied());
        let fault = InputFault {
            line: line.unwrap_or(1),
            column: 1,
            reason: message,
            remedy: "correct the row and import the whole file again".into(),
        };
        InputFaults::new(self.file, vec![fault]).into()
    }
}
