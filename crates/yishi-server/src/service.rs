//! What every route of a node shares.

use crate::api::Api;
use crate::config::ServerConfig;
use crate::request_id::RequestIds;
use crate::session::{Session, Sessions, SignInRefused};
pub(crate) use crate::telemetry::{Outcome, Telemetry};
use axum::http::{HeaderMap, header};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

/// What every route shares.
pub(crate) struct Service<E> {
    /// The guarded schema.
    pub api: Api<E>,
    /// Knows tokens.
    pub sessions: Arc<dyn Sessions>,
    /// The settings.
    pub config: ServerConfig,
    /// Makes request ids.
    pub request_ids: RequestIds,
    /// Counts.
    pub telemetry: Telemetry,
    /// Places for WebSockets.
    pub sockets: Places,
    /// Places for event streams.
    pub streams: Places,
    closing: watch::Receiver<bool>,
}

impl<E> Service<E> {
    /// Puts a service together. It closes when `closing` turns true.
    pub fn new(
        api: Api<E>,
        sessions: Arc<dyn Sessions>,
        config: ServerConfig,
        closing: watch::Receiver<bool>,
    ) -> Self {
        Self {
            api,
            sessions,
            request_ids: RequestIds::new(&config.instance),
            telemetry: Telemetry::default(),
            sockets: Places::new(config.streams.sockets),
            streams: Places::new(config.streams.event_streams),
            config,
            closing,
        }
    }

    /// Resolves when the node begins to stop.
    pub fn closing(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut closing = self.closing.clone();
        async move {
            // A dropped sender means that the node is gone.
            let _ = closing.wait_for(|closing| *closing).await;
        }
    }

    /// The session of a request by its headers.
    pub fn session(&self, headers: &HeaderMap) -> Result<Arc<dyn Session>, SignInRefused> {
        self.sessions.open(bearer(headers)?, languages(headers))
    }
}

/// The token of an `Authorization: Bearer` header; another scheme is refused rather than ignored.
pub(crate) fn bearer(headers: &HeaderMap) -> Result<Option<&str>, SignInRefused> {
    match headers.get(header::AUTHORIZATION) {
        None => Ok(None),
        Some(value) => value.to_str().ok().and_then(bearer_token).map(Some).ok_or(SignInRefused),
    }
}

/// The token in `Bearer <token>`.
pub(crate) fn bearer_token(text: &str) -> Option<&str> {
    let (scheme, token) = text.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// The languages that the client reads, as its header says.
pub(crate) fn languages(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok())
}

/// A bounded number of places; each is free again when its holder is dropped.
pub(crate) struct Places {
    semaphore: Arc<Semaphore>,
    all: u32,
}

impl Places {
    fn new(places: usize) -> Self {
        let places = places.min(Semaphore::MAX_PERMITS);
        let all = u32::try_from(places).unwrap_or(u32::MAX);
        Self { semaphore: Arc::new(Semaphore::new(places)), all }
    }

    /// Takes a place if one is free.
    pub fn take(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.semaphore).try_acquire_owned().ok()
    }

    /// Resolves when every place is free.
    pub async fn all_free(&self) {
        // The semaphore is never closed.
        let _ = self.semaphore.acquire_many(self.all).await;
    }
}
