//! Help texts and errors, word for word.

use crate::run::{expect, yishi_in};
use std::path::Path;

fn transcript(arguments: &[&str]) -> String {
    let ran = yishi_in(Path::new("."), arguments);
    format!("$ yishi {}\n{}{}[exit {}]\n", arguments.join(" "), ran.out, ran.err, ran.code)
}

#[test]
fn help_of_every_command_says_what_it_does_with_examples() {
    let commands: &[&[&str]] = &[
        &["demo"],
        &["init"],
        &["serve"],
        &["import", "roll"],
        &["import", "submissions"],
        &["import-votes"],
        &["export"],
        &["export", "roll"],
        &["backup"],
        &["restore"],
        &["rebuild"],
        &["recover"],
        &["export", "board"],
        &["count"],
        &["key", "new"],
        &["key", "show"],
        &["seal"],
        &["sign"],
        &["submit"],
        &["receipt-page"],
        &["schema"],
        &["charter", "new"],
        &["charter", "check"],
        &["charter", "explain"],
        &["charter", "diff"],
        &["charter", "adopt"],
        &["charter", "show"],
        &["rules", "list"],
        &["rules", "show"],
        &["rules", "charter"],
        &["completions"],
        &["export", "checkpoint-sheet"],
        &["witness", "init"],
        &["witness", "serve"],
        &["witness", "show"],
        &["witness", "evidence"],
        &["registry", "pin"],
        &["registry", "list"],
        &["key", "rotate-log"],
        &["audit", "registry"],
        &["audit", "hand-overs"],
    ];
    let mut text = transcript(&["--help"]);
    for command in commands {
        let help = transcript(&[command, &["--help"][..]].concat());
        assert!(help.contains("Example"), "no example: {help}");
        text.push_str(&help);
    }
    insta::assert_snapshot!(text);
}

#[test]
fn wrong_usage_ends_with_2_and_says_what_is_right() {
    let wrong: &[&[&str]] = &[
        &["dmeo"],
        &["init", "--data", "x"],
        &["demo", "--listen", "nowhere"],
        &["demo", "--out", "x"],
        &["charter", "show", "other"],
        &["init", "--data", "/nonexistent/x", "--name", "n", "--operator-domain", "nodomain"],
    ];
    for arguments in wrong {
        expect(Path::new("."), 2, arguments);
    }
    let text: String = wrong.iter().map(|arguments| transcript(arguments)).collect();
    insta::assert_snapshot!(text);
}

#[test]
fn a_file_that_is_not_there_ends_with_3() {
    expect(Path::new("."), 3, &["charter", "check", "nonexistent.toml"]);
    expect(Path::new("."), 3, &["key", "show", "nonexistent.key"]);
    expect(Path::new("."), 3, &["import", "roll", "nonexistent.csv", "--data", "nonexistent"]);
}

#[test]
fn completions_name_every_command() {
    for shell in ["bash", "zsh", "fish"] {
        let script = expect(Path::new("."), 0, &["completions", shell]).out;
        for command in ["demo", "init", "import", "key", "sign", "charter"] {
            assert!(script.contains(command), "{shell}: {command}");
        }
    }
}
