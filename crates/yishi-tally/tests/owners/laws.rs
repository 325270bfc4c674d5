//! Laws of counting owners, held against random votes and against an oracle that is written for being simple: for each
//! head it looks through all ballots again and picks the one that stands.

use crate::vote::{Vote, marking, unit};
use proptest::prelude::*;
use std::collections::BTreeMap;
use yishi_tally::*;

const CHOICES: [&str; 4] = ["for", "against", "abstain", "invalid"];

/// What a random ballot is made of: head, choice, time, channel, proxy.
type Draft = (usize, usize, u64, usize, Option<usize>);

fn votes() -> impl Strategy<Value = Vote> {
    let areas = prop::collection::vec(1_u64..30_000, 2..9);
    let draft = (0_usize..8, 0_usize..4, 0_u64..12, 0_usize..3, prop::option::weighted(0.3, 0_usize..3));
    let ballots = prop::collection::vec(draft, 0..30);
    (areas, ballots, any::<[bool; 4]>()).prop_map(|(areas, drafts, flags)| write(&areas, &drafts, flags))
}

fn write(areas: &[u64], drafts: &[Draft], [first, invalid, equal, parking]: [bool; 4]) -> Vote {
    let mut vote = Vote::of(areas.len());
    for (flat, area) in vote.units.iter_mut().zip(areas) {
        flat.areas.registered_dm2 = Some(*area);
    }
    vote.units.push(unit("shared", &["o1", "o2"]));
    vote.units.push(OwnedUnit { status: UnitStatus::Unsold, ..unit("unsold", &[]) });
    vote.units.push(OwnedUnit { kind: UnitKind::Parking, ..unit("stall", &["o1"]) });
    vote.profile = OwnersProfile {
        revote: if first { Revote::First } else { Revote::Last },
        invalid_participates: invalid,
        channels: if equal { ChannelPrecedence::Equal } else { ChannelPrecedence::ElectronicFirst },
        parking_counts: parking,
        ..OwnersProfile::default()
    };
    let heads: Vec<String> = (1..=areas.len())
        .map(|owner| format!("o{owner}"))
        .chain(["o1+o2".to_owned(), "developer".to_owned()])
        .collect();
    for (position, (head, choice, at, channel, proxy)) in drafts.iter().enumerate() {
        // Times differ, so that the order in which ballots are handed over cannot matter.
        let at = at * 100 + u64::try_from(position).unwrap();
        let proxy = proxy.map(|proxy| format!(" by:p{proxy}")).unwrap_or_default();
        let channel = ["", " paper", " assisted"][*channel];
        vote.ballot(&format!("{} {} {at}{channel}{proxy}", heads[head % heads.len()], CHOICES[*choice]));
    }
    vote
}

fn count(vote: &Vote) -> OwnersCount {
    count_owners(
        &OwnersVote {
            item: vote.item,
            agenda: &vote.agenda,
            opens_at: 100,
            closes_at: 1_000,
            units: &vote.units,
            ballots: &vote.ballots,
            served: None,
            profile: &vote.profile,
        },
        &requirements_of_item(vote.item),
    )
}

/// Heads and area of each marking, and of all, by the oracle.
fn oracle(vote: &Vote) -> BTreeMap<String, (u64, u64)> {
    let mut areas: BTreeMap<String, u64> = BTreeMap::new();
    for unit in &vote.units {
        if unit.kind == UnitKind::Parking && !vote.profile.parking_counts {
            continue;
        }
        let owners: Vec<&str> = unit.owners.iter().map(|owner| &**owner).collect();
        let delivered = unit.status == UnitStatus::Delivered;
        let head = if delivered { owners.join("+") } else { "developer".to_owned() };
        *areas.entry(head).or_default() += unit.areas.registered_dm2.unwrap();
    }
    let mut sums: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for (head, area) in areas {
        let marking = standing(vote, &head).map(|ballot| format!("{:?}", ballot.marking));
        for key in [Some("total".to_owned()), marking].into_iter().flatten() {
            let sum = sums.entry(key).or_default();
            *sum = (sum.0 + 1, sum.1 + area);
        }
    }
    sums
}

/// The ballot of a head that stands: of the highest rank, and there the last or the first.
fn standing<'a>(vote: &'a Vote, head: &str) -> Option<&'a OwnersBallot> {
    let rank = |ballot: &OwnersBallot| {
        let channel = vote.profile.channels == ChannelPrecedence::ElectronicFirst
            && ballot.channel == BallotChannel::Electronic;
        (ballot.marking != Marking::Invalid, ballot.proxy.is_none(), channel)
    };
    let mine = |ballot: &&OwnersBallot| *ballot.head == *head && (100..1_000).contains(&ballot.at);
    let best = vote.ballots.iter().filter(mine).map(rank).max()?;
    let mut equals: Vec<_> = vote.ballots.iter().filter(mine).filter(|ballot| rank(ballot) == best).collect();
    equals.sort_by_key(|ballot| ballot.at);
    if vote.profile.revote == Revote::First { equals.first().copied() } else { equals.last().copied() }
}

fn weights(found: &BTreeMap<String, (u64, u64)>, key: &str) -> Weight {
    let (heads, area_dm2) = found.get(key).copied().unwrap_or_default();
    Weight { area_dm2, heads }
}

fn of(choice: &str) -> String {
    format!("{:?}", marking(choice))
}

