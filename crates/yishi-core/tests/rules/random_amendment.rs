//! Random orders about amendments of single paragraphs.

use crate::amendment::{accept, propose, replace};
use crate::community::*;
use std::collections::BTreeMap;
use yishi_core::*;

/// Which of the orders below, on which of the proposals, and a number to vary it by.
pub fn order(
    community: &Community,
    which: usize,
    proposal: Option<ProposalId>,
    extra: usize,
) -> Option<Command> {
    let found = community.state.proposal(&proposal?).ok()?;
    let open: Vec<AmendmentId> = community.state.open_amendments(found).map(|it| it.id).collect();
    let one = open.get(extra % open.len().max(1)).copied();
    Some(match which {
        0 => {
            let first = (extra % 7) as u32;
            let edit = match extra % 3 {
                0 => ParagraphEdit::Insert { after: first, wording: document(112), paragraphs: 2 },
                1 => ParagraphEdit::Delete { first, last: first + (extra % 2) as u32 },
                _ => replace(first, first + (extra % 4) as u32, 113, 1),
            };
            propose(community, found.id, edit).into()
        }
        1 => {
            let taken: Vec<AmendmentId> = open.into_iter().skip(extra % 3).take(1 + extra % 2).collect();
            accept(community, found.id, &taken, (extra % 250) as u8).into()
        }
        _ if extra.is_multiple_of(2) => RejectAmendment { amendment: one?, text: words(101) }.into(),
        _ => WithdrawAmendment { amendment: one? }.into(),
    })
}

/// Who would usually give the order.
pub fn usual(community: &Community, command: &Command, extra: usize) -> String {
    match command {
        Command::WithdrawAmendment(command) => {
            community.state.amendment(&command.amendment).unwrap().author.to_string()
        }
        Command::ProposeAmendment(_) => {
            ["resident-1-1", "resident-1-2", "resident-1-3", "secretary"][extra % 4].to_owned()
        }
        _ => "worker-1".to_owned(),
    }
}

/// Answers that are owed by a moment.
pub fn obligations(state: &State) -> Vec<(TimeMs, Obligation)> {
    let open = state.amendments.values().filter(|found| found.is_open() && !found.overdue);
    let due = open
        .filter_map(|found| Some((found.answer_by_ms?, Obligation::AmendmentAnswer { amendment: found.id })));
    due.collect()
}

/// What is open stands on the present text of a proposal that is open or at a step, and nobody has too many of them.
pub fn invariant_open_amendments_stand_on_the_present_text(state: &State) {
    let mut open: BTreeMap<(ProposalId, &MemberId), usize> = BTreeMap::new();
    for amendment in state.amendments.values() {
        let proposal = state.proposal(&amendment.proposal).unwrap();
        assert!(proposal.amendments.contains(&amendment.id));
        if amendment.is_open() {
            let present = proposal.present().unwrap();
            let at_step = proposal.status == ProposalStatus::Voting
                && proposal.polls.last().is_some_and(|id| state.polls[id].rule.stage == DecisionStage::Step);
            assert!(proposal.status == ProposalStatus::Open || at_step, "{:?}", proposal.status);
            assert_eq!((amendment.revision, amendment.base), (present.number, present.document));
            *open.entry((proposal.id, &amendment.author)).or_default() += 1;
        }
    }
    assert!(open.values().all(|open| *open <= 5));
}

/// What was taken over together touches different places of one text, was answered by somebody else, and made the next revision.
pub fn invariant_accepted_amendments_are_apart(state: &State) {
    for amendment in state.amendments.values() {
        let AmendmentStatus::Accepted { by, revision, .. } = &amendment.status else { continue };
        assert_eq!(amendment.revision + 1, *revision);
        assert!(*by != amendment.author);
        let together = |other: &&std::sync::Arc<Amendment>| other.accepted_by() == Some(*revision);
        assert_eq!(state.rivals_of(amendment).filter(together).count(), 0);
    }
}
