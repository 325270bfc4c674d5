//! What a charter records, leaf by leaf, by ids instead of positions: what makes sure that no difference goes unsaid.

use crate::clause::{ClausePath, steps};
use serde_json::Value;
use std::collections::BTreeMap;
use yishi_core::Charter;

/// What tells the entries of a list apart, the first that all of them have.
const KEYS: [&str; 5] = ["id", "rule", "power", "council", "name"];

/// A charter taken apart.
#[derive(Debug, Default)]
pub(super) struct Leaves {
    /// What stands at each path.
    pub values: BTreeMap<ClausePath, String>,
    /// In which order the entries of each list stand.
    pub orders: BTreeMap<ClausePath, Vec<String>>,
}

impl Leaves {
    pub(super) fn of(charter: &Charter) -> Self {
        let mut leaves = Self::default();
        leaves.take(&ClausePath::default(), &serde_json::to_value(charter).unwrap_or_default());
        leaves
    }

    /// What stands at a path and within it.
    pub(super) fn within<'a>(
        &'a self,
        path: &'a ClausePath,
    ) -> impl Iterator<Item = (&'a ClausePath, &'a String)> {
        self.values.range(path..).take_while(move |(found, _)| found.is_within(path))
    }

    fn take(&mut self, path: &ClausePath, value: &Value) {
        match value {
            Value::Object(fields) if !fields.is_empty() => {
                fields.iter().for_each(|(field, value)| self.take(&path.then(field), value));
            }
            Value::Array(items) if items.first().is_some_and(Value::is_object) => {
                let keys = keys(items);
                keys.iter().zip(items).for_each(|(key, item)| self.take(&path.then(key), item));
                self.orders.insert(path.clone(), keys);
            }
            other => {
                self.values.insert(path.clone(), other.to_string());
            }
        }
    }
}

fn keys(items: &[Value]) -> Vec<String> {
    let named = |key: &&str| items.iter().map(|item| item.get(key)?.as_str()).collect::<Option<Vec<&str>>>();
    match KEYS.iter().find_map(named) {
        Some(names) => steps(&names),
        None => steps(&vec![""; items.len()]),
    }
}
