//! Opening a poll: what must be settled before, and what is frozen.

use crate::community::*;
use crate::steps::*;
use yishi_core::*;
use yishi_tally::Choice;

fn with_rule(change: impl FnOnce(&mut DecisionClause)) -> Community {
    let mut charter = minimal_charter();
    let rule = charter.decisions.iter_mut().find(|rule| rule.id == id("council")).unwrap();
    change(rule);
    Community::settled(charter)
}

/// A proposal in grid 1 that the residents' rule asks to be posted for seven days.
fn residents_proposal(community: &mut Community) -> ProposalId {
    let matter = community.grid_matter();
    community.propose(matter, 20)
}

fn not_applicable(rejection: &Rejection) -> &str {
    match rejection {
        Rejection::RuleNotApplicable { reason, .. } => reason,
        other => panic!("{other}"),
    }
}

#[test]
fn a_poll_freezes_the_revision_the_rule_the_charter_and_the_roll() {
    let mut community = Community::minimal();
    let (matter, proposal) = community.grid_proposal();
    let order = community.poll_order(proposal, "council", PollScope::Council);
    let closes_at_ms = order.closes_at_ms;
    let events = community.order("worker-1", order);
    let [Event::PollOpened(opened)] = events.as_slice() else { panic!("{events:?}") };
    let rule = community.state.charter().unwrap().charter.decision(&id("council")).unwrap();
    assert_eq!((opened.revision, opened.document), (1, document(20)));
    assert_eq!((&opened.rule, opened.rule_digest, opened.charter_version), (rule, digest_of(rule), 1));
    assert_eq!((opened.rights, opened.heads, opened.area_dm2), (4, 4, AreaDm2(0)));
    let poll = community.poll(opened.poll);
    assert_eq!((poll.matter, poll.proposal, poll.closes_at_ms), (matter, proposal, closes_at_ms));
    assert_eq!((poll.roll.root, poll.roll.rights.len()), (opened.roll_root, 4));
    assert_eq!(poll.status, PollStatus::Open);
    assert_eq!(community.proposal(proposal).status, ProposalStatus::Voting);
    let obligation = Obligation::PollCloses { poll: opened.poll };
    assert!(community.state.obligations.contains(&(closes_at_ms, obligation)));
}

#[test]
fn a_roll_that_was_frozen_for_another_event_is_not_taken_over() {
    let mut community = Community::minimal();
    let (_, proposal) = community.grid_proposal();
    let order: Command = community.poll_order(proposal, "council", PollScope::Council).into();
    let (context, chair) = (community.context(), actor("worker-1"));
    let prepared = Prepared::default();
    decide_preparing(&community.state, &chair, &order, context, &prepared).unwrap();
    // Somebody else sits there by the time the poll opens.
    let (council, seat, member) = (id("grid-1"), id("neighbour"), id("neighbour-1-1"));
    community.order("secretary", VacateSeat { council, seat, member, reason: "moved".to_owned() });
    let order: Command = community.poll_order(proposal, "council", PollScope::Council).into();
    let context = community.context();
    let events = decide(&community.state, &chair, &order, context).unwrap();
    let [Event::PollOpened(opened)] = events.as_slice() else { panic!("{events:?}") };
    let mut state = community.state.clone();
    evolve_prepared(&mut state, &chair, &order, &events, context, prepared);
    assert_eq!(state.poll(&opened.poll).unwrap().roll.root, opened.roll_root);
    assert_eq!(opened.rights, 3);
}

#[test]
fn only_a_convener_opens_a_poll() {
    let mut community = Community::minimal();
    let (_, proposal) = community.grid_proposal();
    let order = community.poll_order(proposal, "council", PollScope::Council);
    let refused = community.refusal("neighbour-1-1", order);
    assert_eq!(refused, power_missing("neighbour-1-1", Power::Convene, "grid-1"));
}

#[test]
fn a_poll_opens_on_the_present_text_and_no_other() {
    let mut community = Community::minimal();
    let (_, proposal) = community.grid_proposal();
    let mut order = community.poll_order(proposal, "council", PollScope::Council);
    order.document = document(99);
    let (expected, found) = (document(20).to_string(), document(99).to_string());
    assert_eq!(community.refusal("worker-1", order), Rejection::TextMismatch { expected, found });
}

#[test]
fn the_rule_must_exist() {
    let mut community = Community::minimal();
    let (_, proposal) = community.grid_proposal();
    let mut order = community.poll_order(proposal, "council", PollScope::Council);
    order.rule = id("lottery");
    let refused = community.refusal("worker-1", order);
    assert_eq!(refused, Rejection::NotFound { kind: "rule".to_owned(), id: "lottery".to_owned() });
}

#[test]
fn a_rule_for_one_level_is_used_there_only() {
    let mut community = with_rule(|rule| rule.level = Some(id("community")));
    let (_, below) = community.grid_proposal();
    let order = community.poll_order(below, "council", PollScope::Council);
    let refused = community.refusal("worker-1", order);
    assert!(not_applicable(&refused).contains("level `community`"), "{refused}");
    let (_, above) = community.community_proposal();
    community.open_poll(above, "council", PollScope::Council);
}

