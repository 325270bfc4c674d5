//! Registry books: what is registered, pinned, frozen and succeeded, and what contradicts a pin.
//!
//! Notes and proofs are `yishi-book`'s to check: here roots stand for what was proven.

use crate::community::*;
use yishi_core::*;

pub const EAST: &str = "east.example/lane-0a1b2c3d";
pub const WEST: &str = "west.example/lane-0a1b2c3d";

pub fn root(number: u8) -> Digest {
    Digest([number; 32])
}

/// The minimal community, which also keeps a register.
pub fn keeper() -> Community {
    keeping(3)
}

fn keeping(books: u32) -> Community {
    let mut charter = minimal_charter();
    charter.registry = Some(RegistryClause { pin_every: Period::Days(7), books_at_most: BooksAtMost(books) });
    Community::settled(charter)
}

pub fn registration(origin: &str) -> Registration {
    Registration {
        origin: id(origin),
        log_vkey: format!("{origin}+00000001+key"),
        first_leaf: root(1),
        engine_key: key_of("engine"),
        policy: None,
    }
}

pub fn rotation(origin: &str, name: &str, from_size: u64, until_size: u64) -> RegistrarAct {
    let log_vkey = format!("{origin}+00000002+{name}");
    RegistrarAct::RotateRegisteredKey(RegisteredKeyRotation {
        origin: id(origin),
        log_vkey,
        from_size,
        until_size,
    })
}

pub fn freezing(origin: &str, last_good_size: u64) -> RegistrarAct {
    let reason = "the log key was stolen".to_owned();
    RegistrarAct::FreezeRegisteredBook(RegisteredFreezing { origin: id(origin), reason, last_good_size })
}

pub fn succession(origin: &str, successor: &str) -> RegistrarAct {
    let founding = "{}".to_owned();
    RegistrarAct::NameSuccessor(BookSuccession { origin: id(origin), successor: id(successor), founding })
}

/// A checkpoint that leads from the pin with root `shown`.
pub fn pin(origin: &str, size: u64, stands: u8, shown: u8) -> PinCheckpoint {
    let stands = StandsAt { size, root: root(stands) };
    PinCheckpoint {
        origin: id(origin),
        stands,
        shown_root: root(shown),
        note: "note".into(),
        proof: Vec::new(),
    }
}

fn request(act: &RegistrarAct) -> RequestRegistrarAct {
    RequestRegistrarAct { act: act.clone() }
}

impl Community {
    /// Two registrars do it together.
    pub fn agreed(&mut self, act: RegistrarAct) -> Event {
        let events = self.order("registrar-1", request(&act));
        let [Event::RegistrarActRequested(requested), _] = events.as_slice() else { panic!("{events:?}") };
        let events = self.order("registrar-2", EndorseRegistrarAct { request: requested.request });
        let [_, effect] = <[Event; 2]>::try_from(events).unwrap();
        effect
    }

    fn refused(&mut self, act: &RegistrarAct) -> Rejection {
        self.refusal("registrar-1", request(act))
    }

    fn registered(&self, origin: &str) -> &RegisteredBook {
        self.state.registered_book(&id(origin)).unwrap()
    }
}

fn with_east() -> Community {
    let mut community = keeper();
    community.agreed(RegistrarAct::RegisterBook(registration(EAST)));
    community
}

#[test]
fn a_book_is_registered_by_two_registrars_and_its_first_entry_is_its_first_pin() {
    let mut community = keeper();
    let effect = community.agreed(RegistrarAct::RegisterBook(registration(EAST)));
    assert!(matches!(effect, Event::BookRegistered(ref event) if event.origin == id(EAST)));
    let book = community.registered(EAST);
    assert_eq!(book.newest_pin(), StandsAt { size: 1, root: root(1) });
    assert_eq!(keys_at(&book.keys, 0).count(), 1);
    let again = community.refused(&RegistrarAct::RegisterBook(registration(EAST)));
    assert!(matches!(again, Rejection::AlreadyDone { .. }), "{again}");
}

