//! Where a book lies on disk: a data folder, and outside of it the keys and the anchor.
//!
//! ```text
//! DIR/book.toml     origin, and where keys and anchor are
//! DIR/journal/      the entries (sled)
//! DIR/texts/        documents, statements and vault texts, one file each
//! DIR/snapshots/    a cache; may be deleted
//! DIR.keys/         log.key, engine.key, registrar-1.key …   (never inside DIR: a backup of DIR holds no secret)
//! DIR.persons/      the keys under which texts lie, one file for each person (never inside DIR: a text whose key is destroyed stays unreadable in every copy of DIR)
//! DIR.anchor        the last signed checkpoint               (never inside DIR: an old copy of DIR shows)
//! DIR.anchor.cosigned  the last checkpoints that witnesses have cosigned, where the book has witnesses
//! ```

use crate::failure::Failure;
use anyhow::Context;
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The layout version that this program writes and reads.
const FORMAT: u32 = 1;

/// Most log keys that one book can have had.
const MAX_LOG_KEYS: u32 = 100;

/// What makes a folder a data folder.
const BOOK_FILE: &str = "book.toml";
/// The same while it is being written.
const BOOK_FILE_PART: &str = "book.toml.part";

/// What stands in `book.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookFile {
    format: u32,
    /// The book's name.
    pub origin: String,
    /// The folder of the keys, absolute.
    pub keys: PathBuf,
    /// The anchor file, absolute.
    pub anchor: PathBuf,
    /// The command whose founding of the book is not finished yet; absent once it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub founding: Option<String>,
}

/// A data folder with what `book.toml` says.
#[derive(Clone, Debug)]
pub struct DataFolder {
    /// The folder.
    pub root: PathBuf,
    /// Its `book.toml`.
    pub book: BookFile,
}

/// Where keys and anchor shall be, if not at their usual places.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// The folder of the keys.
    pub keys: Option<PathBuf>,
    /// The anchor file.
    pub anchor: Option<PathBuf>,
}

impl DataFolder {
    /// Lays out a new data folder; refuses one that holds anything, and secrets inside it.
    pub fn create(root: &Path, origin: &str, places: Places) -> Result<Self, Failure> {
        Self::lay_out(root, origin, places, None)
    }

    /// Lays out a new data folder at the usual places whose founding `command` will finish, however often it is begun.
    pub fn begin(root: &Path, origin: &str, command: &str) -> Result<Self, Failure> {
        Self::lay_out(root, origin, Places::default(), Some(command.to_owned()))
    }

    /// The same folder with nothing left of its founding to be done.
    pub fn founded(mut self) -> Result<Self, Failure> {
        self.book.founding = None;
        self.write()?;
        Ok(self)
    }

    /// Whether a folder was laid out.
    pub fn exists(root: &Path) -> bool {
        root.join(BOOK_FILE).exists()
    }

    fn lay_out(root: &Path, origin: &str, places: Places, founding: Option<String>) -> Result<Self, Failure> {
        let mut folder = Self::plan(root, origin, places)?;
        folder.book.founding = founding;
        folder.make()?;
        Ok(folder)
    }

    /// What [`DataFolder::create`] would lay out, with the same refusals and nothing made.
    pub fn plan(root: &Path, origin: &str, places: Places) -> Result<Self, Failure> {
        if root.exists() && holds_anything(root)? {
            return Err(Failure::Refused(format!("{} is not empty: choose a new folder", root.display())));
        }
        let root = spelled(root)?;
        let keys = std::path::absolute(places.keys.unwrap_or_else(|| beside(&root, "keys")))?;
        let anchor = std::path::absolute(places.anchor.unwrap_or_else(|| beside(&root, "anchor")))?;
        if keys.starts_with(&root) || anchor.starts_with(&root) {
            return Err(Failure::Usage("keys and anchor must lie outside the data folder".into()));
        }
        let book = BookFile { format: FORMAT, origin: origin.to_owned(), keys, anchor, founding: None };
        Ok(Self { root, book })
    }

    fn make(&self) -> Result<(), Failure> {
        std::fs::create_dir_all(&self.root)
            .with_context(|| format!("cannot create {}", self.root.display()))?;
        self.make_outside()?;
        self.write()
    }

