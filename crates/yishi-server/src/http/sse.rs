//! Answers as events (`text/event-stream`), one connection per operation, as in the graphql-sse protocol's distinct mode.

use super::accept::MediaType;
use super::answer;
use super::handler::Exchange;
use crate::api::Prepared;
use crate::session::Session;
use async_graphql::Executor;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, stream};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

/// The last event of every stream.
const COMPLETE: &str = "event: complete\ndata:\n\n";
/// A comment, which keeps proxies from closing a silent connection.
const STILL_HERE: &str = ":\n\n";
/// How often it is sent.
const SILENCE: Duration = Duration::from_secs(15);

/// Streams an operation: a `next` event per answer, then `complete`. Ends early when the session or the node ends.
pub(super) fn answer<E: Executor>(
    exchange: Exchange<E>,
    prepared: Prepared,
    session: Arc<dyn Session>,
) -> Response {
    let Some(place) = exchange.service.streams.take() else {
        return exchange.busy();
    };
    let data = exchange.data(&*session);
    let answers = exchange.service.api.stream(prepared, data);
    let closing = exchange.service.closing();
    let limits = exchange.service.api.limits().clone();
    let request_id = exchange.request_id;
    let events = answers
        .take_while(move |_| std::future::ready(session.is_current()))
        .take_until(closing)
        .map(move |response| {
            let _held = &place;
            let response = answer::polish(response, &request_id, &limits);
            // JSON has no raw line break that could end the event.
            let body = serde_json::to_string(&response).unwrap_or_default();
            format!("event: next\ndata: {body}\n\n")
        })
        .chain(stream::once(std::future::ready(COMPLETE.to_owned())));
    let mut response = Response::new(Body::from_stream(kept_alive(events.boxed())));
    let headers = response.headers_mut();
    let content_type = HeaderValue::from_static(MediaType::EventStream.content_type());
    headers.insert(header::CONTENT_TYPE, content_type);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The events, with a comment whenever there was none for a while.
fn kept_alive(
    events: BoxStream<'static, String>,
) -> impl futures_util::Stream<Item = Result<String, Infallible>> {
    stream::unfold(events, async |mut events| {
        let next = tokio::time::timeout(SILENCE, events.next()).await;
        match next {
            Ok(Some(event)) => Some((Ok(event), events)),
            Ok(None) => None,
            Err(_) => Some((Ok(STILL_HERE.to_owned()), events)),
        }
    })
}
