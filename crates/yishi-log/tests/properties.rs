//! Properties over arbitrary input: readers never panic, writers and readers agree, every changed byte is found.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "a test that cannot go on must stop"
)]

use proptest::prelude::*;
use serde_json::{Map, Value};
use yishi_log::canonical;
use yishi_log::chain::ChainHash;
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::key::LogKey;
use yishi_log::leaf::Leaf;
use yishi_log::leaf_place::LeafPlace;
use yishi_log::note::Note;
use yishi_log::receipt::Receipt;
use yishi_log::tree::{Frontier, Tree, TreeHash, leaf_hash, verify_consistency, verify_inclusion};

const ORIGIN: &str = "example.org/test-00000000";

fn json() -> impl Strategy<Value = Value> {
    let integer = -(1i64 << 53) + 1..1i64 << 53;
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        integer.prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    scalar.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((any::<String>(), inner), 0..6)
                .prop_map(|members| Value::Object(Map::from_iter(members))),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_encoded_is_canonical_and_decodes_to_the_same_value(value in json()) {
        let bytes = canonical::encode(&value).unwrap();
        canonical::check(&bytes).unwrap();
        prop_assert_eq!(canonical::decode::<Value>(&bytes).unwrap(), value);
    }

    #[test]
    fn bytes_pass_the_check_exactly_when_encoding_their_value_gives_them_back(value in json(), at: prop::sample::Index, byte: u8) {
        let mut bytes = canonical::encode(&value).unwrap();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let reencoded = serde_json::from_slice::<Value>(&bytes).ok().and_then(|value| canonical::encode(&value).ok());
        prop_assert_eq!(canonical::check(&bytes).is_ok(), reencoded.is_some_and(|reencoded| reencoded == bytes));
    }

    #[test]
    fn no_reader_panics_on_arbitrary_bytes(bytes: Vec<u8>, text: String) {
        let _ = canonical::check(&bytes);
        let _ = canonical::decode::<Value>(&bytes);
        let _ = Leaf::parse(&bytes);
        let _ = LeafPlace::read(&bytes);
        let _ = Note::parse(&bytes);
        let _ = Checkpoint::parse_unverified(&bytes);
        let _ = Receipt::parse(&text);
        let _ = LogVerifier::parse(&text);
        let _ = yishi_log::policy::Policy::parse(&bytes);
    }

    #[test]
    fn no_reader_panics_on_texts_that_almost_fit(text in "(c2sp.org/tlog-proof@v1\n)?(index [0-9]{1,20}\n)?([A-Za-z0-9+/]{43}=\n){0,3}\n?[a-z]{1,5}\n[0-9]{1,20}\n[A-Za-z0-9+/]{43}=\n\n(— [a-z]{1,3} [A-Za-z0-9+/]{8}\n){0,2}") {
        let _ = Receipt::parse(&text);
        let _ = Checkpoint::parse_unverified(text.as_bytes());
    }

    #[test]
    fn proofs_of_every_index_and_size_hold_and_no_other_index_does(size in 1u64..300, index: prop::sample::Index, old in 0u64..300) {
        let tree = tree(size);
        let root = tree.root_at(size).unwrap();
        let index = u64::try_from(index.index(usize::try_from(size).unwrap())).unwrap();
        let leaf = tree.leaf(index).unwrap();
        let proof = tree.inclusion(index, size).unwrap();
        prop_assert!(verify_inclusion(index, size, &leaf, &proof, &root).is_ok());
        prop_assert!(verify_inclusion((index + 1) % size, size, &leaf, &proof, &root).is_err() || size == 1);
        let old = old.min(size);
        let old_root = tree.root_at(old).unwrap();
        let proof = tree.consistency(old, size).unwrap();
        prop_assert!(verify_consistency(old, &old_root, size, &root, &proof).is_ok());
        if old > 0 {
            prop_assert!(verify_consistency(old, &leaf_hash(b"forged"), size, &root, &proof).is_err());
            prop_assert!(verify_consistency(old, &old_root, size, &leaf_hash(b"forged"), &proof).is_err());
        }
    }

    #[test]
    fn a_frontier_agrees_with_the_whole_tree_and_survives_its_parts(size in 0u64..600) {
        let mut frontier = Frontier::default();
        (0..size).for_each(|n| frontier.push(numbered_leaf(n)));
        prop_assert_eq!(frontier.root(), tree(size).root_at(size).unwrap());
        let parts = Frontier::from_parts(frontier.size(), frontier.peaks().to_vec());
        prop_assert_eq!(parts.as_ref(), Some(&frontier));
        prop_assert_eq!(Frontier::from_parts(size + 1, frontier.peaks().to_vec()).is_some(), size.count_ones() == (size + 1).count_ones());
        let json = serde_json::to_vec(&frontier).unwrap();
        prop_assert_eq!(serde_json::from_slice::<Frontier>(&json).unwrap(), frontier);
    }
}

fn numbered_leaf(number: u64) -> TreeHash {
    leaf_hash(&number.to_be_bytes())
}

fn tree(size: u64) -> Tree {
    let mut tree = Tree::default();
    (0..size).for_each(|n| tree.push(numbered_leaf(n)));
    tree
}

/// Every position with its byte replaced by each of a few others: one bit, case, a digit, a newline, and removal.
fn corruptions(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    (0..bytes.len()).flat_map(move |at| {
        let flips = [bytes[at] ^ 1, bytes[at] ^ 0x20, b'0', b'\n', 0xFF];
        let replaced = flips.into_iter().filter(move |&byte| byte != bytes[at]).map(move |byte| {
            let mut changed = bytes.to_vec();
            changed[at] = byte;
            changed
        });
        let removed = std::iter::once([&bytes[..at], &bytes[at + 1..]].concat());
        replaced.chain(removed)
    })
}

