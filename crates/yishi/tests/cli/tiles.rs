//! A book as tiles: exported, exported again, lost, rebuilt from them, and going on.

use crate::disk::{ROLL, anchored, files, founded, grow, lose};
use crate::run::{expect, json};
use crate::serving::Serving;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use yishi::host::SystemClock;
use yishi::layout::DataFolder;
use yishi::running::{self, BookKeys};
use yishi_audit::bundle::{BookWriter, TileWriter};
use yishi_book::SignedCommand;
use yishi_core::{Event, TextRef};
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::leaf::Leaf;
use yishi_log::note::signature_line;
use yishi_log::tile::{TileKind, TilePath, decode_entries};
use yishi_log::tree::TreeHash;
use yishi_testkit::block_on;

const EXPORT: [&str; 7] = ["export", "--data", "book", "--out", "tiles", "--tiles", "--json"];

fn rebuild<'a>(vkey: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["rebuild", "--from-tiles", "tiles", "--data", "book", "--vkey", vkey][..], more].concat()
}

/// The entries of a store, byte for byte; nothing is written.
fn leaves(data: &Path) -> Vec<Vec<u8>> {
    let folder = DataFolder::open(data).unwrap();
    let keys = BookKeys::read(&folder).unwrap();
    let engine = running::open_reading(&folder, keys, Arc::new(SystemClock)).unwrap();
    let (size, mut leaves) = (engine.version().size, Vec::new());
    while (leaves.len() as u64) < size {
        leaves.extend(engine.leaves(leaves.len() as u64, size).unwrap());
    }
    engine.shutdown();
    leaves
}

/// What a store answers to the command of each entry when it is sent again, without its texts.
fn answers(data: &Path, leaves: &[Vec<u8>]) -> Vec<(u64, TreeHash, Vec<Event>)> {
    let folder = DataFolder::open(data).unwrap();
    let engine = running::open(&folder, BookKeys::read(&folder).unwrap(), Arc::new(SystemClock)).unwrap();
    let again = |leaf: &Vec<u8>| {
        let Leaf { command, signature, .. } = Leaf::parse(leaf).unwrap();
        let command = SignedCommand { bytes: command.as_bytes().to_vec(), signature };
        let accepted = block_on(engine.submit(command, vec![])).unwrap();
        assert!(accepted.replayed, "entry {}", accepted.index);
        (accepted.index, accepted.leaf_hash, accepted.events.to_vec())
    };
    let answers = leaves.iter().map(again).collect();
    engine.shutdown();
    answers
}

#[test]
fn a_store_rebuilt_from_its_tiles_has_the_same_entries_gives_the_same_answers_and_exports_and_goes_on() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = founded(folder);
    let first = json(folder, &EXPORT);
    assert_eq!((&first["kept"], &first["vkey"]), (&0.into(), &vkey.clone().into()));
    expect(folder, 0, &["audit", "verify", "tiles", "--vkey", &vkey]);
    expect(folder, 0, &["audit", "replay", "tiles", "--vkey", &vkey]);
    expect(folder, 0, &["export", "--data", "book", "--out", "bundle"]);
    let entries = leaves(&folder.join("book"));
    let answered = answers(&folder.join("book"), &entries);
    assert!(answered.iter().map(|(index, ..)| *index).eq(0..first["entries"].as_u64().unwrap()));
    lose(folder);

    let rebuilt = json(folder, &rebuild(&vkey, &["--json"]));
    assert_eq!((&rebuilt["entries"], &rebuilt["keys_missing"]), (&first["entries"], &serde_json::json!([])));
    let note = std::fs::read(folder.join("tiles/checkpoint")).unwrap();
    assert_eq!(anchored(&folder.join("book.anchor")), Some(note), "the anchor is the checkpoint as it was");
    assert!(!folder.join("book.rebuilding").exists() && !folder.join("book/rebuilding").exists());
    expect(folder, 0, &["export", "--data", "book", "--out", "again"]);
    assert_eq!(files(&folder.join("again")), files(&folder.join("bundle")));
    expect(folder, 0, &["export", "--data", "book", "--out", "tiles-again", "--tiles"]);
    assert_eq!(files(&folder.join("tiles-again")), files(&folder.join("tiles")));
    assert_eq!(leaves(&folder.join("book")), entries, "the journal holds every entry byte for byte");
    assert_eq!(answers(&folder.join("book"), &entries), answered, "a nonce that was used is known");
    assert_eq!(leaves(&folder.join("book")), entries, "commands that stand are not entered again");

    // It goes on under the same keys, and the tiles go on with it.
    grow(folder, "book", &format!("{ROLL}member,c,grid-1\n"));
    let on = json(folder, &EXPORT);
    assert!(on["entries"].as_u64() > first["entries"].as_u64());
    assert_eq!(on["removed"], 2, "the unfinished tile and bundle of before: {on}");
    expect(folder, 0, &["audit", "verify", "tiles", "--vkey", &vkey]);
    let narrow = files(&folder.join("tiles")).into_keys().filter(|name| name.starts_with("tile/")).count();
    assert_eq!(narrow, 2);
}

