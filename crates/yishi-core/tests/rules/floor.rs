//! Hearings with order: agenda, signed attendance, turns to speak, points of order, questions, adjournment, benches heard.

use crate::community::*;
use crate::steps::*;
use yishi_core::*;

/// The minimal charter with every clause about how hearings are held, and a rule that wants all benches heard.
pub fn charter() -> Charter {
    let mut charter = minimal_charter();
    charter.hearings.agenda = AgendaLock::Items;
    charter.hearings.attendance = AttendanceProof::Signed;
    charter.hearings.speaking_minutes = Some(5);
    charter.hearings.adjournment = Some(AdjournmentClause { within: id("7d"), times: 1 });
    charter.hearings.benches = [id("community"), id("property"), id("residents")].into();
    let rule = charter.decisions.iter_mut().find(|rule| rule.id == id("council")).unwrap();
    rule.before.push(Precondition::BenchesHeard);
    assert_eq!(charter.check(), Ok(()));
    charter
}

/// A hearing under way on a proposal that is its item; the four voters of the grid are there.
pub fn heard() -> (Community, MatterId, ProposalId, HearingId) {
    let mut community = Community::settled(charter());
    let matter = community.grid_matter();
    let proposal = community.propose(matter, 20);
    let hearing = called(&mut community, matter, &[proposal]);
    begun(&mut community, hearing, &GRID_VOTERS);
    (community, matter, proposal, hearing)
}

fn called(community: &mut Community, matter: MatterId, items: &[ProposalId]) -> HearingId {
    let starts_at_ms = community.state.calendar.end_of(community.at, id("3d"));
    let call = CallHearing::new(matter, starts_at_ms, document(90));
    let call = CallHearing { items: items.iter().copied().collect(), ..call };
    match community.order("worker-1", call).as_slice() {
        [Event::HearingCalled(event)] => event.hearing,
        other => panic!("{other:?}"),
    }
}

fn begun(community: &mut Community, hearing: HearingId, present: &[&str]) {
    community.wait_until(community.state.hearing(&hearing).unwrap().starts_at_ms);
    community.order("worker-1", OpenHearing { hearing });
    community.attend(hearing, present);
}

fn ask(hearing: HearingId) -> AskForFloor {
    AskForFloor { hearing }
}

fn give(hearing: HearingId, member: &str) -> GiveFloor {
    GiveFloor { hearing, member: id(member) }
}

fn speak(hearing: HearingId) -> MakeStatement {
    MakeStatement::new(hearing, words(92))
}

/// Asks, is given the floor, speaks and yields.
fn speaks(community: &mut Community, hearing: HearingId, member: &str) {
    community.order(member, ask(hearing));
    community.order("worker-1", give(hearing, member));
    community.order(member, speak(hearing));
    community.order(member, YieldFloor { hearing });
}

fn point_of(events: &[Event]) -> PointId {
    match events {
        [Event::PointRaised(event)] => event.point,
        other => panic!("{other:?}"),
    }
}

fn question_of(events: &[Event]) -> QuestionId {
    match events {
        [Event::QuestionAsked(event)] => event.question,
        other => panic!("{other:?}"),
    }
}

#[test]
fn without_a_speaking_time_nobody_waits_for_a_turn() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let hearing = community.open_hearing(matter);
    community.attend(hearing, &["worker-1"]);
    community.order("worker-1", speak(hearing));
    assert_eq!(community.refusal("worker-1", ask(hearing)), Rejection::NoSpeakingOrder);
    assert_eq!(community.refusal("worker-1", give(hearing, "worker-1")), Rejection::NoSpeakingOrder);
}

#[test]
fn only_who_has_the_floor_speaks_and_not_after_their_time() {
    let (mut community, _, _, hearing) = heard();
    let missing = |holder: Option<&str>| Rejection::FloorMissing {
        member: id("steward-1"),
        hearing,
        holder: holder.map(id),
    };
    assert_eq!(community.refusal("steward-1", speak(hearing)), missing(None));
    community.order("worker-1", ask(hearing));
    community.order("worker-1", give(hearing, "worker-1"));
    assert_eq!(community.refusal("steward-1", speak(hearing)), missing(Some("worker-1")));
    let until = community.state.hearing(&hearing).unwrap().floor.turns[0].until_ms;
    community.wait_until(until);
    community.order("worker-1", speak(hearing));
    community.at = TimeMs(until.0 + 1);
    let refused = community.refusal("worker-1", speak(hearing));
    assert!(matches!(refused, Rejection::FloorMissing { holder: None, .. }), "{refused}");
}

