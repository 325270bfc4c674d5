//! What lets a decision stand: announced votes, served ballots, objections to the result, filing, rulings of courts.

use crate::community::*;
use crate::steps::*;
use yishi_core::*;
use yishi_tally::Choice;

const ARTICLE: &str = "民法典第二百七十八条";

fn article() -> Option<String> {
    Some(ARTICLE.to_owned())
}

/// The minimal charter whose councils decide with what the change asks for.
fn charter(change: impl FnOnce(&mut DecisionClause)) -> Charter {
    let mut charter = minimal_charter();
    change(&mut charter.decisions[0]);
    charter
}

fn reviewing(rule: &mut DecisionClause) {
    rule.review = Some(ReviewClause { window: id("7d"), answer: id("15d"), article: article() });
}

/// A poll of the grid whose preliminary result is posted, under a rule with every clause that comes after the vote.
pub fn reviewed() -> (Community, PollId) {
    let mut community = Community::settled(charter(|rule| {
        reviewing(rule);
        rule.filing =
            Some(FilingClause { with: "街道办".to_owned(), within: id("30d"), article: article() });
        rule.challenge = Some(ChallengeClause { within: id("12mo"), article: None });
    }));
    let (_, poll) = community.passed_poll();
    (community, poll)
}

fn end_window(community: &mut Community, poll: PollId) {
    community.wait_until(community.poll(poll).review.as_ref().unwrap().ends_at_ms);
}

fn certify(community: &Community, poll: PollId) -> CertifyResolution {
    CertifyResolution { poll, document: community.poll(poll).document }
}

fn object(community: &mut Community, member: &str, poll: PollId) -> ObjectionId {
    match community.order(member, ObjectToResult { poll, text: words(70) }).as_slice() {
        [Event::ResultObjected(event)] => event.objection,
        other => panic!("{other:?}"),
    }
}

fn answer(objection: ObjectionId) -> AnswerResultObjection {
    AnswerResultObjection { objection, text: words(71) }
}

/// A certified resolution of the grid, after its window.
fn certified() -> (Community, MatterId, ResolutionId) {
    let (mut community, poll) = reviewed();
    end_window(&mut community, poll);
    let order = certify(&community, poll);
    community.order("supervisor", order);
    let matter = community.poll(poll).matter;
    let resolution = community.matter(matter).resolutions[0];
    (community, matter, resolution)
}

#[test]
fn a_result_is_certified_from_the_end_of_its_window_on() {
    let (mut community, poll) = reviewed();
    let review = community.poll(poll).review.clone().unwrap();
    let posted = community.state.notice(&review.notice).unwrap();
    assert_eq!((posted.subject, posted.due_at_ms), (NoticeSubject::Preliminary(poll), review.ends_at_ms));
    community.wait_until(TimeMs(review.ends_at_ms.0 - 1));
    let (order, ends_at_ms) = (certify(&community, poll), review.ends_at_ms);
    let refused = community.refusal("supervisor", order.clone());
    assert_eq!(refused, Rejection::ReviewOpen { poll, ends_at_ms, article: article() });
    assert!(refused.to_string().contains(ARTICLE), "{refused}");
    community.wait_until(ends_at_ms);
    community.order("supervisor", order);
}

#[test]
fn an_objection_to_a_result_is_raised_in_the_window_once_and_holds_up_the_certification_until_it_is_answered()
{
    let (mut community, poll) = reviewed();
    let objection = object(&mut community, "resident-1-2", poll);
    let again = community.refusal("resident-1-2", ObjectToResult { poll, text: words(72) });
    assert!(already_done(&again).contains("objected to the result"), "{again}");
    community.wait_until(TimeMs(community.poll(poll).review.as_ref().unwrap().ends_at_ms.0 - 1));
    let last = object(&mut community, "steward-1", poll);
    let late = community.refusal("resident-1-3", ObjectToResult { poll, text: words(70) });
    assert!(matches!(late, Rejection::TooLate { .. }), "{late}");

    community.order("supervisor", answer(objection));
    let order = certify(&community, poll);
    let refused = community.refusal("supervisor", order.clone());
    let objections = vec![last];
    assert_eq!(
        refused,
        Rejection::ResultObjectionsUnanswered { poll, unanswered: 1, objections, article: article() }
    );
    community.order("supervisor", answer(last));
    community.order("supervisor", order);
}

#[test]
fn only_who_lives_owns_or_votes_there_objects_to_a_result() {
    let (mut community, poll) = reviewed();
    let refused = community.refusal("resident-2-1", ObjectToResult { poll, text: words(70) });
    assert!(matches!(refused, Rejection::OutsideArea { .. }), "{refused}");
    object(&mut community, "absent-owner", poll);
}

