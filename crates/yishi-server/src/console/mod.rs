//! The query console: a page of our own that works without the internet, and the people of a demonstration.
//!
//! The page is static; what it knows it asks of `/graphql` and `/schema.graphql` like any other client.

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;
use std::sync::Arc;

/// The console with the people whom it offers to sign in as.
#[derive(Clone, Debug, Default)]
pub struct Console {
    /// Prepared people, whose secrets are given to everybody who asks. For demonstrations only.
    pub people: Vec<DemoPerson>,
}

/// A prepared person of a demonstration.
#[derive(Clone, Serialize)]
pub struct DemoPerson {
    /// What they are in the demonstration, e.g. `resident`, `grid_worker`, `secretary`, `auditor`.
    pub role: String,
    /// The name shown, in Chinese.
    pub name_zh: String,
    /// The name shown, in English.
    pub name_en: String,
    /// The book they belong to.
    pub book: String,
    /// Their member id; empty for auditors, who are not members.
    pub member: String,
    /// The 32-byte seed of their key, in hex.
    pub key_seed_hex: String,
}

impl std::fmt::Debug for DemoPerson {
    /// Secrets stay out of traces, even invented ones.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DemoPerson").field("role", &self.role).finish_non_exhaustive()
    }
}

/// What the page may load and whom it may talk to: only this node. No inline script, no frame around it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws: wss:; \
                      img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The files of the page: path, media type, content.
const FILES: &[(&str, &str, &str)] = &[
    ("/", "text/html; charset=utf-8", include_str!("page/index.html")),
    ("/console/style.css", "text/css; charset=utf-8", include_str!("page/style.css")),
    ("/console/act.js", SCRIPT, include_str!("page/act.js")),
    ("/console/api.js", SCRIPT, include_str!("page/api.js")),
    ("/console/ballot.js", SCRIPT, include_str!("page/ballot.js")),
    ("/console/bytes.js", SCRIPT, include_str!("page/bytes.js")),
    ("/console/dom.js", SCRIPT, include_str!("page/dom.js")),
    ("/console/examples.js", SCRIPT, include_str!("page/examples.js")),
    ("/console/keys.js", SCRIPT, include_str!("page/keys.js")),
    ("/console/main.js", SCRIPT, include_str!("page/main.js")),
    ("/console/opening.js", SCRIPT, include_str!("page/opening.js")),
    ("/console/query.js", SCRIPT, include_str!("page/query.js")),
    ("/console/receipt.js", SCRIPT, include_str!("page/receipt.js")),
    ("/console/receipts.js", SCRIPT, include_str!("page/receipts.js")),
    ("/console/schema.js", SCRIPT, include_str!("page/schema.js")),
    ("/console/seal.js", SCRIPT, include_str!("page/seal.js")),
    ("/console/session.js", SCRIPT, include_str!("page/session.js")),
    ("/console/vote.js", SCRIPT, include_str!("page/vote.js")),
    ("/console/words.js", SCRIPT, include_str!("page/words.js")),
];

/// The media type of scripts.
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The routes of the console.
pub(crate) fn router(console: &Console) -> Router {
    let people: Arc<str> = serde_json::to_string(&console.people).unwrap_or_else(|_| "[]".to_owned()).into();
    let mut routes = Router::new()
        .route("/demo/people", get(move || std::future::ready(file("application/json", people.to_string()))));
    for &(path, media_type, content) in FILES {
        routes = routes.route(path, get(move || std::future::ready(file(media_type, content))));
    }
    routes
}

fn file(media_type: &'static str, content: impl IntoResponse) -> Response {
    let mut response = content.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(HeaderName::from_static("content-security-policy"), HeaderValue::from_static(POLICY));
    response
}
