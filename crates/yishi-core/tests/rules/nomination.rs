//! Nominations: who stands in an election, how they are screened, and for whom the vote opens.

use crate::choosing::RULE;
use crate::community::*;
use crate::election::candidate;
use yishi_core::*;
use yishi_tally::{Committee, Marks, Method};

const PROPOSAL_TEXT: u8 = 20;

pub fn clause() -> NominationClause {
    NominationClause {
        window: Period::Days(5),
        accept: Period::Days(2),
        self_nomination: SelfNomination::Allowed,
        joint: Some(2),
        seats: [id("grid-worker")].into(),
        least: 3,
        too_few: TooFew::Extend,
        order: CandidateOrder::Acceptance,
        screening: Some(CandidateScreeningClause {
            seats: [id("supervisor"), id("clerk")].into(),
            within: Period::Days(3),
            object: Period::Days(2),
            answer: Period::Days(2),
            facts: vec![FactClause { id: id("no-arrears"), name: "没有欠费".to_owned() }],
        }),
    }
}

/// The residents of a grid elect two neighbours from those who were nominated.
pub fn charter(change: impl FnOnce(&mut NominationClause)) -> Charter {
    let mut charter = minimal_charter();
    charter.deadlines.deliberation = Period::Days(90);
    let mut rule = charter.decision(&id("residents")).unwrap().clone();
    rule.id = id(RULE);
    rule.level = Some(id("grid"));
    (rule.notice, rule.before) = (None, Vec::new());
    rule.requirements.retain(|requirement| requirement.part == yishi_tally::Part::Participating);
    let method = Method::Committee(Committee { seats: 2, ..Committee::default() });
    let elects = Some(ElectionClause { seat: id("neighbour"), incumbents: Incumbents::Stay, term: None });
    rule.choice =
        Some(ChoiceClause { method, weight: BallotWeight::Heads, progress: Progress::Turnout, elects });
    let mut nomination = clause();
    change(&mut nomination);
    rule.nomination = Some(nomination);
    charter.decisions.push(rule);
    charter
}

/// A community whose nominations are open.
pub fn opened(change: impl FnOnce(&mut NominationClause)) -> (Community, ProposalId) {
    let charter = charter(change);
    assert_eq!(charter.check(), Ok(()));
    let mut community = Community::settled(charter);
    let matter = community.grid_matter();
    let proposal = community.propose(matter, PROPOSAL_TEXT);
    let order = opening(&community, proposal, 5);
    community.order("worker-1", order);
    (community, proposal)
}

pub fn opening(community: &Community, proposal: ProposalId, days: u32) -> OpenNominations {
    let closes_at_ms = community.state.calendar.end_of(community.at, Period::Days(days));
    OpenNominations { proposal, rule: id(RULE), closes_at_ms }
}

/// Another election of the grid, in which residents have proposed somebody who needs one supporter more.
pub fn begin_another(community: &mut Community) {
    let matter = community.grid_matter();
    let proposal = community.propose(matter, 99);
    let order = opening(community, proposal, 10);
    community.order("worker-1", order);
    community.nominates("resident-1-4", proposal, "resident-1-3");
}

fn nominate(proposal: ProposalId, member: &str) -> NominateCandidate {
    NominateCandidate { proposal, member: id(member), statement: None }
}

impl Community {
    fn nominates(&mut self, by: &str, proposal: ProposalId, member: &str) -> NominationId {
        match &self.order(by, nominate(proposal, member))[..] {
            [Event::CandidateNominated(event), ..] => event.nomination,
            other => panic!("{other:?}"),
        }
    }

    fn phase(&self, proposal: ProposalId) -> &NominationPhase {
        &self.state.nomination_phases[&proposal]
    }

    fn candidacy(&self, nomination: NominationId) -> Candidacy {
        let found = self.state.nomination(&nomination).unwrap();
        self.state.candidacy_of(found).unwrap()
    }

    fn close_nominations(&mut self, proposal: ProposalId) -> Vec<Event> {
        self.wait_until(self.phase(proposal).accept_by_ms)
    }
}

pub fn qualify(nomination: NominationId) -> ScreenCandidate {
    let finding = CandidateFinding::Qualified { facts: [id("no-arrears")].into() };
    ScreenCandidate { nomination, finding, reason: words(101) }
}

