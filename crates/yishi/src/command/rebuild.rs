//! `yishi rebuild`: a store made anew from what was published.

use crate::command::init::PlaceArgs;
use crate::console::{remark, say, say_json};
use crate::copy::{Copy, Form, pin};
use crate::failure::Failure;
use crate::layout::DataFolder;
use crate::rebuild::{Rebuilt, rebuild, refuse_existing};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;
use yishi_audit::command::TrustArgs;

/// Make the store of a book anew from its tiles, or from an exported bundle
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  yishi rebuild --from-tiles ./tiles --data ./weiyang --vkey 'PASTE THE PUBLISHED VKEY'
  yishi rebuild --from-tiles ./bundle.tar --data ./weiyang --policy ./policy --keys /media/keys

Everything is verified first, as by `audit verify` and `audit replay`: chain, tree, every tile,
checkpoint, signatures, texts, rules. With one finding nothing is made. The checkpoint becomes the
anchor, its cosignatures are kept beside it. An anchor and cosigned checkpoints that stand already
must be of this book and not ahead of the tiles: otherwise entries are missing from them.

What is not in tiles does not come back: the keys (put log.key and engine.key into the folder of
the keys) and the texts of the vault. An existing store is never touched. An interrupted rebuilding
leaves DATA.rebuilding, which the next one makes anew.")]
pub struct Rebuild {
    /// The tiles: a folder of `yishi export --tiles`, or a bundle as folder or tar file
    #[arg(long, value_name = "DIR")]
    from_tiles: PathBuf,
    /// The new data folder
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    #[command(flatten)]
    trust: TrustArgs,
    #[command(flatten)]
    places: PlaceArgs,
    /// Print {"origin","entries","texts","root","data","keys","anchor","keys_missing"} as JSON; the report if something is found
    #[arg(long)]
    pub(super) json: bool,
}

impl Rebuild {
    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        refuse_existing(&self.data)?;
        let copy = Copy::open(&self.from_tiles)?;
        if copy.backup.is_some() {
            let reason = format!(
                "{} is a backup: use `yishi restore`, which brings its texts too",
                self.from_tiles.display()
            );
            return Err(Failure::Usage(reason));
        }
        let judged = copy.judge(&pin(&self.trust)?, Form::of(self.json))?;
        let rebuilt =
            rebuild(&judged.copy.bundle, &judged.log.to_vkey(), &self.data, self.places.clone().into())?;
        self.tell(&rebuilt)
    }

    fn tell(&self, rebuilt: &Rebuilt) -> Result<(), Failure> {
        let DataFolder { root, book } = &rebuilt.folder;
        if !rebuilt.keys_missing.is_empty() {
            let keys = rebuilt.keys_missing.join(" and ");
            remark(format!("the book cannot go on yet: put {keys} into {}", book.keys.display()));
        }
        if self.json {
            return say_json(&json!({
                "origin": book.origin, "entries": rebuilt.entries, "texts": rebuilt.texts, "root": rebuilt.root,
                "data": root, "keys": book.keys, "anchor": book.anchor, "keys_missing": rebuilt.keys_missing,
            }));
        }
        say(format!(
            "{} entries and {} texts of {} in {}",
            rebuilt.entries,
            rebuilt.texts,
            book.origin,
            root.display()
        ))?;
        say(format!("root   {}", rebuilt.root))?;
        say(format!("anchor {}", book.anchor.display()))?;
        say(format!("keys   {}", book.keys.display()))
    }
}
