//! The log key is rotated: what an auditor who pinned the old one is told, and what a forger of the whole book does not reach.

use crate::fixture::{ALL, Exported, Story, VERIFY, audit, exported, has};
use crate::receipts::run;
use std::collections::BTreeMap;
use yishi_audit::bundle::Bundle;
use yishi_audit::command::{EXIT_CLEAN, EXIT_FINDINGS};
use yishi_audit::{Check, Plan, Progress, Report, Since, verify_since};
use yishi_core::{
    EndorseRegistrarAct, LogKeyRotation, RegistrarAct, RegistrarRequestId, RequestRegistrarAct,
};
use yishi_log::checkpoint::{Checkpoint, LogVerifier};
use yishi_log::key::LogKey;
use yishi_tally::Language;
use yishi_testkit::{Cast, PaperBook};

const REPLAY: [Check; 4] = [Check::Chain, Check::Tree, Check::Checkpoint, Check::Replay];

fn new_key() -> LogKey {
    LogKey::from_seed(&[77; 32])
}

/// A book whose registrars rotate its log key; the checkpoint as the new key signs it. As an auditor sees it who knows the old key and nothing
/// else, it is also what a forger makes: the key in the founding is public, registrars and rotation are the forger's own.
fn rotated(overlap: u64) -> (Story, Exported) {
    let cast = Cast::new(4);
    let desk = cast.desk();
    let mut paper = PaperBook::empty(&cast);
    let mut texts = BTreeMap::new();
    for order in cast.founding(&desk) {
        paper.must_admit(&order);
        texts.extend(order.texts.into_iter().map(|text| (text.reference(), text)));
    }
    let request = RegistrarRequestId::first(paper.leaves.len() as u64);
    let log_vkey = LogVerifier::new(&cast.origin, &new_key().public()).unwrap().to_vkey();
    let act = RegistrarAct::RotateLogKey(LogKeyRotation { log_vkey, overlap });
    paper.must_admit(&desk.order(&cast.registrars[0], RequestRegistrarAct { act }, vec![]));
    paper.must_admit(&desk.order(&cast.registrars[1], EndorseRegistrarAct { request }, vec![]));
    let redacted = *texts.keys().next().unwrap();
    let story = Story { cast, checkpoint: paper.checkpoint(), leaves: paper.leaves, texts, redacted };
    let bundle = exported(&story);
    bundle.set("checkpoint", signed(&story, story.leaves.len(), &new_key()).as_bytes());
    (story, bundle)
}

fn signed(story: &Story, size: usize, key: &LogKey) -> String {
    Checkpoint::parse_unverified(story.checkpoint_at(size).as_bytes()).unwrap().sign(key)
}

fn since(note: &str) -> Since {
    let checkpoint = Checkpoint::parse_unverified(note.as_bytes()).unwrap();
    Since { checkpoint, note: Some(note.as_bytes().to_vec()) }
}

fn resumed(story: &Story, bundle: &Exported, since: &Since, checks: &[Check]) -> Report {
    let plan =
        Plan { checks: checks.iter().copied().collect(), pin: story.pinned(), limit: 1000, threads: 2 };
    verify_since(&Bundle::open(&bundle.folder).unwrap(), &plan, Some(since), &Progress::hidden()).unwrap()
}

#[test]
fn without_a_pinned_key_a_receipt_is_held_against_the_key_that_the_book_names_for_its_size() {
    let (_, bundle) = rotated(0);
    let folder = bundle.folder.to_string_lossy().into_owned();
    let receipt = bundle.folder.with_file_name("receipt");
    let (code, text, _) = run(&["show", &folder, "3", "--receipt"]);
    assert_eq!(code, EXIT_CLEAN);
    std::fs::write(&receipt, &text).unwrap();
    let asked =
        ["receipt", &receipt.to_string_lossy(), "--bundle", &folder, "--unpinned", "--language", "zh"];
    let (code, out, err) = run(&asked);
    assert_eq!(code, EXIT_CLEAN, "{out}{err}");
    assert!(out.contains("没有发现问题"), "{out}");
    std::fs::write(&receipt, text.replacen("index 3", "index 4", 1)).unwrap();
    let (code, out, _) = run(&asked);
    assert_eq!(code, EXIT_FINDINGS);
    assert!(out.contains("包含证明"), "{out}");
}

