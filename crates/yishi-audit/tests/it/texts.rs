//! Documents and statements: there, redacted on record, missing, changed, or not of this book.

use crate::fixture::{ALL, VERIFY, an_erasure, audit, exported, has, story};
use yishi_audit::Check;
use yishi_core::TextRef;
use yishi_engine::Text;

#[test]
fn every_text_that_is_missing_is_found_at_the_entry_that_brought_it_in() {
    let story = story();
    let bundle = exported(&story);
    let names: Vec<String> = bundle.names().into_iter().filter(|name| name.contains('/')).collect();
    assert!(names.iter().any(|name| name.starts_with("documents/")));
    assert!(names.iter().any(|name| name.starts_with("statements/")));
    for name in names {
        let content = bundle.get(&name);
        std::fs::remove_file(bundle.folder.join(&name)).unwrap();
        let findings = audit(&bundle.folder, story.pinned(), &VERIFY).findings;
        bundle.set(&name, &content);
        let [finding] = findings.as_slice() else { panic!("{name}: {findings:?}") };
        let hash = name.split_once('/').unwrap().1;
        let brings_in = |leaf: &Vec<u8>| String::from_utf8_lossy(leaf).contains(hash);
        let index = story.leaves.iter().position(brings_in).unwrap() as u64;
        assert_eq!((finding.check.as_str(), finding.index), ("text", Some(index)), "{name}");
        assert!(finding.message.contains("missing"), "{name}: {}", finding.message);
    }
}

#[test]
fn every_text_with_a_changed_byte_is_found() {
    let story = story();
    let bundle = exported(&story);
    for name in bundle.names().into_iter().filter(|name| name.contains('/')) {
        let content = bundle.get(&name);
        for at in [0, content.len() / 2, content.len() - 1] {
            let mut changed = content.clone();
            changed[at] ^= 1;
            bundle.set(&name, &changed);
            let findings = audit(&bundle.folder, story.pinned(), &[Check::Texts]).findings;
            assert!(findings.iter().any(|finding| finding.check == "text"), "{name}: byte {at}");
        }
        bundle.set(&name, &[]);
        assert!(!audit(&bundle.folder, story.pinned(), &[Check::Texts]).is_clean(), "{name} emptied");
        bundle.set(&name, &content);
    }
    assert!(audit(&bundle.folder, story.pinned(), &[Check::Texts]).is_clean());
}

#[test]
fn a_redacted_statement_is_counted_and_one_that_is_still_there_is_a_finding() {
    let story = story();
    let bundle = exported(&story);
    assert_eq!(audit(&bundle.folder, story.pinned(), &[Check::Texts]).checked.redacted, 1);
    let TextRef::Statement(commitment) = story.redacted else { panic!() };
    let Text::Statement { salt, data } = &story.texts[&story.redacted] else { panic!() };
    bundle.set(&format!("statements/{commitment}"), &[salt.as_slice(), data].concat());
    let report = audit(&bundle.folder, story.pinned(), &[Check::Texts]);
    assert_eq!(report.findings.len(), 1);
    assert!(report.findings[0].message.contains("still there"));
    assert_eq!(report.checked.redacted, 0);
}

#[test]
fn what_an_erased_member_said_is_counted_as_withheld_and_what_is_still_there_of_it_is_a_finding() {
    let (story, own) = an_erasure();
    let bundle = exported(&story);
    let statements = bundle.names().into_iter().filter(|name| name.starts_with("statements/"));
    assert_eq!(statements.count(), 1, "the export leaves out what was erased");
    let report = audit(&bundle.folder, story.pinned(), &ALL);
    assert!(report.is_clean(), "{:?}", report.findings);
    assert_eq!(report.checked.redacted, 2);
    for text in own {
        let Text::Statement { salt, data } = &story.texts[&text] else { panic!() };
        let name = format!("statements/{}", text.hash());
        bundle.set(&name, &[salt.as_slice(), data].concat());
        let findings = audit(&bundle.folder, story.pinned(), &VERIFY).findings;
        assert!(
            matches!(&findings[..], [finding] if finding.message.contains("still there")),
            "{findings:?}"
        );
        std::fs::remove_file(bundle.folder.join(name)).unwrap();
    }
}

#[test]
fn a_text_that_no_entry_brings_in_is_named() {
    let story = story();
    let bundle = exported(&story);
    bundle.set(&format!("documents/{}", "0".repeat(64)), b"slipped in");
    let findings = audit(&bundle.folder, story.pinned(), &[Check::Texts]).findings;
    assert_eq!(findings.len(), 1);
    assert!(has(&findings, None, "text"));
}

/// A book whose keeper took a text over that is not what the amendment makes of the one before.
#[test]
fn an_acceptance_that_changes_more_than_its_amendment_is_found_at_its_entry() {
    let (exact, amendment) = crate::fixture::amending("另加一段。\n");
    let bundle = exported(&exact);
    assert!(audit(&bundle.folder, exact.pinned(), &VERIFY).is_clean());
    let (altered, _) = crate::fixture::amending("另加一段，另改一句。\n");
    let bundle = exported(&altered);
    let findings = audit(&bundle.folder, altered.pinned(), &VERIFY).findings;
    let [finding] = findings.as_slice() else { panic!("{findings:?}") };
    let last = altered.leaves.len() as u64 - 1;
    assert_eq!((finding.check.as_str(), finding.index), ("amendment", Some(last)));
    assert!(finding.message.contains(&amendment.to_string()), "{}", finding.message);
    assert!(finding.message.contains("paragraph 1"), "{}", finding.message);
}
