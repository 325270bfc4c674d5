//! The second listener: metrics and health, for the operator's own network.

use crate::plain::health;
use crate::service::Service;
use crate::telemetry::{head, line};
use async_graphql::Executor;
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::sync::Arc;
use yishi_graphql::Node;

/// The routes of the second listener.
pub(crate) fn router<E: Executor>(service: &Arc<Service<E>>, node: Node) -> Router {
    let metrics = get(metrics::<E>);
    Router::new()
        .route("/metrics", metrics)
        .with_state((Arc::clone(service), node.clone()))
        .merge(health::router(node))
}

async fn metrics<E: Executor>(State((service, node)): State<(Arc<Service<E>>, Node)>) -> Response {
    let mut text = service.telemetry.render();
    documents(&mut text, service.api.cache_counts());
    books(&mut text, &node);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

fn documents(text: &mut String, (hits, misses): (u64, u64)) {
    let help = "Documents asked for, by whether they were known as checked";
    head(text, "yishi_documents_total", "counter", help);
    line(text, format_args!("yishi_documents_total{{known=\"yes\"}} {hits}"));
    line(text, format_args!("yishi_documents_total{{known=\"no\"}} {misses}"));
}

fn books(text: &mut String, node: &Node) {
    head(text, "yishi_book_entries", "gauge", "Entries of a book");
    for book in node.books() {
        let (origin, size) = (book.engine.origin(), book.engine.version().size);
        line(text, format_args!("yishi_book_entries{{book=\"{origin}\"}} {size}"));
    }
    head(text, "yishi_book_witnessed_entries", "gauge", "Entries that the quorum of witnesses has cosigned");
    for book in node.books() {
        if let Some(found) = book.engine.confirmed() {
            let (origin, size) = (book.engine.origin(), found.checkpoint.size);
            line(text, format_args!("yishi_book_witnessed_entries{{book=\"{origin}\"}} {size}"));
        }
    }
    head(text, "yishi_book_writable", "gauge", "Whether a book takes commands");
    for book in node.books() {
        let (origin, writable) = (book.engine.origin(), u8::from(book.engine.read_only().is_none()));
        line(text, format_args!("yishi_book_writable{{book=\"{origin}\"}} {writable}"));
    }
    let help = "Texts and members' keys that entries have ended and the store has not destroyed yet";
    head(text, "yishi_book_undestroyed", "gauge", help);
    for book in node.books() {
        let (origin, left) = (book.engine.origin(), book.engine.undestroyed());
        line(text, format_args!("yishi_book_undestroyed{{book=\"{origin}\"}} {left}"));
    }
}