pub fn disqualify(nomination: NominationId) -> ScreenCandidate {
    ScreenCandidate { nomination, finding: CandidateFinding::Disqualified, reason: words(102) }
}

/// Three who nominated themselves, screened one and all, and the window over.
fn three_qualified(change: impl FnOnce(&mut NominationClause)) -> (Community, ProposalId, [NominationId; 3]) {
    let (mut community, proposal) = opened(change);
    let nominations = ["resident-1-3", "resident-1-1", "resident-1-2"]
        .map(|member| community.nominates(member, proposal, member));
    for nomination in nominations {
        community.order("supervisor", qualify(nomination));
    }
    community.close_nominations(proposal);
    (community, proposal, nominations)
}

/// One of two residents has nominated another, who has not accepted.
pub fn nominated() -> Community {
    let (mut community, proposal) = opened(|_| {});
    community.nominates("resident-1-1", proposal, "resident-1-2");
    community
}

/// Nominations with one who objected to being disqualified, one who may still, one whom a neighbour nominated, and another
/// proposal that has none.
pub fn screened() -> Community {
    let (mut community, proposal) = opened(|_| {});
    let matter = community.proposal(proposal).matter;
    community.propose(matter, 21);
    let nominations = ["resident-1-4", "resident-1-5", "resident-1-6"]
        .map(|member| community.nominates(member, proposal, member));
    community.order("supervisor", disqualify(nominations[0]));
    community.order("resident-1-4", ObjectToScreening { nomination: nominations[0], text: words(103) });
    community.order("supervisor", disqualify(nominations[1]));
    community.nominates("resident-1-3", proposal, "resident-1-2");
    community
}

fn paper(community: &Community, proposal: ProposalId, members: &[&str]) -> OpenPoll {
    let options = members.iter().map(|member| candidate(member)).collect();
    OpenPoll { options, ..community.poll_order(proposal, RULE, PollScope::Council) }
}

#[test]
fn the_vote_opens_for_exactly_those_who_qualified_in_the_order_of_their_acceptance() {
    let (mut community, proposal, _) = three_qualified(|_| {});
    let right = ["resident-1-3", "resident-1-1", "resident-1-2"];
    let mismatch = |community: &mut Community, members: &[&str]| {
        let order = paper(community, proposal, members);
        match community.refusal("worker-1", order) {
            Rejection::CandidatesMismatch { missing, extra, expected, .. } => {
                assert_eq!(expected, right.map(id::<MemberId>));
                (missing.len(), extra.len())
            }
            other => panic!("{other}"),
        }
    };
    assert_eq!(mismatch(&mut community, &right[..2]), (1, 0));
    assert_eq!(mismatch(&mut community, &[&right[..], &["resident-1-4"]].concat()), (0, 1));
    assert_eq!(mismatch(&mut community, &["resident-1-1", "resident-1-2", "resident-1-3"]), (0, 0));
    let order = paper(&community, proposal, &right);
    let events = community.order("worker-1", order);
    let [Event::PollOpened(opened)] = &events[..] else { panic!("{events:?}") };
    let poll = opened.poll;
    for voter in
        ["resident-1-1", "resident-1-2", "resident-1-3", "resident-1-4", "resident-1-5", "clerk", "secretary"]
    {
        let marks = Marks::set(["resident-1-3", "resident-1-1"]);
        let document = community.poll(poll).document;
        community.order(voter, CastMarks { poll, right: crate::steps::right(voter), document, marks });
    }
    community.close_poll(poll);
    let document = community.poll(poll).document;
    community.order("supervisor", CertifyResolution { poll, document });
    let resolution = community.state.resolution_of(community.poll(poll)).unwrap();
    let grounds = community.state.grounds(resolution);
    let of = |kind| grounds.iter().filter(|ground| ground.kind == kind).count();
    assert_eq!(of(GroundKind::Candidacy), 4, "the opening, and three who nominated themselves");
    assert_eq!(of(GroundKind::CandidateScreening), 3);
}

