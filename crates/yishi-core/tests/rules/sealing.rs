//! Sealing a poll: the recount, the list of what was counted, and what follows for the matter.

use crate::community::*;
use crate::steps::*;
use sha2::{Digest as _, Sha256};
use yishi_core::*;
use yishi_tally::{Choice, Verdict};

fn digest(indices: &[u64]) -> Digest {
    let bytes: Vec<u8> = indices.iter().flat_map(|index| index.to_be_bytes()).collect();
    Digest(Sha256::digest(bytes).into())
}

/// Casts the ballots of the council of grid 1 in the order of its voters, then closes the poll.
fn voted(community: &mut Community, choices: &[Choice]) -> (MatterId, PollId, Vec<Event>) {
    let (matter, poll) = community.grid_poll();
    for (voter, choice) in GRID_VOTERS.iter().zip(choices) {
        community.vote(poll, voter, *choice);
    }
    let events = community.close_poll(poll);
    (matter, poll, events)
}

fn charter_with(trigger: EscalationTrigger) -> Charter {
    let mut charter = minimal_charter();
    charter.escalation.retain(|rule| rule.on == EscalationTrigger::DeadlineMissed);
    charter.escalation.push(EscalationClause { id: id("the-rule"), on: trigger });
    charter
}

fn escalated_by(events: &[Event]) -> Option<&EscalationCause> {
    events.iter().find_map(|event| match event {
        Event::MatterEscalated(event) => Some(&event.cause),
        _ => None,
    })
}

const YES: Choice = Choice::For;
const NO: Choice = Choice::Against;

#[test]
fn sealing_names_every_counted_and_every_replaced_ballot() {
    let mut community = Community::minimal();
    let (_, poll) = community.grid_poll();
    let first = community.index;
    for voter in ["worker-1", "steward-1", "worker-1", "neighbour-1-1", "steward-1"] {
        community.vote(poll, voter, YES);
    }
    let events = community.close_poll(poll);
    let sealed = sealing(&events);
    assert_eq!((sealed.counted, sealed.replaced), (3, 2));
    assert_eq!((sealed.first_index, sealed.last_index), (Some(first + 2), Some(first + 4)));
    assert_eq!(sealed.counted_digest, digest(&[first + 2, first + 3, first + 4]));
    assert_eq!(sealed.replaced_digest, digest(&[first, first + 1]));
    assert_eq!(sealed.tally.totals, community.poll(poll).totals);
    assert_eq!(community.poll(poll).status, PollStatus::Sealed { sealing: Box::new(sealed.clone()) });
}

#[test]
fn a_poll_without_a_ballot_is_sealed_too() {
    let mut community = Community::minimal();
    let (_, _, events) = voted(&mut community, &[]);
    let sealed = sealing(&events);
    assert_eq!((sealed.first_index, sealed.last_index, sealed.counted), (None, None, 0));
    assert_eq!(sealed.counted_digest, digest(&[]));
    assert_eq!(sealed.tally.verdict, Verdict::NoQuorum);
}

#[test]
fn the_recount_decides_and_not_the_running_totals() {
    let mut community = Community::minimal();
    let (_, poll) = community.grid_poll();
    for voter in GRID_VOTERS {
        community.vote(poll, voter, NO);
    }
    let mut wrong = (**community.state.polls.get(&poll).unwrap()).clone();
    wrong.totals.heads.for_ = 4;
    community.state.polls.insert(poll, std::sync::Arc::new(wrong));
    let events = community.close_poll(poll);
    assert_eq!(sealing(&events).tally.totals.heads.for_, 0);
    assert_eq!(sealing(&events).tally.verdict, Verdict::Failed);
    assert_eq!(community.poll(poll).totals, community.poll(poll).recount());
}

#[test]
fn a_passed_vote_waits_for_its_certification() {
    let mut community = Community::minimal();
    let (matter, poll, events) = voted(&mut community, &[YES, YES, NO]);
    assert_eq!(sealing(&events).tally.verdict, Verdict::Passed);
    assert_eq!(events.len(), 1);
    assert_eq!(community.proposal(community.poll(poll).proposal).status, ProposalStatus::Passed);
    assert_eq!(community.matter(matter).stage, MatterStage::Deliberating);
}

#[test]
fn a_majority_of_one_bench_alone_does_not_pass() {
    let mut community = Community::minimal();
    let (_, _, events) = voted(&mut community, &[NO, NO, YES, YES]);
    assert_eq!(sealing(&events).tally.verdict, Verdict::Tied);
    let mut community = Community::minimal();
    community.seat("grid-1", "neighbour", "resident-1-1");
    let (_, poll) = community.grid_poll();
    for (voter, choice) in [
        ("worker-1", NO),
        ("steward-1", NO),
        ("neighbour-1-1", YES),
        ("neighbour-1-2", YES),
        ("resident-1-1", YES),
    ] {
        community.vote(poll, voter, choice);
    }
    let events = community.close_poll(poll);
    let outcomes: Vec<_> = sealing(&events).tally.requirements.iter().map(|it| it.met).collect();
    assert_eq!((outcomes, sealing(&events).tally.verdict), (vec![true, true, false], Verdict::Failed));
}

