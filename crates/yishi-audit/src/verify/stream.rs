//! One thread reads, several check, and the caller gets the batches back in order.

use super::leaf::{LeafReport, Task};
use crate::bundle::{Batch, BatchReader};
use std::collections::BTreeMap;
use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};

type Done = (Batch, Vec<LeafReport>);

/// Checks every batch of a book and hands them over in order.
pub(super) fn stream(
    reader: BatchReader,
    task: &Task<'_>,
    threads: usize,
    consume: &mut dyn FnMut(Batch, Vec<LeafReport>),
) -> io::Result<()> {
    let (todo, jobs) = sync_channel(threads);
    let (finished, results) = sync_channel(threads);
    let jobs = Mutex::new(jobs);
    std::thread::scope(|scope| {
        let feeder = scope.spawn(move || feed(reader, &todo));
        for _ in 0..threads.max(1) {
            let finished = finished.clone();
            scope.spawn(|| work(&jobs, task, finished));
        }
        drop(finished);
        in_order(&results, consume);
        feeder.join().unwrap_or_else(|_| Err(io::Error::other("the reading thread died")))
    })
}

fn feed(mut reader: BatchReader, todo: &SyncSender<Batch>) -> io::Result<()> {
    loop {
        let batch = reader.next_batch()?;
        if batch.is_empty() || todo.send(batch).is_err() {
            return Ok(());
        }
    }
}

fn work(jobs: &Mutex<Receiver<Batch>>, task: &Task<'_>, finished: SyncSender<Done>) {
    loop {
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(batch) = next else { return };
        let reports = task.check(&batch);
        if finished.send((batch, reports)).is_err() {
            return;
        }
    }
}

/// Batches come back as they are done; a few wait here for the one before them.
fn in_order(results: &Receiver<Done>, consume: &mut dyn FnMut(Batch, Vec<LeafReport>)) {
    let mut waiting: BTreeMap<u64, Done> = BTreeMap::new();
    let mut next = 0;
    for done in results {
        waiting.insert(done.0.first, done);
        while let Some((batch, reports)) = waiting.remove(&next) {
            next += u64::try_from(reports.len()).unwrap_or_default();
            consume(batch, reports);
        }
    }
}