#[test]
fn without_nominations_no_vote_opens_under_such_a_rule_and_while_they_run_none_does() {
    let mut community = Community::settled(charter(|_| {}));
    let matter = community.grid_matter();
    let proposal = community.propose(matter, PROPOSAL_TEXT);
    let order = paper(&community, proposal, &["resident-1-1"]);
    let refusal = community.refusal("worker-1", order);
    assert_eq!(refusal, Rejection::NominationsMissing { rule: id(RULE), proposal });
    let order = opening(&community, proposal, 5);
    community.order("worker-1", order);
    let order = paper(&community, proposal, &["resident-1-1"]);
    let accept_by_ms = community.phase(proposal).accept_by_ms;
    assert_eq!(community.refusal("worker-1", order), Rejection::NominationsOpen { proposal, accept_by_ms });
    let order = community.poll_order(proposal, "council", PollScope::Council);
    assert_eq!(community.refusal("worker-1", order).code(), "rule_not_applicable");
}

#[test]
fn the_window_is_as_long_as_the_rule_asks_and_ends_to_the_millisecond() {
    let mut community = Community::settled(charter(|_| {}));
    let matter = community.grid_matter();
    let proposal = community.propose(matter, PROPOSAL_TEXT);
    let order = opening(&community, proposal, 5);
    let short = OpenNominations { closes_at_ms: TimeMs(order.closes_at_ms.0 - 1), ..order.clone() };
    assert_eq!(community.refusal("worker-1", short).code(), "too_early");
    assert_eq!(community.refusal("resident-1-1", order.clone()).code(), "power_missing");
    community.order("worker-1", order.clone());
    assert_eq!(community.refusal("worker-1", order.clone()).code(), "already_done");
    community.wait_until(TimeMs(order.closes_at_ms.0 - 1));
    let nomination = community.nominates("worker-1", proposal, "resident-1-2");
    assert!(community.at >= order.closes_at_ms);
    assert_eq!(community.refusal("resident-1-1", nominate(proposal, "resident-1-1")).code(), "too_late");
    let accept_by_ms = community.phase(proposal).accept_by_ms;
    community.wait_until(TimeMs(accept_by_ms.0 - 1));
    community.order("resident-1-2", AcceptNomination { nomination, statement: Some(document(60)) });
    assert_eq!(community.candidacy(nomination), Candidacy::Accepted);
}

#[test]
fn a_nominee_stands_by_their_own_signature_only() {
    let (mut community, proposal) = opened(|_| {});
    let nomination = community.nominates("worker-1", proposal, "resident-1-2");
    let accept = AcceptNomination { nomination, statement: None };
    let refusal = community.refusal("worker-1", accept.clone());
    assert_eq!(
        refusal,
        Rejection::NotNominee { member: id("worker-1"), nomination, nominee: id("resident-1-2") }
    );
    let assisted = assisting("clerk", "resident-1-2");
    assert_eq!(community.refusal_as(assisted, accept).code(), "assistance_not_allowed");
    assert_eq!(community.refusal("supervisor", qualify(nomination)).code(), "wrong_stage");
    community.close_nominations(proposal);
    community.close_nominations(proposal);
    assert_eq!(community.candidacy(nomination), Candidacy::Lapsed);
}

#[test]
fn several_nominate_together_and_one_of_them_is_not_enough() {
    let (mut community, proposal) = opened(|clause| clause.self_nomination = SelfNomination::Refused);
    let nomination = community.nominates("resident-1-1", proposal, "resident-1-2");
    community.order("resident-1-2", AcceptNomination { nomination, statement: None });
    assert_eq!(community.candidacy(nomination), Candidacy::Nominated, "one of two");
    let support = SupportNomination { nomination };
    assert_eq!(community.refusal("resident-1-1", support.clone()).code(), "already_done");
    assert_eq!(community.refusal("resident-1-2", support.clone()).code(), "may_not_nominate");
    assert_eq!(community.refusal("resident-2-1", support.clone()).code(), "outside_area");
    assert_eq!(community.refusal("steward-1", support.clone()).code(), "not_in_electorate");
    community.order("resident-1-3", support);
    assert_eq!(community.candidacy(nomination), Candidacy::Accepted);
    let refused = community.refusal("resident-1-4", nominate(proposal, "resident-1-4"));
    assert_eq!(refused, Rejection::MayNotNominate { member: id("resident-1-4"), rule: id(RULE) });
}