proptest! {
    #[test]
    fn figures_equal_those_of_the_oracle(vote in votes()) {
        let (figures, expected) = (count(&vote).figures, oracle(&vote));
        prop_assert_eq!(figures.total, weights(&expected, "total"));
        prop_assert_eq!(figures.for_, weights(&expected, &of("for")));
        prop_assert_eq!(figures.against, weights(&expected, &of("against")));
        prop_assert_eq!(figures.abstain, weights(&expected, &of("abstain")));
        prop_assert_eq!(figures.invalid, weights(&expected, &of("invalid")));
    }

    #[test]
    fn every_ballot_stands_or_was_replaced_or_is_refused(vote in votes()) {
        let counted = count(&vote);
        let figures = counted.figures;
        let standing = figures.for_.heads + figures.against.heads + figures.abstain.heads + figures.invalid.heads;
        let elsewhere = counted.replaced.len() + counted.rejected.len();
        prop_assert_eq!(usize::try_from(standing).unwrap() + elsewhere, vote.ballots.len());
    }

    #[test]
    fn the_order_in_which_ballots_and_units_are_given_changes_nothing(
        (vote, order) in votes().prop_flat_map(|vote| {
            let order = Just(vote.ballots.clone()).prop_shuffle();
            (Just(vote), order)
        }),
        cap in prop::option::of(0_u64..4),
    ) {
        let vote = Vote { profile: OwnersProfile { proxy_cap: cap, ..vote.profile.clone() }, ..vote };
        let mut shuffled = Vote { ballots: order, ..vote.clone() };
        shuffled.units.reverse();
        prop_assert_eq!(count(&vote), count(&shuffled));
    }

    #[test]
    fn names_change_nothing(vote in votes()) {
        let mut renamed = vote.clone();
        let rename = |name: &str| name.replace('o', "x-").replace("develx-per", "developer");
        for unit in &mut renamed.units {
            unit.owners = unit.owners.iter().map(|owner| rename(owner).into()).collect();
        }
        for ballot in &mut renamed.ballots {
            ballot.head = rename(&ballot.head).into();
        }
        prop_assert_eq!(count(&vote).figures, count(&renamed).figures);
    }

    #[test]
    fn for_and_against_are_treated_alike(vote in votes()) {
        let mut swapped = vote.clone();
        for ballot in &mut swapped.ballots {
            ballot.marking = match ballot.marking {
                Marking::Choice(Choice::For) => Marking::Choice(Choice::Against),
                Marking::Choice(Choice::Against) => Marking::Choice(Choice::For),
                other => other,
            };
        }
        let (plain, swapped) = (count(&vote).figures, count(&swapped).figures);
        prop_assert_eq!((plain.for_, plain.against), (swapped.against, swapped.for_));
        prop_assert_eq!((plain.abstain, plain.invalid, plain.participating), (swapped.abstain, swapped.invalid, swapped.participating));
    }

    #[test]
    fn one_more_ballot_for_never_costs_a_motion_its_majority(vote in votes(), head in 0_usize..8, silence in any::<bool>()) {
        let mut vote = vote;
        vote.profile.silence = if silence { Silence::FollowMajority } else { Silence::Exclude };
        let before = count(&vote);
        let name = format!("o{}", head % (vote.units.len() - 3) + 1);
        vote.ballot(&format!("{name} for 999"));
        let after = count(&vote);
        prop_assert!(!before.passed || after.passed);
        let passed = |count: &OwnersCount| count.with_silence.as_ref().is_some_and(|silence| silence.passed);
        prop_assert!(!passed(&before) || passed(&after));
    }
}

/// Where participation is a requirement of its own, an opponent who votes may carry the motion over the quorum: whoever is
/// against may do better by staying away. Arts. 278 and 279 have this from the law; it is no fault of the count.
#[test]
fn a_ballot_against_can_pass_a_motion_by_making_the_quorum() {
    let mut vote = Vote::of(12);
    for owner in 1..=7 {
        vote.ballot(&format!("o{owner} for 1"));
    }
    assert_eq!(vote.count().tally.verdict, Verdict::NoQuorum);
    vote.ballot("o8 against 1");
    assert_eq!(vote.count().tally.verdict, Verdict::Passed);
}

#[test]
fn a_million_heads_with_ten_square_kilometres_each_are_counted_exactly() {
    const HEADS: u64 = 1_000_000;
    const AREA_DM2: u64 = 1_000_000_000;
    let right = VotingRight { id: "r".into(), heads: 1, area_dm2: AREA_DM2, ..VotingRight::default() };
    let roll = std::iter::repeat_n(&right, usize::try_from(HEADS).unwrap());
    let mut totals = Totals::of_roll(roll);
    assert_eq!(totals.area_dm2.entitled, HEADS * AREA_DM2);
    let quorum = 666_667;
    for voter in 0..quorum {
        totals.record(&right, if voter * 4 < quorum * 3 { Choice::For } else { Choice::Against });
    }
    let counted = tally(&cc278_special(), &totals);
    let numbers: Vec<_> =
        counted.requirements.iter().map(|it| (it.numerator, it.denominator, it.met)).collect();
    let for_ = 500_001;
    assert_eq!(
        numbers,
        [
            (quorum * AREA_DM2, HEADS * AREA_DM2, true),
            (quorum, HEADS, true),
            (for_ * AREA_DM2, quorum * AREA_DM2, true),
            (for_, quorum, true),
        ]
    );
    totals.withdraw(&right, Choice::For);
    assert_eq!(tally(&cc278_special(), &totals).verdict, Verdict::NoQuorum, "one head below two thirds");
}
