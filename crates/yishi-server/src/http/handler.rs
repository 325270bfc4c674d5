//! The `/graphql` endpoint.

use super::accept::{self, MediaType};
use super::receive::{self, Unreadable};
use super::{answer, sse};
use crate::api::{GraphQlRequest, Prepared};
use crate::guard::{Refused, RefusedCode, kind_name};
use crate::service::{Outcome, Service};
use crate::session::Session;
use async_graphql::parser::types::OperationType;
use async_graphql::{Data, Executor};
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use std::sync::Arc;
use std::time::Duration;

/// A request on its way: what the answer needs to know of it.
pub(super) struct Exchange<E> {
    pub service: Arc<Service<E>>,
    pub request_id: Arc<str>,
    pub media_type: MediaType,
}

/// Answers a request to `/graphql`.
pub(crate) async fn graphql<E: Executor>(
    service: Arc<Service<E>>,
    request_id: &Arc<str>,
    request: Request,
) -> Response {
    let request_id = Arc::clone(request_id);
    let Some(media_type) = accept::choose(request.headers()) else {
        let exchange = Exchange { service, request_id, media_type: MediaType::Json };
        let message = "answers come as application/json or application/graphql-response+json";
        return exchange.fail(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message);
    };
    let exchange = Exchange { service, request_id, media_type };
    let method = request.method().clone();
    let session = match exchange.service.session(request.headers()) {
        Ok(session) => session,
        Err(refused) => return exchange.unauthenticated(&refused.to_string()),
    };
    let received = match method {
        Method::GET => receive::from_query_string(request.uri().query().unwrap_or_default()),
        Method::POST => exchange.read_body(request).await,
        _ => return exchange.not_allowed("GET, POST", "send GET or POST"),
    };
    match received {
        Ok(request) => exchange.run(method == Method::GET, request, session).await,
        Err(Unreadable { status, code, message }) => exchange.fail(status, code, message),
    }
}

impl<E: Executor> Exchange<E> {
    async fn read_body(&self, request: Request) -> Result<GraphQlRequest, Unreadable> {
        receive::check_content_type(request.headers())?;
        let limit = self.service.api.limits().body_bytes;
        let body: Bytes = crate::body::read(request.into_body(), limit).await.map_err(Unreadable::from)?;
        receive::from_body(&body)
    }

    async fn run(self, by_get: bool, request: GraphQlRequest, session: Arc<dyn Session>) -> Response {
        let prepared = match self.service.api.prepare(request).await {
            Ok(prepared) => prepared,
            Err(refused) => return self.refuse(&refused),
        };
        match (prepared.kind, self.media_type) {
            (OperationType::Mutation, _) if by_get => {
                self.not_allowed("POST", "mutations change the book: send them by POST")
            }
            (_, MediaType::EventStream) => sse::answer(self, prepared, session),
            (OperationType::Subscription, _) => self.refuse(&[Refused::new(
                RefusedCode::OperationNotAllowed,
                "subscribe by WebSocket (graphql-transport-ws) or with `Accept: text/event-stream`",
            )]),
            (OperationType::Query | OperationType::Mutation, _) => self.execute(prepared, &*session).await,
        }
    }

    async fn execute(self, prepared: Prepared, session: &dyn Session) -> Response {
        let kind = kind_name(prepared.kind);
        let data = self.data(session);
        let limits = self.service.api.limits();
        let limit = Duration::from_millis(limits.timeout_ms);
        let executed = tokio::time::timeout(limit, self.service.api.execute(prepared, data)).await;
        let Ok(response) = executed else {
            let message = "the request took too long; if it was a command, send the same bytes again";
            return self.fail(StatusCode::GATEWAY_TIMEOUT, "TIMEOUT", message);
        };
        let response = answer::polish(response, &self.request_id, limits);
        let outcome = if response.errors.is_empty() { Outcome::Answered } else { Outcome::Failed };
        self.service.telemetry.graphql(kind, outcome);
        match serde_json::to_vec(&response) {
            Ok(body) => self.respond(StatusCode::OK, body),
            Err(_) => {
                self.fail(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", "the answer could not be written")
            }
        }
    }

    /// What resolvers find beside the request.
    pub(super) fn data(&self, session: &dyn Session) -> Data {
        let mut data = Data::default();
        session.fill(&mut data, &self.request_id);
        data
    }

    /// A request error: 400, or 200 for clients from before the draft, who only look into the body.
    pub(super) fn refuse(&self, refused: &[Refused]) -> Response {
        let code = refused.first().map_or("BAD_REQUEST", |refused| refused.code.as_str());
        self.service.telemetry.refused(code);
        let status = match self.media_type {
            MediaType::Json => StatusCode::OK,
            MediaType::GraphQlResponse | MediaType::EventStream => StatusCode::BAD_REQUEST,
        };
        let body = answer::refused_body(refused, &self.request_id, self.service.api.limits());
        self.respond(status, body.to_string().into_bytes())
    }

    fn fail(&self, status: StatusCode, code: &'static str, message: &str) -> Response {
        self.service.telemetry.refused(code);
        let body = answer::error_body(code, message, &self.request_id);
        self.respond(status, body.to_string().into_bytes())
    }

    pub(super) fn busy(&self) -> Response {
        self.fail(StatusCode::SERVICE_UNAVAILABLE, "OVERLOADED", "too many streams are open: try again later")
    }

    fn not_allowed(&self, allow: &'static str, message: &str) -> Response {
        let response = self.fail(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message);
        with_header(response, header::ALLOW, HeaderValue::from_static(allow))
    }

    fn unauthenticated(&self, message: &str) -> Response {
        let response = self.fail(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", message);
        with_header(response, header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
    }

    fn respond(&self, status: StatusCode, body: Vec<u8>) -> Response {
        // A refusal to a client that wants events is still plain JSON of the new kind.
        let content_type = match self.media_type {
            MediaType::EventStream => MediaType::GraphQlResponse.content_type(),
            other => other.content_type(),
        };
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::VARY, HeaderValue::from_static("accept, accept-language, authorization"));
        response
    }
}

fn with_header(mut response: Response, name: HeaderName, value: HeaderValue) -> Response {
    response.headers_mut().insert(name, value);
    response
}
