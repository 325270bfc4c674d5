//! `yishi charter`: help for people who write charters: checks, explains, compares and begins them, and prints ready-made ones.

mod adopt;
mod ask;
mod diff;
mod explain;
mod new;

use crate::charter_file::{CharterFile, READY_MADE, read_charter};
use crate::console::{say, say_json};
use crate::failure::Failure;
use anyhow::anyhow;
use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand, ValueEnum};
use yishi_charter::Language;

/// Write, check, explain and compare charters
#[derive(Debug, Subcommand)]
pub enum CharterCommand {
    New(Box<new::New>),
    Check(Check),
    Explain(explain::Explain),
    Diff(diff::Diff),
    Adopt(adopt::Adopt),
    Show(Show),
}

/// A language.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Tongue {
    /// 中文
    Zh,
    /// English
    En,
}

impl Tongue {
    const fn pick<'a>(self, english: &'a str, chinese: &'a str) -> &'a str {
        match self {
            Self::En => english,
            Self::Zh => chinese,
        }
    }
}

impl From<Tongue> for Language {
    fn from(tongue: Tongue) -> Self {
        match tongue {
            Tongue::Zh => Self::Chinese,
            Tongue::En => Self::English,
        }
    }
}

/// Check a charter as a whole: every fault with line, column, reason and remedy
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi charter check our-charter.toml
  yishi charter check our-charter.toml --json
  yishi charter check minimal

An entry that cannot be read (a misspelt name, a share above one) is told alone: correct it, and check again. A charter in force is
never changed by this command. Exit code 1 when it is at fault.")]
pub struct Check {
    /// The charter (TOML, UTF-8), or the name of a ready-made one
    #[arg(value_name = "FILE")]
    file: String,
    /// Print {"file","faults":[{"line","column","reason","remedy"}]} or the charter's digest as JSON
    #[arg(long)]
    json: bool,
}

/// Print a ready-made charter to start from
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi charter show minimal > our-charter.toml
  yishi charter show weiyang

Ready-made charters:
  minimal            two grids under one community: the least that routes small and big
  weiyang            小事网格议、大事社区议: grids, compound, community; three benches
  lift               owners decide on a lift under Civil Code art. 278, also by proxy and on paper
  committee          owners elect their committee, each place by heads and by area
  committee-election 提名、资格审查: candidates are nominated and screened before owners elect; recall
  compacts           residents make a compact in force from a date and share costs
  community-partner  a partner serves where no company will; of its profit seven tenths come back
  packages           households choose among packages of service, openly or by sealed ballots
  projects           residents review projects on criteria, the best are paid for from a budget
  joint-service      neighbouring compounds decide together, each by a vote of its own
  bundled-compounds  one text voted on in several books, which cite each other's results
  four-steps         四议两公开: one text passes four votes; residents' meeting; recall
  four-levels        四级架构: street to building group; guidance, taking up, contested routes
  party-mass-council 党群议事会: six kinds of seats, one matter at a time; urgent ones at short notice
  ten-households     groups of about ten households below grids; a register of residents and floating residents
  sentinels          five kinds of partners who submit and take tasks and do not vote
  red-stewards       posts with duties that come back, a rota, buildings looked after; what is missed shows
  notice-board       letters without a name, calls for ideas, surveys, public moderation
  four-in-one        四位一体: four powers, four seats; done at once, deliberated, or by teams
  three-in-one       三位一体: four classes, four ways; convened below, supervised above
  hard-matters       书记领题、党员答题: who stands for a hard matter, who solves it, who owes an answer
  mediation          调解: sides agree, elders, police or lawyers mediate, an agreement that all sign, or a referral
  orderly-hearings   有序协商会: items, signatures, turns, adjournment; three benches speak before the vote
  emergency          平急转换: deadlines, quorums and powers of an emergency, which ends by itself
  registry           a registry book: a register of other books, their keys, pins and freezes
  open-deliberation  one topic, everybody on the roll; for `yishi import submissions`")]
pub struct Show {
    /// Its name
    #[arg(value_parser = PossibleValuesParser::new(READY_MADE.iter().map(|(name, _)| *name)))]
    name: String,
    /// Print {"name","source","charter"} as JSON: the TOML as a text, and what it says
    #[arg(long)]
    json: bool,
}

impl CharterCommand {
    pub(super) const fn is_json(&self) -> bool {
        match self {
            Self::New(new) => new.json,
            Self::Check(check) => check.json,
            Self::Explain(explain) => explain.json,
            Self::Diff(diff) => diff.json,
            Self::Adopt(adopt) => adopt.json,
            Self::Show(show) => show.json,
        }
    }

    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        match self {
            Self::New(new) => new.run(),
            Self::Check(check) => check.run(),
            Self::Explain(explain) => explain.run(),
            Self::Diff(diff) => diff.run(),
            Self::Adopt(adopt) => adopt.run(),
            Self::Show(show) => show.run(),
        }
    }
}

impl Check {
    fn run(self) -> Result<(), Failure> {
        let found = read_charter(&self.file)?;
        let charter = &found.charter;
        let canonical = yishi_log::canonical::encode(charter).map_err(|error| anyhow!(error))?;
        let digest = hex::encode(yishi_log::text::document_hash(&canonical));
        if self.json {
            return say_json(&serde_json::json!({ "file": self.file, "faults": [], "digest": digest }));
        }
        say(format!(
            "{}: ok — {} council(s) on {} level(s), {} kind(s) of seats, {} routing rule(s), {} decision rule(s)",
            self.file,
            charter.councils.len(),
            charter.levels.len(),
            charter.seats.len(),
            charter.routing.len(),
            charter.decisions.len()
        ))?;
        say(format!("digest {digest}"))
    }
}

impl Show {
    fn run(self) -> Result<(), Failure> {
        let CharterFile { source, charter } = read_charter(&self.name)?;
        if self.json {
            return say_json(&serde_json::json!({ "name": self.name, "source": source, "charter": charter }));
        }
        say(source.trim_end())
    }
}
