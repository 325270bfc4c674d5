//! Decisions that several books take together: whose results are waited for, what settles it, and what follows.

use crate::community::*;
use crate::steps::*;
use yishi_core::*;
use yishi_tally::{Choice, Threshold};

/// A vkey is looked at where signatures are, not by the rules.
fn partner(name: &str) -> PartnerBook {
    PartnerBook { origin: id(&format!("{name}.example/lane-0a1b2c3d")), log_vkey: name.to_owned() }
}

fn together(change: impl FnOnce(&mut AcrossClause)) -> Charter {
    let mut charter = minimal_charter();
    let mut clause =
        AcrossClause { passes: Threshold::AtLeast("1/1".parse().unwrap()), within: Period::Days(30) };
    change(&mut clause);
    charter.decisions[0].across = Some(clause);
    assert_eq!(charter.check(), Ok(()));
    charter
}

pub fn declare(community: &Community, proposal: ProposalId, partners: Vec<PartnerBook>) -> DeclareEffects {
    let document = community.proposal(proposal).document().unwrap();
    DeclareEffects { partners, ..DeclareEffects::nothing(proposal, document) }
}

fn two_thirds(clause: &mut AcrossClause) {
    clause.passes = Threshold::AtLeast("2/3".parse().unwrap());
}

/// A poll of the grid, decided together with the books `east` and `west`, that came out here as said.
fn voted(change: impl FnOnce(&mut AcrossClause), choice: Choice) -> (Community, PollId) {
    let mut community = Community::settled(together(change));
    let (_, proposal) = community.grid_proposal();
    let effects = declare(&community, proposal, vec![partner("east"), partner("west")]);
    community.order("worker-1", effects);
    let poll = community.open_poll(proposal, "council", PollScope::Council);
    for voter in GRID_VOTERS {
        community.vote(poll, voter, choice);
    }
    community.close_poll(poll);
    (community, poll)
}

/// A poll that passed here and waits for two others.
pub fn waiting() -> (Community, PollId) {
    voted(|_| {}, Choice::For)
}

/// A citation as the rules see it; that it is proven is left to `yishi-book`.
pub fn cite(poll: PollId, name: &str, passed: bool) -> CiteResult {
    let digest = Digest([7; 32]);
    let place = CitedPlace { index: 40, leaf_hash: digest, size: 41, root: digest };
    let (leaf, receipt) = ("{}".to_owned(), "proof".to_owned());
    CiteResult { poll, origin: partner(name).origin, passed, place, leaf, receipt }
}

fn certify(community: &Community, poll: PollId) -> CertifyResolution {
    CertifyResolution { poll, document: community.poll(poll).document }
}

fn settled(events: &[Event]) -> Option<&PartnersSettled> {
    events.iter().find_map(|event| match event {
        Event::PartnersSettled(settled) => Some(settled),
        _ => None,
    })
}

fn status(community: &Community, poll: PollId) -> ProposalStatus {
    community.proposal(community.poll(poll).proposal).status
}

#[test]
fn it_is_certified_when_the_last_book_has_agreed_and_not_before() {
    let (mut community, poll) = waiting();
    let due_at_ms = community.poll(poll).across.due_at_ms.unwrap();
    let order = certify(&community, poll);
    let missing = vec![partner("east").origin, partner("west").origin];
    assert_eq!(
        community.refusal("supervisor", order.clone()),
        Rejection::PartnersAwaited { poll, missing, due_at_ms }
    );
    assert!(settled(&community.order("resident-1-1", cite(poll, "west", true))).is_none());
    let missing = vec![partner("east").origin];
    assert_eq!(
        community.refusal("supervisor", order.clone()),
        Rejection::PartnersAwaited { poll, missing, due_at_ms }
    );
    let events = community.order("resident-1-1", cite(poll, "east", true));
    assert_eq!(
        settled(&events),
        Some(&PartnersSettled { poll, passed: true, books: 3, agreed: 3, refused: 0 })
    );
    let events = community.order("supervisor", order);
    let Event::ResolutionCertified(certified) = &events[0] else { panic!("{events:?}") };
    let resolution = community.state.resolutions[&certified.resolution].clone();
    let grounds = community.state.grounds(&resolution);
    assert_eq!(grounds.iter().filter(|ground| ground.kind == GroundKind::Citation).count(), 2);
}

