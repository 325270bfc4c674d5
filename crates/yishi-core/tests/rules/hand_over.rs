//! Matters that go to another book, and come from one. What is cited is `yishi-book`'s to prove.

use crate::community::*;
use crate::registry::{EAST, root};
use crate::steps::chair;
use yishi_core::*;

fn east() -> PartnerBook {
    PartnerBook { origin: id(EAST), log_vkey: format!("{EAST}+00000001+key") }
}

pub fn cited(index: u64) -> CitedEntry {
    let place = CitedPlace { index, leaf_hash: root(7), size: index + 1, root: root(8) };
    CitedEntry { place, leaf: "{}".into(), receipt: "receipt".into() }
}

pub fn hand_over(community: &Community, matter: MatterId) -> HandOverMatter {
    HandOverMatter {
        matter,
        to: east(),
        council: id("lane"),
        reason: document(3),
        answer_by_ms: TimeMs(community.at.0 + 10 * DAY_MS),
    }
}

pub fn receive(index: u64) -> ReceiveMatter {
    ReceiveMatter {
        from: east(),
        matter_there: MatterId::first(index),
        cited: cited(index),
        title: document(2),
        facts: facts("environment", &["grid-1"]),
    }
}

/// Confirms the last hand-over of a matter.
fn confirm(community: &Community, matter: MatterId, index: u64) -> ConfirmHandOver {
    let handed_over_at = community.state.matter(&matter).unwrap().hand_overs.last().unwrap().index;
    ConfirmHandOver { matter, handed_over_at, cited: cited(index) }
}

/// A matter of grid 1 that waits for a word of the other book.
fn handed_over() -> (Community, MatterId) {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let order = hand_over(&community, matter);
    community.order("worker-1", order);
    (community, matter)
}

#[test]
fn a_matter_rests_here_until_the_other_book_has_it() {
    let (mut community, matter) = handed_over();
    let found = community.state.matter(&matter).unwrap();
    assert_eq!(found.stage, MatterStage::HandedOver);
    assert!(community.state.overdue_in(found).is_empty());
    let refused = community.refusal("worker-1", hand_over(&community.clone(), matter));
    assert!(matches!(refused, Rejection::WrongStage { ref status, .. } if status.contains("handed over")));
    let events = community.order("secretary", confirm(&community.clone(), matter, 40));
    assert!(matches!(events.as_slice(), [Event::HandOverConfirmed(_), Event::MatterClosed(_)]));
    let found = community.state.matter(&matter).unwrap();
    assert_eq!((found.stage, found.closure), (MatterStage::Closed, Some(Closure::HandedOver)));
    assert_eq!(found.hand_over().unwrap().receipt, Some(cited(40).place));
    let again = community.refusal("secretary", confirm(&community.clone(), matter, 41));
    assert!(matches!(again, Rejection::AlreadyDone { .. }), "{again}");
}

#[test]
fn the_hand_over_lists_the_entries_that_it_rests_on() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let order = hand_over(&community, matter);
    let events = community.order("worker-1", order);
    let [Event::MatterHandedOver(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(event.rests_on.last(), Some(&matter.entry_index()));
    assert_eq!(event.rests_on.len(), 2, "its submission and its opening");
    assert_eq!(event.title, community.state.matter(&matter).unwrap().title);
}

#[test]
fn without_a_word_in_time_it_is_dealt_with_here_again() {
    let (mut community, matter) = handed_over();
    let due = community.state.matter(&matter).unwrap().hand_over().unwrap().answer_by_ms;
    community.wait_until(TimeMs(due.0 - 1));
    assert_eq!(community.state.matter(&matter).unwrap().stage, MatterStage::HandedOver);
    community.wait_until(due);
    let found = community.state.matter(&matter).unwrap();
    assert_eq!(found.stage, MatterStage::Deliberating);
    assert!(found.hand_over().unwrap().lapsed && found.decide_by_ms > due);
    let order = hand_over(&community, matter);
    community.order("worker-1", order);
}

#[test]
fn a_late_confirmation_counts_as_long_as_nothing_was_done_here() {
    let mut community = Community::minimal();
    let matter = community.direct_matter();
    let order = hand_over(&community, matter);
    community.order(chair(&community.matter(matter).council.clone()), order);
    let due = community.state.matter(&matter).unwrap().hand_over().unwrap().answer_by_ms;
    community.wait_until(due);
    let mut other = community.clone();
    community.order("secretary", confirm(&community.clone(), matter, 40));
    assert_eq!(community.state.matter(&matter).unwrap().closure, Some(Closure::HandedOver));
    other.assign(matter, "steward-1");
    let refused = other.refusal("secretary", confirm(&other.clone(), matter, 40));
    assert!(matches!(refused, Rejection::WrongStage { .. }), "{refused}");
}

#[test]
fn the_time_for_an_answer_is_one_to_sixty_days() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    for (after_ms, good) in
        [(DAY_MS - 1, false), (DAY_MS, true), (60 * DAY_MS, true), (60 * DAY_MS + 1, false)]
    {
        let mut community = community.clone();
        let answer_by_ms = TimeMs(community.at.0 + after_ms);
        let order = HandOverMatter { answer_by_ms, ..hand_over(&community, matter) };
        assert_eq!(community.try_order(actor("worker-1"), order.into()).is_ok(), good, "{after_ms}");
    }
    let refused = community.refusal("resident-1-1", hand_over(&community.clone(), matter));
    assert!(matches!(refused, Rejection::PowerMissing { power: Power::Refer, .. }), "{refused}");
}

