//! Each rule about heads, ballots, proxies, channels and silence, at its boundary.

use crate::vote::{Vote, unit};
use yishi_tally::RejectReason::*;
use yishi_tally::*;

fn reasons(vote: &Vote) -> Vec<RejectReason> {
    vote.rejected().into_iter().map(|(_, reason)| reason).collect()
}

#[test]
fn a_ballot_counts_from_the_opening_on_and_until_just_before_the_close() {
    let mut vote = Vote::of(3);
    vote.ballot("o1 for 0").ballot("o2 for 9").ballot("o3 for 10");
    assert_eq!(vote.heads(), [2, 0, 0, 0]);
    assert_eq!(vote.rejected(), [("b3".to_owned(), OutsideWindow)]);
}

#[test]
fn refused_ballots_are_listed_in_the_order_of_their_time() {
    let mut vote = Vote::of(3);
    vote.ballot("o1 for 12").ballot("o1 for 4 item:CC278.4").ballot("nobody for 3");
    let found: Vec<_> = vote.rejected().into_iter().map(|(id, _)| id).collect();
    assert_eq!(found, ["b3", "b2", "b1"]);
    assert_eq!(reasons(&vote), [UnknownHead, ItemNotAnnounced, OutsideWindow]);
}

#[test]
fn a_ballot_on_another_matter_of_the_agenda_is_neither_counted_nor_refused() {
    let mut vote = Vote::of(3);
    vote.agenda.insert("CC278.6".into());
    vote.ballot("o1 for 1 item:CC278.6");
    assert_eq!(vote.heads(), [0; 4]);
    assert_eq!(reasons(&vote), []);
}

#[test]
fn co_owners_are_one_head_under_either_name_and_in_any_order() {
    for head in ["a+b", "b+a", "a", "b"] {
        let mut vote = Vote::of(2);
        vote.units.push(unit("shared", &["a", "b"]));
        vote.ballot(&format!("{head} for 1"));
        assert_eq!(vote.heads(), [1, 0, 0, 0], "{head}");
        assert_eq!(vote.count().figures.total.heads, 3);
    }
}

#[test]
fn who_co_owns_two_different_units_must_say_for_which_head() {
    let mut vote = Vote::of(1);
    vote.units.extend([unit("ab", &["a", "b"]), unit("ac", &["a", "c"])]);
    vote.ballot("a for 1").ballot("a+c for 1");
    assert_eq!(vote.heads(), [1, 0, 0, 0]);
    assert_eq!(vote.rejected(), [("b1".to_owned(), UnknownHead)]);
}

#[test]
fn two_units_of_the_same_couple_are_one_head_with_the_areas_added() {
    let mut vote = Vote::of(1);
    vote.units.extend([unit("one", &["a", "b"]), unit("two", &["b", "a"])]);
    vote.ballot("a+b for 1");
    let figures = vote.count().figures;
    assert_eq!((figures.total.heads, figures.for_.area_dm2), (2, 20_000));
}

#[test]
fn the_developer_is_one_head_and_buyers_do_not_vote_before_the_handover() {
    let mut vote = Vote::of(1);
    vote.units.extend([
        OwnedUnit { status: UnitStatus::Unsold, ..unit("d1", &["seller"]) },
        OwnedUnit { status: UnitStatus::Undelivered, ..unit("d2", &["buyer"]) },
    ]);
    vote.ballot("buyer for 1").ballot("developer against 2");
    let count = vote.count();
    assert_eq!(vote.heads(), [0, 1, 0, 0]);
    assert_eq!((count.figures.total.heads, count.figures.against.area_dm2), (2, 20_000));
    assert_eq!(vote.rejected(), [("b1".to_owned(), UnknownHead)]);
    vote.ballot("seller for 3");
    assert_eq!(vote.heads(), [1, 0, 0, 0], "the seller speaks for the developer");
}

#[test]
fn units_without_an_owner_weigh_and_nobody_speaks_for_them() {
    let mut vote = Vote::of(1);
    vote.units.push(unit("lost", &[]));
    vote.profile.silence = Silence::FollowMajority;
    vote.ballot("o1 for 1").ballot(" for 1");
    let count = vote.count();
    assert_eq!(count.figures.total.heads, 2);
    assert_eq!(vote.rejected(), [("b2".to_owned(), UnknownHead)]);
    assert_eq!(count.with_silence.unwrap().tally.totals.heads.for_, 1);
}