#[test]
fn nobody_nominates_more_others_than_there_must_be_candidates_and_nobody_twice() {
    let (mut community, proposal) = opened(|_| {});
    for member in ["resident-1-1", "resident-1-2", "resident-1-3"] {
        community.nominates("worker-1", proposal, member);
    }
    assert_eq!(community.refusal("worker-1", nominate(proposal, "resident-1-1")).code(), "already_done");
    let refusal = community.refusal("worker-1", nominate(proposal, "resident-1-4"));
    assert_eq!(refusal, Rejection::NominationCapReached { member: id("worker-1"), proposal, cap: 3 });
    community.nominates("resident-1-4", proposal, "resident-1-4");
}

#[test]
fn only_who_could_vote_stands() {
    let (mut community, proposal) = opened(|_| {});
    let refusal = |community: &mut Community, member: &str| {
        community.refusal("worker-1", nominate(proposal, member)).code()
    };
    assert_eq!(refusal(&mut community, "resident-2-1"), "outside_area");
    assert_eq!(refusal(&mut community, "steward-1"), "not_in_electorate");
    assert_eq!(refusal(&mut community, "nobody"), "not_found");
    community.import("gone", vec![member_row("resident-1-6", "grid-1", Standing::Left)]);
    assert_eq!(refusal(&mut community, "resident-1-6"), "standing_insufficient");
}

#[test]
fn with_too_few_the_window_opens_once_more_and_then_no_vote_opens_until_nominations_do() {
    let (mut community, proposal) = opened(|clause| clause.screening = None);
    for member in ["resident-1-1", "resident-1-2"] {
        community.nominates(member, proposal, member);
    }
    let events = community.close_nominations(proposal);
    assert!(
        matches!(&events[..], [Event::NominationsExtended(event)] if event.found == 2 && event.needed == 3)
    );
    let events = community.close_nominations(proposal);
    assert!(matches!(&events[..], [Event::NominationsClosed(event)] if event.standing.len() == 2));
    let order = paper(&community, proposal, &["resident-1-1", "resident-1-2"]);
    let expected = Rejection::TooFewCandidates { rule: id(RULE), proposal, needed: 3, found: 2 };
    assert_eq!(community.refusal("worker-1", order), expected);
    let order = opening(&community, proposal, 5);
    community.order("worker-1", order);
    community.nominates("resident-1-3", proposal, "resident-1-3");
    community.close_nominations(proposal);
    let order = opening(&community, proposal, 5);
    assert_eq!(community.refusal("worker-1", order).code(), "already_done", "enough stand");
    let order = paper(&community, proposal, &["resident-1-1", "resident-1-2", "resident-1-3"]);
    community.order("worker-1", order);
}

#[test]
fn where_the_clause_says_so_the_vote_goes_on_with_those_there_are() {
    let (mut community, proposal) = opened(|clause| {
        (clause.least, clause.too_few, clause.screening) = (4, TooFew::GoOn, None);
    });
    for member in ["resident-1-1", "resident-1-2", "resident-1-3"] {
        community.nominates(member, proposal, member);
    }
    let events = community.close_nominations(proposal);
    assert!(matches!(&events[..], [Event::NominationsClosed(_)]));
    let order = paper(&community, proposal, &["resident-1-1", "resident-1-2", "resident-1-3"]);
    community.order("worker-1", order);
}

#[test]
fn who_stands_does_not_screen_and_neither_does_who_nominated() {
    let (mut community, proposal) = opened(|clause| clause.seats = [id("clerk"), id("grid-worker")].into());
    let nomination = community.nominates("clerk", proposal, "resident-1-1");
    community.order("resident-1-1", AcceptNomination { nomination, statement: None });
    let own = community.nominates("supervisor", proposal, "supervisor");
    assert_eq!(community.refusal("clerk", qualify(nomination)).code(), "duties_not_separate");
    for candidate in [nomination, own] {
        assert_eq!(community.refusal("supervisor", qualify(candidate)).code(), "duties_not_separate");
    }
    assert_eq!(community.refusal("worker-1", qualify(nomination)).code(), "not_in_seats");
    community.order("clerk", qualify(own));
    community.order("supervisor", WithdrawCandidacy { nomination: own });
    community.order("supervisor", qualify(nomination));
    assert_eq!(community.candidacy(nomination), Candidacy::Qualified);
}