#[test]
fn a_bundle_of_lines_serves_as_well_and_keys_that_are_not_there_are_named() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = founded(folder);
    expect(folder, 0, &["export", "--data", "book", "--out", "tiles.tar", "--tar"]);
    let arguments = ["rebuild", "--from-tiles", "tiles.tar", "--data", "other", "--vkey", &vkey];
    let ran = expect(folder, 0, &arguments);
    assert!(ran.err.contains("put log.key and engine.key into"), "{}", ran.err);
    for key in ["log.key", "engine.key"] {
        std::fs::copy(folder.join("book.keys").join(key), folder.join("other.keys").join(key)).unwrap();
    }
    expect(folder, 0, &["export", "--data", "other", "--out", "exported"]);
}

#[test]
fn tiles_with_a_finding_make_nothing() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = founded(folder);
    json(folder, &EXPORT);
    lose(folder);
    let good = files(&folder.join("tiles"));
    for (name, bytes) in &good {
        let mut bad = bytes.clone();
        let middle = bad.len() / 2;
        bad[middle] ^= 1;
        std::fs::write(folder.join("tiles").join(name), bad).unwrap();
        let ran = expect(folder, 1, &rebuild(&vkey, &[]));
        assert!(ran.err.contains("nothing was made"), "{name}: {ran:?}");
        assert!(!folder.join("book").exists() && !folder.join("book.anchor").exists(), "{name}");
        std::fs::write(folder.join("tiles").join(name), bytes).unwrap();
    }
    // Without a key from elsewhere the tiles vouch for themselves, which is a finding.
    let unpinned = ["rebuild", "--from-tiles", "tiles", "--data", "book"];
    let report = expect(folder, 1, &[&unpinned[..], &["--json"]].concat()).out;
    assert!(report.contains("log key not pinned"), "{report}");
    expect(folder, 0, &[&unpinned[..], &["--unpinned"]].concat());
}

#[test]
fn an_existing_store_is_never_touched_and_an_anchor_ahead_of_the_tiles_is_believed() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = founded(folder);
    json(folder, &EXPORT);
    let before = files(&folder.join("book"));
    let ran = expect(folder, 1, &rebuild(&vkey, &[]));
    assert!(ran.err.contains("is not empty"), "{}", ran.err);
    assert_eq!(files(&folder.join("book")), before);

    // The anchor lies on another disk, and has seen an entry more than the tiles.
    grow(folder, "book", &format!("{ROLL}member,c,grid-1\n"));
    let seen = anchored(&folder.join("book.anchor"));
    std::fs::rename(folder.join("book"), folder.join("lost")).unwrap();
    let ran = expect(folder, 1, &rebuild(&vkey, &[]));
    assert!(ran.err.contains("get the newest tiles"), "{}", ran.err);
    assert!(!folder.join("book").exists());
    assert_eq!(anchored(&folder.join("book.anchor")), seen);

    std::fs::rename(folder.join("lost"), folder.join("book")).unwrap();
    json(folder, &EXPORT);
    std::fs::rename(folder.join("book"), folder.join("lost")).unwrap();
    expect(folder, 0, &rebuild(&vkey, &[]));
    assert_eq!(anchored(&folder.join("book.anchor")), seen, "it stands as it stood");
}

