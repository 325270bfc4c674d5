//! Results of polls as pages and files, and who may have which.

use crate::support::{Served, auditor, serve_community};
use serde_json::Value;
use yishi_core::TimeMs;
use yishi_tally::{Choice, Marks};
use yishi_testkit::Community;

/// A community with an open vote in which two of three residents voted.
async fn served() -> (Served, String) {
    let (community, poll) = Community::voting(3);
    for (resident, choice) in community.cast.residents.iter().zip([Choice::For, Choice::Against]) {
        let order = community.desk.order(resident, poll.ballot(resident, choice), vec![]);
        community.engine.submit(order.command, order.texts).await.unwrap();
    }
    (serve_community(community, |_| {}).await, poll.poll.to_string())
}

#[tokio::test]
async fn a_result_sheet_is_public_and_speaks_the_readers_language() {
    let (served, poll) = served().await;
    for path in [format!("/polls/{poll}/result.html"), served.path(&format!("polls/{poll}/result.html"))] {
        let english = served.get(None, &path).await;
        assert_eq!((english.status, english.header("content-language")), (200, Some("en")), "{path}");
        assert!(english.text().contains("Voting is still open"));
        let chinese = served.get(None, &format!("{path}?lang=zh-CN")).await;
        assert_eq!(chinese.header("content-language"), Some("zh-CN"));
        assert!(chinese.text().contains("表决尚未截止"));
    }
}

#[tokio::test]
async fn a_result_sheet_may_use_its_own_style_and_nothing_else() {
    let (served, poll) = served().await;
    let page = served.get(None, &format!("/polls/{poll}/result.html")).await;
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && policy.ends_with("; sandbox"));
    assert_eq!(page.header("vary"), Some("accept-language"));
}

#[tokio::test]
async fn the_page_that_checks_receipts_may_use_its_own_script_and_reach_nothing() {
    let (served, _) = served().await;
    let page = served.get(None, "/receipt?lang=zh-CN").await;
    assert_eq!((page.status, page.header("content-language")), (200, Some("zh-CN")));
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"), "{policy}");
    assert!(!policy.contains("connect-src") && !policy.contains("unsafe"), "{policy}");
    assert!(page.text().contains("核对收据"));
}

#[tokio::test]
async fn figures_are_public_as_json_and_csv() {
    let (served, poll) = served().await;
    let json: Value = served.get(None, &format!("/polls/{poll}/result.json")).await.json();
    assert_eq!((&json["final"], &json["tally"]["totals"]["heads"]["for"]), (&false.into(), &1.into()));
    let csv = served.get(None, &format!("/polls/{poll}/result.csv")).await;
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8; header=present"));
    assert!(csv.text().contains("\nheads,,3,1,1,0\n"), "{}", csv.text());
}

#[tokio::test]
async fn single_ballots_are_for_members_and_auditors() {
    let (served, poll) = served().await;
    let path = format!("/polls/{poll}/ballots.csv");
    assert_eq!(served.get(None, &path).await.status, 401);
    let resident = served.community.cast.residents[0].clone();
    for person in [&resident, &auditor()] {
        let token = served.sign_in(person).await;
        let reply = served.get(Some(&token), &path).await;
        assert_eq!((reply.status, reply.text().lines().count()), (200, 3), "a head and two ballots");
        assert_eq!(reply.header("cache-control"), Some("private, no-cache"));
    }
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let (served, poll) = served().await;
    for path in
        ["polls/poll_9_1/result.html".to_owned(), "polls/x/result.html".to_owned(), format!("polls/{poll}/x")]
    {
        assert_eq!(served.get(None, &served.path(&path)).await.status, 404, "{path}");
    }
}

/// A community in which three residents choose among packages; and whether the vote is closed.
async fn served_choice(closed: bool) -> (Served, String) {
    let community = Community::founded(3);
    let next = community.engine.version().size;
    let (orders, poll) = community.cast.choice_poll(&community.desk, next);
    for order in orders {
        community.engine.submit(order.command, order.texts).await.unwrap();
    }
    for (resident, approved) in community.cast.residents.iter().zip([&["ten"][..], &["ten", "thirty"], &[]]) {
        let marks = Marks::set(approved.iter().copied());
        let order = community.desk.order(resident, poll.marks(resident, marks), vec![]);
        community.engine.submit(order.command, order.texts).await.unwrap();
    }
    if closed {
        let now = yishi_engine::Clock::now(&community.clock);
        let wait = poll.closes_at_ms.0 - now.0;
        community.clock.advance_ms(wait);
        community.engine.tick();
        assert_eq!(yishi_engine::Clock::now(&community.clock), TimeMs(poll.closes_at_ms.0));
    }
    (serve_community(community, |_| {}).await, poll.poll.to_string())
}

#[tokio::test]
async fn a_choice_among_options_has_its_whole_outcome_on_the_sheet_and_in_the_data() {
    let (served, poll) = served_choice(true).await;
    let html = served.get(None, &format!("/polls/{poll}/result.html?lang=en")).await.text();
    assert!(html.contains("<h2>Chosen</h2><ol><li>Package at ten yuan 套餐</li></ol>"), "{html}");
    assert!(html.contains("Round by round") && html.contains("Package at thirty yuan 套餐 · 1.00"), "{html}");
    let json: Value = served.get(None, &format!("/polls/{poll}/result.json")).await.json();
    assert_eq!(json["outcome"]["winners"], serde_json::json!(["ten"]));
    assert_eq!(json["sealing"]["outcome"]["winners"], json["outcome"]["winners"]);
    assert_eq!(json["options"][0]["name"], "Package at ten yuan 套餐");
    let csv = served.get(None, &format!("/polls/{poll}/result.csv")).await.text();
    assert!(csv.contains("\nheads,,3,2,0,1\n"), "{csv}");
}

#[tokio::test]
async fn before_the_close_the_sheet_of_a_choice_says_that_it_is_no_result() {
    let (served, poll) = served_choice(false).await;
    let html = served.get(None, &format!("/polls/{poll}/result.html?lang=en")).await.text();
    assert!(
        html.contains("these figures are not a result") && html.contains("In front at this moment"),
        "{html}"
    );
    let json: Value = served.get(None, &format!("/polls/{poll}/result.json")).await.json();
    assert_eq!((&json["final"], &json["sealing"]), (&false.into(), &Value::Null));
    assert_eq!(json["outcome"]["winners"], serde_json::json!(["ten"]), "its rule tells figures");
}

#[tokio::test]
async fn formats_that_cannot_hold_the_ballots_refuse_them_with_the_reason() {
    let (served, motion) = served().await;
    let token = served.sign_in(&auditor()).await;
    for (file, reason) in [("ballots.blt", "for or against"), ("ballots.pb", "for or against")] {
        assert_eq!(served.get(None, &format!("/polls/{motion}/{file}")).await.status, 401, "{file}");
        let reply = served.get(Some(&token), &format!("/polls/{motion}/{file}")).await;
        assert_eq!(reply.status, 409);
        let json: Value = reply.json();
        assert_eq!(json["error"]["code"], "NOT_IN_FORMAT");
        assert!(json["error"]["message"].as_str().unwrap().contains(reason), "{json}");
    }
    let (served, choice) = served_choice(true).await;
    let token = served.sign_in(&auditor()).await;
    for (file, reason) in
        [("ballots.blt", "BLT cannot hold ballots with set"), ("ballots.pb", "fills places")]
    {
        let reply = served.get(Some(&token), &format!("/polls/{choice}/{file}")).await;
        let json: Value = reply.json();
        assert!(json["error"]["message"].as_str().unwrap().contains(reason), "{json}");
    }
}