#[test]
fn who_objects_drafted_or_opened_the_vote_does_not_answer_for_its_result() {
    let (mut community, poll) = reviewed();
    let own = object(&mut community, "supervisor", poll);
    let refused = community.refusal("supervisor", answer(own));
    assert!(matches!(refused, Rejection::DutiesNotSeparate { .. }), "{refused}");
    let refused = community.refusal("worker-1", answer(own));
    assert_eq!(refused, power_missing("worker-1", Power::Certify, "grid-1"));
    community.order("supervisor-2", answer(own));
    let again = community.refusal("supervisor-2", answer(own));
    assert!(already_done(&again).contains("was answered at entry"), "{again}");
}

#[test]
fn an_answer_that_is_late_shows_and_is_still_owed() {
    let (mut community, poll) = reviewed();
    let objection = object(&mut community, "resident-1-2", poll);
    let due = community.state.result_objection(&objection).unwrap().answer_by_ms;
    let overdue = |events: &[Event]| events.iter().any(|it| matches!(it, Event::ResultAnswerOverdue(_)));
    // The window ends meanwhile; what fires moves the clock on by a minute.
    community.wait_until(TimeMs(due.0 - HOUR_MS));
    assert!(!overdue(&community.wait_until(TimeMs(due.0 - 1))));
    assert!(overdue(&community.wait_until(due)));
    assert!(community.state.result_objection(&objection).unwrap().overdue);
    community.order("supervisor", answer(objection));
    let order = certify(&community, poll);
    community.order("supervisor", order);
}

#[test]
fn a_rule_without_a_review_posts_no_preliminary_result() {
    let mut community = Community::minimal();
    let (_, poll) = community.passed_poll();
    let refused = community.refusal("resident-1-2", ObjectToResult { poll, text: words(70) });
    assert!(matches!(refused, Rejection::RuleNotApplicable { .. }), "{refused}");
}

#[test]
fn certification_is_overdue_only_after_the_last_answer_could_be_due() {
    let (community, poll) = reviewed();
    let (sealed_at, sealing) = (community.poll(poll).closes_at_ms, community.poll(poll).sealing().unwrap());
    let calendar = &community.state.calendar;
    let period = minimal_charter().deadlines.certification.unwrap();
    let last_answer = calendar.end_of(calendar.end_of(sealed_at, id("7d")), id("15d"));
    assert_eq!(sealing.certify_by_ms, Some(calendar.end_of(last_answer, period)));
}

#[test]
fn a_resolution_is_filed_with_whom_the_rule_says_or_shows_as_late() {
    let (mut community, _, resolution) = certified();
    let file = |reference: &str| FileResolution {
        resolution,
        with: "street office".to_owned(),
        reference: reference.to_owned(),
    };
    let due = community.state.resolution(&resolution).unwrap().file_by_ms.unwrap();
    let mut late = community.clone();
    let overdue = |events: &[Event]| events.contains(&FilingOverdue { resolution }.into());
    late.wait_until(TimeMs(due.0 - HOUR_MS));
    assert!(!overdue(&late.wait_until(TimeMs(due.0 - 1))));
    assert!(overdue(&late.wait_until(due)));
    late.order("supervisor", file("2026-31"));
    assert!(late.state.resolution(&resolution).unwrap().filing_overdue, "the breach stands");

    let refused = community.refusal("steward-1", file("2026-31"));
    assert_eq!(refused, power_missing("steward-1", Power::Certify, "grid-1"));
    assert!(matches!(community.refusal("supervisor", file(" ")), Rejection::OutOfRange { .. }));
    community.order("worker-1", file("2026-31"));
    assert_eq!(
        community.state.resolution(&resolution).unwrap().filing.as_ref().unwrap().reference,
        "2026-31"
    );
    assert!(already_done(&community.refusal("worker-1", file("2026-32"))).contains("was filed at entry"));
    assert!(!overdue(&community.wait_until(due)));
}

fn ruling(resolution: ResolutionId, reference: &str, finding: Finding) -> RecordRuling {
    let (authority, reference) = ("district court".to_owned(), reference.to_owned());
    RecordRuling { resolution, authority, reference, document: document(99), finding }
}