#[test]
fn everything_that_the_rule_lists_is_confirmed_and_nothing_else() {
    let (mut community, proposal) = opened(|_| {});
    let nomination = community.nominates("resident-1-1", proposal, "resident-1-1");
    let with = |facts: &[&str]| ScreenCandidate {
        finding: CandidateFinding::Qualified { facts: facts.iter().map(|fact| id(fact)).collect() },
        ..qualify(nomination)
    };
    let missing = Rejection::FactsUnconfirmed { nomination, facts: [id("no-arrears")].into() };
    assert_eq!(community.refusal("supervisor", with(&[])), missing);
    let more = with(&["no-arrears", "good-looks"]);
    assert_eq!(community.refusal("supervisor", more).code(), "out_of_range");
    community.order("supervisor", with(&["no-arrears"]));
    assert_eq!(community.refusal("clerk", disqualify(nomination)).code(), "already_done");
}

#[test]
fn who_is_disqualified_objects_once_and_another_answers() {
    let (mut community, proposal) = opened(|_| {});
    let nomination = community.nominates("resident-1-1", proposal, "resident-1-1");
    community.order("supervisor", disqualify(nomination));
    let object = ObjectToScreening { nomination, text: words(103) };
    assert_eq!(community.refusal("resident-1-2", object.clone()).code(), "not_nominee");
    community.order("resident-1-1", object.clone());
    assert_eq!(community.refusal("resident-1-1", object).code(), "already_done");
    assert_eq!(community.candidacy(nomination), Candidacy::Objected);
    let finding = CandidateFinding::Qualified { facts: [id("no-arrears")].into() };
    let answer = AnswerScreeningObjection { nomination, finding, text: words(104) };
    assert_eq!(community.refusal("supervisor", answer.clone()).code(), "duties_not_separate");
    let due = community.state.nomination(&nomination).unwrap().objection.as_ref().unwrap().answer_by_ms;
    let events = community.wait_until(due);
    assert!(matches!(&events[..], [Event::ScreeningAnswerOverdue(_)]));
    community.order("clerk", answer.clone());
    assert_eq!(community.candidacy(nomination), Candidacy::Qualified, "late, and the breach stands");
    assert_eq!(community.refusal("clerk", answer).code(), "already_done");
}

#[test]
fn the_time_to_object_ends_and_the_vote_waits_for_it() {
    let (mut community, proposal) = opened(|_| {});
    let members = ["resident-1-1", "resident-1-2", "resident-1-3", "resident-1-4"];
    let nominations = members.map(|member| community.nominates(member, proposal, member));
    for nomination in &nominations[..3] {
        community.order("supervisor", qualify(*nomination));
    }
    community.close_nominations(proposal);
    let order = |community: &Community| paper(community, proposal, &members[..3]);
    let unsettled = Rejection::CandidaciesUnsettled { proposal, nominations: vec![nominations[3]] };
    let opening = order(&community);
    assert_eq!(community.refusal("worker-1", opening), unsettled, "one waits for the screening");
    let due = community.phase(proposal).screen_by_ms.unwrap();
    let events = community.wait_until(due);
    assert!(
        matches!(&events[..], [Event::CandidateScreeningOverdue(event)] if event.nominations == nominations[3..])
    );
    community.order("clerk", disqualify(nominations[3]));
    let until = community.state.nomination(&nominations[3]).unwrap().screening.as_ref().unwrap();
    let until = until.object_by_ms.unwrap();
    community.wait_until(TimeMs(until.0 - 1));
    let mut late = community.clone();
    let opening = order(&late);
    assert_eq!(late.refusal("worker-1", opening), unsettled, "they may still object");
    late.wait_until(until);
    let object = ObjectToScreening { nomination: nominations[3], text: words(103) };
    assert_eq!(late.refusal("resident-1-4", object.clone()).code(), "too_late");
    let opening = order(&late);
    late.order("worker-1", opening);
    community.order("resident-1-4", object);
    let opening = order(&community);
    assert_eq!(community.refusal("worker-1", opening), unsettled, "they wait for the answer");
}

