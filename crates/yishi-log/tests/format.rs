//! The formats by example: what is written is read back, and what is not exactly that is refused.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "a test that cannot go on must stop"
)]

use yishi_log::canonical;
use yishi_log::chain::ChainHash;
use yishi_log::checkpoint::{Checkpoint, CheckpointError, LogVerifier};
use yishi_log::key::{CommandKey, KeyError, LogKey, VerifyingKey};
use yishi_log::leaf::{Leaf, LeafError, MAX_COMMAND_BYTES, MAX_LEAF_BYTES};
use yishi_log::receipt::Receipt;
use yishi_log::tree::{Tree, TreeHash, leaf_hash};

const ORIGIN: &str = "example.org/test-00000000";

fn leaf<'a>(command: &'a str, events: &'a str) -> Leaf<'a> {
    Leaf {
        origin: ORIGIN,
        index: 7,
        recorded_at_ms: 1_700_000_000_000,
        prev: ChainHash::of(b"previous"),
        ruleset: 1,
        command,
        key: [0xAB; 32],
        signature: [0xCD; 64],
        events,
    }
}

#[test]
fn a_leaf_is_one_line_of_canonical_json_with_its_command_verbatim() {
    let command = r#"{"kind":"cast_ballot","text":"议\"事\""}"#;
    let bytes = leaf(command, "[]").encode().unwrap();
    canonical::check(&bytes).unwrap();
    assert!(!bytes.contains(&b'\n'));
    assert!(bytes.starts_with(format!(r#"{{"command":{command},"events":[],"index":7,"#).as_bytes()));
    assert_eq!(Leaf::parse(&bytes).unwrap(), leaf(command, "[]"));
}

#[test]
fn a_leaf_with_a_field_missing_added_moved_or_respelled_is_refused() {
    let bytes = leaf("{}", "[]").encode().unwrap();
    let text = String::from_utf8(bytes).unwrap();
    for (from, to) in [
        (r#","ruleset":1"#, ""),
        (r#""v":1"#, r#""v":1,"w":0"#),
        (r#""v":1"#, r#""v":2"#),
        (r#""v":1"#, r#""v":01"#),
        (r#""index":7"#, r#""index":-7"#),
        (r#""index":7"#, r#""index":7.0"#),
        (r#""index":7"#, r#""index":9007199254740992"#),
        (r#""ruleset":1"#, r#""ruleset":4294967296"#),
        (r#""events":[]"#, r#""events":{}"#),
        (r#""command":{}"#, r#""command":[]"#),
        (r#""command":{}"#, r#""command": {}"#),
        ("abab", "ABAB"),
        ("abab", "aba"),
        ("example.org", "example org"),
        ("example.org", "example\\u002eorg"),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from}");
        assert!(Leaf::parse(changed.as_bytes()).is_err(), "{changed}");
    }
    assert!(Leaf::parse(format!("{text}\n").as_bytes()).is_err());
    assert!(Leaf::parse(format!(" {text}").as_bytes()).is_err());
}

#[test]
fn a_leaf_that_could_not_be_read_back_is_never_written() {
    assert!(leaf(r#"{"b":1,"a":1}"#, "[]").encode().is_err());
    assert!(leaf("{}", r#"[],"index":6"#).encode().is_err());
    assert!(Leaf { origin: "a\"b", ..leaf("{}", "[]") }.encode().is_err());
    assert!(Leaf { recorded_at_ms: 1 << 53, ..leaf("{}", "[]") }.encode().is_err());
    assert!(Leaf { recorded_at_ms: (1 << 53) - 1, ..leaf("{}", "[]") }.encode().is_ok());
}

#[test]
fn sizes_of_leaf_and_command_pass_at_the_limit_and_fail_above_it() {
    let command = |bytes: usize| format!(r#"{{"a":"{}"}}"#, "x".repeat(bytes - 8));
    assert!(leaf(&command(MAX_COMMAND_BYTES), "[]").encode().is_ok());
    assert!(matches!(leaf(&command(MAX_COMMAND_BYTES + 1), "[]").encode(), Err(LeafError::Malformed(_))));
    let rest = leaf("{}", r#"[""]"#).encode().unwrap().len();
    let events = |bytes: usize| format!(r#"["{}"]"#, "x".repeat(bytes));
    assert_eq!(leaf("{}", &events(MAX_LEAF_BYTES - rest)).encode().unwrap().len(), MAX_LEAF_BYTES);
    let above = leaf("{}", &events(MAX_LEAF_BYTES - rest + 1)).encode();
    assert_eq!(above, Err(LeafError::TooLarge(MAX_LEAF_BYTES + 1)));
}

#[test]
fn a_checkpoint_opens_under_its_own_key_and_origin_only() {
    let key = LogKey::from_seed(&[1; 32]);
    let checkpoint = Checkpoint { origin: ORIGIN.into(), size: 3, root: TreeHash([9; 32]) };
    let note = checkpoint.sign(&key);
    let verifier = LogVerifier::new(ORIGIN, &key.public()).unwrap();
    assert_eq!(verifier.open(note.as_bytes()).unwrap(), checkpoint);
    assert_eq!(LogVerifier::parse(&verifier.to_vkey()).unwrap(), verifier);
    let other_key = LogVerifier::new(ORIGIN, &LogKey::from_seed(&[2; 32]).public()).unwrap();
    assert!(matches!(other_key.open(note.as_bytes()), Err(CheckpointError::NotSigned(_))));
    let other_origin = LogVerifier::new("example.org/other-00000000", &key.public()).unwrap();
    assert!(matches!(other_origin.open(note.as_bytes()), Err(CheckpointError::OtherOrigin { .. })));
}

#[test]
fn a_receipt_proves_its_leaf_at_its_index_and_no_other() {
    let key = LogKey::from_seed(&[1; 32]);
    let verifier = LogVerifier::new(ORIGIN, &key.public()).unwrap();
    let leaves: Vec<Vec<u8>> = (0..5u8).map(|n| vec![n; 3]).collect();
    let mut tree = Tree::default();
    leaves.iter().for_each(|leaf| tree.push(leaf_hash(leaf)));
    let checkpoint = Checkpoint { origin: ORIGIN.into(), size: 5, root: tree.root_at(5).unwrap() };
    let receipt =
        Receipt { index: 3, proof: tree.inclusion(3, 5).unwrap(), checkpoint: checkpoint.sign(&key) };
    let text = receipt.encode();
    assert!(text.starts_with("c2sp.org/tlog-proof@v1\nindex 3\n"));
    let read = Receipt::parse(&text).unwrap();
    assert_eq!(read, receipt);
    read.verify(&verifier, &leaves[3]).unwrap();
    assert!(read.verify(&verifier, &leaves[2]).is_err());
    assert!(Receipt { index: 2, ..read }.verify(&verifier, &leaves[3]).is_err());
}

#[test]
fn a_signature_holds_for_its_payload_type_and_bytes_only() {
    let key = CommandKey::from_seed(&[5; 32]);
    let public = VerifyingKey::from_bytes(&key.public()).unwrap();
    let signature = key.sign_command(b"{}");
    public.verify_payload(yishi_log::dsse::COMMAND_TYPE, b"{}", &signature).unwrap();
    let refusal = public.verify_payload(yishi_log::dsse::REFUSAL_TYPE, b"{}", &signature);
    assert_eq!(refusal, Err(KeyError::BadSignature));
    assert!(public.verify_payload(yishi_log::dsse::COMMAND_TYPE, b"{ }", &signature).is_err());
}
