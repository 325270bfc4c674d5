//! The WebSocket protocol: its close codes, its messages, who may connect, and how much at once.

use crate::support::{TOKEN, TestServer, start, start_default};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::sync::atomic::Ordering;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn connect(server: &TestServer, headers: &[(&'static str, &str)]) -> Result<Socket, Error> {
    let mut request = format!("ws://{}/graphql", server.address).into_client_request().unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(*name, HeaderValue::from_str(value).unwrap());
    }
    connect_async(request).await.map(|(socket, _)| socket)
}

async fn open(server: &TestServer) -> Socket {
    connect(server, &[("sec-websocket-protocol", "graphql-transport-ws")]).await.unwrap()
}

async fn introduced(server: &TestServer) -> Socket {
    let mut socket = open(server).await;
    send(&mut socket, &json!({"type": "connection_init"})).await;
    assert_eq!(next(&mut socket).await, json!({"type": "connection_ack"}));
    socket
}

async fn send(socket: &mut Socket, message: &Value) {
    socket.send(Message::text(message.to_string())).await.unwrap();
}

/// The next message of the protocol.
async fn next(socket: &mut Socket) -> Value {
    loop {
        match socket.next().await.unwrap().unwrap() {
            Message::Text(text) => return serde_json::from_str(&text).unwrap(),
            Message::Ping(_) | Message::Pong(_) => {}
            other => panic!("not a text: {other:?}"),
        }
    }
}

/// The code that the server closes with.
async fn closed(socket: &mut Socket) -> u16 {
    loop {
        match socket.next().await {
            Some(Ok(Message::Close(frame))) => return frame.expect("a close code").code.into(),
            Some(Ok(_)) => {}
            other => panic!("closed without a frame: {other:?}"),
        }
    }
}

fn subscribe(id: &str, query: &str) -> Value {
    json!({"type": "subscribe", "id": id, "payload": {"query": query}})
}

#[tokio::test]
async fn a_connection_without_the_subprotocol_is_closed_with_4406() {
    let server = start_default().await;
    assert_eq!(closed(&mut connect(&server, &[]).await.unwrap()).await, 4406);
}

#[tokio::test]
async fn a_client_that_does_not_introduce_itself_is_closed_with_4408() {
    let server = start(|config| config.streams.init_timeout_ms = 1).await;
    assert_eq!(closed(&mut open(&server).await).await, 4408);
}

#[tokio::test]
async fn a_second_introduction_is_closed_with_4429() {
    let server = start_default().await;
    let mut socket = introduced(&server).await;
    send(&mut socket, &json!({"type": "connection_init"})).await;
    assert_eq!(closed(&mut socket).await, 4429);
}

#[tokio::test]
async fn an_operation_before_the_introduction_is_closed_with_4401() {
    let server = start_default().await;
    let mut socket = open(&server).await;
    send(&mut socket, &subscribe("1", "{ hello }")).await;
    assert_eq!(closed(&mut socket).await, 4401);
}

#[tokio::test]
async fn a_wrong_token_is_closed_with_4403() {
    let server = start_default().await;
    for authorization in ["Bearer guess", "Basic x", ""] {
        let mut socket = open(&server).await;
        let payload = json!({"authorization": authorization});
        send(&mut socket, &json!({"type": "connection_init", "payload": payload})).await;
        assert_eq!(closed(&mut socket).await, 4403, "{authorization}");
    }
}

#[tokio::test]
async fn an_id_that_is_in_use_is_closed_with_4409_and_a_finished_one_is_free_again() {
    let server = start_default().await;
    let mut socket = introduced(&server).await;
    for _ in 0..2 {
        send(&mut socket, &subscribe("1", "{ hello }")).await;
        assert_eq!(next(&mut socket).await["type"], "next");
        assert_eq!(next(&mut socket).await, json!({"type": "complete", "id": "1"}));
    }
    send(&mut socket, &subscribe("1", "subscription { forever }")).await;
    send(&mut socket, &subscribe("1", "{ hello }")).await;
    assert_eq!(closed(&mut socket).await, 4409);
}

#[tokio::test]
async fn messages_that_the_protocol_does_not_have_are_closed_with_4400() {
    let server = start_default().await;
    for text in [
        "",
        "hello",
        "7",
        "[]",
        "{}",
        r#"{"type": 7}"#,
        r#"{"type": "start"}"#,
        r#"{"type": "connection_ack"}"#,
        r#"{"type": "connection_init", "payload": 7}"#,
        r#"{"type": "connection_init", "payload": {"authorization": 7}}"#,
        r#"{"type": "ping", "payload": "x"}"#,
        r#"{"type": "complete"}"#,
        r#"{"type": "subscribe", "payload": {"query": "{ hello }"}}"#,
        r#"{"type": "subscribe", "id": "", "payload": {"query": "{ hello }"}}"#,
        r#"{"type": "subscribe", "id": 1, "payload": {"query": "{ hello }"}}"#,
        r#"{"type": "subscribe", "id": "1"}"#,
        r#"{"type": "subscribe", "id": "1", "payload": {}}"#,
        r#"{"type": "subscribe", "id": "1", "payload": {"query": 7}}"#,
        r#"{"type": "subscribe", "id": "1", "payload": {"query": "{ hello }", "variables": []}}"#,
    ] {
        let mut socket = open(&server).await;
        socket.send(Message::text(text)).await.unwrap();
        assert_eq!(closed(&mut socket).await, 4400, "{text}");
    }
    let mut socket = open(&server).await;
    socket.send(Message::binary(vec![1])).await.unwrap();
    assert_eq!(closed(&mut socket).await, 4400, "binary");
}

#[tokio::test]
async fn a_message_over_the_limit_is_closed_with_1009() {
    let server = start_default().await;
    let mut socket = introduced(&server).await;
    socket.send(Message::text(" ".repeat(64 * 1024 + 1))).await.unwrap();
    assert_eq!(closed(&mut socket).await, 1009);
}

#[tokio::test]
async fn a_subscription_brings_its_items_and_then_completes() {
    let server = start_default().await;
    let mut socket = introduced(&server).await;
    send(&mut socket, &subscribe("a", "subscription { count(to: 2) }")).await;
    for n in 1..=2 {
        let expected = json!({"type": "next", "id": "a", "payload": {"data": {"count": n}}});
        assert_eq!(next(&mut socket).await, expected);
    }
    assert_eq!(next(&mut socket).await, json!({"type": "complete", "id": "a"}));
}

#[tokio::test]
async fn a_refused_operation_is_an_error_message_and_the_connection_lives_on() {
    let server = start_default().await;
    let mut socket = introduced(&server).await;
    send(&mut socket, &subscribe("a", "{ missing }")).await;
    let error = next(&mut socket).await;
    assert_eq!((&error["type"], &error["id"]), (&json!("error"), &json!("a")));
    assert_eq!(error["payload"][0]["extensions"]["code"], "VALIDATION_FAILED");
    send(&mut socket, &subscribe("a", "mutation { cast }")).await;
    assert_eq!(next(&mut socket).await["payload"], json!({"data": {"cast": true}}));
}

#[tokio::test]
async fn a_completed_subscription_ends_and_frees_its_id() {
    let server = start_default().await;
    let mut socket = introduced(&server).await;
    send(&mut socket, &subscribe("a", "subscription { forever }")).await;
    assert_eq!(next(&mut socket).await["payload"]["data"]["forever"], 1);
    send(&mut socket, &json!({"type": "complete", "id": "a"})).await;
    send(&mut socket, &json!({"type": "complete", "id": "unknown"})).await;
    send(&mut socket, &subscribe("a", "{ hello }")).await;
    assert_eq!(next(&mut socket).await["payload"]["data"]["hello"], "你好");
    assert_eq!(next(&mut socket).await["type"], "complete");
}

#[tokio::test]
async fn pings_are_answered_before_and_after_the_introduction() {
    let server = start_default().await;
    let mut socket = open(&server).await;
    send(&mut socket, &json!({"type": "ping", "payload": {"a": 1}})).await;
    assert_eq!(next(&mut socket).await, json!({"type": "pong"}));
    send(&mut socket, &json!({"type": "connection_init"})).await;
    assert_eq!(next(&mut socket).await["type"], "connection_ack");
    send(&mut socket, &json!({"type": "pong"})).await;
    send(&mut socket, &json!({"type": "ping"})).await;
    assert_eq!(next(&mut socket).await, json!({"type": "pong"}));
}

#[tokio::test]
async fn operations_at_the_limit_run_and_one_more_is_refused() {
    let server = start(|config| config.streams.operations_per_socket = 2).await;
    let mut socket = introduced(&server).await;
    for id in ["1", "2"] {
        send(&mut socket, &subscribe(id, "subscription { forever }")).await;
        assert_eq!(next(&mut socket).await["type"], "next");
    }
    send(&mut socket, &subscribe("3", "subscription { forever }")).await;
    let error = next(&mut socket).await;
    assert_eq!(error["payload"][0]["extensions"]["code"], "TOO_MANY_OPERATIONS");
}

#[tokio::test]
async fn the_token_comes_by_the_introduction_or_the_header() {
    let server = start_default().await;
    let bearer = format!("Bearer {TOKEN}");
    let mut socket = open(&server).await;
    let payload = json!({"authorization": bearer, "language": "en"});
    send(&mut socket, &json!({"type": "connection_init", "payload": payload})).await;
    next(&mut socket).await;
    send(&mut socket, &subscribe("1", "{ who }")).await;
    assert_eq!(next(&mut socket).await["payload"]["data"]["who"], "resident en");
    let headers = [("sec-websocket-protocol", "graphql-transport-ws"), ("authorization", bearer.as_str())];
    let mut socket = connect(&server, &headers).await.unwrap();
    send(&mut socket, &json!({"type": "connection_init"})).await;
    next(&mut socket).await;
    send(&mut socket, &subscribe("1", "{ who }")).await;
    assert_eq!(next(&mut socket).await["payload"]["data"]["who"], "resident zh-CN");
}

#[tokio::test]
async fn a_session_that_expired_gets_nothing_more() {
    let server = start_default().await;
    let mut socket = introduced(&server).await;
    server.expired.store(true, Ordering::SeqCst);
    send(&mut socket, &subscribe("1", "{ hello }")).await;
    assert_eq!(closed(&mut socket).await, 4403);
}

#[tokio::test]
async fn pages_of_other_origins_may_not_connect_and_listed_ones_may() {
    let server = start(|config| config.origins = vec!["https://board.example".to_owned()]).await;
    let own = format!("http://{}", server.address);
    for (origin, may) in
        [(own.as_str(), true), ("https://board.example", true), ("https://evil.example", false)]
    {
        let headers = [("sec-websocket-protocol", "graphql-transport-ws"), ("origin", origin)];
        match connect(&server, &headers).await {
            Ok(_) => assert!(may, "{origin}"),
            Err(Error::Http(response)) => assert!(!may && response.status() == 403, "{origin}"),
            Err(other) => panic!("{other}"),
        }
    }
}

#[tokio::test]
async fn connections_beyond_the_places_are_refused_and_a_closed_one_makes_room() {
    let server = start(|config| config.streams.sockets = 1).await;
    let mut first = introduced(&server).await;
    let headers = [("sec-websocket-protocol", "graphql-transport-ws")];
    let Err(Error::Http(response)) = connect(&server, &headers).await else { panic!("a second one") };
    assert_eq!(response.status(), 503);
    first.close(None).await.unwrap();
    while first.next().await.is_some() {}
    // The place is free when the server's side has ended, which it does after the last frame.
    while connect(&server, &headers).await.is_err() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_silent_client_is_pinged_and_given_up_when_it_does_not_answer() {
    let server = start(|config| config.streams.ping_every_ms = 10).await;
    let socket = introduced(&server).await;
    // Nobody reads this side, so nobody answers the pings.
    let tcp = socket.into_inner();
    let MaybeTlsStream::Plain(mut tcp) = tcp else { panic!("plain") };
    let mut received = Vec::new();
    tokio::io::AsyncReadExt::read_to_end(&mut tcp, &mut received).await.unwrap();
    assert!(received.starts_with(&[0x89, 0]), "a ping, then the end: {received:?}");
}
