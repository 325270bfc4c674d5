//! Brings a roll into a book: its parts, then the seal, each once however often the file is sent.

use crate::author::{Author, Order, refused};
use crate::failure::{Failure, InputFault};
use crate::roll::{RollFile, parts};
use serde::Serialize;
use std::path::Path;
use yishi_book::{Nonce, Refusal};
use yishi_core::{
    AreaDm2, Command, ImportRollPart, Rejection, RollImportId, RollRow, SealRoll, State, roll_digest,
};
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
    /// Rows that say what the roll says already; they are not brought in again.
    pub unchanged: u64,
    /// Whether all of them do, so that nothing is to be done.
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
    /// What of it is to be done.
    pub plan: &'a RollPlan,
    /// The file it was read from, for faults.
    pub file: &'a Path,
    /// The time.
    pub clock: &'a dyn Clock,
}

/// What is to be done with a roll: the rows that change something, under the name of their import.
#[derive(Debug)]
pub struct RollPlan {
    /// The import.
    pub import: RollImportId,
    rows: Vec<RollRow>,
    lines: Vec<u64>,
}

impl RollPlan {
    /// Compares a roll with the one that stands. The name follows from the file, so that a broken import of it goes on; a file
    /// that was in force before and comes again after other changes is another import.
    pub fn new(roll: &RollFile, state: &State) -> Result<Self, Failure> {
        let (rows, lines) = roll.changes(state);
        let import = name(&roll.source_hash)?;
        let begun = state.roll.pending.get(&import);
        let goes_on = begun.is_none_or(|begun| begun.rows.iter().zip(&rows).all(|(had, row)| had == row));
        let free = rows.is_empty() || (goes_on && !state.roll.sealed.contains_key(&import));
        let import = if free { import } else { name(&again(&roll.source_hash, state))? };
        Ok(Self { import, rows, lines })
    }

    /// What the import would do, or did.
    pub fn report(&self, roll: &RollFile) -> RollReport {
        let units = roll.rows.iter().filter(|row| matches!(row, RollRow::Unit { .. })).count();
        let number = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        RollReport {
            import: self.import.clone(),
            members: number(roll.rows.len().saturating_sub(units)),
            units: number(units),
            area_dm2: area(&roll.rows).0,
            unchanged: number(roll.rows.len().saturating_sub(self.rows.len())),
            already: self.rows.is_empty(),
        }
    }
}

fn name(hash: &[u8; 32]) -> Result<RollImportId, Failure> {
    let short: String = hex::encode(hash).chars().take(32).collect();
    Ok(format!("roll-{short}").parse().map_err(anyhow::Error::from)?)
}

/// Another name for the same file after so many imports.
fn again(source_hash: &[u8; 32], state: &State) -> [u8; 32] {
    let imports = u64::try_from(state.roll.sealed.len()).unwrap_or(u64::MAX);
    yishi_log::text::document_hash(&[&source_hash[..], &imports.to_be_bytes()].concat())
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
        let (import, rows) = (self.plan.import.clone(), &self.plan.rows);
        if rows.is_empty() {
            return Ok(self.plan.report(self.roll));
        }
        let version = self.engine.version();
        let received = version.state.roll.pending.get(&import).map_or(0, |pending| pending.parts);
        for (part, rows) in (1..).zip(parts(rows)) {
            if part > received {
                let command = ImportRollPart { import: import.clone(), part, rows };
                self.send(command.into(), u64::from(part)).await?;
            }
        }
        let seal = SealRoll {
            import,
            rows: u64::try_from(rows.len()).unwrap_or(u64::MAX),
            area_dm2: area(rows),
            root: roll_digest(rows),
        };
        self.send(seal.into(), 0).await?;
        Ok(self.plan.report(self.roll))
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
        let mut input = b"yishi/import/roll/v2\0".to_vec();
        input.extend_from_slice(self.plan.import.as_str().as_bytes());
        input.extend_from_slice(&number.to_be_bytes());
        let digest = yishi_log::text::document_hash(&input);
        Nonce(digest.first_chunk::<16>().copied().unwrap_or_default())
    }

    fn at_row(&self, row: u64, message: String) -> Failure {
        let line =
            usize::try_from(row.saturating_sub(1)).ok().and_then(|at| self.plan.lines.get(at).copied());
        let fault = InputFault {
            line: line.unwrap_or(1),
            column: 1,
            reason: message,
            remedy: "correct the row and import the whole file again".into(),
        };
        self.roll.faults(self.file, vec![fault])
    }
}
