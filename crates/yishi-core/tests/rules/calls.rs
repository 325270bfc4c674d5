//! Calls for ideas, surveys, and letters without an author.

use crate::community::*;
use std::collections::BTreeSet;
use yishi_core::*;

/// The same community under a charter that takes letters without an author and wants calls answered in ten working days.
pub fn with_calls() -> Community {
    Community::settled(charter())
}

fn charter() -> Charter {
    let clause = SubmissionsClause { anonymous: Anonymous::Allowed, call_answer: Some(id("10wd")) };
    Charter { submissions: Some(clause), ..minimal_charter() }
}

pub fn ideas(council: &str, at: TimeMs, days: usize) -> OpenCall {
    OpenCall {
        council: id(council),
        title: document(50),
        text: document(51),
        asks: Asks::Ideas,
        audience: Audience::Residents,
        closes_at_ms: TimeMs(at.0 + (days as u64 + 1) * DAY_MS),
        anonymous: true,
    }
}

/// Two questions: one of three, any of four.
pub fn survey(council: &str, at: TimeMs) -> OpenCall {
    let questions = vec![
        Question { options: 3, choice: AnswerChoice::Single },
        Question { options: 4, choice: AnswerChoice::Multiple },
    ];
    OpenCall { asks: Asks::Survey { questions }, anonymous: false, ..ideas(council, at, 6) }
}

fn opened(community: &mut Community, by: &str, call: OpenCall) -> CallId {
    match community.order(by, call).as_slice() {
        [Event::CallOpened(event)] => event.call,
        other => panic!("{other:?}"),
    }
}

fn answers(said: &[&[u32]]) -> Answers {
    said.iter().map(|numbers| numbers.iter().copied().collect::<BTreeSet<u32>>()).collect()
}

fn answer(call: CallId, said: &[&[u32]]) -> AnswerSurvey {
    AnswerSurvey { call, answers: answers(said) }
}

fn letter(text: u8) -> Submit {
    Submit { via: Some(Via::SuggestionBox), anonymous: true, ..Submit::new(id("grid-1"), words(text)) }
}

fn idea(call: CallId, text: u8) -> Submit {
    Submit { call: Some(call), ..Submit::new(id("grid-1"), words(text)) }
}