#[test]
fn as_many_books_as_the_rule_says_are_enough() {
    let (mut community, poll) = voted(two_thirds, Choice::For);
    assert!(settled(&community.order("resident-1-1", cite(poll, "east", false))).is_none());
    let events = community.order("resident-1-1", cite(poll, "west", true));
    assert!(settled(&events).is_some_and(|settled| settled.passed && settled.agreed == 2));
    community.order("supervisor", certify(&community, poll));
}

#[test]
fn one_that_refuses_ends_what_all_have_to_agree_to_when_the_time_is_over() {
    let (mut community, poll) = waiting();
    let matter = community.poll(poll).matter;
    assert!(settled(&community.order("resident-1-1", cite(poll, "east", false))).is_none());
    let due_at_ms = community.poll(poll).across.due_at_ms.unwrap();
    let events = community.wait_until(due_at_ms);
    assert_eq!(
        settled(&events),
        Some(&PartnersSettled { poll, passed: false, books: 3, agreed: 1, refused: 1 })
    );
    assert_eq!(status(&community, poll), ProposalStatus::Failed);
    let due = |(_, obligation): &(TimeMs, Obligation)| matches!(obligation, Obligation::Deliberation { matter: found, .. } if *found == matter);
    assert!(community.state.obligations.iter().any(due), "deliberation goes on");
    let order = certify(&community, poll);
    assert!(community.try_order(actor("supervisor"), order.into()).is_err());
    assert!(community.poll(poll).sealing().unwrap().tally.verdict == yishi_tally::Verdict::Passed);
    let given_up = community.refusal("supervisor", HandOverResult { poll });
    assert!(matches!(given_up, Rejection::WrongStage { .. }), "{given_up:?}");
}

#[test]
fn a_book_that_votes_again_is_cited_again_and_an_old_result_does_not_stand_against_it() {
    let (mut community, poll) = waiting();
    community.order("resident-1-1", cite(poll, "east", false));
    let again = community.refusal("resident-1-1", cite(poll, "east", true));
    assert!(already_done(&again).contains("was cited by entry"), "the same entry: {again}");
    let later = CitedPlace { index: 41, ..cite(poll, "east", true).place };
    community.order("resident-1-1", CiteResult { place: later, ..cite(poll, "east", true) });
    let old = community.refusal("resident-1-2", cite(poll, "east", false));
    assert!(already_done(&old).contains("was cited by entry"), "{old}");
    let events = community.order("resident-1-1", cite(poll, "west", true));
    assert!(settled(&events).is_some_and(|settled| settled.passed));
    let settled = community.refusal(
        "resident-1-2",
        CiteResult { place: CitedPlace { index: 99, ..later }, ..cite(poll, "west", false) },
    );
    assert!(already_done(&settled).contains("was cited by entry"), "what is settled stays: {settled}");
}

#[test]
fn a_vote_that_is_enough_alone_waits_for_nobody() {
    let (mut community, poll) =
        voted(|clause| clause.passes = Threshold::AtLeast("1/3".parse().unwrap()), Choice::For);
    assert!(community.poll(poll).across.settled.is_some_and(|settled| settled.passed));
    community.order("supervisor", certify(&community, poll));
}

