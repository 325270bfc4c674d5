//! Features that must be off everywhere: signature checks have one acceptance set, and the pure crates no clock.

use cargo_metadata::{Metadata, MetadataCommand};

/// Features of `ed25519-dalek` and `curve25519-dalek` that accept what `verify_strict` refuses, or verify in batches.
const WIDENING: [&str; 3] = ["legacy_compatibility", "batch", "hazmat"];

/// What gives `jiff` a clock and the time zone files of the machine.
const IMPURE: [&str; 3] = ["std", "tz-system", "tzdb-zoneinfo"];

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .exec()
        .expect("cargo metadata answers")
}

/// Asserts that none of the packages has one of the features, and that all of the packages are there.
fn none_has(packages: &[&str], features: &[&str]) {
    let metadata = metadata();
    let resolve = metadata.resolve.as_ref().expect("dependencies are resolved");
    let mut judged = 0;
    for node in &resolve.nodes {
        let package = &metadata[&node.id];
        if !packages.contains(&package.name.as_str()) {
            continue;
        }
        judged += 1;
        for feature in &node.features {
            let unwanted = features.contains(&feature.as_str());
            assert!(!unwanted, "{} {} has {feature}", package.name, package.version);
        }
    }
    assert!(judged >= packages.len(), "not all of {packages:?} were found");
}

#[test]
fn no_feature_of_the_signature_crates_accepts_more_than_verify_strict() {
    none_has(&["ed25519-dalek", "curve25519-dalek"], &WIDENING);
}

#[test]
fn dates_come_without_a_clock() {
    none_has(&["jiff"], &IMPURE);
}
