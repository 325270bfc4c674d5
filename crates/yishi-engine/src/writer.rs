//! The writer: one thread per book that admits commands in batches, makes each batch durable, and only then answers.

use crate::batch::{Batch, Job, MAX_BATCH_ENTRIES};
use crate::gone::Gone;
use crate::shared::{Halt, Shared};
use crate::snapshot::{self, Snapshotter};
use crate::time_guard::TimeGuard;
use crate::{Anchor, JournalError, SubmitError};
use std::error::Error;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::Duration;
use yishi_book::{Admission, Authentic, Book, Refusal};
use yishi_core::{Command, CreateBook, PublicKey, RegistrarAct, Rejection, TextRef, TimeMs};

/// Longest sleep of an idle writer: it keeps reading the clock, so that a jump is seen.
const LONGEST_NAP: Duration = Duration::from_secs(10);

/// What the writer is asked.
pub(crate) enum Message {
    /// To admit a command.
    Submit(Box<Job>),
    /// To look for due obligations, and to say when they are durable.
    Tick(SyncSender<()>),
    /// To trust the clock again.
    ConfirmClock(SyncSender<()>),
    /// To finish what is queued and stop, with or without a last snapshot.
    Stop { snapshot: bool },
}

/// Makes the book read-only when the writer's thread dies of a fault in the program: what stands is whole, because the
/// memory of the writer dies with it, but nothing would ever be written or said again.
pub(crate) struct PanicWatch(pub(crate) Arc<Shared>);

impl Drop for PanicWatch {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.halt(Halt::Store(
                "the writer stopped over a fault of its own; open the book again".to_owned(),
            ));
        }
    }
}

/// The one writer of a book.
pub(crate) struct Writer {
    pub(crate) shared: Arc<Shared>,
    pub(crate) anchor: Box<dyn Anchor>,
    pub(crate) anchored: Option<Vec<u8>>,
    /// Runs ahead of what is durable only within a batch; after a failed batch nothing is written any more.
    pub(crate) book: Book,
    pub(crate) time: TimeGuard,
    pub(crate) snapshotter: Snapshotter,
    /// What entries ended and the store has not destroyed yet.
    pub(crate) gone: Gone,
    pub(crate) queue: Receiver<Message>,
}

impl Writer {
    /// Runs until it is told to stop or every handle is gone.
    pub(crate) fn run(mut self) {
        let last_snapshot = self.work();
        self.snapshotter.stop();
        let durable = self.shared.version().size == self.book.size();
        if last_snapshot && durable {
            snapshot::write(&self.shared, &self.book, &self.shared.tree());
        }
    }

    fn work(&mut self) -> bool {
        loop {
            let control = match self.queue.recv_timeout(self.nap()) {
                Ok(Message::Submit(job)) => {
                    let (jobs, control) = self.drain(*job);
                    self.serve(jobs);
                    control
                }
                Ok(control) => Some(control),
                Err(RecvTimeoutError::Timeout) => {
                    self.serve(Vec::new());
                    None
                }
                Err(RecvTimeoutError::Disconnected) => return false,
            };
            match control {
                Some(Message::Stop { snapshot }) => return snapshot,
                Some(control) => self.obey(control),
                None => {}
            }
        }
    }

    fn obey(&mut self, control: Message) {
        match control {
            Message::Submit(job) => self.serve(vec![*job]),
            Message::Tick(done) => {
                self.serve(Vec::new());
                let _gone = done.send(());
            }
            Message::ConfirmClock(done) => {
                self.confirm_clock();
                let _gone = done.send(());
            }
            Message::Stop { .. } => {}
        }
    }

    /// Takes what else is queued, up to a batch or the next message of another kind.
    fn drain(&self, first: Job) -> (Vec<Job>, Option<Message>) {
        let mut jobs = vec![first];
        while u64::try_from(jobs.len()).is_ok_and(|n| n < MAX_BATCH_ENTRIES) {
            match self.queue.try_recv() {
                Ok(Message::Submit(job)) => jobs.push(*job),
                Ok(control) => return (jobs, Some(control)),
                Err(_) => break,
            }
        }
        (jobs, None)
    }

