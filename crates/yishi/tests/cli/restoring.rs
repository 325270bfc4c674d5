//! Restoring: what was backed up comes back whole, what was redacted does not, and what does not fit is refused with nothing made.

use crate::disk::{ROLL, anchored, copy, files, founded, grow, lose, put_back};
use crate::run::{Ran, expect, json, yishi_in};
use crate::serving::Serving;
use std::path::Path;
use std::process::{Command, Stdio};
use yishi::backup::manifest::Manifest;

const BACKUP: [&str; 6] = ["backup", "--data", "book", "--out", "kept", "--json"];
const WORDS: &str = "隔壁楼上的张三夜里两点还在唱歌, 电话 13800138000";

fn restore<'a>(from: &'a str, vkey: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["restore", from, "--data", "book", "--vkey", vkey, "--json"][..], more].concat()
}

/// Everything of the book is gone but its keys.
fn lose_all(folder: &Path) {
    lose(folder);
    drop(std::fs::remove_file(folder.join("book.anchor.cosigned")));
}

#[test]
fn a_restored_book_is_the_same_opens_and_goes_on() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = founded(folder);
    let backed_up = json(folder, &BACKUP);
    expect(folder, 0, &["export", "--data", "book", "--out", "bundle"]);
    lose_all(folder);
    let restored = json(folder, &restore("kept", &vkey, &["--verify"]));
    assert_eq!((&restored["entries"], &restored["root"]), (&backed_up["entries"], &backed_up["root"]));
    assert_eq!(restored["texts"]["restored"], backed_up["texts"]);
    assert_eq!(restored["keys_missing"], serde_json::json!([]));
    assert!(!folder.join("book.rebuilding").exists() && !folder.join("book/rebuilding").exists());
    expect(folder, 0, &["export", "--data", "book", "--out", "again"]);
    assert_eq!(files(&folder.join("again")), files(&folder.join("bundle")));
    grow(folder, "book", &format!("{ROLL}member,c,grid-1\n"));
    let on = json(folder, &[&BACKUP[..], &["--verify"]].concat());
    assert!(on["entries"].as_u64() > backed_up["entries"].as_u64(), "{on}");
    let ran = expect(folder, 1, &restore("kept", &vkey, &[]));
    assert!(ran.err.contains("is not empty"), "{}", ran.err);
    let good = json(folder, &["restore", "kept", "--verify", "--vkey", &vkey, "--json"]);
    assert_eq!(good["entries"], on["entries"]);
    expect(folder, 2, &["restore", "kept", "--vkey", &vkey]);
}

/// Nothing was made, and what is said names it.
fn refused(folder: &Path, arguments: &[&str], words: &str) {
    let ran = expect(folder, 1, arguments);
    assert!(ran.err.contains(words) || ran.out.contains(words), "{words}: {ran:?}");
    for name in ["book", "book.anchor", "book.rebuilding"] {
        assert!(!folder.join(name).exists(), "{name} after {words}");
    }
}

#[test]
fn what_does_not_fit_is_refused_with_nothing_made() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = founded(folder);
    json(folder, &BACKUP);
    expect(folder, 0, &["export", "--data", "book", "--out", "bundle"]);
    lose_all(folder);
    let kept = folder.join("kept");
    for (name, bytes) in files(&kept) {
        if ["backup.lock", "log/checkpoint", "log/policy"].contains(&name.as_str()) {
            continue;
        }
        let mut flipped = bytes.clone();
        let middle = flipped.len() / 2;
        flipped[middle] ^= 1;
        std::fs::write(kept.join(&name), flipped).unwrap();
        refused(folder, &restore("kept", &vkey, &[]), "");
        std::fs::remove_file(kept.join(&name)).unwrap();
        refused(folder, &restore("kept", &vkey, &[]), "");
        std::fs::write(kept.join(&name), bytes).unwrap();
    }
    refused(folder, &["restore", "kept", "--data", "book"], "log key not pinned");
    refused(folder, &restore("bundle", &vkey, &[]), "it is no backup");
    let other = tempfile::tempdir().unwrap();
    let theirs = founded(other.path());
    refused(folder, &restore("kept", &theirs, &[]), "nothing was made");
    // A manifest that was changed with its files does not help either: the log key has signed the root.
    let text = std::fs::read_to_string(kept.join("manifest.json")).unwrap();
    let forged = text.replacen("\"size\": ", "\"size\": 1", 1);
    std::fs::write(kept.join("manifest.json"), forged).unwrap();
    refused(folder, &restore("kept", &vkey, &[]), "something else than the checkpoint");
    std::fs::write(kept.join("manifest.json"), text).unwrap();
    let unpinned = ["restore", "kept", "--data", "book", "--unpinned", "--json"];
    json(folder, &unpinned);
}

