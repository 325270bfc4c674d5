//! The vectors that `docs/format.md` points to are what the code makes. `YISHI_WRITE_VECTORS=1` writes them anew.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use yishi_core::{AreaDm2, RollRow, Standing, TimeMs, roll_digest};
use yishi_log::canonical;
use yishi_log::chain::ChainHash;
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::cosignature::Cosigner;
use yishi_log::dsse::{COMMAND_TYPE, pae};
use yishi_log::key::{CommandKey, LogKey, WitnessKey};
use yishi_log::leaf::Leaf;
use yishi_log::policy::Policy;
use yishi_log::receipt::Receipt;
use yishi_log::text::{commitment, document_hash};
use yishi_log::tile::{Tiling, encode_hashes, push_entry};
use yishi_log::tree::{Tree, leaf_hash};

const ORIGIN: &str = "example.org/weiyang-0a1b2c3d";

fn vectors_path() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/format.json"))
}

#[test]
fn the_committed_vectors_are_what_the_code_makes() {
    let made = serde_json::to_string_pretty(&vectors()).unwrap() + "\n";
    if std::env::var_os("YISHI_WRITE_VECTORS").is_some() {
        std::fs::write(vectors_path(), &made).unwrap();
    }
    let committed = std::fs::read_to_string(vectors_path()).unwrap();
    assert_eq!(made, committed, "tests/vectors/format.json is stale: see its test");
}

#[test]
fn what_the_format_shows_stands_in_the_vectors() {
    let format =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/format.md")).unwrap();
    let vectors = vectors();
    for path in [
        "/leaf/leaf",
        "/leaf/chain_hash",
        "/leaf/leaf_hash",
        "/checkpoint/vkey",
        "/receipt/text",
        "/checkpoint/note",
        "/documents/sha256",
        "/statements/commitment",
        "/pae/signature",
        "/roll/digest",
        "/indices/digest",
        "/timer/nonce",
        "/sealed_ballot/seal",
        "/tiles/one/path",
        "/tiles/one/hex",
        "/tiles/one/entries_path",
        "/tiles/three/path",
        "/tiles/three/hex",
        "/tiles/three/entries_sha256",
        "/cosignature/vkey",
        "/cosignature/line",
    ] {
        let value = vectors.pointer(path).and_then(Value::as_str).unwrap();
        assert!(format.contains(value.trim_end()), "docs/format.md does not show {path}: {value}");
    }
}

#[test]
fn every_command_and_event_is_listed_in_the_format() {
    let listed =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/format-kinds.md")).unwrap();
    let (commands, events) = listed.split_once("\n## Events\n").unwrap();
    for (list, kinds) in [(commands, yishi_core::Command::KINDS), (events, yishi_core::Event::KINDS)] {
        for kind in kinds {
            assert!(list.contains(&format!("\n### `{kind}`\n")), "docs/format-kinds.md does not list {kind}");
        }
    }
}

/// The structs of the rules with the names of their fields, as they look in JSON, read from the source.
fn wire_structs() -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../yishi-core/src"))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                structs_of(&std::fs::read_to_string(path).unwrap(), &mut found);
            }
        }
    }
    found
}

fn structs_of(source: &str, found: &mut BTreeMap<String, Vec<String>>) {
    for part in source.split("\npub struct ").skip(1) {
        let Some((name, body)) = part.split_once(" {\n") else { continue };
        let body = body.split("\n}").next().unwrap();
        let field =
            |line: &str| line.trim().strip_prefix("pub ")?.split_once(':').map(|(name, _)| name.to_owned());
        found.insert(name.to_owned(), body.lines().filter_map(field).collect());
    }
}

/// `BallotCast` for `ballot_cast`.
fn type_name(kind: &str) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    kind.split('_').map(capital).collect()
}

#[test]
fn every_field_of_every_command_and_event_is_listed_in_the_format() {
    let listed =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/format-kinds.md")).unwrap();
    let structs = wire_structs();
    for kind in yishi_core::Command::KINDS.iter().chain(yishi_core::Event::KINDS) {
        let heading = format!("\n### `{kind}`\n");
        let section = listed.split(&heading).nth(1).unwrap().split("\n### ").next().unwrap();
        for field in &structs[&type_name(kind)] {
            let name = field.trim_end_matches('_');
            assert!(section.contains(&format!("| `{name}` |")), "docs/format-kinds.md: {kind} lacks {name}");
        }
    }
}

