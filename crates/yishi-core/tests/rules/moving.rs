//! Rolls that live: people come for a time, households split and join, and a change counts from its entry on. What was frozen
//! before stays as it was.

use crate::calls::survey;
use crate::community::*;
use yishi_core::*;
use yishi_tally::Choice;

fn charter_of_households() -> Charter {
    let mut charter = minimal_charter();
    let mut rule = charter.decision(&id("residents")).unwrap().clone();
    rule.id = id("households");
    rule.electorate = Electorate::Households;
    charter.decisions.push(rule);
    charter
}

fn housed(member: &str, household: &str, standing: Standing) -> RollRow {
    let household = Some(id(household));
    RollRow::Member { id: id(member), council: id("grid-1"), household, identity: None, standing }
}

/// Opens a vote in grid 1.
fn vote(community: &mut Community, rule: &str) -> PollId {
    let (_, proposal) = community.grid_proposal();
    community.post(proposal, "7d");
    community.open_poll(proposal, rule, PollScope::Council)
}

/// Which of these rights a poll has, with their holders.
fn rights(community: &Community, poll: PollId, of: &[&str]) -> Vec<(String, Vec<String>)> {
    let rights = community.poll(poll).roll.rights.values();
    let listed = rights.filter(|right| of.contains(&&*right.right.id.0));
    let holders = |right: &FrozenRight| right.holders.iter().map(ToString::to_string).collect();
    listed.map(|right| (right.right.id.to_string(), holders(right))).collect()
}

fn pairs(expected: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
    let owned = |(right, holders): &(&str, &[&str])| {
        ((*right).to_owned(), holders.iter().map(|holder| (*holder).to_owned()).collect())
    };
    expected.iter().map(owned).collect()
}

const HOMES: [&str; 3] = ["home-1", "home-2", "home-3"];

#[test]
fn a_household_that_splits_and_one_that_joins_change_later_votes_and_no_frozen_one() {
    let mut community = Community::settled(charter_of_households());
    let resident = Standing::Resident;
    community.import(
        "homes",
        vec![
            housed("resident-1-1", "home-1", resident),
            housed("resident-1-2", "home-1", resident),
            housed("resident-1-3", "home-2", resident),
        ],
    );
    let first = vote(&mut community, "households");
    let frozen = community.poll(first).roll.clone();
    let before = pairs(&[("home-1", &["resident-1-1", "resident-1-2"]), ("home-2", &["resident-1-3"])]);
    assert_eq!(rights(&community, first, &HOMES), before);

    // One moves out into a home of their own; the other joins the second household.
    let moves = vec![housed("resident-1-1", "home-3", resident), housed("resident-1-2", "home-2", resident)];
    community.import("moves", moves);
    let ballot = community.ballot(first, "home-1", Choice::For);
    community.order("resident-1-2", ballot);
    let own = community.ballot(first, "home-3", Choice::Against);
    let refused = community.refusal("resident-1-1", own);
    assert!(matches!(refused, Rejection::NotOnRoll { .. }), "{refused}");
    let joined = community.ballot(first, "home-2", Choice::Against);
    let refused = community.refusal("resident-1-2", joined);
    assert!(matches!(refused, Rejection::NotHolder { .. }), "{refused}");
    assert_eq!(community.poll(first).roll, frozen);

    let second = vote(&mut community, "households");
    let after = pairs(&[("home-2", &["resident-1-2", "resident-1-3"]), ("home-3", &["resident-1-1"])]);
    assert_eq!(rights(&community, second, &HOMES), after);
    assert_ne!(community.poll(second).roll.root, frozen.root);
    let PollStatus::Sealed { sealing } = &community.poll(first).status else { panic!("the first is over") };
    assert_eq!(sealing.tally.totals.heads.entitled as usize, frozen.rights.len());
    assert_eq!(community.poll(first).roll, frozen, "also the count is over the roll of its beginning");
}

#[test]
fn who_moves_in_or_out_while_a_vote_is_open_counts_from_the_next_one_on() {
    let mut community = Community::minimal();
    let poll = vote(&mut community, "residents");
    community.import(
        "moves",
        vec![
            resident("newcomer", "grid-1"),
            member_row("resident-1-5", "grid-2", Standing::Resident),
            member_row("resident-1-6", "grid-1", Standing::Left),
        ],
    );
    let refused = {
        let ballot = community.ballot(poll, "newcomer", Choice::For);
        community.refusal("newcomer", ballot)
    };
    assert!(matches!(refused, Rejection::NotOnRoll { .. }), "{refused}");
    community.vote(poll, "resident-1-5", Choice::For);
    let gone = {
        let ballot = community.ballot(poll, "resident-1-6", Choice::For);
        community.refusal("resident-1-6", ballot)
    };
    assert!(matches!(gone, Rejection::StandingInsufficient { .. }), "who has left votes nowhere: {gone}");
    let names = ["newcomer", "resident-1-5", "resident-1-6"];
    assert_eq!(rights(&community, poll, &names).len(), 2, "the base stays what it was");
    let next = vote(&mut community, "residents");
    assert_eq!(rights(&community, next, &names), pairs(&[("newcomer", &["newcomer"])]));
}