#[test]
fn an_export_writes_nothing_into_the_book() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    founded(folder);
    let (anchor, journal) = (folder.join("book.anchor"), folder.join("book/journal"));
    json(folder, &EXPORT);
    let before = (std::fs::read(&anchor).unwrap(), files(&journal));
    json(folder, &EXPORT);
    expect(folder, 0, &["export", "--data", "book", "--out", "bundle"]);
    expect(folder, 0, &["export", "roll", "--data", "book", "--out", "again.csv"]);
    expect(folder, 0, &["export", "board", "--data", "book", "--out", "board"]);
    assert_eq!(std::fs::read(&anchor).unwrap(), before.0);
    let after = files(&journal);
    let changed = |name: &&String| after.get(*name) != before.1.get(*name);
    let names: Vec<_> = before.1.keys().chain(after.keys()).filter(changed).collect();
    assert_eq!(names.iter().filter(|name| !name.ends_with("writer.lock")).count(), 0, "{names:?}");
}

#[test]
fn cosigned_checkpoints_that_survived_are_believed_against_the_tiles() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = founded(folder);
    json(folder, &EXPORT);
    grow(folder, "book", &format!("{ROLL}member,c,grid-1\n"));
    let seen = String::from_utf8(anchored(&folder.join("book.anchor")).unwrap()).unwrap();
    lose(folder);
    let cosigned = folder.join("book.anchor.cosigned");
    std::fs::write(&cosigned, serde_json::json!({ "notes": [seen] }).to_string()).unwrap();
    let ran = expect(folder, 1, &rebuild(&vkey, &[]));
    assert!(ran.err.contains("get the newest tiles") && ran.err.contains("cosigned"), "{}", ran.err);
    assert!(!folder.join("book").exists() && !folder.join("book.rebuilding").exists());
    std::fs::rename(folder.join("lost"), folder.join("book")).unwrap();
    std::fs::rename(folder.join("lost.anchor"), folder.join("book.anchor")).unwrap();
    json(folder, &EXPORT);
    lose(folder);
    expect(folder, 0, &rebuild(&vkey, &[]));
}

#[test]
fn a_checkpoint_with_more_cosignatures_than_an_anchor_holds_is_trimmed_and_they_are_kept_beside_it() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = founded(folder);
    json(folder, &EXPORT);
    lose(folder);
    let file = folder.join("tiles/checkpoint");
    let own = std::fs::read_to_string(&file).unwrap();
    let mut note = own.clone();
    for number in 0..60 {
        note += &signature_line(&format!("witness.example/{number}"), [number, 1, 2, 3], &[number; 72]);
    }
    assert!(note.len() > yishi_sled::MAX_ANCHOR_BYTES);
    std::fs::write(&file, &note).unwrap();
    expect(folder, 0, &rebuild(&vkey, &[]));
    assert_eq!(anchored(&folder.join("book.anchor")), Some(own.into_bytes()));
    let kept = std::fs::read(folder.join("book.anchor.cosigned")).unwrap();
    assert_eq!(yishi_engine::cosigned_notes(&kept).unwrap(), [note]);
    expect(folder, 0, &["export", "--data", "book", "--out", "bundle"]);
}

#[test]
fn two_rebuildings_never_work_in_one_folder() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = founded(folder);
    json(folder, &EXPORT);
    lose(folder);
    let part = folder.join("book.rebuilding");
    std::fs::create_dir(&part).unwrap();
    std::fs::write(part.join("half"), b"done").unwrap();
    let mark = std::fs::File::create(part.join("rebuilding")).unwrap();
    mark.lock().unwrap();
    let ran = expect(folder, 1, &rebuild(&vkey, &[]));
    assert!(ran.err.contains("another rebuilding is at work"), "{}", ran.err);
    assert!(part.join("half").exists() && !folder.join("book.anchor").exists());
    drop(mark);
    expect(folder, 0, &rebuild(&vkey, &[]));
    assert!(!part.exists() && !folder.join("book/half").exists());
}

#[test]
fn a_half_made_store_is_made_anew_and_a_folder_of_somebody_else_is_not_removed() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = founded(folder);
    json(folder, &EXPORT);
    lose(folder);
    let half = folder.join("book.rebuilding");
    std::fs::create_dir_all(half.join("journal")).unwrap();
    std::fs::write(half.join("letters.txt"), b"dear").unwrap();
    let ran = expect(folder, 1, &rebuild(&vkey, &[]));
    assert!(ran.err.contains("is in the way"), "{}", ran.err);
    assert!(half.join("letters.txt").exists());
    std::fs::write(half.join("rebuilding"), b"").unwrap();
    expect(folder, 0, &rebuild(&vkey, &[]));
    assert!(!half.exists());
    expect(folder, 0, &["export", "--data", "book", "--out", "bundle"]);
}

