//! Writing charters with the command: begun, explained, compared, amended; and the guide that shows it.

use crate::run::{expect, json, yishi_in};
use std::process::{Command, Stdio};

#[test]
fn a_charter_is_begun_from_flags_passes_and_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let flags = ["charter", "new", "c.toml", "--name", "桃源社区", "--councils", "grid=4", "--petition", "9"];
    let out = expect(folder.path(), 0, &flags).out;
    assert!(out.contains("检查通过"), "{out}");
    let written = std::fs::read_to_string(folder.path().join("c.toml")).unwrap();
    assert!(written.contains("# ") && written.contains("signatures = 9"), "{written}");
    let checked = json(folder.path(), &["charter", "check", "c.toml", "--json"]);
    assert_eq!(checked["faults"], serde_json::json!([]));
    let again = expect(folder.path(), 1, &flags).err;
    assert!(again.contains("--force"), "{again}");
    assert_eq!(std::fs::read_to_string(folder.path().join("c.toml")).unwrap(), written);
    let told = json(folder.path(), &[&flags[..], &["--force", "--lang", "en", "--json"]].concat());
    assert_eq!(told["file"], "c.toml");
    assert_ne!(told["digest"], checked["digest"]);
}

#[test]
fn answers_that_are_missing_or_contradict_each_other_write_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let err = expect(folder.path(), 2, &["charter", "new", "c.toml"]).err;
    assert!(err.contains("--name"), "{err}");
    let hasty = ["charter", "new", "c.toml", "--name", "x", "--deliberation", "5d"];
    let err = expect(folder.path(), 1, &hasty).err;
    assert!(err.contains("deadlines.deliberation"), "{err}");
    assert!(!folder.path().join("c.toml").exists());
}

#[test]
fn a_charter_is_explained_in_words_and_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let chinese = expect(folder.path(), 0, &["charter", "explain", "weiyang", "--svg", "c.svg"]);
    assert!(chinese.out.contains("居民诉求收到后,须在3个工作日内把关答复。"), "{}", chinese.out);
    let drawn = std::fs::read_to_string(folder.path().join("c.svg")).unwrap();
    assert!(drawn.starts_with("<svg ") && drawn.contains("渭阳社区议事会"), "{drawn}");
    let english = expect(folder.path(), 0, &["charter", "explain", "weiyang", "--lang", "en"]).out;
    assert!(english.contains("What is handed in is screened within 3 working days."), "{english}");
    let told = json(folder.path(), &["charter", "explain", "minimal", "--json"]);
    assert_eq!(told["sections"].as_array().map(Vec::len), Some(10));
    expect(folder.path(), 3, &["charter", "explain", "minimal", "--svg", "nonexistent/c.svg"]);
}

#[test]
fn an_amendment_is_told_in_words_and_none_where_only_comments_differ() {
    let folder = tempfile::tempdir().unwrap();
    let minimal = expect(folder.path(), 0, &["charter", "show", "minimal"]).out;
    let amended = minimal.replacen("screening = \"3wd\"", "screening = \"5wd\"", 1);
    std::fs::write(folder.path().join("amended.toml"), amended).unwrap();
    std::fs::write(folder.path().join("same.toml"), format!("# other words\n{minimal}")).unwrap();
    let out = expect(folder.path(), 0, &["charter", "diff", "minimal", "amended.toml"]).out;
    assert_eq!(out, "~ 时限:把关期限由3个工作日改为5个工作日。\n");
    let told = json(folder.path(), &["charter", "diff", "minimal", "amended.toml", "--lang", "en", "--json"]);
    assert_eq!(told["changes"][0]["clause"], "deadlines.screening");
    assert_eq!(told["changes"][0]["kind"], "changed");
    let same = expect(folder.path(), 0, &["charter", "diff", "minimal", "same.toml"]).out;
    assert!(same.contains("相同"), "{same}");
}

#[test]
fn rules_that_others_take_together_are_refused_with_all_of_them_named() {
    let folder = tempfile::tempdir().unwrap();
    let rule = |id: &str, when: &str| {
        format!(
            "[[routing]]\nid = \"{id}\"\nname = \"{id}\"\nwhen = {{ {when} }}\nlevel = \"grid\"\ntrack = \"direct\"\n\n"
        )
    };
    let rules = rule("few", "affected_households_at_most = 10")
        + &rule("many", "affected_households_at_least = 11")
        + &rule("dead", "urgency = \"urgent\"");
    let minimal = expect(folder.path(), 0, &["charter", "show", "minimal"]).out;
    let first = minimal.find("[[routing]]").unwrap();
    let last = minimal.rfind("[[routing]]").unwrap();
    let charter = format!("{}{rules}{}", &minimal[..first], &minimal[last..]);
    std::fs::write(folder.path().join("c.toml"), charter).unwrap();
    let ran = yishi_in(folder.path(), &["charter", "check", "c.toml"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.err.contains("`few`, `many` take all its matters before (routing[2], routing[0], routing[1])"),
        "{ran:?}"
    );
}

/// The shell blocks of the worked example, in order.
fn worked_example() -> String {
    let guide = include_str!("../../../../docs/charter-guide.md");
    let (_, example) = guide.split_once("## A worked example").unwrap();
    let blocks = example.split("```sh\n").skip(1).filter_map(|part| part.split_once("```"));
    blocks.map(|(block, _)| block).collect()
}

#[test]
fn the_worked_example_of_the_guide_runs_from_the_first_question_to_the_first_amendment() {
    if Command::new("bash").arg("--version").stdout(Stdio::null()).status().is_err() {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "bash must be installed for the charter guide");
        println!("NOT RUN: the charter guide: bash is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_yishi"));
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let output = Command::new("bash")
        .args(["-eu", "-o", "pipefail", "-c", &worked_example()])
        .current_dir(folder.path())
        .env("PATH", path)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    for expected in [
        "检查通过",
        "居民诉求收到后,须在3个工作日内把关答复。",
        "把关期限由3个工作日改为5个工作日",
        "No findings",
    ] {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    let adopt = std::fs::read_to_string(folder.path().join("adopt.json")).unwrap();
    assert!(
        adopt.contains("\"kind\":\"adopt_charter\"") && adopt.contains("@document:amended.toml"),
        "{adopt}"
    );
}

#[test]
fn more_bounds_than_levels_are_refused_and_a_drawing_replaces_nothing_but_a_drawing() {
    let folder = tempfile::tempdir().unwrap();
    let flags = ["charter", "new", "c.toml", "--name", "桃源社区", "--costs", "20,000"];
    let err = expect(folder.path(), 2, &flags).err;
    assert!(err.contains("--costs has 2 numbers for 1 level"), "{err}");
    assert!(!folder.path().join("c.toml").exists(), "nothing may be written");
    std::fs::write(folder.path().join("ours.toml"), "kept").unwrap();
    let err = expect(folder.path(), 1, &["charter", "explain", "minimal", "--svg", "ours.toml"]).err;
    assert!(err.contains("is no drawing"), "{err}");
    assert_eq!(std::fs::read_to_string(folder.path().join("ours.toml")).unwrap(), "kept");
    for _ in 0..2 {
        expect(folder.path(), 0, &["charter", "explain", "minimal", "--svg", "ours.svg"]);
    }
}
