//! Random orders about what resolutions lay down to last: duties that come back.

use crate::community::*;
use crate::duties::{inspection, laying, perform, recurs};
use imbl::{OrdMap, OrdSet};
use yishi_core::*;

/// A duty that stands, and a proposal that may lay down more.
pub fn begun() -> Community {
    let (mut community, _) = crate::duties::laid(inspection(recurs("7d", Lasts::UntilEnded)));
    let matter = community.grid_matter();
    community.propose(matter, 23);
    community
}

/// Which of the orders below, on which of the proposals, and a number to vary it by.
pub fn order(
    community: &Community,
    which: usize,
    proposal: Option<ProposalId>,
    extra: usize,
) -> Option<Command> {
    let duties = &community.state.standings.duties;
    Some(match which {
        0 => {
            let proposal = proposal?;
            let lasts = [Lasts::UntilEnded, Lasts::Times { times: extra as u32 % 4 }][extra % 2];
            let recurs = Recurrence { grace_days: extra as u32 % 9, ..recurs("7d", lasts) };
            let ends: Vec<_> = duties.keys().copied().filter(|_| extra.is_multiple_of(3)).take(3).collect();
            let duties = vec![inspection(recurs); extra % 3];
            let document = community.proposal(proposal).document()?;
            DeclareEffects { proposal, document, ..laying(duties, &ends) }.into()
        }
        1 => {
            let (id, duty) = duties.iter().nth(extra % duties.len().max(1))?;
            let occurrence = match extra % 4 {
                0 => extra as u32 % 5,
                1 => duty.overdue.get_min().copied().unwrap_or(duty.next),
                _ => duty.next,
            };
            perform(*id, occurrence).into()
        }
        _ => return None,
    })
}

/// Who would usually give the order.
pub fn usual(which: usize, _extra: usize) -> &'static str {
    match which {
        0 => "worker-1",
        _ => "steward-1",
    }
}

/// What standing duties are waiting for.
pub fn obligations(state: &State) -> Vec<(TimeMs, Obligation)> {
    let running = state.standings.duties.values().filter(|duty| duty.end.is_none());
    let due = |duty: &std::sync::Arc<StandingDuty>| {
        Some((duty.next_due_at_ms?, Obligation::StandingDuty { duty: duty.id }))
    };
    running.filter_map(due).collect()
}

pub fn invariant_every_window_of_a_duty_was_done_or_missed(state: &State) {
    for duty in state.standings.duties.values() {
        assert_eq!(duty.occurrences.len() as u32, duty.next - 1);
        assert!(duty.occurrences.keys().copied().eq(1..duty.next));
        for (number, found) in &duty.occurrences {
            assert!(found.missed_at.is_some() || found.performed.is_some());
            assert_eq!(duty.overdue.contains(number), found.performed.is_none());
        }
        assert_eq!(duty.next_due_at_ms, duty.windows.due(duty.next));
    }
}

pub fn invariant_duties_are_found_by_who_owes_them_and_who_sees_to_them(state: &State) {
    let mut owed_by: OrdMap<DutyBearer, OrdSet<StandingDutyId>> = OrdMap::new();
    let mut seen_to_by: OrdMap<SeatAt, OrdSet<StandingDutyId>> = OrdMap::new();
    for duty in state.standings.duties.values().filter(|duty| duty.is_owed()) {
        owed_by.entry(duty.terms.bearer.clone()).or_default().insert(duty.id);
        seen_to_by.entry(duty.terms.supervisor.clone()).or_default().insert(duty.id);
    }
    assert_eq!((owed_by, seen_to_by), (state.standings.owed_by.clone(), state.standings.seen_to_by.clone()));
}
