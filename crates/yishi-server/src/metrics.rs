//! The second listener: metrics and health, for the operator's own network.

use crate::plain::health;
use crate::service::Service;
use crate::telemetry::{gauge, head, line};
use async_graphql::Executor;
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::sync::Arc;

/// The routes of the second listener.
pub(crate) fn router<E: Executor>(service: &Arc<Service<E>>) -> Router {
    let metrics = Router::new().route("/metrics", get(metrics::<E>)).with_state(Arc::clone(service));
    metrics.merge(health::router(service.node.clone()))
}

async fn metrics<E: Executor>(State(service): State<Arc<Service<E>>>) -> Response {
    let mut text = service.telemetry.render();
    let (hits, misses) = service.api.cache_counts();
    head(&mut text, "yishi_documents_total", "counter", "Documents asked for, by whether they were known as checked");
    line(&mut text, format_args!("yishi_documents_total{{known=\"yes\"}} {hits}"));
    line(&mut text, format_args!("yishi_documents_total{{known=\"no\"}} {misses}"));
    gauge(&mut text, "yishi_up", "The node answers", 1);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
