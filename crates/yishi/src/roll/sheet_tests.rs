//! Workbooks as people make them.

use super::tests::{GOOD, read_file};
use super::*;
use crate::failure::Failure;
use rust_xlsxwriter::{Formula, Workbook, Worksheet};

/// A workbook with these sheets, written and read as a roll.
fn read(sheets: Vec<Worksheet>, wanted: Option<&str>) -> Result<RollFile, Failure> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("roll.xlsx");
    let mut book = Workbook::new();
    for sheet in sheets {
        book.push_worksheet(sheet);
    }
    book.save(&file).unwrap();
    read_file(&file, Reading { sheet: wanted, ..Reading::default() })
}

/// A sheet with the rows of a CSV text as texts.
fn sheet(name: &str, csv: &str) -> Worksheet {
    let mut sheet = Worksheet::new();
    sheet.set_name(name).unwrap();
    for (row, line) in (0..).zip(csv.lines()) {
        for (column, field) in (0..).zip(line.split(',')) {
            sheet.write_string(row, column, field).unwrap();
        }
    }
    sheet
}

fn refused(sheets: Vec<Worksheet>, wanted: Option<&str>) -> (InputFaults, String) {
    let failure = read(sheets, wanted).unwrap_err();
    let words = failure.to_string();
    let Failure::Input(faults) = failure else { panic!("{words}") };
    assert!(faults.faults.iter().all(|fault| !fault.remedy.is_empty()));
    (faults, words)
}

fn places(faults: &InputFaults) -> Vec<(u64, u64)> {
    faults.faults.iter().map(|fault| (fault.line, fault.column)).collect()
}

#[test]
fn a_sheet_says_what_the_same_csv_says_under_another_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("roll.csv");
    std::fs::write(&file, GOOD).unwrap();
    let text = read_file(&file, Reading::default()).unwrap();
    let cells = read(vec![sheet("名册", GOOD)], None).unwrap();
    assert_eq!((cells.rows, cells.lines), (text.rows, text.lines));
    assert_eq!(cells.sheet.as_deref(), Some("名册"));
}

#[test]
fn numbers_are_ids_and_exact_areas_also_when_a_formula_made_them() {
    let mut sheet =
        sheet("roll", "kind,ref,council,household,building,area_m2,owners\nmember,,grid-1\nunit,,grid-1");
    sheet.write_number(1, 1, 3501.0).unwrap();
    sheet.write_number(1, 3, 501.0).unwrap();
    sheet.write_number(2, 4, 7.0).unwrap();
    sheet.write_formula(2, 5, Formula::new("=80.1+9.25").set_result("89.35000000000001")).unwrap();
    sheet.write_number(2, 6, 3501.0).unwrap();
    let roll = read(vec![sheet], None).unwrap();
    let [RollRow::Member { id, .. }, RollRow::Unit { area_dm2, building, owners, .. }] = &*roll.rows else {
        panic!("{:?}", roll.rows)
    };
    assert_eq!((area_dm2.0, building.as_str()), (8935, "7"));
    assert!(owners.contains(id) && owners.len() == 1);
    assert_eq!(roll.ids.resolve("member", "3501"), id.as_str());
}

