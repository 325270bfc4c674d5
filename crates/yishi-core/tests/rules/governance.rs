//! A community whose charter uses every clause about the rules themselves, and what those clauses lead to.

use crate::community::*;
use crate::steps::*;
use yishi_core::*;
use yishi_tally::Choice;

const CLAUSES: &str = r#"
contest = { signatures = 2, answer = "3wd" }
amendment = { rule = "council" }

[[separation]]
name = "Who screens does not supervise"
powers = ["screen", "supervise"]

[hard_matters]
named_by = ["secretary", "grid-worker"]
sponsors = ["secretary"]
answer = "5d"
answerers_at_most = 3

[joint]
report_in = "24h"
teams = [
    { id = "clerks", name = "Clerks", council = "community", seat = "clerk" },
    { id = "stewards", name = "Stewards of grid 1", council = "grid-1", seat = "property-steward" },
    { id = "managers", name = "Property managers", council = "community", seat = "property-manager" },
]

[emergency]
name = "Emergency 应急状态"
lasts_at_most = "14d"
again_after = "7d"
deadlines = { screening = "24h", deliberation = "15d", action = "2d" }
hearings = { notice = "6h", urgent_notice = "1h", quorum = { at_least = "1/3" } }
decisions = [{ rule = "council", voting_at_least = "2h", before = [] }]
powers = [{ seat = "clerk", power = "convene", over = "own_and_below" }]
"#;

#[derive(serde::Deserialize)]
struct Clauses {
    contest: ContestClause,
    amendment: AmendmentClause,
    separation: Vec<SeparationClause>,
    joint: JointClause,
    hard_matters: HardMattersClause,
    emergency: EmergencyClause,
}

/// The minimal charter with all of them; who may declare is the secretary.
pub fn charter() -> Charter {
    let clauses: Clauses = toml::from_str(CLAUSES).unwrap();
    let mut charter = minimal_charter();
    let secretary = charter.seats.iter_mut().find(|seat| seat.id == id("secretary")).unwrap();
    secretary.powers.push(Grant { power: Power::Declare, over: Reach::Own });
    secretary.powers.push(Grant { power: Power::Guide, over: Reach::Below });
    let joint = RoutingRule {
        id: id("hard-repair"),
        name: "Hard repairs are handled together".to_owned(),
        when: RoutingConditions {
            classes: [id("repair")].into(),
            cost_fen_at_least: Some(AmountFen(1_000_000)),
            ..RoutingConditions::default()
        },
        level: id("community"),
        track: Track::Joint,
        decide_within: Some(id("5d")),
        act_within: Some(id("4d")),
    };
    charter.routing.insert(0, joint);
    charter.contest = Some(clauses.contest);
    charter.amendment = Some(clauses.amendment);
    charter.separation = clauses.separation;
    charter.joint = Some(clauses.joint);
    charter.hard_matters = Some(clauses.hard_matters);
    charter.emergency = Some(clauses.emergency);
    assert_eq!(charter.check(), Ok(()));
    charter
}

pub fn governed() -> Community {
    Community::settled(charter())
}

/// A hard repair before the community council, on the joint track.
pub fn joint_matter(community: &mut Community) -> MatterId {
    let submission = community.submit("resident-1-1", 13);
    community.accept(submission, Facts { cost_fen: AmountFen(2_000_000), ..facts("repair", &["grid-1"]) })
}

pub fn call(matter: MatterId, teams: &[&str], lead: &str) -> CallTeams {
    CallTeams { matter, teams: teams.iter().map(|team| id(team)).collect(), lead: id(lead) }
}

pub fn report_in(matter: MatterId, team: &str) -> ReportIn {
    ReportIn { matter, team: id(team) }
}

pub fn declare() -> DeclareEmergency {
    DeclareEmergency { reason: document(50), lasts: None }
}

fn declared(community: &mut Community) -> EmergencyId {
    match community.order("secretary", declare()).as_slice() {
        [Event::EmergencyDeclared(event)] => event.emergency,
        other => panic!("{other:?}"),
    }
}

