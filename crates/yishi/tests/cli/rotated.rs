//! After a log key was rotated: its file missing, data from before it, and what was given out since.

use crate::disk::{anchored, copy, put_back};
use crate::registries::{agreed, founded, serve};
use crate::run::{expect, json};
use serde_json::Value;
use std::path::Path;

fn recover(folder: &Path, code: i32, more: &[&str]) -> Value {
    let ran = expect(folder, code, &[&["recover", "--data", "lane", "--json"][..], more].concat());
    serde_json::from_str(&ran.out).unwrap()
}

/// A book whose key was rotated without overlap, with what it was before; its founding key, and the one that followed.
fn rotated(folder: &Path) -> (String, String) {
    let made = founded(folder, "lane", "minimal");
    expect(folder, 0, &["backup", "--data", "lane", "--out", "before"]);
    expect(folder, 0, &["export", "--data", "lane", "--out", "tiles-before", "--tiles"]);
    copy(&folder.join("lane"), &folder.join("old-lane"));
    let rotation = json(folder, &["key", "rotate-log", "--data", "lane", "--overlap", "0", "--json"]);
    let lane = serve(folder, "lane");
    agreed(folder, &lane, "lane", "rotate", &rotation["command"]);
    drop(lane);
    expect(folder, 0, &["backup", "--data", "lane", "--out", "after"]);
    copy(&folder.join("lane"), &folder.join("new-lane"));
    let next = &rotation["command"]["act"]["log_vkey"];
    (made["vkey"].as_str().unwrap().to_owned(), next.as_str().unwrap().to_owned())
}

#[test]
fn a_missing_later_key_is_named_and_no_older_checkpoint_takes_the_place_of_its_anchor() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let (vkey, _) = rotated(folder);
    let anchor = anchored(&folder.join("lane.anchor"));
    recover(folder, 0, &["--vkey", &vkey]);
    let (key, away) = (folder.join("lane.keys/log-2.key"), folder.join("away"));
    std::fs::rename(&key, &away).unwrap();
    let older = ["--checkpoint", "tiles-before/checkpoint"];
    for (data, problem) in [("new-lane", "key"), ("old-lane", "unknown_key")] {
        put_back(&folder.join(data), &folder.join("lane"));
        for more in [&[][..], &older] {
            let told = recover(folder, 1, more);
            let problems: Vec<_> =
                told["problems"].as_array().unwrap().iter().map(|found| &found["problem"]).collect();
            assert_eq!(problems, [problem], "{told}");
            assert!(told["problems"][0]["message"].as_str().unwrap().contains("log-N.key"), "{told}");
            assert_eq!(anchored(&folder.join("lane.anchor")), anchor);
        }
    }
    // With the key the anchor says what is missing, and a copy from after the rotation has it.
    std::fs::rename(&away, &key).unwrap();
    std::fs::remove_file(folder.join("lane.keys/log.key")).unwrap();
    let told = recover(folder, 1, &[]);
    assert_eq!(told["problems"][0]["problem"], "entries_missing", "{told}");
    recover(folder, 0, &["--from", "after"]);
    assert_eq!(anchored(&folder.join("lane.anchor")), anchor);
}

#[test]
fn restoring_names_the_key_that_is_missing_and_the_copy_that_is_too_old() {
    let guard = tempfile::tempdir().unwrap();
    let folder = guard.path();
    let (vkey, next) = rotated(folder);
    std::fs::remove_dir_all(folder.join("lane")).unwrap();
    fn arguments<'a>(from: &'a str, vkey: &'a str) -> [&'a str; 7] {
        ["restore", from, "--data", "lane", "--vkey", vkey, "--json"]
    }
    let ran = expect(folder, 1, &arguments("before", &vkey));
    assert!(ran.err.contains("was given out, the tiles have only"), "{}", ran.err);
    std::fs::rename(folder.join("lane.keys/log-2.key"), folder.join("away")).unwrap();
    let ran = expect(folder, 1, &arguments("after", &vkey));
    assert!(ran.out.contains("the pinned key has not signed the checkpoint"), "{ran:?}");
    let restored = json(folder, &arguments("after", &next));
    let missing = restored["keys_missing"][0].as_str().unwrap();
    assert!(missing.starts_with("log-2.key (example.org/"), "{restored}");
}
