//! Frozen rolls: who has which right in each electorate, and the digest that anybody can recompute.

use crate::community::*;
use crate::steps::*;
use sha2::{Digest as _, Sha256};
use yishi_core::*;

/// Opens a poll in grid 1 under a rule, and returns it.
fn poll_under(community: &mut Community, rule: &str, scope: PollScope) -> Poll {
    let (_, proposal) = community.grid_proposal();
    community.post(proposal, "7d");
    let poll = community.open_poll(proposal, rule, scope);
    community.poll(poll).clone()
}

fn charter_of_households() -> Charter {
    let mut charter = minimal_charter();
    let mut rule = charter.decision(&id("residents")).unwrap().clone();
    rule.id = id("households");
    rule.electorate = Electorate::Households;
    charter.decisions.push(rule);
    charter
}

/// Right, area, bench and holders of every row, joined for reading.
fn rows(poll: &Poll) -> Vec<String> {
    let row = |found: &std::sync::Arc<FrozenRight>| {
        let holders: Vec<_> = found.holders.iter().map(MemberId::as_str).collect();
        let bench = found.right.bench.as_deref().unwrap_or("-");
        format!(
            "{} {} {} {bench} {}",
            found.right.id,
            found.right.heads,
            found.right.area_dm2,
            holders.join(",")
        )
    };
    poll.roll.rights.values().map(row).collect()
}

#[test]
fn seats_vote_with_their_bench_and_advisers_do_not() {
    let mut community = Community::minimal();
    let poll = poll_under(&mut community, "council", PollScope::Council);
    let expected = [
        "neighbour-1-1 1 0 residents neighbour-1-1",
        "neighbour-1-2 1 0 residents neighbour-1-2",
        "steward-1 1 0 property steward-1",
        "worker-1 1 0 community worker-1",
    ];
    assert_eq!(rows(&poll), expected);
}

#[test]
fn who_holds_two_voting_seats_has_one_vote_with_the_first_seats_bench() {
    let mut community = Community::minimal();
    community.seat("grid-1", "neighbour", "worker-1");
    let poll = poll_under(&mut community, "council", PollScope::Council);
    assert_eq!(rows(&poll).len(), 4);
    assert_eq!(rows(&poll)[3], "worker-1 1 0 community worker-1");
}

#[test]
fn residents_of_the_area_vote_and_partners_absent_owners_and_others_do_not() {
    let mut community = Community::minimal();
    community.import("gone", vec![member_row("resident-1-6", "grid-1", Standing::Left)]);
    let poll = poll_under(&mut community, "residents", PollScope::Council);
    let residents: Vec<_> = rows(&poll);
    assert_eq!(residents.len(), 12, "{residents:?}");
    for absent in ["resident-1-6", "steward-1", "absent-owner", "resident-2-1", "manager"] {
        assert!(!poll.roll.rights.contains_key(&right(absent)), "{absent}");
    }
}

#[test]
fn a_household_has_one_vote_that_any_of_its_residents_casts() {
    let mut community = Community::settled(charter_of_households());
    let housemate = |member: &str, standing| RollRow::Member {
        id: id(member),
        council: id("grid-1"),
        household: Some(id("household-resident-1-1")),
        identity: None,
        standing,
    };
    let alone = RollRow::Member {
        id: id("without-household"),
        council: id("grid-1"),
        household: None,
        identity: None,
        standing: Standing::Resident,
    };
    let rows_in =
        vec![housemate("child-1", Standing::Resident), housemate("lodger-1", Standing::Partner), alone];
    community.import("family", rows_in);
    let poll = poll_under(&mut community, "households", PollScope::Council);
    let households = rows(&poll);
    assert_eq!(households.len(), 13);
    assert!(
        households.contains(&"household-resident-1-1 1 0 - child-1,resident-1-1".to_owned()),
        "{households:?}"
    );
}

#[test]
fn one_set_of_owners_is_one_head_with_its_areas_added() {
    let mut community = Community::minimal();
    let more = vec![
        unit("flat-301", "grid-1", 9_000, &["resident-1-1"]),
        unit("flat-302", "grid-1", 7_000, &["resident-1-2"]),
        unit("flat-401", "grid-1", 100, &["resident-1-3", "resident-1-2"]),
    ];
    community.import("more", more);
    let poll = poll_under(&mut community, "cc278-special", PollScope::Building(id("building-1")));
    let expected = [
        "absent-owner 1 7000 - absent-owner",
        "resident-1-1 1 18000 - resident-1-1",
        "resident-1-2 1 7000 - resident-1-2",
        "resident-1-2+resident-1-3 1 7100 - resident-1-2,resident-1-3",
        "resident-1-4 1 9000 - resident-1-4",
    ];
    assert_eq!(rows(&poll), expected);
    assert_eq!((poll.totals.heads.entitled, poll.totals.area_dm2.entitled), (5, 48_100));
}

