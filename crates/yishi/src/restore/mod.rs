//! Restores a book from a backup: judged first, made beside its place, redacted again before anything can be read.
//!
//! With a later copy of the book the entries are that one's, so that the store does not go back, and what it redacts stays redacted.

mod keys;
mod texts;

pub use keys::PersonKeysFrom;
pub use texts::{TextSource, TextsRestored, bundle_name};

use crate::backup::manifest::Manifest;
use crate::backup::{Damaged, LOG, read_back};
use crate::copy::{Copy, Form, Judged};
use crate::failure::Failure;
use crate::layout::Places;
use crate::rebuild::{Making, Rebuilt, make};
use std::collections::BTreeSet;
use std::path::Path;
use yishi_audit::Pin;

/// A backup in which nothing was found, with the later copy of the book if there is one.
pub struct Checked<'a> {
    from: &'a Path,
    judged: Judged,
    later: Option<Judged>,
    /// Texts that are not what was written.
    bad: BTreeSet<String>,
}

/// What to do with texts of a backup that are damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DamagedTexts {
    /// The backup is refused.
    Refuse,
    /// They are left out, and named.
    LeaveOut,
}

/// Judges a backup, and that a later copy continues it.
///
/// # Errors
/// When it is none, when a file is not what its manifest says, when an audit finds anything in its entries, and when the later copy is
/// not a continuation.
pub fn check<'a>(
    from: &'a Path,
    later: Option<&Path>,
    pin: &Pin,
    damaged: DamagedTexts,
    form: Form,
) -> Result<Checked<'a>, Failure> {
    let copy = Copy::open(from)?;
    let Some((_, manifest)) = &copy.backup else {
        let reason =
            "has no manifest.json: it is no backup. `yishi rebuild` makes a store of tiles and bundles";
        return Err(Failure::Refused(format!("{}: {reason}", from.display())));
    };
    let bad = usable(from, read_back(from, manifest)?, damaged)?;
    let judged = copy.judge(pin, form)?;
    let later = later.map(|later| check_later(later, &judged, pin, form)).transpose()?;
    Ok(Checked { from, judged, later, bad })
}

/// The files of texts that are damaged, where that is to be passed over; anything else ends here.
fn usable(from: &Path, damaged: Vec<Damaged>, texts: DamagedTexts) -> Result<BTreeSet<String>, Failure> {
    let hopeless = |file: &&Damaged| texts == DamagedTexts::Refuse || file.name.starts_with(LOG);
    if let Some(first) = damaged.iter().find(hopeless) {
        let advice = if first.name.starts_with(LOG) {
            "take another backup"
        } else {
            "take another backup, or leave out damaged texts with --leave-out-damaged"
        };
        return Err(Failure::Refused(format!(
            "{}: {} file(s) do not fit the manifest; {}: {}; {advice}. Nothing was made",
            from.display(),
            damaged.len(),
            first.name,
            first.reason
        )));
    }
    Ok(damaged.into_iter().map(|file| file.name).collect())
}

fn check_later(later: &Path, judged: &Judged, pin: &Pin, form: Form) -> Result<Judged, Failure> {
    let refuse =
        |reason: String| Err(Failure::Refused(format!("{}: {reason}; nothing was made", later.display())));
    let (copy, old) = (Copy::open(later)?, &judged.checkpoint);
    let found = copy.judge(pin, form)?;
    let new = &found.checkpoint;
    if new.origin != old.origin {
        return refuse(format!("is of `{}`, the backup of `{}`", new.origin, old.origin));
    }
    if new.size < old.size {
        return refuse(format!("has {} entries, the backup {}: it is not the later one", new.size, old.size));
    }
    if found.roots(&BTreeSet::from([old.size]))?.get(&old.size) != Some(&old.root) {
        return refuse(format!("over the first {} entries it is another history than the backup", old.size));
    }
    Ok(found)
}

impl Checked<'_> {
    /// What the backup says of itself.
    pub fn manifest(&self) -> Result<&Manifest, Failure> {
        let backup = self.judged.copy.backup.as_ref();
        backup.map(|(_, manifest)| manifest).ok_or_else(|| Failure::Refused("it is no backup".into()))
    }

    /// The copy whose entries are taken.
    pub const fn entries(&self) -> &Judged {
        match &self.later {
            Some(later) => later,
            None => &self.judged,
        }
    }

    /// Makes the store.
    ///
    /// # Errors
    /// As [`make`]; and when keys of persons stand already that are not those given.
    pub fn restore(
        &self,
        data: &Path,
        places: Places,
        keys: Option<&PersonKeysFrom<'_>>,
    ) -> Result<Rebuilt<TextsRestored>, Failure> {
        let (manifest, entries) = (self.manifest()?, self.entries());
        let wanted = entries.wanted()?;
        let texts = TextSource::new(self.from, manifest, &self.bad, self.later.as_ref());
        let log_key = entries.log.to_vkey();
        let making = Making { bundle: &entries.copy.bundle, log_key: &log_key, data, places };
        make(making, |part, folder| {
            if let Some(keys) = keys {
                keys.put_in_place(&folder.persons(), &entries.checkpoint.origin)?;
            }
            texts.fill(&wanted, part, &folder.persons())
        })
    }
}
