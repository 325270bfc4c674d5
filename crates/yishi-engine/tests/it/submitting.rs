//! What an accepted command gets: an entry, its events, a version and a receipt, the same for ever.

use curve25519_dalek::{EdwardsPoint, Scalar};
use sha2::{Digest, Sha512};
use yishi_core::Event;
use yishi_log::dsse::{COMMAND_TYPE, pae};
use yishi_log::key::VerifyingKey;
use yishi_log::leaf::Leaf;
use yishi_log::receipt::Receipt;
use yishi_log::tree::{leaf_hash, verify_consistency};
use yishi_tally::Choice;
use yishi_testkit::{Community, Person};

#[test]
fn an_accepted_command_is_in_the_journal_and_in_the_version_that_comes_with_the_answer() {
    let (community, poll) = Community::voting(3);
    let voter = &community.cast.residents[0];
    let ballot = community.desk.order(voter, poll.ballot(voter, Choice::For), vec![]);

    let accepted = community.must(&ballot);

    let leaves = community.stores.journal.leaves();
    assert_eq!(accepted.index + 1, leaves.len() as u64);
    assert_eq!(accepted.leaf_hash, leaf_hash(leaves.last().unwrap()));
    assert_eq!(accepted.version.size, accepted.index + 1);
    assert!(!accepted.replayed);
    assert!(matches!(&accepted.events[..], [Event::BallotCast(cast)] if cast.member == voter.id));
    assert_eq!(accepted.version.state.polls[&poll.poll].ballots.len(), 1);
    assert_eq!(community.engine.version().size, accepted.version.size);
}

#[test]
fn every_entry_has_a_receipt_under_the_checkpoint_of_any_later_version() {
    let community = Community::founded(3);
    let version = community.engine.version();
    let leaves = community.stores.journal.leaves();
    for (index, leaf) in (0..).zip(&leaves) {
        let receipt = community.engine.receipt(index, &version).unwrap();
        let parsed = Receipt::parse(&receipt.encode()).unwrap();
        parsed.verify(&community.cast.verifier(), leaf).unwrap();
    }
    assert!(community.engine.receipt(version.size, &version).is_none());
    let checkpoint = community.cast.verifier().open(version.checkpoint.as_bytes()).unwrap();
    assert_eq!((checkpoint.size, checkpoint.root), (version.size, version.root));
}

#[test]
fn an_old_version_still_gives_receipts_at_its_own_size() {
    let (community, poll) = Community::voting(3);
    let before = community.engine.version();
    let voter = &community.cast.residents[0];
    community.must(&community.desk.order(voter, poll.ballot(voter, Choice::For), vec![]));

    let receipt = community.engine.receipt(0, &before).unwrap();
    assert_eq!(receipt.checkpoint, *before.checkpoint);
    receipt.verify(&community.cast.verifier(), &community.stores.journal.leaves()[0]).unwrap();
    assert!(community.engine.receipt(before.size, &before).is_none());

    let after = community.engine.version();
    let proof = community.engine.consistency(before.size, after.size).unwrap();
    verify_consistency(before.size, &before.root, after.size, &after.root, &proof).unwrap();
}

#[test]
fn the_same_command_again_gets_the_same_entry_also_after_it_expired_and_after_a_restart() {
    let (mut community, poll) = Community::voting(3);
    let voter = community.cast.residents[0].clone();
    let ballot = community.desk.order(&voter, poll.ballot(&voter, Choice::For), vec![]);
    let first = community.must(&ballot);

    let again = community.must(&ballot);
    community.clock.advance_ms(30 * 24 * 60 * 60 * 1000);
    community.reopen().unwrap();
    let much_later = community.must(&ballot);

    for answer in [&again, &much_later] {
        assert!(answer.replayed);
        assert_eq!((answer.index, answer.leaf_hash), (first.index, first.leaf_hash));
        assert_eq!(answer.events, first.events);
    }
}

