//! Texts beside the log: one file each, named by class and hash, written as a whole, checked whenever read.
//!
//! Documents lie in the clear; statements and vault texts under the key of the member whom they concern, else under one of their own
//! (`sealing.rs`, `persons.rs`). Destroying a text unlinks its file and makes that durable; erasing a member destroys their key, so
//! that every other copy of their texts is lost with it. What was destroyed or erased is not written again while this store is open:
//! a text that was on its way meanwhile is refused.

mod persons;
mod sealing;
mod settle;

use crate::fault::StoreFault;
use crate::files::{self, UNFINISHED};
use persons::Holder;
pub use persons::{Draw, PersonKeys};
use sealing::{FRAME_BYTES, Lies};
pub use settle::SETTLED;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use yishi_core::{Commitment, MemberId, TextRef};
use yishi_engine::{BlobError, BlobStore, Text};

/// Largest text in bytes, without its frame.
pub const MAX_TEXT_BYTES: u64 = 16 * 1024 * 1024;

const CLASS_FOLDERS: [&str; 3] = ["documents", "statements", "vault"];
/// Places of which each holds the texts whose names begin alike.
const PLACES: usize = 64;

/// Texts of one book in one folder.
#[derive(Debug)]
pub struct FileBlobs {
    folder: PathBuf,
    keys: PersonKeys,
    /// Held to write, but by whoever destroys: no text that was on its way comes back after it.
    gone: RwLock<Gone>,
    /// Held by whoever writes a text of a place, so that no text ends under a key that another writer takes away.
    places: [Mutex<()>; PLACES],
    /// Gives each write an unfinished name of its own, as uploads run side by side.
    writes: AtomicU64,
}

/// What was destroyed since the store was opened; the engine destroys everything again that the book says.
#[derive(Debug, Default)]
struct Gone {
    texts: BTreeSet<Commitment>,
    members: BTreeSet<MemberId>,
}

impl FileBlobs {
    /// Opens or makes the folder and removes what was left half-written.
    ///
    /// # Errors
    /// When the folder cannot be made or read.
    pub fn open(folder: &Path, keys: PersonKeys) -> Result<Self, BlobError> {
        let prepare = || {
            for class in CLASS_FOLDERS {
                let class = folder.join(class);
                files::make_private_folder(&class)?;
                files::remove_unfinished(&class)?;
            }
            Ok(())
        };
        prepare()
            .map_err(|fault: StoreFault| fault.blob(format!("opening the texts in {}", folder.display())))?;
        let places = std::array::from_fn(|_| Mutex::default());
        let (gone, writes) = (RwLock::default(), AtomicU64::new(0));
        Ok(Self { folder: folder.to_owned(), keys, gone, places, writes })
    }

    fn path(&self, text: &TextRef) -> PathBuf {
        match text {
            TextRef::Document(hash) => self.folder.join("documents").join(hash.to_string()),
            TextRef::Statement(commitment) => self.folder.join("statements").join(commitment.to_string()),
            TextRef::Vault(commitment) => self.folder.join("vault").join(commitment.to_string()),
        }
    }

