//! One thread reads a book, several look at its batches, and the caller gets them back in order.

use crate::bundle::{Batch, BatchReader};
use std::collections::BTreeMap;
use std::io;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

type Done<T> = (Batch, Vec<T>);

/// What is found out of the lines of a batch, one for each, on any thread.
pub(crate) type Look<'a, T> = dyn Fn(&Batch) -> Vec<T> + Sync + 'a;

/// Looks at every batch of a book on so many threads and hands them over in order, until the caller has enough. A few batches are
/// under way at any time.
///
/// # Errors
/// When the book cannot be read: after every batch before that was handed over.
pub(crate) fn stream<T: Send>(
    reader: BatchReader,
    look: &Look<'_, T>,
    threads: usize,
    consume: &mut dyn FnMut(Batch, Vec<T>) -> ControlFlow<()>,
) -> io::Result<()> {
    let (todo, jobs) = sync_channel(threads);
    let (finished, results) = sync_channel(threads);
    // Dropped with the last that works on them: then the one who reads finds nobody and stops.
    let jobs = Arc::new(Mutex::new(jobs));
    std::thread::scope(|scope| {
        let feeder = scope.spawn(move || feed(reader, &todo));
        for _ in 0..threads.max(1) {
            let (jobs, finished) = (Arc::clone(&jobs), finished.clone());
            scope.spawn(move || work(&jobs, look, &finished));
        }
        drop((jobs, finished));
        in_order(results, consume);
        feeder.join().unwrap_or_else(|_| Err(io::Error::other("the reading thread died")))
    })
}

/// On how many threads this machine looks at batches at best.
pub(crate) fn all_processors() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get)
}

fn feed(mut reader: BatchReader, todo: &SyncSender<Batch>) -> io::Result<()> {
    loop {
        let batch = reader.next_batch()?;
        if batch.is_empty() || todo.send(batch).is_err() {
            return Ok(());
        }
    }
}

fn work<T>(jobs: &Mutex<Receiver<Batch>>, look: &Look<'_, T>, finished: &SyncSender<Done<T>>) {
    loop {
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(batch) = next else { return };
        let found = look(&batch);
        if finished.send((batch, found)).is_err() {
            return;
        }
    }
}

/// Batches come back as they are done; a few wait here for the one before them. Returning ends the work of everybody.
fn in_order<T>(results: Receiver<Done<T>>, consume: &mut dyn FnMut(Batch, Vec<T>) -> ControlFlow<()>) {
    let mut waiting: BTreeMap<u64, Done<T>> = BTreeMap::new();
    let mut next = 0;
    for done in results {
        waiting.insert(done.0.first, done);
        while let Some((batch, found)) = waiting.remove(&next) {
            next += u64::try_from(found.len()).unwrap_or_default();
            if consume(batch, found).is_break() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    const LINES: u64 = 20_000;

    /// A book of many batches, each line its number and as much again as makes it long.
    fn book() -> Vec<u8> {
        (0..LINES).flat_map(|line| format!("{line:0>200}\n").into_bytes()).collect()
    }

    fn numbers(batch: &Batch) -> Vec<u64> {
        batch.lines().map(|(_, line)| std::str::from_utf8(line).unwrap().parse().unwrap()).collect()
    }

    #[test]
    fn batches_come_back_in_order_from_any_number_of_threads() {
        for threads in [0, 1, 2, 7] {
            let (mut seen, mut batches) = (Vec::new(), 0);
            let reader = BatchReader::new(Box::new(io::Cursor::new(book())));
            stream(reader, &numbers, threads, &mut |batch, found| {
                assert_eq!(batch.len(), found.len());
                seen.extend(found);
                batches += 1;
                ControlFlow::Continue(())
            })
            .unwrap();
            assert!(seen.into_iter().eq(0..LINES) && batches > 20, "{threads} threads");
        }
    }

    #[test]
    fn whoever_has_enough_gets_no_more_and_everybody_stops() {
        for threads in [1, 2, 7] {
            let mut batches = 0;
            let reader = BatchReader::new(Box::new(io::Cursor::new(book())));
            stream(reader, &numbers, threads, &mut |_, _| {
                batches += 1;
                if batches == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })
            .unwrap();
            assert_eq!(batches, 2);
        }
    }

    #[test]
    fn what_was_read_before_a_fault_is_handed_over_before_it_is_told() {
        struct Fault;
        impl Read for Fault {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("the disk is gone"))
            }
        }
        let mut seen = 0;
        let reader = BatchReader::new(Box::new(io::Cursor::new(book()).chain(Fault)));
        let told = stream(reader, &numbers, 2, &mut |_, found| {
            seen += found.len();
            ControlFlow::Continue(())
        });
        assert_eq!(told.unwrap_err().to_string(), "the disk is gone");
        assert!(seen > 19_000, "{seen} lines of whole batches");
    }
}