/// A signature of a command that is as good as the person's own and made with another nonce, which Ed25519 (RFC 8032, 5.1.6)
/// leaves to whoever signs: R = rB, s = r + H(R, A, M)·a.
fn signed_otherwise(person: &Person, command: &[u8]) -> [u8; 64] {
    let wide = |parts: &[&[u8]]| <[u8; 64]>::from(Sha512::digest(parts.concat()));
    let [mut secret, _] = *wide(&[person.key_seed()]).as_chunks::<32>().0 else { unreachable!("64 bytes") };
    secret[0] &= 248;
    secret[31] = secret[31] & 127 | 64;
    let secret = Scalar::from_bytes_mod_order(secret);
    let public = person.public().0;
    assert_eq!(EdwardsPoint::mul_base(&secret).compress().0, public);
    let message = pae(COMMAND_TYPE, command);
    let nonce = Scalar::from_bytes_mod_order_wide(&wide(&[b"another nonce"]));
    let point = EdwardsPoint::mul_base(&nonce).compress().0;
    let challenge = Scalar::from_bytes_mod_order_wide(&wide(&[&point, &public, &message]));
    let mut signature = [0; 64];
    signature[..32].copy_from_slice(&point);
    signature[32..].copy_from_slice((nonce + challenge * secret).as_bytes());
    signature
}

#[test]
fn the_same_command_under_another_good_signature_is_the_same_command_also_after_a_restart() {
    let (mut community, poll) = Community::voting(3);
    let voter = community.cast.residents[0].clone();
    let ballot = community.desk.order(&voter, poll.ballot(&voter, Choice::For), vec![]);
    let mut other = ballot.clone();
    other.command.signature = signed_otherwise(&voter, &ballot.command.bytes);
    assert_ne!(other.command.signature, ballot.command.signature);
    let key = VerifyingKey::from_bytes(&voter.public().0).unwrap();
    key.verify_payload(COMMAND_TYPE, &other.command.bytes, &other.command.signature).unwrap();

    let first = community.must(&ballot);
    let leaves = community.stores.journal.leaves();
    let again = community.must(&other);
    community.reopen().unwrap();
    let later = community.must(&other);

    for answer in [&again, &later] {
        assert!(answer.replayed, "a signature tells no two commands apart");
        assert_eq!((answer.index, answer.leaf_hash), (first.index, first.leaf_hash));
        assert_eq!(answer.events, first.events);
    }
    assert_eq!(community.stores.journal.leaves(), leaves, "the entry keeps the signature that came first");
}

#[test]
fn whichever_signature_comes_first_stands_and_one_that_does_not_verify_gets_no_answer_of_the_entry() {
    let (community, poll) = Community::voting(3);
    let voter = &community.cast.residents[0];
    let ballot = community.desk.order(voter, poll.ballot(voter, Choice::For), vec![]);
    let mut other = ballot.clone();
    other.command.signature = signed_otherwise(voter, &ballot.command.bytes);
    let first = community.must(&other);
    let leaf = community.stores.journal.leaves().pop().unwrap();
    assert_eq!(Leaf::parse(&leaf).unwrap().signature, other.command.signature);
    let again = community.must(&ballot);
    assert_eq!((again.index, again.replayed), (first.index, true));
    let mut forged = ballot;
    forged.command.signature[63] ^= 1;
    assert!(community.submit(&forged).is_err(), "a bad signature is refused, whatever stands");
}

#[test]
fn leaves_are_given_in_pieces_of_at_most_256_and_never_beyond_the_head() {
    let (community, poll) = Community::voting(300);
    for voter in &community.cast.residents {
        community.must(&community.desk.order(voter, poll.ballot(voter, Choice::For), vec![]));
    }
    let size = community.engine.version().size;
    let stored = community.stores.journal.leaves();
    assert_eq!(community.engine.leaves(0, size).unwrap(), stored[..256]);
    assert_eq!(community.engine.leaves(256, u64::MAX).unwrap(), stored[256..]);
    assert!(community.engine.leaves(size, size + 1).unwrap().is_empty());
    assert!(community.engine.leaves(5, 4).unwrap().is_empty());
    assert_eq!(community.engine.leaf_hash(0), Some(leaf_hash(&stored[0])));
    assert_eq!(community.engine.leaf_hash(size), None);
}

#[test]
fn whoever_watches_the_head_sees_it_move() {
    let community = Community::founded(3);
    let mut heads = community.engine.heads();
    let before = heads.borrow_and_update().size;
    let order = community.cast.submission(&community.desk, 1);
    community.must(&order);
    assert!(heads.has_changed().unwrap());
    assert_eq!(heads.borrow().size, before + 1);
}

#[test]
fn after_shutdown_commands_are_turned_away_and_the_book_can_still_be_read() {
    let community = Community::founded(3);
    community.engine.shutdown();
    let order = community.cast.submission(&community.desk, 1);
    assert!(matches!(community.submit(&order), Err(yishi_engine::SubmitError::Closed)));
    assert!(!community.engine.leaves(0, 1).unwrap().is_empty());
    community.engine.shutdown();
}
