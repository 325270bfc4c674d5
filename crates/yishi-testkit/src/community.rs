//! The test community with a running engine over memory and a clock that moves only when told.

use crate::{Cast, Desk, OpenedPoll, Order};
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use yishi_engine::memory::{ManualClock, MemoryAnchor, MemoryBlobs, MemoryJournal, MemorySnapshots};
use yishi_engine::{Accepted, Engine, OpenError, Ports, SubmitError};

/// Handles on everything that a book keeps, in memory, so that tests can look into it, change it and open it again.
#[derive(Clone, Debug, Default)]
pub struct Stores {
    /// Entries.
    pub journal: MemoryJournal,
    /// The anchor.
    pub anchor: MemoryAnchor,
    /// Texts.
    pub blobs: MemoryBlobs,
    /// Snapshots.
    pub snapshots: MemorySnapshots,
}

/// A running community.
#[derive(Debug)]
pub struct Community {
    /// Its people and keys.
    pub cast: Cast,
    /// Signs commands for it.
    pub desk: Desk,
    /// Its clock.
    pub clock: ManualClock,
    /// What its book keeps.
    pub stores: Stores,
    /// Its engine; a clone is another handle on it.
    pub engine: Engine,
}

impl Community {
    /// An empty book, ready to be founded.
    pub fn empty(cast: Cast) -> Self {
        let (stores, clock) = (Stores::default(), ManualClock::at(crate::START));
        let engine = open(&cast, &stores, &clock).expect("an empty book opens");
        let desk = cast.desk();
        Self { cast, desk, clock, stores, engine }
    }

    /// A founded book with so many residents (at least 3), roll, keys and seats.
    pub fn founded(residents: usize) -> Self {
        let community = Self::empty(Cast::new(residents));
        for order in community.cast.founding(&community.desk) {
            community.must(&order);
        }
        community
    }

    /// A founded book with an open poll among its residents.
    pub fn voting(residents: usize) -> (Self, OpenedPoll) {
        let community = Self::founded(residents);
        let (orders, poll) = community.cast.poll(&community.desk, community.engine.version().size);
        for order in orders {
            community.must(&order);
        }
        (community, poll)
    }

    /// Stops the engine and opens the book again from what it keeps.
    pub fn reopen(&mut self) -> Result<(), OpenError> {
        self.engine.shutdown();
        self.engine = open(&self.cast, &self.stores, &self.clock)?;
        Ok(())
    }

    /// Submits a command and waits for the answer; from synchronous tests only.
    pub fn submit(&self, order: &Order) -> Result<Accepted, SubmitError> {
        block_on(self.engine.submit(order.command.clone(), order.texts.clone()))
    }

    /// Submits a command that must be accepted.
    pub fn must(&self, order: &Order) -> Accepted {
        self.submit(order).unwrap_or_else(|refusal| panic!("{refusal}\nin {}", order.words()))
    }

    /// From now on signed commands name the newest checkpoint.
    pub fn see_head(&self) {
        let version = self.engine.version();
        self.desk.see(version.size, version.root);
    }
}

fn open(cast: &Cast, stores: &Stores, clock: &ManualClock) -> Result<Engine, OpenError> {
    let ports = Ports {
        journal: Box::new(stores.journal.clone()),
        anchor: Box::new(stores.anchor.clone()),
        clock: Arc::new(clock.clone()),
        blobs: Arc::new(stores.blobs.clone()),
        snapshots: Box::new(stores.snapshots.clone()),
        log_keys: cast.log_key().into(),
        engine_key: cast.engine_key(),
    };
    Engine::open(&cast.origin, ports)
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits for a future on this thread, with no runtime: the engine's futures need none.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(answer) => return answer,
            Poll::Pending => std::thread::park(),
        }
    }
}
