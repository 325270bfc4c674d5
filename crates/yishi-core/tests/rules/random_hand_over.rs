//! Random orders where matters go to other books and come from them.

use crate::community::*;
use crate::hand_over::{cited, hand_over, receive};
use yishi_core::*;

/// Which of the orders below, on which of the matters, and a number to vary it by.
pub fn order(community: &Community, which: usize, pick: usize, extra: usize) -> Option<Command> {
    let matters = &community.state.matters;
    let handed = matters.values().filter(|matter| !matter.hand_overs.is_empty()).map(|matter| matter.id);
    let handed: Vec<MatterId> = handed.collect();
    Some(match which {
        0 => {
            let matter = *matters.keys().nth(pick % matters.len().max(1))?;
            let answer_by_ms = TimeMs(community.at.0 + (extra as u64 % 62 + 1) * DAY_MS);
            HandOverMatter { answer_by_ms, ..hand_over(community, matter) }.into()
        }
        1 => ReceiveMatter { matter_there: MatterId::first(pick as u64 % 4), ..receive(extra as u64 % 9) }
            .into(),
        2 => {
            let matter = *handed.get(pick % handed.len().max(1))?;
            let made = &community.state.matter(&matter).unwrap().hand_overs;
            let handed_over_at = made[extra % made.len()].index;
            ConfirmHandOver { matter, handed_over_at, cited: cited(extra as u64 % 9) }.into()
        }
        _ => return None,
    })
}

/// Who would usually give the order.
pub fn usual(which: usize) -> &'static str {
    ["worker-1", "worker-1", "secretary"][which % 3]
}

/// What another book has is closed here, and what rests here waits for a word of another book.
pub fn invariant_matters_are_dealt_with_in_one_place(state: &State) {
    for matter in state.matters.values() {
        let given = matter.hand_over();
        let confirmed = given.is_some_and(|found| found.confirmed_at.is_some());
        assert_eq!(matter.closure == Some(Closure::HandedOver), confirmed, "{}", matter.id);
        let waits = matter.stage == MatterStage::HandedOver;
        assert!(!waits || given.is_some_and(|found| !found.lapsed && !confirmed), "{}", matter.id);
        if let Some(received) = &matter.received_from {
            let found = state.received(&received.from.origin, received.place.index);
            assert_eq!(found, Some(matter.id));
        }
    }
}
