//! The log keys under which checkpoints of a book are believed: those that its entries name, each for the sizes that it signs, whether
//! its file is still there or not; and for what the entries do not reach, those whose files are there, or the one that the operator brings.

use crate::failure::Failure;
use crate::key_file::{KeyFile, Purpose};
use crate::layout::DataFolder;
use yishi_core::{LogKeySpan, keys_at};
use yishi_engine::signed_elsewhere;
use yishi_log::checkpoint::{Checkpoint, LogVerifier};

/// Keys of one book's log; at least one.
#[derive(Clone, Debug)]
pub struct Logs {
    origin: String,
    /// Those that the entries name.
    spans: Vec<LogKeySpan>,
    /// Those that they do not.
    others: Vec<LogVerifier>,
}

/// Why a note counts for nothing.
#[derive(Clone, Debug)]
pub enum Unopened {
    /// It is of this book, and of a key that is unknown here: evidence of entries, though nobody here can check it.
    UnknownKey {
        /// What it says, unverified.
        checkpoint: Checkpoint,
        /// The id of the key.
        id: String,
    },
    /// It is of another book, or not signed by whom it names, or by a key that does not sign its size.
    Refused(String),
}

impl Unopened {
    /// In words.
    pub fn reason(&self) -> String {
        match self {
            Self::Refused(reason) => reason.clone(),
            Self::UnknownKey { checkpoint, id } => format!(
                "the checkpoint over {} entries is signed by a key that is not here (key id {id}): `log.key` or a `log-N.key` is missing",
                checkpoint.size
            ),
        }
    }
}

impl Logs {
    /// What is believed of a book whose entries name `spans`. A key that is brought must be one of them; where it is not, the entries
    /// are not believed to name the right ones.
    ///
    /// # Errors
    /// When no key is known.
    pub fn of(
        folder: &DataFolder,
        brought: Option<&LogVerifier>,
        spans: &[LogKeySpan],
    ) -> Result<Self, Failure> {
        let named = |log: &LogVerifier| spans.iter().any(|span| span.log_vkey == log.to_vkey());
        let (spans, others) = match brought {
            Some(log) if named(log) => (spans.to_vec(), Vec::new()),
            Some(log) => (Vec::new(), vec![log.clone()]),
            None => (spans.to_vec(), kept(folder).into_iter().filter(|log| !named(log)).collect()),
        };
        if spans.is_empty() && others.is_empty() {
            return Err(Failure::Refused(format!(
                "no log key is known: {} cannot be read, nor can the first entry. Put the key back, or give --vkey",
                folder.key("log").display()
            )));
        }
        Ok(Self { origin: folder.book.origin.clone(), spans, others })
    }

    /// Those that the entries of a judged copy name.
    pub fn named(origin: &str, spans: Vec<LogKeySpan>) -> Self {
        Self { origin: origin.to_owned(), spans, others: Vec::new() }
    }

    /// What a note says, and the key that has signed it.
    ///
    /// # Errors
    /// When none of them has that signs its size.
    pub fn open(&self, note: &[u8]) -> Result<(LogVerifier, Checkpoint), Unopened> {
        let refuse = |reason: String| Unopened::Refused(reason);
        let size = Checkpoint::parse_unverified(note).map_err(|error| refuse(error.to_string()))?.size;
        let in_force = keys_at(&self.spans, size).filter_map(verifier).chain(self.others.iter().cloned());
        let mut reason = "no log key of this book signs that size".to_owned();
        for log in in_force {
            match log.open(note) {
                Ok(checkpoint) => return Ok((log, checkpoint)),
                Err(error) => reason = error.to_string(),
            }
        }
        for span in self.spans.iter().filter(|span| !span.signs(size)) {
            let until = span.until_size.map_or_else(String::new, |until| format!(" to {until}"));
            if verifier(span).is_some_and(|log| log.open(note).is_ok()) {
                return Err(refuse(format!(
                    "the checkpoint of {size} entries is signed by {}, which signs sizes {}{until} only: it was rotated",
                    span.log_vkey, span.from_size
                )));
            }
        }
        let known: Vec<LogVerifier> =
            self.spans.iter().filter_map(verifier).chain(self.others.iter().cloned()).collect();
        Err(match signed_elsewhere(&self.origin, note, &known) {
            Some((checkpoint, id)) => Unopened::UnknownKey { checkpoint, id },
            None => refuse(reason),
        })
    }

    /// Whether the entries name a key as one that signs a size.
    pub fn sign(&self, log: &LogVerifier, size: u64) -> bool {
        keys_at(&self.spans, size).any(|span| span.log_vkey == log.to_vkey())
    }

    /// The first key of the book that is known: who believes it is led to the later ones by the entries.
    pub fn first(&self) -> Option<LogVerifier> {
        self.spans.iter().filter_map(verifier).chain(self.others.iter().cloned()).next()
    }

