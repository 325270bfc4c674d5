//! Witnessing: cosignatures, the request's form, and what a witness agrees to and refuses, with the status of each.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on must stop"
)]

use proptest::prelude::*;
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::cosignature::{Cosigned, Cosigner, CosignerVerifier};
use yishi_log::key::{LogKey, WitnessKey};
use yishi_log::note::Note;
use yishi_log::policy::Policy;
use yishi_log::tree::{Tree, TreeHash, leaf_hash};
use yishi_log::witness::{
    AddCheckpoint, DoubtKind, KnownLog, MAX_REQUEST_BYTES, RequestError, Seen, Why, decide,
};

const ORIGIN: &str = "example.org/test-00000000";
const TIME_S: u64 = 1_772_413_200;

fn log_key() -> LogKey {
    LogKey::from_seed(&[1; 32])
}

fn verifier(key: &LogKey) -> LogVerifier {
    LogVerifier::new(ORIGIN, &key.public()).unwrap()
}

fn logs() -> Vec<KnownLog> {
    vec![verifier(&log_key()).into()]
}

fn cosigner(number: u8) -> Cosigner {
    Cosigner::new(&format!("witness.example/{number}"), WitnessKey::from_seed(&[100 + number; 32])).unwrap()
}

/// A log whose leaves from `fork` on are others.
fn grown(size: u64, fork: u64) -> Tree {
    let mut tree = Tree::default();
    for index in 0..size {
        let leaf = if index < fork { index } else { index + 1_000 };
        tree.push(leaf_hash(&leaf.to_be_bytes()));
    }
    tree
}

fn checkpoint(tree: &Tree, size: u64) -> Checkpoint {
    Checkpoint { origin: ORIGIN.into(), size, root: tree.root_at(size).unwrap() }
}

fn seen(tree: &Tree, size: u64) -> Seen {
    Seen { size, root: tree.root_at(size).unwrap() }
}

fn request(tree: &Tree, old: u64, new: u64) -> Vec<u8> {
    let note = checkpoint(tree, new).sign(&log_key());
    let proof = if old == 0 { Vec::new() } else { tree.consistency(old, new).unwrap() };
    AddCheckpoint { old, proof, note: note.as_bytes() }.compose()
}

fn status(seen: Seen, body: &[u8]) -> (u16, Option<DoubtKind>) {
    match decide(&logs(), |_| seen, body) {
        Ok(_) => (200, None),
        Err(refused) => (refused.why.status(), refused.doubt.map(|doubt| doubt.kind)),
    }
}

#[test]
fn a_cosignature_holds_for_its_witness_its_text_and_its_time_only() {
    let body = checkpoint(&grown(3, 3), 3).body();
    let line = cosigner(1).cosign(&body, TIME_S).unwrap();
    let note = format!("{body}\n{line}");
    let parsed = Note::parse(note.as_bytes()).unwrap();
    assert_eq!(cosigner(1).verifier().cosigned(&parsed), Cosigned::Good { time_s: TIME_S });
    assert_eq!(cosigner(2).verifier().cosigned(&parsed), Cosigned::Absent);
    let other = format!("{}\n{line}", checkpoint(&grown(4, 4), 4).body());
    assert_eq!(cosigner(1).verifier().cosigned(&Note::parse(other.as_bytes()).unwrap()), Cosigned::Bad);
    let vkey = cosigner(1).verifier().to_vkey();
    assert_eq!(&CosignerVerifier::parse(&vkey).unwrap(), cosigner(1).verifier());
    assert!(CosignerVerifier::parse(&verifier(&log_key()).to_vkey()).is_err(), "a log's key cosigns nothing");
}

#[test]
fn a_cosignature_that_openssl_made_is_the_one_that_is_made_here() {
    let vectors = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/format.json");
    let vectors: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(vectors).unwrap()).unwrap();
    let vector = &vectors["cosignature"];
    let cosigner = Cosigner::new(vector["name"].as_str().unwrap(), WitnessKey::from_seed(&[11; 32])).unwrap();
    assert_eq!(cosigner.verifier().to_vkey(), vector["vkey"].as_str().unwrap());
    let note = vectors["checkpoint"]["note"].as_str().unwrap();
    let line = cosigner.cosign(Note::parse(note.as_bytes()).unwrap().text, TIME_S).unwrap();
    assert_eq!(line, vector["line"].as_str().unwrap());
}

#[test]
fn a_cosignature_names_a_time_from_1_to_2_63_minus_1() {
    let body = checkpoint(&grown(3, 3), 3).body();
    for (time_s, possible) in [(0, false), (1, true), ((1 << 63) - 1, true), (1 << 63, false)] {
        assert_eq!(cosigner(1).cosign(&body, time_s).is_ok(), possible, "{time_s}");
    }
}

