//! The schema's text and the books' checkpoints: public for everybody.

use super::Plain;
use super::reply::{Denied, book, bytes, only_book};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use std::sync::Arc;
use yishi_graphql::HostedBook;

/// The schema.
pub(super) async fn schema(State(plain): State<Arc<Plain>>) -> Response {
    bytes("text/plain; charset=utf-8", "public, max-age=60", plain.sdl.to_string())
}

/// Which checkpoint is asked for.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    /// `head`: the newest, whoever has cosigned it.
    of: Option<String>,
}

/// The checkpoint of the only book.
pub(super) async fn only_checkpoint(
    State(plain): State<Arc<Plain>>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Denied> {
    note(only_book(&plain.node)?, &wanted)
}

/// The checkpoint of a book.
pub(super) async fn checkpoint(
    State(plain): State<Arc<Plain>>,
    Path((operator, slug)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Denied> {
    note(book(&plain.node, &operator, &slug)?, &wanted)
}

/// The signed note, as C2SP tlog-checkpoint has it. Caches must not hide that the head moved.
fn note(book: &HostedBook, wanted: &Wanted) -> Result<Response, Denied> {
    let note = match wanted.of.as_deref() {
        None => book.engine.published_checkpoint().ok_or(Denied::NotWitnessed)?,
        Some("head") => book.engine.head_checkpoint(),
        Some(_) => return Err(Denied::BadRequest("`of` is `head` or left out")),
    };
    Ok(bytes("text/plain; charset=utf-8", "no-cache", note.to_string()))
}
