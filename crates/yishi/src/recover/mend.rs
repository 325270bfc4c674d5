//! Takes missing entries from a copy of the book: one that extends what stands, and holds everything that was given out.

use super::diagnosis::{AnchorFile, Diagnosis};
use super::logs::Logs;
use super::problem::Problem;
use super::seen::Seen;
use super::{NEW_STORE, READY, set_aside};
use crate::copy::Judged;
use crate::failure::Failure;
use crate::rebuild::{JournalFill, each_leaf, own_note, text_in_bundle, write_anchor};
use crate::restore::bundle_name;
use crate::running::open_texts;
use crate::secret_file;
use anyhow::Context;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};
use yishi_audit::bundle::Wanted;
use yishi_core::TextRef;
use yishi_engine::BlobStore;
use yishi_log::checkpoint::Checkpoint;
use yishi_log::tree::TreeHash;
use yishi_sled::{FileBlobs, TextFile, judge_text_file, text_file};

/// How a store is put together again.
pub struct Mending<'a> {
    diagnosis: &'a Diagnosis,
    copy: &'a Judged,
    /// How many entries of the store are believed.
    stands: u64,
    /// Entries of the store that follow the copy's: from the copy's end to here.
    size: u64,
    root: TreeHash,
}

/// Finds out whether a copy mends what is wrong; nothing is changed.
///
/// # Errors
/// When the copy is of another book, another history, or lacks entries that were given out, and when there is nothing to be mended.
pub fn mend<'a>(diagnosis: &'a Diagnosis, copy: &'a Judged) -> Result<Mending<'a>, Failure> {
    let refuse = |reason: String| Err(Failure::Refused(reason));
    let (own, head) = (&diagnosis.folder.book.origin, &copy.checkpoint);
    if head.origin != *own {
        return refuse(format!("the copy is of `{}`, the book is `{own}`", head.origin));
    }
    let is_mended =
        |problem: &Problem| problem.is_of_entries() || problem.is_of_anchor() || problem.entries().is_some();
    if !diagnosis.problems.iter().any(is_mended) {
        return refuse("no entry is missing, and the anchor stands: nothing is taken from the copy".into());
    }
    let stands = standing(diagnosis, head)?;
    let common = stands.min(head.size);
    let given_out = given_out(diagnosis, copy)?;
    let sizes = given_out.iter().map(|seen| seen.checkpoint.size).chain([common]).collect();
    let theirs = copy.roots(&sizes)?;
    let ours = diagnosis.store.roots(&BTreeSet::from([common, stands]))?;
    if common > 0 && ours.get(&common) != theirs.get(&common) {
        return refuse(format!(
            "the store and the copy are two histories within their first {common} entries, and both may have been shown to people: nothing is taken. Compare them with `yishi audit compare`, and tell the community"
        ));
    }
    let (size, root) = match ours.get(&stands) {
        Some(root) if stands > head.size => (stands, *root),
        _ => (head.size, head.root),
    };
    for seen in &given_out {
        let (covered, by) = (seen.checkpoint.size, &seen.by);
        if covered > size {
            return refuse(format!(
                "the copy has {} entries; a checkpoint over {covered} was given out ({by}): entries {size} to {} are in neither. Look for a newer copy",
                head.size,
                covered.saturating_sub(1)
            ));
        }
        if covered <= head.size && theirs.get(&covered) != Some(&seen.checkpoint.root) {
            return refuse(format!(
                "the copy is another history than the checkpoint over {covered} entries ({by})"
            ));
        }
    }
    Ok(Mending { diagnosis, copy, stands, size, root })
}

/// Everything that was given out. What a key has signed that only the copy's entries name is read with these.
fn given_out(diagnosis: &Diagnosis, copy: &Judged) -> Result<Vec<Seen>, Failure> {
    let mut seen = diagnosis.seen.clone();
    if diagnosis.unread.is_empty() {
        return Ok(seen);
    }
    let logs = Logs::named(&copy.checkpoint.origin, copy.log_keys()?);
    for unread in &diagnosis.unread {
        let (by, size, has) = (&unread.by, unread.checkpoint.size, copy.checkpoint.size);
        match Seen::open(&logs, by, unread.note.clone()) {
            Ok(opened) => seen.push(opened),
            Err(_) if size > has => {
                return Err(Failure::Refused(format!(
                    "{size} entries were given out ({by}), the copy has {has}: look for a newer copy"
                )));
            }
            Err(unopened) => return Err(Failure::Refused(format!("{by}: {}", unopened.reason()))),
        }
    }
    Ok(seen)
}

/// How many entries of the store are believed: none, where it contradicts what was signed and the copy does not.
fn standing(diagnosis: &Diagnosis, head: &Checkpoint) -> Result<u64, Failure> {
    let contradicted =
        diagnosis.problems.iter().any(|problem| matches!(problem, Problem::OtherHistory { .. }));
    if !contradicted {
        return Ok(diagnosis.store.found);
    }
    if diagnosis.given_out() > head.size {
        return Err(Failure::Refused(format!(
            "the store holds another history than was given out, and the copy has only {} of {} entries: look for a newer copy",
            head.size,
            diagnosis.given_out()
        )));
    }
    Ok(0)
}

