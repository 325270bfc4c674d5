//! Methods for a budget side by side over one file.

use crate::rule::{Rule, build, find};
use crate::{Election, Id, Request, RequestError, Setting, read};
use serde::Serialize;
use std::collections::BTreeMap;
use yishi_tally::{Amount, Compared, Effect, Language, Method, OptionId, compare};

/// How many decimals an average shows, cut off; the exact figures are in the JSON.
const PLACES: u32 = 4;

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

impl Comparison {
    /// The comparison in lines: a table of the rules, then what each funds.
    pub fn lines(&self, language: Language) -> Vec<String> {
        let heads = match language {
            Language::English => {
                ["cost", "empty-handed", "projects each", "cost each", "prefer first", "prefer this"]
            }
            Language::Chinese => ["合计费用", "一无所得者", "人均项目", "人均费用", "偏好第一种", "偏好本法"],
        };
        let mut lines = Vec::new();
        if !self.title.is_empty() {
            lines.push(self.title.clone());
        }
        for row in &self.rules {
            lines.push(String::new());
            lines.push(row.rule.clone());
            let effect = &row.effect;
            let figures = [
                effect.cost.to_string(),
                format!("{} / {}", effect.empty_handed, effect.voters),
                effect.projects_each.decimal(PLACES),
                effect.cost_each.decimal(PLACES),
                effect.prefer_first.to_string(),
                effect.prefer_this.to_string(),
            ];
            lines.extend(heads.iter().zip(figures).map(|(head, figure)| format!("  {head}: {figure}")));
            let [funded, tied] = match language {
                Language::English => ["funded", "tied"],
                Language::Chinese => ["资助", "相同"],
            };
            for (word, ids) in [(funded, &row.winners), (tied, &row.tied)] {
                if !ids.is_empty() {
                    let labels: Vec<String> = ids.iter().map(|id| self.label(id)).collect();
                    lines.push(format!("  {word} ({}): {}", ids.len(), labels.join("; ")));
                }
            }
        }
        lines
    }

    fn label(&self, id: &Id) -> String {
        let option = match id {
            Id::Number(number) => OptionId::from(number.to_string().as_str()),
            Id::Text(option) => option.clone(),
        };
        self.names.get(&option).map_or_else(|| option.to_string(), |name| format!("{option} {name}"))
    }
}

impl Request<'_> {
    /// Counts the file by each rule for budgets; a setting holds for every rule that has it.
    ///
    /// # Errors
    /// See [`RequestError`]; nothing is counted then.
    pub fn compare(&self) -> Result<Comparison, RequestError> {
        Comparison::of(self.file, &read(self.file, self.bytes, self.companions)?, self.settings)
    }
}

impl Comparison {
    /// Counts a vote by each rule for budgets; `file` names it in faults.
    ///
    /// # Errors
    /// See [`RequestError`]; nothing is counted then.
    pub fn of(file: &str, election: &Election, settings: &[Setting]) -> Result<Self, RequestError> {
        let list = election.options.list();
        if list.iter().all(|option| option.cost.is_none()) {
            return Err(RequestError::NoBudget { file: file.to_owned() });
        }
        let mut names = Vec::new();
        let mut methods = Vec::new();
        for (name, variant) in COMPARED {
            let Some(rule) = find(name, election) else { continue };
            methods.push(build(rule, election, None, &settings_of(rule, settings, variant)?)?);
            names.push(variant.map_or_else(|| name.to_owned(), |variant| format!("{name} {variant}")));
        }
        let compared = compare(&methods, &election.options, &election.ballots)?;
        let costs = list.iter().filter_map(|option| Some((option.id.clone(), option.cost.clone()?)));
        Ok(Self {
            title: election.title.clone(),
            names: election.names.clone(),
            costs: costs.collect(),
            rules: names.into_iter().zip(compared).map(|(name, one)| row(election, name, one)).collect(),
        })
    }
}

fn settings_of(
    rule: &Rule,
    settings: &[Setting],
    variant: Option<&str>,
) -> Result<Vec<Setting>, RequestError> {
    let known = |setting: &&Setting| rule.keys.iter().any(|key| key.name == setting.key);
    let mut settings: Vec<Setting> = settings.iter().filter(known).cloned().collect();
    if let Some(variant) = variant {
        settings.push(variant.parse()?);
    }
    Ok(settings)
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
