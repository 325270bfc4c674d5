//! Witnesses: no result becomes final before the quorum has cosigned its sealing; everything else goes on, and a book that is
//! behind what was cosigned is not written to.

use yishi_book::Refusal;
use yishi_core::CertifyResolution;
use yishi_engine::memory::MemoryCosigned;
use yishi_engine::{Against, CosignedStore, Engine, OpenError, SubmitError, TakeError, Version, Witnessing};
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::cosignature::Cosigner;
use yishi_log::key::WitnessKey;
use yishi_log::policy::Policy;
use yishi_log::tile::{TileKind, TilePath};
use yishi_tally::Choice;
use yishi_testkit::{Community, OpenedPoll, Order, Stores};

fn witness(number: u8) -> Cosigner {
    Cosigner::new(&format!("witness.example/{number}"), WitnessKey::from_seed(&[200 + number; 32])).unwrap()
}

/// Three witnesses, of whom `quorum` must have cosigned.
fn policy(community: &Community, quorum: &str) -> Policy {
    let vkeys = [1, 2, 3].map(|number| witness(number).verifier().to_vkey());
    let text = format!(
        "log {}\nwitness one {}\nwitness two {}\nwitness three {}\ngroup two-of-three 2 one two three\nquorum {quorum}\n",
        community.cast.verifier().to_vkey(),
        vkeys[0],
        vkeys[1],
        vkeys[2]
    );
    Policy::parse(text.as_bytes()).unwrap()
}

fn watched(community: &Community, store: &MemoryCosigned) -> Result<(), OpenError> {
    let policy = policy(community, "two-of-three");
    community.engine.require_witnesses(Witnessing { policy, store: Box::new(store.clone()) })
}

fn cosign(engine: &Engine, version: &Version, numbers: &[u8]) -> Result<(), TakeError> {
    let body =
        Checkpoint { origin: engine.origin().to_owned(), size: version.size, root: version.root }.body();
    let lines = numbers.iter().map(|number| witness(*number).cosign(&body, 1_772_413_200).unwrap());
    engine.take_cosignatures(&(version.checkpoint.to_string() + &lines.collect::<String>()))
}

/// A vote that passed and is sealed, and the order that certifies it.
fn passed() -> (Community, OpenedPoll, Order) {
    let (community, poll) = Community::voting(5);
    for voter in &community.cast.residents {
        community.must(&community.desk.order(voter, poll.ballot(voter, Choice::For), vec![]));
    }
    community.clock.advance_to(poll.closes_at_ms);
    community.engine.tick();
    community.see_head();
    let certify = CertifyResolution { poll: poll.poll, document: poll.document };
    let order = community.desk.order(&community.cast.secretary, certify, vec![]);
    (community, poll, order)
}

