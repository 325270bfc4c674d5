//! Amendments of single paragraphs: who proposes and answers them, which are rivals, and what becomes of the others.

use crate::community::*;
use crate::steps::*;
use crate::texts::support;
use proptest::prelude::*;
use std::collections::BTreeMap;
use yishi_core::*;
use yishi_tally::Choice;

pub fn replace(first: u32, last: u32, wording: u8, paragraphs: u32) -> ParagraphEdit {
    ParagraphEdit::Replace { first, last, wording: document(wording), paragraphs }
}

fn delete(first: u32, last: u32) -> ParagraphEdit {
    ParagraphEdit::Delete { first, last }
}

fn insert(after: u32, wording: u8, paragraphs: u32) -> ParagraphEdit {
    ParagraphEdit::Insert { after, wording: document(wording), paragraphs }
}

pub fn propose(community: &Community, proposal: ProposalId, edit: ParagraphEdit) -> ProposeAmendment {
    let base = community.proposal(proposal).document().unwrap();
    ProposeAmendment { proposal, base, edit, reason: words(100) }
}

pub fn accept(
    community: &Community,
    proposal: ProposalId,
    amendments: &[AmendmentId],
    text: u8,
) -> AcceptAmendments {
    let base = community.proposal(proposal).document().unwrap();
    let edit = |id: &AmendmentId| (*id, community.state.amendment(id).unwrap().edit.clone());
    AcceptAmendments {
        proposal,
        base,
        amendments: amendments.iter().map(edit).collect(),
        document: document(text),
    }
}

fn reject(amendment: AmendmentId) -> RejectAmendment {
    RejectAmendment { amendment, text: words(101) }
}

impl Community {
    fn amend(&mut self, member: &str, proposal: ProposalId, edit: ParagraphEdit) -> AmendmentId {
        let order = propose(self, proposal, edit);
        match self.order(member, order).as_slice() {
            [Event::AmendmentProposed(event)] => event.amendment,
            other => panic!("{other:?}"),
        }
    }

    fn amendment(&self, id: AmendmentId) -> &Amendment {
        self.state.amendment(&id).unwrap()
    }

    fn stands(&self, id: AmendmentId) -> &'static str {
        self.amendment(id).status.name()
    }
}

/// A proposal of grid 1 under the minimal charter, changed.
fn begin(change: impl FnOnce(&mut Charter)) -> (Community, MatterId, ProposalId) {
    let mut charter = minimal_charter();
    change(&mut charter);
    let mut community = Community::settled(charter);
    let (matter, proposal) = community.grid_proposal();
    (community, matter, proposal)
}

fn plain() -> (Community, ProposalId) {
    let (community, _, proposal) = begin(|_| {});
    (community, proposal)
}

/// With a deadline for answers, two rivals and one more amendment.
pub fn amended() -> Community {
    let (mut community, _, proposal) = begin(|charter| {
        charter.deadlines.amendment_answer = Some(id("5d"));
        charter.decisions[0].amendments = OpenAmendments::Settled;
    });
    community.amend("resident-1-1", proposal, replace(2, 3, 110, 1));
    community.amend("resident-1-2", proposal, delete(3, 3));
    community.amend("resident-1-3", proposal, insert(5, 111, 2));
    community
}

