//! What stands in the state names the entry that said it, and each member finds what others signed in their name.

use crate::community::*;
use crate::registry::{EAST, registration, rotation};
use crate::reviewing;
use yishi_core::*;

/// The entry that was recorded last.
fn last(community: &Community) -> u64 {
    community.index - 1
}

#[test]
fn a_stance_names_the_entry_by_which_it_was_taken_last() {
    let mut community = Community::minimal();
    let submission = community.submit("resident-1-1", 10);
    let stance = |stance| TakeStance { submission, text: words(10), stance, occurred_at_ms: None };
    community.order("resident-1-2", stance(Stance::Support));
    community.order("resident-1-3", stance(Stance::Support));
    let third = last(&community);
    community.order("resident-1-2", stance(Stance::Object));
    let held = |member: &str| {
        let member: MemberId = id(member);
        community.state.submission(&submission).unwrap().stances[&member]
    };
    assert_eq!(held("resident-1-2"), HeldStance { stance: Stance::Object, index: last(&community) });
    assert_eq!(held("resident-1-3"), HeldStance { stance: Stance::Support, index: third });
    invariant_what_stands_names_the_entry_that_said_it(&community);
}

#[test]
fn an_evaluation_and_each_rating_name_their_entries() {
    let mut community = Community::minimal();
    let matter = community.evaluated_matter();
    let opened_at = last(&community);
    community.rate(matter, "delegate-1", 1);
    community.rate(matter, "delegate-1", 5);
    let evaluation = community.matter(matter).evaluation.as_ref().unwrap();
    assert_eq!(evaluation.opened_at, opened_at);
    assert_eq!(evaluation.ratings[&id::<MemberId>("delegate-1")].index, last(&community));
    invariant_what_stands_names_the_entry_that_said_it(&community);
}

#[test]
fn a_bar_names_the_entry_that_declared_it() {
    let (mut community, poll) = reviewing::opened();
    community.order("steward-1", reviewing::bar(poll, "steward-1", "square"));
    let bars = &community.state.poll(&poll).unwrap().bars;
    assert_eq!(bars.values().map(|bar| bar.index).collect::<Vec<_>>(), [last(&community)]);
    invariant_what_stands_names_the_entry_that_said_it(&community);
}

#[test]
fn a_contest_names_its_first_signature_and_its_answer() {
    let mut community = crate::governance::governed();
    let matter = community.grid_matter();
    community.order("resident-1-1", ContestRoute { matter });
    let begun_at = last(&community);
    community.order("resident-2-1", ContestRoute { matter });
    community.order("worker-1", AnswerContest { matter, facts: None, reason: document(52) });
    let contest = community.matter(matter).contest.as_ref().unwrap();
    assert_eq!((contest.begun_at, contest.upheld_at), (begun_at, Some(last(&community))));
    invariant_what_stands_names_the_entry_that_said_it(&community);
}

#[test]
fn a_unit_names_the_entry_that_brought_it_and_the_one_that_says_what_it_is_now() {
    let mut community = Community::minimal();
    let flat: UnitId = id("flat-101");
    let found = |community: &Community| community.state.roll.units[&flat].clone();
    let first = found(&community);
    assert_eq!(first.since, first.changed_at);
    community.import("sold", vec![unit("flat-101", "grid-1", 9_000, &["resident-1-4"])]);
    let sold = found(&community);
    assert_eq!((sold.since, sold.changed_at), (first.since, last(&community)));
    assert!(first.since < sold.changed_at);
    invariant_what_stands_names_the_entry_that_said_it(&community);
}

#[test]
fn the_keys_of_a_registered_book_name_the_entries_that_recorded_them() {
    let mut community = crate::registry::keeper();
    community.agreed(RegistrarAct::RegisterBook(registration(EAST)));
    let registered_at = last(&community);
    community.agreed(rotation(EAST, "second", 10, 20));
    let book = community.state.registered_book(&id(EAST)).unwrap();
    assert_eq!(book.key_entries, [registered_at, last(&community)]);
    assert_eq!(book.id.entry_index(), registered_at);
    invariant_what_stands_names_the_entry_that_said_it(&community);
}

