//! Recovering: each thing that can be wrong is made, named with the entries at stake, and mended, or the book is never signed for again.

use crate::disk::{ROLL, anchored, copy, files, founded, grow, put_back};
use crate::run::{Ran, expect, json, yishi_in};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

const RECOVER: [&str; 4] = ["recover", "--data", "book", "--json"];
const TILES: [&str; 6] = ["export", "--data", "book", "--out", "tiles", "--tiles"];

/// A book with a copy of it as tiles that has every entry, and an older state of the store beside it in `old-book`.
fn kept(folder: &Path) -> String {
    let vkey = founded(folder);
    copy(&folder.join("book"), &folder.join("old-book"));
    copy(&folder.join("book.anchor"), &folder.join("old-anchor"));
    grow(folder, "book", &format!("{ROLL}member,c,grid-1\n"));
    expect(folder, 0, &TILES);
    vkey
}

fn with(more: &[&'static str]) -> Vec<&'static str> {
    [&RECOVER[..], more].concat()
}

/// What `recover` says of a book with which something is wrong.
fn diagnosis(folder: &Path, more: &[&'static str]) -> Value {
    let before = (files(&folder.join("book/texts")), std::fs::read(folder.join("book.anchor")).ok());
    let ran = expect(folder, 1, &with(more));
    let after = (files(&folder.join("book/texts")), std::fs::read(folder.join("book.anchor")).ok());
    assert!(before == after, "looking changes nothing");
    assert!(!folder.join("book/recovering").exists());
    serde_json::from_str(&ran.out).unwrap()
}

fn problems(told: &Value) -> Vec<&str> {
    told["problems"].as_array().unwrap().iter().map(|problem| problem["problem"].as_str().unwrap()).collect()
}

/// The book opens for writing, goes on, verifies, and has every entry of the tiles.
fn is_whole(folder: &Path, vkey: &str) {
    let told = json(folder, &RECOVER);
    assert_eq!((&told["problems"], &told["at_stake"]), (&serde_json::json!([]), &Value::Null), "{told}");
    grow(folder, "book", &format!("{ROLL}member,c,grid-1\nmember,after,grid-1\n"));
    drop(std::fs::remove_dir_all(folder.join("whole")));
    expect(folder, 0, &["export", "--data", "book", "--out", "whole"]);
    expect(folder, 0, &["audit", "verify", "whole", "--vkey", vkey]);
    expect(folder, 0, &["audit", "replay", "whole", "--vkey", vkey]);
    // An export into the older tiles goes on only in what continues them.
    expect(folder, 0, &TILES);
}

fn set_aside(told: &Value) -> Vec<String> {
    told["set_aside"].as_array().unwrap().iter().map(|path| path.as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_book_with_which_nothing_is_wrong_is_left_alone() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    kept(folder);
    let before = files(&folder.join("book/journal"));
    let told = json(folder, &RECOVER);
    assert_eq!((&told["problems"], &told["done"]), (&serde_json::json!([]), &Value::Null));
    let after = files(&folder.join("book/journal"));
    let changed: Vec<_> = before.keys().filter(|name| before.get(*name) != after.get(*name)).collect();
    assert!(changed.iter().all(|name| name.ends_with("writer.lock")), "{changed:?}");
    for more in [&["--from", "tiles"][..], &["--give-up"]] {
        let ran = expect(folder, 1, &with(more));
        assert!(ran.err.contains("nothing"), "{more:?}: {}", ran.err);
    }
    assert!(!folder.join("book.anchor.given-up").exists());
    let rest = json(folder, &with(&["--rest", "rest"]));
    assert_eq!(rest["problems"], serde_json::json!([]));
    for name in ["book.jsonl", "checkpoint"] {
        let copied = std::fs::read(folder.join("rest").join(name)).unwrap();
        assert!(!copied.is_empty());
    }
    expect(folder, 2, &with(&["--from", "tiles", "--give-up"]));
    expect(folder, 3, &["recover", "--data", "nowhere"]);
}

#[test]
fn a_store_that_went_back_behind_its_anchor_takes_the_missing_entries_from_tiles() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = kept(folder);
    put_back(&folder.join("old-book"), &folder.join("book"));
    let refused = expect(folder, 3, &["export", "--data", "book", "--out", "no"]);
    assert!(refused.err.contains("entries are missing"), "{}", refused.err);

    let told = diagnosis(folder, &[]);
    assert_eq!(problems(&told), ["entries_missing"], "{told}");
    let (found, seen) = (told["found"].as_u64().unwrap(), told["given_out"].as_u64().unwrap());
    assert!(seen > found);
    assert_eq!(told["at_stake"], serde_json::json!({ "from": found, "to": seen }));
    assert!(told["remedies"][0]["command"].as_str().unwrap().ends_with("--from COPY"), "{told}");

    let dry = diagnosis(folder, &["--from", "tiles", "--dry-run"]);
    assert_eq!((&dry["done"], &dry["dry_run"]), (&"entries".into(), &true.into()));
    let mended = json(folder, &with(&["--from", "tiles"]));
    assert_eq!((&mended["done"], &mended["found"]), (&"entries".into(), &seen.into()), "{mended}");
    let [aside] = set_aside(&mended).try_into().unwrap();
    assert!(folder.join(&aside).join("db").exists(), "the old store is kept: {aside}");
    is_whole(folder, &vkey);
}

#[test]
fn bundles_backups_and_mirrors_serve_as_well_and_a_copy_that_is_too_old_does_not() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = kept(folder);
    expect(folder, 0, &["export", "--data", "book", "--out", "bundle.tar", "--tar"]);
    json(folder, &["backup", "--data", "book", "--out", "backup", "--json"]);
    copy(&folder.join("book"), &folder.join("new-book"));
    let mirror = Mirror::of(&folder.join("tiles"));
    for from in ["bundle.tar", "backup", mirror.url.as_str()] {
        put_back(&folder.join("old-book"), &folder.join("book"));
        let mended = json(folder, &[&RECOVER[..], &["--from", from]].concat());
        assert_eq!(mended["found"], mended["given_out"], "{from}: {mended}");
        assert_eq!(problems(&mended), [""; 0]);
    }
    is_whole(folder, &vkey);

    put_back(&folder.join("old-book"), &folder.join("book"));
    put_back(&folder.join("old-anchor"), &folder.join("book.anchor"));
    expect(folder, 0, &["export", "--data", "book", "--out", "old-tiles", "--tiles"]);
    copy(&folder.join("tiles/checkpoint"), &folder.join("seen"));
    let ran = expect(folder, 1, &with(&["--from", "old-tiles", "--checkpoint", "seen"]));
    assert!(ran.err.contains("are in neither") && ran.err.contains("newer copy"), "{}", ran.err);
}

#[test]
fn a_store_that_is_cut_or_damaged_is_put_together_from_what_stands_and_the_copy() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = kept(folder);
    // Two entries that no copy has: they must come from the store itself.
    grow(folder, "book", &format!("{ROLL}member,c,grid-1\nmember,d,grid-1\n"));
    let whole = json(folder, &RECOVER)["found"].clone();
    expect(folder, 0, &["export", "--data", "book", "--out", "bundle"]);
    copy(&folder.join("book"), &folder.join("good-book"));
    let db = folder.join("book/journal/db");
    let bytes = std::fs::read(&db).unwrap();
    let needle = b"\"kind\":\"create_book\"";
    let at = bytes.windows(needle.len()).position(|window| window == needle).unwrap();
    let mut flipped = bytes.clone();
    flipped[at + 9] ^= 1;
    std::fs::write(&db, flipped).unwrap();
    for name in std::fs::read_dir(folder.join("book/journal")).unwrap() {
        let path = name.unwrap().path();
        if path.file_name().unwrap().to_string_lossy().starts_with("snap.") {
            std::fs::remove_file(path).unwrap();
        }
    }
    let damaged = std::fs::read(&db).unwrap();
    let told = diagnosis(folder, &[]);
    assert_eq!(problems(&told).len(), 1, "{told}");
    assert_eq!((&told["given_out"], std::fs::read(&db).unwrap() == damaged), (&whole, true), "{told}");
    let ran = expect(folder, 1, &with(&["--from", "tiles"]));
    assert!(ran.err.contains("are in neither"), "{}", ran.err);
    let mended = json(folder, &with(&["--from", "bundle"]));
    assert_eq!((&mended["found"], &mended["done"]), (&whole, &"entries".into()));

    // The tail of the store beyond the copy is kept where it hangs together: the anchor alone went.
    std::fs::remove_file(folder.join("book.anchor")).unwrap();
    let mended = json(folder, &with(&["--from", "tiles"]));
    assert_eq!(mended["found"], whole, "{mended}");
    is_whole(folder, &vkey);

    // Nothing is left of the journal.
    std::fs::rename(folder.join("book/journal"), folder.join("gone")).unwrap();
    let told = diagnosis(folder, &[]);
    assert_eq!((problems(&told), &told["found"]), (vec!["entries_missing"], &0.into()));
    expect(folder, 0, &with(&["--from", "tiles"]));
}

#[test]
fn a_lost_or_damaged_anchor_is_made_anew_from_a_checkpoint_that_was_kept_elsewhere() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = kept(folder);
    let anchor = folder.join("book.anchor");
    let good = anchored(&anchor);
    copy(&folder.join("tiles/checkpoint"), &folder.join("kept-checkpoint"));
    let other = tempfile::tempdir().unwrap();
    kept(other.path());
    copy(&other.path().join("book.anchor"), &folder.join("other-anchor"));
    copy(&other.path().join("tiles/checkpoint"), &folder.join("other-checkpoint"));
    let ways: [(&str, &dyn Fn()); 3] = [
        ("anchor_missing", &|| std::fs::remove_file(&anchor).unwrap()),
        ("anchor_damaged", &|| std::fs::write(&anchor, vec![7; 8192]).unwrap()),
        ("anchor_foreign", &|| put_back(&folder.join("other-anchor"), &anchor)),
    ];
    for (problem, damage) in ways {
        damage();
        assert_ne!(yishi_in(folder, &["export", "--data", "book", "--out", "no"]).code, 0);
        drop(std::fs::remove_dir_all(folder.join("no")));
        if problem == "anchor_missing" {
            // Looking at a book that has lost its anchor leaves an empty one behind, which says as little.
            drop(std::fs::remove_file(&anchor));
        }
        assert_eq!(problems(&diagnosis(folder, &[])), [problem]);
        let ran = expect(folder, 1, &with(&["--checkpoint", "other-checkpoint"]));
        assert!(!ran.err.is_empty());
        let dry = diagnosis(folder, &["--checkpoint", "kept-checkpoint", "--dry-run"]);
        assert_eq!(dry["done"], "anchor");
        let mended = json(folder, &with(&["--checkpoint", "kept-checkpoint"]));
        assert_eq!((&mended["done"], problems(&mended)), (&"anchor".into(), vec![]), "{mended}");
        assert_eq!(set_aside(&mended).len(), usize::from(problem != "anchor_missing"), "{mended}");
        assert_eq!(anchored(&anchor), good);
    }
    // A checkpoint from before is good enough, and entries after it rest on the disk: the book says so and goes on.
    std::fs::remove_file(&anchor).unwrap();
    std::fs::write(folder.join("older"), anchored(&folder.join("old-anchor")).unwrap()).unwrap();
    json(folder, &with(&["--checkpoint", "older"]));
    is_whole(folder, &vkey);
    // One that covers more than stands shows that entries are missing, whatever the anchor says.
    expect(folder, 0, &["export", "--data", "book", "--out", "newest", "--tiles"]);
    put_back(&folder.join("old-book"), &folder.join("book"));
    std::fs::remove_file(&anchor).unwrap();
    copy(&folder.join("newest/checkpoint"), &folder.join("newer"));
    let ran = expect(folder, 1, &with(&["--checkpoint", "newer"]));
    assert!(ran.err.contains("are missing") && ran.err.contains("--from"), "{}", ran.err);
    let mended = json(folder, &with(&["--checkpoint", "newer", "--from", "newest"]));
    assert_eq!(mended["done"], "entries");
    is_whole(folder, &vkey);
}

