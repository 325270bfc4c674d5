//! `yishi export roll`: the roll as a table, in the columns that an import reads.

use crate::console::{say, say_json};
use crate::encoding::Encoding;
use crate::failure::Failure;
use crate::host::SystemClock;
use crate::layout::DataFolder;
use crate::roll::{csv, rows_of, xlsx};
use crate::running::{self, BookKeys};
use crate::secret_file;
use anyhow::Context;
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;
use yishi_core::RollRow;
use yishi_engine::{AsOf, AsOfError, Engine, Version};

/// Write the roll as a CSV or XLSX table
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi export roll --data ./weiyang --out 名册.xlsx
  yishi export roll --data ./weiyang --out roll.csv --encoding gb18030
  yishi export roll --data ./weiyang --out before.csv --as-of 1200 --json

The columns are those of `yishi import roll`: bringing the file in again changes nothing, and a row that was changed in it
replaces the earlier one. It holds ids and no names; only you may read the file. The end of OUT says the format. What
a spreadsheet would take for a formula is written as text. The book must not be served at the same time.")]
pub struct Roll {
    /// The data folder of the book
    #[arg(long, value_name = "DIR", visible_alias = "book")]
    data: PathBuf,
    /// Where the table goes: a file that ends in .csv or .xlsx
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// How a CSV file is written
    #[arg(long, value_enum, default_value_t = Encoding::Utf8)]
    encoding: Encoding,
    /// The roll as it stood after so many entries [default: after all]
    #[arg(long, value_name = "N")]
    as_of: Option<u64>,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
    /// Print {"file","entries","members","units","area_dm2"} as JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// What a table is written as.
#[derive(Clone, Copy)]
enum Format {
    Csv,
    Xlsx,
}

impl Roll {
    /// Runs the command.
    pub(super) fn run(self) -> Result<(), Failure> {
        let format = self.format()?;
        if self.out.exists() && !self.force {
            let out = self.out.display();
            return Err(Failure::Refused(format!("{out} exists: name another file, or add --force")));
        }
        let folder = DataFolder::open(&self.data)?;
        let engine = running::open_reading(&folder, BookKeys::read(&folder)?, Arc::new(SystemClock))?;
        let version = self.version(&engine);
        engine.shutdown();
        let version = version?;
        let rows = rows_of(&version.state);
        let bytes = match format {
            Format::Csv => csv(&rows, self.encoding),
            Format::Xlsx => xlsx(&rows, version.recorded_at),
        };
        let writing = || format!("cannot write {}", self.out.display());
        secret_file::replace(&self.out, &bytes.with_context(writing)?).with_context(writing)?;
        self.print(&rows, version.size)
    }

    fn format(&self) -> Result<Format, Failure> {
        let ending = self.out.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
        match ending.as_deref() {
            Some("csv") => Ok(Format::Csv),
            Some("xlsx") if self.encoding == Encoding::Utf8 => Ok(Format::Xlsx),
            Some("xlsx") => Err(Failure::Usage("--encoding is for CSV; XLSX has its own".into())),
            Some(_) | None => Err(Failure::Usage("OUT must end in .csv or .xlsx".into())),
        }
    }

    fn version(&self, engine: &Engine) -> Result<Arc<Version>, Failure> {
        let Some(entries) = self.as_of else { return Ok(engine.version()) };
        engine.version_as_of(AsOf::Size(entries)).map_err(|error| match error {
            AsOfError::AfterHead { size } => {
                Failure::Refused(format!("the book has {size} entries: name at most that many"))
            }
            AsOfError::TooFar { .. } => Failure::Refused(error.to_string()),
            AsOfError::Store(_) => Failure::Io(error.into()),
        })
    }

    fn print(&self, rows: &[RollRow], entries: u64) -> Result<(), Failure> {
        let areas = rows.iter().filter_map(|row| match row {
            RollRow::Unit { area_dm2, .. } => Some(area_dm2.0),
            RollRow::Member { .. } => None,
        });
        let (units, area_dm2) = areas
            .fold((0_usize, 0_u64), |(units, sum), area| (units.saturating_add(1), sum.saturating_add(area)));
        let members = rows.len().saturating_sub(units);
        if self.json {
            return say_json(&serde_json::json!({
                "file": self.out, "entries": entries, "members": members, "units": units, "area_dm2": area_dm2,
            }));
        }
        let out = self.out.display();
        say(format!(
            "{members} member(s), {units} unit(s), {area_dm2} dm² after {entries} entries written to {out}"
        ))
    }
}
