//! Choices among options: opening, marking, counting, ties and lots, and elections that fill seats.

use crate::community::*;
use crate::steps::*;
use std::sync::Arc;
use yishi_core::*;
use yishi_tally::{Approval, Choice, Marks, Method, OptionId, Plurality, TieRule, Verdict};

pub const RULE: &str = "choose";

fn choice(method: Method) -> ChoiceClause {
    ChoiceClause { method, weight: BallotWeight::Heads, progress: Progress::Turnout, elects: None }
}

/// One option each, the most marks win.
pub fn single_choice() -> ChoiceClause {
    choice(Method::Plurality(Plurality::default()))
}

/// The minimal charter with a rule by which the seats of a council choose, half of them taking part.
pub fn charter_choosing(choice: ChoiceClause) -> Charter {
    let mut charter = minimal_charter();
    let mut rule = charter.decision(&id("council")).unwrap().clone();
    rule.id = id(RULE);
    rule.requirements.retain(|requirement| requirement.part == yishi_tally::Part::Participating);
    rule.choice = Some(choice);
    charter.decisions.push(rule);
    charter.check().unwrap();
    charter
}

fn option(name: &str) -> PollOption {
    let id = OptionId(Arc::from(name));
    PollOption {
        id,
        member: None,
        name: Some(format!("Package {name}")),
        document: None,
        cost_fen: None,
        by: [].into(),
        offer: None,
    }
}

fn three() -> Vec<PollOption> {
    ["ten", "twenty", "thirty"].map(option).to_vec()
}

/// A community whose charter chooses by `method`, and an open poll on three packages in grid 1.
fn choosing(method: Method) -> (Community, PollId) {
    let mut community = Community::settled(charter_choosing(choice(method)));
    let (_, proposal) = community.grid_proposal();
    let poll = open(&mut community, proposal, three());
    (community, poll)
}

fn opening(community: &Community, proposal: ProposalId, options: Vec<PollOption>) -> OpenPoll {
    OpenPoll { options, ..community.poll_order(proposal, RULE, PollScope::Council) }
}

fn open(community: &mut Community, proposal: ProposalId, options: Vec<PollOption>) -> PollId {
    let order = opening(community, proposal, options);
    match community.order(chair(&id("grid-1")), order).as_slice() {
        [Event::PollOpened(event)] => event.poll,
        other => panic!("{other:?}"),
    }
}

fn marks(community: &Community, poll: PollId, member: &str, marks: Marks) -> CastMarks {
    CastMarks { poll, right: right(member), document: community.poll(poll).document, marks }
}

fn cast(community: &mut Community, poll: PollId, member: &str, said: Marks) -> Vec<Event> {
    let order = marks(community, poll, member, said);
    community.order(member, order)
}

fn one(name: &str) -> Marks {
    Marks::One(name.into())
}

fn plurality(tie: TieRule) -> Method {
    Method::Plurality(Plurality { seats: 1, tie })
}

fn outcome(events: &[Event]) -> &SealedOutcome {
    sealing(events).outcome.as_ref().unwrap()
}

/// Everybody of grid 1 marks one option each, in the order of the voters; then the poll closes.
fn voted(method: Method, said: &[&str]) -> (Community, PollId, Vec<Event>) {
    let (mut community, poll) = choosing(method);
    for (voter, name) in GRID_VOTERS.iter().zip(said) {
        cast(&mut community, poll, voter, one(name));
    }
    let events = community.close_poll(poll);
    (community, poll, events)
}

/// A choice among three packages that draws lots, begun.
pub fn begun() -> (Community, PollId) {
    choosing(Method::Approval(Approval { tie: TieRule::Lot { seed: None }, ..Approval::default() }))
}

/// Some marks of a member, a few of them of the wrong kind.
pub fn random_marks(community: &Community, poll: PollId, member: &str, extra: usize) -> CastMarks {
    let said = match extra % 5 {
        0 => Marks::set([]),
        1 => Marks::set(["ten"]),
        2 => Marks::set(["ten", "thirty"]),
        3 => Marks::set(["twenty"]),
        _ => Marks::Scores([("ten".into(), 3)].into()),
    };
    marks(community, poll, member, said)
}

#[test]
fn the_option_with_the_most_marks_wins_and_the_whole_outcome_can_be_made_again() {
    let (community, poll, events) = voted(plurality(TieRule::Stop), &["ten", "twenty", "twenty", "thirty"]);
    assert_eq!(outcome(&events).winners, ["twenty".into()]);
    assert_eq!(sealing(&events).tally.verdict, Verdict::Passed);
    let again = community.poll(poll).count_options(None).unwrap();
    assert_eq!(digest_of(&again), outcome(&events).digest);
    assert_eq!(community.poll(poll).outcome.as_deref(), Some(&again));
    assert_eq!(again.rounds[0].figures[&"twenty".into()].to_string(), "2");
}

