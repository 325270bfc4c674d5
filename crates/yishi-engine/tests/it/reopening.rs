//! Opening: what was promised is there, snapshots are only a cache, and whatever was lost or changed is found and named.

use crate::support::{open_with, test_ports};
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use yishi_engine::{Anchor, OpenError};
use yishi_log::checkpoint::Checkpoint;
use yishi_log::key::{CommandKey, LogKey};
use yishi_log::tree::empty_root;
use yishi_tally::Choice;
use yishi_testkit::Community;

fn open(community: &Community) -> Result<yishi_engine::Engine, OpenError> {
    let (journal, anchor) = test_ports(&community.stores);
    open_with(&community.cast, &community.stores, &community.clock, journal, anchor)
}

/// A stopped community with a few ballots and no snapshot.
fn stopped() -> Community {
    let (community, poll) = Community::voting(5);
    for voter in &community.cast.residents {
        community.must(&community.desk.order(voter, poll.ballot(voter, Choice::For), vec![]));
    }
    community.engine.shutdown();
    community.stores.snapshots.set_all(BTreeMap::new());
    community
}

#[test]
fn a_book_opens_to_the_same_version_with_and_without_its_snapshot() {
    let mut community = stopped();
    let before = community.engine.version();
    community.reopen().unwrap();
    let without = community.engine.version();
    assert!(community.stores.snapshots.all().is_empty());
    community.reopen().unwrap();
    assert_eq!(community.stores.snapshots.all().keys().copied().collect::<Vec<_>>(), [before.size]);
    let with = community.engine.version();
    for version in [&without, &with] {
        assert_eq!(
            (version.size, version.root, &version.checkpoint),
            (before.size, before.root, &before.checkpoint)
        );
        assert_eq!(version.state, before.state);
        assert_eq!(version.recorded_at, before.recorded_at);
    }
}

#[test]
fn with_a_snapshot_only_what_came_after_it_is_read() {
    let mut community = stopped();
    open(&community).unwrap().shutdown();
    let snapshot = community.stores.snapshots.all();
    community.reopen().unwrap();
    community.must(&community.cast.submission(&community.desk, 1));
    community.engine.shutdown();
    community.stores.snapshots.set_all(snapshot);

    let (journal, anchor) = test_ports(&community.stores);
    let read = journal.read.clone();
    let engine = open_with(&community.cast, &community.stores, &community.clock, journal, anchor).unwrap();
    assert_eq!(engine.version().root, community.engine.version().root);
    assert_eq!(read.load(Ordering::SeqCst), 1);
}

#[test]
fn a_snapshot_with_any_byte_changed_or_cut_off_is_ignored_and_the_entries_are_read_instead() {
    let community = stopped();
    open(&community).unwrap().shutdown();
    let (size, good) = community.stores.snapshots.all().into_iter().next().unwrap();
    let expected = community.engine.version();
    let positions = [0, 15, 16, 47, 48, 100, good.len() / 2, good.len() - 1];
    let flipped = positions.map(|position| {
        let mut bytes = good.clone();
        bytes[position] ^= 1;
        bytes
    });
    let cut = [Vec::new(), good[..48].to_vec(), good[..good.len() - 1].to_vec()];
    for bytes in flipped.into_iter().chain(cut) {
        community.stores.snapshots.set_all([(size, bytes)].into());
        let engine = open(&community).unwrap();
        assert_eq!(engine.version().root, expected.root);
        assert_eq!(engine.version().state, expected.state);
    }
}

#[test]
fn a_snapshot_of_another_book_is_ignored() {
    let community = stopped();
    let other = Community::founded(4);
    other.engine.shutdown();
    let (_, foreign) = other.stores.snapshots.all().into_iter().next().unwrap();
    community.stores.snapshots.set_all([(3, foreign)].into());
    assert_eq!(open(&community).unwrap().version().state, community.engine.version().state);
}

#[test]
fn a_store_behind_its_anchor_is_a_rollback_and_nothing_is_signed() {
    let community = stopped();
    let mut leaves = community.stores.journal.leaves();
    let anchored = leaves.len() as u64;
    leaves.pop();
    community.stores.journal.set_leaves(leaves);
    let Err(OpenError::RolledBack { found, anchored: named }) = open(&community) else { panic!() };
    assert_eq!((found, named), (anchored - 1, anchored));
}

#[test]
fn a_changed_entry_is_found_at_its_index() {
    let community = stopped();
    let good = community.stores.journal.leaves();
    for index in 0..good.len() {
        for position in [1, good[index].len() / 2, good[index].len() - 2] {
            let mut leaves = good.clone();
            leaves[index][position] ^= 1;
            community.stores.journal.set_leaves(leaves);
            let Err(OpenError::Damaged { index: found, .. }) = open(&community) else { panic!("{index}") };
            assert_eq!(found, index as u64, "byte {position}");
        }
    }
}

