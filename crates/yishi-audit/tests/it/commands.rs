//! The command line: exit codes, both forms of the report, and what is shown.

use crate::fixture::{exported, story};
use crate::receipts::run;
use serde_json::Value;
use yishi_audit::command::{EXIT_CLEAN, EXIT_FINDINGS, EXIT_IO, EXIT_USAGE};

#[test]
fn exit_codes_tell_clean_findings_usage_and_unreadable_apart() {
    let story = story();
    let bundle = exported(&story);
    let folder = bundle.folder.to_string_lossy().into_owned();
    let vkey = story.cast.verifier().to_vkey();
    let policy = format!("{folder}/policy");
    let empty = tempfile::tempdir().unwrap();
    let empty = empty.path().to_string_lossy().into_owned();
    for (arguments, code) in [
        (vec!["verify", &folder, "--vkey", &vkey], EXIT_CLEAN),
        (vec!["verify", &folder, "--policy", &policy], EXIT_CLEAN),
        (vec!["verify", &folder, "--unpinned"], EXIT_CLEAN),
        (vec!["verify", &folder, "--check", "chain,tree"], EXIT_CLEAN),
        (vec!["verify", &folder, "--vkey", &vkey, "--check", "replay", "--threads", "1"], EXIT_CLEAN),
        (vec!["replay", &folder, "--vkey", &vkey], EXIT_CLEAN),
        (vec!["show", &folder, "0"], EXIT_CLEAN),
        (vec!["verify", &folder], EXIT_FINDINGS),
        (vec!["replay", &folder], EXIT_FINDINGS),
        (vec!["verify", &folder, "--vkey", "nonsense"], EXIT_USAGE),
        (vec!["verify", &folder, "--vkey", &vkey, "--unpinned"], EXIT_USAGE),
        (vec!["verify", &folder, "--policy", &format!("{folder}/checkpoint")], EXIT_USAGE),
        (vec!["verify", &folder, "--check", "everything"], EXIT_USAGE),
        (vec!["verify"], EXIT_USAGE),
        (vec!["show", &folder, "9999"], EXIT_USAGE),
        (vec!["verify", "/nowhere", "--unpinned"], EXIT_IO),
        (vec!["verify", &empty, "--unpinned"], EXIT_IO),
        (vec!["verify", &policy, "--unpinned"], EXIT_IO),
        (vec!["verify", &folder, "--policy", "/nowhere"], EXIT_IO),
    ] {
        let (found, out, err) = run(&arguments);
        assert_eq!(found, code, "{arguments:?}: {out}{err}");
        assert_eq!(err.is_empty(), code == EXIT_CLEAN || code == EXIT_FINDINGS, "{arguments:?}: {err}");
    }
}

#[test]
fn the_json_report_holds_findings_and_what_was_checked() {
    let story = story();
    let bundle = exported(&story);
    let folder = bundle.folder.to_string_lossy().into_owned();
    let (_, out, _) = run(&["verify", &folder, "--json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    let [finding] = report["findings"].as_array().unwrap().as_slice() else { panic!("{out}") };
    assert_eq!(finding["index"], Value::Null);
    assert_eq!(finding["check"], "pin");
    assert!(finding["message"].as_str().unwrap().contains("log key not pinned"));
    assert_eq!(report["checked"]["entries"], story.leaves.len());
    assert_eq!(report["checked"]["checks"][0], "chain");
    let keys: Vec<&String> = report.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["checked", "findings"].iter().collect::<Vec<_>>());
}

#[test]
fn the_report_for_people_names_entry_check_and_message_and_ends_with_the_count() {
    let story = story();
    let bundle = exported(&story);
    let mut leaves = story.leaves.clone();
    leaves[7].pop();
    bundle.set_leaves(&leaves);
    let folder = bundle.folder.to_string_lossy().into_owned();
    let (code, out, _) = run(&["verify", &folder, "--unpinned"]);
    assert_eq!(code, EXIT_FINDINGS);
    assert!(out.contains("entry 7: leaf: "), "{out}");
    assert!(out.contains("entry 8: chain: `prev` is "), "{out}");
    assert!(out.contains("the book: tree: "), "{out}");
    assert!(out.trim_end().ends_with("findings."), "{out}");
    let (_, clean, _) = run(&["verify", &exported(&story).folder.to_string_lossy(), "--unpinned"]);
    assert!(clean.trim_end().ends_with("No findings."), "{clean}");
}

#[test]
fn an_entry_is_shown_with_its_hashes_for_people_and_for_programs() {
    let story = story();
    let bundle = exported(&story);
    let folder = bundle.folder.to_string_lossy().into_owned();
    let hash = yishi_log::tree::leaf_hash(&story.leaves[0]).to_string();
    let chain = yishi_log::chain::ChainHash::of(&story.leaves[0]).to_string();
    let (_, text, _) = run(&["show", &folder, "0"]);
    for part in [&hash, &chain, "create_book", "registrar_1", "book_created", "key kept    by who signed"] {
        assert!(text.contains(part), "{part} not in {text}");
    }
    let (_, json, _) = run(&["show", &folder, "0", "--json"]);
    let shown: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(shown["leaf_hash"], hash);
    assert_eq!(shown["chain_hash"], chain);
    assert_eq!(shown["leaf"]["index"], 0);
    assert_eq!(shown["custody"], "own");
    let last = (story.leaves.len() - 1).to_string();
    let (_, text, _) = run(&["show", &folder, &last]);
    assert!(text.contains("the engine (a timer)") && !text.contains("key kept"), "{text}");
}

#[test]
fn an_entry_that_a_custodial_key_signed_says_so() {
    let story = story();
    let bundle = exported(&story);
    let folder = bundle.folder.to_string_lossy().into_owned();
    let text = |leaf: &Vec<u8>| String::from_utf8(leaf.clone()).unwrap();
    let index = story.leaves.iter().position(|leaf| text(leaf).contains(r#""kind":"submit""#)).unwrap();
    // As the entry would stand in the book if the registrars had enrolled the key so.
    let enrolled = |leaf: &Vec<u8>| {
        let kept = text(leaf);
        if !kept.contains(r#""kind":"keys_enrolled""#) {
            return leaf.clone();
        }
        kept.replace(r#""custody":"own""#, r#""custody":"custodial""#).into_bytes()
    };
    let leaves: Vec<Vec<u8>> = story.leaves.iter().map(enrolled).collect();
    assert_ne!(leaves, story.leaves);
    bundle.set_leaves(&leaves);
    let index = index.to_string();
    let (_, text, _) = run(&["show", &folder, &index]);
    assert!(text.contains("key kept    BY AN INSTITUTION for the member"), "{text}");
    let (_, json, _) = run(&["show", &folder, &index, "--json"]);
    assert_eq!(serde_json::from_str::<Value>(&json).unwrap()["custody"], "custodial");
    // The founders' keys are enrolled by another entry, and stay as they are.
    assert!(run(&["show", &folder, "0"]).1.contains("key kept    by who signed"));
}

#[test]
fn the_help_explains_itself() {
    for command in ["verify", "replay", "show", "receipt"] {
        let (code, _, help) = run(&[command, "--help"]);
        assert_eq!(code, EXIT_CLEAN);
        assert!(help.contains("Usage:"), "{help}");
    }
    let (_, _, help) = run(&["verify", "--help"]);
    for word in ["--policy", "--vkey", "--unpinned", "--check", "--json", "signatures", "texts"] {
        assert!(help.contains(word), "{word} not in {help}");
    }
}
