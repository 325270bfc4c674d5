//! `yishi charter new`: asks for what a charter has to say, and writes one to change further.

use super::Tongue;
use super::ask::{Answerer, ask};
use crate::charter_file::parse_charter;
use crate::console::{remark, say, say_json};
use crate::failure::Failure;
use anyhow::Context as _;
use clap::{Args, ValueEnum};
use serde_json::json;
use std::fs::OpenOptions;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use yishi_charter::{Answers, CouncilsAnswer, OwnersVote, ResidentsVote, write};
use yishi_core::Period;

/// Ask a few questions and write a charter to start from
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi charter new our-charter.toml
  yishi charter new our-charter.toml --name 桃源社区 --councils grid=4
  yishi charter new our-charter.toml --lang en --name \"North Court\" --levels stair=Stairwell,court=Court --councils stair=A,B,C
  yishi charter new our-charter.toml --name 桃源社区 --petition 30 --owners no --force

On a terminal every question that no flag answers is asked; Enter takes what stands in brackets. Elsewhere what stands there is
taken, and --name is needed. The charter passes `yishi charter check`; answers that contradict each other are refused with the
clauses concerned, and nothing is written. A file that exists is left alone unless --force is given.")]
pub struct New {
    /// Where to write the charter (TOML)
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The language of questions, comments and names
    #[arg(long, value_enum, default_value_t = Tongue::Zh)]
    lang: Tongue,
    /// Overwrite the file if it exists
    #[arg(long)]
    force: bool,
    /// Ask nothing, also on a terminal
    #[arg(long)]
    yes: bool,
    /// Print {"file","digest"} as JSON
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    given: Given,
}

/// Answers given as flags.
#[derive(Debug, Args)]
pub(super) struct Given {
    /// The community's name as people know it
    #[arg(long)]
    pub(super) name: Option<String>,
    /// Levels of councils, lowest first, as id=name
    #[arg(long, value_name = "ID=NAME,…")]
    pub(super) levels: Option<String>,
    /// The councils of a level, by number or by name, as often as needed
    #[arg(long, value_name = "LEVEL=NUMBER|NAME,…")]
    pub(super) councils: Vec<CouncilsAnswer>,
    /// The parties: the first convenes, the last are the residents
    #[arg(long, value_name = "ID=NAME,…")]
    pub(super) benches: Option<String>,
    /// Classes of matters
    #[arg(long, value_name = "ID=NAME,…")]
    pub(super) classes: Option<String>,
    /// Up to how many households a matter stays at a level, for each level but the highest
    #[arg(long, value_name = "NUMBER,…")]
    pub(super) households: Option<String>,
    /// Up to what cost in yuan it stays there, for each level but the highest
    #[arg(long, value_name = "YUAN,…")]
    pub(super) costs: Option<String>,
    /// Up to what cost in yuan urgent matters are handled at once; 0 where none are
    #[arg(long, value_name = "YUAN")]
    pub(super) urgent_cost: Option<u64>,
    /// Residents' representatives in each council
    #[arg(long, value_name = "NUMBER")]
    pub(super) representatives: Option<u32>,
    /// How many registrars agree on a key
    #[arg(long, value_name = "NUMBER")]
    pub(super) registrars: Option<u32>,
    /// By when submissions are screened, e.g. 3wd
    #[arg(long, value_name = "PERIOD")]
    pub(super) screening: Option<Period>,
    /// By when matters are decided, e.g. 60d
    #[arg(long, value_name = "PERIOD")]
    pub(super) deliberation: Option<Period>,
    /// How long before a hearing it is called, e.g. 3d
    #[arg(long, value_name = "PERIOD")]
    pub(super) hearing_notice: Option<Period>,
    /// How long resolutions are posted, e.g. 5d
    #[arg(long, value_name = "PERIOD")]
    pub(super) posting: Option<Period>,
    /// How many residents move a matter up by petition; 0 for none
    #[arg(long, value_name = "NUMBER")]
    pub(super) petition: Option<u32>,
    /// Whether all residents may vote
    #[arg(long, value_enum)]
    pub(super) residents: Option<YesNo>,
    /// Whether owners decide by the Civil Code, art. 278
    #[arg(long, value_enum)]
    pub(super) owners: Option<YesNo>,
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum YesNo {
    /// Yes
    Yes,
    /// No
    No,
}

impl YesNo {
    pub(super) const fn residents(self) -> ResidentsVote {
        match self {
            Self::Yes => ResidentsVote::Included,
            Self::No => ResidentsVote::LeftOut,
        }
    }

    pub(super) const fn owners(self) -> OwnersVote {
        match self {
            Self::Yes => OwnersVote::Included,
            Self::No => OwnersVote::LeftOut,
        }
    }
}

impl New {
    pub(super) fn run(self) -> Result<(), Failure> {
        if self.file.exists() && !self.force {
            let file = self.file.display();
            return Err(Failure::Refused(format!(
                "{file} exists and was left alone: name another file, or add --force"
            )));
        }
        let answers = self.answers()?;
        let text = write(&answers);
        let charter = parse_charter(&self.file, text.clone())?.charter;
        save(&self.file, &text, self.force)?;
        let digest = yishi_core::digest_of(&charter).to_string();
        let file = self.file.display();
        if self.json {
            return say_json(&json!({ "file": self.file, "digest": digest }));
        }
        say(match self.lang {
            Tongue::En => format!(
                "{file}: written, and it passes the check. Next: yishi charter explain {file} --lang en"
            ),
            Tongue::Zh => format!("已写入 {file},检查通过。下一步:yishi charter explain {file}"),
        })
    }

    fn answers(&self) -> Result<Answers, Failure> {
        let usual = Answers::usual(self.lang.into(), self.given.name.as_deref().unwrap_or_default());
        let asks = std::io::stdin().is_terminal() && !self.yes && !self.json;
        if !asks {
            let answered = ask(&self.given, usual, &mut Answerer::silent())?;
            return named(answered);
        }
        remark(self.lang.pick("Enter takes what stands in brackets.", "直接回车即采用方括号内的内容。"));
        let (mut input, mut output) = (std::io::stdin().lock(), std::io::stderr());
        named(ask(&self.given, usual, &mut Answerer::speaking(&mut input, &mut output))?)
    }
}

fn named(answers: Answers) -> Result<Answers, Failure> {
    match answers.name.trim().is_empty() {
        true => Err(Failure::Usage(
            "the community has no name: add --name, or run this on a terminal to be asked".into(),
        )),
        false => Ok(answers),
    }
}

/// Writes a file; one that exists only when that was asked for, also where it came to be in the meantime.
fn save(file: &Path, text: &str, force: bool) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true);
    match force {
        true => options.create(true).truncate(true),
        false => options.create_new(true),
    };
    let mut opened = options.open(file).with_context(|| format!("cannot write {}", file.display()))?;
    opened.write_all(text.as_bytes()).with_context(|| format!("cannot write {}", file.display()))?;
    Ok(())
}
