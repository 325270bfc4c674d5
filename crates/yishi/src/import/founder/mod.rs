//! Founds a book for an import, with its officers on the roll, in their seats and with keys in force.
//!
//! Every step is done once: whatever interrupts the founding, the same command run again finds what stands and goes on.
//! Keys are on disk before anything is signed with them, and `book.toml` says until the end whose founding it is.

use crate::author::{Author, Order, act};
use crate::charter_file::CharterFile;
use crate::failure::Failure;
use crate::founding::{Founding, vkey};
use crate::host::{SystemClock, SystemEntropy, draw};
use crate::key_file::{KeyFile, Purpose, random_member};
use crate::layout::{DataFolder, origin};
use crate::running::{self, BookKeys};
use std::path::Path;
use std::sync::Arc;
use yishi_core::{
    AreaDm2, AssignSeat, Command, CouncilId, Custody, ImportRollPart, MemberId, RegistrarAct,
    RequestRegistrarAct, RollImportId, RollRow, SealRoll, SeatId, Standing, State, roll_digest,
};
use yishi_engine::{Clock, Engine, Text};

/// The roll import that brings the officers in.
const STAFF: &str = "staff";

/// Somebody who brings the import in.
#[derive(Clone, Copy, Debug)]
pub struct Officer {
    /// The name of the key file.
    pub key: &'static str,
    /// The seat.
    pub seat: &'static str,
    /// Who keeps the key.
    pub custody: Custody,
}

/// What a book for an import is founded with.
pub struct Founder<'a> {
    /// The data folder.
    pub data: &'a Path,
    /// The command whose founding it is, e.g. `import submissions`.
    pub command: &'static str,
    /// A domain that the operator holds.
    pub operator_domain: &'a str,
    /// The short name inside the book's name.
    pub slug: &'static str,
    /// The community's name.
    pub name: &'a str,
    /// The first charter.
    pub charter: &'a CharterFile,
    /// The council in which the officers live.
    pub home: &'static str,
    /// The council in which they sit.
    pub council: &'static str,
    /// The officers.
    pub officers: &'a [Officer],
    /// Told before each step that is really done; an error ends the founding there, as a crash would.
    pub before: &'a dyn Fn(&str) -> Result<(), Failure>,
}

/// A book that is founded.
pub struct FoundedBook {
    /// Where it lies.
    pub folder: DataFolder,
    /// Its verifier key.
    pub vkey: String,
}

/// The keys of a founding.
struct Keys {
    log: KeyFile,
    engine: KeyFile,
    registrar: Author,
    officers: Vec<(Officer, Author)>,
}

