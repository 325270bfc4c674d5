//! Puts a running book on the network, with what the host has to give: clock, randomness, signals.

use crate::failure::Failure;
use crate::host::{SystemEntropy, draw};
use anyhow::Context;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};
use yishi_core::PublicKey;
use yishi_engine::{Clock, Engine};
use yishi_graphql::{HostedBook, Node};
use yishi_server::{BoundServer, ServerConfig};

/// A book with the service that it shall get.
pub struct Service {
    /// The book.
    pub engine: Engine,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Keys of auditors who are not members.
    pub auditors: BTreeSet<PublicKey>,
    /// Whether everybody may read entries, named ballots and areas.
    pub public_log: bool,
    /// Settings.
    pub config: ServerConfig,
}

impl Service {
    /// Binds and serves until `shutdown` resolves.
    pub async fn start(
        self,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> Result<BoundServer, Failure> {
        let token_secret: [u8; 32] = draw(&SystemEntropy)?;
        let instance: [u8; 4] = draw(&SystemEntropy)?;
        let config = ServerConfig { instance: hex::encode(instance), ..self.config };
        let book = HostedBook { engine: self.engine, public_log: self.public_log, auditors: self.auditors };
        let node = Node::new([book], self.clock, &token_secret);
        yishi_server::serve(config, node, shutdown).await.map_err(|error| Failure::Io(error.into()))
    }
}

/// Resolves at Ctrl-C or SIGTERM.
pub fn watch_signals() -> Result<impl Future<Output = ()> + Send + 'static, Failure> {
    let mut interrupt = signal(SignalKind::interrupt()).context("signals cannot be watched")?;
    let mut terminate = signal(SignalKind::terminate()).context("signals cannot be watched")?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
