//! The ground on which a book is changed: an exported bundle, audited again and again under the key that was pinned.

use super::bench::Mark;
use crate::fixture::{Exported, Story, exported};
use yishi_audit::bundle::Bundle;
use yishi_audit::{Check, Pin, Plan, Progress, Report, Since, verify, verify_since};
use yishi_book::{Entry, Envelope, Finding, Seen};
use yishi_core::{Digest, Event};
use yishi_log::chain::ChainHash;
use yishi_log::checkpoint::Checkpoint;
use yishi_log::leaf::Leaf;
use yishi_log::tree::{Frontier, leaf_hash};

/// What an audit of the bytes looks at.
pub const BYTES: [Check; 5] = [Check::Chain, Check::Tree, Check::Checkpoint, Check::Signatures, Check::Texts];
/// And the rules.
pub const EVERYTHING: [Check; 6] =
    [Check::Chain, Check::Tree, Check::Checkpoint, Check::Signatures, Check::Texts, Check::Replay];

pub struct Ground {
    pub story: Story,
    pub bundle: Exported,
    pub pin: Pin,
    /// A second history of the same book, from which entries are spliced in.
    pub fork: Vec<Vec<u8>>,
}

impl Ground {
    pub fn of(story: Story) -> Self {
        let (bundle, pin) = (exported(&story), story.pinned());
        Self { story, bundle, pin, fork: Vec::new() }
    }

    /// The same with a second history of its book.
    pub fn beside(self, fork: Story) -> Self {
        Self { fork: fork.leaves, ..self }
    }

    /// A book of entries in form only, which no exporter takes.
    pub fn of_form(story: Story) -> Self {
        let bundle = Exported::empty();
        bundle.set_leaves(&story.leaves);
        bundle.set("checkpoint", story.checkpoint.as_bytes());
        let pin = story.pinned();
        Self { story, bundle, pin, fork: Vec::new() }
    }

    pub fn size(&self) -> u64 {
        self.story.leaves.len() as u64
    }

    /// On one thread, because the mutations themselves run on all.
    pub fn audit(&self, checks: &[Check]) -> Report {
        let bundle = Bundle::open(&self.bundle.folder).unwrap();
        verify(&bundle, &self.plan(checks), &Progress::hidden()).unwrap()
    }

    fn plan(&self, checks: &[Check]) -> Plan {
        Plan { checks: checks.iter().copied().collect(), pin: self.pin.clone(), limit: 10_000, threads: 1 }
    }

    /// The audit of the bytes of another book in the place of this one.
    pub fn with_book(&self, book: &[u8]) -> Report {
        self.bundle.set("book.jsonl", book);
        self.audit(&BYTES)
    }

    /// The same of other leaves.
    pub fn with_leaves(&self, leaves: &[Vec<u8>]) -> Report {
        self.with_book(&lines(leaves))
    }

    /// What an operator with the keys of log and engine makes of other leaves: numbered, chained and hashed anew, checkpoint and timers signed
    /// anew. Everything is audited.
    pub fn signed_anew(&self, leaves: &[Vec<u8>]) -> Report {
        let leaves = self.resealed(leaves);
        self.bundle.set_leaves(&leaves);
        self.bundle.set("checkpoint", self.note_over(&leaves).as_bytes());
        self.audit(&EVERYTHING)
    }

    /// The findings of an audit that goes on from a checkpoint over these leaves.
    pub fn since(&self, leaves: &[Vec<u8>], checks: &[Check]) -> Vec<Finding> {
        self.going_on_from(&checkpoint_over(&self.story.cast.origin, leaves).into(), checks)
    }

    /// The findings of an audit that goes on from a checkpoint.
    pub fn going_on_from(&self, since: &Since, checks: &[Check]) -> Vec<Finding> {
        let plan = self.plan(checks);
        let bundle = Bundle::open(&self.bundle.folder).unwrap();
        verify_since(&bundle, &plan, Some(since), &Progress::hidden()).unwrap().findings
    }

