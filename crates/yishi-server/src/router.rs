//! The routes of a node.

use crate::service::Service;
use crate::trace::{RequestId, trace};
use crate::{console, http, plain, ws};
use async_graphql::Executor;
use axum::Router;
use axum::extract::{Extension, FromRequestParts, Request, State, WebSocketUpgrade};
use axum::http::{Method, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use std::sync::Arc;
use yishi_graphql::Node;

/// All routes over one service.
pub(crate) fn router<E: Executor>(service: &Arc<Service<E>>, node: Node) -> Router {
    let mut routes = Router::new()
        .route("/graphql", any(graphql::<E>))
        .with_state(Arc::clone(service))
        .merge(plain::router(node, service.api.sdl(), service.config.public_address.clone()));
    if let Some(console) = &service.config.console {
        routes = routes.merge(console::router(console));
    }
    routes.fallback(not_found).layer(from_fn_with_state(Arc::clone(service), trace::<E>))
}

async fn not_found() -> Response {
    let body = r#"{"error":{"code":"NOT_FOUND","message":"there is nothing at this address"}}"#;
    (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// GraphQL by HTTP, or by WebSocket when the request asks for one.
async fn graphql<E: Executor>(
    State(service): State<Arc<Service<E>>>,
    Extension(RequestId(request_id)): Extension<RequestId>,
    request: Request,
) -> Response {
    let wants_socket = request.method() == Method::GET
        && request
            .headers()
            .get(header::UPGRADE)
            .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"websocket"));
    if !wants_socket {
        return http::graphql(service, &request_id, request).await;
    }
    let (mut parts, _) = request.into_parts();
    match WebSocketUpgrade::from_request_parts(&mut parts, &service).await {
        Ok(upgrade) => ws::upgrade(service, &parts.headers, request_id, upgrade),
        Err(rejection) => rejection.into_response(),
    }
}