#[test]
fn parking_counts_only_where_the_rules_of_procedure_say_so() {
    let mut vote = Vote::of(2);
    let stall = |id: &str, owner: &str| OwnedUnit { kind: UnitKind::Parking, ..unit(id, &[owner]) };
    vote.units.extend([stall("p1", "o1"), stall("p2", "only-a-stall")]);
    vote.ballot("o1 for 1").ballot("only-a-stall for 1");
    let figures = vote.count().figures;
    assert_eq!((figures.total.heads, figures.total.area_dm2, figures.for_.area_dm2), (2, 20_000, 10_000));
    assert_eq!(reasons(&vote), [UnknownHead]);
    vote.profile.parking_counts = true;
    let figures = vote.count().figures;
    assert_eq!((figures.total.heads, figures.total.area_dm2, figures.for_.area_dm2), (3, 40_000, 30_000));
}

#[test]
fn shops_and_other_units_count_like_flats() {
    let mut vote = Vote::of(1);
    vote.units.push(OwnedUnit { kind: UnitKind::Shop, ..unit("shop", &["keeper"]) });
    vote.units.push(OwnedUnit { kind: UnitKind::Other, ..unit("studio", &["painter"]) });
    assert_eq!(vote.count().figures.total, Weight { area_dm2: 30_000, heads: 3 });
}

#[test]
fn the_last_ballot_stands_or_the_first_as_the_rules_say() {
    let mut vote = Vote::of(3);
    vote.ballot("o1 against 5").ballot("o1 for 2").ballot("o1 abstain 3");
    assert_eq!(vote.heads(), [0, 1, 0, 0]);
    assert_eq!(vote.count().replaced.len(), 2);
    vote.profile.revote = Revote::First;
    assert_eq!(vote.heads(), [1, 0, 0, 0]);
    assert_eq!(reasons(&vote), [AlreadyVoted, AlreadyVoted]);
}

#[test]
fn a_refused_ballot_replaces_nothing() {
    let mut vote = Vote::of(3);
    vote.ballot("o1 for 1").ballot("o1 against 10").ballot("o1 against 2 by:x bare");
    assert_eq!(vote.heads(), [1, 0, 0, 0]);
    assert_eq!(reasons(&vote), [NoMandate, OutsideWindow]);
}

#[test]
fn an_invalid_ballot_never_takes_the_place_of_a_valid_one() {
    let mut vote = Vote::of(3);
    vote.ballot("o1 for 1").ballot("o1 invalid 2").ballot("o2 invalid 1").ballot("o2 for 2");
    assert_eq!(vote.heads(), [2, 0, 0, 0]);
    assert_eq!(reasons(&vote), [ValidBallotStands]);
}

#[test]
fn an_invalid_ballot_takes_part_only_where_the_rules_say_so() {
    let mut vote = Vote::of(3);
    vote.ballot("o1 for 1").ballot("o2 invalid 1");
    let figures = vote.count().figures;
    assert_eq!((figures.participating.heads, figures.invalid.heads), (1, 1));
    vote.profile.invalid_participates = true;
    let figures = vote.count().figures;
    assert_eq!((figures.participating.heads, figures.invalid.heads), (2, 1));
    assert!(vote.count().quorum);
    assert!(!vote.count().passed, "one of two taking part is no majority");
}

#[test]
fn an_electronic_ballot_goes_before_paper_and_assistance_in_any_order() {
    for other in ["paper", "assisted"] {
        let mut vote = Vote::of(2);
        vote.ballot("o1 for 1").ballot(&format!("o1 against 2 {other}"));
        vote.ballot(&format!("o2 against 1 {other}")).ballot("o2 for 2");
        assert_eq!(vote.heads(), [2, 0, 0, 0], "{other}");
        assert_eq!(
            vote.rejected(),
            [("b2".to_owned(), SupersededByElectronic), ("b3".to_owned(), SupersededByElectronic)]
        );
        vote.profile.channels = ChannelPrecedence::Equal;
        assert_eq!(vote.heads(), [1, 1, 0, 0], "{other}");
    }
}

