//! One count asked for by name: file, rule, seats, settings.

use crate::rule::{RULES, build, find, rule_of};
use crate::{Companions, Election, ReadFault, Report, Setting, SettingError, read};
use yishi_tally::{CountError, Method, count};

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

/// How somebody wants a vote to be counted; what is left out follows the vote's own method.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish<'a> {
    /// The rule by its name.
    pub rule: Option<&'a str>,
    /// The places to be filled.
    pub seats: Option<u32>,
    /// Further parameters.
    pub settings: &'a [Setting],
}

impl Wish<'_> {
    /// Whether the vote's own method is meant, unchanged.
    pub const fn is_own(&self) -> bool {
        self.rule.is_none() && self.seats.is_none() && self.settings.is_empty()
    }

    /// The name of the rule, and the method with all its parameters; `file` names the vote in faults.
    ///
    /// # Errors
    /// When there is no such rule or setting, or the vote says no method of its own and none is named.
    pub fn method(&self, file: &str, election: &Election) -> Result<(&'static str, Method), RequestError> {
        let rule = match (self.rule, &election.method) {
            (Some(name), _) => {
                find(name, election).ok_or_else(|| RequestError::UnknownRule { name: name.to_owned() })?
            }
            (None, Some(method)) => {
                rule_of(method).ok_or_else(|| RequestError::NoRule { file: file.to_owned() })?
            }
            (None, None) => return Err(RequestError::NoRule { file: file.to_owned() }),
        };
        Ok((rule.name, build(rule, election, self.seats, self.settings)?))
    }
}

impl<'a> Request<'a> {
    /// Reads the file and counts it.
    ///
    /// # Errors
    /// See [`RequestError`]; nothing is counted then.
    pub fn run(&self) -> Result<Report, RequestError> {
        let election = read(self.file, self.bytes, self.companions)?;
        let (rule, method) = self.wish().method(self.file, &election)?;
        let outcome = count(&method, &election.options, &election.ballots)?;
        Ok(Report::new(rule, &election, method, outcome))
    }

    const fn wish(&self) -> Wish<'a> {
        Wish { rule: self.rule, seats: self.seats, settings: self.settings }
    }
}