    /// Until the next obligation falls due, at most [`LONGEST_NAP`].
    fn nap(&self) -> Duration {
        if self.shared.halted().is_some() {
            return LONGEST_NAP;
        }
        let next = self.book.state().obligations.get_min().map(|(due, _)| *due);
        let now = self.shared.clock.now();
        next.map_or(LONGEST_NAP, |due| Duration::from_millis(due.0.saturating_sub(now.0)).min(LONGEST_NAP))
    }

    /// Fires what is due, admits the jobs, makes everything durable, answers.
    fn serve(&mut self, jobs: Vec<Job>) {
        let started = self.shared.clock.elapsed();
        let mut batch = Batch::default();
        if jobs.is_empty()
            && let Some(at) = self.now()
        {
            self.fire_due(&mut batch, at);
        }
        for job in jobs {
            match self.now() {
                Some(at) => {
                    self.fire_due(&mut batch, at);
                    self.admit(&mut batch, job, at);
                }
                None => self.turn_away(job),
            }
            if batch.is_full() {
                self.commit(std::mem::take(&mut batch), started);
            }
        }
        self.commit(batch, started);
    }

    /// The time to record, unless the book is read-only or the clock not trusted.
    fn now(&mut self) -> Option<TimeMs> {
        if self.shared.halted().is_some() {
            return None;
        }
        let is_due = |now| self.book.state().next_due(now).is_some();
        match self.time.read(&*self.shared.clock, self.book.head().recorded_at, is_due) {
            Ok(at) => Some(at),
            Err(fault) => {
                self.shared.halt(Halt::Clock(fault.to_string()));
                None
            }
        }
    }

    fn turn_away(&self, job: Job) {
        let reason = self.shared.halted().map_or_else(String::new, |halt| halt.reason().to_owned());
        drop(job.answer.send(Err(SubmitError::ReadOnly(reason))));
    }

    /// Fires every obligation that is due, and adopts newer rules. One that cannot fire stops the writing: nothing may be
    /// recorded after it.
    fn fire_due(&mut self, batch: &mut Batch, at: TimeMs) {
        let key = PublicKey(self.shared.engine_key.public());
        while let Some(envelope) = self.book.engine_act(&key, at) {
            let kind = envelope.command.kind();
            let signed = Authentic::sign(envelope, &self.shared.engine_key);
            match signed.and_then(|command| self.book.admit(&command, at)) {
                Ok(admission @ Admission::Appended { index, .. }) => {
                    tracing::info!(index, kind, "the engine acted");
                    batch.push_timer(admission);
                }
                Ok(Admission::Replayed { index }) => {
                    return self
                        .shared
                        .halt(Halt::Store(format!("what the engine did at entry {index} is due again")));
                }
                Err(refusal) => {
                    return self
                        .shared
                        .halt(Halt::Store(format!("the engine could not do what is due: {refusal}")));
                }
            }
            if batch.is_full() {
                let started = self.shared.clock.elapsed();
                self.commit(std::mem::take(batch), started);
                if self.shared.halted().is_some() {
                    return;
                }
            }
        }
    }

    fn admit(&mut self, batch: &mut Batch, job: Job, at: TimeMs) {
        if self.shared.halted().is_some() {
            return self.turn_away(job);
        }
        let admission = self.decide(&job.command, &job.missing, at);
        batch.push(job, admission);
    }

    fn decide(&mut self, command: &Authentic, missing: &[TextRef], at: TimeMs) -> Result<Admission, Refusal> {
        if let Command::CreateBook(create) = &command.envelope().command {
            self.check_own_keys(create)?;
        }
        self.check_next_key(&command.envelope().command)?;
        if !missing.is_empty() {
            return match self.book.precheck(command, at)? {
                Some(index) => Ok(Admission::Replayed { index }),
                None => Err(Refusal::TextsMissing { missing: missing.to_vec() }),
            };
        }
        if let Some(refusal) = self.shared.not_final(self.book.state(), &command.envelope().command) {
            return match self.book.precheck(command, at)? {
                Some(index) => Ok(Admission::Replayed { index }),
                None => Err(refusal),
            };
        }
        self.book.admit(command, at)
    }

