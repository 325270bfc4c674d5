//! Findings: what a check of a stored entry brings to light.

use serde::{Deserialize, Serialize};

/// A finding of a check, with the entry it concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The entry; absent for findings on the whole.
    pub index: Option<u64>,
    /// The check, e.g. `chain`, `tree`, `signature`, `replay`.
    pub check: String,
    /// What was found, for people.
    pub message: String,
}

impl Finding {
    /// A finding at an entry.
    pub fn at(index: u64, check: &str, message: impl Into<String>) -> Self {
        Self { index: Some(index), check: check.to_owned(), message: message.into() }
    }
}

/// Collects findings at one index.
pub(crate) struct Report {
    pub(crate) index: u64,
    pub(crate) findings: Vec<Finding>,
}

impl Report {
    pub(crate) fn add(&mut self, check: &str, message: impl Into<String>) {
        self.findings.push(Finding::at(self.index, check, message));
    }

    pub(crate) fn expect(&mut self, holds: bool, check: &str, message: impl FnOnce() -> String) {
        if !holds {
            self.add(check, message());
        }
    }
}