#[test]
fn the_floor_goes_in_the_order_of_asking_and_first_to_who_has_not_spoken() {
    let (mut community, _, _, hearing) = heard();
    speaks(&mut community, hearing, "neighbour-1-1");
    community.order("neighbour-1-1", ask(hearing));
    community.order("steward-1", ask(hearing));
    community.order("neighbour-1-2", ask(hearing));
    let refused = community.refusal("worker-1", give(hearing, "neighbour-1-1"));
    let next = Some(id("steward-1"));
    assert_eq!(refused, Rejection::NotNext { hearing, member: id("neighbour-1-1"), next });
    for member in ["steward-1", "neighbour-1-2", "neighbour-1-1"] {
        community.order("worker-1", give(hearing, member));
        community.order(member, YieldFloor { hearing });
    }
    let refused = community.refusal("worker-1", give(hearing, "steward-1"));
    assert_eq!(refused, Rejection::NotNext { hearing, member: id("steward-1"), next: None });
}

#[test]
fn the_chair_takes_nobodys_turn_before_its_time_is_over() {
    let (mut community, _, _, hearing) = heard();
    community.order("steward-1", ask(hearing));
    community.order("neighbour-1-1", ask(hearing));
    community.order("worker-1", give(hearing, "steward-1"));
    let until_ms = community.state.hearing(&hearing).unwrap().floor.turns[0].until_ms;
    let taken = Rejection::FloorTaken { hearing, member: id("steward-1"), until_ms };
    community.wait_until(until_ms);
    assert_eq!(community.refusal("worker-1", give(hearing, "neighbour-1-1")), taken);
    community.at = TimeMs(until_ms.0 + 1);
    community.order("worker-1", give(hearing, "neighbour-1-1"));
    let floor = &community.state.hearing(&hearing).unwrap().floor;
    assert_eq!(floor.turns[0].ended_at_ms, Some(until_ms), "a turn that nobody yielded ends at its time");
}

#[test]
fn who_has_left_or_is_not_there_is_passed_over() {
    let (mut community, _, _, hearing) = heard();
    community.order("neighbour-1-1", ask(hearing));
    community.order("neighbour-1-2", ask(hearing));
    community.import("gone", vec![member_row("neighbour-1-1", "grid-1", Standing::Left)]);
    let hearing_now = community.state.hearing(&hearing).unwrap();
    assert_eq!(community.state.next_speaker(hearing_now), Some(&id("neighbour-1-2")));
    community.order("worker-1", give(hearing, "neighbour-1-2"));
}

#[test]
fn one_asks_once_and_may_take_it_back() {
    let (mut community, _, _, hearing) = heard();
    community.order("steward-1", ask(hearing));
    already_done(&community.refusal("steward-1", ask(hearing)));
    community.order("steward-1", YieldFloor { hearing });
    let refused = community.refusal("steward-1", YieldFloor { hearing });
    assert!(matches!(refused, Rejection::FloorMissing { .. }), "{refused}");
    community.order("steward-1", ask(hearing));
    community.order("worker-1", give(hearing, "steward-1"));
    assert!(already_done(&community.refusal("steward-1", ask(hearing))).contains("has the floor"));
}

#[test]
fn points_of_order_are_ruled_on_before_anybody_else_speaks() {
    let (mut community, _, _, hearing) = heard();
    community.order("steward-1", ask(hearing));
    let raise = RaisePoint { hearing, text: words(93) };
    let point = point_of(&community.order("neighbour-1-1", raise.clone()));
    already_done(&community.refusal("neighbour-1-1", raise.clone()));
    let refused = community.refusal("worker-1", give(hearing, "steward-1"));
    assert_eq!(refused, Rejection::PointWaits { point, hearing });
    let rule = RuleOnPoint { hearing, point, ruling: PointVerdict::Sustained, text: words(94) };
    let missing = power_missing("steward-1", Power::Convene, "grid-1");
    assert_eq!(community.refusal("steward-1", rule.clone()), missing);
    community.order("worker-1", rule.clone());
    already_done(&community.refusal("worker-1", rule));
    community.order("worker-1", give(hearing, "steward-1"));
    for _ in 1..MAX_POINTS {
        let point = point_of(&community.order("neighbour-1-1", raise.clone()));
        let ruling = PointVerdict::Overruled;
        community.order("worker-1", RuleOnPoint { hearing, point, ruling, text: words(94) });
    }
    let refused = community.refusal("neighbour-1-1", raise);
    assert!(already_done(&refused).contains("takes no more"), "{refused}");
}

