//! From an empty folder to a filled book.

use crate::run::{expect, json};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

fn init(folder: &Path) -> serde_json::Value {
    let arguments = [
        "init",
        "--data",
        "book",
        "--name",
        "渭阳社区",
        "--slug",
        "weiyang",
        "--operator-domain",
        "example.org",
        "--charter",
        "weiyang",
        "--json",
    ];
    json(folder, &arguments)
}

const ROLL: &str = "\
\u{feff}kind,ref,council,household,building,area_m2,owners
member,a,grid-1,h1,,,
member,b,grid-1,h1,,,
unit,,grid-1,,building-3,89.35,a;b
";

#[test]
fn init_makes_a_book_whose_keys_and_anchor_lie_outside() {
    let folder = tempfile::tempdir().unwrap();
    let made = init(folder.path());
    let origin = made["origin"].as_str().unwrap();
    assert!(origin.starts_with("example.org/weiyang-") && origin.len() == "example.org/weiyang-".len() + 8);
    assert!(made["vkey"].as_str().unwrap().starts_with(origin));
    assert_eq!(made["registrars"].as_array().unwrap().len(), 3);
    for entry in std::fs::read_dir(folder.path().join("book.keys")).unwrap() {
        let mode = entry.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert!(folder.path().join("book.anchor").exists());
    expect(folder.path(), 1, &["init", "--data", "book", "--name", "n", "--operator-domain", "example.org"]);
}

#[test]
fn init_with_a_bad_charter_makes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bad.toml"), "name = 1\n").unwrap();
    let arguments = [
        "init",
        "--data",
        "book",
        "--name",
        "n",
        "--operator-domain",
        "example.org",
        "--charter",
        "bad.toml",
    ];
    expect(folder.path(), 1, &arguments);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn init_that_the_rules_refuse_makes_nothing_and_can_be_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let init = ["init", "--data", "book", "--name", "n", "--operator-domain", "example.org"];
    let unnamed = ["init", "--data", "book", "--name", "", "--operator-domain", "example.org"];
    expect(folder.path(), 1, &unnamed);
    // Two registrars have to agree under this charter.
    expect(folder.path(), 1, &[&init[..], &["--registrars", "1"]].concat());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    expect(folder.path(), 0, &init);
}

#[test]
fn a_roll_comes_in_once_however_often_it_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    init(folder.path());
    std::fs::write(folder.path().join("roll.csv"), ROLL).unwrap();
    let import = ["import", "roll", "roll.csv", "--data", "book", "--json"];
    let dry = json(folder.path(), &[&import[..], &["--dry-run"]].concat());
    assert_eq!((&dry["already"], &dry["area_dm2"]), (&false.into(), &8935.into()));
    assert!(!folder.path().join("roll.csv.ids.csv").exists(), "a dry run writes nothing");
    let first = json(folder.path(), &import);
    assert_eq!(
        (&first["members"], &first["units"], &first["already"]),
        (&2.into(), &1.into(), &false.into())
    );
    let ids = std::fs::metadata(folder.path().join("roll.csv.ids.csv")).unwrap();
    assert_eq!(ids.permissions().mode() & 0o777, 0o600);
    let again = json(folder.path(), &import);
    assert_eq!(again["already"], true);
    assert_eq!(again["import"], first["import"]);
}

#[test]
fn a_changed_roll_keeps_the_ids_of_its_references() {
    let folder = tempfile::tempdir().unwrap();
    init(folder.path());
    let file = folder.path().join("roll.csv");
    let ids = folder.path().join("roll.csv.ids.csv");
    std::fs::write(&file, ROLL).unwrap();
    expect(folder.path(), 0, &["import", "roll", "roll.csv", "--data", "book"]);
    let of_a = |text: String| text.lines().find(|line| line.contains("\"a\"")).unwrap().to_owned();
    let before = of_a(std::fs::read_to_string(&ids).unwrap());
    std::fs::write(&file, ROLL.replace("member,b,grid-1,h1", "member,b,grid-2,h2")).unwrap();
    let second = json(folder.path(), &["import", "roll", "roll.csv", "--data", "book", "--json"]);
    assert_eq!(second["already"], false);
    assert_eq!(of_a(std::fs::read_to_string(&ids).unwrap()), before);
}