#[test]
fn keys_that_are_not_there_are_named_and_come_back_only_from_their_copy() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = kept(folder);
    for key in ["log", "engine"] {
        let (file, away) = (folder.join(format!("book.keys/{key}.key")), folder.join("away"));
        std::fs::rename(&file, &away).unwrap();
        let told = diagnosis(folder, &[]);
        assert_eq!(problems(&told), ["key"], "{told}");
        assert!(told["problems"][0]["message"].as_str().unwrap().contains(&format!("{key}.key")), "{told}");
        assert!(told["remedies"][0]["words"].as_str().unwrap().contains("put the key back"), "{told}");
        std::fs::rename(&away, &file).unwrap();
    }
    copy(&folder.join("book.keys/log.key"), &folder.join("right"));
    let other = tempfile::tempdir().unwrap();
    founded(other.path());
    put_back(&other.path().join("book.keys/engine.key"), &folder.join("book.keys/engine.key"));
    let told = diagnosis(folder, &[]);
    assert_eq!(problems(&told), ["not_opened"], "{told}");
    assert!(told["problems"][0]["message"].as_str().unwrap().contains("engine key"), "{told}");
    assert!(vkey.starts_with("example.org/"));
}

#[test]
fn another_history_under_the_same_key_is_never_mixed_with_the_first() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = kept(folder);
    let anchor = folder.join("book.anchor");
    copy(&anchor, &folder.join("new-anchor"));
    put_back(&folder.join("old-book"), &folder.join("book"));
    put_back(&folder.join("old-anchor"), &anchor);
    grow(folder, "book", &format!("{ROLL}member,fork,grid-1\n"));
    // Both are signed, and only one of them can be what people were shown: nothing is taken, with the anchor or without.
    std::fs::remove_file(&anchor).unwrap();
    let ran = expect(folder, 1, &with(&["--from", "tiles"]));
    assert!(ran.err.contains("two histories"), "{}", ran.err);
    // With the anchor of the first history the store is the one that differs.
    put_back(&folder.join("new-anchor"), &anchor);
    let told = diagnosis(folder, &[]);
    assert_eq!(problems(&told), ["other_history"], "{told}");
    let mended = json(folder, &with(&["--from", "tiles"]));
    assert_eq!(mended["done"], "entries");
    is_whole(folder, &vkey);
}

