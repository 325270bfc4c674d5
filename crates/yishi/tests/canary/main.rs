//! The canary: a name, a number and words come in by every way by which a member's words and records do, and through many offices; while they
//! are there no file holds them in the clear but what was exported for people to read, and once they are erased no file holds them at all.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_docs_in_private_items,
    clippy::print_stderr,
    dead_code,
    reason = "a test that cannot go on must stop, and the house is used for one story only"
)]

mod complete;
mod deciding;
#[path = "../stories/house.rs"]
mod house;
mod planted;
mod served;
#[path = "../stories/steps.rs"]
mod steps;
mod ways_in;

use house::{DAY_MS, House, Text};
use planted::{Finder, planted};
use serde_json::{Value, json};
use served::Served;
use std::path::Path;
use std::process::Command as Process;
use yishi::host::SystemClock;
use yishi_core::TimeMs;
use yishi_engine::Clock;

/// Whatever lies in the work folder and was not written for people to read: never in the clear, before as after.
const KEPT: [&str; 5] = ["book", "book.keys", "book.persons", "book.anchor", "logs"];
/// What was exported before the erasure, and is exported again into the same place.
const EXPORTED_AGAIN: [&str; 1] = ["tiles"];
/// What is backed up before the erasure and again after it; never in the clear.
const BACKED_UP: [&str; 2] = ["backup", "backup.persons"];
/// What is exported after the erasure.
const AFTERWARDS: [&str; 3] = ["bundle", "board", "roll.csv"];

/// Runs the program in the work folder; it has to succeed.
fn yishi(work: &Path, arguments: &[&str]) -> String {
    let ran = Process::new(env!("CARGO_BIN_EXE_yishi")).args(arguments).current_dir(work).output().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout).into_owned() + &String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "yishi {}: {said}", arguments.join(" "));
    said
}

fn export(work: &Path, into: &str) {
    yishi(work, &["export", "--data", "book", "--out", &format!("{into}bundle")]);
    yishi(work, &["export", "--data", "book", "--out", "tiles", "--tiles"]);
    yishi(work, &["export", "board", "--data", "book", "--out", &format!("{into}board")]);
    yishi(work, &["export", "roll", "--data", "book", "--out", &format!("{into}roll.csv")]);
}

fn back_up(work: &Path) {
    yishi(
        work,
        &["backup", "--data", "book", "--out", "backup", "--person-keys", "backup.persons", "--verify"],
    );
}

/// A backup from before the erasure, with the newest keys: what was erased stays locked; with newer entries it is not even written.
fn an_old_backup_brings_nothing_back(finder: &Finder, work: &Path, vkey: &str, erased: usize) {
    let restore = |data: &str, more: &[&str]| {
        let keys = ["--person-keys", "backup.persons", "--vkey", vkey, "--verify", "--json"];
        let told = yishi(work, &[&["restore", "old-backup", "--data", data], keys.as_slice(), more].concat());
        let told: Value = serde_json::from_str(told.lines().next().unwrap()).unwrap();
        ["locked", "missing", "damaged"].map(|what| told["texts"][what].as_array().unwrap().len())
    };
    assert_eq!(restore("restored", &[]), [erased, 0, 0]);
    nothing_in(finder, work, &["restored", "restored.persons"]);
    assert_eq!(restore("newer", &["--later", "tiles"]), [0, 0, 0]);
    nothing_in(finder, work, &["newer", "newer.persons"]);
}

fn nothing_in(finder: &Finder, work: &Path, places: &[&str]) {
    for place in places {
        let (hits, searched) = finder.search(&work.join(place));
        assert!(searched > 0, "{place} is empty");
        assert!(hits.is_empty(), "in the clear: {hits:#?}");
    }
}

/// The newest snapshot of the store holds so many entries at least, and the state with its people: it is there to be searched.
fn a_snapshot_holds(work: &Path, entries: u64) {
    let all = std::fs::read_dir(work.join("book/snapshots")).unwrap().map(|entry| entry.unwrap().path());
    let newest = all.max().expect("a snapshot was written");
    let size: u64 = newest.file_stem().unwrap().to_str().unwrap().parse().unwrap();
    assert!(size >= entries, "{size} entries, not {entries}");
    let bytes = std::fs::read(&newest).unwrap();
    assert!(bytes.windows(4).any(|part| part == b"bird"), "it holds who is there as plain bytes");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (from, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            std::fs::copy(&from, &to).unwrap();
        }
    }
}

/// Log lines of this process go into the work folder, as many as there can be; but not those of the client with which the people of the
/// story speak to the service, whose own words these are.
fn log_everything(work: &Path) {
    std::fs::create_dir(work.join("logs")).unwrap();
    let log = std::fs::File::create(work.join("logs/founding.log")).unwrap();
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::new("trace,ureq=off,ureq_proto=off"))
        .with_ansi(false)
        .with_writer(std::sync::Arc::new(log))
        .init();
}