#[test]
fn an_answer_is_believed_only_if_the_witness_that_was_asked_cosigned_this_text() {
    let body = checkpoint(&grown(3, 3), 3).body();
    let good = cosigner(1).cosign(&body, TIME_S).unwrap();
    let others = cosigner(2).cosign(&body, TIME_S).unwrap();
    let one = cosigner(1).verifier().clone();
    assert_eq!(one.answered(&body, (others.clone() + &good).as_bytes()).unwrap(), good);
    let newer = cosigner(1).cosign(&checkpoint(&grown(4, 4), 4).body(), TIME_S).unwrap();
    for wrong in [
        String::new(),
        others,
        newer.clone(),
        good.clone() + &newer,
        format!("{good}x"),
        format!("x\n\n{good}"),
    ] {
        assert!(one.answered(&body, wrong.as_bytes()).is_err(), "{wrong:?}");
    }
}

#[test]
fn a_line_added_to_a_note_takes_the_place_of_the_same_witness_and_leaves_the_others() {
    let note = checkpoint(&grown(3, 3), 3).sign(&log_key());
    let body = checkpoint(&grown(3, 3), 3).body();
    let add = |note: &str, number: u8, time_s| {
        let line = cosigner(number).cosign(&body, time_s).unwrap();
        let whole = format!("{body}\n{line}");
        let line = Note::parse(whole.as_bytes()).unwrap().signatures[0].clone();
        Note::parse(note.as_bytes()).unwrap().with(&line)
    };
    let twice = add(&add(&add(&note, 1, 1), 2, 2), 1, 3);
    let parsed = Note::parse(twice.as_bytes()).unwrap();
    assert_eq!(parsed.signatures.len(), 3);
    assert_eq!(cosigner(1).verifier().cosigned(&parsed), Cosigned::Good { time_s: 3 });
    assert_eq!(cosigner(2).verifier().cosigned(&parsed), Cosigned::Good { time_s: 2 });
    assert_eq!(parsed.only(|line| verifier(&log_key()).is_named(line)), note);
}

#[test]
fn a_policy_counts_the_good_witnesses_and_says_where_each_is_asked() {
    let keys = [1, 2, 3].map(|number| cosigner(number).verifier().to_vkey());
    let text = format!(
        "log {}\nwitness A {} http://127.0.0.1:1/a\nwitness B {}\nwitness C {}\ngroup G 2 A B C\nquorum G\n",
        verifier(&log_key()).to_vkey(),
        keys[0],
        keys[1],
        keys[2]
    );
    let policy = Policy::parse(text.as_bytes()).unwrap();
    let urls: Vec<_> = policy.witnesses().map(|(name, witness)| (name, witness.url.as_deref())).collect();
    assert_eq!(urls, [("A", Some("http://127.0.0.1:1/a")), ("B", None), ("C", None)]);
    let body = checkpoint(&grown(3, 3), 3).body();
    let mut note = checkpoint(&grown(3, 3), 3).sign(&log_key());
    for (number, good, met) in [(1, vec!["A"], false), (3, vec!["A", "C"], true)] {
        note.push_str(&cosigner(number).cosign(&body, TIME_S).unwrap());
        let counted = policy.count(&Note::parse(note.as_bytes()).unwrap());
        assert_eq!(
            (counted.good, counted.of, counted.met),
            (good.into_iter().map(String::from).collect(), 3, met)
        );
    }
}

#[test]
fn a_log_that_only_grew_is_cosigned_from_any_size_to_any_size() {
    let tree = grown(20, 20);
    for old in 0..=20 {
        for new in old..=20 {
            assert_eq!(status(seen(&tree, old), &request(&tree, old, new)), (200, None), "{old} to {new}");
        }
    }
}

#[test]
fn the_first_request_may_bring_no_proof() {
    let tree = grown(20, 20);
    let note = checkpoint(&tree, 20).sign(&log_key());
    let proof = vec![TreeHash([0; 32])];
    let body = AddCheckpoint { old: 0, proof, note: note.as_bytes() }.compose();
    assert_eq!(status(Seen::default(), &body).0, 422);
}

#[test]
fn an_empty_tree_has_the_empty_root() {
    let wrong = Checkpoint { origin: ORIGIN.into(), size: 0, root: TreeHash([9; 32]) }.sign(&log_key());
    let body = AddCheckpoint { old: 0, proof: vec![], note: wrong.as_bytes() }.compose();
    assert_eq!(status(Seen::default(), &body), (422, Some(DoubtKind::Fork)));
}