#[test]
fn a_revoked_resolution_stays_readable_stops_its_work_and_is_decided_again() {
    let (mut community, matter, resolution) = certified();
    let action = community.assign(matter, "steward-1");
    let before = community.state.resolution(&resolution).unwrap().clone();
    assert_eq!(
        before.challenge_until_ms,
        Some(community.state.calendar.end_of(before.certified_at_ms, id("12mo")))
    );
    // The time for challenges is over, and a court is not held to it.
    community.wait_days(400);
    let order = ruling(resolution, "77", Finding::Revoked { seats: None });
    let refused = community.refusal("worker-1", order.clone());
    assert_eq!(refused, power_missing("worker-1", Power::Certify, "grid-1"));
    let events = community.order("registrar-2", order);
    let [Event::RulingRecorded(_), Event::ActionStopped(stopped), Event::MatterReopened(reopened)] =
        events.as_slice()
    else {
        panic!("{events:?}")
    };
    assert_eq!((stopped.action, reopened.round), (action, 2));
    assert_eq!(community.action(action).status, ActionStatus::Stopped);
    let after = community.state.resolution(&resolution).unwrap().clone();
    assert_eq!(after.revoked_at(), Some(community.index - 1));
    assert_eq!(
        Resolution {
            rulings: before.rulings.clone(),
            overdue: before.overdue,
            filing_overdue: before.filing_overdue,
            ..(*after).clone()
        },
        *before
    );
    let refused = community.refusal("steward-1", CompleteAction { action, evidence: words(31) });
    assert_eq!(refused, wrong_stage("action", action, "stopped", "assigned"));
    let again = community.refusal("registrar-2", ruling(resolution, "78", Finding::Revoked { seats: None }));
    assert!(already_done(&again).contains("was revoked at entry"), "{again}");
    let appeal = community.order("registrar-2", ruling(resolution, "79", Finding::Upheld));
    assert_eq!(appeal.len(), 1, "what a higher court says stands beside it: {appeal:?}");
    assert_eq!(community.matter(matter).stage, MatterStage::Deliberating);
    let proposal = community.propose(matter, 24);
    assert_eq!(community.proposal(proposal).status, ProposalStatus::Open);
}

#[test]
fn a_correction_gives_the_text_that_holds_and_keeps_the_one_that_was_decided() {
    let (mut community, matter, resolution) = certified();
    let corrected = Finding::Corrected { text: document(44) };
    assert_eq!(community.order("supervisor", ruling(resolution, "1", corrected)).len(), 1);
    let found = community.state.resolution(&resolution).unwrap().clone();
    assert_eq!((found.document, found.text()), (document(20), document(44)));
    assert_eq!((found.revoked_at(), community.matter(matter).stage), (None, MatterStage::Acting));
    let same = community.refusal("supervisor", ruling(resolution, "1", Finding::Upheld));
    assert!(already_done(&same).contains("this ruling was recorded"), "{same}");
    let same = community.refusal("supervisor", ruling(resolution, "2", corrected));
    assert!(already_done(&same).contains("reads so already"), "{same}");
    community.order("supervisor", ruling(resolution, "2", Finding::Upheld));
}

#[test]
fn nobody_records_a_ruling_on_a_vote_that_they_drafted_for_ran_or_stood_in() {
    let (mut community, resolution) = crate::election::certified_election();
    let poll = community.state.resolution(&resolution).unwrap().poll;
    let stood = community.poll(poll).options.iter().find_map(|option| option.member.clone()).unwrap();
    let leaves = VacateSeat {
        council: id("community"),
        seat: id("supervisor"),
        member: id("supervisor-2"),
        reason: "term".to_owned(),
    };
    community.order("secretary", leaves);
    community.seat("community", "supervisor", stood.as_str());
    let revoked = ruling(resolution, "5", Finding::Revoked { seats: Some(SeatsAfter::Vacate) });
    let refused = community.refusal(stood.as_str(), revoked);
    assert!(matches!(refused, Rejection::DutiesNotSeparate { .. }), "{refused}");
}

#[test]
fn a_revoked_resolution_ends_its_compact_and_nobody_owes_its_costs() {
    let mut community = crate::texts::begun();
    let compact = community.state.compacts.values().next().unwrap().clone();
    let sharing = community.state.cost_sharings.values().next().unwrap().clone();
    let payer = sharing.shares.keys().next().unwrap().clone();
    let pay = |amount_fen| RecordPayment {
        cost_sharing: sharing.id,
        payer: payer.clone(),
        amount_fen: AmountFen(amount_fen),
        receipt: words(93),
    };
    community.order("steward-1", pay(1));
    let events =
        community.order("registrar-2", ruling(compact.resolution, "9", Finding::Revoked { seats: None }));
    assert!(events.contains(&CompactEnded { compact: compact.id, superseded_by: None }.into()), "{events:?}");
    let now = community.index - 1;
    let ended = community.state.compacts[&compact.id].clone();
    assert_eq!((ended.status, ended.ended_at_ms.is_some()), (CompactStatus::Ended, true));
    let lifted = community.state.cost_sharings[&sharing.id].clone();
    assert_eq!(
        (lifted.lifted_at, lifted.outstanding_fen(), lifted.paid_fen),
        (Some(now), AmountFen(0), AmountFen(1))
    );
    assert_eq!(lifted.unpaid(), 0);
    assert!(lifted.shares.values().all(|share| lifted.outstanding_of(share).0 == 0));
    let refused = community.refusal("steward-1", pay(1));
    assert!(matches!(refused, Rejection::WrongStage { .. }), "{refused}");
    let of_these = |(_, due): &(TimeMs, Obligation)| {
        matches!(
            due,
            Obligation::CostsDue { .. } | Obligation::CompactBegins { .. } | Obligation::CompactEnds { .. }
        )
    };
    assert!(!community.state.obligations.iter().any(of_these), "nothing of it falls due any more");
}