fn assign(matter: MatterId, assignee: &str) -> AssignAction {
    AssignAction { matter, assignee: id(assignee), document: document(30), due_at_ms: None }
}

mod emergencies {
    use super::*;

    #[test]
    fn an_emergency_changes_deadlines_from_its_entry_on_and_ends_by_its_time() {
        let mut community = governed();
        let before = community.submit("resident-1-1", 10);
        let emergency = declared(&mut community);
        let during = community.submit("resident-1-2", 11);
        let screen_by =
            |community: &Community, id: SubmissionId| community.state.submission(&id).unwrap().screen_by_ms;
        assert!(screen_by(&community, during) < screen_by(&community, before), "what stood keeps its time");
        assert_eq!(
            screen_by(&community, during),
            community.state.calendar.end_of(TimeMs(community.at.0 - MINUTE_MS), id("24h"))
        );
        let ends = community.state.emergency().unwrap().ends_at_ms;
        community.wait_until(TimeMs(ends.0 - HOUR_MS));
        assert!(community.state.emergency().is_some());
        let events = community.wait_until(ends);
        assert!(
            events.contains(&EmergencyEnded { emergency, end: EmergencyEnd::Lapsed }.into()),
            "{events:?}"
        );
        assert!(community.state.emergency().is_none());
        assert_eq!(*community.state.charter().unwrap().charter, charter());
    }

    #[test]
    fn what_is_decided_names_the_mode_and_keeps_the_rule_of_the_mode() {
        let mut community = governed();
        let emergency = declared(&mut community);
        let matter = community.grid_matter();
        assert_eq!(community.matter(matter).route.emergency, Some(emergency));
        let proposal = community.propose(matter, 20);
        let poll = community.open_poll(proposal, "council", PollScope::Council);
        assert_eq!(community.poll(poll).emergency, Some(emergency));
        assert_eq!(community.poll(poll).rule.before, []);
        for voter in GRID_VOTERS {
            community.vote(poll, voter, Choice::For);
        }
        community.order("secretary", EndEmergency { emergency, reason: document(51) });
        community.close_poll(poll);
        let document = community.poll(poll).document;
        community.order("supervisor", CertifyResolution { poll, document });
        let resolution = *community.matter(matter).resolutions.first().unwrap();
        let resolution = community.state.resolution(&resolution).unwrap();
        assert_eq!(resolution.emergency, None, "it was certified after the end");
        let rules = community.state.rules_of(1, Some(emergency)).unwrap();
        assert_eq!(digest_of(rules.charter.decision(&id("council")).unwrap()), resolution.rule_digest);
    }

    #[test]
    fn powers_of_the_emergency_end_with_it() {
        let mut community = governed();
        let matter = community.grid_matter();
        let draft = DraftProposal { matter, document: document(20) };
        let missing = power_missing("clerk", Power::Convene, "grid-1");
        assert_eq!(community.refusal("clerk", draft.clone()), missing);
        let emergency = declared(&mut community);
        community.order("clerk", draft);
        community.order("secretary", EndEmergency { emergency, reason: document(51) });
        assert_eq!(community.refusal("clerk", DraftProposal { matter, document: document(21) }), missing);
    }

    #[test]
    fn only_who_may_declares_and_ends_it_and_not_again_at_once() {
        let mut community = governed();
        let refused = community.refusal("clerk", declare());
        assert_eq!(refused, power_missing("clerk", Power::Declare, "community"));
        let too_long = DeclareEmergency { lasts: Some(id("15d")), ..declare() };
        let refused = community.refusal("secretary", too_long);
        assert!(matches!(refused, Rejection::TooLate { ref field, .. } if field == "lasts"), "{refused}");
        let emergency = declared(&mut community);
        let refused = community.refusal("secretary", declare());
        assert!(already_done(&refused).contains("is in force until"), "{refused}");
        let end = EndEmergency { emergency, reason: document(51) };
        let refused = community.refusal("clerk", end.clone());
        assert_eq!(refused, power_missing("clerk", Power::Declare, "community"));
        community.order("secretary", end.clone());
        assert!(matches!(community.refusal("secretary", end), Rejection::NotFound { .. }));
        assert!(matches!(community.refusal("secretary", declare()), Rejection::TooEarly { .. }));
        community.wait_days(8);
        declared(&mut community);
    }

