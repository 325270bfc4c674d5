//! `yishi import roll`: members, households and units from a CSV file or a spreadsheet.

use crate::author::Author;
use crate::console::{say, say_json};
use crate::encoding::Encoding;
use crate::failure::Failure;
use crate::host::{SystemClock, SystemEntropy};
use crate::import::roll::{RollImport, RollPlan, RollReport};
use crate::key_file::KeyFile;
use crate::layout::DataFolder;
use crate::roll::{Known, Reading, RollFile, read_roll};
use crate::running::{self, BookKeys};
use clap::Args;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use yishi_core::State;
use yishi_engine::Engine;

/// Bring members and units into the roll from a CSV or XLSX file
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi import roll roll.csv --data ./weiyang --dry-run
  yishi import roll roll.csv --data ./weiyang
  yishi import roll 名册.xlsx --sheet 一期 --data ./weiyang

CSV in UTF-8, with or without byte order mark, or in GB18030 (GBK); XLSX with numbers taken as the sheet shows them.
Columns (first row, any order):
  kind       member | unit
  id         member_… or unit_… if there is one already; empty: a random id is made
  ref        any label of yours for the row, to be named in `owners`; never leaves this machine
  council    the lowest council of the place, as the charter names it
  household  household_… or any label of yours; labels are replaced by random ids        (members)
  standing   resident (default) | floating | absent_owner | partner | left               (members)
  identity   64 hex digits: what stands in the book for name and contact, as exported    (members)
  building   the building, for votes of its owners                                       (units)
  area_m2    e.g. 89.35, exact; or area_dm2 in units of 0.01 m², e.g. 8935               (units)
  owners     `ref` or `id` of members, separated by `;`; several are co-owners           (units)
  registered_m2, surveyed_m2, contract_m2   the area by its source, where several are known   (units)
  status     delivered (default) | undelivered | unsold                                  (units)
  use        dwelling (default) | shop | parking | other                                 (units)
  guardian   `ref` or `id` of who votes by law for the owners                            (units)

Example:
  kind,ref,council,household,building,area_m2,owners
  member,a,grid-1,h1,,,
  member,b,grid-1,h1,,,
  unit,,grid-1,,building-3,89.35,a;b

Names, phones and flats never go into a book: other columns are refused. Which row got which id stands in
FILE.ids.csv beside the file, readable by you only: keep it. When the file is imported again, rows keep their ids by
`id`, by `ref`, or because they say what they said; a row without `id` and `ref` that says something else is refused,
for it may be new or changed. The file is refused as a whole when one row is at fault;
each fault has its line and column, or its sheet and cell, and a remedy. A row with a known id replaces the earlier one
from its entry on; rows that say what the roll says already are left out, so the same file twice changes nothing, nor
does what `yishi export roll` wrote. The book must not be served at the same time.")]
pub struct Roll {
    /// The roll
    file: PathBuf,
    /// The data folder of the book
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The key of a registrar, or of a seat that may enrol [default: registrar-1.key of the book]
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// The sheet of a workbook that holds the roll [default: the only one that holds anything]
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// How a CSV file is written [default: UTF-8 if it is that, else GB18030]
    #[arg(long, value_enum)]
    encoding: Option<Encoding>,
    /// Check everything, write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print {"import","members","units","area_dm2","unchanged","already"} as JSON
    #[arg(long)]
    pub(super) json: bool,
}

impl Roll {
    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        let folder = DataFolder::open(&self.data)?;
        let engine = running::open(&folder, BookKeys::read(&folder)?, Arc::new(SystemClock))?;
        let done = self.bring_in(&folder, &engine);
        engine.shutdown();
        let report = done?;
        if self.json { say_json(&report) } else { self.print(&report) }
    }

    fn bring_in(&self, folder: &DataFolder, engine: &Engine) -> Result<RollReport, Failure> {
        let state = &engine.version().state;
        let roll = self.read(state)?;
        let plan = RollPlan::new(&roll, state)?;
        if self.dry_run {
            return Ok(plan.report(&roll));
        }
        let key = self.key.clone().unwrap_or_else(|| folder.key("registrar-1"));
        let author = Author::new(KeyFile::read(&key)?)?;
        roll.ids.write()?;
        let (author, file, clock) = (&author, &*self.file, &SystemClock);
        let import = RollImport { engine, author, roll: &roll, plan: &plan, file, clock };
        running::runtime()?.block_on(import.run())
    }

    fn print(&self, report: &RollReport) -> Result<(), Failure> {
        let what = match (report.already, self.dry_run) {
            (true, _) => "in the book already, nothing changed",
            (false, true) => "would be brought in; nothing was written",
            (false, false) => "brought in",
        };
        say(format!(
            "{}: {} member(s), {} unit(s), {} dm², {} row(s) unchanged — {what}",
            report.import, report.members, report.units, report.area_dm2, report.unchanged
        ))
    }

    fn read(&self, state: &State) -> Result<RollFile, Failure> {
        let Some(version) = state.charter() else {
            return Err(Failure::Refused(
                "the book has no charter yet, so there are no councils to live in".into(),
            ));
        };
        let households: BTreeSet<&str> = state
            .roll
            .members
            .values()
            .filter_map(|member| member.household.as_ref())
            .map(|id| id.as_str())
            .collect();
        let known = Known {
            is_lowest_council: &|council| version.charter.is_lowest(council),
            is_member: &|member| state.roll.members.contains_key(member),
            is_household: &|household| households.contains(household),
        };
        let reading = Reading { encoding: self.encoding, sheet: self.sheet.as_deref() };
        read_roll(&self.file, reading, &known, &SystemEntropy)
    }
}
