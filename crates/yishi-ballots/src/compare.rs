//! Methods for a budget side by side over one file.

use crate::rule::{Rule, build, find};
use crate::{Election, Id, Request, RequestError, Setting, read};
use serde::Serialize;
use std::collections::BTreeMap;
use yishi_tally::{Amount, Compared, Effect, Method, OptionId, compare};

/// The rules that are compared: the first is the one that the others are held against.
const COMPARED: [(&str, Option<&str>); 4] = [
    ("greedy-skip", None),
    ("greedy-stop", None),
    ("equal-shares", Some("satisfaction=cost")),
    ("equal-shares", Some("satisfaction=cardinality")),
];

/// What several rules make of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// What the vote is called.
    pub title: String,
    /// What options are called, by their ids, where the file says more than an id.
    pub names: BTreeMap<OptionId, String>,
    /// What each project costs.
    pub costs: BTreeMap<OptionId, Amount>,
    /// Each rule with what it funds.
    pub rules: Vec<ComparedRule>,
}

/// What one rule makes of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ComparedRule {
    /// The rule by its name, with the setting in which it differs.
    pub rule: String,
    /// The rule with all its parameters.
    pub method: Method,
    /// What it funds.
    pub winners: Vec<Id>,
    /// What it leaves undecided.
    pub tied: Vec<Id>,
    /// What that means for voters.
    #[serde(flatten)]
    pub effect: Effect,
}

impl Request<'_> {
    /// Counts the file by each rule for budgets; a setting holds for every rule that has it.
    ///
    /// # Errors
    /// See [`RequestError`]; nothing is counted then.
    pub fn compare(&self) -> Result<Comparison, RequestError> {
        let election = read(self.file, self.bytes, self.companions)?;
        let list = election.options.list();
        if list.iter().all(|option| option.cost.is_none()) {
            return Err(RequestError::NoBudget { file: self.file.to_owned() });
        }
        let mut names = Vec::new();
        let mut methods = Vec::new();
        for (name, variant) in COMPARED {
            let Some(rule) = find(name, &election) else { continue };
            methods.push(build(rule, &election, None, &self.settings_of(rule, variant)?)?);
            names.push(variant.map_or_else(|| name.to_owned(), |variant| format!("{name} {variant}")));
        }
        let compared = compare(&methods, &election.options, &election.ballots)?;
        let costs = list.iter().filter_map(|option| Some((option.id.clone(), option.cost.clone()?)));
        Ok(Comparison {
            title: election.title.clone(),
            names: election.names.clone(),
            costs: costs.collect(),
            rules: names.into_iter().zip(compared).map(|(name, one)| row(&election, name, one)).collect(),
        })
    }

    fn settings_of(&self, rule: &Rule, variant: Option<&str>) -> Result<Vec<Setting>, RequestError> {
        let known = |setting: &&Setting| rule.keys.iter().any(|key| key.name == setting.key);
        let mut settings: Vec<Setting> = self.settings.iter().filter(known).cloned().collect();
        if let Some(variant) = variant {
            settings.push(variant.parse()?);
        }
        Ok(settings)
    }
}

fn row(election: &Election, rule: String, compared: Compared) -> ComparedRule {
    let ids = |options: &[OptionId]| options.iter().map(|option| election.id(option)).collect();
    ComparedRule {
        rule,
        method: compared.method,
        winners: ids(&compared.outcome.winners),
        tied: ids(&compared.outcome.tied),
        effect: compared.effect,
    }
}
