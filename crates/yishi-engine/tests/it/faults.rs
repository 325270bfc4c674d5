//! Every write step fails before persisting, fails after persisting, or the process dies: progress and safety of each.
//!
//! Safety, in all of them: nothing is answered or published that might not be there; nothing is written after the
//! failure. Progress: the book stays readable, and after it is opened again the same command gets its one entry.

use crate::support::{Fail, Switch, gate, open_with, test_ports};
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};
use yishi_engine::{Engine, SubmitError};
use yishi_tally::Choice;
use yishi_testkit::{Community, Order, block_on};

/// A community whose engine is stopped, with a ballot that waits to be cast.
fn community_and_ballot() -> (Community, Order) {
    let (community, poll) = Community::voting(3);
    let voter = &community.cast.residents[0];
    let ballot = community.desk.order(voter, poll.ballot(voter, Choice::For), vec![]);
    community.engine.shutdown();
    (community, ballot)
}

fn submit(engine: &Engine, order: &Order) -> Result<yishi_engine::Accepted, SubmitError> {
    block_on(engine.submit(order.command.clone(), order.texts.clone()))
}

/// Lets a port fail once, and says what stands in the journal afterwards and whether the retry found its entry there.
fn fail_once(fail: Fail, which: fn(&Switch, &Switch) -> Switch) -> (u64, bool) {
    let (community, ballot) = community_and_ballot();
    let (journal, anchor) = test_ports(&community.stores);
    let switch = which(&journal.switch, &anchor.switch);
    let engine = open_with(&community.cast, &community.stores, &community.clock, journal, anchor).unwrap();
    let before = engine.version().size;
    switch.set(fail);

    assert!(matches!(submit(&engine, &ballot), Err(SubmitError::ReadOnly(_))));
    switch.set(Fail::Never);

    // Safety: nothing published, nothing more written, also not when the port works again.
    assert_eq!(engine.version().size, before);
    assert!(engine.read_only().unwrap().contains("the disk is gone"));
    let stored = community.stores.journal.leaves().len() as u64;
    let other = community.cast.submission(&community.desk, 9);
    assert!(matches!(submit(&engine, &other), Err(SubmitError::ReadOnly(_))));
    assert_eq!(community.stores.journal.leaves().len() as u64, stored);
    // Progress: still readable; after opening again the command has one entry, at the same index either way.
    assert_eq!(engine.leaves(0, 1).unwrap().len(), 1);
    engine.shutdown();
    let (journal, anchor) = test_ports(&community.stores);
    let engine = open_with(&community.cast, &community.stores, &community.clock, journal, anchor).unwrap();
    let accepted = submit(&engine, &ballot).unwrap();
    assert_eq!(accepted.index, before);
    assert_eq!(engine.version().size, before + 1);
    let receipt = engine.receipt(accepted.index, &accepted.version).unwrap();
    let leaf = &community.stores.journal.leaves()[accepted.index as usize];
    receipt.verify(&community.cast.verifier(), leaf).unwrap();
    (stored - before, accepted.replayed)
}

#[test]
fn a_journal_that_fails_before_persisting_leaves_nothing_and_the_retry_is_a_new_entry() {
    assert_eq!(fail_once(Fail::BeforePersisting, |journal, _| journal.clone()), (0, false));
}

#[test]
fn a_journal_that_fails_after_persisting_leaves_an_unanswered_entry_and_the_retry_finds_it() {
    assert_eq!(fail_once(Fail::AfterPersisting, |journal, _| journal.clone()), (1, true));
}

#[test]
fn an_anchor_that_fails_before_persisting_leaves_an_unanchored_entry_and_the_retry_finds_it() {
    assert_eq!(fail_once(Fail::BeforePersisting, |_, anchor| anchor.clone()), (1, true));
}

#[test]
fn an_anchor_that_fails_after_persisting_leaves_an_unanswered_entry_and_the_retry_finds_it() {
    assert_eq!(fail_once(Fail::AfterPersisting, |_, anchor| anchor.clone()), (1, true));
}

#[test]
fn a_writer_that_dies_leaves_a_book_that_says_so_and_takes_nothing_more() {
    let (community, ballot) = community_and_ballot();
    let (journal, anchor) = test_ports(&community.stores);
    let switch = journal.switch.clone();
    let engine = open_with(&community.cast, &community.stores, &community.clock, journal, anchor).unwrap();
    let before = engine.version();
    assert_eq!(engine.read_only(), None);
    switch.set(Fail::Panic);
    // Whoever waited may learn it a moment before the book knows why.
    assert!(matches!(submit(&engine, &ballot), Err(SubmitError::Closed | SubmitError::ReadOnly(_))));
    engine.shutdown();
    assert!(engine.read_only().unwrap().contains("fault of its own"));
    switch.set(Fail::Never);
    assert!(matches!(submit(&engine, &ballot), Err(SubmitError::ReadOnly(_))));
    assert_eq!(engine.version().size, before.size);
    assert_eq!(engine.leaves(0, 1).unwrap().len(), 1);
    let (journal, anchor) = test_ports(&community.stores);
    let engine = open_with(&community.cast, &community.stores, &community.clock, journal, anchor).unwrap();
    assert_eq!(submit(&engine, &ballot).unwrap().index, before.size);
}

