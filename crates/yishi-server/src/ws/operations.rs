//! The operations open on one connection, by id.

use async_graphql::Response;
use futures_util::stream::{AbortHandle, BoxStream, SelectAll, abortable};
use futures_util::{Stream, StreamExt, stream};
use std::collections::HashMap;
use std::pin::Pin;
use std::task::{Context, Poll};

/// What an operation brought.
#[derive(Debug)]
pub(super) enum Event {
    /// An answer.
    Next(String, Box<Response>),
    /// Its end.
    End(String),
}

/// An operation's place in the table; a later one under the same id has another number.
struct Running {
    number: u64,
    abort: AbortHandle,
}

/// What a stream brought, with the id and number of its operation; nothing at its end.
type Tagged = (String, u64, Option<Box<Response>>);

/// The open operations.
#[derive(Default)]
pub(super) struct Operations {
    running: HashMap<String, Running>,
    streams: SelectAll<BoxStream<'static, Tagged>>,
    started: u64,
}

impl Operations {
    /// How many are open.
    pub fn len(&self) -> usize {
        self.running.len()
    }

    /// Whether an id is in use.
    pub fn contains(&self, id: &str) -> bool {
        self.running.contains_key(id)
    }

    /// Starts one under an id that is free.
    pub fn start(&mut self, id: String, answers: BoxStream<'static, Response>) {
        self.started = self.started.saturating_add(1);
        let number = self.started;
        let (answers, abort) = abortable(answers);
        let end = stream::once(std::future::ready(None));
        let name = id.clone();
        let tagged = answers
            .map(|response| Some(Box::new(response)))
            .chain(end)
            .map(move |response| (name.clone(), number, response));
        self.streams.push(tagged.boxed());
        self.running.insert(id, Running { number, abort });
    }

    /// Ends one; unknown ids are ignored, because the end may have crossed on the way. Says whether it was open.
    pub fn stop(&mut self, id: &str) -> bool {
        let stopped = self.running.remove(id);
        if let Some(running) = &stopped {
            running.abort.abort();
        }
        stopped.is_some()
    }
}

impl Stream for Operations {
    type Item = Event;

    /// Never ends: without operations it waits.
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Event>> {
        while let Poll::Ready(Some((id, number, response))) = self.streams.poll_next_unpin(cx) {
            if self.running.get(&id).is_none_or(|running| running.number != number) {
                // It was stopped while this was on its way.
                continue;
            }
            return Poll::Ready(Some(match response {
                Some(response) => Event::Next(id, response),
                None => {
                    self.running.remove(&id);
                    Event::End(id)
                }
            }));
        }
        Poll::Pending
    }
}