#[test]
fn electronic_goes_before_paper_even_where_the_first_ballot_counts() {
    let mut vote = Vote::of(2);
    vote.profile.revote = Revote::First;
    vote.ballot("o1 against 1 paper").ballot("o1 for 2").ballot("o1 abstain 3");
    assert_eq!(vote.heads(), [1, 0, 0, 0]);
    assert_eq!(reasons(&vote), [SupersededByElectronic, AlreadyVoted]);
}

#[test]
fn paper_replaces_paper_as_the_rule_on_voting_again_says() {
    let mut vote = Vote::of(2);
    vote.ballot("o1 for 1 paper").ballot("o1 against 2 paper");
    assert_eq!(vote.heads(), [0, 1, 0, 0]);
    vote.profile.revote = Revote::First;
    assert_eq!(vote.heads(), [1, 0, 0, 0]);
}

#[test]
fn a_proxy_needs_a_mandate_and_holds_no_more_than_the_cap() {
    let mut vote = Vote::of(6);
    vote.profile.proxy_cap = Some(2);
    vote.ballot("o1 for 1 by:o6 bare");
    vote.ballot("o2 for 2 by:o6").ballot("o3 for 3 by:o6").ballot("o4 for 4 by:o6").ballot("o5 for 5 by:x");
    assert_eq!(vote.heads(), [3, 0, 0, 0]);
    assert_eq!(
        vote.rejected(),
        [("b1".to_owned(), NoMandate), ("b4".to_owned(), ProxyCap)],
        "a refused ballot uses no mandate"
    );
}

#[test]
fn a_proxy_who_votes_again_for_the_same_owner_uses_no_second_mandate() {
    let mut vote = Vote::of(3);
    vote.profile.proxy_cap = Some(1);
    vote.ballot("o1 for 1 by:o3").ballot("o1 against 2 by:o3").ballot("o2 for 3 by:o3").ballot("o3 for 4");
    assert_eq!(vote.heads(), [1, 1, 0, 0]);
    assert_eq!(vote.rejected(), [("b3".to_owned(), ProxyCap)]);
}

#[test]
fn the_owners_own_ballot_goes_before_the_proxys_in_any_order_and_channel() {
    let mut vote = Vote::of(2);
    vote.ballot("o1 for 1 by:p").ballot("o1 against 2 paper");
    vote.ballot("o2 against 1 paper").ballot("o2 for 2 by:p");
    assert_eq!(vote.heads(), [0, 2, 0, 0]);
    assert_eq!(vote.rejected(), [("b4".to_owned(), SupersededByPrincipal)]);
}

#[test]
fn co_owners_and_guardians_need_no_mandate_and_fall_under_no_cap() {
    let mut vote = Vote::of(2);
    vote.profile.proxy_cap = Some(0);
    vote.units.push(unit("shared", &["a", "b"]));
    vote.units.push(OwnedUnit { guardian: Some("g".into()), ..unit("child", &["c"]) });
    vote.ballot("a+b for 1 by:b bare").ballot("c for 1 by:g bare").ballot("o1 for 1 by:g");
    assert_eq!(vote.heads(), [2, 0, 0, 0]);
    assert_eq!(vote.rejected(), [("b3".to_owned(), ProxyCap)]);
}

#[test]
fn a_second_ballot_of_one_id_is_refused() {
    let mut vote = Vote::of(2);
    vote.ballot("o1 for 1 id:x").ballot("o2 for 2 id:x");
    assert_eq!(vote.heads(), [1, 0, 0, 0]);
    assert_eq!(reasons(&vote), [DuplicateId]);
}

#[test]
fn turning_a_dwelling_into_business_premises_needs_every_owner_concerned() {
    let mut vote = Vote { item: "CC279", agenda: ["CC279".into()].into(), ..Vote::of(3) };
    vote.ballot("o1 for 1").ballot("o2 for 1");
    assert_eq!(vote.count().tally.verdict, Verdict::NoQuorum, "one says nothing");
    vote.ballot("o3 abstain 1");
    assert_eq!(vote.count().tally.verdict, Verdict::Failed, "one does not agree");
    vote.ballot("o3 for 2");
    assert!(vote.count().passed);
}

