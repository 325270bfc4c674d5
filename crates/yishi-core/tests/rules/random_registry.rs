//! Random orders to a book that keeps a register.

use crate::community::*;
use crate::registry::*;
use yishi_core::*;

const BOOKS: [&str; 3] = [EAST, WEST, "north.example/lane-0a1b2c3d"];

/// Pins by a registrar, or an act that waits for others; on which of the books, and a number to vary it by.
pub fn order(community: &Community, which: usize, pick: usize, extra: usize) -> Option<Command> {
    let origin = BOOKS[pick % BOOKS.len()];
    let book = community.state.register.books.get(&id::<BookOrigin>(origin));
    let newest = book.map_or(1, |book| book.newest_pin().size);
    let size = newest.saturating_add(extra as u64 % 5).saturating_sub(u64::from(extra.is_multiple_of(7)));
    if which == 0 {
        let before = book.and_then(|book| book.pin_within(size)).map_or(root(1), |pin| pin.root);
        let shown = if extra.is_multiple_of(11) { root(0) } else { before };
        let stands = StandsAt { size, root: root(u8::try_from(size % 250).unwrap_or_default() + 1) };
        return Some(PinCheckpoint { stands, shown_root: shown, ..pin(origin, size, 0, 0) }.into());
    }
    let act = match extra % 8 {
        0..=2 => RegistrarAct::RegisterBook(registration(origin)),
        3 => rotation(origin, &format!("key-{extra}"), newest + 2, newest + extra as u64 % 4),
        4 => RegistrarAct::ChangeRegisteredPolicy(PolicyChange {
            origin: id(origin),
            policy: extra.is_multiple_of(3).then(|| document(9)),
        }),
        5 => freezing(origin, newest),
        _ => succession(origin, BOOKS[(pick + 1) % BOOKS.len()]),
    };
    let mut waiting =
        community.state.registrar_requests.values().filter(|it| it.status == RequestStatus::Waiting);
    match waiting.next_back() {
        Some(request) if which == 2 => Some(EndorseRegistrarAct { request: request.id }.into()),
        _ => Some(RequestRegistrarAct { act }.into()),
    }
}

/// Who would usually give the order.
pub fn usual(which: usize) -> &'static str {
    ["registrar-3", "registrar-1", "registrar-2"][which % 3]
}

/// A register with two books in it.
pub fn begun() -> Community {
    let mut community = keeper();
    for origin in [EAST, WEST] {
        community.agreed(RegistrarAct::RegisterBook(registration(origin)));
    }
    community
}

/// Pins that are waited for.
pub fn obligations(state: &State) -> Vec<(TimeMs, Obligation)> {
    let due = |book: &std::sync::Arc<RegisteredBook>| {
        let due = book.pin_by_ms.filter(|_| !book.overdue)?;
        Some((due, Obligation::PinDue { book: book.id }))
    };
    state.register.books.values().filter_map(due).collect()
}

/// The first pin is the first entry, what is pinned was signed by a key in force, and a successor stands after a freeze only.
pub fn invariant_registers_are_in_order(state: &State) {
    for (origin, book) in &state.register.books {
        assert_eq!(state.register.ids.get(&book.id), Some(origin));
        assert_eq!(book.pin_within(1), Some(StandsAt { size: 1, root: book.first_leaf }));
        for size in book.pins.keys().chain([&(book.newest_pin().size + 1), &1_000_000]) {
            assert!(keys_at(&book.keys, *size).count() >= 1, "no key signs size {size} of {origin}");
        }
        assert!(book.successor.is_none() || book.freeze.is_some());
        assert!(
            book.freeze.as_ref().is_none_or(|it| book.pin_within(it.last_good.size) == Some(it.last_good))
        );
    }
}