#[test]
fn a_step_is_told_to_nobody() {
    let mut charter = together(|_| {});
    let mut step = charter.decisions[0].clone();
    (step.id, step.across, step.stage) = (id("first"), None, DecisionStage::Step);
    charter.decisions[0].after = vec![id("first")];
    charter.decisions.push(step);
    let mut community = Community::settled(charter);
    let (_, proposal) = community.grid_proposal();
    let effects = declare(&community, proposal, vec![partner("east")]);
    community.order("worker-1", effects);
    let poll = community.open_poll(proposal, "first", PollScope::Council);
    for voter in GRID_VOTERS {
        community.vote(poll, voter, Choice::For);
    }
    community.close_poll(poll);
    let refusal = community.refusal("supervisor", HandOverResult { poll });
    assert!(matches!(refusal, Rejection::RuleNotApplicable { .. }), "{refusal:?}");
}

#[test]
fn books_do_not_choose_or_recall_together_and_the_share_must_be_possible() {
    let mut charter = together(|_| {});
    charter.decisions[0].recalls = Some(id("neighbour"));
    assert!(charter.check().is_err());
    let mut charter = together(|_| {});
    let impossible = Threshold::MoreThan("1/1".parse().unwrap());
    charter.decisions[0].across.as_mut().unwrap().passes = impossible;
    let faults = charter.check().unwrap_err();
    assert!(faults[0].clauses[0].ends_with("across.passes"), "{faults:?}");
}

#[test]
fn results_that_do_not_come_in_time_do_not_pass() {
    let (mut community, poll) = waiting();
    let due_at_ms = community.poll(poll).across.due_at_ms.unwrap();
    community.order("resident-1-1", cite(poll, "east", true));
    assert!(settled(&community.wait_until(TimeMs(due_at_ms.0 - 1))).is_none());
    let events = community.wait_until(due_at_ms);
    assert_eq!(
        settled(&events),
        Some(&PartnersSettled { poll, passed: false, books: 3, agreed: 2, refused: 0 })
    );
    let late = community.order("resident-1-1", cite(poll, "west", true));
    assert!(settled(&late).is_none(), "a late result is on record and changes nothing");
    assert_eq!(status(&community, poll), ProposalStatus::Failed);
}

#[test]
fn each_book_is_cited_once_and_only_partners_are() {
    let (mut community, poll) = waiting();
    let stranger = community.refusal("resident-1-1", cite(poll, "north", true));
    assert_eq!(stranger, Rejection::NotAPartner { poll, origin: partner("north").origin });
    let elsewhere = community.refusal("resident-2-1", cite(poll, "east", true));
    assert!(matches!(elsewhere, Rejection::OutsideArea { .. }), "{elsewhere:?}");
    community.order("resident-1-1", cite(poll, "east", true));
    let again = community.refusal("resident-1-2", cite(poll, "east", false));
    assert!(already_done(&again).contains("was cited by entry"), "{again}");
    let mut long = cite(poll, "west", true);
    long.leaf = "x".repeat(MAX_CITED_BYTES + 1);
    assert!(matches!(community.refusal("resident-1-1", long.clone()), Rejection::OutOfRange { .. }));
    long.leaf.pop();
    community.order("supervisor", long);
}

#[test]
fn a_result_is_handed_over_once_by_anybody_concerned_whatever_it_is() {
    for (choice, passed) in [(Choice::For, true), (Choice::Against, false)] {
        let (mut community, poll) = voted(|_| {}, choice);
        let order = HandOverResult { poll };
        let elsewhere = community.refusal("resident-2-1", order.clone());
        assert!(matches!(elsewhere, Rejection::OutsideArea { .. }), "{elsewhere:?}");
        let events = community.order("resident-1-1", order.clone());
        let [Event::ResultHandedOver(handed_over)] = events.as_slice() else { panic!("{events:?}") };
        assert_eq!(handed_over.passed, passed);
        assert_eq!(handed_over.waits_until_ms, community.poll(poll).across.due_at_ms);
        assert_eq!(handed_over.document, community.poll(poll).document);
        assert_eq!(handed_over.partners, [partner("east").origin, partner("west").origin]);
        assert!(already_done(&community.refusal("supervisor", order)).contains("handed over"));
    }
}

