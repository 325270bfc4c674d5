//! The schema's text and the books' checkpoints: public for everybody.

use super::Plain;
use super::reply::{Denied, book, bytes, only_book};
use axum::extract::{Path, State};
use axum::response::Response;
use std::sync::Arc;
use yishi_graphql::HostedBook;

/// The schema.
pub(super) async fn schema(State(plain): State<Arc<Plain>>) -> Response {
    bytes("text/plain; charset=utf-8", "public, max-age=60", plain.sdl.to_string())
}

/// The checkpoint of the only book.
pub(super) async fn only_checkpoint(State(plain): State<Arc<Plain>>) -> Result<Response, Denied> {
    only_book(&plain.node).map(|book| note(book))
}

/// The checkpoint of a book.
pub(super) async fn checkpoint(
    State(plain): State<Arc<Plain>>,
    Path((operator, slug)): Path<(String, String)>,
) -> Result<Response, Denied> {
    book(&plain.node, &operator, &slug).map(|book| note(book))
}

/// The signed note, as C2SP tlog-checkpoint has it. Caches must not hide that the head moved.
fn note(book: &HostedBook) -> Response {
    bytes("text/plain; charset=utf-8", "no-cache", book.engine.version().checkpoint.to_string())
}
