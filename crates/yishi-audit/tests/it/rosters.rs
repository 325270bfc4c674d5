//! The roll as the entries give it, against its seals and against lists from elsewhere.

use crate::fixture::{Exported, Story, exported, story};
use crate::mutants::signed_anew;
use crate::receipts::run;
use serde_json::Value;
use yishi_audit::command::{EXIT_CLEAN, EXIT_FINDINGS, EXIT_IO, EXIT_USAGE};

fn roster(story: &Story, bundle: &Exported, arguments: &[&str], code: u8) -> Value {
    let (folder, vkey) = (bundle.folder.to_string_lossy().into_owned(), story.cast.verifier().to_vkey());
    let (found, out, err) = run(&[&["roster", &folder, "--vkey", &vkey, "--json"], arguments].concat());
    assert_eq!(found, code, "{arguments:?}: {out}{err}");
    serde_json::from_str(&out).unwrap()
}

fn list(bundle: &Exported, text: &str) -> String {
    let path = bundle.folder.with_file_name("list.csv");
    std::fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

fn ids(report: &Value, kind: &str) -> Vec<String> {
    let rows = report["rows"].as_array().unwrap().iter();
    rows.filter(|row| row["row"] == kind).map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn count_area_and_digest_of_every_import_come_out_again() {
    let story = story();
    let bundle = exported(&story);
    let report = roster(&story, &bundle, &["--rows"], EXIT_CLEAN);
    let [import] = report["imports"].as_array().unwrap().as_slice() else { panic!("{report}") };
    assert_eq!(
        (&import["agrees"], import["sealed_at"].as_u64()),
        (&true.into(), Some(story.index_of("seal_roll")))
    );
    assert_eq!(import["rows"].as_u64().unwrap() as usize, report["rows"].as_array().unwrap().len());
    assert_eq!(import["area_dm2"], report["area_dm2"]);
    let before = story.index_of("seal_roll") - 1;
    let report = roster(&story, &bundle, &["--at", &before.to_string()], EXIT_CLEAN);
    assert_eq!((report["units"].as_u64(), report["basis"]["as_of"].as_u64()), (Some(0), Some(before + 1)));
    assert_eq!(report["pending"].as_object().unwrap().len(), 1);
    assert!(report.get("rows").is_none());
    let beyond = story.leaves.len().to_string();
    let folder = bundle.folder.to_string_lossy().into_owned();
    assert_eq!(run(&["roster", &folder, "--unpinned", "--at", &beyond]).0, EXIT_USAGE);
}

#[test]
fn a_row_that_was_changed_after_it_was_sealed_is_found() {
    let story = story();
    let bundle = exported(&story);
    let at = story.index_of("import_roll_part") as usize;
    let mut leaves = story.leaves.clone();
    let text = String::from_utf8(leaves[at].clone()).unwrap();
    assert!(text.contains("\"standing\":\"resident\""), "{text}");
    leaves[at] = text.replacen("\"standing\":\"resident\"", "\"standing\":\"partner\"", 1).into_bytes();
    signed_anew(&story, &leaves, &bundle);
    let report = roster(&story, &bundle, &[], EXIT_FINDINGS);
    assert_eq!(report["findings"][0]["check"], "roll");
    assert_eq!(report["findings"][0]["index"], story.index_of("seal_roll"));
    assert_eq!(report["imports"][0]["agrees"], false);
}

#[test]
fn a_list_from_elsewhere_says_who_is_missing_who_is_too_many_and_what_differs() {
    let story = story();
    let bundle = exported(&story);
    let members = ids(&roster(&story, &bundle, &["--rows"], EXIT_CLEAN), "member");
    let all = list(&bundle, &format!("\u{feff}id,note\n{}\n", members.join(",x\n") + ",x"));
    let report = roster(&story, &bundle, &["--roll", &all], EXIT_CLEAN);
    assert_eq!(report["list"]["alike"].as_u64().unwrap() as usize, members.len());
    let some = list(&bundle, &format!("kind,id,standing\nmember,{},left\nmember,stranger,\n", members[0]));
    let report = roster(&story, &bundle, &["--roll", &some], EXIT_FINDINGS);
    assert_eq!(report["list"]["missing"], Value::from(vec!["stranger"]));
    assert_eq!(report["list"]["too_many"], Value::from(members[1..].to_vec()));
    let differing = &report["list"]["differing"][0];
    assert_eq!((&differing["column"], &differing["list"]), (&"standing".into(), &"left".into()));
}

#[test]
fn units_are_compared_by_area_and_owners_in_any_order() {
    let story = story();
    let bundle = exported(&story);
    let rows = roster(&story, &bundle, &["--rows"], EXIT_CLEAN);
    let units = ids(&rows, "unit");
    if units.is_empty() {
        return;
    }
    let unit = rows["rows"].as_array().unwrap().iter().find(|row| row["id"] == units[0].as_str()).unwrap();
    let area = unit["area_dm2"].as_u64().unwrap();
    let text = |area: u64| format!("kind,id,area_m2\nunit,{},{}.{:02}\n", units[0], area / 100, area % 100);
    let report = roster(&story, &bundle, &["--roll", &list(&bundle, &text(area + 1))], EXIT_FINDINGS);
    assert_eq!(report["list"]["differing"][0]["column"], "area_m2");
}

#[test]
fn a_list_without_rows_compares_nothing_and_says_so() {
    let story = story();
    let bundle = exported(&story);
    for empty in ["id\n", "kind,id\n", "kind,id\nmember,\n"] {
        let report = roster(&story, &bundle, &["--roll", &list(&bundle, empty)], EXIT_FINDINGS);
        let checks: Vec<_> = report["findings"].as_array().unwrap().iter().map(|it| &it["check"]).collect();
        assert!(checks.contains(&&Value::from("list")), "{empty}: {report}");
    }
}

#[test]
fn a_list_without_ids_or_with_one_twice_is_wrong_usage_and_both_languages_are_spoken() {
    let story = story();
    let bundle = exported(&story);
    let folder = bundle.folder.to_string_lossy().into_owned();
    for wrong in ["name\nx\n", "id\nx\nx\n"] {
        let path = list(&bundle, wrong);
        assert_eq!(run(&["roster", &folder, "--unpinned", "--roll", &path]).0, EXIT_USAGE, "{wrong}");
    }
    assert_eq!(run(&["roster", &folder, "--unpinned", "--roll", "/nowhere"]).0, EXIT_IO);
    let (_, english, _) = run(&["roster", &folder, "--unpinned"]);
    assert!(english.contains("counted again, the same") && english.contains("not checked"), "{english}");
    let path = list(&bundle, "id\nstranger\n");
    let (_, chinese, _) = run(&["roster", &folder, "--unpinned", "--roll", &path, "--language", "zh"]);
    assert!(chinese.contains("重算一致") && chinese.contains("名册里没有"), "{chinese}");
}
