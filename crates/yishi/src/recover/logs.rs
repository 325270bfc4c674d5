//! The log keys under which checkpoints of a book are believed: those whose files lie in the folder of the keys, else the one that the
//! first entry names, or the one that the operator brings.

use crate::failure::Failure;
use crate::key_file::{KeyFile, Purpose};
use crate::layout::DataFolder;
use yishi_log::checkpoint::{Checkpoint, LogVerifier};

/// Keys of one book's log; at least one.
#[derive(Clone, Debug)]
pub struct Logs(Vec<LogVerifier>);

impl Logs {
    /// What is believed of a book whose first entry names `named`.
    ///
    /// # Errors
    /// When no key is known.
    pub fn of(
        folder: &DataFolder,
        brought: Option<&LogVerifier>,
        named: Option<&str>,
    ) -> Result<Self, Failure> {
        let mut logs: Vec<LogVerifier> = match brought {
            Some(log) => vec![log.clone()],
            None => kept(folder),
        };
        if logs.is_empty() {
            logs.extend(named.and_then(|vkey| LogVerifier::parse(vkey).ok()));
        }
        if !logs.is_empty() {
            return Ok(Self(logs));
        }
        Err(Failure::Refused(format!(
            "no log key is known: {} cannot be read, nor can the first entry. Put the key back, or give --vkey",
            folder.key("log").display()
        )))
    }

    /// What a note says, and the key that has signed it.
    ///
    /// # Errors
    /// When none of them has.
    pub fn open(&self, note: &[u8]) -> Result<(&LogVerifier, Checkpoint), String> {
        let mut reason = String::new();
        for log in &self.0 {
            match log.open(note) {
                Ok(checkpoint) => return Ok((log, checkpoint)),
                Err(error) => reason = error.to_string(),
            }
        }
        Err(reason)
    }

    /// The name of the book.
    pub fn origin(&self) -> &str {
        self.0.first().map_or("", LogVerifier::name)
    }
}

/// The keys whose files are there: `log.key`, and those that took its place.
fn kept(folder: &DataFolder) -> Vec<LogVerifier> {
    let Ok(files) = std::fs::read_dir(&folder.book.keys) else { return Vec::new() };
    let mut files: Vec<_> = files.filter_map(Result::ok).map(|file| file.path()).collect();
    files.sort();
    let of_log = |name: &str| name.starts_with("log") && name.ends_with(".key");
    files.retain(|path| path.file_name().is_some_and(|name| of_log(&name.to_string_lossy())));
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

    #[test]
    fn a_checkpoint_of_any_key_of_the_log_is_one_of_the_book() {
        let guard = tempfile::tempdir().unwrap();
        let origin = "a.org/b-00000000";
        let folder = DataFolder::create(&guard.path().join("b"), origin, Places::default()).unwrap();
        assert!(Logs::of(&folder, None, None).is_err());
        for (name, seed) in [("log", 1), ("log-2", 2)] {
            KeyFile::from_seed(Purpose::Log, [seed; 32]).write(&folder.key(name)).unwrap();
        }
        KeyFile::from_seed(Purpose::Engine, [3; 32]).write(&folder.key("engine")).unwrap();
        let logs = Logs::of(&folder, None, None).unwrap();
        let note = |seed: u8| {
            let checkpoint = Checkpoint { origin: origin.to_owned(), size: 0, root: empty_root() };
            checkpoint.sign(&LogKey::from_seed(&[seed; 32])).into_bytes()
        };
        assert!(logs.open(&note(1)).is_ok() && logs.open(&note(2)).is_ok());
        assert!(logs.open(&note(3)).is_err());
        let brought = LogVerifier::new(origin, &LogKey::from_seed(&[3; 32]).public()).unwrap();
        let logs = Logs::of(&folder, Some(&brought), None).unwrap();
        assert!(logs.open(&note(3)).is_ok() && logs.open(&note(1)).is_err());
    }
}
