//! A list from elsewhere: a CSV file with a column `id`, and whatever other columns of a roll it has.

use super::Rows;
use crate::bundle::BundleError;
use crate::command::AuditError;
use crate::findings::Findings;
use crate::words::hundredths;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use yishi_core::RollRow;
use yishi_tally::Language;

/// The columns that are compared where the list has them, as an export of the roll writes them.
const COMPARED: [&str; 6] = ["council", "household", "standing", "building", "area_m2", "owners"];

/// The rows of a list by id, each with its fields.
#[derive(Clone, Debug)]
pub struct RollList {
    rows: BTreeMap<String, BTreeMap<String, String>>,
    kinds: BTreeSet<bool>,
}

/// How a list compares with the roll.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ListComparison {
    /// How many rows the list has.
    pub rows: u64,
    /// How many of them stand on the roll alike.
    pub alike: u64,
    /// In the list, not on the roll.
    pub missing: Vec<String>,
    /// On the roll, not in the list.
    pub too_many: Vec<String>,
    /// On both, and not alike.
    pub differing: Vec<Differing>,
}

/// A field that is not the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Differing {
    /// Whose.
    pub id: String,
    /// Which column.
    pub column: String,
    /// What the book says.
    pub book: String,
    /// What the list says.
    pub list: String,
}

impl RollList {
    /// Reads a CSV file in UTF-8 whose first line names the columns.
    ///
    /// # Errors
    /// When it cannot be read, has no column `id`, or has an id twice.
    pub fn read(path: &Path) -> Result<Self, AuditError> {
        let bytes = std::fs::read(path).map_err(|source| BundleError::new(path, source))?;
        let usage = |reason: String| AuditError::Usage(format!("{}: {reason}", path.display()));
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
        let mut reader = csv::Reader::from_reader(bytes);
        let columns = reader.headers().map_err(|error| usage(error.to_string()))?.clone();
        if !columns.iter().any(|column| column.trim() == "id") {
            return Err(usage("the first line names no column `id`".to_owned()));
        }
        let mut list = Self { rows: BTreeMap::new(), kinds: BTreeSet::new() };
        for record in reader.records() {
            let record = record.map_err(|error| usage(error.to_string()))?;
            let fields = columns.iter().zip(&record);
            let fields: BTreeMap<String, String> = fields
                .map(|(column, value)| (column.trim().to_owned(), unguarded(value.trim()).to_owned()))
                .collect();
            let id = fields.get("id").cloned().unwrap_or_default();
            if id.is_empty() {
                continue;
            }
            list.kinds.extend(fields.get("kind").map(|kind| kind == "unit"));
            if list.rows.insert(id.clone(), fields).is_some() {
                return Err(usage(format!("`{id}` stands twice")));
            }
        }
        Ok(list)
    }

    /// Compares it with the roll. A list with members only says nothing about units, and the other way round; those who have left are not
    /// wanted in a list.
    pub(super) fn compare(&self, roll: &Rows, language: Language, findings: &mut Findings) -> ListComparison {
        let mut found = ListComparison { rows: super::number(self.rows.len()), ..ListComparison::default() };
        let on_roll: BTreeMap<&String, (bool, &RollRow)> =
            roll.iter().map(|((is_unit, id), row)| (id, (*is_unit, row))).collect();
        let kinds: BTreeSet<bool> = if self.kinds.is_empty() {
            self.rows.keys().filter_map(|id| on_roll.get(id)).map(|(is_unit, _)| *is_unit).collect()
        } else {
            self.kinds.clone()
        };
        for (id, fields) in &self.rows {
            match on_roll.get(id) {
                None => found.missing.push(id.clone()),
                Some((_, row)) => {
                    let before = found.differing.len();
                    found.differing.extend(differing(id, fields, row));
                    found.alike = found.alike.saturating_add(u64::from(found.differing.len() == before));
                }
            }
        }
        let unlisted = on_roll.iter().filter(|(id, (is_unit, row))| {
            !self.rows.contains_key(**id) && kinds.contains(is_unit) && !has_left(row)
        });
        found.too_many = unlisted.map(|(id, _)| (*id).clone()).collect();
        found.report(language, findings);
        found
    }
}

impl ListComparison {
    fn report(&self, language: Language, findings: &mut Findings) {
        let say = |english: String, chinese: String| match language {
            Language::English => english,
            Language::Chinese => chinese,
        };
        if self.rows == 0 {
            let english = "the list has no rows: nothing was compared with the roll";
            findings.whole("list", say(english.to_owned(), "名单没有任何行，未与名册比对".to_owned()));
        }
        for id in &self.missing {
            findings.whole(
                "missing",
                say(
                    format!("`{id}` is in the list and not on the roll"),
                    format!("`{id}` 在名单上，名册里没有"),
                ),
            );
        }
        for id in &self.too_many {
            findings.whole(
                "too_many",
                say(
                    format!("`{id}` is on the roll and not in the list"),
                    format!("`{id}` 在名册里，名单上没有"),
                ),
            );
        }
        for Differing { id, column, book, list } in &self.differing {
            let english = format!("`{id}`: {column} is `{book}` on the roll, `{list}` in the list");
            findings
                .whole("differs", say(english, format!("`{id}`：{column} 名册为 `{book}`，名单为 `{list}`")));
        }
    }
}

fn differing(id: &str, fields: &BTreeMap<String, String>, row: &RollRow) -> Vec<Differing> {
    let columns =
        COMPARED.iter().filter_map(|column| Some((*column, fields.get(*column)?, value(row, column)?)));
    let differs = columns.filter(|(column, list, book)| !same(column, list, book));
    let differs = differs.map(|(column, list, book)| Differing {
        id: id.to_owned(),
        column: column.to_owned(),
        book,
        list: list.clone(),
    });
    differs.collect()
}

/// What a row says in a column; `None` where it has no such column.
fn value(row: &RollRow, column: &str) -> Option<String> {
    match (row, column) {
        (RollRow::Member { council, .. }, "council") => Some(council.to_string()),
        (RollRow::Unit { council, .. }, "council") => Some(council.to_string()),
        (RollRow::Member { household, .. }, "household") => {
            Some(household.as_ref().map(ToString::to_string).unwrap_or_default())
        }
        (RollRow::Member { standing, .. }, "standing") => Some(word(standing)),
        (RollRow::Unit { building, .. }, "building") => Some(building.to_string()),
        (RollRow::Unit { area_dm2, .. }, "area_m2") => Some(hundredths(area_dm2.0)),
        (RollRow::Unit { owners, .. }, "owners") => {
            Some(owners.iter().map(ToString::to_string).collect::<Vec<_>>().join(";"))
        }
        _ => None,
    }
}

/// Owners in any order, areas with or without their last zeros; an empty standing means a resident, as in an import.
fn same(column: &str, list: &str, book: &str) -> bool {
    let parts = |text: &str| text.split(';').map(|part| part.trim().to_owned()).collect::<BTreeSet<_>>();
    let plain = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    };
    match column {
        "owners" => parts(list) == parts(book),
        "area_m2" => plain(list) == plain(book),
        "standing" if list.is_empty() => book == "resident",
        _ => list == book,
    }
}

fn has_left(row: &RollRow) -> bool {
    matches!(row, RollRow::Member { standing: yishi_core::Standing::Left, .. })
}

/// The word of a variant as it stands in the book.
pub(super) fn word(value: &impl Serialize) -> String {
    let json = serde_json::to_value(value).unwrap_or_default();
    json.as_str().unwrap_or_default().to_owned()
}

/// A spreadsheet keeps what it would run behind an apostrophe.
fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        Some(_) | None => text,
    }
}