#[test]
fn a_building_is_a_scope_for_its_owners_only_and_only_in_the_area() {
    let mut community = Community::minimal();
    let (_, proposal) = community.grid_proposal();
    let building = PollScope::Building(id("building-1"));
    let order = community.poll_order(proposal, "council", building);
    assert!(not_applicable(&community.refusal("worker-1", order)).contains("for owners only"));
    for building in ["building-9", "building-1"] {
        community.import(building, vec![unit("shop", "grid-2", 5_000, &["absent-owner"])]);
        community.post(proposal, "7d");
        let order = community.poll_order(proposal, "cc278-special", PollScope::Building(id(building)));
        let refused = community.refusal("worker-1", order);
        assert!(not_applicable(&refused).contains("not all units"), "{refused}");
    }
}

#[test]
fn the_present_revision_must_have_been_posted() {
    let mut community = Community::minimal();
    let proposal = residents_proposal(&mut community);
    let order = community.poll_order(proposal, "residents", PollScope::Council);
    let refused = community.refusal("worker-1", order);
    let (rule, needed) = (id("residents"), "7d".to_owned());
    assert_eq!(refused, Rejection::NoticeTooShort { rule, needed, opens_from_ms: None });
}

#[test]
fn the_poll_opens_when_the_notice_has_ended_and_not_a_millisecond_before() {
    let mut community = Community::minimal();
    let proposal = residents_proposal(&mut community);
    let (_, due) = community.post_only(proposal, "7d");
    community.wait_until(TimeMs(due.0 - 1));
    let order = community.poll_order(proposal, "residents", PollScope::Council);
    let refused = community.refusal("worker-1", order);
    assert!(matches!(refused, Rejection::NoticeTooShort { opens_from_ms: Some(from), .. } if from == due));
    community.wait_until(due);
    community.open_poll(proposal, "residents", PollScope::Council);
}

#[test]
fn a_notice_shorter_than_the_rule_asks_for_does_not_count() {
    let mut community = Community::minimal();
    let proposal = residents_proposal(&mut community);
    community.post(proposal, "6d");
    community.wait_days(3);
    let order = community.poll_order(proposal, "residents", PollScope::Council);
    assert!(matches!(
        community.refusal("worker-1", order),
        Rejection::NoticeTooShort { opens_from_ms: None, .. }
    ));
    community.post(proposal, "5wd");
    community.open_poll(proposal, "residents", PollScope::Council);
}

#[test]
fn holidays_adopted_after_the_posting_do_not_make_it_too_short() {
    let mut community = Community::minimal();
    let proposal = residents_proposal(&mut community);
    let (_, due) = community.post_only(proposal, "7d");
    let days = ["2026-03-09", "2026-03-10"].map(|day| (id(day), DayKind::Holiday));
    community.order("secretary", AdoptCalendar { days: days.into(), source: "a notice".to_owned() });
    community.wait_until(due);
    community.open_poll(proposal, "residents", PollScope::Council);
}

#[test]
fn a_notice_of_an_earlier_revision_does_not_count_even_if_its_text_comes_back() {
    let mut community = Community::minimal();
    let proposal = residents_proposal(&mut community);
    community.post(proposal, "7d");
    for text in [22, 20] {
        community.order("worker-1", ReviseProposal { proposal, document: document(text) });
        let order = community.poll_order(proposal, "residents", PollScope::Council);
        let refused = community.refusal("worker-1", order);
        assert!(matches!(refused, Rejection::NoticeTooShort { opens_from_ms: None, .. }), "{refused}");
    }
    community.post(proposal, "7d");
    community.open_poll(proposal, "residents", PollScope::Council);
}

#[test]
fn a_hearing_with_a_quorum_must_have_been_held() {
    let mut community = Community::settled({
        let mut charter = minimal_charter();
        charter.escalation.clear();
        charter
    });
    let matter = community.grid_matter();
    let proposal = community.propose(matter, 20);
    let missing = Rejection::HearingMissing { rule: id("council"), matter };
    let order = community.poll_order(proposal, "council", PollScope::Council);
    assert_eq!(community.refusal("worker-1", order), missing);
    community.hold_hearing(matter, &["worker-1"]);
    let order = community.poll_order(proposal, "council", PollScope::Council);
    assert_eq!(community.refusal("worker-1", order), missing, "inquorate");
    community.hold_hearing(matter, &GRID_VOTERS);
    community.open_poll(proposal, "council", PollScope::Council);
}

#[test]
fn a_hearing_of_the_council_below_does_not_count_above() {
    let mut community = Community::minimal();
    let (matter, _) = community.grid_proposal();
    community.order("worker-1", ReferMatterUp { matter, reason: document(50) });
    let proposal = community.propose(matter, 23);
    let order = community.poll_order(proposal, "council", PollScope::Council);
    let missing = Rejection::HearingMissing { rule: id("council"), matter };
    assert_eq!(community.refusal("secretary", order), missing);
}