#[test]
fn a_book_that_was_given_up_is_never_written_to_again_and_says_what_a_successor_can_cite() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = kept(folder);
    put_back(&folder.join("old-book"), &folder.join("book"));
    std::fs::write(folder.join("older"), anchored(&folder.join("old-anchor")).unwrap()).unwrap();
    let dry = diagnosis(folder, &["--give-up", "--checkpoint", "older", "--dry-run"]);
    assert_eq!(dry["done"], "given_up");
    assert!(!folder.join("book.anchor.given-up").exists());
    let done = json(folder, &with(&["--give-up", "--checkpoint", "older"]));
    assert_eq!(done["done"], "given_up");
    let statement: Value =
        serde_json::from_slice(&std::fs::read(folder.join("book.anchor.given-up")).unwrap()).unwrap();
    let note = |path: &str| String::from_utf8(anchored(&folder.join(path)).unwrap()).unwrap();
    assert_eq!(
        (&statement["last_good"], &statement["given_out"]),
        (&note("old-anchor").into(), &note("book.anchor").into())
    );
    // Whatever is put back, it stays so.
    for data in ["old-book", "book"] {
        put_back(&folder.join(data), &folder.join("book-again"));
        put_back(&folder.join("book-again"), &folder.join("book"));
        for arguments in [
            &["serve", "--data", "book", "--listen", "127.0.0.1:0"][..],
            &["import", "roll", "roll.csv", "--data", "book"],
            &["export", "--data", "book", "--out", "no"],
            &["backup", "--data", "book", "--out", "no"],
            &["recover", "--data", "book", "--from", "tiles"],
        ] {
            let ran = expect(folder, 1, arguments);
            assert!(ran.err.contains("was given up"), "{arguments:?}: {}", ran.err);
        }
    }
    // What is left can be read all the same.
    let rest = json(folder, &with(&["--rest", "rest", "--checkpoint", "older"]));
    assert_eq!(rest["done"], "rest", "{rest}");
    expect(folder, 0, &["audit", "verify", "rest", "--vkey", &vkey]);
    expect(folder, 0, &["audit", "replay", "rest", "--vkey", &vkey]);
    let unsigned = json(folder, &with(&["--rest", "unsigned"]));
    assert!(unsigned["words"].as_str().unwrap().contains("no checkpoint at hand"), "{unsigned}");
    expect(folder, 1, &["audit", "verify", "unsigned", "--vkey", &vkey]);
    assert_eq!(
        std::fs::read(folder.join("rest/book.jsonl")).unwrap(),
        std::fs::read(folder.join("unsigned/book.jsonl")).unwrap()
    );
    put_back(&folder.join("book"), &folder.join("moved"));
    std::fs::remove_dir_all(folder.join("book")).unwrap();
    let ran = expect(folder, 1, &["rebuild", "--from-tiles", "tiles", "--data", "book", "--unpinned"]);
    assert!(ran.err.contains("was given up"), "{}", ran.err);
}