#[test]
fn a_damaged_text_can_be_left_out_and_is_named() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = founded(folder);
    json(folder, &BACKUP);
    lose_all(folder);
    let kept = folder.join("kept");
    let text = files(&kept).into_keys().find(|name| name.starts_with("texts/documents/")).unwrap();
    std::fs::write(kept.join(&text), b"\0other words").unwrap();
    refused(folder, &restore("kept", &vkey, &[]), "--leave-out-damaged");
    let ran = expect(folder, 1, &restore("kept", &vkey, &["--leave-out-damaged"]));
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["texts"]["damaged"].as_array().unwrap().len(), 1, "{told}");
    assert!(folder.join("book").exists() && ran.err.contains("was left out"), "{}", ran.err);
    expect(folder, 0, &["export", "--data", "book", "--out", "again"]);
}

#[test]
fn an_anchor_that_survived_and_is_ahead_is_believed_and_a_later_copy_brings_its_entries() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = founded(folder);
    expect(folder, 0, &["export", "--data", "book", "--out", "old-tiles", "--tiles"]);
    for name in ["book", "book.anchor"] {
        copy(&folder.join(name), &folder.join(format!("early-{name}")));
    }
    grow(folder, "book", &format!("{ROLL}member,b2,grid-1\n"));
    for name in ["book", "book.anchor"] {
        std::fs::rename(folder.join(name), folder.join(format!("true-{name}"))).unwrap();
        copy(&folder.join(format!("early-{name}")), &folder.join(name));
    }
    grow(folder, "book", &format!("{ROLL}member,f,grid-1\nmember,g,grid-1\n"));
    grow(folder, "book", &format!("{ROLL}member,f,grid-1\nmember,g,grid-1\nmember,h,grid-1\n"));
    expect(folder, 0, &["export", "--data", "book", "--out", "fork", "--tiles"]);
    for name in ["book", "book.anchor"] {
        put_back(&folder.join(format!("true-{name}")), &folder.join(name));
    }
    json(folder, &BACKUP);
    grow(folder, "book", &format!("{ROLL}member,b2,grid-1\nmember,c,grid-1\n"));
    let tiles = json(folder, &["export", "--data", "book", "--out", "tiles", "--tiles", "--json"]);
    let seen = anchored(&folder.join("book.anchor"));
    std::fs::rename(folder.join("book"), folder.join("lost")).unwrap();
    let ran = expect(folder, 1, &restore("kept", &vkey, &[]));
    assert!(ran.err.contains("get the newest tiles"), "{}", ran.err);
    assert!(!folder.join("book").exists() && !folder.join("book.rebuilding").exists());
    let restored = json(folder, &restore("kept", &vkey, &["--later", "tiles", "--verify"]));
    assert_eq!(restored["entries"], tiles["entries"]);
    assert_eq!(restored["texts"]["missing"], serde_json::json!([]));
    assert_eq!(anchored(&folder.join("book.anchor")), seen);
    // What is older, of another book, or another history is no later copy.
    lose_all_again(folder);
    let newer = json(folder, &["restore", "kept", "--verify", "--vkey", &vkey, "--later", "tiles", "--json"]);
    assert_eq!(newer["entries"], tiles["entries"]);
    let later = |folder: &Path, name: &str, words: &str| {
        let ran = expect(folder, 1, &restore("kept", &vkey, &["--later", name]));
        assert!(ran.err.contains(words), "{words}: {}", ran.err);
        assert!(!folder.join("book").exists() && !folder.join("book.anchor").exists());
    };
    copy(&folder.join("old-tiles"), &folder.join("older"));
    later(folder, "older", "it is not the later one");
    later(folder, "fork", "it is another history");
    let other = tempfile::tempdir().unwrap();
    founded(other.path());
    expect(other.path(), 0, &["export", "--data", "book", "--out", "theirs", "--tiles"]);
    copy(&other.path().join("theirs"), &folder.join("theirs"));
    later(folder, "theirs", "nothing was made");
}

fn lose_all_again(folder: &Path) {
    for name in ["book", "book.anchor"] {
        std::fs::rename(folder.join(name), folder.join(format!("again-{name}"))).unwrap();
    }
}

