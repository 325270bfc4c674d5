//! A book as tiles: written on and on, read as a bundle, and every forged tile found under its name.

use crate::fixture::{ALL, Exported, Story, audit, exported, has, long_story, story};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use yishi_audit::bundle::{BookWriter, Bundle, BundleWriter, TileWriter, TilesWritten, WriteError};
use yishi_audit::{Check, Report};
use yishi_engine::Text;
use yishi_log::tile::{TilePath, push_entry};

/// The checks in which tiles take part; signatures and rules have tests of their own.
const OF_TREE: [Check; 2] = [Check::Chain, Check::Tree];

/// Writes the first `size` entries as tiles, as the program would.
pub fn write(story: &Story, size: usize, folder: &Path) -> Result<TilesWritten, WriteError> {
    let mut writer = TileWriter::open(folder)?;
    for leaf in &story.leaves[..size] {
        writer.leaf(leaf)?;
    }
    for wanted in writer.wanted() {
        match &story.texts[&wanted] {
            Text::Document(data) => writer.document(data)?,
            Text::Statement { salt, data } => writer.statement(salt, data)?,
            Text::Vault { .. } => panic!("the vault is never exported"),
        }
    }
    writer.finish(&story.checkpoint_at(size), &story.cast.verifier())
}

/// The whole book as tiles, in a folder that goes away.
fn tiles_of(story: &Story) -> (tempfile::TempDir, PathBuf) {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path().join("tiles");
    let written = write(story, story.leaves.len(), &folder).unwrap();
    assert_eq!((written.kept, written.removed, written.book.missing.len()), (0, 0, 0));
    (guard, folder)
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let bundle = Bundle::open(folder).unwrap();
    assert_eq!(bundle.strangers(), [""; 0]);
    bundle.names().into_iter().map(|name| (name.clone(), bundle.read(&name).unwrap().unwrap())).collect()
}

fn names_tile(report: &Report, path: &str) -> bool {
    let quoted = format!("`{path}`");
    report.findings.iter().any(|finding| finding.check == "tile" && finding.message.contains(&quoted))
}

#[test]
fn tiles_are_as_good_as_lines_under_every_check_and_as_a_tar_file() {
    let story = story();
    let (guard, folder) = tiles_of(&story);
    let report = audit(&folder, story.pinned(), &ALL);
    assert_eq!(report.findings, vec![]);
    let of_lines = audit(&exported(&story).folder, story.pinned(), &ALL);
    assert_eq!(report.checked.tiles, 2);
    assert_eq!(yishi_audit::Summary { tiles: 0, ..report.checked }, of_lines.checked);
    let tar = guard.path().join("tiles.tar");
    BundleWriter::pack(&folder, &tar).unwrap();
    assert!(audit(&tar, story.pinned(), &ALL).is_clean());
}

#[test]
fn a_long_book_has_every_tile_of_its_size_and_no_other_file() {
    let story = long_story();
    let (_guard, folder) = tiles_of(&story);
    let report = audit(&folder, story.pinned(), &ALL);
    assert_eq!(report.findings, vec![]);
    let size = story.leaves.len() as u64;
    let expected: Vec<TilePath> = TilePath::all(size).collect();
    assert_eq!(report.checked.tiles, expected.len() as u64);
    let mut there = Bundle::open(&folder).unwrap().tiles();
    there.sort();
    let mut expected = expected;
    expected.sort();
    assert_eq!(there, expected);
    assert!(expected.len() >= 5, "full tiles, unfinished ones, and a second level");
}

/// Beside lines every tile is judged by them, so that a forged one is named itself, wherever the byte lies.
#[test]
fn a_forged_byte_in_any_tile_is_found_and_the_tile_named() {
    let story = long_story();
    let (_guard, folder) = tiles_of(&story);
    let with_lines = exported(&story);
    copy_tiles(&folder, &with_lines);
    assert_eq!(audit(&with_lines.folder, story.pinned(), &OF_TREE).findings, vec![]);
    for (name, good) in files(&folder).into_iter().filter(|(name, _)| name.starts_with("tile/")) {
        let places = [0, 1, 31, 32, good.len() / 2, good.len() - 1];
        for place in places.into_iter().filter(|place| *place < good.len()) {
            let mut bad = good.clone();
            bad[place] ^= 1;
            with_lines.set(&name, &bad);
            let report = audit(&with_lines.folder, story.pinned(), &OF_TREE);
            assert!(names_tile(&report, &name), "{name}, byte {place}: {:?}", report.findings);
            assert_eq!(report.findings.len(), 1, "{name}, byte {place}: {:?}", report.findings);
        }
        with_lines.set(&name, &good);
    }
}