#[test]
fn a_witness_that_saw_more_shows_that_the_whole_disk_went_back() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = kept(folder);
    expect(folder, 0, &["witness", "init", "--dir", "witness", "--name", "street.example/witness"]);
    let witness = Process::start(folder, &["witness", "serve", "--dir", "witness", "--log", &vkey]);
    let shown = json(folder, &["key", "show", "witness/witness.key", "--json"]);
    let policy = format!(
        "log {vkey}\nwitness street {} {}\nquorum street\n",
        shown["vkey"].as_str().unwrap(),
        witness.said["url"].as_str().unwrap()
    );
    std::fs::write(folder.join("policy"), policy).unwrap();
    let served = Process::start(folder, &["serve", "--data", "book", "--witness-policy", "policy"]);
    assert!(served.said["graphql"].is_string());
    drop(served);
    expect(folder, 0, &TILES);
    // Store, anchor and what was cosigned went back together: nothing here shows it.
    put_back(&folder.join("old-book"), &folder.join("book"));
    put_back(&folder.join("old-anchor"), &folder.join("book.anchor"));
    drop(std::fs::remove_file(folder.join("book.anchor.cosigned")));
    assert_eq!(problems(&json(folder, &RECOVER)), [""; 0]);
    let told = diagnosis(folder, &["--witness-policy", "policy"]);
    assert_eq!(problems(&told), ["entries_missing"], "{told}");
    assert!(told["problems"][0]["by"].as_str().unwrap().contains("witness `street`"), "{told}");
    let mended = json(folder, &with(&["--witness-policy", "policy", "--from", "tiles"]));
    assert_eq!(mended["found"], mended["given_out"], "{mended}");
    is_whole(folder, &vkey);
}

