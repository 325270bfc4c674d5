//! The result sheet of a small vote, before and after its close.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must stop")]

use std::sync::Arc;
use yishi_core::{
    Ballot, BallotContent, DecisionClause, Digest, Openness, Poll, PollStatus, Progress, TimeMs,
};
use yishi_pages::{Position, ResultSheet, ballots_csv, figures_csv};
use yishi_tally::{Choice, Language, Marks};
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

/// A choice of ten residents among three packages, in which the first of them approve of so many each.
fn choice(approvals: &[&[&str]], closed: bool) -> Poll {
    let cast = Cast::new(10);
    let desk = cast.desk();
    let mut paper = PaperBook::founded(&cast);
    let (orders, opened) = cast.choice_poll(&desk, u64::try_from(paper.leaves.len()).unwrap());
    orders.iter().for_each(|order| {
        paper.must_admit(order);
    });
    for (resident, approved) in cast.residents.iter().zip(approvals) {
        let marks = Marks::set(approved.iter().copied());
        paper.must_admit(&desk.order(resident, opened.marks(resident, marks), vec![]));
    }
    if closed {
        paper.now = opened.closes_at_ms;
        paper.fire_due();
    }
    Poll::clone(&paper.book.state().polls[&opened.poll])
}

/// The same poll under a rule that keeps the figures back until the close.
fn keeping_figures_back(mut poll: Poll) -> Poll {
    let mut rule = DecisionClause::clone(&poll.rule);
    rule.choice.as_mut().unwrap().progress = Progress::Turnout;
    poll.rule = Arc::new(rule);
    poll
}

fn with_sheet<T>(poll: &Poll, title: &str, language: Language, read: impl Fn(&ResultSheet<'_>) -> T) -> T {
    let position = Position {
        origin: "example.org/a-00000000".to_owned(),
        size: 7,
        root: "ab".repeat(32),
        recorded_at_ms: TimeMs(0),
    };
    read(&ResultSheet::new(position, title, poll, language))
}

#[test]
fn an_open_vote_says_that_it_is_no_result() {
    let html = with_sheet(&poll(3, 1, false), "Lamps", Language::English, |sheet| sheet.to_html());
    assert!(html.contains("Voting is still open: these figures are not a result."));
    assert!(!html.contains("class=\"verdict\""));
}

/// The same poll with ballots that are seals.
fn sealed(poll: &Poll, status: PollStatus) -> Poll {
    let mut poll = poll.clone();
    let mut rule = DecisionClause::clone(&poll.rule);
    rule.openness = Openness::Sealed;
    (poll.rule, poll.status) = (Arc::new(rule), status);
    let closed = |ballot: Ballot| Ballot { content: BallotContent::Sealed(Digest([7; 32])), ..ballot };
    poll.ballots = poll.ballots.into_iter().map(|(right, ballot)| (right, closed(ballot))).collect();
    poll
}

#[test]
fn a_sealed_vote_says_how_many_ballots_nobody_can_read_yet() {
    let opening = PollStatus::Opening { due_at_ms: TimeMs(9) };
    for poll in [Poll::clone(&poll(3, 1, false)), choice(&[&["ten"], &["ten"], &[], &["ten"]], false)] {
        let open =
            with_sheet(&sealed(&poll, PollStatus::Open), "Lamps", Language::English, |sheet| sheet.to_html());
        assert!(open.contains("its ballots are sealed: none is counted"), "{open}");
        assert!(open.contains("<dt>Sealed ballots not opened</dt><dd>4</dd>"), "{open}");
        let html =
            with_sheet(&sealed(&poll, opening.clone()), "Lamps", Language::English, |sheet| sheet.to_html());
        assert!(html.contains("sealed ballots are being opened") && !html.contains("still open"), "{html}");
    }
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

const SIX: &[&[&str]] = &[&["ten", "twenty"], &["twenty"], &["twenty"], &["twenty", "thirty"], &["ten"], &[]];

#[test]
fn a_choice_shows_what_is_chosen_with_rounds_turnout_and_steps_by_name() {
    let sealed = choice(SIX, true);
    let html = with_sheet(&sealed, "Packages", Language::English, |sheet| sheet.to_html());
    assert!(html.contains("<p class=\"verdict\">Chosen</p>"), "{html}");
    assert!(html.contains("<h2>Chosen</h2><ol><li>Package at twenty yuan 套餐</li></ol>"), "{html}");
    assert!(html.contains("<h2>Round by round</h2><figure><figcaption>Round 1"), "{html}");
    assert!(html.contains("Package at twenty yuan 套餐 · 4.00 · elected"), "{html}");
    assert!(html.contains("<td>10 heads</td><td>5 heads</td><td>1 head</td><td>4 heads</td>"), "{html}");
    assert!(html.contains("<h2>The count in words</h2><ul><li>"), "{html}");
    assert!(!html.contains(">For<") && !html.contains("Against"), "nobody was for or against: {html}");
    let json: serde_json::Value =
        serde_json::from_str(&with_sheet(&sealed, "Packages", Language::English, |sheet| sheet.to_json()))
            .unwrap();
    assert_eq!(json["outcome"]["winners"], serde_json::json!(["twenty"]));
    assert_eq!(json["outcome"]["rounds"][0]["figures"]["twenty"], "4");
    assert_eq!(json["options"][2]["name"], "Package at thirty yuan 套餐");
}

#[test]
fn an_open_choice_tells_how_the_options_stand_only_where_its_rule_does() {
    let told = choice(SIX, false);
    let html = with_sheet(&told, "Packages", Language::Chinese, |sheet| sheet.to_html());
    assert!(html.contains("目前领先") && html.contains("Package at twenty yuan 套餐 · 4.00"), "{html}");
    let kept = keeping_figures_back(told);
    for language in [Language::English, Language::Chinese] {
        let html = with_sheet(&kept, "Packages", language, |sheet| sheet.to_html());
        for told in ["class=\"verdict\"", "4.00", "In front", "目前领先"] {
            assert!(!html.contains(told), "`{told}` in {html}");
        }
        assert!(!html.contains("Round by round") && !html.contains("逐轮计票"), "{html}");
    }
    let json: serde_json::Value =
        serde_json::from_str(&with_sheet(&kept, "Packages", Language::English, |sheet| sheet.to_json()))
            .unwrap();
    assert_eq!((&json["final"], &json["outcome"]), (&false.into(), &serde_json::Value::Null));
    assert_eq!(json["tally"]["totals"]["heads"]["for"], 5, "who took part may be known");
    let sealed = keeping_figures_back(choice(SIX, true));
    let html = with_sheet(&sealed, "Packages", Language::English, |sheet| sheet.to_html());
    assert!(html.contains("<h2>Round by round</h2>"), "after the close everything is told");
}

#[test]
fn a_choice_without_a_quorum_chooses_nothing() {
    let html = with_sheet(&choice(&SIX[..1], true), "Packages", Language::English, |sheet| sheet.to_html());
    assert!(html.contains("<p class=\"verdict\">No quorum: nothing is chosen</p>"), "{html}");
    assert!(html.contains("<h2>In front, but too few took part</h2>") && !html.contains("<h2>Chosen</h2>"));
}
