//! The bench on which mutations are tried: what was changed, what an audit must say of it, and the sum of them all.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use yishi_audit::{NotChecked, Report};
use yishi_book::Finding;

/// A finding without its words: the entry, or none for the whole, and the check.
pub type Mark = (Option<u64>, &'static str);

/// What was changed: the first two columns of the table.
pub type Row = (&'static str, &'static str);

/// What an audit must say of a mutation, and what it may say besides because it follows from that.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    must: Vec<Mark>,
    may: Vec<Mark>,
    /// Later entries may differ as well, whatever the check: they were decided after the one that was changed.
    later: Option<u64>,
}

/// These must be found, the first of them as the reason; nothing else may be.
pub fn must(marks: impl IntoIterator<Item = Mark>) -> Expected {
    Expected { must: marks.into_iter().collect(), ..Expected::default() }
}

impl Expected {
    /// This must be found as well.
    pub fn and(mut self, mark: Mark) -> Self {
        self.must.push(mark);
        self
    }

    /// These follow, or do not.
    pub fn or(mut self, marks: impl IntoIterator<Item = Mark>) -> Self {
        self.may.extend(marks);
        self
    }

    /// What comes after the entry may follow, whatever it is.
    pub fn and_later(mut self, than: u64) -> Self {
        self.later = Some(than);
        self
    }

    fn allows(&self, index: Option<u64>, check: &str) -> bool {
        let named = self.must.iter().chain(&self.may).any(|mark| *mark == (index, check));
        named || self.later.is_some_and(|than| index.is_some_and(|index| index > than))
    }

    /// What is wrong with what was found; nothing if it is exactly what was expected.
    fn unlike(&self, found: &BTreeSet<(Option<u64>, String)>) -> Option<String> {
        let is_there = |mark: &&Mark| found.contains(&(mark.0, mark.1.to_owned()));
        let missing: Vec<&Mark> = self.must.iter().filter(|mark| !is_there(mark)).collect();
        let strange: Vec<_> = found.iter().filter(|(index, check)| !self.allows(*index, check)).collect();
        let right = missing.is_empty() && strange.is_empty() && !self.must.is_empty();
        (!right).then(|| format!("not found {missing:?}, not expected {strange:?}"))
    }
}

/// How one kind of mutation went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Tally {
    tried: u64,
    /// By the check that had to find it.
    found_by: BTreeMap<&'static str, u64>,
    /// Those that change nothing that anybody relies on, by the reason.
    neutral: BTreeMap<&'static str, u64>,
    /// Those that no book can show, by what the report says that it did not check.
    open: BTreeMap<&'static str, u64>,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.tried += other.tried;
        for (own, other) in [
            (&mut self.found_by, other.found_by),
            (&mut self.neutral, other.neutral),
            (&mut self.open, other.open),
        ] {
            other.into_iter().for_each(|(what, count)| *own.entry(what).or_default() += count);
        }
    }
}

/// Counts, and keeps what went wrong.
#[derive(Debug, Default)]
pub struct Bench {
    rows: Vec<(Row, Tally)>,
    wrong: Vec<String>,
}

impl Bench {
    /// The findings of a mutation must be those that are expected.
    pub fn judge(&mut self, row: Row, name: &str, findings: &[Finding], expected: &Expected) {
        let found = findings.iter().map(|finding| (finding.index, finding.check.clone())).collect();
        if let Some(unlike) = expected.unlike(&found) {
            let first = findings.first().map(|finding| &finding.message);
            self.wrong.push(format!("{row:?} {name}: {unlike} ({first:?})"));
        }
        let check = expected.must.first().map_or("nothing", |mark| mark.1);
        *self.tally(row).found_by.entry(check).or_default() += 1;
    }

    /// This must be the very first finding, in the order of the book: what follows from it at the same entry and later is not told apart.
    pub fn first(&mut self, row: Row, name: &str, findings: &[Finding], mark: Mark) {
        let found = findings.first().map(|first| (first.index, first.check.as_str()));
        if found != Some(mark) {
            self.wrong.push(format!("{row:?} {name}: first {:?}, not {mark:?}", findings.first()));
        }
        *self.tally(row).found_by.entry(mark.1).or_default() += 1;
    }

    /// Something that gives no report of findings must say exactly this of it.
    pub fn said(&mut self, row: Row, name: &str, (found, wanted): (&str, &str), by: &'static str) {
        if found != wanted {
            self.wrong.push(format!("{row:?} {name}: {found}, not {wanted}"));
        }
        *self.tally(row).found_by.entry(by).or_default() += 1;
    }

    /// The mutation changes nothing that anybody relies on: nothing may be found, for the reason given.
    pub fn neutral(&mut self, row: Row, name: &str, findings: &[Finding], reason: &'static str) {
        if !findings.is_empty() {
            self.wrong.push(format!("{row:?} {name}: found {findings:?} in what is neutral: {reason}"));
        }
        *self.tally(row).neutral.entry(reason).or_default() += 1;
    }

    /// No book can show the mutation; the report must say that it did not check it.
    pub fn open(&mut self, row: Row, name: &str, report: &Report, what: (NotChecked, &'static str)) {
        if !report.is_clean() || !report.checked.not_checked.contains(&what.0) {
            let (found, listed) = (&report.findings, &report.checked.not_checked);
            self.wrong.push(format!("{row:?} {name}: {found:?}, not checked: {listed:?}"));
        }
        *self.tally(row).open.entry(what.1).or_default() += 1;
    }

    /// Nothing at hand can show the mutation, and it must be so: a row that is found after all belongs elsewhere.
    pub fn left_open(&mut self, row: Row, name: &str, unseen: bool, what: &'static str) {
        if !unseen {
            self.wrong.push(format!("{row:?} {name}: seen, though nothing can show {what}"));
        }
        *self.tally(row).open.entry(what).or_default() += 1;
    }

    /// Takes in what another bench counted.
    pub fn take(&mut self, other: Self) {
        for (row, tally) in other.rows {
            self.row(row).add(tally);
        }
        self.wrong.extend(other.wrong);
    }

    /// Everything that went otherwise than expected.
    pub fn wrong(&self) -> &[String] {
        &self.wrong
    }

    /// How many mutations were tried.
    pub fn tried(&self) -> u64 {
        self.rows.iter().map(|(_, tally)| tally.tried).sum()
    }

    fn tally(&mut self, row: Row) -> &mut Tally {
        let tally = self.row(row);
        tally.tried += 1;
        tally
    }

    fn row(&mut self, row: Row) -> &mut Tally {
        let at = self.rows.iter().position(|(known, _)| *known == row).unwrap_or_else(|| {
            self.rows.push((row, Tally::default()));
            self.rows.len() - 1
        });
        &mut self.rows[at].1
    }

    /// The table for people, in Markdown.
    pub fn table(&self) -> String {
        let mut table = String::from("| place | change | how many | what finds it |\n|---|---|---|---|\n");
        for ((place, change), tally) in &self.rows {
            let found = tally.found_by.iter().map(|(check, count)| format!("{check} {}", grouped(*count)));
            let neutral =
                tally.neutral.iter().map(|(why, count)| format!("{} change nothing: {why}", grouped(*count)));
            let open =
                tally.open.iter().map(|(what, count)| format!("*not checked* {}: {what}", grouped(*count)));
            let by: Vec<String> = found.chain(open).chain(neutral).collect();
            let _ = writeln!(table, "| {place} | {change} | {} | {} |", grouped(tally.tried), by.join(", "));
        }
        table
    }
}

/// A number with commas between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