#[test]
fn the_ruling_says_what_becomes_of_those_whom_a_revoked_election_seated() {
    for (seats, sits) in [(SeatsAfter::Vacate, false), (SeatsAfter::Stay, true)] {
        let (mut community, resolution) = crate::election::certified_election();
        let election = community.state.resolution(&resolution).unwrap().election.clone().unwrap();
        let chosen = election.elected[0].clone();
        let silent =
            community.refusal("registrar-1", ruling(resolution, "5", Finding::Revoked { seats: None }));
        assert!(matches!(silent, Rejection::OutOfRange { .. }), "{silent}");
        community.order("registrar-1", ruling(resolution, "5", Finding::Revoked { seats: Some(seats) }));
        let holds = community.state.holders(&election.council, &election.seat).any(|it| *it == chosen);
        assert_eq!(holds, sits);
    }
    let (mut community, _, resolution) = certified();
    let seats = Some(SeatsAfter::Vacate);
    let refused = community.refusal("registrar-1", ruling(resolution, "5", Finding::Revoked { seats }));
    assert!(matches!(refused, Rejection::OutOfRange { .. }), "{refused}");
}

fn announcing(community: &mut Community, change: impl FnOnce(&mut VoteAnnounced)) -> (ProposalId, TimeMs) {
    let (_, proposal) = community.grid_proposal();
    let mut vote = VoteAnnounced {
        rule: id("council"),
        scope: PollScope::Council,
        options: vec![],
        recall: None,
        budget_fen: None,
    };
    change(&mut vote);
    let posted_at = community.at;
    community.order("worker-1", PostNotice { proposal, period: id("20d"), vote: Some(vote) });
    (proposal, posted_at)
}

fn announced_charter() -> Charter {
    let mut charter =
        charter(|rule| rule.announce = Some(AnnounceClause { before: id("15d"), article: article() }));
    charter.deadlines.deliberation = id("90d");
    charter
}

#[test]
fn a_vote_opens_from_fifteen_days_after_its_announcement_on() {
    let mut community = Community::settled(announced_charter());
    let (proposal, posted_at) = announcing(&mut community, |_| {});
    let opens_from_ms = community.state.calendar.end_of(posted_at, id("15d"));
    community.wait_until(TimeMs(opens_from_ms.0 - 1));
    let order = community.poll_order(proposal, "council", PollScope::Council);
    let expected = Rejection::AnnouncedTooLate {
        rule: id("council"),
        needed: "15d".to_owned(),
        opens_from_ms,
        article: article(),
    };
    assert_eq!(community.refusal("worker-1", order), expected);
    assert!(expected.to_string().contains(ARTICLE));
    community.wait_until(opens_from_ms);
    community.open_poll(proposal, "council", PollScope::Council);
}

#[test]
fn what_was_not_announced_is_not_voted_on() {
    let not_announced = |community: &mut Community, proposal: ProposalId| {
        community.wait_days(16);
        let order = community.poll_order(proposal, "council", PollScope::Council);
        let (rule, article) = (id("council"), article());
        assert_eq!(
            community.refusal("worker-1", order),
            Rejection::ItemNotAnnounced { rule, proposal, article }
        );
    };
    let mut plain = Community::settled(announced_charter());
    let (_, proposal) = plain.grid_proposal();
    plain.post(proposal, "15d");
    not_announced(&mut plain, proposal);

    let mut other_rule = Community::settled(announced_charter());
    let (proposal, _) = announcing(&mut other_rule, |vote| vote.rule = id("residents"));
    not_announced(&mut other_rule, proposal);

    let mut revised = Community::settled(announced_charter());
    let (proposal, _) = announcing(&mut revised, |_| {});
    revised.order("worker-1", ReviseProposal { proposal, document: document(25) });
    not_announced(&mut revised, proposal);

    let missing = VoteAnnounced {
        rule: id("no-such-rule"),
        scope: PollScope::Council,
        options: vec![],
        recall: None,
        budget_fen: None,
    };
    let order = PostNotice { proposal, period: id("20d"), vote: Some(missing) };
    assert!(matches!(revised.refusal("worker-1", order), Rejection::NotFound { .. }));
}

