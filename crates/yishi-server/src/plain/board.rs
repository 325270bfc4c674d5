//! The notice board: pages, printed sheets, calendars and feeds. Everybody may read them; a member's calendar is for that member.
//!
//! What stands on a page is left to `yishi-pages`. Here a page is found by its address, a language is chosen, and a browser that
//! has the page of this version already is told so.

use super::reply::{Denied, blocking, book, bytes, matches, only_book, viewer};
use super::results::{language, style_policy};
use super::{Plain, address};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::cell::Cell;
use std::sync::Arc;
use yishi_core::{Commitment, DocumentHash, MemberId, TextRef, TimeMs};
use yishi_engine::{Engine, Text, Version};
use yishi_graphql::{HostedBook, Language};
use yishi_log::leaf::Leaf;
use yishi_pages::{Address, Board, Depth, EntryFacts, Position, STYLE, Sources, Turn};

/// What the query of a page may say.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// `en` or `zh-CN`; the language of the request's headers when left out.
    pub(super) lang: Option<String>,
    stage: Option<String>,
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
    folder: String,
    name: String,
    kind: Kind,
    turn: Turn,
    language: Language,
    base: Option<String>,
    query: &'static str,
    other_language: String,
}

/// The form of what is asked for, by the ending of its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Page,
    Json,
    Calendar,
    Feed,
    Receipt,
}

impl Kind {
    fn of(ending: &str) -> Option<Self> {
        match ending {
            "html" => Some(Self::Page),
            "json" => Some(Self::Json),
            "ics" => Some(Self::Calendar),
            "atom" => Some(Self::Feed),
            "receipt" => Some(Self::Receipt),
            _ => None,
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Page => "text/html; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
            Self::Calendar => "text/calendar; charset=utf-8",
            Self::Feed => "application/atom+xml; charset=utf-8",
            Self::Receipt => "text/plain; charset=utf-8",
        }
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
    let kind = Kind::of(ending).ok_or(Denied::NotFound)?;
    let private = folder == "members";
    if private {
        require_themselves(plain, book, name, headers)?;
    }
    let wanted = wanted(plain, book, [folder, name], kind, &asked, headers)?;
    let version = book.engine.version();
    let tag = tag(&version, &wanted);
    if matches(headers, &tag) {
        return Ok(dressed(StatusCode::NOT_MODIFIED.into_response(), &wanted, &tag, private));
    }
    let engine = book.engine.clone();
    blocking(move || {
        let sources = Sourced { engine: &engine, failed: Cell::new(false) };
        let made = made(&board(&sources, &version, &wanted), &sources, &version, &wanted)?;
        if sources.failed.get() {
            return Err(Denied::Internal);
        }
        let found = made.is_some();
        let body = made.or_else(|| missing(&sources, &version, &wanted)).ok_or(Denied::NotFound)?;
        let mut response = dressed(bytes(wanted.kind.media_type(), "no-cache", body), &wanted, &tag, private);
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
    [folder, name]: [&str; 2],
    kind: Kind,
    asked: &Asked,
    headers: &HeaderMap,
) -> Result<Wanted, Denied> {
    let turn = Turn::parse(asked.stage.as_deref(), asked.before.as_deref())
        .ok_or(Denied::BadRequest("`stage` is a stage of matters, and `before` a matter"))?;
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
        folder: folder.to_owned(),
        name: name.to_owned(),
        kind,
        turn,
        language,
        base: address::base(plain.public_address.as_deref(), book.engine.origin(), headers),
        query,
        other_language: format!("?lang={other}{}", turned(asked)),
    })
}

/// The stage and matter of a query that was found to be well-formed, for the same page in the other language.
fn turned(asked: &Asked) -> String {
    let part = |name: &str, value: &Option<String>| value.as_ref().map(|value| format!("&{name}={value}"));
    [part("stage", &asked.stage), part("before", &asked.before)].into_iter().flatten().collect()
}

fn board<'a>(sources: &'a Sourced<'_>, version: &'a Version, wanted: &Wanted) -> Board<'a> {
    Board {
        position: Position {
            origin: sources.engine.origin().to_owned(),
            size: version.size,
            root: version.root.to_string(),
            recorded_at_ms: version.recorded_at,
        },
        state: &version.state,
        texts: sources,
        language: wanted.language.of_counts(),
        address: Address {
            base: wanted.base.clone(),
            query: wanted.query,
            other_language: wanted.other_language.clone(),
        },
    }
}