#[test]
fn no_book_leads_away_from_the_pinned_key_by_its_own_word() {
    for overlap in [0, 5] {
        let (story, bundle) = rotated(overlap);
        for checks in [&VERIFY[..], &REPLAY, &ALL] {
            let report = audit(&bundle.folder, story.pinned(), checks);
            assert!(has(&report.findings, None, "checkpoint"), "{overlap} {checks:?}: {:?}", report.findings);
            assert!(!report.checked.pinned && report.checked.log_key.is_none());
            assert!(report.findings.iter().any(|finding| finding.message.contains("--since")));
            let mut told = Vec::new();
            report.write_words(Language::Chinese, &mut told).unwrap();
            let told = String::from_utf8(told).unwrap();
            assert!(
                told.contains("检查点不是由所给公钥签名") && !told.contains("anybody can write"),
                "{told}"
            );
        }
    }
}

#[test]
fn a_checkpoint_of_the_pinned_key_leads_to_the_new_one() {
    let (story, bundle) = rotated(0);
    let old = since(&story.checkpoint_at(story.leaves.len() - 1));
    for checks in [&VERIFY[..], &REPLAY, &[Check::Checkpoint], &ALL] {
        let report = resumed(&story, &bundle, &old, checks);
        assert_eq!(report.findings, vec![], "{checks:?}");
        assert!(report.checked.pinned && report.checked.log_key.is_some());
        assert_eq!(report.checked.signatures, 1, "the rotation itself is judged by whatever command");
        assert!(report.checked.checks.iter().any(|check| check == "replay"));
    }
}

#[test]
fn what_the_pinned_key_did_not_sign_of_this_book_leads_nowhere() {
    let (story, bundle) = rotated(0);
    let entries = story.leaves.len();
    let typed = Since { note: None, ..since(&story.checkpoint_at(entries - 1)) };
    let of_a_thief = since(&signed(&story, entries - 1, &LogKey::from_seed(&[78; 32])));
    let beyond_its_span = since(&story.checkpoint_at(entries));
    let of_nothing = since(&story.checkpoint_at(0));
    for since in [typed, of_a_thief, beyond_its_span, of_nothing] {
        let report = resumed(&story, &bundle, &since, &REPLAY);
        assert!(has(&report.findings, None, "checkpoint"), "{since:?}: {:?}", report.findings);
        assert!(!report.checked.pinned);
    }
    let other = crate::fixture::story();
    let of_another_history = since(&other.checkpoint_at(3));
    let mut leaves = story.leaves.clone();
    leaves[1] = leaves[2].clone();
    bundle.set_leaves(&leaves);
    let report = resumed(&story, &bundle, &of_another_history, &REPLAY);
    assert!(has(&report.findings, None, "since") && !report.checked.pinned, "{:?}", report.findings);
}

#[test]
fn a_rotation_after_it_that_no_registrar_signed_is_found_by_replay_too() {
    let (story, bundle) = rotated(0);
    let entries = story.leaves.len();
    let mut leaves = story.leaves.clone();
    let text = String::from_utf8(leaves[entries - 1].clone()).unwrap();
    let at = text.find("\"value\":\"").unwrap() + 9;
    let sign = if &text[at..=at] == "0" { "1" } else { "0" };
    leaves[entries - 1] = [&text[..at], sign, &text[at + 1..]].concat().into_bytes();
    bundle.set_leaves(&leaves);
    let forged = Story { leaves, ..story };
    bundle.set("checkpoint", signed(&forged, entries, &new_key()).as_bytes());
    let old = since(&forged.checkpoint_at(entries - 1));
    let report = resumed(&forged, &bundle, &old, &REPLAY);
    assert!(has(&report.findings, Some(entries as u64 - 1), "signature"), "{:?}", report.findings);
    assert!(!report.checked.pinned);
}

#[test]
fn one_bad_line_of_a_key_in_force_spoils_the_note() {
    let (story, bundle) = rotated(5);
    let entries = story.leaves.len();
    let good = story.checkpoint_at(entries);
    // The new key's line is that of another size.
    let bad = signed(&story, entries - 1, &new_key());
    let line = bad.lines().last().unwrap();
    bundle.set("checkpoint", format!("{good}{line}\n").as_bytes());
    for pin in [story.pinned(), yishi_audit::Pin::Waived] {
        let report = audit(&bundle.folder, pin, &ALL);
        assert!(has(&report.findings, None, "checkpoint"), "{:?}", report.findings);
        assert!(report.findings.iter().any(|finding| finding.message.contains("spoils")));
        assert!(!report.checked.pinned);
    }
    bundle.set("checkpoint", good.as_bytes());
    assert_eq!(audit(&bundle.folder, story.pinned(), &ALL).findings, vec![]);
}