#[test]
fn nothing_is_answered_or_visible_before_it_is_durable_and_what_waits_is_written_together() {
    let (community, poll) = Community::voting(12);
    community.engine.shutdown();
    let (mut journal, anchor) = test_ports(&community.stores);
    let (held, keeper) = gate();
    journal.gate = Some(held);
    let appends = journal.appends.clone();
    let engine = open_with(&community.cast, &community.stores, &community.clock, journal, anchor).unwrap();
    let before = engine.version().size;
    let ballot = |voter| community.desk.sign(voter, poll.ballot(voter, Choice::For));
    let mut context = Context::from_waker(Waker::noop());

    let mut first = pin!(engine.submit(ballot(&community.cast.residents[0]), vec![]));
    assert!(first.as_mut().poll(&mut context).is_pending());
    keeper.reached.recv().unwrap();
    let mut others: Vec<_> = community.cast.residents[1..]
        .iter()
        .map(|voter| Box::pin(engine.submit(ballot(voter), vec![])))
        .collect();
    assert!(others.iter_mut().all(|other| other.as_mut().poll(&mut context).is_pending()));
    assert!(first.as_mut().poll(&mut context).is_pending());
    assert_eq!(engine.version().size, before);

    keeper.pass.send(()).unwrap();
    assert_eq!(block_on(&mut first).unwrap().index, before);
    keeper.reached.recv().unwrap();
    keeper.pass.send(()).unwrap();
    for (index, other) in (before + 1..).zip(others) {
        let accepted = block_on(other).unwrap();
        assert_eq!((accepted.index, accepted.version.size), (index, before + 12));
    }
    assert_eq!(appends.load(Ordering::SeqCst), 2);
}

#[test]
fn a_whole_batch_that_fails_is_answered_as_failed_and_none_of_it_is_published() {
    let (community, poll) = Community::voting(4);
    community.engine.shutdown();
    let (mut journal, anchor) = test_ports(&community.stores);
    let (held, keeper) = gate();
    journal.gate = Some(held);
    let switch = journal.switch.clone();
    let engine = open_with(&community.cast, &community.stores, &community.clock, journal, anchor).unwrap();
    let before = engine.version().size;
    let mut context = Context::from_waker(Waker::noop());
    let mut waiting: Vec<_> = community
        .cast
        .residents
        .iter()
        .map(|voter| {
            Box::pin(engine.submit(community.desk.sign(voter, poll.ballot(voter, Choice::For)), vec![]))
        })
        .collect();
    assert!(waiting[0].as_mut().poll(&mut context).is_pending());
    keeper.reached.recv().unwrap();
    assert!(waiting[1..].iter_mut().all(|other| matches!(other.as_mut().poll(&mut context), Poll::Pending)));
    keeper.pass.send(()).unwrap();
    assert!(block_on(&mut waiting[0]).is_ok());

    keeper.reached.recv().unwrap();
    switch.set(Fail::BeforePersisting);
    keeper.pass.send(()).unwrap();
    for other in waiting.drain(1..) {
        assert!(matches!(block_on(other), Err(SubmitError::ReadOnly(_))));
    }
    assert_eq!(engine.version().size, before + 1);
}

#[test]
fn a_full_queue_turns_commands_away_and_takes_them_again_when_it_is_shorter() {
    const QUEUE: usize = 4_096;
    let (community, ballot) = community_and_ballot();
    let (mut journal, anchor) = test_ports(&community.stores);
    let (held, keeper) = gate();
    journal.gate = Some(held);
    let engine = open_with(&community.cast, &community.stores, &community.clock, journal, anchor).unwrap();
    let submit = || Box::pin(engine.submit(ballot.command.clone(), vec![]));
    let mut context = Context::from_waker(Waker::noop());
    let mut first = submit();
    assert!(first.as_mut().poll(&mut context).is_pending());
    keeper.reached.recv().unwrap();
    let mut waiting: Vec<_> = (0..QUEUE).map(|_| submit()).collect();
    assert!(waiting.iter_mut().all(|one| one.as_mut().poll(&mut context).is_pending()));
    assert!(matches!(submit().as_mut().poll(&mut context), Poll::Ready(Err(SubmitError::Overloaded))));

    keeper.pass.send(()).unwrap();
    assert!(!block_on(first).unwrap().replayed);
    assert!(waiting.into_iter().all(|one| block_on(one).unwrap().replayed));
    assert!(block_on(submit()).unwrap().replayed);
}