#[test]
fn swapped_entries_are_found() {
    let community = stopped();
    let mut leaves = community.stores.journal.leaves();
    leaves.swap(4, 5);
    community.stores.journal.set_leaves(leaves);
    assert!(matches!(open(&community), Err(OpenError::Damaged { index: 4, .. })));
}

#[test]
fn a_byte_that_flips_while_the_book_is_open_is_found_when_it_is_read() {
    let community = Community::founded(3);
    let mut leaves = community.stores.journal.leaves();
    leaves[2][10] ^= 1;
    community.stores.journal.set_leaves(leaves);
    assert!(community.engine.leaves(0, 2).is_ok());
    assert!(community.engine.leaves(0, 3).unwrap_err().to_string().contains("entry 2"));
}

#[test]
fn an_unanchored_tail_is_replayed_and_a_forged_one_is_not_taken() {
    let community = stopped();
    let good = community.stores.journal.leaves();
    let mut cut = good.clone();
    let last = cut.pop().unwrap();
    community.stores.journal.set_leaves(cut);
    community.stores.anchor.set(Some(empty_note(&community)));
    open(&community).unwrap().shutdown();
    // The anchor now stands at one entry less: the good tail is taken, a forged one is not.
    let forged = String::from_utf8(last).unwrap().replacen(r#""recorded_at":1"#, r#""recorded_at":2"#, 1);
    let forged = forged.replacen(r#""choice":"for""#, r#""choice":"against""#, 1);
    let mut with_forged = good[..good.len() - 1].to_vec();
    with_forged.push(forged.into_bytes());
    community.stores.journal.set_leaves(with_forged);
    let index = good.len() as u64 - 1;
    assert!(matches!(open(&community), Err(OpenError::Damaged { index: found, .. }) if found == index));
    community.stores.journal.set_leaves(good);
    assert_eq!(open(&community).unwrap().version().size, index + 1);
}

#[test]
fn an_anchor_that_is_gone_or_not_of_this_book_is_named() {
    let community = stopped();
    community.stores.anchor.set(Some(b"nonsense".to_vec()));
    assert!(matches!(open(&community), Err(OpenError::AnchorUnusable(_))));
    let other = yishi_testkit::Cast::of_book("test.example/other-0a1b2c3d", 3);
    let foreign = yishi_testkit::PaperBook::founded(&other).checkpoint();
    community.stores.anchor.set(Some(foreign.into_bytes()));
    assert!(matches!(open(&community), Err(OpenError::AnchorUnusable(_))));
}

/// The checkpoint over no entries, which stands in the anchor before the first.
fn empty_note(community: &Community) -> Vec<u8> {
    let origin = community.cast.origin.clone();
    let checkpoint = Checkpoint { origin, size: 0, root: empty_root() };
    checkpoint.sign(&community.cast.log_key()).into_bytes()
}

#[test]
fn an_empty_book_is_anchored_and_none_with_entries_opens_without_its_anchor() {
    let community = stopped();
    let good = community.stores.journal.leaves();
    community.stores.snapshots.set_all(BTreeMap::new());
    community.stores.anchor.set(None);
    for entries in [1, good.len()] {
        community.stores.journal.set_leaves(good[..entries].to_vec());
        let Err(OpenError::AnchorMissing { found }) = open(&community) else { panic!("{entries}") };
        assert_eq!(found, entries as u64);
        assert_eq!(community.stores.anchor.load().unwrap(), None);
    }
    community.stores.journal.set_leaves(Vec::new());
    assert_eq!(open(&community).unwrap().version().size, 0);
    assert_eq!(community.stores.anchor.load().unwrap(), Some(empty_note(&community)));
    // A crash between the first batch and its anchor: what is there is replayed and anchored.
    community.stores.journal.set_leaves(good.clone());
    assert_eq!(open(&community).unwrap().version().size, good.len() as u64);
}

#[test]
fn a_book_does_not_open_with_the_keys_of_another() {
    let community = stopped();
    let (journal, anchor) = test_ports(&community.stores);
    let mut ports =
        crate::support::ports(&community.cast, &community.stores, &community.clock, journal, anchor);
    ports.engine_key = CommandKey::from_seed(&[1; 32]);
    assert!(matches!(yishi_engine::Engine::open(&community.cast.origin, ports), Err(OpenError::WrongKey(_))));

    let (journal, anchor) = test_ports(&community.stores);
    let mut ports =
        crate::support::ports(&community.cast, &community.stores, &community.clock, journal, anchor);
    ports.log_keys = LogKey::from_seed(&[1; 32]).into();
    let refused = yishi_engine::Engine::open(&community.cast.origin, ports);
    assert!(matches!(refused, Err(OpenError::AnchorKey { .. })));
}