/// What stands at the address; nothing if there is nothing.
fn made(
    board: &Board<'_>,
    sources: &Sourced<'_>,
    version: &Version,
    wanted: &Wanted,
) -> Result<Option<String>, Denied> {
    let name = wanted.name.as_str();
    Ok(match (wanted.folder.as_str(), wanted.kind) {
        ("", Kind::Page) if name == "index" => Some(board.overview()),
        ("", Kind::Feed) if name == "index" => Some(board.feed_of_book().map_err(|_| Denied::Internal)?),
        ("councils", Kind::Page) => name.parse().ok().and_then(|id| board.council(&id, wanted.turn)),
        ("councils", Kind::Calendar) => name.parse().ok().and_then(|id| board.council_calendar(&id)),
        ("councils", Kind::Feed) => match name.parse() {
            Ok(id) => board.feed_of_council(&id).map_err(|_| Denied::Internal)?,
            Err(_) => None,
        },
        ("members", Kind::Calendar) => name.parse().ok().and_then(|id| board.member_calendar(&id)),
        ("matters", Kind::Page) => name.parse().ok().and_then(|id| board.matter(&id)),
        ("hearings", Kind::Page) => name.parse().ok().and_then(|id| board.hearing(&id)),
        ("minutes", Kind::Page) => name.parse().ok().and_then(|id| board.minutes(&id)),
        ("minutes", Kind::Json) => name.parse().ok().and_then(|id| board.minutes_json(&id)),
        ("notices", Kind::Page) => name.parse().ok().and_then(|id| board.notice(&id)),
        ("resolutions", Kind::Page) => name.parse().ok().and_then(|id| board.resolution(&id)),
        ("entries", Kind::Page) => entry(sources, version, name).map(|facts| board.entry_page(&facts)),
        ("entries", Kind::Receipt) => entry(sources, version, name).map(|facts| facts.receipt),
        _ => None,
    })
}

/// What is public of an entry: its position, time, hash and receipt.
fn entry(sources: &Sourced<'_>, version: &Version, name: &str) -> Option<EntryFacts> {
    let index: u64 =
        name.parse().ok().filter(|index: &u64| *index < version.size && name == index.to_string())?;
    Some(EntryFacts {
        index,
        recorded_at_ms: sources.recorded_at(index)?,
        leaf_hash: sources.engine.leaf_hash(index)?.to_string(),
        receipt: sources.engine.receipt(index, version)?.encode(),
    })
}

/// A page for people where there is none; other forms say so as data.
fn missing(sources: &Sourced<'_>, version: &Version, wanted: &Wanted) -> Option<String> {
    let depth = if wanted.folder.is_empty() { Depth::Top } else { Depth::Below };
    (wanted.kind == Kind::Page).then(|| board(sources, version, wanted).missing(depth))
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
    if wanted.kind == Kind::Page
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

/// Texts and times of a book. What cannot be read for a reason of ours is remembered, so that no page passes it over.
struct Sourced<'a> {
    engine: &'a Engine,
    failed: Cell<bool>,
}

impl Sourced<'_> {
    fn text(&self, wanted: &TextRef) -> Option<Text> {
        self.engine.text(wanted).unwrap_or_else(|_| self.fail())
    }

    fn fail<T>(&self) -> Option<T> {
        self.failed.set(true);
        None
    }
}

impl Sources for Sourced<'_> {
    fn document(&self, hash: &DocumentHash) -> Option<String> {
        match self.text(&TextRef::Document(*hash))? {
            Text::Document(data) => String::from_utf8(data).ok(),
            Text::Statement { .. } | Text::Vault { .. } => None,
        }
    }

    fn statement(&self, commitment: &Commitment) -> Option<String> {
        match self.text(&TextRef::Statement(*commitment))? {
            Text::Statement { data, .. } => String::from_utf8(data).ok(),
            Text::Document(_) | Text::Vault { .. } => None,
        }
    }

    fn recorded_at(&self, entry: u64) -> Option<TimeMs> {
        let leaves = self.engine.leaves(entry, entry.saturating_add(1)).ok().or_else(|| self.fail())?;
        let leaf = leaves.first()?;
        Leaf::parse(leaf).ok().map(|leaf| TimeMs(leaf.recorded_at_ms)).or_else(|| self.fail())
    }
}
