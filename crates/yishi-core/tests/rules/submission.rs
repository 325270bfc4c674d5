//! Submissions: handed in, supported, screened.

use crate::community::*;
use yishi_core::*;

fn submit_to(council: &str) -> Submit {
    Submit::new(id(council), words(10))
}

fn stance(submission: SubmissionId, text: u8, stance: Stance) -> TakeStance {
    TakeStance { submission, text: words(text), stance, occurred_at_ms: None }
}

fn screen(submission: SubmissionId, screening: Screening) -> ScreenSubmission {
    ScreenSubmission { submission, screening }
}

fn accept(class: &str, places: &[&str]) -> Screening {
    Screening::Accept { title: document(2), facts: facts(class, places) }
}

fn return_it() -> Screening {
    Screening::Return { reason: words(90) }
}

fn counts(community: &Community, submission: SubmissionId) -> (u64, u64, u64) {
    let counts = community.state.submission(&submission).unwrap().stance_counts;
    (counts.support, counts.object, counts.pass)
}

#[test]
fn a_submission_is_received_and_must_be_screened_within_three_working_days() {
    let mut community = Community::minimal();
    let submission = community.submit("resident-1-1", 10);
    let received = community.state.submission(&submission).unwrap();
    assert_eq!((received.author.clone(), received.channel), (Some(id("resident-1-1")), Channel::OwnKey));
    // Handed in on Monday 2026-03-02, due at the end of Thursday.
    assert_eq!(received.screen_by_ms.0, id::<Date>("2026-03-05").end_ms());
    let due = (received.screen_by_ms, Obligation::Screening { submission });
    assert!(community.state.obligations.contains(&due));
}

#[test]
fn a_partner_without_a_vote_may_submit_and_a_stranger_may_not() {
    let mut community = Community::minimal();
    community.order("manager", submit_to("grid-1"));
    let refused = community.refusal("registrar-1", submit_to("grid-1"));
    assert!(matches!(refused, Rejection::NotFound { .. }), "{refused}");
}

#[test]
fn a_submission_names_the_lowest_council_of_its_place() {
    let mut community = Community::minimal();
    assert_eq!(
        community.refusal("resident-1-1", submit_to("community")),
        Rejection::CouncilNotLowest { council: id("community") }
    );
    assert!(matches!(community.refusal("resident-1-1", submit_to("grid-9")), Rejection::NotFound { .. }));
}