/// A demo in which a resident said something; the commitment, and a file of the clerk's key.
fn said_and_kept(demo: &Serving) -> (String, String) {
    let folder = demo.folder.path();
    std::fs::write(folder.join("words.txt"), WORDS).unwrap();
    let submit = serde_json::json!({
        "kind": "submit", "council": "grid-1", "text": format!("@statement:{}", folder.join("words.txt").display()),
    });
    std::fs::write(folder.join("submit.json"), submit.to_string()).unwrap();
    let ran = demo.submit(&demo.url, &folder.join("submit.json"));
    assert_eq!(ran.code, 0, "{ran:#?}");
    std::fs::remove_file(folder.join("vote.receipt")).unwrap();
    std::fs::remove_file(folder.join("words.txt")).unwrap();
    let vkey = yishi_log::checkpoint::LogVerifier::parse(&demo.vkey).unwrap();
    let clerk = yishi::demo::People::of(vkey.name()).unwrap().clerk.author.key_file;
    clerk.write(&demo.key("clerk")).unwrap();
    let statements =
        files(&folder.join("book/texts")).into_keys().filter(|name| name.starts_with("statements/"));
    let newest =
        |name: &String| std::fs::metadata(folder.join("book/texts").join(name)).unwrap().modified().unwrap();
    let name = statements.max_by_key(newest).unwrap();
    (name.strip_prefix("statements/").unwrap().to_owned(), demo.key("clerk").display().to_string())
}

fn redact(demo: &Serving, commitment: &str, clerk: &str) {
    let folder = demo.folder.path();
    let redact =
        serde_json::json!({ "kind": "redact_text", "commitment": commitment, "ground": "PIPL art. 47" });
    std::fs::write(folder.join("redact.json"), redact.to_string()).unwrap();
    let arguments = [
        "submit",
        "--url",
        &demo.url,
        "--key",
        clerk,
        "--out",
        "redact.receipt",
        "--attempts",
        "1",
        "redact.json",
    ];
    expect(folder, 0, &arguments);
}

/// The files below a folder that hold words, or are named after a text.
fn found(folder: &Path, words: &str, name: &str) -> Vec<String> {
    let holds = |bytes: &[u8]| bytes.windows(words.len()).any(|window| window == words.as_bytes());
    files(folder)
        .into_iter()
        .filter(|(path, bytes)| holds(bytes) || path.contains(name))
        .map(|(path, _)| path)
        .collect()
}

#[test]
fn a_redacted_text_does_not_come_back_with_a_backup_made_before_it_was_redacted() {
    let mut demo = Serving::start();
    let folder = demo.folder.path().to_owned();
    let (commitment, clerk) = said_and_kept(&demo);
    let before = json(&folder, &BACKUP);
    assert_eq!(found(&folder.join("kept"), WORDS, &commitment).len(), 1 + usize::from(before["texts"] == 0));
    copy(&folder.join("kept"), &folder.join("old"));
    redact(&demo, &commitment, &clerk);
    let after = json(&folder, &BACKUP);
    assert_eq!(after["redacted"], 1, "{after}");
    assert_eq!(found(&folder.join("kept"), WORDS, &commitment), [""; 0], "it goes from the backup as well");
    demo.child.kill().unwrap();
    demo.child.wait().unwrap();
    expect(&folder, 0, &["export", "--data", "book", "--out", "tiles", "--tiles"]);
    let vkey = demo.vkey.clone();
    lose_all(&folder);

    // The old backup with what is known of the book since: tiles, or the newer backup.
    for later in ["tiles", "kept"] {
        let restored = json(&folder, &restore("old", &vkey, &["--later", later, "--verify"]));
        assert_eq!((&restored["entries"], &restored["texts"]["redacted"]), (&after["entries"], &1.into()));
        assert_eq!(restored["texts"]["missing"], serde_json::json!([]), "{later}");
        assert_eq!(found(&folder.join("book"), WORDS, &commitment), [""; 0], "{later}");
        for name in ["book", "book.anchor", "book.persons"] {
            drop(std::fs::rename(folder.join(name), folder.join(format!("{later}-{name}"))));
        }
        put_back_persons(&folder, later);
    }
    // The new backup by itself.
    let restored = json(&folder, &restore("kept", &vkey, &["--verify"]));
    assert_eq!(restored["texts"]["redacted"], 1, "{restored}");
    assert_eq!(found(&folder.join("book"), WORDS, &commitment), [""; 0]);
    expect(&folder, 0, &["export", "--data", "book", "--out", "bundle"]);
    expect(&folder, 0, &["audit", "verify", "bundle", "--vkey", &vkey]);
}

