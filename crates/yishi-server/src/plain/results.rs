//! Results of polls as pages and files. What a result says is public; single ballots are for whoever may read the entries.

use super::reply::{Denied, blocking, book, bytes, only_book, require_log};
use super::{Plain, ballots};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use yishi_core::{Poll, PollId, State as BookState, TextRef};
use yishi_engine::{Engine, Text, Version};
use yishi_graphql::{HostedBook, Language};
use yishi_pages::{Position, ResultSheet, STYLE, WitnessCount, ballots_csv, figures_csv};

/// How files of ballots may be kept by those who fetched them.
const PRIVATE: &str = "private, no-cache";
/// Neither BLT nor Pabulib has a media type of its own.
const TEXT: &str = "text/plain; charset=utf-8";

/// The language that is asked for; that of the request's headers when left out.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    /// `en` or `zh-CN`.
    pub(super) lang: Option<String>,
}

/// A file about a poll of the only book.
pub(super) async fn get_only(
    State(plain): State<Arc<Plain>>,
    Path((poll, file)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, Denied> {
    answer(&plain, only_book(&plain.node)?, [&poll, &file], &wanted, &headers).await
}

/// A file about a poll of a book.
pub(super) async fn get(
    State(plain): State<Arc<Plain>>,
    Path((operator, slug, poll, file)): Path<(String, String, String, String)>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, Denied> {
    answer(&plain, book(&plain.node, &operator, &slug)?, [&poll, &file], &wanted, &headers).await
}

async fn answer(
    plain: &Plain,
    book: &Arc<HostedBook>,
    [poll, file]: [&str; 2],
    wanted: &Wanted,
    headers: &HeaderMap,
) -> Result<Response, Denied> {
    let id: PollId = poll.parse().map_err(|_| Denied::NotFound)?;
    let version = book.engine.version();
    let poll = version.state.polls.get(&id).cloned().ok_or(Denied::NotFound)?;
    let file = File::named(file).ok_or(Denied::NotFound)?;
    if file.is_of_ballots() {
        require_log(&plain.node, headers, book)?;
    }
    let engine = book.engine.clone();
    let language = language(wanted.lang.as_deref(), headers);
    blocking(move || render(&engine, &version, &poll, file, language)).await
}

/// What can be had about a poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum File {
    Page,
    Json,
    FiguresCsv,
    BallotsCsv,
    BallotsBlt,
    BallotsPabulib,
}

impl File {
    fn named(name: &str) -> Option<Self> {
        match name {
            "result.html" => Some(Self::Page),
            "result.json" => Some(Self::Json),
            "result.csv" => Some(Self::FiguresCsv),
            "ballots.csv" => Some(Self::BallotsCsv),
            "ballots.blt" => Some(Self::BallotsBlt),
            "ballots.pb" => Some(Self::BallotsPabulib),
            _ => None,
        }
    }

    /// Whether it holds single ballots, which are for whoever may read the entries.
    const fn is_of_ballots(self) -> bool {
        match self {
            Self::Page | Self::Json | Self::FiguresCsv => false,
            Self::BallotsCsv | Self::BallotsBlt | Self::BallotsPabulib => true,
        }
    }
}

/// The language that is asked for, or else that of the headers.
pub(super) fn language(wanted: Option<&str>, headers: &HeaderMap) -> Language {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Language::negotiate(wanted.or(accepted).unwrap_or_default())
}

fn render(
    engine: &Engine,
    version: &Version,
    poll: &Poll,
    file: File,
    language: Language,
) -> Result<Response, Denied> {
    let title = title(engine, &version.state, poll)?;
    let position = Position {
        origin: engine.origin().to_string(),
        size: version.size,
        root: version.root.to_string(),
        recorded_at_ms: version.recorded_at,
    };
    let sheet = ResultSheet::new(position, &title, poll, language.of_counts())
        .witnessed(engine.witness_policy().and_then(|_| witnesses(engine, poll)));
    Ok(match file {
        File::Page => page(sheet.to_html(), language),
        File::Json => bytes("application/json; charset=utf-8", "no-cache", sheet.to_json()),
        File::FiguresCsv => csv(figures_csv(&sheet).map_err(|_| Denied::Internal)?, "no-cache"),
        File::BallotsCsv => csv(ballots_csv(poll).map_err(|_| Denied::Internal)?, PRIVATE),
        File::BallotsBlt => bytes(TEXT, PRIVATE, ballots::blt(poll, &title)?),
        File::BallotsPabulib => bytes(TEXT, PRIVATE, ballots::pabulib(poll, &title)?),
    })
}

/// How many witnesses have cosigned the book with the entry that sealed a poll; none is named before the sealing.
fn witnesses(engine: &Engine, poll: &Poll) -> Option<WitnessCount> {
    let sealed_at = poll.trail.sealed_at?;
    let found = engine.witnessed(sealed_at);
    let of = engine.witness_policy().map_or(0, |policy| policy.witnesses().count());
    Some(WitnessCount { good: found.map_or(0, |found| found.good.len()), of })
}

/// The title of the matter; its hash when the text is not here.
fn title(engine: &Engine, state: &BookState, poll: &Poll) -> Result<String, Denied> {
    let Some(matter) = state.matters.get(&poll.matter) else { return Ok(poll.id.to_string()) };
    let text = engine.text(&TextRef::Document(matter.title)).map_err(|_| Denied::Internal)?;
    Ok(match text {
        Some(Text::Document(data)) => String::from_utf8_lossy(&data).into_owned(),
        _ => matter.title.to_string(),
    })
}

fn csv(body: Vec<u8>, cache: &'static str) -> Response {
    bytes("text/csv; charset=utf-8; header=present", cache, body)
}

/// A page may use the one style that is embedded in it, and nothing else.
pub(super) fn style_policy(sandbox: &str) -> Option<HeaderValue> {
    let style = STANDARD.encode(Sha256::digest(STYLE));
    HeaderValue::try_from(format!("default-src 'none'; style-src 'sha256-{style}'; {sandbox}")).ok()
}

fn page(html: String, language: Language) -> Response {
    let mut response = bytes("text/html; charset=utf-8", "no-cache", html);
    let headers = response.headers_mut();
    if let Some(policy) = style_policy("sandbox") {
        headers.insert(HeaderName::from_static("content-security-policy"), policy);
    }
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    response
}
