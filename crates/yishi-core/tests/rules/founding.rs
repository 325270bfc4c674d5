//! Founding a book: who may, with whom, and what comes before the first charter.

use crate::community::*;
use yishi_core::*;

#[test]
fn a_book_is_founded_by_one_of_the_registrars_it_names() {
    let community = Community::founded();
    let book = community.state.book.as_ref().unwrap();
    assert_eq!(book.registrars, vec![id("registrar-1"), id("registrar-2"), id("registrar-3")]);
    assert_eq!(community.state.keys.len(), 3);
}

#[test]
fn the_minimal_community_settles() {
    let community = Community::minimal();
    assert_eq!(community.state.seatings.len(), seats().len());
}
