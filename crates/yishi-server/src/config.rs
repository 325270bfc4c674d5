//! Settings of a node's service, as the command line fills them in.

use crate::console::Console;
use crate::guard::GuardLimits;
use std::net::{Ipv4Addr, SocketAddr};

/// Settings of a node's HTTP and WebSocket service.
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// Where clients connect; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Where metrics and health are served, on a listener of their own; `None` serves none.
    pub metrics_listen: Option<SocketAddr>,
    /// Tells one start of the node from another in request ids: a few harmless characters.
    pub instance: String,
    /// The query console, served at `/`; for demonstrations only.
    pub console: Option<Console>,
    /// Whether clients may introspect the schema by GraphQL. Its text is public at `/schema.graphql` in any case.
    pub introspection: bool,
    /// Further origins (`https://host[:port]`) whose pages may open WebSockets; the node's own always may.
    pub origins: Vec<String>,
    /// The address of the node as people reach it (`https://host[:port]`), for QR codes, calendars and feeds; from the host of a
    /// request when `None`.
    pub public_address: Option<String>,
    /// Bounds of one GraphQL request.
    pub limits: GuardLimits,
    /// Bounds of every connection.
    pub connections: ConnectionLimits,
    /// Bounds of connections that stay open.
    pub streams: StreamLimits,
    /// How long open requests may take to finish when the node stops, in milliseconds.
    pub drain_ms: u64,
    /// `submit` verifies the signature strictly, answers, and records nothing. A yardstick for the load bench, never a service:
    /// only the load bench (`docs/benchmarks.md`) sets it.
    pub bench_accept: bool,
}

/// Bounds of every connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// How long a client may take until the header of its next request has arrived, in milliseconds, from the connecting or
    /// from the end of the request before: slow headers and idle connections alike.
    pub header_timeout_ms: u64,
    /// How long an answer may wait for a client that reads nothing of it, in milliseconds.
    pub write_timeout_ms: u64,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self { header_timeout_ms: 30_000, write_timeout_ms: 30_000 }
    }
}

/// Bounds of connections that stay open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamLimits {
    /// Most WebSockets at once.
    pub sockets: usize,
    /// Most event streams at once.
    pub event_streams: usize,
    /// Most operations at once on one WebSocket.
    pub operations_per_socket: usize,
    /// How long a client may take to introduce itself, in milliseconds.
    pub init_timeout_ms: u64,
    /// How long a message may wait for a client that does not read, in milliseconds.
    pub send_timeout_ms: u64,
    /// How often a silent client is asked whether it is still there, in milliseconds.
    pub ping_every_ms: u64,
}

impl Default for StreamLimits {
    fn default() -> Self {
        Self {
            sockets: 8_192,
            event_streams: 1_024,
            operations_per_socket: 32,
            init_timeout_ms: 5_000,
            send_timeout_ms: 10_000,
            ping_every_ms: 30_000,
        }
    }
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            metrics_listen: None,
            instance: "node".to_owned(),
            console: None,
            introspection: false,
            origins: Vec::new(),
            public_address: None,
            limits: GuardLimits::default(),
            connections: ConnectionLimits::default(),
            streams: StreamLimits::default(),
            drain_ms: 10_000,
            bench_accept: false,
        }
    }
}
