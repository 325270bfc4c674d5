//! A good bundle is clean, as a folder and as a tar file, and comes out the same each time.

use crate::fixture::{ALL, VERIFY, audit, exported, story};
use yishi_audit::bundle::{Bundle, BundleWriter, WriteError};
use yishi_audit::{Check, Pin};
use yishi_log::checkpoint::Checkpoint;
use yishi_log::policy::Policy;

#[test]
fn a_bundle_as_exported_has_no_findings_under_any_check() {
    let story = story();
    let bundle = exported(&story);
    let report = audit(&bundle.folder, story.pinned(), &ALL);
    assert_eq!(report.findings, vec![]);
    let checked = report.checked;
    assert_eq!(checked.entries, story.leaves.len() as u64);
    assert_eq!(checked.signatures, checked.entries);
    assert_eq!(checked.polls, 1);
    assert_eq!(checked.redacted, 1);
    assert_eq!(checked.texts, story.texts.len() as u64 - 1);
    assert_eq!(checked.log_key, Some(story.cast.verifier().to_vkey()));
    assert!(checked.pinned);
    let checkpoint = Checkpoint::parse_unverified(story.checkpoint.as_bytes()).unwrap();
    assert_eq!(checked.root, Some(checkpoint.root.to_string()));
    assert_eq!(checked.origin, Some(checkpoint.origin));
}

#[test]
fn each_check_alone_passes_on_a_good_bundle() {
    let story = story();
    let bundle = exported(&story);
    for check in ALL {
        assert_eq!(audit(&bundle.folder, story.pinned(), &[check]).findings, vec![], "{check:?}");
    }
}

#[test]
fn a_tar_file_of_the_bundle_says_the_same_and_is_the_same_each_time() {
    let story = story();
    let bundle = exported(&story);
    let [first, second] = ["first.tar", "second.tar"].map(|name| bundle.folder.with_file_name(name));
    BundleWriter::pack(&bundle.folder, &first).unwrap();
    BundleWriter::pack(&bundle.folder, &second).unwrap();
    assert_eq!(std::fs::read(&first).unwrap(), std::fs::read(&second).unwrap());
    let from_tar = audit(&first, story.pinned(), &ALL);
    assert_eq!(from_tar, audit(&bundle.folder, story.pinned(), &ALL));
    assert!(from_tar.is_clean());
}

#[test]
fn a_tar_file_is_never_written_over_and_neither_is_a_folder() {
    let story = story();
    let bundle = exported(&story);
    let archive = bundle.folder.with_file_name("bundle.tar");
    BundleWriter::pack(&bundle.folder, &archive).unwrap();
    assert!(matches!(BundleWriter::pack(&bundle.folder, &archive), Err(WriteError::Io { .. })));
    assert!(matches!(BundleWriter::create(&bundle.folder), Err(WriteError::Io { .. })));
}

#[test]
fn without_a_key_from_elsewhere_the_report_says_so_unless_that_is_waived() {
    let story = story();
    let bundle = exported(&story);
    let absent = audit(&bundle.folder, Pin::Absent, &VERIFY);
    assert_eq!(absent.findings.len(), 1);
    assert!(absent.findings[0].message.contains("log key not pinned"));
    assert!(!absent.checked.pinned);
    let waived = audit(&bundle.folder, Pin::Waived, &VERIFY);
    assert!(waived.is_clean() && !waived.checked.pinned);
    let policy = Policy::parse(&bundle.get("policy")).unwrap();
    let pinned = audit(&bundle.folder, Pin::Policy(policy), &VERIFY);
    assert!(pinned.is_clean() && pinned.checked.pinned);
}

#[test]
fn only_texts_of_the_book_are_written_and_redacted_ones_never() {
    let story = story();
    let guard = tempfile::tempdir().unwrap();
    let mut writer = BundleWriter::create(&guard.path().join("bundle")).unwrap();
    story.leaves.iter().for_each(|leaf| writer.leaf(leaf).unwrap());
    assert!(!writer.wanted().contains(&story.redacted));
    assert!(matches!(writer.document(b"something else"), Err(WriteError::OtherText(_))));
    let yishi_engine::Text::Statement { salt, data } = &story.texts[&story.redacted] else { panic!() };
    assert!(matches!(writer.statement(salt, data), Err(WriteError::OtherText(_))));
    assert!(matches!(writer.leaf(b"{}"), Err(WriteError::Leaf { .. })));
    let wanted = writer.wanted();
    let written = writer.finish(&story.checkpoint, &story.cast.verifier()).unwrap();
    assert_eq!(written.missing, wanted);
}

#[test]
fn what_does_not_belong_into_a_bundle_is_named() {
    let story = story();
    let bundle = exported(&story);
    bundle.set("notes.txt", b"?");
    bundle.set("documents/readme", b"?");
    std::os::unix::fs::symlink("/etc/hostname", bundle.folder.join("statements/link")).unwrap();
    let strangers = Bundle::open(&bundle.folder).unwrap().strangers().to_vec();
    assert_eq!(strangers, ["documents/readme", "notes.txt", "statements/link"]);
    let report = audit(&bundle.folder, story.pinned(), &[Check::Chain]);
    assert_eq!(report.findings.len(), 3);
}

#[test]
fn a_tar_file_with_a_name_twice_is_not_believed() {
    let story = story();
    let bundle = exported(&story);
    let archive = bundle.folder.with_file_name("twice.tar");
    let mut builder = tar::Builder::new(std::fs::File::create(&archive).unwrap());
    for name in bundle.names().into_iter().chain(["book.jsonl".to_owned()]) {
        builder.append_path_with_name(bundle.folder.join(&name), &name).unwrap();
    }
    builder.finish().unwrap();
    let report = audit(&archive, story.pinned(), &VERIFY);
    assert!(report.findings.iter().any(|finding| finding.check == "bundle"));
}
