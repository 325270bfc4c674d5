//! Connections that would hold a place without using it: slow headers, idle ones, clients that do not read.

use crate::support::{TestServer, start};
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// Longer than anything here may take; only a fault is waited out.
const PATIENCE: Duration = Duration::from_secs(5);

async fn hurried() -> TestServer {
    start(|config| config.connections.header_timeout_ms = 100).await
}

/// What the server still sends until it closes the connection.
async fn rest(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_string(&mut text)).await;
    read.expect("the server closes the connection").unwrap();
    text
}

#[tokio::test]
async fn a_header_that_arrives_a_byte_at_a_time_is_not_waited_for() {
    let server = hurried().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ").await.unwrap();
    let mut bytes = 0;
    // Each byte comes well within the limit; the header as a whole does not.
    while stream.write_all(b"a").await.is_ok() {
        bytes += 1;
        assert!(bytes < 500, "the server goes on listening");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(bytes >= 5, "it was cut off before its time");
}

#[tokio::test]
async fn a_connection_that_asks_nothing_is_closed() {
    let server = hurried().await;
    let mut silent = TcpStream::connect(server.address).await.unwrap();
    assert_eq!(rest(&mut silent).await, "");
    let mut idle = TcpStream::connect(server.address).await.unwrap();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let answer = rest(&mut idle).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("ok\n"), "{answer}");
}

#[tokio::test]
async fn the_time_of_a_header_does_not_end_a_request_that_is_being_answered_or_a_websocket() {
    let server = start(|config| {
        config.connections.header_timeout_ms = 50;
        config.limits.timeout_ms = 300;
    })
    .await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let request = b"GET /graphql?query=%7Bnever%7D HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let mut socket = introduced(&server).await.unwrap();
    stream.write_all(request).await.unwrap();
    let answer = rest(&mut stream).await;
    assert!(answer.contains("TIMEOUT"), "{answer}");
    socket.send(Message::text(r#"{"type":"ping"}"#)).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap(), Message::text(r#"{"type":"pong"}"#));
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn introduced(server: &TestServer) -> Result<Socket, Error> {
    let mut handshake = format!("ws://{}/graphql", server.address).into_client_request()?;
    let protocol = HeaderValue::from_static("graphql-transport-ws");
    handshake.headers_mut().insert("sec-websocket-protocol", protocol);
    let (mut socket, _) = connect_async(handshake).await?;
    socket.send(Message::text(r#"{"type":"connection_init"}"#)).await?;
    socket.next().await.expect("an acknowledgement")?;
    Ok(socket)
}

/// Waits until the only place is free again.
async fn place_is_free(server: &TestServer) {
    let freed = async {
        while introduced(server).await.is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, freed).await.expect("the place is free again");
}

#[tokio::test]
async fn a_websocket_client_that_does_not_read_is_dropped_after_the_send_timeout() {
    let server = start(|config| {
        config.streams.sockets = 1;
        config.streams.send_timeout_ms = 100;
    })
    .await;
    let mut deaf = introduced(&server).await.unwrap();
    let flood =
        json!({"type": "subscribe", "id": "1", "payload": {"query": "subscription { flood }"}}).to_string();
    deaf.send(Message::text(flood)).await.unwrap();
    assert!(introduced(&server).await.is_err(), "there is one place only");
    place_is_free(&server).await;
    drop(deaf);
}

#[tokio::test]
async fn an_event_stream_whose_client_does_not_read_is_dropped_after_the_write_timeout() {
    let server = start(|config| {
        config.streams.event_streams = 1;
        config.connections.write_timeout_ms = 100;
    })
    .await;
    let body = br#"{"query": "subscription { flood }"}"#;
    let head = format!(
        "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let ask = async || {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(body).await.unwrap();
        let mut status = [0; 12];
        stream.read_exact(&mut status).await.unwrap();
        (stream, status == *b"HTTP/1.1 200")
    };
    let (deaf, taken) = ask().await;
    assert!(taken);
    assert!(!ask().await.1, "there is one place only");
    let freed = async {
        while !ask().await.1 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, freed).await.expect("the place is free again");
    drop(deaf);
}
