//! Tiles and bundles of entries (C2SP `tlog-tiles`), beside the checkpoint: for whoever may read the entries.
//!
//! They are made from the book whenever asked for, at any width that the present head holds, and never beyond it.

use super::Plain;
use super::reply::{Denied, blocking, book, bytes, matches, only_book, require_log};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::io::Write;
use std::sync::Arc;
use yishi_engine::Engine;
use yishi_graphql::HostedBook;
use yishi_log::tile::{TileKind, TilePath, encode_hashes};
use yishi_log::tree::TreeHash;

/// A tile of the only book.
pub(super) async fn get_only(
    State(plain): State<Arc<Plain>>,
    Path(rest): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Denied> {
    answer(&plain, only_book(&plain.node)?, &Asked { rest, uri, headers }).await
}

/// A tile of a book.
pub(super) async fn get(
    State(plain): State<Arc<Plain>>,
    Path((operator, slug, rest)): Path<(String, String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Denied> {
    answer(&plain, book(&plain.node, &operator, &slug)?, &Asked { rest, uri, headers }).await
}

/// What was asked for.
struct Asked {
    /// The path behind `tile/`.
    rest: String,
    uri: Uri,
    headers: HeaderMap,
}

impl Asked {
    /// The tile, in its one spelling: escapes would be further ones, each with a place in caches of its own.
    fn tile(&self) -> Result<TilePath, Denied> {
        const SPELLING: Denied = Denied::BadRequest(
            "a tile is at tile/<level>/<number>[.p/<width>] or tile/entries/<number>[.p/<width>]",
        );
        if self.uri.path().contains('%') {
            return Err(SPELLING);
        }
        format!("tile/{}", self.rest).parse().map_err(|_| SPELLING)
    }
}

/// How the bytes of an answer are coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Identity,
    Gzip,
}

async fn answer(plain: &Plain, book: &HostedBook, asked: &Asked) -> Result<Response, Denied> {
    require_log(&plain.node, &asked.headers, book)?;
    let tile = asked.tile()?;
    let engine = book.engine.clone();
    let found = blocking(move || engine.tile(&tile).map_err(|_| Denied::Internal)).await?;
    let hashes = found.ok_or(Denied::NotFound)?;
    let tag = tag_of(tile.kind(), &hashes);
    if matches(&asked.headers, &tag) {
        let response = bytes(CONTENT_TYPE, caching(book, &tile), axum::body::Body::empty());
        let mut response = dressed(response, book, tile.kind(), &tag);
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return Ok(response);
    }
    let (body, coding) = match tile.kind() {
        TileKind::Hashes { .. } => (encode_hashes(&hashes).into(), Coding::Identity),
        TileKind::Entries => bundle(plain, book, tile, coding(&asked.headers)).await?,
    };
    let mut response = dressed(bytes(CONTENT_TYPE, caching(book, &tile), body), book, tile.kind(), &tag);
    if coding == Coding::Gzip {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Ok(response)
}

const CONTENT_TYPE: &str = "application/octet-stream";

/// What a bundle may take while it is put together: 256 entries of 60 KiB, and as much again while they are compressed.
pub(super) const MOST_FOR_A_BUNDLE: usize = 32 * 1024 * 1024;

/// The bytes of a bundle. They hold their room until the client has read them, so that slow readers do not fill memory.
async fn bundle(
    plain: &Plain,
    book: &HostedBook,
    tile: TilePath,
    coding: Coding,
) -> Result<(Bytes, Coding), Denied> {
    let room = plain.bundles.take(MOST_FOR_A_BUNDLE).await?;
    let engine = book.engine.clone();
    let (made, coding) = blocking(move || coded(&engine, &tile, coding)).await?;
    Ok((room.hold(made), coding))
}

fn coded(engine: &Engine, tile: &TilePath, coding: Coding) -> Result<(Vec<u8>, Coding), Denied> {
    let found = engine.entry_bundle(tile).map_err(|_| Denied::Internal)?;
    let plain = found.ok_or(Denied::NotFound)?;
    if coding == Coding::Identity {
        return Ok((plain, coding));
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let packed = encoder.write_all(&plain).and_then(|()| encoder.finish());
    packed.map(|packed| (packed, coding)).map_err(|_| Denied::Internal)
}

/// What a tile holds never changes. A full one is asked for as long as the book lives, a narrow one soon no more; and what needed
/// a token is kept by nobody but its bearer.
const fn caching(book: &HostedBook, tile: &TilePath) -> &'static str {
    match (book.public_log, tile.is_full()) {
        (true, true) => "public, max-age=31536000, immutable",
        (true, false) => "public, max-age=60",
        (false, true) => "private, max-age=31536000, immutable",
        (false, false) => "private, max-age=60",
    }
}

fn dressed(mut response: Response, book: &HostedBook, kind: TileKind, tag: &str) -> Response {
    let vary = match (kind, book.public_log) {
        (TileKind::Hashes { .. }, true) => None,
        (TileKind::Hashes { .. }, false) => Some("authorization"),
        (TileKind::Entries, true) => Some("accept-encoding"),
        (TileKind::Entries, false) => Some("accept-encoding, authorization"),
    };
    // One tag stands for the bundle in every coding, so it is a weak one (RFC 9110, section 8.8.1).
    let weak = if kind == TileKind::Entries { "W/" } else { "" };
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::try_from(format!("{weak}{tag}")) {
        headers.insert(header::ETAG, tag);
    }
    if let Some(vary) = vary {
        headers.insert(header::VARY, HeaderValue::from_static(vary));
    }
    response
}

/// Tells what a tile holds from anything else; that of a bundle is made without reading an entry.
fn tag_of(kind: TileKind, hashes: &[TreeHash]) -> String {
    let which: &[u8] = if kind == TileKind::Entries { b"entries" } else { b"hashes" };
    let digest: [u8; 32] =
        Sha256::new().chain_update(which).chain_update(encode_hashes(hashes)).finalize().into();
    format!("\"{}\"", TreeHash(digest))
}

/// gzip where the client takes it (RFC 9110, section 12.5.3).
fn coding(headers: &HeaderMap) -> Coding {
    let values = headers.get_all(header::ACCEPT_ENCODING).into_iter().filter_map(|value| value.to_str().ok());
    let mut offers = values.flat_map(|value| value.split(',')).map(|offer| {
        let (name, weight) = offer.split_once(';').unwrap_or((offer, ""));
        (name.trim().to_ascii_lowercase(), weight.trim().to_ascii_lowercase())
    });
    let refused = |weight: &str| {
        let value = weight.strip_prefix("q=").unwrap_or("1").trim();
        value.bytes().all(|byte| matches!(byte, b'0' | b'.'))
    };
    match offers.find(|(name, _)| name == "gzip" || name == "x-gzip") {
        Some((_, weight)) if !refused(&weight) => Coding::Gzip,
        _ => Coding::Identity,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_used_where_the_client_takes_it() {
        let of = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
            coding(&headers)
        };
        for taken in ["gzip", "br, GZIP;q=0.1", "identity;q=0.5, gzip; q=1.0", "x-gzip"] {
            assert_eq!(of(taken), Coding::Gzip, "{taken}");
        }
        for not_taken in ["", "identity", "gzip;q=0", "gzip; q=0.000", "br", "*"] {
            assert_eq!(of(not_taken), Coding::Identity, "{not_taken}");
        }
        assert_eq!(coding(&HeaderMap::new()), Coding::Identity);
    }
}
