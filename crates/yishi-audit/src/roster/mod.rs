//! The roll as the entries of a book give it, compared with what was sealed and with a list from elsewhere.
//!
//! A book proves that registrars brought somebody in, never that the person exists. Who has a list of their own, of the flats of a building or
//! of the people on a staircase, can compare it here.

mod list;

pub use list::{Differing, ListComparison, RollList};

use crate::bundle::Bundle;
use crate::command::AuditError;
use crate::findings::Findings;
use crate::reading::{Basis, Passed, read};
use crate::trust::Pin;
use crate::words::pick;
use serde::Serialize;
use std::collections::BTreeMap;
use yishi_book::Finding;
use yishi_core::{AreaDm2, Command, Digest, Event, RollImportId, RollRow, RollSealed, State, roll_digest};
use yishi_tally::Language;

/// What came of it.
#[derive(Clone, Debug, Serialize)]
pub struct RosterReport {
    /// On what it rests.
    pub basis: Basis,
    /// Members by their relation to the community.
    pub members: BTreeMap<String, u64>,
    /// Units.
    pub units: u64,
    /// The area of all units.
    pub area_dm2: u64,
    /// The digest over all rows in force, members before units, each in ascending order of ids.
    pub digest: Digest,
    /// The imports that made it, in order.
    pub imports: Vec<ImportSeen>,
    /// Imports that are not sealed, with their number of rows: they count for nothing.
    pub pending: BTreeMap<RollImportId, u64>,
    /// How a list from elsewhere compares.
    pub list: Option<ListComparison>,
    /// The rows in force, if they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<Vec<RollRow>>,
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// What was not checked.
    pub not_checked: Vec<&'static str>,
}

/// A sealed import, with what was computed from its parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportSeen {
    /// Its name.
    pub import: RollImportId,
    /// The entry that sealed it.
    pub sealed_at: u64,
    /// Rows, as sealed.
    pub rows: u64,
    /// Area, as sealed.
    pub area_dm2: u64,
    /// Digest, as sealed.
    pub digest: Digest,
    /// Whether counting the parts again gives the same.
    pub agrees: bool,
}

/// Derives the roll after `until` entries and compares it with what was sealed, and with a list.
///
/// # Errors
/// When the book cannot be read.
pub fn roster(
    bundle: &Bundle,
    pin: &Pin,
    until: Option<u64>,
    list: Option<&RollList>,
    language: Language,
) -> Result<RosterReport, AuditError> {
    let mut rolls = Rolls::default();
    let reading = read(bundle, pin, until, &mut |passed| rolls.learn(passed))?;
    let mut findings = reading.findings;
    rolls.findings.drain(..).for_each(|finding| findings.add(finding));
    rolls.compare_state(&reading.state, reading.basis.as_of, &mut findings);
    let list = list.map(|list| list.compare(&rolls.rows, language, &mut findings));
    let rows: Vec<RollRow> = rolls.in_order().cloned().collect();
    let findings = findings.into_list(language);
    Ok(RosterReport {
        basis: reading.basis,
        members: by_standing(&rows),
        units: number(rows.iter().filter(|row| matches!(row, RollRow::Unit { .. })).count()),
        area_dm2: area(&rows),
        digest: roll_digest(&rows),
        imports: rolls.imports,
        pending: rolls.pending.iter().map(|(import, rows)| (import.clone(), number(rows.len()))).collect(),
        list,
        rows: Some(rows),
        findings,
        not_checked: vec![pick(
            language,
            "that these people exist and live there: compare with what you know, by --roll",
            "这些人是否真实存在、是否居住于此：请用 --roll 与您掌握的名单比对",
        )],
    })
}

/// Rows by kind and id: members stand before units.
type Rows = BTreeMap<(bool, String), RollRow>;

/// The roll as imports make it, put together without the rules' own state.
#[derive(Default)]
struct Rolls {
    pending: BTreeMap<RollImportId, Vec<RollRow>>,
    rows: Rows,
    imports: Vec<ImportSeen>,
    findings: Vec<Finding>,
}

impl Rolls {
    fn learn(&mut self, passed: &Passed<'_>) {
        if let Command::ImportRollPart(part) = &passed.envelope.command {
            self.pending.entry(part.import.clone()).or_default().extend(part.rows.iter().cloned());
        }
        for event in passed.events {
            match event {
                Event::RollSealed(sealed) => self.seal(passed.index, sealed),
                Event::RollImportLapsed(lapsed) => drop(self.pending.remove(&lapsed.import)),
                _ => {}
            }
        }
    }

    fn seal(&mut self, index: u64, sealed: &RollSealed) {
        let rows = self.pending.remove(&sealed.import).unwrap_or_default();
        let found = (number(rows.len()), area(&rows), roll_digest(&rows));
        let stated = (sealed.rows, sealed.area_dm2.0, sealed.root);
        let agrees = found == stated;
        if !agrees {
            let message = format!(
                "{}: sealed with {} rows, area {} and digest {}, but its parts have {}, {} and {}",
                sealed.import, stated.0, stated.1, stated.2, found.0, found.1, found.2
            );
            self.findings.push(Finding::at(index, "roll", message));
        }
        self.rows.extend(rows.into_iter().map(|row| (key(&row), row)));
        self.imports.push(ImportSeen {
            import: sealed.import.clone(),
            sealed_at: index,
            rows: sealed.rows,
            area_dm2: sealed.area_dm2.0,
            digest: sealed.root,
            agrees,
        });
    }

    fn in_order(&self) -> impl Iterator<Item = &RollRow> {
        self.rows.values()
    }

    /// The rules must have the same roll.
    fn compare_state(&self, state: &State, as_of: u64, findings: &mut Findings) {
        let members = state.roll.members.values().map(|member| member.row());
        let rows = members.chain(state.roll.units.values().map(|unit| unit.row()));
        let theirs: Rows = rows.map(|row| (key(&row), row)).collect();
        if theirs != self.rows {
            let message = "the roll that the rules keep is not the one that the sealed imports give";
            findings.at(as_of.saturating_sub(1), "roll", message);
        }
    }
}

fn key(row: &RollRow) -> (bool, String) {
    match row {
        RollRow::Member { id, .. } => (false, id.to_string()),
        RollRow::Unit { id, .. } => (true, id.to_string()),
    }
}

fn by_standing(rows: &[RollRow]) -> BTreeMap<String, u64> {
    let mut members = BTreeMap::new();
    for row in rows {
        if let RollRow::Member { standing, .. } = row {
            *members.entry(list::word(standing)).or_default() += 1;
        }
    }
    members
}

fn area(rows: &[RollRow]) -> u64 {
    let areas = rows.iter().map(|row| match row {
        RollRow::Unit { area_dm2: AreaDm2(area), .. } => *area,
        RollRow::Member { .. } => 0,
    });
    areas.fold(0, u64::saturating_add)
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
