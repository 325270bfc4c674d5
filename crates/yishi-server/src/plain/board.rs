//! The notice board: pages, printed sheets, calendars and feeds. Everybody may read them; a member's calendar is for that member.
//!
//! What stands on a page is left to `yishi-pages`. Here a page is found by its address, a language is chosen, and a browser that
//! has the page of this version already is told so.

use super::reply::{Denied, blocking, book, bytes, matches, only_book, viewer};
use super::results::{language, style_policy};
use super::{Plain, address};
use crate::sources::BookSources;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use yishi_core::MemberId;
use yishi_engine::Version;
use yishi_graphql::{HostedBook, Language};
use yishi_pages::{Address, Board, Depth, Form, Place, Reach, STYLE, Turn};

/// What the query of a page may say.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// `en` or `zh-CN`; the language of the request's headers when left out.
    pub(super) lang: Option<String>,
    stage: Option<String>,
    list: Option<String>,
    before: Option<String>,
}

/// Leads to the first page.
pub(super) async fn door() -> Redirect {
    Redirect::to("board/index.html")
}

/// The overview or feed of the only book.
pub(super) async fn top_only(
    State(plain): State<Arc<Plain>>,
    Path(file): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Denied> {
    answer(&plain, only_book(&plain.node)?, ["", &file], asked, &headers).await
}

/// The overview or feed of a book.
pub(super) async fn top(
    State(plain): State<Arc<Plain>>,
    Path((operator, slug, file)): Path<(String, String, String)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Denied> {
    answer(&plain, book(&plain.node, &operator, &slug)?, ["", &file], asked, &headers).await
}

/// A page about something in the only book.
pub(super) async fn below_only(
    State(plain): State<Arc<Plain>>,
    Path((folder, file)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Denied> {
    answer(&plain, only_book(&plain.node)?, [&folder, &file], asked, &headers).await
}

/// A page about something in a book.
pub(super) async fn below(
    State(plain): State<Arc<Plain>>,
    Path((operator, slug, folder, file)): Path<(String, String, String, String)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Denied> {
    answer(&plain, book(&plain.node, &operator, &slug)?, [&folder, &file], asked, &headers).await
}

/// A page by its address, rendered or known to be unchanged.
struct Wanted {
    place: Place,
    language: Language,
    base: Option<String>,
    query: &'static str,
    other_language: String,
}

const fn media_type(form: Form) -> &'static str {
    match form {
        Form::Page => "text/html; charset=utf-8",
        Form::Json => "application/json; charset=utf-8",
        Form::Calendar => "text/calendar; charset=utf-8",
        Form::Feed => "application/atom+xml; charset=utf-8",
        Form::Receipt => "text/plain; charset=utf-8",
    }
}

async fn answer(
    plain: &Plain,
    book: &Arc<HostedBook>,
    [folder, file]: [&str; 2],
    asked: Asked,
    headers: &HeaderMap,
) -> Result<Response, Denied> {
    let (name, ending) = file.rsplit_once('.').ok_or(Denied::NotFound)?;
    let form = Form::of(ending).ok_or(Denied::NotFound)?;
    let private = folder == "members";
    if private {
        require_themselves(plain, book, name, headers)?;
    }
    let wanted = wanted(plain, book, ([folder, name], form), &asked, headers)?;
    let version = book.engine.version();
    let tag = tag(&version, &wanted);
    if matches(headers, &tag) {
        return Ok(dressed(StatusCode::NOT_MODIFIED.into_response(), &wanted, &tag, private));
    }
    let engine = book.engine.clone();
    blocking(move || {
        let sources = BookSources::new(&engine, &version);
        let board = board(&sources, &version, &wanted);
        let made = board.at(&wanted.place).map_err(|_| Denied::Internal)?;
        if sources.failed() {
            return Err(Denied::Internal);
        }
        let found = made.is_some();
        let body = made.or_else(|| missing(&board, &wanted.place)).ok_or(Denied::NotFound)?;
        let body = bytes(media_type(wanted.place.form), "no-cache", body);
        let mut response = dressed(body, &wanted, &tag, private);
        if !found {
            *response.status_mut() = StatusCode::NOT_FOUND;
        }
        Ok(response)
    })
    .await
}

/// A member's calendar says in which votes they may take part: that is nobody else's business.
fn require_themselves(
    plain: &Plain,
    book: &HostedBook,
    name: &str,
    headers: &HeaderMap,
) -> Result<(), Denied> {
    let viewer = viewer(&plain.node, headers)?;
    let member = viewer.member_of(book.engine.origin()).ok_or(Denied::Unauthenticated)?;
    let asked: MemberId = name.parse().map_err(|_| Denied::NotFound)?;
    if *member == asked { Ok(()) } else { Err(Denied::Forbidden) }
}

fn wanted(
    plain: &Plain,
    book: &HostedBook,
    ([folder, name], form): ([&str; 2], Form),
    asked: &Asked,
    headers: &HeaderMap,
) -> Result<Wanted, Denied> {
    let turn = Turn::parse(asked.stage.as_deref(), asked.list.as_deref(), asked.before.as_deref()).ok_or(
        Denied::BadRequest(
            "`stage` is a stage of matters or `list` is duties, rules or compacts, and `before` one of them",
        ),
    )?;
    let language = language(asked.lang.as_deref(), headers);
    let query = match (&asked.lang, language) {
        (None, _) => "",
        (Some(_), Language::English) => "?lang=en",
        (Some(_), Language::Chinese) => "?lang=zh-CN",
    };
    let other = match language {
        Language::English => "zh-CN",
        Language::Chinese => "en",
    };
    Ok(Wanted {
        place: Place { folder: folder.to_owned(), name: name.to_owned(), form, turn },
        language,
        base: address::base(plain.public_address.as_deref(), book.engine.origin(), headers),
        query,
        other_language: format!("?lang={other}{}", turned(asked)),
    })
}

/// The list and place of a query that was found to be well-formed, for the same page in the other language.
fn turned(asked: &Asked) -> String {
    let part = |name: &str, value: &Option<String>| value.as_ref().map(|value| format!("&{name}={value}"));
    [part("stage", &asked.stage), part("list", &asked.list), part("before", &asked.before)]
        .into_iter()
        .flatten()
        .collect()
}

fn board<'a>(sources: &'a BookSources<'_>, version: &'a Version, wanted: &Wanted) -> Board<'a> {
    Board {
        position: sources.position(),
        state: &version.state,
        texts: sources,
        language: wanted.language.of_counts(),
        address: Address {
            base: wanted.base.clone(),
            query: wanted.query,
            other_language: wanted.other_language.clone(),
            reach: Reach::Served,
        },
    }
}

/// A page for people where there is none; other forms say so as data.
fn missing(board: &Board<'_>, place: &Place) -> Option<String> {
    let depth = if place.folder.is_empty() { Depth::Top } else { Depth::Below };
    (place.form == Form::Page).then(|| board.missing(depth))
}

/// Names the page as this version of the book and of the program has it.
fn tag(version: &Version, wanted: &Wanted) -> String {
    let mut hash = Sha256::new();
    let parts = [
        version.root.to_string().as_str(),
        wanted.language.tag(),
        wanted.query,
        &wanted.other_language,
        wanted.base.as_deref().unwrap_or_default(),
        env!("CARGO_PKG_VERSION"),
        STYLE,
    ]
    .join("\n");
    hash.update(parts);
    format!("\"{}-{}\"", version.size, base16(&hash.finalize()))
}

fn base16(hash: &[u8]) -> String {
    hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

fn dressed(mut response: Response, wanted: &Wanted, tag: &str, private: bool) -> Response {
    let headers = response.headers_mut();
    if wanted.place.form == Form::Page
        && let Some(policy) = style_policy("sandbox allow-downloads")
    {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    let cache = if private { "private, no-cache" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(wanted.language.tag()));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language, host"));
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}