#[test]
fn a_vote_whose_ballots_were_not_all_served_is_not_certified_until_it_is_on_record() {
    let serving = |rule: &mut DecisionClause| rule.service = Some(ServiceClause { article: article() });
    let mut community = Community::settled(charter(serving));
    let (_, poll) = community.grid_poll();
    let serve = |rights: &[&str], how: Service| RecordService {
        poll,
        services: rights.iter().map(|name| (right(name), how)).collect(),
        evidence: None,
    };
    community.order("worker-1", serve(&GRID_VOTERS[..2], Service::Delivered));
    for voter in GRID_VOTERS {
        community.vote(poll, voter, Choice::For);
    }
    community.close_poll(poll);
    let order = certify(&community, poll);
    let rights = vec![right("steward-1"), right("worker-1")];
    let mut unserved: Vec<_> = community.poll(poll).unserved().cloned().collect();
    unserved.sort();
    let refused = community.refusal("supervisor", order.clone());
    assert_eq!(
        refused,
        Rejection::BallotsUnserved { poll, unserved: 2, rights: unserved.clone(), article: article() }
    );
    assert_ne!(unserved, rights, "the first two were served");
    let names: Vec<String> = unserved.iter().map(ToString::to_string).collect();
    community.order("worker-1", serve(&[&names[0]], Service::Undeliverable));
    assert!(matches!(
        community.refusal("supervisor", order.clone()),
        Rejection::BallotsUnserved { unserved: 1, .. }
    ));
    community.order("worker-1", serve(&[&names[1]], Service::Delivered));
    community.order("supervisor", order);
    let closed = community.refusal("worker-1", serve(&[&names[0]], Service::Delivered));
    assert!(matches!(closed, Rejection::PollClosed { .. }), "{closed}");
}

#[test]
fn what_those_decided_who_were_elected_rests_on_their_election() {
    let (mut community, resolution) = crate::election::certified_election();
    let found = community.state.resolution(&resolution).unwrap().clone();
    assert_eq!(community.state.resting_on(&found), []);
    let matter = community.resolved_matter();
    let rests = community.matter(matter).resolutions[0];
    assert_eq!(community.state.resting_on(&found), [rests], "neighbour-1-1 was elected and voted");
}

#[test]
fn a_resolution_lists_the_entries_it_rests_on_and_nothing_is_added_later() {
    let (mut community, poll) = reviewed();
    let objection = object(&mut community, "resident-1-2", poll);
    community.order("supervisor", answer(objection));
    end_window(&mut community, poll);
    let order = certify(&community, poll);
    community.order("supervisor", order);
    let resolution = community.state.resolution_of(community.poll(poll)).unwrap().clone();
    let grounds = community.state.grounds(&resolution);
    let kinds: Vec<_> = grounds.iter().map(|ground| ground.kind).collect();
    let expected = [
        GroundKind::Charter,
        GroundKind::Revision,
        GroundKind::Hearing,
        GroundKind::Opening,
        GroundKind::Ballot,
        GroundKind::Ballot,
        GroundKind::Ballot,
        GroundKind::Ballot,
        GroundKind::Sealing,
        GroundKind::ResultObjection,
        GroundKind::ResultAnswer,
        GroundKind::Certification,
    ];
    assert_eq!(kinds, expected);
    community.order("registrar-1", ruling(resolution.id, "7", Finding::Revoked { seats: None }));
    let matter = resolution.matter;
    let proposal = community.propose(matter, 24);
    community.hold_hearing(matter, &GRID_VOTERS);
    community.open_poll(proposal, "council", PollScope::Council);
    assert_eq!(community.state.grounds(&resolution), grounds);
}

#[test]
fn clauses_that_could_never_take_effect_are_refused_with_their_place() {
    let faults = |change: &dyn Fn(&mut DecisionClause)| {
        let faults = charter(change).check().err().unwrap_or_default();
        faults.into_iter().map(|fault| fault.clauses).collect::<Vec<_>>()
    };
    assert!(faults(&reviewing).is_empty());
    let nameless = |rule: &mut DecisionClause| {
        rule.filing = Some(FilingClause { with: String::new(), within: id("30d"), article: None });
    };
    assert_eq!(faults(&nameless), [["decisions[0].filing.with"]]);
    let endless =
        |rule: &mut DecisionClause| rule.announce = Some(AnnounceClause { before: id("60d"), article: None });
    let expected = ["deadlines.deliberation", "decisions[0].notice", "decisions[0].voting_at_least"];
    assert_eq!(faults(&endless), [expected]);
    let mut stepwise = crate::stepwise::charter();
    reviewing(stepwise.decisions.last_mut().unwrap());
    let at = stepwise.decisions.len() - 1;
    let found = stepwise.check().unwrap_err();
    let expected = vec![format!("decisions[{at}].review"), format!("decisions[{at}].stage")];
    assert_eq!(found[0].clauses, expected);
}

/// The same rule, with a longer vote.
fn amended_charter() -> Charter {
    let mut charter = announced_charter();
    let rule = charter.decisions.iter_mut().find(|rule| rule.id == id("council")).unwrap();
    rule.voting_at_least = id("6d");
    charter
}

fn adopts(community: &mut Community, charter: Charter) {
    community
        .order("secretary", AdoptCharter { charter: charter.into(), source: document(3), resolution: None });
}

