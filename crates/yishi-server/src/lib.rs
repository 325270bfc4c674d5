//! HTTP and WebSocket service of a node: transports, guards, sign-in, plain pages. What is asked is left to `yishi-graphql`.

mod api;
mod body;
mod config;
mod connections;
mod console;
mod guard;
mod http;
mod metrics;
mod node_session;
mod plain;
mod request_id;
mod router;
mod serve;
mod service;
mod session;
mod sources;
mod telemetry;
mod trace;
mod ws;

pub use api::{Api, Schemas, guarded};
pub use config::{ConnectionLimits, ServerConfig, StreamLimits};
pub use console::{Console, DemoPerson};
pub use guard::{GuardLimits, Refused, RefusedCode, SchemaUnreadable};
pub use serve::{BoundServer, ServeError, serve, serve_api, serve_routes};
pub use session::{Session, Sessions, SignInRefused};
pub use sources::BookSources;
