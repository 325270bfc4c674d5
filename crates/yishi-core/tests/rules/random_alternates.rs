//! Random orders of alternates and of those whose places they take.

use crate::community::*;
use crate::random::nth;
use yishi_core::*;

/// An alternate who stands so, with the election; if there is none, any.
fn alternate(state: &State, wanted: AlternateStatus, pick: usize) -> Option<(ResolutionId, MemberId)> {
    let all = || {
        let lists = state.alternates.lists.values();
        lists.flat_map(|list| list.alternates.iter().map(move |found| (list.resolution, found)))
    };
    let named = |(resolution, found): (ResolutionId, &Alternate)| (resolution, found.member.clone());
    let fitting = nth(all().filter(|(_, found)| found.status == wanted).map(named), pick);
    fitting.or_else(|| nth(all().map(named), pick))
}

/// Which of the orders below, and numbers to vary it by.
pub fn order(community: &Community, which: usize, pick: usize, extra: usize) -> Option<Command> {
    let state = &community.state;
    Some(match which {
        0 => StepUp { resolution: alternate(state, AlternateStatus::Called, pick)?.0 }.into(),
        1 if extra.is_multiple_of(5) => {
            DeclineStepUp { resolution: alternate(state, AlternateStatus::Waiting, pick)?.0 }.into()
        }
        1 => DeclineStepUp { resolution: alternate(state, AlternateStatus::Called, pick)?.0 }.into(),
        _ => {
            let Seating { council, seat, member } = nth(state.alternates.seated_by.keys(), pick)?.clone();
            VacateSeat { council, seat, member, reason: "moves on".to_owned() }.into()
        }
    })
}

/// Who would usually give the order.
pub fn usual(community: &Community, command: &Command, pick: usize, extra: usize) -> String {
    let wanted = match command {
        Command::DeclineStepUp(_) if extra.is_multiple_of(5) => AlternateStatus::Waiting,
        Command::VacateSeat(command) => return command.member.to_string(),
        _ => AlternateStatus::Called,
    };
    alternate(&community.state, wanted, pick).map_or("secretary".to_owned(), |(_, member)| member.to_string())
}

/// What alternates are waited for, and until when they are.
pub fn obligations(state: &State) -> Vec<(TimeMs, Obligation)> {
    let mut owed = Vec::new();
    for list in state.alternates.lists.values().filter(|list| list.ended.is_none()) {
        let resolution = list.resolution;
        owed.push((list.term_ends_at_ms.unwrap(), Obligation::AlternatesEnd { resolution }));
        for (order, _, call) in list.called() {
            owed.push((call.accept_by_ms, Obligation::AlternateAnswer { resolution, order }));
        }
    }
    owed
}

/// Nobody is called before those who come first, unless these had their turn or could not take the seat; each has one call and
/// sits by it once; no place waits for a call.
pub fn invariant_alternates_step_up_in_order_and_once(state: &State) {
    for list in state.alternates.lists.values() {
        assert!(list.vacant.is_empty(), "somebody is called to a place in the entry that leaves it");
        assert_eq!(state.alternates.running.contains(&list.resolution), list.ended.is_none());
        for (order, found) in list.numbered() {
            let Some(call) = &found.call else {
                assert!(!matches!(found.status, AlternateStatus::Called | AlternateStatus::Seated));
                continue;
            };
            assert!(found.status != AlternateStatus::Waiting);
            for (_, earlier) in list.numbered().take(order as usize - 1) {
                let had_turn = earlier.call.as_ref().is_some_and(|earlier| earlier.index <= call.index);
                let declined = earlier.settled_at.is_some_and(|settled| settled <= call.index);
                assert!(
                    had_turn || declined || earlier.passed_over_at.is_some(),
                    "{earlier:?} before {found:?}"
                );
            }
        }
        let places: std::collections::BTreeSet<&MemberId> =
            list.called().map(|(_, _, call)| &call.in_place_of).collect();
        assert_eq!(places.len(), list.called().count(), "one call for each place");
        let election = state.resolutions[&list.resolution].election.as_ref().unwrap();
        assert!(list.alternates.iter().all(|found| !election.elected.contains(&found.member)));
        for (_, member, call) in list.called() {
            let left = Seating {
                council: list.council.clone(),
                seat: list.seat.clone(),
                member: call.in_place_of.clone(),
            };
            assert!(
                state.alternates.seated_by.get(&left) != Some(&list.resolution) && *member != left.member
            );
        }
    }
    for (seating, resolution) in &state.alternates.seated_by {
        assert!(state.seatings.contains_key(seating), "{seating:?} by {resolution}");
    }
}
