//! Hearings: called in time, opened at their time, attended, spoken at, closed with or without a quorum.

use crate::community::*;
use crate::steps::*;
use yishi_core::*;

fn call(matter: MatterId, starts_at_ms: TimeMs) -> CallHearing {
    CallHearing::new(matter, starts_at_ms, document(90))
}

fn speak(hearing: HearingId) -> MakeStatement {
    MakeStatement::new(hearing, words(92))
}

#[test]
fn a_hearing_is_called_no_earlier_than_the_charters_notice_allows() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let earliest = community.state.calendar.end_of(community.at, id("3d"));
    let early = TimeMs(earliest.0 - 1);
    let refused = community.refusal("worker-1", call(matter, early));
    let field = "starts_at_ms".to_owned();
    assert_eq!(refused, Rejection::TooEarly { field, earliest_ms: earliest, found_ms: early });
    community.order("worker-1", call(matter, earliest));
}

#[test]
fn an_urgent_matter_is_heard_at_short_notice() {
    let mut community = Community::minimal();
    let submission = community.submit("resident-1-1", 10);
    let urgent = Facts { urgency: Urgency::Urgent, ..facts("environment", &["grid-1"]) };
    let matter = community.accept(submission, urgent);
    let earliest = community.state.calendar.end_of(community.at, id("24h"));
    assert!(earliest < community.state.calendar.end_of(community.at, id("3d")));
    let refused = community.refusal("worker-1", call(matter, TimeMs(earliest.0 - 1)));
    assert!(matches!(refused, Rejection::TooEarly { .. }), "{refused}");
    community.order("worker-1", call(matter, earliest));
}

#[test]
fn a_hearing_is_called_at_most_ninety_days_ahead() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let latest = TimeMs(community.at.0 + 90 * DAY_MS);
    let refused = community.refusal("worker-1", call(matter, TimeMs(latest.0 + 1)));
    assert!(matches!(refused, Rejection::TooLate { latest_ms, .. } if latest_ms == latest), "{refused}");
    community.order("worker-1", call(matter, latest));
}

#[test]
fn a_hearing_opens_at_its_time_or_within_a_day() {
    for (offset, opens) in [(-1, false), (0, true), (86_400_000, true), (86_400_001, false)] {
        let mut community = Community::minimal();
        let matter = community.grid_matter();
        let hearing = community.call_hearing(matter);
        let starts_at = community.state.hearing(&hearing).unwrap().starts_at_ms;
        community.wait_until(TimeMs(starts_at.0.checked_add_signed(offset).unwrap()));
        let opened = community.try_order(actor("worker-1"), OpenHearing { hearing }.into());
        assert_eq!(opened.is_ok(), opens, "{offset} ms after its time: {opened:?}");
    }
}

#[test]
fn only_a_convener_calls_opens_records_and_closes() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let missing = power_missing("neighbour-1-1", Power::Convene, "grid-1");
    let starts_at_ms = TimeMs(community.at.0 + 10 * DAY_MS);
    assert_eq!(community.refusal("neighbour-1-1", call(matter, starts_at_ms)), missing);
    let hearing = community.call_hearing(matter);
    assert_eq!(community.refusal("neighbour-1-1", OpenHearing { hearing }), missing);
    assert_eq!(community.refusal("neighbour-1-1", attendance(hearing, &["worker-1"])), missing);
    assert_eq!(community.refusal("neighbour-1-1", CloseHearing { hearing, minutes: words(91) }), missing);
}

#[test]
fn attendance_is_recorded_only_while_the_hearing_is_open() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let called = community.call_hearing(matter);
    let refused = community.refusal("worker-1", attendance(called, &["worker-1"]));
    assert_eq!(refused, wrong_stage("hearing", called, "called", "open"));
    let hearing = community.hold_hearing(matter, &GRID_VOTERS);
    let refused = community.refusal("worker-1", attendance(hearing, &["worker-1"]));
    assert_eq!(refused, wrong_stage("hearing", hearing, "held", "open"));
}

#[test]
fn attendance_names_one_to_a_hundred_members_of_the_roll_not_all_recorded_before() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let hearing = community.open_hearing(matter);
    assert!(matches!(community.refusal("worker-1", attendance(hearing, &[])), Rejection::OutOfRange { .. }));
    let refused = community.refusal("worker-1", attendance(hearing, &["stranger"]));
    assert_eq!(refused, Rejection::NotFound { kind: "member".to_owned(), id: "stranger".to_owned() });
    let many: Vec<String> = (0..101).map(|number| format!("member-{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert!(matches!(
        community.refusal("worker-1", attendance(hearing, &many)),
        Rejection::OutOfRange { .. }
    ));
    community.import("more", many[..100].iter().map(|member| resident(member, "grid-1")).collect());
    community.attend(hearing, &many[..100]);
    community.attend(hearing, &["worker-1", "member-0"]);
    let refused = community.refusal("worker-1", attendance(hearing, &["worker-1", "member-0"]));
    assert!(already_done(&refused).contains("recorded as present already"), "{refused}");
    assert_eq!(community.state.hearing(&hearing).unwrap().present.len(), 101);
}

#[test]
fn who_has_left_cannot_be_present() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let hearing = community.open_hearing(matter);
    community.import("gone", vec![member_row("resident-1-6", "grid-1", Standing::Left)]);
    let refused = community.refusal("worker-1", attendance(hearing, &["resident-1-6"]));
    assert_eq!(
        refused,
        Rejection::StandingInsufficient { member: id("resident-1-6"), standing: Standing::Left }
    );
}