#[test]
fn an_old_size_that_is_not_the_newest_is_told_which_is() {
    let tree = grown(20, 20);
    for (old, status_wanted) in [(6, 409), (7, 200), (8, 409)] {
        assert_eq!(status(seen(&tree, 7), &request(&tree, old, 20)).0, status_wanted, "{old}");
    }
    let refused = decide(&logs(), |_| seen(&tree, 7), &request(&tree, 0, 20)).unwrap_err();
    assert_eq!(refused.why, Why::OtherOldSize { size: 7 });
    let back = decide(&logs(), |_| seen(&tree, 7), &request(&tree, 3, 5)).unwrap_err();
    assert_eq!(back.why, Why::OtherOldSize { size: 7 }, "a smaller checkpoint is never cosigned again");
}

#[test]
fn an_old_size_beyond_the_new_one_is_malformed() {
    let tree = grown(20, 20);
    let note = checkpoint(&tree, 7).sign(&log_key());
    let body = AddCheckpoint { old: 8, proof: vec![], note: note.as_bytes() }.compose();
    assert_eq!(status(seen(&tree, 8), &body), (400, None));
}

#[test]
fn two_roots_of_one_size_are_a_fork_and_a_bad_proof_is_a_doubt() {
    let (tree, forked) = (grown(20, 20), grown(20, 5));
    assert_eq!(status(seen(&tree, 7), &request(&forked, 7, 7)), (422, Some(DoubtKind::Fork)));
    assert_eq!(status(seen(&tree, 7), &request(&forked, 5, 7)), (409, Some(DoubtKind::Fork)));
    assert_eq!(status(seen(&tree, 7), &request(&forked, 7, 20)), (422, Some(DoubtKind::Unproven)));
    assert_eq!(status(seen(&tree, 7), &request(&forked, 6, 20)), (409, None));
    assert_eq!(status(seen(&tree, 5), &request(&forked, 5, 20)), (200, None), "up to here they agree");
}

#[test]
fn only_a_known_log_with_its_own_signature_is_heard() {
    let tree = grown(3, 3);
    let send = |note: String| status(Seen::default(), &[b"old 0\n\n", note.as_bytes()].concat());
    let elsewhere = Checkpoint { origin: "example.org/else-00000000".into(), ..checkpoint(&tree, 3) };
    assert_eq!(send(elsewhere.sign(&log_key())).0, 404);
    assert_eq!(send(checkpoint(&tree, 3).sign(&LogKey::from_seed(&[2; 32]))).0, 403);
    let body = checkpoint(&tree, 3).body();
    assert_eq!(send(format!("{body}\n{}", cosigner(1).cosign(&body, TIME_S).unwrap())).0, 403);
    let signed = checkpoint(&tree, 3).sign(&log_key());
    let other = checkpoint(&grown(3, 1), 3).sign(&log_key());
    let spoilt = signed.clone() + other.lines().last().unwrap() + "\n";
    assert_eq!(send(spoilt).0, 403, "a bad line under a known key spoils the note");
    let more = signed + &cosigner(1).cosign(&body, TIME_S).unwrap();
    assert_eq!(send(more).0, 200, "lines of unknown keys are passed over");
}

#[test]
fn what_is_no_request_is_malformed_and_says_where() {
    let tree = grown(20, 20);
    let note = checkpoint(&tree, 20).sign(&log_key());
    let hash = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
    let parse = |head: &str| {
        AddCheckpoint::parse(&[head.as_bytes(), note.as_bytes()].concat()).map(|request| request.proof.len())
    };
    assert_eq!(parse("old 0\n\n"), Ok(0));
    assert_eq!(parse(&format!("old 1\n{}\n", hash.repeat(63))), Ok(63));
    assert_eq!(
        parse(&format!("old 1\n{}\n", hash.repeat(64))),
        Err(RequestError::ProofTooLong { found: 64 })
    );
    for head in [
        "old 01\n\n",
        "old -1\n\n",
        "old\n\n",
        "OLD 0\n\n",
        "old 9223372036854775808\n\n",
        "old 0 \n\n",
        "\n\n",
    ] {
        assert_eq!(parse(head), Err(RequestError::OldSize), "{head:?}");
    }
    assert_eq!(parse(&format!("old 1\n{hash}AA==\n\n")), Err(RequestError::ProofLine { line: 3 }));
    assert_eq!(parse(&format!("old 1\n{}\r\n\n", hash.trim())), Err(RequestError::ProofLine { line: 2 }));
    assert_eq!(AddCheckpoint::parse(b"old 0\n"), Err(RequestError::NoCheckpoint));
    let large = vec![b'a'; MAX_REQUEST_BYTES + 1];
    assert_eq!(AddCheckpoint::parse(&large), Err(RequestError::TooLarge { bytes: MAX_REQUEST_BYTES + 1 }));
    assert_eq!(status(Seen::default(), b"old 0\n\nnot a note\n").0, 400);
}

