//! `yishi rules`: what the law says about deciding, by place and day, with the article of each value.

mod text;

use crate::console::{say, say_json};
use crate::failure::Failure;
use crate::pack_file::{READY_MADE, read_pack};
use clap::{Args, Subcommand};
use serde_json::json;
use yishi_core::{Date, RulePack};

/// Show decision rules as law has them: thresholds, quorums, notice and their articles, by place and day
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    List(List),
    Show(Show),
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
    #[arg(value_parser = ["national", "beijing", "hangzhou", "liaocheng", "shandong", "shenzhen", "weifang"])]
    name: String,
    /// The day, as YYYY-MM-DD
    #[arg(long)]
    date: Option<String>,
    /// Print the pack and its digest as JSON
    #[arg(long)]
    json: bool,
}

impl RulesCommand {
    pub(super) const fn is_json(&self) -> bool {
        match self {
            Self::List(list) => list.json,
            Self::Show(show) => show.json,
        }
    }

    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        match self {
            Self::List(list) => list.run(),
            Self::Show(show) => show.run(),
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
            Some(date) => {
                let day: Date =
                    date.parse().map_err(|error: yishi_core::InvalidId| Failure::Usage(error.to_string()))?;
                file.in_force_on(day)
            }
        };
        if self.json {
            return say_json(&json!({ "digest": pack.digest(), "date": self.date, "pack": pack }));
        }
        text::lines(&pack).into_iter().try_for_each(say)?;
        say(format!("digest {}", pack.digest()))
    }
}