impl Founder<'_> {
    /// Founds the book, or goes on with a founding that was broken off; `None` when the folder holds a founded book.
    pub fn found(&self) -> Result<Option<FoundedBook>, Failure> {
        let Some(folder) = self.folder()? else { return Ok(None) };
        let keys = self.keys(&folder)?;
        (self.before)("open")?;
        let engine = running::open(&folder, BookKeys::read(&folder)?, Arc::new(SystemClock))?;
        let written = running::runtime().and_then(|runtime| runtime.block_on(self.write(&engine, &keys)));
        engine.shutdown();
        written?;
        (self.before)("done")?;
        let vkey = vkey(&folder.book.origin, &keys.log.public.0)?;
        Ok(Some(FoundedBook { folder: folder.founded()?, vkey }))
    }

    fn folder(&self) -> Result<Option<DataFolder>, Failure> {
        if !DataFolder::exists(self.data) {
            (self.before)("folder")?;
            let origin = origin(self.operator_domain, self.slug, draw(&SystemEntropy)?)?;
            return DataFolder::begin(self.data, &origin, self.command).map(Some);
        }
        let folder = DataFolder::open(self.data)?;
        match folder.book.founding.as_deref() {
            None => Ok(None),
            Some(command) if command == self.command => Ok(Some(folder)),
            Some(command) => Err(Failure::Refused(format!(
                "the founding of the book in {} by `yishi {command}` was broken off: run that command again first",
                self.data.display()
            ))),
        }
    }

    fn keys(&self, folder: &DataFolder) -> Result<Keys, Failure> {
        let officer = |officer: &Officer| Ok((*officer, self.author(folder, officer.key)?));
        Ok(Keys {
            log: self.key(folder, "log", |origin| {
                Ok(KeyFile::draw(Purpose::Log, &SystemEntropy)?.of_book(origin))
            })?,
            engine: self.key(folder, "engine", |origin| {
                Ok(KeyFile::draw(Purpose::Engine, &SystemEntropy)?.of_book(origin))
            })?,
            registrar: self.author(folder, "registrar-1")?,
            officers: self.officers.iter().map(officer).collect::<Result<_, Failure>>()?,
        })
    }

    fn author(&self, folder: &DataFolder, name: &str) -> Result<Author, Failure> {
        let key = self.key(folder, name, |origin| {
            let member = random_member(&SystemEntropy)?;
            Ok(KeyFile::draw(Purpose::Member, &SystemEntropy)?.of_member(origin, member))
        })?;
        Author::new(key)
    }

    /// The key of an earlier attempt, which may have signed already; else a new one.
    fn key(
        &self,
        folder: &DataFolder,
        name: &str,
        draw: impl FnOnce(&str) -> Result<KeyFile, Failure>,
    ) -> Result<KeyFile, Failure> {
        let file = folder.key(name);
        if file.exists() {
            return KeyFile::read(&file);
        }
        (self.before)(name)?;
        let key = draw(&folder.book.origin)?;
        key.write(&file)?;
        Ok(key)
    }

    /// Gives the commands whose effect the book does not show yet, one after the other.
    async fn write(&self, engine: &Engine, keys: &Keys) -> Result<(), Failure> {
        while let Some((command, texts)) = self.next(engine.origin(), &engine.version().state, keys)? {
            (self.before)(command.kind())?;
            let order = Order { command, assistance: None, now: SystemClock.now() };
            act(engine, &keys.registrar, order, texts, &SystemEntropy).await?;
        }
        Ok(())
    }

    fn next(
        &self,
        origin: &str,
        state: &State,
        keys: &Keys,
    ) -> Result<Option<(Command, Vec<Text>)>, Failure> {
        let founding = Founding {
            name: self.name,
            log_public: keys.log.public.0,
            engine_public: keys.engine.public.0,
            registrars: std::slice::from_ref(&keys.registrar),
            charter: self.charter,
            succeeds: None,
        };
        let [create, adopt] = founding.commands(origin)?;
        if state.book.is_none() {
            return Ok(Some(create));
        }
        if state.charter().is_none() {
            return Ok(Some(adopt));
        }
        let next = match self.roll(state, keys)? {
            None => self.seat(state, keys)?,
            found => found,
        };
        let next = match next {
            None => enrolment(origin, state, keys)?,
            found => found,
        };
        Ok(next.map(|command| (command, vec![])))
    }

    fn roll(&self, state: &State, keys: &Keys) -> Result<Option<Command>, Failure> {
        let import: RollImportId = parse(STAFF)?;
        if state.roll.sealed.contains_key(&import) {
            return Ok(None);
        }
        let row = |(_, author): &(Officer, Author)| {
            let council = parse(self.home)?;
            let (household, identity) = (None, None);
            let id = author.member.clone();
            Ok(RollRow::Member { id, council, household, identity, standing: Standing::Partner })
        };
        let rows = keys.officers.iter().map(row).collect::<Result<Vec<_>, Failure>>()?;
        if state.roll.pending.contains_key(&import) {
            let root = roll_digest(&rows);
            let rows = u64::try_from(rows.len()).unwrap_or(u64::MAX);
            return Ok(Some(SealRoll { import, rows, area_dm2: AreaDm2(0), root }.into()));
        }
        Ok(Some(ImportRollPart { import, part: 1, rows }.into()))
    }

    fn seat(&self, state: &State, keys: &Keys) -> Result<Option<Command>, Failure> {
        let council: CouncilId = parse(self.council)?;
        for (officer, author) in &keys.officers {
            let seat: SeatId = parse(officer.seat)?;
            if !sits(state, &council, &seat, &author.member) {
                let member = author.member.clone();
                return Ok(Some(AssignSeat { council, seat, member }.into()));
            }
        }
        Ok(None)
    }
}

fn sits(state: &State, council: &CouncilId, seat: &SeatId, member: &MemberId) -> bool {
    state.holders(council, seat).any(|holder| holder == member)
}

/// All officers' keys come in together.
fn enrolment(origin: &str, state: &State, keys: &Keys) -> Result<Option<Command>, Failure> {
    let enrolled = |(_, author): &(Officer, Author)| state.keys.contains_key(&author.key_file.public);
    if keys.officers.iter().all(enrolled) {
        return Ok(None);
    }
    let row = |(officer, author): &(Officer, Author)| {
        author.key_file.enrolment(origin, &author.member, officer.custody)
    };
    let keys = keys.officers.iter().map(row).collect::<Result<_, _>>()?;
    Ok(Some(RequestRegistrarAct { act: RegistrarAct::EnrolKeys { keys } }.into()))
}

fn parse<T: std::str::FromStr<Err = yishi_core::InvalidId>>(text: &str) -> Result<T, Failure> {
    Ok(text.parse().map_err(anyhow::Error::from)?)
}

#[cfg(test)]
mod tests;
