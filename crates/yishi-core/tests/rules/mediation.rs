//! Mediation: who agrees, who mediates, what is signed, and where a dispute goes that is not settled.

use crate::community::*;
use crate::steps::already_done;
use yishi_core::*;

const CLAUSE: &str = r#"
seats = ["clerk", "neighbour", "grid-worker"]
mediators = 1
name_within = "3d"
session_notice = "24h"
sessions_at_most = 2
settle_within = "30d"
referral = { to = "council", level = "community" }
"#;

/// The minimal charter, under which parking in one grid is a dispute to be mediated.
pub fn charter() -> Charter {
    let mut charter = minimal_charter();
    charter.mediation = Some(toml::from_str(CLAUSE).unwrap());
    let rule = RoutingRule {
        id: id("disputes"),
        name: "Disputes about parking are mediated".to_owned(),
        when: RoutingConditions {
            classes: [id("parking")].into(),
            cost_fen_at_most: Some(AmountFen(0)),
            ..RoutingConditions::default()
        },
        level: id("grid"),
        track: Track::Mediate,
        decide_within: None,
        act_within: None,
    };
    charter.routing.insert(0, rule);
    charter.contest = Some(ContestClause { signatures: 2, answer: id("3wd") });
    assert_eq!(charter.check(), Ok(()));
    charter
}

pub fn dispute(community: &mut Community) -> MatterId {
    let submission = community.submit("resident-1-1", 10);
    community.accept(submission, facts("parking", &["grid-1"]))
}

pub fn side(members: &[&str]) -> DisputeSide {
    DisputeSide::Members { members: members.iter().map(|member| id(member)).collect() }
}

pub fn open(matter: MatterId) -> OpenMediation {
    OpenMediation { matter, sides: vec![side(&["resident-1-1"]), side(&["resident-1-2", "resident-1-3"])] }
}

pub fn name(matter: MatterId, mediator: &str) -> NameMediators {
    NameMediators { matter, mediators: [id(mediator)].into() }
}

pub fn propose(matter: MatterId, text: u8, performance: Performance) -> ProposeSettlement {
    ProposeSettlement { matter, text: words(text), performance }
}

/// Signs a text that the sides perform by themselves.
pub fn sign(matter: MatterId, text: u8) -> SignSettlement {
    SignSettlement { matter, text: words(text), performance: Performance::BySides }
}

pub fn call(community: &Community, matter: MatterId) -> CallMediationSession {
    let starts_at_ms = TimeMs(community.at.0 + 2 * DAY_MS);
    CallMediationSession { matter, starts_at_ms, place: words(60) }
}

fn held(matter: MatterId, attended: &[&str]) -> CloseMediationSession {
    let attended = attended.iter().map(|member| id(member)).collect();
    CloseMediationSession { matter, outcome: SessionOutcome::Held { attended }, note: None }
}

/// A dispute whose sides are named.
pub fn opened() -> (Community, MatterId) {
    let mut community = Community::settled(charter());
    let matter = dispute(&mut community);
    community.order("worker-1", open(matter));
    (community, matter)
}

/// The same with a mediator whom nobody challenged, and the word of both sides.
pub fn begun() -> (Community, MatterId) {
    let (mut community, matter) = opened();
    community.order("worker-1", name(matter, "clerk"));
    for member in ["resident-1-1", "resident-1-2", "resident-1-3"] {
        community.order(member, ConsentToMediation { matter });
    }
    (community, matter)
}

fn mediation(community: &Community, matter: MatterId) -> &Mediation {
    community.matter(matter).mediation.as_ref().unwrap()
}

fn referral(community: &Community, matter: MatterId) -> (ReferralReason, ReferredTo) {
    let found = mediation(community, matter).referral.as_ref().unwrap();
    (found.reason, found.referred.clone())
}