#[test]
fn what_did_not_pass_here_waits_for_nobody() {
    let (mut community, poll) = voted(|_| {}, Choice::Against);
    assert_eq!(community.poll(poll).across.due_at_ms, None);
    let refusal = community.refusal("supervisor", cite(poll, "east", true));
    assert_eq!(refusal, Rejection::NotPassed { poll });
}

#[test]
fn nothing_is_handed_over_or_cited_while_the_vote_is_open() {
    let mut community = Community::settled(together(|_| {}));
    let (_, proposal) = community.grid_proposal();
    let effects = declare(&community, proposal, vec![partner("east")]);
    community.order("worker-1", effects);
    let poll = community.open_poll(proposal, "council", PollScope::Council);
    let expected = wrong_stage("poll", poll, "under way", "sealed");
    assert_eq!(community.refusal("supervisor", HandOverResult { poll }), expected);
    assert_eq!(community.refusal("supervisor", cite(poll, "east", true)), expected);
}

#[test]
fn rule_and_text_have_to_agree_on_whether_others_decide_with_them() {
    let mut community = Community::settled(together(|_| {}));
    let (_, proposal) = community.grid_proposal();
    let order = community.poll_order(proposal, "council", PollScope::Council);
    let alone = community.refusal("worker-1", order);
    assert!(matches!(&alone, Rejection::RuleNotApplicable { reason, .. } if reason.contains("partners")));

    let mut community = Community::minimal();
    let (_, proposal) = community.grid_proposal();
    community.order("worker-1", declare(&community, proposal, vec![partner("east")]));
    let order = community.poll_order(proposal, "council", PollScope::Council);
    let named = community.refusal("worker-1", order);
    assert!(matches!(&named, Rejection::RuleNotApplicable { reason, .. } if reason.contains("how many")));
}

#[test]
fn partners_are_named_in_order_and_each_once() {
    let mut community = Community::settled(together(|_| {}));
    let (_, proposal) = community.grid_proposal();
    let many = |count: usize| (0..count).map(|number| partner(&format!("book{number:02}"))).collect();
    for partners in [vec![partner("west"), partner("east")], vec![partner("east"); 2], many(MAX_PARTNERS + 1)]
    {
        let refused = community.refusal("worker-1", declare(&community, proposal, partners));
        assert!(matches!(refused, Rejection::OutOfRange { .. }), "{refused:?}");
    }
    community.order("worker-1", declare(&community, proposal, many(MAX_PARTNERS)));
}

#[test]
fn the_certification_is_not_late_while_others_are_waited_for() {
    let mut charter = together(|_| {});
    charter.deadlines.certification = Some(id("5d"));
    let mut community = Community::settled(charter);
    let (_, proposal) = community.grid_proposal();
    let effects = declare(&community, proposal, vec![partner("east")]);
    community.order("worker-1", effects);
    let poll = community.open_poll(proposal, "council", PollScope::Council);
    for voter in GRID_VOTERS {
        community.vote(poll, voter, Choice::For);
    }
    community.close_poll(poll);
    let certify_by_ms = community.poll(poll).sealing().unwrap().certify_by_ms.unwrap();
    let due_at_ms = community.poll(poll).across.due_at_ms.unwrap();
    assert!(certify_by_ms > due_at_ms);
    community.wait_until(certify_by_ms);
    assert!(!community.poll(poll).certification_overdue, "it failed before");
}

#[test]
fn a_step_is_not_decided_with_other_books() {
    let mut charter = together(|_| {});
    charter.decisions[0].stage = DecisionStage::Step;
    let faults = charter.check().unwrap_err();
    assert!(
        faults.iter().any(|fault| fault.clauses.iter().any(|clause| clause.ends_with("across"))),
        "{faults:?}"
    );
}