    /// Timers name the checkpoint that the engine had seen: it has now seen another one. Those that were changed on purpose stay as they are.
    fn resealed(&self, leaves: &[Vec<u8>]) -> Vec<Vec<u8>> {
        let (key, mut prev, mut frontier) =
            (self.story.cast.engine_key(), ChainHash::START, Frontier::default());
        let mut sealed = Vec::with_capacity(leaves.len());
        for (index, leaf) in (0..).zip(leaves) {
            let leaf = match Leaf::parse(leaf) {
                Err(_) => leaf.clone(),
                Ok(parsed) if self.is_honest_timer(&parsed) => {
                    let mut envelope = Envelope::parse(parsed.command.as_bytes()).unwrap();
                    envelope.seen = Seen { size: index, root: Digest(frontier.root().0) };
                    let command = String::from_utf8(envelope.encode().unwrap()).unwrap();
                    let signature = key.sign_command(command.as_bytes());
                    Leaf { index, prev, command: &command, signature, ..parsed }.encode().unwrap()
                }
                Ok(parsed) => Leaf { index, prev, ..parsed }.encode().unwrap(),
            };
            prev = ChainHash::of(&leaf);
            frontier.push(leaf_hash(&leaf));
            sealed.push(leaf);
        }
        sealed
    }

    fn is_honest_timer(&self, leaf: &Leaf<'_>) -> bool {
        let same = |honest: &Vec<u8>| {
            let honest = Leaf::parse(honest).unwrap();
            (honest.command, honest.signature, honest.key) == (leaf.command, leaf.signature, leaf.key)
        };
        let mut known = self.story.leaves.iter().chain(&self.fork);
        leaf.key == self.story.cast.engine_key().public() && known.any(same)
    }

    pub fn note_over(&self, leaves: &[Vec<u8>]) -> String {
        checkpoint_over(&self.story.cast.origin, leaves).sign(&self.story.cast.log_key())
    }

    /// Puts the honest book back.
    pub fn restore(&self) {
        self.bundle.set_leaves(&self.story.leaves);
        self.bundle.set("checkpoint", self.story.checkpoint.as_bytes());
    }

    /// The honest leaves with one of them changed.
    pub fn changed(&self, index: usize, change: impl FnOnce(&mut Vec<u8>)) -> Vec<Vec<u8>> {
        let mut leaves = self.story.leaves.clone();
        change(&mut leaves[index]);
        leaves
    }

    /// What follows at later entries, and of texts, when an entry is gone or says something else: a key that it enrols is unknown, a text that
    /// it brings belongs to nobody, and one that it withholds is only missing.
    pub fn follows(&self, index: usize) -> Vec<Mark> {
        let Ok(entry) = Entry::parse(&self.story.leaves[index]) else { panic!("an honest entry") };
        let later = (index as u64 + 1)..=self.size();
        let enrols = |event: &Event| {
            matches!(event, Event::BookCreated(_) | Event::KeysEnrolled(_) | Event::KeyRevoked(_))
        };
        let mut marks = Vec::new();
        if entry.events.iter().any(enrols) {
            marks.extend(later.clone().map(|at| (Some(at), "key")));
        }
        if !entry.envelope.command.texts().is_empty() {
            marks.extend([(None, "text"), (Some(index as u64), "text"), (Some(index as u64 + 1), "text")]);
        }
        let withholds = |event: &Event| matches!(event, Event::TextRedacted(_) | Event::MemberErased(_));
        if entry.events.iter().any(withholds) {
            marks.extend((0..self.size()).map(|at| (Some(at), "text")));
        }
        // What it says of log keys is the word by which the checkpoint's is judged.
        if entry.events.iter().any(|event| matches!(event, Event::LogKeyRotated(_))) {
            marks.push((None, "checkpoint"));
        }
        marks
    }
}

/// The lines of a book.
pub fn lines(leaves: &[Vec<u8>]) -> Vec<u8> {
    let mut book = Vec::new();
    for leaf in leaves {
        book.extend_from_slice(leaf);
        book.push(b'\n');
    }
    book
}

pub fn checkpoint_over(origin: &str, leaves: &[Vec<u8>]) -> Checkpoint {
    let mut frontier = Frontier::default();
    leaves.iter().for_each(|leaf| frontier.push(leaf_hash(leaf)));
    Checkpoint { origin: origin.to_owned(), size: frontier.size(), root: frontier.root() }
}

/// Numbers and chains leaves anew. What is no leaf any more stays as it is.
pub fn rechained(leaves: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut prev = ChainHash::START;
    let mut chained = Vec::with_capacity(leaves.len());
    for (index, leaf) in (0..).zip(leaves) {
        let leaf = match Leaf::parse(leaf) {
            Ok(parsed) => Leaf { index, prev, ..parsed }.encode().unwrap(),
            Err(_) => leaf.clone(),
        };
        prev = ChainHash::of(&leaf);
        chained.push(leaf);
    }
    chained
}