#[test]
fn every_objection_must_have_been_answered() {
    let mut community = Community::minimal();
    let (_, proposal) = community.grid_proposal();
    let objections = ["resident-1-1", "resident-1-2"].map(|member| {
        let raised = community.order(member, RaiseObjection { proposal, text: words(40) });
        let [Event::ObjectionRaised(event)] = raised.as_slice() else { panic!("{raised:?}") };
        event.objection
    });
    for waiting in [&objections[..], &objections[1..]] {
        let order = community.poll_order(proposal, "council", PollScope::Council);
        let (rule, unanswered) = (id("council"), waiting.len() as u64);
        let expected = Rejection::ObjectionsUnanswered { rule, unanswered, objections: waiting.to_vec() };
        assert_eq!(community.refusal("worker-1", order), expected);
        community.order("worker-1", AnswerObjection { objection: waiting[0], text: words(41) });
    }
    community.open_poll(proposal, "council", PollScope::Council);
}

#[test]
fn a_refusal_lists_the_first_twenty_objections_and_counts_all() {
    let mut community = Community::minimal();
    let neighbours: Vec<String> = (0..21).map(|number| format!("objector-{number:02}")).collect();
    community.import("more", neighbours.iter().map(|member| resident(member, "grid-1")).collect());
    let (_, proposal) = community.grid_proposal();
    for member in &neighbours {
        community.order(member, RaiseObjection { proposal, text: words(40) });
    }
    let order = community.poll_order(proposal, "council", PollScope::Council);
    match community.refusal("worker-1", order) {
        Rejection::ObjectionsUnanswered { unanswered, objections, .. } => {
            assert_eq!((unanswered, objections.len()), (21, 20));
            assert_eq!(objections, community.proposal(proposal).objections[..20]);
        }
        other => panic!("{other}"),
    }
}

#[test]
fn a_poll_stays_open_for_the_rules_least_time_and_at_most_sixty_days() {
    let mut community = Community::minimal();
    let (_, proposal) = community.grid_proposal();
    community.fire_due();
    let least = community.poll_order(proposal, "council", PollScope::Council);
    let latest_ms = TimeMs(community.at.0 + 60 * DAY_MS);
    let at = |closes_at_ms| OpenPoll { closes_at_ms, ..least.clone() };
    let field = || "closes_at_ms".to_owned();
    let early = TimeMs(least.closes_at_ms.0 - 1);
    let too_early = Rejection::TooEarly { field: field(), earliest_ms: least.closes_at_ms, found_ms: early };
    assert_eq!(community.refusal("worker-1", at(early)), too_early);
    let late = TimeMs(latest_ms.0 + 1);
    let too_late = Rejection::TooLate { field: field(), latest_ms, found_ms: late };
    assert_eq!(community.refusal("worker-1", at(late)), too_late);
    let mut other = community.clone();
    community.order("worker-1", at(least.closes_at_ms));
    other.order("worker-1", at(latest_ms));
}

#[test]
fn a_poll_in_which_nobody_may_vote_is_not_opened() {
    let mut community = Community::minimal();
    let submission = community.submit("resident-2-1", 10);
    let matter = community.accept(submission, facts("building", &["grid-2"]));
    let proposal = community.propose(matter, 20);
    community.post(proposal, "7d");
    let order = community.poll_order(proposal, "cc278-ordinary", PollScope::Council);
    assert_eq!(community.refusal("worker-2", order), Rejection::EmptyRoll { rule: id("cc278-ordinary") });
}

#[test]
fn a_matter_has_one_poll_at_a_time() {
    let mut community = Community::minimal();
    let (matter, first) = community.grid_proposal();
    let second = community.propose(matter, 24);
    let poll = community.open_poll(first, "council", PollScope::Council);
    let order = community.poll_order(second, "council", PollScope::Council);
    let refused = community.refusal("worker-1", order);
    assert!(matches!(refused, Rejection::PollIsOpen { poll: open, .. } if open == poll), "{refused}");
    for voter in GRID_VOTERS {
        community.vote(poll, voter, Choice::For);
    }
    community.close_poll(poll);
    let order = community.poll_order(second, "council", PollScope::Council);
    let refused = community.refusal("worker-1", order);
    assert!(already_done(&refused).contains("waits for its certification"), "{refused}");
}

#[test]
fn a_poll_stops_the_clock_of_the_deliberation_and_a_failure_lets_it_go_on() {
    let mut community = Community::minimal();
    let (matter, poll) = community.grid_poll();
    let clock = |community: &Community| {
        let found = community.matter(matter);
        let obligation = Obligation::Deliberation { matter, set_by: found.deadline_set_by };
        community.state.obligations.contains(&(found.decide_by_ms, obligation))
    };
    assert!(!clock(&community));
    for voter in GRID_VOTERS {
        community.vote(poll, voter, Choice::Against);
    }
    community.close_poll(poll);
    assert!(clock(&community), "refused, and no rule moves it");
}
