//! The audit guide works as it is written: its blocks run on a good bundle and refuse a bad one.

use crate::fixture::{Exported, Story, amending, exported, long_story, story};
use std::process::{Command, Stdio};

const TOOLS: [&str; 6] = ["bash", "python3", "openssl", "b3sum", "sha256sum", "curl"];

/// Whether the guide's tools are installed; says loudly which one is not.
fn tools_are_there() -> bool {
    let missing = TOOLS.iter().find(|tool| {
        let probe = Command::new(tool).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        probe.is_err()
    });
    let Some(tool) = missing else { return true };
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{tool} must be installed for the audit guide");
    println!("NOT RUN: the audit guide: {tool} is not installed");
    false
}

/// The shell blocks of the guide, each with the heading that it stands under.
fn blocks() -> Vec<(String, String)> {
    let guide = include_str!("../../../../docs/audit-guide.md");
    let mut blocks = Vec::new();
    let mut heading = "";
    let mut block: Option<String> = None;
    for line in guide.lines() {
        match (&mut block, line) {
            (Some(_), "```") => blocks.push((heading.to_owned(), block.take().unwrap())),
            (Some(text), line) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, "```sh") => block = Some(String::new()),
            (None, line) if line.starts_with("## ") => heading = line,
            (None, _) => {}
        }
    }
    blocks
}

/// Runs all blocks under a heading in the bundle; the guide's files in /tmp go to a folder of this test.
fn run(story: &Story, bundle: &Exported, heading: &str) -> Result<String, String> {
    let work = bundle.folder.with_file_name("work");
    std::fs::create_dir_all(&work).unwrap();
    let mut told = String::new();
    for (_, block) in blocks().iter().filter(|(found, _)| found.contains(heading)) {
        let output = Command::new("bash")
            .args(["-eu", "-o", "pipefail", "-c", &block.replace("/tmp/", &format!("{}/", work.display()))])
            .current_dir(&bundle.folder)
            .env("VKEY", story.cast.verifier().to_vkey())
            .env("LOG", format!("file://{}", bundle.folder.with_file_name("tiles").display()))
            .env("RECEIPT", bundle.folder.with_file_name("receipt"))
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            return Err(text.into_owned());
        }
        told.push_str(&text);
    }
    Ok(told)
}

#[test]
fn every_block_of_the_guide_runs_on_a_good_bundle_and_says_ok() {
    if !tools_are_there() {
        return;
    }
    let story = story();
    let bundle = exported(&story);
    std::fs::write(bundle.folder.with_file_name("receipt"), story.receipt(5)).unwrap();
    for (heading, word) in [
        ("What you need", ""),
        ("Read an entry", "command"),
        ("1. The chain", "chain OK"),
        ("2. The root", "root OK"),
        ("2. The root", "Signature Verified Successfully"),
        ("3. A signature", "Signature Verified Successfully"),
        ("3. A signature", "registrar_1"),
        ("4. The texts", "documents OK"),
        ("4. The texts", "statements OK"),
        ("4. The texts", "PIPL art. 47"),
        ("5. A vote", "OK: {"),
        ("6. A receipt", "receipt OK: entry 5"),
    ] {
        let told = run(&story, &bundle, heading).unwrap_or_else(|told| panic!("{heading}: {told}"));
        assert!(told.contains(word), "{heading}: {told}");
    }
}

#[test]
fn the_guide_makes_amendments_itself_and_compares_what_comes_out() {
    if !tools_are_there() {
        return;
    }
    let (exact, _) = amending("另加一段。\n");
    let told = run(&exact, &exported(&exact), "4. The texts").unwrap();
    assert!(told.contains("amendments taken over exactly: 1"), "{told}");
    let (altered, _) = amending("另加一段，另改一句。\n");
    let told = run(&altered, &exported(&altered), "4. The texts").unwrap_err();
    assert!(told.contains("is not the one before with its amendments made"), "{told}");
}

#[test]
fn the_steps_of_the_guide_refuse_what_is_wrong() {
    if !tools_are_there() {
        return;
    }
    let story = story();
    let bundle = exported(&story);
    run(&story, &bundle, "What you need").unwrap();
    let mut leaves = story.leaves.clone();
    let index = story.index_of("cast_ballot") as usize;
    let text = String::from_utf8(leaves[index].clone()).unwrap();
    leaves[index] = text.replace(r#""choice":"for""#, r#""choice":"abstain""#).into_bytes();
    bundle.set_leaves(&leaves);
    assert!(run(&story, &bundle, "1. The chain").unwrap_err().contains("does not follow"));
    assert!(run(&story, &bundle, "2. The root").unwrap_err().contains("another book"));
    assert!(run(&story, &bundle, "5. A vote").unwrap_err().contains("the sealing says"));
    bundle.set_leaves(&story.leaves);
    let moved = story.receipt(5).replacen("index 5", "index 6", 1);
    std::fs::write(bundle.folder.with_file_name("receipt"), moved).unwrap();
    assert!(run(&story, &bundle, "6. A receipt").unwrap_err().contains("does not hold"));
    let note = story.checkpoint.replacen("— ", "— x", 1);
    bundle.set("checkpoint", note.as_bytes());
    assert!(run(&story, &bundle, "2. The root").unwrap_err().contains("has not signed"));
}

#[test]
fn the_guide_walks_over_tiles_makes_each_anew_and_refuses_forged_ones() {
    if !tools_are_there() {
        return;
    }
    let story = long_story();
    let bundle = exported(&story);
    let tiles = bundle.folder.with_file_name("tiles");
    crate::tiles::write(&story, story.leaves.len(), &tiles).unwrap();
    let told = run(&story, &bundle, "7. The log over HTTP").unwrap();
    assert!(told.contains("fetched: 5 tiles") && told.contains("tiles OK: 5 tiles, 300 entries"), "{told}");
    let lines = std::fs::read(bundle.folder.with_file_name("work").join("log/book.jsonl")).unwrap();
    assert_eq!(lines, bundle.get("book.jsonl"));
    for forged in
        ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/44"]
    {
        let good = std::fs::read(tiles.join(forged)).unwrap();
        let mut bad = good.clone();
        bad[40 % good.len()] ^= 1;
        std::fs::write(tiles.join(forged), bad).unwrap();
        assert!(run(&story, &bundle, "7. The log over HTTP").is_err(), "{forged}");
        std::fs::write(tiles.join(forged), good).unwrap();
    }
    std::fs::write(tiles.join("checkpoint"), story.checkpoint_at(256)).unwrap();
    let told = run(&story, &bundle, "7. The log over HTTP").unwrap();
    assert!(told.contains("tiles OK: 3 tiles, 256 entries"), "an older head asks for what it needs: {told}");
    let moved = story.checkpoint.replacen("\n300\n", "\n256\n", 1);
    std::fs::write(tiles.join("checkpoint"), moved).unwrap();
    let told = run(&story, &bundle, "7. The log over HTTP").unwrap_err();
    assert!(told.contains("the checkpoint is of another book"), "{told}");
}