fn apart(member: &str, duty: &str, other: &str) -> Rejection {
    Rejection::DutiesNotSeparate { member: id(member), duty: duty.to_owned(), other: other.to_owned() }
}

mod beginning {
    use super::*;

    #[test]
    fn a_dispute_waits_for_its_sides_and_for_nothing_else() {
        let mut community = Community::settled(charter());
        let matter = dispute(&mut community);
        assert_eq!(community.matter(matter).stage, MatterStage::Mediating);
        let draft = DraftProposal { matter, document: document(20) };
        assert!(matches!(community.refusal("worker-1", draft), Rejection::WrongStage { .. }));
        let refused = community.refusal("resident-1-1", ConsentToMediation { matter });
        assert_eq!(refused, Rejection::NotUnderMediation { matter });
        community.order("worker-1", open(matter));
        already_done(&community.refusal("worker-1", open(matter)));
    }

    #[test]
    fn sides_are_two_to_six_and_nobody_is_on_two_of_them() {
        let mut community = Community::settled(charter());
        let matter = dispute(&mut community);
        let with = |sides: Vec<DisputeSide>| OpenMediation { matter, sides };
        let seven: Vec<_> = (1..=6).map(|n| side(&[&format!("resident-1-{n}")])).collect();
        let refused = community.refusal("worker-1", with(vec![side(&["resident-1-1"])]));
        assert!(matches!(refused, Rejection::OutOfRange { .. }), "{refused}");
        let more = [seven.clone(), vec![side(&["resident-2-1"])]].concat();
        assert!(matches!(community.refusal("worker-1", with(more)), Rejection::OutOfRange { .. }));
        let twice = vec![side(&["resident-1-1"]), side(&["resident-1-1", "resident-1-2"])];
        let refused = community.refusal("worker-1", with(twice));
        assert_eq!(refused, apart("resident-1-1", "being a side", "being another side"));
        let bench = DisputeSide::Bench { council: id("grid-1"), bench: id("property") };
        let refused = community.refusal("worker-1", with(vec![side(&["steward-1"]), bench.clone()]));
        assert_eq!(refused, apart("steward-1", "being a side", "sitting on a bench that is another"));
        let elsewhere = DisputeSide::Bench { council: id("grid-2"), bench: id("property") };
        let refused = community.refusal("worker-1", with(vec![side(&["resident-1-1"]), elsewhere]));
        assert!(matches!(refused, Rejection::NotFound { .. }), "{refused}");
        community.order("worker-1", with(seven));
    }

    #[test]
    fn who_convenes_belongs_to_no_side() {
        let mut community = Community::settled(charter());
        let matter = dispute(&mut community);
        let own = OpenMediation { matter, sides: vec![side(&["worker-1"]), side(&["resident-1-1"])] };
        let refused = community.refusal("worker-1", own.clone());
        assert_eq!(refused, apart("worker-1", "convening a mediation", "being a side of the dispute"));
        assert!(matches!(community.refusal("clerk", own), Rejection::PowerMissing { .. }));
    }

    #[test]
    fn a_mediator_holds_a_seat_of_the_clause_and_belongs_to_no_side_or_its_household() {
        let (mut community, matter) = opened();
        let refused = community.refusal("worker-1", name(matter, "resident-1-4"));
        assert!(matches!(refused, Rejection::NotInSeats { .. }), "{refused}");
        community.seat("grid-1", "neighbour", "resident-1-1");
        let refused = community.refusal("worker-1", name(matter, "resident-1-1"));
        assert_eq!(refused, apart("resident-1-1", "mediating", "being a side of the dispute"));
        let row = RollRow::Member {
            id: id("neighbour-1-1"),
            council: id("grid-1"),
            household: Some(id("household-resident-1-2")),
            identity: None,
            standing: Standing::Resident,
        };
        community.import("moved", vec![row]);
        let refused = community.refusal("worker-1", name(matter, "neighbour-1-1"));
        assert_eq!(refused, apart("neighbour-1-1", "mediating", "living in the household of a side"));
        community.order("worker-1", name(matter, "neighbour-1-2"));
        let refused = community.refusal("worker-1", name(matter, "clerk"));
        assert!(
            matches!(refused, Rejection::OutOfRange { .. }),
            "nobody takes the sides' mediator: {refused}"
        );
    }

