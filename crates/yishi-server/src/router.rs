//! The routes of a node.

use crate::service::Service;
use crate::trace::{RequestId, trace};
use crate::{http, ws};
use async_graphql::Executor;
use axum::Router;
use axum::extract::{Extension, FromRequestParts, Request, State, WebSocketUpgrade};
use axum::http::{Method, header};
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::any;
use std::sync::Arc;

/// All routes over one service.
pub(crate) fn router<E: Executor>(service: &Arc<Service<E>>) -> Router {
    Router::new()
        .route("/graphql", any(graphql::<E>))
        .layer(from_fn_with_state(Arc::clone(service), trace::<E>))
        .with_state(Arc::clone(service))
}

/// GraphQL by HTTP, or by WebSocket when the request asks for one.
async fn graphql<E: Executor>(
    State(service): State<Arc<Service<E>>>,
    Extension(RequestId(request_id)): Extension<RequestId>,
    request: Request,
) -> Response {
    let wants_socket = request.method() == Method::GET
        && request.headers().get(header::UPGRADE).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"websocket"));
    if !wants_socket {
        return http::graphql(service, &request_id, request).await;
    }
    let (mut parts, _) = request.into_parts();
    match WebSocketUpgrade::from_request_parts(&mut parts, &service).await {
        Ok(upgrade) => ws::upgrade(service, &parts.headers, request_id, upgrade),
        Err(rejection) => axum::response::IntoResponse::into_response(rejection),
    }
}
