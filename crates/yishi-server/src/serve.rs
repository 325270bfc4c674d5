//! Binds, serves, and stops in order: no new connections, open requests drained, WebSockets told, then the books closed.

use crate::api::{Api, Schemas, guarded};
use crate::config::ServerConfig;
use crate::connections;
use crate::node_session::NodeSessions;
use crate::router::router;
use crate::service::Service;
use crate::session::Sessions;
use async_graphql::Executor;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use yishi_graphql::Node;

/// Why a node cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be had.
    #[error("cannot listen on {address}")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The service broke off.
    #[error("the service stopped by itself")]
    Broken(#[source] io::Error),
    /// The schema cannot be guarded.
    #[error(transparent)]
    Schema(#[from] crate::SchemaUnreadable),
}

/// A service that is bound and running.
#[derive(Debug)]
pub struct BoundServer {
    address: SocketAddr,
    metrics_address: Option<SocketAddr>,
    task: JoinHandle<()>,
}

impl BoundServer {
    /// Where clients connect; the port that was found when 0 was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where metrics and health are served.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics_address
    }

    /// Waits until the service has stopped and everything is closed.
    pub async fn finished(self) -> Result<(), ServeError> {
        self.task.await.map_err(|error| ServeError::Broken(io::Error::other(error)))
    }
}

/// Serves the books of a node until `shutdown` resolves; then drains, and closes the books.
pub async fn serve(
    config: ServerConfig,
    node: Node,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<BoundServer, ServeError> {
    let schemas = Schemas {
        checker: yishi_graphql::checking_schema(),
        runner: yishi_graphql::running_schema(node.clone()),
        sdl: yishi_graphql::sdl(),
    };
    let api = guarded(schemas, config.limits.clone(), config.introspection)?;
    let sessions = Arc::new(NodeSessions::new(node.clone(), config.bench_accept));
    serve_api(config, api, sessions, node, shutdown).await
}

/// Serves a guarded schema, and beside it the plain routes of a node, until `shutdown` resolves.
pub async fn serve_api<E: Executor>(
    config: ServerConfig,
    api: Api<E>,
    sessions: Arc<dyn Sessions>,
    node: Node,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<BoundServer, ServeError> {
    let listener = bind(config.listen).await?;
    let address = local(&listener, config.listen)?;
    let metrics = match config.metrics_listen {
        Some(wanted) => Some(bind(wanted).await?),
        None => None,
    };
    let metrics_address = metrics.as_ref().and_then(|listener| listener.local_addr().ok());
    let drain = Duration::from_millis(config.drain_ms);
    let limits = config.connections;
    let (close, closing) = watch::channel(false);
    let service = Arc::new(Service::new(api, sessions, config, closing.clone()));
    let routes = router(&service, node.clone());
    if let Some(listener) = metrics {
        let routes = crate::metrics::router(&service, node.clone());
        // Health can be asked for until the process ends.
        let (open, never) = watch::channel(false);
        tokio::spawn(async move {
            connections::serve(listener, routes, limits, never).await;
            drop(open);
        });
    }
    let task = tokio::spawn(async move {
        run(connections::serve(listener, routes, limits, closing), &close, shutdown, drain).await;
        close.send_replace(true);
        // Whoever did not let go in time is cut off when the process ends.
        let _ = tokio::time::timeout(drain, service.sockets.all_free()).await;
        close_books(node).await;
    });
    Ok(BoundServer { address, metrics_address, task })
}

/// Serves routes that are no node's, e.g. a witness's, with the bounds of every connection, until `shutdown`; then open requests
/// get as long to finish as those of a node.
pub async fn serve_routes(
    address: SocketAddr,
    routes: axum::Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<BoundServer, ServeError> {
    let listener = bind(address).await?;
    let address = local(&listener, address)?;
    let ServerConfig { connections: limits, drain_ms, .. } = ServerConfig::default();
    let (close, closing) = watch::channel(false);
    let task = tokio::spawn(async move {
        let serving = connections::serve(listener, routes, limits, closing);
        run(serving, &close, shutdown, Duration::from_millis(drain_ms)).await;
    });
    Ok(BoundServer { address, metrics_address: None, task })
}

/// Lets every book finish what it has accepted.
async fn close_books(node: Node) {
    let engines: Vec<_> = node.books().map(|book| book.engine.clone()).collect();
    let closed = tokio::task::spawn_blocking(move || engines.iter().for_each(yishi_engine::Engine::shutdown));
    if closed.await.is_err() {
        tracing::error!("a book failed while it was closed");
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address, source })
}

fn local(listener: &TcpListener, address: SocketAddr) -> Result<SocketAddr, ServeError> {
    listener.local_addr().map_err(|source| ServeError::Listen { address, source })
}

/// Serves until `shutdown`, then gives open requests the time `drain`.
async fn run(
    serving: impl Future<Output = ()>,
    close: &watch::Sender<bool>,
    shutdown: impl Future<Output = ()>,
    drain: Duration,
) {
    tokio::pin!(serving);
    tokio::select! {
        () = &mut serving => return,
        () = shutdown => {}
    }
    close.send_replace(true);
    let _ = tokio::time::timeout(drain, serving).await;
}