    #[test]
    fn a_bench_is_a_side_and_its_holders_do_not_mediate() {
        let mut charter = charter();
        charter.mediation.as_mut().unwrap().seats.insert(id("property-manager"));
        let mut community = Community::settled(charter);
        let matter = dispute(&mut community);
        let bench = DisputeSide::Bench { council: id("grid-1"), bench: id("property") };
        community.order("worker-1", OpenMediation { matter, sides: vec![side(&["resident-1-1"]), bench] });
        let refused = community.refusal("worker-1", name(matter, "manager"));
        assert_eq!(refused, apart("manager", "mediating", "sitting on a bench that is a side"));
        let refused = community.refusal("manager", ConsentToMediation { matter });
        assert_eq!(refused, Rejection::NotASide { member: id("manager"), matter });
        community.order("steward-1", ConsentToMediation { matter });
        assert!(mediation(&community, matter).sides[1].has_agreed());
    }

    #[test]
    fn each_side_challenges_one_mediator_and_another_is_named() {
        let (mut community, matter) = opened();
        community.order("worker-1", name(matter, "clerk"));
        let challenge = |mediator: &str| ChallengeMediator { matter, mediator: id(mediator) };
        let refused = community.refusal("resident-1-4", challenge("clerk"));
        assert_eq!(refused, Rejection::NotASide { member: id("resident-1-4"), matter });
        community.order("resident-1-2", challenge("clerk"));
        already_done(&community.refusal("worker-1", name(matter, "clerk")));
        community.order("worker-1", name(matter, "neighbour-1-1"));
        already_done(&community.refusal("resident-1-3", challenge("neighbour-1-1")));
        community.order("resident-1-1", challenge("neighbour-1-1"));
        community.order("worker-1", name(matter, "neighbour-1-2"));
        already_done(&community.refusal("resident-1-1", challenge("neighbour-1-2")));
    }

    #[test]
    fn mediators_that_are_not_named_in_time_are_on_record_and_still_can_be() {
        let (mut community, matter) = opened();
        let due = mediation(&community, matter).naming.unwrap().due_at_ms;
        assert!(community.wait_until(TimeMs(due.0 - 1)).is_empty());
        assert_eq!(community.wait_until(due), [MediatorsOverdue { matter }.into()]);
        let owed: Vec<Owed> = community.state.owed_to(&id("resident-1-2"));
        let naming: Vec<&Owed> =
            owed.iter().filter(|found| found.what == OwedWhat::Mediators(matter)).collect();
        let missed = Owed { due_at_ms: None, what: OwedWhat::Mediators(matter), overdue: true };
        assert_eq!(naming, [&missed], "the time of the matter is another one");
        community.order("worker-1", name(matter, "clerk"));
        assert!(mediation(&community, matter).naming_overdue);
        assert!(
            !community.state.obligations.iter().any(|(_, due)| matches!(due, Obligation::Mediators { .. }))
        );
    }

    #[test]
    fn nothing_begins_before_every_member_of_every_side_agreed() {
        let (mut community, matter) = opened();
        community.order("worker-1", name(matter, "clerk"));
        community.order("resident-1-1", ConsentToMediation { matter });
        community.order("resident-1-2", ConsentToMediation { matter });
        let refused = community.refusal("clerk", call(&community, matter));
        assert_eq!(refused, Rejection::MediationNotBegun { matter, sides: vec![2], mediators: 0 });
        already_done(&community.refusal("resident-1-2", ConsentToMediation { matter }));
        community.order_as(assisting("clerk", "resident-1-4"), Submit::new(id("grid-1"), words(12)));
        let refused = community.refusal_as(assisting("clerk", "resident-1-3"), ConsentToMediation { matter });
        assert_eq!(refused, apart("clerk", "helping a side", "mediating"));
        community.order("resident-1-3", ConsentToMediation { matter });
        community.order("clerk", call(&community, matter));
    }