#[test]
fn a_log_key_of_another_book_is_refused_before_anything_is_made() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let vkey = founded(folder);
    json(folder, &EXPORT);
    lose(folder);
    let engine = std::fs::read(folder.join("book.keys/engine.key")).unwrap();
    std::fs::write(folder.join("book.keys/log.key"), engine).unwrap();
    let ran = expect(folder, 1, &rebuild(&vkey, &[]));
    assert!(ran.err.contains("is not the log key of this book"), "{}", ran.err);
    assert!(!folder.join("book").exists() && !folder.join("book.anchor").exists());
}

/// Copies a served log with its texts into a folder, as a mirror would.
fn mirror(serving: &Serving, folder: &Path) -> u64 {
    let base = serving.url.strip_suffix("/graphql").unwrap();
    let fetch = |path: &str| {
        let mut response = ureq::get(format!("{base}/{path}")).call().unwrap();
        response.body_mut().read_to_vec().unwrap()
    };
    let note = String::from_utf8(fetch("checkpoint")).unwrap();
    let head = Checkpoint::parse_unverified(note.as_bytes()).unwrap();
    let mut writer = TileWriter::open(folder).unwrap();
    for path in TilePath::all(head.size).filter(|path| path.kind() == TileKind::Entries) {
        let bundle = fetch(&path.to_string());
        for entry in decode_entries(path.width(), &bundle).unwrap() {
            writer.leaf(entry).unwrap();
        }
    }
    for text in writer.wanted() {
        match text {
            TextRef::Document(hash) => writer.document(&fetch(&format!("texts/document/{hash}"))).unwrap(),
            TextRef::Statement(commitment) => {
                let whole = fetch(&format!("texts/statement/{commitment}"));
                let (salt, data) = whole.split_first_chunk::<32>().unwrap();
                writer.statement(salt, data).unwrap();
            }
            TextRef::Vault(_) => panic!("the vault is never wanted"),
        }
    }
    let written = writer.finish(&note, &LogVerifier::parse(&serving.vkey).unwrap()).unwrap();
    assert_eq!(written.book.missing, []);
    head.size
}

/// A service on a data folder; ended when dropped.
struct Service {
    child: Child,
    url: String,
}

impl Service {
    fn start(data: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_yishi"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("graphql: ").unwrap().to_owned();
        Self { child, url }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[test]
fn a_node_that_is_lost_is_rebuilt_from_a_mirror_of_its_tiles_and_takes_the_next_ballot_under_the_same_log_key()
 {
    let mut serving = Serving::start();
    let folder = serving.folder.path().to_owned();
    let ballot = serving.vote();
    let size = mirror(&serving, &folder.join("tiles"));
    serving.child.kill().unwrap();
    serving.child.wait().unwrap();
    let entries = leaves(&folder.join("book"));
    assert_eq!(entries.len() as u64, size);
    lose(&folder);
    let vkey = serving.vkey.clone();
    let rebuilt = json(&folder, &rebuild(&vkey, &["--json"]));
    assert_eq!((&rebuilt["entries"], &rebuilt["keys_missing"]), (&size.into(), &serde_json::json!([])));
    assert_eq!(leaves(&folder.join("book")), entries);
    let service = Service::start(&folder.join("book"));
    let ran = serving.submit(&service.url, &ballot);
    assert_eq!(ran.code, 0, "{ran:#?}");
    drop(service);
    let on = json(&folder, &EXPORT);
    assert!(on["entries"].as_u64() > Some(size), "{on}");
    expect(&folder, 0, &["audit", "verify", "tiles", "--vkey", &vkey]);
    expect(&folder, 0, &["audit", "replay", "tiles", "--vkey", &vkey]);
    let receipt = folder.join("vote.receipt");
    let receipt = receipt.to_str().unwrap();
    expect(&folder, 0, &["audit", "receipt", receipt, "--bundle", "tiles", "--vkey", &vkey]);
}