fn signed_checkpoint(tree: &Tree) -> (LogVerifier, String) {
    let key = LogKey::from_seed(&[1; 32]);
    let checkpoint =
        Checkpoint { origin: ORIGIN.into(), size: tree.size(), root: tree.root_at(tree.size()).unwrap() };
    (LogVerifier::new(ORIGIN, &key.public()).unwrap(), checkpoint.sign(&key))
}

#[test]
fn every_changed_byte_of_a_leaf_changes_its_chain_hash_and_its_tree_hash() {
    let leaf = Leaf {
        origin: ORIGIN,
        index: 0,
        recorded_at_ms: 1,
        prev: ChainHash::START,
        ruleset: 1,
        command: r#"{"a":1}"#,
        key: [1; 32],
        signature: [2; 64],
        events: r#"[{"b":"c"}]"#,
    };
    let bytes = leaf.encode().unwrap();
    for changed in corruptions(&bytes) {
        assert_ne!(ChainHash::of(&changed), ChainHash::of(&bytes));
        assert_ne!(leaf_hash(&changed), leaf_hash(&bytes));
        assert!(!Leaf::parse(&changed).is_ok_and(|read| read == leaf));
    }
}

#[test]
fn the_place_of_a_leaf_read_from_its_end_is_the_one_that_reading_all_of_it_gives() {
    let widest = Leaf {
        origin: ORIGIN,
        index: canonical::MAX_INTEGER,
        recorded_at_ms: canonical::MAX_INTEGER,
        prev: ChainHash([0xab; 32]),
        ruleset: u32::MAX,
        command: r#"{"a":",\"index\":7,\"origin\":\"x\""}"#,
        key: [1; 32],
        signature: [2; 64],
        events: "[]",
    };
    let least =
        Leaf { index: 0, recorded_at_ms: 0, prev: ChainHash::START, ruleset: 0, origin: "x", ..widest };
    for leaf in [widest, least] {
        let bytes = leaf.encode().unwrap();
        assert_eq!(LeafPlace::read(&bytes), Some(leaf.place()));
        for changed in corruptions(&bytes) {
            if let Ok(read) = Leaf::parse(&changed) {
                assert_eq!(
                    LeafPlace::read(&changed),
                    Some(read.place()),
                    "{}",
                    String::from_utf8_lossy(&changed)
                );
            }
        }
    }
}

#[test]
fn an_ending_that_is_not_that_of_a_leaf_has_no_place() {
    let leaf = Leaf {
        origin: "o",
        index: 7,
        recorded_at_ms: 1,
        prev: ChainHash::START,
        ruleset: 1,
        command: "{}",
        key: [1; 32],
        signature: [2; 64],
        events: "[]",
    };
    let text = String::from_utf8(leaf.encode().unwrap()).unwrap();
    let prev = "0".repeat(64);
    for (from, to) in [
        (r#""index":7"#, r#""index":07"#),
        (r#""index":7"#, r#""index":9007199254740992"#),
        (r#""index":7"#, r#""index":"#),
        (r#""index":7"#, r#""index":-7"#),
        (r#""origin":"o""#, r#""origin":"a b""#),
        (r#""origin":"o""#, r#""origin":"""#),
        (prev.as_str(), &prev[1..]),
        (prev.as_str(), &"A".repeat(64)),
        (r#""ruleset":1"#, r#""rules":1"#),
        (r#","v":1}"#, r#","v":2}"#),
        (r#","v":1}"#, r#","v":1} "#),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text);
        assert_eq!(LeafPlace::read(changed.as_bytes()), None, "{changed}");
    }
    let long = format!("{}{text}", " ".repeat(yishi_log::leaf::MAX_LEAF_BYTES));
    assert_eq!(LeafPlace::read(long.as_bytes()), None);
}

#[test]
fn every_changed_byte_of_a_checkpoint_is_found() {
    let (verifier, note) = signed_checkpoint(&tree(5));
    verifier.open(note.as_bytes()).unwrap();
    for changed in corruptions(note.as_bytes()) {
        assert!(verifier.open(&changed).is_err(), "{}", String::from_utf8_lossy(&changed));
    }
}

#[test]
fn every_changed_byte_of_a_receipt_is_found() {
    let tree = tree(5);
    let (verifier, note) = signed_checkpoint(&tree);
    for index in 0..5 {
        let receipt = Receipt { index, proof: tree.inclusion(index, 5).unwrap(), checkpoint: note.clone() };
        let leaf = index.to_be_bytes();
        receipt.verify(&verifier, &leaf).unwrap();
        for changed in corruptions(receipt.encode().as_bytes()) {
            let read = std::str::from_utf8(&changed).ok().and_then(|text| Receipt::parse(text).ok());
            let holds = read.is_some_and(|read| read.verify(&verifier, &leaf).is_ok());
            assert!(!holds, "{}", String::from_utf8_lossy(&changed));
        }
    }
}

#[test]
fn every_changed_byte_of_a_verifier_key_is_found() {
    let (verifier, _) = signed_checkpoint(&tree(1));
    let vkey = verifier.to_vkey();
    for changed in corruptions(vkey.as_bytes()) {
        let read = std::str::from_utf8(&changed).ok().map(LogVerifier::parse);
        assert!(read.is_none_or(|read| read.is_err()), "{}", String::from_utf8_lossy(&changed));
    }
}
