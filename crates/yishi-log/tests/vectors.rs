//! Vectors that others published: RFC 6962 proofs, Ed25519, BLAKE3. Found through `YISHI_TEST_DATA`.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that cannot go on must stop"
)]

use base64::Engine;
use serde_json::Value;
use std::path::{Path, PathBuf};
use yishi_log::chain::ChainHash;
use yishi_log::key::VerifyingKey;
use yishi_log::tree::{ProofError, TreeHash, verify_consistency, verify_inclusion};

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(json_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// A hash of 32 bytes; the vectors also hold others, which no reader of ours could even form.
fn hash(value: &Value) -> Option<TreeHash> {
    let bytes = base64::engine::general_purpose::STANDARD.decode(value.as_str()?).unwrap();
    Some(TreeHash(bytes.try_into().ok()?))
}

fn hashes(value: &Value) -> Option<Vec<TreeHash>> {
    match value {
        Value::Array(hashes) => hashes.iter().map(hash).collect(),
        _ => Some(Vec::new()),
    }
}

fn inclusion(vector: &Value) -> Option<Result<(), ProofError>> {
    let (leaf, root) = (hash(&vector["leafHash"])?, hash(&vector["root"])?);
    let (index, size) = (vector["leafIdx"].as_u64()?, vector["treeSize"].as_u64()?);
    Some(verify_inclusion(index, size, &leaf, &hashes(&vector["proof"])?, &root))
}

fn consistency(vector: &Value) -> Option<Result<(), ProofError>> {
    let (old_root, new_root) = (hash(&vector["root1"])?, hash(&vector["root2"])?);
    let (old, new) = (vector["size1"].as_u64()?, vector["size2"].as_u64()?);
    Some(verify_consistency(old, &old_root, new, &new_root, &hashes(&vector["proof"])?))
}

type ProofCheck = fn(&Value) -> Option<Result<(), ProofError>>;

#[test]
fn every_published_proof_holds_or_fails_as_its_vector_says() {
    let Some(data) = yishi_testkit::test_data("RFC 6962 proof vectors") else { return };
    let mut counted = 0;
    for (kind, check) in [("inclusion", inclusion as ProofCheck), ("consistency", consistency)] {
        for path in json_files(&data.join("vectors/merkle").join(kind)) {
            let vector = read(&path);
            let holds = check(&vector).is_some_and(|result| result.is_ok());
            assert_eq!(holds, !vector["wantErr"].as_bool().unwrap(), "{}", path.display());
            counted += 1;
        }
    }
    assert!(counted > 90, "{counted} vectors found");
}

fn hex_field(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}

/// What our reader says: the key is enrolled and the signature verifies.
fn ours(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let (Ok(key), Ok(signature)) = (key.try_into(), signature.try_into()) else { return false };
    VerifyingKey::from_bytes(key).is_ok_and(|key| key.verify(message, signature).is_ok())
}

/// What `verify_strict` alone says.
fn strict(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let (Ok(key), Ok(signature)) = (key.try_into(), signature.try_into()) else { return false };
    let signature = ed25519_dalek::Signature::from_bytes(signature);
    ed25519_dalek::VerifyingKey::from_bytes(key)
        .is_ok_and(|key| key.verify_strict(message, &signature).is_ok())
}

#[test]
fn every_wycheproof_signature_is_judged_as_wycheproof_and_verify_strict_judge_it() {
    let Some(data) = yishi_testkit::test_data("Ed25519 Wycheproof vectors") else { return };
    let vectors = read(&data.join("vectors/ed25519/wycheproof.json"));
    let mut counted = 0;
    for group in vectors["testGroups"].as_array().unwrap() {
        let key = hex_field(&group["publicKey"]["pk"]);
        for test in group["tests"].as_array().unwrap() {
            let (message, signature) = (hex_field(&test["msg"]), hex_field(&test["sig"]));
            let valid = test["result"] == "valid";
            assert_eq!(ours(&key, &message, &signature), valid, "test {}", test["tcId"]);
            assert_eq!(strict(&key, &message, &signature), valid, "test {}", test["tcId"]);
            counted += 1;
        }
    }
    assert_eq!(counted, vectors["numberOfTests"].as_u64().unwrap());
}

#[test]
fn of_the_signatures_on_which_verifiers_disagree_none_passes_that_verify_strict_or_enrolment_refuses() {
    let Some(data) = yishi_testkit::test_data("Ed25519 cases on which verifiers disagree") else { return };
    let vectors = read(&data.join("vectors/ed25519/speccheck.json"));
    let verdicts: Vec<(bool, bool)> = vectors
        .as_array()
        .unwrap()
        .iter()
        .map(|case| {
            let [key, message, signature] =
                ["pub_key", "message", "signature"].map(|field| hex_field(&case[field]));
            (strict(&key, &message, &signature), ours(&key, &message, &signature))
        })
        .collect();
    assert_eq!(verdicts.len(), 12);
    for (number, (strict, ours)) in verdicts.iter().enumerate() {
        // Every key in these cases has a torsion component or another spelling, except in those with a high S.
        assert!(!ours, "case {number} passed");
        assert_eq!(*strict, number == 3, "case {number}");
    }
}

#[test]
fn blake3_of_every_official_input_is_the_official_hash() {
    let Some(data) = yishi_testkit::test_data("BLAKE3 vectors") else { return };
    let vectors = read(&data.join("vectors/blake3/test_vectors.json"));
    for case in vectors["cases"].as_array().unwrap() {
        let length = usize::try_from(case["input_len"].as_u64().unwrap()).unwrap();
        let input: Vec<u8> = (0..=250u8).cycle().take(length).collect();
        let expected = &case["hash"].as_str().unwrap()[..64];
        assert_eq!(ChainHash::of(&input).to_string(), expected, "{length} bytes");
    }
}
