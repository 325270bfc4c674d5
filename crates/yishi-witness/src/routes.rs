//! The routes of a witness: handing in, the newest checkpoint of a log, and how it stands.

use crate::witness::{Answer, Witness};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use yishi_log::witness::MAX_REQUEST_BYTES;

/// Longest time that a client may take to send a body.
const LONGEST_BODY: Duration = Duration::from_secs(20);
/// Requests that are read or decided at once; each holds at most [`MAX_REQUEST_BYTES`].
const AT_ONCE: usize = 64;

struct Desk {
    witness: Arc<Witness>,
    places: Arc<Semaphore>,
}

/// All routes of a witness.
pub fn router(witness: Arc<Witness>) -> Router {
    let desk = Arc::new(Desk { witness, places: Arc::new(Semaphore::new(AT_ONCE)) });
    Router::new()
        .route("/add-checkpoint", post(add_checkpoint))
        .route("/{origin_hash}/checkpoint", get(checkpoint))
        .route("/status", get(status))
        .route("/metrics", get(metrics))
        .route("/healthz", get(async || "ok\n"))
        .with_state(desk)
}

async fn add_checkpoint(State(desk): State<Arc<Desk>>, request: Request) -> Response {
    let Ok(place) = Arc::clone(&desk.places).try_acquire_owned() else {
        return plain(503, "text/plain; charset=utf-8", "too many requests at once: try again\n");
    };
    let reading = tokio::time::timeout(LONGEST_BODY, to_bytes(request.into_body(), MAX_REQUEST_BYTES));
    let body = match reading.await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => {
            return plain(413, "text/plain; charset=utf-8", "the request is too large or broke off\n");
        }
        Err(_) => return plain(408, "text/plain; charset=utf-8", "the request came too slowly\n"),
    };
    let witness = Arc::clone(&desk.witness);
    let answered = tokio::task::spawn_blocking(move || {
        let answer = witness.add_checkpoint(&body);
        drop(place);
        answer
    });
    match answered.await {
        Ok(Answer { status, content_type, body }) => plain(status, content_type, body),
        Err(_) => plain(500, "text/plain; charset=utf-8", "the witness failed; nothing was cosigned\n"),
    }
}

async fn checkpoint(State(desk): State<Arc<Desk>>, Path(origin_hash): Path<String>) -> Response {
    match desk.witness.checkpoint(&origin_hash) {
        Some(note) => plain(200, "text/plain; charset=utf-8", note),
        None => plain(404, "text/plain; charset=utf-8", "nothing was cosigned of a log with this hash\n"),
    }
}

async fn status(State(desk): State<Arc<Desk>>) -> Response {
    plain(200, "application/json", format!("{}\n", desk.witness.status()))
}

async fn metrics(State(desk): State<Arc<Desk>>) -> Response {
    plain(200, "text/plain; version=0.0.4; charset=utf-8", desk.witness.metrics())
}

fn plain(status: u16, content_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
