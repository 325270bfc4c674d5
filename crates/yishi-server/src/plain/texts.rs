//! Texts by their hash: larger ones are stored here before the command that names them, and read back here.
//!
//! `document` is its plain bytes; `statement` and `vault` are 32 bytes of salt and then the data. The vault is never served.

use super::Plain;
use super::reply::{Denied, blocking, book, bytes, only_book, require_log, viewer};
use crate::body::{self, BodyError};
use crate::node_session::may_store;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use yishi_core::TextRef;
use yishi_engine::Text;
use yishi_graphql::{HostedBook, Viewer};

/// Largest text, in bytes, its salt not counted.
const LARGEST: usize = 1024 * 1024;
/// Bytes of a salt.
const SALT: usize = 32;

/// Reads a text of the only book.
pub(super) async fn get_only(
    State(plain): State<Arc<Plain>>,
    Path((class, hash)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Denied> {
    let wanted = reference(&class, &hash)?;
    read(&plain, only_book(&plain.node)?, wanted, &headers).await
}

/// Reads a text of a book.
pub(super) async fn get(
    State(plain): State<Arc<Plain>>,
    Path((operator, slug, class, hash)): Path<(String, String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Denied> {
    let wanted = reference(&class, &hash)?;
    read(&plain, book(&plain.node, &operator, &slug)?, wanted, &headers).await
}

/// Stores a text for the only book.
pub(super) async fn put_only(
    State(plain): State<Arc<Plain>>,
    Path((class, hash)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Denied> {
    let named = reference(&class, &hash)?;
    store(&plain, only_book(&plain.node)?, named, &headers, body).await
}

/// Stores a text for a book.
pub(super) async fn put(
    State(plain): State<Arc<Plain>>,
    Path((operator, slug, class, hash)): Path<(String, String, String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Denied> {
    let named = reference(&class, &hash)?;
    store(&plain, book(&plain.node, &operator, &slug)?, named, &headers, body).await
}

fn reference(class: &str, hash: &str) -> Result<TextRef, Denied> {
    const HASH: Denied = Denied::BadRequest("a hash has 64 lower-case hexadecimal digits");
    match class {
        "document" => hash.parse().map(TextRef::Document).map_err(|_| HASH),
        "statement" => hash.parse().map(TextRef::Statement).map_err(|_| HASH),
        "vault" => hash.parse().map(TextRef::Vault).map_err(|_| HASH),
        _ => Err(Denied::BadRequest("the class of a text is document, statement or vault")),
    }
}

/// Documents are for everybody; statements for whoever may read the entries.
async fn read(
    plain: &Plain,
    book: &HostedBook,
    wanted: TextRef,
    headers: &HeaderMap,
) -> Result<Response, Denied> {
    match wanted {
        TextRef::Document(_) => {}
        TextRef::Statement(_) => require_log(&plain.node, headers, book)?,
        TextRef::Vault(_) => return Err(Denied::NotFound),
    }
    let engine = book.engine.clone();
    let found = blocking(move || engine.text(&wanted).map_err(|_| Denied::Internal)).await?;
    match found {
        Some(Text::Document(data)) => Ok(document(data)),
        Some(Text::Statement { salt, data }) => {
            let whole = [salt.as_slice(), &data].concat();
            Ok(bytes("application/octet-stream", "private, no-cache", whole))
        }
        Some(Text::Vault { .. }) | None => Err(Denied::NotFound),
    }
}

/// A document never changes under its hash.
fn document(data: Vec<u8>) -> Response {
    let content_type = match std::str::from_utf8(&data) {
        Ok(_) => "text/plain; charset=utf-8",
        Err(_) => "application/octet-stream",
    };
    bytes(content_type, "public, max-age=31536000, immutable", data)
}

/// Only members of the book store texts, so that strangers cannot fill the disk.
async fn store(
    plain: &Plain,
    book: &HostedBook,
    named: TextRef,
    headers: &HeaderMap,
    body: Body,
) -> Result<Response, Denied> {
    let viewer = viewer(&plain.node, headers)?;
    if viewer == Viewer::Anonymous {
        return Err(Denied::Unauthenticated);
    }
    if !may_store(&viewer, book) {
        return Err(Denied::Forbidden);
    }
    let received = body::read(body, LARGEST.saturating_add(SALT)).await.map_err(|error| match error {
        BodyError::TooLarge => Denied::TooLarge,
        BodyError::TooSlow | BodyError::Broken => Denied::BadRequest("the body did not arrive"),
    })?;
    let text = text_of(named, &received)?;
    if text.reference() != named {
        return Err(Denied::HashMismatch);
    }
    let engine = book.engine.clone();
    blocking(move || engine.upload(&text).map_err(|_| Denied::Forbidden)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn text_of(named: TextRef, received: &[u8]) -> Result<Text, Denied> {
    if matches!(named, TextRef::Document(_)) {
        let data = received.to_vec();
        return if data.len() > LARGEST { Err(Denied::TooLarge) } else { Ok(Text::Document(data)) };
    }
    let (salt, data) =
        received.split_first_chunk::<SALT>().ok_or(Denied::BadRequest("the salt of 32 bytes is missing"))?;
    let (salt, data) = (*salt, data.to_vec());
    Ok(if matches!(named, TextRef::Statement(_)) {
        Text::Statement { salt, data }
    } else {
        Text::Vault { salt, data }
    })
}
