//! Random orders where several books decide together.

use crate::across::{cite, declare};
use crate::community::*;
use yishi_core::*;

/// Which of the orders below, on which of the proposals and polls, and a number to vary it by.
pub fn order(community: &Community, which: usize, pick: usize, extra: usize) -> Option<Command> {
    let state = &community.state;
    let across = state.polls.values().filter(|poll| poll.rule.across.is_some());
    let polls: Vec<PollId> = across.map(|poll| poll.id).collect();
    let poll = polls.get(pick % polls.len().max(1)).copied();
    Some(match which {
        0 => {
            let proposal = *state.proposals.keys().nth(pick % state.proposals.len().max(1))?;
            let origin =
                id(["east", "west"].map(|it| format!("{it}.example/lane-0a1b2c3d"))[extra % 2].as_str());
            let partner = PartnerBook { origin, log_vkey: "key".to_owned() };
            declare(community, proposal, vec![partner]).into()
        }
        1 => HandOverResult { poll: poll? }.into(),
        2 => cite(poll?, ["east", "west", "north"][extra % 3], !extra.is_multiple_of(5)).into(),
        _ => return None,
    })
}

/// Who would usually give the order.
pub fn usual(which: usize) -> &'static str {
    ["worker-1", "supervisor", "resident-1-1"][which % 3]
}

/// What polls are waiting for that other books decide as well.
pub fn obligations(state: &State) -> Vec<(TimeMs, Obligation)> {
    let waiting = state.polls.values().filter(|poll| poll.across.settled.is_none());
    let due = |poll: &std::sync::Arc<Poll>| {
        Some((poll.across.due_at_ms?, Obligation::PartnerResults { poll: poll.id }))
    };
    waiting.filter_map(due).collect()
}

/// Nothing is certified without the others, and what they did not pass is not waited for.
pub fn invariant_nothing_is_certified_that_others_did_not_pass(state: &State) {
    for poll in state.polls.values().filter(|poll| poll.rule.across.is_some()) {
        let agreed = 1 + poll.across.cited.values().filter(|cited| cited.passed).count() as u64;
        let books = state.partners_of(poll).unwrap().len() as u64 + 1;
        let clause = poll.rule.across.as_ref().unwrap();
        if state.resolution_of(poll).is_some() {
            assert!(clause.passes.is_met(agreed, books));
            assert!(poll.across.settled.is_some_and(|settled| settled.passed));
        }
        if poll.across.settled.is_some_and(|settled| !settled.passed) {
            assert_eq!(state.proposal(&poll.proposal).unwrap().status, ProposalStatus::Failed);
        }
    }
}