#[test]
fn a_chair_who_never_gives_the_floor_is_on_record() {
    let (mut community, _, _, hearing) = heard();
    community.order("steward-1", ask(hearing));
    community.order("neighbour-1-1", ask(hearing));
    let events = community.close_hearing(hearing);
    let [Event::HearingClosed(closed)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(closed.unheard, [id("neighbour-1-1"), id("steward-1")].into());
}

#[test]
fn who_signs_is_present_where_the_charter_says_so_and_beside_the_record_where_not() {
    let (mut community, _, _, hearing) = heard();
    community.order("resident-1-1", AttendHearing { hearing });
    community.order("worker-1", AttendHearing { hearing });
    already_done(&community.refusal("resident-1-1", AttendHearing { hearing }));
    let found = community.state.hearing(&hearing).unwrap();
    let how = |member: &str| {
        let attended = found.attendance.get(&id(member)).unwrap();
        (attended.recorded.is_some(), attended.signed.is_some())
    };
    assert_eq!(how("resident-1-1"), (false, true));
    assert_eq!(how("worker-1"), (true, true));
    assert_eq!(how("steward-1"), (true, false));
    assert!(found.present.contains(&id("resident-1-1")));
    community.attend(hearing, &["resident-1-1"]);
    already_done(&community.refusal("worker-1", attendance(hearing, &["resident-1-1"])));

    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let hearing = community.open_hearing(matter);
    community.order("resident-1-1", AttendHearing { hearing });
    let refused = community.refusal("resident-1-1", speak(hearing));
    assert_eq!(refused, Rejection::NotPresent { member: id("resident-1-1"), hearing });
    community.attend(hearing, &["resident-1-1"]);
    community.order("resident-1-1", speak(hearing));
}

#[test]
fn who_is_invited_comes_and_speaks_though_they_live_elsewhere() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let starts_at_ms = community.state.calendar.end_of(community.at, id("3d"));
    let call = CallHearing {
        invited_members: [id("resident-2-1")].into(),
        invited_seats: [InvitedSeat { council: id("grid-2"), seat: id("property-steward") }].into(),
        ..CallHearing::new(matter, starts_at_ms, document(90))
    };
    let nobody = InvitedSeat { council: id("grid-2"), seat: id("secretary") };
    let wrong = CallHearing { invited_seats: [nobody].into(), ..call.clone() };
    assert!(matches!(community.refusal("worker-1", wrong), Rejection::NotFound { .. }));
    community.order("worker-1", call);
    let hearing = *community.matter(matter).hearings.last().unwrap();
    let invited = community.state.invited(community.state.hearing(&hearing).unwrap());
    for member in ["resident-2-1", "steward-2", "worker-1", "neighbour-1-2"] {
        assert!(invited.contains(&id(member)), "{member} is not invited: {invited:?}");
    }
    assert!(!invited.contains(&id("resident-1-1")));
    community.wait_until(starts_at_ms);
    community.order("worker-1", OpenHearing { hearing });
    community.attend(hearing, &["resident-2-1", "resident-2-2", "steward-2"]);
    community.order("resident-2-1", speak(hearing));
    community.order("steward-2", speak(hearing));
    let refused = community.refusal("resident-2-2", speak(hearing));
    assert!(matches!(refused, Rejection::OutsideArea { .. }), "{refused}");
}

#[test]
fn statements_take_a_position_on_an_item_of_the_agenda() {
    let (mut community, matter, proposal, hearing) = heard();
    let other = community.propose(matter, 22);
    community.order("steward-1", ask(hearing));
    community.order("worker-1", give(hearing, "steward-1"));
    let against =
        MakeStatement { position: Some(SpeakingPosition::Against), proposal: Some(other), ..speak(hearing) };
    let refused = community.refusal("steward-1", against.clone());
    assert_eq!(refused, Rejection::NotOnAgenda { proposal: other, hearing });
    community.order("steward-1", MakeStatement { proposal: Some(proposal), ..against });
    let said = &community.state.hearing(&hearing).unwrap().statements[0];
    assert_eq!((said.position, said.proposal), (Some(SpeakingPosition::Against), Some(proposal)));
    assert_eq!(said.benches, [id("property")].into());
}

#[test]
fn a_locked_agenda_keeps_what_was_no_item_from_the_vote() {
    let (mut community, matter, proposal, hearing) = heard();
    let other = community.propose(matter, 22);
    for member in ["worker-1", "steward-1", "neighbour-1-1"] {
        speaks(&mut community, hearing, member);
    }
    community.close_hearing(hearing);
    let order = community.poll_order(other, "council", PollScope::Council);
    let refused = community.refusal("worker-1", order);
    assert_eq!(refused, Rejection::ItemNotHeard { rule: id("council"), proposal: other });
    community.open_poll(proposal, "council", PollScope::Council);
}