#[test]
fn a_vote_whose_rule_was_amended_since_its_announcement_is_announced_anew() {
    let mut community = Community::settled(announced_charter());
    let (proposal, _) = announcing(&mut community, |_| {});
    community.wait_days(18);
    let notice = *community.proposal(proposal).notices.last().unwrap();
    let announced = community.state.notices[&notice].rule_digest.unwrap();
    adopts(&mut community, amended_charter());
    let order = community.poll_order(proposal, "council", PollScope::Council);
    let now = digest_of(community.state.charter().unwrap().charter.decision(&id("council")).unwrap());
    let expected = Rejection::RuleAmendedSinceNotice { rule: id("council"), notice, announced, now };
    assert_eq!(community.refusal("worker-1", order), expected);
    let vote = community.state.notices[&notice].vote.as_deref().cloned();
    community.order("worker-1", PostNotice { proposal, period: id("20d"), vote });
    let order = community.poll_order(proposal, "council", PollScope::Council);
    let refused = community.refusal("worker-1", order);
    assert!(matches!(refused, Rejection::AnnouncedTooLate { .. }), "{refused}");
    community.wait_days(18);
    community.open_poll(proposal, "council", PollScope::Council);
}

#[test]
fn a_rule_that_reads_as_it_was_announced_opens_the_vote_whatever_else_was_amended() {
    let mut community = Community::settled(announced_charter());
    let (proposal, _) = announcing(&mut community, |_| {});
    community.wait_days(18);
    adopts(&mut community, Charter { name: "Amended".to_owned(), ..announced_charter() });
    community.open_poll(proposal, "council", PollScope::Council);
}

#[test]
fn a_vote_that_need_not_be_announced_opens_under_the_rule_that_was_announced_too() {
    let plain = || charter(|_| {});
    let mut community = Community::settled(plain());
    let (proposal, _) = announcing(&mut community, |_| {});
    let mut amended = plain();
    amended.decisions.iter_mut().find(|rule| rule.id == id("council")).unwrap().voting_at_least = id("6d");
    adopts(&mut community, amended);
    let order = community.poll_order(proposal, "council", PollScope::Council);
    let refused = community.refusal("worker-1", order);
    assert!(matches!(refused, Rejection::RuleAmendedSinceNotice { .. }), "{refused}");
}

#[test]
fn another_vote_that_is_announced_under_the_rule_announces_not_this_one() {
    let plain = || charter(|_| {});
    let mut community = Community::settled(plain());
    let (proposal, _) = announcing(&mut community, |_| {});
    let mut amended = plain();
    amended.decisions.iter_mut().find(|rule| rule.id == id("council")).unwrap().voting_at_least = id("6d");
    adopts(&mut community, amended);
    let notice = *community.proposal(proposal).notices.last().unwrap();
    let this = community.state.notices[&notice].vote.as_deref().cloned().unwrap();
    let other = VoteAnnounced { recall: Some(id("worker-1")), ..this.clone() };
    community.order("worker-1", PostNotice { proposal, period: id("20d"), vote: Some(other) });
    let order = community.poll_order(proposal, "council", PollScope::Council);
    let refused = community.refusal("worker-1", order);
    assert!(matches!(refused, Rejection::RuleAmendedSinceNotice { notice: told, .. } if told == notice));
    community.order("worker-1", PostNotice { proposal, period: id("20d"), vote: Some(this) });
    community.open_poll(proposal, "council", PollScope::Council);
}

#[test]
fn announcements_of_older_rulesets_name_the_rule_and_not_how_it_reads() {
    let mut community = Community::settled(announced_charter());
    community.state.ruleset = Ruleset::THIRD;
    let (proposal, _) = announcing(&mut community, |_| {});
    let notice = *community.proposal(proposal).notices.last().unwrap();
    assert_eq!(community.state.notices[&notice].rule_digest, None);
    community.state.ruleset = Ruleset::FOURTH;
    community.wait_days(18);
    adopts(&mut community, amended_charter());
    community.open_poll(proposal, "council", PollScope::Council);
}

#[test]
fn a_decision_of_a_second_round_rests_on_no_hearing_of_the_first() {
    let mut community = Community::minimal();
    let (matter, proposal) = community.grid_proposal();
    let (first, _) = crate::texts::adopt(&mut community, proposal);
    community.order("registrar-2", ruling(first, "8", Finding::Revoked { seats: None }));
    assert_eq!(community.matter(matter).round, 2);
    let proposal = community.propose(matter, 24);
    let heard = community.hold_hearing(matter, &GRID_VOTERS);
    let (second, _) = crate::texts::adopt(&mut community, proposal);
    let hearings = |resolution: ResolutionId| -> Vec<u64> {
        let grounds = community.state.grounds(community.state.resolution(&resolution).unwrap());
        let of = grounds.iter().filter(|ground| ground.kind == GroundKind::Hearing);
        of.map(|ground| ground.index).collect()
    };
    assert_eq!(hearings(second), [heard.entry_index()]);
    assert_eq!(hearings(first).len(), 1, "and the first rests on its own as before");
    assert!(hearings(first)[0] < heard.entry_index());
}

