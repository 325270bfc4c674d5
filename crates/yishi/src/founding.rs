//! Founds a book: the first entry with its keys and registrars, then the charter.

use crate::author::{Author, Order, act, document};
use crate::charter_file::CharterFile;
use crate::failure::Failure;
use crate::host::Entropy;
use anyhow::Context;
use yishi_core::{AdoptCharter, Command, CreateBook, Custody, NEWEST_RULESET, PublicKey, Succeeds};
use yishi_engine::{Clock, Engine, Text};
use yishi_log::checkpoint::LogVerifier;

/// What a book is founded with.
pub struct Founding<'a> {
    /// The community's name.
    pub name: &'a str,
    /// The public half of the log key.
    pub log_public: [u8; 32],
    /// The public half of the engine key.
    pub engine_public: [u8; 32],
    /// The founding registrars; the first one signs.
    pub registrars: &'a [Author],
    /// The first charter.
    pub charter: &'a CharterFile,
    /// The frozen book that it goes on from, if it does.
    pub succeeds: Option<Succeeds>,
}

/// The verifier key of a book's log, which auditors pin.
pub fn vkey(origin: &str, log_public: &[u8; 32]) -> Result<String, Failure> {
    Ok(LogVerifier::new(origin, log_public).context("the log key is not acceptable")?.to_vkey())
}

impl Founding<'_> {
    /// The first two commands, both signed by the first registrar: the founding, then the charter with its text.
    pub fn commands(&self, origin: &str) -> Result<[(Command, Vec<Text>); 2], Failure> {
        let (source, text) = document(&self.charter.source);
        let adopt =
            AdoptCharter { charter: Box::new(self.charter.charter.clone()), source, resolution: None };
        Ok([(self.create(origin)?.into(), vec![]), (adopt.into(), vec![text])])
    }

    /// The registrar who signs.
    pub fn founder(&self) -> Result<&Author, Failure> {
        self.registrars.first().ok_or_else(|| Failure::Usage("a book needs at least one registrar".into()))
    }

    /// Writes the first two entries.
    pub async fn found(
        &self,
        engine: &Engine,
        clock: &dyn Clock,
        entropy: &dyn Entropy,
    ) -> Result<(), Failure> {
        for (command, texts) in self.commands(engine.origin())? {
            let order = Order { command, assistance: None, now: clock.now() };
            act(engine, self.founder()?, order, texts, entropy).await?;
        }
        Ok(())
    }

    fn create(&self, origin: &str) -> Result<CreateBook, Failure> {
        let row = |registrar: &Author| registrar.key_file.enrolment(origin, &registrar.member, Custody::Own);
        Ok(CreateBook {
            name: self.name.to_owned(),
            log_vkey: vkey(origin, &self.log_public)?,
            engine_key: PublicKey(self.engine_public),
            registrars: self.registrars.iter().map(row).collect::<Result<_, _>>()?,
            ruleset: Some(NEWEST_RULESET),
            succeeds: self.succeeds.clone(),
        })
    }
}
