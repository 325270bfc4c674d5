//! Backups: of a stopped book and of one that is served, going on in the same folder, whole whatever interrupts them.

use crate::disk::{ROLL, copy, files, founded, grow, put_back};
use crate::run::{expect, json, yishi_in};
use crate::serving::Serving;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use yishi::backup::manifest::Manifest;
use yishi::backup::read_back;

const BACKUP: [&str; 6] = ["backup", "--data", "book", "--out", "kept", "--json"];

fn read(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// What a backup's manifest lists, and what lies there.
fn listed_and_there(backup: &Path) -> (Vec<String>, Vec<String>) {
    let manifest = read(&backup.join("manifest.json"));
    let listed = manifest["files"].as_object().unwrap().keys().cloned().collect();
    let mut there = files(backup);
    for name in ["manifest.json", "backup.lock", "log/checkpoint", "log/policy"] {
        assert!(there.remove(name).is_some(), "{name}");
    }
    (listed, there.into_keys().collect())
}

#[test]
fn a_backup_goes_on_in_its_folder_and_writes_nothing_that_it_holds_again() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = founded(folder);
    let first = json(folder, &[&BACKUP[..], &["--verify"]].concat());
    assert_eq!((&first["verified"], &first["served"]), (&true.into(), &false.into()), "{first}");
    assert_eq!(first["entries"], first["new_entries"]);
    assert_eq!(first["files"], first["new_files"]);
    let (listed, there) = listed_and_there(&folder.join("kept"));
    assert_eq!(listed, there);
    let manifest = read(&folder.join("kept/manifest.json"));
    assert_eq!((&manifest["size"], &manifest["root"]), (&first["entries"], &first["root"]));
    assert_eq!(manifest["vkey"], vkey.as_str());
    for (name, bytes) in files(&folder.join("kept")) {
        if let Some(sha256) = manifest["files"].get(&name) {
            assert_eq!(*sha256, yishi::backup::manifest::sha256(&bytes), "{name}");
        }
    }
    expect(
        folder,
        0,
        &["audit", "verify", "kept/log", "--vkey", &vkey, "--check", "chain,tree,checkpoint,signatures"],
    );

    let written = |folder: &Path| -> BTreeMap<String, std::time::SystemTime> {
        let of = |name: &String| std::fs::metadata(folder.join(name)).unwrap().modified().unwrap();
        files(folder).into_keys().map(|name| (name.clone(), of(&name))).collect()
    };
    let before = written(&folder.join("kept"));
    let again = json(folder, &BACKUP);
    assert_eq!(
        (&again["new_entries"], &again["new_files"], &again["removed"]),
        (&0.into(), &0.into(), &0.into())
    );
    grow(folder, "book", &format!("{ROLL}member,c,grid-1\n"));
    let on = json(folder, &[&BACKUP[..], &["--verify"]].concat());
    assert!(on["entries"].as_u64() > first["entries"].as_u64() && on["verified"] == true, "{on}");
    let after = written(&folder.join("kept"));
    let texts = |name: &&String| name.starts_with("texts/");
    for name in before.keys().filter(texts) {
        assert_eq!(before[name], after[name], "{name} was written again");
    }
    let (listed, there) = listed_and_there(&folder.join("kept"));
    assert_eq!(listed, there, "unfinished tiles of before are gone");
}

#[test]
fn keys_are_never_in_a_backup_and_the_copy_of_the_keys_of_persons_is_rewritten_as_a_whole() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    founded(folder);
    let persons = folder.join("book.persons");
    std::fs::create_dir_all(&persons).unwrap();
    let standing = files(&persons).keys().filter(|name| name.ends_with(".key")).count();
    for name in ["member_a.key", "member_b.key"] {
        std::fs::write(persons.join(name), format!("key of {name}")).unwrap();
    }
    let with_keys = [&BACKUP[..], &["--person-keys", "persons-kept"]].concat();
    let done = json(folder, &with_keys);
    assert_eq!(done["person_keys"]["keys"], standing + 2, "{done}");
    std::fs::remove_file(persons.join("member_a.key")).unwrap();
    let done = json(folder, &with_keys);
    assert_eq!(done["person_keys"], serde_json::json!({ "keys": standing + 1, "removed": 1 }));
    assert!(!folder.join("persons-kept/member_a.key").exists());
    let secrets: Vec<Vec<u8>> = ["book.keys", "book.persons"]
        .iter()
        .flat_map(|keys| files(&folder.join(keys)))
        .filter(|(name, _)| name.ends_with(".key"))
        .map(|(_, bytes)| bytes[bytes.len().saturating_sub(40)..].to_vec())
        .collect();
    for (name, bytes) in files(&folder.join("kept")) {
        for secret in &secrets {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret), "{name} holds a key");
        }
    }
    for wrong in ["kept/keys", "book/keys", "book.persons/copy", "."] {
        expect(folder, 2, &["backup", "--data", "book", "--out", "kept", "--person-keys", wrong]);
    }
    expect(folder, 2, &["backup", "--data", "book", "--out", "book/kept"]);
}

