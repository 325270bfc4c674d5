//! Cases of owners' votes.

use super::{Count, OWNERS, faults};
use crate::console::{say, say_json};
use crate::failure::{Failure, read_text};
use serde_json::{Map, Value, json};
use yishi_ballots::owners;
use yishi_tally::{OwnersCount, Verdict};

impl Count {
    pub(super) fn owners(&self) -> Result<(), Failure> {
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
        if self.json {
            say_json(&Value::Object(figures))?;
        }
        if cases.is_empty() {
            return Err(Failure::Refused(format!("{} holds no case", self.file.display())));
        }
        // Each was told at its place.
        if cases.iter().any(|case| case.vote.is_err()) { Err(Failure::Reported(1)) } else { Ok(()) }
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