#[test]
fn who_withdraws_or_leaves_is_not_on_the_paper_and_nobody_withdraws_once_the_vote_is_open() {
    let (mut community, proposal, nominations) = three_qualified(|clause| {
        (clause.least, clause.too_few) = (3, TooFew::GoOn);
    });
    let mut other = community.clone();
    other.order("resident-1-3", WithdrawCandidacy { nomination: nominations[0] });
    assert_eq!(other.candidacy(nominations[0]), Candidacy::Withdrawn);
    let order = paper(&other, proposal, &["resident-1-1", "resident-1-2"]);
    assert_eq!(
        other.refusal("worker-1", order).code(),
        "rule_not_applicable",
        "two for two places are no choice"
    );
    let order = paper(&community, proposal, &["resident-1-3", "resident-1-1", "resident-1-2"]);
    community.order("worker-1", order);
    let withdraw = WithdrawCandidacy { nomination: nominations[0] };
    assert_eq!(community.refusal("resident-1-3", withdraw).code(), "wrong_stage");
}

#[test]
fn candidates_follow_the_matter_and_see_what_is_owed_to_them() {
    let (mut community, proposal) = opened(|_| {});
    let nomination = community.nominates("resident-1-1", proposal, "resident-1-1");
    let owed = |community: &Community| {
        let found = community.state.owed_to(&id("resident-1-1")).into_iter();
        let about = found.filter(|owed| {
            matches!(owed.what, OwedWhat::CandidateScreening(_) | OwedWhat::ScreeningAnswer(_))
        });
        about.collect::<Vec<Owed>>()
    };
    let waits = OwedWhat::CandidateScreening(nomination);
    assert_eq!(owed(&community), [Owed { due_at_ms: None, what: waits, overdue: false }]);
    let matter = community.proposal(proposal).matter;
    assert!(community.state.followed(&id("resident-1-1"))[&matter].took_stance);
    community.order("supervisor", disqualify(nomination));
    assert_eq!(owed(&community), []);
    community.order("resident-1-1", ObjectToScreening { nomination, text: words(103) });
    let due = community.state.nomination(&nomination).unwrap().objection.as_ref().unwrap().answer_by_ms;
    let waits = OwedWhat::ScreeningAnswer(nomination);
    assert_eq!(owed(&community), [Owed { due_at_ms: Some(due), what: waits, overdue: false }]);
    community.wait_until(due);
    assert!(owed(&community)[0].overdue);
}

#[test]
fn a_lot_orders_the_paper_where_the_rule_says_so() {
    let (mut community, proposal, nominations) = three_qualified(|clause| clause.order = CandidateOrder::Lot);
    let phase = community.phase(proposal);
    let seed = phase.seed.unwrap();
    let mut expected = nominations.to_vec();
    expected.sort_by_key(|nomination| lot_of(*nomination, &seed).0);
    let paper_now: Vec<NominationId> =
        community.state.ballot_paper(phase).into_iter().map(|found| found.id).collect();
    assert_eq!(paper_now, expected);
    let members: Vec<String> =
        expected.iter().map(|it| community.state.nomination(it).unwrap().member.to_string()).collect();
    let members: Vec<&str> = members.iter().map(String::as_str).collect();
    let order = paper(&community, proposal, &members);
    community.order("worker-1", order);
}

