//! What is found is told in 中文 as well: whatever was done to the book, and in the page to print.

use crate::fixture::{ALL, audit, exported, has, other_story, story};
use crate::mutants::signed_anew;
use yishi_audit::Report;
use yishi_log::leaf::Leaf;
use yishi_tally::Language;
use yishi_testkit::{Mutant, mutants};

/// The reasons of the rules and of the reader of JSON stay in English; everything else is told in 中文.
fn is_told(line: &str) -> bool {
    let reason_stays = ["规则拒绝该指令：", "不是规范 JSON：", "指令：", "结果：", "不是条目：", "须为"];
    let han = line.chars().filter(|sign| ('\u{4e00}'..='\u{9fff}').contains(sign)).count();
    let english = [" the ", " is ", " of ", " not "].iter().any(|word| line.contains(word));
    han > 4 && (!english || reason_stays.iter().any(|words| line.contains(words)))
}

fn told(report: &Report, name: &str) -> String {
    let mut out = Vec::new();
    report.write_words(Language::Chinese, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    for line in text.lines().take(report.findings.len()) {
        assert!(is_told(line), "{name}: {line}");
    }
    text
}

#[test]
fn whatever_was_done_to_a_book_is_told_in_chinese_and_stays_english_for_programs() {
    let (story, foreign) = (story(), other_story());
    let bundle = exported(&story);
    for Mutant { name, leaves, .. } in mutants(&story.leaves, &foreign.leaves).into_iter().step_by(3) {
        bundle.set_leaves(&leaves);
        let report = audit(&bundle.folder, story.pinned(), &ALL);
        told(&report, &name);
        let mut json = Vec::new();
        report.write_json(&mut json).unwrap();
        let json = String::from_utf8(json).unwrap();
        assert!(!json.contains("条目"), "{name}: programs read one language");
    }
}

#[test]
fn an_operators_lie_and_a_foreign_checkpoint_are_told_in_chinese_on_paper_too() {
    let story = story();
    let bundle = exported(&story);
    let at = story.index_of("cast_ballot") as usize;
    let mut leaves = story.leaves.clone();
    let leaf = Leaf::parse(&story.leaves[at]).unwrap();
    leaves[at] = Leaf { events: "[]", ..leaf }.encode().unwrap();
    signed_anew(&story, &leaves, &bundle);
    let report = audit(&bundle.folder, story.pinned(), &ALL);
    assert!(has(&report.findings, Some(at as u64), "replay"));
    assert!(told(&report, "a lie").contains("重新运行规则得出的结果不同"));
    assert!(report.to_html(Language::Chinese).contains("重新运行规则得出的结果不同"));
    assert!(report.to_html(Language::English).contains("deciding again gives other events"));
    bundle.set("checkpoint", other_story().checkpoint.as_bytes());
    let report = audit(&bundle.folder, story.pinned(), &ALL);
    assert!(told(&report, "a foreign checkpoint").contains("检查点属于"));
}