#[test]
fn who_is_present_and_of_the_area_or_seated_above_may_speak() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let hearing = community.open_hearing(matter);
    let refused = community.refusal("resident-1-1", speak(hearing));
    assert_eq!(refused, Rejection::NotPresent { member: id("resident-1-1"), hearing });
    community.attend(hearing, &["resident-1-1", "resident-2-1", "supervisor-2", "resident-1-2"]);
    community.order("resident-1-1", speak(hearing));
    community.order("supervisor-2", speak(hearing));
    community.order_as(assisting("clerk", "resident-1-2"), speak(hearing));
    let refused = community.refusal("resident-2-1", speak(hearing));
    assert_eq!(refused, Rejection::OutsideArea { member: id("resident-2-1"), council: id("grid-1") });
    let spoke: Vec<_> = community
        .state
        .hearing(&hearing)
        .unwrap()
        .statements
        .iter()
        .map(|it| it.member.to_string())
        .collect();
    assert_eq!(spoke, ["resident-1-1", "supervisor-2", "resident-1-2"]);
}

#[test]
fn more_than_half_of_the_voting_seats_make_the_quorum() {
    for (present, quorate) in [(2, false), (3, true)] {
        let mut community = Community::minimal();
        let matter = community.grid_matter();
        let hearing = community.open_hearing(matter);
        community.attend(hearing, &GRID_VOTERS[..present]);
        let events = community.close_hearing(hearing);
        let Event::HearingClosed(closed) = &events[0] else { panic!("{events:?}") };
        assert_eq!((closed.seats_present, closed.seats_held, closed.quorate), (present as u64, 4, quorate));
        let status = if quorate { HearingStatus::Held } else { HearingStatus::Inquorate };
        assert_eq!(community.state.hearing(&hearing).unwrap().status, status);
    }
}

#[test]
fn residents_without_a_voting_seat_do_not_make_the_quorum() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let hearing = community.open_hearing(matter);
    community.attend(hearing, &["worker-1", "steward-1", "resident-1-1", "resident-1-2", "clerk"]);
    let events = community.close_hearing(hearing);
    assert!(
        matches!(&events[0], Event::HearingClosed(closed) if closed.seats_present == 2 && !closed.quorate)
    );
}

#[test]
fn a_hearing_without_a_quorum_moves_the_matter_up_by_rule() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let hearing = community.open_hearing(matter);
    let events = community.close_hearing(hearing);
    let Event::MatterEscalated(moved) = &events[1] else { panic!("{events:?}") };
    assert_eq!(moved.cause, EscalationCause::Rule { rule: id("no-quorum") });
    assert_eq!(community.matter(matter).council, id("community"));
}

#[test]
fn a_hearing_without_a_quorum_at_the_top_leaves_the_matter_there() {
    let mut community = Community::minimal();
    let matter = community.community_matter();
    let hearing = community.open_hearing(matter);
    assert_eq!(community.close_hearing(hearing).len(), 1);
    assert_eq!(community.matter(matter).stage, MatterStage::Deliberating);
}

#[test]
fn a_hearing_without_a_quorum_does_not_take_a_matter_from_under_an_open_poll() {
    let mut community = Community::minimal();
    let (matter, proposal) = community.grid_proposal();
    let second = community.open_hearing(matter);
    let poll = community.open_poll(proposal, "council", PollScope::Council);
    assert_eq!(community.close_hearing(second).len(), 1);
    assert_eq!(community.matter(matter).council, id("grid-1"));
    assert_eq!(community.poll(poll).status, PollStatus::Open);
}

#[test]
fn a_hearing_is_void_once_the_matter_left_the_council() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let hearing = community.call_hearing(matter);
    community.order("worker-1", ReferMatterUp { matter, reason: document(50) });
    community.wait_until(community.state.hearing(&hearing).unwrap().starts_at_ms);
    let refused = community.refusal("worker-1", OpenHearing { hearing });
    let (stands, needed) = ("at council `community` in round 1", "at council `grid-1` in round 1");
    assert_eq!(refused, wrong_stage("matter", matter, stands, needed));
}

/// From ruleset 3 on: before, an empty room took away a matter whose vote had passed, and nobody could certify it any more.
#[test]
fn a_hearing_without_a_quorum_takes_away_no_matter_whose_vote_has_passed() {
    let voted = || {
        let mut community = Community::minimal();
        let (matter, poll) = community.grid_poll();
        for voter in GRID_VOTERS {
            community.vote(poll, voter, yishi_tally::Choice::For);
        }
        community.close_poll(poll);
        let hearing = community.open_hearing(matter);
        (community, poll, hearing)
    };
    let (mut community, poll, hearing) = voted();
    let events = community.close_hearing(hearing);
    assert!(matches!(events.as_slice(), [Event::HearingClosed(closed)] if !closed.quorate), "{events:?}");
    let certify = CertifyResolution { poll, document: community.poll(poll).document };
    community.order("supervisor", certify);

    let (mut older, _, hearing) = voted();
    older.state.ruleset = Ruleset::SECOND;
    let events = older.close_hearing(hearing);
    assert!(matches!(events.as_slice(), [Event::HearingClosed(_), Event::MatterEscalated(_)]), "{events:?}");
}

#[test]
fn a_hearing_whose_matter_has_gone_on_still_gets_its_minutes() {
    let mut community = Community::minimal();
    let matter = community.grid_matter();
    let hearing = community.open_hearing(matter);
    community.order("worker-1", ReferMatterUp { matter, reason: document(40) });
    let events = community.close_hearing(hearing);
    assert!(matches!(events.as_slice(), [Event::HearingClosed(_)]), "{events:?}");
}
