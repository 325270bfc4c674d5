//! Answers of the plain routes: bytes with their type, or a JSON error with a stable code.

use crate::service::bearer;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use std::sync::Arc;
use yishi_graphql::{HostedBook, Node, Viewer};

/// Why a plain request is not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Denied {
    /// No such book, entry or text here.
    NotFound,
    /// Several books are kept here.
    WhichBook,
    /// The path or query is malformed.
    BadRequest(&'static str),
    /// No token, or not one of ours.
    Unauthenticated,
    /// Signed in, but not for this.
    Forbidden,
    /// Larger than texts may be.
    TooLarge,
    /// The bytes are not what their name says.
    HashMismatch,
    /// The format that was asked for cannot hold it, for this reason.
    NotInFormat(String),
    /// The quorum of witnesses has cosigned nothing yet.
    NotWitnessed,
    /// As many large answers are on their way as there is memory for.
    Busy,
    /// Something of ours failed.
    Internal,
}

impl Denied {
    fn parts(&self) -> (StatusCode, &'static str, &str) {
        match self {
            Self::NotFound => (StatusCode::NOT_FOUND, "NOT_FOUND", "there is no such thing here"),
            Self::WhichBook => (
                StatusCode::NOT_FOUND,
                "WHICH_BOOK",
                "several books are kept here: ask below /books/<operator>/<slug>/",
            ),
            Self::BadRequest(message) => (StatusCode::BAD_REQUEST, "BAD_REQUEST", message),
            Self::Unauthenticated => {
                (StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "sign in and send the bearer token")
            }
            Self::Forbidden => (StatusCode::FORBIDDEN, "FORBIDDEN", "this token may not do that here"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "BODY_TOO_LARGE", "the text is too large"),
            Self::HashMismatch => {
                (StatusCode::UNPROCESSABLE_ENTITY, "HASH_MISMATCH", "the bytes do not have this hash")
            }
            Self::NotInFormat(reason) => (StatusCode::CONFLICT, "NOT_IN_FORMAT", reason),
            Self::NotWitnessed => (
                StatusCode::SERVICE_UNAVAILABLE,
                "NOT_WITNESSED",
                "the quorum of witnesses has cosigned no checkpoint of this book yet; ?of=head gives the newest one",
            ),
            Self::Busy => (
                StatusCode::SERVICE_UNAVAILABLE,
                "BUSY",
                "too many large answers are on their way: ask again in some seconds",
            ),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", "something failed on our side"),
        }
    }
}

impl IntoResponse for Denied {
    fn into_response(self) -> Response {
        let (status, code, message) = self.parts();
        let body = json!({"error": {"code": code, "message": message}}).to_string();
        let mut response = bytes("application/json; charset=utf-8", "no-store", body);
        *response.status_mut() = status;
        if self == Self::Unauthenticated {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if self == Self::Busy {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("10"));
        }
        response
    }
}

/// Bytes of a type, which a browser takes at its word.
pub(super) fn bytes(
    content_type: &'static str,
    cache: &'static str,
    body: impl Into<axum::body::Body>,
) -> Response {
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // What residents wrote must never run as a page of this node.
    let sandbox = HeaderValue::from_static("default-src 'none'; sandbox");
    headers.insert(HeaderName::from_static("content-security-policy"), sandbox);
    response
}

/// Whether the client has exactly this (RFC 9110, section 13.1.2).
pub(super) fn matches(headers: &HeaderMap, tag: &str) -> bool {
    let held = headers.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
    held.flat_map(|value| value.split(',')).any(|held| held.trim().trim_start_matches("W/") == tag)
}

/// A book by the two parts of its name.
pub(super) fn book<'a>(node: &'a Node, operator: &str, slug: &str) -> Result<&'a Arc<HostedBook>, Denied> {
    node.book(&format!("{operator}/{slug}")).ok_or(Denied::NotFound)
}

/// The only book.
pub(super) fn only_book(node: &Node) -> Result<&Arc<HostedBook>, Denied> {
    node.only_book().ok_or(Denied::WhichBook)
}

/// Who asks.
pub(super) fn viewer(node: &Node, headers: &HeaderMap) -> Result<Viewer, Denied> {
    let token = bearer(headers).map_err(|_| Denied::Unauthenticated)?;
    node.viewer(token).map_err(|_| Denied::Unauthenticated)
}

/// Lets in whoever may read the entries of a book.
pub(super) fn require_log(node: &Node, headers: &HeaderMap, book: &HostedBook) -> Result<(), Denied> {
    let viewer = viewer(node, headers)?;
    match viewer {
        _ if viewer.may_read_log(book) => Ok(()),
        Viewer::Anonymous => Err(Denied::Unauthenticated),
        Viewer::SignedIn { .. } => Err(Denied::Forbidden),
    }
}

/// Runs what reads files where blocking is allowed.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Denied> + Send + 'static,
) -> Result<T, Denied> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(Denied::Internal))
}
