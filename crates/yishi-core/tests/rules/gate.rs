//! What is checked before every command: founding, engine key, timers, charter, standing, assistance, redactions.

use crate::community::*;
use yishi_core::*;

fn submit(community: &Community) -> Submit {
    let council = community.state.member(&id("resident-1-1")).unwrap().council.clone();
    Submit::new(council, words(30))
}

#[test]
fn nothing_comes_before_the_founding() {
    let mut community = Community::empty();
    let charter =
        AdoptCharter { charter: Box::new(minimal_charter()), source: document(1), resolution: None };
    assert_eq!(community.refusal("registrar-1", charter), Rejection::BookNotFounded);
}

#[test]
fn a_book_is_founded_once() {
    let refused = Community::founded().refusal("registrar-1", create_book(&["registrar-1"]));
    assert_eq!(refused, Rejection::BookAlreadyFounded);
}

#[test]
fn without_a_charter_nobody_can_submit_or_import_a_roll() {
    let mut community = Community::founded();
    let submit = Submit::new(id("grid-1"), words(1));
    assert_eq!(community.refusal("registrar-1", submit), Rejection::NoCharter);
    let part = ImportRollPart { import: id("first"), part: 1, rows: everybody() };
    assert_eq!(community.refusal("registrar-1", part), Rejection::NoCharter);
}

#[test]
fn the_engine_key_does_nothing_but_fire_timers_and_raise_rules() {
    let mut community = Community::minimal();
    let submit = submit(&community);
    assert_eq!(community.refusal_as(engine(), submit), Rejection::EngineOnly);
}

#[test]
fn nobody_but_the_engine_fires_a_timer_or_raises_the_rules() {
    let mut community = Community::minimal();
    let submission = community.submit("resident-1-1", 10);
    let due_at_ms = community.state.submission(&submission).unwrap().screen_by_ms;
    let fire = FireTimer { obligation: Obligation::Screening { submission }, due_at_ms };
    assert_eq!(community.refusal("secretary", fire), Rejection::EngineOnly);
    assert_eq!(community.refusal("secretary", AdoptRules { ruleset: Ruleset(4) }), Rejection::EngineOnly);
}

#[test]
fn rules_that_this_code_does_not_know_are_refused() {
    let mut community = Community::minimal();
    for found in [0, 1, 2, 3, 4] {
        let refused = community.refusal_as(engine(), AdoptRules { ruleset: Ruleset(found) });
        assert_eq!(refused, Rejection::RulesetUnknown { current: 4, found, newest: 4 });
    }
}

#[test]
fn a_book_begins_with_the_rules_that_its_founding_names_and_can_be_raised_to_the_newest() {
    let mut community = Community::empty();
    for found in [0, 1, 5] {
        let create = CreateBook { ruleset: Some(Ruleset(found)), ..create_book(&["registrar-1"]) };
        let refused = community.refusal("registrar-1", create);
        assert_eq!(refused, Rejection::RulesetUnknown { current: 1, found, newest: 4 });
    }
    community.order("registrar-1", CreateBook { ruleset: None, ..create_book(&["registrar-1"]) });
    assert_eq!(community.state.ruleset, Ruleset::FIRST);
    community.order_as(engine(), AdoptRules { ruleset: NEWEST_RULESET });
    assert_eq!(community.state.ruleset, NEWEST_RULESET);
}

#[test]
fn a_due_timer_comes_before_every_other_command_and_not_a_millisecond_earlier() {
    let mut community = Community::minimal();
    let submission = community.submit("resident-1-1", 10);
    let due_at_ms = community.state.submission(&submission).unwrap().screen_by_ms;
    let submit: Command = submit(&community).into();

    let mut before = community.clone();
    before.at = TimeMs(due_at_ms.0 - 1);
    assert!(before.try_order(actor("resident-1-1"), submit.clone()).is_ok());

    community.at = due_at_ms;
    let obligation = format!("screening:{submission}");
    assert_eq!(
        community.try_order(actor("resident-1-1"), submit),
        Err(Rejection::TimerPending { obligation, due_at_ms })
    );
}

