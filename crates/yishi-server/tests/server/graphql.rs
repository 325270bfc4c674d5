//! GraphQL over HTTP: what is answered, with which status and media type, and what is refused.

use crate::support::{Reply, TOKEN, TestServer, request, start, start_default};
use serde_json::json;

const NEW: &str = "Accept: application/graphql-response+json";

async fn post(server: &TestServer, headers: &str, body: &[u8]) -> Reply {
    request(server.address, &format!("POST /graphql\n{headers}"), body).await
}

async fn ask(server: &TestServer, headers: &str, query: &str) -> Reply {
    let body = json!({ "query": query }).to_string();
    post(server, &format!("Content-Type: application/json\n{headers}"), body.as_bytes()).await
}

async fn get(server: &TestServer, headers: &str, parameters: &str) -> Reply {
    request(server.address, &format!("GET /graphql?{parameters}\n{headers}"), b"").await
}

#[tokio::test]
async fn a_query_is_answered_in_the_media_type_that_was_asked_for() {
    let server = start_default().await;
    let old = ask(&server, "", "{ hello }").await;
    assert_eq!((old.status, old.json()), (200, json!({"data": {"hello": "你好"}})));
    assert_eq!(old.header("content-type"), Some("application/json; charset=utf-8"));
    let new = ask(&server, NEW, "{ hello }").await;
    assert_eq!(new.header("content-type"), Some("application/graphql-response+json; charset=utf-8"));
    assert_eq!(new.header("cache-control"), Some("no-store"));
    let none = ask(&server, "Accept: text/html", "{ hello }").await;
    assert_eq!((none.status, none.code().as_str()), (406, "NOT_ACCEPTABLE"));
}

#[tokio::test]
async fn request_errors_are_400_in_the_new_type_and_200_in_the_old_and_never_have_data() {
    let server = start_default().await;
    for (query, code) in [
        ("{", "PARSE_FAILED"),
        ("{ missing }", "VALIDATION_FAILED"),
        ("query q($i: EchoInput!) { echo(input: $i) }", "BAD_VARIABLE"),
        ("query a { hello } query b { hello }", "UNKNOWN_OPERATION"),
        ("subscription { count(to: 1) }", "OPERATION_NOT_ALLOWED"),
    ] {
        let new = ask(&server, NEW, query).await;
        assert_eq!((new.status, new.code().as_str()), (400, code), "{query}");
        assert!(new.json().get("data").is_none(), "{query}");
        let old = ask(&server, "", query).await;
        assert_eq!((old.status, old.code().as_str()), (200, code), "{query}");
        assert!(old.json()["errors"][0]["extensions"]["requestId"].is_string());
    }
}

#[tokio::test]
async fn the_named_operation_is_executed() {
    let server = start_default().await;
    let body = json!({"query": "query a { hello } query b { __typename }", "operationName": "b"});
    let reply = post(&server, "Content-Type: application/json", body.to_string().as_bytes()).await;
    assert_eq!(reply.json(), json!({"data": {"__typename": "Query"}}));
}

#[tokio::test]
async fn queries_may_come_by_get_and_mutations_may_not() {
    let server = start_default().await;
    let reply = get(&server, "", "query=%7B%20hello%20%7D").await;
    assert_eq!(reply.json(), json!({"data": {"hello": "你好"}}));
    let with = "query=query+q(%24t%3AString!)%7Becho(input%3A%7Btext%3A%24t%7D)%7D&variables=%7B%22t%22%3A%22a%22%7D";
    assert_eq!(get(&server, "", with).await.json(), json!({"data": {"echo": "a"}}));
    let reply = get(&server, NEW, "query=mutation%7Bcast%7D").await;
    assert_eq!((reply.status, reply.header("allow")), (405, Some("POST")));
    for malformed in
        ["", "query=%7", "query=%ff", "query=%7Bhello%7D&query=x", "query=%7Bhello%7D&variables=x"]
    {
        assert_eq!(get(&server, "", malformed).await.status, 400, "{malformed}");
    }
}

#[tokio::test]
async fn other_methods_are_told_which_ones_there_are() {
    let server = start_default().await;
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS"] {
        let reply = request(server.address, &format!("{method} /graphql"), b"").await;
        assert_eq!((reply.status, reply.header("allow")), (405, Some("GET, POST")), "{method}");
        assert!(reply.header("access-control-allow-origin").is_none());
    }
}

#[tokio::test]
async fn only_json_in_utf_8_is_read() {
    let server = start_default().await;
    let body = br#"{"query": "mutation { cast }"}"#;
    for refused in [
        "",
        "Content-Type: text/plain",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Type: multipart/form-data; boundary=x",
        "Content-Type: application/json; charset=gbk",
        "Content-Type: application/json\nContent-Encoding: gzip",
    ] {
        assert_eq!(post(&server, refused, body).await.status, 415, "{refused}");
    }
    for read in ["Content-Type: application/json", "Content-Type: Application/JSON; Charset=\"UTF-8\""] {
        assert_eq!(post(&server, read, body).await.json(), json!({"data": {"cast": true}}), "{read}");
    }
}

