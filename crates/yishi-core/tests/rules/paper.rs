//! Ballots on paper: who enters and confirms them, what they may replace, and what counts at the close.

use crate::community::*;
use crate::steps::*;
use yishi_core::*;
use yishi_tally::Choice;

/// Gives the supervisors the power to count everywhere.
pub fn supervisors_count(charter: &mut Charter) {
    let supervisor = charter.seats.iter_mut().find(|seat| seat.id.as_str() == "supervisor").unwrap();
    supervisor.powers.push(Grant { power: Power::Count, over: Reach::OwnAndBelow });
    assert_eq!(charter.check(), Ok(()));
}

/// A grid's poll whose rules of procedure take paper, and whatever else is asked for.
pub fn opened(change: impl FnOnce(&mut ProcedureClause)) -> (Community, PollId) {
    let mut charter = minimal_charter();
    let procedure = &mut charter.decisions[0].procedure;
    procedure.paper = PaperBallots::TwoWitnesses;
    change(procedure);
    supervisors_count(&mut charter);
    let mut community = Community::settled(charter);
    let (_, poll) = community.grid_poll();
    (community, poll)
}

fn enter(community: &Community, poll: PollId, member: &str, reading: Reading) -> EnterPaperBallot {
    let document = community.poll(poll).document;
    let (scan, mandate) = (words(80), None);
    EnterPaperBallot { poll, right: right(member), document, member: id(member), reading, scan, mandate }
}

fn confirm(poll: PollId, member: &str, reading: Reading) -> ConfirmPaperBallot {
    ConfirmPaperBallot { poll, right: right(member), member: id(member), reading }
}

const FOR: Reading = Reading::Choice(Choice::For);
const AGAINST: Reading = Reading::Choice(Choice::Against);

impl Community {
    fn paper(&mut self, poll: PollId, member: &str, reading: Reading) {
        let order = enter(self, poll, member, reading.clone());
        self.order("supervisor", order);
        self.order("supervisor-2", confirm(poll, member, reading));
    }
}

fn heads(community: &Community, poll: PollId) -> [u64; 4] {
    let heads = community.poll(poll).totals.heads;
    [heads.for_, heads.against, heads.abstain, heads.invalid]
}

#[test]
fn a_paper_counts_once_two_witnesses_have_read_the_same() {
    let (mut community, poll) = opened(|_| {});
    let order = enter(&community, poll, "neighbour-1-1", FOR);
    community.order("supervisor", order);
    assert_eq!(heads(&community, poll), [0; 4]);
    let index = community.index;
    let events = community.order("supervisor-2", confirm(poll, "neighbour-1-1", FOR));
    assert!(matches!(events.as_slice(), [Event::PaperBallotConfirmed(event)] if event.replaces.is_none()));
    assert_eq!(heads(&community, poll), [1, 0, 0, 0]);
    let ballot = &community.poll(poll).ballots[&right("neighbour-1-1")];
    assert_eq!((ballot.channel, ballot.index), (Channel::Paper, index));
}

#[test]
fn another_reading_confirms_nothing_and_a_new_entry_takes_the_place_of_the_first() {
    let (mut community, poll) = opened(|_| {});
    let order = enter(&community, poll, "neighbour-1-1", FOR);
    community.order("supervisor", order);
    let refused = community.refusal("supervisor-2", confirm(poll, "neighbour-1-1", AGAINST));
    assert!(matches!(refused, Rejection::PaperMismatch { ref field, .. } if field == "reading"), "{refused}");
    let refused = community.refusal(
        "supervisor-2",
        ConfirmPaperBallot { member: id("neighbour-1-2"), ..confirm(poll, "neighbour-1-1", FOR) },
    );
    assert!(matches!(refused, Rejection::PaperMismatch { ref field, .. } if field == "member"), "{refused}");
    let again = enter(&community, poll, "neighbour-1-1", AGAINST);
    let events = community.order("supervisor-2", again);
    assert!(matches!(events.as_slice(), [Event::PaperBallotEntered(event)] if event.replaces.is_some()));
    community.order("supervisor", confirm(poll, "neighbour-1-1", AGAINST));
    assert_eq!(heads(&community, poll), [0, 1, 0, 0]);
}

#[test]
fn who_entered_a_paper_does_not_confirm_it_and_nobody_witnesses_their_own() {
    let (mut community, poll) = opened(|_| {});
    let order = enter(&community, poll, "neighbour-1-1", FOR);
    community.order("supervisor", order);
    let refused = community.refusal("supervisor", confirm(poll, "neighbour-1-1", FOR));
    assert!(matches!(refused, Rejection::DutiesNotSeparate { .. }), "{refused}");
    let own = enter(&community, poll, "supervisor", FOR);
    let refused = community.refusal("supervisor", own);
    assert!(matches!(refused, Rejection::DutiesNotSeparate { .. }), "{refused}");
    let by_clerk = enter(&community, poll, "neighbour-1-2", FOR);
    assert_eq!(community.refusal("worker-1", by_clerk), power_missing("worker-1", Power::Count, "grid-1"));
}

