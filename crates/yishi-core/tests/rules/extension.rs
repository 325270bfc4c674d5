//! Votes that go on for longer because too few take part, and the bar on putting a matter again after one in vain.

use crate::community::*;
use crate::steps::*;
use yishi_core::*;
use yishi_tally::{Choice, Threshold, Verdict};

fn clause(rule: &mut DecisionClause) -> &mut ExtensionClause {
    rule.extension.as_mut().unwrap()
}

fn more_than_half() -> Threshold {
    Threshold::MoreThan("1/2".parse().unwrap())
}

/// The council's own rule may be extended by thirty days; in vain, it bars for twelve months unless the council agrees in a
/// step before.
fn charter() -> Charter {
    let mut charter = minimal_charter();
    let rule = &mut charter.decisions[0];
    (rule.notice, rule.before) = (None, Vec::new());
    let step = DecisionClause { id: id("again"), stage: DecisionStage::Step, ..rule.clone() };
    rule.extension = Some(ExtensionClause {
        at_most: id("30d"),
        until: more_than_half(),
        bar: Some(id("12mo")),
        bar_lifted_by: Some(id("again")),
    });
    charter.decisions.push(step);
    charter
}

struct Voting {
    community: Community,
    matter: MatterId,
    poll: PollId,
}

/// A poll of the community council that may be extended.
pub fn opened() -> (Community, PollId) {
    let voting = Voting::of(charter(), 0);
    (voting.community, voting.poll)
}

impl Voting {
    /// A poll of the community council, in which so many of its seven seats have voted.
    fn of(charter: Charter, votes: usize) -> Self {
        assert_eq!(charter.check(), Ok(()));
        let mut community = Community::settled(charter);
        let (matter, proposal) = community.community_proposal();
        let poll = community.open_poll(proposal, "council", PollScope::Council);
        for voter in COMMUNITY_VOTERS.into_iter().take(votes) {
            community.vote(poll, voter, Choice::For);
        }
        Self { community, matter, poll }
    }

    fn close(&self) -> TimeMs {
        self.community.poll(self.poll).closes_at_ms
    }

    fn longer(&self, by: &str) -> ExtendPoll {
        let closes_at_ms = self.community.state.calendar.end_of(self.close(), id(by));
        ExtendPoll { poll: self.poll, closes_at_ms }
    }

    /// Extends, waits for the new close, and goes on until the moment at which the matter may be put again.
    fn in_vain() -> (Self, TimeMs) {
        let mut voting = Self::of(charter(), 2);
        voting.community.order("secretary", voting.longer("30d"));
        let events = voting.community.close_poll(voting.poll);
        let sealed = sealing(&events);
        assert_eq!(sealed.verdict(), Verdict::NoQuorum);
        (voting, sealed.barred_until_ms.unwrap())
    }

    /// Another proposal on the matter, and the order to put it to the vote.
    fn again(&mut self) -> (ProposalId, OpenPoll) {
        let proposal = self.community.propose(self.matter, 91);
        (proposal, self.order_on(proposal))
    }

    fn order_on(&self, proposal: ProposalId) -> OpenPoll {
        self.community.poll_order(proposal, "council", PollScope::Council)
    }
}

#[test]
fn a_vote_goes_on_until_the_new_close_and_takes_ballots_until_then() {
    let mut voting = Voting::of(charter(), 3);
    let announced = voting.close();
    let longer = voting.longer("30d");
    voting.community.order("secretary", longer.clone());
    assert_eq!(voting.community.poll(voting.poll).announced_close_ms, Some(announced));
    assert_eq!(voting.community.wait_until(announced), [], "nothing is counted at the announced close");
    voting.community.vote(voting.poll, "delegate-1", Choice::For);
    voting.community.vote(voting.poll, "delegate-2", Choice::For);
    let events = voting.community.wait_until(longer.closes_at_ms);
    assert_eq!((sealing(&events).verdict(), sealing(&events).barred_until_ms), (Verdict::Passed, None));
}

#[test]
fn the_close_is_moved_once_by_the_convener_no_further_than_the_rule_says_and_never_back() {
    let mut voting = Voting::of(charter(), 3);
    let (longer, announced) = (voting.longer("30d"), voting.close());
    assert_eq!(
        voting.community.refusal("delegate-1", longer.clone()),
        power_missing("delegate-1", Power::Convene, "community")
    );
    let too_far = ExtendPoll { closes_at_ms: TimeMs(longer.closes_at_ms.0 + 1), ..longer.clone() };
    assert!(matches!(
        voting.community.refusal("secretary", too_far),
        Rejection::TooLate { latest_ms, .. } if latest_ms == longer.closes_at_ms
    ));
    let back = ExtendPoll { closes_at_ms: announced, ..longer.clone() };
    assert!(matches!(voting.community.refusal("secretary", back), Rejection::TooEarly { .. }));
    voting.community.order("secretary", longer.clone());
    let again = ExtendPoll { closes_at_ms: TimeMs(longer.closes_at_ms.0 + 1), ..longer };
    assert!(matches!(voting.community.refusal("secretary", again), Rejection::AlreadyDone { .. }));
}

#[test]
fn a_vote_is_extended_while_half_take_part_and_not_once_more_do() {
    let mut enough = Voting::of(charter(), 4);
    let refusal = enough.community.refusal("secretary", enough.longer("30d"));
    assert_eq!(
        refusal,
        Rejection::EnoughTakePart {
            poll: enough.poll,
            heads: 4,
            heads_of: 7,
            area_dm2: 0,
            area_of_dm2: 0,
            threshold: "more than 1/2".to_owned(),
        }
    );
    let mut few = Voting::of(charter(), 3);
    few.community.order("secretary", few.longer("30d"));
}

