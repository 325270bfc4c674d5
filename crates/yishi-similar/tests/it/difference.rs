//! What a later text changes in an earlier one.

use proptest::prelude::*;
use yishi_similar::{Change, MAX_COMPARED_PARAGRAPHS, ParagraphChange, difference, paragraphs};

const EARLIER: &str = "第一条 外来车每次收费五元。\n\n第二条 业主车每月三十元。\n第三条 由物业收取。\n";

/// Paragraphs as a lawyer marks them: [-removed-], {+added+}.
fn marked(changes: &[ParagraphChange]) -> Vec<String> {
    let piece = |piece: &yishi_similar::Piece| match piece.change {
        Change::Same | Change::Changed => piece.text.clone(),
        Change::Removed => format!("[-{}-]", piece.text),
        Change::Added => format!("{{+{}+}}", piece.text),
    };
    changes.iter().map(|change| change.pieces.iter().map(piece).collect()).collect()
}

fn compared(later: &str) -> Vec<ParagraphChange> {
    difference(EARLIER, later).unwrap()
}

#[test]
fn words_that_changed_are_marked_within_their_paragraph() {
    let changes = compared("第一条 外来车每次收费十元。\n第二条 业主车每月三十元。\n第三条 由物业收取。");
    assert_eq!(
        marked(&changes),
        ["第一条 外来车每次收费[-五元-]{+十元+}。", "第二条 业主车每月三十元。", "第三条 由物业收取。"]
    );
    let numbers: Vec<_> =
        changes.iter().map(|change| (change.change, change.earlier, change.later)).collect();
    assert_eq!(
        numbers,
        [
            (Change::Changed, Some(1), Some(1)),
            (Change::Same, Some(2), Some(2)),
            (Change::Same, Some(3), Some(3))
        ],
        "blank lines are no paragraphs"
    );
}

#[test]
fn paragraphs_that_went_and_came_are_told_by_their_numbers() {
    let changes = compared("第一条 外来车每次收费五元。\n第三条 由物业收取。\n第四条 收支每季度公布一次。");
    let told: Vec<_> = changes.iter().map(|change| (change.change, change.earlier, change.later)).collect();
    assert_eq!(
        told,
        [
            (Change::Same, Some(1), Some(1)),
            (Change::Removed, Some(2), None),
            (Change::Same, Some(3), Some(2)),
            (Change::Added, None, Some(3)),
        ]
    );
}

#[test]
fn a_paragraph_with_hardly_a_word_in_common_is_another_paragraph() {
    let changes = compared("每户一票,过半数通过。\n第二条 业主车每月三十元。\n第三条 由物业收取。");
    assert_eq!(
        changes.iter().map(|change| change.change).take(2).collect::<Vec<_>>(),
        [Change::Removed, Change::Added]
    );
}

#[test]
fn texts_that_are_too_long_are_not_compared() {
    let lines = |count: usize| "条\n".repeat(count);
    assert!(difference("", &lines(MAX_COMPARED_PARAGRAPHS)).is_some());
    assert!(difference("", &lines(MAX_COMPARED_PARAGRAPHS + 1)).is_none());
    assert!(difference(&"长".repeat(100_000), "").is_none());
}

proptest! {
    #[test]
    fn both_texts_are_found_again_in_what_was_told(
        earlier in "([甲乙丙丁 a1,。]{0,12}\n){0,9}",
        later in "([甲乙丙丁 a1,。]{0,12}\n){0,9}",
    ) {
        let changes = difference(&earlier, &later).unwrap();
        let read = |left_out: Change| -> Vec<String> {
            let here = changes.iter().filter(|change| change.change != left_out);
            let words = |change: &ParagraphChange| {
                change.pieces.iter().filter(|piece| piece.change != left_out).map(|piece| piece.text.as_str()).collect()
            };
            here.map(words).collect()
        };
        prop_assert_eq!(read(Change::Added), paragraphs(&earlier));
        prop_assert_eq!(read(Change::Removed), paragraphs(&later));
    }
}
