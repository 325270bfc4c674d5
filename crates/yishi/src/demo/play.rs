//! Plays the demo into a data folder, or opens the one that was played there before.

use super::community::NAME;
use super::people::{People, seed};
use super::stage::{DAY_MS, MINUTE_MS, Stage, Told};
use crate::failure::Failure;
use crate::founding::vkey;
use crate::host::{StoryClock, SystemClock};
use crate::key_file::{KeyFile, Purpose};
use crate::layout::{DataFolder, Places};
use crate::running::{self, BookKeys};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use yishi_core::TimeMs;
use yishi_engine::{Clock, Engine};

/// The demo's book. A name under `.example` can belong to nobody.
const ORIGIN: &str = "demo.yishi.example/weiyang-d3300000";
/// How long before now the stories begin.
const BEGINS_BEFORE_MS: u64 = 105 * DAY_MS;

/// How time goes on once the stories are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// With the machine's clock.
    Machine,
    /// By steps only; for tests that look at what follows a close.
    Steps,
}

/// The demo, played.
pub struct Played {
    /// The running book.
    pub engine: Engine,
    /// Its clock, which goes on as it was asked to.
    pub clock: Arc<StoryClock>,
    /// Everybody in it.
    pub people: People,
    /// Its verifier key.
    pub vkey: String,
    /// Where its key files are.
    pub keys: PathBuf,
    /// What was told.
    pub told: Vec<Told>,
}

/// Plays all stories into a new data folder, or opens an old one.
pub fn play(root: &Path, pace: Pace) -> Result<Played, Failure> {
    let known = root.join("book.toml").exists();
    let folder = if known { DataFolder::open(root)? } else { lay_out(root)? };
    if folder.book.origin != ORIGIN {
        return Err(Failure::Refused(format!("{} holds another book than the demo's", root.display())));
    }
    let started = SystemClock.now();
    let begins = if known { started.0 } else { started.0.saturating_sub(BEGINS_BEFORE_MS) };
    let clock = Arc::new(StoryClock::at(TimeMs(begins)));
    let engine = running::open(&folder, BookKeys::read(&folder)?, Arc::<StoryClock>::clone(&clock))?;
    let people = People::of(engine.origin())?;
    let mut stage = Stage::new(engine.clone(), Arc::clone(&clock), started);
    let told =
        if known { again(&engine) } else { running::runtime()?.block_on(super::tell(&mut stage, &people)) };
    match pace {
        Pace::Machine => clock.release(),
        Pace::Steps => clock.set(started),
    }
    told?;
    engine.tick();
    let public = KeyFile::read(&folder.key("log"))?.public.0;
    let vkey = vkey(ORIGIN, &public)?;
    Ok(Played { vkey, keys: folder.book.keys, clock, people, told: stage.told, engine })
}

impl Played {
    /// What lets minutes pass on a clock that goes by steps; what falls due is recorded.
    pub fn stepper(&self) -> impl Fn(u64) + Send + 'static {
        let (clock, engine) = (Arc::clone(&self.clock), self.engine.clone());
        move |minutes| {
            clock.set(TimeMs(clock.now().0.saturating_add(minutes.saturating_mul(MINUTE_MS))));
            engine.tick();
        }
    }
}

/// A demo that was broken off while it was told has no past to serve.
fn again(engine: &Engine) -> Result<(), Failure> {
    let version = engine.version();
    let has_open_poll = version.state.polls.len() >= super::POLLS;
    let named = version.state.book.as_ref().is_some_and(|book| book.name == NAME);
    if named && has_open_poll {
        return Ok(());
    }
    Err(Failure::Refused("the demo in this folder was broken off: remove the folder and start again".into()))
}

fn lay_out(root: &Path) -> Result<DataFolder, Failure> {
    let folder = DataFolder::create(root, ORIGIN, Places::default())?;
    for (name, purpose) in [("log", Purpose::Log), ("engine", Purpose::Engine)] {
        let key = KeyFile::from_seed(purpose, seed(&format!("{name} key"))).of_book(ORIGIN);
        key.write(&folder.key(name))?;
    }
    Ok(folder)
}
