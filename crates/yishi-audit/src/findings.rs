//! Findings as they come in: all of them counted, so many of each check kept, in the order of the book.

use std::collections::BTreeMap;
use yishi_book::Finding;
use yishi_tally::Language;

/// Collects findings in bounded memory: one dropped entry can make every later one differ.
#[derive(Clone, Debug)]
pub struct Findings {
    kept: Vec<Finding>,
    /// By check, and by what it is about where that is told apart.
    counts: BTreeMap<(String, String), u64>,
    limit: u64,
}

impl Findings {
    /// Keeps at most `limit` of each check.
    pub const fn new(limit: u64) -> Self {
        Self { kept: Vec::new(), counts: BTreeMap::new(), limit }
    }

    /// Takes a finding.
    pub fn add(&mut self, finding: Finding) {
        self.add_about("", finding);
    }

    /// Takes a finding about something, of which so many are kept as of others: many about one thing hide none about another.
    pub fn add_about(&mut self, what: &str, finding: Finding) {
        let count = self.counts.entry((finding.check.clone(), what.to_owned())).or_default();
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
        let mut omitted = BTreeMap::new();
        for ((check, _), count) in self.counts.into_iter().filter(|(_, count)| *count > limit) {
            *omitted.entry(check).or_default() += count - limit;
        }
        (self.kept, omitted)
    }

    /// Those that were kept, by entry, and after them how many there are besides.
    pub fn into_list(self, language: Language) -> Vec<Finding> {
        let left_out: Vec<Finding> = self
            .counts
            .iter()
            .filter(|(_, count)| **count > self.limit)
            .map(|((check, what), count)| {
                let more = count - self.limit;
                let about = if what.is_empty() { String::new() } else { format!("{what}: ") };
                let message = match language {
                    Language::English => format!("{about}{more} more that are not listed"),
                    Language::Chinese => format!("{about}另有 {more} 个未列出"),
                };
                Finding { index: None, check: check.clone(), message }
            })
            .collect();
        let (mut kept, _) = self.into_parts();
        kept.extend(left_out);
        kept
    }
}