    #[test]
    fn a_charter_without_the_clause_knows_no_emergency() {
        let mut without = charter();
        without.emergency = None;
        let mut community = Community::settled(without);
        assert_eq!(community.refusal("secretary", declare()), Rejection::NoEmergencyClause);
    }

    #[test]
    fn the_charter_is_not_amended_while_it_lasts() {
        let mut community = governed();
        let emergency = declared(&mut community);
        let ends_at_ms = community.state.emergency().unwrap().ends_at_ms;
        let mut amended = charter();
        amended.name = "Amended".to_owned();
        let order = AdoptCharter { charter: Box::new(amended), source: document(3), resolution: None };
        assert_eq!(
            community.refusal("secretary", order),
            Rejection::EmergencyInForce { emergency, ends_at_ms }
        );
    }
}

mod contests {
    use super::*;

    fn contest(matter: MatterId) -> ContestRoute {
        ContestRoute { matter }
    }

    fn answer(matter: MatterId, facts: Option<Facts>) -> AnswerContest {
        AnswerContest { matter, facts, reason: document(52) }
    }

    fn contested(community: &mut Community) -> MatterId {
        let matter = community.grid_matter();
        community.order("resident-1-1", contest(matter));
        community.order("resident-2-1", contest(matter));
        matter
    }

    #[test]
    fn what_went_to_another_book_is_neither_contested_nor_guided_nor_joined() {
        let mut community = governed();
        let matter = community.grid_matter();
        let order = crate::hand_over::hand_over(&community, matter);
        community.order("worker-1", order);
        let refused = community.refusal("resident-1-1", contest(matter));
        assert!(matches!(refused, Rejection::WrongStage { .. }), "{refused}");
        let refused = community.refusal("secretary", GuideMatter { matter, document: document(53) });
        assert!(matches!(refused, Rejection::WrongStage { .. }), "{refused}");
        let submission = community.submit("resident-1-2", 20);
        let merge = ScreenSubmission { submission, screening: Screening::Merge { into: matter } };
        let refused = community.refusal("worker-1", merge);
        assert!(matches!(refused, Rejection::WrongStage { .. }), "{refused}");
    }

    #[test]
    fn enough_signatures_ask_for_an_answer_by_a_day_and_hold_up_the_vote() {
        let mut community = governed();
        let (matter, proposal) = community.grid_proposal();
        let first = community.order("resident-1-1", contest(matter));
        let of_first =
            RouteContested { matter, member: id("resident-1-1"), signatures: 1, answer_by_ms: None };
        assert_eq!(first, [of_first.into()]);
        let refused = community.refusal("resident-1-1", contest(matter));
        assert!(already_done(&refused).contains("contested"), "{refused}");
        let answer_by_ms = community.state.calendar.end_of(community.at, id("3wd"));
        community.order("resident-2-1", contest(matter));
        assert_eq!(community.matter(matter).contest.as_ref().unwrap().answer_by_ms, Some(answer_by_ms));
        let order = community.poll_order(proposal, "council", PollScope::Council);
        assert_eq!(community.refusal("worker-1", order), Rejection::ContestPending { matter, answer_by_ms });
        let events = community.wait_until(answer_by_ms);
        assert_eq!(events, [ContestOverdue { matter }.into()]);
        community.order("worker-1", answer(matter, None));
        community.open_poll(proposal, "council", PollScope::Council);
        assert!(community.matter(matter).contest.as_ref().unwrap().overdue, "the breach stands");
    }

