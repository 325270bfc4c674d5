//! A book read from its beginning and folded into its state, for questions about what stands in it.
//!
//! Events are taken as they stand: whether the rules give them is what `replay` finds out, and whether signatures hold `verify`. That the
//! entries are those of the signed checkpoint is checked here, so that an answer is about the book that the log answers for.
//!
//! Lines are parsed and hashed on all processors and folded in order on one: the answer is the same on any number.

use crate::bundle::{BOOK, Batch, BatchReader, Bundle, BundleError};
use crate::command::AuditError;
use crate::findings::Findings;
use crate::progress::Progress;
use crate::stream::{all_processors, stream};
use crate::trust::{Founding, Pin, Trusted, check_checkpoint};
use crate::words::{check_name, finding, moment, pick};
use serde::Serialize;
use std::io::{self, Write};
use std::ops::ControlFlow;
use yishi_book::{Entry, Envelope, Finding};
use yishi_core::{Actor, Context, Digest, Event, PublicKey, State, TimeMs, evolve};
use yishi_log::tree::{Frontier, TreeHash, leaf_hash};
use yishi_tally::Language;

/// An entry as it is passed by.
pub(crate) struct Passed<'a> {
    pub(crate) index: u64,
    pub(crate) at: TimeMs,
    pub(crate) leaf: &'a [u8],
    /// The key that signed it.
    pub(crate) key: PublicKey,
    /// What was signed.
    pub(crate) envelope: &'a Envelope,
    /// What it caused.
    pub(crate) events: &'a [Event],
    /// The state after it.
    pub(crate) state: &'a State,
}

/// A book that was read.
pub(crate) struct Reading {
    pub(crate) state: State,
    pub(crate) basis: Basis,
    pub(crate) findings: Findings,
}

/// On what an answer rests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Basis {
    /// The book.
    pub origin: String,
    /// How many entries it has.
    pub entries: u64,
    /// After how many of them the answer is given.
    pub as_of: u64,
    /// When the last of these was recorded.
    pub recorded_at_ms: u64,
    /// The root over these, in hex.
    pub root: String,
    /// The log key under which the checkpoint is good.
    pub log_key: Option<String>,
    /// Whether that key came from elsewhere than the bundle.
    pub pinned: bool,
}

/// Reads a book, folding the first `until` entries, or all of them.
pub(crate) fn read(
    bundle: &Bundle,
    pin: &Pin,
    until: Option<u64>,
    pass: &mut dyn FnMut(&Passed<'_>),
) -> Result<Reading, AuditError> {
    let mut findings = Findings::new(1000);
    let founding = Founding::read_keys(bundle)?;
    let trusted = check_checkpoint(bundle, pin, founding.as_ref(), None, &mut findings)?;
    let mut folding = Folding { until, ..Folding::default() };
    let progress = Progress::visible();
    progress.start(trusted.checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.size));
    let (reader, mut broken) = (BatchReader::new(bundle.book()?.content), None);
    let streamed =
        stream(reader, &|batch: &Batch| lines(batch, until), all_processors(), &mut |batch, lines| {
            let folded = batch
                .lines()
                .zip(lines)
                .try_for_each(|((index, leaf), line)| folding.entry(index, leaf, line, pass));
            progress.advance(folding.frontier.size());
            match folded {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    broken = Some(error);
                    ControlFlow::Break(())
                }
            }
        });
    if let Some(error) = broken {
        return Err(error);
    }
    streamed.map_err(|source| BundleError::new(&bundle.path().join(BOOK), source))?;
    progress.finish();
    folding.check_root(&trusted, &mut findings);
    let origin = founding.map(|founding| founding.origin).unwrap_or_default();
    folding.into_reading(origin, trusted, pin, findings)
}

/// What a line gives before it is known what stands before it.
struct Line {
    hash: TreeHash,
    /// Nothing beyond the entries that are folded.
    entry: Option<Result<Parsed, String>>,
}

/// What the fold takes of an entry.
struct Parsed {
    at: TimeMs,
    key: PublicKey,
    head: Digest,
    envelope: Envelope,
    events: Vec<Event>,
}

fn lines(batch: &Batch, until: Option<u64>) -> Vec<Line> {
    let line = |(index, leaf): (u64, &[u8])| {
        let wanted = until.is_none_or(|until| index < until);
        Line { hash: leaf_hash(leaf), entry: wanted.then(|| Parsed::of(leaf)) }
    };
    batch.lines().map(line).collect()
}

impl Parsed {
    fn of(leaf: &[u8]) -> Result<Self, String> {
        let Entry { leaf, envelope, events } = Entry::parse(leaf)?;
        Ok(Self {
            at: TimeMs(leaf.recorded_at_ms),
            key: PublicKey(leaf.key),
            head: Digest(leaf.prev.0),
            envelope,
            events,
        })
    }
}

