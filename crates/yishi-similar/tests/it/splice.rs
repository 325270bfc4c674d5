//! Other words in the place of single paragraphs.

use proptest::prelude::*;
use yishi_similar::{Splice, paragraphs, spliced};

const TEXT: &str = "公约\n\n第一条 安静。\n\n第二条 停车。\n\n第三条 垃圾。\n";

fn put(start: usize, end: usize, wording: &[&'static str]) -> Splice<'static> {
    Splice { place: start..end, wording: wording.to_vec() }
}

#[test]
fn everything_else_stays_as_it_was_and_new_paragraphs_stand_apart_like_the_others() {
    let replaced = spliced(TEXT, &[put(2, 3, &["第二条 一车一位。", "第二条之二 访客。"])]).unwrap();
    assert_eq!(
        replaced,
        "公约\n\n第一条 安静。\n\n第二条 一车一位。\n\n第二条之二 访客。\n\n第三条 垃圾。\n"
    );
    assert_eq!(spliced(TEXT, &[put(3, 4, &[])]).unwrap(), "公约\n\n第一条 安静。\n\n第二条 停车。\n");
    assert_eq!(spliced("甲\n乙", &[put(2, 2, &["丙"])]).unwrap(), "甲\n乙\n丙");
    assert_eq!(spliced(TEXT, &[]).unwrap(), TEXT);
    assert_eq!(spliced("", &[put(0, 0, &["甲"])]).unwrap(), "甲");
}

#[test]
fn places_outside_the_text_and_places_that_overlap_are_none() {
    assert!(spliced(TEXT, &[put(3, 4, &[])]).is_some());
    assert!(spliced(TEXT, &[put(4, 5, &[])]).is_none());
    assert!(spliced(TEXT, &[put(4, 4, &["末条"])]).is_some());
    assert!(spliced(TEXT, &[put(5, 5, &["末条"])]).is_none());
    assert!(spliced(TEXT, &[put(0, 2, &[]), put(1, 3, &[])]).is_none());
    assert!(spliced(TEXT, &[put(0, 1, &[]), put(1, 3, &[])]).is_some());
}

proptest! {
    #[test]
    fn the_paragraphs_of_the_outcome_are_those_that_stay_with_the_new_ones(
        text in "([甲乙 a]{0,3}\r?\n){0,8}[甲乙]{0,2}",
        start in 0_usize..8,
        length in 0_usize..3,
        wording in prop::collection::vec("[丙丁]{1,3}", 0..3),
    ) {
        let mut expected: Vec<&str> = paragraphs(&text);
        let wording: Vec<&str> = wording.iter().map(String::as_str).collect();
        let place = start..start + length;
        let found = spliced(&text, &[Splice { place: place.clone(), wording: wording.clone() }]);
        if place.end > expected.len() {
            prop_assert!(found.is_none());
        } else {
            expected.splice(place, wording);
            let found = found.unwrap();
            prop_assert_eq!(paragraphs(&found), expected);
        }
    }
}