    #[test]
    fn who_screened_does_not_answer_and_a_route_that_stands_is_contested_no_more() {
        let mut community = governed();
        let matter = contested(&mut community);
        let refused = community.refusal("secretary", answer(matter, None));
        assert!(matches!(refused, Rejection::DutiesNotSeparate { .. }), "{refused}");
        let refused = community.refusal("clerk", answer(matter, None));
        assert_eq!(refused, power_missing("clerk", Power::Refer, "grid-1"));
        community.order("worker-1", answer(matter, None));
        let refused = community.refusal("resident-1-2", contest(matter));
        assert!(already_done(&refused).contains("stands"), "{refused}");
        assert!(community.wait_days(10).iter().all(|event| !matches!(event, Event::ContestOverdue(_))));
    }

    #[test]
    fn other_facts_lead_elsewhere_and_the_matter_starts_afresh_there() {
        let mut community = governed();
        let matter = contested(&mut community);
        let same = community.matter(matter).facts.clone();
        let refused = community.refusal("worker-1", answer(matter, Some(same)));
        assert!(already_done(&refused).contains("uphold"), "{refused}");
        let wider = facts("environment", &["grid-1", "grid-2"]);
        community.order("worker-1", answer(matter, Some(wider.clone())));
        let found = community.matter(matter);
        assert_eq!((&found.facts, &found.council), (&wider, &id("community")));
        assert_eq!((found.route.rule.as_str(), found.contest.clone()), ("several-grids", None));
        assert_eq!(found.screened_by, id("worker-1"), "who classified anew answers for it");
        assert_eq!(
            found.moves.last().unwrap().cause,
            Some(EscalationCause::Rerouted { reason: document(52) })
        );
        community.order("resident-1-2", contest(matter));
    }

    #[test]
    fn work_without_a_vote_does_not_begin_while_its_route_is_contested() {
        let mut community = governed();
        let matter = joint_matter(&mut community);
        community.order("resident-1-1", contest(matter));
        community.order("resident-2-1", contest(matter));
        let refused = community.refusal("clerk", call(matter, &["clerks"], "clerks"));
        assert!(matches!(refused, Rejection::ContestPending { .. }), "{refused}");
        let other = Facts { affected_households: 2, ..community.matter(matter).facts.clone() };
        let refused = community.refusal("worker-1", answer(matter, Some(other)));
        assert!(already_done(&refused).contains("to where it is"), "{refused}");
        community.order("worker-1", answer(matter, None));
        community.order("clerk", call(matter, &["clerks"], "clerks"));
    }

    #[test]
    fn partners_do_not_contest_and_a_charter_without_the_clause_lets_nobody() {
        let mut community = governed();
        let matter = community.grid_matter();
        let refused = community.refusal("steward-1", contest(matter));
        assert!(matches!(refused, Rejection::StandingInsufficient { .. }), "{refused}");
        let mut community = Community::minimal();
        let matter = community.grid_matter();
        assert_eq!(community.refusal("resident-1-1", contest(matter)), Rejection::NoContest);
    }

    #[test]
    fn nobody_answers_what_nobody_asked() {
        let mut community = governed();
        let matter = community.grid_matter();
        community.order("resident-1-1", contest(matter));
        assert!(matches!(community.refusal("worker-1", answer(matter, None)), Rejection::NotFound { .. }));
    }
}

mod guidance {
    use super::*;

    #[test]
    fn a_council_above_guides_and_the_guidance_stands() {
        let mut community = governed();
        let matter = community.grid_matter();
        let guide = GuideMatter { matter, document: document(53) };
        let refused = community.refusal("worker-1", guide.clone());
        assert_eq!(refused, power_missing("worker-1", Power::Guide, "grid-1"));
        community.order("secretary", guide.clone());
        let given = &community.matter(matter).guidance;
        assert_eq!((given.len(), given[0].document, &given[0].member), (1, document(53), &id("secretary")));
        let refused = community.refusal("secretary", guide);
        assert!(already_done(&refused).contains("guidance"), "{refused}");
        let matter = community.community_matter();
        let refused = community.refusal("secretary", GuideMatter { matter, document: document(53) });
        assert_eq!(
            refused,
            power_missing("secretary", Power::Guide, "community"),
            "nobody guides themselves"
        );
    }

