//! A node that stops: who is waited for, and what clients are told.

use crate::support::{request, start_default};
use futures_util::{SinkExt, StreamExt};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;

#[tokio::test]
async fn websockets_are_closed_with_1001_and_the_service_ends() {
    let server = start_default().await;
    let mut handshake = format!("ws://{}/graphql", server.address).into_client_request().unwrap();
    let protocol = HeaderValue::from_static("graphql-transport-ws");
    handshake.headers_mut().insert("sec-websocket-protocol", protocol);
    let (mut socket, _) = connect_async(handshake).await.unwrap();
    socket.send(Message::text(r#"{"type":"connection_init"}"#)).await.unwrap();
    socket.next().await.unwrap().unwrap();
    server.stop.send(()).unwrap();
    let Some(Ok(Message::Close(Some(frame)))) = socket.next().await else { panic!("no close frame") };
    assert_eq!(u16::from(frame.code), 1001);
    // The client's answer to the close is sent when it reads on.
    while socket.next().await.is_some() {}
    server.bound.finished().await.unwrap();
}

#[tokio::test]
async fn event_streams_end_with_complete() {
    let server = start_default().await;
    let address = server.address;
    let body = br#"{"query": "subscription { forever }"}"#;
    let head = "POST /graphql\nContent-Type: application/json\nAccept: text/event-stream";
    let reading = tokio::spawn(async move { request(address, head, body).await });
    server.stop.send(()).unwrap();
    // Either the stream had begun and completes, or the listener was closed before.
    if let Ok(reply) = reading.await {
        assert!(reply.text().contains("event: complete"), "{}", reply.text());
    }
    server.bound.finished().await.unwrap();
}