    #[test]
    fn what_is_under_way_ends_by_the_clause_under_which_it_began() {
        let (mut community, matter) = opened();
        let adopt = AdoptCharter { charter: minimal_charter().into(), source: document(3), resolution: None };
        community.order("secretary", adopt);
        community.order("worker-1", name(matter, "clerk"));
        community.order("resident-1-1", ChallengeMediator { matter, mediator: id("clerk") });
        community.order("worker-1", name(matter, "neighbour-1-1"));
        for member in ["resident-1-1", "resident-1-2", "resident-1-3"] {
            community.order(member, ConsentToMediation { matter });
        }
        community.order("neighbour-1-1", call(&community, matter));
        community.order("resident-1-1", EndMediation { matter });
        let (_, referred) = referral(&community, matter);
        assert!(matches!(referred, ReferredTo::Council { council, .. } if council == id("community")));
    }

    #[test]
    fn without_the_clause_nothing_is_mediated() {
        let mut community = Community::settled(charter());
        let matter = dispute(&mut community);
        let adopt = AdoptCharter { charter: minimal_charter().into(), source: document(3), resolution: None };
        community.order("secretary", adopt);
        assert_eq!(community.refusal("worker-1", open(matter)), Rejection::NoMediation);
        community.wait_until(community.matter(matter).decide_by_ms);
        let (reason, referred) = referral(&community, matter);
        assert_eq!(reason, ReferralReason::DeadlineMissed);
        assert!(matches!(referred, ReferredTo::Council { council, .. } if council == id("grid-1")));
    }
}

mod sessions {
    use super::*;

    #[test]
    fn a_session_is_called_in_time_by_a_mediator_one_after_the_other() {
        let (mut community, matter) = begun();
        let refused = community.refusal("worker-1", call(&community, matter));
        assert_eq!(refused, Rejection::NotMediator { member: id("worker-1"), matter });
        let earliest = community.state.calendar.end_of(community.at, id("24h"));
        let at = |starts_at_ms| CallMediationSession { starts_at_ms, ..call(&community, matter) };
        let (soon, right) = (at(TimeMs(earliest.0 - 1)), at(earliest));
        assert!(matches!(community.refusal("clerk", soon), Rejection::TooEarly { .. }));
        community.order("clerk", right.clone());
        assert!(matches!(community.refusal("clerk", right), Rejection::WrongStage { .. }));
    }

    #[test]
    fn what_took_place_did_so_at_its_time_and_only_so_often() {
        let (mut community, matter) = begun();
        for _ in 0..2 {
            community.order("clerk", call(&community, matter));
            let early = community.refusal("clerk", held(matter, &["clerk", "resident-1-1"]));
            assert!(matches!(early, Rejection::TooEarly { .. }), "{early}");
            community.wait_days(2);
            let refused = community.refusal("clerk", held(matter, &["resident-1-1"]));
            assert!(matches!(refused, Rejection::OutOfRange { .. }), "{refused}");
            community.order("clerk", held(matter, &["clerk", "resident-1-1", "resident-1-2"]));
            if mediation(&community, matter).settlement.is_none() {
                community.order("clerk", propose(matter, 50, Performance::BySides));
            }
        }
        let refused = community.refusal("clerk", call(&community, matter));
        assert!(matches!(refused, Rejection::OutOfRange { .. }), "{refused}");
        assert!(matches!(community.refusal("clerk", held(matter, &["clerk"])), Rejection::NotFound { .. }));
    }