#[test]
fn other_buildings_vote_only_when_the_scope_is_the_council() {
    let elsewhere = RollRow::flat(
        id("shop"),
        id("grid-1"),
        id("building-2"),
        AreaDm2(5_000),
        [id("resident-1-5")].into(),
    );
    let mut community = Community::minimal();
    community.import("more", vec![elsewhere]);
    let mut other = community.clone();
    let building = poll_under(&mut community, "cc278-ordinary", PollScope::Building(id("building-1")));
    assert!(!building.roll.rights.contains_key(&right("resident-1-5")));
    let council = poll_under(&mut other, "cc278-ordinary", PollScope::Council);
    assert!(council.roll.rights.contains_key(&right("resident-1-5")));
}

#[test]
fn many_co_owners_share_a_right_with_a_short_name() {
    let owners: Vec<String> = (1..=5).map(|number| format!("owner-{number}-{}", "x".repeat(40))).collect();
    let owners: Vec<&str> = owners.iter().map(String::as_str).collect();
    let mut community = Community::minimal();
    let elsewhere = |owner: &&str| RollRow::Member {
        id: id(owner),
        council: id("grid-1"),
        household: None,
        identity: None,
        standing: Standing::AbsentOwner,
    };
    let mut more: Vec<RollRow> = owners.iter().map(elsewhere).collect();
    more.push(unit("flat-501", "grid-1", 9_000, &owners[..4]));
    more.push(unit("flat-502", "grid-1", 9_000, &owners));
    community.import("more", more);
    let poll = poll_under(&mut community, "cc278-ordinary", PollScope::Council);
    let spelled_out = owners[..4].join("+");
    assert_eq!(spelled_out.len(), 4 * 48 + 3);
    assert_eq!(poll.roll.rights[&right(&spelled_out)].holders.len(), 4);
    let short = format!("sha256:{}", hex::encode(Sha256::digest(owners.join("+"))));
    assert_eq!(poll.roll.rights[&right(&short)].holders.len(), 5);
}

#[test]
fn the_root_is_the_hash_of_one_line_for_each_right() {
    let mut community = Community::minimal();
    let poll = poll_under(&mut community, "cc278-ordinary", PollScope::Council);
    let lines = "yishi/frozen-roll/v1\n\
        absent-owner|1|7000||absent-owner\n\
        resident-1-1|1|9000||resident-1-1\n\
        resident-1-2+resident-1-3|1|7000||resident-1-2,resident-1-3\n\
        resident-1-4|1|9000||resident-1-4\n";
    assert_eq!(poll.roll.root, Digest(Sha256::digest(lines).into()));
    let mut seats = Community::minimal();
    let poll = poll_under(&mut seats, "council", PollScope::Council);
    let lines = "yishi/frozen-roll/v1\n\
        neighbour-1-1|1|0|residents|neighbour-1-1\n\
        neighbour-1-2|1|0|residents|neighbour-1-2\n\
        steward-1|1|0|property|steward-1\n\
        worker-1|1|0|community|worker-1\n";
    assert_eq!(poll.roll.root, Digest(Sha256::digest(lines).into()));
}

#[test]
fn a_frozen_roll_does_not_change_with_the_roll_or_the_seats() {
    let mut community = Community::minimal();
    let poll = poll_under(&mut community, "council", PollScope::Council);
    let (council, seat, member) = (id("grid-1"), id("neighbour"), id("neighbour-1-1"));
    community.order("secretary", VacateSeat { council, seat, member, reason: "moved".to_owned() });
    community.seat("grid-1", "neighbour", "resident-1-5");
    assert_eq!(community.poll(poll.id).roll, poll.roll);
    community.vote(poll.id, "neighbour-1-1", yishi_tally::Choice::For);
    let late = community.ballot(poll.id, "resident-1-5", yishi_tally::Choice::For);
    let refused = community.refusal("resident-1-5", late);
    assert_eq!(refused, Rejection::NotOnRoll { poll: poll.id, right: "resident-1-5".to_owned() });
}
