//! `yishi init`: founds a book of one's own.

use crate::author::Author;
use crate::charter_file::{CharterFile, read_charter};
use crate::console::{say, say_json};
use crate::failure::Failure;
use crate::founding::{Founding, vkey};
use crate::host::{SystemClock, SystemEntropy, draw};
use crate::key_file::{KeyFile, Purpose, random_member};
use crate::layout::{DataFolder, Places, origin};
use crate::running::{self, BookKeys};
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;
use yishi_core::{Digest, StandsAt, Succeeds};
use yishi_engine::Engine;

/// Found a book: keys, first entry, charter
#[derive(Debug, Args)]
#[command(after_help = "Example:
  yishi init --data ./weiyang --name 渭阳社区 --slug weiyang --operator-domain example.org --charter weiyang

What it makes:
  ./weiyang           the book: entries, texts, snapshots (back it up)
  ./weiyang.keys      log.key, engine.key and one key per registrar, readable by you only
  ./weiyang.anchor    the last signed checkpoint; an old copy of ./weiyang put back shows against it

Hand the registrars' keys to the registrars and delete them here. Publish the vkey that is printed: auditors pin it.
Nothing is overwritten: the data folder must be new or empty.")]
pub struct Init {
    /// The new data folder
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The community's name, for people
    #[arg(long)]
    name: String,
    /// A domain that the operator holds; begins the book's name
    #[arg(long, value_name = "DOMAIN")]
    operator_domain: String,
    /// The short name inside the book's name: a-z, 0-9 and `-`
    #[arg(long, default_value = "book")]
    slug: String,
    /// The charter: a TOML file, or the name of a ready-made one (see `yishi charter show --help`)
    #[arg(long, value_name = "FILE", default_value = "minimal")]
    charter: String,
    /// How many registrars found the book; the charter says how many of them must agree
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=20))]
    registrars: u8,
    /// The frozen book that the new one goes on from, and how it stood when all was good: its name, how many entries, the root in hex
    #[arg(long, value_names = ["ORIGIN", "SIZE", "ROOT"], num_args = 3)]
    succeeds: Option<Vec<String>>,
    #[command(flatten)]
    places: PlaceArgs,
    /// Print {"origin","vkey","data","keys","anchor","registrars"} as JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// Where keys and anchor lie.
#[derive(Clone, Debug, Default, Args)]
pub struct PlaceArgs {
    /// The folder of the keys, outside the data folder [default: DIR.keys]
    #[arg(long, value_name = "DIR")]
    pub keys: Option<PathBuf>,
    /// The anchor file, outside the data folder and best on another disk [default: DIR.anchor]
    #[arg(long, value_name = "FILE")]
    pub anchor: Option<PathBuf>,
}

impl From<PlaceArgs> for Places {
    fn from(args: PlaceArgs) -> Self {
        Self { keys: args.keys, anchor: args.anchor }
    }
}

/// A book just founded on disk.
pub struct NewBook {
    /// Where it lies.
    pub folder: DataFolder,
    /// Its registrars.
    pub registrars: Vec<Author>,
    /// Its verifier key.
    pub vkey: String,
}

/// What a new book is made from.
pub struct Plan<'a> {
    /// The data folder.
    pub data: &'a std::path::Path,
    /// Keys and anchor.
    pub places: Places,
    /// The book's name.
    pub origin: String,
    /// The community's name.
    pub name: &'a str,
    /// The charter.
    pub charter: &'a CharterFile,
    /// How many registrars.
    pub registrars: u8,
    /// The frozen book that it goes on from, if it does.
    pub succeeds: Option<Succeeds>,
}

impl Init {
    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        let charter = read_charter(&self.charter)?;
        let plan = Plan {
            data: &self.data,
            places: self.places.into(),
            origin: origin(&self.operator_domain, &self.slug, draw(&SystemEntropy)?)?,
            name: &self.name,
            charter: &charter,
            registrars: self.registrars,
            succeeds: self.succeeds.as_deref().map(succeeds).transpose()?,
        };
        let book = found(plan)?;
        if self.json { print_json(&book) } else { print(&book) }
    }
}