#[test]
fn only_an_import_names_another_time_and_never_one_to_come() {
    let mut community = Community::minimal();
    let at = community.at;
    let made = |ms: u64| Submit { occurred_at_ms: Some(TimeMs(ms)), ..submit_to("grid-1") };
    let refused = community.refusal("resident-1-1", made(at.0));
    assert!(matches!(refused, Rejection::PowerMissing { power: Power::Import, .. }), "{refused}");
    assert_eq!(
        community.refusal("secretary", made(at.0 + 1)),
        Rejection::TooLate { field: "occurred_at_ms".to_owned(), latest_ms: at, found_ms: TimeMs(at.0 + 1) }
    );
    let events = community.order("secretary", made(at.0));
    let [Event::SubmissionReceived(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((event.channel, event.occurred_at_ms), (Channel::Imported, at));
}

#[test]
fn an_import_in_the_name_of_a_member_needs_the_power_to_import_for_them() {
    let mut community = Community::minimal();
    let past = Submit { occurred_at_ms: Some(TimeMs(1)), ..submit_to("grid-1") };
    let by_clerk = community.refusal_as(assisting("clerk", "resident-2-1"), past.clone());
    assert!(matches!(by_clerk, Rejection::PowerMissing { power: Power::Import, .. }), "{by_clerk}");
    let events = community.order_as(assisting("secretary", "resident-2-1"), past);
    let [Event::SubmissionReceived(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((event.author.clone(), event.occurred_at_ms), (Some(id("resident-2-1")), TimeMs(1)));
}

#[test]
fn the_latest_stance_of_a_member_counts() {
    let mut community = Community::minimal();
    let submission = community.submit("resident-1-1", 10);
    community.order("resident-1-2", stance(submission, 10, Stance::Support));
    community.order("resident-1-3", stance(submission, 10, Stance::Support));
    community.order("resident-2-1", stance(submission, 10, Stance::Pass));
    assert_eq!(counts(&community, submission), (2, 0, 1));
    community.order("resident-1-2", stance(submission, 10, Stance::Object));
    community.order("resident-1-3", stance(submission, 10, Stance::Support));
    assert_eq!(counts(&community, submission), (1, 1, 1));
}

#[test]
fn a_stance_names_the_text_that_was_read() {
    let mut community = Community::minimal();
    let submission = community.submit("resident-1-1", 10);
    let refused = community.refusal("resident-1-2", stance(submission, 11, Stance::Support));
    let (expected, found) = (words(10).to_string(), words(11).to_string());
    assert_eq!(refused, Rejection::TextMismatch { expected, found });
}

#[test]
fn stances_go_on_after_acceptance_and_end_with_a_return() {
    let mut community = Community::minimal();
    let accepted = community.submit("resident-1-1", 10);
    community.accept(accepted, facts("environment", &["grid-1"]));
    community.order("resident-1-2", stance(accepted, 10, Stance::Support));
    let returned = community.submit("resident-1-1", 11);
    community.order("worker-1", screen(returned, return_it()));
    let refused = community.refusal("resident-1-2", stance(returned, 11, Stance::Support));
    assert!(matches!(refused, Rejection::WrongStage { .. }), "{refused}");
}

#[test]
fn an_imported_stance_keeps_its_time() {
    let mut community = Community::minimal();
    let submission = community.submit("resident-1-1", 10);
    let past = TakeStance { occurred_at_ms: Some(TimeMs(5)), ..stance(submission, 10, Stance::Object) };
    let events = community.order_as(assisting("secretary", "resident-1-2"), past);
    let expected = StanceTaken {
        submission,
        member: id("resident-1-2"),
        stance: Stance::Object,
        occurred_at_ms: TimeMs(5),
    };
    assert_eq!(events, vec![expected.into()]);
}

#[test]
fn screening_needs_the_power_over_the_place() {
    let mut community = Community::minimal();
    let submission = community.submit("resident-1-1", 10);
    let refused = community.refusal("worker-2", screen(submission, return_it()));
    let (member, council) = (id("worker-2"), id("grid-1"));
    assert_eq!(refused, Rejection::PowerMissing { member, power: Power::Screen, council });
    community.order("worker-1", screen(submission, return_it()));
}

#[test]
fn nobody_screens_what_they_handed_in() {
    let mut community = Community::minimal();
    let submission = community.submit("worker-1", 10);
    let refused = community.refusal("worker-1", screen(submission, return_it()));
    assert!(matches!(refused, Rejection::DutiesNotSeparate { .. }), "{refused}");
    community.order("secretary", screen(submission, return_it()));
}

#[test]
fn who_hands_in_for_somebody_else_does_not_screen_it_even_without_saying_the_way() {
    let mut community = Community::minimal();
    let submit = |text| Submit::new(id("grid-1"), words(text));
    let clerk = || assisting("worker-1", "resident-1-1");
    community.order_as(clerk(), submit(10));
    let submission = *community.state.submissions.keys().next_back().unwrap();
    let refused = community.refusal("worker-1", screen(submission, return_it()));
    assert!(matches!(refused, Rejection::DutiesNotSeparate { .. }), "{refused}");
    community.order("secretary", screen(submission, return_it()));

    let mut older = Community::minimal();
    older.state.ruleset = Ruleset::SECOND;
    older.order_as(clerk(), submit(11));
    let submission = *older.state.submissions.keys().next_back().unwrap();
    older.order("worker-1", screen(submission, return_it()));
}

#[test]
fn a_submission_is_screened_once() {
    let mut community = Community::minimal();
    let submission = community.submit("resident-1-1", 10);
    community.order("worker-1", screen(submission, return_it()));
    let refused = community.refusal("worker-1", screen(submission, accept("repair", &["grid-1"])));
    assert!(matches!(refused, Rejection::WrongStage { .. }), "{refused}");
}

#[test]
fn a_returned_submission_keeps_its_reason_and_owes_nothing() {
    let mut community = Community::minimal();
    let submission = community.submit("resident-1-1", 10);
    community.order("worker-1", screen(submission, return_it()));
    let returned = community.state.submission(&submission).unwrap();
    assert_eq!(returned.status, SubmissionStatus::Returned { reason: words(90) });
    assert_eq!(returned.screened_by, Some(id("worker-1")));
    assert!(community.state.obligations.is_empty());
}

#[test]
fn an_accepted_submission_opens_a_matter_with_the_rule_that_routed_it() {
    let mut community = Community::minimal();
    let submission = community.submit("resident-1-1", 10);
    let matter = community.accept(submission, facts("environment", &["grid-1"]));
    let opened = community.matter(matter);
    assert_eq!((opened.route.rule.as_str(), opened.route.charter_version), ("small", 1));
    assert_eq!((opened.council.as_str(), opened.stage), ("grid-1", MatterStage::Deliberating));
    assert_eq!(opened.submissions, vec![submission]);
    let due = (opened.decide_by_ms, Obligation::Deliberation { matter, set_by: matter.entry_index() });
    assert!(community.state.obligations.iter().eq([&due]));
}

#[test]
fn acceptance_wants_a_known_class_and_places_that_are_lowest_councils() {
    let mut community = Community::minimal();
    let submission = community.submit("resident-1-1", 10);
    let mut refusal = |class: &str, places: &[&str]| {
        community.refusal("worker-1", screen(submission, accept(class, places)))
    };
    assert!(matches!(refusal("magic", &["grid-1"]), Rejection::NotFound { .. }));
    assert!(matches!(refusal("repair", &[]), Rejection::OutOfRange { .. }));
    assert!(matches!(refusal("repair", &["grid-9"]), Rejection::NotFound { .. }));
    assert!(matches!(refusal("repair", &["community"]), Rejection::CouncilNotLowest { .. }));
}

#[test]
fn facts_stay_within_what_json_carries_exactly() {
    for (cost, passes) in [(MAX_SAFE_INTEGER, true), (MAX_SAFE_INTEGER + 1, false)] {
        let mut community = Community::minimal();
        let submission = community.submit("resident-1-1", 10);
        let facts = Facts { cost_fen: AmountFen(cost), ..facts("repair", &["grid-1"]) };
        let screening = Screening::Accept { title: document(2), facts };
        let decided = community.try_order(actor("worker-1"), screen(submission, screening).into());
        assert_eq!(decided.is_ok(), passes, "{cost}");
    }
}

#[test]
fn a_split_opens_two_to_eight_matters_of_one_entry() {
    let part = SplitPart { title: document(2), facts: facts("repair", &["grid-1"]) };
    for (count, passes) in [(1, false), (2, true), (8, true), (9, false)] {
        let mut community = Community::minimal();
        let submission = community.submit("resident-1-1", 10);
        let split = Screening::Split { parts: vec![part.clone(); count] };
        let decided = community.try_order(actor("worker-1"), screen(submission, split).into());
        assert_eq!(decided.is_ok(), passes, "{count}");
        if passes {
            assert_eq!(community.state.matters.len(), count);
            let index = community.index - 1;
            let matters = (1..=count as u32).map(|ordinal| MatterId::nth(index, ordinal)).collect();
            let status = &community.state.submission(&submission).unwrap().status;
            assert_eq!(*status, SubmissionStatus::Accepted { matters });
            assert_eq!(community.state.obligations.len(), count);
        }
    }
}

#[test]
fn a_merged_submission_joins_the_lineage_of_an_open_matter() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let submission = community.submit("resident-1-2", 20);
    community.order("worker-1", screen(submission, Screening::Merge { into: matter }));
    assert_eq!(community.matter(matter).submissions.len(), 2);
    assert_eq!(community.matter(matter).submissions[1], submission);
    let status = &community.state.submission(&submission).unwrap().status;
    assert_eq!(*status, SubmissionStatus::Merged { into: matter });
}

#[test]
fn a_submission_cannot_join_a_matter_that_does_not_exist() {
    let mut community = Community::minimal();
    let submission = community.submit("resident-1-2", 20);
    let merge = Screening::Merge { into: MatterId::first(99) };
    let refused = community.refusal("worker-1", screen(submission, merge));
    assert!(matches!(refused, Rejection::NotFound { .. }), "{refused}");
}

#[test]
fn late_screening_is_a_breach_that_stands_and_screening_goes_on() {
    let mut community = Community::minimal();
    let submission = community.submit("resident-1-1", 10);
    assert_eq!(community.wait_days(4), vec![ScreeningOverdue { submission }.into()]);
    community.order("worker-1", screen(submission, accept("repair", &["grid-1"])));
    assert!(community.state.submission(&submission).unwrap().overdue);
}

#[test]
fn an_assisted_stance_never_replaces_a_members_own_and_the_own_one_replaces_it() {
    let mut community = Community::minimal();
    let submission = community.submit("resident-1-1", 10);
    let stance = |stance| TakeStance { submission, text: words(10), stance, occurred_at_ms: None };
    let stands = |community: &Community| {
        community.state.submission(&submission).unwrap().stances.values().next().unwrap().stance
    };
    community.order_as(assisting("clerk", "resident-1-2"), stance(Stance::Support));
    community.order("resident-1-2", stance(Stance::Object));
    assert_eq!(stands(&community), Stance::Object);
    let refused = community.refusal_as(assisting("clerk", "resident-1-2"), stance(Stance::Support));
    assert_eq!(refused, Rejection::OwnStanceStands { submission, member: id("resident-1-2") });
    assert_eq!(stands(&community), Stance::Object);
}

#[test]
fn under_the_first_rules_the_last_stance_stands_whoever_brought_it() {
    let mut community = Community::minimal();
    community.state.ruleset = Ruleset::FIRST;
    let submission = community.submit("resident-1-1", 10);
    let stance = |stance| TakeStance { submission, text: words(10), stance, occurred_at_ms: None };
    community.order("resident-1-2", stance(Stance::Object));
    community.order_as(assisting("clerk", "resident-1-2"), stance(Stance::Support));
    let found = community.state.submission(&submission).unwrap();
    assert_eq!(found.stances.values().next().map(|held| held.stance), Some(Stance::Support));
}
