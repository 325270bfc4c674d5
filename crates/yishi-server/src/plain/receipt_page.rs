//! The page that checks a receipt in a browser. It may use its own script and style, and reach nothing.

use super::reply::bytes;
use super::results::{Wanted, language};
use axum::extract::Query;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use yishi_pages::{RECEIPT_SCRIPT, RECEIPT_STYLE, receipt_page};

/// The page, in the language that is asked for.
pub(super) async fn page(Query(wanted): Query<Wanted>, headers: HeaderMap) -> Response {
    let language = language(wanted.lang.as_deref(), &headers);
    let mut response = bytes("text/html; charset=utf-8", "no-cache", receipt_page(language.of_counts()));
    let headers = response.headers_mut();
    if let Some(policy) = policy() {
        headers.insert(HeaderName::from_static("content-security-policy"), policy);
    }
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    response
}

fn policy() -> Option<HeaderValue> {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    let (script, style) = (hash(RECEIPT_SCRIPT), hash(RECEIPT_STYLE));
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).ok()
}
