//! Writes what outside judges judge (`tests/oracle`), one JSON object a line: trees with proofs, DSSE envelopes, odd checkpoints.
//!
//!     cargo run -q -p yishi-log --example judged > judged.jsonl
//!     cargo run -q -p yishi-log --example judged chain > book.jsonl
//!
//! With `chain`: entries in form only, one a line, so many that the book of every judged size is the beginning of theirs; `b3sum` follows
//! their chain.
//!
//! The entry at index i is the decimal number i. Every line says what we say; the judges work it out for themselves.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::arithmetic_side_effects,
    reason = "a generator that cannot go on must stop, and what it makes goes to standard output"
)]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signer, SigningKey};
use serde_json::json;
use std::collections::BTreeSet;
use std::io::Write as _;
use yishi_log::chain::ChainHash;
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::dsse;
use yishi_log::key::{CommandKey, LogKey};
use yishi_log::leaf::Leaf;
use yishi_log::note::{key_id, signature_line};
use yishi_log::tree::{Tree, TreeHash, leaf_hash};

const ORIGIN: &str = "example.org/judged-00000000";
const SEED: [u8; 32] = [9; 32];
/// Around every border where the shape of a tree or of its tiles changes.
const SIZES: [u64; 9] = [0, 1, 2, 255, 256, 257, 65_535, 65_536, 65_537];
const RANDOM_SIZES: usize = 1_000;
/// The same sizes in every run: a judge that disagrees must do so again.
const RANDOM_SEED: u64 = 0x7969_7368_6931;

/// xorshift64* (Vigna).
struct Random(u64);

impl Random {
    const fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % bound
    }

    /// Below 65,536, each length in bits with the same weight from the twelfth on, so that small trees occur as well as large ones.
    const fn size(&mut self) -> u64 {
        let bits = 11 + self.below(6);
        self.below(1 << bits)
    }
}

fn main() {
    if std::env::args().nth(1).as_deref() == Some("chain") {
        return chain();
    }
    let mut random = Random(RANDOM_SEED);
    println!("{}", json!({ "kind": "log", "vkey": verifier().to_vkey() }));
    trees(&mut random);
    envelopes(&mut random);
    for odd in odd_checkpoints() {
        let ours = verifier().open(odd.note.as_bytes()).is_ok();
        println!(
            "{}",
            json!({ "kind": "odd", "name": odd.name, "note": STANDARD.encode(&odd.note), "ours": ours })
        );
    }
}

/// One entry more than the largest size: `prev` of the entry at a size is the head of the book of that size. Their lengths pass the borders
/// of BLAKE3's chunks (1,024 bytes).
fn chain() {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut prev = ChainHash::START;
    for index in 0..=SIZES.into_iter().max().unwrap() {
        let command = format!("{{\"n\":\"{}\"}}", "n".repeat(usize::try_from(index % 11 * 130).unwrap()));
        let (key, signature) = ([1; 32], [2; 64]);
        let leaf = Leaf {
            origin: ORIGIN,
            index,
            recorded_at_ms: 0,
            prev,
            ruleset: 1,
            command: &command,
            key,
            signature,
            events: "[]",
        };
        let leaf = leaf.encode().unwrap();
        prev = ChainHash::of(&leaf);
        out.write_all(&leaf).and_then(|()| out.write_all(b"\n")).unwrap();
    }
}

fn verifier() -> LogVerifier {
    LogVerifier::new(ORIGIN, &LogKey::from_seed(&SEED).public()).unwrap()
}

/// Rising sizes, so that each leads to the next as a log's checkpoints do.
fn sizes(random: &mut Random) -> BTreeSet<u64> {
    let mut sizes = BTreeSet::from(SIZES);
    while sizes.len() < SIZES.len() + RANDOM_SIZES {
        sizes.insert(random.size());
    }
    sizes
}

fn trees(random: &mut Random) {
    let sizes = sizes(random);
    let mut tree = Tree::default();
    let mut before = 0;
    for size in sizes {
        while tree.size() < size {
            tree.push(leaf_hash(tree.size().to_string().as_bytes()));
        }
        let root = tree.root_at(size).unwrap();
        let checkpoint = Checkpoint { origin: ORIGIN.to_owned(), size, root };
        let indices: BTreeSet<u64> =
            if size == 0 { BTreeSet::new() } else { [0, size - 1, random.below(size)].into() };
        let inclusion: Vec<_> = indices
            .into_iter()
            .map(|index| json!({ "index": index, "proof": hex_of(&tree.inclusion(index, size).unwrap()) }))
            .collect();
        let olds: BTreeSet<u64> = [before, random.below(size + 1)].into();
        let consistency: Vec<_> = olds
            .into_iter()
            .map(|old| json!({ "old": old, "proof": hex_of(&tree.consistency(old, size).unwrap()) }))
            .collect();
        println!(
            "{}",
            json!({
                "kind": "tree", "size": size, "root": hex::encode(root.0), "inclusion": inclusion, "consistency": consistency,
                "before": before, "checkpoint": checkpoint.sign(&LogKey::from_seed(&SEED)),
            })
        );
        before = size;
    }
}

