//! The changes of a text as people read them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use yishi_pages::difference_html;
use yishi_similar::difference;
use yishi_tally::Language;

fn html(language: Language, earlier: &str, later: &str) -> String {
    difference_html(language, &difference(earlier, later).unwrap())
}

#[test]
fn what_went_is_struck_out_what_came_is_underlined_and_the_rest_is_counted() {
    let earlier = "总则。\n目的。\n范围。\n外来车每次收费五元。\n";
    let found = html(Language::Chinese, earlier, "总则。\n目的。\n范围。\n外来车每次收费十元。\n");
    assert!(found.contains("外来车每次收费<del>五元</del><ins>十元</ins>。"), "{found}");
    assert!(found.contains("……2段未变……") && found.contains("范围。"), "{found}");
    assert!(!found.contains("总则"), "{found}");
}

#[test]
fn a_text_cannot_bring_in_tags_of_its_own() {
    let found = html(Language::English, "", "<script>alert(1)</script>");
    assert!(found.contains("<ins>&lt;script&gt;") && !found.contains("<script>"), "{found}");
}

#[test]
fn the_same_text_says_so() {
    assert_eq!(html(Language::English, "a\n", "a\n\n"), "<p>The texts are the same.</p>");
}