    fn writing(&self) -> RwLockReadGuard<'_, Gone> {
        self.gone.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn destroying(&self) -> RwLockWriteGuard<'_, Gone> {
        self.gone.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Documents have no keys, and need no turn.
    fn turn(&self, text: &TextRef) -> Option<MutexGuard<'_, ()>> {
        let [first, ..] = text.commitment()?.0;
        let place = self.places.get(usize::from(first) % PLACES)?;
        Some(place.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn try_put(&self, text: &Text, concerns: Option<&MemberId>) -> Result<TextRef, StoreFault> {
        let gone = self.writing();
        let reference = text.reference();
        let path = self.path(&reference);
        let bytes = u64::try_from(text.data().len()).unwrap_or(u64::MAX);
        if bytes > MAX_TEXT_BYTES {
            return Err(StoreFault::TooLarge { what: "the text".to_owned(), bytes, limit: MAX_TEXT_BYTES });
        }
        let _turn = self.turn(&reference);
        let stands = self.stands(&path, &reference)?;
        if stands.as_ref().is_some_and(|lies| suits(lies, &reference, concerns)) {
            // An earlier process may have died between the rename and the sync of the folder.
            files::sync_folder(files::parent(&path))?;
            return Ok(reference);
        }
        self.write(text, concerns, stands.as_ref(), &gone)?;
        files::sync_folder(files::parent(&path))?;
        Ok(reference)
    }

    /// Writes a text under the key that is right for it, the key first. The folder's names are not durable yet.
    fn write(
        &self,
        text: &Text,
        concerns: Option<&MemberId>,
        lay: Option<&Lies>,
        gone: &Gone,
    ) -> Result<(), StoreFault> {
        let reference = text.reference();
        let path = self.path(&reference);
        let bytes = match reference.commitment() {
            None => sealing::clear(text),
            Some(commitment) => self.sealed(text, &holder(commitment, concerns), gone)?,
        };
        let write = self.writes.fetch_add(1, Ordering::Relaxed);
        files::replace(&path, &path.with_extension(format!("{write}{UNFINISHED}")), &bytes)?;
        match (lay, concerns) {
            (Some(Lies::Under(own @ Holder::Text(_))), Some(_)) => {
                // The name must stand before the key of what it named goes.
                files::sync_folder(files::parent(&path))?;
                self.keys.destroy(own)
            }
            _ => Ok(()),
        }
    }

    fn sealed(&self, text: &Text, holder: &Holder, gone: &Gone) -> Result<Vec<u8>, StoreFault> {
        let reference = text.reference();
        if let Some(commitment) = reference.commitment().filter(|text| gone.texts.contains(text)) {
            return Err(StoreFault::Gone { what: format!("text {commitment}") });
        }
        if let Holder::Member(member) = holder
            && gone.members.contains(member)
        {
            return Err(StoreFault::Gone { what: format!("what concerns `{member}`") });
        }
        let key = self.keys.read_or_make(holder)?;
        let mut nonce = [0; 24];
        self.keys.fill(&mut nonce)?;
        let sealed = sealing::seal(text, holder, &key, nonce);
        sealed.map_err(|reason| StoreFault::file(&self.path(&reference), reason))
    }

    /// Where the text lies, if it is there and right; a damaged one, or one whose key is lost, is written again.
    fn stands(&self, path: &Path, reference: &TextRef) -> Result<Option<Lies>, StoreFault> {
        match self.try_get(reference) {
            Err(StoreFault::File { .. } | StoreFault::KeyMissing { .. }) => {
                tracing::error!(file = %path.display(), "a damaged text is replaced by the same text sent again");
                Ok(None)
            }
            read => Ok(read?.map(|(_, lies)| lies)),
        }
    }

    fn bytes(&self, wanted: &TextRef) -> Result<Option<Vec<u8>>, StoreFault> {
        files::read_whole(&self.path(wanted), MAX_TEXT_BYTES.saturating_add(FRAME_BYTES))
    }

    fn try_get(&self, wanted: &TextRef) -> Result<Option<(Text, Lies)>, StoreFault> {
        let Some(bytes) = self.bytes(wanted)? else { return Ok(None) };
        sealing::open(&bytes, &self.path(wanted), wanted, &self.keys).map(Some)
    }

    /// Whether the text can be read, as far as its head and the name of its key say.
    fn try_contains(&self, wanted: &TextRef) -> Result<bool, StoreFault> {
        let path = self.path(wanted);
        let Some(head) = files::read_head(&path, 64)? else { return Ok(false) };
        match sealing::lies(&head, wanted) {
            Some(Lies::Under(holder)) => self.keys.has(&holder),
            Some(Lies::Clear) | None => Ok(true),
        }
    }

    fn try_assign(&self, reference: &TextRef, member: &MemberId) -> Result<(), StoreFault> {
        let gone = self.writing();
        self.assign_holding(reference, Some(member), &gone)?;
        files::sync_folder(files::parent(&self.path(reference)))
    }

    /// Puts a text that is there under the key that is right for it; says whether it lay elsewhere.
    fn assign_holding(
        &self,
        reference: &TextRef,
        concerns: Option<&MemberId>,
        gone: &Gone,
    ) -> Result<bool, StoreFault> {
        let _turn = self.turn(reference);
        let Some((text, lies)) = self.try_get(reference)? else { return Ok(false) };
        if suits(&lies, reference, concerns) {
            return Ok(false);
        }
        self.write(&text, concerns, Some(&lies), gone)?;
        Ok(true)
    }

    fn try_destroy(&self, text: &TextRef) -> Result<(), StoreFault> {
        let mut gone = self.destroying();
        files::remove(&self.path(text))?;
        let Some(commitment) = text.commitment() else { return Ok(()) };
        gone.texts.insert(commitment);
        self.keys.destroy(&Holder::Text(commitment))
    }

    fn try_erase(&self, member: &MemberId) -> Result<(), StoreFault> {
        let mut gone = self.destroying();
        gone.members.insert(member.clone());
        self.keys.destroy(&Holder::Member(member.clone()))
    }
}

fn holder(commitment: Commitment, concerns: Option<&MemberId>) -> Holder {
    concerns.map_or(Holder::Text(commitment), |member| Holder::Member(member.clone()))
}

/// Whether a text lies where it should. Where nobody is named, whoever was named before stays.
fn suits(lies: &Lies, reference: &TextRef, concerns: Option<&MemberId>) -> bool {
    match (reference, lies, concerns) {
        (TextRef::Document(_), _, _) | (_, Lies::Under(_), None) => true,
        (_, Lies::Under(Holder::Member(found)), Some(member)) => found == member,
        (_, Lies::Under(Holder::Text(_)), Some(_)) | (_, Lies::Clear, _) => false,
    }
}

impl BlobStore for FileBlobs {
    fn put(&self, text: &Text, concerns: Option<&MemberId>) -> Result<TextRef, BlobError> {
        self.try_put(text, concerns).map_err(|fault| fault.blob("storing a text"))
    }

    fn contains(&self, text: &TextRef) -> Result<bool, BlobError> {
        self.try_contains(text).map_err(|fault| fault.blob("looking for a text"))
    }

    fn get(&self, text: &TextRef) -> Result<Option<Text>, BlobError> {
        let read = self.try_get(text).map_err(|fault| fault.blob("reading a text"))?;
        Ok(read.map(|(text, _)| text))
    }

    fn assign(&self, text: &TextRef, member: &MemberId) -> Result<(), BlobError> {
        self.try_assign(text, member).map_err(|fault| fault.blob("putting a text under the key of a member"))
    }

    fn destroy(&self, text: &TextRef) -> Result<(), BlobError> {
        self.try_destroy(text).map_err(|fault| fault.blob("destroying a text"))
    }

    fn erase(&self, member: &MemberId) -> Result<(), BlobError> {
        self.try_erase(member).map_err(|fault| fault.blob("erasing a member"))
    }

    fn settle(&self, concerned: &dyn Fn() -> BTreeMap<Commitment, MemberId>) -> Result<(), BlobError> {
        self.try_settle(concerned).map_err(|fault| fault.blob("putting texts under keys"))
    }
}
