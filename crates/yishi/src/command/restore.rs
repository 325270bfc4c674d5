//! `yishi restore`: a store from a backup, with what was redacted left out.

use crate::command::init::PlaceArgs;
use crate::console::{remark, say, say_json};
use crate::copy::{Form, pin};
use crate::failure::Failure;
use crate::host::SystemClock;
use crate::rebuild::{Rebuilt, refuse_existing};
use crate::restore::{Checked, DamagedTexts, PersonKeysFrom, TextsRestored, check};
use crate::running::{self, BookKeys};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;
use yishi_audit::command::TrustArgs;

/// Make the store of a book anew from a backup; nothing that was redacted comes back
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi restore /media/disk/weiyang --data ./weiyang --vkey 'PASTE THE PUBLISHED VKEY'
  yishi restore /media/disk/weiyang --data ./weiyang --policy ./policy --keys /media/keys \\
      --person-keys /media/other/persons --later ./tiles --verify
  yishi restore /media/disk/weiyang --verify --vkey 'PASTE THE PUBLISHED VKEY'

First everything is judged: every file against the manifest, chain, tree, tiles, checkpoint,
signatures, rules; every text that can be opened against what its entry commits to. With one finding
in entries or files nothing is made; a text that is not what its entry commits to is left out and named. A text that the book redacts is not written, whatever the backup holds. With
--later (tiles, a bundle or a newer backup of the same book, e.g. from a mirror) entries are taken
from there, so that the book does not go back, and what was redacted since stays away as well.

An anchor and cosigned checkpoints that survived must not be ahead of the copy. The store grows in
DATA.rebuilding and is put in place as a whole. Keys of persons come from --person-keys: give the
newest copy, because an older one brings back the keys of those who were erased since.

Without --data, --verify judges the backup and makes nothing. With it, the restored book is opened
and read once more.

Exit codes: 0 restored · 1 refused, or texts are missing without a record · 2 wrong usage
· 3 files failed")]
pub struct Restore {
    /// The backup
    #[arg(value_name = "BACKUP")]
    from: PathBuf,
    /// The new data folder
    #[arg(long, value_name = "DIR", required_unless_present = "verify")]
    data: Option<PathBuf>,
    #[command(flatten)]
    trust: TrustArgs,
    #[command(flatten)]
    places: PlaceArgs,
    /// The newest copy of the keys of persons [default: those that stand beside the data folder]
    #[arg(long, value_name = "DIR", requires = "data")]
    person_keys: Option<PathBuf>,
    /// A later copy of the same book: tiles, a bundle or a newer backup
    #[arg(long, value_name = "COPY")]
    later: Option<PathBuf>,
    /// Go on without texts whose files are damaged, instead of refusing the backup
    #[arg(long)]
    leave_out_damaged: bool,
    /// Open and read what was restored once more; without --data judge the backup and make nothing
    #[arg(long)]
    verify: bool,
    /// Print {"origin","entries","root","texts":{"restored","redacted","locked","missing","damaged"},"data",…} as JSON
    #[arg(long)]
    pub(super) json: bool,
}

impl Restore {
    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        if let Some(data) = &self.data {
            refuse_existing(data)?;
        }
        let damaged = if self.leave_out_damaged { DamagedTexts::LeaveOut } else { DamagedTexts::Refuse };
        let form = Form::of(self.json);
        let checked = check(&self.from, self.later.as_deref(), &pin(&self.trust)?, damaged, form)?;
        let Some(data) = &self.data else { return self.tell_checked(&checked) };
        let keys = self.person_keys.as_deref().map(|copy| PersonKeysFrom { copy });
        let rebuilt = checked.restore(data, self.places.clone().into(), keys.as_ref())?;
        if self.verify {
            read_once_more(&rebuilt)?;
        }
        self.tell(&rebuilt)?;
        if rebuilt.texts.is_whole() { Ok(()) } else { Err(Failure::Reported(1)) }
    }

    fn tell_checked(&self, checked: &Checked<'_>) -> Result<(), Failure> {
        let (manifest, entries) = (checked.manifest()?, checked.entries());
        let (size, texts) = (entries.checkpoint.size, manifest.texts().count());
        if self.json {
            return say_json(&json!({
                "origin": manifest.origin, "entries": size, "root": entries.checkpoint.root.to_string(),
                "files": manifest.files.len(), "texts": texts,
            }));
        }
        say(format!("good: {size} entries and {texts} texts of {}; nothing was made", manifest.origin))
    }

    fn tell(&self, rebuilt: &Rebuilt<TextsRestored>) -> Result<(), Failure> {
        let (book, texts) = (&rebuilt.folder.book, &rebuilt.texts);
        if !rebuilt.keys_missing.is_empty() {
            let keys = rebuilt.keys_missing.join(" and ");
            remark(format!("the book cannot go on yet: put {keys} into {}", book.keys.display()));
        }
        for (words, list) in [
            ("lies under a key that is not there: erased, or the key is lost", &texts.locked),
            ("is not in the backup, and no entry redacts it", &texts.missing),
            ("is damaged in the backup, and was left out", &texts.damaged),
        ] {
            list.iter().for_each(|text| remark(format!("warning: {text:?} {words}")));
        }
        if self.person_keys.is_none() && !texts.locked.is_empty() {
            remark("texts are locked: give --person-keys DIR, the newest copy of the keys of persons");
        }
        if self.json {
            return say_json(&json!({
                "origin": book.origin, "entries": rebuilt.entries, "root": rebuilt.root, "texts": texts,
                "data": rebuilt.folder.root, "keys": book.keys, "anchor": book.anchor,
                "keys_missing": rebuilt.keys_missing,
            }));
        }
        let root = rebuilt.folder.root.display();
        say(format!("{} entries of {} in {root}", rebuilt.entries, book.origin))?;
        say(format!(
            "texts  {} restored, {} redacted on record, {} without their key, {} missing, {} damaged",
            texts.restored,
            texts.redacted,
            texts.locked.len(),
            texts.missing.len(),
            texts.damaged.len()
        ))?;
        say(format!("root   {}", rebuilt.root))?;
        say(format!("anchor {}", book.anchor.display()))?;
        say(format!("keys   {}", book.keys.display()))
    }
}

/// Opens the book as everything else does: the store is read to its end against the anchor.
fn read_once_more(rebuilt: &Rebuilt<TextsRestored>) -> Result<(), Failure> {
    if !rebuilt.keys_missing.is_empty() {
        remark("warning: without its keys the book cannot be opened to be read once more");
        return Ok(());
    }
    let folder = &rebuilt.folder;
    let engine = running::open_reading(folder, BookKeys::read(folder)?, Arc::new(SystemClock))?;
    let root = engine.version().root.to_string();
    engine.shutdown();
    if root == rebuilt.root {
        return Ok(());
    }
    Err(Failure::Io(anyhow::anyhow!("the restored book leads to the root {root}, not to {}", rebuilt.root)))
}
