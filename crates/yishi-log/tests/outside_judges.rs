//! Implementations that others wrote agree with ours on roots, proofs, notes and checkpoints.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "a test that cannot go on must stop"
)]

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use sha2::Sha256;
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::key::LogKey;
use yishi_log::note::signature_line;
use yishi_log::tree::{Frontier, Tree, TreeHash, leaf_hash, verify_consistency, verify_inclusion};

/// Around every border where the shape of a tree changes.
const SIZES: [u64; 10] = [0, 1, 2, 3, 255, 256, 257, 65_535, 65_536, 65_537];
const LARGEST: u64 = 65_537;

fn leaf(index: u64) -> [u8; 8] {
    index.to_be_bytes()
}

fn ours() -> Tree {
    let mut tree = Tree::default();
    (0..LARGEST).for_each(|index| tree.push(leaf_hash(&leaf(index))));
    tree
}

/// Indices worth asking for in a tree of a size: both ends and around each power of two.
fn indices(size: u64) -> Vec<u64> {
    let near_powers = (0..17).flat_map(|bit| [(1u64 << bit) - 1, 1 << bit, (1 << bit) + 1]);
    let mut indices: Vec<u64> =
        near_powers.chain([0, size.saturating_sub(1)]).filter(|&i| i < size).collect();
    indices.sort_unstable();
    indices.dedup();
    indices
}

fn flat(proof: &[TreeHash]) -> Vec<u8> {
    proof.iter().flat_map(|hash| hash.0).collect()
}

fn tlog(hash: &TreeHash) -> tlog_tiles::Hash {
    tlog_tiles::Hash(hash.0)
}

#[test]
fn ct_merkle_gives_the_same_roots_and_proofs_byte_for_byte() {
    let tree = ours();
    let mut theirs = MemoryBackedTree::<Sha256, [u8; 8]>::new();
    let mut frontier = Frontier::default();
    for size in 0..=LARGEST {
        if SIZES.contains(&size) {
            let root = tree.root_at(size).unwrap();
            assert_eq!(root.0.as_slice(), theirs.root().as_bytes().as_slice(), "size {size}");
            assert_eq!(root, frontier.root(), "size {size}");
            for index in indices(size) {
                let proof = tree.inclusion(index, size).unwrap();
                let index_there = usize::try_from(index).unwrap();
                assert_eq!(flat(&proof), theirs.prove_inclusion(index_there).as_bytes(), "{index} in {size}");
            }
            for old in SIZES.into_iter().filter(|&old| old < size && old > 0) {
                let proof = tree.consistency(old, size).unwrap();
                let added = usize::try_from(size - old).unwrap();
                assert_eq!(flat(&proof), theirs.prove_consistency(added).as_bytes(), "{old} to {size}");
            }
        }
        theirs.push(leaf(size));
        frontier.push(leaf_hash(&leaf(size)));
    }
}

#[test]
fn tlog_tiles_accepts_our_proofs_and_refuses_them_elsewhere() {
    let tree = ours();
    for size in SIZES {
        let root = tree.root_at(size).unwrap();
        for index in indices(size) {
            let leaf = tree.leaf(index).unwrap();
            let proof = tree.inclusion(index, size).unwrap();
            let theirs: Vec<_> = proof.iter().map(tlog).collect();
            verify_inclusion(index, size, &leaf, &proof, &root).unwrap();
            tlog_tiles::check_record(&theirs, size, tlog(&root), index, tlog(&leaf)).unwrap();
            let wrong = TreeHash([0; 32]);
            assert!(verify_inclusion(index, size, &wrong, &proof, &root).is_err());
            assert!(tlog_tiles::check_record(&theirs, size, tlog(&root), index, tlog(&wrong)).is_err());
        }
        for old in SIZES.into_iter().filter(|&old| old <= size && old > 0) {
            let old_root = tree.root_at(old).unwrap();
            let proof = tree.consistency(old, size).unwrap();
            let theirs: Vec<_> = proof.iter().map(tlog).collect();
            verify_consistency(old, &old_root, size, &root, &proof).unwrap();
            tlog_tiles::check_tree(&theirs, size, tlog(&root), old, tlog(&old_root)).unwrap();
        }
    }
}

#[test]
fn the_edges_of_consistency_are_as_the_format_fixes_them() {
    let tree = ours();
    let empty = tree.root_at(0).unwrap();
    let root = tree.root_at(7).unwrap();
    let other = tree.root_at(6).unwrap();
    assert!(verify_consistency(0, &empty, 7, &root, &[]).is_ok());
    assert!(verify_consistency(0, &empty, 7, &root, &[other]).is_err());
    assert!(verify_consistency(0, &other, 7, &root, &[]).is_err());
    assert!(verify_consistency(0, &empty, 0, &empty, &[]).is_ok());
    assert!(verify_consistency(7, &root, 7, &root, &[]).is_ok());
    assert!(verify_consistency(7, &root, 7, &other, &[]).is_err());
    assert!(verify_consistency(7, &root, 7, &root, &[other]).is_err());
    assert!(verify_consistency(7, &root, 6, &other, &[]).is_err());
    assert!(verify_inclusion(u64::MAX, u64::MAX, &root, &[], &root).is_err());
    assert!(verify_inclusion(u64::MAX - 1, u64::MAX, &root, &[], &root).is_err());
    assert!(verify_consistency(1, &root, u64::MAX, &root, &[]).is_err());
    assert!(tree.inclusion(7, 7).is_err() && tree.inclusion(6, 7).is_ok());
    assert!(tree.root_at(LARGEST).is_ok() && tree.root_at(LARGEST + 1).is_err());
    assert!(tree.consistency(8, 7).is_err());
}

