//! Connections from the listener to the routes, each bounded in time: a client that sends its header a byte at a time, keeps a
//! connection without asking anything, or does not read its answer must not hold one for long.
//!
//! What is asked and answered is left to the routes; how long a body may take is theirs too.

mod patient;

use crate::config::ConnectionLimits;
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use patient::Patient;
use std::io;
use std::pin::pin;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// How long nothing is accepted after the system had no place for another connection.
const PAUSE: Duration = Duration::from_millis(500);

/// Accepts connections until `closing` says so; then waits until those that are open have finished their requests.
pub(crate) async fn serve(
    listener: TcpListener,
    routes: Router,
    limits: ConnectionLimits,
    mut closing: watch::Receiver<bool>,
) {
    let (all_gone, alive) = watch::channel(());
    loop {
        let accepted = tokio::select! {
            _ = closing.wait_for(|closing| *closing) => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                let connection = connection(stream, routes.clone(), limits, closing.clone(), alive.clone());
                tokio::spawn(connection);
            }
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be accepted");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    drop(alive);
    all_gone.closed().await;
}

/// The client was gone before it was accepted: others are not concerned.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionRefused | ConnectionAborted | ConnectionReset)
}

async fn connection(
    stream: TcpStream,
    routes: Router,
    limits: ConnectionLimits,
    mut closing: watch::Receiver<bool>,
    _alive: watch::Receiver<()>,
) {
    // A small answer must not wait for the next one.
    let _ = stream.set_nodelay(true);
    let stream = Patient::new(stream, Duration::from_millis(limits.write_timeout_ms));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_millis(limits.header_timeout_ms))
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(routes))
        .with_upgrades();
    let mut connection = pin!(connection);
    tokio::select! {
        // How one connection ended concerns nobody else.
        _ = connection.as_mut() => return,
        _ = closing.wait_for(|closing| *closing) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}
