//! `yishi import-votes`: recorded votes of people and sections, each as a poll on tally sheets.

use crate::author::{Author, Order, act, document};
use crate::console::{progress, remark, say, say_json};
use crate::export::export;
use crate::failure::Failure;
use crate::host::{SystemClock, SystemEntropy, draw};
use crate::import::founder::{Founder, Officer};
use crate::import::votes::{Importer, Plan, Report, Source, charter, deciding_council, read_source};
use crate::key_file::KeyFile;
use crate::layout::DataFolder;
use crate::running::{self, BookKeys};
use anyhow::Context;
use clap::Args;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use yishi_audit::bundle::Bundle;
use yishi_audit::{Check, Pin, Progress};
use yishi_core::{AdoptCharter, Custody};
use yishi_engine::{Clock, Engine};
use yishi_log::checkpoint::LogVerifier;

/// Bring recorded votes of people and sections into a book, and count them there
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi import-votes votes.jsonl
  yishi import-votes votes.jsonl --data ./votes --json

One vote a line, as JSON:
  {\"anr\":\"2\",\"date\":\"14.01.1866\",\"title_de\":\"Mass und Gewicht\",\"yes\":159182,\"no\":156396,\"entitled\":null,
   \"needs_cantons\":true,\"cantons\":[{\"canton\":\"zh\",\"half\":false,\"yes\":26742,\"no\":2515}, …]}

Each vote becomes a poll on tally sheets: one witness enters the totals of the whole and of each section, another reads
them again and confirms, and the poll is closed once all are confirmed. The people decide by the totals of the whole; where
`needs_cantons` is true, more than half of the sections' votes (a section with `half` has half a vote) must be for as well.
What the source says came out (`official`, and `accepted` of a section) is compared and decides nothing.

When DIR is new, a book is founded in it, with keys for a chancellor and two witnesses; its charter gets the sections and
rules that the votes need. The same import twice changes nothing, and one that was broken off goes on where it stopped. Without --data the book is a temporary one: it is exported,
verified and replayed, and then removed.")]
pub struct ImportVotes {
    /// The votes, one a line
    file: PathBuf,
    /// The data folder of the book; founded when it is new [default: a temporary one]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The community's name, for a new book
    #[arg(long, default_value = "Recorded votes")]
    name: String,
    /// A domain that the operator holds, for a new book
    #[arg(long, value_name = "DOMAIN", default_value = "example.org")]
    operator_domain: String,
    /// Print {"source","brought_in","already","entries","differing","votes"} as JSON
    #[arg(long)]
    pub(super) json: bool,
}

impl ImportVotes {
    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        let source = read_source(&self.file)?;
        if let Some(data) = &self.data {
            let report = self.bring_into(data, &source, None)?;
            return self.print(&report);
        }
        let unique: [u8; 8] = draw(&SystemEntropy)?;
        let temporary = std::env::temp_dir().join(format!("yishi-votes-{}", hex::encode(unique)));
        let done = self.bring_into(&temporary.join("book"), &source, Some(&temporary.join("bundle")));
        if temporary.exists() {
            std::fs::remove_dir_all(&temporary).context("the temporary folder cannot be removed")?;
        }
        self.print(&done?)
    }

    fn bring_into(&self, data: &Path, source: &Source, proof: Option<&Path>) -> Result<Report, Failure> {
        self.found(data, source)?;
        let folder = DataFolder::open(data)?;
        let author = |name: &str| Author::new(KeyFile::read(&folder.key(name))?);
        let people = People {
            chancellor: author("chancellor")?,
            first: author("witness-1")?,
            second: author("witness-2")?,
        };
        let engine = running::open(&folder, BookKeys::read(&folder)?, Arc::new(SystemClock))?;
        let done = self.bring_in(source, &people, &engine).and_then(|report| {
            proof.map_or(Ok(()), |out| prove(&folder, &engine, out))?;
            Ok(report)
        });
        engine.shutdown();
        done
    }

    fn bring_in(&self, source: &Source, people: &People, engine: &Engine) -> Result<Report, Failure> {
        let runtime = running::runtime()?;
        runtime.block_on(self.amend(source, people, engine))?;
        let version = engine.version();
        let place = version.state.member(&people.first.member).map(|member| member.council.clone());
        let place = place.map_err(|gone| Failure::Refused(gone.to_string()))?;
        let plan = Plan { source, place, witness: &people.first.key_file };
        let progress = progress("importing", Importer::steps(&source.votes));
        let importer = Importer {
            engine,
            chancellor: &people.chancellor,
            first: &people.first,
            second: &people.second,
            plan: &plan,
            clock: &SystemClock,
            progress: &progress,
        };
        let report = runtime.block_on(importer.run());
        progress.finish_and_clear();
        report
    }

    /// Adds to the charter what the votes need and it lacks.
    async fn amend(&self, source: &Source, people: &People, engine: &Engine) -> Result<(), Failure> {
        let version = engine.version();
        let current = version.state.charter().map(|version| &*version.charter);
        let Some(next) = charter(source, &self.name, current)? else { return Ok(()) };
        let (source, text) = document(&next.source);
        let command = AdoptCharter { charter: Box::new(next.charter), source, resolution: None }.into();
        let order = Order { command, assistance: None, now: SystemClock.now() };
        act(engine, &people.chancellor, order, vec![text], &SystemEntropy).await?;
        Ok(())
    }

    /// Founds a book for the votes, unless there is one.
    fn found(&self, data: &Path, source: &Source) -> Result<(), Failure> {
        let charter = charter(source, &self.name, None)?
            .ok_or_else(|| Failure::Refused("the votes need no charter".into()))?;
        let founder = Founder {
            data,
            command: "import-votes",
            operator_domain: &self.operator_domain,
            slug: "votes",
            name: &self.name,
            charter: &charter,
            home: "counting-office",
            council: deciding_council(),
            officers: OFFICERS,
            before: &|_| Ok(()),
        };
        let Some(book) = founder.found()? else { return Ok(()) };
        if !self.json && self.data.is_some() {
            remark(format!("founded {} in {}", book.folder.book.origin, data.display()));
            remark(format!("vkey {}", book.vkey));
        }
        Ok(())
    }

    fn print(&self, report: &Report) -> Result<(), Failure> {
        if self.json {
            return say_json(report);
        }
        report.lines().try_for_each(say)?;
        say(format!(
            "{} vote(s): {} brought in, {} there before; {} come out otherwise than the source says; the book has {} entries",
            report.votes.len(),
            report.brought_in,
            report.already,
            report.differing,
            report.entries
        ))
    }
}