    /// A book founded here must name the keys that this engine holds, or nothing could ever be signed for it.
    fn check_own_keys(&self, create: &CreateBook) -> Result<(), Refusal> {
        let shared = &self.shared;
        let log = shared.log_keys.founding(&shared.origin);
        let log_vkey = log.map(|log| log.to_vkey()).unwrap_or_default();
        let engine_key = PublicKey(shared.engine_key.public());
        let other = |field: &str, expected: String, found: String| {
            Err(Rejection::OutOfRange { field: field.to_owned(), expected, found }.into())
        };
        if create.log_vkey != log_vkey {
            return other("log_vkey", format!("this engine's, {log_vkey}"), create.log_vkey.clone());
        }
        if create.engine_key != engine_key {
            return other(
                "engine_key",
                format!("this engine's, {engine_key}"),
                create.engine_key.to_string(),
            );
        }
        Ok(())
    }

    /// A rotation names a key that this engine holds, or nothing could be signed once it takes effect.
    fn check_next_key(&self, command: &Command) -> Result<(), Refusal> {
        let act = match command {
            Command::RequestRegistrarAct(request) => Some(&request.act),
            Command::EndorseRegistrarAct(endorsed) => {
                self.book.state().registrar_requests.get(&endorsed.request).map(|request| &request.act)
            }
            _ => None,
        };
        let Some(RegistrarAct::RotateLogKey(rotation)) = act else { return Ok(()) };
        let shared = &self.shared;
        if shared.log_keys.holds(&shared.origin, &rotation.log_vkey) {
            return Ok(());
        }
        let expected = "a key that the service holds: `yishi key rotate-log` puts one beside the present, then start the service anew";
        let (field, found) = ("log_vkey".to_owned(), rotation.log_vkey.clone());
        Err(Rejection::OutOfRange { field, expected: expected.to_owned(), found }.into())
    }

    /// Makes a batch durable, anchors it, publishes it and answers.
    fn commit(&mut self, mut batch: Batch, started: Duration) {
        if batch.is_empty() {
            self.gone.destroy(&self.shared);
            return;
        }
        if let Some(Halt::Store(reason)) = self.shared.halted() {
            return batch.fail(&reason);
        }
        if batch.leaves.is_empty() {
            return batch.answer(&self.shared.version(), 0);
        }
        if let Err(error) = self.persist(&batch) {
            let reason = describe(&error);
            self.shared.halt(Halt::Store(reason.clone()));
            return batch.fail(&reason);
        }
        let head = self.book.head();
        let note =
            self.anchored.as_deref().and_then(|note| std::str::from_utf8(note).ok()).unwrap_or_default();
        let version = Arc::new(crate::Version {
            size: head.size,
            root: head.root,
            recorded_at: head.recorded_at,
            checkpoint: note.into(),
            state: self.book.state().clone(),
        });
        self.shared.publish(&version);
        // Whoever is answered that a text was redacted may rely on it that nothing is left to be read, unless the disk refuses.
        self.gone.add(std::mem::take(&mut batch.gone));
        self.gone.destroy(&self.shared);
        let micros = self.shared.clock.elapsed().saturating_sub(started).as_micros();
        batch.answer(&version, u64::try_from(micros).unwrap_or(u64::MAX));
        self.snapshotter.offer(&self.book, &self.shared);
    }

    /// Entries first, then the anchor: the store may be ahead of its anchor, never behind it.
    fn persist(&mut self, batch: &Batch) -> Result<(), JournalError> {
        let from = self.shared.version().size;
        self.shared.journal.append(from, &batch.leaves)?;
        let head = self.book.head();
        let signed = self.shared.sign_checkpoint(head.size, head.root, self.book.state());
        let no_key = || JournalError::new("signing the checkpoint", "no log key in force is held");
        let next = signed.ok_or_else(no_key)?.into_bytes();
        self.anchor.replace(self.anchored.as_deref(), &next)?;
        self.anchored = Some(next);
        self.shared.push_hashes(&batch.hashes);
        Ok(())
    }

    fn confirm_clock(&mut self) {
        self.time.confirm(&*self.shared.clock, self.book.head().recorded_at);
        let mut halt = crate::shared::lock(&self.shared.halt);
        if matches!(*halt, Some(Halt::Clock(_))) {
            tracing::warn!(origin = %self.shared.origin, "an operator confirmed the clock");
            *halt = None;
        }
    }
}

/// An error with its sources, for the operator.
pub(crate) fn describe(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        source = inner.source();
    }
    text
}