#[test]
fn without_lines_a_forged_byte_in_any_tile_is_found_too() {
    let story = long_story();
    let (_guard, folder) = tiles_of(&story);
    for (name, good) in files(&folder).into_iter().filter(|(name, _)| name.starts_with("tile/")) {
        for place in [0, 1, good.len() / 2, good.len() - 1] {
            let mut bad = good.clone();
            bad[place] ^= 1;
            std::fs::write(folder.join(&name), &bad).unwrap();
            let report = audit(&folder, story.pinned(), &OF_TREE);
            let at_fault = if name.contains("entries") {
                report.findings.iter().any(|found| found.check == "tile")
            } else {
                names_tile(&report, &name)
            };
            assert!(at_fault, "{name}, byte {place}: {:?}", report.findings);
        }
        std::fs::write(folder.join(&name), &good).unwrap();
    }
}

/// Somebody who forges an entry with all tiles above it meets the checkpoint.
#[test]
fn a_forged_entry_with_tiles_to_match_does_not_lead_to_the_checkpoint() {
    let story = long_story();
    let mut forged = long_story();
    let text = String::from_utf8(forged.leaves[290].clone()).unwrap();
    forged.leaves[290] = text.replacen("\"recorded_at\":1", "\"recorded_at\":2", 1).into_bytes();
    assert_ne!(forged.leaves[290], story.leaves[290]);
    let (_guard, folder) = tiles_of(&forged);
    std::fs::write(folder.join("checkpoint"), &story.checkpoint).unwrap();
    let report = audit(&folder, story.pinned(), &OF_TREE);
    assert!(
        has(&report.findings, None, "tree") && !report.findings.iter().any(|found| found.check == "tile")
    );
}

#[test]
fn a_missing_tile_one_cut_short_and_one_beyond_are_named() {
    let story = long_story();
    let (_guard, folder) = tiles_of(&story);
    let good = files(&folder);
    for name in good.keys().filter(|name| name.starts_with("tile/")) {
        std::fs::remove_file(folder.join(name)).unwrap();
        let report = audit(&folder, story.pinned(), &OF_TREE);
        let at_fault = names_tile(&report, name) || (name.contains("entries") && !report.is_clean());
        assert!(at_fault, "{name} is missing: {:?}", report.findings);
        std::fs::write(folder.join(name), &good[name][..good[name].len() - 1]).unwrap();
        let report = audit(&folder, story.pinned(), &OF_TREE);
        assert!(names_tile(&report, name), "{name} is cut short: {:?}", report.findings);
        std::fs::write(folder.join(name), &good[name]).unwrap();
    }
    for beyond in ["tile/0/002.p/1", "tile/1/000.p/2", "tile/5/000", "tile/0/001.p/255"] {
        std::fs::create_dir_all(folder.join(beyond).parent().unwrap()).unwrap();
        std::fs::write(folder.join(beyond), [0; 32]).unwrap();
        let report = audit(&folder, story.pinned(), &OF_TREE);
        assert!(names_tile(&report, beyond), "{beyond}: {:?}", report.findings);
        std::fs::remove_file(folder.join(beyond)).unwrap();
    }
    std::fs::write(folder.join("tile/0/0"), b"").unwrap();
    assert!(
        has(&audit(&folder, story.pinned(), &OF_TREE).findings, None, "bundle"),
        "another spelling is a stranger"
    );
}

#[test]
fn an_entry_with_a_newline_does_not_pass_for_two() {
    let story = story();
    let (_guard, folder) = tiles_of(&story);
    let mut bundle = Vec::new();
    let joined = [story.leaves[0].as_slice(), b"\n", &story.leaves[1]].concat();
    for entry in std::iter::once(&joined).chain(&story.leaves[2..]) {
        push_entry(&mut bundle, entry).unwrap();
    }
    let width = story.leaves.len();
    std::fs::remove_file(folder.join(format!("tile/entries/000.p/{width}"))).unwrap();
    std::fs::write(folder.join(format!("tile/entries/000.p/{}", width - 1)), bundle).unwrap();
    let report = audit(&folder, story.pinned(), &OF_TREE);
    assert!(has(&report.findings, Some(0), "leaf"), "{:?}", report.findings);
}

#[test]
fn an_export_goes_on_from_any_earlier_one_and_ends_as_if_it_were_new() {
    let story = long_story();
    let (_fresh, fresh) = tiles_of(&story);
    let size = story.leaves.len();
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path().join("tiles");
    for step in [3, 3, 100, 255, 256, 257, size] {
        let written = write(&story, step, &folder).unwrap();
        assert_eq!(written.book.entries, step as u64);
        let report = audit(&folder, story.pinned(), &OF_TREE);
        assert_eq!(report.findings, vec![], "{step}");
    }
    assert_eq!(files(&folder), files(&fresh));
    let again = write(&story, size, &folder).unwrap();
    assert_eq!((again.new, again.removed), (0, 0));
    assert_eq!(again.kept, TilePath::all(size as u64).count() as u64);
}

