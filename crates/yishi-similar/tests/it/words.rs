//! How a text comes apart.

use yishi_similar::terms;

fn words(text: &str) -> Vec<String> {
    terms(text).iter().map(ToString::to_string).collect()
}

#[test]
fn a_sentence_comes_apart_into_words_without_those_that_say_nothing() {
    assert_eq!(words("小区的路灯坏了。"), ["小区", "路灯", "坏"]);
    assert_eq!(words("我们的、你们的？"), Vec::<String>::new());
    assert_eq!(words(""), Vec::<String>::new());
}

#[test]
fn long_words_bring_the_shorter_ones_inside_them() {
    let words = words("中华人民共和国");
    for word in ["中华", "人民", "共和国", "中华人民共和国"] {
        assert!(words.iter().any(|found| found == word), "{word} in {words:?}");
    }
}

#[test]
fn words_that_overlap_are_all_taken() {
    let words = words("小区路灯不亮");
    for word in ["小区", "路灯", "灯不亮"] {
        assert!(words.iter().any(|found| found == word), "{word} in {words:?}");
    }
}

#[test]
fn characters_that_form_no_known_word_are_taken_in_pairs_and_no_pair_reaches_across_a_stop() {
    assert_eq!(words("龘靐齉"), ["龘靐", "靐齉"]);
    assert_eq!(words("龘，靐"), ["龘", "靐"]);
    assert_eq!(words("龘的靐"), ["龘", "靐"]);
}

#[test]
fn width_case_and_repetition_make_no_difference() {
    assert_eq!(words("Ａ１２　ＰＡＲＫＩＮＧ parking Parking"), ["a12", "parking"]);
    assert_eq!(words("①号楼"), words("1号楼"));
}
