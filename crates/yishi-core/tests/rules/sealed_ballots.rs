//! Sealed ballots: nothing tells what they say before the close; their voters open them; what stays closed counts as said.

use crate::community::*;
use crate::steps::*;
use yishi_core::*;
use yishi_tally::{Choice, Verdict};

pub fn opened(unopened: Unopened) -> (Community, PollId) {
    let mut charter = minimal_charter();
    let rule = &mut charter.decisions[0];
    rule.openness = Openness::Sealed;
    rule.sealed = Some(SealedClause { opening: Period::Hours(24), unopened });
    assert_eq!(charter.check(), Ok(()));
    let mut community = Community::settled(charter);
    let (_, poll) = community.grid_poll();
    (community, poll)
}

pub fn salt(member: &str) -> Digest {
    Digest(key_of(member).0)
}

pub fn says(choice: Choice) -> Reading {
    Reading::Choice(choice)
}

pub fn cast(community: &Community, poll: PollId, member: &str, reading: &Reading) -> CastSealedBallot {
    let seal = ballot_seal(poll, &right(member), &salt(member), reading);
    CastSealedBallot { poll, right: right(member), document: community.poll(poll).document, seal }
}

pub fn open(poll: PollId, member: &str, reading: Reading) -> OpenSealedBallot {
    OpenSealedBallot { poll, right: right(member), salt: salt(member), reading }
}

impl Community {
    fn seals(&mut self, poll: PollId, member: &str, choice: Choice) {
        let order = cast(self, poll, member, &says(choice));
        self.order(member, order);
    }
}

#[test]
fn sealed_ballots_tell_nothing_until_they_are_opened_and_the_last_one_ends_the_waiting() {
    let (mut community, poll) = opened(Unopened::NotCast);
    for (voter, choice) in GRID_VOTERS.iter().zip([Choice::For, Choice::For, Choice::Against]) {
        community.seals(poll, voter, choice);
    }
    assert_eq!(community.poll(poll).totals.heads.participating(), 0);
    let events = community.close_poll(poll);
    assert!(matches!(&events[..], [Event::OpeningBegan(event)] if event.ballots == 3), "{events:?}");
    community.order(GRID_VOTERS[0], open(poll, GRID_VOTERS[0], says(Choice::For)));
    community.order(GRID_VOTERS[1], open(poll, GRID_VOTERS[1], says(Choice::For)));
    assert_eq!(community.poll(poll).totals.heads.for_, 2);
    let events = community.order(GRID_VOTERS[2], open(poll, GRID_VOTERS[2], says(Choice::Against)));
    assert!(matches!(&events[0], Event::SealedBallotOpened(_)));
    let sealed = sealing(&events[1..]);
    assert_eq!((sealed.counted, sealed.unopened), (3, 0));
    assert_eq!(sealed.tally.totals.heads.for_, 2);
    assert_eq!(community.wait_days(1), [], "nothing waits for the end of the opening any more");
}

#[test]
fn what_nobody_opens_counts_as_the_rule_says() {
    for (unopened, invalid) in [(Unopened::NotCast, 0), (Unopened::TakesPart, 1)] {
        let (mut community, poll) = opened(unopened);
        community.seals(poll, GRID_VOTERS[0], Choice::For);
        community.seals(poll, GRID_VOTERS[1], Choice::For);
        community.close_poll(poll);
        community.order(GRID_VOTERS[0], open(poll, GRID_VOTERS[0], says(Choice::For)));
        let PollStatus::Opening { due_at_ms } = community.poll(poll).status else { panic!() };
        assert_eq!(community.wait_until(TimeMs(due_at_ms.0 - 1)), []);
        let events = community.wait_until(due_at_ms);
        let sealed = sealing(&events);
        assert_eq!((sealed.counted, sealed.unopened), (1, 1));
        assert_eq!(sealed.tally.totals.heads.invalid, invalid);
        assert_eq!(community.poll(poll).recount(), community.poll(poll).totals);
    }
}

#[test]
fn another_choice_another_salt_and_another_voters_seal_do_not_open() {
    let (mut community, poll) = opened(Unopened::NotCast);
    community.seals(poll, GRID_VOTERS[0], Choice::For);
    let copied = CastSealedBallot {
        right: right(GRID_VOTERS[1]),
        ..cast(&community, poll, GRID_VOTERS[0], &says(Choice::For))
    };
    community.order(GRID_VOTERS[1], copied);
    community.close_poll(poll);
    let refused = community.refusal(GRID_VOTERS[0], open(poll, GRID_VOTERS[0], says(Choice::Against)));
    assert!(matches!(refused, Rejection::SealMismatch { .. }), "{refused}");
    let wrong = OpenSealedBallot { salt: Digest([9; 32]), ..open(poll, GRID_VOTERS[0], says(Choice::For)) };
    assert!(matches!(community.refusal(GRID_VOTERS[0], wrong), Rejection::SealMismatch { .. }));
    let with_the_others_salt =
        OpenSealedBallot { salt: salt(GRID_VOTERS[0]), ..open(poll, GRID_VOTERS[1], says(Choice::For)) };
    let refused = community.refusal(GRID_VOTERS[1], with_the_others_salt);
    assert!(matches!(refused, Rejection::SealMismatch { .. }), "a copied seal is no ballot: {refused}");
}

