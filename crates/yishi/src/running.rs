//! Opens the book of a data folder: the ports of the engine over sled and plain files.

use crate::console::remark;
use crate::failure::Failure;
use crate::given_up;
use crate::host::{self, SystemClock};
use crate::key_file::KeyFile;
use crate::layout::DataFolder;
use anyhow::Context;
use std::path::Path;
use std::sync::Arc;
use yishi_engine::memory::{MemoryAnchor, MemoryBlobs, MemoryJournal, MemorySnapshots};
use yishi_engine::{
    Against, Clock, CosignedStore, Engine, JournalError, LogKeys, OpenError, Ports, Witnessing,
    cosigned_notes,
};
use yishi_log::key::CommandKey;
use yishi_log::policy::Policy;
use yishi_sled::{
    FileAnchor, FileBlobs, FileCosigned, FileSnapshots, JournalOptions, PersonKeys, SETTLED, SledJournal,
    StoreFault,
};

/// The two keys with which a book runs.
pub struct BookKeys {
    /// Sign checkpoints: the founding key and those of rotations, as far as they are there.
    pub log: LogKeys,
    /// Signs timers.
    pub engine: CommandKey,
}

impl BookKeys {
    /// Reads the keys of a data folder.
    pub fn read(folder: &DataFolder) -> Result<Self, Failure> {
        Ok(Self { log: log_keys(folder)?, engine: KeyFile::read(&folder.key("engine"))?.command_key()? })
    }
}

/// The log keys of a data folder: `log.key`, then `log-2.key` and so on. Those of old may be gone.
pub fn log_keys(folder: &DataFolder) -> Result<LogKeys, Failure> {
    let mut found: Option<LogKeys> = None;
    for file in folder.log_key_files()? {
        let key = KeyFile::read(&file)?.log_key()?;
        found = Some(match found {
            Some(keys) => keys.and(key),
            None => key.into(),
        });
    }
    // Says what is missing, in the words of any other key file.
    found.map_or_else(|| Ok(KeyFile::read(&folder.key("log"))?.log_key()?.into()), Ok)
}

/// Opens the book of a data folder on a clock to be written to; refused when it is behind what witnesses have cosigned of it.
pub fn open(folder: &DataFolder, keys: BookKeys, clock: Arc<dyn Clock>) -> Result<Engine, Failure> {
    let engine = open_reading(folder, keys, clock)?;
    if !kept_notes(folder)?.is_empty() {
        remark(
            "warning: this book has witnesses, and they are not asked now whether they have seen more of it; after a disk was put back, run `yishi serve --witness-policy` first",
        );
    }
    engine.release();
    Ok(engine)
}

/// The same, to be read alone: no timer fires and no command is taken.
pub fn open_reading(folder: &DataFolder, keys: BookKeys, clock: Arc<dyn Clock>) -> Result<Engine, Failure> {
    let engine = open_held(folder, keys, clock)?;
    for note in kept_notes(folder)? {
        if engine.hold_against(note.as_bytes()).context("a cosigned checkpoint cannot be read")?
            == Against::Everything
        {
            let reason = engine.read_only().unwrap_or_default();
            engine.shutdown();
            return Err(Failure::Io(anyhow::anyhow!(
                "the book in {} cannot be opened: {reason}",
                folder.root.display()
            )));
        }
    }
    Ok(engine)
}

/// The notes that witnesses have cosigned, as they are kept beside the anchor.
pub fn kept_notes(folder: &DataFolder) -> Result<Vec<String>, Failure> {
    let read = FileCosigned::new(&folder.cosigned())
        .load()
        .and_then(|bytes| cosigned_notes(&bytes.unwrap_or_default()));
    Ok(read.context("the cosigned checkpoints cannot be read")?)
}

/// Opens the book under a policy of witnesses; it writes nothing until it is released.
pub fn open_witnessed(
    folder: &DataFolder,
    keys: BookKeys,
    clock: Arc<dyn Clock>,
    policy: Policy,
) -> Result<Engine, Failure> {
    let engine = open_held(folder, keys, clock)?;
    let store = Box::new(FileCosigned::new(&folder.cosigned()));
    if let Err(error) = engine.require_witnesses(Witnessing { policy, store }) {
        engine.shutdown();
        return Err(not_opened(&folder.root, error));
    }
    Ok(engine)
}