#[test]
fn a_charter_asks_for_nominations_that_can_lead_to_a_vote() {
    let faults = |change: &dyn Fn(&mut Charter, &mut DecisionClause)| {
        let mut charter = charter(|_| {});
        let mut rule = charter.decisions.pop().unwrap();
        change(&mut charter, &mut rule);
        charter.decisions.push(rule);
        let faults = charter.check().unwrap_err();
        faults.into_iter().map(|fault| fault.clauses.join(" ")).collect::<Vec<_>>().join("; ")
    };
    let path = format!("decisions[{}]", minimal_charter().decisions.len());
    let of = |rule: &mut DecisionClause, change: &dyn Fn(&mut NominationClause)| {
        change(rule.nomination.as_mut().unwrap());
    };
    let nobody = faults(&|_, rule| {
        of(rule, &|clause| {
            clause.self_nomination = SelfNomination::Refused;
            (clause.joint, clause.seats) = (None, [].into());
        });
    });
    assert_eq!(nobody, format!("{path}.nomination.self_nomination"));
    let alone = faults(&|_, rule| of(rule, &|clause| clause.joint = Some(1)));
    assert_eq!(alone, format!("{path}.nomination.joint"));
    let few = faults(&|_, rule| of(rule, &|clause| clause.least = 2));
    assert_eq!(few, format!("{path}.nomination.least {path}.choice.method"));
    let none = faults(&|_, rule| of(rule, &|clause| clause.least = 0));
    assert_eq!(none, format!("{path}.nomination.least"));
    let one = faults(&|_, rule| {
        of(rule, &|clause| clause.screening.as_mut().unwrap().seats = [id("secretary")].into());
    });
    assert_eq!(one, format!("{path}.nomination.screening.seats"));
    let throne = faults(&|_, rule| of(rule, &|clause| clause.seats = [id("throne")].into()));
    assert_eq!(throne, format!("{path}.nomination.seats"));
    let motion = faults(&|_, rule| rule.choice.as_mut().unwrap().elects = None);
    assert_eq!(motion, format!("{path}.nomination {path}.choice"));
    let slow = faults(&|_, rule| of(rule, &|clause| clause.window = Period::Days(80)));
    assert_eq!(slow, format!("deadlines.deliberation {path}.nomination"));
}

fn owed(community: &Community, member: &str) -> Vec<(OwedWhat, Option<TimeMs>, bool)> {
    let before_elections = |what: &OwedWhat| {
        matches!(
            what,
            OwedWhat::Acceptance(_) | OwedWhat::CandidateScreening(_) | OwedWhat::ScreeningAnswer(_)
        )
    };
    let owed = community.state.owed_to(&id(member)).into_iter();
    owed.filter(|owed| before_elections(&owed.what)).map(|it| (it.what, it.due_at_ms, it.overdue)).collect()
}

#[test]
fn a_nominee_sees_by_when_to_accept_and_who_screens_by_when_to_screen() {
    let (mut community, proposal) = opened(|_| {});
    let nomination = community.nominates("resident-1-1", proposal, "resident-1-2");
    let accept_by = community.phase(proposal).accept_by_ms;
    assert_eq!(
        owed(&community, "resident-1-2"),
        [(OwedWhat::Acceptance(nomination), Some(accept_by), false)]
    );
    assert!(owed(&community, "resident-1-1").is_empty() && owed(&community, "supervisor").is_empty());
    community.order("resident-1-3", SupportNomination { nomination });
    community.order("resident-1-2", AcceptNomination { nomination, statement: None });
    for member in ["resident-1-4", "resident-1-5"] {
        community.nominates(member, proposal, member);
    }
    community.close_nominations(proposal);
    let screen_by = community.phase(proposal).screen_by_ms;
    assert!(screen_by.is_some());
    let waits = (OwedWhat::CandidateScreening(nomination), screen_by, false);
    assert_eq!(owed(&community, "resident-1-2"), [waits]);
    for screener in ["supervisor", "clerk"] {
        assert_eq!(owed(&community, screener).len(), 3, "{screener}");
        assert!(owed(&community, screener).contains(&waits));
    }
    assert!(owed(&community, "delegate-1").is_empty());
    community.wait_until(screen_by.unwrap());
    assert!(owed(&community, "clerk").iter().all(|(_, _, overdue)| *overdue));
    community.order("supervisor", qualify(nomination));
    assert_eq!(owed(&community, "clerk").len(), 2);
}

#[test]
fn an_objection_is_owed_its_answer_by_who_screens_and_did_not_disqualify() {
    let community = screened();
    let objects = |member: &str| {
        let found = owed(&community, member)
            .into_iter()
            .find(|(what, _, _)| matches!(what, OwedWhat::ScreeningAnswer(_)));
        found.map(|(_, due, _)| due)
    };
    let objection = community.state.nominations.values().find_map(|found| found.objection.clone()).unwrap();
    assert_eq!(objects("clerk"), Some(Some(objection.answer_by_ms)));
    assert_eq!(objects("resident-1-4"), Some(Some(objection.answer_by_ms)));
    assert_eq!(objects("supervisor"), None, "nobody judges an objection to what they found");
}