#[test]
fn what_a_clerk_signs_for_somebody_is_found_by_them_alone_and_from_where_they_last_looked() {
    let mut community = Community::minimal();
    let submission = community.submit("resident-1-1", 10);
    let stance = |stance| TakeStance { submission, text: words(10), stance, occurred_at_ms: None };
    let acts = |community: &Community, member: &str, since: u64| -> Vec<u64> {
        community.state.assisted_acts_of(&id(member), since).collect()
    };
    community.order_as(assisting("clerk", "resident-1-2"), stance(Stance::Support));
    let first = last(&community);
    community.order_as(assisting("clerk", "resident-1-2"), stance(Stance::Object));
    let second = last(&community);
    assert_eq!(acts(&community, "resident-1-2", 0), [first, second]);
    assert_eq!(acts(&community, "resident-1-2", second), [second]);
    assert_eq!(acts(&community, "resident-1-2", second + 1), [0; 0]);
    community.order("resident-1-3", stance(Stance::Support));
    for other in ["resident-1-1", "resident-1-3", "clerk"] {
        assert_eq!(acts(&community, other, 0), [0; 0], "{other}");
    }
    let refused = community.refusal_as(assisting("clerk", "resident-1-3"), stance(Stance::Object));
    assert!(matches!(refused, Rejection::OwnStanceStands { .. }), "{refused}");
    assert_eq!(acts(&community, "resident-1-3", 0), [0; 0], "what was refused was not done");
    invariant_what_stands_names_the_entry_that_said_it(&community);
}

/// Every entry that something names exists and said that; every entry signed for somebody is found by them, and no other.
pub fn invariant_what_stands_names_the_entry_that_said_it(community: &Community) {
    stances_name_their_entries(community);
    community.state.matters.values().for_each(|matter| matters_name_their_entries(community, matter));
    bars_and_rows_name_their_entries(community);
    keys_name_their_entries(community);
    let mut acts = AssistedActs::new();
    for (entry, index) in community.entries.iter().zip(0..) {
        if let Some(assistance) = &entry.actor.assistance {
            acts.entry(assistance.principal.clone()).or_default().insert(index);
        }
    }
    assert_eq!(community.state.assisted_acts, acts);
}

fn said(community: &Community, index: u64, says: impl Fn(&Event) -> bool) {
    let entry = &community.entries[index as usize];
    assert!(entry.events.iter().any(says), "entry {index}: {:?}", entry.events);
}

fn stances_name_their_entries(community: &Community) {
    for (id, submission) in &community.state.submissions {
        for (member, held) in &submission.stances {
            said(community, held.index, |event| {
                matches!(event, Event::StanceTaken(taken)
                    if (&taken.submission, &taken.member, taken.stance) == (id, member, held.stance))
            });
        }
    }
}

fn matters_name_their_entries(community: &Community, matter: &Matter) {
    let id = matter.id;
    if let Some(contest) = &matter.contest {
        said(
            community,
            contest.begun_at,
            |event| matches!(event, Event::RouteContested(it) if it.matter == id),
        );
        if let Some(index) = contest.upheld_at {
            said(community, index, |event| matches!(event, Event::RouteUpheld(it) if it.matter == id));
        }
    }
    let Some(evaluation) = &matter.evaluation else { return };
    said(
        community,
        evaluation.opened_at,
        |event| matches!(event, Event::EvaluationOpened(found) if found.matter == id),
    );
    for (member, given) in &evaluation.ratings {
        said(community, given.index, |event| {
            matches!(event, Event::MatterEvaluated(found)
                if (found.matter, &found.member, found.rating) == (id, member, given.rating))
        });
    }
}

fn bars_and_rows_name_their_entries(community: &Community) {
    for (id, poll) in &community.state.polls {
        for ((member, option), bar) in &poll.bars {
            said(community, bar.index, |event| {
                matches!(event, Event::ReviewerBarred(found)
                    if (found.poll, &found.member, &found.option) == (*id, member, option))
            });
        }
    }
    for unit in community.state.roll.units.values() {
        for index in [unit.since, unit.changed_at] {
            said(community, index, |event| matches!(event, Event::RollSealed(_)));
        }
    }
}

fn keys_name_their_entries(community: &Community) {
    for book in community.state.register.books.values() {
        assert_eq!(book.keys.len(), book.key_entries.len());
        for (key, index) in book.keys.iter().zip(&book.key_entries) {
            said(community, *index, |event| match event {
                Event::BookRegistered(found) => found.log_vkey == key.log_vkey,
                Event::RegisteredKeyRotated(found) => found.log_vkey == key.log_vkey,
                _ => false,
            });
        }
    }
}
