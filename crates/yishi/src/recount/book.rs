//! A bundle replayed to the state of its book.

use crate::console::progress;
use crate::failure::Failure;
use anyhow::Context;
use std::path::Path;
use yishi_audit::bundle::{BatchReader, Bundle, CHECKPOINT, DOCUMENTS};
use yishi_book::{Book, SignatureCheck};
use yishi_core::{DocumentHash, Poll, State};
use yishi_log::checkpoint::Checkpoint;

/// A replayed bundle.
pub struct BundleBook {
    book: Book,
    bundle: Bundle,
}

impl BundleBook {
    /// Runs the rules over every entry of a bundle. One that is not in order, or not the whole of what its checkpoint
    /// covers, is refused: its votes are nobody's.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let bundle = Bundle::open(path).context("the bundle cannot be read")?;
        let checkpoint = checkpoint(&bundle)?;
        let mut reader = BatchReader::new(bundle.book().context("the bundle cannot be read")?.content);
        let mut book = Book::new(&checkpoint.origin);
        let bar = progress("replaying", usize::try_from(checkpoint.size).unwrap_or(usize::MAX));
        loop {
            let batch = reader.next_batch().context("the bundle cannot be read")?;
            if batch.is_empty() {
                break;
            }
            for (index, line) in batch.lines() {
                replay(&mut book, path, index, line)?;
                bar.inc(1);
            }
        }
        bar.finish_and_clear();
        let head = book.head();
        if (head.size, head.root) != (checkpoint.size, checkpoint.root) {
            let reason = format!("its checkpoint covers {} entries, it has {}", checkpoint.size, head.size);
            return Err(not_in_order(path, &reason));
        }
        Ok(Self { book, bundle })
    }

    /// The book's name.
    pub fn origin(&self) -> &str {
        self.book.origin()
    }

    /// How many entries it has.
    pub fn entries(&self) -> u64 {
        self.book.size()
    }

    /// Its state after the last entry.
    pub fn state(&self) -> &State {
        self.book.state()
    }

    /// What a poll is about, in one line; the hash of the title when the bundle lacks the text.
    pub fn title(&self, poll: &Poll) -> Result<String, Failure> {
        let Some(matter) = self.state().matters.get(&poll.matter) else { return Ok(poll.id.to_string()) };
        Ok(self.document(matter.title)?.unwrap_or_else(|| matter.title.to_string()))
    }

    fn document(&self, hash: DocumentHash) -> Result<Option<String>, Failure> {
        let data = self.bundle.read(&format!("{DOCUMENTS}/{hash}")).context("a text cannot be read")?;
        let words = data.map(|data| String::from_utf8_lossy(&data).into_owned());
        Ok(words.map(|words| words.split_whitespace().collect::<Vec<_>>().join(" ")))
    }
}

fn checkpoint(bundle: &Bundle) -> Result<Checkpoint, Failure> {
    let note = bundle.read(CHECKPOINT).context("the bundle cannot be read")?;
    let note = note.ok_or_else(|| not_in_order(bundle.path(), "it has no checkpoint"))?;
    Checkpoint::parse_unverified(&note).map_err(|error| not_in_order(bundle.path(), &error.to_string()))
}

fn replay(book: &mut Book, path: &Path, index: u64, line: &[u8]) -> Result<(), Failure> {
    match book.replay_with(line, SignatureCheck::Done).first() {
        None => Ok(()),
        Some(finding) => {
            let reason = format!("entry {index}, {}: {}", finding.check, finding.message);
            Err(not_in_order(path, &reason))
        }
    }
}

fn not_in_order(path: &Path, reason: &str) -> Failure {
    Failure::Refused(format!(
        "{} is not in order: {reason}; nothing was counted, `yishi audit replay` lists everything that is wrong",
        path.display()
    ))
}