#[test]
fn a_rule_that_takes_no_paper_refuses_it_and_a_paper_on_another_text_too() {
    let (mut community, poll) = opened(|procedure| procedure.paper = PaperBallots::Refused);
    let order = enter(&community, poll, "neighbour-1-1", FOR);
    let refused = community.refusal("supervisor", order);
    assert!(matches!(refused, Rejection::RuleNotApplicable { .. }), "{refused}");
    let (mut community, poll) = opened(|_| {});
    let order = EnterPaperBallot { document: document(99), ..enter(&community, poll, "neighbour-1-1", FOR) };
    assert!(matches!(community.refusal("supervisor", order), Rejection::TextMismatch { .. }));
}

#[test]
fn the_voters_own_key_goes_before_paper_whichever_came_first() {
    let (mut community, poll) = opened(|_| {});
    community.paper(poll, "neighbour-1-1", AGAINST);
    community.vote(poll, "neighbour-1-1", Choice::For);
    assert_eq!(heads(&community, poll), [1, 0, 0, 0]);
    let order = enter(&community, poll, "neighbour-1-1", AGAINST);
    community.order("supervisor", order);
    let refused = community.refusal("supervisor-2", confirm(poll, "neighbour-1-1", AGAINST));
    assert!(matches!(refused, Rejection::OwnBallotStands { .. }), "{refused}");
    assert_eq!(heads(&community, poll), [1, 0, 0, 0]);
}

#[test]
fn where_all_channels_are_alike_the_last_ballot_stands() {
    let (mut community, poll) = opened(|it| it.channels = yishi_tally::ChannelPrecedence::Equal);
    community.vote(poll, "neighbour-1-1", Choice::For);
    community.paper(poll, "neighbour-1-1", AGAINST);
    assert_eq!(heads(&community, poll), [0, 1, 0, 0]);
}

#[test]
fn where_the_first_ballot_counts_a_second_is_refused() {
    let (mut community, poll) = opened(|it| it.revote = yishi_tally::Revote::First);
    let index = community.index;
    community.vote(poll, "neighbour-1-1", Choice::For);
    let again = community.ballot(poll, "neighbour-1-1", Choice::Against);
    assert_eq!(community.refusal("neighbour-1-1", again), Rejection::FirstBallotStands { index });
}

#[test]
fn an_invalid_paper_takes_part_only_where_the_rule_says_so_and_never_replaces_a_valid_one() {
    for (participates, invalid) in [(false, 0), (true, 1)] {
        let (mut community, poll) = opened(|it| it.invalid_participates = participates);
        community.paper(poll, "neighbour-1-1", Reading::Invalid);
        assert_eq!(heads(&community, poll), [0, 0, 0, invalid]);
        community.paper(poll, "neighbour-1-1", FOR);
        assert_eq!(heads(&community, poll), [1, 0, 0, 0], "the valid one takes its place");
        let order = enter(&community, poll, "neighbour-1-1", Reading::Invalid);
        community.order("supervisor", order);
        let refused = community.refusal("supervisor-2", confirm(poll, "neighbour-1-1", Reading::Invalid));
        assert!(matches!(refused, Rejection::ValidBallotStands { .. }), "{refused}");
    }
}

#[test]
fn a_paper_not_confirmed_by_the_close_does_not_count_and_is_told() {
    let (mut community, poll) = opened(|_| {});
    let order = enter(&community, poll, "neighbour-1-1", FOR);
    community.order("supervisor", order);
    let events = community.close_poll(poll);
    let sealed = sealing(&events);
    assert_eq!((sealed.counted, sealed.unconfirmed), (0, 1));
    let late = community.refusal("supervisor-2", confirm(poll, "neighbour-1-1", FOR));
    assert!(matches!(late, Rejection::PollClosed { .. }), "{late}");
}

#[test]
fn somebody_else_signs_a_paper_only_with_a_written_authority_where_proxies_are_allowed() {
    let by_another = |community: &Community, poll, mandate| EnterPaperBallot {
        member: id("resident-1-1"),
        mandate,
        ..enter(community, poll, "neighbour-1-1", FOR)
    };
    let (mut community, poll) = opened(|_| {});
    let order = by_another(&community, poll, Some(words(81)));
    assert!(matches!(community.refusal("supervisor", order), Rejection::NotHolder { .. }));
    let (mut community, poll) = opened(|it| it.proxies = Proxies::Allowed);
    let order = by_another(&community, poll, None);
    assert!(matches!(community.refusal("supervisor", order), Rejection::NotHolder { .. }));
    let order = by_another(&community, poll, Some(words(81)));
    community.order("supervisor", order);
    let confirm = ConfirmPaperBallot { member: id("resident-1-1"), ..confirm(poll, "neighbour-1-1", FOR) };
    let events = community.order("supervisor-2", confirm);
    let authority = Some(Authority::Written(words(81)));
    assert!(matches!(&events[..], [Event::PaperBallotConfirmed(event)] if event.authority == authority));
}
