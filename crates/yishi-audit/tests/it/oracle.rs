//! The outside judges of `tests/oracle` confirm a good bundle with its receipts, and refuse a changed one.

use crate::fixture::{Exported, exported, long_story, story};
use std::path::PathBuf;
use std::process::{Command, Stdio};

const TOOLS: [&str; 2] = ["b3sum", "go"];
const SUMDB: &str = "/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog";

fn judges_are_there() -> bool {
    let runs = |tool: &&str| {
        let argument = if *tool == "go" { "version" } else { "--version" };
        Command::new(tool).arg(argument).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
    };
    if TOOLS.iter().all(runs) && PathBuf::from(SUMDB).is_dir() {
        return true;
    }
    let needed = "apt install b3sum golang-go golang-golang-x-mod-dev";
    assert!(std::env::var("CI").as_deref() != Ok("true"), "the outside judges are not installed: {needed}");
    println!("NOT RUN: the outside judges are not installed: {needed}");
    false
}

fn judge(bundle: &Exported, receipts: &[PathBuf]) -> Result<String, String> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/oracle/run.sh");
    let output = Command::new(script).arg(&bundle.folder).args(receipts).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(text.into_owned()) } else { Err(text.into_owned()) }
}

#[test]
fn b3sum_and_the_go_module_database_confirm_a_bundle_and_its_receipts_and_refuse_changed_ones() {
    if !judges_are_there() {
        return;
    }
    let story = story();
    let bundle = exported(&story);
    let last = story.leaves.len() as u64 - 1;
    let receipts: Vec<PathBuf> = [0, 9, last]
        .into_iter()
        .map(|index| {
            let path = bundle.folder.with_file_name(format!("receipt-{index}"));
            std::fs::write(&path, story.receipt(index)).unwrap();
            path
        })
        .collect();
    let told = judge(&bundle, &receipts).unwrap();
    for word in
        ["chain: b3sum confirms", "note and root", "inclusion", "consistency", "vectors", "receipt: entry 9"]
    {
        assert!(told.contains(word), "{word}: {told}");
    }
    std::fs::write(&receipts[1], story.receipt(9).replacen("index 9", "index 8", 1)).unwrap();
    assert!(judge(&bundle, &receipts).is_err());
    let note = story.checkpoint.replacen(&format!("\n{}\n", last + 1), &format!("\n{last}\n"), 1);
    bundle.set("checkpoint", note.as_bytes());
    assert!(judge(&bundle, &receipts[..1]).unwrap_err().contains("oracle: checkpoint"));
    bundle.set("checkpoint", story.checkpoint.as_bytes());
    let mut leaves = story.leaves.clone();
    leaves.swap(3, 4);
    bundle.set_leaves(&leaves);
    assert!(judge(&bundle, &receipts[..1]).unwrap_err().contains("the chain is broken"));
}

#[test]
fn the_go_module_database_recomputes_the_root_from_the_tiles_of_a_book_and_refuses_forged_ones() {
    if !judges_are_there() {
        return;
    }
    let story = long_story();
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path().join("tiles");
    let judge = || {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/oracle/tiles.sh");
        let vkey = story.cast.verifier().to_vkey();
        let output = Command::new(script).arg(vkey).arg(&folder).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
    };
    for size in [1, 255, 256, 257, story.leaves.len()] {
        crate::tiles::write(&story, size, &folder).unwrap();
        let told = judge();
        assert!(told.contains(&format!("lead to the root over {size} entries\n")), "{told}");
    }
    let file = folder.join("tile/entries/000");
    let mut bundle = std::fs::read(&file).unwrap();
    bundle[50_000] ^= 1;
    std::fs::write(&file, bundle).unwrap();
    assert!(judge().contains("tile/entries/000: entry"), "{}", judge());
}
