//! Rolls out of a book and into it again, as CSV and as spreadsheets.

use crate::run::{expect, json};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

const ROLL: &str = "\
kind,ref,council,household,standing,building,area_m2,owners
member,a,grid-1,h1,,,,
member,b,grid-1,h1,floating,,,
unit,,grid-1,,,building-3,89.35,a;b
";

fn founded(folder: &Path) {
    let init = ["init", "--data", "book", "--name", "n", "--operator-domain", "example.org"];
    expect(folder, 0, &[&init[..], &["--charter", "weiyang"]].concat());
    std::fs::write(folder.join("roll.csv"), ROLL).unwrap();
    expect(folder, 0, &["import", "roll", "roll.csv", "--data", "book"]);
}

fn entries(folder: &Path) -> u64 {
    let told = json(folder, &["export", "roll", "--data", "book", "--out", "now.csv", "--force", "--json"]);
    told["entries"].as_u64().unwrap()
}

#[test]
fn a_roll_that_was_exported_comes_in_again_without_a_change_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    founded(here);
    let before = entries(here);
    for (out, encoding) in
        [("a.xlsx", None), ("a.csv", None), ("b.csv", Some("gb18030")), ("c.csv", Some("utf-8-bom"))]
    {
        let mut export = vec!["export", "roll", "--data", "book", "--out", out, "--json"];
        export.extend(encoding.iter().flat_map(|encoding| ["--encoding", encoding]));
        let told = json(here, &export);
        let counts = (&told["members"], &told["units"], &told["area_dm2"]);
        assert_eq!(counts, (&2.into(), &1.into(), &8935.into()), "{out}");
        let mode = std::fs::metadata(here.join(out)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        expect(here, 1, &export);
        export.push("--force");
        expect(here, 0, &export);
        let again = json(here, &["import", "roll", out, "--data", "book", "--json"]);
        assert_eq!((&again["already"], &again["unchanged"]), (&true.into(), &3.into()), "{out}");
    }
    assert_eq!(entries(here), before);
}

#[test]
fn only_what_changed_is_brought_in_and_a_file_from_before_takes_it_back() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    founded(here);
    let export = |out: &str| expect(here, 0, &["export", "roll", "--data", "book", "--out", out]);
    let import = |file: &str| json(here, &["import", "roll", file, "--data", "book", "--json"]);
    export("before.csv");
    let moved = std::fs::read_to_string(here.join("before.csv")).unwrap().replace("floating", "left");
    std::fs::write(here.join("moved.csv"), moved).unwrap();
    for (file, times) in [("moved.csv", 3), ("before.csv", 2), ("moved.csv", 2)] {
        for time in 0..times {
            let told = import(file);
            let expected = if time == 0 { (false, 2) } else { (true, 3) };
            assert_eq!(
                (&told["already"], &told["unchanged"]),
                (&expected.0.into(), &expected.1.into()),
                "{file}"
            );
        }
        export(&format!("after-{file}-{times}.csv"));
        let now = std::fs::read(here.join(format!("after-{file}-{times}.csv"))).unwrap();
        assert_eq!(now, std::fs::read(here.join(file)).unwrap(), "{file} is the roll now");
    }
}

#[test]
fn a_roll_of_the_past_is_the_one_that_stood_then() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    founded(here);
    let before = entries(here).to_string();
    std::fs::write(here.join("more.csv"), "kind,ref,council\nmember,c,grid-2\n").unwrap();
    expect(here, 0, &["import", "roll", "more.csv", "--data", "book"]);
    let at = |entries: &str, out: &str| {
        json(here, &["export", "roll", "--data", "book", "--out", out, "--as-of", entries, "--json"])
    };
    assert_eq!(at(&before, "then.xlsx")["members"], 2);
    assert_eq!(at("0", "empty.csv")["members"], 0);
    let after = ["export", "roll", "--data", "book", "--out", "x.csv", "--as-of", "1000"];
    assert!(expect(here, 1, &after).err.contains("name at most that many"));
    expect(here, 2, &["export", "roll", "--data", "book", "--out", "roll.ods"]);
    expect(here, 2, &["export", "roll", "--data", "book", "--out", "r.xlsx", "--encoding", "gb18030"]);
    expect(here, 2, &["export", "--data", "book"]);
}

#[test]
fn faults_of_a_spreadsheet_are_told_to_programs_with_sheet_row_and_column() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    founded(here);
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("一期").unwrap();
    for (row, line) in (0..).zip([["kind", "council"], ["member", "grid-1"], ["member", "grid-9"]]) {
        for (column, field) in (0..).zip(line) {
            sheet.write_string(row, column, field).unwrap();
        }
    }
    book.save(here.join("roll.xlsx")).unwrap();
    let ran = expect(here, 1, &["import", "roll", "roll.xlsx", "--data", "book", "--dry-run", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let fault = &told["faults"][0];
    assert_eq!((&told["sheet"], &fault["line"], &fault["column"]), (&"一期".into(), &3.into(), &2.into()));
}