fn hex_of(proof: &[TreeHash]) -> Vec<String> {
    proof.iter().map(|hash| hex::encode(hash.0)).collect()
}

/// Every payload type, over empty, short and long payloads with all kinds of bytes.
fn envelopes(random: &mut Random) {
    let key = CommandKey::from_seed(&SEED);
    for payload_type in
        [dsse::COMMAND_TYPE, dsse::REFUSAL_TYPE, dsse::SIGN_IN_TYPE, dsse::POSSESSION_TYPE, "", "类型 type"]
    {
        for length in [0, 1, 9, 10, 99, 100, 24_576] {
            let payload: Vec<u8> = (0..length).map(|_| u8::try_from(random.below(256)).unwrap()).collect();
            println!(
                "{}",
                json!({
                    "kind": "dsse", "type": payload_type, "payload": STANDARD.encode(&payload),
                    "pae": STANDARD.encode(dsse::pae(payload_type, &payload)), "key": hex::encode(key.public()),
                    "signature": STANDARD.encode(key.sign_payload(payload_type, &payload)),
                })
            );
        }
    }
}

/// A checkpoint that is not as everybody writes it.
struct Odd {
    name: &'static str,
    note: String,
}

/// A text signed by the log's key as it stands, however odd.
fn signed(text: &str) -> String {
    format!("{text}\n{}", line_over(text))
}

fn line_over(text: &str) -> String {
    let key = SigningKey::from_bytes(&SEED);
    let id = key_id(ORIGIN, 1, &key.verifying_key().to_bytes());
    signature_line(ORIGIN, id, &key.sign(text.as_bytes()).to_bytes())
}

/// A line under the log's own name and key hash that signs nothing.
fn bad_line() -> String {
    let id = key_id(ORIGIN, 1, &LogKey::from_seed(&SEED).public());
    signature_line(ORIGIN, id, &[7; 64])
}

/// The oddities that the ledger's design names, each signed by the right key over exactly these bytes, unless the signature is the oddity.
fn odd_checkpoints() -> Vec<Odd> {
    let root = leaf_hash(b"0");
    let hash = STANDARD.encode(root.0);
    let body = Checkpoint { origin: ORIGIN.to_owned(), size: 1, root }.body();
    let plain = signed(&body);
    let unknown = signature_line("witness.example.org", [1, 2, 3, 4], &[5; 72]);
    let text = |size: &str, hash: &str| signed(&format!("{ORIGIN}\n{size}\n{hash}\n"));
    vec![
        Odd { name: "plain", note: plain.clone() },
        Odd { name: "pad bits set in the root", note: text("1", &with_pad_bits(&hash)) },
        Odd { name: "root without padding", note: text("1", hash.trim_end_matches('=')) },
        Odd { name: "CRLF", note: signed(&body.replace('\n', "\r\n")) },
        Odd { name: "leading zero in the size", note: text("01", &hash) },
        Odd { name: "plus before the size", note: text("+1", &hash) },
        Odd { name: "extension line", note: signed(&format!("{body}extension\n")) },
        Odd { name: "other origin", note: signed(&body.replace(ORIGIN, "example.org/other-00000000")) },
        Odd { name: "no final newline", note: plain.trim_end().to_owned() },
        Odd { name: "size 2^63 - 1", note: text("9223372036854775807", &hash) },
        Odd { name: "size 2^63", note: text("9223372036854775808", &hash) },
        Odd { name: "size 2^64", note: text("18446744073709551616", &hash) },
        Odd { name: "the log's line twice", note: format!("{plain}{}", line_over(&body)) },
        Odd { name: "a bad line of the log after the good one", note: format!("{plain}{}", bad_line()) },
        Odd {
            name: "a bad line of the log before the good one",
            note: format!("{body}\n{}{}", bad_line(), line_over(&body)),
        },
        Odd { name: "an unknown line", note: format!("{plain}{unknown}") },
        Odd { name: "an unknown line twice", note: format!("{plain}{unknown}{unknown}") },
        Odd {
            name: "pad bits set in the signature",
            note: format!("{body}\n{}\n", with_pad_bits(line_over(&body).trim_end())),
        },
        Odd { name: "empty line in the text", note: signed(&format!("{body}\n")) },
    ]
}

/// Another spelling of the same bytes in base64: the bits that the padding leaves over are not zero.
fn with_pad_bits(text: &str) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = text.trim_end_matches('=');
    let (rest, last) = digits.split_at(digits.len() - 1);
    let value = ALPHABET.iter().position(|digit| last.as_bytes() == [*digit]).expect("base64");
    let other = char::from(*ALPHABET.get(value + 1).expect("the last digit has bits to spare"));
    format!("{rest}{other}{}", "=".repeat(text.len() - digits.len()))
}