#[test]
fn an_interrupted_export_leaves_what_its_checkpoint_covers_and_the_next_one_goes_on() {
    let story = long_story();
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path().join("tiles");
    write(&story, 100, &folder).unwrap();
    let before = files(&folder);
    let mut writer = TileWriter::open(&folder).unwrap();
    story.leaves.iter().for_each(|leaf| writer.leaf(leaf).unwrap());
    drop(writer);
    std::fs::write(folder.join(".unfinished"), b"half a fi").unwrap();
    for (name, bytes) in before {
        assert_eq!(std::fs::read(folder.join(&name)).unwrap(), bytes, "{name}");
    }
    write(&story, story.leaves.len(), &folder).unwrap();
    let (_fresh, fresh) = tiles_of(&story);
    assert_eq!(files(&folder), files(&fresh));
}

#[test]
fn tiles_of_another_book_or_of_more_entries_are_never_written_over() {
    let (long, short) = (long_story(), story());
    let (_guard, folder) = tiles_of(&long);
    let before = files(&folder);
    let behind = write(&long, 257, &folder).unwrap_err();
    assert!(matches!(behind, WriteError::Behind { size: 257, .. }), "{behind}");
    assert_eq!(files(&folder), before);
    let (_guard, other) = tiles_of(&short);
    let before = files(&other);
    let differs = write(&long, long.leaves.len(), &other).unwrap_err();
    assert!(matches!(differs, WriteError::Differs { .. }) && differs.is_refusal(), "{differs}");
    assert_eq!(files(&other), before);
}

#[test]
fn a_full_tile_that_was_changed_stops_the_export_and_stays_as_it_is() {
    let story = long_story();
    let (_guard, folder) = tiles_of(&story);
    for name in ["tile/0/000", "tile/entries/000"] {
        let good = std::fs::read(folder.join(name)).unwrap();
        let mut bad = good.clone();
        bad[100] ^= 1;
        std::fs::write(folder.join(name), &bad).unwrap();
        let differs = write(&story, story.leaves.len(), &folder).unwrap_err();
        assert!(differs.to_string().contains(name), "{differs}");
        assert_eq!(std::fs::read(folder.join(name)).unwrap(), bad);
        std::fs::write(folder.join(name), &good).unwrap();
    }
}

#[test]
fn an_unfinished_tile_that_was_damaged_is_written_again() {
    let story = long_story();
    let (_guard, folder) = tiles_of(&story);
    let before = files(&folder);
    for name in ["tile/0/001.p/44", "tile/entries/001.p/44", "tile/1/000.p/1"] {
        std::fs::write(folder.join(name), b"damaged").unwrap();
        assert_eq!(write(&story, story.leaves.len(), &folder).unwrap().new, 1, "{name}");
        assert_eq!(files(&folder), before);
    }
}

#[test]
fn tiles_do_not_go_into_a_folder_with_anything_else() {
    let bundle = exported(&story());
    assert!(matches!(TileWriter::open(&bundle.folder), Err(WriteError::Occupied { .. })));
    let guard = tempfile::tempdir().unwrap();
    std::fs::write(guard.path().join("letters.txt"), b"dear").unwrap();
    assert!(matches!(TileWriter::open(guard.path()), Err(WriteError::Occupied { .. })));
    assert_eq!(std::fs::read_dir(guard.path()).unwrap().count(), 1, "nothing was made in it");
}

#[test]
fn a_statement_that_was_redacted_since_is_removed_from_older_tiles() {
    let story = story();
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path().join("tiles");
    let redaction = story.index_of("redact_text") as usize;
    write(&story, redaction, &folder).unwrap();
    let name = format!("statements/{}", story.redacted.commitment().unwrap());
    assert!(folder.join(&name).exists());
    write(&story, story.leaves.len(), &folder).unwrap();
    assert!(!folder.join(&name).exists());
    assert_eq!(audit(&folder, story.pinned(), &ALL).findings, vec![]);
}

fn copy_tiles(from: &Path, to: &Exported) {
    for (name, bytes) in files(from).into_iter().filter(|(name, _)| name.starts_with("tile/")) {
        std::fs::create_dir_all(to.folder.join(&name).parent().unwrap()).unwrap();
        to.set(&name, &bytes);
    }
}