#[test]
fn cells_that_say_nothing_certain_are_named_with_sheet_cell_and_remedy() {
    let mut sheet =
        sheet("一期", "kind,council,building,area_m2\nunit,grid-1\nunit,grid-1\nunit,grid-1\nunit,grid-1");
    let date = rust_xlsxwriter::Format::new().set_num_format("m-d");
    sheet.write_number_with_format(1, 2, 45_000.0, &date).unwrap();
    sheet.write_boolean(2, 2, true).unwrap();
    sheet.write_number(3, 2, 1_234_567_890_123_456_789.0).unwrap();
    sheet.write_formula(4, 3, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    let (faults, words) = refused(vec![sheet], None);
    assert_eq!(places(&faults), [(2, 3), (3, 3), (4, 3), (5, 4)], "{words}");
    assert!(words.contains("roll.xlsx: sheet 一期, cell C2: the cell holds a date"), "{words}");
    assert_eq!(faults.sheet.as_deref(), Some("一期"));
}

#[test]
fn faults_of_rows_stand_at_their_cells_wherever_the_table_begins() {
    let mut remarked = indented();
    remarked.write_string(5, 7, "remark").unwrap();
    let (faults, words) = refused(vec![remarked], None);
    assert_eq!(places(&faults), [(6, 8)], "{words}");
    let (faults, words) = refused(vec![indented()], None);
    assert_eq!(places(&faults), [(7, 4)], "{words}");
    assert!(words.contains("cell D7: `hall` is not one of the lowest councils"), "{words}");
}

/// A table that begins in C4, with an empty row in it.
fn indented() -> Worksheet {
    let mut sheet = Worksheet::new();
    for (row, line) in [(3, ["kind", "council"]), (5, ["member", "grid-1"]), (6, ["member", "hall"])] {
        for (column, field) in (2..).zip(line) {
            sheet.write_string(row, column, field).unwrap();
        }
    }
    sheet
}

#[test]
fn a_cell_far_away_costs_no_memory_and_is_told() {
    let mut sheet = sheet("roll", "kind,council\nmember,grid-1");
    sheet.write_string(1_048_575, 16_383, "x").unwrap();
    let (faults, words) = refused(vec![sheet], None);
    assert_eq!(places(&faults), [(1_048_576, 16_384)]);
    assert!(words.contains("cell XFD1048576: the cell has no column"), "{words}");
}

#[test]
fn the_only_sheet_that_holds_anything_is_meant_and_of_several_the_one_that_is_named() {
    let none = |name| sheet(name, "");
    assert!(read(vec![none("一"), sheet("二", GOOD), none("三")], None).is_ok());
    let two = || vec![sheet("一", GOOD), sheet("二", GOOD)];
    let (_, words) = refused(two(), None);
    assert!(words.contains("several sheets hold something: 一, 二") && words.contains("--sheet"), "{words}");
    assert_eq!(read(two(), Some("二")).unwrap().sheet.as_deref(), Some("二"));
    let (_, words) = refused(two(), Some("三"));
    assert!(words.contains("there is no sheet `三`; there are: 一, 二"), "{words}");
    let (_, words) = refused(vec![none("一")], None);
    assert!(words.contains("the sheet is empty"), "{words}");
    let (faults, _) = refused(vec![sheet("一", "kind,council")], None);
    assert_eq!(places(&faults), [(2, 1)]);
}

#[test]
fn what_is_no_workbook_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in
        [("old.xls", &b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..]), ("roll.xlsx", b"kind,council\n")]
    {
        let file = folder.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        let words = read_file(&file, Reading::default()).unwrap_err().to_string();
        assert!(words.contains("is no XLSX workbook") && words.contains("save it as XLSX"), "{words}");
    }
    let file = folder.path().join("roll.csv");
    std::fs::write(&file, GOOD).unwrap();
    let sheet = Reading { sheet: Some("一"), ..Reading::default() };
    assert!(matches!(read_file(&file, sheet), Err(Failure::Usage(_))));
}

#[test]
fn a_workbook_that_was_written_says_every_row_again() {
    let member = |id: &str, standing| RollRow::Member {
        id: id.parse().unwrap(),
        council: "grid-1".parse().unwrap(),
        household: Some("household_1".parse().unwrap()),
        identity: Some(yishi_core::Commitment([7; 32])),
        standing,
    };
    let areas =
        yishi_tally::Areas { surveyed_dm2: Some(8_905), contract_dm2: Some(9_000), ..Default::default() };
    let unit = |id: &str, area_dm2, areas| RollRow::Unit {
        id: id.parse().unwrap(),
        council: "grid-2".parse().unwrap(),
        building: "1".parse().unwrap(),
        area_dm2: yishi_core::AreaDm2(area_dm2),
        owners: ["m-1".parse().unwrap(), "m-2".parse().unwrap()].into(),
        areas,
        status: yishi_tally::UnitStatus::Unsold,
        kind: yishi_tally::UnitKind::Parking,
        guardian: Some("m-2".parse().unwrap()),
    };
    let rows = vec![
        member("m-1", yishi_core::Standing::Floating),
        member("m-2", yishi_core::Standing::Left),
        unit("u-1", 8_905, areas),
        unit("u-2", 100_000_000, yishi_tally::Areas::default()),
        unit("u-3", 7, yishi_tally::Areas::default()),
    ];
    let folder = tempfile::tempdir().unwrap();
    let at = yishi_core::TimeMs(1_772_413_200_000);
    let written = [
        ("roll.xlsx", xlsx(&rows, at).unwrap()),
        ("utf-8.csv", csv(&rows, Encoding::Utf8).unwrap()),
        ("bom.csv", csv(&rows, Encoding::Utf8Bom).unwrap()),
        ("gb18030.csv", csv(&rows, Encoding::Gb18030).unwrap()),
    ];
    assert_eq!(xlsx(&rows, at).unwrap(), written[0].1, "the same rows make the same bytes");
    for (name, bytes) in written {
        let file = folder.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        assert_eq!(read_file(&file, Reading::default()).unwrap().rows, rows, "{name}");
    }
}