#[test]
fn matters_are_special_by_their_code_and_ordinary_otherwise() {
    for code in ["CC278.6", "CC278.7", "CC278.8"] {
        assert_eq!(requirements_of_item(code), cc278_special(), "{code}");
    }
    for code in ["CC278.1", "CC278.5", "CC278.9", "anything else"] {
        assert_eq!(requirements_of_item(code), cc278_ordinary(), "{code}");
    }
}

fn silent(owners: usize, ballots: &[&str]) -> (Vote, SilenceCount) {
    let mut vote = Vote::of(owners);
    vote.profile.silence = Silence::FollowMajority;
    for ballot in ballots {
        vote.ballot(ballot);
    }
    let count = vote.count().with_silence.unwrap();
    (vote, count)
}

#[test]
fn silence_is_counted_beside_the_plain_count_and_never_in_its_place() {
    let (vote, with) = silent(4, &["o1 for 1", "o2 for 1"]);
    let plain = vote.count();
    assert_eq!((plain.figures.participating.heads, plain.quorum, plain.passed), (2, false, false));
    assert_eq!((with.tally.totals.heads.for_, with.passed, with.passed_only_by_silence), (4, true, true));
}

#[test]
fn silence_follows_a_majority_against_as_well() {
    let (_, with) = silent(4, &["o1 against 1", "o2 against 1", "o3 for 1"]);
    assert_eq!((with.followed, with.tally.totals.heads.against), (Some(Choice::Against), 3));
    assert!(!with.passed_only_by_silence);
}

#[test]
fn silence_follows_nobody_where_no_choice_leads_by_area_and_by_heads() {
    let (_, with) = silent(4, &["o1 for 1", "o2 against 1"]);
    assert_eq!((with.followed, with.tally.totals.heads.participating()), (None, 2));
    let (mut vote, _) = silent(4, &["o1 for 1", "o2 against 1", "o3 against 1"]);
    vote.units[0].areas.registered_dm2 = Some(90_000);
    assert_eq!(
        vote.count().with_silence.unwrap().followed,
        None,
        "the larger area is for, the heads are against"
    );
    let (_, with) = silent(4, &[]);
    assert_eq!((with.followed, with.passed), (None, false));
}

#[test]
fn an_invalid_ballot_is_not_silence() {
    let (_, with) = silent(4, &["o1 for 1", "o2 for 1", "o3 invalid 1"]);
    assert_eq!(with.tally.totals.heads.for_, 3);
}

#[test]
fn silence_means_nothing_without_a_recorded_service_of_the_ballot() {
    let (mut vote, _) = silent(4, &["o1 for 1", "o2 for 1"]);
    vote.served = Some(["o3".into()].into());
    assert_eq!(vote.count().with_silence.unwrap().tally.totals.heads.for_, 3);
}

#[test]
fn the_floor_is_more_than_half_of_all() {
    assert!(!silent(4, &["o1 for 1", "o2 for 1"]).1.floor_met, "exactly half");
    assert!(silent(4, &["o1 for 1", "o2 for 1", "o3 for 1"]).1.floor_met);
}

#[test]
fn the_trace_says_what_was_not_taken_what_counted_and_what_silence_adds() {
    let (mut vote, _) = silent(4, &["o1 for 1", "o2 for 1", "o2 for 2", "o3 for 12", "o4 invalid 1"]);
    vote.profile.proxy_cap = Some(0);
    let english = explain_owners(&vote.count(), Language::English);
    assert_eq!(english[0], "Ballot b4 does not count: the vote was not open at that time.");
    assert_eq!(english[1], "Replaced by a later ballot of the same head: 1 (b2).");
    assert_eq!(english[2], "Invalid ballots: 1 head, not counted as taking part.");
    assert_eq!(english[3], "On the roll 4 heads: 2 heads for, 0 heads against, 0 heads abstaining.");
    assert!(english.contains(&"No quorum: too few took part.".to_owned()));
    assert!(
        english.iter().any(|line| line.contains("It passes only because silence counts")),
        "{english:#?}"
    );
    let chinese = explain_owners(&vote.count(), Language::Chinese);
    assert_eq!(chinese.len(), english.len());
    assert_eq!(chinese[0], "选票b4不计：不在投票时间内。");
}