fn not_witnessed(community: &Community, order: &Order) -> (u64, u64, u64, u64) {
    match community.submit(order) {
        Err(SubmitError::Refused(Refusal::NotWitnessed { sealing, witnessed, good, of, .. })) => {
            (sealing, witnessed, good, of)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_result_becomes_final_with_the_second_of_two_cosignatures_that_the_quorum_asks_for() {
    let (community, _, certify) = passed();
    watched(&community, &MemoryCosigned::default()).unwrap();
    let version = community.engine.version();
    let sealing = version.size - 1;
    assert_eq!(not_witnessed(&community, &certify), (sealing, 0, 0, 3));
    cosign(&community.engine, &version, &[1]).unwrap();
    assert_eq!(not_witnessed(&community, &certify), (sealing, 0, 1, 3));
    community.must(&community.cast.submission(&community.desk, 900));
    cosign(&community.engine, &version, &[3]).unwrap();
    assert!(!community.must(&certify).replayed);
    assert!(community.must(&certify).replayed, "the same command again has the same answer");
}

#[test]
fn a_quorum_on_the_entry_before_the_sealing_is_not_enough() {
    let (community, poll) = Community::voting(5);
    watched(&community, &MemoryCosigned::default()).unwrap();
    for voter in &community.cast.residents {
        community.must(&community.desk.order(voter, poll.ballot(voter, Choice::For), vec![]));
    }
    let before = community.engine.version();
    cosign(&community.engine, &before, &[1, 2, 3]).unwrap();
    community.clock.advance_to(poll.closes_at_ms);
    community.engine.tick();
    community.see_head();
    let certify = CertifyResolution { poll: poll.poll, document: poll.document };
    let certify = community.desk.order(&community.cast.secretary, certify, vec![]);
    assert_eq!(not_witnessed(&community, &certify), (before.size, before.size, 0, 3));
    cosign(&community.engine, &community.engine.version(), &[1, 2]).unwrap();
    community.must(&certify);
}

#[test]
fn an_answer_that_stands_is_repeated_also_when_the_policy_came_later() {
    let (community, _, certify) = passed();
    let first = community.must(&certify);
    watched(&community, &MemoryCosigned::default()).unwrap();
    let again = community.must(&certify);
    assert_eq!((again.index, again.replayed), (first.index, true));
}

#[test]
fn without_a_quorum_line_nothing_waits_and_witnesses_still_show() {
    let (community, _, certify) = passed();
    let policy = policy(&community, "none");
    community
        .engine
        .require_witnesses(Witnessing { policy, store: Box::new(MemoryCosigned::default()) })
        .unwrap();
    cosign(&community.engine, &community.engine.version(), &[2]).unwrap();
    let seen = community.engine.witnessed(0).unwrap();
    assert_eq!((seen.good.as_slice(), seen.of), (["two".to_owned()].as_slice(), 3));
    community.must(&certify);
}

#[test]
fn each_entry_shows_the_best_checkpoint_that_covers_it() {
    let (community, _, _) = passed();
    let engine = &community.engine;
    watched(&community, &MemoryCosigned::default()).unwrap();
    let old = engine.version();
    cosign(engine, &old, &[1, 2]).unwrap();
    community.must(&community.cast.submission(&community.desk, 900));
    let new = engine.version();
    assert_eq!(engine.witnessed(old.size - 1).unwrap().good, ["one", "two"]);
    assert_eq!(engine.witnessed(old.size), None);
    assert_eq!(engine.head_checkpoint(), new.checkpoint);
    cosign(engine, &new, &[3]).unwrap();
    assert_eq!(engine.witnessed(old.size - 1).unwrap().good, ["one", "two"]);
    assert_eq!(engine.witnessed(old.size).unwrap().good, ["three"]);
    assert_eq!(engine.published_checkpoint(), Some(engine.confirmed().unwrap().note.clone()));
    assert_eq!(engine.confirmed().unwrap().checkpoint.size, old.size);
    assert!(engine.head_checkpoint().lines().count() > new.checkpoint.lines().count());
    cosign(engine, &new, &[1]).unwrap();
    assert_eq!(engine.confirmed().unwrap().good, ["one", "three"], "cosignatures of one checkpoint add up");
}

#[test]
fn nothing_is_published_beyond_what_the_quorum_has_cosigned() {
    let (community, _, _) = passed();
    let engine = &community.engine;
    let served = |size: u64| {
        let there = |path: &TilePath| match path.kind() {
            TileKind::Entries => engine.entry_bundle(path).unwrap().is_some(),
            TileKind::Hashes { .. } => engine.tile(path).unwrap().is_some(),
        };
        let paths: Vec<_> = TilePath::all(size).collect();
        (paths.iter().filter(|path| there(path)).count(), paths.len())
    };
    let old = engine.version();
    assert_eq!(engine.published_checkpoint(), Some(old.checkpoint.clone()), "without a policy the head");
    assert_eq!(served(old.size), (2, 2));
    watched(&community, &MemoryCosigned::default()).unwrap();
    cosign(engine, &old, &[1]).unwrap();
    assert_eq!((engine.published_checkpoint(), served(old.size)), (None, (0, 2)));
    cosign(engine, &old, &[2]).unwrap();
    community.must(&community.cast.submission(&community.desk, 900));
    let new = engine.version();
    assert_eq!((served(old.size), served(new.size)), ((2, 2), (0, 2)));
    cosign(engine, &new, &[1, 3]).unwrap();
    assert_eq!(served(new.size), (2, 2));
}

#[test]
fn what_is_cosigned_is_there_after_a_restart() {
    let (mut community, _, certify) = passed();
    let store = MemoryCosigned::default();
    watched(&community, &store).unwrap();
    cosign(&community.engine, &community.engine.version(), &[1, 2]).unwrap();
    let confirmed = community.engine.confirmed();
    community.reopen().unwrap();
    watched(&community, &store).unwrap();
    assert_eq!(community.engine.confirmed(), confirmed);
    community.must(&certify);
}

#[test]
fn strangers_and_bad_cosignatures_count_for_nothing_and_are_not_kept() {
    let (community, _, _) = passed();
    let (engine, store) = (&community.engine, MemoryCosigned::default());
    watched(&community, &store).unwrap();
    let version = engine.version();
    cosign(engine, &version, &[4, 5]).unwrap();
    assert_eq!((engine.newest_cosigned(), store.load().unwrap()), (None, None));
    cosign(engine, &version, &[1]).unwrap();
    let kept = engine.newest_cosigned().unwrap();
    let other = Checkpoint { origin: engine.origin().to_owned(), size: 1, root: version.root };
    let bad = witness(1).cosign(&other.body(), 5).unwrap();
    engine.take_cosignatures(&(version.checkpoint.to_string() + &bad)).unwrap();
    assert_eq!(engine.newest_cosigned().unwrap(), kept, "a bad line takes nothing away");
}

#[test]
fn a_checkpoint_that_is_not_of_this_book_is_not_taken() {
    let (community, _, _) = passed();
    watched(&community, &MemoryCosigned::default()).unwrap();
    let version = community.engine.version();
    let origin = community.engine.origin().to_owned();
    let sign = |size, root| Checkpoint { origin: origin.clone(), size, root }.sign(&community.cast.log_key());
    let beyond = sign(version.size + 1, version.root);
    assert!(matches!(community.engine.take_cosignatures(&beyond), Err(TakeError::NotOurs { .. })));
    let forked = sign(version.size - 1, version.root);
    assert!(matches!(community.engine.take_cosignatures(&forked), Err(TakeError::NotOurs { .. })));
}

#[test]
fn a_policy_of_another_log_is_refused() {
    let (community, _, _) = passed();
    let other = LogVerifier::new("elsewhere.example/b-00000000", &community.cast.log_key().public()).unwrap();
    let policy = Policy::parse(Policy::of_log(&other).as_bytes()).unwrap();
    let refused =
        community.engine.require_witnesses(Witnessing { policy, store: Box::new(MemoryCosigned::default()) });
    assert!(matches!(refused, Err(OpenError::WrongKey(_))), "{refused:?}");
}

/// The stores as they were: a whole disk put back, anchor included.
fn rolled_back(community: &Community) -> Stores {
    let stores = Stores::default();
    stores.journal.set_leaves(community.stores.journal.leaves());
    let version = community.engine.version();
    stores.anchor.set(Some(version.checkpoint.as_bytes().to_vec()));
    Stores { blobs: community.stores.blobs.clone(), ..stores }
}

#[test]
fn a_whole_disk_that_went_back_shows_against_the_cosigned_checkpoint_that_was_kept() {
    let (mut community, _, _) = passed();
    let (old, store) = (rolled_back(&community), MemoryCosigned::default());
    watched(&community, &store).unwrap();
    community.must(&community.cast.submission(&community.desk, 900));
    let later = community.engine.version();
    cosign(&community.engine, &later, &[1]).unwrap();
    community.stores = old;
    community.reopen().unwrap();
    let refused = watched(&community, &store);
    let Err(OpenError::RolledBack { found, anchored }) = refused else { panic!("{refused:?}") };
    assert_eq!((found + 1, anchored), (later.size, later.size));
    community.must(&community.cast.submission(&community.desk, 901));
    let refused = watched(&community, &store);
    assert!(matches!(refused, Err(OpenError::Damaged { .. })), "another history in its place: {refused:?}");
}

#[test]
fn a_later_checkpoint_that_a_witness_shows_makes_the_book_read_only() {
    let (mut community, _, _) = passed();
    let old = rolled_back(&community);
    community.must(&community.cast.submission(&community.desk, 900));
    let later = community.engine.version().checkpoint.to_string();
    community.stores = old;
    community.reopen().unwrap();
    watched(&community, &MemoryCosigned::default()).unwrap();
    let present = community.engine.version().checkpoint.to_string();
    assert_eq!(community.engine.hold_against(present.as_bytes()).unwrap(), Against::Nothing);
    assert_eq!(community.engine.read_only(), None);
    assert!(
        community.engine.hold_against(b"not a note").is_err(),
        "a lie without the log's signature does nothing"
    );
    assert_eq!(community.engine.read_only(), None);
    assert_eq!(community.engine.hold_against(later.as_bytes()).unwrap(), Against::Everything);
    let reason = community.engine.read_only().unwrap();
    assert!(reason.contains("entries are missing"), "{reason}");
    let order = community.cast.submission(&community.desk, 901);
    assert!(matches!(community.submit(&order), Err(SubmitError::ReadOnly(_))));
    community.engine.release();
    assert!(community.engine.read_only().is_some(), "releasing lets go of nothing else");
}

#[test]
fn a_book_that_is_opened_held_writes_nothing_before_it_is_released() {
    let (community, poll) = Community::voting(3);
    community.engine.shutdown();
    let size = community.engine.version().size;
    community.clock.advance_to(poll.closes_at_ms);
    let engine = crate::support::open_held(&community.cast, &community.stores, &community.clock).unwrap();
    engine.tick();
    assert_eq!(engine.version().size, size);
    assert!(engine.read_only().is_some() && engine.is_held());
    engine.release();
    assert!(!engine.is_held());
    assert_eq!(engine.version().size, size + 1, "what was due is recorded now");
}