#[test]
fn a_ballot_is_opened_by_its_voter_after_the_close_once_and_in_time() {
    let (mut community, poll) = opened(Unopened::NotCast);
    community.seals(poll, GRID_VOTERS[0], Choice::For);
    community.seals(poll, GRID_VOTERS[1], Choice::For);
    let order = open(poll, GRID_VOTERS[0], says(Choice::For));
    assert!(matches!(community.refusal(GRID_VOTERS[0], order.clone()), Rejection::TooEarly { .. }));
    community.close_poll(poll);
    assert!(matches!(community.refusal("resident-1-1", order.clone()), Rejection::NotHolder { .. }));
    community.order(GRID_VOTERS[0], order.clone());
    assert!(matches!(community.refusal(GRID_VOTERS[0], order), Rejection::AlreadyDone { .. }));
    let nothing = community.refusal(GRID_VOTERS[2], open(poll, GRID_VOTERS[2], says(Choice::For)));
    assert!(matches!(nothing, Rejection::NotFound { .. }), "{nothing}");
    community.wait_days(3);
    let late = community.refusal(GRID_VOTERS[1], open(poll, GRID_VOTERS[1], says(Choice::For)));
    assert!(matches!(late, Rejection::PollClosed { .. }), "{late}");
}

#[test]
fn an_open_ballot_is_refused_in_a_sealed_vote_and_a_sealed_one_in_an_open_vote() {
    let (mut community, poll) = opened(Unopened::NotCast);
    let ballot = community.ballot(poll, GRID_VOTERS[0], Choice::For);
    assert!(matches!(community.refusal(GRID_VOTERS[0], ballot), Rejection::BallotOfOtherKind { .. }));
    let mut community = Community::minimal();
    let (_, poll) = community.grid_poll();
    let order = cast(&community, poll, GRID_VOTERS[0], &says(Choice::For));
    assert!(matches!(community.refusal(GRID_VOTERS[0], order), Rejection::BallotOfOtherKind { .. }));
}

#[test]
fn a_later_sealed_ballot_takes_the_place_of_an_earlier_one() {
    let (mut community, poll) = opened(Unopened::NotCast);
    community.seals(poll, GRID_VOTERS[0], Choice::For);
    community.seals(poll, GRID_VOTERS[0], Choice::Against);
    community.close_poll(poll);
    let refused = community.refusal(GRID_VOTERS[0], open(poll, GRID_VOTERS[0], says(Choice::For)));
    assert!(matches!(refused, Rejection::SealMismatch { .. }));
    let events = community.order(GRID_VOTERS[0], open(poll, GRID_VOTERS[0], says(Choice::Against)));
    assert_eq!((sealing(&events[1..]).counted, sealing(&events[1..]).replaced), (1, 1));
}

#[test]
fn a_reading_that_the_poll_cannot_count_is_opened_as_invalid() {
    let (mut community, poll) = opened(Unopened::NotCast);
    let marks = Reading::Marks(yishi_tally::Marks::set(["ten"]));
    let order = cast(&community, poll, GRID_VOTERS[0], &marks);
    community.order(GRID_VOTERS[0], order);
    community.close_poll(poll);
    let events = community.order(GRID_VOTERS[0], open(poll, GRID_VOTERS[0], marks));
    assert!(matches!(&events[0], Event::SealedBallotOpened(event) if event.reading == Reading::Invalid));
    assert_eq!(sealing(&events[1..]).tally.totals.heads.participating(), 0);
}

#[test]
fn a_sealed_vote_without_ballots_is_counted_at_its_close() {
    let (mut community, poll) = opened(Unopened::NotCast);
    let events = community.close_poll(poll);
    assert_eq!(sealing(&events).tally.verdict, Verdict::NoQuorum);
}

#[test]
fn a_matter_stays_where_it_is_while_its_ballots_are_opened() {
    let (mut community, poll) = opened(Unopened::NotCast);
    community.seals(poll, GRID_VOTERS[0], Choice::For);
    community.close_poll(poll);
    let PollStatus::Opening { due_at_ms } = community.poll(poll).status else { panic!("nothing is opened") };
    let matter = community.state.proposal(&community.poll(poll).proposal).unwrap().matter;
    let moves = ReferMatterUp { matter, reason: document(40) };
    let refused = community.refusal("worker-1", moves);
    assert_eq!(refused, Rejection::PollIsOpen { matter, poll, closes_at_ms: due_at_ms });
}