    #[test]
    fn a_session_that_did_not_take_place_counts_for_none() {
        let (mut community, matter) = begun();
        for _ in 0..3 {
            community.order("clerk", call(&community, matter));
            let outcome = SessionOutcome::NotHeld;
            community.order("clerk", CloseMediationSession { matter, outcome, note: Some(words(40)) });
        }
        assert_eq!(mediation(&community, matter).sessions_held(), 0);
        assert_eq!(mediation(&community, matter).sessions.len(), 3);
    }

    #[test]
    fn after_the_last_session_without_a_text_the_dispute_goes_on_elsewhere_at_once() {
        let (mut community, matter) = begun();
        for last in [false, true] {
            community.order("clerk", call(&community, matter));
            community.wait_days(2);
            let events = community.order("clerk", held(matter, &["clerk", "resident-1-1"]));
            assert_eq!(events.len(), if last { 2 } else { 1 }, "{events:?}");
        }
        let found = mediation(&community, matter).referral.clone().unwrap();
        assert_eq!((found.reason, found.member), (ReferralReason::NoAgreement, None));
        assert_eq!(community.matter(matter).stage, MatterStage::Deliberating);
    }

    #[test]
    fn after_the_last_session_a_text_waits_for_signatures_until_the_deadline() {
        let (mut community, matter) = begun();
        let due = community.matter(matter).decide_by_ms;
        community.order("clerk", propose(matter, 50, Performance::BySides));
        for _ in 0..2 {
            community.order("clerk", call(&community, matter));
            community.wait_days(2);
            assert_eq!(community.order("clerk", held(matter, &["clerk", "resident-1-1"])).len(), 1);
        }
        assert!(community.wait_until(TimeMs(due.0 - 1)).is_empty());
        community.wait_until(due);
        assert_eq!(referral(&community, matter).0, ReferralReason::DeadlineMissed);
    }

    #[test]
    fn the_last_of_too_many_calls_ends_it_also_where_nobody_ever_met() {
        let (mut community, matter) = begun();
        let not_held = CloseMediationSession { matter, outcome: SessionOutcome::NotHeld, note: None };
        for number in 1..=40 {
            community.order("clerk", call(&community, matter));
            let events = community.order("clerk", not_held.clone());
            assert_eq!(events.len(), if number == 40 { 2 } else { 1 }, "{number}: {events:?}");
        }
        assert_eq!(referral(&community, matter).0, ReferralReason::NoAgreement);
    }

    #[test]
    fn the_place_of_a_session_can_be_redacted() {
        let (mut community, matter) = begun();
        let session = call(&community, matter);
        assert_eq!(Command::from(session.clone()).texts(), [TextRef::Statement(session.place)]);
        community.order("clerk", session.clone());
        assert!(community.state.commitments.contains_key(&session.place));
    }

    #[test]
    fn who_has_left_attends_no_session_and_others_may_be_invited() {
        let (mut community, matter) = begun();
        let row = RollRow::Member {
            id: id("resident-1-5"),
            council: id("grid-1"),
            household: None,
            identity: None,
            standing: Standing::Left,
        };
        community.import("left", vec![row]);
        community.order("clerk", call(&community, matter));
        community.wait_days(2);
        let refused = community.refusal("clerk", held(matter, &["clerk", "resident-1-5"]));
        let (member, standing) = (id("resident-1-5"), Standing::Left);
        assert_eq!(refused, Rejection::StandingInsufficient { member, standing });
        community.order("clerk", held(matter, &["clerk", "resident-1-4"]));
    }
}

mod agreement {
    use super::*;

