//! Receipts: hold for their entry, their place and their book, and for no other.

use crate::fixture::{Exported, exported, other_story, story};
use clap::Parser;
use serde_json::Value;
use yishi_audit::command::{AuditArgs, EXIT_CLEAN, EXIT_FINDINGS, EXIT_IO, EXIT_USAGE};
use yishi_engine::Text;

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    audit: AuditArgs,
}

/// Runs a command line; answers exit code, standard output and standard error.
pub fn run(arguments: &[&str]) -> (u8, String, String) {
    let parsed = match Arguments::try_parse_from(std::iter::once("audit").chain(arguments.iter().copied())) {
        Ok(parsed) => parsed,
        Err(error) => return (error.exit_code() as u8, String::new(), error.to_string()),
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = parsed.audit.run_to_exit_code(&mut out, &mut err);
    (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

fn path(bundle: &Exported, name: &str) -> String {
    bundle.folder.with_file_name(name).to_string_lossy().into_owned()
}

#[test]
fn a_receipt_holds_for_its_entry_however_the_entry_is_given() {
    let story = story();
    let bundle = exported(&story);
    let vkey = story.cast.verifier().to_vkey();
    let (receipt, leaf) = (path(&bundle, "receipt"), path(&bundle, "leaf"));
    let folder = bundle.folder.to_string_lossy().into_owned();
    for index in [0, 1, story.leaves.len() as u64 - 1] {
        std::fs::write(&receipt, story.receipt(index)).unwrap();
        std::fs::write(&leaf, [&story.leaves[index as usize][..], b"\n"].concat()).unwrap();
        let hash = yishi_log::tree::leaf_hash(&story.leaves[index as usize]).to_string();
        for given in [["--leaf", &leaf], ["--leaf-hash", &hash], ["--bundle", &folder]] {
            let (code, out, err) = run(&["receipt", &receipt, given[0], given[1], "--vkey", &vkey]);
            assert_eq!(code, EXIT_CLEAN, "{given:?}: {out}{err}");
        }
        let (code, ..) = run(&["receipt", &receipt, "--bundle", &folder, "--unpinned"]);
        assert_eq!(code, EXIT_CLEAN);
        let (code, out, _) = run(&["receipt", &receipt, "--bundle", &folder]);
        assert_eq!(code, EXIT_FINDINGS);
        assert!(out.contains("log key not pinned"));
    }
}

#[test]
fn a_receipt_made_from_the_bundle_is_the_one_that_the_server_gives() {
    let story = story();
    let bundle = exported(&story);
    let folder = bundle.folder.to_string_lossy().into_owned();
    for index in [0, 7, story.leaves.len() as u64 - 1] {
        let (code, out, _) = run(&["show", &folder, &index.to_string(), "--receipt"]);
        assert_eq!((code, out), (EXIT_CLEAN, story.receipt(index)));
    }
    let beyond = story.leaves.len().to_string();
    assert_eq!(run(&["show", &folder, &beyond, "--receipt"]).0, EXIT_USAGE);
}

#[test]
fn a_receipt_does_not_hold_for_another_entry_place_key_or_book() {
    let (story, other) = (story(), other_story());
    let (bundle, foreign) = (exported(&story), exported(&other));
    let (vkey, other_vkey) = (story.cast.verifier().to_vkey(), other.cast.verifier().to_vkey());
    let (receipt, leaf) = (path(&bundle, "receipt"), path(&bundle, "leaf"));
    let folder = foreign.folder.to_string_lossy().into_owned();
    std::fs::write(&receipt, story.receipt(5)).unwrap();
    std::fs::write(&leaf, &story.leaves[6]).unwrap();
    let checks = |arguments: &[&str]| {
        let (code, out, err) = run(&[arguments, &["--json"]].concat());
        assert_eq!(code, EXIT_FINDINGS, "{arguments:?}: {out}{err}");
        let report: Value = serde_json::from_str(&out).unwrap();
        let findings = report["findings"].as_array().unwrap();
        findings.iter().map(|finding| finding["check"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(checks(&["receipt", &receipt, "--leaf", &leaf, "--vkey", &vkey]), ["inclusion", "index"]);
    std::fs::write(&leaf, &story.leaves[5]).unwrap();
    assert_eq!(checks(&["receipt", &receipt, "--leaf", &leaf, "--vkey", &other_vkey]), ["checkpoint"]);
    let elsewhere = checks(&["receipt", &receipt, "--bundle", &folder, "--vkey", &vkey]);
    assert_eq!(elsewhere, ["inclusion", "origin", "tree"]);
    let moved = story.receipt(5).replacen("index 5", "index 4", 1);
    std::fs::write(&receipt, moved).unwrap();
    assert_eq!(checks(&["receipt", &receipt, "--leaf", &leaf, "--vkey", &vkey]), ["inclusion", "index"]);
    std::fs::write(&receipt, "nothing of the kind").unwrap();
    assert_eq!(checks(&["receipt", &receipt, "--leaf", &leaf, "--vkey", &vkey]), ["receipt"]);
}

#[test]
fn a_receipt_command_without_its_entry_its_key_or_its_file_is_refused() {
    let story = story();
    let bundle = exported(&story);
    let receipt = path(&bundle, "receipt");
    assert_eq!(run(&["receipt", &receipt, "--leaf-hash", &"0".repeat(64), "--unpinned"]).0, EXIT_IO);
    std::fs::write(&receipt, story.receipt(5)).unwrap();
    assert_eq!(run(&["receipt", &receipt]).0, EXIT_USAGE);
    assert_eq!(run(&["receipt", &receipt, "--leaf-hash", "00", "--unpinned"]).0, EXIT_USAGE);
    assert_eq!(run(&["receipt", &receipt, "--leaf-hash", &"0".repeat(64), "--unpinned"]).0, EXIT_USAGE);
}

/// What the test story redacts is a statement whose author kept words and salt.
#[test]
fn a_text_that_was_kept_is_what_the_entry_commits_to_also_after_it_was_withheld() {
    let story = story();
    let bundle = exported(&story);
    let vkey = story.cast.verifier().to_vkey();
    let (receipt, kept) = (path(&bundle, "receipt"), path(&bundle, "kept"));
    let folder = bundle.folder.to_string_lossy().into_owned();
    let Text::Statement { salt, data } = &story.texts[&story.redacted] else { panic!() };
    let salt = hex::encode(salt);
    let names = |leaf: &Vec<u8>| String::from_utf8_lossy(leaf).contains(&story.redacted.hash());
    let brought = story.leaves.iter().position(names).unwrap();
    std::fs::write(&kept, data).unwrap();
    let leaf = path(&bundle, "leaf");
    std::fs::write(&leaf, &story.leaves[brought]).unwrap();
    std::fs::write(&receipt, story.receipt(brought as u64)).unwrap();
    let with = |salt: &str, of: [&str; 2]| {
        run(&["receipt", &receipt, of[0], of[1], "--vkey", &vkey, "--text", &kept, "--salt", salt])
    };
    assert!(!bundle.folder.join("statements").join(story.redacted.hash()).exists(), "it was withheld");
    for given in [["--bundle", &folder], ["--leaf", &leaf]] {
        let (code, out, err) = with(&salt, given);
        assert_eq!(code, EXIT_CLEAN, "{given:?}: {out}{err}");
    }
    let (code, out, _) = with(&hex::encode([0; 32]), ["--leaf", &leaf]);
    assert!(code == EXIT_FINDINGS && out.contains("commits to other texts"), "{out}");
    assert_eq!(with("00", ["--leaf", &leaf]).0, EXIT_USAGE);
    let (code, ..) = run(&["receipt", &receipt, "--leaf", &leaf, "--vkey", &vkey, "--text", &kept]);
    assert_eq!(code, EXIT_FINDINGS, "without its salt it would be a document");
    std::fs::write(&kept, [data.as_slice(), b"\n"].concat()).unwrap();
    assert_eq!(with(&salt, ["--leaf", &leaf]).0, EXIT_FINDINGS, "a byte more is another text");
    let hash = yishi_log::tree::leaf_hash(&story.leaves[brought]).to_string();
    assert_eq!(with(&salt, ["--leaf-hash", &hash]).0, EXIT_USAGE, "a hash alone names no text");
    let (document, text) = story
        .texts
        .iter()
        .find_map(|(name, text)| match text {
            Text::Document(bytes) => Some((name, bytes)),
            Text::Statement { .. } | Text::Vault { .. } => None,
        })
        .unwrap();
    let names = |leaf: &Vec<u8>| String::from_utf8_lossy(leaf).contains(&document.hash());
    let brought = story.leaves.iter().position(names).unwrap();
    std::fs::write(&receipt, story.receipt(brought as u64)).unwrap();
    std::fs::write(&kept, text).unwrap();
    let (code, out, err) = run(&["receipt", &receipt, "--bundle", &folder, "--vkey", &vkey, "--text", &kept]);
    assert_eq!(code, EXIT_CLEAN, "{out}{err}");
}