#[test]
fn the_quorum_is_reached_with_three_of_four_seats() {
    let mut community = Community::minimal();
    let (_, _, events) = voted(&mut community, &[YES, YES]);
    assert_eq!(sealing(&events).tally.verdict, Verdict::NoQuorum);
    let mut community = Community::minimal();
    let (_, _, events) = voted(&mut community, &[YES, YES, Choice::Abstain]);
    assert_eq!(sealing(&events).tally.verdict, Verdict::Passed);
}

#[test]
fn no_quorum_a_tie_and_a_refusal_move_the_matter_up_where_the_charter_says_so() {
    let cases: [(EscalationTrigger, &[Choice], Verdict); 3] = [
        (EscalationTrigger::NoQuorum, &[YES], Verdict::NoQuorum),
        (EscalationTrigger::Tie, &[YES, YES, NO, NO], Verdict::Tied),
        (EscalationTrigger::Refused, &[YES, NO, NO, NO], Verdict::Failed),
    ];
    for (trigger, choices, verdict) in cases {
        let mut community = Community::settled(charter_with(trigger));
        let (matter, poll, events) = voted(&mut community, choices);
        assert_eq!(sealing(&events).tally.verdict, verdict);
        assert_eq!(escalated_by(&events), Some(&EscalationCause::Rule { rule: id("the-rule") }));
        assert_eq!(community.matter(matter).council, id("community"));
        assert_eq!(community.proposal(community.poll(poll).proposal).status, ProposalStatus::Failed);
        for (other, choices, _) in cases.iter().filter(|(other, ..)| *other != trigger) {
            let mut community = Community::settled(charter_with(trigger));
            let (matter, _, events) = voted(&mut community, choices);
            assert_eq!(escalated_by(&events), None, "{other:?} under a rule for {trigger:?}");
            assert_eq!(community.matter(matter).stage, MatterStage::Deliberating);
        }
    }
}

#[test]
fn the_highest_councils_refusal_closes_the_matter() {
    let mut community = Community::minimal();
    let (matter, proposal) = community.community_proposal();
    let poll = community.open_poll(proposal, "council", PollScope::Council);
    for voter in COMMUNITY_VOTERS {
        community.vote(poll, voter, NO);
    }
    let events = community.close_poll(poll);
    assert_eq!(events[1], MatterClosed { matter, closure: Closure::Refused }.into());
    assert_eq!(community.matter(matter).stage, MatterStage::Closed);
    assert!(community.state.obligations.is_empty(), "{:?}", community.state.obligations);
}

#[test]
fn a_refusal_at_the_top_does_not_close_a_matter_with_another_open_proposal() {
    let mut community = Community::minimal();
    let (matter, proposal) = community.community_proposal();
    let second = community.propose(matter, 25);
    for (proposal, closes) in [(proposal, false), (second, true)] {
        let poll = community.open_poll(proposal, "council", PollScope::Council);
        for voter in COMMUNITY_VOTERS {
            community.vote(poll, voter, NO);
        }
        community.close_poll(poll);
        assert_eq!(community.matter(matter).stage == MatterStage::Closed, closes);
    }
}

#[test]
fn a_tie_at_the_top_leaves_the_matter_to_another_proposal() {
    let mut community = Community::minimal();
    let (matter, proposal) = community.community_proposal();
    let poll = community.open_poll(proposal, "council", PollScope::Council);
    for (voter, choice) in COMMUNITY_VOTERS.iter().zip([YES, YES, NO, NO]) {
        community.vote(poll, voter, choice);
    }
    let events = community.close_poll(poll);
    assert_eq!((sealing(&events).tally.verdict, events.len()), (Verdict::Tied, 1));
    assert_eq!(community.matter(matter).stage, MatterStage::Deliberating);
    let again = community.propose(matter, 26);
    community.open_poll(again, "council", PollScope::Council);
}

#[test]
fn a_deadline_that_passed_during_the_vote_counts_right_after_it() {
    let mut community = Community::minimal();
    let (matter, proposal) = community.grid_proposal();
    let deadline = community.matter(matter).decide_by_ms;
    community.wait_until(TimeMs(deadline.0 - HOUR_MS));
    let poll = community.open_poll(proposal, "council", PollScope::Council);
    assert_eq!(community.wait_until(deadline), [], "the clock stands while the vote is open");
    for voter in GRID_VOTERS {
        community.vote(poll, voter, NO);
    }
    let events = community.close_poll(poll);
    assert_eq!(escalated_by(&events), Some(&EscalationCause::Rule { rule: id("deadline") }));
    assert_eq!(community.matter(matter).council, id("community"));
}
