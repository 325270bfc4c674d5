//! Proxies: who grants and takes back, what a grant is good for, the cap, and the principal who votes after all.

use crate::community::*;
use yishi_core::*;
use yishi_tally::Choice;

fn opened(cap: Option<u32>) -> (Community, PollId) {
    let mut charter = minimal_charter();
    let procedure = &mut charter.decisions[0].procedure;
    (procedure.proxies, procedure.proxy_cap) = (Proxies::Allowed, cap);
    let mut community = Community::settled(charter);
    let (_, poll) = community.grid_poll();
    (community, poll)
}

fn grant(community: &Community, proxy: &str, scope: GrantScope) -> GrantProxy {
    GrantProxy { proxy: id(proxy), scope, expires_at_ms: TimeMs(community.at.0 + 30 * DAY_MS) }
}

impl Community {
    fn grants(&mut self, principal: &str, proxy: &str, scope: GrantScope) -> GrantId {
        let order = grant(self, proxy, scope);
        match self.order(principal, order).as_slice() {
            [Event::ProxyGranted(event)] => event.grant,
            other => panic!("{other:?}"),
        }
    }
}

const PRINCIPAL: &str = "neighbour-1-1";

#[test]
fn a_proxy_votes_with_the_principals_right_and_the_book_says_by_which_grant() {
    let (mut community, poll) = opened(None);
    let ballot = community.ballot(poll, PRINCIPAL, Choice::For);
    let refused = community.refusal("resident-1-1", ballot.clone());
    assert!(matches!(refused, Rejection::NotHolder { .. }), "{refused}");
    let grant = community.grants(PRINCIPAL, "resident-1-1", GrantScope::All);
    let events = community.order("resident-1-1", ballot);
    assert!(matches!(&events[..], [Event::BallotCast(event)]
        if event.grant == Some(grant) && event.member == id("resident-1-1")));
    assert_eq!(community.poll(poll).totals.heads.for_, 1);
}

#[test]
fn the_principals_own_ballot_takes_the_place_of_the_proxys_and_not_the_other_way_round() {
    let (mut community, poll) = opened(None);
    community.grants(PRINCIPAL, "resident-1-1", GrantScope::All);
    let by_proxy = community.ballot(poll, PRINCIPAL, Choice::For);
    community.order("resident-1-1", by_proxy.clone());
    let index = community.index;
    community.vote(poll, PRINCIPAL, Choice::Against);
    assert_eq!(community.refusal("resident-1-1", by_proxy), Rejection::PrincipalBallotStands { index });
    let heads = community.poll(poll).totals.heads;
    assert_eq!((heads.for_, heads.against), (0, 1));
}

#[test]
fn a_grant_that_was_taken_back_or_has_run_out_is_good_for_nothing() {
    let (mut community, poll) = opened(None);
    let grant = community.grants(PRINCIPAL, "resident-1-1", GrantScope::All);
    community.order(PRINCIPAL, RevokeProxy { grant });
    let ballot = community.ballot(poll, PRINCIPAL, Choice::For);
    assert!(matches!(community.refusal("resident-1-1", ballot.clone()), Rejection::NotHolder { .. }));
    assert!(matches!(community.refusal(PRINCIPAL, RevokeProxy { grant }), Rejection::AlreadyDone { .. }));
    let expires_at_ms = TimeMs(community.at.0 + HOUR_MS);
    let short = GrantProxy { proxy: id("resident-1-2"), scope: GrantScope::All, expires_at_ms };
    community.order(PRINCIPAL, short);
    let mut later = community.clone();
    community.wait_until(TimeMs(expires_at_ms.0 - 1));
    community.order("resident-1-2", ballot.clone());
    later.wait_until(expires_at_ms);
    assert!(matches!(later.refusal("resident-1-2", ballot), Rejection::NotHolder { .. }));
}

#[test]
fn a_grant_is_good_where_its_scope_says() {
    let (mut community, poll) = opened(None);
    let matter = community.poll(poll).matter;
    let ballot = community.ballot(poll, PRINCIPAL, Choice::For);
    for (number, scope) in
        (1..).zip([GrantScope::Poll(poll), GrantScope::Matter(matter), GrantScope::Council(id("grid-1"))])
    {
        let proxy = format!("resident-1-{number}");
        community.grants(PRINCIPAL, &proxy, scope);
        community.order(&proxy, ballot.clone());
    }
    community.grants(PRINCIPAL, "resident-1-4", GrantScope::Council(id("grid-2")));
    assert!(matches!(community.refusal("resident-1-4", ballot), Rejection::NotHolder { .. }));
}