    /// The name of the book.
    pub fn origin(&self) -> &str {
        &self.origin
    }
}

fn verifier(span: &LogKeySpan) -> Option<LogVerifier> {
    LogVerifier::parse(&span.log_vkey).ok()
}

/// The newest key that the entries name must be there: without it nothing is signed.
///
/// # Errors
/// When its file is not.
pub fn newest_is_there(folder: &DataFolder, spans: &[LogKeySpan]) -> Result<(), Failure> {
    let Some(newest) = spans.last().filter(|newest| newest.from_size > 0) else { return Ok(()) };
    if kept(folder).iter().any(|log| log.to_vkey() == newest.log_vkey) {
        return Ok(());
    }
    Err(Failure::Refused(format!(
        "no `log-N.key` in {} is {}, which signs since {} entries",
        folder.book.keys.display(),
        newest.log_vkey,
        newest.from_size
    )))
}

/// The keys whose files are there: `log.key`, and those that took its place.
pub fn kept(folder: &DataFolder) -> Vec<LogVerifier> {
    let files = folder.log_key_files().unwrap_or_default();
    let keys = files.iter().filter_map(|file| KeyFile::read(file).ok());
    let keys = keys.filter(|key| key.purpose == Purpose::Log);
    keys.filter_map(|key| LogVerifier::new(&folder.book.origin, &key.public.0).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Places;
    use yishi_log::key::LogKey;
    use yishi_log::tree::empty_root;

    const ORIGIN: &str = "a.org/b-00000000";

    fn note(size: u64, seed: u8) -> Vec<u8> {
        let checkpoint = Checkpoint { origin: ORIGIN.to_owned(), size, root: empty_root() };
        checkpoint.sign(&LogKey::from_seed(&[seed; 32])).into_bytes()
    }

    fn log(seed: u8) -> LogVerifier {
        LogVerifier::new(ORIGIN, &LogKey::from_seed(&[seed; 32]).public()).unwrap()
    }

    fn is_unknown(opened: Result<(LogVerifier, Checkpoint), Unopened>) -> bool {
        matches!(opened, Err(Unopened::UnknownKey { .. }))
    }

    #[test]
    fn a_checkpoint_of_any_key_of_the_log_is_one_of_the_book() {
        let guard = tempfile::tempdir().unwrap();
        let folder = DataFolder::create(&guard.path().join("b"), ORIGIN, Places::default()).unwrap();
        assert!(Logs::of(&folder, None, &[]).is_err());
        for (name, seed) in [("log", 1), ("log-2", 2)] {
            KeyFile::from_seed(Purpose::Log, [seed; 32]).write(&folder.key(name)).unwrap();
        }
        KeyFile::from_seed(Purpose::Engine, [3; 32]).write(&folder.key("engine")).unwrap();
        let logs = Logs::of(&folder, None, &[]).unwrap();
        assert!(logs.open(&note(0, 1)).is_ok() && logs.open(&note(0, 2)).is_ok());
        assert!(is_unknown(logs.open(&note(0, 3))));
        let logs = Logs::of(&folder, Some(&log(3)), &[]).unwrap();
        assert!(logs.open(&note(0, 3)).is_ok() && is_unknown(logs.open(&note(0, 1))));
    }

    #[test]
    fn a_key_signs_its_sizes_only_whether_its_file_is_there_or_not() {
        let guard = tempfile::tempdir().unwrap();
        let folder = DataFolder::create(&guard.path().join("b"), ORIGIN, Places::default()).unwrap();
        let span =
            |seed, from_size, until_size| LogKeySpan { log_vkey: log(seed).to_vkey(), from_size, until_size };
        let spans = [span(1, 0, Some(5)), span(2, 4, None)];
        for brought in [None, Some(log(1)), Some(log(2))] {
            let logs = Logs::of(&folder, brought.as_ref(), &spans).unwrap();
            for (size, seed, good) in [(3, 1, true), (5, 1, true), (3, 2, false), (5, 2, true), (9, 2, true)]
            {
                assert_eq!(logs.open(&note(size, seed)).is_ok(), good, "{size} by {seed}");
            }
            let Err(Unopened::Refused(reason)) = logs.open(&note(9, 1)) else { panic!("the old key alone") };
            assert!(reason.contains("signs sizes 0 to 5 only"), "{reason}");
            assert!(is_unknown(logs.open(&note(9, 3))));
        }
        // A file that the entries know nothing of may be that of a later key.
        KeyFile::from_seed(Purpose::Log, [2; 32]).write(&folder.key("log-2")).unwrap();
        let logs = Logs::of(&folder, None, &[span(1, 0, None)]).unwrap();
        assert!(logs.open(&note(9, 2)).is_ok() && !logs.sign(&log(2), 9) && logs.sign(&log(1), 9));
    }
}
