//! `yishi demo`: the demo community, told, exported and verified, or served.

use crate::command::serve::open_door;
use crate::console::{say, say_json, say_report};
use crate::demo::{self, Guide, Pace, Played, Told, verdicts, verdicts_json};
use crate::export::export;
use crate::failure::Failure;
use crate::host::{StoryClock, SystemEntropy, draw};
use crate::running;
use crate::service::{Service, watch_signals};
use anyhow::Context;
use clap::Args;
use serde_json::json;
use std::collections::BTreeSet;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use yishi_audit::bundle::Bundle;
use yishi_audit::{Check, Pin, Plan, Progress, Report};
use yishi_log::checkpoint::LogVerifier;
use yishi_server::{Console, ServerConfig};

/// Build a community from the facts of the reports and serve it, with sign-ins and queries to try
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi demo                            serve it at http://127.0.0.1:8080/
  yishi demo --listen 127.0.0.1:9000
  yishi demo --once                     tell the stories, export, verify, replay, print the verdicts
  yishi demo --once --out ./bundle      and keep the bundle

渭阳社区: 1,427 residents, four grids, three benches. A street lamp is dealt with in its grid, a parking scheme in the
community, a lift by the owners of 16 flats; a vote of all residents and one by sealed ballots are open. Every step
is a signed command.
The first line on standard output is `graphql: http://ADDR/graphql`. No internet and no other program is needed.
The demo's keys are no secrets: anybody can derive them. Never put real people into it.")]
pub struct Demo {
    /// The address to serve at
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Keep the demo's book here; a folder under the system's temporary one, removed at the end, when absent
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Tell the stories, export, verify and replay, print the verdicts with their traces, and end
    #[arg(long)]
    once: bool,
    /// Where `--once` exports the bundle
    #[arg(long, value_name = "DIR", requires = "once")]
    out: Option<PathBuf>,
    /// Let the clock stand, and move it on by as many minutes as each line of standard input says; for tests
    #[arg(long, hide = true)]
    steps: bool,
    /// Print one line of JSON: {"graphql","console","vkey","keys","people","queries","told"}, or with --once
    /// {"told","entries","vkey","report","polls","matters"}
    #[arg(long)]
    pub(super) json: bool,
}

impl Demo {
    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        running::log_to_stderr("warn");
        if !self.once {
            check_free(self.listen)?;
        }
        let temporary = temporary()?;
        let root = self.data.clone().unwrap_or_else(|| temporary.join("book"));
        let done = self.play(&root, &temporary);
        if temporary.exists() {
            std::fs::remove_dir_all(&temporary).context("the temporary folder cannot be removed")?;
        }
        done
    }

    fn play(&self, root: &Path, temporary: &Path) -> Result<(), Failure> {
        let pace = if self.steps { Pace::Steps } else { Pace::Machine };
        let played = demo::play(root, pace)?;
        if self.once {
            let out = self.out.clone().unwrap_or_else(|| temporary.join("bundle"));
            let done = self.once(&played, &out);
            played.engine.shutdown();
            return done;
        }
        let guide = demo::guide(&played)?;
        let config = ServerConfig {
            listen: self.listen,
            console: Some(Console { people: guide.people.clone() }),
            introspection: true,
            ..ServerConfig::default()
        };
        let auditors = BTreeSet::from([guide.auditor]);
        let service = Service {
            engine: played.engine.clone(),
            clock: Arc::<StoryClock>::clone(&played.clock),
            auditors,
            public_log: true,
            config,
        };
        if self.steps {
            let step = played.stepper();
            std::thread::spawn(move || step_by_lines(step));
        }
        running::runtime()?.block_on(self.serve(service, (&guide, &played), root))
    }

    async fn serve(
        &self,
        service: Service,
        (guide, played): (&Guide, &Played),
        root: &Path,
    ) -> Result<(), Failure> {
        let engine = service.engine.clone();
        let server = service.start(watch_signals()?).await?;
        let address = server.address();
        let _door = open_door(root, engine);
        if self.json {
            say_json(&json!({
                "graphql": format!("http://{address}/graphql"), "console": format!("http://{address}/"),
                "vkey": played.vkey, "keys": played.keys, "people": guide.people, "queries": guide.queries,
                "told": played.told,
            }))?;
        } else {
            say(format!("graphql: http://{address}/graphql"))?;
            say(format!("console: http://{address}/"))?;
            print_told(&played.told)?;
            guide.lines.iter().try_for_each(say)?;
            say("\nCtrl-C ends the demo.")?;
        }
        server.finished().await.map_err(|error| Failure::Io(error.into()))
    }

    /// Exports, verifies under the pinned key, replays, prints the verdicts.
    fn once(&self, played: &Played, out: &Path) -> Result<(), Failure> {
        if !self.json {
            print_told(&played.told)?;
        }
        let written = export(&played.engine, out)?;
        let report = audit(&played.vkey, out)?;
        let version = played.engine.version();
        if self.json {
            let (polls, matters) = verdicts_json(&version.state);
            say_json(&json!({
                "told": played.told, "entries": written.entries, "vkey": played.vkey, "report": report,
                "polls": polls, "matters": matters,
            }))?;
        } else {
            say(format!("\nexported {} entries", written.entries))?;
            say_report(&report)?;
            say("\nVerdicts with their traces:")?;
            verdicts(&version.state).iter().try_for_each(say)?;
        }
        if report.is_clean() { Ok(()) } else { Err(Failure::Reported(1)) }
    }
}

/// Lets time pass as standard input says, until it ends.
fn step_by_lines(step: impl Fn(u64)) {
    let lines = std::io::stdin().lines().map_while(Result::ok);
    lines.filter_map(|line| line.trim().parse().ok()).for_each(step);
}

fn print_told(told: &[Told]) -> Result<(), Failure> {
    for line in told {
        match line {
            Told::Title(words) => say(format!("\n{words}"))?,
            Told::Step(words) => say(format!("  · {words}"))?,
        }
    }
    Ok(())
}

/// Verifies the bundle under the pinned key, and replays it.
fn audit(vkey: &str, bundle: &Path) -> Result<Report, Failure> {
    let pin = LogVerifier::parse(vkey).context("the demo's log key cannot be read")?;
    let checks =
        [Check::Chain, Check::Tree, Check::Checkpoint, Check::Signatures, Check::Texts, Check::Replay];
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let plan = Plan { checks: BTreeSet::from(checks), pin: Pin::Key(pin), limit: 1000, threads };
    let bundle = Bundle::open(bundle).context("the bundle cannot be read")?;
    Ok(yishi_audit::verify(&bundle, &plan, &Progress::hidden()).context("the bundle cannot be read")?)
}

/// A port that is taken shall show before the stories are told.
fn check_free(address: SocketAddr) -> Result<(), Failure> {
    TcpListener::bind(address)
        .with_context(|| format!("cannot listen on {address} (choose another with --listen)"))?;
    Ok(())
}

fn temporary() -> Result<PathBuf, Failure> {
    let unique: [u8; 8] = draw(&SystemEntropy)?;
    Ok(std::env::temp_dir().join(format!("yishi-demo-{}", hex::encode(unique))))
}
