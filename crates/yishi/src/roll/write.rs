//! The roll as a file: the columns that an import reads, so that bringing the file in again changes nothing.

use super::COLUMNS;
use super::field::decimal_m2;
use crate::encoding::Encoding;
use anyhow::Context;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};
use yishi_core::{AreaDm2, RollRow, State, TimeMs};

/// The columns of every file; others only where a row needs them.
const ALWAYS: &[&str] = &["kind", "id", "council", "household", "standing", "building", "area_m2", "owners"];

/// The name of the sheet.
const SHEET: &str = "roll";

/// The rows of the roll: members, then units, each by their ids.
pub fn rows_of(state: &State) -> Vec<RollRow> {
    let members = state.roll.members.values().map(|member| member.row());
    members.chain(state.roll.units.values().map(|unit| unit.row())).collect()
}

/// A field of a row: its column and what stands in it.
type Field = (&'static str, String);

/// Rows as CSV.
pub fn csv(rows: &[RollRow], encoding: Encoding) -> anyhow::Result<Vec<u8>> {
    let table = Table::of(rows);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&table.columns)?;
    for fields in &table.rows {
        writer.write_record(table.columns.iter().map(|column| safe(value(fields, column))))?;
    }
    let text = String::from_utf8(writer.into_inner()?).context("ids are ASCII")?;
    Ok(encoding.encode(&text))
}

/// Rows as a workbook with one sheet. Areas are numbers, everything else is text, whatever it begins with. The same rows at the
/// same moment make the same bytes.
pub fn xlsx(rows: &[RollRow], at: TimeMs) -> anyhow::Result<Vec<u8>> {
    let table = Table::of(rows);
    let mut book = Workbook::new();
    let seconds = i64::try_from(at.0 / 1000).unwrap_or_default();
    let made = ExcelDateTime::from_timestamp(seconds)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let sheet = book.add_worksheet();
    sheet.set_name(SHEET)?;
    sheet.set_freeze_panes(1, 0)?;
    let (bold, text) = (Format::new().set_bold(), Format::new().set_num_format("@"));
    for (column, name) in (0..).zip(&table.columns) {
        sheet.write_string_with_format(0, column, *name, &bold)?;
    }
    for (row, fields) in (1..).zip(&table.rows) {
        for (column, name) in (0..).zip(&table.columns) {
            match (value(fields, name), exact(name, value(fields, name))) {
                ("", _) => {}
                (_, Some(number)) => {
                    sheet.write_number(row, column, number)?;
                }
                (words, None) => {
                    sheet.write_string_with_format(row, column, words, &text)?;
                }
            }
        }
    }
    Ok(book.save_to_buffer()?)
}

/// The number of an area that a spreadsheet keeps exactly.
fn exact(column: &str, text: &str) -> Option<f64> {
    let number = text.parse().ok().filter(|_| column.ends_with("_m2"))?;
    (super::number::decimal(number).as_deref() == Some(text.trim_end_matches('0').trim_end_matches('.')))
        .then_some(number)
}

/// A spreadsheet takes what begins so for a formula and would run it; behind an apostrophe it is text.
fn safe(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// The text without the apostrophe that made it safe.
pub fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        Some(_) | None => text,
    }
}

fn value<'a>(fields: &'a [Field], column: &str) -> &'a str {
    fields.iter().find(|(name, _)| *name == column).map_or("", |(_, value)| value)
}

struct Table {
    columns: Vec<&'static str>,
    rows: Vec<Vec<Field>>,
}

impl Table {
    fn of(rows: &[RollRow]) -> Self {
        let rows: Vec<Vec<Field>> = rows.iter().map(fields_of).collect();
        let used = |column: &str| rows.iter().any(|fields| !value(fields, column).is_empty());
        let columns = COLUMNS.iter().copied().filter(|column| ALWAYS.contains(column) || used(column));
        Self { columns: columns.collect(), rows }
    }
}

/// The word of a variant as it stands on the wire.
fn word(value: &impl serde::Serialize) -> String {
    let json = serde_json::to_value(value).unwrap_or_default();
    json.as_str().unwrap_or_default().to_owned()
}

fn fields_of(row: &RollRow) -> Vec<Field> {
    let text = |value: &dyn std::fmt::Display| value.to_string();
    match row {
        RollRow::Member { id, council, household, identity, standing } => vec![
            ("kind", "member".to_owned()),
            ("id", text(id)),
            ("council", text(council)),
            ("household", household.as_ref().map(|id| text(id)).unwrap_or_default()),
            ("standing", word(standing)),
            ("identity", identity.map(|commitment| text(&commitment)).unwrap_or_default()),
        ],
        RollRow::Unit { id, council, building, area_dm2, owners, areas, status, kind, guardian } => {
            let owners: Vec<&str> = owners.iter().map(|owner| owner.as_str()).collect();
            let area = |area: Option<u64>| area.map(|area| decimal_m2(AreaDm2(area))).unwrap_or_default();
            let unless_usual = |usual: bool, word: String| if usual { String::new() } else { word };
            vec![
                ("kind", "unit".to_owned()),
                ("id", text(id)),
                ("council", text(council)),
                ("building", text(building)),
                ("area_m2", decimal_m2(*area_dm2)),
                ("owners", owners.join(";")),
                ("registered_m2", area(areas.registered_dm2)),
                ("surveyed_m2", area(areas.surveyed_dm2)),
                ("contract_m2", area(areas.contract_dm2)),
                ("status", unless_usual(*status == Default::default(), word(status))),
                ("use", unless_usual(*kind == Default::default(), word(kind))),
                ("guardian", guardian.as_ref().map(|id| text(id)).unwrap_or_default()),
            ]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_text_and_is_read_back() {
        for word in ["=1+1", "+1", "-1", "@sum", "\tx", "member_1", "'quoted", ""] {
            let guarded = safe(word);
            assert!(!guarded.starts_with(['=', '+', '-', '@', '\t']), "{guarded}");
            assert_eq!(unguarded(&guarded), word);
        }
    }
}
