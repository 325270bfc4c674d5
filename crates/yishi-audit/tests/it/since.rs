//! Audits that go on from an earlier one, what a report says that it did not check, and the report as a page.

use crate::fixture::{ALL, Exported, Story, exported, has, other_story, story};
use crate::mutants::signed_anew;
use crate::receipts::run;
use serde_json::Value;
use yishi_audit::bundle::Bundle;
use yishi_audit::command::{EXIT_CLEAN, EXIT_FINDINGS, EXIT_IO, EXIT_USAGE};
use yishi_audit::{Check, NotChecked, Plan, Progress, Report, verify_since};
use yishi_log::checkpoint::Checkpoint;
use yishi_log::tree::{Frontier, TreeHash, leaf_hash};

fn earlier(story: &Story, size: usize) -> Checkpoint {
    let mut frontier = Frontier::default();
    story.leaves[..size].iter().for_each(|leaf| frontier.push(leaf_hash(leaf)));
    Checkpoint { origin: story.cast.origin.clone(), size: size as u64, root: frontier.root() }
}

fn resumed(story: &Story, bundle: &Exported, since: &Checkpoint, checks: &[Check]) -> Report {
    let plan =
        Plan { checks: checks.iter().copied().collect(), pin: story.pinned(), limit: 1000, threads: 2 };
    verify_since(
        &Bundle::open(&bundle.folder).unwrap(),
        &plan,
        Some(&since.clone().into()),
        &Progress::hidden(),
    )
    .unwrap()
}

#[test]
fn from_whatever_checkpoint_an_audit_goes_on_an_honest_book_is_clean() {
    let story = story();
    let bundle = exported(&story);
    let entries = story.leaves.len();
    for size in 0..=entries {
        let report = resumed(&story, &bundle, &earlier(&story, size), &ALL);
        assert_eq!(report.findings, vec![], "from {size}");
        assert_eq!(report.checked.taken_over, size as u64);
        assert_eq!(report.checked.signatures, (entries - size) as u64);
        assert_eq!(report.checked.not_checked.contains(&NotChecked::TakenOver), size > 0);
        assert_eq!(report.checked.polls, u64::from(size < entries), "the last entry seals the poll");
    }
}

#[test]
fn an_entry_that_was_changed_after_the_earlier_audit_is_found_by_its_root() {
    let story = story();
    let bundle = exported(&story);
    let since = earlier(&story, 12);
    let mut leaves = story.leaves.clone();
    leaves[4] =
        String::from_utf8(leaves[4].clone()).unwrap().replace("\"ruleset\":", "\"ruleset\":1").into_bytes();
    signed_anew(&story, &leaves, &bundle);
    let report = resumed(&story, &bundle, &since, &ALL);
    assert!(has(&report.findings, None, "since"), "{:?}", report.findings);
    let other = Checkpoint { root: TreeHash([1; 32]), ..since };
    assert!(has(&resumed(&story, &exported(&story), &other, &ALL).findings, None, "since"));
}

#[test]
fn what_comes_after_the_earlier_checkpoint_is_judged_as_ever() {
    let story = story();
    let bundle = exported(&story);
    let size = 12;
    let since = earlier(&story, size);
    let mut leaves = story.leaves.clone();
    let text = String::from_utf8(leaves[size].clone()).unwrap();
    let at = text.find("\"value\":\"").unwrap() + 9;
    let sign = if &text[at..=at] == "0" { "1" } else { "0" };
    leaves[size] = [&text[..at], sign, &text[at + 1..]].concat().into_bytes();
    bundle.set_leaves(&leaves);
    let report = resumed(&story, &bundle, &since, &ALL);
    assert!(has(&report.findings, Some(size as u64), "signature"), "{:?}", report.findings);
    leaves.remove(size);
    bundle.set_leaves(&leaves);
    let findings = resumed(&story, &bundle, &since, &[Check::Chain]).findings;
    assert!(
        has(&findings, Some(size as u64), "chain") && has(&findings, Some(size as u64), "index"),
        "{findings:?}"
    );
    leaves.truncate(size - 1);
    bundle.set_leaves(&leaves);
    let report = resumed(&story, &bundle, &since, &[Check::Chain]);
    assert!(has(&report.findings, None, "since"), "a book that became shorter");
}

#[test]
fn the_command_takes_the_earlier_checkpoint_in_any_form_and_says_what_it_took_over() {
    let (story, other) = (story(), other_story());
    let bundle = exported(&story);
    let folder = bundle.folder.to_string_lossy().into_owned();
    let vkey = story.cast.verifier().to_vkey();
    let note = bundle.folder.with_file_name("note");
    std::fs::write(&note, earlier(&story, 9).sign(&story.cast.log_key())).unwrap();
    let note = note.to_string_lossy().into_owned();
    let typed = earlier(&story, 9).body().replace('\n', " ");
    for (command, since) in [("verify", &note), ("replay", &note), ("verify", &typed)] {
        let (code, out, err) = run(&[command, &folder, "--vkey", &vkey, "--since", since]);
        assert_eq!(code, EXIT_CLEAN, "{out}{err}");
        assert!(out.contains("taken over  9") && out.contains("taken over from the audit"), "{out}");
    }
    let foreign = earlier(&other, 9).body().replace('\n', " ");
    assert_eq!(run(&["verify", &folder, "--vkey", &vkey, "--since", &foreign]).0, EXIT_FINDINGS);
    assert_eq!(run(&["verify", &folder, "--vkey", &vkey, "--since", "nonsense"]).0, EXIT_USAGE);
}

#[test]
fn a_report_names_what_it_did_not_check_in_either_language() {
    let story = story();
    let bundle = exported(&story);
    let folder = bundle.folder.to_string_lossy().into_owned();
    let (_, out, _) = run(&["verify", &folder, "--unpinned", "--check", "chain,tree", "--json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    let open = report["checked"]["not_checked"].as_array().unwrap();
    for what in [
        "checkpoint",
        "signatures",
        "texts",
        "rules",
        "clock",
        "split_view",
        "vault",
        "never_entered",
        "people",
    ] {
        assert!(open.contains(&what.into()), "{what}: {open:?}");
    }
    let (_, english, _) = run(&["verify", &folder, "--unpinned"]);
    for words in [
        "how: chain — each entry names",
        "not checked: the clock",
        "not checked: the words of texts that were withheld",
    ] {
        assert!(english.contains(words), "{words}: {english}");
    }
    let (code, chinese, _) = run(&["replay", &folder, "--language", "zh"]);
    assert_eq!(code, EXIT_FINDINGS);
    for words in ["整本：日志公钥来源 (pin)", "未核对：", "方法: 规则重演 (replay)", "发现 1 个问题。"]
    {
        assert!(chinese.replace("未核对: ", "未核对：").contains(words), "{words}: {chinese}");
    }
}

#[test]
fn the_page_to_print_holds_findings_of_others_as_text_and_is_never_written_over() {
    let story = story();
    let bundle = exported(&story);
    bundle.set("<script>.txt", b"?");
    let folder = bundle.folder.to_string_lossy().into_owned();
    let page = bundle.folder.with_file_name("report.html").to_string_lossy().into_owned();
    let arguments = ["verify", &folder, "--unpinned", "--html", &page, "--language", "zh"];
    assert_eq!(run(&arguments).0, EXIT_FINDINGS);
    let text = std::fs::read_to_string(&page).unwrap();
    for part in ["&lt;script&gt;.txt", "未核对的事项", "审计人", "lang=\"zh-CN\"", &story.cast.origin]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("<script"), "{text}");
    assert_eq!(run(&arguments).0, EXIT_IO);
}
