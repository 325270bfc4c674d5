//! `yishi rules`: what the law says about deciding, by place and day, with the article of each value.

mod text;

use crate::console::{say, say_json};
use crate::failure::Failure;
use crate::host::SystemClock;
use crate::pack_charter::{Clause, clauses};
use crate::pack_file::{READY_MADE, read_pack};
use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use serde_json::json;
use yishi_core::{Date, RulePack};
use yishi_engine::Clock;

/// Show decision rules as law has them: thresholds, quorums, notice and their articles, by place and day
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    List(List),
    Show(Show),
    Charter(InCharter),
}

/// List the rule packs that come with the program
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi rules list
  yishi rules list --json")]
pub struct List {
    /// Print [{"id","name","extends","digest"}] as JSON
    #[arg(long)]
    json: bool,
}

/// Show a rule pack, in 中文 and English
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi rules show national
  yishi rules show hangzhou --date 2026-01-01
  yishi rules show shandong --json

Without --date every version is shown, and only what the pack itself says; with it what is in force
on that day, together with what the pack extends.")]
pub struct Show {
    /// Its name; `yishi rules list` lists them
    #[arg(value_parser = PossibleValuesParser::new(names()))]
    name: String,
    /// The day, as YYYY-MM-DD
    #[arg(long)]
    date: Option<String>,
    /// Print the pack and its digest as JSON
    #[arg(long)]
    json: bool,
}

/// Print the decision rules of a pack as clauses for a charter
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi rules charter national > clauses.toml
  yishi rules charter hangzhou --date 2026-01-01
  cat our-charter.toml clauses.toml > new.toml && yishi charter check new.toml

Each [[decisions]] can be pasted as it stands; comments above it name the article and how that was come by.
Fill in `level` where a rule is for councils of one level only. What a charter cannot say yet is printed as
comments that say so. Without --date it is what is in force today.")]
pub struct InCharter {
    /// Its name; `yishi rules list` lists them
    #[arg(value_parser = PossibleValuesParser::new(names()))]
    name: String,
    /// The day, as YYYY-MM-DD; today when absent
    #[arg(long)]
    date: Option<String>,
    /// Print {"pack","digest","date","rules":[{"id","usable","toml"}],"rest"} as JSON
    #[arg(long)]
    json: bool,
}

fn names() -> Vec<&'static str> {
    READY_MADE.iter().map(|(name, _)| *name).collect()
}

fn day(text: &str) -> Result<Date, Failure> {
    text.parse().map_err(|error: yishi_core::InvalidId| Failure::Usage(error.to_string()))
}

impl RulesCommand {
    pub(super) const fn is_json(&self) -> bool {
        match self {
            Self::List(list) => list.json,
            Self::Show(show) => show.json,
            Self::Charter(charter) => charter.json,
        }
    }

    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        match self {
            Self::List(list) => list.run(),
            Self::Show(show) => show.run(),
            Self::Charter(charter) => charter.run(),
        }
    }
}

impl List {
    fn run(self) -> Result<(), Failure> {
        let packs: Result<Vec<RulePack>, Failure> =
            READY_MADE.iter().map(|(name, _)| Ok(read_pack(name)?.pack)).collect();
        let packs = packs?;
        if self.json {
            let row = |pack: &RulePack| json!({ "id": pack.id, "name": pack.name, "extends": pack.extends, "digest": pack.digest() });
            return say_json(&packs.iter().map(row).collect::<Vec<_>>());
        }
        for pack in packs {
            let extends = pack.extends.as_ref().map(|above| format!(", extends {above}")).unwrap_or_default();
            say(format!(
                "{:<10} {} {} — {} rule(s), {} value(s){extends}",
                pack.id.as_str(),
                pack.name.zh,
                pack.name.en,
                pack.rules.len(),
                pack.values.len()
            ))?;
        }
        Ok(())
    }
}

impl Show {
    fn run(self) -> Result<(), Failure> {
        let file = read_pack(&self.name)?;
        let pack = match &self.date {
            None => file.pack,
            Some(date) => file.in_force_on(day(date)?),
        };
        if self.json {
            return say_json(&json!({ "digest": pack.digest(), "date": self.date, "pack": pack }));
        }
        text::lines(&pack).into_iter().try_for_each(say)?;
        say(format!("digest {}", pack.digest()))
    }
}

impl InCharter {
    fn run(self) -> Result<(), Failure> {
        let day = match &self.date {
            Some(date) => day(date)?,
            None => Date::of(SystemClock.now()),
        };
        let pack = read_pack(&self.name)?.in_force_on(day);
        let found = clauses(&pack);
        if self.json {
            let rule =
                |clause: &Clause| json!({ "id": clause.id, "usable": clause.usable, "toml": clause.text });
            return say_json(&json!({
                "pack": pack.id, "digest": pack.digest(), "date": day, "rest": found.rest,
                "rules": found.rules.iter().map(rule).collect::<Vec<_>>(),
            }));
        }
        let (id, digest) = (&pack.id, pack.digest());
        say(format!("# 规则包 rule pack {id}, {day} 有效 in force on {day}, digest {digest}\n"))?;
        found.rules.iter().map(|clause| &clause.text).try_for_each(say)?;
        say(found.rest.trim_end())
    }
}
