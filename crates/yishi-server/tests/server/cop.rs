//! The twelve checks of the graphql-cop kind: what is known to be asked of GraphQL servers by those who mean harm.

use crate::support::{Reply, TestServer, request, start, start_default};
use serde_json::json;

async fn ask(server: &TestServer, query: &str) -> Reply {
    let body = json!({ "query": query }).to_string();
    let head = "POST /graphql\nContent-Type: application/json\nAccept: application/graphql-response+json";
    request(server.address, head, body.as_bytes()).await
}

#[tokio::test]
async fn alias_overloading_is_refused() {
    let server = start_default().await;
    let aliases: Vec<String> = (0..101).map(|i| format!("a{i}: hello")).collect();
    assert_eq!(ask(&server, &format!("{{ {} }}", aliases.join(" "))).await.code(), "TOO_MANY_ALIASES");
}

#[tokio::test]
async fn batching_is_refused() {
    let server = start_default().await;
    let body = json!([{"query": "{ hello }"}, {"query": "{ hello }"}]).to_string();
    let reply =
        request(server.address, "POST /graphql\nContent-Type: application/json", body.as_bytes()).await;
    assert_eq!((reply.status, reply.code().as_str()), (400, "BATCH_REFUSED"));
}

#[tokio::test]
async fn directive_overloading_is_refused() {
    let server = start_default().await;
    let directives = "@aa".repeat(50);
    assert_eq!(ask(&server, &format!("{{ hello {directives} }}")).await.code(), "TOO_MANY_DIRECTIVES");
}

#[tokio::test]
async fn circular_introspection_is_refused() {
    let server = start_default().await;
    let query = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }";
    assert_eq!(ask(&server, query).await.code(), "TOO_DEEP");
}

#[tokio::test]
async fn field_duplication_is_refused() {
    let server = start_default().await;
    let query = format!("{{ {} }}", "__typename ".repeat(500));
    assert_eq!(ask(&server, &query).await.code(), "TOO_MANY_REPEATS");
}

#[tokio::test]
async fn mutations_by_get_are_refused() {
    let server = start_default().await;
    let reply = request(server.address, "GET /graphql?query=mutation%7B__typename%7D", b"").await;
    assert_eq!((reply.status, reply.code().as_str()), (405, "METHOD_NOT_ALLOWED"));
}

#[tokio::test]
async fn a_get_needs_no_token_to_be_harmless_because_it_changes_nothing() {
    let server = start_default().await;
    let reply = request(server.address, "GET /graphql?query=subscription%7Bforever%7D", b"").await;
    assert_eq!(reply.code(), "OPERATION_NOT_ALLOWED");
}

#[tokio::test]
async fn url_encoded_posts_are_refused() {
    let server = start_default().await;
    let head = "POST /graphql\nContent-Type: application/x-www-form-urlencoded";
    let reply = request(server.address, head, b"query=mutation%7Bcast%7D").await;
    assert_eq!(reply.status, 415);
}

#[tokio::test]
async fn field_names_are_not_suggested() {
    let server = start_default().await;
    let reply = ask(&server, "{ helo }").await;
    assert_eq!(reply.code(), "VALIDATION_FAILED");
    assert!(!reply.text().contains("hello"), "{}", reply.text());
}

#[tokio::test]
async fn no_page_with_a_query_editor_is_served_unless_asked_for() {
    let server = start_default().await;
    for path in ["/", "/graphiql", "/playground", "/console", "/graphql"] {
        let reply = request(server.address, &format!("GET {path}\nAccept: text/html"), b"").await;
        assert!((400..500).contains(&reply.status), "{path}: {}", reply.status);
    }
}

#[tokio::test]
async fn introspection_is_off_unless_switched_on() {
    let server = start(|config| config.introspection = false).await;
    for query in [
        "{ __schema { types { name } } }",
        "{ __type(name: \"Query\") { name } }",
        "{ ...f } fragment f on Query { __schema { types { name } } }",
        "{ a: __schema { types { name } } }",
    ] {
        assert_eq!(ask(&server, query).await.code(), "INTROSPECTION_OFF", "{query}");
    }
    assert_eq!(ask(&server, "{ __typename }").await.json(), json!({"data": {"__typename": "Query"}}));
}

#[tokio::test]
async fn no_traces_are_given_out_and_malformed_queries_show_nothing_of_ours() {
    let server = start_default().await;
    assert!(ask(&server, "{ hello }").await.json().get("extensions").is_none());
    let reply = ask(&server, "qwerty cop { abc }").await;
    assert_eq!(reply.code(), "PARSE_FAILED");
    for leak in ["exception", "stacktrace", ".rs", "qwerty"] {
        assert!(!reply.text().contains(leak), "{}", reply.text());
    }
}