/// Draws the keys, founds the book in memory, and only what passes there is laid out and written: nothing is left of what is refused.
pub fn found(plan: Plan<'_>) -> Result<NewBook, Failure> {
    let log = KeyFile::draw(Purpose::Log, &SystemEntropy)?.of_book(&plan.origin);
    let engine_key = KeyFile::draw(Purpose::Engine, &SystemEntropy)?.of_book(&plan.origin);
    let registrars =
        (1..=plan.registrars).map(|_| registrar(&plan.origin)).collect::<Result<Vec<_>, Failure>>()?;
    let founding = Founding {
        name: plan.name,
        log_public: log.public.0,
        engine_public: engine_key.public.0,
        registrars: &registrars,
        charter: plan.charter,
        succeeds: plan.succeeds,
    };
    let keys = BookKeys { log: log.log_key()?.into(), engine: engine_key.command_key()? };
    write_founding(&founding, running::open_in_memory(&plan.origin, keys)?)?;
    let folder = DataFolder::create(plan.data, &plan.origin, plan.places)?;
    log.write(&folder.key("log"))?;
    engine_key.write(&folder.key("engine"))?;
    for (number, registrar) in (1..).zip(&registrars) {
        registrar.key_file.write(&folder.key(&format!("registrar-{number}")))?;
    }
    let engine = running::open(&folder, BookKeys::read(&folder)?, Arc::new(SystemClock))?;
    write_founding(&founding, engine)?;
    let vkey = vkey(&plan.origin, &log.public.0)?;
    Ok(NewBook { folder, registrars, vkey })
}

/// The frozen book that a new one goes on from, as the registry tells it.
fn succeeds(words: &[String]) -> Result<Succeeds, Failure> {
    let wrong =
        || Failure::Usage("--succeeds takes the frozen book's name, its size and its root in hex".into());
    let [origin, size, root] = words else { return Err(wrong()) };
    let root = yishi_log::digits::lower_hex(root).ok_or_else(wrong)?;
    let size = size.parse().map_err(|_| wrong())?;
    let last_good = StandsAt { size, root: Digest(root) };
    Ok(Succeeds { origin: origin.parse().map_err(|_| wrong())?, last_good })
}

fn write_founding(founding: &Founding<'_>, engine: Engine) -> Result<(), Failure> {
    let founded = running::runtime()?.block_on(founding.found(&engine, &SystemClock, &SystemEntropy));
    engine.shutdown();
    founded
}

fn registrar(origin: &str) -> Result<Author, Failure> {
    let member = random_member(&SystemEntropy)?;
    Author::new(KeyFile::draw(Purpose::Member, &SystemEntropy)?.of_member(origin, member))
}

fn print(book: &NewBook) -> Result<(), Failure> {
    let places = &book.folder.book;
    say(format!("origin  {}", places.origin))?;
    say(format!("vkey    {}", book.vkey))?;
    say(format!("data    {}", book.folder.root.display()))?;
    say(format!("keys    {}", places.keys.display()))?;
    say(format!("anchor  {}", places.anchor.display()))?;
    for registrar in &book.registrars {
        say(format!("registrar  {}", registrar.member))?;
    }
    say("Next: publish the vkey, hand out the registrars' keys, then `yishi import roll` and `yishi serve`.")
}

fn print_json(book: &NewBook) -> Result<(), Failure> {
    let places = &book.folder.book;
    let registrars: Vec<_> = book.registrars.iter().map(|registrar| &registrar.member).collect();
    say_json(&serde_json::json!({
        "origin": places.origin, "vkey": book.vkey, "data": book.folder.root, "keys": places.keys,
        "anchor": places.anchor, "registrars": registrars,
    }))
}
