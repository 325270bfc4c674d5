//! Bad inputs: refused as a whole, with line, column, reason and remedy.

use crate::run::{expect, json};
use std::path::Path;

fn faults(charter: &str) -> (serde_json::Value, String) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("charter.toml"), charter).unwrap();
    let ran = expect(folder.path(), 1, &["charter", "check", "charter.toml", "--json"]);
    let words = expect(folder.path(), 1, &["charter", "check", "charter.toml"]).err;
    (serde_json::from_str(&ran.out).unwrap(), words)
}

fn minimal() -> String {
    expect(Path::new("."), 0, &["charter", "show", "minimal"]).out
}

fn line_of(text: &str, needle: &str) -> u64 {
    u64::try_from(text.lines().position(|line| line.contains(needle)).unwrap() + 1).unwrap()
}

#[test]
fn every_ready_made_charter_passes() {
    let charters = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("charters")).unwrap();
    let files = charters.map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned());
    // Recorded votes fill their charter with the sections that they bring.
    let whole = files.filter(|name| name != "roll-calls");
    for name in whole.chain(["minimal".to_owned()]) {
        let found = json(Path::new("."), &["charter", "check", &name, "--json"]);
        assert_eq!(found["faults"], serde_json::json!([]), "{name}");
    }
}

#[test]
fn every_example_of_the_charter_guide_passes() {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/charter-guide.md");
    let guide = std::fs::read_to_string(guide).unwrap();
    let examples: Vec<&str> =
        guide.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(examples.len() >= 8);
    let folder = tempfile::tempdir().unwrap();
    for example in examples.iter().copied().chain([examples.concat().as_str()]) {
        std::fs::write(folder.path().join("charter.toml"), minimal() + "\n" + example).unwrap();
        expect(folder.path(), 0, &["charter", "check", "charter.toml"]);
    }
}

#[test]
fn a_misspelt_entry_of_a_charter_is_named_with_its_place() {
    let charter = minimal().replacen("holders =", "holder =", 1);
    let (found, words) = faults(&charter);
    let line = line_of(&charter, "holder =");
    assert_eq!(found["faults"][0]["line"], line, "{found}");
    assert!(found["faults"][0]["reason"].as_str().unwrap().contains("holder"), "{found}");
    assert!(words.contains(&format!("charter.toml:{line}:")), "{words}");
    assert!(words.contains("remedy: "), "{words}");
}

#[test]
fn a_value_of_a_charter_that_makes_no_sense_is_named_with_its_place() {
    let charter = minimal().replacen("screening = \"", "screening = \"x", 1);
    let (found, _) = faults(&charter);
    assert_eq!(found["faults"][0]["line"], line_of(&charter, "screening = \"x"), "{found}");
}

#[test]
fn a_charter_that_contradicts_itself_is_refused_with_every_fault_at_its_place() {
    let charter = minimal().replacen("parent = \"community\"", "parent = \"nowhere\"", 1);
    let charter = charter.replacen("openness = \"named\"", "openness = \"secret\"", 1);
    let (found, words) = faults(&charter);
    let lines: Vec<_> =
        found["faults"].as_array().unwrap().iter().map(|fault| fault["line"].clone()).collect();
    assert!(lines.contains(&line_of(&charter, "nowhere").into()), "{found}");
    assert!(lines.contains(&line_of(&charter, "\"secret\"").into()), "{found}");
    assert!(words.contains("is refused as a whole"), "{words}");
}

#[test]
fn a_charter_that_is_not_utf_8_is_refused_with_the_place_of_the_first_bad_byte() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("gbk.toml"), b"# a\nname = \"\xce\xbc\xd1\xf4\"\n").unwrap();
    let err = expect(folder.path(), 1, &["charter", "check", "gbk.toml"]).err;
    assert!(err.contains("gbk.toml:2:10: the file is not UTF-8"), "{err}");
}

#[test]
fn a_source_of_submissions_is_refused_with_line_and_column() {
    let folder = tempfile::tempdir().unwrap();
    let comments = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n\
                    1,x,0,0,1,0,0,\"two\nlines\"\n2,x,1,0,0,0,7,b\n";
    std::fs::write(folder.path().join("comments.csv"), comments).unwrap();
    std::fs::write(folder.path().join("votes.csv"), "timestamp,datetime,comment-id,voter-id,vote\n").unwrap();
    let err = expect(folder.path(), 1, &["import", "submissions", ".", "--data", "b"]).err;
    assert!(err.contains("comments.csv:4:13: `moderated` is `7`"), "{err}");
    assert!(!folder.path().join("b").exists(), "nothing may be written");
}

