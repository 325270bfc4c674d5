//! The conformance suite of journals: one list of promises, run against every store, races included.
//!
//! Call [`journal_conformance!`](crate::journal_conformance) in a test file with a function that makes a fresh journal.
//! What a store does over damage or loss of power is left to its own tests.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use yishi_engine::{Journal, JournalError};

/// A fresh, empty journal and whatever must live as long as it, e.g. its temporary folder.
pub type Fresh = (Box<dyn Journal>, Box<dyn std::any::Any>);

/// Makes one test per promise of [`yishi_engine::Journal`], each over a fresh journal of the given function.
#[macro_export]
macro_rules! journal_conformance {
    ($fresh:expr) => {
        $crate::journal_conformance!($fresh;
            a_fresh_journal_is_empty,
            leaves_come_back_in_order_with_their_positions,
            a_read_starts_and_ends_where_it_is_told,
            a_visitor_that_breaks_is_not_called_again,
            a_read_past_the_end_is_refused_as_a_whole,
            an_append_that_does_not_continue_is_refused_and_changes_nothing,
            an_empty_append_changes_nothing,
            any_bytes_up_to_the_largest_leaf_are_kept,
            a_batch_of_many_values_is_kept,
            each_position_goes_to_one_of_many_racing_appends,
            readers_see_whole_batches_while_appends_go_on,
        );
    };
    ($fresh:expr; $($promise:ident),+ $(,)?) => {
        $(#[test]
        fn $promise() {
            let (journal, _keep): $crate::journal::Fresh = $fresh();
            $crate::journal::$promise(journal.as_ref());
        })+
    };
}

fn leaf(number: u64, length: usize) -> Vec<u8> {
    let mut bytes = number.to_be_bytes().to_vec();
    bytes.resize(length.max(8), u8::try_from(number % 251).unwrap());
    bytes
}

fn leaves(from: u64, count: u64, length: usize) -> Vec<Vec<u8>> {
    (from..from + count).map(|number| leaf(number, length)).collect()
}

/// All leaves of a range with their positions.
pub fn read_all(journal: &dyn Journal, from: u64, to: u64) -> Result<Vec<(u64, Vec<u8>)>, JournalError> {
    let mut seen = Vec::new();
    journal.read(from, to, &mut |index, leaf| {
        seen.push((index, leaf.to_vec()));
        ControlFlow::Continue(())
    })?;
    Ok(seen)
}

fn numbered(from: u64, leaves: Vec<Vec<u8>>) -> Vec<(u64, Vec<u8>)> {
    (from..).zip(leaves).collect()
}

/// Nothing is there before the first append.
pub fn a_fresh_journal_is_empty(journal: &dyn Journal) {
    assert_eq!(journal.size().unwrap(), 0);
    assert_eq!(read_all(journal, 0, 0).unwrap(), vec![]);
}

/// What was appended is read.
pub fn leaves_come_back_in_order_with_their_positions(journal: &dyn Journal) {
    journal.append(0, &leaves(0, 3, 900)).unwrap();
    journal.append(3, &leaves(3, 1, 400)).unwrap();
    assert_eq!(journal.size().unwrap(), 4);
    let expected = [leaves(0, 3, 900), leaves(3, 1, 400)].concat();
    assert_eq!(read_all(journal, 0, 4).unwrap(), numbered(0, expected));
}

/// Every range over batches of several sizes.
pub fn a_read_starts_and_ends_where_it_is_told(journal: &dyn Journal) {
    let batches = [1, 5, 2, 1, 7, 3];
    let mut size = 0;
    for count in batches {
        journal.append(size, &leaves(size, count, 16)).unwrap();
        size += count;
    }
    for from in 0..=size {
        for to in from..=size {
            let expected = numbered(from, leaves(from, to - from, 16));
            assert_eq!(read_all(journal, from, to).unwrap(), expected, "{from}..{to}");
        }
    }
}

