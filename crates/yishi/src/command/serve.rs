//! `yishi serve`: a book on the network.

use crate::backup::door::Door;
use crate::console::{say, say_json};
use crate::failure::Failure;
use crate::host::{SystemClock, SystemEntropy};
use crate::layout::DataFolder;
use crate::running::{self, BookKeys};
use crate::service::{Service, watch_signals};
use crate::witnesses::{Witnesses, read_policy};
use clap::Args;
use serde_json::json;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use yishi_core::PublicKey;
use yishi_engine::Engine;
use yishi_server::{Console, ServerConfig};

/// Serve a book: GraphQL, checkpoints and entries
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi serve --data ./weiyang
  yishi serve --data ./weiyang --listen 0.0.0.0:8080 --metrics 127.0.0.1:9090 --auditor 3d40…aa1c
  yishi serve --data ./weiyang --witness-policy witnesses.policy

The first line on standard output is `graphql: http://ADDR/graphql`. Put a reverse proxy with TLS in front of it.
With a policy of witnesses the book is only read until one of them has answered: nothing is written, /readyz is 503, and
they are asked again every few seconds. In an emergency --start-unwitnessed goes on without. A book that witnesses have cosigned is
not served without a policy by mistake: say --without-witnesses if the community no longer asks any.
Logs go to standard error, one line per outcome, without names, choices or keys (RUST_LOG chooses how many).
Ctrl-C or SIGTERM stops it in order: open requests finish, then the book is closed.")]
pub struct Serve {
    /// The data folder of the book
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The address to serve at
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Serve metrics, health and readiness at this address
    #[arg(long, value_name = "ADDR")]
    metrics: Option<SocketAddr>,
    /// Let everybody read entries, named ballots and areas, not only the roll's members and auditors
    #[arg(long)]
    public_log: bool,
    /// Serve the query console at `/`
    #[arg(long)]
    console: bool,
    /// Answer introspection queries; the schema's text is public in any case
    #[arg(long)]
    introspection: bool,
    /// The public key of an auditor who may read everything; may be given several times
    #[arg(long, value_name = "KEY")]
    auditor: Vec<PublicKey>,
    /// An origin (https://host) whose pages may open WebSockets; may be given several times
    #[arg(long, value_name = "ORIGIN")]
    allow_origin: Vec<String>,
    /// The address by which people reach this node (https://host), for QR codes, calendars and feeds of the notice board;
    /// the host of each request when left out
    #[arg(long, value_name = "ADDRESS", value_parser = public_address)]
    public_address: Option<String>,
    /// Print {"origin","graphql","metrics"} as one line of JSON when the service listens
    #[arg(long)]
    pub(super) json: bool,
    /// A policy (C2SP tlog-policy) with the witnesses of the book and their addresses: no result becomes final before its quorum
    /// has cosigned it
    #[arg(long, value_name = "FILE")]
    witness_policy: Option<PathBuf>,
    /// Emergencies only: write although no witness has answered at the start. A book that went back, or a copy of it, then
    /// goes on beside what people were shown
    #[arg(long, requires = "witness_policy")]
    start_unwitnessed: bool,
    /// The community asks no witness any more: serve a book that witnesses have cosigned without them. Results become final
    /// without a quorum
    #[arg(long, conflicts_with = "witness_policy")]
    without_witnesses: bool,
    /// How many seconds lie between two rounds in which witnesses are asked, at least
    #[arg(long, value_name = "SECONDS", default_value_t = 1, requires = "witness_policy")]
    witness_every: u64,
    /// The operator has looked: the clock is right, although the book stopped over it
    #[arg(long)]
    confirm_clock: bool,
}

impl Serve {
    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        running::log_to_stderr("info");
        let folder = DataFolder::open(&self.data)?;
        let (engine, witnesses) = self.open(&folder)?;
        if self.confirm_clock {
            engine.confirm_clock();
        }
        let config = ServerConfig {
            listen: self.listen,
            metrics_listen: self.metrics,
            console: self.console.then(Console::default),
            introspection: self.introspection,
            origins: self.allow_origin,
            public_address: self.public_address,
            ..ServerConfig::default()
        };
        let door = engine.clone();
        let service = Service {
            engine,
            clock: Arc::new(SystemClock),
            auditors: self.auditor.into_iter().collect(),
            public_log: self.public_log,
            config,
        };
        let pause = Duration::from_secs(self.witness_every);
        let runtime = running::runtime()?;
        let served = runtime.block_on(async {
            let server = service.start(watch_signals()?).await?;
            if let Some(witnesses) = witnesses {
                tokio::spawn(witnesses.run(pause));
            }
            let graphql = format!("http://{}/graphql", server.address());
            let metrics = server.metrics_address().map(|metrics| format!("http://{metrics}/metrics"));
            if self.json {
                let origin = &folder.book.origin;
                say_json(&json!({ "origin": origin, "graphql": graphql, "metrics": metrics }))?;
            } else {
                say(format!("graphql: {graphql}"))?;
                metrics.iter().try_for_each(|metrics| say(format!("metrics: {metrics}")))?;
            }
            let _door = open_door(&folder.root, door);
            server.finished().await.map_err(|error| Failure::Io(error.into()))
        });
        // Everything is durable; a witness that is still being asked must not hold the process.
        runtime.shutdown_background();
        served
    }

    /// With witnesses, asks them first whether they have seen a later book than this one: nothing may be signed around that.
    fn open(&self, folder: &DataFolder) -> Result<(Engine, Option<Witnesses>), Failure> {
        let (keys, clock) = (BookKeys::read(folder)?, Arc::new(SystemClock));
        let Some(file) = &self.witness_policy else {
            if !self.without_witnesses && !running::kept_notes(folder)?.is_empty() {
                return Err(Failure::Refused(
                    "this book has witnesses, and without them results would become final that no quorum has seen: start with --witness-policy FILE, or say --without-witnesses if the community asks none any more".into(),
                ));
            }
            return Ok((running::open(folder, keys, clock)?, None));
        };
        let engine = running::open_witnessed(folder, keys, clock, read_policy(file)?)?;
        let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
        let mut witnesses = Witnesses::new(engine.clone(), clock, entropy);
        let asked = witnesses.round();
        tracing::info!(
            cosigned = asked.cosigned.len(),
            failed = asked.failed.len(),
            "the witnesses were asked"
        );
        if self.start_unwitnessed && engine.is_held() {
            tracing::warn!(
                "no witness has answered, and the book is written to without: --start-unwitnessed"
            );
            engine.release();
        }
        Ok((engine, Some(witnesses)))
    }
}

/// Lets `yishi backup` at the entries while the book is served. Without it a backup needs the book to be stopped, and nothing else.
pub(super) fn open_door(folder: &Path, engine: Engine) -> Option<Door> {
    let door = Door::open(folder, engine);
    door.inspect_err(|error| {
        tracing::warn!(error = format!("{error:#}"), "no backup can be made while this book is served")
    })
    .ok()
}

/// A longer one is no host, and QR codes of printed sheets have to hold every address.
const LONGEST_HOST: usize = 255;

/// An address without a path, and without anything that could end it early where it is printed.
pub(super) fn public_address(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    match host.map(|host| host.trim_end_matches('/')) {
        Some(host) if (1..=LONGEST_HOST).contains(&host.len()) && host.bytes().all(plain) => {
            Ok(text.trim_end_matches('/').to_owned())
        }
        _ => {
            Err("write https://HOST or https://HOST:PORT, of at most 255 characters, without a path"
                .to_owned())
        }
    }
}
