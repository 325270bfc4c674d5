//! Arbitrary bytes never stop a reader, and what is read is written again byte for byte.

use proptest::prelude::*;
use yishi_book::{Book, Entry, Envelope};
use yishi_testkit::{Cast, PaperBook};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_are_refused_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(Envelope::parse(&bytes).is_err());
        prop_assert!(Entry::parse(&bytes).is_err());
        prop_assert_eq!(Book::new("test.example/a-0a1b2c3d").replay(&bytes).len(), 1);
    }
}

#[test]
fn every_envelope_of_a_founding_is_read_and_written_again_byte_for_byte() {
    let cast = Cast::new(3);
    for order in cast.founding(&cast.desk()) {
        let envelope = Envelope::parse(&order.command.bytes).unwrap();
        assert_eq!(envelope.encode().unwrap(), order.command.bytes);
    }
}

#[test]
fn a_book_stored_in_parts_is_the_same_book_and_incomplete_parts_are_none() {
    let cast = Cast::new(3);
    let book = PaperBook::founded(&cast).book;
    let parts = book.to_snapshot();
    let mut again = Book::from_snapshot(parts.clone()).unwrap();
    assert_eq!((again.head(), again.state()), (book.head(), book.state()));
    for missing in 0..2 {
        let rest = parts.iter().enumerate().filter(|(n, _)| *n != missing).map(|(_, part)| part.clone());
        assert!(Book::from_snapshot(rest).is_none());
    }
    // What is needed to go on came along: nonces and the checkpoints that may be named.
    let first = PaperBook::founded(&cast).leaves.remove(0);
    let checks: Vec<_> = again.replay(&first).into_iter().map(|finding| finding.check).collect();
    assert!(checks.contains(&"nonce".to_owned()) && !checks.contains(&"expiry".to_owned()));
}