#[test]
fn timers_fire_in_the_order_of_their_due_times_then_of_their_ids() {
    let mut community = Community::minimal();
    let first = community.submit("resident-1-1", 10);
    let second = community.submit("resident-1-2", 11);
    let due_at_ms = community.state.submission(&first).unwrap().screen_by_ms;
    assert_eq!(community.state.submission(&second).unwrap().screen_by_ms, due_at_ms);
    community.at = due_at_ms;
    let late = FireTimer { obligation: Obligation::Screening { submission: second }, due_at_ms };
    assert_eq!(
        community.try_order(engine(), late.into()),
        Err(Rejection::TimerPending { obligation: format!("screening:{first}"), due_at_ms })
    );
    let fired = community.fire_due();
    assert_eq!(
        fired,
        vec![ScreeningOverdue { submission: first }.into(), ScreeningOverdue { submission: second }.into()]
    );
}

#[test]
fn a_timer_fires_once_and_only_when_it_is_due() {
    let mut community = Community::minimal();
    let submission = community.submit("resident-1-1", 10);
    let due_at_ms = community.state.submission(&submission).unwrap().screen_by_ms;
    let fire = FireTimer { obligation: Obligation::Screening { submission }, due_at_ms };
    let not_due = Rejection::NotDue { obligation: format!("screening:{submission}") };
    assert_eq!(community.refusal_as(engine(), fire.clone()), not_due);
    community.wait_until(due_at_ms);
    assert_eq!(community.refusal_as(engine(), fire), not_due);
}

#[test]
fn who_has_left_takes_no_further_part_by_key_or_through_a_clerk() {
    let mut community = Community::minimal();
    community.import("moves", vec![member_row("resident-1-1", "grid-1", Standing::Left)]);
    let submit = submit(&community);
    let refused = Rejection::StandingInsufficient { member: id("resident-1-1"), standing: Standing::Left };
    assert_eq!(community.refusal("resident-1-1", submit.clone()), refused);
    assert_eq!(community.refusal_as(assisting("clerk", "resident-1-1"), submit), refused);
}

#[test]
fn a_clerk_helps_a_resident_to_submit_and_the_entry_says_so() {
    let mut community = Community::minimal();
    let submit = submit(&community);
    let events = community.order_as(assisting("clerk", "resident-1-1"), submit);
    let [Event::SubmissionReceived(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((event.author.clone(), event.channel), (Some(id("resident-1-1")), Channel::Assisted));
}

#[test]
fn only_seats_that_assist_can_help_and_only_in_their_own_area() {
    let mut community = Community::minimal();
    let submit = submit(&community);
    let refused = |member: &str, council: &str| Rejection::PowerMissing {
        member: id(member),
        power: Power::Assist,
        council: id(council),
    };
    let by_neighbour = community.refusal_as(assisting("neighbour-1-1", "resident-1-1"), submit.clone());
    assert_eq!(by_neighbour, refused("neighbour-1-1", "grid-1"));
    let from_next_grid = community.refusal_as(assisting("worker-1", "resident-2-1"), submit.clone());
    assert_eq!(from_next_grid, refused("worker-1", "grid-2"));
    community.order_as(assisting("worker-2", "resident-2-1"), submit);
}

#[test]
fn nobody_helps_themselves() {
    let mut community = Community::minimal();
    let submit = submit(&community);
    let refused = community.refusal_as(assisting("clerk", "clerk"), submit);
    assert!(matches!(refused, Rejection::DutiesNotSeparate { .. }), "{refused}");
}

#[test]
fn acts_of_an_office_cannot_be_done_for_somebody_else() {
    let mut community = Community::minimal();
    let seat = AssignSeat { council: id("grid-1"), seat: id("neighbour"), member: id("resident-1-1") };
    assert_eq!(
        community.refusal_as(assisting("clerk", "secretary"), seat),
        Rejection::AssistanceNotAllowed { kind: "assign_seat".to_owned() }
    );
}

#[test]
fn a_redacted_text_cannot_come_back() {
    let mut community = Community::minimal();
    community.submit("resident-1-1", 30);
    let redact = RedactText { commitment: words(30), ground: "PIPL art. 47".to_owned() };
    community.order("secretary", redact);
    let index = community.index - 1;
    let submit = submit(&community);
    assert_eq!(
        community.refusal("resident-1-2", submit),
        Rejection::TextIsRedacted { commitment: words(30), index }
    );
}