#[test]
fn a_changed_roll_keeps_the_ids_of_rows_that_say_the_same_and_refuses_nameless_ones_that_do_not() {
    let folder = tempfile::tempdir().unwrap();
    init(folder.path());
    let file = folder.path().join("roll.csv");
    let ids = folder.path().join("roll.csv.ids.csv");
    let import = ["import", "roll", "roll.csv", "--data", "book", "--json"];
    let stall = "unit,,grid-1,,garage,12.50,a\n";
    std::fs::write(&file, format!("{ROLL}{stall}{stall}")).unwrap();
    json(folder.path(), &import);
    let units = |text: &str| -> Vec<String> {
        text.lines().filter(|line| line.starts_with("unit,")).map(str::to_owned).collect()
    };
    let before = units(&std::fs::read_to_string(&ids).unwrap());
    assert_eq!(before.len(), 3, "two equal stalls are two units: {before:?}");

    // The lines move, and somebody new stands in front: what was there keeps its id, so nothing but the new row is brought in.
    let moved = ROLL.replace("member,a,", "member,c,grid-1,h3,,,\nmember,a,");
    std::fs::write(&file, format!("{moved}{stall}{stall}")).unwrap();
    let second = json(folder.path(), &import);
    assert_eq!(second["unchanged"], 5, "{second}");
    assert_eq!(units(&std::fs::read_to_string(&ids).unwrap()), before);

    // A flat without a name whose area changed may be the old one or another: it is refused, and nothing is written.
    let changed = std::fs::read_to_string(&file).unwrap().replace("89.35", "90.00");
    std::fs::write(&file, changed).unwrap();
    let err = expect(folder.path(), 1, &["import", "roll", "roll.csv", "--data", "book"]).err;
    assert!(err.contains("roll.csv:5:") && err.contains("it may be new or changed"), "{err}");
    assert_eq!(units(&std::fs::read_to_string(&ids).unwrap()), before);
}

#[test]
fn a_bad_roll_changes_nothing_and_names_every_fault() {
    let folder = tempfile::tempdir().unwrap();
    init(folder.path());
    let csv =
        "kind,ref,council,standing\nmember,a,grid-9,resident\nmember,b,weiyang,\nmember,c,grid-1,tenant\n";
    std::fs::write(folder.path().join("roll.csv"), csv).unwrap();
    let err = expect(folder.path(), 1, &["import", "roll", "roll.csv", "--data", "book"]).err;
    for place in ["roll.csv:2:10: `grid-9`", "roll.csv:3:10: `weiyang`", "roll.csv:4:17: `tenant`"] {
        assert!(err.contains(place), "{place}: {err}");
    }
    assert!(err.contains("refused as a whole"), "{err}");
    assert!(!folder.path().join("roll.csv.ids.csv").exists());
}

#[test]
fn a_roll_signed_by_a_key_without_the_power_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let made = init(folder.path());
    std::fs::write(folder.path().join("roll.csv"), ROLL).unwrap();
    let origin = made["origin"].as_str().unwrap();
    expect(folder.path(), 0, &["key", "new", "--origin", origin, "--out", "stranger.key"]);
    let arguments = ["import", "roll", "roll.csv", "--data", "book", "--key", "stranger.key"];
    let err = expect(folder.path(), 1, &arguments).err;
    assert!(err.contains("was refused"), "{err}");
}

#[test]
fn a_book_that_another_process_has_open_is_refused_with_who_has_it_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    init(folder.path());
    std::fs::write(folder.path().join("roll.csv"), ROLL).unwrap();
    let journal = folder.path().join("book/journal");
    let held = yishi_sled::SledJournal::open(&journal, yishi_sled::JournalOptions::default()).unwrap();
    for arguments in [
        &["export", "--data", "book", "--out", "bundle"][..],
        &["import", "roll", "roll.csv", "--data", "book"],
        &["serve", "--data", "book", "--listen", "127.0.0.1:0"],
    ] {
        let ran = expect(folder.path(), 3, arguments);
        let root = std::fs::canonicalize(folder.path().join("book")).unwrap();
        let holder = format!("the book in {} is in use by process {}", root.display(), std::process::id());
        assert!(ran.err.contains(&holder) && ran.err.contains("remedy: stop that process"), "{}", ran.err);
        assert!(ran.out.is_empty(), "{}", ran.out);
    }
    assert!(!folder.path().join("bundle").exists() && !folder.path().join("roll.csv.ids.csv").exists());
    drop(held);
    expect(folder.path(), 0, &["export", "--data", "book", "--out", "bundle"]);
}