#[test]
fn no_vote_opens_before_each_bench_has_spoken_in_this_round() {
    let (mut community, matter, proposal, hearing) = heard();
    speaks(&mut community, hearing, "worker-1");
    speaks(&mut community, hearing, "neighbour-1-1");
    let order = |community: &Community| community.poll_order(proposal, "council", PollScope::Council);
    let missing = |benches: &[&str]| Rejection::BenchesNotHeard {
        rule: id("council"),
        matter,
        benches: benches.iter().map(|bench| id(bench)).collect(),
    };
    community.close_hearing(hearing);
    let poll = order(&community);
    assert_eq!(community.refusal("worker-1", poll), missing(&["property"]));
    let again = called(&mut community, matter, &[proposal]);
    begun(&mut community, again, &GRID_VOTERS);
    speaks(&mut community, again, "steward-1");
    let poll = order(&community);
    assert_eq!(community.refusal("worker-1", poll), missing(&["property"]), "the hearing is not closed");
    community.close_hearing(again);
    community.open_poll(proposal, "council", PollScope::Council);
}

#[test]
fn questions_are_answered_by_whom_they_ask_also_after_the_hearing() {
    let (mut community, _, proposal, hearing) = heard();
    let question = |to: Asked| AskQuestion { hearing, to, text: words(95) };
    let to_bench = Asked::Bench { bench: id("property") };
    let of_bench = question_of(&community.order("neighbour-1-1", question(to_bench)));
    let of_drafter = question_of(&community.order("neighbour-1-1", question(Asked::Drafter { proposal })));
    let of_chair = question_of(&community.order("neighbour-1-1", question(Asked::Chair)));
    let fourth = community.refusal("neighbour-1-1", question(Asked::Chair));
    assert!(already_done(&fourth).contains("wait for an answer"), "{fourth}");
    let nobody = question(Asked::Bench { bench: id("nobody") });
    assert!(matches!(community.refusal("steward-1", nobody), Rejection::NotFound { .. }));
    let answer = |question| AnswerQuestion { hearing, question, text: words(96) };
    let refused = community.refusal("worker-1", answer(of_bench));
    assert!(matches!(refused, Rejection::NotAsked { .. }), "{refused}");
    community.order("steward-1", answer(of_bench));
    already_done(&community.refusal("steward-1", answer(of_bench)));
    community.order("worker-1", answer(of_drafter));
    community.close_hearing(hearing);
    community.order("worker-1", answer(of_chair));
    let found = &community.state.hearing(&hearing).unwrap().questions;
    assert!(found.iter().all(|question| question.answer.is_some()));
}

#[test]
fn an_adjourned_hearing_goes_on_at_its_moment_with_attendance_of_its_own() {
    let (mut community, _, _, hearing) = heard();
    community.order("steward-1", ask(hearing));
    let latest = community.state.calendar.end_of(community.at, id("7d"));
    let adjourn = |to_ms| AdjournHearing { hearing, to_ms, reason: document(91) };
    let refused = community.refusal("worker-1", adjourn(TimeMs(latest.0 + 1)));
    assert!(matches!(refused, Rejection::TooLate { .. }), "{refused}");
    community.order("worker-1", adjourn(latest));
    assert_eq!(community.state.hearing(&hearing).unwrap().status, HearingStatus::Adjourned);
    let refused = community.refusal("worker-1", OpenHearing { hearing });
    assert!(matches!(refused, Rejection::TooEarly { .. }), "{refused}");
    let refused = community.refusal("worker-1", CloseHearing { hearing, minutes: words(91) });
    assert_eq!(refused, wrong_stage("hearing", hearing, "adjourned", "open"));
    community.wait_until(latest);
    community.order("worker-1", OpenHearing { hearing });
    let found = community.state.hearing(&hearing).unwrap();
    assert!(found.present.is_empty() && found.sessions.len() == 2);
    assert_eq!(found.sessions[0].end.as_ref().unwrap().seats_present, 4);
    assert_eq!(community.state.next_speaker(found), None, "who waits is not there yet");
    let tomorrow = TimeMs(community.at.0 + DAY_MS);
    assert_eq!(community.refusal("worker-1", adjourn(tomorrow)), Rejection::NoAdjournment { times: 1 });
    community.attend(hearing, &["worker-1"]);
    let events = community.close_hearing(hearing);
    let [Event::HearingClosed(closed), ..] = events.as_slice() else { panic!("{events:?}") };
    assert!(!closed.quorate && closed.seats_present == 1, "the last session has to be quorate: {closed:?}");
}

