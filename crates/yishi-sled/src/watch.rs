//! Looks after flushes of sled, and wakes one that sleeps over a fault of its own.
//!
//! When a write fails that sled 0.34 began before the flush, sled notes the error and does not wake the flush that waits
//! for it: the book would seem ready and answer nothing, nor end when told to. Another flush finds the error, wakes the
//! first and returns. On a disk that is merely slow it waits along, and the next one would find an error that came later.

use crate::open::guarded;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

/// How long a flush may take before another one looks after it; at most twice as long.
const LOOK_AFTER: Duration = Duration::from_secs(1);

/// One thread that sees how long flushes take; ends, with what it began, when it is dropped.
#[derive(Debug)]
pub(crate) struct FlushWatch {
    /// Goes up when a flush begins and when it ends: odd while one runs.
    turn: Arc<AtomicU64>,
    /// Its end ends the thread.
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl FlushWatch {
    pub(crate) fn start(db: sled::Db) -> std::io::Result<Self> {
        let turn = Arc::new(AtomicU64::new(0));
        let (end, ended) = mpsc::channel();
        let seen = Arc::clone(&turn);
        let thread = Builder::new().name("yishi-flush-watch".to_owned());
        let thread = thread.spawn(move || watch(&db, &seen, &ended))?;
        Ok(Self { turn, end: Some(end), thread: Some(thread) })
    }

    /// Does `flush` under watch. One at a time: the journal's lock sees to that.
    pub(crate) fn over<T>(&self, flush: impl FnOnce() -> T) -> T {
        self.turn.fetch_add(1, Ordering::AcqRel);
        let done = flush();
        self.turn.fetch_add(1, Ordering::AcqRel);
        done
    }
}

fn watch(db: &sled::Db, turn: &AtomicU64, ended: &Receiver<()>) {
    let (mut before, mut woken) = (0, Vec::new());
    while ended.recv_timeout(LOOK_AFTER) == Err(RecvTimeoutError::Timeout) {
        let now = turn.load(Ordering::Acquire);
        if now % 2 == 1 && now == before {
            let db = db.clone();
            woken.extend(Builder::new().spawn(move || drop(guarded(|| db.flush()))));
        }
        woken.retain(|flush: &JoinHandle<()>| !flush.is_finished());
        before = now;
    }
    woken.into_iter().for_each(|flush| drop(flush.join()));
}

impl Drop for FlushWatch {
    fn drop(&mut self) {
        drop(self.end.take());
        drop(self.thread.take().map(JoinHandle::join));
    }
}