/// A resolution under a charter that wants rulings confirmed by a supervisor.
fn confirming() -> (Community, MatterId, ResolutionId) {
    let mut charter = minimal_charter();
    charter.rulings = Some(RulingsClause { confirmed_by: [id("supervisor")].into() });
    let mut community = Community::settled(charter);
    let (matter, proposal) = community.grid_proposal();
    let (resolution, _) = crate::texts::adopt(&mut community, proposal);
    (community, matter, resolution)
}

/// Two rulings that wait for their confirmation.
pub fn unconfirmed() -> Community {
    let (mut community, _, resolution) = confirming();
    for (reference, finding) in [("1", Finding::Upheld), ("2", Finding::Revoked { seats: None })] {
        community.order("registrar-2", ruling(resolution, reference, finding));
    }
    community
}

fn checks(resolution: ResolutionId, ruling: u64, check: RulingCheck) -> CheckRuling {
    CheckRuling { resolution, ruling, check }
}

#[test]
fn a_ruling_waits_where_the_charter_says_so_until_somebody_else_confirms_it() {
    let (mut community, matter, resolution) = confirming();
    let revoked = ruling(resolution, "8", Finding::Revoked { seats: None });
    let events = community.order("supervisor-2", revoked.clone());
    assert!(matches!(events.as_slice(), [Event::RulingRecorded(event)] if !event.confirmed_by.is_empty()));
    let recorded = community.index - 1;
    let found = community.state.resolution(&resolution).unwrap();
    assert!(found.rulings[0].waits() && found.revoked_at().is_none());
    assert_eq!(community.matter(matter).stage, MatterStage::Acting);
    already_done(&community.refusal("supervisor-2", revoked));
    let confirm = checks(resolution, recorded, RulingCheck::Confirmed);
    let refused = community.refusal("supervisor-2", confirm.clone());
    assert!(matches!(refused, Rejection::DutiesNotSeparate { .. }), "{refused}");
    let refused = community.refusal("registrar-2", confirm.clone());
    assert!(matches!(refused, Rejection::NotInSeats { .. }), "{refused}");
    let elsewhere = checks(resolution, recorded + 1, RulingCheck::Confirmed);
    assert!(matches!(community.refusal("supervisor", elsewhere), Rejection::NotFound { .. }));
    let events = community.order("supervisor", confirm.clone());
    assert!(
        matches!(events.as_slice(), [Event::RulingChecked(_), .., Event::MatterReopened(_)]),
        "{events:?}"
    );
    let found = community.state.resolution(&resolution).unwrap();
    assert_eq!(found.revoked_at(), Some(community.index - 1), "it holds since its confirmation");
    assert_eq!(community.matter(matter).round, 2);
    assert!(matches!(community.refusal("supervisor", confirm), Rejection::WrongStage { .. }));
}

#[test]
fn a_ruling_that_was_refused_changes_nothing_and_can_be_recorded_anew() {
    let (mut community, matter, resolution) = confirming();
    let corrected = ruling(resolution, "9", Finding::Corrected { text: document(45) });
    community.order("registrar-2", corrected.clone());
    let recorded = community.index - 1;
    let refuse =
        |reason: &str| checks(resolution, recorded, RulingCheck::Refused { reason: reason.to_owned() });
    assert!(matches!(community.refusal("supervisor", refuse(" ")), Rejection::OutOfRange { .. }));
    community.order("supervisor", refuse("another community"));
    let found = community.state.resolution(&resolution).unwrap();
    assert_eq!((found.text(), found.rulings[0].holds()), (found.document, false));
    community.order("registrar-2", corrected);
    let again = community.index - 1;
    community.order("supervisor", checks(resolution, again, RulingCheck::Confirmed));
    assert_eq!(community.state.resolution(&resolution).unwrap().text(), document(45));
    assert_eq!(community.matter(matter).stage, MatterStage::Acting);
}

#[test]
fn so_many_rulings_wait_for_their_confirmation_and_no_more() {
    let (mut community, _, resolution) = confirming();
    for number in 0..MAX_RULINGS_UNCONFIRMED {
        community.order("registrar-2", ruling(resolution, &number.to_string(), Finding::Upheld));
    }
    let refused = community.refusal("registrar-2", ruling(resolution, "more", Finding::Upheld));
    assert!(matches!(refused, Rejection::OutOfRange { .. }), "{refused}");
    let first = community.state.resolution(&resolution).unwrap().rulings[0].index;
    community.order("supervisor", checks(resolution, first, RulingCheck::Confirmed));
    community.order("registrar-2", ruling(resolution, "more", Finding::Upheld));
}

#[test]
fn a_clause_that_names_no_seat_to_confirm_rulings_is_refused() {
    let faults = |seats: &[&str]| {
        let mut charter = minimal_charter();
        charter.rulings = Some(RulingsClause { confirmed_by: seats.iter().map(|seat| id(seat)).collect() });
        charter.check().map_err(|faults| faults[0].clauses.clone())
    };
    assert_eq!(faults(&["supervisor"]), Ok(()));
    for wrong in [&[][..], &["nobody"]] {
        assert_eq!(faults(wrong), Err(vec!["rulings.confirmed_by".to_owned()]));
    }
}