const ORIGIN: &str = "example.org/test-00000000";

fn signed() -> (LogVerifier, Checkpoint, String) {
    let key = LogKey::from_seed(&[1; 32]);
    let checkpoint = Checkpoint { origin: ORIGIN.into(), size: 257, root: ours().root_at(257).unwrap() };
    let note = checkpoint.sign(&key);
    (LogVerifier::new(ORIGIN, &key.public()).unwrap(), checkpoint, note)
}

fn judge(vkey: &str) -> signed_note::VerifierList {
    let verifier = signed_note::StandardVerifier::new(vkey).unwrap();
    signed_note::VerifierList::new(vec![Box::new(verifier)])
}

#[test]
fn signed_note_and_tlog_tiles_read_our_checkpoint() {
    let (verifier, checkpoint, note) = signed();
    let theirs = signed_note::Note::from_bytes(note.as_bytes()).unwrap();
    let (verified, unverified) = theirs.verify(&judge(&verifier.to_vkey())).unwrap();
    assert_eq!((verified.len(), unverified.len()), (1, 0));
    let read = tlog_tiles::Checkpoint::from_bytes(theirs.text()).unwrap();
    assert_eq!((read.origin(), read.size(), read.hash().0), (ORIGIN, 257, checkpoint.root.0));
    assert_eq!(read.to_bytes(), checkpoint.body().into_bytes());
}

#[test]
fn a_checkpoint_that_signed_note_signs_opens_here() {
    let secret = [&[1u8], [7u8; 32].as_slice()].concat();
    let public = LogKey::from_seed(&[7; 32]).public();
    let verifier = LogVerifier::new(ORIGIN, &public).unwrap();
    let id = yishi_log::note::key_id(ORIGIN, 1, &public);
    let encoded = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, secret);
    let skey = format!("PRIVATE+KEY+{ORIGIN}+{}+{encoded}", hex::encode(id));
    let signer = signed_note::StandardSigner::new(&skey).unwrap();
    let (_, checkpoint, _) = signed();
    let mut note = signed_note::Note::new(checkpoint.body().as_bytes(), &[]).unwrap();
    note.add_sigs(&[&signer]).unwrap();
    assert_eq!(verifier.open(&note.to_bytes()).unwrap(), checkpoint);
}

#[test]
fn lines_of_unknown_keys_are_passed_over_and_bad_lines_of_the_known_key_are_not() {
    let (verifier, checkpoint, note) = signed();
    let id = yishi_log::note::key_id(ORIGIN, 1, &verifier.public());
    let open = |extra: &str| verifier.open(format!("{note}{extra}").as_bytes());
    assert_eq!(open(&signature_line("someone.example", [1, 2, 3, 4], &[0; 64])).unwrap(), checkpoint);
    assert_eq!(open(&signature_line(ORIGIN, [1, 2, 3, 4], &[0; 64])).unwrap(), checkpoint);
    assert_eq!(open(&signature_line("other.example", id, &[0; 64])).unwrap(), checkpoint);
    let repeated = note.rsplit_once("\n\n").unwrap().1;
    assert_eq!(open(repeated).unwrap(), checkpoint);
    assert!(open(&signature_line(ORIGIN, id, &[0; 64])).is_err());
    assert!(open(&signature_line(ORIGIN, id, &[0; 63])).is_err());
}

#[test]
fn the_example_of_the_signed_note_specification_verifies() {
    let vkey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    let verifier = LogVerifier::parse(vkey).unwrap();
    assert_eq!(verifier.to_vkey(), vkey);
    let note = "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
    // It is a note, but not a checkpoint: the form is refused before the signature is looked at.
    assert!(yishi_log::note::Note::parse(note.as_bytes()).is_ok());
    assert!(matches!(
        verifier.open(note.as_bytes()),
        Err(yishi_log::checkpoint::CheckpointError::Malformed(_))
    ));
}

#[test]
fn a_checkpoint_is_refused_unless_it_has_exactly_its_three_lines_in_their_only_spelling() {
    let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
    let line = signature_line("a", [1; 4], &[1; 64]);
    let parse = |body: &str| Checkpoint::parse_unverified(format!("{body}\n{line}").as_bytes());
    assert!(parse(&format!("a\n0\n{root}\n")).is_ok());
    assert!(parse(&format!("a\n9223372036854775807\n{root}\n")).is_ok());
    for body in [
        format!("a\n9223372036854775808\n{root}\n"),
        format!("a\n00\n{root}\n"),
        format!("a\n+1\n{root}\n"),
        format!("a\n1\n{root}\nextension\n"),
        format!("a\n1\n{root}\n\n"),
        format!("a\n1\n{root}"),
        format!("\n1\n{root}\n"),
        format!("a b\n1\n{root}\n"),
        format!("a\r\n1\n{root}\n"),
        format!("a\n1\n{}\n", root.replace("2I=", "2J=")),
        format!("a\n1\n{}\n", root.trim_end_matches('=')),
        "a\n1\nAAAA\n".to_owned(),
        "a\n1\n".to_owned(),
    ] {
        assert!(parse(&body).is_err(), "{body:?}");
    }
    let whole = format!("a\n1\n{root}\n\n{line}");
    assert!(Checkpoint::parse_unverified(whole.as_bytes()).is_ok());
    assert!(Checkpoint::parse_unverified(whole.trim_end().as_bytes()).is_err());
    assert!(Checkpoint::parse_unverified(format!("{whole}\n").as_bytes()).is_err());
}
