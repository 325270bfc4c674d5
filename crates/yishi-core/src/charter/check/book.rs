//! What stands in the book already and an amendment has to respect.

use super::Faults;
use crate::*;
use std::collections::{BTreeMap, BTreeSet};

/// Faults of a charter as the next one of this book: what people, seats and matters refer to must go on existing.
pub(crate) fn faults_in_book(state: &State, next: &Charter) -> Vec<CharterFault> {
    let mut faults = Faults::default();
    check_registrars(state, next, &mut faults);
    if let Some(version) = state.charter() {
        check_councils(&version.charter, next, &mut faults);
        check_places(state, next, &mut faults);
        check_matters(state, next, &mut faults);
        check_seatings(state, next, &mut faults);
        check_separation(state, next, &mut faults);
        check_postings(state, next, &mut faults);
    }
    faults.0
}

fn check_registrars(state: &State, next: &Charter, faults: &mut Faults) {
    let registrars = state.book.as_ref().map_or(0, |book| book.registrars.len());
    let threshold = next.registrars.threshold;
    if u64::from(threshold) > u64::try_from(registrars).unwrap_or(u64::MAX) {
        let message =
            format!("the book has {registrars} registrars, so {threshold} can never agree: lower it");
        faults.add("registrars.threshold", message);
    }
}

fn check_councils(current: &Charter, next: &Charter, faults: &mut Faults) {
    for council in &current.councils {
        match next.council(&council.id) {
            Some(kept) if kept.level == council.level => {}
            Some(kept) => faults.add(
                "councils",
                format!(
                    "council `{}` is at level `{}` and cannot become one of level `{}`",
                    council.id, council.level, kept.level
                ),
            ),
            None => faults.add(
                "councils",
                format!("council `{}` is missing: entries of this book refer to it, so keep it", council.id),
            ),
        }
    }
}

/// People, units and open submissions belong to councils that have none below them.
fn check_places(state: &State, next: &Charter, faults: &mut Faults) {
    let members = state.roll.members.values().map(|member| &member.council);
    let units = state.roll.units.values().map(|unit| &unit.council);
    let submissions = state.submissions.values().map(|submission| &submission.council);
    let used: BTreeSet<&CouncilId> = members.chain(units).chain(submissions).collect();
    for council in used {
        if next.council(council).is_some() && !next.is_lowest(council) {
            let message =
                format!("people or places belong to council `{council}`: it cannot get councils below it");
            faults.add("councils", message);
        }
    }
}

/// An open matter stays before a council that covers its places, wherever councils are moved in the tree.
fn check_matters(state: &State, next: &Charter, faults: &mut Faults) {
    let open = state.matters.values().filter(|matter| matter.stage != MatterStage::Closed);
    for matter in open {
        let council = &matter.council;
        let places = matter.facts.places.iter().filter(|place| next.council(place).is_some());
        let outside = places.filter(|place| !next.is_at_or_below(place, council)).count();
        if outside > 0 && next.council(council).is_some() {
            let message = format!(
                "open matter `{}` of council `{council}` touches {outside} place(s) that would no longer be below it: refer the matter up first, or leave them there",
                matter.id
            );
            faults.add("councils", message);
        }
    }
}

fn check_seatings(state: &State, next: &Charter, faults: &mut Faults) {
    let kinds: BTreeSet<(&CouncilId, &SeatId)> =
        state.seatings.keys().map(|seating| (&seating.council, &seating.seat)).collect();
    let alternates = state.alternates.running.iter().filter_map(|id| state.alternates.lists.get(id));
    let kinds = kinds.into_iter().chain(alternates.map(|list| (&list.council, &list.seat)));
    let kinds: BTreeSet<(&CouncilId, &SeatId)> = kinds.collect();
    let kept = kinds.into_iter().filter(|(council, _)| next.council(council).is_some());
    for (council, seat) in kept {
        let held = u64::try_from(state.holders(council, seat).count()).unwrap_or(u64::MAX);
        let holders = next.seats_of(council).find(|found| found.id == *seat).map_or(0, |found| found.holders);
        let calls: usize = state.running_alternates(council, seat).map(|list| list.called().count()).sum();
        let called = u64::try_from(calls).unwrap_or(u64::MAX);
        if held <= u64::from(holders) && held.saturating_add(called) > u64::from(holders) {
            let message = format!(
                "{held} members hold seat `{seat}` of council `{council}` and {called} are called to it, the charter has {holders}: wait for their answer, or keep the seats"
            );
            faults.add("seats", message);
        }
        if held > u64::from(holders) {
            let message = format!(
                "{held} members hold seat `{seat}` of council `{council}`, the charter has {holders}: vacate some first, or keep the seats"
            );
            faults.add("seats", message);
        }
    }
}

/// Nobody holds seats already that the next charter keeps apart.
fn check_separation(state: &State, next: &Charter, faults: &mut Faults) {
    if next.separation.is_empty() {
        return;
    }
    let mut seats: BTreeMap<&MemberId, Vec<(&CouncilId, &SeatId)>> = BTreeMap::new();
    for Seating { council, seat, member } in state.seatings.keys() {
        seats.entry(member).or_default().push((council, seat));
    }
    let modes = next.modes();
    for (member, held) in seats {
        if let Some((duty, other)) = modes.inseparable(&held) {
            let message = format!(
                "`{member}` holds seats with both `{}` and `{}`, which would have to be apart: vacate one first",
                duty.name(),
                other.name()
            );
            faults.add("separation", message);
        }
    }
}

fn check_postings(state: &State, next: &Charter, faults: &mut Faults) {
    let kinds: BTreeSet<(&CouncilId, &PostId)> =
        state.posts.held.keys().map(|held| (&held.council, &held.post)).collect();
    let kept = kinds.into_iter().filter(|(council, _)| next.council(council).is_some());
    for (council, post) in kept {
        let held = u64::try_from(state.posts.holders(council, post).count()).unwrap_or(u64::MAX);
        let holders = next.posts_of(council).find(|found| found.id == *post).map_or(0, |found| found.holders);
        if held > u64::from(holders) {
            let message = format!(
                "{held} members hold post `{post}` of council `{council}`, the charter has {holders}: vacate some first, or keep the posts"
            );
            faults.add("posts", message);
        }
    }
}