/// `Break` ends the read without an error.
pub fn a_visitor_that_breaks_is_not_called_again(journal: &dyn Journal) {
    journal.append(0, &leaves(0, 10, 16)).unwrap();
    let mut seen = Vec::new();
    journal
        .read(2, 9, &mut |index, _| {
            seen.push(index);
            if index == 4 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap();
    assert_eq!(seen, vec![2, 3, 4]);
}

/// The last range that is answered, and the first ones that are not.
pub fn a_read_past_the_end_is_refused_as_a_whole(journal: &dyn Journal) {
    journal.append(0, &leaves(0, 2, 16)).unwrap();
    assert!(read_all(journal, 2, 2).is_ok());
    for (from, to) in [(0, 3), (2, 3), (3, 3), (2, 1)] {
        let mut called = false;
        let read = journal.read(from, to, &mut |_, _| {
            called = true;
            ControlFlow::Continue(())
        });
        assert!(read.is_err() && !called, "{from}..{to}");
    }
}

/// Positions are dense.
pub fn an_append_that_does_not_continue_is_refused_and_changes_nothing(journal: &dyn Journal) {
    journal.append(0, &leaves(0, 2, 16)).unwrap();
    for from in [0, 1, 3, u64::MAX] {
        assert!(journal.append(from, &leaves(9, 2, 16)).is_err(), "at {from}");
    }
    assert_eq!(read_all(journal, 0, 2).unwrap(), numbered(0, leaves(0, 2, 16)));
    assert_eq!(journal.size().unwrap(), 2);
    journal.append(2, &leaves(2, 1, 16)).unwrap();
    assert_eq!(journal.size().unwrap(), 3);
}

/// Nothing in, nothing changed.
pub fn an_empty_append_changes_nothing(journal: &dyn Journal) {
    journal.append(0, &[]).unwrap();
    assert_eq!(journal.size().unwrap(), 0);
    journal.append(0, &leaves(0, 1, 16)).unwrap();
    journal.append(1, &[]).unwrap();
    assert!(journal.append(0, &[]).is_err(), "even an empty append must continue");
    assert_eq!(journal.size().unwrap(), 1);
}

/// Zero bytes, all byte values, and the largest leaf of the format.
pub fn any_bytes_up_to_the_largest_leaf_are_kept(journal: &dyn Journal) {
    let all: Vec<u8> = (0..=255).collect();
    let batch = vec![all, vec![0; 300], vec![0xff; yishi_log::leaf::MAX_LEAF_BYTES], b"{}".to_vec()];
    journal.append(0, &batch).unwrap();
    assert_eq!(read_all(journal, 0, 4).unwrap(), numbered(0, batch));
}

/// A batch far larger than what one value holds is one append.
pub fn a_batch_of_many_values_is_kept(journal: &dyn Journal) {
    let batch = leaves(0, 300, 5_000);
    journal.append(0, &batch).unwrap();
    assert_eq!(read_all(journal, 0, 300).unwrap(), numbered(0, batch));
}

/// Compare-and-append: of all that try the same position, one wins, and nothing of the others stays.
pub fn each_position_goes_to_one_of_many_racing_appends(journal: &dyn Journal) {
    const RACERS: u64 = 4;
    const APPENDS: u64 = 40;
    let won: Vec<Vec<(u64, Vec<u8>)>> = std::thread::scope(|scope| {
        let race = |racer: u64| {
            let mut won = Vec::new();
            for attempt in 0..APPENDS {
                let from = journal.size().unwrap();
                let batch = leaves(1_000_000 * racer + attempt * 2, 2, 64);
                if journal.append(from, &batch).is_ok() {
                    won.extend(numbered(from, batch));
                }
            }
            won
        };
        let racers: Vec<_> = (1..=RACERS).map(|racer| scope.spawn(move || race(racer))).collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).collect()
    });
    let mut won = won.concat();
    won.sort();
    assert!(!won.is_empty());
    assert_eq!(read_all(journal, 0, journal.size().unwrap()).unwrap(), won);
}

/// A size is never that of half a batch, and whatever the size says is there.
pub fn readers_see_whole_batches_while_appends_go_on(journal: &dyn Journal) {
    const BATCH: u64 = 5;
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut last = 0;
                while !done.load(Ordering::Acquire) {
                    let size = journal.size().unwrap();
                    assert!(size >= last && size.is_multiple_of(BATCH), "{last} then {size}");
                    let tail = size.saturating_sub(2 * BATCH);
                    let expected = numbered(tail, leaves(tail, size - tail, 900));
                    assert_eq!(read_all(journal, tail, size).unwrap(), expected);
                    last = size;
                }
            });
        }
        for batch in 0..100 {
            journal.append(batch * BATCH, &leaves(batch * BATCH, BATCH, 900)).unwrap();
        }
        done.store(true, Ordering::Release);
    });
}