fn vectors() -> Value {
    json!({
        "canonical": canonical_vectors(),
        "pae": pae_vectors(),
        "leaf": leaf_vectors(),
        "tree": tree_vectors(),
        "checkpoint": checkpoint_vectors(),
        "cosignature": cosignature_vectors(),
        "receipt": receipt_vectors(),
        "policy": Policy::of_log(&verifier()),
        "documents": { "data_hex": hex::encode("Number the bays.\n划定车位。\n"), "sha256": hex::encode(document_hash("Number the bays.\n划定车位。\n".as_bytes())) },
        "statements": statement_vectors(),
        "possession": possession_vectors(),
        "roll": { "rows": roll_rows(), "digest": roll_digest(&roll_rows()).to_string() },
        "indices": indices_vectors(),
        "timer": timer_vectors(),
        "sealed_ballot": sealed_ballot_vectors(),
        "tiles": tile_vectors(),
    })
}

fn canonical_vectors() -> Value {
    let values = [
        json!({}),
        json!({"b": 1, "a": [true, false, null, "", -9_007_199_254_740_991_i64, 9_007_199_254_740_991_u64]}),
        json!({"\u{20ac}": 1, "\r": 2, "\u{fb33}": 3, "1": 4, "\u{1f600}": 5, "\u{80}": 6, "\u{f6}": 7}),
        json!("\u{0}\u{8}\t\n\u{b}\u{c}\r\u{1f}\"\\/\u{7f}议"),
    ];
    let refused = [
        r#"{ "a":1}"#,
        r#"{"b":1,"a":2}"#,
        r#"{"a":1,"a":1}"#,
        "1.0",
        "1e2",
        "-0",
        "01",
        "9007199254740992",
        r#""\/""#,
        r#""\u0041""#,
        r#""\u000A""#,
        r#""\u001F""#,
        "[1,]",
        "1 ",
        "",
        "nul",
    ];
    for text in refused {
        assert!(canonical::check(text.as_bytes()).is_err(), "{text}");
    }
    let good: Vec<String> =
        values.iter().map(|value| String::from_utf8(canonical::encode(value).unwrap()).unwrap()).collect();
    json!({ "good": good, "refused": refused })
}

fn command_key() -> CommandKey {
    CommandKey::from_seed(&[7; 32])
}

const COMMAND: &str = r#"{"kind":"example"}"#;

fn pae_vectors() -> Value {
    json!({
        "payload_type": COMMAND_TYPE,
        "payload": COMMAND,
        "pae": String::from_utf8(pae(COMMAND_TYPE, COMMAND.as_bytes())).unwrap(),
        "seed": hex::encode([7; 32]),
        "key": hex::encode(command_key().public()),
        "signature": hex::encode(command_key().sign_command(COMMAND.as_bytes())),
    })
}

fn leaf_bytes(index: u64, prev: ChainHash) -> Vec<u8> {
    let leaf = Leaf {
        origin: ORIGIN,
        index,
        recorded_at_ms: 1_772_413_200_000 + index,
        prev,
        ruleset: 1,
        command: COMMAND,
        key: command_key().public(),
        signature: command_key().sign_command(COMMAND.as_bytes()),
        events: "[]",
    };
    leaf.encode().unwrap()
}

fn leaves(count: u64) -> Vec<Vec<u8>> {
    let mut leaves = Vec::new();
    let mut prev = ChainHash::START;
    for index in 0..count {
        let leaf = leaf_bytes(index, prev);
        prev = ChainHash::of(&leaf);
        leaves.push(leaf);
    }
    leaves
}

fn leaf_vectors() -> Value {
    let leaf = &leaves(1)[0];
    json!({
        "leaf": String::from_utf8(leaf.clone()).unwrap(),
        "chain_hash": ChainHash::of(leaf).to_string(),
        "leaf_hash": leaf_hash(leaf).to_string(),
    })
}

fn tree(size: u64) -> Tree {
    let mut tree = Tree::default();
    leaves(size).iter().for_each(|leaf| tree.push(leaf_hash(leaf)));
    tree
}

fn tree_vectors() -> Value {
    let tree = tree(8);
    let text = |hashes: Vec<_>| hashes.iter().map(ToString::to_string).collect::<Vec<_>>();
    let roots: Vec<String> = (0..=8).map(|size| tree.root_at(size).unwrap().to_string()).collect();
    let mut inclusion = Vec::new();
    let mut consistency = Vec::new();
    for size in 1..=8 {
        for index in 0..size {
            inclusion.push(
                json!({"index": index, "size": size, "proof": text(tree.inclusion(index, size).unwrap())}),
            );
        }
        for old in 0..=size {
            consistency
                .push(json!({"old": old, "new": size, "proof": text(tree.consistency(old, size).unwrap())}));
        }
    }
    let leaf_hashes: Vec<String> = leaves(8).iter().map(|leaf| leaf_hash(leaf).to_string()).collect();
    json!({ "leaf_hashes": leaf_hashes, "roots": roots, "inclusion": inclusion, "consistency": consistency })
}

fn log_key() -> LogKey {
    LogKey::from_seed(&[9; 32])
}

fn verifier() -> LogVerifier {
    LogVerifier::new(ORIGIN, &log_key().public()).unwrap()
}

