//! Checkpoints from two places: the beginning of one another, the same, split, or not to be told.

use crate::fixture::{Exported, Story, exported, other_story, story};
use crate::mutants::signed_anew;
use crate::receipts::run;
use serde_json::Value;
use yishi_audit::command::{EXIT_CLEAN, EXIT_FINDINGS, EXIT_IO, EXIT_USAGE};
use yishi_log::checkpoint::Checkpoint;
use yishi_log::tree::{Tree, TreeHash, leaf_hash};

fn tree(story: &Story) -> Tree {
    let mut tree = Tree::default();
    story.leaves.iter().for_each(|leaf| tree.push(leaf_hash(leaf)));
    tree
}

fn at(story: &Story, size: u64) -> Checkpoint {
    let root = tree(story).root_at(size).unwrap();
    Checkpoint { origin: story.cast.origin.clone(), size, root }
}

fn file(bundle: &Exported, name: &str, content: &str) -> String {
    let path = bundle.folder.with_file_name(name);
    std::fs::write(&path, content).unwrap();
    path.to_string_lossy().into_owned()
}

fn note(bundle: &Exported, story: &Story, size: u64) -> String {
    file(bundle, &format!("note-{size}"), &at(story, size).sign(&story.cast.log_key()))
}

fn folder(bundle: &Exported) -> String {
    bundle.folder.to_string_lossy().into_owned()
}

/// The checks of the findings, the relation, and the whole report.
fn compared(arguments: &[&str], code: u8) -> (Vec<String>, String, Value) {
    let (found, out, err) = run(&[&["compare"], arguments, &["--json"]].concat());
    assert_eq!(found, code, "{arguments:?}: {out}{err}");
    let report: Value = serde_json::from_str(&out).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let checks = findings.iter().map(|finding| finding["check"].as_str().unwrap().to_owned()).collect();
    (checks, report["relation"].as_str().unwrap().to_owned(), report)
}

#[test]
fn an_older_note_receipt_or_printed_line_is_the_beginning_of_the_book() {
    let story = story();
    let bundle = exported(&story);
    let (vkey, book) = (story.cast.verifier().to_vkey(), folder(&bundle));
    let archive = bundle.folder.with_file_name("bundle.tar").to_string_lossy().into_owned();
    yishi_audit::bundle::BundleWriter::pack(&bundle.folder, archive.as_ref()).unwrap();
    let older = at(&story, 7);
    let typed = older.body().replace('\n', " ");
    let hex = format!("{}, {}, {}", older.origin, older.size, older.root);
    let receipt = file(&bundle, "receipt", &story.receipt(3));
    for old in [note(&bundle, &story, 0), note(&bundle, &story, 7), typed, hex, receipt] {
        for new in [&book, &archive] {
            let (checks, relation, _) = compared(&[&old, new, "--vkey", &vkey], EXIT_CLEAN);
            let whole = old.ends_with("receipt");
            assert_eq!((checks, relation.as_str()), (vec![], if whole { "same" } else { "prefix" }), "{old}");
        }
    }
}

#[test]
fn two_notes_need_the_book_or_a_proof_between_them() {
    let story = story();
    let bundle = exported(&story);
    let (old, new) = (note(&bundle, &story, 5), note(&bundle, &story, 9));
    let vkey = story.cast.verifier().to_vkey();
    let compared = |arguments: &[&str], code| compared(&[arguments, &["--vkey", &vkey]].concat(), code);
    let (checks, relation, _) = compared(&[&old, &new], EXIT_FINDINGS);
    assert_eq!((checks, relation.as_str()), (vec!["entries".to_owned()], "unknown"));
    let book = folder(&bundle);
    assert_eq!(compared(&[&old, &new, "--book", &book], EXIT_CLEAN).1, "prefix");
    let lines = |proof: Vec<TreeHash>| proof.iter().map(|hash| format!("{hash}\n")).collect::<String>();
    let proof = file(&bundle, "proof", &lines(tree(&story).consistency(5, 9).unwrap()));
    assert_eq!(compared(&[&old, &new, "--proof", &proof], EXIT_CLEAN).1, "prefix");
    let wrong = file(&bundle, "wrong", &lines(tree(&story).consistency(4, 9).unwrap()));
    assert_eq!(compared(&[&old, &new, "--proof", &wrong], EXIT_FINDINGS).0, ["proof", "entries"]);
    let (checks, ..) = compared(&[&new, &old, "--book", &book], EXIT_FINDINGS);
    assert_eq!(checks, ["order"]);
}

#[test]
fn two_books_of_one_size_are_a_split_view_and_both_notes_are_shown_to_keep() {
    let story = story();
    let bundle = exported(&story);
    let size = story.leaves.len() as u64;
    let vkey = story.cast.verifier().to_vkey();
    let other = Checkpoint { root: TreeHash([7; 32]), ..at(&story, size) };
    let forged = file(&bundle, "forged", &other.sign(&story.cast.log_key()));
    let mine = note(&bundle, &story, size);
    let (checks, relation, report) = compared(&[&mine, &forged, "--vkey", &vkey], EXIT_FINDINGS);
    assert_eq!((checks, relation.as_str()), (vec!["split_view".to_owned()], "split_view"));
    assert!(report["findings"][0]["message"].as_str().unwrap().contains("signed two books"));
    for (number, path) in [&mine, &forged].into_iter().enumerate() {
        assert_eq!(report["evidence"][number]["text"], std::fs::read_to_string(path).unwrap());
    }
    let (_, out, _) = run(&["compare", &mine, &forged, "--language", "zh"]);
    assert!(out.contains("分叉") && out.contains("未核对"), "{out}");
    assert!(out.contains(&at(&story, size).body()) && out.contains(&other.body()), "{out}");
    let (checks, _, unsigned) = compared(&[&mine, &forged], EXIT_FINDINGS);
    assert_eq!(checks, ["pin", "split_view"]);
    assert!(
        unsigned["findings"][1]["message"].as_str().unwrap().contains("proven once both notes are signed")
    );
}

