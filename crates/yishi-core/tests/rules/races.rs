//! Random ballots race for the rights of a poll: one right, one counted ballot, whoever comes by which channel and how often.

use crate::community::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use yishi_core::*;
use yishi_tally::Choice;

#[derive(Clone, Debug)]
struct Attempt {
    right: usize,
    member: usize,
    choice: Choice,
    assisted: bool,
    minutes: u64,
}

const RIGHTS: [&str; 5] =
    ["resident-1-1", "resident-1-2+resident-1-3", "resident-1-4", "absent-owner", "resident-1-2"];
const MEMBERS: [&str; 6] =
    ["resident-1-1", "resident-1-2", "resident-1-3", "resident-1-4", "absent-owner", "resident-1-5"];

fn attempts() -> impl Strategy<Value = Vec<Attempt>> {
    let choices = prop::sample::select(vec![Choice::For, Choice::Against, Choice::Abstain]);
    let attempt = (0..RIGHTS.len(), 0..MEMBERS.len(), choices, any::<bool>(), 0_u64..600);
    let attempt = attempt.prop_map(|(right, member, choice, assisted, minutes)| Attempt {
        right,
        member,
        choice,
        assisted,
        minutes,
    });
    prop::collection::vec(attempt, 0..60)
}

fn owners_poll() -> (Community, PollId) {
    let mut community = Community::minimal();
    let (_, proposal) = community.grid_proposal();
    community.post(proposal, "7d");
    let poll = community.open_poll(proposal, "cc278-ordinary", PollScope::Building(id("building-1")));
    (community, poll)
}

/// What has to hold after every entry.
fn invariant_one_counted_ballot_for_a_right(poll: &Poll) {
    assert_eq!(poll.totals, poll.recount());
    let counted: BTreeSet<u64> = poll.ballots.values().map(|ballot| ballot.index).collect();
    let replaced: BTreeSet<u64> = poll.replaced.iter().copied().collect();
    assert_eq!(counted.len(), poll.ballots.len());
    assert_eq!(replaced.len(), poll.replaced.len());
    assert!(counted.is_disjoint(&replaced));
    assert!(poll.ballots.keys().all(|right| poll.roll.rights.contains_key(right)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn one_right_has_one_counted_ballot(attempts in attempts()) {
        let (mut community, poll) = owners_poll();
        let closes_at = community.poll(poll).closes_at_ms;
        let mut expected: BTreeMap<VotingRightId, (u64, Choice, Channel)> = BTreeMap::new();
        let mut accepted = 0;
        for attempt in attempts {
            community.at.0 += attempt.minutes * MINUTE_MS;
            community.fire_due();
            let (name, index) = (MEMBERS[attempt.member], community.index);
            let order = community.ballot(poll, RIGHTS[attempt.right], attempt.choice);
            let key = order.right.clone();
            let by = if attempt.assisted { assisting("clerk", name) } else { actor(name) };
            let in_time = community.at < closes_at;
            let holds = key.0.split('+').any(|holder| holder == name) && key.0.as_ref() != "resident-1-2";
            let own_stands = expected.get(&key).is_some_and(|(_, _, channel)| *channel == Channel::OwnKey);
            let allowed = in_time && holds && !(attempt.assisted && own_stands);
            let outcome = community.try_order(by, order.into());
            prop_assert_eq!(outcome.is_ok(), allowed, "{:?}", outcome);
            if allowed {
                accepted += 1;
                let channel = if attempt.assisted { Channel::Assisted } else { Channel::OwnKey };
                expected.insert(key, (index, attempt.choice, channel));
            }
            invariant_one_counted_ballot_for_a_right(community.poll(poll));
        }
        if community.at < closes_at {
            community.wait_until(closes_at);
        }
        let sealed = match &community.poll(poll).status {
            PollStatus::Sealed { sealing } => sealing.clone(),
            PollStatus::Open | PollStatus::Opening { .. } => panic!("still open"),
        };
        let found: BTreeMap<_, _> = community.poll(poll).ballots.iter()
            .map(|(right, ballot)| (right.clone(), (ballot.index, ballot.content.participation().unwrap(), ballot.channel)))
            .collect();
        prop_assert_eq!(&found, &expected);
        prop_assert_eq!(sealed.counted, expected.len() as u64);
        prop_assert_eq!(sealed.counted + sealed.replaced, accepted);
        prop_assert_eq!(&sealed.tally.totals, &community.poll(poll).recount());
    }
}