    #[test]
    fn an_agreement_is_in_force_once_every_side_and_a_mediator_signed_the_same_text() {
        let (mut community, matter) = begun();
        community.order("clerk", propose(matter, 50, Performance::BySides));
        let refused = community.refusal("resident-1-1", sign(matter, 51));
        assert!(matches!(refused, Rejection::TextMismatch { .. }), "{refused}");
        for member in ["resident-1-1", "resident-1-2", "clerk"] {
            assert_eq!(community.order(member, sign(matter, 50)).len(), 1);
        }
        already_done(&community.refusal("clerk", sign(matter, 50)));
        let outsider = community.refusal("resident-1-4", sign(matter, 50));
        assert_eq!(outsider, Rejection::NotASide { member: id("resident-1-4"), matter });
        let at = community.at;
        let events = community.order("resident-1-3", sign(matter, 50));
        let confirm_by_ms = community.state.calendar.end_of(at, Period::Days(30));
        let reached = SettlementReached { matter, text: words(50), confirm_by_ms, assign_by_ms: None };
        let closed = MatterClosed { matter, closure: Closure::Settled };
        assert_eq!(events[1..], [reached.into(), closed.into()]);
        let refused = community.refusal("resident-1-1", EndMediation { matter });
        assert_eq!(refused, Rejection::NotUnderMediation { matter });
        assert!(community.wait_days(60).is_empty());
    }

    #[test]
    fn without_a_mediators_signature_the_sides_are_not_bound() {
        let (mut community, matter) = begun();
        community.order("resident-1-1", propose(matter, 50, Performance::BySides));
        for member in ["resident-1-1", "resident-1-2", "resident-1-3"] {
            community.order(member, sign(matter, 50));
        }
        assert!(mediation(&community, matter).in_force().is_none());
        community.order("clerk", sign(matter, 50));
        assert!(mediation(&community, matter).in_force().is_some());
    }

    #[test]
    fn another_text_drops_earlier_signatures() {
        let (mut community, matter) = begun();
        community.order("clerk", propose(matter, 50, Performance::BySides));
        community.order("resident-1-1", sign(matter, 50));
        already_done(&community.refusal("clerk", propose(matter, 50, Performance::BySides)));
        community.order("resident-1-2", propose(matter, 50, Performance::FollowedUp));
        assert!(mediation(&community, matter).settlement.as_ref().unwrap().signatures.is_empty());
    }

    #[test]
    fn a_signature_under_the_same_text_with_other_work_to_follow_is_none() {
        let (mut community, matter) = begun();
        community.order("clerk", propose(matter, 50, Performance::BySides));
        community.order("clerk", propose(matter, 50, Performance::FollowedUp));
        let refused = community.refusal("resident-1-1", sign(matter, 50));
        let (expected, found) = ("`followed_up`".to_owned(), "`by_sides`".to_owned());
        assert_eq!(refused, Rejection::OutOfRange { field: "performance".to_owned(), expected, found });
        community.order(
            "resident-1-1",
            SignSettlement { performance: Performance::FollowedUp, ..sign(matter, 50) },
        );
        let signatures = &mediation(&community, matter).settlement.as_ref().unwrap().signatures;
        assert_eq!(signatures.len(), 1);
    }

    #[test]
    fn a_challenged_mediators_signature_counts_no_more() {
        let (mut community, matter) = begun();
        community.order("clerk", propose(matter, 50, Performance::BySides));
        for member in ["clerk", "resident-1-1"] {
            community.order(member, sign(matter, 50));
        }
        community.order("resident-1-2", ChallengeMediator { matter, mediator: id("clerk") });
        community.order("worker-1", name(matter, "neighbour-1-1"));
        for member in ["resident-1-2", "resident-1-3"] {
            assert_eq!(community.order(member, sign(matter, 50)).len(), 1);
        }
        assert_eq!(community.order("neighbour-1-1", sign(matter, 50)).len(), 3);
    }