    #[test]
    fn a_council_above_takes_a_matter_up_and_hands_it_down_again() {
        let mut community = governed();
        let matter = community.grid_matter();
        let take_up = TakeUpMatter { matter, to: id("community"), reason: document(54) };
        let refused = community.refusal("worker-1", take_up.clone());
        assert_eq!(refused, power_missing("worker-1", Power::Refer, "grid-1"), "not by a seat below");
        community.order("secretary", take_up.clone());
        assert_eq!(community.matter(matter).council, id("community"));
        let cause = EscalationCause::TakenUp { reason: document(54) };
        assert_eq!(community.matter(matter).moves[0].cause, Some(cause));
        let refused = community.refusal("secretary", take_up);
        assert!(matches!(refused, Rejection::NotChildCouncil { .. }), "{refused}");
        community.order("secretary", HandMatterDown { matter, to: id("grid-1"), reason: document(55) });
    }
}

mod teams {
    use super::*;

    #[test]
    fn a_whistle_calls_teams_each_reports_in_and_the_lead_shares_out_the_work() {
        let mut community = governed();
        let matter = joint_matter(&mut community);
        let found = community.matter(matter);
        assert_eq!((found.stage, found.route.track), (MatterStage::Acting, Track::Joint));
        assert_eq!(
            community.refusal("clerk", assign(matter, "manager")),
            Rejection::NoTeamsCalled { matter }
        );
        community.order("clerk", call(matter, &["clerks", "managers"], "managers"));
        community.order("manager", report_in(matter, "managers"));
        let refused = community.refusal("manager", report_in(matter, "managers"));
        assert!(already_done(&refused).contains("reported in"), "{refused}");
        let refused = community.refusal("manager", report_in(matter, "clerks"));
        assert_eq!(refused, Rejection::NotInTeam { member: id("manager"), team: id("clerks") });
        assert!(matches!(
            community.refusal("steward-1", report_in(matter, "stewards")),
            Rejection::NotFound { .. }
        ));
        let refused = community.refusal("manager", assign(matter, "steward-1"));
        assert!(
            matches!(refused, Rejection::NotInTeam { .. }),
            "only teams that were called work on it: {refused}"
        );
        let due = community.state.calendar.end_of(community.at, id("4d"));
        let events = community.order("manager", assign(matter, "clerk"));
        assert!(matches!(&events[..], [Event::ActionAssigned(event)] if event.due_at_ms == due));
        let refused = community.refusal("secretary", ReferMatterUp { matter, reason: document(40) });
        assert!(matches!(refused, Rejection::WrongStage { .. }), "{refused}");
        community.order("clerk", report_in(matter, "clerks"));
        assert!(
            community
                .state
                .obligations
                .iter()
                .all(|(_, owed)| !matches!(owed, Obligation::TeamsReport { .. }))
        );
    }

    #[test]
    fn teams_that_do_not_come_are_named_and_still_can() {
        let mut community = governed();
        let matter = joint_matter(&mut community);
        community.order("clerk", call(matter, &["clerks", "managers"], "clerks"));
        community.order("clerk", report_in(matter, "clerks"));
        let events = community.wait_days(2);
        assert_eq!(events, [TeamsOverdue { matter, teams: [id("managers")].into() }.into()]);
        community.order("manager", report_in(matter, "managers"));
        let team = &community.matter(matter).teams.called[&id("managers")];
        assert!(team.overdue && team.report.is_some());
    }

    #[test]
    fn a_second_whistle_adds_teams_and_may_change_the_lead() {
        let mut community = governed();
        let matter = joint_matter(&mut community);
        let refused = community.refusal("clerk", call(matter, &["clerks"], "managers"));
        assert!(matches!(refused, Rejection::NotFound { .. }), "the lead is called: {refused}");
        community.order("clerk", call(matter, &["clerks"], "clerks"));
        let refused = community.refusal("clerk", call(matter, &["clerks"], "clerks"));
        assert!(already_done(&refused).contains("were called"), "{refused}");
        community.order("clerk", call(matter, &["clerks", "stewards"], "stewards"));
        let teams = &community.matter(matter).teams;
        assert_eq!((teams.called.len(), teams.lead.clone()), (2, Some(id("stewards"))));
    }

