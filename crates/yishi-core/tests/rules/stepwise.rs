//! Decisions in steps (四议两公开): the same text passes one vote after the other, and only the last one decides.

use crate::community::*;
use yishi_core::*;
use yishi_tally::Choice;

/// Before the residents of the community decide, the secretary and the delegates are consulted.
pub fn charter() -> Charter {
    let mut charter = minimal_charter();
    let mut step = charter.decisions[0].clone();
    step.id = id("consult");
    step.stage = DecisionStage::Step;
    (step.notice, step.before) = (None, Vec::new());
    charter.decisions[1].after = vec![id("consult")];
    charter.decisions.push(step);
    charter
}

fn begun(change: impl FnOnce(&mut Charter)) -> (Community, ProposalId) {
    let mut charter = charter();
    change(&mut charter);
    assert_eq!(charter.check(), Ok(()));
    let mut community = Community::settled(charter);
    let (_, proposal) = community.grid_proposal();
    community.post(proposal, "7d");
    (community, proposal)
}

fn pass(community: &mut Community, proposal: ProposalId, rule: &str, choice: Choice) -> PollId {
    let poll = community.open_poll(proposal, rule, PollScope::Council);
    let voters: Vec<MemberId> =
        community.poll(poll).roll.rights.values().map(|found| found.holders[0].clone()).collect();
    for voter in voters {
        community.vote(poll, voter.as_str(), choice);
    }
    community.close_poll(poll);
    poll
}

#[test]
fn the_decision_waits_for_its_step_and_goes_on_with_the_same_text() {
    let (mut community, proposal) = begun(|_| {});
    let order = community.poll_order(proposal, "residents", PollScope::Council);
    let (rule, step) = (id("residents"), id("consult"));
    assert_eq!(community.refusal("worker-1", order), Rejection::StepMissing { rule, step, proposal });
    let poll = pass(&mut community, proposal, "consult", Choice::For);
    let found = community.proposal(proposal);
    assert_eq!(found.status, ProposalStatus::Open);
    assert_eq!(found.steps, [StepPassed { rule: id("consult"), poll, document: found.document().unwrap() }]);
    pass(&mut community, proposal, "residents", Choice::For);
    assert_eq!(community.proposal(proposal).status, ProposalStatus::Passed);
}

#[test]
fn a_step_is_not_certified_and_a_deadline_goes_on_after_it() {
    let (mut community, proposal) = begun(|_| {});
    let poll = pass(&mut community, proposal, "consult", Choice::For);
    let document = community.poll(poll).document;
    let refused = community.refusal("supervisor", CertifyResolution { poll, document });
    assert!(matches!(refused, Rejection::RuleNotApplicable { .. }), "{refused}");
    let events = community.wait_days(200);
    assert!(events.iter().any(|event| matches!(event, Event::MatterEscalated(_))), "{events:?}");
}

#[test]
fn another_text_has_to_take_the_step_again() {
    let (mut community, proposal) = begun(|_| {});
    pass(&mut community, proposal, "consult", Choice::For);
    community.order("worker-1", ReviseProposal { proposal, document: document(77) });
    community.post(proposal, "7d");
    let order = community.poll_order(proposal, "residents", PollScope::Council);
    assert!(matches!(community.refusal("worker-1", order), Rejection::StepMissing { .. }));
}

#[test]
fn a_step_that_fails_ends_the_proposal() {
    let (mut community, proposal) = begun(|_| {});
    pass(&mut community, proposal, "consult", Choice::Against);
    assert_eq!(community.proposal(proposal).status, ProposalStatus::Failed);
}

#[test]
fn only_the_seats_that_the_rule_names_vote_also_such_as_only_advise() {
    let (mut community, proposal) = begun(|charter| {
        let steward = charter.seats.iter_mut().find(|seat| seat.id.as_str() == "property-steward").unwrap();
        steward.votes = Voting::Advises;
        charter.decisions.last_mut().unwrap().seats = [id("neighbour"), id("property-steward")].into();
    });
    let poll = community.open_poll(proposal, "consult", PollScope::Council);
    let rights: Vec<&str> = community.poll(poll).roll.rights.keys().map(|right| &*right.0).collect();
    assert_eq!(rights, ["neighbour-1-1", "neighbour-1-2", "steward-1"]);
}

#[test]
fn the_results_are_posted_when_all_the_work_is_accepted() {
    let mut charter = minimal_charter();
    charter.deadlines.result_notice = Some(Period::Days(10));
    let mut community = Community::settled(charter);
    let matter = community.resolved_matter();
    let action = community.assign(matter, "steward-1");
    community.complete(action);
    let events = community.inspect(action, Inspection::Accepted);
    let decided = community.state.resolution(&community.matter(matter).resolutions[0]).unwrap().document;
    let posted = events.iter().find_map(|event| match event {
        Event::NoticePosted(posted) => Some(posted.clone()),
        _ => None,
    });
    let posted = posted.unwrap();
    assert_eq!((posted.subject, posted.document), (NoticeSubject::Results(matter), decided));
    assert!(community.state.notices.contains_key(&posted.notice));
}
