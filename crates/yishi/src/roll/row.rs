//! Rows: a record of the table becomes a row of the roll, or all its faults.

use super::table::{Record, Table};
use super::{IdFile, Known, field};
use crate::failure::InputFault;
use std::collections::{BTreeMap, BTreeSet};
use yishi_core::{AreaDm2, CouncilId, HouseholdId, InvalidId, MemberId, RollRow};

/// Reads one record.
pub fn read(record: &Record<'_>, ids: &IdFile, known: &Known<'_>) -> Result<RollRow, Vec<InputFault>> {
    match record.get("kind") {
        "member" => member(record, ids, known),
        "unit" => unit(record, ids, known),
        other => Err(vec![record.fault(
            "kind",
            format!("`{other}` is no kind of row"),
            "write `member` for a person or `unit` for a flat, shop or parking space",
        )]),
    }
}

/// Rows that stand twice.
pub fn repeated(table: &Table<'_>, ids: &IdFile) -> Vec<InputFault> {
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    let mut faults = Vec::new();
    for record in &table.records {
        let Some(id) = own_id(record, ids) else { continue };
        match seen.insert(id.clone(), record.line) {
            Some(line) => faults.push(record.fault(
                "id",
                format!("`{}` stands on line {line} already", record.label()),
                "keep one of the two rows, or give them different `ref` and `id`",
            )),
            None => continue,
        }
    }
    faults
}

fn own_id(record: &Record<'_>, ids: &IdFile) -> Option<String> {
    match record.get("kind") {
        "member" => Some(ids.resolve("member", &record.label()).to_owned()),
        "unit" => Some(ids.resolve("unit", &record.label()).to_owned()),
        _ => None,
    }
}

/// Collects faults while fields are read.
struct Fields<'a> {
    record: &'a Record<'a>,
    faults: Vec<InputFault>,
}

impl<'a> Fields<'a> {
    const fn new(record: &'a Record<'a>) -> Self {
        Self { record, faults: Vec::new() }
    }

    fn keep<T>(&mut self, column: &str, found: Result<T, field::Wrong>) -> Option<T> {
        match found {
            Ok(value) => Some(value),
            Err((reason, remedy)) => {
                self.faults.push(self.record.fault(column, reason, remedy));
                None
            }
        }
    }

    fn id<T: std::str::FromStr<Err = InvalidId>>(&mut self, column: &str, text: &str) -> Option<T> {
        match text.parse() {
            Ok(id) => Some(id),
            Err(error) => {
                let error: InvalidId = error;
                let reason = format!("`{}` is not a valid {}", error.text, error.kind);
                self.faults.push(self.record.fault(column, reason, error.expected));
                None
            }
        }
    }

    fn council(&mut self, known: &Known<'_>) -> Option<CouncilId> {
        let council = self.id::<CouncilId>("council", self.record.get("council"))?;
        if (known.is_lowest_council)(&council) {
            return Some(council);
        }
        self.faults.push(self.record.fault(
            "council",
            format!("`{council}` is not one of the lowest councils of the charter in force"),
            "write the lowest council of the place, as the charter names it",
        ));
        None
    }

    fn empty(&mut self, columns: &[&str]) {
        for column in columns {
            if !self.record.get(column).is_empty() {
                let kind = self.record.get("kind");
                let reason = format!("a row of kind `{kind}` has no `{column}`");
                self.faults.push(self.record.fault(column, reason, "leave the field empty"));
            }
        }
    }
}

fn member(record: &Record<'_>, ids: &IdFile, known: &Known<'_>) -> Result<RollRow, Vec<InputFault>> {
    let mut fields = Fields::new(record);
    let id = fields.id("id", ids.resolve("member", &record.label()));
    let council = fields.council(known);
    let standing = fields.keep("standing", field::standing(record.get("standing")));
    let household = match record.get("household") {
        "" => Some(None),
        label => fields.id::<HouseholdId>("household", ids.resolve("household", label)).map(Some),
    };
    fields.empty(&["building", "area_m2", "area_dm2", "owners"]);
    match (id, council, standing, household) {
        (Some(id), Some(council), Some(standing), Some(household)) if fields.faults.is_empty() => {
            Ok(RollRow::Member { id, council, household, identity: None, standing })
        }
        _ => Err(fields.faults),
    }
}

fn unit(record: &Record<'_>, ids: &IdFile, known: &Known<'_>) -> Result<RollRow, Vec<InputFault>> {
    let mut fields = Fields::new(record);
    let id = fields.id("id", ids.resolve("unit", &record.label()));
    let council = fields.council(known);
    let building = fields.id("building", record.get("building"));
    let area = area(&mut fields);
    let owners = owners(&mut fields, ids, known);
    fields.empty(&["household", "standing"]);
    match (id, council, building, area) {
        (Some(id), Some(council), Some(building), Some(area_dm2)) if fields.faults.is_empty() => {
            Ok(RollRow::flat(id, council, building, area_dm2, owners))
        }
        _ => Err(fields.faults),
    }
}

fn area(fields: &mut Fields<'_>) -> Option<AreaDm2> {
    let record = fields.record;
    match (record.get("area_m2"), record.get("area_dm2")) {
        ("", "") => {
            let remedy = "write it in `area_m2`, e.g. 89.35, or in `area_dm2`, e.g. 8935";
            fields.faults.push(record.fault("area_m2", "the unit has no area", remedy));
            None
        }
        (text, "") => fields.keep("area_m2", field::area_m2(text)),
        ("", text) => fields.keep("area_dm2", field::area_dm2(text)),
        (_, _) => {
            let reason = "the area stands in `area_m2` and in `area_dm2`";
            fields.faults.push(record.fault("area_dm2", reason, "keep one of the two"));
            None
        }
    }
}

fn owners(fields: &mut Fields<'_>, ids: &IdFile, known: &Known<'_>) -> BTreeSet<MemberId> {
    let mut owners = BTreeSet::new();
    for label in field::list(fields.record.get("owners")) {
        let resolved = ids.resolve("member", label);
        let in_file = resolved != label || ids.has_member(label);
        match resolved.parse::<MemberId>() {
            Ok(owner) if in_file || (known.is_member)(&owner) => {
                owners.insert(owner);
            }
            Ok(_) | Err(_) => {
                let reason = format!("owner `{label}` is neither a row of this file nor on the roll");
                let remedy = "write the `ref` or `id` of a member row; separate several owners by `;`";
                let fault = fields.record.fault("owners", reason, remedy);
                fields.faults.push(fault);
            }
        }
    }
    if owners.is_empty() && fields.faults.is_empty() {
        let remedy = "write the `ref` or `id` of at least one owner";
        let fault = fields.record.fault("owners", "the unit has no owner", remedy);
        fields.faults.push(fault);
    }
    owners
}