    #[test]
    fn teams_are_called_on_the_joint_track_by_who_dispatches() {
        let mut community = governed();
        let matter = community.direct_matter();
        assert_eq!(
            community.refusal("clerk", call(matter, &["clerks"], "clerks")),
            Rejection::NotJoint { matter }
        );
        let matter = joint_matter(&mut community);
        let refused = community.refusal("manager", call(matter, &["clerks"], "clerks"));
        assert_eq!(refused, power_missing("manager", Power::Dispatch, "community"));
    }

    #[test]
    fn a_matter_nobody_begins_is_late_by_the_deadline_of_its_route() {
        let mut community = governed();
        let at = community.at;
        let matter = joint_matter(&mut community);
        let screened = TimeMs(at.0 + MINUTE_MS);
        assert_eq!(
            community.matter(matter).decide_by_ms,
            community.state.calendar.end_of(screened, id("5d"))
        );
        assert_eq!(community.wait_days(8), [DeliberationOverdue { matter }.into()]);
    }
}

mod amendments {
    use super::*;

    fn amended() -> Charter {
        let mut amended = charter();
        amended.deadlines.screening = id("5wd");
        amended
    }

    fn adopt(source: u8, resolution: Option<ResolutionId>) -> AdoptCharter {
        AdoptCharter { charter: Box::new(amended()), source: document(source), resolution }
    }

