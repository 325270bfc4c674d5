use super::*;
use std::sync::atomic::{AtomicU8, Ordering};

struct Counting(AtomicU8);

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) -> anyhow::Result<()> {
        bytes.fill(self.0.fetch_add(1, Ordering::SeqCst));
        Ok(())
    }
}

pub fn read_file(file: &Path, reading: Reading<'_>) -> Result<RollFile, Failure> {
    let known = Known {
        is_lowest_council: &|council| council.as_str().starts_with("grid"),
        is_member: &|member| member.as_str() == "member_there",
        is_household: &|household| household == "home-there",
    };
    read_roll(file, reading, &known, &Counting(AtomicU8::new(1)))
}

fn read(file: &Path, csv: &str) -> Result<RollFile, Failure> {
    std::fs::write(file, csv).unwrap();
    read_file(file, Reading::default())
}

fn faults(csv: &str) -> Vec<(u64, u64, String)> {
    let folder = tempfile::tempdir().unwrap();
    let failure = read(&folder.path().join("roll.csv"), csv).unwrap_err();
    let Failure::Input(faults) = failure else { panic!("{failure}") };
    faults.faults.into_iter().map(|fault| (fault.line, fault.column, fault.reason)).collect()
}

pub const GOOD: &str = "\
kind,id,ref,council,household,standing,building,area_m2,owners
member,,a,grid-1,3-501,resident,,,
member,,b,grid-1,3-501,,,,
unit,,,grid-1,,,building-3,89.35,a;b
";

#[test]
fn rows_without_id_get_random_ones_and_references_lead_to_them() {
    let folder = tempfile::tempdir().unwrap();
    let roll = read(&folder.path().join("roll.csv"), GOOD).unwrap();
    let json = serde_json::to_value(&roll.rows).unwrap();
    assert_eq!(json[0]["household"], json[1]["household"]);
    assert!(!json[0]["household"].as_str().unwrap().contains("501"));
    assert_eq!(json[2]["area_dm2"], 8935);
    let owners: Vec<_> = json[2]["owners"].as_array().unwrap().clone();
    assert_eq!(owners, vec![json[0]["id"].clone(), json[1]["id"].clone()]);
}

#[test]
fn the_same_file_keeps_its_ids_through_the_file_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("roll.csv");
    let first = read(&file, GOOD).unwrap();
    first.ids.write().unwrap();
    let known = Known { is_lowest_council: &|_| true, is_member: &|_| false, is_household: &|_| false };
    let again = read_roll(&file, Reading::default(), &known, &Counting(AtomicU8::new(100))).unwrap();
    assert_eq!(again.rows, first.rows);
}

#[test]
fn every_fault_is_named_with_line_and_column() {
    let csv = "\
kind,id,ref,council,household,standing,building,area_m2,owners
member,,a,grid-1,,tenant,,,
unit,,,hall,,,building-3,89.355,a;c
person,,,grid-1,,,,,
";
    let places: Vec<_> = faults(csv).into_iter().map(|(line, column, _)| (line, column)).collect();
    assert_eq!(places, vec![(2, 19), (3, 8), (3, 26), (3, 33), (4, 1)]);
}

#[test]
fn a_column_of_names_is_refused() {
    let found = faults("kind,council,name\nmember,grid-1,某某\n");
    assert_eq!((found[0].0, found[0].1), (1, 14));
    assert!(found[0].2.contains("`name`"));
}

#[test]
fn a_row_with_a_field_too_many_is_refused() {
    let found = faults("kind,council\nmember,grid-1,x\n");
    assert_eq!((found[0].0, found[0].1), (2, 15), "{found:?}");
}

#[test]
fn a_member_that_stands_twice_is_refused() {
    let found = faults("kind,ref,council\nmember,a,grid-1\nmember,a,grid-2\n");
    assert_eq!(found[0].0, 3);
}

#[test]
fn a_column_that_the_header_lacks_is_told_where_the_header_ends() {
    assert_eq!(faults("kind,ref\nmember,a\n"), [(1, 9, "column `council` is missing".to_owned())]);
}

