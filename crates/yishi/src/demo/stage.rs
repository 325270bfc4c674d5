//! The stage: the running book, the clock of the stories, and what is told on the way.

use super::people::{Person, seed};
use crate::author::{self, Author, Order};
use crate::failure::Failure;
use crate::host::{Entropy, StoryClock};
use serde::Serialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use yishi_core::{Assistance, Command, Commitment, DocumentHash, TimeMs};
use yishi_engine::{Accepted, Clock, Engine, Text, Version};

/// A minute in milliseconds.
pub const MINUTE_MS: u64 = 60 * 1000;
/// An hour in milliseconds.
pub const HOUR_MS: u64 = 60 * MINUTE_MS;
/// A day in milliseconds.
pub const DAY_MS: u64 = 24 * HOUR_MS;

/// A line told about a story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// A story begins.
    Title(String),
    /// Something happened.
    Step(String),
}

/// Bytes that follow from a counter: the demo's salts and nonces, the same in every run.
#[derive(Debug, Default)]
struct DemoEntropy(AtomicU64);

impl Entropy for DemoEntropy {
    fn fill(&self, bytes: &mut [u8]) -> anyhow::Result<()> {
        let block = seed(&format!("bytes {}", self.0.fetch_add(1, Ordering::SeqCst)));
        for (byte, drawn) in bytes.iter_mut().zip(block.iter().cycle()) {
            *byte = *drawn;
        }
        Ok(())
    }
}

/// Where the stories are played.
pub struct Stage {
    /// The book.
    pub engine: Engine,
    /// When the demo was started: no story may reach beyond.
    pub started: TimeMs,
    /// What was told.
    pub told: Vec<Told>,
    clock: Arc<StoryClock>,
    entropy: DemoEntropy,
}

impl Stage {
    /// A stage over an empty book.
    pub fn new(engine: Engine, clock: Arc<StoryClock>, started: TimeMs) -> Self {
        Self { engine, started, told: Vec::new(), clock, entropy: DemoEntropy::default() }
    }

    /// The time of the stories.
    pub fn now(&self) -> TimeMs {
        self.clock.now()
    }

    /// The book as it stands.
    pub fn version(&self) -> Arc<Version> {
        self.engine.version()
    }

    /// Lets time pass until `at`; never back.
    pub fn advance_to(&self, at: TimeMs) {
        self.clock.set(at.max(self.now()));
    }

    /// Lets time pass.
    pub fn advance(&self, ms: u64) {
        self.clock.set(TimeMs(self.now().0.saturating_add(ms)));
    }

    /// Begins a story.
    pub fn title(&mut self, words: impl Into<String>) {
        self.told.push(Told::Title(words.into()));
    }

    /// Tells a step.
    pub fn step(&mut self, words: impl Into<String>) {
        self.told.push(Told::Step(words.into()));
    }

    /// A public document.
    pub fn document(&self, words: &str) -> (DocumentHash, Text) {
        author::document(words)
    }

    /// A statement with a salt of its own.
    pub fn statement(&self, words: &str) -> Result<(Commitment, Text), Failure> {
        Ok(author::statement(words, self.salt()?))
    }

    /// A private text with a salt of its own.
    pub fn vault(&self, words: &str) -> Result<(Commitment, Text), Failure> {
        Ok(author::vault(words, self.salt()?))
    }

    /// A salt of its own.
    pub fn salt(&self) -> Result<[u8; 32], Failure> {
        Ok(crate::host::draw(&self.entropy)?)
    }

    /// Signs and submits; a minute passes.
    pub async fn act(
        &self,
        who: &Person,
        command: impl Into<Command>,
        texts: Vec<Text>,
    ) -> Result<Accepted, Failure> {
        self.advance(MINUTE_MS);
        self.send(&who.author, command.into(), None, texts).await
    }

    /// Signs and submits for somebody else; a minute passes.
    pub async fn assist(
        &self,
        clerk: &Person,
        principal: &Person,
        command: impl Into<Command>,
        mut texts: Vec<Text>,
    ) -> Result<Accepted, Failure> {
        self.advance(MINUTE_MS);
        let (evidence, text) = self.vault("签字的委托书(扫描件,演示)")?;
        texts.push(text);
        let assistance = Assistance { principal: principal.id().clone(), evidence };
        self.send(&clerk.author, command.into(), Some(assistance), texts).await
    }

    /// Signs and submits without letting time pass.
    pub async fn send(
        &self,
        who: &Author,
        command: Command,
        assistance: Option<Assistance>,
        texts: Vec<Text>,
    ) -> Result<Accepted, Failure> {
        let order = Order { command, assistance, now: self.now() };
        author::act(&self.engine, who, order, texts, &self.entropy).await
    }

    /// A command that must be refused; answers the words of the refusal.
    pub async fn refused(&self, who: &Person, command: impl Into<Command>) -> Result<String, Failure> {
        match self.act(who, command, vec![]).await {
            Err(Failure::Refused(words)) => Ok(words),
            Err(other) => Err(other),
            Ok(accepted) => Err(Failure::Refused(format!(
                "entry {} of the demo should have been refused",
                accepted.index
            ))),
        }
    }
}
