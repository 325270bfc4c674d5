//! A real book behind the service: plain routes, sign-in, ballots, health, metrics, stopping.

use crate::support::{Served, auditor, request, serve_community};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::fmt::Write as _;
use yishi_core::TimeMs;
use yishi_engine::SubmitError;
use yishi_log::receipt::Receipt;
use yishi_tally::Choice;
use yishi_testkit::{Community, Order, statement};

const SUBMIT: &str = "mutation s($input: SubmitInput!) { submit(input: $input) { __typename
    ... on SubmitSuccess { replayed receipt entry { index } } ... on Problem { code } } }";

async fn served() -> Served {
    serve_community(Community::founded(3), |_| {}).await
}

fn input_of(order: &Order) -> Value {
    let command = STANDARD.encode(&order.command.bytes);
    let signature = STANDARD.encode(order.command.signature);
    json!({"input": {"command": command, "signature": signature}})
}

#[tokio::test]
async fn the_checkpoint_is_the_present_one_and_public() {
    let served = served().await;
    let expected = served.community.engine.version().checkpoint.to_string();
    for path in ["/checkpoint".to_owned(), served.path("checkpoint")] {
        let reply = served.get(None, &path).await;
        assert_eq!((reply.status, reply.text()), (200, expected.clone()), "{path}");
        assert_eq!(reply.header("cache-control"), Some("no-cache"));
    }
    assert_eq!(served.get(None, "/books/example.org/other-00000000/checkpoint").await.status, 404);
}

#[tokio::test]
async fn entries_are_read_as_lines_byte_for_byte_by_members_and_auditors_only() {
    let served = served().await;
    let path = served.path("entries");
    assert_eq!(served.get(None, &path).await.status, 401);
    assert_eq!(served.get(Some("guess"), &path).await.status, 401);
    let leaves = served.community.stores.journal.leaves();
    let mut expected = Vec::new();
    for leaf in &leaves {
        expected.extend_from_slice(leaf);
        expected.push(b'\n');
    }
    for person in [&served.community.cast.residents[0], &auditor()] {
        let token = served.sign_in(person).await;
        let reply = served.get(Some(&token), &path).await;
        assert_eq!((reply.status, reply.body == expected), (200, true));
        assert_eq!(reply.header("yishi-size"), Some(leaves.len().to_string().as_str()));
        assert_eq!(reply.header("yishi-next"), None, "nothing comes after");
    }
}

#[tokio::test]
async fn pages_of_entries_are_bounded_and_say_where_the_next_one_starts() {
    let served = served().await;
    let token = served.sign_in(&auditor()).await;
    let size = served.community.engine.version().size;
    let at = |range: String| served.path(&format!("entries?{range}"));
    let page = served.get(Some(&token), &at("from=1&to=3".to_owned())).await;
    assert_eq!((page.text().lines().count(), page.header("yishi-next")), (2, Some("3")));
    let end = served.get(Some(&token), &at(format!("from={size}"))).await;
    assert_eq!((end.status, end.text().as_str()), (200, ""));
    for wrong in [format!("from={}", size + 1), "from=3&to=2".to_owned(), "from=x".to_owned()] {
        assert_eq!(served.get(Some(&token), &at(wrong.clone())).await.status, 400, "{wrong}");
    }
    for number in size..257 {
        let order = served.community.cast.submission(&served.community.desk, number);
        served.community.engine.submit(order.command, order.texts).await.unwrap();
    }
    let page = served.get(Some(&token), &served.path("entries?to=257")).await;
    assert_eq!((page.text().lines().count(), page.header("yishi-next")), (256, Some("256")));
}