/// Who brings the votes in.
struct People {
    chancellor: Author,
    first: Author,
    second: Author,
}

/// Exports the book, verifies it under its own log key and replays it.
fn prove(folder: &DataFolder, engine: &Engine, out: &Path) -> Result<(), Failure> {
    let log = KeyFile::read(&folder.key("log"))?;
    let vkey = crate::founding::vkey(&folder.book.origin, &log.public.0)?;
    export(engine, out)?;
    let pin = LogVerifier::parse(&vkey).context("the log key cannot be read")?;
    let checks =
        [Check::Chain, Check::Tree, Check::Checkpoint, Check::Signatures, Check::Texts, Check::Replay];
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let plan = yishi_audit::Plan { checks: BTreeSet::from(checks), pin: Pin::Key(pin), limit: 100, threads };
    let bundle = Bundle::open(out).context("the bundle cannot be read")?;
    let report =
        yishi_audit::verify(&bundle, &plan, &Progress::hidden()).context("the bundle cannot be read")?;
    if report.is_clean() {
        return Ok(());
    }
    report.write_text(&mut std::io::stderr().lock())?;
    Err(Failure::Reported(1))
}

/// Who brings recorded votes in.
const OFFICERS: &[Officer] = &[
    Officer { key: "witness-1", seat: "witness", custody: Custody::Own },
    Officer { key: "witness-2", seat: "witness", custody: Custody::Own },
    Officer { key: "chancellor", seat: "chancellor", custody: Custody::Own },
];
