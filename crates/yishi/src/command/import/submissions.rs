//! `yishi import submissions`: comments and votes of a Polis deliberation.

use crate::author::Author;
use crate::charter_file::read_charter;
use crate::console::{progress, say, say_json};
use crate::failure::Failure;
use crate::host::SystemClock;
use crate::import::founder::{Founder, Officer};
use crate::import::polis::{Importer, Plan, Report, Source, read_source};
use crate::key_file::KeyFile;
use crate::layout::DataFolder;
use crate::running::{self, BookKeys};
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;
use yishi_core::{ClassId, CouncilId, Custody};
use yishi_engine::{Clock, Engine};

/// Bring the comments and votes of a Polis deliberation into a book
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi import submissions ./vtaiwan.uberx --data ./uberx
  yishi import submissions ./vtaiwan.uberx --data ./uberx --dry-run --json

Reads comments.csv and votes.csv of a Polis export. Comments become submissions and votes become supports, objections
and passes, in the order of their own times; participants become members. A clerk signs every act as imported, for the
participant whose act it was; the time it was recorded here and the time it happened both stand in the entry. What a
vote's sign means is checked against the counts in comments.csv. Comments that the source's moderators took out
(moderated = -1) are returned with that reason; all others are accepted and routed by the charter.

When DIR is new, a book is founded in it under the charter `open-deliberation`, and its clerk's key is made. When it
is a book already, its charter needs the council and class named, and the clerk the powers import, enrol and screen.
The same import twice changes nothing; one that was broken off, even while it founded the book, goes on where it stopped.")]
pub struct Submissions {
    /// The folder of the export
    source: PathBuf,
    /// The data folder of the book; founded when it is new
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The clerk's key [default: clerk.key of the book]
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// The lowest council that the submissions are about
    #[arg(long, default_value = "topic")]
    council: CouncilId,
    /// The class of the matters
    #[arg(long, default_value = "opinion")]
    class: ClassId,
    /// The community's name, for a new book
    #[arg(long, default_value = "Open deliberation")]
    name: String,
    /// A domain that the operator holds, for a new book
    #[arg(long, value_name = "DOMAIN", default_value = "example.org")]
    operator_domain: String,
    /// Read and check the source, write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print {"source","members","submissions","stances","accepted","returned","already"} as JSON
    #[arg(long)]
    pub(super) json: bool,
}

impl Submissions {
    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        let source = read_source(&self.source)?;
        if self.dry_run {
            return self.print(&would_do(&source), "would be brought in; nothing was written");
        }
        self.found()?;
        let folder = DataFolder::open(&self.data)?;
        let clerk_key = self.key.clone().unwrap_or_else(|| folder.key("clerk"));
        let clerk = Author::new(KeyFile::read(&clerk_key)?)?;
        let engine = running::open(&folder, BookKeys::read(&folder)?, Arc::new(SystemClock))?;
        let done = self.bring_in(&source, &clerk, &engine);
        engine.shutdown();
        let report = done?;
        let nothing_new = report.submissions.saturating_add(report.stances) == 0;
        self.print(&report, if nothing_new { "in the book already, nothing changed" } else { "brought in" })
    }

    fn bring_in(&self, source: &Source, clerk: &Author, engine: &Engine) -> Result<Report, Failure> {
        let plan = Plan::new(source, &clerk.key_file, self.council.clone(), self.class.clone());
        if plan.latest() > SystemClock.now() {
            return Err(Failure::Refused(
                "the source holds times in the future: set this machine's clock".into(),
            ));
        }
        let rows = source.comments.len().saturating_mul(2).saturating_add(source.votes.len());
        let progress = progress("importing", rows);
        let importer = Importer { engine, clerk, plan: &plan, clock: &SystemClock, progress: &progress };
        let report = running::runtime()?.block_on(importer.run());
        progress.finish_and_clear();
        report
    }

    fn print(&self, report: &Report, what: &str) -> Result<(), Failure> {
        if self.json {
            return say_json(report);
        }
        say(format!(
            "{} participant(s), {} submission(s), {} stance(s); {} accepted, {} returned; {} row(s) were there before — {what}",
            report.members,
            report.submissions,
            report.stances,
            report.accepted,
            report.returned,
            report.already
        ))?;
        say(format!("source sha256 {}", report.source))
    }

    /// Founds a book for the import, with a host and a clerk, unless there is one.
    fn found(&self) -> Result<(), Failure> {
        let charter = read_charter("open-deliberation")?;
        let founder = Founder {
            data: &self.data,
            command: "import submissions",
            operator_domain: &self.operator_domain,
            slug: "deliberation",
            name: &self.name,
            charter: &charter,
            home: "topic",
            council: "assembly",
            officers: OFFICERS,
            before: &|_| Ok(()),
        };
        let Some(book) = founder.found()? else { return Ok(()) };
        if !self.json {
            say(format!("founded {} in {}", book.folder.book.origin, self.data.display()))?;
            say(format!("vkey {}", book.vkey))?;
        }
        Ok(())
    }
}

/// Who brings a deliberation in.
const OFFICERS: &[Officer] = &[
    Officer { key: "clerk", seat: "clerk", custody: Custody::Clerk },
    Officer { key: "host", seat: "host", custody: Custody::Own },
];

fn would_do(source: &Source) -> Report {
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let returned = source.comments.iter().filter(|comment| comment.rejected).count();
    Report {
        source: hex::encode(source.hash),
        members: count(source.participants.len()),
        submissions: count(source.comments.len()),
        stances: count(source.votes.len()),
        accepted: count(source.comments.len().saturating_sub(returned)),
        returned: count(returned),
        already: 0,
    }
}