fn checkpoint() -> Checkpoint {
    Checkpoint { origin: ORIGIN.to_owned(), size: 3, root: tree(3).root_at(3).unwrap() }
}

fn cosignature_vectors() -> Value {
    let (name, seed, time_s) = ("street-office.example/witness", [11; 32], 1_772_413_200);
    let cosigner = Cosigner::new(name, WitnessKey::from_seed(&seed)).unwrap();
    let text = checkpoint().body();
    json!({
        "seed": hex::encode(seed), "name": name, "time": time_s, "vkey": cosigner.verifier().to_vkey(),
        "message": format!("cosignature/v1\ntime {time_s}\n{text}"), "line": cosigner.cosign(&text, time_s).unwrap(),
    })
}

fn checkpoint_vectors() -> Value {
    json!({
        "seed": hex::encode([9; 32]),
        "vkey": verifier().to_vkey(),
        "size": 3,
        "root": checkpoint().root.to_string(),
        "note": checkpoint().sign(&log_key()),
    })
}

fn receipt_vectors() -> Value {
    let receipt = Receipt {
        index: 1,
        proof: tree(3).inclusion(1, 3).unwrap(),
        checkpoint: checkpoint().sign(&log_key()),
    };
    let leaf = &leaves(2)[1];
    receipt.verify(&verifier(), leaf).unwrap();
    json!({ "leaf": String::from_utf8(leaf.clone()).unwrap(), "text": receipt.encode() })
}

/// The tiles of the log of 3 entries, and of the one with the first of them.
fn tile_vectors() -> Value {
    let of = |size: u64| {
        let mut tiling = Tiling::default();
        let mut bundle = Vec::new();
        for leaf in leaves(size) {
            tiling.push(leaf_hash(&leaf));
            push_entry(&mut bundle, &leaf).unwrap();
        }
        let (path, hashes) = tiling.unfinished().next().unwrap();
        let entries = path.to_string().replace("tile/0/", "tile/entries/");
        json!({
            "path": path.to_string(),
            "hex": hex::encode(encode_hashes(hashes)),
            "entries_path": entries,
            "entries_hex": hex::encode(&bundle),
            "entries_sha256": hex::encode(document_hash(&bundle)),
        })
    };
    json!({ "one": of(1), "three": of(3) })
}

fn statement_vectors() -> Value {
    let (salt, data) = ([5; 32], "The lamp is out. 路灯不亮。");
    json!({ "salt": hex::encode(salt), "data": data, "commitment": hex::encode(commitment(&salt, data.as_bytes())) })
}

fn possession_vectors() -> Value {
    let member = "member_0123456789abcdef".parse().unwrap();
    let key = yishi_core::PublicKey(command_key().public());
    let payload = yishi_book::possession_payload(ORIGIN, &member, &key).unwrap();
    let signature = command_key().sign_payload(yishi_log::dsse::POSSESSION_TYPE, &payload);
    json!({ "payload": String::from_utf8(payload).unwrap(), "signature": hex::encode(signature) })
}

fn roll_rows() -> Vec<RollRow> {
    let owner: yishi_core::MemberId = "member_0123456789abcdef".parse().unwrap();
    vec![
        RollRow::Member {
            id: owner.clone(),
            council: "grid_1".parse().unwrap(),
            household: Some("household_00000000000000aa".parse().unwrap()),
            identity: None,
            standing: Standing::Resident,
        },
        RollRow::flat(
            "unit_00000000000000bb".parse().unwrap(),
            "grid_1".parse().unwrap(),
            "building_1".parse().unwrap(),
            AreaDm2(895_000),
            [owner].into(),
        ),
    ]
}

fn indices_vectors() -> Value {
    let indices = [3_u64, 5, 260];
    let bytes: Vec<u8> = indices.iter().flat_map(|index| index.to_be_bytes()).collect();
    json!({ "indices": indices, "digest": hex::encode(document_hash(&bytes)) })
}

fn sealed_ballot_vectors() -> Value {
    let (poll, right, salt) = ("poll_12".parse().unwrap(), "member_1".into(), yishi_core::Digest([7; 32]));
    let reading = yishi_core::Reading::Choice(yishi_tally::Choice::For);
    let seal = yishi_core::ballot_seal(poll, &right, &salt, &reading).to_string();
    json!({ "poll": poll, "right": right, "salt": salt, "reading": reading, "seal": seal })
}

fn timer_vectors() -> Value {
    let obligation = yishi_core::Obligation::PollCloses { poll: "poll_12".parse().unwrap() };
    let due = TimeMs(1_772_413_200_000);
    let nonce = String::from(yishi_book::timer_nonce(&obligation, due));
    json!({ "obligation": obligation.to_string(), "due_at_ms": due.0, "nonce": nonce })
}
