//! One line in the trace per request, and its time in the metrics: method, route, status, id. Never a path's last part, a
//! query string, a body or a header, which may name people.

use crate::request_id::REQUEST_ID;
use crate::service::Service;
use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;
use tokio::time::Instant;

/// The id of a request, as its extension.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(pub Arc<str>);

/// Gives a request its id, and tells how it ended.
pub(crate) async fn trace<E: Send + Sync + 'static>(
    State(service): State<Arc<Service<E>>>,
    mut request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let id: Arc<str> = service.request_ids.for_request(request.headers()).into();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    request.extensions_mut().insert(RequestId(Arc::clone(&id)));
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(&REQUEST_ID, value);
    }
    let took = started.elapsed();
    let status = response.status().as_u16();
    service.telemetry.response(status, took);
    let route = route.as_ref().map_or("-", MatchedPath::as_str);
    let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    tracing::info!(request_id = &*id, %method, route, status, took_us, "request");
    response
}