    #[test]
    fn work_on_an_agreement_is_assigned_and_inspected_by_nobody_of_the_dispute() {
        let (mut community, matter) = begun();
        community.order("clerk", propose(matter, 50, Performance::FollowedUp));
        for member in ["clerk", "resident-1-1", "resident-1-2", "resident-1-3"] {
            community
                .order(member, SignSettlement { performance: Performance::FollowedUp, ..sign(matter, 50) });
        }
        assert_eq!(community.matter(matter).stage, MatterStage::Acting);
        let due = community.matter(matter).decide_by_ms;
        assert_eq!(community.wait_until(due), [DeliberationOverdue { matter }.into()]);
        let assign =
            AssignAction { matter, assignee: id("steward-1"), document: document(30), due_at_ms: None };
        let action = match community.order("clerk", assign).as_slice() {
            [Event::ActionAssigned(event)] => event.action,
            other => panic!("{other:?}"),
        };
        community.order("steward-1", CompleteAction { action, evidence: words(34) });
        let row = RollRow::Member {
            id: id("supervisor-2"),
            council: id("grid-2"),
            household: Some(id("household-resident-1-2")),
            identity: None,
            standing: Standing::Resident,
        };
        community.import("married", vec![row]);
        let inspection = crate::steps::inspection_of(action, Inspection::Accepted);
        let refused = community.refusal("supervisor-2", inspection.clone());
        assert_eq!(refused, apart("supervisor-2", "supervising", "living in the household of a side"));
        community.order("supervisor", inspection);
        assert_eq!(community.matter(matter).stage, MatterStage::Evaluating);
    }
}

mod ending {
    use super::*;

    #[test]
    fn a_side_declines_or_ends_it_without_a_reason_and_the_council_deliberates() {
        for (begin, reason) in
            [(opened as fn() -> _, ReferralReason::Declined), (begun, ReferralReason::Ended)]
        {
            let (mut community, matter): (Community, MatterId) = begin();
            let refused = community.refusal("resident-1-4", EndMediation { matter });
            assert_eq!(refused, Rejection::NotASide { member: id("resident-1-4"), matter });
            community.order("resident-1-3", EndMediation { matter });
            let (found, referred) = referral(&community, matter);
            assert_eq!(found, reason);
            assert!(matches!(referred, ReferredTo::Council { council, .. } if council == id("community")));
            let moved = community.matter(matter);
            assert_eq!((&moved.council, moved.stage), (&id("community"), MatterStage::Deliberating));
            assert_eq!(moved.route.track, Track::Deliberate);
            community.order("secretary", DraftProposal { matter, document: document(20) });
            community.order("secretary", HandMatterDown { matter, to: id("grid-1"), reason: document(41) });
        }
    }

    #[test]
    fn a_mediator_ends_what_has_begun() {
        let (mut community, matter) = opened();
        community.order("worker-1", name(matter, "clerk"));
        let refused = community.refusal("clerk", EndMediation { matter });
        assert!(matches!(refused, Rejection::MediationNotBegun { .. }), "{refused}");
        let (mut community, matter) = begun();
        let refused = community.refusal("clerk", EndMediation { matter });
        let (field, expected, found) = ("sessions held".to_owned(), "at least 1".to_owned(), "0".to_owned());
        assert_eq!(refused, Rejection::OutOfRange { field, expected, found }, "the sides have not met");
        community.order("clerk", call(&community, matter));
        community.wait_days(2);
        community.order("clerk", held(matter, &["clerk", "resident-1-1"]));
        community.order("clerk", EndMediation { matter });
        assert_eq!(referral(&community, matter).0, ReferralReason::NoAgreement);
    }

    #[test]
    fn when_the_time_is_over_the_dispute_goes_on_elsewhere() {
        let (mut community, matter) = begun();
        let due = community.matter(matter).decide_by_ms;
        assert!(community.wait_until(TimeMs(due.0 - 1)).is_empty());
        let events = community.wait_until(due);
        assert!(matches!(events.as_slice(), [Event::MediationReferred(_)]), "{events:?}");
        assert_eq!(referral(&community, matter).0, ReferralReason::DeadlineMissed);
        assert!(community.matter(matter).decide_by_ms > due);
    }