/// A community with one floating resident in a household of their own, and one in that of a resident.
fn with_floating(floating: FloatingClause) -> Community {
    let mut charter = charter_of_households();
    charter.floating = floating;
    charter.contest = Some(ContestClause { signatures: 2, answer: id("3wd") });
    let mut community = Community::settled(charter);
    let rows = vec![
        housed("tenant-1", "home-1", Standing::Floating),
        housed("tenant-2", "home-2", Standing::Floating),
        housed("resident-1-3", "home-2", Standing::Resident),
    ];
    community.import("tenants", rows);
    community
}

#[test]
fn floating_residents_take_part_in_everything_but_what_is_the_residents() {
    let mut community = with_floating(FloatingClause::TakesPart);
    let submission = community.submit("tenant-1", 50);
    let text = community.state.submission(&submission).unwrap().text;
    let support = TakeStance { submission, text, stance: Stance::Support, occurred_at_ms: None };
    community.order("tenant-2", support);
    let (matter, proposal) = community.grid_proposal();
    community.order("tenant-1", RaiseObjection { proposal, text: words(51) });
    let hearing = community.open_hearing(matter);
    community.attend(hearing, &["tenant-1"]);
    community.order("tenant-1", MakeStatement::new(hearing, words(52)));
    let refused = community.refusal("tenant-1", PetitionEscalation { matter });
    let (member, standing) = (id("tenant-1"), Standing::Floating);
    assert_eq!(refused, Rejection::StandingInsufficient { member, standing });

    let poll = vote(&mut community, "residents");
    assert_eq!(rights(&community, poll, &["tenant-1", "tenant-2"]), []);
    let poll = vote(&mut community, "households");
    assert_eq!(rights(&community, poll, &HOMES), pairs(&[("home-2", &["resident-1-3"])]));
}

#[test]
fn floating_residents_vote_and_sign_where_the_charter_says_so() {
    let mut community = with_floating(FloatingClause::Votes);
    let matter = community.grid_matter();
    community.order("tenant-1", PetitionEscalation { matter });
    community.order("tenant-1", ContestRoute { matter });
    let asked = OpenCall { audience: Audience::Residents, ..survey("grid-1", community.at) };
    let opened = community.order("worker-1", asked.clone());
    let [Event::CallOpened(call)] = opened.as_slice() else { panic!("{opened:?}") };
    let said = AnswerSurvey { call: call.call, answers: vec![[1].into(), [2].into()] };
    community.order("tenant-1", said.clone());

    let mut without = with_floating(FloatingClause::TakesPart);
    let matter = without.grid_matter();
    let (member, standing) = (id("tenant-1"), Standing::Floating);
    let refusal = Rejection::StandingInsufficient { member, standing };
    assert_eq!(without.refusal("tenant-1", ContestRoute { matter }), refusal);
    without.order("worker-1", OpenCall { closes_at_ms: survey("grid-1", without.at).closes_at_ms, ..asked });
    let call = *without.state.calls.keys().next().unwrap();
    assert_eq!(without.refusal("tenant-1", AnswerSurvey { call, ..said }), refusal);
    let poll = vote(&mut community, "residents");
    assert_eq!(rights(&community, poll, &["tenant-1", "tenant-2"]).len(), 2);
    let poll = vote(&mut community, "households");
    let both = pairs(&[("home-1", &["tenant-1"]), ("home-2", &["resident-1-3", "tenant-2"])]);
    assert_eq!(rights(&community, poll, &HOMES), both);
}

#[test]
fn a_charter_that_lets_floating_residents_vote_changes_no_vote_that_is_open() {
    let mut community = with_floating(FloatingClause::TakesPart);
    let poll = vote(&mut community, "residents");
    let mut charter = charter_of_households();
    charter.floating = FloatingClause::Votes;
    community
        .order("secretary", AdoptCharter { charter: charter.into(), source: document(7), resolution: None });
    let ballot = community.ballot(poll, "tenant-1", Choice::For);
    assert!(matches!(community.refusal("tenant-1", ballot), Rejection::NotOnRoll { .. }));
    let next = vote(&mut community, "residents");
    community.vote(next, "tenant-1", Choice::For);
}

#[test]
fn partners_submit_and_take_tasks_and_never_vote_as_residents() {
    let mut community = with_floating(FloatingClause::Votes);
    community.submit("manager", 53);
    let matter = community.resolved_matter();
    let action = community.assign(matter, "manager");
    community.order("manager", ReportProgress { action, text: words(54) });
    community.order("manager", CompleteAction { action, evidence: words(55) });
    let refused = community.refusal("manager", PetitionEscalation { matter });
    assert!(
        matches!(refused, Rejection::StandingInsufficient { standing: Standing::Partner, .. }),
        "{refused}"
    );
    let poll = vote(&mut community, "residents");
    assert_eq!(rights(&community, poll, &["manager"]), []);
}
