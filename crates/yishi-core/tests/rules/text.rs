//! Redaction: what stands in the book can be destroyed once, on a named ground, by who may.

use crate::community::*;
use yishi_core::*;

fn redact(text: u8) -> RedactText {
    RedactText { commitment: words(text), ground: "PIPL art. 47".to_owned() }
}

#[test]
fn a_statement_is_redacted_once_and_the_entry_is_on_record() {
    let mut community = Community::minimal();
    community.submit("resident-1-1", 10);
    community.order("secretary", redact(10));
    assert_eq!(community.state.redacted.get(&words(10)), Some(&(community.index - 1)));
    let refused = community.refusal("secretary", redact(10));
    assert!(matches!(refused, Rejection::TextIsRedacted { .. }), "{refused}");
}

#[test]
fn the_evidence_of_an_assisted_act_can_be_redacted() {
    let mut community = Community::minimal();
    let submit = Submit::new(id("grid-1"), words(10));
    community.order_as(assisting("clerk", "resident-1-1"), submit);
    community.order("secretary", redact(250));
}

#[test]
fn what_no_entry_names_cannot_be_redacted() {
    let refused = Community::minimal().refusal("secretary", redact(77));
    let id = words(77).to_string();
    assert_eq!(refused, Rejection::NotFound { kind: "text".to_owned(), id });
}

#[test]
fn redaction_needs_the_power_over_the_whole_community_and_a_ground() {
    let mut community = Community::minimal();
    community.submit("resident-1-1", 10);
    let refused = community.refusal("clerk", redact(10));
    let (member, council) = (id("clerk"), id("community"));
    assert_eq!(refused, Rejection::PowerMissing { member, power: Power::Redact, council });
    let silent = RedactText { ground: String::new(), ..redact(10) };
    assert!(matches!(community.refusal("secretary", silent), Rejection::OutOfRange { .. }));
}

#[test]
fn what_was_withheld_is_listed_with_who_did_it_and_what_had_brought_it() {
    let mut community = Community::minimal();
    let submission = community.submit("resident-1-1", 10);
    community.order("secretary", redact(10));
    let [(index, withheld)] = community.state.withheld.iter().collect::<Vec<_>>()[..] else { panic!("one") };
    assert_eq!(*index, WithheldId::first(community.index - 1));
    assert_eq!((withheld.by.as_str(), withheld.ground.as_str()), ("secretary", "PIPL art. 47"));
    assert_eq!((withheld.commitment, withheld.brought_at), (words(10), submission.entry_index()));
}