fn open_held(folder: &DataFolder, keys: BookKeys, clock: Arc<dyn Clock>) -> Result<Engine, Failure> {
    given_up::refuse(folder)?;
    let refused = |error, what| not_taken(&folder.root, error, what);
    let journal = SledJournal::open(&folder.journal(), JournalOptions::default())
        .map_err(|error| refused(error, "the store cannot be opened"))?;
    let anchor = FileAnchor::open(&folder.book.anchor)
        .map_err(|error| refused(error, "the anchor cannot be opened"))?;
    let ports = Ports {
        journal: Box::new(journal),
        anchor: Box::new(anchor),
        clock,
        blobs: Arc::new(open_texts(&folder.texts(), &folder.persons())?),
        snapshots: Box::new(
            FileSnapshots::open(&folder.snapshots()).context("the snapshots cannot be opened")?,
        ),
        log_keys: keys.log,
        engine_key: keys.engine,
    };
    Engine::open_held(&folder.book.origin, ports).map_err(|error| not_opened(&folder.root, error))
}

/// What stands in a folder of keys of persons: without it the folder is another one, an empty place where a disk belongs.
pub const MARK_OF_KEYS: &str = "keys-of-persons";

/// The texts of a data folder, under the keys that lie beside it.
///
/// # Errors
/// When they cannot be opened; when the store has put texts under keys, and the folder is not the one where they are.
pub fn open_texts(texts: &Path, persons: &Path) -> Result<FileBlobs, Failure> {
    let mark = persons.join(MARK_OF_KEYS);
    if !mark.exists() && texts.join(SETTLED).exists() {
        return Err(Failure::Refused(format!(
            "{} is not the folder of the keys of persons: {MARK_OF_KEYS} is not in it. Mount its disk, or put the newest copy of it back, and make that file in it; new keys would open nothing that was stored before. If the keys are lost for good, make the file in an empty folder: what lay under them is lost as well",
            persons.display()
        )));
    }
    let keys = PersonKeys::open(persons, host::fill).context("the keys of persons cannot be opened")?;
    if !mark.exists() {
        crate::secret_file::replace(&mark, b"1\n")
            .with_context(|| format!("cannot write {}", mark.display()))?;
    }
    Ok(FileBlobs::open(texts, keys).context("the texts cannot be opened")?)
}

/// A new book in memory, to try what would be written.
pub fn open_in_memory(origin: &str, keys: BookKeys) -> Result<Engine, Failure> {
    let ports = Ports {
        journal: Box::new(MemoryJournal::default()),
        anchor: Box::new(MemoryAnchor::default()),
        clock: Arc::new(SystemClock),
        blobs: Arc::new(MemoryBlobs::default()),
        snapshots: Box::new(MemorySnapshots::default()),
        log_keys: keys.log,
        engine_key: keys.engine,
    };
    Ok(Engine::open(origin, ports).context("a book cannot be opened in memory")?)
}

/// A book that another process has open is told apart from one that cannot be read.
pub fn not_taken(root: &Path, error: JournalError, what: &'static str) -> Failure {
    match error.source.downcast_ref::<StoreFault>() {
        Some(StoreFault::InUse { holder, .. }) => {
            Failure::InUse { data: root.to_owned(), holder: holder.clone() }
        }
        _ => Failure::Io(anyhow::Error::new(error).context(what)),
    }
}

fn not_opened(root: &Path, error: OpenError) -> Failure {
    let text = format!("the book in {} cannot be opened", root.display());
    Failure::Io(anyhow::Error::new(error).context(text))
}

/// The runtime on which commands wait for the engine.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    Ok(tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("no threads can be started")?)
}

/// Sends log lines to standard error; `RUST_LOG` overrides the level.
pub fn log_to_stderr(level: &str) {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(level));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second subscriber in one process (tests) is no fault: the first stays.
    drop(builder.try_init());
}