#[test]
fn a_received_matter_is_routed_here_and_received_once() {
    let mut community = Community::minimal();
    let events = community.order("worker-1", receive(40));
    let [Event::MatterReceived(event)] = events.as_slice() else { panic!("{events:?}") };
    let found = community.state.matter(&event.matter).unwrap();
    assert_eq!((found.council.as_str(), found.stage), ("grid-1", MatterStage::Deliberating));
    assert_eq!(found.received_from.as_ref().unwrap().place.index, 40);
    let again = community.refusal("worker-1", receive(40));
    assert!(matches!(again, Rejection::AlreadyDone { .. }), "{again}");
    community.order("worker-1", receive(41));
    let refused = community.refusal("resident-1-1", receive(42));
    assert!(matches!(refused, Rejection::PowerMissing { power: Power::Screen, .. }), "{refused}");
}

#[test]
fn what_is_cited_has_a_limit() {
    let mut community = Community::minimal();
    for (length, good) in [(MAX_CITED_BYTES, true), (MAX_CITED_BYTES + 1, false)] {
        let cited = CitedEntry { leaf: "x".repeat(length), ..cited(length as u64) };
        let order = ReceiveMatter { cited, ..receive(1) };
        assert_eq!(community.try_order(actor("worker-1"), order.into()).is_ok(), good);
    }
}

#[test]
fn the_leaf_of_a_receipt_may_be_twice_as_long() {
    let (community, matter) = handed_over();
    for (length, good) in [(MAX_RECEIPT_LEAF_BYTES, true), (MAX_RECEIPT_LEAF_BYTES + 1, false)] {
        let mut community = community.clone();
        let order = confirm(&community, matter, 40);
        let cited = CitedEntry { leaf: "x".repeat(length), ..order.cited.clone() };
        let order = ConfirmHandOver { cited, ..order };
        assert_eq!(community.try_order(actor("secretary"), order.into()).is_ok(), good);
    }
}

#[test]
fn a_confirmation_needs_a_hand_over() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let never = ConfirmHandOver { matter, handed_over_at: 3, cited: cited(40) };
    let refused = community.refusal("secretary", never);
    assert!(
        matches!(refused, Rejection::WrongStage { ref needed, .. } if needed == "handed over"),
        "{refused}"
    );
}

#[test]
fn a_receipt_of_an_earlier_hand_over_still_counts_after_a_second_one() {
    let (mut community, matter) = handed_over();
    let first = community.state.matter(&matter).unwrap().hand_overs[0].clone();
    community.wait_until(first.answer_by_ms);
    let order = hand_over(&community, matter);
    community.order("worker-1", order);
    let stranger = ConfirmHandOver { matter, handed_over_at: first.index + 1, cited: cited(40) };
    let refused = community.refusal("secretary", stranger);
    assert!(matches!(refused, Rejection::NotFound { .. }), "{refused}");
    let late = ConfirmHandOver { matter, handed_over_at: first.index, cited: cited(40) };
    community.order("secretary", late);
    let found = community.state.matter(&matter).unwrap();
    assert_eq!((found.closure, found.hand_over().unwrap().index), (Some(Closure::HandedOver), first.index));
    assert_eq!(found.hand_overs[1].confirmed_at, None);
    let again = community.refusal("secretary", confirm(&community.clone(), matter, 41));
    assert!(matches!(again, Rejection::AlreadyDone { .. }), "{again}");
}

#[test]
fn what_is_open_here_is_not_received_a_second_time() {
    let mut community = Community::minimal();
    let there = MatterId::first(7);
    let receiving = |index| ReceiveMatter { matter_there: there, ..receive(index) };
    let events = community.order("worker-1", receiving(40));
    let [Event::MatterReceived(event)] = events.as_slice() else { panic!("{events:?}") };
    let again = community.refusal("worker-1", receiving(41));
    assert!(matches!(again, Rejection::AlreadyDone { .. }), "{again}");
    // Of a matter that went on to a third book this one is rid: it may come back.
    let order = hand_over(&community, event.matter);
    community.order("worker-1", order);
    let gone = confirm(&community, event.matter, 90);
    community.order("secretary", gone);
    community.order("worker-1", receiving(42));
}
