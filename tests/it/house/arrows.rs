//! Only the arrows of `docs/architecture.md` exist between crates, and the pure ones reach nothing impure.

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Which crates of the workspace each crate may name, besides itself. Dev-dependencies are free.
const ALLOWED: &[(&str, &[&str])] = &[
    ("yishi-log", &[]),
    ("yishi-tally", &[]),
    ("yishi-ballots", &["yishi-tally"]),
    ("yishi-core", &["yishi-tally"]),
    ("yishi-similar", &[]),
    ("yishi-pages", &["yishi-charter", "yishi-core", "yishi-similar", "yishi-tally"]),
    ("yishi-charter", &["yishi-core", "yishi-tally", "yishi-log"]),
    ("yishi-book", &["yishi-core", "yishi-log", "yishi-similar"]),
    ("yishi-engine", &["yishi-book", "yishi-core", "yishi-log"]),
    ("yishi-sled", &["yishi-engine", "yishi-core", "yishi-log"]),
    (
        "yishi-graphql",
        &[
            "yishi-charter",
            "yishi-engine",
            "yishi-book",
            "yishi-core",
            "yishi-tally",
            "yishi-log",
            "yishi-similar",
        ],
    ),
    (
        "yishi-server",
        &[
            "yishi-graphql",
            "yishi-pages",
            "yishi-ballots",
            "yishi-engine",
            "yishi-book",
            "yishi-core",
            "yishi-tally",
            "yishi-log",
        ],
    ),
    ("yishi-audit", &["yishi-book", "yishi-core", "yishi-log", "yishi-tally"]),
    ("yishi-witness", &["yishi-log"]),
    (
        "yishi",
        &[
            "yishi-server",
            "yishi-graphql",
            "yishi-engine",
            "yishi-sled",
            "yishi-book",
            "yishi-core",
            "yishi-charter",
            "yishi-log",
            "yishi-tally",
            "yishi-ballots",
            "yishi-pages",
            "yishi-audit",
            "yishi-witness",
        ],
    ),
    (
        "yishi-testkit",
        &["yishi-engine", "yishi-book", "yishi-core", "yishi-log", "yishi-tally", "yishi-ballots"],
    ),
    ("yishi-tests", &[]),
];

/// Crates in which every input is an argument and every effect a return value.
const PURE: [&str; 8] = [
    "yishi-log",
    "yishi-tally",
    "yishi-ballots",
    "yishi-core",
    "yishi-similar",
    "yishi-charter",
    "yishi-pages",
    "yishi-book",
];

/// What the pure crates never reach, however indirectly.
const IMPURE: &[&str] = &[
    "tokio",
    "sled",
    "axum",
    "hyper",
    "async-graphql",
    "tracing",
    "getrandom",
    "rand",
    "chrono",
    "time",
    "tempfile",
    "clap",
];

/// What an auditor's program never reaches.
const NOT_FOR_AUDITORS: &[&str] = &["sled", "axum", "hyper", "async-graphql", "tokio", "tracing"];

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .exec()
        .expect("cargo metadata answers")
}

/// The packages that `root` links when it is built for itself: build scripts and dev-dependencies left out.
///
/// Asked of `cargo tree`, because `cargo metadata` adds up the features that all members ask for.
fn reached(root: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--offline",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--format",
            "{p}",
            "--package",
            root,
        ])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .expect("cargo tree runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let listing = String::from_utf8(output.stdout).expect("UTF-8");
    let reached: BTreeSet<String> =
        listing.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect();
    assert!(reached.contains(root), "{root} is in its own tree");
    reached
}

#[test]
fn crates_name_only_the_crates_they_may() {
    let metadata = metadata();
    let members: BTreeMap<&str, _> =
        metadata.workspace_packages().into_iter().map(|package| (package.name.as_str(), package)).collect();
    let expected: BTreeSet<&str> = ALLOWED.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        members.keys().copied().collect::<BTreeSet<_>>(),
        expected,
        "every member has its row of arrows"
    );
    for (name, allowed) in ALLOWED {
        for dependency in &members[name].dependencies {
            let inside = members.contains_key(dependency.name.as_str());
            if inside && dependency.kind == DependencyKind::Normal {
                assert!(
                    allowed.contains(&dependency.name.as_str()),
                    "{name} must not depend on {}: see docs/architecture.md",
                    dependency.name
                );
            }
        }
    }
}

#[test]
fn pure_crates_reach_no_runtime_clock_or_randomness() {
    for root in PURE {
        let reached = reached(root);
        for impure in IMPURE {
            assert!(!reached.contains(*impure), "{root} reaches {impure}");
        }
    }
}

#[test]
fn log_and_core_do_not_know_each_other() {
    assert!(!reached("yishi-log").contains("yishi-core"));
    assert!(!reached("yishi-core").contains("yishi-log"));
}

#[test]
fn the_auditors_program_reaches_neither_store_nor_server() {
    let reached = reached("yishi-audit");
    for foreign in NOT_FOR_AUDITORS {
        assert!(!reached.contains(*foreign), "yishi-audit reaches {foreign}");
    }
}

#[test]
fn the_testkit_is_a_dev_dependency_only() {
    for package in metadata().workspace_packages() {
        for dependency in &package.dependencies {
            if dependency.name == "yishi-testkit" {
                assert_eq!(dependency.kind, DependencyKind::Development, "in {}", package.name);
            }
        }
    }
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    for package in metadata().workspace_packages() {
        let manifest = std::fs::read_to_string(&package.manifest_path).expect("a manifest");
        assert!(manifest.contains("[lints]\nworkspace = true"), "{} sets its own lints", package.name);
    }
}

#[test]
fn no_place_is_named_in_code() {
    let places =
        ["渭阳", "weiyang", "荔城", "拱辰", "端州", "霞山", "赤坎", "贵德", "东营", "青云谱", "向阳"];
    for crate_name in PURE.iter().chain(&["yishi-engine", "yishi-graphql", "yishi-server"]) {
        let folder = format!("{}/../crates/{crate_name}/src", env!("CARGO_MANIFEST_DIR"));
        for file in rust_files(folder.as_ref()) {
            let text = std::fs::read_to_string(&file).expect("a source file");
            for place in places {
                assert!(!text.contains(place), "{} names {place}: places are charter data", file.display());
            }
        }
    }
}

fn rust_files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}
