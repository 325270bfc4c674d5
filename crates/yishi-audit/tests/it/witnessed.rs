//! What a policy of witnesses adds to a report: who has cosigned and when, and that no entry is of a later time.

use crate::fixture::{VERIFY, audit, exported, story};
use crate::quorum::Quorum;
use yishi_audit::{NotChecked, Pin};
use yishi_log::checkpoint::Checkpoint;
use yishi_log::leaf::Leaf;
use yishi_log::policy::Policy;

#[test]
fn a_report_under_a_policy_of_witnesses_tells_who_has_cosigned_and_holds_the_clock_against_theirs() {
    let story = story();
    let bundle = exported(&story);
    let quorum = Quorum::of(&story.cast.verifier(), ["lane", "office", "street"]);
    let (lane, street) = (0, 2);
    let note = bundle.get("checkpoint");
    let body = Checkpoint::parse_unverified(&note).unwrap().body();
    let cosigned_at = |times: &[(usize, u64)]| {
        let lines: String =
            times.iter().map(|(witness, at_s)| quorum.line_at(*witness, &body, *at_s)).collect();
        bundle.set("checkpoint", &[&note[..], lines.as_bytes()].concat());
        audit(&bundle.folder, quorum.pin(), &VERIFY)
    };
    let last_s = Leaf::parse(story.leaves.last().unwrap()).unwrap().recorded_at_ms / 1000;

    let report = cosigned_at(&[(street, last_s + 9), (lane, last_s + 2)]);
    assert_eq!(report.findings, vec![]);
    let witnesses = report.checked.witnesses.as_ref().unwrap();
    let cosigned: Vec<(&str, u64)> =
        witnesses.cosigned.iter().map(|found| (found.witness.as_str(), found.time_s)).collect();
    assert_eq!(cosigned, [("lane", last_s + 2), ("street", last_s + 9)]);
    assert_eq!((witnesses.of, witnesses.quorum.as_deref()), (3, Some("most")));
    let not_checked = &report.checked.not_checked;
    assert!(not_checked.contains(&NotChecked::ClockBefore) && !not_checked.contains(&NotChecked::Clock));
    let mut text = Vec::new();
    report.write_text(&mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(text.contains("2 of 3: lane 2026-") && text.contains("(quorum most)"), "{text}");
    assert!(report.to_html(yishi_tally::Language::Chinese).contains("3 人中 2 人联署"));

    // One slow clock makes no finding; if all of them had seen the book before it was written, some clock is wrong.
    let hour = 60 * 60;
    assert!(cosigned_at(&[(lane, last_s - 9 * hour), (street, last_s - hour)]).is_clean());
    let impossible = cosigned_at(&[(lane, last_s - 9 * hour), (street, last_s - hour - 1)]);
    let found: Vec<_> =
        impossible.findings.iter().map(|finding| (finding.index, finding.check.as_str())).collect();
    assert_eq!(found, [(None, "time")]);

    let few = cosigned_at(&[(lane, last_s)]);
    assert_eq!(few.findings.len(), 1);
    assert_eq!(few.checked.witnesses.as_ref().unwrap().cosigned.len(), 1, "and the report still says who");
    assert!(few.checked.not_checked.contains(&NotChecked::Clock));
}

#[test]
fn without_a_policy_of_witnesses_a_report_says_nothing_of_any() {
    let story = story();
    let bundle = exported(&story);
    let plain = Policy::parse(&bundle.get("policy")).unwrap();
    for pin in [Pin::Policy(plain), story.pinned()] {
        let report = audit(&bundle.folder, pin, &VERIFY);
        assert_eq!(report.checked.witnesses, None);
        assert!(report.checked.not_checked.contains(&NotChecked::Clock));
    }
}