#[derive(Default)]
struct Folding {
    until: Option<u64>,
    state: State,
    frontier: Frontier,
    as_of: u64,
    recorded_at: TimeMs,
    root: Option<TreeHash>,
}

impl Folding {
    fn entry(
        &mut self,
        index: u64,
        leaf: &[u8],
        line: Line,
        pass: &mut dyn FnMut(&Passed<'_>),
    ) -> Result<(), AuditError> {
        self.frontier.push(line.hash);
        let Some(entry) = line.entry else { return Ok(()) };
        let Parsed { at, key, head, envelope, events } =
            entry.map_err(|reason| AuditError::Broken { index, reason })?;
        let context = Context { index, at, ruleset: self.state.ruleset, head };
        evolve(&mut self.state, &Actor::from(&envelope), &envelope.command, &events, context);
        (self.as_of, self.recorded_at) = (index.saturating_add(1), at);
        if self.until == Some(self.as_of) {
            self.root = Some(self.frontier.root());
        }
        let state = &self.state;
        pass(&Passed { index, at, leaf, key, envelope: &envelope, events: &events, state });
        Ok(())
    }

    fn check_root(&self, trusted: &Trusted, findings: &mut Findings) {
        let Some(checkpoint) = &trusted.checkpoint else { return };
        if (checkpoint.size, checkpoint.root) != (self.frontier.size(), self.frontier.root()) {
            let message = format!(
                "the checkpoint covers {} entries with the root {}, the book has {} with the root {}",
                checkpoint.size,
                checkpoint.root,
                self.frontier.size(),
                self.frontier.root()
            );
            findings.whole("tree", message);
        }
    }

    fn into_reading(
        self,
        origin: String,
        trusted: Trusted,
        pin: &Pin,
        findings: Findings,
    ) -> Result<Reading, AuditError> {
        if let Some(until) = self.until.filter(|until| *until > self.as_of) {
            let last = self.as_of.saturating_sub(1);
            let wanted = until.saturating_sub(1);
            return Err(AuditError::Usage(format!("the book has no entry {wanted}: its last is {last}")));
        }
        let basis = Basis {
            origin,
            entries: self.frontier.size(),
            as_of: self.as_of,
            recorded_at_ms: self.recorded_at.0,
            root: self.root.unwrap_or_else(|| self.frontier.root()).to_string(),
            pinned: matches!(pin, Pin::Policy(_) | Pin::Key(_)) && trusted.log_key.is_some(),
            log_key: trusted.log_key,
        };
        Ok(Reading { state: self.state, basis, findings })
    }
}

impl Basis {
    /// Says on what an answer rests.
    pub(crate) fn write_text(&self, language: Language, out: &mut dyn Write) -> io::Result<()> {
        let (size, at) = (self.as_of, moment(TimeMs(self.recorded_at_ms)));
        let key = match (&self.log_key, self.pinned) {
            (Some(_), true) => pick(language, "signed under your key", "已用您给出的公钥核对签名"),
            (Some(_), false) => {
                pick(language, "signed under the book's own key", "仅用台账自带的公钥核对签名")
            }
            (None, _) => pick(language, "signature not established", "签名未确认"),
        };
        match language {
            Language::English => {
                writeln!(out, "book        {} ({} entries, checkpoint {key})", self.origin, self.entries)?;
                writeln!(out, "as of       {size} entries, the last recorded {at} (China)")
            }
            Language::Chinese => {
                writeln!(out, "台账        {}（共 {} 条，检查点{key}）", self.origin, self.entries)?;
                writeln!(out, "截至        前 {size} 条，最后一条记于 {at}（北京时间）")
            }
        }
    }
}

/// Writes findings, one a line.
pub(crate) fn write_findings(
    findings: &[Finding],
    language: Language,
    out: &mut dyn Write,
) -> io::Result<()> {
    for Finding { index, check, message } in findings {
        let (message, check) = (finding(language, message), check_name(language, check));
        match (language, index) {
            (Language::English, Some(index)) => writeln!(out, "entry {index}: {check}: {message}")?,
            (Language::English, None) => writeln!(out, "the book: {check}: {message}")?,
            (Language::Chinese, Some(index)) => writeln!(out, "第 {index} 条：{check}：{message}")?,
            (Language::Chinese, None) => writeln!(out, "整本：{check}：{message}")?,
        }
    }
    Ok(())
}

/// Says how many findings there are.
pub(crate) fn write_count(count: usize, language: Language, out: &mut dyn Write) -> io::Result<()> {
    match (language, count) {
        (Language::English, 0) => writeln!(out, "No findings."),
        (Language::English, 1) => writeln!(out, "1 finding."),
        (Language::English, count) => writeln!(out, "{count} findings."),
        (Language::Chinese, 0) => writeln!(out, "没有发现问题。"),
        (Language::Chinese, count) => writeln!(out, "发现 {count} 个问题。"),
    }
}
