//! The three servers that are compared: the same schema, cache and book, and three different things done with a ballot.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tokio::runtime::Runtime;
use yishi_engine::memory::{ManualClock, MemoryAnchor, MemoryBlobs, MemoryJournal, MemorySnapshots};
use yishi_engine::{Engine, Ports};
use yishi_graphql::{HostedBook, Node};
use yishi_server::ServerConfig;
use yishi_sled::{FileAnchor, FileBlobs, FileSnapshots, JournalOptions, SledJournal};
use yishi_testkit::{Cast, OpenedPoll, START, block_on};

/// What a server does with a ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// Verifies it strictly and answers.
    Accept,
    /// Everything, with sled, anchor and files on disk.
    Durable,
    /// Everything, with the append in memory.
    Memory,
}

/// In the order of their turns.
pub const MODES: [Mode; 3] = [Mode::Accept, Mode::Durable, Mode::Memory];

/// A server with its book.
pub struct Host {
    pub mode: Mode,
    pub address: SocketAddr,
    pub engine: Engine,
}

/// A founded community whose poll is open.
pub struct Founded {
    pub cast: Cast,
    pub poll: OpenedPoll,
    orders: Vec<yishi_testkit::Order>,
}

impl Founded {
    /// Signs the founding of a community with so many residents.
    pub fn with(residents: usize) -> Self {
        let cast = Cast::new(residents);
        let desk = cast.desk();
        let mut orders = cast.founding(&desk);
        let (poll_orders, poll) = cast.poll(&desk, orders.len() as u64);
        orders.extend(poll_orders);
        Self { cast, poll, orders }
    }

    /// Founds the book on an engine.
    pub fn found(&self, engine: &Engine) {
        for order in &self.orders {
            block_on(engine.submit(order.command.clone(), order.texts.clone())).unwrap();
        }
    }

    /// The orders that found it.
    pub fn orders(&self) -> &[yishi_testkit::Order] {
        &self.orders
    }
}

/// The ports of a book on disk.
pub fn on_disk(cast: &Cast, folder: &Path) -> Ports {
    Ports {
        journal: Box::new(SledJournal::open(&folder.join("journal"), JournalOptions::default()).unwrap()),
        anchor: Box::new(FileAnchor::open(&folder.join("book.anchor")).unwrap()),
        clock: Arc::new(ManualClock::at(START)),
        blobs: Arc::new(FileBlobs::open(&folder.join("texts")).unwrap()),
        snapshots: Box::new(FileSnapshots::open(&folder.join("snapshots")).unwrap()),
        log_keys: cast.log_key().into(),
        engine_key: cast.engine_key(),
    }
}

fn in_memory(cast: &Cast) -> Ports {
    Ports {
        journal: Box::new(MemoryJournal::default()),
        anchor: Box::new(MemoryAnchor::default()),
        clock: Arc::new(ManualClock::at(START)),
        blobs: Arc::new(MemoryBlobs::default()),
        snapshots: Box::new(MemorySnapshots::default()),
        log_keys: cast.log_key().into(),
        engine_key: cast.engine_key(),
    }
}

/// Opens a book and founds it. Not inside a runtime: waiting for the engine's answers must be free to block.
pub fn open(founded: &Founded, mode: Mode, folder: &Path) -> Engine {
    let ports = if mode == Mode::Durable { on_disk(&founded.cast, folder) } else { in_memory(&founded.cast) };
    let engine = Engine::open(&founded.cast.origin, ports).unwrap();
    founded.found(&engine);
    engine
}

/// Starts a server over a founded book.
pub fn start(runtime: &Runtime, founded: &Founded, mode: Mode, folder: &Path) -> Host {
    let engine = open(founded, mode, folder);
    let book = HostedBook { engine: engine.clone(), public_log: true, auditors: Default::default() };
    let node = Node::new([book], Arc::new(ManualClock::at(START)), &[7; 32]);
    let config = ServerConfig {
        listen: ([127, 0, 0, 1], 0).into(),
        bench_accept: mode == Mode::Accept,
        ..ServerConfig::default()
    };
    let server = runtime.block_on(yishi_server::serve(config, node, std::future::pending())).unwrap();
    Host { mode, address: server.address(), engine }
}
