//! Councils that decide together by the ballots of their areas: each comes to a vote of its own, and the votes are counted.

use crate::community::*;
use crate::steps::*;
use yishi_core::*;
use yishi_tally::{Base, Choice, Measure, Part, Requirement, Threshold, Verdict};

fn requirement(part: Part, base: Base, measure: Measure, threshold: Threshold) -> Requirement {
    Requirement { name: format!("{part:?} of {base:?}"), part, base, measure, threshold, quorum: false }
}

/// The minimal charter with a rule by which both grids have to agree, each by more than half of those voting.
pub fn together(change: impl FnOnce(&mut DecisionClause)) -> Charter {
    let mut charter = minimal_charter();
    let mut rule = charter.decisions[1].clone();
    rule.id = id("together");
    rule.level = Some(id("community"));
    rule.notice = None;
    rule.before = Vec::new();
    let (all, most) =
        (Threshold::AtLeast("1/1".parse().unwrap()), Threshold::MoreThan("1/2".parse().unwrap()));
    rule.requirements = vec![
        requirement(Part::For, Base::Cast, Measure::Heads, most),
        requirement(Part::For, Base::Entitled, Measure::Councils, all),
    ];
    rule.section_requirements = vec![requirement(Part::For, Base::Cast, Measure::Heads, most)];
    let section =
        |council| SectionClause { council: id(council), vote: SectionVote::Full, requirements: vec![] };
    rule.sections = vec![section("grid-1"), section("grid-2")];
    change(&mut rule);
    charter.decisions.push(rule);
    charter
}

pub fn opened(change: impl FnOnce(&mut DecisionClause)) -> (Community, PollId) {
    let charter = together(change);
    assert_eq!(charter.check(), Ok(()));
    let mut community = Community::settled(charter);
    let (_, proposal) = community.community_proposal();
    let poll = community.open_poll(proposal, "together", PollScope::Council);
    (community, poll)
}

fn vote(community: &mut Community, poll: PollId, section: &str, member: &str, choice: Choice) {
    let ballot = community.ballot(poll, &format!("{section}/{member}"), choice);
    community.order(member, ballot);
}

fn halves(community: &Community, poll: PollId) -> (u64, u64) {
    let halves = community.poll(poll).counted().council_halves;
    (halves.for_, halves.against)
}

#[test]
fn every_council_has_to_agree_whatever_all_of_them_add_up_to() {
    let (mut community, poll) = opened(|_| {});
    for member in ["resident-1-1", "resident-1-2", "resident-1-3"] {
        vote(&mut community, poll, "grid-1", member, Choice::For);
    }
    vote(&mut community, poll, "grid-2", "resident-2-1", Choice::Against);
    assert_eq!(halves(&community, poll), (2, 2));
    let events = community.close_poll(poll);
    let sealed = sealing(&events);
    assert_eq!(sealed.tally.verdict, Verdict::Failed, "three to one, and one council of two");
    let verdicts: Vec<_> = sealed.sections.iter().map(|it| (it.council.as_str(), it.tally.verdict)).collect();
    assert_eq!(verdicts, [("grid-1", Verdict::Passed), ("grid-2", Verdict::Failed)]);
}

#[test]
fn as_many_councils_as_the_rule_says_are_enough() {
    let (mut community, poll) = opened(|rule| {
        rule.requirements[1].threshold = Threshold::AtLeast("1/2".parse().unwrap());
    });
    vote(&mut community, poll, "grid-1", "resident-1-1", Choice::For);
    vote(&mut community, poll, "grid-1", "resident-1-2", Choice::For);
    vote(&mut community, poll, "grid-2", "resident-2-1", Choice::Against);
    let events = community.close_poll(poll);
    assert_eq!(sealing(&events).tally.verdict, Verdict::Passed);
    let poll = community.poll(poll);
    assert_eq!(poll.totals, poll.recount());
}

#[test]
fn a_council_with_requirements_of_its_own_decides_by_them() {
    let (mut community, poll) = opened(|rule| {
        let most = Threshold::MoreThan("1/2".parse().unwrap());
        rule.sections[1].requirements = vec![requirement(Part::For, Base::Entitled, Measure::Heads, most)];
    });
    vote(&mut community, poll, "grid-1", "resident-1-1", Choice::For);
    vote(&mut community, poll, "grid-2", "resident-2-1", Choice::For);
    assert_eq!(halves(&community, poll), (2, 2), "one of many is not more than half of all there");
}

#[test]
fn who_sits_in_two_councils_has_a_right_in_each() {
    let (mut community, poll) = {
        let charter = together(|rule| {
            rule.electorate = Electorate::Seats;
        });
        let mut community = Community::settled(charter);
        community.seat("grid-2", "neighbour", "neighbour-1-1");
        let (_, proposal) = community.community_proposal();
        let poll = community.open_poll(proposal, "together", PollScope::Council);
        (community, poll)
    };
    vote(&mut community, poll, "grid-1", "neighbour-1-1", Choice::For);
    vote(&mut community, poll, "grid-2", "neighbour-1-1", Choice::Against);
    let plain = community.ballot(poll, "neighbour-1-1", Choice::For);
    assert!(matches!(community.refusal("neighbour-1-1", plain), Rejection::NotOnRoll { .. }));
    assert_eq!(halves(&community, poll), (2, 2));
}

#[test]
fn half_a_vote_weighs_half() {
    let (mut community, poll) = opened(|rule| {
        rule.sections[1].vote = SectionVote::Half;
        rule.requirements[1].threshold = Threshold::MoreThan("1/2".parse().unwrap());
    });
    vote(&mut community, poll, "grid-1", "resident-1-1", Choice::For);
    vote(&mut community, poll, "grid-1", "resident-1-2", Choice::For);
    vote(&mut community, poll, "grid-2", "resident-2-1", Choice::Against);
    assert_eq!(halves(&community, poll), (2, 1));
    let events = community.close_poll(poll);
    assert_eq!(sealing(&events).tally.verdict, Verdict::Passed, "two of three halves");
}

#[test]
fn the_silent_of_one_council_join_no_majority_of_another() {
    let charter = together(|rule| rule.procedure.silence = yishi_tally::Silence::FollowMajority);
    let faults = charter.check().unwrap_err();
    assert!(faults[0].clauses[0].ends_with("procedure.silence"), "{faults:?}");
}
