//! Entries as lines: each leaf byte for byte and a line break, as in the exported bundle's `book.jsonl`.

use super::Plain;
use super::reply::{Denied, blocking, book, bytes, require_log};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;
use serde::Deserialize;
use std::sync::Arc;

/// Most entries of one page.
const PAGE: u64 = 256;

/// Which entries.
#[derive(Debug, Deserialize)]
pub(super) struct Range {
    /// The first index; 0 when left out.
    #[serde(default)]
    from: u64,
    /// The index after the last; a page after `from` when left out.
    to: Option<u64>,
}

/// A page of entries. `yishi-size` tells how many there are, `yishi-next` where the next page starts.
pub(super) async fn entries(
    State(plain): State<Arc<Plain>>,
    Path((operator, slug)): Path<(String, String)>,
    range: Result<Query<Range>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Denied> {
    let book = book(&plain.node, &operator, &slug)?;
    require_log(&plain.node, &headers, book)?;
    let Query(Range { from, to }) =
        range.map_err(|_| Denied::BadRequest("`from` and `to` are entry indices"))?;
    let size = book.engine.version().size;
    let to = to.unwrap_or(u64::MAX).min(size).min(from.saturating_add(PAGE));
    if from > to {
        return Err(Denied::BadRequest("`from` lies after `to`, or after the end of the book"));
    }
    let engine = book.engine.clone();
    let leaves = blocking(move || engine.leaves(from, to).map_err(|_| Denied::Internal)).await?;
    let mut body = Vec::new();
    for leaf in leaves {
        body.extend_from_slice(&leaf);
        body.push(b'\n');
    }
    let mut response = bytes("application/jsonl; charset=utf-8", "private, no-cache", body);
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static("yishi-size"), HeaderValue::from(size));
    if to < size {
        headers.insert(HeaderName::from_static("yishi-next"), HeaderValue::from(to));
    }
    Ok(response)
}
