//! Many at once: one voting right, one counted ballot; one nonce, one entry; no gap and no lost answer.

use std::collections::BTreeSet;
use std::thread::scope;
use yishi_tally::Choice;
use yishi_testkit::{Community, block_on};

const RIVALS: usize = 16;

#[test]
fn of_many_ballots_for_one_right_cast_at_once_exactly_one_counts() {
    let (community, poll) = Community::voting(3);
    let voter = &community.cast.residents[0];
    let ballots: Vec<_> = (0..RIVALS)
        .map(|n| if n % 2 == 0 { Choice::For } else { Choice::Against })
        .map(|choice| community.desk.sign(voter, poll.ballot(voter, choice)))
        .collect();
    scope(|threads| {
        for ballot in ballots {
            let engine = community.engine.clone();
            threads.spawn(move || block_on(engine.submit(ballot, vec![])).unwrap());
        }
    });
    let version = community.engine.version();
    let poll = &version.state.polls[&poll.poll];
    assert_eq!((poll.ballots.len(), poll.replaced.len()), (1, RIVALS - 1));
    assert_eq!(poll.totals.heads.participating(), 1);
}

#[test]
fn one_command_sent_by_many_at_once_has_one_entry_and_everybody_is_told_the_same() {
    let (community, poll) = Community::voting(3);
    let voter = &community.cast.residents[0];
    let ballot = community.desk.sign(voter, poll.ballot(voter, Choice::For));
    let before = community.engine.version().size;
    let answers: Vec<_> = scope(|threads| {
        let threads: Vec<_> = (0..RIVALS)
            .map(|_| {
                let (engine, ballot) = (community.engine.clone(), ballot.clone());
                threads.spawn(move || block_on(engine.submit(ballot, vec![])).unwrap())
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(community.engine.version().size, before + 1);
    assert_eq!(answers.iter().filter(|answer| !answer.replayed).count(), 1);
    assert!(answers.iter().all(|answer| answer.index == before && answer.events == answers[0].events));
}

#[test]
fn entries_of_many_writers_at_once_stand_without_gap_and_replay_clean() {
    let (community, poll) = Community::voting(64);
    let before = community.engine.version().size;
    let indices: BTreeSet<u64> = scope(|threads| {
        let threads: Vec<_> = community
            .cast
            .residents
            .chunks(8)
            .map(|voters| {
                let (community, poll) = (&community, &poll);
                threads.spawn(move || {
                    let cast = |voter| community.desk.order(voter, poll.ballot(voter, Choice::For), vec![]);
                    voters.iter().map(|voter| community.must(&cast(voter)).index).collect::<Vec<_>>()
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(indices.into_iter().eq(before..before + 64));
    crate::random::assert_replays(&community);
}
