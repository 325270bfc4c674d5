//! The owners' vote vectors, each driven through orders: roll, poll, ballots in time and late, close.
//!
//! What the pure count of `yishi-tally` says, which agrees with the vectors, a poll in a book has to say as well.

use crate::community::*;
use crate::steps::*;
use std::collections::BTreeSet;
use yishi_core::*;
use yishi_tally::{
    BallotChannel, DEVELOPER, Marking, OwnedUnit, OwnersBallot, OwnersCount, OwnersProfile, UnitKind,
    UnitStatus, requirements_of_item,
};

/// Vectors about what a poll of a book has no orders for: the first vote counts, paper, proxies, invalid ballots as turnout, silence, parking.
const NOT_IN_POLLS: [&str; 6] = [
    "invalid_participates_profile",
    "paper_loses_to_electronic",
    "parking_not_counted",
    "proxy_cap_3",
    "revote_first",
    "silence_follow_majority",
];

/// A vector with a name.
type Case = (String, yishi_ballots::owners::OwnersCaseVote);

#[test]
fn owners_votes_come_out_as_the_vectors_say() {
    let Some(cases) = yishi_testkit::owners_vectors() else { return };
    let cases = cases.into_iter().map(|case| (case.name, case.vote.unwrap()));
    let (checked, skipped): (Vec<Case>, Vec<Case>) = cases.partition(is_in_polls);
    let skipped: BTreeSet<_> = skipped.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(skipped, BTreeSet::from(NOT_IN_POLLS));
    assert_eq!(checked.len(), 15);
    checked.iter().for_each(check);
}

fn is_in_polls((_, case): &Case) -> bool {
    case.profile == OwnersProfile::default()
        && case.units.iter().all(|unit| unit.kind != UnitKind::Parking)
        && case.ballots.iter().all(|it| it.channel == BallotChannel::Electronic && it.proxy.is_none())
}

/// Unsold and undelivered units are the developer's; names of members and units have no capitals.
fn owners(unit: &OwnedUnit) -> BTreeSet<String> {
    if unit.status != UnitStatus::Delivered {
        return [DEVELOPER.to_owned()].into();
    }
    unit.owners.iter().map(|owner| owner.to_lowercase()).collect()
}

fn roll(units: &[OwnedUnit]) -> Vec<RollRow> {
    let everybody: BTreeSet<String> = units.iter().flat_map(owners).collect();
    let members = everybody.iter().map(|owner| member_row(owner, "grid-1", Standing::AbsentOwner));
    let rows = units.iter().map(|unit| RollRow::Unit {
        id: id(&unit.id.to_lowercase()),
        council: id("grid-1"),
        building: id("vector"),
        area_dm2: AreaDm2(unit.areas.registered_dm2.unwrap()),
        owners: owners(unit).iter().map(|owner| id(owner)).collect(),
    });
    members.chain(rows).collect()
}

fn check((name, case): &Case) {
    let mut community = Community::minimal();
    community.import("vector", roll(&case.units));
    let (_, proposal) = community.grid_proposal();
    community.post(proposal, "7d");
    let special = requirements_of_item(&case.item) == yishi_tally::cc278_special();
    let rule = if special { "cc278-special" } else { "cc278-ordinary" };
    let poll = community.open_poll(proposal, rule, PollScope::Building(id("vector")));
    let (late, in_time): (Vec<_>, Vec<_>) =
        case.ballots.iter().partition(|ballot| ballot.at >= case.closes_at);
    let announced = |ballot: &OwnersBallot| case.agenda.contains(&ballot.item);
    let mut refused: BTreeSet<String> =
        in_time.iter().filter_map(|it| cast(&mut community, announced(it), poll, it)).collect();
    let events = community.close_poll(poll);
    refused.extend(late.iter().filter_map(|it| cast(&mut community, announced(it), poll, it)));
    compare(name, &case.count(), sealing(&events), &refused);
}

/// Casts a ballot of a vector; if it is refused, its id with the vector's word for the reason.
fn cast(community: &mut Community, announced: bool, poll: PollId, ballot: &OwnersBallot) -> Option<String> {
    // A choice that does not exist is no command: it never gets as far as the rules.
    let Marking::Choice(choice) = ballot.marking else { return None };
    let head = ballot.head.to_lowercase();
    let asked = if announced { community.poll(poll).document } else { document(99) };
    let order = CastBallot { poll, right: right(&head), document: asked, choice };
    let holder = head.split('+').next().unwrap();
    community.fire_due();
    let word = match community.try_order(actor(holder), order.into()) {
        Ok(_) => return None,
        Err(Rejection::PollClosed { .. }) => "outside_window",
        Err(Rejection::TextMismatch { .. }) => "item_not_announced",
        Err(other) => panic!("{}: {other}", ballot.id),
    };
    Some(format!("{} {word}", ballot.id))
}

fn compare(name: &str, counted: &OwnersCount, sealed: &PollSealed, refused: &BTreeSet<String>) {
    assert_eq!(sealed.tally.totals.heads, counted.tally.totals.heads, "{name}");
    assert_eq!(sealed.tally.totals.area_dm2, counted.tally.totals.area_dm2, "{name}");
    assert_eq!(sealed.tally.verdict, counted.tally.verdict, "{name}");
    let word = |reason| serde_json::to_value(reason).unwrap().as_str().unwrap().to_owned();
    let rejected = counted.rejected.iter().map(|it| format!("{} {}", it.id, word(it.reason)));
    assert_eq!(rejected.collect::<BTreeSet<_>>(), *refused, "{name}");
}