#[test]
fn a_recovery_that_is_killed_leaves_the_old_store_or_the_new_one_and_the_next_one_ends_it() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    kept(folder);
    let work = folder.join("book/recovering");
    for there in ["copy/db", "journal/db", "ready"] {
        put_back(&folder.join("old-book"), &folder.join("book"));
        let arguments = with(&["--from", "tiles"]);
        let mut child = Command::new(env!("CARGO_BIN_EXE_yishi"))
            .args(&arguments)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while !work.join(there).exists() && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        drop(child.kill());
        child.wait().unwrap();
        if yishi_in(folder, &RECOVER).code != 0 {
            json(folder, &arguments);
        }
        assert_eq!(problems(&json(folder, &RECOVER)), [""; 0], "{there}");
    }
    // Between the two renames: the old store is set aside, the new one is whole.
    std::fs::create_dir(&work).unwrap();
    std::fs::write(work.join("rebuilding"), b"").unwrap();
    std::fs::write(work.join("ready"), b"").unwrap();
    std::fs::rename(folder.join("book/journal"), work.join("journal")).unwrap();
    let ran: Ran = expect(folder, 0, &RECOVER);
    assert!(ran.err.contains("put in its place now"), "{}", ran.err);
}

#[test]
fn a_book_that_another_process_has_open_is_not_looked_at() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    kept(folder);
    let served = Process::start(folder, &["serve", "--data", "book"]);
    let ran = expect(folder, 3, &RECOVER);
    assert!(ran.err.contains("in use by"), "{}", ran.err);
    drop(served);
    expect(folder, 0, &RECOVER);
}

/// A process that serves; killed when dropped.
struct Process {
    child: Child,
    said: Value,
}

impl Process {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_yishi"))
            .args(arguments)
            .args(["--listen", "127.0.0.1:0", "--json"])
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, said: serde_json::from_str(&line).unwrap() }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// Any plain web server over a folder.
struct Mirror {
    url: String,
}

impl Mirror {
    fn of(folder: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let files = files(folder);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = vec![0; 4096];
                let read = stream.read(&mut request).unwrap();
                let request = String::from_utf8_lossy(&request[..read]).into_owned();
                let path = request.split(' ').nth(1).unwrap_or_default().trim_start_matches('/').to_owned();
                let (status, body) =
                    files.get(&path).map_or(("404 Not Found", &[][..]), |body| ("200 OK", body));
                let head = format!(
                    "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                    body.len()
                );
                stream.write_all(head.as_bytes()).unwrap();
                stream.write_all(body).unwrap();
            }
        });
        Self { url }
    }
}
