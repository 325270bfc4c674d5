//! `yishi count`: counts ballot files of others, and explains the count.

use crate::console::{say, say_json};
use crate::failure::{Failure, InputFault, InputFaults, read_text};
use anyhow::Context;
use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use yishi_ballots::{Companions, RULES, ReadFault, Request, RequestError, Setting, SettingError, owners};
use yishi_tally::{Language, OwnersCount, Verdict};

/// The rule that counts cases of owners' votes.
const OWNERS: &str = "owners";

/// Count a file of ballots by a rule, with every round and every step in words
#[derive(Debug, Args)]
#[command(after_help = after_help())]
pub struct Count {
    /// The ballots: BLT, PrefLib orders, an RCTab configuration, Pabulib, abcvoting, or cases of owners' votes
    file: PathBuf,
    /// How to count; an RCTab configuration says it itself
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
    json: bool,
}

/// A language.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Words {
    /// English
    En,
    /// 中文
    Zh,
}

fn names() -> Vec<&'static str> {
    RULES.iter().map(|rule| rule.name).chain([OWNERS]).collect()
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

Exit codes: 0 counted, 1 the file is malformed or cannot be counted so, 2 wrong usage, 3 a file cannot be opened.
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
    help
}

/// Files beside the first.
struct Folder(PathBuf);

impl Companions for Folder {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        match std::fs::read(self.0.join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }
}

impl Count {
    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        let counted = if self.rule.as_deref() == Some(OWNERS) { self.owners() } else { self.ballots() };
        match counted {
            Err(Failure::Input(faults)) if self.json => {
                say_json(&faults)?;
                Err(Failure::Reported(1))
            }
            other => other,
        }
    }

    fn ballots(&self) -> Result<(), Failure> {
        let bytes =
            std::fs::read(&self.file).with_context(|| format!("cannot read {}", self.file.display()))?;
        let folder = Folder(self.file.parent().map(Path::to_owned).unwrap_or_default());
        let file = self.file.to_string_lossy();
        let request = Request {
            file: &file,
            bytes: &bytes,
            companions: &folder,
            rule: self.rule.as_deref(),
            seats: self.seats,
            settings: &self.settings,
        };
        let language = match self.language {
            Words::En => Language::English,
            Words::Zh => Language::Chinese,
        };
        if self.compare {
            let comparison = request.compare().map_err(|error| self.failure(error))?;
            if self.json {
                return say_json(&comparison);
            }
            return comparison.lines(language).iter().try_for_each(say);
        }
        let report = request.run().map_err(|error| self.failure(error))?;
        if self.json {
            return say_json(&report);
        }
        report.lines(language).iter().try_for_each(say)
    }

    /// Which exit code a refusal has.
    fn failure(&self, error: RequestError) -> Failure {
        match error {
            RequestError::Fault { file, fault } => {
                let folder = self.file.parent().unwrap_or(Path::new(""));
                // Companions are named relative to the configuration.
                let own = Path::new(&file) == self.file;
                faults(if own { self.file.clone() } else { folder.join(file) }, fault)
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

    fn owners(&self) -> Result<(), Failure> {
        if let (Some(setting), _) | (None, Some(setting)) =
            (self.settings.first().map(|_| "--set"), self.seats.map(|_| "--seats"))
        {
            return Err(Failure::Usage(format!("the rule {OWNERS} has no {setting}")));
        }
        let text = read_text(&self.file)?;
        let cases = owners::read(&text).map_err(|fault| faults(self.file.clone(), fault))?;
        let mut figures = Map::new();
        for case in &cases {
            let value = match &case.vote {
                Ok(vote) => {
                    let count = vote.count();
                    if !self.json {
                        say(format!("{}: {}", case.name, verdict(&count)))?;
                    }
                    owners::to_json(&count)
                }
                Err(fault) => {
                    if !self.json {
                        say(format!("{}: {fault}", case.name))?;
                    }
                    json!({ "fault": fault.to_string() })
                }
            };
            figures.insert(case.name.clone(), value);
        }
        if self.json { say_json(&Value::Object(figures)) } else { Ok(()) }
    }
}

const fn verdict(count: &OwnersCount) -> &'static str {
    match count.tally.verdict {
        Verdict::Passed => "passed",
        Verdict::NoQuorum => "no quorum",
        Verdict::Tied => "tied",
        Verdict::Failed => "failed",
    }
}

fn faults(file: PathBuf, fault: ReadFault) -> Failure {
    let ReadFault { line, column, reason } = fault;
    let remedy = "correct the file there, or export it again; nothing was counted".to_owned();
    InputFaults::new(&file, vec![InputFault { line, column, reason, remedy }]).into()
}
