//! One count asked for by name: file, rule, seats, settings.

use crate::rule::{RULES, build, find};
use crate::{Companions, ReadFault, Report, Setting, SettingError, read};
use yishi_tally::{CountError, count};

/// A count that somebody asks for.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The name of the file, for its format and for faults.
    pub file: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// The files that it may name.
    pub companions: &'a dyn Companions,
    /// The rule by its name; without one the file's own holds.
    pub rule: Option<&'a str>,
    /// The places to be filled, where the file's number does not hold.
    pub seats: Option<u32>,
    /// Further parameters.
    pub settings: &'a [Setting],
}

/// Why a file is not counted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// A file is malformed.
    #[error("{file}: {fault}")]
    Fault {
        /// Which file.
        file: String,
        /// Where and why.
        fault: ReadFault,
    },
    /// A file that the first names is not there.
    #[error("{file}, which the configuration names, is not there")]
    Missing {
        /// Which file.
        file: String,
    },
    /// A file that the first names cannot be opened.
    #[error("{file} cannot be read: {reason}")]
    Unreadable {
        /// Which file.
        file: String,
        /// Why, in words.
        reason: String,
    },
    /// No known format.
    #[error(
        "{file} is in no format that is read: BLT (.blt), PrefLib (.soc .soi .toc .toi), RCTab (its configuration, .json), Pabulib (.pb), abcvoting (.abc.yaml)"
    )]
    UnknownFormat {
        /// Which file.
        file: String,
    },
    /// The file does not say by which rule it is counted.
    #[error("{file} does not say how to count it: name a rule, one of {}", known())]
    NoRule {
        /// Which file.
        file: String,
    },
    /// There is no such rule.
    #[error("there is no rule `{name}`; the rules are {}", known())]
    UnknownRule {
        /// What was asked for.
        name: String,
    },
    /// A setting is wrong.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// Methods for budgets are compared, but the file holds none.
    #[error("{file} holds no budget: methods are compared where projects have costs")]
    NoBudget {
        /// Which file.
        file: String,
    },
    /// The ballots cannot be counted by this rule.
    #[error(transparent)]
    Count(#[from] CountError),
}

fn known() -> String {
    RULES.iter().map(|rule| rule.name).collect::<Vec<_>>().join(", ")
}

impl Request<'_> {
    /// Reads the file and counts it.
    ///
    /// # Errors
    /// See [`RequestError`]; nothing is counted then.
    pub fn run(&self) -> Result<Report, RequestError> {
        let election = read(self.file, self.bytes, self.companions)?;
        let rule = match (self.rule, &election.method) {
            (Some(name), _) => {
                find(name, &election).ok_or_else(|| RequestError::UnknownRule { name: name.to_owned() })?
            }
            (None, Some(method)) => RULES
                .iter()
                .find(|rule| rule.method == method.name())
                .ok_or_else(|| RequestError::NoRule { file: self.file.to_owned() })?,
            (None, None) => return Err(RequestError::NoRule { file: self.file.to_owned() }),
        };
        let method = build(rule, &election, self.seats, self.settings)?;
        let outcome = count(&method, &election.options, &election.ballots)?;
        Ok(Report::new(rule.name, &election, method, outcome))
    }
}
