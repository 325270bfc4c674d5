//! A register after what happened to it.

use super::*;
use crate::evolve::Evolving;
use crate::state::change;

pub(crate) fn evolve_book_registered(evolving: &mut Evolving<'_>, event: &BookRegistered) {
    evolving.settle_request(event.request, RequestStatus::Effective);
    let (index, at) = (evolving.context.index, evolving.context.at);
    let key = LogKeySpan { log_vkey: event.log_vkey.clone(), from_size: 0, until_size: None };
    let book = RegisteredBook {
        id: event.book,
        origin: event.origin.clone(),
        first_leaf: event.first_leaf,
        engine_key: event.engine_key,
        keys: vec![key],
        key_entries: vec![index],
        policy: event.policy,
        // The root over one entry is its leaf hash.
        pins: OrdMap::unit(1, Pin { root: event.first_leaf, at, index }),
        conflicts: Vec::new(),
        pin_by_ms: Some(event.pin_by_ms),
        overdue: false,
        freeze: None,
        successor: None,
        changed_at: index,
    };
    evolving.state.register.ids.insert(event.book, event.origin.clone());
    evolving.state.register.books.insert(event.origin.clone(), Arc::new(book));
    evolving.schedule(event.pin_by_ms, Obligation::PinDue { book: event.book });
}

pub(crate) fn evolve_registered_key_rotated(evolving: &mut Evolving<'_>, event: &RegisteredKeyRotated) {
    evolving.settle_request(event.request, RequestStatus::Effective);
    let RegisteredKeyRotated { log_vkey, from_size, until_size, .. } = event.clone();
    let index = evolving.context.index;
    evolving.change_book(&event.origin, |book| {
        rotate(&mut book.keys, log_vkey, from_size, until_size);
        book.key_entries.push(index);
    });
}

pub(crate) fn evolve_registered_policy_changed(evolving: &mut Evolving<'_>, event: &RegisteredPolicyChanged) {
    evolving.settle_request(event.request, RequestStatus::Effective);
    evolving.change_book(&event.origin, |book| book.policy = event.policy);
}

pub(crate) fn evolve_registered_book_frozen(evolving: &mut Evolving<'_>, event: &RegisteredBookFrozen) {
    evolving.settle_request(event.request, RequestStatus::Effective);
    evolving.lift_pin(&event.origin);
    let index = evolving.context.index;
    evolving.change_book(&event.origin, |book| {
        let (reason, last_good) = (event.reason.clone(), event.last_good);
        book.freeze = Some(RegisteredFreeze { reason, last_good, index });
        book.pin_by_ms = None;
    });
}

pub(crate) fn evolve_successor_named(evolving: &mut Evolving<'_>, event: &SuccessorNamed) {
    evolving.settle_request(event.request, RequestStatus::Effective);
    evolving.change_book(&event.origin, |book| book.successor = Some(event.successor.clone()));
}

pub(crate) fn evolve_checkpoint_pinned(evolving: &mut Evolving<'_>, event: &CheckpointPinned) {
    evolving.lift_pin(&event.origin);
    let pin = Pin { root: event.stands.root, at: evolving.context.at, index: evolving.context.index };
    evolving.change_book(&event.origin, |book| {
        book.pins.insert(event.stands.size, pin);
        (book.pin_by_ms, book.overdue) = (Some(event.pin_by_ms), false);
    });
    if let Some(book) = evolving.state.register.books.get(&event.origin).map(|book| book.id) {
        evolving.schedule(event.pin_by_ms, Obligation::PinDue { book });
    }
}

pub(crate) fn evolve_pin_conflict_recorded(evolving: &mut Evolving<'_>, event: &PinConflictRecorded) {
    let PinConflictRecorded { conflict, stands, pinned, .. } = *event;
    let index = evolving.context.index;
    evolving.change_book(&event.origin, |book| {
        book.conflicts.push(PinConflict { conflict, stands, pinned, index });
    });
}

pub(crate) fn evolve_pin_overdue(evolving: &mut Evolving<'_>, event: &PinOverdue) {
    evolving.change_book(&event.origin, |book| book.overdue = true);
}

/// The key before the new one signs up to a size; the new one from another on.
pub(crate) fn rotate(keys: &mut Vec<LogKeySpan>, log_vkey: String, from_size: u64, until_size: u64) {
    for span in keys.iter_mut().filter(|span| span.until_size.is_none()) {
        span.until_size = Some(until_size);
    }
    keys.push(LogKeySpan { log_vkey, from_size, until_size: None });
}

impl Evolving<'_> {
    fn change_book(&mut self, origin: &BookOrigin, change_it: impl FnOnce(&mut RegisteredBook)) {
        let index = self.context.index;
        change(&mut self.state.register.books, origin, |book| {
            change_it(book);
            book.changed_at = index;
        });
    }

    /// Nothing is waited for any more, or something else; one that was missed has fired already.
    fn lift_pin(&mut self, origin: &BookOrigin) {
        let book = self.state.register.books.get(origin);
        let due = book.and_then(|book| Some((book.pin_by_ms?, book.id)));
        if let Some((due_at_ms, book)) = due {
            self.unschedule(due_at_ms, Obligation::PinDue { book });
        }
    }
}
