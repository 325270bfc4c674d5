//! What is served on plain HTTP beside GraphQL: schema text, checkpoints, entries, texts, results, the notice board, health.

mod address;
mod ballots;
mod board;
mod books;
mod entries;
pub(crate) mod health;
mod receipt_page;
mod reply;
mod results;
mod room;
mod texts;
mod tiles;

use axum::Router;
use axum::routing::get;
use room::Room;
use std::sync::Arc;
use std::time::Duration;
use yishi_graphql::Node;

/// What the plain routes share.
pub(crate) struct Plain {
    /// The books.
    pub node: Node,
    /// The schema as text.
    pub sdl: Arc<str>,
    /// The address of the node as people reach it, without a slash at its end; from a request's host where it is not given.
    pub public_address: Option<String>,
    /// Room for bundles of entries, from their making until they are read.
    pub bundles: Room,
}

/// Bytes that bundles of entries take at once: eight of the largest while they are put together, a thousand of usual ones on their way.
const BUNDLES: usize = 8 * tiles::MOST_FOR_A_BUNDLE;
/// How long somebody waits for room: as long as a client may take to read a part of an answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The plain routes. Names of books hold one slash, so that a book takes two segments.
pub(crate) fn router(node: Node, sdl: &str, public_address: Option<String>) -> Router {
    let plain = Arc::new(Plain {
        node: node.clone(),
        sdl: sdl.into(),
        public_address,
        bundles: Room::new(BUNDLES, PATIENCE),
    });
    Router::new()
        .route("/schema.graphql", get(books::schema))
        .route("/receipt", get(receipt_page::page))
        .route("/checkpoint", get(books::only_checkpoint))
        .route("/tile/{*rest}", get(tiles::get_only))
        .route("/texts/{class}/{hash}", get(texts::get_only).put(texts::put_only))
        .route("/polls/{poll}/{file}", get(results::get_only))
        .route("/books/{operator}/{slug}/checkpoint", get(books::checkpoint))
        .route("/books/{operator}/{slug}/entries", get(entries::entries))
        .route("/books/{operator}/{slug}/tile/{*rest}", get(tiles::get))
        .route("/books/{operator}/{slug}/texts/{class}/{hash}", get(texts::get).put(texts::put))
        .route("/books/{operator}/{slug}/polls/{poll}/{file}", get(results::get))
        .route("/board", get(board::door))
        .route("/board/{file}", get(board::top_only))
        .route("/board/{folder}/{file}", get(board::below_only))
        .route("/books/{operator}/{slug}/board", get(board::door))
        .route("/books/{operator}/{slug}/board/{file}", get(board::top))
        .route("/books/{operator}/{slug}/board/{folder}/{file}", get(board::below))
        .with_state(plain)
        .merge(health::router(node))
}