#[test]
fn a_hearing_is_not_adjourned_where_the_charter_is_silent() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let hearing = community.open_hearing(matter);
    let to_ms = TimeMs(community.at.0 + DAY_MS);
    let refused = community.refusal("worker-1", AdjournHearing { hearing, to_ms, reason: document(91) });
    assert_eq!(refused, Rejection::NoAdjournment { times: 0 });
}

#[test]
fn clauses_about_hearings_that_cannot_work_are_refused() {
    let refused = |change: fn(&mut Charter)| {
        let mut changed = charter();
        change(&mut changed);
        changed.check().unwrap_err()[0].clauses.join(" ")
    };
    assert_eq!(refused(|it| it.hearings.speaking_minutes = Some(0)), "hearings.speaking_minutes");
    assert_eq!(refused(|it| it.hearings.speaking_minutes = Some(121)), "hearings.speaking_minutes");
    let never = |it: &mut Charter| {
        it.hearings.adjournment = Some(AdjournmentClause { within: id("7d"), times: 0 });
    };
    assert_eq!(refused(never), "hearings.adjournment.times");
    let unknown = |it: &mut Charter| it.hearings.benches = [id("nobody")].into();
    assert_eq!(refused(unknown), "hearings.benches");
    let none = |it: &mut Charter| it.hearings.benches.clear();
    assert!(refused(none).contains("decisions[0].before hearings.benches"));
}

/// Which of the orders about order at a hearing, at which hearing, and a number to vary it by.
pub fn order(community: &Community, which: usize, hearing: HearingId, extra: usize) -> Option<Command> {
    let found = community.state.hearing(&hearing).unwrap();
    Some(match which {
        0 => AttendHearing { hearing }.into(),
        1 => ask(hearing).into(),
        2 => GiveFloor { hearing, member: community.state.next_speaker(found)?.clone() }.into(),
        3 => YieldFloor { hearing }.into(),
        4 => RaisePoint { hearing, text: words(93) }.into(),
        5 => {
            let point = found.floor.points.iter().find(|point| point.ruled.is_none())?.id;
            let ruling = [PointVerdict::Sustained, PointVerdict::Overruled][extra % 2];
            RuleOnPoint { hearing, point, ruling, text: words(94) }.into()
        }
        6 => {
            let bench = id(["property", "residents", "nobody"][extra % 3]);
            let proposal = community.state.proposals.keys().next();
            let drafter = proposal.map_or(Asked::Chair, |id| Asked::Drafter { proposal: *id });
            let to = [Asked::Chair, Asked::Bench { bench }, drafter][extra % 5 % 3].clone();
            AskQuestion { hearing, to, text: words(95) }.into()
        }
        7 => {
            let question = found.questions.iter().find(|question| question.answer.is_none())?.id;
            AnswerQuestion { hearing, question, text: words(96) }.into()
        }
        _ => {
            let to_ms = TimeMs(community.at.0 + (extra as u64 % 12) * DAY_MS);
            AdjournHearing { hearing, to_ms, reason: document(91) }.into()
        }
    })
}

/// One speaks at a time, nobody waits twice, and sessions follow one another.
pub fn invariant_hearings_have_one_speaker(state: &State) {
    for hearing in state.hearings.values() {
        let floor = &hearing.floor;
        let waiting: std::collections::BTreeSet<_> = floor.waiting.iter().map(|it| &it.member).collect();
        assert_eq!(waiting.len(), floor.waiting.len());
        let open_turns = floor.turns.iter().rev().skip(1).filter(|turn| turn.ended_at.is_none());
        assert_eq!(open_turns.count(), 0, "an earlier turn is not over");
        let open_sessions = hearing.sessions.iter().filter(|session| session.end.is_none()).count();
        assert_eq!(open_sessions == 1, hearing.status == HearingStatus::Open);
        for (before, after) in hearing.sessions.iter().zip(hearing.sessions.iter().skip(1)) {
            assert!(before.end.as_ref().unwrap().index < after.opened_at);
        }
        // Whether a signature alone makes somebody present may have been amended since.
        assert!(hearing.present.iter().all(|member| hearing.attendance.contains_key(member)));
        for (member, attended) in &hearing.attendance {
            assert!(attended.recorded.is_none() || hearing.present.contains(member));
            assert!(attended.recorded.is_some() || attended.signed.is_some());
        }
    }
}