#[test]
fn a_key_that_was_rotated_out_counts_up_to_its_last_size_and_says_nothing_beyond() {
    let (old, new) = (log_key(), LogKey::from_seed(&[2; 32]));
    let known = [KnownLog { key: verifier(&old), until_size: Some(10) }, verifier(&new).into()];
    let tree = grown(20, 20);
    let answer = |size: u64, seen: Seen, keys: &[&LogKey]| {
        let mut note = checkpoint(&tree, size).sign(keys[0]);
        for key in &keys[1..] {
            note += checkpoint(&tree, size).sign(key).split_once("\n\n").unwrap().1;
        }
        let proof = if seen.size == 0 { vec![] } else { tree.consistency(seen.size, size).unwrap() };
        let body = AddCheckpoint { old: seen.size, proof, note: note.as_bytes() }.compose();
        decide(&known, |_| seen, &body)
            .map(|agreed| Note::parse(agreed.note.as_bytes()).unwrap().signatures.len())
    };
    let none = Seen::default();
    assert_eq!(answer(10, none, &[&old]), Ok(1));
    assert_eq!(answer(10, none, &[&old, &new]), Ok(2));
    let beyond = answer(11, none, &[&old]).unwrap_err();
    assert_eq!(beyond.why, Why::NotSigned(ORIGIN.into()));
    assert_eq!(beyond.doubt, None, "whoever holds a retired key makes no evidence");
    assert_eq!(answer(11, none, &[&old, &new]), Ok(1), "the old line is not passed on");
    assert_eq!(answer(20, seen(&tree, 11), &[&new]), Ok(1));
}

#[test]
fn a_retired_key_is_named_with_its_last_size() {
    let vkey = verifier(&log_key()).to_vkey();
    let plain = KnownLog::from(verifier(&log_key()));
    assert_eq!(KnownLog::parse(&vkey), Ok(plain.clone()));
    let until = |text: &str| KnownLog::parse(&format!("{vkey}@{text}"));
    for size in [0, 18_000, i64::MAX.unsigned_abs()] {
        assert_eq!(until(&size.to_string()), Ok(KnownLog { until_size: Some(size), ..plain.clone() }));
    }
    for wrong in ["", "-1", "01", "1 ", "9223372036854775808", "1@2"] {
        let reason = until(wrong).unwrap_err();
        assert!(reason.contains("size up to which it signs"), "{reason}");
    }
    let mailbox = LogVerifier::new("book@lane.example", &log_key().public()).unwrap();
    assert_eq!(KnownLog::parse(&mailbox.to_vkey()), Ok(mailbox.clone().into()));
    let retired = KnownLog::parse(&format!("{}@7", mailbox.to_vkey()));
    assert_eq!(retired, Ok(KnownLog { key: mailbox, until_size: Some(7) }));
    for wrong in ["", "@7", "name@7", "a+b@7"] {
        assert!(KnownLog::parse(wrong).is_err(), "{wrong}");
    }
}

proptest! {
    #[test]
    fn a_request_comes_back_as_it_was(old in 0u64..1 << 63, proof in prop::collection::vec(any::<[u8; 32]>(), 0..=63)) {
        let note = checkpoint(&grown(3, 3), 3).sign(&log_key());
        let request = AddCheckpoint { old, proof: proof.into_iter().map(TreeHash).collect(), note: note.as_bytes() };
        let body = request.compose();
        prop_assert_eq!(AddCheckpoint::parse(&body), Ok(request));
    }

    #[test]
    fn a_witness_never_agrees_to_two_roots_of_one_size(requests in prop::collection::vec((0u64..12, 0u64..12, 0u64..12), 1..40)) {
        let mut held = Seen::default();
        let mut agreed = vec![(0, held.root)];
        for (old, new, fork) in requests {
            let (old, tree) = (old.min(new), grown(12, fork));
            if let Ok(ok) = decide(&logs(), |_| held, &request(&tree, old, new)) {
                prop_assert!(ok.checkpoint.size >= held.size);
                held = Seen { size: ok.checkpoint.size, root: ok.checkpoint.root };
                agreed.push((held.size, held.root));
            }
        }
        for (size, root) in &agreed {
            prop_assert!(agreed.iter().all(|(other, other_root)| other != size || other_root == root));
        }
    }

    #[test]
    fn every_changed_byte_of_a_request_is_refused_or_changes_nothing_that_is_agreed(at: prop::sample::Index, byte: u8) {
        let tree = grown(12, 12);
        let mut body = request(&tree, 5, 12);
        let at = at.index(body.len());
        body[at] = byte;
        if let Ok(agreed) = decide(&logs(), |_| seen(&tree, 5), &body) {
            prop_assert_eq!(agreed.checkpoint, checkpoint(&tree, 12));
        }
    }

    #[test]
    fn no_bytes_make_a_witness_panic(body: Vec<u8>) {
        let _ = decide(&logs(), |_| Seen::default(), &body);
        let _ = cosigner(1).verifier().answered("a\n", &body);
    }
}