#[test]
fn a_choice_among_options_is_certified_like_any_other_vote() {
    let (mut community, poll, _) = voted(plurality(TieRule::Stop), &["ten", "ten", "ten"]);
    let document = community.poll(poll).document;
    let events = community.order("supervisor", CertifyResolution { poll, document });
    let Event::ResolutionCertified(certified) = &events[0] else { panic!("{events:?}") };
    let outcome = community.poll(poll).outcome.clone().unwrap();
    assert_eq!(certified.outcome_digest, Some(digest_of(&*outcome)));
}

#[test]
fn too_few_marks_are_no_quorum_whatever_leads() {
    let (_, _, events) = voted(plurality(TieRule::Stop), &["ten", "ten"]);
    assert_eq!(sealing(&events).tally.verdict, Verdict::NoQuorum);
    assert_eq!(outcome(&events).winners, ["ten".into()], "what the ballots said stays on record");
}

#[test]
fn a_blank_ballot_takes_part_and_marks_nothing() {
    let (mut community, poll) = choosing(Method::Approval(Approval::default()));
    for voter in &GRID_VOTERS[..2] {
        cast(&mut community, poll, voter, Marks::set([]));
    }
    cast(&mut community, poll, GRID_VOTERS[2], Marks::set(["ten"]));
    let events = community.close_poll(poll);
    let heads = sealing(&events).tally.totals.heads;
    assert_eq!((heads.for_, heads.against, heads.abstain), (1, 0, 2));
    assert_eq!((sealing(&events).tally.verdict, outcome(&events).winners.len()), (Verdict::Passed, 1));
}

#[test]
fn without_a_tie_rule_equal_options_leave_the_poll_tied() {
    let (community, poll, events) = voted(plurality(TieRule::Stop), &["ten", "ten", "thirty", "thirty"]);
    assert_eq!(outcome(&events).tied, ["ten".into(), "thirty".into()]);
    assert_eq!((outcome(&events).seed, sealing(&events).tally.verdict), (None, Verdict::Tied));
    assert_eq!(community.proposal(community.poll(poll).proposal).status, ProposalStatus::Failed);
}

#[test]
fn a_lot_is_drawn_from_the_head_before_the_sealing_entry_as_announced() {
    let (mut community, poll) = choosing(plurality(TieRule::Lot { seed: None }));
    let opened = community.entries.iter().rev().find_map(|entry| match entry.events.as_slice() {
        [Event::PollOpened(event)] => Some(event.clone()),
        _ => None,
    });
    assert_eq!(opened.unwrap().lot, Some(LotSource::HeadBeforeSealing));
    for (voter, name) in GRID_VOTERS.iter().zip(["ten", "ten", "thirty", "thirty"]) {
        cast(&mut community, poll, voter, one(name));
    }
    let closes_at = community.poll(poll).closes_at_ms;
    community.at = closes_at;
    let head = community.context().head;
    let events = community.fire_due();
    assert_eq!(outcome(&events).seed, Some(head));
    let seed = yishi_tally::Seed(head.0);
    let lot = |name: &str| yishi_tally::lot(&seed, &name.into());
    let expected = if lot("ten") < lot("thirty") { "ten" } else { "thirty" };
    assert_eq!(outcome(&events).winners, [expected.into()]);
    assert_eq!(sealing(&events).tally.verdict, Verdict::Passed);
    assert_eq!(digest_of(&community.poll(poll).count_options(Some(head)).unwrap()), outcome(&events).digest);
}

