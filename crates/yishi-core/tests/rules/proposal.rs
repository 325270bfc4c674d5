//! Proposals: who drafts and revises them, and what becomes of objections.

use crate::community::*;
use crate::steps::*;
use yishi_core::*;
use yishi_tally::Choice;

fn draft(matter: MatterId, text: u8) -> DraftProposal {
    DraftProposal { matter, document: document(text) }
}

fn revise(proposal: ProposalId, text: u8) -> ReviseProposal {
    ReviseProposal { proposal, document: document(text) }
}

fn object(proposal: ProposalId, text: u8) -> RaiseObjection {
    RaiseObjection { proposal, text: words(text) }
}

fn answer(objection: ObjectionId, text: u8) -> AnswerObjection {
    AnswerObjection { objection, text: words(text) }
}

fn objected(events: &[Event]) -> ObjectionId {
    match events {
        [Event::ObjectionRaised(event)] => event.objection,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_convener_drafts_a_proposal_at_revision_one() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let proposal = community.propose(matter, 20);
    let drafted = community.proposal(proposal);
    assert_eq!(drafted.status, ProposalStatus::Open);
    assert_eq!(drafted.council, id("grid-1"));
    assert_eq!(drafted.drafted_by, id("worker-1"));
    let present = drafted.present().unwrap();
    assert_eq!((present.number, present.document), (1, document(20)));
    assert_eq!(community.matter(matter).proposals, [proposal]);
}

#[test]
fn the_author_of_the_submission_may_draft_but_only_one_at_a_time() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    community.order("resident-1-1", draft(matter, 20));
    let refused = community.refusal("resident-1-1", draft(matter, 22));
    assert!(already_done(&refused).contains("revise it instead"), "{refused}");
}

#[test]
fn nobody_else_drafts() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let refused = community.refusal("resident-1-2", draft(matter, 20));
    assert_eq!(refused, power_missing("resident-1-2", Power::Convene, "grid-1"));
    let refused = community.refusal("secretary", draft(matter, 20));
    assert_eq!(
        refused,
        power_missing("secretary", Power::Convene, "grid-1"),
        "the secretary convenes above only"
    );
}

#[test]
fn one_text_is_drafted_once() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    community.propose(matter, 20);
    let refused = community.refusal("worker-1", draft(matter, 20));
    assert!(already_done(&refused).ends_with("has this text already"), "{refused}");
}

#[test]
fn a_matter_that_does_not_exist_or_is_acted_on_takes_no_proposal() {
    let mut community = Community::minimal();
    let nowhere = MatterId::first(4_000);
    let refused = community.refusal("worker-1", draft(nowhere, 20));
    assert_eq!(refused, Rejection::NotFound { kind: "matter".to_owned(), id: "matter_4000".to_owned() });
    let matter = community.direct_matter();
    let refused = community.refusal("worker-1", draft(matter, 20));
    assert_eq!(refused, wrong_stage("matter", matter, "being acted on", "being deliberated"));
}

#[test]
fn a_revision_has_the_next_number_and_another_text() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let proposal = community.propose(matter, 20);
    let refused = community.refusal("worker-1", revise(proposal, 20));
    assert!(already_done(&refused).contains("is the present revision"), "{refused}");
    let events = community.order("worker-1", revise(proposal, 22));
    assert_eq!(events, [ProposalRevised { proposal, revision: 2, document: document(22) }.into()]);
    assert_eq!(community.proposal(proposal).document(), Some(document(22)));
}

#[test]
fn who_drafted_a_proposal_and_who_convenes_may_revise_it() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    community.order("resident-1-1", draft(matter, 20));
    let proposal = community.matter(matter).proposals[0];
    community.order("resident-1-1", revise(proposal, 22));
    community.order("worker-1", revise(proposal, 23));
    let refused = community.refusal("resident-1-2", revise(proposal, 24));
    assert_eq!(refused, power_missing("resident-1-2", Power::Convene, "grid-1"));
}

#[test]
fn no_revision_comes_while_a_poll_is_open_or_after_it_passed() {
    let mut community = Community::minimal();
    let (matter, poll) = community.grid_poll();
    let proposal = community.poll(poll).proposal;
    let refused = community.refusal("worker-1", revise(proposal, 22));
    assert_eq!(refused, wrong_stage("proposal", proposal, "voting", "open"));
    for voter in GRID_VOTERS {
        community.vote(poll, voter, Choice::For);
    }
    community.close_poll(poll);
    let refused = community.refusal("worker-1", revise(proposal, 22));
    assert_eq!(refused, wrong_stage("proposal", proposal, "passed", "open"));
    assert_eq!(community.matter(matter).stage, MatterStage::Deliberating);
}

#[test]
fn residents_and_absent_owners_object_once_to_each_revision() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let proposal = community.propose(matter, 20);
    community.order("resident-1-1", object(proposal, 40));
    community.order("absent-owner", object(proposal, 41));
    let refused = community.refusal("resident-1-1", object(proposal, 42));
    assert!(already_done(&refused).contains("one objection for each revision"), "{refused}");
    community.order("worker-1", revise(proposal, 22));
    let second = objected(&community.order("resident-1-1", object(proposal, 42)));
    assert_eq!(community.state.objection(&second).unwrap().revision, 2);
    assert_eq!(community.proposal(proposal).objections.len(), 3);
}

#[test]
fn who_lives_elsewhere_objects_only_as_an_owner_in_the_area() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let proposal = community.propose(matter, 20);
    let refused = community.refusal("resident-2-1", object(proposal, 40));
    assert_eq!(refused, Rejection::OutsideArea { member: id("resident-2-1"), council: id("grid-1") });
    community.import("sale", vec![unit("flat-101", "grid-1", 9_000, &["resident-2-1"])]);
    community.order("resident-2-1", object(proposal, 40));
}

#[test]
fn a_clerk_objects_for_a_resident_in_their_name() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let proposal = community.propose(matter, 20);
    let objection = objected(&community.order_as(assisting("clerk", "resident-1-2"), object(proposal, 40)));
    assert_eq!(community.state.objection(&objection).unwrap().member, id("resident-1-2"));
}

#[test]
fn a_convener_answers_each_objection_once() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let proposal = community.propose(matter, 20);
    let objection = objected(&community.order("resident-1-1", object(proposal, 40)));
    let refused = community.refusal("resident-1-1", answer(objection, 41));
    assert_eq!(refused, power_missing("resident-1-1", Power::Convene, "grid-1"));
    let index = community.index;
    community.order("worker-1", answer(objection, 41));
    let given = community.state.objection(&objection).unwrap().answer.clone().unwrap();
    assert_eq!((given.by, given.text, given.index), (id("worker-1"), words(41), index));
    let refused = community.refusal("worker-1", answer(objection, 42));
    assert!(already_done(&refused).contains("was answered"), "{refused}");
}

#[test]
fn a_proposal_lapses_when_its_matter_moves() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let proposal = community.propose(matter, 20);
    community.order("worker-1", ReferMatterUp { matter, reason: document(50) });
    assert_eq!(community.proposal(proposal).status, ProposalStatus::Lapsed);
    let refused = community.refusal("secretary", revise(proposal, 22));
    assert_eq!(refused, wrong_stage("proposal", proposal, "lapsed", "open"));
}