#[test]
fn a_book_that_is_served_is_backed_up_without_being_stopped() {
    let demo = Serving::start();
    let folder = demo.folder.path();
    let backed_up = json(folder, &[&BACKUP[..], &["--verify"]].concat());
    assert_eq!((&backed_up["served"], &backed_up["verified"]), (&true.into(), &true.into()), "{backed_up}");
    assert_eq!(backed_up["missing"], serde_json::json!([]));
    assert!(backed_up["texts"].as_u64() > Some(20));
    // A tile that is full is never written again.
    let full = folder.join("kept/log/tile/entries/000");
    let written = || std::fs::metadata(&full).unwrap().modified().unwrap();
    let before = written();
    let ran = demo.submit(&demo.url, &demo.vote());
    assert_eq!(ran.code, 0, "{ran:#?}");
    let on = json(folder, &BACKUP);
    assert_eq!(written(), before);
    assert_eq!((&on["new_entries"], &on["served"]), (&1.into(), &true.into()), "{on}");
    // Whoever does not know the token gets nothing; the one beside the data folder is for its owner alone.
    use std::os::unix::fs::PermissionsExt;
    let told = folder.join("book.serving");
    assert_eq!(std::fs::metadata(&told).unwrap().permissions().mode() & 0o777, 0o600);
    let mut guessed = read(&told);
    guessed["token"] = "00".repeat(32).into();
    std::fs::write(&told, guessed.to_string()).unwrap();
    let ran = expect(folder, 3, &BACKUP);
    assert!(ran.err.contains("token"), "{}", ran.err);
    std::fs::write(&told, "{}").unwrap();
    let ran = expect(folder, 3, &BACKUP);
    assert!(ran.err.contains("in use by"), "without the door the book must be stopped: {}", ran.err);
    let manifest = read(&folder.join("kept/manifest.json"));
    assert_eq!(manifest["size"], on["entries"], "what stood stands");
}

#[test]
fn a_backup_of_another_book_or_of_a_later_one_is_not_gone_on_in() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    founded(folder);
    for name in ["book", "book.anchor"] {
        copy(&folder.join(name), &folder.join(format!("old-{name}")));
    }
    grow(folder, "book", &format!("{ROLL}member,c,grid-1\n"));
    json(folder, &BACKUP);
    let before = files(&folder.join("kept"));
    let other = tempfile::tempdir().unwrap();
    founded(other.path());
    copy(&folder.join("kept"), &other.path().join("kept"));
    let ran = expect(other.path(), 1, &BACKUP);
    assert!(ran.err.contains("is a backup of"), "{}", ran.err);
    for name in ["book", "book.anchor"] {
        put_back(&folder.join(format!("old-{name}")), &folder.join(name));
    }
    let ran = expect(folder, 1, &BACKUP);
    assert!(
        ran.err.contains("entries are missing from the book") && ran.err.contains("yishi recover"),
        "{}",
        ran.err
    );
    // Another history of the same length under the same key.
    grow(folder, "book", &format!("{ROLL}member,other,grid-1\n"));
    let ran = expect(folder, 1, &BACKUP);
    assert!(ran.err.contains("another history"), "{}", ran.err);
    assert_eq!(files(&folder.join("kept")), before);
    std::fs::write(folder.join("letters.txt"), "dear").unwrap();
    expect(folder, 2, &["backup", "--data", "book", "--out", "."]);
    std::fs::create_dir(folder.join("mine")).unwrap();
    std::fs::write(folder.join("mine/letters.txt"), "dear").unwrap();
    expect(folder, 1, &["backup", "--data", "book", "--out", "mine"]);
}

