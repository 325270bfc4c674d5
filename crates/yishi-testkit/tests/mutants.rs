//! Every mutant of a book is found by replay, at the entry that was changed.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test that cannot go on must stop"
)]

use yishi_book::{Book, Finding};
use yishi_testkit::{Cast, Mutant, PaperBook, mutants, rechain};

const OTHER_ORIGIN: &str = "test.example/other-00000000";

fn findings(origin: &str, leaves: &[Vec<u8>]) -> Vec<Finding> {
    let mut book = Book::new(origin);
    leaves.iter().flat_map(|leaf| book.replay(leaf)).collect()
}

fn books() -> (PaperBook, PaperBook) {
    (PaperBook::founded(&Cast::new(4)), PaperBook::founded(&Cast::of_book(OTHER_ORIGIN, 4)))
}

#[test]
fn a_book_as_written_has_no_findings() {
    let (book, other) = books();
    assert_eq!(findings(&Cast::new(4).origin, &book.leaves), vec![]);
    assert_eq!(findings(OTHER_ORIGIN, &other.leaves), vec![]);
}

#[test]
fn every_mutant_is_found_at_its_position() {
    let (book, other) = books();
    let origin = Cast::new(4).origin;
    for Mutant { name, index, leaves } in mutants(&book.leaves, &other.leaves) {
        if leaves.len() < book.leaves.len() && leaves[..] == book.leaves[..leaves.len()] {
            // A book that only ends earlier is whole in itself; its checkpoint is not.
            let mut shorter = Book::new(&origin);
            assert!(leaves.iter().all(|leaf| shorter.replay(leaf).is_empty()), "{name}");
            assert_ne!(shorter.head().root, book.book.head().root, "{name}");
            continue;
        }
        let found = findings(&origin, &leaves);
        let first = found.first().and_then(|finding| finding.index);
        // A changed leaf that still parses and holds shows in the next one's chain.
        let at = first.unwrap_or_else(|| panic!("not found: {name}"));
        assert!(at == index || at == index + 1, "{name}: found at {at}, not {index}: {:?}", found.first());
    }
}

#[test]
fn an_operator_who_chains_anew_cannot_exchange_a_signature() {
    let (book, other) = books();
    let origin = Cast::new(4).origin;
    for Mutant { name, index, leaves } in mutants(&book.leaves, &other.leaves) {
        if !name.starts_with("signed again") {
            continue;
        }
        let found = findings(&origin, &rechain(&leaves));
        assert!(found.iter().any(|finding| finding.index == Some(index)), "{name}: {found:?}");
    }
}