#[test]
fn every_row_of_another_length_is_told_not_only_the_first() {
    let found = faults("kind,ref,council\nmember,甲,grid-1,\nmember,b,grid-1\nmember,丙\n");
    assert_eq!(found.iter().map(|fault| (fault.0, fault.1)).collect::<Vec<_>>(), [(2, 17), (4, 9)]);
}

#[test]
fn an_owner_on_the_roll_already_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let csv = "kind,council,building,area_dm2,owners\nunit,grid-1,b,1,member_there\n";
    assert!(read(&folder.path().join("roll.csv"), csv).is_ok());
}

#[test]
fn an_empty_roll_is_refused() {
    assert_eq!(faults("kind,council\n"), [(2, 1, "the file has no rows".to_owned())]);
}

#[test]
fn parts_hold_at_most_a_hundred_rows_each() {
    let row = |number: usize| RollRow::Member {
        id: format!("member_{number:016x}").parse().unwrap(),
        council: "grid-1".parse().unwrap(),
        household: None,
        identity: None,
        standing: yishi_core::Standing::Resident,
    };
    let rows: Vec<_> = (0..201).map(row).collect();
    assert_eq!(parts(&rows).iter().map(Vec::len).collect::<Vec<_>>(), vec![100, 100, 1]);
}

#[test]
fn areas_are_exact() {
    assert_eq!(field::area_m2("89.3").unwrap().0, 8930);
    assert_eq!(field::area_m2("89").unwrap().0, 8900);
    assert_eq!(field::area_m2("1000000").unwrap().0, 100_000_000);
    for bad in ["1000000.01", "89.355", "-1", "89,35", "", "1e3", "89."] {
        assert!(field::area_m2(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_file_in_gb18030_is_the_same_import_as_in_utf_8() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("roll.csv");
    let csv = GOOD.replace("3-501", "三栋五〇一");
    let first = read(&file, &csv).unwrap();
    for encoding in [Encoding::Gb18030, Encoding::Utf8Bom] {
        std::fs::write(&file, encoding.encode(&csv)).unwrap();
        let again = read_file(&file, Reading::default()).unwrap();
        assert_eq!((again.source_hash, &again.rows), (first.source_hash, &first.rows), "{encoding:?}");
    }
    std::fs::write(&file, Encoding::Gb18030.encode(&csv)).unwrap();
    let said = Reading { encoding: Some(Encoding::Utf8), sheet: None };
    let Failure::Input(faults) = read_file(&file, said).unwrap_err() else { panic!("refused otherwise") };
    assert_eq!((faults.faults[0].line, faults.faults[0].column), (2, 18));
}

#[test]
fn sourced_areas_and_what_a_unit_is_are_read_and_wrong_words_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let csv = "\
kind,ref,council,building,surveyed_m2,contract_m2,status,use,owners,guardian
member,a,grid-1,,,,,,,
unit,,grid-1,b,89.05,90,undelivered,shop,a,a
";
    let roll = read(&folder.path().join("roll.csv"), csv).unwrap();
    let json = serde_json::to_value(&roll.rows[1]).unwrap();
    assert_eq!(
        (&json["area_dm2"], &json["status"], &json["kind"]),
        (&8905.into(), &"undelivered".into(), &"shop".into())
    );
    assert_eq!(json["guardian"], serde_json::to_value(&roll.rows[0]).unwrap()["id"]);
    let found = faults(&csv.replace("undelivered,shop,a,a", "sold,stall,a,nobody"));
    assert_eq!(
        found.iter().map(|fault| (fault.0, fault.1)).collect::<Vec<_>>(),
        [(3, 25), (3, 30), (3, 38)],
        "{found:?}"
    );
}

#[test]
fn a_household_of_the_roll_keeps_its_name_and_a_label_gets_a_random_one() {
    let folder = tempfile::tempdir().unwrap();
    let csv = "kind,council,household\nmember,grid-1,home-there\nmember,grid-1,home-9\n";
    let roll = read(&folder.path().join("roll.csv"), csv).unwrap();
    let json = serde_json::to_value(&roll.rows).unwrap();
    assert_eq!(json[0]["household"], "home-there");
    assert!(json[1]["household"].as_str().unwrap().starts_with("household_"), "{json}");
}