#[test]
fn what_is_erased_is_in_no_file_and_before_that_in_none_in_the_clear() {
    let folder = tempfile::tempdir().unwrap();
    let work = folder.path().to_owned();
    log_everything(&work);
    let begins = TimeMs(SystemClock.now().0 - 90 * DAY_MS);
    let house = House::founded_at(
        (folder, begins),
        "canary.example/board-00000001",
        &ways_in::community(),
        ways_in::charter(),
        None,
    );
    let said = ways_in::everything_comes_in(&house);
    let vkey = house.vkey().to_owned();
    let _folder = house.closes();
    ways_in::a_roll_with_names_comes_in(&work);
    let finder = Finder::new();

    // It is served, every line is logged, and the process dies.
    let served = Served::start(&work, "first");
    let read = served.door.ask(STATUS, json!({}));
    assert_eq!(read["book"]["member"]["erasure"], Value::Null);
    assert!(read.to_string().contains(planted::NAME), "what was said is served");
    assert!(!served.is_there(&format!("/board/councils/{}.html?lang={}", planted::PHONE, planted::PHONE)));
    served.dies();
    a_snapshot_holds(&work, said.entries);
    nothing_in(&finder, &work, &KEPT);
    export(&work, "before-");
    complete::every_way_was_used(&work.join("before-bundle"), &said.texts);
    for (place, secrets) in [("before-bundle", 3), ("before-board", 3), ("tiles", 3)] {
        let (hits, _) = finder.search(&work.join(place));
        let found: std::collections::BTreeSet<_> = hits.into_iter().flat_map(|(_, found)| found).collect();
        assert_eq!(found.len(), secrets, "{place} is for people to read, and the search finds what is there");
    }
    back_up(&work);
    nothing_in(&finder, &work, &BACKED_UP);
    copy(&work.join("backup"), &work.join("old-backup"));
    nothing_in(&finder, &work, &KEPT);
    let copies = tempfile::tempdir().unwrap();
    for kept in ["book/texts", "book.persons"] {
        copy(&work.join(kept), &copies.path().join(kept));
    }

    // It is erased, and the process dies at once.
    let served = Served::start(&work, "second");
    let erased_at = ways_in::everything_is_erased(&served.door, &said);
    served.dies();
    // As if it had died between the entry and the destruction: everything is still there.
    for kept in ["book/texts", "book.persons"] {
        copy(&copies.path().join(kept), &work.join(kept));
    }
    assert!(work.join("book.persons/bird.key").exists());
    let served = Served::start(&work, "third");
    assert!(!work.join("book.persons/bird.key").exists(), "the key is destroyed again");
    let read = served.door.ask(STATUS, json!({}));
    let erasure = &read["book"]["member"]["erasure"];
    assert_eq!(
        (&erasure["complete"], &erasure["entry"]["index"]),
        (&json!(true), &json!(erased_at.to_string()))
    );
    let statuses = read["book"]["submissions"]["nodes"].as_array().unwrap();
    assert!(statuses.iter().all(|node| node["text"]["status"] == "REDACTED"), "{read:#}");
    assert_eq!(read["book"]["withheld"]["totalCount"], json!(said.texts.len()));
    let refused = deciding::the_bird_says_something(&served.door).unwrap_err();
    assert!(refused.starts_with("member_is_erased"), "{refused}");
    served.dies();
    Served::start(&work, "fourth").stops();
    a_snapshot_holds(&work, erased_at + 1);

    for copied in ["before-bundle", "before-board", "before-roll.csv"] {
        let path = work.join(copied);
        if path.is_dir() {
            std::fs::remove_dir_all(path).unwrap()
        } else {
            std::fs::remove_file(path).unwrap()
        }
    }
    export(&work, "");
    for check in ["verify", "replay"] {
        let told = yishi(&work, &["audit", check, "bundle", "--vkey", &vkey]);
        assert!(told.contains("No findings."), "{told}");
    }
    yishi(&work, &["audit", "verify", "tiles", "--vkey", &vkey]);
    nothing_in(&finder, &work, &KEPT);
    nothing_in(&finder, &work, &EXPORTED_AGAIN);
    nothing_in(&finder, &work, &AFTERWARDS);
    back_up(&work);
    nothing_in(&finder, &work, &BACKED_UP);
    an_old_backup_brings_nothing_back(&finder, &work, &vkey, said.texts.len());
    // And nothing else lies there either.
    nothing_in(&finder, &work, &["."]);
}

/// What the service tells of the member, of what was handed in and of what was withheld.
const STATUS: &str =
    "{ book { member(memberId: \"bird\") { erasure { complete rule texts by { memberId } entry { index } } }
    submissions(first: 20) { nodes { text { status content } } } withheld { totalCount } } }";

/// A text as it is planted in one place.
fn text(place: &str) -> Text {
    Text::statement(&planted(place))
}
