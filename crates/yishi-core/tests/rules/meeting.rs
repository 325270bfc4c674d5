//! Votes at a meeting: who is recorded as present counts in the base, and nobody else votes.

use crate::community::*;
use crate::steps::*;
use yishi_core::*;
use yishi_tally::{Base, Choice, Measure, Part, Requirement, Threshold, Verdict};

/// More than half of all have to be there, and more than half of those there have to be for it (the residents' meeting).
fn charter() -> Charter {
    let mut charter = minimal_charter();
    let mut rule = charter.decisions[0].clone();
    rule.id = id("meeting");
    rule.level = Some(id("grid"));
    (rule.notice, rule.before) = (None, Vec::new());
    let most = |name: &str, part, base, quorum| Requirement {
        name: name.to_owned(),
        part,
        base,
        measure: Measure::Heads,
        threshold: Threshold::MoreThan("1/2".parse().unwrap()),
        quorum,
    };
    rule.requirements = vec![
        most("present", Part::Present, Base::Entitled, true),
        most("for", Part::For, Base::Present, false),
    ];
    charter.decisions.push(rule);
    assert_eq!(charter.check(), Ok(()));
    charter
}

fn met() -> (Community, HearingId, ProposalId) {
    let mut community = Community::settled(charter());
    let (matter, proposal) = community.grid_proposal();
    let hearing = community.open_hearing(matter);
    (community, hearing, proposal)
}

fn opening(community: &Community, proposal: ProposalId, meeting: Option<HearingId>) -> OpenPoll {
    OpenPoll { meeting, ..community.poll_order(proposal, "meeting", PollScope::Council) }
}

fn poll_at(community: &mut Community, proposal: ProposalId, hearing: HearingId) -> PollId {
    let order = opening(community, proposal, Some(hearing));
    match community.order("worker-1", order).as_slice() {
        [Event::PollOpened(event)] => event.poll,
        other => panic!("{other:?}"),
    }
}

#[test]
fn those_present_are_the_base_also_when_they_come_late() {
    let (mut community, hearing, proposal) = met();
    community.attend(hearing, &["worker-1", "neighbour-1-1"]);
    let poll = poll_at(&mut community, proposal, hearing);
    assert_eq!(community.poll(poll).totals.heads.present, 2);
    let early = community.ballot(poll, "neighbour-1-2", Choice::For);
    let refused = community.refusal("neighbour-1-2", early);
    assert_eq!(refused, Rejection::NotPresent { member: id("neighbour-1-2"), hearing });
    community.attend(hearing, &["neighbour-1-2", "neighbour-1-1"]);
    assert_eq!(community.poll(poll).totals.heads.present, 3);
    community.vote(poll, "worker-1", Choice::For);
    community.vote(poll, "neighbour-1-1", Choice::For);
    let events = community.close_poll(poll);
    let sealed = sealing(&events);
    assert_eq!(sealed.tally.verdict, Verdict::Passed, "two of three who are there, of four");
    assert_eq!(community.poll(poll).recount(), community.poll(poll).totals);
}

#[test]
fn without_enough_people_there_is_no_quorum() {
    let (mut community, hearing, proposal) = met();
    community.attend(hearing, &["worker-1", "neighbour-1-1"]);
    let poll = poll_at(&mut community, proposal, hearing);
    community.vote(poll, "worker-1", Choice::For);
    community.vote(poll, "neighbour-1-1", Choice::For);
    let events = community.close_poll(poll);
    assert_eq!(sealing(&events).tally.verdict, Verdict::NoQuorum, "two of four is not more than half");
}

#[test]
fn such_a_vote_opens_at_an_open_hearing_on_the_matter_only() {
    let (mut community, hearing, proposal) = met();
    let refused = |community: &mut Community, order: OpenPoll| {
        assert!(matches!(community.refusal("worker-1", order), Rejection::RuleNotApplicable { .. }));
    };
    let order = opening(&community, proposal, None);
    refused(&mut community, order);
    let order =
        OpenPoll { meeting: Some(hearing), ..community.poll_order(proposal, "council", PollScope::Council) };
    refused(&mut community, order);
    community.attend(hearing, &["worker-1"]);
    community.close_hearing(hearing);
    let order = opening(&community, proposal, Some(hearing));
    let refusal = community.refusal("worker-1", order);
    assert!(
        matches!(refusal, Rejection::RuleNotApplicable { .. } | Rejection::WrongStage { .. }),
        "{refusal}"
    );
}

/// The same charter with whatever differs in the rules of procedure of its meeting.
fn by_procedure(change: impl FnOnce(&mut ProcedureClause)) -> Charter {
    let mut charter = charter();
    change(&mut charter.decisions.last_mut().unwrap().procedure);
    charter
}

#[test]
fn a_paper_signed_by_somebody_who_is_not_there_is_no_vote_at_the_meeting() {
    let mut charter = by_procedure(|procedure| procedure.paper = PaperBallots::TwoWitnesses);
    crate::paper::supervisors_count(&mut charter);
    let mut community = Community::settled(charter);
    let (matter, proposal) = community.grid_proposal();
    let hearing = community.open_hearing(matter);
    community.attend(hearing, &["worker-1", "neighbour-1-1"]);
    let poll = poll_at(&mut community, proposal, hearing);
    let enter = |community: &Community, member: &str| EnterPaperBallot {
        poll,
        right: right(member),
        document: community.poll(poll).document,
        member: id(member),
        reading: Reading::Choice(Choice::For),
        scan: words(80),
        mandate: None,
    };
    let absent = enter(&community, "neighbour-1-2");
    let refused = community.refusal("supervisor", absent);
    assert_eq!(refused, Rejection::NotPresent { member: id("neighbour-1-2"), hearing });
    let present = enter(&community, "neighbour-1-1");
    community.order("supervisor", present);
}

#[test]
fn a_rule_that_counts_those_present_takes_no_proxies_and_no_silence() {
    let faulty = |change: fn(&mut ProcedureClause)| {
        let faults = by_procedure(change).check().err().unwrap_or_default();
        faults.into_iter().map(|fault| fault.clauses[0].clone()).collect::<Vec<_>>()
    };
    assert_eq!(faulty(|_| {}), Vec::<String>::new());
    let proxies = faulty(|procedure| procedure.proxies = Proxies::Allowed);
    assert!(proxies[0].ends_with("procedure.proxies"), "{proxies:?}");
    let silence = faulty(|procedure| procedure.silence = yishi_tally::Silence::FollowMajority);
    assert!(silence[0].ends_with("procedure.silence"), "{silence:?}");
}
