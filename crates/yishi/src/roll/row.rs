//! Rows: a record of the table becomes a row of the roll, or all its faults.

use super::table::{Record, Table};
use super::{IdFile, Known, field};
use crate::failure::InputFault;
use std::collections::{BTreeMap, BTreeSet};
use yishi_core::{
    AREA_ORDER_OF_LAW, AreaDm2, Commitment, CouncilId, HouseholdId, InvalidId, MemberId, RollRow,
};
use yishi_tally::Areas;

/// Columns that only units have.
const OF_UNITS: &[&str] = &[
    "building",
    "area_m2",
    "area_dm2",
    "owners",
    "registered_m2",
    "surveyed_m2",
    "contract_m2",
    "status",
    "use",
    "guardian",
];

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
                format!("`{id}` stands on line {line} already"),
                "keep one of the two rows, or give them different `ref` and `id`",
            )),
            None => continue,
        }
    }
    faults
}

fn own_id(record: &Record<'_>, ids: &IdFile) -> Option<String> {
    match record.get("kind") {
        "member" => Some(ids.resolve("member", &record.label).to_owned()),
        "unit" => Some(ids.resolve("unit", &record.label).to_owned()),
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
    let id = fields.id("id", ids.resolve("member", &record.label));
    let council = fields.council(known);
    let standing = fields.keep("standing", field::standing(record.get("standing")));
    let household = match record.get("household") {
        "" => Some(None),
        label => fields.id::<HouseholdId>("household", ids.resolve("household", label)).map(Some),
    };
    let identity = match record.get("identity") {
        "" => Some(None),
        commitment => fields.id::<Commitment>("identity", commitment).map(Some),
    };
    fields.empty(OF_UNITS);
    match (id, council, standing, household, identity) {
        (Some(id), Some(council), Some(standing), Some(household), Some(identity))
            if fields.faults.is_empty() =>
        {
            Ok(RollRow::Member { id, council, household, identity, standing })
        }
        _ => Err(fields.faults),
    }
}

fn unit(record: &Record<'_>, ids: &IdFile, known: &Known<'_>) -> Result<RollRow, Vec<InputFault>> {
    let mut fields = Fields::new(record);
    let id = fields.id("id", ids.resolve("unit", &record.label));
    let council = fields.council(known);
    let building = fields.id("building", record.get("building"));
    let areas = areas(&mut fields);
    let area = area(&mut fields, areas);
    let owners = owners(&mut fields, ids, known);
    let guardian = one_member(&mut fields, ("guardian", record.get("guardian")), ids, known);
    let status = fields.keep("status", field::status(record.get("status")));
    let kind = fields.keep("use", field::kind(record.get("use")));
    fields.empty(&["household", "standing", "identity"]);
    match (id, council, building, area, status, kind) {
        (Some(id), Some(council), Some(building), Some(area_dm2), Some(status), Some(kind))
            if fields.faults.is_empty() =>
        {
            Ok(RollRow::Unit { id, council, building, area_dm2, owners, areas, status, kind, guardian })
        }
        _ => Err(fields.faults),
    }
}

/// Areas by their sources.
fn areas(fields: &mut Fields<'_>) -> Areas {
    let mut by_source = |column: &str| match fields.record.get(column) {
        "" => None,
        text => fields.keep(column, field::area_m2(text)).map(|area| area.0),
    };
    Areas {
        registered_dm2: by_source("registered_m2"),
        surveyed_dm2: by_source("surveyed_m2"),
        contract_dm2: by_source("contract_m2"),
    }
}

/// The area that counts; where only sourced ones stand, the first of them in the law's order.
fn area(fields: &mut Fields<'_>, areas: Areas) -> Option<AreaDm2> {
    let record = fields.record;
    match (record.get("area_m2"), record.get("area_dm2")) {
        ("", "") => {
            let first = areas.first(&AREA_ORDER_OF_LAW).map(AreaDm2);
            if first.is_none() {
                let remedy = "write it in `area_m2`, e.g. 89.35, or in `area_dm2`, e.g. 8935";
                fields.faults.push(record.fault("area_m2", "the unit has no area", remedy));
            }
            first
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
    let record = fields.record;
    let labels = field::list(record.get("owners"));
    let named = labels.into_iter().map(|label| one_member(fields, ("owners", label), ids, known));
    let owners: BTreeSet<MemberId> = named.collect::<Vec<_>>().into_iter().flatten().collect();
    if owners.is_empty() && fields.faults.is_empty() {
        let remedy = "write the `ref` or `id` of at least one owner";
        fields.faults.push(record.fault("owners", "the unit has no owner", remedy));
    }
    owners
}

/// A member by `ref` or `id`, in this file or on the roll; nobody for an empty field.
fn one_member(
    fields: &mut Fields<'_>,
    (column, label): (&'static str, &str),
    ids: &IdFile,
    known: &Known<'_>,
) -> Option<MemberId> {
    if label.is_empty() {
        return None;
    }
    let resolved = ids.resolve("member", label);
    let in_file = resolved != label || ids.has_member(label);
    let found = resolved.parse::<MemberId>().ok().filter(|member| in_file || (known.is_member)(member));
    if found.is_none() {
        let what = if column == "owners" { "owner" } else { column };
        let reason = format!("{what} `{label}` is neither a row of this file nor on the roll");
        let remedy = "write the `ref` or `id` of a member row; separate several owners by `;`";
        fields.faults.push(fields.record.fault(column, reason, remedy));
    }
    found
}
