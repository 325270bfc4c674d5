//! `yishi demo`: the demo community, told, exported, verified, or served.

use crate::console::say;
use crate::demo::{NAME, People, Stage, Told, seed, tell, verdicts};
use crate::failure::Failure;
use crate::host::{Entropy, StoryClock, SystemClock, SystemEntropy, draw};
use crate::key_file::{KeyFile, Purpose};
use crate::layout::{DataFolder, Places};
use crate::running::{self, BookKeys};
use clap::Args;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use yishi_core::TimeMs;
use yishi_engine::{Clock, Engine};

/// Build a community from the facts of the reports and serve it, with sign-ins and queries to try
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi demo
  yishi demo --listen 127.0.0.1:9000
  yishi demo --once
  yishi demo --once --out ./bundle")]
pub struct Demo {
    /// The address to serve at
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Keep the demo's book here; a new folder under the system's temporary one when absent
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Tell the stories, export, verify and replay, print the verdicts, and end
    #[arg(long)]
    once: bool,
    /// Where `--once` exports the bundle
    #[arg(long, value_name = "DIR", requires = "once")]
    out: Option<PathBuf>,
}

/// How long before now the stories begin.
const BEGINS_BEFORE_MS: u64 = 105 * 24 * 60 * 60 * 1000;

impl Demo {
    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        let root = match &self.data {
            Some(data) => data.clone(),
            None => temporary(&SystemEntropy)?,
        };
        let folder = lay_out(&root)?;
        let (engine, told) = perform(&folder)?;
        for line in &told {
            match line {
                Told::Title(words) => say(format!("\n{words}"))?,
                Told::Step(words) => say(format!("  · {words}"))?,
            }
        }
        for line in verdicts(&engine.version().state) {
            say(line)?;
        }
        engine.shutdown();
        Ok(())
    }
}

fn temporary(entropy: &dyn Entropy) -> Result<PathBuf, Failure> {
    let unique: [u8; 8] = draw(entropy)?;
    Ok(std::env::temp_dir().join(format!("yishi-demo-{}", hex::encode(unique))).join("book"))
}

fn lay_out(root: &Path) -> Result<DataFolder, Failure> {
    let origin = "demo.yishi.example/weiyang-d3300000";
    let folder = DataFolder::create(root, origin, Places::default())?;
    KeyFile::from_seed(Purpose::Log, seed("log key")).of_book(origin).write(&folder.key("log"))?;
    KeyFile::from_seed(Purpose::Engine, seed("engine key")).of_book(origin).write(&folder.key("engine"))?;
    Ok(folder)
}

fn perform(folder: &DataFolder) -> Result<(Engine, Vec<Told>), Failure> {
    let started = SystemClock.now();
    let clock = Arc::new(StoryClock::at(TimeMs(started.0.saturating_sub(BEGINS_BEFORE_MS))));
    let engine = running::open(folder, BookKeys::read(folder)?, clock.clone())?;
    let people = People::of(engine.origin())?;
    let mut stage = Stage::new(engine.clone(), clock.clone(), started);
    let done = running::runtime()?.block_on(tell(&mut stage, &people));
    for line in &stage.told {
        crate::console::remark(format!("{line:?}"));
    }
    done?;
    clock.release();
    engine.tick();
    let _ = NAME;
    Ok((engine, stage.told))
}