#[tokio::test]
async fn bodies_that_are_no_request_are_refused() {
    let server = start_default().await;
    for (body, code) in [
        ("", "BAD_REQUEST"),
        ("{\"query\": ", "BAD_REQUEST"),
        ("7", "BAD_REQUEST"),
        ("{\"query\": 7}", "BAD_REQUEST"),
        ("{\"qeury\": \"{ hello }\"}", "BAD_REQUEST"),
        ("{\"query\": \"{ hello }\", \"variables\": []}", "BAD_REQUEST"),
        ("{\"query\": \"{ hello }\", \"operationName\": 7}", "BAD_REQUEST"),
        ("{\"query\": \"{ hello }\", \"extensions\": \"x\"}", "BAD_REQUEST"),
        ("[{\"query\": \"{ hello }\"}]", "BATCH_REFUSED"),
        ("[]", "BATCH_REFUSED"),
    ] {
        let reply = post(&server, "Content-Type: application/json", body.as_bytes()).await;
        assert_eq!((reply.status, reply.code().as_str()), (400, code), "{body}");
    }
}

#[tokio::test]
async fn a_body_at_the_limit_is_read_and_one_byte_more_is_not() {
    let server = start_default().await;
    let padded = |length: usize| {
        let start = "{\"query\": \"{ hello }\"";
        format!("{start}{}}}", " ".repeat(length - start.len() - 1))
    };
    let json = "Content-Type: application/json";
    assert_eq!(post(&server, json, padded(64 * 1024).as_bytes()).await.status, 200);
    let over = post(&server, json, padded(64 * 1024 + 1).as_bytes()).await;
    assert_eq!((over.status, over.code().as_str()), (413, "BODY_TOO_LARGE"));
}

#[tokio::test]
async fn variables_are_checked_alike_on_the_first_request_and_on_one_from_the_cache() {
    let server = start_default().await;
    let send = async |variables: serde_json::Value| {
        let query = "query q($i: EchoInput!) { echo(input: $i) }";
        let body = json!({"query": query, "variables": {"i": variables}}).to_string();
        post(&server, &format!("Content-Type: application/json\n{NEW}"), body.as_bytes()).await
    };
    for round in ["first", "cached"] {
        let bad = send(json!({"text": "a", "tiems": 2})).await;
        assert_eq!((bad.status, bad.code().as_str()), (400, "BAD_VARIABLE"), "{round}");
        assert_eq!(send(json!({"text": "a", "times": 2})).await.json(), json!({"data": {"echo": "aa"}}));
    }
}

#[tokio::test]
async fn the_token_and_the_language_reach_the_resolvers() {
    let server = start_default().await;
    let nobody = ask(&server, "", "{ who }").await;
    assert_eq!(nobody.json(), json!({"data": {"who": "nobody zh-CN"}}));
    let headers = format!("Authorization: Bearer {TOKEN}\nAccept-Language: en");
    let resident = ask(&server, &headers, "{ who }").await;
    assert_eq!(resident.json(), json!({"data": {"who": "resident en"}}));
    for wrong in ["Authorization: Bearer guess", "Authorization: Basic cmVzOnB3", "Authorization: Bearer"] {
        let reply = ask(&server, wrong, "{ who }").await;
        assert_eq!((reply.status, reply.code().as_str()), (401, "UNAUTHENTICATED"), "{wrong}");
        assert_eq!(reply.header("www-authenticate"), Some("Bearer"));
    }
}

#[tokio::test]
async fn every_answer_has_a_request_id_and_the_clients_own_is_kept() {
    let server = start_default().await;
    let own = ask(&server, "X-Request-Id: phone-17", "{").await;
    assert_eq!(own.header("x-request-id"), Some("phone-17"));
    assert_eq!(own.json()["errors"][0]["extensions"]["requestId"], "phone-17");
    let made = ask(&server, "", "{ hello }").await;
    assert!(made.header("x-request-id").unwrap().starts_with("node-"));
}

#[tokio::test]
async fn a_fault_of_ours_has_a_code_and_an_id_and_none_of_its_text() {
    let server = start_default().await;
    let reply = ask(&server, NEW, "{ broken hello }").await;
    assert_eq!(reply.status, 200, "some data could be had");
    assert_eq!(reply.json()["data"], json!({"broken": null, "hello": "你好"}));
    assert_eq!(reply.code(), "INTERNAL");
    assert!(!reply.text().contains("private"), "{}", reply.text());
}

#[tokio::test]
async fn an_execution_that_takes_too_long_is_given_up() {
    let server = start(|config| config.limits.timeout_ms = 1).await;
    let reply = ask(&server, NEW, "{ never }").await;
    assert_eq!((reply.status, reply.code().as_str()), (504, "TIMEOUT"));
}

#[tokio::test]
async fn a_subscription_can_be_read_as_events() {
    let server = start_default().await;
    let reply = ask(&server, "Accept: text/event-stream", "subscription { count(to: 2) }").await;
    assert_eq!(reply.status, 200);
    assert!(reply.header("content-type").unwrap().starts_with("text/event-stream"));
    let expected = "event: next\ndata: {\"data\":{\"count\":1}}\n\n\
                    event: next\ndata: {\"data\":{\"count\":2}}\n\n\
                    event: complete\ndata:\n\n";
    assert_eq!(reply.text(), expected);
    let query = ask(&server, "Accept: text/event-stream", "{ hello }").await;
    assert!(query.text().starts_with("event: next\ndata: {\"data\":{\"hello\":\"你好\"}}\n\n"));
    let refused = ask(&server, "Accept: text/event-stream", "{ missing }").await;
    assert_eq!((refused.status, refused.code().as_str()), (400, "VALIDATION_FAILED"));
}

#[tokio::test]
async fn event_streams_beyond_the_places_are_refused() {
    let server = start(|config| config.streams.event_streams = 0).await;
    let reply = ask(&server, "Accept: text/event-stream", "{ hello }").await;
    assert_eq!((reply.status, reply.code().as_str()), (503, "OVERLOADED"));
}