#[test]
fn whoever_may_object_amends_and_others_and_the_drafter_do_not() {
    let (mut community, proposal) = plain();
    let order = propose(&community, proposal, delete(1, 1));
    let refused = community.refusal("resident-2-1", order.clone());
    assert!(matches!(refused, Rejection::OutsideArea { .. }), "{refused}");
    let refused = community.refusal("worker-1", order.clone());
    assert_eq!(refused, Rejection::DrafterAmends { proposal, member: id("worker-1") });
    community.order("absent-owner", order);
    let order = propose(&community, proposal, delete(2, 2));
    let events = community.order_as(assisting("clerk", "resident-1-2"), order);
    let [Event::AmendmentProposed(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((&event.author, event.answer_by_ms), (&id("resident-1-2"), None));
    let followed = community.state.followed(&id("resident-1-2"));
    assert!(followed.values().any(|how| how.amended));
}

#[test]
fn an_amendment_is_written_for_the_present_text_and_for_a_place_that_a_text_can_have() {
    let (mut community, proposal) = plain();
    let order = propose(&community, proposal, delete(1, 1));
    let refused = community.refusal("resident-1-1", ProposeAmendment { base: document(99), ..order });
    assert!(matches!(refused, Rejection::TextMismatch { .. }), "{refused}");
    for unfit in
        [delete(0, 1), delete(3, 2), replace(1, 1, 110, 0), replace(1, 1, 110, 51), insert(0, 110, 0)]
    {
        let order = propose(&community, proposal, unfit);
        let refused = community.refusal("resident-1-1", order);
        assert!(matches!(refused, Rejection::OutOfRange { .. }), "{refused}");
    }
    community.amend("resident-1-1", proposal, replace(1, 1, 110, 50));
    community.amend("resident-1-1", proposal, insert(0, 110, 1));
    let order = propose(&community, proposal, insert(0, 110, 1));
    let refused = community.refusal("resident-1-2", order);
    assert!(already_done(&refused).contains("the same change"), "{refused}");
}

#[test]
fn an_acceptance_is_a_revision_that_names_what_it_took_over_overtook_and_carried() {
    let (mut community, proposal) = plain();
    let taken = community.amend("resident-1-1", proposal, replace(2, 3, 110, 1));
    let rival = community.amend("resident-1-2", proposal, delete(3, 4));
    let before = community.amend("resident-1-3", proposal, delete(1, 1));
    let after = community.amend("resident-1-4", proposal, insert(5, 111, 2));
    let order = support(&community, proposal);
    community.order("resident-1-5", order);
    let order = accept(&community, proposal, &[taken], 60);
    let index = community.index;
    let events = community.order("worker-1", order);
    let accepted = AmendmentsAccepted {
        proposal,
        revision: 2,
        document: document(60),
        by: id("worker-1"),
        amendments: [taken].into(),
        carried: [(before, delete(1, 1)), (after, insert(4, 111, 2))].into(),
    };
    let overtaken = AmendmentsOvertaken { proposal, revision: 2, amendments: [rival].into() };
    let revised = ProposalRevised { proposal, revision: 2, document: document(60) };
    assert_eq!(events, [revised.into(), accepted.into(), overtaken.into()]);
    assert_eq!(community.amendment(rival).status, AmendmentStatus::Overtaken { revision: 2, index });
    let carried = community.amendment(after);
    assert_eq!((carried.revision, carried.base, carried.proposed_for), (2, document(60), 1));
    assert_eq!(community.amendment(taken).accepted_by(), Some(2));
    assert_eq!(community.state.supporters(community.proposal(proposal)).count(), 0, "they have to confirm");
    let rivals = |id| community.state.rivals_of(community.amendment(id)).map(|it| it.id).collect::<Vec<_>>();
    assert_eq!((rivals(taken), rivals(before)), (vec![rival], vec![]));
}

#[test]
fn several_amendments_of_different_places_are_taken_over_at_once_and_rivals_are_not() {
    let (mut community, proposal) = plain();
    let first = community.amend("resident-1-1", proposal, replace(2, 2, 110, 3));
    let second = community.amend("resident-1-2", proposal, insert(3, 111, 1));
    let rival = community.amend("resident-1-3", proposal, insert(2, 112, 1));
    let last = community.amend("resident-1-4", proposal, delete(9, 9));
    let order = accept(&community, proposal, &[first, rival], 60);
    let refused = community.refusal("worker-1", order);
    assert_eq!(refused, Rejection::AmendmentsRival { amendment: rival, rival: first });
    let order = accept(&community, proposal, &[first, second], 60);
    community.order("worker-1", order);
    assert_eq!(community.amendment(last).edit, delete(12, 12));
    let order = accept(&community, proposal, &[last], 61);
    community.order("worker-1", order);
    let stands = [first, second, rival, last].map(|id| community.stands(id));
    assert_eq!(stands, ["accepted", "accepted", "overtaken", "accepted"]);
    let found = community.proposal(proposal);
    assert_eq!(community.state.amendments_in(found, 3), [first, second, last]);
    assert_eq!(community.state.amendments_in(found, 2), [first, second]);
    assert!(community.state.amendments_in(found, 1).is_empty());
}

#[test]
fn an_acceptance_names_the_present_text_and_the_very_change_of_each_amendment() {
    let (mut community, proposal) = plain();
    let amendment = community.amend("resident-1-1", proposal, delete(2, 2));
    let order = accept(&community, proposal, &[amendment], 60);
    let stale = AcceptAmendments { base: document(99), ..order.clone() };
    assert!(matches!(community.refusal("worker-1", stale), Rejection::TextMismatch { .. }));
    let other = AcceptAmendments { amendments: [(amendment, delete(2, 3))].into(), ..order.clone() };
    let refused = community.refusal("worker-1", other);
    let (expected, found) = (delete(2, 2), delete(2, 3));
    assert_eq!(refused, Rejection::EditMismatch { amendment, expected, found });
    let same = AcceptAmendments { document: order.base, ..order.clone() };
    already_done(&community.refusal("worker-1", same));
    let none = AcceptAmendments { amendments: BTreeMap::new(), ..order.clone() };
    assert!(matches!(community.refusal("worker-1", none), Rejection::OutOfRange { .. }));
    let refused = community.refusal("resident-1-2", order.clone());
    assert_eq!(refused, power_missing("resident-1-2", Power::Convene, "grid-1"));
    let elsewhere = {
        let matter = community.grid_matter();
        community.propose(matter, 70)
    };
    let foreign = AcceptAmendments { proposal: elsewhere, base: document(70), ..order.clone() };
    assert!(matches!(community.refusal("worker-1", foreign), Rejection::NotFound { .. }));
    community.order("worker-1", order);
    let order = AcceptAmendments {
        base: document(60),
        document: document(61),
        ..accept(&community, proposal, &[amendment], 61)
    };
    let refused = community.refusal("worker-1", order);
    assert_eq!(refused, wrong_stage("amendment", amendment, "accepted", "open"));
}

#[test]
fn nobody_answers_their_own_amendment() {
    let (mut community, _) = plain();
    let submission = community.state.submissions.values().next().unwrap();
    let author = submission.author.clone().unwrap();
    let matter = *community.state.matters.keys().next().unwrap();
    let events = community.order(author.as_str(), DraftProposal { matter, document: document(70) });
    let [Event::ProposalDrafted(drafted)] = events.as_slice() else { panic!("{events:?}") };
    let proposal = drafted.proposal;
    let amendment = community.amend("worker-1", proposal, delete(1, 1));
    let order = accept(&community, proposal, &[amendment], 60);
    for order in [order.clone().into(), Command::from(reject(amendment))] {
        let refused = community.refusal("worker-1", order);
        assert!(matches!(refused, Rejection::DutiesNotSeparate { .. }), "{refused}");
    }
    community.order(author.as_str(), order);
}

#[test]
fn a_refusal_is_answered_once_with_a_reason_and_the_same_change_is_not_proposed_again() {
    let (mut community, proposal) = plain();
    let amendment = community.amend("resident-1-1", proposal, delete(1, 1));
    let refused = community.refusal("resident-1-2", reject(amendment));
    assert_eq!(refused, power_missing("resident-1-2", Power::Convene, "grid-1"));
    let index = community.index;
    community.order("worker-1", reject(amendment));
    let answer = Answer { by: id("worker-1"), text: words(101), index };
    assert_eq!(community.amendment(amendment).status, AmendmentStatus::Rejected { answer });
    let refused = community.refusal("worker-1", reject(amendment));
    assert_eq!(refused, wrong_stage("amendment", amendment, "rejected", "open"));
    let order = propose(&community, proposal, delete(1, 1));
    already_done(&community.refusal("resident-1-2", order));
}

#[test]
fn only_its_author_takes_an_amendment_back() {
    let (mut community, proposal) = plain();
    let amendment = community.amend("resident-1-1", proposal, delete(1, 1));
    let refused = community.refusal("resident-1-2", WithdrawAmendment { amendment });
    assert_eq!(refused, Rejection::NotYourAmendment { amendment, member: id("resident-1-2") });
    community.order("resident-1-1", WithdrawAmendment { amendment });
    assert_eq!(community.stands(amendment), "withdrawn");
    community.amend("resident-1-2", proposal, delete(1, 1));
}

#[test]
fn a_whole_new_text_overtakes_all_open_amendments() {
    let (mut community, proposal) = plain();
    let open = community.amend("resident-1-1", proposal, delete(1, 1));
    let answered = community.amend("resident-1-2", proposal, delete(2, 2));
    community.order("worker-1", reject(answered));
    let events = community.order("worker-1", ReviseProposal { proposal, document: document(61) });
    let overtaken = AmendmentsOvertaken { proposal, revision: 2, amendments: [open].into() };
    assert_eq!(events[1..], [overtaken.into()]);
    let changes = community.state.changes_for(&id("resident-1-1"), community.index - 1);
    assert!(changes.iter().any(|change| change.what == Changed::Amendment(open)), "{changes:?}");
    let events = community.order("worker-1", ReviseProposal { proposal, document: document(62) });
    assert_eq!(events.len(), 1, "nothing was open any more");
}

#[test]
fn without_the_clause_open_amendments_lapse_when_the_vote_opens_and_none_is_taken_after() {
    let (mut community, proposal) = plain();
    let amendment = community.amend("resident-1-1", proposal, delete(1, 1));
    let order = community.poll_order(proposal, "council", PollScope::Council);
    let events = community.order("worker-1", order);
    let [Event::PollOpened(opened), lapsed] = events.as_slice() else { panic!("{events:?}") };
    let poll = opened.poll;
    assert_eq!(*lapsed, AmendmentsLapsed { proposal, poll, amendments: [amendment].into() }.into());
    assert_eq!(community.stands(amendment), "lapsed");
    let order = propose(&community, proposal, delete(2, 2));
    let refused = community.refusal("resident-1-1", order);
    assert_eq!(refused, wrong_stage("proposal", proposal, "voting", "open"));
}

#[test]
fn with_the_clause_the_vote_waits_until_every_amendment_is_settled() {
    let mut community = amended();
    let proposal = *community.state.proposals.keys().next().unwrap();
    let ids: Vec<AmendmentId> = community.state.amendments.keys().copied().collect();
    let order = community.poll_order(proposal, "council", PollScope::Council);
    let refused = community.refusal("worker-1", order);
    assert_eq!(refused, Rejection::AmendmentsOpen { rule: id("council"), open: 3, amendments: ids.clone() });
    community.order("worker-1", reject(ids[0]));
    community.order("resident-1-2", WithdrawAmendment { amendment: ids[1] });
    let order = community.poll_order(proposal, "council", PollScope::Council);
    let refused = community.refusal("worker-1", order);
    assert!(matches!(refused, Rejection::AmendmentsOpen { open: 1, .. }), "{refused}");
    let order = accept(&community, proposal, &[ids[2]], 60);
    community.order("worker-1", order);
    let poll = community.open_poll(proposal, "council", PollScope::Council);
    for voter in GRID_VOTERS {
        community.vote(poll, voter, Choice::For);
    }
    community.close_poll(poll);
    community.order("supervisor", CertifyResolution { poll, document: document(60) });
    let resolution = community.state.resolutions.values().next().unwrap();
    let grounds = community.state.grounds(resolution);
    let amendments = grounds.iter().filter(|ground| ground.kind == GroundKind::Amendment);
    assert_eq!(amendments.map(|ground| ground.index).collect::<Vec<_>>(), [ids[2].entry_index()]);
}

/// A step of the delegates before the residents decide, whose rule says what becomes of amendments.
fn stepwise(amendments: OpenAmendments) -> (Community, ProposalId) {
    let mut charter = crate::stepwise::charter();
    charter.decisions[1].amendments = amendments;
    charter.deadlines.amendment_answer = Some(id("1d"));
    let mut community = Community::settled(charter);
    let (_, proposal) = community.grid_proposal();
    (community, proposal)
}

#[test]
fn a_step_waits_for_amendments_where_the_decision_that_comes_after_it_does() {
    let (mut community, proposal) = stepwise(OpenAmendments::Settled);
    let amendment = community.amend("resident-1-1", proposal, delete(1, 1));
    let order = community.poll_order(proposal, "consult", PollScope::Council);
    let waits = Rejection::AmendmentsOpen { rule: id("residents"), open: 1, amendments: vec![amendment] };
    assert_eq!(community.refusal("worker-1", order.clone()), waits);
    community.order("worker-1", reject(amendment));
    community.order("worker-1", order);
}

#[test]
fn a_step_waits_also_where_other_steps_lie_between() {
    let mut charter = crate::stepwise::charter();
    charter.decisions[1].amendments = OpenAmendments::Settled;
    let step = charter.decisions.iter_mut().find(|rule| rule.id == id("consult")).unwrap();
    let first = DecisionClause { id: id("sound-out"), ..step.clone() };
    step.after = vec![first.id.clone()];
    charter.decisions.push(first);
    assert_eq!(charter.check(), Ok(()));
    let mut community = Community::settled(charter);
    let (_, proposal) = community.grid_proposal();
    community.amend("resident-1-1", proposal, delete(1, 1));
    let order = community.poll_order(proposal, "sound-out", PollScope::Council);
    let refused = community.refusal("worker-1", order);
    assert!(matches!(refused, Rejection::AmendmentsOpen { open: 1, .. }), "{refused}");
}

#[test]
fn a_step_leaves_amendments_open_where_the_decision_lets_them_lapse() {
    let (mut community, proposal) = stepwise(OpenAmendments::Lapse);
    community.post(proposal, "7d");
    let [first, second, third] =
        [1, 2, 3].map(|number| community.amend("resident-1-1", proposal, delete(number, number)));
    let poll = community.open_poll(proposal, "consult", PollScope::Council);
    let order = accept(&community, proposal, &[first], 60);
    let refused = community.refusal("worker-1", order);
    assert_eq!(refused, wrong_stage("proposal", proposal, "voting", "open"));
    community.order("worker-1", reject(first));
    community.order("resident-1-1", WithdrawAmendment { amendment: second });
    for voter in GRID_VOTERS {
        community.vote(poll, voter, Choice::For);
    }
    community.close_poll(poll);
    assert_eq!(community.stands(third), "open");
    let order = community.poll_order(proposal, "residents", PollScope::Council);
    let events = community.order("worker-1", order);
    assert!(matches!(events[1], Event::AmendmentsLapsed(_)), "{events:?}");
    let stands = [first, second, third].map(|id| community.stands(id));
    assert_eq!(stands, ["rejected", "withdrawn", "lapsed"]);
}

#[test]
fn a_text_that_fails_at_a_step_takes_its_amendments_along() {
    let (mut community, proposal) = stepwise(OpenAmendments::Lapse);
    let amendment = community.amend("resident-1-1", proposal, delete(1, 1));
    let poll = community.open_poll(proposal, "consult", PollScope::Council);
    for voter in GRID_VOTERS {
        community.vote(poll, voter, Choice::Against);
    }
    community.close_poll(poll);
    assert_eq!(community.proposal(proposal).status, ProposalStatus::Failed);
    assert_eq!(community.stands(amendment), "lapsed");
    let due = |(_, due): &(TimeMs, Obligation)| matches!(due, Obligation::AmendmentAnswer { .. });
    assert!(!community.state.obligations.iter().any(due));
}

#[test]
fn an_answer_is_owed_by_its_deadline_and_a_late_one_is_on_record() {
    let mut community = amended();
    let first = community.state.amendments.values().next().unwrap().clone();
    let due = first.answer_by_ms.unwrap();
    let owed = |community: &Community| {
        let owed = community.state.owed_to(&id("resident-1-1"));
        owed.into_iter().find(|owed| owed.what == OwedWhat::AmendmentAnswer(first.id))
    };
    assert_eq!(owed(&community).map(|it| (it.due_at_ms, it.overdue)), Some((Some(due), false)));
    assert!(community.wait_until(TimeMs(due.0 - 1)).is_empty());
    assert_eq!(community.wait_until(due)[0], AmendmentOverdue { amendment: first.id }.into());
    assert_eq!(owed(&community).map(|it| it.overdue), Some(true));
    community.order("worker-1", reject(first.id));
    assert_eq!(owed(&community), None);
    assert!(community.amendment(first.id).overdue, "the breach stands");
}

#[test]
fn an_amendment_that_is_settled_falls_due_no_more() {
    let mut community = amended();
    let proposal = *community.state.proposals.keys().next().unwrap();
    community.order("worker-1", ReviseProposal { proposal, document: document(60) });
    let due = |(_, due): &(TimeMs, Obligation)| matches!(due, Obligation::AmendmentAnswer { .. });
    assert!(!community.state.obligations.iter().any(due));
}

#[test]
fn a_proposal_that_lapses_takes_its_amendments_along() {
    let (mut community, matter, proposal) = begin(|_| {});
    let amendment = community.amend("resident-1-1", proposal, delete(1, 1));
    community.order("worker-1", ReferMatterUp { matter, reason: document(50) });
    assert_eq!(community.stands(amendment), "lapsed");
    let refused = community.refusal("resident-1-1", WithdrawAmendment { amendment });
    assert_eq!(refused, wrong_stage("amendment", amendment, "lapsed", "open"));
}

#[test]
fn one_member_has_five_amendments_to_a_revision_and_a_sixth_after_the_next() {
    let (mut community, proposal) = plain();
    for number in 1..=5 {
        community.amend("resident-1-1", proposal, delete(number, number));
    }
    let last = *community.state.amendments.keys().next_back().unwrap();
    community.order("resident-1-1", WithdrawAmendment { amendment: last });
    let order = propose(&community, proposal, delete(6, 6));
    let full = Rejection::AmendmentsFull { proposal, member: Some(id("resident-1-1")), limit: 5 };
    assert_eq!(community.refusal("resident-1-1", order.clone()), full);
    community.order("resident-1-2", order);
    community.order("worker-1", ReviseProposal { proposal, document: document(61) });
    community.amend("resident-1-1", proposal, delete(6, 6));
}

#[test]
fn other_proposals_on_the_matter_are_its_rivals() {
    let (mut community, matter, proposal) = begin(|_| {});
    let other = community.propose(matter, 70);
    let rivals =
        |id| community.state.rival_proposals(community.proposal(id)).map(|it| it.id).collect::<Vec<_>>();
    assert_eq!((rivals(proposal), rivals(other)), (vec![other], vec![proposal]));
}

#[test]
fn an_answer_that_would_come_after_the_decision_is_refused_as_a_deadline() {
    let mut charter = minimal_charter();
    charter.deadlines.amendment_answer = Some(charter.deadlines.deliberation);
    assert!(charter.check().is_ok());
    charter.deadlines.amendment_answer = Some(id("63d"));
    let faults = charter.check().unwrap_err();
    assert_eq!(faults[0].clauses, ["deadlines.amendment_answer", "deadlines.deliberation"]);
}

/// The words of an edit are numbers that stand nowhere else.
fn edits(paragraphs: u32) -> impl Strategy<Value = Vec<ParagraphEdit>> {
    let edit =
        (0..3_u32, 0..=paragraphs, 0..3_u32, 1..4_u32).prop_map(move |(kind, first, length, added)| {
            let run = |first: u32| (first.max(1), (first.max(1) + length).min(paragraphs));
            match kind {
                0 => insert(first, 110, added),
                1 => delete(run(first).0, run(first).1),
                _ => replace(run(first).0, run(first).1, 110, added),
            }
        });
    prop::collection::vec(edit, 1..6)
}

/// Applies edits one by one, from the end of the text to its beginning, so that no place moves before its turn.
fn applied(text: &[u32], edits: &[ParagraphEdit]) -> Vec<u32> {
    let mut edits = edits.to_vec();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.last()));
    let mut text = text.to_vec();
    for edit in edits {
        let start = if edit.removed() == 0 { edit.first() } else { edit.first() - 1 } as usize;
        let new = std::iter::repeat_n(0, edit.added() as usize);
        text.splice(start..start + edit.removed() as usize, new);
    }
    text
}

proptest! {
    #[test]
    fn what_nobody_touched_stands_at_the_same_words_after_it_moved(edits in edits(9)) {
        let text: Vec<u32> = (1..=9).collect();
        let (carried, others) = edits.split_first().unwrap();
        let mut apart: Vec<ParagraphEdit> = Vec::new();
        for edit in others {
            if !edit.touches(carried) && apart.iter().all(|other| !other.touches(edit)) {
                apart.push(edit.clone());
            }
        }
        let moved = carried.moved_by(apart.iter());
        let later = applied(&text, &apart);
        let at = |text: &[u32], number: u32| number.checked_sub(1).map(|place| text[place as usize]);
        prop_assert_eq!(at(&later, moved.first()), at(&text, carried.first()));
        prop_assert_eq!(at(&later, moved.last()), at(&text, carried.last()));
        let mut together = apart.clone();
        together.push(carried.clone());
        prop_assert_eq!(applied(&later, &[moved]), applied(&text, &together), "the order does not matter");
    }
}