#[test]
fn nobody_grants_to_themselves_for_things_that_are_not_there_or_for_more_than_a_year() {
    let (mut community, _) = opened(None);
    let own = grant(&community, PRINCIPAL, GrantScope::All);
    assert!(matches!(community.refusal(PRINCIPAL, own), Rejection::OutOfRange { .. }));
    let nowhere = grant(&community, "resident-1-1", GrantScope::Council(id("moon")));
    assert!(matches!(community.refusal(PRINCIPAL, nowhere), Rejection::NotFound { .. }));
    let latest = TimeMs(community.at.0 + MAX_GRANT_DAYS * DAY_MS);
    let order =
        |expires_at_ms| GrantProxy { proxy: id("resident-1-1"), scope: GrantScope::All, expires_at_ms };
    let refused = community.refusal(PRINCIPAL, order(TimeMs(latest.0 + 1)));
    assert!(matches!(refused, Rejection::TooLate { .. }), "{refused}");
    let now = community.at;
    assert!(matches!(community.refusal(PRINCIPAL, order(now)), Rejection::TooEarly { .. }));
    community.order(PRINCIPAL, order(latest));
}

#[test]
fn only_principal_and_proxy_end_a_grant() {
    let (mut community, _) = opened(None);
    let grant = community.grants(PRINCIPAL, "resident-1-1", GrantScope::All);
    let refused = community.refusal("secretary", RevokeProxy { grant });
    assert_eq!(refused, Rejection::NotPartyToGrant { grant, member: id("secretary") });
    community.order("resident-1-1", RevokeProxy { grant });
}

#[test]
fn nobody_votes_for_more_others_than_the_cap_and_what_was_used_stays_used() {
    let (mut community, poll) = opened(Some(1));
    for principal in ["neighbour-1-1", "neighbour-1-2"] {
        community.grants(principal, "resident-1-1", GrantScope::All);
    }
    let [first, second] =
        ["neighbour-1-1", "neighbour-1-2"].map(|right| community.ballot(poll, right, Choice::For));
    community.order("resident-1-1", first.clone());
    community.order("resident-1-1", first);
    let capped = Rejection::ProxyCapReached { poll, member: id("resident-1-1"), cap: 1 };
    assert_eq!(community.refusal("resident-1-1", second.clone()), capped);
    community.vote(poll, "neighbour-1-1", Choice::Against);
    assert_eq!(community.refusal("resident-1-1", second), capped, "the principal's own vote frees nothing");
}

#[test]
fn a_rule_that_takes_no_proxies_knows_no_grants() {
    let mut community = Community::minimal();
    let (_, poll) = community.grid_poll();
    community.grants(PRINCIPAL, "resident-1-1", GrantScope::All);
    let ballot = community.ballot(poll, PRINCIPAL, Choice::For);
    assert!(matches!(community.refusal("resident-1-1", ballot), Rejection::NotHolder { .. }));
}

#[test]
fn a_clerk_helps_to_grant() {
    let (mut community, poll) = opened(None);
    let order = grant(&community, "resident-1-1", GrantScope::All);
    community.order_as(assisting("clerk", PRINCIPAL), order);
    let ballot = community.ballot(poll, PRINCIPAL, Choice::For);
    community.order("resident-1-1", ballot);
}

#[test]
fn a_grant_for_one_poll_is_refused_where_it_would_be_of_no_use() {
    let (mut community, poll) = opened(None);
    let scope = GrantScope::Poll(poll);
    let stranger = grant(&community, "resident-1-1", scope.clone());
    assert!(matches!(community.refusal("resident-2-1", stranger.clone()), Rejection::NotOnRoll { .. }));
    community.grants(PRINCIPAL, "resident-1-1", scope.clone());
    community.close_poll(poll);
    let late = grant(&community, "resident-1-2", scope);
    assert!(matches!(community.refusal(PRINCIPAL, late), Rejection::PollClosed { .. }));
    let mut community = Community::minimal();
    let (_, poll) = community.grid_poll();
    let order = grant(&community, "resident-1-1", GrantScope::Poll(poll));
    assert!(matches!(community.refusal(PRINCIPAL, order), Rejection::RuleNotApplicable { .. }));
}
