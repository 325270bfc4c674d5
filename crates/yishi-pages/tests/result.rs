//! The result sheet of a small vote, before and after its close.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must stop")]

use std::sync::Arc;
use yishi_core::{Poll, TimeMs};
use yishi_pages::{Position, ResultSheet, ballots_csv, figures_csv};
use yishi_tally::{Choice, Language};
use yishi_testkit::{Cast, PaperBook};

/// A vote of ten residents: so many for, so many against.
fn poll(for_: usize, against: usize, closed: bool) -> Arc<Poll> {
    let cast = Cast::new(10);
    let desk = cast.desk();
    let mut paper = PaperBook::founded(&cast);
    let (orders, opened) = cast.poll(&desk, u64::try_from(paper.leaves.len()).unwrap());
    orders.iter().for_each(|order| {
        paper.must_admit(order);
    });
    let choices = std::iter::repeat_n(Choice::For, for_).chain(std::iter::repeat_n(Choice::Against, against));
    for (resident, choice) in cast.residents.iter().zip(choices) {
        paper.must_admit(&desk.order(resident, opened.ballot(resident, choice), vec![]));
    }
    let poll = paper.book.state().polls.values().next().unwrap().id;
    if closed {
        paper.now = TimeMs(paper.book.state().polls[&poll].closes_at_ms.0);
        paper.fire_due();
    }
    Arc::clone(&paper.book.state().polls[&poll])
}

fn with_sheet<T>(poll: &Poll, title: &str, language: Language, read: impl Fn(&ResultSheet<'_>) -> T) -> T {
    let position = Position { origin: "example.org/a-00000000".to_owned(), size: 7, root: "ab".repeat(32) };
    read(&ResultSheet { position, title, poll, outcome: None, options: &|id| id.to_string(), language })
}

#[test]
fn an_open_vote_says_that_it_is_no_result() {
    let html = with_sheet(&poll(3, 1, false), "Lamps", Language::English, |sheet| sheet.to_html());
    assert!(html.contains("Voting is still open: these figures are not a result."));
    assert!(!html.contains("class=\"verdict\""));
}

#[test]
fn a_closed_vote_shows_verdict_figures_and_how_to_count_again() {
    let sealed = poll(3, 1, true);
    let html = with_sheet(&sealed, "Lamps", Language::English, |sheet| sheet.to_html());
    assert!(html.contains("<p class=\"verdict\">Passed</p>"), "{html}");
    assert!(
        html.contains(
            "<td>Heads</td><td>10 heads</td><td>3 heads</td><td>1 head</td><td>0 heads</td><td>6 heads</td>"
        ),
        "{html}"
    );
    assert!(html.contains(&sealed.rule_digest.to_string()) && html.contains(&sealed.roll.root.to_string()));
    let chinese = with_sheet(&sealed, "路灯", Language::Chinese, |sheet| sheet.to_html());
    assert!(chinese.starts_with("<!DOCTYPE html><html lang=\"zh-CN\">"));
    assert!(chinese.contains("<p class=\"verdict\">通过</p>"));
}

#[test]
fn what_residents_write_never_becomes_markup() {
    let title = "<script>alert('小区')</script>\" onload=\"x";
    let html = with_sheet(&poll(1, 0, true), title, Language::English, |sheet| sheet.to_html());
    assert!(!html.contains("<script") && !html.contains("\" onload"), "{html}");
    assert!(html.contains("&lt;script&gt;"));
}

#[test]
fn a_page_loads_nothing() {
    let html = with_sheet(&poll(1, 0, true), "Lamps", Language::English, |sheet| sheet.to_html());
    for word in ["http:", "https:", "src=", "@import", "url("] {
        assert!(!html.contains(word), "`{word}` in {html}");
    }
}

#[test]
fn the_data_beside_the_page_says_the_same() {
    let sealed = poll(3, 1, true);
    let json: serde_json::Value =
        serde_json::from_str(&with_sheet(&sealed, "Lamps", Language::English, |sheet| sheet.to_json()))
            .unwrap();
    assert_eq!(json["final"], true);
    assert_eq!(json["tally"]["verdict"], "passed");
    assert_eq!(json["tally"]["totals"]["heads"]["for"], 3);
    let csv = with_sheet(&sealed, "Lamps", Language::English, |sheet| figures_csv(sheet).unwrap());
    let csv = String::from_utf8(csv).unwrap();
    assert!(csv.starts_with("measure,bench,entitled,for,against,abstain\nheads,,10,3,1,0\n"), "{csv}");
    let ballots = String::from_utf8(ballots_csv(&sealed).unwrap()).unwrap();
    assert_eq!(ballots.lines().count(), 5, "a head and four ballots");
    assert!(ballots.starts_with("right,heads,area_dm2,bench,choice,member,entry\n"));
}
