//! One connection from upgrade to close.

use super::close::Close;
use super::message::{self, ClientMessage};
use super::operations::{Event, Operations};
use super::origin;
use crate::api::GraphQlRequest;
use crate::guard::{Refused, RefusedCode};
use crate::http::{polish, refused_body};
use crate::service::{Outcome, Service, bearer, bearer_token, languages};
use crate::session::Session;
use async_graphql::parser::types::OperationType;
use async_graphql::{Data, Executor, Response as Answer};
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, stream};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;

/// The subprotocol's name.
const PROTOCOL: &str = "graphql-transport-ws";

/// Why the loop of a connection ends: with a frame to send, or because the other side is gone.
type End = Option<Close>;

/// Upgrades a request to a WebSocket, if its page may have one and there is a place.
pub(crate) fn upgrade<E: Executor>(
    service: Arc<Service<E>>,
    headers: &HeaderMap,
    request_id: Arc<str>,
    upgrade: WebSocketUpgrade,
) -> Response {
    if !origin::may_connect(headers, &service.config.origins) {
        return (StatusCode::FORBIDDEN, "this page may not open a WebSocket here\n").into_response();
    }
    let Some(place) = service.sockets.take() else {
        return (StatusCode::SERVICE_UNAVAILABLE, "too many connections\n").into_response();
    };
    let header_token = bearer(headers).ok().flatten().map(str::to_owned);
    let header_languages = languages(headers).map(str::to_owned);
    let largest = service.api.limits().body_bytes;
    let upgrade = upgrade.protocols([PROTOCOL]).max_message_size(largest).max_frame_size(largest);
    let agreed = upgrade.selected_protocol().is_some_and(|protocol| protocol == PROTOCOL);
    upgrade.on_upgrade(move |socket| async move {
        let mut connection = Connection {
            service,
            socket,
            request_id,
            header_token,
            header_languages,
            session: None,
            operations: Operations::default(),
            heard: true,
            _place: place,
        };
        connection.serve(agreed).await;
    })
}

struct Connection<E> {
    service: Arc<Service<E>>,
    socket: WebSocket,
    request_id: Arc<str>,
    header_token: Option<String>,
    header_languages: Option<String>,
    session: Option<Arc<dyn Session>>,
    operations: Operations,
    /// Whether anything was heard since the last ping.
    heard: bool,
    _place: OwnedSemaphorePermit,
}

impl<E: Executor> Connection<E> {
    async fn serve(&mut self, agreed: bool) {
        self.service.telemetry.socket(1);
        let end = if agreed { self.run().await } else { Some(Close::SUBPROTOCOL) };
        if let Some(close) = end {
            self.close(close).await;
        }
        self.service.telemetry.socket(-1);
        self.service.telemetry.stream_operation(-count(self.operations.len()));
        let code = end.map_or(0, |close| close.code);
        tracing::debug!(request_id = &*self.request_id, code, "websocket closed");
    }

    async fn run(&mut self) -> End {
        let limits = self.service.config.streams.clone();
        let init_by = Instant::now() + Duration::from_millis(limits.init_timeout_ms);
        let every = Duration::from_millis(limits.ping_every_ms);
        let mut ping = tokio::time::interval_at(Instant::now() + every, every);
        let closing = self.service.closing();
        tokio::pin!(closing);
        loop {
            let step = tokio::select! {
                () = &mut closing => return Some(Close::GOING_AWAY),
                () = tokio::time::sleep_until(init_by), if self.session.is_none() => {
                    return Some(Close::INIT_TIMEOUT);
                }
                received = self.socket.recv() => self.receive(received).await,
                Some(event) = self.operations.next() => self.forward(event).await,
                _ = ping.tick() => self.keep_alive().await,
            };
            if let ControlFlow::Break(end) = step {
                return end;
            }
        }
    }

    async fn receive(&mut self, received: Option<Result<Message, axum::Error>>) -> ControlFlow<End> {
        self.heard = true;
        match received {
            Some(Ok(Message::Text(text))) => match ClientMessage::read(&text) {
                Ok(message) => self.handle(message).await,
                Err(close) => ControlFlow::Break(Some(close)),
            },
            Some(Ok(Message::Binary(_))) => ControlFlow::Break(Some(Close::INVALID)),
            // The WebSocket layer answers pings by itself.
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => ControlFlow::Continue(()),
            Some(Ok(Message::Close(_))) | None => ControlFlow::Break(None),
            Some(Err(error)) => ControlFlow::Break(is_too_big(&error).then_some(Close::TOO_BIG)),
        }
    }

    async fn handle(&mut self, message: ClientMessage) -> ControlFlow<End> {
        match message {
            ClientMessage::Init { authorization, language } => self.init(authorization, language).await,
            ClientMessage::Ping => self.send(message::pong()).await,
            ClientMessage::Pong => ControlFlow::Continue(()),
            ClientMessage::Subscribe { id, request } => match self.session.clone() {
                None => ControlFlow::Break(Some(Close::UNAUTHORIZED)),
                Some(_) if self.operations.contains(&id) => ControlFlow::Break(Some(Close::DUPLICATE)),
                Some(session) => self.subscribe(id, request, &*session).await,
            },
            ClientMessage::Complete { id } => {
                if self.operations.stop(&id) {
                    self.service.telemetry.stream_operation(-1);
                }
                ControlFlow::Continue(())
            }
        }
    }

