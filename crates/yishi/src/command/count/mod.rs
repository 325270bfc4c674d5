//! `yishi count`: counts ballot files of others and polls of exported books, and explains the count.

mod files;
mod owners;
mod polls;

use super::words::Words;
use crate::failure::{Failure, InputFault, InputFaults};
use crate::recount::PRESETS;
use clap::Args;
use clap::builder::PossibleValuesParser;
use std::path::{Path, PathBuf};
use yishi_ballots::{RULES, ReadFault, RequestError, Setting, SettingError, Wish};
use yishi_core::PollId;

/// The rule that counts cases of owners' votes.
const OWNERS: &str = "owners";

/// Count a file of ballots, or a poll of an exported book, with every round and every step in words
#[derive(Debug, Args)]
#[command(after_help = after_help())]
pub struct Count {
    /// The ballots: BLT, PrefLib orders, an RCTab configuration, Pabulib, abcvoting, cases of owners' votes, or an exported
    /// book (its folder or tar file)
    file: PathBuf,
    /// Which poll of an exported book; without it the polls are listed
    #[arg(long, value_name = "POLL")]
    poll: Option<PollId>,
    /// How to count; an RCTab configuration and a poll of a book say it themselves
    #[arg(long, value_parser = PossibleValuesParser::new(names()))]
    rule: Option<String>,
    /// Set the rules for budgets side by side: what each funds, and who stays empty-handed
    #[arg(long, conflicts_with_all = ["rule", "seats"])]
    compare: bool,
    /// How many places are filled, where the file's number is not meant
    #[arg(long, value_name = "N")]
    seats: Option<u32>,
    /// A parameter of the rule, as often as needed
    #[arg(long = "set", value_name = "KEY=VALUE")]
    settings: Vec<Setting>,
    /// The language of the steps
    #[arg(long, value_enum, default_value_t = Words::En)]
    language: Words,
    /// Print winners, rounds and trace as JSON: ids as in the file, figures exact
    #[arg(long)]
    pub(super) json: bool,
}

fn names() -> Vec<&'static str> {
    RULES.iter().map(|rule| rule.name).chain([OWNERS]).chain(PRESETS.iter().map(|(name, _)| *name)).collect()
}

/// Examples, and every rule with its parameters.
fn after_help() -> String {
    let mut help = "\
Examples:
  yishi count ward.blt --rule stv-wig
  yishi count ward.blt --rule stv-meek --seats 3 --set tie=given_order --json
  yishi count mayor_config.json
  yishi count mayor.toi --rule schulze --language zh
  yishi count cases.json --rule owners --json
  yishi count budget.pb --rule equal-shares --set start=share --set step=1
  yishi count budget.pb --compare
  yishi count ./bundle
  yishi count ./bundle.tar --poll poll_42 --json
  yishi count ./bundle --poll poll_42 --rule schulze

Exit codes: 0 counted, 1 the file is malformed or cannot be counted so, 2 wrong usage, 3 a file cannot be opened.

A poll of an exported book is counted by its own rule. With --rule, --seats or --set it is counted as
if that had been its rule: this binds nobody, and says so. The entries are replayed first; that they
were signed is what `yishi audit` checks.

A tie that no rule breaks is no error: the tied options are named, and `tied` in the JSON holds them.

Rules and their settings (--set KEY=VALUE):
"
    .to_owned();
    for rule in RULES {
        help.push_str(&format!("  {} — {}\n", rule.name, rule.summary));
        for key in rule.keys {
            help.push_str(&format!("      {}: {}\n", key.name, key.help));
        }
    }
    help.push_str("  owners — cases of owners' votes under Civil Code arts. 278 and 279, without settings\n");
    let presets: Vec<&str> = PRESETS.iter().map(|(name, _)| *name).collect();
    help.push_str(&format!("  {} — for motions of exported books, without settings\n", presets.join(", ")));
    help
}

impl Count {
    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        match self.rule.as_deref() {
            _ if self.is_book() => self.polls(),
            _ if self.poll.is_some() => Err(Failure::Usage(
                "--poll is for exported books: a folder, or a file that ends in .tar".into(),
            )),
            Some(OWNERS) => self.owners(),
            _ => self.ballots(),
        }
    }

    /// An exported book is a folder or a tar file; no format of ballots is either.
    fn is_book(&self) -> bool {
        self.file.is_dir() || self.file.extension().is_some_and(|extension| extension == "tar")
    }

    fn wish(&self) -> Wish<'_> {
        Wish { rule: self.rule.as_deref(), seats: self.seats, settings: &self.settings }
    }
}

/// Which exit code a refusal has; `own` is the file that was named.
fn failure(own: &Path, error: RequestError) -> Failure {
    match error {
        RequestError::Fault { file, fault } => {
            let folder = own.parent().unwrap_or(Path::new(""));
            // Companions are named relative to the configuration.
            let is_own = Path::new(&file) == own;
            faults(if is_own { own.to_owned() } else { folder.join(file) }, fault)
        }
        RequestError::Missing { .. } | RequestError::Unreadable { .. } => {
            Failure::Io(anyhow::anyhow!("{error}"))
        }
        RequestError::NoRule { .. }
        | RequestError::UnknownRule { .. }
        | RequestError::Setting(
            SettingError::NoEquals { .. } | SettingError::Unknown { .. } | SettingError::Value { .. },
        ) => Failure::Usage(error.to_string()),
        RequestError::UnknownFormat { .. }
        | RequestError::NoBudget { .. }
        | RequestError::Setting(SettingError::Together { .. })
        | RequestError::Count(_) => Failure::Refused(error.to_string()),
    }
}

fn faults(file: PathBuf, fault: ReadFault) -> Failure {
    let ReadFault { line, column, reason } = fault;
    let remedy = "correct the file there, or export it again; nothing was counted".to_owned();
    InputFaults::new(&file, vec![InputFault { line, column, reason, remedy }]).into()
}