    /// The community council adopts the text with this number; it is certified and not posted long enough yet.
    fn resolved(community: &mut Community) -> ResolutionId {
        let (_, proposal) = community.community_proposal();
        let poll = community.open_poll(proposal, "council", PollScope::Council);
        for voter in COMMUNITY_VOTERS {
            community.vote(poll, voter, Choice::For);
        }
        community.close_poll(poll);
        let document = community.poll(poll).document;
        match community.order("supervisor", CertifyResolution { poll, document }).first() {
            Some(Event::ResolutionCertified(event)) => event.resolution,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_amendment_comes_into_force_after_the_resolution_on_its_very_text() {
        let mut community = governed();
        let refused = community.refusal("secretary", adopt(21, None));
        assert_eq!(refused, Rejection::AmendmentNeedsResolution { rule: id("council") });
        let resolution = resolved(&mut community);
        let refused = community.refusal("secretary", adopt(21, Some(resolution)));
        assert!(matches!(refused, Rejection::WrongStage { .. }), "its notice is posted still: {refused}");
        community.wait_days(14);
        let refused = community.refusal("secretary", adopt(22, Some(resolution)));
        assert!(matches!(refused, Rejection::TextMismatch { .. }), "{refused}");
        community.order("secretary", adopt(21, Some(resolution)));
        let version = community.state.charter().unwrap();
        assert_eq!((version.version, version.resolution), (2, Some(resolution)));
        let again =
            AdoptCharter { charter: Box::new(charter()), source: document(21), resolution: Some(resolution) };
        let refused = community.refusal("secretary", again);
        assert!(already_done(&refused).contains("version 2"), "{refused}");
    }

    #[test]
    fn an_old_resolution_amends_nothing_once_its_rule_has_changed() {
        let mut community = governed();
        let resolution = resolved(&mut community);
        community.wait_days(14);
        let mut rules = CharterVersion::clone(community.state.charter().unwrap());
        let mut stricter = Charter::clone(&rules.charter);
        stricter.decisions.iter_mut().for_each(|rule| rule.voting_at_least = id("48h"));
        (rules.version, rules.charter) = (2, std::sync::Arc::new(stricter));
        community.state.charters.insert(2, std::sync::Arc::new(rules));
        let refused = community.refusal("secretary", adopt(21, Some(resolution)));
        assert!(refused.to_string().contains("has changed since"), "{refused}");
    }

    #[test]
    fn what_was_voted_on_in_an_emergency_amends_nothing_afterwards() {
        let mut community = governed();
        let matter = community.community_matter();
        let proposal = community.propose(matter, 21);
        let emergency = declared(&mut community);
        let poll = community.open_poll(proposal, "council", PollScope::Council);
        for voter in COMMUNITY_VOTERS {
            community.vote(poll, voter, Choice::For);
        }
        community.close_poll(poll);
        let document = community.poll(poll).document;
        community.order("supervisor", CertifyResolution { poll, document });
        community.order("secretary", EndEmergency { emergency, reason: super::document(51) });
        community.wait_days(14);
        let resolution = community.matter(matter).resolutions[0];
        match community.refusal("secretary", adopt(21, Some(resolution))) {
            Rejection::ResolutionDoesNotAmend { reason, .. } => {
                assert!(reason.contains(&emergency.to_string()), "{reason}");
            }
            other => panic!("{other}"),
        }
    }

    #[test]
    fn a_resolution_of_a_council_below_or_where_none_is_asked_does_not_amend() {
        let mut community = governed();
        let matter = community.resolved_matter();
        let resolution = community.matter(matter).resolutions[0];
        let refused = community.refusal("secretary", adopt(20, Some(resolution)));
        assert!(matches!(refused, Rejection::ResolutionDoesNotAmend { .. }), "{refused}");
        let mut community = Community::minimal();
        let refused = community.refusal("secretary", adopt(20, Some(resolution)));
        assert!(matches!(refused, Rejection::ResolutionDoesNotAmend { .. }), "{refused}");
    }
}

mod separation {
    use super::*;

    fn a_supervisor_leaves(community: &mut Community) {
        let (council, seat, member) = (id("community"), id("supervisor"), id("supervisor-2"));
        community.order("secretary", VacateSeat { council, seat, member, reason: "rotates".to_owned() });
    }

    fn seat(council: &str, seat: &str, member: &str) -> AssignSeat {
        AssignSeat { council: id(council), seat: id(seat), member: id(member) }
    }

    #[test]
    fn nobody_is_seated_where_they_would_supervise_what_they_screen() {
        let mut community = governed();
        a_supervisor_leaves(&mut community);
        let refused = community.refusal("secretary", seat("community", "supervisor", "worker-2"));
        let (duty, other) = ("screen".to_owned(), "supervise".to_owned());
        assert_eq!(refused, Rejection::DutiesNotSeparate { member: id("worker-2"), duty, other });
        community.order("secretary", seat("community", "supervisor", "delegate-1"));
    }

    #[test]
    fn powers_over_different_councils_do_not_meet() {
        let mut apart = charter();
        for found in apart.seats.iter_mut().filter(|seat| seat.id == id("supervisor")) {
            found.powers.retain(|grant| grant.power != Power::Supervise);
            found.powers.push(Grant { power: Power::Supervise, over: Reach::Own });
        }
        for found in apart.seats.iter_mut().filter(|seat| seat.id == id("clerk")) {
            found.powers.push(Grant { power: Power::Supervise, over: Reach::Below });
        }
        let mut community = Community::settled(apart);
        a_supervisor_leaves(&mut community);
        community.order("secretary", seat("community", "supervisor", "worker-2"));
        let refused = community.refusal("secretary", seat("community", "clerk", "worker-1"));
        assert!(matches!(refused, Rejection::DutiesNotSeparate { .. }), "{refused}");
    }

    #[test]
    fn an_amendment_that_keeps_apart_what_somebody_holds_is_refused_and_says_whom_it_concerns() {
        let mut before = charter();
        (before.separation, before.amendment) = (Vec::new(), None);
        let mut community = Community::settled(before);
        a_supervisor_leaves(&mut community);
        community.order("secretary", seat("community", "supervisor", "worker-2"));
        let order = AdoptCharter { charter: Box::new(charter()), source: document(3), resolution: None };
        match community.refusal("secretary", order) {
            Rejection::CharterFaulty { faults } => {
                assert_eq!(faults[0].clauses, ["separation"]);
                assert!(faults[0].message.contains("worker-2"), "{faults:?}");
            }
            other => panic!("{other}"),
        }
    }
}