fn leaves_supervising(community: &mut Community, member: &str) {
    let (council, seat, reason) = (id("community"), id("supervisor"), "moves on".to_owned());
    community.order(member, VacateSeat { council, seat, member: id(member), reason });
}

#[test]
fn another_registrar_confirms_a_ruling_where_none_of_the_seats_may() {
    let (mut community, matter, resolution) = confirming();
    community.order("supervisor-2", ruling(resolution, "8", Finding::Revoked { seats: None }));
    let confirm = checks(resolution, community.index - 1, RulingCheck::Confirmed);
    let refused = community.refusal("registrar-1", confirm.clone());
    assert!(matches!(refused, Rejection::NotInSeats { .. }), "{refused}");
    leaves_supervising(&mut community, "supervisor");
    let refused = community.refusal("supervisor-2", confirm.clone());
    assert!(matches!(refused, Rejection::DutiesNotSeparate { .. }), "the recorder: {refused}");
    let refused = community.refusal("manager", confirm.clone());
    assert!(matches!(refused, Rejection::NotInSeats { .. }), "no registrar: {refused}");
    community.order("registrar-1", confirm);
    assert_eq!(community.matter(matter).round, 2);
}

#[test]
fn the_registrar_who_recorded_a_ruling_does_not_confirm_it_and_records_it_anew_where_nobody_can() {
    let (mut community, _, resolution) = confirming();
    let upheld = ruling(resolution, "8", Finding::Upheld);
    community.order("registrar-2", upheld.clone());
    let confirm = checks(resolution, community.index - 1, RulingCheck::Confirmed);
    for member in ["supervisor", "supervisor-2"] {
        leaves_supervising(&mut community, member);
    }
    let refused = community.refusal("registrar-2", confirm);
    assert!(matches!(refused, Rejection::DutiesNotSeparate { .. }), "{refused}");
    already_done(&community.refusal("registrar-2", upheld.clone()));
    let book = std::sync::Arc::make_mut(community.state.book.as_mut().unwrap());
    book.registrars.retain(|registrar| *registrar == id("registrar-2"));
    community.order("registrar-2", upheld);
}

#[test]
fn a_ruling_that_waits_can_be_confirmed_after_the_charter_named_other_seats() {
    let (mut community, matter, resolution) = confirming();
    community.order("registrar-2", ruling(resolution, "8", Finding::Revoked { seats: None }));
    let confirm = checks(resolution, community.index - 1, RulingCheck::Confirmed);
    assert_eq!(community.refusal("manager", confirm.clone()).code(), "not_in_seats");
    let mut charter = minimal_charter();
    charter.rulings = Some(RulingsClause { confirmed_by: [id("property-manager")].into() });
    adopts(&mut community, charter);
    community.clone().order("supervisor", confirm.clone());
    community.order("manager", confirm);
    assert_eq!(community.matter(matter).round, 2);
}

#[test]
fn the_correction_recorded_last_is_the_text_whichever_was_confirmed_first() {
    let (mut community, _, resolution) = confirming();
    let recorded = [("1", 45), ("2", 46)].map(|(reference, text)| {
        community
            .order("registrar-2", ruling(resolution, reference, Finding::Corrected { text: document(text) }));
        community.index - 1
    });
    for (ruling, text) in [(recorded[1], 46), (recorded[0], 46)] {
        community.order("supervisor", checks(resolution, ruling, RulingCheck::Confirmed));
        assert_eq!(community.state.resolution(&resolution).unwrap().text(), document(text));
    }
}

#[test]
fn first_work_is_owed_for_the_resolution_of_the_present_round_and_for_none_that_was_revoked() {
    for worked in [false, true] {
        let mut community = Community::minimal();
        let (matter, proposal) = community.grid_proposal();
        let (first, _) = crate::texts::adopt(&mut community, proposal);
        let late = |community: &Community| community.state.overdue_in(community.matter(matter));
        if worked {
            community.assign(matter, "steward-1");
        } else {
            let due = community.state.resolution(&first).unwrap().act_by_ms.unwrap();
            community.wait_until(due);
            assert_eq!(late(&community), [OwedWhat::FirstAction(first)]);
        }
        community.order("registrar-2", ruling(first, "8", Finding::Revoked { seats: None }));
        assert!(late(&community).is_empty());
        let proposal = community.propose(matter, 24);
        community.hold_hearing(matter, &GRID_VOTERS);
        let (second, _) = crate::texts::adopt(&mut community, proposal);
        assert!(late(&community).is_empty(), "what is revoked is not carried out");
        let due = community.state.resolution(&second).unwrap().act_by_ms.unwrap();
        community.wait_until(due);
        assert_eq!(late(&community), [OwedWhat::FirstAction(second)]);
        community.assign(matter, "steward-1");
        assert!(late(&community).is_empty());
    }
}
