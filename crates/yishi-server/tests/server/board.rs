//! The notice board over HTTP: addresses, languages, what a browser has already, and who may have a member's calendar.

use crate::support::{Served, request, serve_community};
use serde_json::Value;
use yishi_testkit::{Community, OpenedPoll};

async fn served() -> (Served, OpenedPoll) {
    let (community, poll) = Community::voting(3);
    (
        serve_community(community, |config| config.public_address = Some("https://board.example".to_owned()))
            .await,
        poll,
    )
}

#[tokio::test]
async fn the_board_is_public_under_both_addresses_and_in_both_languages() {
    let (served, poll) = served().await;
    let pages = [
        "board/index.html".to_owned(),
        "board/councils/community.html".to_owned(),
        format!("board/matters/{}.html", poll.matter),
        format!("board/entries/{}.html", poll.matter.entry_index()),
    ];
    for page in pages {
        for path in [format!("/{page}"), served.path(&page)] {
            let english = served.get(None, &path).await;
            assert_eq!((english.status, english.header("content-language")), (200, Some("en")), "{path}");
            let chinese = served.get(None, &format!("{path}?lang=zh-CN")).await;
            assert_eq!(chinese.header("content-language"), Some("zh-CN"), "{path}");
            assert!(chinese.text().contains("?lang=en"), "a link to the other language: {path}");
            let head = request(served.address, &format!("GET {path}\nAccept-Language: zh"), b"").await;
            assert_eq!(head.header("content-language"), Some("zh-CN"), "{path}");
        }
    }
    let door = served.get(None, "/board").await;
    assert_eq!((door.status, door.header("location")), (303, Some("board/index.html")));
}

#[tokio::test]
async fn a_page_runs_nothing_and_is_not_sent_twice() {
    let (served, poll) = served().await;
    let path = format!("/board/matters/{}.html", poll.matter);
    let page = served.get(None, &path).await;
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(policy.ends_with("; sandbox allow-downloads"), "{policy}");
    assert_eq!(page.header("vary"), Some("accept-language, host"));
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    let tag = page.header("etag").unwrap().to_owned();
    let again = request(served.address, &format!("GET {path}\nIf-None-Match: \"x\", W/{tag}"), b"").await;
    assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, Some(tag.as_str())));
    let chinese = request(served.address, &format!("GET {path}?lang=zh-CN\nIf-None-Match: {tag}"), b"").await;
    assert_eq!(chinese.status, 200, "another page");
    let head = request(served.address, &format!("HEAD {path}"), b"").await;
    assert_eq!((head.status, head.body.len(), head.header("etag")), (200, 0, Some(tag.as_str())));
    let order = served.community.cast.submission(&served.community.desk, 99);
    served.community.engine.submit(order.command, order.texts).await.unwrap();
    let later = request(served.address, &format!("GET {path}\nIf-None-Match: {tag}"), b"").await;
    assert_eq!(later.status, 200, "the book has moved on");
}

#[tokio::test]
async fn what_does_not_exist_is_a_page_that_says_so() {
    let (served, _) = served().await;
    for path in
        ["board/matters/matter_9999.html", "board/councils/x.html", "board/entries/01.html", "board/x.html"]
    {
        let reply = served.get(None, &served.path(path)).await;
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (404, Some("text/html; charset=utf-8")),
            "{path}"
        );
        assert!(reply.text().contains("There is no such page in this book."), "{path}");
    }
    for path in [
        "board/minutes/hearing_1.json",
        "board/councils/x.ics",
        "board/councils/x.atom",
        "board/x",
        "board/matters/x.exe",
    ] {
        let reply = served.get(None, &served.path(path)).await;
        let json: Value = reply.json();
        assert_eq!((reply.status, json["error"]["code"].as_str()), (404, Some("NOT_FOUND")), "{path}");
    }
    let reply = served.get(None, "/board/councils/community.html?stage=open").await;
    assert_eq!(reply.status, 400);
}

#[tokio::test]
async fn the_page_of_an_entry_carries_its_receipt_and_not_what_it_holds() {
    let (served, poll) = served().await;
    let index = poll.matter.entry_index();
    let page = served.get(None, &format!("/board/entries/{index}.html")).await.text();
    let receipt = served.get(None, &format!("/board/entries/{index}.receipt")).await.text();
    assert!(receipt.starts_with("c2sp.org/tlog-proof@v1\n"), "{receipt}");
    assert!(page.contains("c2sp.org/tlog-proof@v1") && !page.contains("screen_submission"), "{page}");
    let printed = served.get(None, &format!("/board/matters/{}.html", poll.matter)).await.text();
    let address = format!(
        "https://board.example/books/{}/board/entries/{index}.html",
        served.community.engine.origin()
    );
    assert!(printed.contains(&address), "the code leads to the public address: {printed}");
}

#[tokio::test]
async fn calendars_and_feeds_have_their_types_and_a_members_calendar_is_for_them_alone() {
    let (served, _) = served().await;
    let calendar = served.get(None, "/board/councils/community.ics").await;
    assert_eq!(calendar.header("content-type"), Some("text/calendar; charset=utf-8"));
    assert!(calendar.text().contains("DTSTART:20260305T010000Z"), "{}", calendar.text());
    for path in ["/board/index.atom", "/board/councils/community.atom"] {
        let feed = served.get(None, path).await;
        assert_eq!(
            (feed.status, feed.header("content-type")),
            (200, Some("application/atom+xml; charset=utf-8"))
        );
    }
    let [own, other] = [0, 1].map(|number| served.community.cast.residents[number].clone());
    let path = format!("/board/members/{}.ics", own.id);
    assert_eq!(served.get(None, &path).await.status, 401);
    let token = served.sign_in(&other).await;
    assert_eq!(served.get(Some(&token), &path).await.status, 403);
    let token = served.sign_in(&own).await;
    let reply = served.get(Some(&token), &path).await;
    assert_eq!((reply.status, reply.header("cache-control")), (200, Some("private, no-cache")));
    assert!(reply.text().contains("UID:poll_"), "{}", reply.text());
}