/// The keys of persons stay where they are.
fn put_back_persons(folder: &Path, later: &str) {
    let moved = folder.join(format!("{later}-book.persons"));
    if moved.exists() {
        std::fs::rename(moved, folder.join("book.persons")).unwrap();
    }
}

#[test]
fn keys_of_persons_that_survived_are_not_replaced_by_older_ones() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = founded(folder);
    let persons = folder.join("book.persons");
    std::fs::create_dir_all(&persons).unwrap();
    for name in ["member_a.key", "member_b.key"] {
        std::fs::write(persons.join(name), name).unwrap();
    }
    json(folder, &[&BACKUP[..], &["--person-keys", "persons-kept"]].concat());
    std::fs::remove_file(persons.join("member_a.key")).unwrap();
    lose_all(folder);
    let with_keys = restore("kept", &vkey, &["--person-keys", "persons-kept"]);
    let ran = expect(folder, 1, &with_keys);
    assert!(ran.err.contains("leave out --person-keys"), "{}", ran.err);
    assert!(!folder.join("book").exists() && !persons.join("member_a.key").exists());
    std::fs::rename(&persons, folder.join("persons-lost")).unwrap();
    json(folder, &with_keys);
    let mut expected = files(&folder.join("persons-kept"));
    expected.remove("persons-of");
    let mut found = files(&persons);
    assert!(found.remove("keys-of-persons").is_some(), "the folder says what it is");
    assert_eq!(found, expected);
}

/// Restores in a process that is killed as soon as a file is there; whether it came to its end before.
fn killed_when(folder: &Path, arguments: &[&str], there: &Path) -> bool {
    let mut child = Command::new(env!("CARGO_BIN_EXE_yishi"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while !there.exists() && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    let ended = child.try_wait().unwrap().is_some();
    drop(child.kill());
    child.wait().unwrap();
    ended
}

#[test]
fn a_restoring_that_is_killed_leaves_no_book_and_the_next_one_makes_it() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = founded(folder);
    let rows: String = (0..120).map(|row| format!("member,m{row},grid-1\n")).collect();
    grow(folder, "book", &format!("{ROLL}{rows}"));
    let backed_up = json(folder, &BACKUP);
    lose_all(folder);
    let arguments = restore("kept", &vkey, &[]);
    for there in [
        "book.rebuilding",
        "book.rebuilding/journal/db",
        "book.rebuilding/texts/documents",
        "book.rebuilding/book.toml",
        "book.anchor",
    ] {
        let ended = killed_when(folder, &arguments, &folder.join(there));
        let restored = if ended || folder.join("book").exists() {
            json(folder, &["restore", "kept", "--verify", "--vkey", &vkey, "--json"])
        } else {
            json(folder, &arguments)
        };
        assert_eq!(restored["root"], backed_up["root"], "{there}");
        expect(folder, 0, &["export", "roll", "--data", "book", "--out", "roll-again.csv", "--force"]);
        for name in ["book", "book.anchor", "roll-again.csv"] {
            put_away(&folder.join(name));
        }
    }
}

fn put_away(path: &Path) {
    let ran = Command::new("rm").arg("-rf").arg(path).status().unwrap();
    assert!(ran.success());
}

#[test]
fn a_backup_interrupted_after_its_manifest_is_restored_as_the_manifest_says() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = founded(folder);
    json(folder, &BACKUP);
    copy(&folder.join("kept"), &folder.join("before"));
    grow(folder, "book", &format!("{ROLL}member,c,grid-1\n"));
    let last = json(folder, &BACKUP);
    // The checkpoint beside the tiles is still the one before, and old tiles lie beside the new ones.
    let kept = folder.join("kept");
    put_back(&folder.join("before/log/checkpoint"), &kept.join("log/checkpoint"));
    for (name, bytes) in files(&folder.join("before/log/tile")) {
        let path = kept.join("log/tile").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    assert_eq!(Manifest::read(&kept).unwrap().unwrap().size, last["entries"].as_u64().unwrap());
    lose_all(folder);
    let restored: Ran = yishi_in(folder, &restore("kept", &vkey, &["--verify"]));
    assert_eq!(restored.code, 0, "{restored:?}");
    let told: serde_json::Value = serde_json::from_str(&restored.out).unwrap();
    assert_eq!(told["root"], last["root"]);
}
