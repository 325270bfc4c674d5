//! Signature checks have one acceptance set: nowhere in the tree may a feature widen it.

use cargo_metadata::MetadataCommand;

/// Features of `ed25519-dalek` and `curve25519-dalek` that accept what `verify_strict` refuses, or verify in batches.
const WIDENING: [&str; 3] = ["legacy_compatibility", "batch", "hazmat"];

#[test]
fn no_feature_of_the_signature_crates_accepts_more_than_verify_strict() {
    let metadata = MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .exec()
        .expect("cargo metadata answers");
    let resolve = metadata.resolve.as_ref().expect("dependencies are resolved");
    let mut judged = 0;
    for node in &resolve.nodes {
        let package = &metadata[&node.id];
        if !matches!(package.name.as_str(), "ed25519-dalek" | "curve25519-dalek") {
            continue;
        }
        judged += 1;
        for feature in &node.features {
            assert!(
                !WIDENING.contains(&feature.as_str()),
                "{} {} has {feature}",
                package.name,
                package.version
            );
        }
    }
    assert!(judged >= 2, "the signature crates were not found");
}