#[test]
fn without_a_key_from_elsewhere_a_book_vouches_for_itself_unless_that_is_waived() {
    let story = story();
    let bundle = exported(&story);
    let (old, new) = (note(&bundle, &story, 7), folder(&bundle));
    let (checks, relation, _) = compared(&[&old, &new], EXIT_FINDINGS);
    assert_eq!((checks, relation.as_str()), (vec!["pin".to_owned()], "prefix"));
    compared(&[&new, &new, "--unpinned"], EXIT_CLEAN);
}

#[test]
fn a_book_that_is_not_what_its_checkpoint_says_is_found_also_where_the_checkpoints_are_the_same() {
    let story = story();
    let (bundle, kept) = (exported(&story), exported(&story));
    let vkey = story.cast.verifier().to_vkey();
    let (mine, theirs) = (folder(&kept), folder(&bundle));
    compared(&[&mine, &theirs, "--vkey", &vkey], EXIT_CLEAN);
    let mut leaves = story.leaves.clone();
    leaves[4] =
        String::from_utf8(leaves[4].clone()).unwrap().replace("\"ruleset\":", "\"ruleset\":1").into_bytes();
    for changed in [leaves, story.leaves[..story.leaves.len() - 1].to_vec()] {
        bundle.set_leaves(&changed);
        for sides in [[&mine, &theirs], [&theirs, &mine]] {
            let (checks, relation, _) = compared(&[sides[0], sides[1], "--vkey", &vkey], EXIT_FINDINGS);
            assert_eq!((checks, relation.as_str()), (vec!["tree".to_owned()], "same"));
        }
    }
}

#[test]
fn a_book_that_was_written_anew_is_not_the_one_of_an_older_note() {
    let story = story();
    let (bundle, kept) = (exported(&story), exported(&story));
    let vkey = story.cast.verifier().to_vkey();
    let old = note(&bundle, &story, 9);
    let mut leaves = story.leaves.clone();
    leaves[4] =
        String::from_utf8(leaves[4].clone()).unwrap().replace("\"ruleset\":", "\"ruleset\":1").into_bytes();
    signed_anew(&story, &leaves, &bundle);
    let new = folder(&bundle);
    let (checks, relation, _) = compared(&[&old, &new, "--vkey", &vkey], EXIT_FINDINGS);
    assert_eq!((checks, relation.as_str()), (vec!["split_view".to_owned()], "split_view"));
    let (_, _, report) = compared(&[&folder(&kept), &new, "--vkey", &vkey], EXIT_FINDINGS);
    assert_eq!(report["first_difference"], 4);
    let (checks, ..) =
        compared(&[&old, &note(&kept, &story, 11), "--book", &new, "--vkey", &vkey], EXIT_FINDINGS);
    assert_eq!(checks, ["tree", "entries"], "the book at hand is not that of the newer note");
}

#[test]
fn notes_of_other_books_other_keys_and_no_notes_are_told_apart() {
    let (story, other) = (story(), other_story());
    let (bundle, foreign) = (exported(&story), exported(&other));
    let (old, new) = (note(&bundle, &story, 5), folder(&bundle));
    assert_eq!(run(&["compare", &old, &folder(&foreign)]).0, EXIT_USAGE);
    let stranger = at(&story, 5).sign(&yishi_log::key::LogKey::from_seed(&[3; 32]));
    let stranger = file(&bundle, "stranger", &stranger);
    let vkey = story.cast.verifier().to_vkey();
    assert_eq!(compared(&[&stranger, &new, "--vkey", &vkey], EXIT_FINDINGS).0, ["checkpoint"]);
    let nonsense = file(&bundle, "nonsense", "nothing of the kind");
    for wrong in [nonsense.as_str(), "/nowhere", "one two three", "example.org/a-00000000 x y"] {
        assert_eq!(run(&["compare", wrong, &new]).0, EXIT_USAGE, "{wrong}");
    }
    assert_eq!(run(&["compare", &old, &new, "--book", "/nowhere"]).0, EXIT_IO);
    assert_eq!(run(&["compare", &old]).0, EXIT_USAGE);
}

#[test]
fn of_books_together_one_that_is_not_founded_is_wrong_usage() {
    let (story, other) = (story(), other_story());
    let (bundle, headless) = (exported(&story), exported(&other));
    headless.set_leaves(&other.leaves[1..]);
    let (code, _, err) = run(&["together", &folder(&bundle), &folder(&headless)]);
    assert_eq!(code, EXIT_USAGE);
    assert!(err.contains("founds no book"), "{err}");
}