impl Mending<'_> {
    /// Entries that the book will have.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Entries that are taken from the copy because the store has them not, or not as they were.
    pub fn taken(&self) -> (u64, u64) {
        (self.stands.min(self.size), self.size)
    }

    /// Puts the store together beside the old one, texts and anchor with it, and only then in its place; the old one is set aside.
    ///
    /// # Errors
    /// When something cannot be read or written. The book is as it was then, or the next run ends what was begun.
    pub fn carry_out(&self) -> Result<Vec<PathBuf>, Failure> {
        let folder = &self.diagnosis.folder;
        let new = self.diagnosis.work().join(NEW_STORE);
        let wanted = self.write_entries(&new)?;
        self.write_texts(&wanted)?;
        let mut aside = self.move_anchor()?;
        let ready = File::create(self.diagnosis.work().join(READY)).and_then(|ready| ready.sync_all());
        ready.context("the new store cannot be marked as whole")?;
        let journal = folder.journal();
        if journal.exists() {
            aside.push(set_aside(&journal)?);
        }
        std::fs::rename(&new, &journal).context("the new store cannot be put in its place")?;
        File::open(&folder.root)
            .and_then(|root| root.sync_all())
            .context("the data folder cannot be written")?;
        Ok(aside)
    }

    /// The entries of the copy, then what the store has beyond them.
    fn write_entries(&self, new: &Path) -> Result<Wanted, Failure> {
        let mut fill = JournalFill::open(new, self.size)?;
        let mut wanted = Wanted::default();
        let mut learn = |index: u64, leaf: &[u8]| {
            wanted.learn(index, leaf).map_err(|error| Failure::Io(error.into()))?;
            fill.push(leaf)
        };
        each_leaf(&self.copy.copy.bundle, &mut learn)?;
        let mut index = self.copy.checkpoint.size;
        if self.size > index {
            self.diagnosis.store.each(index, self.size, &mut |leaf| {
                learn(index, leaf)?;
                index = index.saturating_add(1);
                Ok(())
            })?;
        }
        fill.finish(&self.root)?;
        Ok(wanted)
    }

    /// Texts that the book names and the store has not, as far as the copy has them.
    fn write_texts(&self, wanted: &Wanted) -> Result<(), Failure> {
        let folder = self.diagnosis.folder.texts();
        let blobs = open_texts(&folder, &self.diagnosis.folder.persons())?;
        let backup = self.copy.copy.backup.as_ref();
        let backup: Option<(_, BTreeMap<TextRef, &str>)> =
            backup.map(|(place, manifest)| (place.as_path(), manifest.texts().collect()));
        for text in wanted.list().into_iter().chain(wanted.vault()) {
            if !folder.join(text_file(&text)).exists() {
                self.write_text(&text, backup.as_ref(), &folder, &blobs)?;
            }
        }
        Ok(())
    }

    fn write_text(
        &self,
        text: &TextRef,
        backup: Option<&(&Path, BTreeMap<TextRef, &str>)>,
        folder: &Path,
        blobs: &FileBlobs,
    ) -> Result<(), Failure> {
        if let Some((place, files)) = backup {
            let Some(name) = files.get(text) else { return Ok(()) };
            let bytes = std::fs::read(place.join(name)).with_context(|| format!("cannot read {name}"))?;
            if judge_text_file(&bytes, text) != TextFile::Damaged {
                let target = folder.join(text_file(text));
                secret_file::replace(&target, &bytes)
                    .with_context(|| format!("cannot write {}", target.display()))?;
            }
            return Ok(());
        }
        let Some(name) = bundle_name(text) else { return Ok(()) };
        let Some(content) = self.copy.copy.bundle.read(&name).context("a text cannot be read")? else {
            return Ok(());
        };
        let found = text_in_bundle(&name, content)?;
        if found.reference() == *text {
            blobs.put(&found, None).context("a text cannot be written")?;
        }
        Ok(())
    }

    /// The anchor stays where it is ahead of the copy; a lost one is made from the copy's checkpoint, which the log key has signed.
    fn move_anchor(&self) -> Result<Vec<PathBuf>, Failure> {
        let (path, head) = (&self.diagnosis.folder.book.anchor, &self.copy.checkpoint);
        let mut aside = Vec::new();
        match &self.diagnosis.anchor {
            AnchorFile::Holds(seen) if seen.checkpoint.size >= head.size => return Ok(aside),
            // Its own key's checkpoint is part of the copy, or nothing would be mended.
            AnchorFile::Unread if self.anchored_unread() >= head.size => return Ok(aside),
            AnchorFile::Holds(_) | AnchorFile::Unread | AnchorFile::Missing => {}
            AnchorFile::Damaged | AnchorFile::Foreign => aside.push(set_aside(path)?),
        }
        let own = own_note(&self.copy.log, &self.copy.note()?)?;
        write_anchor(path, &self.copy.log, own.as_bytes(), head)?;
        Ok(aside)
    }

    fn anchored_unread(&self) -> u64 {
        let of_anchor = self.diagnosis.unread.first();
        of_anchor.map_or(0, |unread| unread.checkpoint.size)
    }
}
