//! Settings as people write them: `KEY=VALUE`.

use crate::rule::{Rule, method};
use serde_json::{Map, Value, json};
use std::str::FromStr;

/// A parameter as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its name.
    pub key: String,
    /// Its value as text: a number, a word, `word:value`, words with commas, or JSON.
    pub value: String,
}

/// Why a setting is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// It has no `=`.
    #[error("`{text}` is no setting: write KEY=VALUE")]
    NoEquals {
        /// What was written.
        text: String,
    },
    /// The rule has no such parameter.
    #[error("the rule {rule} has no setting `{key}`; it has {}", known.join(", "))]
    Unknown {
        /// The rule.
        rule: &'static str,
        /// What was asked for.
        key: String,
        /// What the rule has.
        known: Vec<&'static str>,
    },
    /// The parameter has no such value.
    #[error("{key}={value}: {reason}; {help}")]
    Value {
        /// The parameter.
        key: String,
        /// What was written.
        value: String,
        /// What is wrong with it.
        reason: String,
        /// What it takes.
        help: &'static str,
    },
    /// A parameter is missing, or some do not fit together.
    #[error("the settings do not make a rule: {reason}")]
    Together {
        /// Why.
        reason: String,
    },
}

impl FromStr for Setting {
    type Err = SettingError;

    fn from_str(text: &str) -> Result<Self, SettingError> {
        let (key, value) =
            text.split_once('=').ok_or_else(|| SettingError::NoEquals { text: text.to_owned() })?;
        Ok(Self { key: key.trim().replace('-', "_"), value: value.trim().to_owned() })
    }
}

pub(crate) fn unknown(rule: &Rule, key: &str) -> SettingError {
    let known = rule.keys.iter().map(|key| key.name).collect();
    SettingError::Unknown { rule: rule.name, key: key.to_owned(), known }
}

/// The value of a setting as the rule takes it.
pub(crate) fn read(rule: &Rule, setting: &Setting) -> Result<Value, SettingError> {
    let Some(key) = rule.keys.iter().find(|key| key.name == setting.key) else {
        return Err(unknown(rule, &setting.key));
    };
    let mut reason = String::new();
    for value in meanings(&setting.value) {
        let fields = Map::from_iter([(setting.key.clone(), value.clone())]);
        match method(rule, fields) {
            Ok(_) => return Ok(value),
            // Another parameter is missing: this one was read.
            Err(error) if error.to_string().starts_with("missing field") => return Ok(value),
            Err(error) if reason.is_empty() => reason = error.to_string(),
            Err(_) => {}
        }
    }
    let (key, value, help) = (setting.key.clone(), setting.value.clone(), key.help);
    Err(SettingError::Value { key, value, reason, help })
}

/// What a text may mean, the likeliest first.
fn meanings(text: &str) -> Vec<Value> {
    let mut meanings = Vec::new();
    if text.starts_with(['{', '[', '"']) {
        meanings.extend(serde_json::from_str::<Value>(text));
    }
    meanings.extend(text.parse::<u64>().map(Value::from));
    meanings.extend(text.parse::<bool>().map(Value::from));
    meanings.push(text.into());
    meanings.extend(chain(text));
    meanings.push(text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().into());
    meanings
}

/// `word:value` as one entry, and `look_back+…` as one rule after another.
fn chain(text: &str) -> Vec<Value> {
    if let Some((first, then)) = text.split_once('+') {
        let mut then = chain(then);
        then.push(text.split_once('+').map_or("", |(_, rest)| rest).into());
        return then.into_iter().map(|then| json!({ first: then })).collect();
    }
    let Some((word, value)) = text.split_once(':') else {
        return match text {
            // The last rule of a chain may be left out: then the tie stands.
            "look_back" | "look_forward" => vec![json!({ text: "stop" })],
            "lot" => vec![json!({ "lot": {} })],
            _ => Vec::new(),
        };
    };
    match word {
        "lot" => vec![json!({ "lot": { "seed": value } })],
        "listed" => vec![json!({ "listed": value.split(',').map(str::trim).collect::<Vec<_>>() })],
        _ => {
            let number = value.parse::<u64>().map(|number| json!({ word: number }));
            number.into_iter().chain([json!({ word: value })]).collect()
        }
    }
}
