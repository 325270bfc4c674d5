//! Findings as they come in: all of them counted, so many of each check kept, in the order of the book.

use std::collections::BTreeMap;
use yishi_book::Finding;

/// Collects findings in bounded memory: one dropped entry can make every later one differ.
#[derive(Clone, Debug)]
pub struct Findings {
    kept: Vec<Finding>,
    counts: BTreeMap<String, u64>,
    limit: u64,
}

impl Findings {
    /// Keeps at most `limit` of each check.
    pub const fn new(limit: u64) -> Self {
        Self { kept: Vec::new(), counts: BTreeMap::new(), limit }
    }

    /// Takes a finding.
    pub fn add(&mut self, finding: Finding) {
        let count = self.counts.entry(finding.check.clone()).or_default();
        *count += 1;
        if *count <= self.limit {
            self.kept.push(finding);
        }
    }

    /// Takes a finding at an entry.
    pub fn at(&mut self, index: u64, check: &str, message: impl Into<String>) {
        self.add(Finding::at(index, check, message));
    }

    /// Takes a finding on the whole.
    pub fn whole(&mut self, check: &str, message: impl Into<String>) {
        self.add(Finding { index: None, check: check.to_owned(), message: message.into() });
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Those that were kept, by entry, and how many of each check were not.
    pub fn into_parts(mut self) -> (Vec<Finding>, BTreeMap<String, u64>) {
        self.kept.sort_by_key(|finding| finding.index.unwrap_or(u64::MAX));
        let limit = self.limit;
        let omitted = self.counts.into_iter().filter(|(_, count)| *count > limit);
        (self.kept, omitted.map(|(check, count)| (check, count - limit)).collect())
    }
}