    async fn init(&mut self, authorization: Option<String>, language: Option<String>) -> ControlFlow<End> {
        if self.session.is_some() {
            return ControlFlow::Break(Some(Close::INIT_TWICE));
        }
        let token = match &authorization {
            Some(text) => match bearer_token(text) {
                Some(token) => Some(token),
                None => return ControlFlow::Break(Some(Close::FORBIDDEN)),
            },
            None => self.header_token.as_deref(),
        };
        let languages = language.as_deref().or(self.header_languages.as_deref());
        match self.service.sessions.open(token, languages) {
            Ok(session) => self.session = Some(session),
            Err(_) => return ControlFlow::Break(Some(Close::FORBIDDEN)),
        }
        self.send(message::acknowledge()).await
    }

    async fn subscribe(
        &mut self,
        id: String,
        request: GraphQlRequest,
        session: &dyn Session,
    ) -> ControlFlow<End> {
        if !session.is_current() {
            return ControlFlow::Break(Some(Close::FORBIDDEN));
        }
        let prepared = if self.operations.len() < self.service.config.streams.operations_per_socket {
            self.service.api.prepare(request).await
        } else {
            let message = "too many operations on this connection: end one first";
            Err(vec![Refused::new(RefusedCode::TooManyOperations, message)])
        };
        match prepared {
            Ok(prepared) => {
                let mut data = Data::default();
                session.fill(&mut data, &self.request_id);
                let answers = self.answers(prepared, data);
                self.operations.start(id, answers);
                self.service.telemetry.stream_operation(1);
                ControlFlow::Continue(())
            }
            Err(refused) => {
                let code = refused.first().map_or("BAD_REQUEST", |refused| refused.code.as_str());
                self.service.telemetry.refused(code);
                let body = refused_body(&refused, &self.request_id, self.service.api.limits());
                self.send(message::error(&id, &body)).await
            }
        }
    }

    /// Subscriptions run as long as they bring something; queries and mutations have the same time limit as over HTTP.
    fn answers(&self, prepared: crate::api::Prepared, data: Data) -> BoxStream<'static, Answer> {
        if prepared.kind == OperationType::Subscription {
            return self.service.api.stream(prepared, data);
        }
        let api = self.service.api.clone();
        let limit = Duration::from_millis(api.limits().timeout_ms);
        let once = async move {
            match tokio::time::timeout(limit, api.execute(prepared, data)).await {
                Ok(answer) => answer,
                Err(_) => timed_out(),
            }
        };
        stream::once(once).boxed()
    }

    async fn forward(&mut self, event: Event) -> ControlFlow<End> {
        if self.session.as_ref().is_none_or(|session| !session.is_current()) {
            return ControlFlow::Break(Some(Close::FORBIDDEN));
        }
        match event {
            Event::Next(id, answer) => {
                let answer = polish(*answer, &self.request_id, self.service.api.limits());
                let outcome = if answer.errors.is_empty() { Outcome::Answered } else { Outcome::Failed };
                self.service.telemetry.graphql("stream", outcome);
                let Ok(payload) = serde_json::to_string(&answer) else {
                    return ControlFlow::Break(None);
                };
                self.send(message::next(&id, &payload)).await
            }
            Event::End(id) => {
                self.service.telemetry.stream_operation(-1);
                self.send(message::complete(&id)).await
            }
        }
    }

    /// Asks a silent client whether it is there, gives up on one that did not answer, and ends sessions that expired.
    async fn keep_alive(&mut self) -> ControlFlow<End> {
        if !std::mem::take(&mut self.heard) {
            return ControlFlow::Break(None);
        }
        if self.session.as_ref().is_some_and(|session| !session.is_current()) {
            return ControlFlow::Break(Some(Close::FORBIDDEN));
        }
        self.send_message(Message::Ping(axum::body::Bytes::new())).await
    }

    async fn send(&mut self, text: String) -> ControlFlow<End> {
        self.send_message(Message::Text(text.into())).await
    }

    /// Waits for a slow client up to a limit; meanwhile its operations are not asked for more.
    async fn send_message(&mut self, message: Message) -> ControlFlow<End> {
        let limit = Duration::from_millis(self.service.config.streams.send_timeout_ms);
        match tokio::time::timeout(limit, self.socket.send(message)).await {
            Ok(Ok(())) => ControlFlow::Continue(()),
            Ok(Err(_)) | Err(_) => ControlFlow::Break(None),
        }
    }

    /// Sends the close frame and waits for the client's, so that the frame is not lost with the connection.
    async fn close(&mut self, close: Close) {
        if let ControlFlow::Break(_) = self.send_message(close.message()).await {
            return;
        }
        let limit = Duration::from_millis(self.service.config.streams.send_timeout_ms.min(2_000));
        let rest = async { while let Some(Ok(_)) = self.socket.recv().await {} };
        // A client that does not answer is left.
        let _ = tokio::time::timeout(limit, rest).await;
    }
}

fn timed_out() -> Answer {
    let mut error = async_graphql::ServerError::new("the request took too long", None);
    let mut values = async_graphql::ErrorExtensionValues::default();
    values.set("code", "TIMEOUT");
    error.extensions = Some(values);
    Answer::from_errors(vec![error])
}

fn count(operations: usize) -> i64 {
    i64::try_from(operations).unwrap_or(i64::MAX)
}

/// The layer below reports a message over the limit in words only.
fn is_too_big(error: &axum::Error) -> bool {
    error.to_string().contains("too long") || error.to_string().contains("too large")
}
