//! What is voted on: candidates, offers, projects, in the order of the ballot paper.

use crate::{Amount, CountError};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// Without a key of its own, so that a count needs no randomness. Names are only looked up, never gone through.
pub(crate) type NameHasher = foldhash::quality::FixedState;

/// The name of an option that is voted on: a candidate, an offer, a project.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OptionId(pub Arc<str>);

impl fmt::Display for OptionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for OptionId {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

/// One option that is voted on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VotingOption {
    /// Its name.
    pub id: OptionId,
    /// What it costs, where a budget is shared out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Amount>,
    /// Whether it left the count before it began: ballots pass over it as if it were not there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
}

impl VotingOption {
    /// An option without a cost.
    pub fn new(id: impl Into<OptionId>) -> Self {
        Self { id: id.into(), cost: None, withdrawn: false }
    }

    /// The option at a cost.
    #[must_use]
    pub fn at_cost(self, cost: Amount) -> Self {
        Self { cost: Some(cost), ..self }
    }

    /// The option, withdrawn.
    #[must_use]
    pub fn withdrawn(self) -> Self {
        Self { withdrawn: true, ..self }
    }
}

/// The options of a vote in their given order, which is that of the ballot paper; no name stands there twice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<VotingOption>", into = "Vec<VotingOption>")]
pub struct Options {
    list: Vec<VotingOption>,
    places: HashMap<OptionId, usize, NameHasher>,
}

impl Options {
    /// Makes the options of a vote.
    ///
    /// # Errors
    /// [`CountError::RepeatedOption`] when a name stands there twice.
    pub fn new(list: Vec<VotingOption>) -> Result<Self, CountError> {
        let mut places = HashMap::with_capacity_and_hasher(list.len(), NameHasher::default());
        for (place, option) in list.iter().enumerate() {
            if places.insert(option.id.clone(), place).is_some() {
                return Err(CountError::RepeatedOption { option: option.id.clone() });
            }
        }
        Ok(Self { list, places })
    }

    /// Options by their names, without costs.
    ///
    /// # Errors
    /// [`CountError::RepeatedOption`] when a name stands there twice.
    pub fn named<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Self, CountError> {
        Self::new(names.into_iter().map(VotingOption::new).collect())
    }

    /// The options in their given order.
    pub fn list(&self) -> &[VotingOption] {
        &self.list
    }

    /// The place of an option in the given order, from 0.
    pub fn place(&self, id: &OptionId) -> Option<usize> {
        self.places.get(id).copied()
    }

    /// How many options are in the count: the withdrawn are not.
    pub fn standing(&self) -> usize {
        self.list.iter().filter(|option| !option.withdrawn).count()
    }
}

impl TryFrom<Vec<VotingOption>> for Options {
    type Error = CountError;

    fn try_from(list: Vec<VotingOption>) -> Result<Self, CountError> {
        Self::new(list)
    }
}

impl From<Options> for Vec<VotingOption> {
    fn from(options: Options) -> Self {
        options.list
    }
}
