//! What a file of ballots holds, whatever its format.

use crate::ReadFault;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use yishi_tally::{Ballot, Method, OptionId, Options};

/// A vote as a file tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Election {
    /// What the vote is called; empty when the file does not say.
    pub title: String,
    /// The options by their ids in the file.
    pub options: Options,
    /// What options are called, where the file says more than an id.
    pub names: BTreeMap<OptionId, String>,
    /// Whether the ids of the file are numbers.
    pub numbered: bool,
    /// The ballots, equal ones possibly as one with a weight.
    pub ballots: Vec<Ballot>,
    /// Parameters that the file gives, by their names on the wire, such as `seats`: they hold unless a setting says
    /// otherwise, and only for methods that have them.
    pub given: BTreeMap<&'static str, Value>,
    /// The method that the file itself asks for.
    pub method: Option<Method>,
    /// What the file holds that its format does not provide for, and what was made of it.
    pub remarks: Vec<ReadFault>,
}

/// The id of an option as the file has it: a number or a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Id {
    /// A number.
    Number(u64),
    /// A text.
    Text(OptionId),
}

impl Election {
    /// An option's id as the file has it.
    pub fn id(&self, option: &OptionId) -> Id {
        match option.0.parse() {
            Ok(number) if self.numbered => Id::Number(number),
            _ => Id::Text(option.clone()),
        }
    }

    /// What people call an option: its name, or its id.
    pub fn name<'a>(&'a self, option: &'a OptionId) -> &'a str {
        self.names.get(option).map_or(&option.0, String::as_str)
    }
}
