//! Whether the node lives, and whether it takes commands.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;
use yishi_graphql::Node;

/// `/healthz` and `/readyz`.
pub(crate) fn router(node: Node) -> Router {
    Router::new().route("/healthz", get(healthz)).route("/readyz", get(readyz)).with_state(node)
}

/// The process answers.
async fn healthz() -> &'static str {
    "ok\n"
}

/// Every book takes commands. Why one does not is in the trace and the metrics, for the operator. Texts that should be gone and are not
/// yet keep nobody from writing, and are told beside it.
async fn readyz(State(node): State<Node>) -> Response {
    let books: Vec<_> = node
        .books()
        .map(|book| {
            let engine = &book.engine;
            json!({
                "origin": engine.origin(), "ready": engine.read_only().is_none(), "undestroyed": engine.undestroyed(),
            })
        })
        .collect();
    let ready = books.iter().all(|book| book["ready"] == true);
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = json!({"ready": ready, "books": books}).to_string();
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    (status, headers, body).into_response()
}