#[test]
fn a_broken_table_is_refused_with_the_column_of_the_fault_and_a_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let header = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n";
    let import = ["import", "submissions", ".", "--data", "b"];
    let refused = |comments: &str, votes: &str| {
        std::fs::write(folder.path().join("comments.csv"), format!("{header}{comments}")).unwrap();
        std::fs::write(folder.path().join("votes.csv"), votes).unwrap();
        let err = expect(folder.path(), 1, &import).err;
        assert!(err.contains("remedy: "), "{err}");
        err
    };
    let votes = "timestamp,datetime,comment-id,voter-id,vote\n";
    let err = refused("1,路,0,0,0,0,0,路灯,再说\n", votes);
    assert!(err.contains("comments.csv:2:18: the row has 9 field(s), the header has 8"), "{err}");
    let err = refused("1,x,0,0,0,0,0,\"路灯\n2,x,1,0,0,0,0,b\n", votes);
    assert!(err.contains("comments.csv:2:15: the quote that opens here is never closed"), "{err}");
    let err = refused("", "timestamp,datetime,comment-id,voter-id\n");
    assert!(err.contains("votes.csv:1:39: column `vote` is missing"), "{err}");
}

#[test]
fn votes_whose_sign_cannot_be_explained_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let comments = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n\
                    1,x,0,0,2,0,0,a\n";
    std::fs::write(folder.path().join("comments.csv"), comments).unwrap();
    let votes = "timestamp,datetime,comment-id,voter-id,vote\n2,x,0,5,1\n";
    std::fs::write(folder.path().join("votes.csv"), votes).unwrap();
    let err = expect(folder.path(), 1, &["import", "submissions", ".", "--data", "b"]).err;
    let expected =
        "comments.csv:2:9: comment 0 says 2 agree and 0 disagree, but votes.csv holds 1 votes of 1";
    assert!(err.contains(expected), "{err}");
}

#[test]
fn either_sign_may_agree_as_the_counts_of_the_source_say() {
    for (sign, file) in [("1", "plus"), ("-1", "minus")] {
        let folder = tempfile::tempdir().unwrap();
        let comments = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n\
                        1,x,0,0,1,0,0,a\n";
        std::fs::write(folder.path().join("comments.csv"), comments).unwrap();
        let votes = format!("timestamp,datetime,comment-id,voter-id,vote\n2,x,0,5,{sign}\n");
        std::fs::write(folder.path().join("votes.csv"), votes).unwrap();
        let report = json(folder.path(), &["import", "submissions", ".", "--data", "b", "--json"]);
        assert_eq!(report["stances"], 1, "{file}");
        let again = json(folder.path(), &["import", "submissions", ".", "--data", "b", "--json"]);
        assert_eq!((&again["stances"], &again["already"]), (&0.into(), &3.into()), "{file}");
    }
}

#[test]
fn an_import_that_died_while_it_founded_its_book_goes_on_when_it_is_run_again() {
    let folder = tempfile::tempdir().unwrap();
    let comments = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n\
                    1,x,0,0,1,0,0,a\n";
    std::fs::write(folder.path().join("comments.csv"), comments).unwrap();
    let votes = "timestamp,datetime,comment-id,voter-id,vote\n2,x,0,5,1\n";
    std::fs::write(folder.path().join("votes.csv"), votes).unwrap();
    let data = folder.path().join("b");
    // What a process that died after its first key leaves behind.
    let begun =
        yishi::layout::DataFolder::begin(&data, "example.org/b-00000000", "import submissions").unwrap();
    yishi::key_file::KeyFile::from_seed(yishi::key_file::Purpose::Log, [7; 32])
        .of_book("example.org/b-00000000")
        .write(&begun.key("log"))
        .unwrap();
    let import = ["import", "submissions", ".", "--data", "b", "--json"];
    let report = json(folder.path(), &import);
    assert_eq!((&report["submissions"], &report["stances"]), (&1.into(), &1.into()));
    let again = json(folder.path(), &import);
    assert_eq!((&again["submissions"], &again["already"]), (&0.into(), &3.into()));
    let vkey = json(folder.path(), &["export", "--data", "b", "--out", "bundle", "--json"])["vkey"].clone();
    expect(folder.path(), 0, &["audit", "replay", "bundle", "--vkey", vkey.as_str().unwrap()]);
}