#[test]
fn owners_have_to_take_part_by_area_as_well() {
    let mut charter = minimal_charter();
    let clause =
        ExtensionClause { at_most: id("3mo"), until: more_than_half(), bar: None, bar_lifted_by: None };
    for rule in charter.decisions.iter_mut().filter(|rule| rule.electorate == Electorate::Owners) {
        rule.extension = Some(clause.clone());
    }
    assert_eq!(charter.check(), Ok(()));
    let mut community = Community::settled(charter);
    let rows = [("owner-a", 9_000), ("owner-b", 3_000), ("owner-c", 3_000)];
    let members = rows.iter().map(|(name, _)| member_row(name, "grid-1", Standing::AbsentOwner));
    let units = rows.iter().map(|(name, area)| unit_of(name, *area));
    community.import("owners", members.chain(units).collect());
    let (_, proposal) = community.grid_proposal();
    community.post(proposal, "7d");
    let poll = community.open_poll(proposal, "cc278-ordinary", PollScope::Building(id("extension")));
    community.vote(poll, "owner-b", Choice::For);
    community.vote(poll, "owner-c", Choice::For);
    let closes_at_ms = TimeMs(community.poll(poll).closes_at_ms.0 + 1);
    community.order("worker-1", ExtendPoll { poll, closes_at_ms });
}

fn unit_of(owner: &str, area_dm2: u64) -> RollRow {
    RollRow::flat(
        id(&format!("flat-{owner}")),
        id("grid-1"),
        id("extension"),
        AreaDm2(area_dm2),
        [id(owner)].into(),
    )
}

#[test]
fn a_rule_that_says_nothing_of_it_and_a_vote_that_is_over_are_not_extended() {
    let mut silent = charter();
    silent.decisions[0].extension = None;
    silent.decisions.retain(|rule| rule.id != id("again"));
    let mut voting = Voting::of(silent, 2);
    let longer = voting.longer("30d");
    assert!(matches!(voting.community.refusal("secretary", longer), Rejection::RuleNotApplicable { .. }));
    let mut over = Voting::of(charter(), 2);
    let longer = over.longer("30d");
    let events = over.community.close_poll(over.poll);
    assert_eq!(sealing(&events).barred_until_ms, None, "in vain, but never extended");
    assert!(matches!(over.community.refusal("secretary", longer), Rejection::PollClosed { .. }));
}

#[test]
fn a_matter_that_was_voted_on_in_vain_is_barred_until_the_day_and_not_on_it() {
    let (mut voting, until_ms) = Voting::in_vain();
    let (proposal, order) = voting.again();
    assert_eq!(
        voting.community.refusal("secretary", order),
        Rejection::MatterBarred { matter: voting.matter, rule: id("council"), poll: voting.poll, until_ms }
    );
    voting.community.wait_until(TimeMs(until_ms.0 - DAY_MS));
    voting.community.at = TimeMs(until_ms.0 - 1);
    let order = voting.order_on(proposal);
    assert!(matches!(voting.community.refusal("secretary", order), Rejection::MatterBarred { .. }));
    voting.community.at = until_ms;
    let order = voting.order_on(proposal);
    voting.community.order("secretary", order);
}

#[test]
fn those_whom_the_rule_asks_lift_the_bar_for_the_text_that_they_saw() {
    let (mut voting, _) = Voting::in_vain();
    let (proposal, order) = voting.again();
    assert!(matches!(voting.community.refusal("secretary", order), Rejection::MatterBarred { .. }));
    let step = voting.community.open_poll(proposal, "again", PollScope::Council);
    for voter in COMMUNITY_VOTERS {
        voting.community.vote(step, voter, Choice::For);
    }
    voting.community.close_poll(step);
    let order = voting.order_on(proposal);
    voting.community.order("secretary", order);
}

#[test]
fn clauses_that_could_never_take_effect_are_named() {
    let faults = |change: fn(&mut DecisionClause)| -> Vec<String> {
        let mut charter = charter();
        change(&mut charter.decisions[0]);
        let faults = charter.check().err().unwrap_or_default();
        faults.into_iter().flat_map(|fault| fault.clauses).collect()
    };
    assert_eq!(
        faults(|rule| clause(rule).until = Threshold::AtLeast("0/1".parse().unwrap())),
        ["decisions[0].extension.until"]
    );
    assert_eq!(faults(|rule| clause(rule).bar = None), ["decisions[0].extension.bar_lifted_by"]);
    assert_eq!(
        faults(|rule| clause(rule).bar_lifted_by = Some(id("residents"))),
        ["decisions[0].extension.bar_lifted_by", "decisions[4].stage"]
    );
    assert_eq!(
        faults(|rule| clause(rule).bar_lifted_by = Some(id("nobody"))),
        ["decisions[0].extension.bar_lifted_by", "decisions[4].stage"]
    );
    assert_eq!(
        faults(|rule| rule.requirements.iter_mut().for_each(|requirement| requirement.quorum = false)),
        ["decisions[0].extension.bar", "decisions[0].requirements"]
    );
    assert_eq!(
        faults(|rule| rule.requirements[0].part = yishi_tally::Part::Present),
        ["decisions[0].extension", "decisions[0].requirements"]
    );
}