    /// Makes what keys and anchor lie in.
    pub fn make_outside(&self) -> Result<(), Failure> {
        create_private(&self.book.keys)?;
        if let Some(parent) = self.book.anchor.parent() {
            std::fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
        }
        Ok(())
    }

    /// Whatever interrupts it, `book.toml` is there as a whole or not at all.
    fn write(&self) -> Result<(), Failure> {
        self.write_into(&self.root)
    }

    /// The same in a folder that is to take the place of the data folder.
    pub fn write_into(&self, root: &Path) -> Result<(), Failure> {
        let writing = || format!("{BOOK_FILE} cannot be written");
        let text = toml::to_string(&self.book).with_context(writing)?;
        let part = root.join(BOOK_FILE_PART);
        let mut file = std::fs::File::create(&part).with_context(writing)?;
        file.write_all(text.as_bytes()).with_context(writing)?;
        file.sync_all().with_context(writing)?;
        Ok(std::fs::rename(&part, root.join(BOOK_FILE)).with_context(writing)?)
    }

    /// Opens an existing data folder.
    pub fn open(root: &Path) -> Result<Self, Failure> {
        let file = root.join(BOOK_FILE);
        let text = std::fs::read_to_string(&file).with_context(|| {
            format!("{} is not a data folder of `yishi init` (book.toml cannot be read)", root.display())
        })?;
        let book: BookFile =
            toml::from_str(&text).with_context(|| format!("cannot read {}", file.display()))?;
        if book.format != FORMAT {
            return Err(Failure::Refused(format!(
                "{} has layout {}, this program reads layout {FORMAT}",
                root.display(),
                book.format
            )));
        }
        // One book has one folder of keys beside it, however its own is spelled: with a slash, as `.`, through a link.
        Ok(Self { root: spelled(root)?, book })
    }

    /// The store of the entries.
    pub fn journal(&self) -> PathBuf {
        self.root.join("journal")
    }

    /// The checkpoints that witnesses have cosigned, beside the anchor.
    pub fn cosigned(&self) -> PathBuf {
        beside(&self.book.anchor, "cosigned")
    }

    /// The folder of the texts.
    pub fn texts(&self) -> PathBuf {
        self.root.join("texts")
    }

    /// The folder of the snapshots.
    pub fn snapshots(&self) -> PathBuf {
        self.root.join("snapshots")
    }

    /// The folder of the keys under which statements and vault texts lie, `<id>.key` with one key each: beside the data
    /// folder, never inside it. Copies of it are replaced as a whole, so that they do not undo an erasure.
    pub fn persons(&self) -> PathBuf {
        beside(&self.root, "persons")
    }

    /// The files of log keys that are there, the founding one first, then by number.
    pub fn log_key_files(&self) -> Result<Vec<PathBuf>, Failure> {
        let numbers = 2..=MAX_LOG_KEYS;
        let names = std::iter::once("log".to_owned()).chain(numbers.map(|number| format!("log-{number}")));
        Ok(names.map(|name| self.key(&name)).filter(|file| file.exists()).collect())
    }

    /// Where the next log key goes: after all that were ever there.
    pub fn next_log_key(&self) -> Result<PathBuf, Failure> {
        let last = (2..=MAX_LOG_KEYS).rev().find(|number| self.key(&format!("log-{number}")).exists());
        let next = last.map_or(2, |last| last.saturating_add(1));
        if next > MAX_LOG_KEYS {
            return Err(Failure::Refused(format!(
                "{} holds {MAX_LOG_KEYS} log keys already",
                self.book.keys.display()
            )));
        }
        Ok(self.key(&format!("log-{next}")))
    }

    /// A key file by its name.
    pub fn key(&self, name: &str) -> PathBuf {
        self.book.keys.join(format!("{name}.key"))
    }
}

