//! Ports that fail, wait or count when told, around those in memory.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use yishi_engine::memory::{ManualClock, MemoryAnchor, MemoryJournal};
use yishi_engine::{Anchor, Engine, Journal, JournalError, OpenError, Ports};
use yishi_testkit::{Cast, Stores};

/// Where a port fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Fail {
    Never = 0,
    BeforePersisting = 1,
    AfterPersisting = 2,
    /// Panics, as a fault in the program would.
    Panic = 3,
}

/// Tells a port where to fail.
#[derive(Clone, Debug, Default)]
pub struct Switch(Arc<AtomicU8>);

impl Switch {
    pub fn set(&self, fail: Fail) {
        self.0.store(fail as u8, Ordering::SeqCst);
    }

    fn guard(&self, act: impl FnOnce() -> Result<(), JournalError>) -> Result<(), JournalError> {
        let fail = self.0.load(Ordering::SeqCst);
        let failed = || Err(JournalError::new("writing", "the disk is gone"));
        assert!(fail != Fail::Panic as u8, "told to panic");
        if fail == Fail::BeforePersisting as u8 {
            return failed();
        }
        act()?;
        if fail == Fail::AfterPersisting as u8 { failed() } else { Ok(()) }
    }
}

/// A journal that fails when told and counts.
#[derive(Clone, Debug, Default)]
pub struct TestJournal {
    pub inner: MemoryJournal,
    pub switch: Switch,
    pub appends: Arc<AtomicU64>,
    pub read: Arc<AtomicU64>,
    pub gate: Option<Gate>,
}

/// Holds every append until it is let through.
#[derive(Clone, Debug)]
pub struct Gate {
    reached: Sender<()>,
    pass: Arc<Mutex<Receiver<()>>>,
}

/// The other side of a [`Gate`].
pub struct Keeper {
    pub reached: Receiver<()>,
    pub pass: Sender<()>,
}

pub fn gate() -> (Gate, Keeper) {
    let (reached, was_reached) = channel();
    let (pass, may_pass) = channel();
    (Gate { reached, pass: Arc::new(Mutex::new(may_pass)) }, Keeper { reached: was_reached, pass })
}

impl Journal for TestJournal {
    fn size(&self) -> Result<u64, JournalError> {
        self.inner.size()
    }

    fn append(&self, from: u64, leaves: &[Vec<u8>]) -> Result<(), JournalError> {
        if let Some(gate) = &self.gate {
            gate.reached.send(()).unwrap();
            gate.pass.lock().unwrap().recv().unwrap();
        }
        self.appends.fetch_add(1, Ordering::SeqCst);
        self.switch.guard(|| self.inner.append(from, leaves))
    }

    fn read(
        &self,
        from: u64,
        to: u64,
        visit: &mut dyn FnMut(u64, &[u8]) -> ControlFlow<()>,
    ) -> Result<(), JournalError> {
        self.read.fetch_add(to - from, Ordering::SeqCst);
        self.inner.read(from, to, visit)
    }
}

/// An anchor that fails when told.
#[derive(Clone, Debug, Default)]
pub struct TestAnchor {
    pub inner: MemoryAnchor,
    pub switch: Switch,
}

impl Anchor for TestAnchor {
    fn load(&self) -> Result<Option<Vec<u8>>, JournalError> {
        self.inner.load()
    }

    fn replace(&self, expected: Option<&[u8]>, next: &[u8]) -> Result<(), JournalError> {
        self.switch.guard(|| self.inner.replace(expected, next))
    }
}

/// Opens the book of `cast` over `stores`, with this journal and anchor.
pub fn open_with(
    cast: &Cast,
    stores: &Stores,
    clock: &ManualClock,
    journal: TestJournal,
    anchor: TestAnchor,
) -> Result<Engine, OpenError> {
    Engine::open(&cast.origin, ports(cast, stores, clock, journal, anchor))
}

pub fn open_held(cast: &Cast, stores: &Stores, clock: &ManualClock) -> Result<Engine, OpenError> {
    let (journal, anchor) = test_ports(stores);
    Engine::open_held(&cast.origin, ports(cast, stores, clock, journal, anchor))
}

pub fn ports(
    cast: &Cast,
    stores: &Stores,
    clock: &ManualClock,
    journal: TestJournal,
    anchor: TestAnchor,
) -> Ports {
    Ports {
        journal: Box::new(journal),
        anchor: Box::new(anchor),
        clock: Arc::new(clock.clone()),
        blobs: Arc::new(stores.blobs.clone()),
        snapshots: Box::new(stores.snapshots.clone()),
        log_keys: cast.log_key().into(),
        engine_key: cast.engine_key(),
    }
}

/// A journal and an anchor over what a community keeps.
pub fn test_ports(stores: &Stores) -> (TestJournal, TestAnchor) {
    let journal = TestJournal { inner: stores.journal.clone(), ..TestJournal::default() };
    (journal, TestAnchor { inner: stores.anchor.clone(), ..TestAnchor::default() })
}
