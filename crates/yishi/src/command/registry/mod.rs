//! `yishi registry`: the register that a registry book keeps of other books.

mod list;
mod pin;

use crate::failure::Failure;
use clap::Subcommand;

/// Pin the checkpoints of other books in a registry book, or list its register
#[derive(Debug, Subcommand)]
pub enum RegistryCommand {
    Pin(pin::Pin),
    List(list::List),
}

impl RegistryCommand {
    pub(super) const fn is_json(&self) -> bool {
        match self {
            Self::Pin(pin) => pin.json,
            Self::List(list) => list.json,
        }
    }

    /// Runs the command.
    pub fn run(self) -> Result<(), Failure> {
        match self {
            Self::Pin(pin) => pin.run(),
            Self::List(list) => list.run(),
        }
    }
}