/// What an interrupted writing of `book.toml` left behind is nothing.
fn holds_anything(root: &Path) -> Result<bool, Failure> {
    for entry in std::fs::read_dir(root)? {
        if entry?.file_name() != BOOK_FILE_PART {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The one spelling of a path, of which the last folders need not be there yet.
fn spelled(path: &Path) -> Result<PathBuf, Failure> {
    if let Ok(found) = std::fs::canonicalize(path) {
        return Ok(found);
    }
    // Put together again, it has no slash at its end.
    let path: PathBuf = std::path::absolute(path)?.components().collect();
    match (path.parent(), path.file_name()) {
        (Some(above), Some(name)) => Ok(spelled(above)?.join(name)),
        _ => Ok(path),
    }
}

/// A path with something more in its last name.
pub fn beside(root: &Path, extension: &str) -> PathBuf {
    let mut name = root.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    PathBuf::from(name)
}

/// Creates a folder that only its owner can enter.
pub fn create_private(folder: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .with_context(|| format!("cannot create {}", folder.display()))?;
    Ok(())
}

/// A book's name: `<operator-domain>/<slug>-<8 hex>`, ASCII, at most 200 bytes.
pub fn origin(operator_domain: &str, slug: &str, unique: [u8; 4]) -> Result<String, Failure> {
    let domain_ok = operator_domain.contains('.')
        && operator_domain
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-');
    if !domain_ok {
        return Err(Failure::Usage(format!(
            "`{operator_domain}` is not a domain: write a lower-case ASCII domain that the operator holds, e.g. `example.org`"
        )));
    }
    let slug_ok =
        !slug.is_empty() && slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !slug_ok {
        return Err(Failure::Usage(format!(
            "`{slug}` is not a short name: use a-z, 0-9 and `-` (option --slug)"
        )));
    }
    let origin = format!("{operator_domain}/{slug}-{}", hex::encode(unique));
    if origin.len() > 200 {
        return Err(Failure::Usage("the book's name would be longer than 200 bytes".into()));
    }
    Ok(origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_anchor_lie_outside_the_data_folder() {
        let temporary = tempfile::tempdir().unwrap();
        let folder =
            DataFolder::create(&temporary.path().join("b"), "a.org/b-00000000", Places::default()).unwrap();
        assert!(!folder.book.keys.starts_with(&folder.root));
        assert!(!folder.book.anchor.starts_with(&folder.root));
        assert_eq!(DataFolder::open(&folder.root).unwrap().book, folder.book);
    }

    #[test]
    fn a_founding_that_was_begun_is_known_until_it_is_finished() {
        let temporary = tempfile::tempdir().unwrap();
        let root = temporary.path().join("b");
        std::fs::create_dir(&root).unwrap();
        std::fs::write(root.join(BOOK_FILE_PART), "format = ").unwrap();
        assert!(!DataFolder::exists(&root));
        let folder = DataFolder::begin(&root, "a.org/b-00000000", "import submissions").unwrap();
        let founding = |root: &Path| DataFolder::open(root).unwrap().book.founding;
        assert_eq!(founding(&root).as_deref(), Some("import submissions"));
        folder.founded().unwrap();
        assert_eq!(founding(&root), None);
    }

    #[test]
    fn one_book_has_one_folder_of_keys_however_its_own_is_spelled() {
        let temporary = tempfile::tempdir().unwrap();
        let root = temporary.path().join("b");
        let begun = DataFolder::plan(&root.join(""), "a.org/b-00000000", Places::default()).unwrap();
        let folder = DataFolder::create(&root, "a.org/b-00000000", Places::default()).unwrap();
        assert_eq!((&begun.root, &begun.book), (&folder.root, &folder.book));
        std::os::unix::fs::symlink(&root, temporary.path().join("current")).unwrap();
        for spelled in [root.join(""), root.join("."), temporary.path().join("current"), root.join("../b/")] {
            let opened = DataFolder::open(&spelled).unwrap();
            assert_eq!(opened.persons(), folder.persons(), "{}", spelled.display());
            assert!(!opened.persons().starts_with(&folder.root));
        }
    }

    #[test]
    fn keys_inside_the_data_folder_are_refused() {
        let temporary = tempfile::tempdir().unwrap();
        let root = temporary.path().join("b");
        let places = Places { keys: Some(root.join("keys")), anchor: None };
        assert!(matches!(DataFolder::create(&root, "a.org/b-00000000", places), Err(Failure::Usage(_))));
    }

    #[test]
    fn an_origin_has_a_domain_a_slug_and_eight_digits() {
        assert_eq!(origin("example.org", "weiyang", [1, 2, 3, 4]).unwrap(), "example.org/weiyang-01020304");
        assert!(origin("example", "weiyang", [0; 4]).is_err());
        assert!(origin("example.org", "渭阳", [0; 4]).is_err());
        assert!(origin("example.org", &"a".repeat(179), [0; 4]).is_ok());
        assert!(origin("example.org", &"a".repeat(180), [0; 4]).is_err());
    }
}