#[test]
fn a_later_ballot_replaces_an_earlier_and_an_assisted_one_never_the_voters_own() {
    let (mut community, poll) = choosing(plurality(TieRule::Stop));
    let clerk = assisting("clerk", "neighbour-1-1");
    let order = marks(&community, poll, "neighbour-1-1", one("ten"));
    community.order_as(clerk.clone(), order);
    let index = community.index;
    cast(&mut community, poll, "neighbour-1-1", one("thirty"));
    let late = marks(&community, poll, "neighbour-1-1", one("twenty"));
    assert_eq!(community.refusal_as(clerk, late), Rejection::OwnBallotStands { index });
    let events = cast(&mut community, poll, "neighbour-1-1", one("twenty"));
    let [Event::MarksCast(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((event.replaces, event.channel), (Some(index), Channel::OwnKey));
    assert_eq!(community.poll(poll).replaced.len(), 2);
    assert_eq!(community.poll(poll).totals.heads.for_, 1);
}

#[test]
fn a_ballot_of_the_other_kind_is_refused_by_name_in_both_directions() {
    let (mut community, poll) = choosing(plurality(TieRule::Stop));
    let ballot = community.ballot(poll, "worker-1", Choice::For);
    let refused = community.refusal("worker-1", ballot);
    assert!(refused.to_string().contains("cast_marks"), "{refused}");
    let ranking = marks(&community, poll, "worker-1", Marks::set(["ten", "twenty"]));
    assert_eq!(community.refusal("worker-1", ranking).code(), "ballot_of_other_kind");
    let mut motion = Community::minimal();
    let (_, poll) = motion.grid_poll();
    let order = marks(&motion, poll, "worker-1", one("ten"));
    assert_eq!(motion.refusal("worker-1", order).code(), "ballot_of_other_kind");
}

#[test]
fn marks_name_only_options_of_the_poll_and_no_more_than_the_method_counts() {
    let method = Method::Approval(Approval { most_marks: Some(2), ..Approval::default() });
    let (mut community, poll) = choosing(method);
    let unknown = marks(&community, poll, "worker-1", Marks::set(["forty"]));
    let expected = Rejection::NotFound { kind: "option".to_owned(), id: format!("{poll}/forty") };
    assert_eq!(community.refusal("worker-1", unknown), expected);
    cast(&mut community, poll, "worker-1", Marks::set(["ten", "twenty"]));
    let many = marks(&community, poll, "worker-1", Marks::set(["ten", "twenty", "thirty"]));
    assert_eq!(community.refusal("worker-1", many).code(), "out_of_range");
    let other = CastMarks { document: document(99), ..marks(&community, poll, "worker-1", one("ten")) };
    assert_eq!(community.refusal("worker-1", other).code(), "text_mismatch");
}

#[test]
fn a_poll_opens_only_with_options_that_fit_its_rule() {
    let method = Method::Plurality(Plurality { seats: 2, tie: TieRule::Stop });
    let mut community = Community::settled(charter_choosing(choice(method)));
    let (_, proposal) = community.grid_proposal();
    let chair = chair(&id("grid-1"));
    let refusal = |community: &mut Community, options| {
        let order = opening(community, proposal, options);
        community.refusal(chair, order).code()
    };
    assert_eq!(refusal(&mut community, vec![]), "out_of_range");
    assert_eq!(refusal(&mut community, vec![option("ten")]), "rule_not_applicable", "two places, one option");
    assert_eq!(refusal(&mut community, vec![option("ten"), option("ten")]), "rule_not_applicable");
    assert_eq!(refusal(&mut community, vec![option("ten"), option("No!")]), "out_of_range");
    let nameless = PollOption { name: None, ..option("twenty") };
    assert_eq!(refusal(&mut community, vec![option("ten"), nameless]), "out_of_range");
    let motion = OpenPoll { rule: id("council"), ..opening(&community, proposal, three()) };
    assert_eq!(community.refusal(chair, motion).code(), "rule_not_applicable");
    open(&mut community, proposal, vec![option("ten"), option("twenty")]);
}

#[test]
fn a_charter_with_a_choice_that_no_poll_could_meet_is_refused_when_it_is_read() {
    let fault = |change: &dyn Fn(&mut DecisionClause)| {
        let mut charter = charter_choosing(choice(plurality(TieRule::Stop)));
        change(charter.decisions.last_mut().unwrap());
        let faults = charter.check().unwrap_err();
        faults.into_iter().flat_map(|fault| fault.clauses).collect::<Vec<_>>()
    };
    let rule = minimal_charter().decisions.len();
    let at = |clause: &str| format!("decisions[{rule}].{clause}");
    let no_seats = fault(&|rule| {
        rule.choice = Some(choice(Method::Plurality(Plurality { seats: 0, tie: TieRule::Stop })))
    });
    assert_eq!(no_seats, [at("choice.method")]);
    let seeded = TieRule::LookBack(Box::new(TieRule::Lot { seed: Some(yishi_tally::Seed([1; 32])) }));
    assert_eq!(
        fault(&|rule| rule.choice = Some(choice(plurality(seeded.clone())))),
        [at("choice.method.tie")]
    );
    let motion = minimal_charter().decision(&id("council")).unwrap().requirements.clone();
    let approving = fault(&|rule| rule.requirements = motion.clone());
    assert!(approving.contains(&at("requirements[1].part")), "{approving:?}");
    let area = fault(&|rule| rule.choice.as_mut().unwrap().weight = BallotWeight::Area);
    assert_eq!(area, [at("choice.weight"), at("electorate")]);
}
