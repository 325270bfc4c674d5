//! Binds, serves, and stops in order: no new connections, open requests drained, WebSockets told, then the books closed.

use crate::api::Api;
use crate::config::ServerConfig;
use crate::router::router;
use crate::service::Service;
use crate::session::Sessions;
use async_graphql::Executor;
use axum::Router;
use axum::serve::ListenerExt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

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
    task: JoinHandle<io::Result<()>>,
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
        match self.task.await {
            Ok(result) => result.map_err(ServeError::Broken),
            Err(error) => Err(ServeError::Broken(io::Error::other(error))),
        }
    }
}

/// Serves a guarded schema until `shutdown` resolves.
pub async fn serve_api<E: Executor>(
    config: ServerConfig,
    api: Api<E>,
    sessions: Arc<dyn Sessions>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<BoundServer, ServeError> {
    let listener = bind(config.listen).await?;
    let address = local(&listener, config.listen)?;
    let drain = Duration::from_millis(config.drain_ms);
    let (close, closing) = watch::channel(false);
    let service = Arc::new(Service::new(api, sessions, config, closing));
    let routes = router(&service);
    let task = tokio::spawn(async move {
        let served = run(listener, routes, &close, shutdown, drain).await;
        close.send_replace(true);
        // Whoever did not let go in time is cut off when the process ends.
        let _ = tokio::time::timeout(drain, service.sockets.all_free()).await;
        served
    });
    Ok(BoundServer { address, metrics_address: None, task })
}

async fn bind(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address, source })
}

fn local(listener: &TcpListener, address: SocketAddr) -> Result<SocketAddr, ServeError> {
    listener.local_addr().map_err(|source| ServeError::Listen { address, source })
}

/// Serves until `shutdown`, then gives open requests the time `drain`.
async fn run(
    listener: TcpListener,
    routes: Router,
    close: &watch::Sender<bool>,
    shutdown: impl Future<Output = ()> + Send + 'static,
    drain: Duration,
) -> io::Result<()> {
    // A small answer must not wait for the next one.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let mut closing = close.subscribe();
    let stop = {
        let close = close.clone();
        async move {
            shutdown.await;
            close.send_replace(true);
        }
    };
    let serving = axum::serve(listener, routes).with_graceful_shutdown(stop).into_future();
    tokio::pin!(serving);
    tokio::select! {
        served = &mut serving => return served,
        _ = closing.wait_for(|closing| *closing) => {}
    }
    tokio::time::timeout(drain, serving).await.unwrap_or(Ok(()))
}