#[test]
fn damage_to_a_backup_is_mended_where_the_book_has_it_and_else_said() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = founded(folder);
    json(folder, &BACKUP);
    let kept = folder.join("kept");
    let verify = [&BACKUP[..], &["--verify"]].concat();
    let mut met = 0;
    for (name, bytes) in files(&kept) {
        if !name.starts_with("log/tile") && !name.starts_with("texts/") {
            continue;
        }
        met += 1;
        let mut flipped = bytes.clone();
        let middle = flipped.len() / 2;
        flipped[middle] ^= 1;
        std::fs::write(kept.join(&name), flipped).unwrap();
        let judged = yishi_in(folder, &["restore", "kept", "--verify", "--vkey", &vkey]);
        assert!(judged.code == 1 && judged.err.contains("do not fit the manifest"), "{name}: {judged:?}");
        let ran = yishi_in(folder, &verify);
        if name.starts_with("log/tile/entries") {
            // The entries that it has are read from it, so they must hold.
            assert!(ran.code == 1 && ran.err.contains("is damaged"), "{name}: {ran:?}");
            std::fs::write(kept.join(&name), bytes).unwrap();
        } else {
            assert_eq!(
                (ran.code, std::fs::read(kept.join(&name)).unwrap()),
                (0, bytes),
                "{name}: {}",
                ran.err
            );
        }
    }
    assert_eq!(met, 3);
    // A damaged tile that nobody can tell from a good one while it is written shows when it is read back.
    expect(folder, 0, &verify);
}

#[test]
fn a_text_that_the_store_lost_is_kept_as_the_backup_before_has_it() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    founded(folder);
    let first = json(folder, &BACKUP);
    let texts = folder.join("book/texts");
    let (name, bytes) = files(&texts).into_iter().find(|(name, _)| name.starts_with("documents/")).unwrap();
    let mut flipped = bytes.clone();
    flipped[1] ^= 1;
    std::fs::write(texts.join(&name), flipped).unwrap();
    let damaged = json(folder, &BACKUP);
    assert_eq!(damaged["only_in_backup"].as_array().unwrap().len(), 1, "{damaged}");
    std::fs::remove_file(texts.join(&name)).unwrap();
    let lost = json(folder, &BACKUP);
    assert_eq!((&lost["only_in_backup"], &lost["files"]), (&damaged["only_in_backup"], &first["files"]));
    let elsewhere = json(folder, &["backup", "--data", "book", "--out", "new", "--json"]);
    assert_eq!(elsewhere["missing"].as_array().unwrap().len(), 1, "{elsewhere}");
}

/// Runs a backup that is killed at the so-many-th call of a kind; whether it came to its end instead. Needs `strace`.
fn killed_at(folder: &Path, call: &str, number: usize) -> bool {
    let inject = format!("inject={call}:signal=KILL:when={number}");
    let mut traced = Command::new("strace");
    traced.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &inject]);
    traced.arg(env!("CARGO_BIN_EXE_yishi")).args(BACKUP).current_dir(folder);
    traced.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
}

/// Whether programs that others wrote are there; with `CI=true` they must be.
fn has_strace() -> bool {
    let found =
        Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_ok_and(|ran| ran.success());
    assert!(found || std::env::var("CI").is_err(), "strace must be there");
    if !found {
        eprintln!("NOT RUN: a backup killed at each call that writes: strace is not there");
    }
    found
}

#[test]
fn a_backup_killed_at_any_moment_leaves_the_one_before_whole_and_the_next_one_goes_on() {
    if !has_strace() {
        return;
    }
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = founded(folder);
    let first = json(folder, &BACKUP)["entries"].as_u64().unwrap();
    let rows: String = (0..120).map(|row| format!("member,m{row},grid-1\n")).collect();
    grow(folder, "book", &format!("{ROLL}{rows}"));
    let kept = folder.join("kept");
    copy(&kept, &folder.join("before"));
    let last = json(folder, &BACKUP)["entries"].as_u64().unwrap();
    assert!(last > first);
    let mut stood = BTreeMap::new();
    for (call, step) in [("rename", 1), ("unlink", 1), ("fsync", 4)] {
        for number in (1..).step_by(step) {
            put_back(&folder.join("before"), &kept);
            let ended = killed_at(folder, call, number);
            let manifest = Manifest::read(&kept).unwrap().unwrap();
            assert_eq!(read_back(&kept, &manifest).unwrap(), [], "{call} {number}");
            assert!([first, last].contains(&manifest.size), "{call} {number}");
            *stood.entry(manifest.size).or_insert(0) += 1;
            json(folder, &BACKUP);
            let (listed, there) = listed_and_there(&kept);
            assert_eq!(listed, there, "{call} {number}");
            if ended {
                break;
            }
        }
    }
    assert!(stood[&first] >= 5 && stood[&last] >= 3, "{stood:?}");
    let good = json(folder, &["restore", "kept", "--verify", "--vkey", &vkey, "--json"]);
    assert_eq!(good["entries"], last);
}