#[test]
fn a_charter_without_the_clause_keeps_no_register() {
    let mut community = Community::minimal();
    let refused = community.refused(&RegistrarAct::RegisterBook(registration(EAST)));
    assert_eq!(refused, Rejection::NoRegistry);
    assert_eq!(community.refusal("registrar-1", pin(EAST, 5, 5, 1)), Rejection::NoRegistry);
}

#[test]
fn a_register_holds_as_many_books_as_the_charter_says() {
    let mut community = keeping(1);
    community.agreed(RegistrarAct::RegisterBook(registration(EAST)));
    let refused = community.refused(&RegistrarAct::RegisterBook(registration(WEST)));
    assert!(matches!(refused, Rejection::OutOfRange { ref field, .. } if field == "books"), "{refused}");
}

#[test]
fn a_charter_that_allows_no_book_or_too_many_is_faulty() {
    for (books, faulty) in [(0, true), (1, false), (10_000, false), (10_001, true)] {
        let mut charter = minimal_charter();
        charter.registry =
            Some(RegistryClause { pin_every: Period::Days(1), books_at_most: BooksAtMost(books) });
        assert_eq!(charter.check().is_err(), faulty, "{books}");
    }
}

#[test]
fn a_registrar_alone_pins_and_nobody_else() {
    let mut community = with_east();
    let events = community.order("registrar-3", pin(EAST, 5, 5, 1));
    assert!(matches!(events.as_slice(), [Event::CheckpointPinned(event)] if event.stands.size == 5));
    assert_eq!(community.registered(EAST).newest_pin(), StandsAt { size: 5, root: root(5) });
    let refused = community.refusal("secretary", pin(EAST, 6, 6, 5));
    assert_eq!(refused, Rejection::NotRegistrar { member: id("secretary") });
}

#[test]
fn a_book_in_which_nothing_happens_is_pinned_by_the_same_checkpoint_again() {
    let mut community = with_east();
    community.order("registrar-1", pin(EAST, 5, 5, 1));
    for _ in 0..4 {
        let due = community.registered(EAST).pin_by_ms.unwrap();
        community.wait_until(TimeMs(due.0 - DAY_MS));
        let events = community.order("registrar-1", pin(EAST, 5, 5, 5));
        let [Event::CheckpointPinned(event)] = events.as_slice() else { panic!("{events:?}") };
        assert!(event.pin_by_ms > due);
        let book = community.registered(EAST);
        assert_eq!((book.pin_by_ms, book.overdue), (Some(event.pin_by_ms), false));
        assert_eq!((book.pins.len(), book.pins[&5].index), (2, community.index - 1));
    }
    let due = community.registered(EAST).pin_by_ms.unwrap();
    community.wait_until(due);
    assert!(community.registered(EAST).overdue);
    community.order("registrar-1", pin(EAST, 5, 5, 5));
    assert!(!community.registered(EAST).overdue);
}

#[test]
fn size_zero_is_never_pinned() {
    let mut community = with_east();
    community.order("registrar-1", pin(EAST, 5, 5, 1));
    let empty = community.refusal("registrar-1", pin(EAST, 0, 0, 0));
    assert!(matches!(empty, Rejection::OutOfRange { .. }), "{empty}");
}

