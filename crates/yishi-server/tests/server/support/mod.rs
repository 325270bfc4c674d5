//! A schema to ask, a server to ask it at, and a client that sends exactly what it is told.

mod book;
mod client;
mod schema;

pub use book::{Served, auditor, serve_community, serve_public};
pub use client::{Reply, request};
pub use schema::{Mutation, Query, Subscription};

use async_graphql::{Data, Schema, ValidationMode};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::oneshot;
use yishi_core::TimeMs;
use yishi_engine::memory::ManualClock;
use yishi_graphql::{Node, ValidateOnly};
use yishi_server::{
    BoundServer, Schemas, ServerConfig, Session, Sessions, SignInRefused, guarded, serve_api,
};

/// The one token that is known.
pub const TOKEN: &str = "resident-token";

/// Knows [`TOKEN`], until told that it has expired.
#[derive(Default)]
pub struct TestSessions {
    expired: Arc<AtomicBool>,
}

struct TestSession {
    name: &'static str,
    language: String,
    expired: Arc<AtomicBool>,
}

impl Sessions for TestSessions {
    fn open(&self, bearer: Option<&str>, languages: Option<&str>) -> Result<Arc<dyn Session>, SignInRefused> {
        let name = match bearer {
            None => "nobody",
            Some(TOKEN) => "resident",
            Some(_) => return Err(SignInRefused),
        };
        let language = languages.unwrap_or("zh-CN").to_owned();
        Ok(Arc::new(TestSession { name, language, expired: Arc::clone(&self.expired) }))
    }
}

/// What the test resolvers look for.
pub struct Who(pub String);

impl Session for TestSession {
    fn fill(&self, data: &mut Data, _request_id: &str) {
        data.insert(Who(format!("{} {}", self.name, self.language)));
    }
    fn is_current(&self) -> bool {
        !self.expired.load(Ordering::SeqCst)
    }
}

/// A running server.
pub struct TestServer {
    pub address: SocketAddr,
    pub bound: BoundServer,
    pub stop: oneshot::Sender<()>,
    pub expired: Arc<AtomicBool>,
}

/// Starts a server on a free port with changed settings.
pub async fn start(change: impl FnOnce(&mut ServerConfig)) -> TestServer {
    let mut config = ServerConfig { introspection: true, ..ServerConfig::default() };
    config.listen.set_port(0);
    change(&mut config);
    let recipe = || Schema::build(Query, Mutation, Subscription).disable_suggestions();
    let runner = recipe().validation_mode(ValidationMode::Fast).finish();
    let checker = recipe().extension(ValidateOnly).finish();
    let schemas = Schemas { checker, sdl: runner.sdl(), runner };
    let api = guarded(schemas, config.limits.clone(), config.introspection).unwrap();
    let (stop, stopped) = oneshot::channel();
    let sessions = TestSessions::default();
    let expired = Arc::clone(&sessions.expired);
    let shutdown = async move {
        let _ = stopped.await;
    };
    let bound = serve_api(config, api, Arc::new(sessions), empty_node(), shutdown).await.unwrap();
    TestServer { address: bound.address(), bound, stop, expired }
}

/// A node without books.
fn empty_node() -> Node {
    Node::new([], Arc::new(ManualClock::at(TimeMs(0))), &[7; 32])
}

/// Starts a server as it comes.
pub async fn start_default() -> TestServer {
    start(|_| {}).await
}
