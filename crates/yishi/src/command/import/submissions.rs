//! `yishi import submissions`: comments and votes of a Polis deliberation.

use crate::author::{Author, Order, act};
use crate::charter_file::read_charter;
use crate::command::init::{NewBook, Plan as BookPlan, found};
use crate::command::key::random_member;
use crate::console::{progress, say, say_json};
use crate::failure::Failure;
use crate::host::{SystemClock, SystemEntropy, draw};
use crate::import::polis::{Importer, Plan, Report, Source, read_source};
use crate::key_file::{KeyFile, Purpose};
use crate::layout::{DataFolder, Places, origin};
use crate::running::{self, BookKeys};
use clap::Args;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use yishi_core::{
    AreaDm2, AssignSeat, ClassId, Command, CouncilId, Custody, ImportRollPart, MemberId, RegistrarAct,
    RequestRegistrarAct, RollRow, SealRoll, Standing, roll_digest,
};
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
The same import twice changes nothing; an import that was broken off goes on where it stopped.")]
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
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

impl Submissions {
    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        let source = read_source(&self.source)?;
        if self.dry_run {
            return self.print(&would_do(&source), "would be brought in; nothing was written");
        }
        if !self.data.join("book.toml").exists() {
            self.found()?;
        }
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

    /// Founds a book for the import, with a host and a clerk.
    fn found(&self) -> Result<(), Failure> {
        let charter = read_charter("open-deliberation")?;
        let book = found(BookPlan {
            data: &self.data,
            places: Places::default(),
            origin: origin(&self.operator_domain, "deliberation", draw(&SystemEntropy)?)?,
            name: &self.name,
            charter: &charter,
            registrars: 1,
        })?;
        let engine = running::open(&book.folder, BookKeys::read(&book.folder)?, Arc::new(SystemClock))?;
        let staffed = running::runtime()?.block_on(staff(&book, &engine));
        engine.shutdown();
        staffed?;
        if !self.json {
            say(format!("founded {} in {}", book.folder.book.origin, self.data.display()))?;
            say(format!("vkey {}", book.vkey))?;
        }
        Ok(())
    }
}

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

/// Puts a host and a clerk on the roll, into their seats, and their keys into force.
async fn staff(book: &NewBook, engine: &Engine) -> Result<(), Failure> {
    let [registrar, ..] = book.registrars.as_slice() else {
        return Err(Failure::Refused("the book has no registrar".into()));
    };
    let origin = &book.folder.book.origin;
    let mut commands = vec![];
    let clerk = new_key(&book.folder, "clerk", origin)?;
    let host = new_key(&book.folder, "host", origin)?;
    let rows = vec![row(&clerk.0)?, row(&host.0)?];
    let import = "staff".parse().map_err(anyhow::Error::from)?;
    let seal =
        SealRoll { import: Clone::clone(&import), rows: 2, area_dm2: AreaDm2(0), root: roll_digest(&rows) };
    commands.push(Command::from(ImportRollPart { import, part: 1, rows }));
    commands.push(seal.into());
    commands.push(seat("clerk", &clerk.0)?.into());
    commands.push(seat("host", &host.0)?.into());
    let keys = vec![
        clerk.1.enrolment(origin, &clerk.0, Custody::Clerk)?,
        host.1.enrolment(origin, &host.0, Custody::Own)?,
    ];
    commands.push(RequestRegistrarAct { act: RegistrarAct::EnrolKeys { keys } }.into());
    for command in commands {
        let order = Order { command, assistance: None, now: SystemClock.now() };
        act(engine, registrar, order, vec![], &SystemEntropy).await?;
    }
    Ok(())
}

fn new_key(folder: &DataFolder, name: &str, origin: &str) -> Result<(MemberId, KeyFile), Failure> {
    let member = random_member()?;
    let key = KeyFile::draw(Purpose::Member, &SystemEntropy)?.of_member(origin, member.clone());
    key.write(Path::new(&folder.key(name)))?;
    Ok((member, key))
}

fn row(member: &MemberId) -> Result<RollRow, Failure> {
    Ok(RollRow::Member {
        id: member.clone(),
        council: "topic".parse().map_err(anyhow::Error::from)?,
        household: None,
        identity: None,
        standing: Standing::Partner,
    })
}

fn seat(seat: &str, member: &MemberId) -> Result<AssignSeat, Failure> {
    Ok(AssignSeat {
        council: "assembly".parse().map_err(anyhow::Error::from)?,
        seat: seat.parse().map_err(anyhow::Error::from)?,
        member: member.clone(),
    })
}