#[test]
fn another_beginning_is_a_fork_that_pins_nothing_and_stays_on_record_once() {
    let mut community = with_east();
    community.order("registrar-1", pin(EAST, 5, 5, 1));
    let events = community.order("registrar-1", pin(EAST, 9, 9, 6));
    let [Event::PinConflictRecorded(conflict)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(conflict.conflict, PinConflictKind::Fork);
    assert_eq!(conflict.pinned, StandsAt { size: 5, root: root(5) });
    let book = community.registered(EAST);
    assert_eq!((book.newest_pin().size, book.conflicts.len()), (5, 1));
    let again = community.refusal("registrar-2", pin(EAST, 9, 9, 6));
    assert!(matches!(again, Rejection::AlreadyDone { .. }), "{again}");
    let of_one_size = community.order("registrar-1", pin(EAST, 5, 6, 6));
    assert!(matches!(of_one_size.as_slice(), [Event::PinConflictRecorded(_)]));
}

#[test]
fn fewer_entries_than_were_pinned_are_a_doubt_on_record() {
    let mut community = with_east();
    community.order("registrar-1", pin(EAST, 5, 5, 1));
    let events = community.order("registrar-1", pin(EAST, 3, 3, 1));
    let [Event::PinConflictRecorded(conflict)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(conflict.conflict, PinConflictKind::Shrunk);
    assert_eq!(conflict.pinned.size, 5);
}

#[test]
fn doubts_never_take_the_place_of_proof() {
    let mut community = with_east();
    community.order("registrar-1", pin(EAST, 200, 200, 1));
    for size in 2..12 {
        community.order("registrar-1", pin(EAST, size, 7, 1));
    }
    let full = community.refusal("registrar-1", pin(EAST, 12, 7, 1));
    assert!(matches!(full, Rejection::OutOfRange { .. }), "{full}");
    for size in 201..291 {
        community.order("registrar-2", pin(EAST, size, 9, 6));
    }
    let full = community.refusal("registrar-2", pin(EAST, 291, 9, 6));
    assert!(matches!(full, Rejection::OutOfRange { .. }), "{full}");
    assert_eq!(community.registered(EAST).conflicts.len(), MAX_PER_BOOK);
}

#[test]
fn a_book_that_is_not_pinned_in_time_is_overdue_until_it_is() {
    let mut community = with_east();
    let due = community.registered(EAST).pin_by_ms.unwrap();
    community.wait_until(TimeMs(due.0 - 1));
    assert!(!community.registered(EAST).overdue);
    community.wait_until(due);
    assert!(community.registered(EAST).overdue);
    community.order("registrar-1", pin(EAST, 5, 5, 1));
    assert!(!community.registered(EAST).overdue);
    let next = community.registered(EAST).pin_by_ms.unwrap();
    community.wait_until(next);
    assert!(community.registered(EAST).overdue, "each pin begins a period of its own");
}

#[test]
fn during_the_overlap_both_keys_sign_and_after_it_the_new_one_alone() {
    let mut community = with_east();
    community.order("registrar-1", pin(EAST, 5, 5, 1));
    community.agreed(rotation(EAST, "second", 8, 10));
    let keys = &community.registered(EAST).keys;
    let count = |size| keys_at(keys, size).count();
    assert_eq!([7, 8, 10, 11].map(count), [1, 2, 2, 1]);
    assert!(keys_at(keys, 11).all(|span| span.log_vkey.ends_with("second")));
}

#[test]
fn no_size_is_left_without_a_key_and_no_key_comes_back() {
    let mut community = with_east();
    community.order("registrar-1", pin(EAST, 5, 5, 1));
    let out_of_range = |refused: &Rejection, name: &str| {
        assert!(matches!(refused, Rejection::OutOfRange { field, .. } if field == name), "{refused}");
    };
    out_of_range(&community.refused(&rotation(EAST, "second", 8, 6)), "until_size");
    out_of_range(&community.refused(&rotation(EAST, "second", 3, 4)), "until_size");
    out_of_range(&community.refused(&rotation(EAST, "second", 0, 9)), "from_size");
    community.agreed(rotation(EAST, "second", 6, 5));
    out_of_range(&community.refused(&rotation(EAST, "third", 6, 9)), "from_size");
    let back = community.refused(&rotation(EAST, "second", 9, 9));
    assert!(matches!(back, Rejection::AlreadyDone { .. }), "{back}");
}

#[test]
fn a_policy_changes_and_its_text_comes_along() {
    let mut community = with_east();
    let change = |policy| RegistrarAct::ChangeRegisteredPolicy(PolicyChange { origin: id(EAST), policy });
    let act = change(Some(document(9)));
    assert_eq!(Command::from(request(&act)).texts(), [TextRef::Document(document(9))]);
    community.agreed(act.clone());
    assert_eq!(community.registered(EAST).policy, Some(document(9)));
    assert!(matches!(community.refused(&act), Rejection::AlreadyDone { .. }));
    community.agreed(change(None));
    assert_eq!(community.registered(EAST).policy, None);
}

#[test]
fn a_frozen_book_stands_at_a_pin_and_is_pinned_no_more() {
    let mut community = with_east();
    community.order("registrar-1", pin(EAST, 5, 5, 1));
    let unpinned = community.refused(&freezing(EAST, 4));
    assert!(matches!(unpinned, Rejection::OutOfRange { .. }), "{unpinned}");
    community.agreed(freezing(EAST, 5));
    let book = community.registered(EAST).clone();
    assert_eq!(book.freeze.unwrap().last_good, StandsAt { size: 5, root: root(5) });
    let entries = community.index;
    community.wait_until(TimeMs(community.at.0 + 60 * DAY_MS));
    assert_eq!(community.index, entries, "nobody waits for a pin");
    let refused = community.refusal("registrar-1", pin(EAST, 9, 9, 5));
    assert!(matches!(refused, Rejection::WrongStage { ref status, .. } if status == "frozen"), "{refused}");
    for act in [freezing(EAST, 5), rotation(EAST, "second", 9, 9)] {
        assert!(matches!(community.refused(&act), Rejection::WrongStage { .. }));
    }
}

#[test]
fn a_successor_is_registered_and_named_once_for_a_frozen_book() {
    let mut community = with_east();
    let early = community.refused(&succession(EAST, WEST));
    assert!(matches!(early, Rejection::WrongStage { ref needed, .. } if needed == "frozen"), "{early}");
    community.agreed(freezing(EAST, 1));
    let unknown = community.refused(&succession(EAST, WEST));
    assert!(matches!(unknown, Rejection::NotFound { .. }), "{unknown}");
    let itself = community.refused(&succession(EAST, EAST));
    assert!(matches!(itself, Rejection::WrongStage { .. }), "{itself}");
    community.agreed(RegistrarAct::RegisterBook(registration(WEST)));
    community.agreed(succession(EAST, WEST));
    assert_eq!(community.registered(EAST).successor, Some(id(WEST)));
    let again = community.refused(&succession(EAST, WEST));
    assert!(matches!(again, Rejection::AlreadyDone { .. }), "{again}");
}

fn rotate_own(name: &str, overlap: u64) -> RegistrarAct {
    RegistrarAct::RotateLogKey(LogKeyRotation {
        log_vkey: format!("example.org/minimal-00000000+{name}"),
        overlap,
    })
}

#[test]
fn the_books_own_key_is_rotated_with_an_overlap_of_so_many_sizes() {
    let mut community = Community::minimal();
    community.agreed(rotate_own("second", 3));
    let size = community.index;
    let keys = community.state.book.as_ref().unwrap().log_keys();
    let names = |size| keys_at(&keys, size).map(|span| span.log_vkey.as_str()).collect::<Vec<_>>();
    assert_eq!(names(size - 1).len(), 1);
    assert_eq!([size, size + 1, size + 2].map(|size| names(size).len()), [2, 2, 2]);
    assert_eq!(names(size + 3), ["example.org/minimal-00000000+second"]);
    let twice = community.refused(&rotate_own("third", 0));
    assert!(matches!(twice, Rejection::AlreadyDone { .. }), "two keys sign already: {twice}");
}

#[test]
fn without_an_overlap_the_old_key_ends_with_the_entry_before() {
    let mut community = Community::minimal();
    community.agreed(rotate_own("second", 0));
    let keys = community.state.book.as_ref().unwrap().log_keys();
    assert_eq!(keys_at(&keys, community.index).count(), 1);
    assert_eq!(keys[0].until_size, Some(community.index - 1));
    community.agreed(rotate_own("third", 1_000_000));
    let far = community.refused(&rotate_own("fourth", 1_000_001));
    assert!(matches!(far, Rejection::OutOfRange { .. }), "{far}");
}

#[test]
fn a_frozen_book_takes_nothing_more_and_names_the_book_that_goes_on() {
    let mut community = Community::minimal();
    community.grid_poll();
    let freezing = BookFreezing { reason: "stolen".into(), successor: Some(id(WEST)) };
    community.agreed(RegistrarAct::FreezeBook(freezing));
    let index = community.index - 1;
    let expected = Rejection::BookFrozen { index, successor: Some(id(WEST)) };
    let act = request(&rotate_own("second", 0));
    assert_eq!(community.refusal("registrar-1", act), expected);
    assert!(expected.to_string().contains(WEST));
    assert_eq!(community.try_order(engine(), AdoptRules { ruleset: Ruleset(9) }.into()), Err(expected));
    let entries = community.index;
    community.wait_until(TimeMs(community.at.0 + 400 * DAY_MS));
    assert_eq!(community.index, entries, "nothing falls due in a frozen book");
}

#[test]
fn a_frozen_book_still_withholds_what_somebody_said() {
    let mut community = Community::minimal();
    community.submit("resident-1-1", 20);
    let freezing = BookFreezing { reason: "stolen".into(), successor: None };
    community.agreed(RegistrarAct::FreezeBook(freezing));
    let erase = RegistrarAct::EraseMember { member: id("resident-1-1"), ground: "they ask for it".into() };
    // A request that nobody joins lapses as ever; nothing else falls due.
    community.order("registrar-1", request(&erase));
    let entries = community.index;
    community.wait_until(TimeMs(community.at.0 + 400 * DAY_MS));
    assert_eq!(community.index, entries + 1);
    let effect = community.agreed(erase);
    assert!(matches!(effect, Event::MemberErased(ref event) if event.left == 0), "{effect:?}");
    assert!(community.state.is_erased(&id("resident-1-1")));
    let other = request(&RegistrarAct::AddRegistrar { member: id("secretary") });
    assert!(matches!(community.refusal("registrar-1", other), Rejection::BookFrozen { .. }));
}

#[test]
fn an_act_that_waited_when_the_book_was_frozen_takes_no_effect_unless_it_erases() {
    let mut community = Community::minimal();
    let mut waiting = |act: RegistrarAct| {
        let events = community.order("registrar-1", request(&act));
        let [Event::RegistrarActRequested(requested), _] = events.as_slice() else { panic!("{events:?}") };
        EndorseRegistrarAct { request: requested.request }
    };
    let add = waiting(rotate_own("second", 0));
    let erase = waiting(RegistrarAct::EraseMember { member: id("resident-1-1"), ground: "law".into() });
    community.agreed(RegistrarAct::FreezeBook(BookFreezing { reason: "stolen".into(), successor: None }));
    assert!(matches!(community.refusal("registrar-2", add), Rejection::BookFrozen { .. }));
    community.order("registrar-2", erase);
    assert!(community.state.obligations.is_empty(), "{:?}", community.state.obligations);
}

#[test]
fn a_founding_names_the_book_that_it_goes_on_from() {
    let succeeds = Succeeds { origin: id(EAST), last_good: StandsAt { size: 5, root: root(5) } };
    let mut community = Community::empty();
    let create = CreateBook { succeeds: Some(succeeds.clone()), ..create_book(&["registrar-1"]) };
    community.order("registrar-1", create);
    assert_eq!(community.state.book.as_ref().unwrap().succeeds, Some(succeeds));
}