#[test]
fn a_letter_from_the_box_has_no_author_and_names_who_entered_it() {
    let mut community = with_calls();
    let events = community.order("clerk", letter(10));
    let [Event::SubmissionReceived(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((&event.author, &event.entered_by), (&None, &Some(id("clerk"))));
    assert_eq!((event.via, event.channel), (Some(Via::SuggestionBox), Channel::Assisted));
    let wire = canonical_json(event);
    assert!(!wire.contains("author"), "{wire}");
}

#[test]
fn letters_without_an_author_need_a_charter_that_takes_them_and_a_clerk_who_says_how_they_came() {
    let mut community = Community::minimal();
    let refused = community.refusal("clerk", letter(10));
    assert!(matches!(refused, Rejection::AnonymousNotAllowed { .. }), "{refused}");
    let mut community = with_calls();
    let refused = community.refusal("resident-1-1", letter(10));
    assert!(matches!(refused, Rejection::PowerMissing { power: Power::Assist, .. }), "{refused}");
    let refused = community.refusal("clerk", Submit { via: None, ..letter(10) });
    assert!(matches!(&refused, Rejection::OutOfRange { field, .. } if field == "via"), "{refused}");
    let refused = community.refusal_as(assisting("clerk", "resident-1-1"), letter(10));
    assert!(matches!(&refused, Rejection::OutOfRange { field, .. } if field == "anonymous"), "{refused}");
    let past = Submit { occurred_at_ms: Some(TimeMs(1)), ..letter(10) };
    let refused = community.refusal("clerk", past.clone());
    assert!(matches!(refused, Rejection::PowerMissing { power: Power::Import, .. }), "{refused}");
    community.order("secretary", past);
}

#[test]
fn nobody_screens_a_letter_that_they_entered() {
    let mut charter = charter();
    let clerk = charter.seats.iter_mut().find(|seat| seat.id.as_str() == "clerk").unwrap();
    clerk.powers.push(Grant { power: Power::Screen, over: Reach::OwnAndBelow });
    let mut community = Community::settled(charter);
    community.order("clerk", letter(10));
    let submission = SubmissionId::first(community.index - 1);
    let screening = Screening::Return { reason: words(90) };
    let refused = community.refusal("clerk", ScreenSubmission { submission, screening: screening.clone() });
    assert!(matches!(refused, Rejection::DutiesNotSeparate { .. }), "{refused}");
    community.order("secretary", ScreenSubmission { submission, screening });
}

#[test]
fn what_was_told_on_the_doorstep_keeps_its_author_and_says_who_wrote_it_down() {
    let mut community = with_calls();
    let told = Submit { via: Some(Via::Doorstep), ..Submit::new(id("grid-1"), words(10)) };
    let refused = community.refusal("resident-1-1", told.clone());
    assert!(matches!(&refused, Rejection::OutOfRange { field, .. } if field == "via"), "{refused}");
    let events = community.order_as(assisting("clerk", "resident-1-1"), told);
    let [Event::SubmissionReceived(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((&event.author, &event.entered_by), (&Some(id("resident-1-1")), &Some(id("clerk"))));
}

#[test]
fn a_charter_that_takes_letters_wants_somebody_who_may_enter_them_everywhere() {
    let mut charter = charter();
    for seat in &mut charter.seats {
        seat.powers.retain(|grant| grant.power != Power::Assist);
    }
    let faults = charter.check().unwrap_err();
    assert!(faults.iter().any(|fault| fault.message.contains("submissions.anonymous")), "{faults:?}");
    charter.submissions = None;
    charter.check().unwrap();
}

#[test]
fn a_call_takes_ideas_until_its_close_and_none_afterwards() {
    let mut community = with_calls();
    let at = community.at;
    let call = opened(&mut community, "secretary", ideas("community", at, 6));
    let closes_at_ms = community.state.call(&call).unwrap().closes_at_ms;
    community.order("resident-1-1", idea(call, 10));
    community.order("clerk", Submit { call: Some(call), ..letter(11) });
    community.wait_days(6);
    community.at = TimeMs(closes_at_ms.0 - 1);
    community.order("resident-1-2", idea(call, 12));
    let caused = community.wait_until(TimeMs(community.at.0.max(closes_at_ms.0)));
    let answer_by_ms = community.state.call(&call).unwrap().answer_by_ms;
    let closed = CallClosed { call, received: 3, results: vec![], answer_by_ms };
    assert!(caused.contains(&closed.into()), "{caused:?}");
    assert_eq!(
        community.refusal("resident-1-3", idea(call, 13)),
        Rejection::CallClosed { call, closed_at_ms: closes_at_ms }
    );
}

#[test]
fn a_call_asks_people_of_its_area_with_the_standing_it_names() {
    let mut community = with_calls();
    let at = community.at;
    let call = opened(&mut community, "worker-1", ideas("grid-1", at, 6));
    let refused = community.refusal("resident-2-1", idea(call, 10));
    assert!(matches!(refused, Rejection::OutsideArea { .. }), "{refused}");
    let refused = community.refusal("absent-owner", idea(call, 10));
    assert!(matches!(refused, Rejection::StandingInsufficient { .. }), "{refused}");
    let elsewhere = Submit { council: id("grid-2"), ..idea(call, 10) };
    let refused = community.refusal("resident-1-1", elsewhere);
    assert!(matches!(&refused, Rejection::OutOfRange { field, .. } if field == "council"), "{refused}");
    let everybody =
        OpenCall { audience: Audience::Everybody, anonymous: false, ..ideas("grid-1", community.at, 6) };
    let call = opened(&mut community, "worker-1", everybody);
    community.order("absent-owner", idea(call, 11));
    let refused = community.refusal("clerk", Submit { call: Some(call), ..letter(12) });
    assert_eq!(refused, Rejection::AnonymousNotAllowed { by: format!("`{call}`") });
}

#[test]
fn a_call_is_opened_by_conveners_for_at_most_a_year_with_questions_that_can_be_answered() {
    let mut community = with_calls();
    let at = community.at;
    let refused = community.refusal("resident-1-1", ideas("grid-1", at, 6));
    assert!(matches!(refused, Rejection::PowerMissing { power: Power::Convene, .. }), "{refused}");
    let closing = |ms: u64| OpenCall { closes_at_ms: TimeMs(ms), ..ideas("grid-1", at, 6) };
    assert!(matches!(community.refusal("worker-1", closing(at.0)), Rejection::TooEarly { .. }));
    let last = at.0 + MAX_CALL_DAYS * DAY_MS;
    assert!(matches!(community.refusal("worker-1", closing(last + 1)), Rejection::TooLate { .. }));
    community.order("worker-1", closing(last));
    let question = |options| Question { options, choice: AnswerChoice::Single };
    let asking = |questions| OpenCall { asks: Asks::Survey { questions }, ..survey("grid-1", TimeMs(last)) };
    for (questions, passes) in [
        (vec![], false),
        (vec![question(2); 30], true),
        (vec![question(2); 31], false),
        (vec![question(1)], false),
        (vec![question(20)], true),
        (vec![question(21)], false),
    ] {
        let count = questions.len();
        let mut asks = asking(questions);
        asks.closes_at_ms = TimeMs(community.at.0 + DAY_MS);
        let decided = community.try_order(actor("worker-1"), asks.into());
        assert_eq!(decided.is_ok(), passes, "{count}: {decided:?}");
    }
    let at = community.at;
    let refused = community.refusal("worker-1", OpenCall { anonymous: true, ..survey("grid-1", at) });
    assert!(matches!(&refused, Rejection::OutOfRange { field, .. } if field == "anonymous"), "{refused}");
}

#[test]
fn the_latest_answer_of_a_member_counts_once_at_the_close() {
    let mut community = with_calls();
    let at = community.at;
    let call = opened(&mut community, "worker-1", survey("grid-1", at));
    community.order("resident-1-1", answer(call, &[&[1], &[1, 4]]));
    community.order("resident-1-2", answer(call, &[&[2], &[]]));
    community.order("resident-1-1", answer(call, &[&[2], &[4]]));
    community.order("resident-1-3", answer(call, &[&[], &[4, 2]]));
    assert_eq!(community.state.call(&call).unwrap().received(), 3);
    community.wait_days(8);
    let results = vec![
        QuestionCount { answered: 2, options: vec![0, 2, 0] },
        QuestionCount { answered: 2, options: vec![0, 1, 0, 2] },
    ];
    assert_eq!(community.state.call(&call).unwrap().results, results);
    let refused = community.refusal("resident-1-4", answer(call, &[&[1], &[]]));
    assert!(matches!(refused, Rejection::CallClosed { .. }), "{refused}");
}

#[test]
fn an_answer_names_options_that_exist_and_no_more_than_the_question_takes() {
    let mut community = with_calls();
    let at = community.at;
    let call = opened(&mut community, "worker-1", survey("grid-1", at));
    for (said, passes) in [
        (&[&[1][..], &[]][..], true),
        (&[&[3], &[1, 2, 3, 4]], true),
        (&[&[4], &[]], false),
        (&[&[0], &[]], false),
        (&[&[1, 2], &[]], false),
        (&[&[1]], false),
        (&[&[1], &[1], &[1]], false),
        (&[&[], &[]], false),
    ] {
        let decided = community.try_order(actor("resident-1-1"), answer(call, said).into());
        assert_eq!(decided.is_ok(), passes, "{said:?}: {decided:?}");
    }
}

#[test]
fn an_assisted_answer_never_replaces_a_members_own() {
    let mut community = with_calls();
    let at = community.at;
    let call = opened(&mut community, "worker-1", survey("grid-1", at));
    community.order_as(assisting("clerk", "resident-1-1"), answer(call, &[&[1], &[]]));
    community.order("resident-1-1", answer(call, &[&[2], &[]]));
    let refused = community.refusal_as(assisting("clerk", "resident-1-1"), answer(call, &[&[3], &[]]));
    assert_eq!(refused, Rejection::OwnAnswerStands { call, member: id("resident-1-1") });
}

#[test]
fn a_survey_takes_no_ideas_and_a_call_for_ideas_no_answers() {
    let mut community = with_calls();
    let at = community.at;
    let asks = opened(&mut community, "worker-1", survey("grid-1", at));
    let wants = opened(&mut community, "worker-1", ideas("grid-1", at, 6));
    assert!(matches!(community.refusal("resident-1-1", idea(asks, 10)), Rejection::WrongStage { .. }));
    let refused = community.refusal("resident-1-1", answer(wants, &[&[1], &[]]));
    assert!(matches!(refused, Rejection::WrongStage { .. }), "{refused}");
}

#[test]
fn what_became_of_a_call_is_owed_after_its_close_and_a_missed_deadline_stands() {
    let mut community = with_calls();
    let at = community.at;
    let call = opened(&mut community, "worker-1", ideas("grid-1", at, 0));
    let conclude = ConcludeCall { call, text: words(93) };
    let refused = community.refusal("worker-1", conclude.clone());
    assert!(matches!(refused, Rejection::WrongStage { .. }), "{refused}");
    community.wait_days(1);
    let found = community.state.call(&call).unwrap();
    // Closed on Tuesday 2026-03-03: ten working days end with Tuesday 2026-03-17.
    assert_eq!(found.answer_by_ms, Some(TimeMs(id::<Date>("2026-03-17").end_ms())));
    let refused = community.refusal("resident-1-1", conclude.clone());
    assert!(matches!(refused, Rejection::PowerMissing { .. }), "{refused}");
    assert_eq!(community.wait_days(20), vec![CallAnswerOverdue { call }.into()]);
    community.order("worker-1", conclude.clone());
    let found = community.state.call(&call).unwrap();
    assert!(found.overdue && found.status == CallStatus::Concluded);
    assert!(matches!(community.refusal("worker-1", conclude), Rejection::AlreadyDone { .. }));
}

#[test]
fn without_a_clause_a_call_owes_no_answer_by_a_date() {
    let mut community = Community::minimal();
    let call = OpenCall { anonymous: false, ..ideas("grid-1", community.at, 0) };
    let call = opened(&mut community, "worker-1", call);
    assert_eq!(
        community.wait_days(1),
        vec![CallClosed { call, received: 0, results: vec![], answer_by_ms: None }.into()]
    );
    assert!(community.state.obligations.is_empty());
    community.order("worker-1", ConcludeCall { call, text: words(93) });
}
