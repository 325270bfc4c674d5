//! What charters mean, word for word.

use crate::{charter, ready_made};
use yishi_charter::{Language, Topic, as_text, explain};

#[test]
fn the_minimal_charter_is_explained_in_both_languages() {
    let minimal = charter("minimal");
    insta::assert_snapshot!("minimal-en", as_text(&explain(&minimal, Language::English)));
    insta::assert_snapshot!("minimal-zh", as_text(&explain(&minimal, Language::Chinese)));
}

#[test]
fn the_charter_of_grids_and_community_is_explained_in_both_languages() {
    let charter = charter("weiyang");
    insta::assert_snapshot!("grids-en", as_text(&explain(&charter, Language::English)));
    insta::assert_snapshot!("grids-zh", as_text(&explain(&charter, Language::Chinese)));
}

#[test]
fn every_ready_made_charter_is_explained_on_every_topic() {
    for name in ready_made() {
        for language in [Language::English, Language::Chinese] {
            let sections = explain(&charter(&name), language);
            let topics: Vec<Topic> = sections.iter().map(|section| section.topic).collect();
            assert!(topics.is_sorted() && topics.len() == 10, "{name}: {topics:?}");
            for section in &sections {
                let says = section.items.iter().any(|item| item.sentences().next().is_some());
                assert!(says || !section.intro.is_empty(), "{name}: {}", section.title);
            }
        }
    }
}

#[test]
fn every_kind_of_vote_of_the_ready_made_charters_has_its_words() {
    let mut text = String::new();
    for name in ["committee", "packages", "projects", "joint-service", "four-steps", "lift"] {
        let sections = explain(&charter(name), Language::Chinese);
        let decisions: Vec<_> =
            sections.into_iter().filter(|section| section.topic == Topic::Decisions).collect();
        text.push_str(&as_text(&decisions));
    }
    insta::assert_snapshot!("decisions-zh", text);
}
