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
const LONGEST_BODY: Duration = Duration::from_secs(3);
/// Bodies that are read or wait at once; each holds at most [`MAX_REQUEST_BYTES`].
const READ_AT_ONCE: usize = 1_024;
/// Requests that are decided at once.
const DECIDED_AT_ONCE: usize = 64;

struct Desk {
    witness: Arc<Witness>,
    /// For bodies on their way: whoever sends slowly takes no place from those whose request is there.
    reading: Semaphore,
    deciding: Arc<Semaphore>,
}

/// All routes of a witness.
pub fn router(witness: Arc<Witness>) -> Router {
    let (reading, deciding) = (Semaphore::new(READ_AT_ONCE), Arc::new(Semaphore::new(DECIDED_AT_ONCE)));
    let desk = Arc::new(Desk { witness, reading, deciding });
    Router::new()
        .route("/add-checkpoint", post(add_checkpoint))
        .route("/{origin_hash}/checkpoint", get(checkpoint))
        .route("/status", get(status))
        .route("/metrics", get(metrics))
        .route("/healthz", get(async || "ok\n"))
        .with_state(desk)
}

async fn add_checkpoint(State(desk): State<Arc<Desk>>, request: Request) -> Response {
    const PLAIN: &str = "text/plain; charset=utf-8";
    let busy = || plain(503, PLAIN, "too many requests at once: try again\n");
    let Ok(on_its_way) = desk.reading.try_acquire() else { return busy() };
    let reading = tokio::time::timeout(LONGEST_BODY, to_bytes(request.into_body(), MAX_REQUEST_BYTES));
    let body = match reading.await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return plain(413, PLAIN, "the request is too large or broke off\n"),
        Err(_) => return plain(408, PLAIN, "the request came too slowly\n"),
    };
    let Ok(place) = Arc::clone(&desk.deciding).acquire_owned().await else { return busy() };
    drop(on_its_way);
    let witness = Arc::clone(&desk.witness);
    let answered = tokio::task::spawn_blocking(move || {
        let answer = witness.add_checkpoint(&body);
        drop(place);
        answer
    });
    match answered.await {
        Ok(Answer { status, content_type, body }) => plain(status, content_type, body),
        Err(_) => plain(500, PLAIN, "the witness failed; nothing was cosigned\n"),
    }
}

async fn checkpoint(State(desk): State<Arc<Desk>>, Path(origin_hash): Path<String>) -> Response {
    looked_up(desk, move |witness| match witness.checkpoint(&origin_hash) {
        Some(note) => plain(200, "text/plain; charset=utf-8", note),
        None => plain(404, "text/plain; charset=utf-8", "nothing was cosigned of a log with this hash\n"),
    })
    .await
}

async fn status(State(desk): State<Arc<Desk>>) -> Response {
    looked_up(desk, |witness| plain(200, "application/json", format!("{}\n", witness.status()))).await
}

async fn metrics(State(desk): State<Arc<Desk>>) -> Response {
    looked_up(desk, |witness| plain(200, "text/plain; version=0.0.4; charset=utf-8", witness.metrics())).await
}

/// Looks where waiting is allowed: the state may just be on its way to the disk.
async fn looked_up(desk: Arc<Desk>, look: impl FnOnce(&Witness) -> Response + Send + 'static) -> Response {
    let looked = tokio::task::spawn_blocking(move || look(&desk.witness)).await;
    looked.unwrap_or_else(|_| plain(500, "text/plain; charset=utf-8", "the witness failed\n"))
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
