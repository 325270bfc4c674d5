//! Amendments in words.

use crate::amended::amended;
use crate::{charter, ready_made, source};
use proptest::prelude::*;
use yishi_charter::{Change, ChangeKind, Language, diff};
use yishi_core::{Charter, canonical_json};

fn told(changes: &[Change]) -> String {
    changes
        .iter()
        .map(|change| format!("{:?} {}\n  {}\n", change.kind, change.clause, change.sentence))
        .collect()
}

fn edited(name: &str, edits: &[(&str, &str)]) -> Charter {
    let mut source = source(name);
    for (old, new) in edits {
        assert!(source.contains(old), "{old}");
        source = source.replacen(old, new, 1);
    }
    yishi_charter::read(&source).unwrap_or_else(|faults| panic!("{faults:#?}")).charter
}

#[test]
fn an_amendment_is_told_in_both_languages() {
    let old = charter("weiyang");
    let new = edited(
        "weiyang",
        &[
            ("screening = \"3wd\"", "screening = \"5wd\""),
            ("affected_households_at_most = 60,", "affected_households_at_most = 80,"),
            ("  { power = \"refer\", over = \"own\" },\n", ""),
            ("threshold = { at_least = \"1/5\" }, quorum", "threshold = { more_than = \"1/4\" }, quorum"),
            ("[[escalation]]\nid = \"tie\"\non = { trigger = \"tie\" }\n", ""),
            ("signatures = 20", "signatures = 30"),
            ("[deadlines]\n", "[deadlines]\nresult_notice = \"7d\"\n"),
            (
                "[[classes]]\nid = \"general\"",
                "[[classes]]\nid = \"pets\"\nname = \"养犬\"\n\n[[classes]]\nid = \"general\"",
            ),
        ],
    );
    let chinese = diff(&old, &new, Language::Chinese);
    let period = chinese.iter().find(|change| change.clause.to_string() == "deadlines.screening").unwrap();
    assert!(period.sentence.contains("把关期限由3个工作日改为5个工作日"), "{period:?}");
    insta::assert_snapshot!("amendment-zh", told(&chinese));
    insta::assert_snapshot!("amendment-en", told(&diff(&old, &new, Language::English)));
}

#[test]
fn entries_are_followed_by_their_ids_and_the_order_of_rules_is_told() {
    let old = charter("weiyang");
    let mut new = old.clone();
    new.routing.swap(0, 1);
    new.classes.reverse();
    let changes = diff(&old, &new, Language::English);
    let kinds: Vec<(String, ChangeKind)> =
        changes.iter().map(|change| (change.clause.to_string(), change.kind)).collect();
    assert_eq!(kinds, [("classes".into(), ChangeKind::Reordered), ("routing".into(), ChangeKind::Reordered)]);
    assert!(changes[1].sentence.contains("the first rule whose conditions hold applies"), "{changes:?}");
    let mut new = old.clone();
    new.routing.insert(0, old.routing[0].clone());
    new.routing[0].id = "newest".parse().unwrap();
    let changes = diff(&old, &new, Language::English);
    assert_eq!(changes.len(), 1, "{}", told(&changes));
    assert_eq!(
        (changes[0].kind, changes[0].clause.to_string()),
        (ChangeKind::Added, "routing.newest".into())
    );
    assert!(changes[0].sentence.ends_with(" It stands first."), "{changes:?}");
    new.routing.swap(0, 1);
    let behind = format!("列在`{}`之后。", old.routing[0].id);
    assert!(diff(&old, &new, Language::Chinese)[0].sentence.ends_with(&behind));
    new.routing.remove(1);
    new.routing.push(new.routing[0].clone());
    new.routing.last_mut().unwrap().id = "newest".parse().unwrap();
    let changes = diff(&old, &new, Language::English);
    assert!(changes.len() == 1 && !changes[0].sentence.contains("It stands"), "{changes:?}");
}

#[test]
fn a_new_name_is_told_once_and_not_wherever_it_is_used() {
    let old = charter("minimal");
    let mut new = old.clone();
    new.levels[0].name = "Street 街道".to_owned();
    let changes = diff(&old, &new, Language::English);
    assert_eq!(changes.len(), 1, "{}", told(&changes));
    assert_eq!(changes[0].clause.to_string(), "levels.grid");
}

#[test]
fn the_first_entry_of_a_list_and_the_last_that_leaves_it_are_told_as_entries() {
    let old = charter("minimal");
    let mut new = old.clone();
    new.decisions[0].requirements.clear();
    new.seats[2].powers.clear();
    for (from, to, kind) in [(&old, &new, ChangeKind::Removed), (&new, &old, ChangeKind::Added)] {
        let changes = diff(from, to, Language::English);
        assert_eq!(changes.len(), 5, "{}", told(&changes));
        assert!(changes.iter().all(|change| change.kind == kind), "{}", told(&changes));
    }
}

#[test]
fn what_no_words_tell_apart_is_told_as_it_stands() {
    let old = charter("minimal");
    let mut new = old.clone();
    // Two levels of one name: the words are the same, the charter is not.
    new.levels[1].name = new.levels[0].name.clone();
    let mut moved = new.clone();
    moved.seats[5].level = new.levels[1].id.clone();
    let changes = diff(&new, &moved, Language::Chinese);
    assert_eq!(
        told(&changes),
        "Changed seats.grid-worker.level\n  `seats.grid-worker.level`由\"grid\"改为\"community\"。\n"
    );
}

#[test]
fn charters_differ_from_each_other_and_not_from_themselves() {
    let names = ready_made();
    for name in &names {
        assert_eq!(diff(&charter(name), &charter(name), Language::English), [], "{name}");
        for other in names.iter().filter(|other| other != &name) {
            assert!(!diff(&charter(name), &charter(other), Language::Chinese).is_empty(), "{name} {other}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_difference_goes_unsaid(
        base in 0..10_usize,
        first in prop::collection::vec((any::<usize>(), any::<u8>()), 0..3),
        second in prop::collection::vec((any::<usize>(), any::<u8>()), 0..3),
    ) {
        let names = ready_made();
        let base = charter(&names[base % names.len()]);
        let (old, new) = (amended(&base, &first), amended(&base, &second));
        let same = canonical_json(&old) == canonical_json(&new);
        for language in [Language::English, Language::Chinese] {
            let changes = diff(&old, &new, language);
            prop_assert_eq!(changes.is_empty(), same, "{}", told(&changes));
            prop_assert!(changes.iter().all(|change| !change.sentence.is_empty()));
        }
    }

    /// Stronger: an edit on top of another is told as well, whatever the other one brought with it.
    #[test]
    fn no_difference_hides_behind_another(
        loud in (any::<usize>(), any::<u8>()),
        quiet in (any::<usize>(), any::<u8>()),
    ) {
        let base = charter("weiyang");
        let once = amended(&base, &[loud]);
        let twice = amended(&once, &[quiet]);
        let both = canonical_json(&once) != canonical_json(&twice)
            && canonical_json(&base) != canonical_json(&twice);
        if both {
            prop_assert_ne!(
                told(&diff(&base, &once, Language::English)),
                told(&diff(&base, &twice, Language::English))
            );
        }
    }
}