#[tokio::test]
async fn a_text_is_stored_under_its_own_hash_by_members_only() {
    let served = served().await;
    let member = served.sign_in(&served.community.cast.residents[0]).await;
    let watcher = served.sign_in(&auditor()).await;
    let document = "公约草案".as_bytes();
    let hash = hex::encode(yishi_log::text::document_hash(document));
    let path = served.path(&format!("texts/document/{hash}"));
    assert_eq!(served.get(None, &path).await.status, 404);
    assert_eq!(served.put(None, &path, document).await.status, 401);
    assert_eq!(served.put(Some(&watcher), &path, document).await.status, 403);
    assert_eq!(served.put(Some(&member), &path, b"another text").await.status, 422);
    assert_eq!(served.put(Some(&member), &path, document).await.status, 204);
    assert_eq!(served.put(Some(&member), &path, document).await.status, 204, "again");
    let reply = served.get(None, &format!("/texts/document/{hash}")).await;
    assert_eq!((reply.status, reply.body.as_slice()), (200, document));
    assert_eq!(reply.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    for wrong in ["texts/document/ABC", "texts/photo/00"] {
        assert_eq!(served.get(None, &served.path(wrong)).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn statements_are_for_those_who_may_read_the_log_and_the_vault_for_nobody() {
    let served = served().await;
    let member = served.sign_in(&served.community.cast.residents[0]).await;
    let text = statement("路灯坏了");
    let yishi_core::TextRef::Statement(commitment) = text.reference() else { panic!("a statement") };
    let yishi_engine::Text::Statement { salt, data } = &text else { panic!("a statement") };
    let framed = [salt.as_slice(), data].concat();
    let path = served.path(&format!("texts/statement/{commitment}"));
    assert_eq!(served.put(Some(&member), &path, &framed[..31]).await.status, 400, "no whole salt");
    assert_eq!(served.put(Some(&member), &path, &framed).await.status, 204);
    assert_eq!(served.get(None, &path).await.status, 401);
    assert_eq!(served.get(Some(&member), &path).await.body, framed);
    let vault = served.path(&format!("texts/vault/{commitment}"));
    assert_eq!(served.put(Some(&member), &vault, &framed).await.status, 204);
    assert_eq!(served.get(Some(&member), &vault).await.status, 404);
}

#[tokio::test]
async fn a_text_at_the_limit_is_stored_and_one_byte_more_is_not() {
    let served = served().await;
    let member = served.sign_in(&served.community.cast.residents[0]).await;
    for (length, status) in [(1024 * 1024, 204), (1024 * 1024 + 1, 413), (1024 * 1024 + 33, 413)] {
        let text = vec![b'a'; length];
        let hash = hex::encode(yishi_log::text::document_hash(&text));
        let path = served.path(&format!("texts/document/{hash}"));
        assert_eq!(served.put(Some(&member), &path, &text).await.status, status, "{length}");
    }
}

#[tokio::test]
async fn a_ballot_goes_in_by_graphql_once_and_its_receipt_verifies_offline() {
    let (community, poll) = Community::voting(3);
    let served = serve_community(community, |_| {}).await;
    let voter = &served.community.cast.residents[0];
    let order = served.community.desk.order(voter, poll.ballot(voter, Choice::For), vec![]);
    let first = served.ask(None, SUBMIT, input_of(&order)).await;
    let success = &first["data"]["submit"];
    assert_eq!(
        (&success["__typename"], &success["replayed"]),
        (&json!("SubmitSuccess"), &json!(false)),
        "{first}"
    );
    let receipt = Receipt::parse(success["receipt"].as_str().unwrap()).unwrap();
    let leaves = served.community.stores.journal.leaves();
    let leaf = &leaves[usize::try_from(receipt.index).unwrap()];
    receipt.verify(&served.community.cast.verifier(), leaf).unwrap();
    let again = served.ask(None, SUBMIT, input_of(&order)).await;
    assert_eq!(again["data"]["submit"]["replayed"], true);
    assert_eq!(again["data"]["submit"]["entry"], success["entry"]);
    assert_eq!(served.community.stores.journal.leaves().len(), leaves.len());
}

#[tokio::test]
async fn the_yardstick_of_the_bench_verifies_and_records_nothing() {
    let (community, poll) = Community::voting(3);
    let served = serve_community(community, |config| config.bench_accept = true).await;
    let size = served.community.engine.version().size;
    let voter = &served.community.cast.residents[0];
    let order = served.community.desk.order(voter, poll.ballot(voter, Choice::For), vec![]);
    let answer = served.ask(None, SUBMIT, input_of(&order)).await;
    assert_eq!(answer["data"]["submit"]["__typename"], "SubmitSuccess", "{answer}");
    let mut forged = order;
    forged.command.signature[0] ^= 1;
    let answer = served.ask(None, SUBMIT, input_of(&forged)).await;
    assert_eq!(answer["data"]["submit"]["code"], "bad_signature", "{answer}");
    assert_eq!(served.community.engine.version().size, size);
}

#[tokio::test]
async fn a_fragment_bomb_is_refused_by_the_real_schema() {
    let served = served().await;
    let mut query = "{...a0}".to_owned();
    for i in 0..29 {
        write!(query, "fragment a{i} on Query{{...a{} ...a{}}}", i + 1, i + 1).unwrap();
    }
    query.push_str("fragment a29 on Query{__typename}");
    let answer = served.ask(None, &query, json!({})).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "TOO_MANY_SELECTIONS");
}

#[tokio::test]
async fn the_schema_is_public_as_text() {
    let served = served().await;
    let reply = served.get(None, "/schema.graphql").await;
    assert_eq!((reply.status, reply.text()), (200, yishi_graphql::sdl()));
}

#[tokio::test]
async fn a_node_whose_book_is_read_only_is_alive_and_not_ready() {
    let served = served().await;
    assert_eq!(served.get(None, "/healthz").await.text(), "ok\n");
    let ready = served.get(None, "/readyz").await;
    assert_eq!((ready.status, ready.json()["ready"].clone()), (200, json!(true)));
    served.community.clock.step_to(TimeMs(0));
    served.community.engine.tick();
    let ready = served.get(None, "/readyz").await;
    assert_eq!((ready.status, ready.json()["ready"].clone()), (503, json!(false)));
    assert_eq!(served.get(None, "/healthz").await.status, 200);
}

#[tokio::test]
async fn metrics_are_on_their_own_listener_and_name_nobody() {
    let change = |config: &mut yishi_server::ServerConfig| {
        config.metrics_listen = Some(([127, 0, 0, 1], 0).into());
    };
    let served = serve_community(Community::founded(3), change).await;
    let voter = served.community.cast.residents[0].clone();
    let token = served.sign_in(&voter).await;
    for _ in 0..2 {
        served.ask(Some(&token), "{ viewer { role } }", json!({})).await;
    }
    assert_eq!(served.get(None, "/metrics").await.status, 404, "not on the public one");
    let metrics = request(served.bound.metrics_address().unwrap(), "GET /metrics", b"").await.text();
    let size = served.community.engine.version().size;
    let origin = served.community.engine.origin();
    for line in [
        "yishi_documents_total{known=\"yes\"} 1".to_owned(),
        "yishi_documents_total{known=\"no\"} 3".to_owned(),
        format!("yishi_book_entries{{book=\"{origin}\"}} {size}"),
        format!("yishi_book_writable{{book=\"{origin}\"}} 1"),
        format!("yishi_book_undestroyed{{book=\"{origin}\"}} 0"),
    ] {
        assert!(metrics.lines().any(|found| found == line), "no line `{line}` in:\n{metrics}");
    }
    for secret in [token, voter.public().to_string(), voter.id.to_string()] {
        assert!(!metrics.contains(&secret));
    }
}

#[tokio::test]
async fn a_token_that_expired_opens_nothing() {
    let served = served().await;
    let token = served.sign_in(&auditor()).await;
    served.community.clock.advance_ms(15 * 60 * 1000 - 1);
    assert_eq!(served.get(Some(&token), &served.path("entries")).await.status, 200);
    served.community.clock.advance_ms(1);
    assert_eq!(served.get(Some(&token), &served.path("entries")).await.status, 401);
    let answer = served.ask(Some(&token), "{ viewer { role } }", json!({})).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
}

#[tokio::test]
async fn a_stopped_node_has_closed_its_books() {
    let served = served().await;
    served.stop.send(()).unwrap();
    served.bound.finished().await.unwrap();
    let order = served.community.cast.submission(&served.community.desk, 1);
    let refused = served.community.engine.submit(order.command, order.texts).await;
    assert!(matches!(refused, Err(SubmitError::Closed)), "{refused:?}");
}