    #[test]
    fn a_charter_may_name_a_body_outside_and_the_matter_is_closed() {
        let mut charter = charter();
        let body = "The people's court".to_owned();
        charter.mediation.as_mut().unwrap().referral = ReferralClause::Outside { body: body.clone() };
        let mut community = Community::settled(charter);
        let matter = dispute(&mut community);
        community.order("worker-1", open(matter));
        community.order("resident-1-1", EndMediation { matter });
        assert_eq!(referral(&community, matter), (ReferralReason::Declined, ReferredTo::Outside { body }));
        assert_eq!(community.matter(matter).closure, Some(Closure::ReferredOutside));
        assert!(
            community.state.obligations.iter().all(|(_, due)| !due.to_string().contains(&matter.to_string()))
        );
    }

    #[test]
    fn nobody_takes_a_dispute_from_its_sides() {
        let (mut community, matter) = opened();
        let other = dispute(&mut community);
        let under = Rejection::UnderMediation { matter };
        let up = ReferMatterUp { matter, reason: document(40) };
        assert_eq!(community.refusal("worker-1", up), under);
        let take = TakeUpMatter { matter, to: id("community"), reason: document(54) };
        assert_eq!(community.refusal("secretary", take), under);
        assert_eq!(community.refusal("resident-1-4", PetitionEscalation { matter }), under);
        assert_eq!(community.refusal("resident-1-4", ContestRoute { matter }), under);
        let merge = MergeMatters { from: other, into: matter, reason: document(42) };
        assert_eq!(community.refusal("secretary", merge), under);
        let part = SplitPart { title: document(2), facts: facts("repair", &["grid-1"]) };
        let split = SplitMatter { matter, parts: vec![part; 2], reason: document(43) };
        assert_eq!(community.refusal("secretary", split), under);
        community.order("worker-1", ReferMatterUp { matter: other, reason: document(40) });
        assert_eq!(community.matter(other).stage, MatterStage::Mediating);
    }

    #[test]
    fn a_contested_route_is_settled_before_anybody_is_a_side() {
        let mut community = Community::settled(charter());
        let matter = dispute(&mut community);
        for member in ["resident-1-4", "resident-1-5"] {
            community.order(member, ContestRoute { matter });
        }
        assert!(matches!(community.refusal("worker-1", open(matter)), Rejection::ContestPending { .. }));
        community.order("worker-1", AnswerContest { matter, facts: None, reason: document(52) });
        community.order("worker-1", open(matter));
    }
}

#[test]
fn who_is_part_of_a_dispute_follows_it_and_sees_what_is_owed() {
    let (mut community, matter) = opened();
    let owed = |community: &Community, member: &str| -> Vec<OwedWhat> {
        community.state.owed_to(&id(member)).into_iter().map(|found| found.what).collect()
    };
    let naming = OwedWhat::Mediators(matter);
    let consent = OwedWhat::MediationConsent(matter);
    assert_eq!(owed(&community, "resident-1-2"), [naming, consent]);
    community.order("worker-1", name(matter, "clerk"));
    assert_eq!(owed(&community, "resident-1-2"), [consent]);
    for member in ["resident-1-1", "resident-1-2", "resident-1-3"] {
        community.order(member, ConsentToMediation { matter });
    }
    community.order("clerk", call(&community, matter));
    assert_eq!(owed(&community, "clerk"), [OwedWhat::MediationSession(matter)]);
    community.wait_days(2);
    community.order("clerk", held(matter, &["clerk"]));
    community.order("clerk", propose(matter, 50, Performance::BySides));
    assert_eq!(owed(&community, "resident-1-3"), [OwedWhat::SettlementSignature(matter)]);
    community.order("resident-1-3", sign(matter, 50));
    assert!(owed(&community, "resident-1-3").is_empty());
    assert!(owed(&community, "neighbour-1-1").is_empty());
}
